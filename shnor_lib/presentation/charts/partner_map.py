"""A schematic map of schools and their partners, drawn from coordinates: no streets, no borders, true distances."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, floor, hypot, log10, radians

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import PARTNER_STATUSES
from shnor_lib.ground.wording import NBSP, number, plural
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import (
    AXIS,
    DATA,
    HAIRLINE,
    LABEL,
    OWN,
    PAGE_WIDTH,
    THIN,
    Drawing,
    Point,
    text_width,
)
from shnor_lib.presentation.charts.figure import data_of, sentences_of
from shnor_lib.presentation.charts.labels import SCHOOLS, school_labels
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable

#: Places in millimetres: air beside and above the schools, the highest map, the strip with scale and signs.
_BESIDE, _ABOVE, _MOST_HEIGHT, _FOOT = 26.0, 8.0, 120.0, 11.0
_RADIUS, _LABEL_HEIGHT = 1.3, 2.9
#: A label stands so far from its mark; beyond the first it is tied to it by a line.
_AWAY = (2.0, 4.6, 8.0, 12.0)
_DIRECTIONS = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1))
#: A label over a line counts as if it stood so much farther away.
_OVER_A_LINE = 5.0
#: Kilometres in a degree of latitude.
_DEGREE = 111.195
_DASHES = "3 2"
_AGREED = ("agreement", "ending")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Label:
    """Where a school's name stands: its box, the end of its line to the mark, nothing where it touches it."""

    school_id: str
    box: Box
    tied: Point | None


def partner_map(schools: pd.DataFrame, pairs: pd.DataFrame, helped: set[str], caption: str) -> PublicationFigure | None:
    """Draw the schools in support and their partners by coordinates, agreements as whole and proposals as dashed lines.

    Args:
        schools: the table `schools`; names as they shall be printed.
        pairs: rows of `partner_proposals` that have a partner.
        helped: codes of the schools for which help is meant.
        caption: the figure's caption.

    Returns:
        The figure, or ``None`` where no pair has the coordinates of both schools.
    """
    known = schools.reindex(columns=["school_id", "school", "latitude", "longitude"])
    known = known[known["latitude"].notna() & known["longitude"].notna()].set_index("school_id", drop=False)
    drawn = pairs[pairs["school_id"].isin(known.index) & pairs["partner_id"].isin(known.index)]
    if drawn.empty:
        return None
    shown = known[known["school_id"].isin({*helped, *drawn["partner_id"]})]
    sheet = _Sheet(shown, drawn, helped)
    sheet.draw()
    left = len(shown) - len(sheet.labels)
    notes = [
        f"Схема по координатам школ: расстояния верны, дорог на ней нет. Сплошная линия{NBSP}— соглашение, "
        f"штриховая{NBSP}— предложение.",
        *([f"Без подписи {plural(left, *SCHOOLS)}: подписи закрыли бы друг друга."] if left else []),
        *_not_drawn(pairs, drawn),
    ]
    return PublicationFigure(
        caption,
        sentences_of(_alt(shown, drawn, helped)),
        sheet.drawing.svg,
        width_mm=PAGE_WIDTH,
        notes=tuple(notes),
        data=_data(drawn, caption),
    )


def _not_drawn(pairs: pd.DataFrame, drawn: pd.DataFrame) -> Iterator[str]:
    if missing := len(pairs) - len(drawn):
        words = plural(missing, "пара", "пары", "пар")
        yield f"Не показано: {words}, где координаты одной из школ не указаны."


class _Sheet:
    """The map in the making."""

    def __init__(self, schools: pd.DataFrame, pairs: pd.DataFrame, helped: set[str]):
        self.helped = helped
        self.places, self.scale, height = _laid_out(schools)
        self.pairs = [(row.school_id, row.partner_id, row.status) for row in rows_of(pairs)]
        self.drawing = Drawing(PAGE_WIDTH, height + _FOOT)
        self.height = height
        self.names = school_labels(schools)
        lines = [(self.places[one], self.places[other]) for one, other, _ in self.pairs]
        frame = (0.0, 0.0, PAGE_WIDTH, height)
        self.labels = labels_placed(self.places, self.names, lines, frame, first=helped)

    def draw(self) -> None:
        """Draw lines, then marks, then names above both."""
        for one, other, status in self.pairs:
            dashes = "" if status in _AGREED else _DASHES
            self.drawing.line(self.places[one], self.places[other], palette.INK, DATA, dashes)
        for label in self.labels:
            if label.tied is not None:
                self.drawing.line(self.places[label.school_id], label.tied, palette.MUTED, HAIRLINE)
        for school_id, place in self.places.items():
            _mark(self.drawing, place, is_helped=school_id in self.helped)
        for label in self.labels:
            left, top, *_ = label.box
            is_helped = label.school_id in self.helped
            baseline = top + _LABEL_HEIGHT - 0.7
            self.drawing.plated((left, baseline), self.names[label.school_id], AXIS, anchor="start", bold=is_helped)
        self._draw_foot()
        self._draw_north()

    def _draw_foot(self) -> None:
        """Draw the scale and what the signs mean."""
        base = self.height + _FOOT - 3.0
        kilometres = _round_length(PAGE_WIDTH / 4 / self.scale)
        length = kilometres * self.scale
        self.drawing.line((0.5, base), (0.5 + length, base), palette.INK, OWN)
        for end in (0.5, 0.5 + length):
            self.drawing.line((end, base - 1.2), (end, base + 1.2), palette.INK, THIN)
        self.drawing.text((0.5, base - 1.8), f"{number(kilometres)}{NBSP}км", AXIS)
        across = 46.0
        for words, is_helped in (("школа, которой помогают", True), ("школа-партнёр", False)):
            _mark(self.drawing, (across, base - 0.8), is_helped=is_helped)
            self.drawing.text((across + 2.4, base), words, LABEL)
            across += text_width(words, LABEL) + 8
        for words, dashes in (("соглашение", ""), ("предложение", _DASHES)):
            self.drawing.line((across, base - 0.8), (across + 8, base - 0.8), palette.INK, DATA, dashes)
            self.drawing.text((across + 9.4, base), words, LABEL)
            across += text_width(words, LABEL) + 14

    def _draw_north(self) -> None:
        right, top = PAGE_WIDTH - 3.0, 1.0
        self.drawing.polygons([[(right, top), (right - 1.3, top + 3.6), (right + 1.3, top + 3.6)]], palette.INK)
        self.drawing.text((right, top + 6.6), "С", AXIS, anchor="middle", bold=True)


def _mark(drawing: Drawing, place: Point, *, is_helped: bool) -> None:
    drawing.circle(place, _RADIUS, palette.INK if is_helped else palette.PAPER, palette.INK, 1.0)


def _laid_out(schools: pd.DataFrame) -> tuple[dict[str, Point], float, float]:
    """Return each school's place in millimetres, the millimetres of a kilometre, and the height of the map."""
    north, east = (schools[name].astype(float) for name in ("latitude", "longitude"))
    if east.max() - east.min() > 180:  # an okrug on both sides of the meridian where days begin
        east = east.where(east >= 0, east + 360)
    across = (east - east.min()) * _DEGREE * cos(radians(float(north.mean())))
    down = (north.max() - north) * _DEGREE
    wide, high = PAGE_WIDTH - 2 * _BESIDE, _MOST_HEIGHT - 2 * _ABOVE
    scale = min(wide / max(float(across.max()), 1.0), high / max(float(down.max()), 1.0))
    left = (PAGE_WIDTH - scale * float(across.max())) / 2
    places = zip(schools["school_id"], across, down, strict=True)
    found = {str(one): (left + scale * float(x), _ABOVE + scale * float(y)) for one, x, y in places}
    return found, scale, 2 * _ABOVE + scale * float(down.max())


def _round_length(most: float) -> float:
    """Return the longest of 1, 2, 5, 10, 20 … kilometres (or their parts) that is not longer than the given length."""
    power = 10.0 ** floor(log10(most))
    return next(step * power for step in (5, 2, 1) if step * power <= most)


# Names beside marks


def labels_placed(
    places: dict[str, Point], names: dict[str, str], lines: Sequence[tuple[Point, Point]], frame: Box, first: set[str]
) -> list[Label]:
    """Return where names stand so that none lies over another, over a mark or outside; one without room is left out.

    Args:
        places: of the marks by school.
        names: what is written.
        lines: between marks, which names avoid where they can.
        frame: left, top, right and bottom of the map.
        first: the schools that are named before the others, in bold.
    """
    taken: list[Box] = [(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in places.values()]
    taken.append((frame[2] - 5.5, frame[1], frame[2], frame[1] + 8.0))
    found: list[Label] = []
    for school_id in sorted(places, key=lambda one: (one not in first, one)):
        width = text_width(names[school_id], AXIS, bold=school_id in first)
        own = [
            (away + _OVER_A_LINE * sum(_crosses(line, box) for line in lines), place, Label(school_id, box, tied))
            for place, (away, box, tied) in enumerate(_around(places[school_id], width))
            if _within(box, frame) and not any(_overlap(box, other) for other in taken)
        ]
        if own:
            label = min(own, key=lambda one: one[:2])[2]
            taken.append(label.box)
            found.append(label)
    return found


def _around(place: Point, width: float) -> Iterator[tuple[float, Box, Point | None]]:
    """Yield boxes around a mark from near to far: how far, the box, where a line from the mark meets it."""
    for away in _AWAY:
        for across, down in _DIRECTIONS:
            x, y = place[0] + across * away, place[1] + down * away
            left = x - width / 2 if across == 0 else x if across > 0 else x - width
            top = y - _LABEL_HEIGHT / 2 + down * _LABEL_HEIGHT / 2
            tied = (x, y) if away > _AWAY[0] else None
            yield away + 0.1 * hypot(across, down), (left, top, left + width, top + _LABEL_HEIGHT), tied


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _crosses(line: tuple[Point, Point], box: Box) -> bool:
    """Tell whether a line runs through a box (Liang and Barsky)."""
    (x, y), (x_2, y_2) = line
    enters, leaves = 0.0, 1.0
    for delta, low, high in ((x_2 - x, box[0] - x, box[2] - x), (y_2 - y, box[1] - y, box[3] - y)):
        if delta == 0:
            if low > 0 or high < 0:
                return False
            continue
        near, far = sorted((low / delta, high / delta))
        enters, leaves = max(enters, near), min(leaves, far)
    return enters < leaves


# What is said instead


def _alt(schools: pd.DataFrame, pairs: pd.DataFrame, helped: set[str]) -> list[str]:
    agreed = int(pairs["status"].isin(_AGREED).sum())
    partners = len(schools) - int(schools["school_id"].isin(helped).sum())
    return [
        f"схема: школ, которым помогают, {len(schools) - partners}, школ-партнёров {partners}",
        f"линий соглашений {agreed}, предложений {len(pairs) - agreed}",
    ]


def _data(pairs: pd.DataFrame, caption: str) -> PublicationTable:
    frame = pairs.assign(
        name=pairs["school"].map(wording.short_school_name),
        of_partner=pairs["partner"].map(wording.short_school_name),
        state=pairs["status"].map(PARTNER_STATUSES),
    ).reset_index(drop=True)
    columns = [
        Column("name", "Школа", width=2.5),
        Column("of_partner", "Партнёр", width=2.5),
        Column("distance_km", "Расстояние, км", "number", 1),
        Column("state", "Линия", width=2),
    ]
    return data_of(frame, columns, caption)
