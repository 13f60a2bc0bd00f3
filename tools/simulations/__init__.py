"""Simulated okrugs: what the methods of `shnor_lib.analysis.statistics` tell where the truth is known."""
