"""Pictures small enough for a cell of a table or a line of text, each with what is said instead of it.

Plain values in, a `drawing.Picture` out, in well under a millisecond and two thousand signs.  Shape and fill tell what
colour tells: low results are thick, changes beyond chance filled, targets that are met solid.
"""
