"""Sections of the working group's year: who, what, where published, when, minutes (decision 70)."""
