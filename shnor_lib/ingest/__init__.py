"""Readers of source files: one module per layout, every complaint a finding."""
