"""Dirt of real workbooks: each fault is named at its cell, each control is read, nothing is lost on the way."""

from dataclasses import replace

import pandas as pd
import pytest
from openpyxl.utils.cell import range_boundaries

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import data_files
from tests.support.depth import every
from tests.support.dirt import CLEAN, FAULTS, SCHOOL_ROW, full_okrug, litter, procedures_for_faults, write_dirty_folder
from tests.support.programme_2022 import results_of
from tools.okrug.exam_centre import planted_names, protocol_rows
from tools.okrug.fis_oko import statistics_rows
from tools.okrug.own_tables import roster_rows
from tools.okrug.workbooks import write_xlsx

OKRUG = full_okrug()
#: What the stages up to the values say; comparisons between files and years have tests of their own.
INPUT_STAGES = ("files", "layout", "schools", "values")


def read(folder):
    heading, *rows = roster_rows(OKRUG)
    return results_of(sorted(data_files(folder)), pd.DataFrame(rows, columns=heading))


def covers(found, planted):
    """Tell whether a finding's cell or range shares a cell with the planted one."""
    if not planted:
        return True
    if not isinstance(found, str) or not found:
        return False
    a, b = range_boundaries(found), range_boundaries(planted)
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def named(findings, path, planted):
    """Return the findings that name the planted fault of the file."""
    own = findings[
        findings["file"].fillna("").str.endswith(path.name) | findings["message"].str.contains(path.name, regex=False)
    ]
    own = own[own["check"].isin(planted.checks) & (own["result"] != "passed")]
    own = own[pd.Series([covers(cell, planted.cell) for cell in own["cell"]], own.index, dtype=bool)]
    return own[
        own["message"].str.contains(planted.words, case=False)
        | own["what_to_do"].fillna("").str.contains(planted.words)
    ]


def complaints(findings, path):
    """Return errors and warnings of reading about the file."""
    own = findings[findings["file"].fillna("").str.endswith(path.name)]
    return own[own["severity"].isin(["error", "warning"]) & own["stage"].isin(INPUT_STAGES)]


def check_conservation(tables):
    counts = tables.cell_counts
    assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
    aside = counts.loc[counts["set_aside"] > 0, ["file", "sheet"]].drop_duplicates()
    spoken = set(tables.findings[["file", "sheet"]].itertuples(index=False, name=None))
    assert set(aside.itertuples(index=False, name=None)) <= spoken, "cells set aside without a finding"


def table_of(findings):
    return findings[["severity", "check", "file", "cell", "message"]].to_string(max_colwidth=160)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(FAULTS)), ids=[fault.name for fault in FAULTS])
def test_each_fault_alone_is_named_at_its_cell(number, tmp_path):
    """All at once stand in the folder of `dirty`."""
    fault = FAULTS[number]
    tidy = FAULTS[0].write(tmp_path, OKRUG, procedures_for_faults(OKRUG)[-1])
    path = fault.write(tmp_path, OKRUG, procedures_for_faults(OKRUG)[number])
    if path is None:
        pytest.skip("нет xlwt")
    tables = read(tmp_path)
    check_conservation(tables)
    if fault.planted == CLEAN:
        assert complaints(tables.findings, path).empty, table_of(complaints(tables.findings, path))
        assert path.name in " ".join(tables.results["source_file"].dropna().unique())
    else:
        assert len(named(tables.findings, path, fault.planted)), table_of(tables.findings)
    assert complaints(tables.findings, tidy).empty or tidy == path


@pytest.fixture(scope="module")
def dirty(tmp_path_factory):
    """The folder with every fault, read: the files with their faults, and the tables."""
    folder = tmp_path_factory.mktemp("грязь")
    return write_dirty_folder(folder, OKRUG), read(folder)


def test_the_protocol_of_a_dirty_folder_names_every_planted_fault(dirty):
    written, tables = dirty
    assert len(written) >= 40
    check_conservation(tables)
    missed = [
        fault.name
        for path, fault in written
        if fault.planted != CLEAN and named(tables.findings, path, fault.planted).empty
    ]
    assert missed == [], table_of(tables.findings)
    noisy = [fault.name for path, fault in written if fault.planted == CLEAN and len(complaints(tables.findings, path))]
    assert noisy == [], table_of(tables.findings)


@pytest.mark.slow
def test_litter_of_programs_is_no_data_and_no_finding(tmp_path):
    FAULTS[0].write(tmp_path, OKRUG, procedures_for_faults(OKRUG)[0])
    before = read(tmp_path)
    litter(tmp_path)
    after = read(tmp_path)
    pd.testing.assert_frame_equal(before.findings, after.findings)


def test_names_and_documents_reach_no_table(dirty):
    _, tables = dirty
    for name, frame in vars(tables).items():
        text = frame.to_csv()
        assert [word for word in planted_names() if word in text] == [], name


@pytest.mark.slow
def test_values_of_a_fault_are_unknown_not_guessed(tmp_path):
    """A school whose share cannot be read has no share: not zero, not the neighbour's."""
    names = ("share_in_words", "excel_error", "formula_without_value", "date_for_a_share", "share_over_100")
    for number, fault in enumerate(FAULTS):
        if fault.name in names:
            procedure = procedures_for_faults(OKRUG)[number]
            fault.write(tmp_path / fault.name, OKRUG, procedure)
            results = read(tmp_path / fault.name).results
            own = results[(results["school_id"] == OKRUG.schools[0].school_id) & (results["grade"] == procedure.grade)]
            assert own["fail_pct"].isna().all() and (own["reading"] != "as_read").all(), fault.name


@pytest.mark.parametrize("name", every(3, ["misspelt_school", "row_without_a_name", "formula_for_a_name"]))
def test_a_school_whose_row_could_not_be_told_is_unknown_not_absent(name, tmp_path):
    """The missing school may be the very row that nobody could attribute: «not held» would be a guess."""
    number, fault = next((n, f) for n, f in enumerate(FAULTS) if f.name == name)
    procedure = procedures_for_faults(OKRUG)[number]
    fault.write(tmp_path, OKRUG, procedure)
    results = read(tmp_path).results
    readings = dict(zip(results["school_id"], results["reading"], strict=True))
    assert readings[OKRUG.schools[0].school_id] == "missing"
    assert [reading for reading in readings.values() if reading == "as_read"] == ["as_read"] * (len(OKRUG.schools) - 1)


def test_a_school_that_a_table_does_not_list_did_not_hold_the_procedure(tmp_path):
    procedure = procedures_for_faults(OKRUG)[0]
    rows = statistics_rows(OKRUG, procedure)
    del rows[SCHOOL_ROW - 1]
    write_xlsx(tmp_path / "без школы.xlsx", {"Лист": rows})
    results = read(tmp_path).results
    assert results.set_index("school_id")["reading"][OKRUG.schools[0].school_id] == "not_held"


@pytest.mark.parametrize(
    "name", ["unknown_subject", "autumn", "heading_lost", "nonsense_in_the_context_form", "truncated"]
)
def test_a_folder_without_results_of_schools_is_refused_with_the_reasons(name, tmp_path):
    """Nothing to report on is fatal; the refusal says what was wrong with the file and no traceback comes."""
    number, fault = next((n, f) for n, f in enumerate(FAULTS) if f.name == name)
    path = fault.write(tmp_path, OKRUG, procedures_for_faults(OKRUG)[number])
    with pytest.raises(ReportError, match=r"нет результатов|не найдено таблицы") as refusal:
        read(tmp_path)
    assert path.name in str(refusal.value)


def test_later_attempts_alone_are_no_results(tmp_path):
    """A September protocol without the main one gives no verdict on anybody."""
    exam = next(p for p in OKRUG.procedures if p.assessment == "OGE")
    late = replace(exam, held_on=f"{exam.school_year}-09-05")
    marks = {(school, late): counts for (school, p), counts in OKRUG.marks.items() if p == exam}
    write_xlsx(tmp_path / "сентябрь.xlsx", {"Page 1": protocol_rows(replace(OKRUG, marks=marks), [late])})
    with pytest.raises(ReportError, match="основного периода"):
        read(tmp_path)
