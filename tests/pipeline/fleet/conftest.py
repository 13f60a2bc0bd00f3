"""A warm process of the fleets' own: it loads more than that of a single edition, which other tests look at."""

from collections.abc import Iterator
from multiprocessing import forkserver

import pytest


@pytest.fixture(scope="module", autouse=True)
def own_warm_process() -> Iterator[None]:
    """Give the fleets of a module a server of their own, ended with it."""
    own = forkserver.ForkServer()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forkserver, "_forkserver", own)
        for name in ("set_forkserver_preload", "ensure_running", "connect_to_new_process"):
            patch.setattr(forkserver, name, getattr(own, name))
        yield
        own._stop()
