"""The programme's indicators: who stands behind each, its value, what has to be said beside it."""
