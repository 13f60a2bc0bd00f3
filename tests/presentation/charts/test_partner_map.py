"""The map of partners: names that never lie over each other, signs that need no colour, true distances."""

import random
from itertools import combinations
from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH
from shnor_lib.presentation.charts.partner_map import labels_placed, partner_map
from tests.support.chart_frames import SVG, plain, texts
from tests.support.depth import examples

CAPTION = "Школы и партнёры"


def schools(places: dict[str, tuple[float | None, float | None]]) -> pd.DataFrame:
    rows = [
        {"school_id": one, "school": f"МБОУ «Школа {one}»", "latitude": north, "longitude": east}
        for one, (north, east) in places.items()
    ]
    return pd.DataFrame(rows).astype({"latitude": "Float64", "longitude": "Float64"})


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=["school_id", "partner_id", "status"])
    return made.assign(school=made["school_id"], partner=made["partner_id"], distance_km=1.0)


THREE = {"w": (54.0, 86.0), "s": (54.2, 86.0), "t": (54.0, 86.4)}


def drawn(places=THREE, rows=(("w", "s", "proposed"), ("w", "t", "agreement")), helped=frozenset({"w"})):
    return partner_map(schools(places), pairs(*rows), set(helped), CAPTION)


def test_schools_that_are_helped_are_filled_and_partners_hollow():
    root = ElementTree.fromstring(drawn().svg)
    fills = [one.get("fill") for one in root.iter(f"{SVG}circle")]
    assert sorted(fills[:3]) == sorted([palette.INK, palette.PAPER, palette.PAPER])


def test_agreements_are_whole_and_proposals_dashed():
    lines = [one.get("stroke-dasharray") for one in ElementTree.fromstring(drawn().svg).iter(f"{SVG}path")]
    assert lines[:2] == ["3 2", None]


def test_scale_and_north_are_there_and_the_whole_legend_fits():
    figure = drawn()
    assert {"С", "школа, которой помогают", "предложение"} <= set(texts(figure))
    assert any(plain(word).endswith(" км") for word in texts(figure)) and figure.width_mm == PAGE_WIDTH


@pytest.mark.parametrize("places", [{}, {"w": (54.0, 86.0), "s": (None, 86.0)}, {"w": (None, None), "s": (54.0, 86.0)}])
def test_without_both_coordinates_of_a_pair_there_is_no_map(places):
    known = schools(places) if places else schools(THREE).iloc[:0]
    assert partner_map(known, pairs(("w", "s", "proposed")), {"w"}, CAPTION) is None


def test_a_pair_that_is_not_drawn_is_counted():
    figure = drawn({**THREE, "t": (None, None)})
    assert "1\u00a0пара" in figure.notes[-1] and len(figure.data.rows) == 1


def test_schools_in_one_place_and_across_the_meridian_of_days_are_drawn():
    assert drawn(dict.fromkeys("wst", (54.0, 86.0))) is not None
    figure = drawn({"w": (65.0, 179.9), "s": (65.1, -179.9), "t": (65.2, 179.8)})
    assert {"5 км"} & {plain(word) for word in texts(figure)}


@pytest.mark.slow
@given(st.integers(0, 10_000), st.integers(2, 60))
@settings(max_examples=examples(30), deadline=None)
def test_no_name_lies_over_another_a_mark_or_the_edge(seed, count):
    chance = random.Random(seed)
    places = {f"s{n}": (chance.uniform(26, 144), chance.uniform(8, 112)) for n in range(count)}
    names = {one: "Школа " + "о" * chance.randint(1, 14) for one in places}
    lines = [(places[one], places["s0"]) for one in list(places)[1:10]]
    found = labels_placed(places, names, lines, (0, 0, PAGE_WIDTH, 120), set(list(places)[:5]))
    marks = [(x - 1.29, y - 1.29, x + 1.29, y + 1.29) for x, y in places.values()]
    boxes = [label.box for label in found]
    assert len(found) >= min(count, 12)
    for one, other in [*combinations(boxes, 2), *((box, mark) for box in boxes for mark in marks)]:
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
    assert all(left >= 0 and top >= 0 and right <= PAGE_WIDTH and low <= 120 for left, top, right, low in boxes)


def test_where_names_stand_does_not_depend_on_the_order_of_schools():
    places = {f"s{n}": (40 + 9.0 * n, 60.0 + n % 3) for n in range(8)}
    names = dict.fromkeys(places, "Длинная школа")
    frame = (0.0, 0.0, PAGE_WIDTH, 120.0)
    once = labels_placed(places, names, [], frame, set())
    assert once == labels_placed(dict(reversed(places.items())), names, [], frame, set())
