"""Checks of what was read: one law of the field, one function, one finding per complaint.

A check takes frames and returns `Finding`s: its complaints or, where it had something to look at and found
nothing wrong, one of result ``passed``; a check without anything to look at returns nothing.  `protocol` runs
them all.  The frames are described in `rows`.
"""
