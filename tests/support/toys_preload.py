"""What the warm process of toys loads beside what ships (`tests/pipeline/conftest.py`): what draws, and nbformat."""

import nbformat  # noqa: F401

from shnor_lib.engine.warm import DRAWING, FAILURES, load_libraries

FAILURES.update(load_libraries(DRAWING))
