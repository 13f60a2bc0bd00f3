"""A glance at a sheet's XML: by patterns and by arrays it sees the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ingest.files.glance import SMALL_BYTES, _glance_by_arrays, _glance_by_patterns, glance_at

WAYS = (_glance_by_patterns, _glance_by_arrays)

PLACES = st.sampled_from(["A1", "Z9", "AA10", "ZZ8000", "A8000", "B99", "ZZ9", "A99999", "XFD9", "AAAA1", "A1048576"])
CELLS = st.builds(
    "<{}{}{}>{}</c>".format,
    st.sampled_from(["c", "c", "c", "x:c", "col"]),
    st.one_of(PLACES.map(' r="{}"'.format), PLACES.map(" r='{}'".format), PLACES.map(' r = "{}"'.format), st.just("")),
    st.sampled_from(["", ' t="e"', " t='e'", ' t="n"', ' t="en"', ' s="1" t="s"']),
    st.sampled_from(
        [
            "<v>1</v>",
            "<v/>",
            "<v >1</v>",
            "<is><t>а=б</t></is>",
            "<is\n/>",
            "<f>A1</f>",
            "<font/>",
            "",
            "<vx/>",
            "<t:c/>",
        ]
    ),
)
ROWS = st.builds("<row{}>{}</row>".format, st.sampled_from(["", ' r="1"', ' r="8000"']), st.lists(CELLS).map("".join))


@pytest.mark.slow
@given(st.lists(ROWS).map("".join))
def test_patterns_and_arrays_see_the_same(xml):
    small, large = (way(xml.encode()) for way in WAYS)
    assert (small.n_values, small.has_formula, small.has_error) == (large.n_values, large.has_formula, large.has_error)
    assert small.may_be_scattered or not large.may_be_scattered, "patterns are the stricter way"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("cells", "scattered"),
    [
        ('<c r="A1"/>', False),
        ('<row r="9999"><c r="B9999"/></row>', False),
        ('<c r="AAA9999"/>', True),
        ('<c r="ZZ1"/><c r="A99999"/>', True),
        ('<c r="A1048576"/><c r="G1"/>', True),
        ("<c r='A1'/>", True),
        ('<c r ="A1"/>', True),
        ('<c r= "A1"/>', True),
        ('<c r="A1"/><c/>', True),
        ('<c r="A1"/><c s="1"/>', True),
        ('<c r="A1"/><x:c r="A2"/>', True),
        ('<c r="A9999999999"/>', True),
        ('<c r="AAAAA1"/>', True),
        ("", False),
    ],
)
def test_cells_that_may_lie_far_apart_get_a_closer_look(way, cells, scattered):
    assert way(cells.encode()).may_be_scattered is scattered


def test_a_long_table_needs_no_closer_look():
    """A closer look at a protocol of thirty thousand pupils would take as long as reading it."""
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="O{row}"><v>1</v></c></row>' for row in (1, 500, 30_000)
    )
    part = (rows + " " * SMALL_BYTES).encode()
    assert glance_at(part) == _glance_by_arrays(part)
    assert not glance_at(part).may_be_scattered
    assert glance_at(part).n_values == 6
