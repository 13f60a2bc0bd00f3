"""Files of another okrug or of a whole region: told once, and no strangers where params call them the region's."""

import re

import pandas as pd
import pytest

from tests.support.depth import every_case
from tests.support.programme_2022 import results_of, rules_2022
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.fis_oko import STATISTICS_TITLE, journal_rows, sheet_name, statistics_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import long_rows, roster_rows
from tools.okrug.workbooks import write_xlsx

REGION = invent_okrug(7, n_schools=9, years=(2021,), vpr_grades=(5,))
WORK = next(p for p in REGION.procedures if p.assessment == "VPR")
ROWS = statistics_rows(REGION, WORK)
ALL = [school.school_id for school in REGION.schools]


def roster(n):
    heading, *rows = roster_rows(REGION)
    return pd.DataFrame(rows, columns=heading).head(n).reset_index(drop=True)


def written(folder, name="ВПР.xlsx", only=None, grade=5):
    folder.mkdir(exist_ok=True)
    rows = [
        [cell.replace("5 класс", f"{grade} класс") if isinstance(cell, str) else cell for cell in row] for row in ROWS
    ]
    rows = rows if only is None else statistics_rows(REGION, WORK, only=only)
    return write_xlsx(folder / name, {sheet_name(WORK, STATISTICS_TITLE).replace("5", f"{grade}"): rows})


def complaints(tables, *checks):
    own = tables.findings
    return own[(own["result"] == "complaint") & own["check"].isin(checks)]


@pytest.mark.parametrize(("known", "strangers"), every_case(3, [(2, 7), (4, 5), (5, None), (6, None), (9, None)]))
def test_more_strangers_than_schools_of_the_roster_are_an_error(tmp_path, known, strangers):
    tables = results_of([written(tmp_path)], roster(known))
    found = complaints(tables, "schools_foreign")
    assert len(found) == (strangers is not None)
    if strangers:
        (finding,) = found.to_dict("records")
        message = finding["message"].replace("\u00a0", " ")
        assert finding["severity"] == "error" and finding["file"].endswith("ВПР.xlsx")
        assert f"{strangers} школ нет в списке школ, из списка — {known}" in message
        assert "data: region" in finding["what_to_do"]


def test_two_strangers_may_be_misspelt(tmp_path):
    path = written(tmp_path, only=ALL[:3])
    assert complaints(results_of([path], roster(1)), "schools_foreign").empty


@pytest.mark.slow
def test_many_files_of_strangers_are_one_complaint(tmp_path):
    paths = [written(tmp_path, "ВПР.xlsx")]
    paths.append(write_xlsx(tmp_path / "своя.xlsx", {"Лист": long_rows(REGION, [WORK])}))
    (finding,) = complaints(results_of(paths, roster(2)), "schools_foreign").to_dict("records")
    assert finding["message"].startswith("Файлы «") and "своя.xlsx" in finding["message"]


@pytest.mark.slow
def test_files_that_name_schools_by_codes_alone_are_asked_whose_codes_they_are(tmp_path):
    """Nothing shows that they are another okrug's; beside them a file of another okrug is told as ever."""
    exams = [p for p in REGION.procedures if p.assessment == "OGE"]
    codes = write_xlsx(tmp_path / "ОГЭ.xlsx", {"Page 1": protocol_rows(REGION, exams)})
    schools = roster(9).assign(school_id=[f"sch{n}" for n in range(9)])
    (finding,) = complaints(results_of([codes, written(tmp_path)], schools), "schools_foreign").to_dict("records")
    assert "названы только кодами" in finding["message"] and "другого округа" not in finding["message"]
    assert "«Другие названия»" in finding["what_to_do"] and "aliases" in finding["what_to_do"]
    others = complaints(results_of([codes, written(tmp_path)], schools.head(2)), "schools_foreign")["message"]
    assert ["кодами" in message for message in others] == [False, True]
    known = schools.assign(aliases=ALL)
    assert complaints(results_of([codes], known), "schools_foreign").empty


def test_in_a_folder_of_the_regions_nobody_is_a_stranger(tmp_path):
    """The roster's own schools are read from there, the region's rows are background, the rest needs no words."""
    own = written(tmp_path / "свои")
    region = tmp_path / "регион"
    regional = written(region)
    journal = write_xlsx(region / "журнал.xlsx", {"Журнал": journal_rows(REGION, WORK)})
    strange = results_of([own, journal], roster(2))
    told = results_of([regional, journal], roster(2), rules_2022(region=region))
    assert len(complaints(strange, "school_unknown", "school_doubtful", "schools_foreign"))
    assert complaints(told, "school_unknown", "school_doubtful", "schools_foreign").empty
    assert not told.findings["message"].str.contains("|".join(s.school for s in REGION.schools[2:]), regex=True).any()
    values = ["school_id", "subject", "grade", "n_participants", "n_2", "fail_pct"]
    pd.testing.assert_frame_equal(told.results[values], strange.results[values])
    assert len(told.background) and set(told.background["kind"]) == set(strange.background["kind"])
    assert set(told.journal["school_id"].dropna()) == {"", *ALL[:2]} - {""}


@pytest.mark.slow
@pytest.mark.parametrize(("grade", "where"), every_case(2, [(5, "used"), (4, "not_needed")]))
def test_cells_of_the_regions_other_schools_feed_the_comparison_or_are_not_needed_and_none_is_lost(
    tmp_path, grade, where
):
    """The fourth grade counts for no criterion."""
    region = tmp_path / "регион"
    path = written(region, grade=grade)
    before = results_of([path], roster(2)).cell_counts.iloc[0]
    after = results_of([path], roster(2), rules_2022(region=region)).cell_counts.iloc[0]
    parts = ["used", "set_aside", "not_needed", "empty"]
    assert after[parts].sum() == after["total"] == before["total"]
    moved = {part: after[part] - before[part] for part in parts}
    assert moved == {**dict.fromkeys(parts, 0), where: before["set_aside"], "set_aside": -before["set_aside"]}
    assert before["set_aside"] > 0 == after["set_aside"]


@pytest.mark.slow
def test_a_name_that_several_schools_of_the_region_bear_is_a_question_still(tmp_path):
    """Which of the region's namesakes is the roster's cannot be told: its result is not silently lost."""
    region = tmp_path / "регион"
    path = written(region)
    schools = roster(2)
    name = schools.loc[0, "school"]
    namesakes = statistics_rows(REGION, WORK)
    rows = [
        [f"{name}(edu90{place}000)", *row[1:]] if row and re.search(r"\((?:edu|sch|ksh)\d", str(row[0])) else row
        for place, row in enumerate(namesakes)
    ]
    write_xlsx(path, {sheet_name(WORK, STATISTICS_TITLE): rows})
    schools["login"] = None
    own = written(tmp_path / "свои", only=ALL[1:2])
    tables = results_of([own, path], schools, rules_2022(region=region))
    found = complaints(tables, "school_doubtful")
    assert len(found) and found["message"].str.contains("носят несколько школ").all()
