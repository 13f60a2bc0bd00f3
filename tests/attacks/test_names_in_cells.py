"""Attack: people's names in every cell that holds words, of every kind of input; nothing of them may come out."""

import copy
import csv
import json
import pickle
import random
from pathlib import Path

import pytest

from shnor_lib.ground.project import ROOT
from shnor_lib.ground.registers import register_sheets
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.contents.content import content_of
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.findings import COMPLAINT
from shnor_lib.ingest.programme.documents import FILES, read_programme
from tests.support.csv_programme import write_csv_programme
from tests.support.depth import every
from tests.support.fuzzing import procedures, tables
from tests.support.planted_persons import FORMS, People, is_wordy
from tests.support.programme_2022 import appendix_rows, ingest
from tests.support.register_books import book_of, read_typed
from tools.okrug.registers import ROWS
from tools.okrug.workbooks import write_xlsx

TABLES = tables()
REGISTERS = [sheet.name for sheet in register_sheets()]
#: How cells are chosen: each wordy one below the head, one of five anywhere, beside a text that stays.
WAYS = ("below", "anywhere", "beside")
#: So many names all these attacks plant at least.
PLANTED_AT_LEAST = 1300


def planted(rows: list[list], people: People, way: str, seed: str) -> list[list]:
    """Return the rows with names in place of, or behind, what stands in their cells."""
    stream, rows = random.Random(seed), copy.deepcopy(rows)
    wordy = [(row, column) for row, values in enumerate(rows) for column, cell in enumerate(values) if is_wordy(cell)]
    if way == "anywhere":
        wordy = [place for place in wordy if stream.random() < 0.25]
    else:
        wordy = [place for place in wordy if place[0] > len(rows) // 2]
    for row, column in stream.sample(wordy, min(len(wordy), 60)):
        person = people.next()
        rows[row][column] = f"{rows[row][column]}, {person}" if way == "beside" else person
    return rows


def left_of(sheet: Sheet) -> str:
    """Return whatever outlives the reading of a sheet, as a cache and a table would hold it."""
    content = content_of(book_of([sheet]), procedures().exam_minimums)
    sheets = [(one.counts, [vars(f) for f in one.findings], one.rows and one.rows.columns) for one in content.sheets]
    kept = json.dumps(sheets, ensure_ascii=False, default=str)
    return kept + pickle.dumps(content, protocol=0).decode("raw_unicode_escape")


@pytest.mark.parametrize("way", every(3, WAYS))
@pytest.mark.parametrize("name", [*TABLES, "appendix"])
def test_names_in_cells_of_results_come_out_nowhere(name, way):
    people = People()
    rows = planted(TABLES.get(name) or appendix_rows(), people, way, f"{name} {way}")
    sheet = Sheet("таблица.xlsx", "Лист1", rows)
    left = left_of(sheet)
    assert people.planted and people.leaked(left) == []
    assert any(finding.check == "names_in_file" for finding in sheet.findings) or name == "appendix"


@pytest.mark.parametrize("form", every(3, FORMS))
def test_each_form_in_each_kind_of_table(form):
    """A form that is let through anywhere is named by the test that fails."""
    for name, rows in TABLES.items():
        people = People()
        people.planted = [FORMS[form](number) for number in range(3)]
        rows = copy.deepcopy(rows)
        for row, person in zip((1, len(rows) // 2, -1), people.planted, strict=True):
            rows[row][:1] = [person.text]
        assert people.leaked(left_of(Sheet("таблица.xlsx", "Лист1", rows))) == [], name


def planted_rows(register: str, people: People) -> list[dict]:
    """Return rows of a register, each with a name in one of its columns, every column in turn."""
    [own] = [sheet for sheet in register_sheets() if sheet.name == register]
    return [{**ROWS[register][0], column.name: people.next()} for column in own.columns for _ in range(3)]


def registers_leak(registers: list[str]) -> tuple[list[str], set[str]]:
    """Read the registers with names in each of their columns; return what came out, and where names were told of."""
    people, rows = People(), copy.deepcopy(ROWS)
    for register in registers:
        rows[register] = planted_rows(register, people)
    read = read_typed(rows)
    frames = {name: frame.to_dict("list") for name, frame in read.tables.items()}
    told = {finding.sheet for finding in read.findings if finding.check == "names_in_file"}
    return people.leaked(frames, [vars(finding) for finding in read.findings], read.cell_counts), told


def test_names_in_all_registers_at_once_come_out_nowhere():
    leaked, told = registers_leak(REGISTERS)
    assert leaked == []
    assert told == {sheet.title for sheet in register_sheets()}


@pytest.mark.slow
@pytest.mark.parametrize("register", REGISTERS)
def test_names_in_one_register_come_out_nowhere(register):
    leaked, told = registers_leak([register])
    assert leaked == []
    assert len(told) == 1


def test_names_in_the_programmes_workbook_come_out_nowhere(tmp_path):
    people = People()
    shipped = {sheet.name: sheet.rows for sheet in _shipped_programme()}
    rows = {
        name: [*own[:2], *planted(own[2:], people, "anywhere" if name != "Школы" else "beside", name)]
        for name, own in shipped.items()
    }
    read = read_programme(write_xlsx(tmp_path / "Программа.xlsx", rows))
    frames = [frame.to_dict("list") for frame in read.values()]
    assert people.leaked(frames, [vars(one) for one in read.findings], [vars(one) for one in read.waiting]) == []
    assert any(finding.check == "names_in_file" for finding in read.findings)


def _shipped_programme() -> list[Sheet]:
    return open_book(ROOT / "data" / "leninsk-kuznetsky" / "Программа.xlsx").sheets


def test_names_in_the_programmes_csv_tables_come_out_nowhere(tmp_path):
    people, folder = People(), write_csv_programme(tmp_path / "программа")
    for name in FILES.values():
        _plant_in_csv(folder / name, people)
    read = read_programme(folder)
    frames = [frame.to_dict("list") for frame in read.values()]
    assert len(people.planted) > 20
    assert people.leaked(frames, [vars(one) for one in read.findings]) == []
    assert {one.check for one in read.findings if one.result == COMPLAINT} >= {"names_in_file"}


def _plant_in_csv(path: Path, people: People) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        head, *rows = csv.reader(handle)
    words = [place for place, name in enumerate(head) if name in ("school", "text", "activity", "name", "source")]
    for row in rows[:4]:
        for place in words:
            row[place] = people.next()
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([head, *rows])


def test_names_in_the_appendix_reach_no_table(tmp_path):
    """The whole way: the file, the roster, the protocol."""
    people, rows = People(), appendix_rows()
    for row in rows[3:]:
        row[0] = people.next()
    path = write_xlsx(tmp_path / "Приложение_1.xlsx", {"Приложение 1": rows})
    read = ingest(path)
    assert people.leaked(*[frame.to_csv() for frame in vars(read).values()]) == []


def test_without_the_gate_the_same_attack_is_seen(monkeypatch):
    """The search finds what is planted: were the gate open, the tests above would fail."""
    monkeypatch.setattr("shnor_lib.ingest.cells.sheet.persons_among", lambda texts: set())
    people = People()
    rows = planted(TABLES["context_form"], people, "below", "open")
    assert people.leaked(left_of(Sheet("таблица.xlsx", "Лист1", rows)))


def test_so_many_names_are_planted():
    people = People()
    for name, rows in {**TABLES, "appendix": appendix_rows()}.items():
        for way in WAYS:
            planted(rows, people, way, f"{name} {way}")
    for register in REGISTERS:
        planted_rows(register, people)
    assert len(people.planted) + len(FORMS) * len(TABLES) * 3 >= PLANTED_AT_LEAST
    assert len({person.text for person in people.planted}) > len(people.planted) * 0.9
