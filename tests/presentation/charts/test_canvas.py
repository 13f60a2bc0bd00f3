"""Places of labels: moved apart, kept within bounds, broken into lines that fit."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.presentation.charts.canvas import spread, text_width, wrapped

PLACES = st.lists(st.floats(0, 100), max_size=25)


@given(PLACES, st.floats(0.1, 10))
def test_spread_labels_keep_their_gap_their_order_and_the_bounds(wanted, gap):
    places = spread(wanted, gap, 0, 100)
    room = min(gap, 100 / max(1, len(wanted) - 1))
    ordered = sorted(places)
    assert all(after - before >= room - 1e-6 for before, after in pairwise(ordered))
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in places)
    ranks = sorted(range(len(wanted)), key=lambda place: wanted[place])
    assert [places[rank] for rank in ranks] == ordered


def test_labels_with_room_stay_where_they_want():
    assert spread([50, 10, 90], 5, 0, 100) == [50, 10, 90]


@given(st.text(alphabet="абвгд АБ", min_size=1, max_size=120), st.floats(8, 80), st.integers(1, 3))
def test_wrapped_text_fits(text, width, lines):
    broken = wrapped(text, width, lines).split("\n")
    assert len(broken) <= lines
    assert all(text_width(line) <= width for line in broken)
