"""Pages for official use: they show codes of people (decisions 18, 69)."""
