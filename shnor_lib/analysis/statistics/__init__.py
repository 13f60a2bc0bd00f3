"""Methods on arrays of numbers: nothing here knows a table, a school or a word of the report."""
