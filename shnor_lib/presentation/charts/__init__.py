"""Charts of the report, drawn on a canvas of millimetres."""
