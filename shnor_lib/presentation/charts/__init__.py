"""Charts of the report, a module each.

A table in, a figure with caption and alternative text out; no rows give ``None``.  Schools stand in the order in which
the table brings them, never by result: the charts must not read as a ranking.  Shares are percentages 0–100.  A chart
says in its legend only what occurs in it, and no colour speaks alone.
"""
