"""A warm process of the toys' own, so that dozens of their runs are not dozens of times matplotlib."""

from collections.abc import Iterator
from multiprocessing import forkserver

import pytest

#: What the warm process of toys loads beside what ships.
TOYS_PRELOAD = "tests.support.toys_preload"


@pytest.fixture(scope="session")
def own_forkserver() -> Iterator[forkserver.ForkServer]:
    """The forkserver of toys; it starts when the first run asks for it."""
    own = forkserver.ForkServer()
    yield own
    own._stop()


@pytest.fixture(scope="module")
def warm_toys(own_forkserver: forkserver.ForkServer) -> Iterator[None]:
    """Let runs in this process fork off the toys' warm process.

    The child of a last notebook loads what draws ahead of its turn, a second of work at each run; here it finds that
    loaded.  How it loads is tested in `test_engine`, with the warm process that ships.
    """

    def preload(names: list[str]) -> None:
        own_forkserver.set_forkserver_preload([*names, TOYS_PRELOAD])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forkserver, "set_forkserver_preload", preload)
        patch.setattr(forkserver, "ensure_running", own_forkserver.ensure_running)
        patch.setattr(forkserver, "connect_to_new_process", own_forkserver.connect_to_new_process)
        yield
