"""Values that readers see: tables, figures, wording and the sections of the report."""
