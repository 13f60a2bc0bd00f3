"""Planted names are told by their cells and found nowhere in what registers leave behind."""

import copy
import json
import pickle

import pytest

from shnor_lib.ground import registers
from shnor_lib.ground.personal_names import HIDDEN
from shnor_lib.ground.registers import register_sheets
from tests.support.register_books import read, read_typed
from tools.okrug.registers import ROWS

NAME = "Многоречина Аэлита Радимовна"
#: Columns of which any text might be typed, with the place of a row in `ROWS`.
TEXTS = [
    (sheet.name, column.name)
    for sheet in register_sheets()
    for column in sheet.stored
    if column.kind in (registers.TEXT, registers.CODE, registers.REFERENCE, registers.CHOICE)
]


def planted(register, column):
    rows = copy.deepcopy(ROWS)
    rows[register][0][column] = f"{NAME}, стаж 5 лет"
    return rows


def left_behind(tables):
    """Return everything that outlives the reading, as text."""
    frames = {name: frame.to_dict("list") for name, frame in tables.tables.items()}
    told = [vars(finding) for finding in tables.findings]
    everything = json.dumps([frames, told, tables.cell_counts], ensure_ascii=False, default=str)
    return everything + str(pickle.dumps((frames, told)))


@pytest.mark.slow
@pytest.mark.parametrize(("register", "column"), TEXTS)
def test_a_name_in_any_column_is_told_and_kept_nowhere(register, column):
    """All columns at once: `tests/attacks/test_names_in_cells.py`."""
    tables = read_typed(planted(register, column))
    told = [finding for finding in tables.findings if finding.check == "names_in_file"]
    assert [finding.severity for finding in told] == ["warning"]
    assert told[0].cell and told[0].sheet == registers.register_sheet(register).title
    kept = left_behind(tables)
    assert not [word for word in NAME.split() if word in kept]


def test_a_hidden_text_leaves_its_row():
    tables = read_typed(planted("consultations", "topic"))
    assert tables.tables["register_consultations"]["topic"].tolist() == [HIDDEN, "Анализ ВПР"]


def test_a_name_for_a_code_sets_the_row_aside():
    tables = read_typed(planted("achievements", "teacher_id"))
    assert tables.tables["register_achievements"].empty


def test_columns_of_persons_and_foreign_sheets_are_kept_nowhere(tmp_path):
    from tools.okrug.registers import register_rows
    from tools.okrug.workbooks import write_xlsx

    sheets = register_rows()
    for row, value in zip(sheets["Педагоги"], ("ФИО", NAME, NAME), strict=False):
        row.append(value)
    for row, value in zip(sheets["КПК"], ("Куратор", NAME, NAME), strict=False):
        row.append(value)
    sheets["Список"] = [[NAME]]
    kept = left_behind(read(write_xlsx(tmp_path / "реестр.xlsx", sheets)))
    assert not [word for word in NAME.split() if word in kept]
