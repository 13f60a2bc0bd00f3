"""What a register points to and nobody knows: each is told once with its rows, another okrug's list in one message."""

import copy

import pytest

from shnor_lib.ground.registers import register_sheet, register_sheets
from tests.support.depth import every, every_case
from tests.support.register_books import complaints, read_typed
from tools.okrug.registers import ROWS

CONTEXT = {"school_year": "2021/2022", "pupils": 100}


def context_of(*schools: str):
    """Return the registers with a sheet «Контекст» of these schools, a year later in each row."""
    rows = copy.deepcopy(ROWS)
    rows["context"] = [{**CONTEXT, "school_id": code, "school_year": 2010 + n} for n, code in enumerate(schools)]
    return read_typed(rows)


def told(tables, sheet="context") -> list[str]:
    title = register_sheet(sheet).title
    return [f.message for f in tables.findings if f.check == "register_reference" and f.sheet == title]


def test_a_school_is_told_once_with_the_number_of_its_rows():
    tables = context_of("d01", "d02", *["МБОУ «Чужая СОШ»"] * 7)
    (message,) = told(tables)
    assert message.startswith("Ячейка A4: «МБОУ «Чужая СОШ»» — такой школы нет")
    assert "не использовано строк: 7 (A4, A5" in message
    assert len(tables.tables["register_context"]) == 2


def test_a_misspelt_school_is_told_with_those_it_is_like():
    (message,) = told(context_of("d01", "d02", "МБОУ «Верхнеозерская ОШ»"))
    assert "похожи: «МБОУ «Верхнеозёрская СОШ»»" in message


@pytest.mark.parametrize(
    "typed",
    every(
        3,
        [
            "Лесная школа",
            "МБОУ «Лесная школа»",
            "лecная  школа",
            "D01",
            "(d01) МБОУ «Верхнеозёрская СОШ»",
            "Верхнеозерская СОШ",
        ],
    ),
)
def test_a_school_is_found_by_its_other_names_and_whatever_stands_beside_its_code(typed):
    rows = copy.deepcopy(ROWS)
    rows["schools"][0]["aliases"] = "Лесная школа; Школа в Озёрах"
    rows["context"] = [{**CONTEXT, "school_id": typed}]
    tables = read_typed(rows)
    assert told(tables) == []
    assert tables.tables["register_context"]["school_id"].tolist() == ["d01"]


@pytest.mark.parametrize(
    ("schools", "messages"),
    [
        (["d01", "x1", "x2", "x3", "x4"], 1),
        (["x1", "x2", "x3"], 1),
        (["x1", "x2"], 2),
        (["d01", "d02", "d03", "x1", "x2", "x3"], 3),
    ],
)
def test_where_most_schools_are_unknown_one_message_says_so(schools, messages):
    tables = context_of(*schools)
    assert len(told(tables)) == messages
    assert ("похоже, это список другого округа" in told(tables)[0]) == (messages == 1)
    assert len(tables.tables["register_context"]) == sum(code.startswith("d") for code in schools)


def test_a_name_in_place_of_a_code_is_not_quoted():
    tables = context_of("d01", "Иванова Мария Петровна")
    assert not any("Иванова" in finding.message for finding in tables.findings)


def test_an_unknown_request_is_told_once_and_its_rows_stay():
    rows = copy.deepcopy(ROWS)
    for row in rows["consultations"]:
        row["request_id"] = "77"
    tables = read_typed(rows)
    (message,) = told(tables, "consultations")
    assert "«77» — такого кода нет на листе «Запросы»" in message
    assert "они использованы" in message
    assert len(tables.tables["register_consultations"]) == len(ROWS["consultations"])


REFERENCES = [
    (sheet.name, column.name)
    for sheet in register_sheets()
    for column in sheet.stored
    if column.kind == "reference" and column.strict
]


@pytest.mark.parametrize(("register", "column"), every_case(3, REFERENCES))
def test_every_strict_reference_sets_its_rows_aside_with_one_finding(register, column):
    rows = copy.deepcopy(ROWS)
    rows[register][0][column] = "нет такого"
    tables = read_typed(rows)
    own = [found for found in complaints(tables) if found[2] == register_sheet(register).title]
    assert [found[0] for found in own] == ["register_reference"]
    assert len(tables.tables[f"register_{register}"]) == len(ROWS[register]) - 1
