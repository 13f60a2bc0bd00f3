"""Run by every Python that a run starts, before anything else: the import path of the run, in the run's order.

It stands in a folder of its own, which alone is named in PYTHONPATH: whatever stands there comes before the standard
library, and a `random.py` beside the project would hide Python's own.
"""

import os
import sys

_given = os.environ.get("SHNOR_IMPORT_PATH", "").split(os.pathsep)
if _given[0] == sys.prefix:
    sys.path[:] = _given[1:]
