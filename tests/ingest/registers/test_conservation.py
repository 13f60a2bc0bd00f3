"""No cell of a register gets lost: used + set aside + not needed + empty, whatever is typed over it."""

import copy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shnor_lib.ground.registers import register_sheet, register_sheets
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ingest.cells.sheet import Sheet, is_blank
from shnor_lib.ingest.registers.recognition import is_register
from shnor_lib.ingest.registers.tables import read_registers
from tests.support.depth import examples
from tests.support.register_books import PROGRAMME, book_of
from tools.okrug.registers import AS_OF, register_rows

TITLES = [sheet.title for sheet in register_sheets()]
VALUES = st.one_of(
    st.none(),
    st.integers(-5, 60_000),
    st.floats(-2, 130, width=32),
    st.booleans(),
    st.sampled_from(
        ["да", "-", "85 %", "П-001", "d01", "#REF!", " ", "Пример: П-1", "Код педагога", "ФИО", "А. Б. Вегова"]
    ),
    st.text("абвАБC019 ;.,-«»№", max_size=10),
)
PLACES = (st.integers(0, 10), st.integers(0, 13), VALUES)
TYPED = st.lists(st.tuples(st.sampled_from(TITLES), *PLACES), max_size=25)
#: Sheets to which others point; with them stand the two sheets of an example that are typed over.
POINTED_TO = [register_sheet(name).title for name in ("schools", "teachers")]
FEW_TYPED = st.lists(st.sampled_from(TITLES), min_size=1, max_size=2, unique=True).flatmap(
    lambda titles: st.lists(st.tuples(st.sampled_from([*titles, *POINTED_TO]), *PLACES), min_size=1, max_size=25)
)


def typed_over(typed, titles=TITLES):
    sheets = {title: copy.deepcopy(rows) for title, rows in register_rows().items() if title in titles}
    for title, row, column, value in typed:
        rows = sheets[title]
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value
    return sheets


def check_every_cell(content):
    filled = sum(not is_blank(value) for rows in content.values() for row in rows for value in row)
    sheets = [Sheet("реестр.xlsx", title, rows) for title, rows in content.items()]
    assert any(is_register(sheet) for sheet in sheets)
    tables = read_registers([book_of(sheets)], PROGRAMME, AS_OF)
    counts = tables.cell_counts
    assert [count["sheet"] for count in counts] == list(content)
    assert all(c["used"] + c["set_aside"] + c["not_needed"] + c["empty"] == c["total"] for c in counts)
    assert sum(c["total"] - c["empty"] for c in counts) == filled
    for count in counts:
        told = [f for f in tables.findings if f.sheet == count["sheet"] and f.result == "complaint"]
        assert told or not count["set_aside"]
    for register in register_sheets():
        frame = tables.tables[register.table]
        assert register.title in content or frame.empty
        if register.title in content:
            TABLES[register.table].validate(frame)


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=FEW_TYPED)
def test_every_cell_has_its_fate_and_tables_keep_their_schemas(typed):
    check_every_cell(typed_over(typed, {*POINTED_TO, *(title for title, *_ in typed)}))


@pytest.mark.slow
@settings(max_examples=examples(30), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(typed=TYPED)
def test_every_cell_of_all_sheets_has_its_fate(typed):
    check_every_cell(typed_over(typed))
