"""The methods: tables in, tables out; no files, no plots, no globals."""
