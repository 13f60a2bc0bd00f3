"""A document as a Word file that people go on editing: real styles, fields, captions and links."""
