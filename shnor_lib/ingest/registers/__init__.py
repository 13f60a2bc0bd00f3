"""Registers of the programme: read from workbooks that follow the declaration, checked, joined with the roster."""
