"""Cards of schools: a card is a row of declared sections, as the report is, each of one school (decision 58)."""
