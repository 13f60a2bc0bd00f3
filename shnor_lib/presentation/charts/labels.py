"""What stands beside the marks: short names of schools, shares, words over runs of columns."""

from collections.abc import Iterator, Sequence

import pandas as pd
from matplotlib.axes import Axes

from shnor_lib.ground import wording
from shnor_lib.ground.wording import plural, short_school_name
from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import Canvas, spread, text_width, wrapped

SCHOOLS = ("школа", "школы", "школ")

#: Names in a column beside a chart lie so many millimetres apart.
_NAME_GAP = 3.6

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


def write_names_beside(canvas: Canvas, axes: Axes, points: Sequence[tuple[float, float, str]], left: float) -> None:
    """Write names in a column to the right of a chart, each tied to its point by a thin line.

    Args:
        canvas: of the chart.
        axes: its panel.
        points: place across, place upwards (both in the chart's own units) and name.
        left: where the panel ends, in millimetres; the names have the rest of the page's width.
    """
    box = axes.get_position()
    top, height = (1 - box.y1) * canvas.height, box.height * canvas.height
    (low, high), most_across = axes.get_ylim(), axes.get_xlim()[1]
    ordered = sorted(points, key=lambda point: -point[1])
    wanted = [top + height * (high - upwards) / (high - low) for _, upwards, _ in ordered]
    for (across, upwards, name), place in zip(
        ordered, spread(wanted, _NAME_GAP, top + 1, top + height - 1), strict=True
    ):
        canvas.text(left + 3, place, _fitting(name, canvas.width - left - 3))
        axes.plot(
            [across, most_across],
            [upwards, high - (place - top) / height * (high - low)],
            color=theme.MUTED,
            linewidth=0.3,
            linestyle=":",
            clip_on=False,
            zorder=0.6,
        )


def _fitting(label: str, width: float) -> str:
    while text_width(label) > width and " " in label:
        label = label[: label.rstrip("…").rindex(" ")] + "…"
    return label


def runs(names: list[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first place, last place and name of each run of equal neighbours."""
    first = 0
    for place, name in enumerate(names):
        if place + 1 == len(names) or names[place + 1] != name:
            yield first, place, name
            first = place + 1
