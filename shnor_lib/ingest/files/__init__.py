"""Files as sheets: .xlsx, .xls, .csv, told apart by content and opened safely."""
