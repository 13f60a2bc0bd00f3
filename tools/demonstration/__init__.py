"""The demonstration municipality that ships as `data/demo`: invented schools, registers, planted truths and faults.

`municipality` holds the schools and their results, `registers` the programme's registers, `truths` what has to come out
of both, counted in plain loops, `faults` the dirt put into the files afterwards, `files` the folder itself with its
README (`readme`).  `tools/make_demo.py` is the command.  Nothing here imports `shnor_lib`.
"""
