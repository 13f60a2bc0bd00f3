"""The list of the edition before: an input that is hashed, read through its schema, and never the end of a run."""

import pytest

from shnor_lib.edition import Edition
from shnor_lib.ground.params import load_params, params_path
from shnor_lib.ground.table_files import write_table
from shnor_lib.ingest.findings import PASSED
from shnor_lib.ingest.programme.previous_list import read_previous_list
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
    return path


def params_file(folder, previous="2021"):
    path = folder / "2022.yml"
    path.write_text(TEXT.replace("  year: 2022\n", f"  year: 2022\n  previous: {previous}\n"), encoding="utf-8")
    return path


def test_without_an_edition_before_nothing_is_said(output):
    table, findings = read_previous_list("")
    assert table.empty and findings == []


def test_the_schools_of_the_edition_before_are_read(issued):
    table, (finding,) = read_previous_list("2021")
    assert list(table.columns) == ["school_id", "school", "listed"]
    assert len(table) == 7 and table["listed"].all()
    assert finding.result == PASSED and "«2021»: школ — 7" in finding.message


def test_an_edition_that_is_not_there_is_a_warning_with_what_to_do(output):
    table, (finding,) = read_previous_list("2021")
    assert table.empty and finding.severity == "warning"
    assert "Нет выпуска «2021», который назван в report: previous." in finding.message
    assert "make report YEAR=2021" in finding.what_to_do


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe garbage",
        b"school_id,school\na,b\n",
        b'school_id,"school\n',
        "школа;код\n".encode("cp1251"),
        b"school_id,school,kind,highest_grade,login,listed,participant_since,source\na,A,x,nine,,true,,\n",
        b"school_id,school,kind,highest_grade,login,listed,participant_since,source\na,A,x,9,,maybe,,\n",
        b"school_id,school,kind,highest_grade,login,listed,participant_since,source\na,A,x,9,,true,,\na,A,x,9,,true,,\n",
    ],
)
def test_a_spoilt_table_is_a_warning_and_no_traceback(issued, content):
    issued.write_bytes(content)
    table, (finding,) = read_previous_list("2021")
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
