"""Stages, staleness, running and the atomic swap of an edition."""
