"""Makes the editions of a fleet, as many at once as there are slots; one that fails stops nobody."""

import os
import shutil
from collections import deque
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import cast

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.wording import number
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.fleet.journal import Done, Journal
from shnor_lib.pipeline.fleet.listing import Unit
from shnor_lib.pipeline.fleet.slots import GONE, Slot, warm_up
from shnor_lib.pipeline.layout import Project

#: With less space than this left nobody starts: an edition of a large okrug takes some tens of megabytes.
LEAST_SPACE = 300_000_000

#: Is told of each edition that is done.
Told = Callable[[Done], None]


def make_fleet(project: Project, units: Sequence[Unit], journal: Journal, told: Told, slots: int = 0) -> list[Done]:
    """Bring every edition up to date; return what became of each, in the order in which they were done.

    An edition whose process was ended by the system is begun once more, after all others: its memory may have gone to
    its neighbours.

    Args:
        project: the project that makes them.
        units: the editions in the order in which they are begun.
        journal: is told when each is begun and done.
        told: the same for the screen.
        slots: how many are made at once; 0: as many as there are cores.

    Raises:
        ReportError: the disk is full; what was running then is finished.
    """
    waiting, again = deque(units), set[str]()
    finished: list[Done] = []
    running: dict[Connection, tuple[Slot, Unit]] = {}
    refusal: ReportError | None = None
    with fixed_environment(project.root):
        warm_up(project, units[0].request.documents if units else ())
        try:
            while running or (waiting and refusal is None):
                while waiting and refusal is None and len(running) < (slots or os.cpu_count() or 1):
                    refusal = _too_full(waiting[0].request.issued)
                    if refusal is None:
                        unit = waiting.popleft()
                        journal.started(unit.request.edition)
                        slot = Slot(project, unit.request)
                        running[slot.connection] = (slot, unit)
                for connection in cast(list[Connection], wait(list(running))):
                    slot, unit = running.pop(connection)
                    done = slot.outcome()
                    journal.done(done)
                    if done.cause == GONE and done.edition not in again:
                        again.add(done.edition)
                        waiting.append(unit)
                        continue
                    finished.append(done)
                    told(done)
        finally:
            for slot, _ in running.values():
                slot.close()
    if refusal is not None:
        raise refusal
    return finished


def _too_full(issued: Path) -> ReportError | None:
    """Return the refusal to begin an edition where its disk is full."""
    place = next(folder for folder in (issued.parent, *issued.parent.parents) if folder.is_dir())
    free = shutil.disk_usage(place).free
    if free >= LEAST_SPACE:
        return None
    return ReportError(
        f"На диске папки «{issued.parent}» осталось {number(free // 1_000_000)} МБ, следующие выпуски не начаты.",
        "Освободите место и повторите команду: готовые выпуски заново не собираются.",
    )
