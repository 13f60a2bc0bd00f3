"""Reproducible analytical reports on schools with low educational results (ШНОР)."""

__version__ = "0.2.0"
