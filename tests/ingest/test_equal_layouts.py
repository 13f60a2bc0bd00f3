"""Results are the same whichever layout, format or cut of files carried them."""

import pandas as pd
import pytest

from tests.support.depth import every
from tests.support.programme_2022 import results_of
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.export_folder import write_export_folder
from tools.okrug.fis_oko import STATISTICS_TITLE, Spelling, individual_rows, sheet_name, statistics_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import long_rows, roster_rows
from tools.okrug.workbooks import write_csv, write_xls, write_xlsx

OKRUG = invent_okrug(7, n_schools=6, years=(2021, 2022), vpr_grades=(5, 6))
VPR = [p for p in OKRUG.procedures if p.assessment == "VPR"]
EXAMS = [p for p in OKRUG.procedures if p.assessment in ("OGE", "EGE")]
KEYS = ["school_id", "assessment", "level", "subject", "grade", "school_year"]
#: What every layout knows, and what only layouts with all marks know.
FAILED = ["n_participants", "n_2", "fail_pct"]
ALL_MARKS = [*FAILED, "n_3", "n_4", "n_5", "quality_pct", "success_pct", "sou_pct", "mean_mark"]


def read(paths):
    heading, *rows = roster_rows(OKRUG)
    return results_of(sorted(paths), pd.DataFrame(rows, columns=heading))


def numbers(paths, columns):
    """Return the numbers that the files give (`numbers_of`)."""
    return numbers_of(read(paths), columns)


def numbers_of(tables, columns):
    """Return the numbers of the held procedures by school and procedure, percentages to two decimals."""
    results = tables.results
    held = results[results["fail_pct"].notna()]
    frame = held[[*KEYS, *columns]].fillna({"level": ""}).set_index(KEYS).astype("Float64").round(2).sort_index()
    assert len(frame), "nothing was read"
    return frame


def written_statistics(folder, spelling=None):
    return [
        write_xlsx(
            folder / f"{n}.xlsx", {sheet_name(p, STATISTICS_TITLE): statistics_rows(OKRUG, p, spelling or Spelling())}
        )
        for n, p in enumerate(VPR)
    ]


@pytest.fixture(scope="module")
def from_statistics(tmp_path_factory):
    return numbers(written_statistics(tmp_path_factory.mktemp("статистика")), ALL_MARKS)


@pytest.mark.slow
def test_statistics_hold_every_result_that_was_invented(from_statistics):
    invented = {
        (school, p.assessment, p.level, p.subject, p.grade, p.school_year): (m.n_participants, m.counts[0])
        for (school, p), m in OKRUG.marks.items()
        if p in VPR
    }
    found = {key: tuple(map(int, row)) for key, row in from_statistics[["n_participants", "n_2"]].iterrows()}
    assert found == invented


@pytest.mark.slow
def test_shares_as_text_and_older_spellings(tmp_path, from_statistics):
    pd.testing.assert_frame_equal(
        numbers(written_statistics(tmp_path, Spelling(True, True)), ALL_MARKS), from_statistics
    )


@pytest.mark.slow
def test_individual_results_give_the_same_counts(tmp_path, from_statistics):
    paths = [
        write_xlsx(tmp_path / f"{n}.xlsx", {sheet_name(p, "Индивидуальные результаты"): individual_rows(OKRUG, p)})
        for n, p in enumerate(VPR)
    ]
    pd.testing.assert_frame_equal(numbers(paths, ALL_MARKS), from_statistics)


@pytest.mark.parametrize("by", every(4, ["school", "school_id"]))
@pytest.mark.parametrize("failed_as", ["count", "share"])
def test_the_long_table_gives_the_same_failures(tmp_path, from_statistics, by, failed_as):
    path = write_xlsx(tmp_path / "наша.xlsx", {"Лист1": long_rows(OKRUG, VPR, by=by, failed_as=failed_as)})
    pd.testing.assert_frame_equal(numbers([path], FAILED), from_statistics[FAILED])


def test_a_csv_in_cp1251_gives_the_same_failures(tmp_path, from_statistics):
    path = write_csv(tmp_path / "наша.csv", long_rows(OKRUG, VPR))
    pd.testing.assert_frame_equal(numbers([path], FAILED), from_statistics[FAILED])


@pytest.mark.slow
def test_old_excel_files_give_the_same_results(tmp_path, from_statistics):
    pytest.importorskip("xlwt")
    paths = [
        write_xls(tmp_path / f"{n}.xls", {sheet_name(p, STATISTICS_TITLE): statistics_rows(OKRUG, p)})
        for n, p in enumerate(VPR)
    ]
    pd.testing.assert_frame_equal(numbers(paths, ALL_MARKS), from_statistics)


@pytest.mark.slow
def test_a_messy_folder_gives_the_same_results(tmp_path, from_statistics):
    """Nested, in pieces, several sheets to a book, copies beside originals."""
    pd.testing.assert_frame_equal(numbers(write_export_folder(OKRUG, tmp_path), ALL_MARKS), from_statistics)


@pytest.mark.slow
def test_the_order_of_rows_does_not_matter(tmp_path, from_statistics):
    paths = []
    for number, procedure in enumerate(VPR):
        rows = statistics_rows(OKRUG, procedure)
        rows[8:] = reversed(rows[8:])
        paths.append(write_xlsx(tmp_path / f"{number}.xlsx", {"Лист": rows}))
    pd.testing.assert_frame_equal(numbers(paths, ALL_MARKS), from_statistics)


@pytest.mark.slow
def test_statistics_and_individual_results_together_do_not_conflict(tmp_path, from_statistics):
    """Two layouts of one work in one folder agree: read once, no error."""
    paths = written_statistics(tmp_path)
    paths += [
        write_xlsx(tmp_path / f"ф1 {n}.xlsx", {sheet_name(p, "Индивидуальные результаты"): individual_rows(OKRUG, p)})
        for n, p in enumerate(VPR)
    ]
    tables = read(paths)
    assert tables.findings[tables.findings["severity"] == "error"].empty, tables.findings.to_string(max_colwidth=120)
    pd.testing.assert_frame_equal(numbers_of(tables, ALL_MARKS), from_statistics)


@pytest.mark.parametrize("assessment", every(2, ["OGE", "EGE"]))
def test_protocols_and_the_long_table_agree(tmp_path, assessment):
    exams = [p for p in EXAMS if p.assessment == assessment]
    years = sorted({p.school_year for p in exams})
    protocols = [
        write_xlsx(
            tmp_path / "протоколы" / f"{year}.xlsx",
            {"Page 1": protocol_rows(OKRUG, [p for p in exams if p.school_year == year])},
        )
        for year in years
    ]
    table = write_xlsx(tmp_path / "наша.xlsx", {"Лист1": long_rows(OKRUG, exams)})
    pd.testing.assert_frame_equal(numbers(protocols, FAILED), numbers([table], FAILED))


@pytest.mark.slow
def test_protocols_in_the_old_format(tmp_path):
    pytest.importorskip("xlwt")
    exams = [p for p in EXAMS if p.assessment == "OGE" and p.school_year == 2022]
    rows = protocol_rows(OKRUG, exams)
    new = write_xlsx(tmp_path / "новый" / "1.xlsx", {"Page 1": rows})
    old = write_xls(tmp_path / "старый" / "1.xls", {"Page 1": rows})
    pd.testing.assert_frame_equal(numbers([old], FAILED), numbers([new], FAILED))
