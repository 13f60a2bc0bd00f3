"""«Откуда это?»: a number names the source cells that it rests on, its own where it is a school's own.

That no cell is left out is what mutations of source cells show: `tests/publishing/test_source_mutations.py`.
"""

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from shnor_lib.presentation.statement import Evidence
from shnor_lib.presentation.tables import Column, Origin, PublicationTable
from shnor_lib.publishing.cell_ranges import blocks_of
from shnor_lib.publishing.document import Table
from shnor_lib.publishing.evidence import page_evidence
from shnor_lib.publishing.whence import Whence
from tests.support.built_editions import BuiltEdition


@cache
def rows_of_table(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def whence_of(folder: Path) -> Whence:
    return Whence(folder)


def sources_of(folder: Path, table: str, column: str, **key: object) -> list[tuple[str, str, str]]:
    whence = whence_of(folder)
    return whence.sources(whence.of_evidence([Evidence(table, column, key).as_json()]))


def first(folder: Path, table: str, **wanted: str) -> dict[str, str]:
    return next(row for row in rows_of_table(folder, table) if all(row[name] == text for name, text in wanted.items()))


PROCEDURE = ("assessment", "level", "subject", "grade", "school_year")


def test_a_share_rests_on_its_own_two_cells(built_2022: BuiltEdition):
    row = first(built_2022.folder, "results", reading="as_read", school_id="lk01")
    key = {name: row[name] for name in ("school_id", *PROCEDURE)}
    ((file, sheet, cells),) = sources_of(built_2022.folder, "results", "fail_pct", **key)
    assert (file, sheet) == (row["source_file"], row["source_sheet"])
    assert sum((b.last_column - b.first_column + 1) * (b.last_row - b.first_row + 1) for b in blocks_of(cells)) == 2


def test_a_row_that_was_repaired_is_named_whole(built_2022: BuiltEdition):
    row = first(built_2022.folder, "results", reading="repaired")
    key = {name: row[name] for name in ("school_id", *PROCEDURE)}
    ((*_, cells),) = sources_of(built_2022.folder, "results", "fail_pct", **key)
    (block,) = blocks_of(cells)
    assert block.first_row == block.last_row and block.last_column - block.first_column > 30


def test_what_was_corrected_is_said(built_2022: BuiltEdition):
    whence, row = whence_of(built_2022.folder), first(built_2022.folder, "results", reading="repaired")
    repaired, straight = (
        whence.corrections(whence.of_evidence([Evidence("results", "fail_pct", {"school_id": one}).as_json()]))
        for one in (row["school_id"], "lk01")
    )
    (recorded,) = rows_of_table(built_2022.folder, "corrections")
    assert repaired == [f"{recorded['id']}: {recorded['action']} ({recorded['status']})"]
    assert straight == []


def test_a_verdict_rests_on_the_results_of_its_school_in_the_years_of_the_criteria(built_demo: BuiltEdition):
    verdict = first(built_demo.folder, "classification", listed="true")
    years = {verdict["year_previous"], verdict["year_before_previous"]}
    own = [
        row
        for row in rows_of_table(built_demo.folder, "results")
        if row["school_id"] == verdict["school_id"] and row["school_year"] in years
    ]
    found = sources_of(built_demo.folder, "classification", "low_previous", school_id=verdict["school_id"])
    results = {(row["source_file"], row["source_sheet"]) for row in own}
    again = {
        (row["source_file"], row["source_sheet"])
        for row in rows_of_table(built_demo.folder, "same_results")
        if row["school_id"] == verdict["school_id"] and row["school_year"] in years
    }
    named = {(file, sheet) for file, sheet, _ in found}
    assert results <= named
    assert {file for file, _ in named - results - again} <= {
        row["source_file"]
        for table in ("register_schools", "programme_passport")
        for row in rows_of_table(built_demo.folder, table)
    }


def test_rows_of_people_are_never_counted(built_demo: BuiltEdition):
    """A register of people is named by its sheet: rows would tell how many stand behind a hidden number."""
    found = {sheet: cells for _, sheet, cells in sources_of(built_demo.folder, "competences", "change_pp")}
    assert found["Диагностика"] == found["Педагоги"] == ""


def test_the_page_names_no_code_of_a_person(built_demo: BuiltEdition):
    page = (built_demo.folder / "report.html").read_text(encoding="utf-8")
    data = re.search(r'id="evidence">(.*?)</script>', page)[1]
    with (built_demo.folder / "Для служебного пользования" / "register_teachers.csv").open(encoding="utf-8") as file:
        codes = {row["teacher_id"] for row in csv.DictReader(file)}
    assert codes and not codes & set(re.findall(r"[\w-]+", data))


def test_every_number_of_the_page_that_comes_from_tables_has_an_answer(built_demo: BuiltEdition):
    page = (built_demo.folder / "report.html").read_text(encoding="utf-8")
    data = json.loads(re.search(r'id="evidence">(.*?)</script>', page)[1])
    told = [one for own in data["cells"].values() for row in own for one in row if one is not None]
    assert all(data["sets"][data["answers"][one][0]] for one in told)
    assert all(place < len(data["answers"]) for place in data["said"].values())
    assert len(data["cells"]) > 10


# Cells of a table of the report


def write_table(folder: Path, name: str, *rows: dict[str, str]) -> None:
    (folder / "tables").mkdir(exist_ok=True)
    with (folder / "tables" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def result(school: str, cell: str, **more: str) -> dict[str, str]:
    plain = {
        "assessment": "VPR",
        "level": "",
        "subject": "MA",
        "grade": "5",
        "school_year": "2021",
        "reading": "as_read",
    }
    source = {"source_file": "а.xlsx", "source_sheet": "Л", "source_cell": cell, "fail_pct": "10"}
    return {"school_id": school, "school": f"Школа {school}", **plain, **source, **more}


@pytest.fixture
def two_schools(tmp_path: Path) -> Whence:
    write_table(tmp_path, "results", result("s1", "B2"), result("s2", "B3"), result("s2", "B4", school_year="2022"))
    return Whence(tmp_path)


@pytest.mark.parametrize(
    ("keys", "row", "column", "cells"),
    [
        (("school_id",), ("s1",), "fail_pct", "B2"),
        (("school_id",), ("s2",), "fail_pct", "B3:B4"),
        (("school_id", "school_year"), ("s2", 2022), "fail_pct", "B4"),
        (("school_id", "school_year"), ("s2", "2021/22"), "fail_pct", "B3:B4"),  # a word, no code: it tells nothing
        (("school_id",), (None,), "fail_pct", "B2:B4"),  # a row of totals
        (("school_id",), ("s1",), "made_of_it", "B2"),
        ((), (), "fail_pct", "B2:B4"),
    ],
)
def test_a_cell_rests_on_the_rows_that_its_own_row_speaks_of(two_schools, keys, row, column, cells):
    found = two_schools.of_cell(Origin(("results",), keys, (row,)), 0, column)
    assert two_schools.sources(found) == [("а.xlsx", "Л", cells)]


def test_a_column_may_say_itself_what_it_shows(two_schools):
    of_2022 = {"shown": (Evidence("results", "fail_pct", {"school_year": 2022}),)}
    found = two_schools.of_cell(Origin(("results",), ("school_id",), (("s2",),), of_2022), 0, "shown")
    assert two_schools.sources(found) == [("а.xlsx", "Л", "B4")]


def test_heads_of_rows_and_words_have_no_answer(two_schools):
    import pandas as pd

    frame = pd.DataFrame({"school_id": ["s1"], "name": ["Школа 1"], "fail_pct": [10.0], "words": ["нет данных"]})
    table = PublicationTable.from_frame(frame, [Column(name, name) for name in ("name", "fail_pct", "words")], "Т")
    known = PublicationTable.from_json(
        table.as_json() | {"origin": {**table.origin.as_json(), "tables": ["results"]}},
    )
    evidence = page_evidence(two_schools, [Table(known, 1, "t")])
    assert evidence["cells"] == {"t": [[None, 0, None]]}
    assert evidence["places"] == [[0, "Л", "B2"]] and evidence["files"] == ["а.xlsx"]


def test_an_edition_without_tables_has_no_answers(tmp_path):
    assert page_evidence(Whence(tmp_path), []) == {}
