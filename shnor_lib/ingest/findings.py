"""Findings: what was checked in the input; what was wrong, where, what was done with the value and what to do."""

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files

import pandas as pd

from shnor_lib.ground.personal_names import quotable, without_names
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.vocabulary import CHECK_STAGES

COMPLAINT, PASSED = "complaint", "passed"

#: The columns of the table `findings`.
COLUMNS = list(TABLES["findings"].columns)


@dataclass(frozen=True)
class Check:
    """A check of the data-control protocol: its stage, its name in the report, and the layouts whose readers make it.

    ``layouts`` holds codes of layouts, «*» for every layout, or «!code» for every other one; «-» is a remark of which
    nobody needs to hear that it was not made; it is empty for the checks of `shnor_lib.ingest.checks`, which say
    themselves what they looked at.
    """

    stage: str
    title: str
    layouts: tuple[str, ...] = ()

    def concerns(self, layout: str) -> bool:
        """Tell whether the reader of a layout makes this check."""
        others = [code.removeprefix("!") for code in self.layouts if code.startswith("!")]
        return "*" in self.layouts or layout in self.layouts or (bool(others) and layout not in others)


@cache
def checks() -> dict[str, Check]:
    """Return every check by its code, in the order of the protocol (the map file `maps/checks.csv`)."""
    text = files("shnor_lib.ingest").joinpath("maps/checks.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Check(row["stage"], row["title"], tuple(row["layouts"].split()))
        for row in csv.DictReader(text.splitlines())
    }


@dataclass(frozen=True)
class Finding:
    """One line of the protocol: severity, check (a code of `checks`), message, advice, place, result.

    The result is ``complaint``, or ``passed`` for a check that found nothing (severity ``note``).  ``n_cells`` is the
    number of cells that were set aside with it; no table holds it.  Whoever makes a finding may quote what a file says:
    what looks like a person is hidden here.
    """

    severity: str
    check: str
    message: str
    what_to_do: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    result: str = COMPLAINT
    n_cells: int = 0

    def __post_init__(self) -> None:
        if self.check not in checks():
            raise KeyError(self.check)
        for name, gate in _GATES.items():
            object.__setattr__(self, name, gate(getattr(self, name)))

    @property
    def stage(self) -> str:
        """The stage of the control to which the check belongs."""
        return checks()[self.check].stage


_GATES = {"message": without_names, "what_to_do": without_names, "file": quotable, "sheet": quotable}


def passed(check: str, message: str) -> Finding:
    """Return the finding of a check that looked at ``message`` and found nothing to complain of."""
    return Finding("note", check, message, result=PASSED)


def findings_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return the findings as the table `findings`: complaints, gravest first, as they were met; then what passed."""
    order = {"error": 0, "warning": 1, "note": 2}
    codes, stages = list(checks()), list(CHECK_STAGES)

    def place(finding: Finding) -> tuple[int, ...]:
        if finding.result == PASSED:
            return len(order), stages.index(finding.stage), codes.index(finding.check)
        return (order[finding.severity],)

    rows = [{**asdict(finding), "stage": finding.stage} for finding in sorted(findings, key=place)]
    return pd.DataFrame(rows, columns=COLUMNS).replace("", None)


def findings_of(table: pd.DataFrame) -> list[Finding]:
    """Return the findings of a table `findings`, in its order."""
    names = [column for column in COLUMNS if column != "stage"]
    rows = table[names].astype(object).where(table[names].notna(), "").to_dict("records")
    return [Finding(**{str(name): value for name, value in row.items()}) for row in rows]
