"""papermill's warm engine: notebooks run in forked children of one process that has the libraries loaded."""
