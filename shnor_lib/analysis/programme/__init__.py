"""What the programme's registers tell: plan, meetings, teachers, help, competences, monitoring."""
