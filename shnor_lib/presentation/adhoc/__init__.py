"""What the ready notebooks of `notebooks/adhoc` ask of an edition: answers as tables and figures of the house."""
