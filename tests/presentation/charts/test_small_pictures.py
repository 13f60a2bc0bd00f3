"""Small pictures: shape and fill say what colour says, words say what the picture says, and they cost little."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import SMALLEST, Drawing, Picture
from shnor_lib.presentation.charts.small.bullet import bullet, squares
from shnor_lib.presentation.charts.small.forest import forest, forest_axis, forest_reach
from shnor_lib.presentation.charts.small.marks import CHANGE_WORDS, change_mark, met_mark, tick_mark
from shnor_lib.presentation.charts.small.strip import HEIGHT, Tick, strip
from tests.support.chart_frames import SVG, plain

NAN = float("nan")
YEARS, SUBJECTS = [2021, 2022, 2023, 2024], ["MA", "RU"]
#: As many procedures as a school can have.
FULL = [
    Tick(year, subject, share, share >= 30)
    for year in YEARS
    for subject in SUBJECTS
    for share in (0.0, 12.5, 30.0, 33.3, 58.0, 100.0)
]
EVERY = {
    "strip": strip(FULL, YEARS, SUBJECTS, 30),
    "empty strip": strip([], [2021], ["MA"], 30),
    "forest": forest(-15.6, -22.2, -8.4, 30),
    "unknown change": forest(NAN, NAN, NAN, 30),
    "axis": forest_axis(30),
    "bullet": bullet(77.8, 40, True),
    "no data": bullet(None, 50, None),
    "squares": squares(11, 24, False),
    "no pieces": squares(0, 0),
    **{name: change_mark(name) for name in CHANGE_WORDS},
    "met": met_mark(True),
    "not met": met_mark(False),
    "tick": tick_mark(True),
}


def elements(picture: Picture, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(picture.svg).iter(f"{SVG}{tag}"))


@pytest.mark.parametrize("picture", EVERY.values(), ids=EVERY)
def test_each_is_small_has_words_and_no_id(picture):
    root = ElementTree.fromstring(picture.svg)
    assert len(picture.svg.encode()) < 2000 and picture.words
    assert "nan" not in picture.svg and "id" not in {name for one in root.iter() for name in one.attrib}
    assert float(root.get("width").removesuffix("pt")) == pytest.approx(picture.width_mm / 25.4 * 72, abs=0.01)
    assert all(float(size) >= SMALLEST for size in re.findall(r"font-size: ([\d.]+)", picture.svg))


def ticks_of(picture: Picture) -> Iterator[tuple[float, float, float]]:
    """Yield left end, height above the picture's foot and stroke of each tick of a strip, in points."""
    foot = HEIGHT / 25.4 * 72
    for path in elements(picture, "path"):
        if path.get("fill") == "none":
            for left, level in re.findall(r"M([\d.]+) ([\d.]+)", path.get("d")):
                yield float(left), foot - float(level), float(path.get("stroke-width"))


def test_ticks_of_low_results_are_thick_and_none_lies_below_the_line():
    line = next(path for path in elements(EVERY["strip"], "path") if path.get("stroke") == palette.INK)
    level = HEIGHT / 25.4 * 72 - float(re.search(r"M0 ([\d.]+)", line.get("d"))[1])
    ticks = list(ticks_of(EVERY["strip"]))
    assert len(ticks) == len(FULL)
    thick = {stroke for _, above, stroke in ticks if above >= level - 0.02}
    thin = {stroke for _, above, stroke in ticks if above < level - 0.02}
    assert min(thick) > 2 * max(thin)


def test_years_and_subjects_of_a_strip_stand_side_by_side():
    ends = [strip([Tick(year, subject, 50, True)], YEARS, SUBJECTS, 30) for year in YEARS for subject in SUBJECTS]
    lefts = [next(ticks_of(picture))[0] for picture in ends]
    assert lefts == sorted(set(lefts))
    assert list(ticks_of(strip([Tick(2019, "MA", 50, True)], YEARS, SUBJECTS, 30))) == []


def test_a_strip_says_the_numbers_of_each_year():
    ticks = [Tick(2023, "MA", 31, True), Tick(2023, "RU", 10, False), Tick(2024, "RU", 12, False)]
    words = plain(strip(ticks, [2022, 2023, 2024], SUBJECTS, 30).words)
    assert words == "2021/22: результатов нет; 2022/23: 1 низкий из 2; 2023/24: низких нет из 1"


@pytest.mark.parametrize(
    ("change", "low", "high", "supported", "filled", "words"),
    [
        (-15.6, -22.2, -8.4, None, True, "−15,6 п. п., от −22,2 до −8,4, снижение больше случайного"),
        (19.9, 12, 27, None, True, "+19,9 п. п., от +12,0 до +27,0, рост больше случайного"),
        (1, -3, 5, None, False, "+1,0 п. п., от −3,0 до +5,0, в пределах случайного"),
        (5, 0, 10, None, False, "+5,0 п. п., от 0,0 до +10,0, в пределах случайного"),
        (-15.6, -22.2, -8.4, False, False, "−15,6 п. п., от −22,2 до −8,4, в пределах случайного"),
        (5, NAN, NAN, None, False, "+5,0 п. п."),
        (NAN, NAN, NAN, None, None, "нет данных"),
    ],
)
def test_a_change_is_filled_only_where_its_interval_leaves_out_zero(change, low, high, supported, filled, words):
    picture = forest(change, low, high, 30, is_supported=supported)
    points = elements(picture, "circle")
    assert [point.get("fill") != palette.PAPER for point in points] == ([] if filled is None else [filled])
    assert plain(picture.words) == words


def test_rows_share_an_axis_that_holds_every_interval():
    assert forest_reach([NAN, -22.2, 27]) == 30 and forest_reach([]) == 10
    at = {change: float(elements(forest(change, NAN, NAN, 30), "circle")[0].get("cx")) for change in (-30, -10, 0, 30)}
    assert at[0] - at[-10] == pytest.approx((at[0] - at[-30]) / 3, abs=0.02)
    assert at[30] - at[0] == pytest.approx(at[0] - at[-30], abs=0.02)


def test_a_target_that_is_not_met_is_an_outline():
    met, missed = (elements(bullet(60, target, verdict), "rect")[1] for target, verdict in ((50, True), (80, False)))
    assert (met.get("fill"), met.get("stroke")) == (palette.ACCENT, None)
    assert (missed.get("fill"), missed.get("stroke")) == (palette.PAPER, palette.LOW)
    assert plain(bullet(60, 80, False).words) == "60,0 %, цель 80 %, не достигнуто"
    assert plain(bullet(None, None, None).words) == "нет данных, цель не задана"


@pytest.mark.parametrize(("done", "whole"), [(0, 3), (1, 1), (7, 16), (24, 24)])
def test_pieces_are_squares_filled_as_far_as_they_are_done(done, whole):
    drawn = {path.get("fill"): path.get("d").count("M") for path in elements(squares(done, whole), "path")}
    assert drawn.get(palette.ACCENT, 0) == done and drawn.get("none", 0) == whole - done


def test_many_pieces_become_a_bar_with_the_same_words():
    picture = squares(56, 81, False)
    assert elements(picture, "path") == [] and len(elements(picture, "rect")) == 2
    assert plain(picture.words) == "56 из 81, не достигнуто"


def test_marks_differ_in_shape_or_fill():
    assert len({re.sub(r"#[0-9a-f]{6}", "", change_mark(name).svg) for name in CHANGE_WORDS}) == 3
    assert [elements(met_mark(verdict), "rect")[0].get("fill") == "none" for verdict in (True, False)] == [False, True]


def test_words_of_a_drawing_are_escaped_and_writable():
    drawing = Drawing(10, 5)
    drawing.text((0, 4), "«А» & <Б>\x00")
    assert ["".join(one.itertext()) for one in elements(drawing.picture("а"), "text")] == ["«А» & <Б>\ufffd"]
