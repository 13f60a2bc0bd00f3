"""Sections of a period's monitoring report (decision 67)."""
