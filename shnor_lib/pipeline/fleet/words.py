"""What a fleet says on the screen: each edition as it is done, what is left, and in the end what failed and why."""

import shlex
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from shnor_lib.ground.wording import number, plural
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.fleet.journal import FAILED, SAME, Done
from shnor_lib.pipeline.fleet.listing import Unit

_SECONDS_OF_MINUTE = 60


class Course:
    """Tells of each edition as it is done, and when the last one will be.

    The time left follows from the bytes of input, each edition with an average edition's on top of its own: reading
    grows with them, all else hardly.
    """

    def __init__(self, units: Sequence[Unit], say: Callable[[str], None]):
        mean = sum(unit.weight for unit in units) / max(1, len(units)) or 1
        self._cost = {unit.request.edition: unit.weight + mean for unit in units}
        self._left = dict(self._cost)
        self._say = say
        self._since = time.monotonic()

    def told(self, done: Done) -> None:
        """Say what became of an edition."""
        self._left.pop(done.edition, None)
        place = f"{len(self._cost) - len(self._left)} из {len(self._cost)}"
        self._say(f"{place}. {_became(done)}{self._outlook()}")

    def _outlook(self) -> str:
        if not self._left:
            return ""
        passed = time.monotonic() - self._since
        done = sum(self._cost.values()) - sum(self._left.values())
        seconds = passed * sum(self._left.values()) / done
        ends = datetime.now() + timedelta(seconds=seconds)
        return f" Осталось {duration(seconds)}, до {ends:%H:%M}."


def duration(seconds: float) -> str:
    """Return a time of waiting in words: «меньше минуты», «около 12 мин», «около 2,5 ч»."""
    minutes = seconds / _SECONDS_OF_MINUTE
    if minutes < 1:
        return "меньше минуты"
    if minutes < 2 * _SECONDS_OF_MINUTE:
        return f"около {number(round(minutes))} мин"
    return f"около {number(minutes / _SECONDS_OF_MINUTE, 1)} ч"


def _became(done: Done) -> str:
    if done.state == FAILED:
        first, *more = done.cause.splitlines()
        return f"{done.edition}: не собран. {first}{' …' if more else ''}"
    if done.state == SAME:
        return f"{done.edition}: не изменился."
    return f"{done.edition}: собран за {number(done.seconds, 1)} с."


def outcome_lines(finished: Sequence[Done], journal: str) -> list[str]:
    """Return the last lines: how many are ready, which failed, why, and by which command each is repeated."""
    failed = sorted((done for done in finished if done.state == FAILED), key=lambda done: done.edition)
    same = sum(done.state == SAME for done in finished)
    ready = len(finished) - len(failed)
    lines = [
        f"Готово: {plural(ready, 'выпуск', 'выпуска', 'выпусков')}" + (f", не изменилось {same}." if same else ".")
    ]
    if failed:
        lines.append(f"Не собрано: {plural(len(failed), 'выпуск', 'выпуска', 'выпусков')}.")
        lines += [f"  {done.edition}: {done.cause} Повторить: {done.command}" for done in failed]
    return [*lines, f"Журнал: {journal}"]


def command_of(request: Request, root: Path) -> str:
    """Return the command that makes one edition, for a scheduler of jobs: it runs from any folder of any machine."""
    words = [sys.executable, "-m", "shnor_lib", "report", "--params", str(request.params_file)]
    words += ["--output", str(request.issued)]
    if request.documents:
        words += ["--documents", ",".join(request.documents)]
    return f"cd {shlex.quote(str(root))} && {shlex.join(words)}"
