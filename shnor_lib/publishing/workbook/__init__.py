"""All tables of a report as one Excel workbook, for those who look things up and count further."""
