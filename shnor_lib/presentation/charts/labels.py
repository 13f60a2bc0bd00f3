"""What stands beside the marks: short names of schools, shares, words over runs of columns."""

from collections.abc import Iterator, Sequence

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.wording import plural, short_school_name
from shnor_lib.presentation.charts.canvas import Canvas, text_width, wrapped

SCHOOLS = ("школа", "школы", "школ")

#: So many schools are named one by one in an alternative text; more are only counted.
NAMED_IN_ALT = 12


def school_labels(table: pd.DataFrame) -> dict[str, str]:
    """Return a short label per school code, in the table's order; schools with one short name keep the full ones.

    Two codes may share a name: each keeps a label of its own, and the caller's names tell them apart or nothing does.
    """
    names = table.drop_duplicates("school_id").set_index("school_id")["school"]
    short = names.map(short_school_name)
    labels = short.where(~short.duplicated(keep=False), names).map(wording.typeset)
    return dict(zip(labels.index, labels, strict=True))


def of_schools(count: int) -> str:
    """Return the number of schools in the genitive: «1 школы», «7 школ»."""
    return plural(count, "школы", "школ", "школ")


def label_width(labels: Sequence[str], most: float) -> float:
    """Return the width of the longest label in millimetres, at most ``most``."""
    return min(most, max(text_width(label) for label in labels))


def write_school_labels(canvas: Canvas, labels: dict[str, str], right: float, top: float, row: float) -> None:
    """Write a label beside each row, in two lines where the row has room for them."""
    for line, label in enumerate(labels.values()):
        text = wrapped(label, right, lines=2 if row >= 6 else 1)
        canvas.text(right, top + row * (line + 0.5), text, ha="right", linespacing=0.9)


def runs(names: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first place, last place and name of each run of equal neighbours."""
    first = 0
    for place, name in enumerate(names):
        if place + 1 == len(names) or names[place + 1] != name:
            yield first, place, name
            first = place + 1
