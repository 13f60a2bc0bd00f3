"""The declaration of the programme's workbook is whole: each column explained, exemplified and the table's own."""

from datetime import date

import pytest

from shnor_lib.ground import registers
from shnor_lib.ground.columns import INTEGER, NUMBER, TRUTH
from shnor_lib.ground.params import Params
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.programme import passport_rows, programme_sheet, programme_sheets, usual_rows
from shnor_lib.ground.tables import DECLARED, REGISTER_SOURCE

COLUMNS = [(sheet, column) for sheet in programme_sheets() for column in sheet.columns]
IDS = [f"{sheet.name}-{column.name}" for sheet, column in COLUMNS]
#: What columns of a kind are in tables.
TYPES = {registers.INTEGER: INTEGER, registers.NUMBER: NUMBER, registers.YES_NO: TRUTH}
#: Columns that the reader completes where they are empty.
COMPLETED = ("highest_grade", "listed", "short_name", "source_number")
#: Columns of tables that no sheet has: what the reader adds, and what only registers tell of schools.
ADDED = {
    "schools": {"latitude", "longitude", "participant_until", "listed_from", "listed_until"},
    "programme_indicators": {"way_from"},
}


def test_the_workbook_has_the_sheets_that_the_layout_names():
    titles = "Паспорт Школы Задачи Показатели План Меры Ожидаемые_результаты Утверждения"
    assert [sheet.title.replace(" ", "_") for sheet in programme_sheets()] == titles.split()


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_a_column_is_declared_in_full(sheet, column):
    assert column.kind in registers.KINDS and column.kind != registers.REFERENCE
    assert column.header and column.hint.endswith((".", "!")) and column.width > 5 and len(column.hint) <= 255
    assert bool(column.choices) == (column.kind == registers.CHOICE)
    assert not (column.if_empty and column.required)


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_an_example_is_of_its_kind(sheet, column):
    example = column.example
    if example is None:
        assert not column.required or sheet.holds_settings
    elif column.kind == registers.DATE:
        assert isinstance(example, date)
    elif column.kind == registers.CHOICE:
        assert example in [choice.word for choice in column.choices]
    elif column.kind in (registers.INTEGER, registers.NUMBER):
        assert isinstance(example, int) and column.lowest <= example <= column.highest
    elif column.kind == registers.YES_NO:
        assert example in ("да", "нет")


@pytest.mark.parametrize("sheet", programme_sheets(), ids=lambda sheet: sheet.name)
def test_headers_of_a_sheet_do_not_repeat(sheet):
    headers = [header.casefold() for column in sheet.columns for header in column.headers]
    assert len(headers) == len(set(headers))
    assert set(sheet.key) <= {column.name for column in sheet.stored if column.required}


@pytest.mark.parametrize("sheet", programme_sheets(), ids=lambda sheet: sheet.name)
def test_a_sheet_fills_its_table(sheet):
    table = DECLARED[sheet.table]
    own = {column.name: column for column in sheet.stored}
    assert set(table.columns) - set(own) - {*REGISTER_SOURCE} == ADDED.get(sheet.table, set())
    assert set(own) <= set(table.columns)
    for name, column in own.items():
        stored = table.columns[name]
        assert stored.type == TYPES.get(column.kind, "string")
        assert stored.is_date == (column.kind == registers.DATE)
        # What a table requires is required of the row, or words stand for it.
        told = column.required or column.if_empty or name in COMPLETED
        assert told or not stored.required
        assert not stored.among or {choice.code for choice in column.choices} <= {*stored.among} or sheet.holds_settings


def test_the_passport_names_keys_of_params():
    names = [row.name for row in passport_rows()]
    assert len(names) == len(set(names)) == len({row.header for row in passport_rows()})
    for row in passport_rows():
        assert row.hint.endswith(".") and row.kind in (
            registers.TEXT,
            registers.DATE,
            registers.INTEGER,
            registers.YES_NO,
        )
        model = Params
        for part in row.key:
            field = model.model_fields[part]
            inner = [one for one in (field.annotation, *getattr(field.annotation, "__args__", ())) if one]
            model = next((one for one in inner if hasattr(one, "model_fields")), model)


@pytest.mark.parametrize("sheet", programme_sheets(), ids=lambda sheet: sheet.name)
def test_the_usual_rows_are_rows_of_their_sheet(sheet):
    rows = usual_rows(sheet.name)
    own = {column.name: column for column in sheet.stored}
    assert len({row[sheet.key[0]] for row in rows}) == len(rows)
    for row in rows:
        assert set(row) <= set(own)
        for name, value in row.items():
            column = own[name]
            assert value is None or not looks_like_name(value)
            if column.kind == registers.CHOICE and value:
                assert value in {choice.code for choice in column.choices}


def test_what_the_usual_rows_point_to_is_there():
    codes = {name: {row["id"] for row in usual_rows(name)} for name in ("indicators", "plan", "measures")}
    items = codes["plan"] | codes["measures"]
    assert not codes["plan"] & codes["measures"]
    for name in ("tasks", "expected"):
        for row in usual_rows(name):
            assert {one.strip() for one in row["indicators"].split(";")} <= codes["indicators"]
            assert {one.strip() for one in row["plan_items"].split(";")} <= items


def test_lookups():
    assert programme_sheet("plan").table == "programme_plan"
    with pytest.raises(KeyError):
        programme_sheet("unknown")
