"""A region's files, layout by layout: of schools of other okrugs not a word, of the roster's as ever, no cell lost."""

import pandas as pd
import pytest

from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.joining.complaints_of_others import without_complaints_of_others
from tests.support.depth import every
from tests.support.programme_2022 import results_of, rules_2022
from tools.okrug.exam_centre import appeal_rows, protocol_rows
from tools.okrug.fis_oko import individual_rows, journal_rows, sister_rows, statistics_rows
from tools.okrug.invented import MUNICIPALITY_CODE, invent_okrug
from tools.okrug.own_tables import context_rows, long_rows, roster_rows
from tools.okrug.summaries import summary_rows
from tools.okrug.workbooks import write_xlsx

OKRUG = invent_okrug(11, n_schools=5, years=(2021,), vpr_grades=(5,))
WORK, ANOTHER = (p for p in OKRUG.procedures if p.assessment == "VPR")
OGE, EGE = ([p for p in OKRUG.procedures if p.assessment == name] for name in ("OGE", "EGE"))
ROSTER = pd.DataFrame(roster_rows(OKRUG)[1:], columns=roster_rows(OKRUG)[0])[:1]
OWN, OTHER = OKRUG.schools[0], OKRUG.schools[3]
TABLES = {
    # The invented municipality is all of the okrug; the roster here is one of its schools.
    "Ф3": [row for row in statistics_rows(OKRUG, WORK) if MUNICIPALITY_CODE not in str(row)],
    "журнал": journal_rows(OKRUG, WORK),
    "Ф1": individual_rows(OKRUG, WORK),
    "ОГЭ": protocol_rows(OKRUG, OGE, named=False),
    "ЕГЭ": protocol_rows(OKRUG, EGE[:1], named=False),
    "сводная": summary_rows(OKRUG, EGE),
    "длинная": long_rows(OKRUG, [WORK]),
    "контекст": context_rows(OKRUG, 2021),
    "апелляции": appeal_rows(OKRUG, OGE),
    "баллы": sister_rows(OKRUG, WORK),
}


def spoiled(rows, school, name):
    """Return the rows with a word for the last number that is read in each row of a school."""
    last = 2 if name == "Ф1" else 1  # the mark of the journal stands after that of the work
    names = {school.school, school.school_id, int(school.school_id), school.login(2021)}
    changed = []
    for row in rows:
        row = list(row)
        is_own = any(cell in names or (isinstance(cell, str) and school.school in cell) for cell in row)
        numbers = [place for place, cell in enumerate(row) if isinstance(cell, int | float)]
        if is_own and len(numbers) >= last:
            row[numbers[-last]] = "клякса"
        changed.append(row)
    return changed


def read(tmp_path, rows):
    """Return the tables of a region's file beside the okrug's own."""
    region = tmp_path / "регион"
    own = write_xlsx(tmp_path / "свои" / "Ф3.xlsx", {"Ф3": statistics_rows(OKRUG, ANOTHER, only=[OWN.school_id])})
    path = write_xlsx(region / "файл.xlsx", {"Лист1": rows})
    tables = results_of([own, path], ROSTER, rules_2022(region=region))
    counts = tables.cell_counts
    assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
    said = tables.findings
    of_file = said[(said["result"] == "complaint") & said["file"].fillna("").str.endswith("файл.xlsx")]
    return tables, of_file, counts[counts["file"].str.endswith("файл.xlsx")].iloc[0]


#: What is said of the table itself, whatever its schools.
OF_THE_TABLE = {
    "сводная": {"row_total"},
    "апелляции": {"appeals", "names_in_file"},
    "баллы": {"form_without_marks"},
    "ОГЭ": {"names_in_file"},
    "контекст": {"school_year_unknown"},
    "ЕГЭ": {"names_in_file"},
}


@pytest.mark.parametrize("name", every(5, TABLES))
def test_a_regions_table_says_nothing_of_schools_of_other_okrugs(name, tmp_path):
    _, said, counts = read(tmp_path, spoiled(TABLES[name], OTHER, name))
    assert set(said["check"]) == OF_THE_TABLE.get(name, set())
    assert OTHER.school not in " ".join(said["message"])
    assert counts["set_aside"] == 0 or name in ("сводная", "баллы")


@pytest.mark.parametrize("name", every(3, ["Ф3", "Ф1", "ОГЭ"]))
def test_of_the_rosters_school_it_is_said_as_ever(name, tmp_path):
    _, said, counts = read(tmp_path, spoiled(TABLES[name], OWN, name))
    assert (said["severity"] == "error").any()
    assert counts["set_aside"] > 0


def test_pupils_of_two_schools_that_take_turns():
    """The span of the other school's rows holds rows of the roster's."""

    def rows(cell):
        return pd.DataFrame([["ф.xlsx", "Лист", cell]], columns=["source_file", "source_sheet", "source_cell"])

    findings = [
        Finding("error", "bad_value", "наша", "", "ф.xlsx", "Лист", "C7", n_cells=1),
        Finding("error", "bad_value", "чужая", "", "ф.xlsx", "Лист", "C9", n_cells=1),
        Finding("error", "bad_value", "обе", "", "ф.xlsx", "Лист", "C7:C9", n_cells=2),
        Finding("error", "header_unknown", "шапка", "", "ф.xlsx", "Лист", "C9"),
        Finding("error", "bad_value", "без места", "", "ф.xlsx", "Лист"),
    ]
    quieted = without_complaints_of_others(findings, [rows("C5:C12")], [rows("C7")], lambda file: True)
    assert [f.message for f in quieted.findings] == ["наша", "обе", "шапка", "без места"]
    assert quieted.cells == {("ф.xlsx", "Лист"): 1}
    told = without_complaints_of_others(findings, [rows("C5:C12")], [], lambda file: False)
    assert told.findings == findings
