"""METHODS 1: counts of «2» behind printed shares: known, several, impossible, of another base."""

import pandas as pd
import pytest

from shnor_lib.ingest.checks.shares import whole_counts
from shnor_lib.ingest.joining.failed_counts import with_failed_counts, withheld_findings
from shnor_lib.ingest.joining.group_results import numbered
from shnor_lib.ingest.layouts.raw_rows import RawRows
from tests.support.check_frames import frame, row
from tests.support.programme_2022 import ROWS, appendix_rows, column_of, ingest, of_school, write_workbook

HEADINGS = ("Школа", "Процедура", "Предмет", "Класс", "Год", "Участников", "Получили «2», %")


def rows_of(*cells, file="t.xlsx", column="G", **given):
    """Return raw rows of one column: a share or a reported count, and the participants."""
    rows = RawRows()
    for place, (share, n) in enumerate(cells, start=2):
        rows.add(
            group=f"школа {place}",
            fail_pct=share,
            n_participants=n,
            source_file=file,
            source_sheet="Лист1",
            source_cell=f"{column}{place}",
            **given,
        )
    return rows.frame()


def counted(*frames):
    return numbered(pd.concat(frames, ignore_index=True))


def known(rows):
    columns = ["n_failed", "failed_least", "failed_most", "fail_decimals"]
    return [tuple(None if pd.isna(v) else int(v) for v in row) for row in rows[columns].itertuples(index=False)]


@pytest.mark.parametrize(
    ("share", "n", "told"),
    [
        (30, 181, (None, 54, 55, 0)),
        (30, 200, (None, 59, 61, 0)),
        (30, 101, (30, 30, 30, 0)),
        (25, 20, (5, 5, 5, 0)),
        (33.33, 9, (3, 3, 3, 2)),
        (30, None, (None, None, None, 0)),
        (None, 20, (None, None, None, None)),
    ],
)
def test_a_count_is_known_if_one_alone_agrees(share, n, told):
    assert known(counted(rows_of((share, n)))) == [told]


def test_the_column_decides_how_exact_its_shares_are():
    rows = counted(rows_of((29.83, 181), (30.0, 200)), rows_of((30, 200), column="H"))
    assert known(rows) == [(54, 54, 54, 2), (60, 60, 60, 2), (None, 59, 61, 0)]


def test_a_reported_count_is_known_and_says_nothing_of_the_column():
    rows = counted(rows_of((33.15, 181), n_2=60), rows_of((30, 181), column="G"))
    assert known(rows) == [(60, 60, 60, 2), (None, 54, 55, 0)]


def test_one_impossible_share_of_many_leaves_the_rest_known():
    rows = counted(rows_of((46, 11), *[(25, 20)] * 20))
    assert known(rows)[0] == (None, None, None, 0)
    assert {one[0] for one in known(rows)[1:]} == {5}
    assert withheld_findings(rows) == []


@pytest.mark.parametrize(
    "cells",
    [
        [(46, 11), (46, 11), *[(25, 20)] * 60],
        [(46, 11), *[(25, 20)] * 19],
    ],
    ids=["two cells", "5 %"],
)
def test_too_many_impossible_shares_withhold_all_counts_of_the_file(cells):
    rows = counted(rows_of(*cells), rows_of((25, 20), file="other.xlsx"), rows_of((25.0, 20), n_2=5))
    *of_file, other, reported = known(rows)
    assert {one[:3] for one in of_file} == {(None, None, None)}
    assert (other[0], reported[0]) == (5, 5)
    assert rows["n_2"].notna().tolist() == [False] * len(of_file) + [True, True]
    (finding,) = withheld_findings(rows)
    assert (finding.severity, finding.file, finding.cell) == ("warning", "t.xlsx", "G2")


def test_marks_that_rest_on_an_unknown_count_are_unknown_too():
    marks = {"pct_2": 46.0, "pct_3": 27.0, "pct_4": 18.0, "pct_5": 9.0}
    (own,) = counted(rows_of((46, 11), **marks))[["n_2", "n_3", "n_4", "n_5"]].to_numpy().tolist()
    assert all(pd.isna(count) for count in own)


def test_an_impossible_share_is_an_error_at_its_cell():
    rows = with_failed_counts(pd.DataFrame([row(n_participants=11.0, fail_pct=46.0, n_2=None, source_cell="G7")]))
    (finding,) = whole_counts(frame(*rows.to_dict("records")))
    assert (finding.severity, finding.file, finding.sheet, finding.cell) == ("error", "data/ВПР.xlsx", "Лист1", "G7")
    assert "доля 46\u00a0% невозможна при 11\u00a0участниках" in finding.message
    assert finding.what_to_do


def test_a_folder_with_a_wrong_base_says_so_and_keeps_its_shares(tmp_path):
    school = "МБОУ «Мирновская ООШ»"
    lines = [(school, "ВПР", "Математика", grade, 2021, 11, 46) for grade in (5, 6, 7)]
    made = ingest(write_workbook([list(HEADINGS), *map(list, lines)], tmp_path / "т.xlsx", "Лист1"))
    own = made.results[made.results["school"].str.contains("Мирновская") & made.results["fail_pct"].notna()]
    assert own["fail_pct"].tolist() == [46.0] * 3
    assert own["n_failed"].isna().all()
    told = made.findings[made.findings["check"] == "whole_counts"]
    assert told["severity"].tolist() == ["error"] * 3
    assert told["cell"].tolist() == ["G2", "G3", "G4"]
    assert (made.findings["check"] == "counts_not_recovered").sum() == 1


def test_the_appendix_tells_the_decimals_of_each_column(tmp_path):
    rows = appendix_rows()
    rows[ROWS["Мирновская"]][column_of(rows, "ВПР РУ 7 2021 весна")] = 9.5
    results = ingest(write_workbook(rows, tmp_path / "п.xlsx")).results
    own = {"assessment": "VPR", "subject": "RU", "grade": 7, "school_year": 2021}
    assert of_school(results, "Краснинская", **own)["fail_decimals"] == 1
    assert of_school(results, "Краснинская", **own | {"subject": "MA"})["fail_decimals"] == 0
