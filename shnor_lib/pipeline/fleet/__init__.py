"""Many editions at once: which they are, who makes them, what is written down of each (decision 72)."""
