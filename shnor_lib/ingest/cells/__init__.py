"""Sheets as cells: texts, numbers, dates, shares and headings as people type them."""
