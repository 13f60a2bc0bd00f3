"""Rows of many files made one: schools matched, equal rows read once, contradictions nobody's value."""
