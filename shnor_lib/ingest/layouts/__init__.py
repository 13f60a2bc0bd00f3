"""The layouts of result files: each is recognised by its content and read into raw rows."""
