"""Приложение 1 of a programme: a row per school, two columns per procedure (share of «2», a second share).

One heading row names the procedures, each over two merged columns; rows of sub-headings «%2» follow; then a row per
school.  Values are percentages 0–100, a dash means «not held».  Columns are found by their headings, never by place.
"""
