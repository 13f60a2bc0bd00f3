"""What the warm process of toys loads beside what ships (`tests/pipeline/conftest.py`): what draws, and nbformat."""

import nbformat  # noqa: F401
from matplotlib.backends import backend_registry

from shnor_lib.engine.warm import DRAWING, FAILURES, load_libraries

FAILURES.update(load_libraries(DRAWING))
# A shell asks it for the inline backend, and it then looks through the metadata of all packages.
backend_registry.list_all()
