"""The list of the edition before: an input that is hashed, read through its schema, and never the end of a run."""

import pytest

from shnor_lib.edition import Edition
from shnor_lib.ground.params import load_params, params_path
from shnor_lib.ground.table_files import write_table
from shnor_lib.ingest.findings import PASSED
from shnor_lib.ingest.programme.previous_edition import read_previous_edition
from tests.support.depth import every
from tests.support.previous_lists import decisions_before
from tests.support.programme_2022 import shipped_edition

TEXT = params_path(2022).read_text(encoding="utf-8")


@pytest.fixture
def output(tmp_path, monkeypatch):
    monkeypatch.setattr("shnor_lib.ground.params.OUTPUT", tmp_path / "output")
    return tmp_path / "output"


@pytest.fixture
def issued(output):
    """Return the table of schools of an issued edition 2021."""
    path = output / "2021" / "tables" / "schools.csv"
    write_table(shipped_edition().schools, path)
    write_table(shipped_edition().results, path.with_name("results.csv"))
    write_table(decisions_before(rule="Д-09", subjects='["lk01"]'), path.with_name("decisions.csv"))
    return path


def params_file(folder, previous="2021"):
    path = folder / "2022.yml"
    path.write_text(TEXT.replace("  year: 2022\n", f"  year: 2022\n  previous: {previous}\n"), encoding="utf-8")
    return path


def test_without_an_edition_before_nothing_is_said(output):
    tables, findings = read_previous_edition("", None)
    assert all(table.empty for table in tables.values()) and findings == []


def test_the_schools_of_the_edition_before_are_read(issued):
    tables, (finding,) = read_previous_edition("2021", issued.parents[1])
    table = tables["previous_list"]
    assert list(table.columns) == ["school_id", "school", "listed"]
    assert len(table) == 7 and table["listed"].all()
    assert len(tables["previous_results"]) == len(shipped_edition().results)
    assert list(tables["previous_decisions"]["subjects"]) == ['["lk01"]']
    assert finding.result == PASSED and "«2021»: школ — 7, результатов — " in finding.message


@pytest.mark.parametrize("lacking", ["results", "decisions"])
def test_an_edition_of_an_earlier_version_gives_what_it_has(issued, lacking):
    """What it did not store is a note, and nothing is said of it; its list is compared all the same."""
    (issued.parent / f"{lacking}.csv").unlink()
    tables, (finding,) = read_previous_edition("2021", issued.parents[1])
    assert tables[f"previous_{lacking}"].empty and len(tables["previous_list"]) == 7
    assert finding.severity == "note" and "собран прежней версией программы" in finding.message


def test_columns_that_nobody_reads_may_be_of_any_kind(issued):
    header = "school_id,school,kind,highest_grade,login,listed,participant_since,source"
    issued.write_text(f"{header}\na,A,x,nine,,true,,\n", encoding="utf-8")
    assert list(read_previous_edition("2021", issued.parents[1])[0]["previous_list"]["school_id"]) == ["a"]


@pytest.mark.parametrize("subjects", every(3, ["", "lk01", "[1]", "{}", "["]))
def test_decisions_about_nothing_legible_are_spoilt(issued, subjects):
    path = issued.parent / "decisions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace('"[""lk01""]"', f'"{subjects}"'), encoding="utf-8")
    tables, (finding,) = read_previous_edition("2021", issued.parents[1])
    assert tables["previous_decisions"].empty and "не читается или испорчена" in finding.message


def test_a_person_in_its_decisions_is_hidden(issued):
    path = issued.parent / "decisions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Решить.", "Иванова Мария Петровна"), encoding="utf-8")
    tables, _ = read_previous_edition("2021", issued.parents[1])
    assert "Иванова" not in tables["previous_decisions"]["text"].iloc[0]


def test_an_edition_that_is_not_there_is_a_warning_with_what_to_do(output):
    tables, (finding,) = read_previous_edition("2021", output / "2021")
    assert tables["previous_list"].empty and finding.severity == "warning"
    assert "Нет выпуска «2021», который назван в report: previous." in finding.message
    assert "make report YEAR=2021" in finding.what_to_do


@pytest.mark.parametrize(
    "content",
    every(
        3,
        [
            b"",
            b"\x00\xff\xfe garbage",
            b"school_id,school\na,b\n",
            b'school_id,"school\n',
            "школа;код\n".encode("cp1251"),
            b"school_id,school,kind,highest_grade,login,listed,participant_since,source\na,A,x,9,,maybe,,\n",
            b"school_id,school,kind,highest_grade,login,listed,participant_since,source\na,A,x,9,,true,,\na,A,x,9,,true,,\n",
        ],
    ),
)
def test_a_spoilt_table_is_a_warning_and_no_traceback(issued, content):
    issued.write_bytes(content)
    tables, (finding,) = read_previous_edition("2021", issued.parents[1])
    table = tables["previous_list"]
    assert table.empty and list(table.columns) == ["school_id", "school", "listed"]
    assert finding.severity == "warning" and "не читается или испорчена" in finding.message
    assert not any(letter in finding.message for letter in "{}<>")


def test_its_appearing_is_a_new_input_that_no_reader_of_results_gets(output, tmp_path):
    edition = Edition("2022", params_file=params_file(tmp_path))
    path = output / "2021" / "tables" / "schools.csv"
    before = edition.source_files
    assert path not in before and load_params(params_path(2022)).source_files() == before
    write_table(shipped_edition().schools, path)
    assert set(edition.source_files) - set(before) == {path}
    assert path not in edition.result_files and edition.result_files
