"""Many editions on one machine or on many: which they are, who makes them, what is written down of each (decision 72)."""
