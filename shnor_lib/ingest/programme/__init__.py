"""The programme's own documents: list of schools, indicators, plan, measures, tasks, expected results."""
