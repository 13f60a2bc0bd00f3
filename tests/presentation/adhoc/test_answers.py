"""Answers to analysts' questions: whom a text means, what a table of one's own is joined with, words for codes."""

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.presentation.adhoc.in_russian import in_russian
from shnor_lib.presentation.adhoc.own_tables import joined_with_schools
from shnor_lib.presentation.adhoc.schools import card_of, changes_of
from shnor_lib.presentation.adhoc.subjects import subject_by_school, subject_code
from shnor_lib.presentation.adhoc.teachers import reached_by_school


@pytest.fixture(scope="module")
def demo(built_demo) -> Edition:
    return Edition("demo", built_demo.folder)


@pytest.fixture(scope="module")
def edition(built_2022) -> Edition:
    return Edition("2022", built_2022.folder)


@pytest.mark.parametrize("text", ["lk03", "LK03", "Демьяновская", "демьяновская сош", "МБОУ «Демьяновская СОШ»"])
def test_a_code_or_a_part_of_the_name_means_one_school(edition, text):
    assert card_of(edition, text).school_id == "lk03"


@pytest.mark.parametrize(
    ("text", "said"),
    [("СОШ", "подходят несколько"), ("Нигде", "в выпуске нет"), ("", "в выпуске нет"), ("lk99", "в выпуске нет")],
)
def test_what_may_mean_several_or_none_is_asked_about(edition, text, said):
    with pytest.raises(ReportError, match=said) as told:
        card_of(edition, text)
    assert "lk0" in str(told.value)


def test_changes_are_the_schools_pairs(edition):
    pairs = edition.dynamics[edition.dynamics["school_id"] == "lk03"]
    table = changes_of(card_of(edition, "lk03"))
    assert [row[-1].value for row in table.rows] == list(pairs["change_pp"])


def test_a_subject_is_named_in_words_or_by_its_code(edition):
    assert subject_code(edition, "Математика") == subject_code(edition, "ma") == "MA"
    with pytest.raises(ReportError, match="Результатов по предмету «физика»"):
        subject_code(edition, "физика")


def test_results_of_a_subject_are_those_of_the_table(demo):
    table = subject_by_school(demo, "RU", 2024)
    results = demo.results
    own = results[(results["subject"] == "RU") & (results["school_year"] == 2024) & results["counted"]]
    for row, school_id in zip(table.rows, table.schools, strict=True):
        known = own[(own["school_id"] == school_id) & own["fail_pct"].notna()]
        assert sum(cell.value is not None for cell in row[1:]) == len(known.drop_duplicates(["assessment", "grade"]))
    order = [code for code in demo.schools["school_id"] if code in table.schools]
    assert list(table.schools) == order, "schools are never ranked"
    with pytest.raises(ReportError, match="Результатов за 1999 год нет"):
        subject_by_school(demo, "RU", 1999)


def test_teachers_that_help_reached_are_counted_by_school(demo):
    table = reached_by_school(demo)
    own = demo.help_coverage[demo.help_coverage["kind"] == "any"].set_index("school_id")
    for row, school_id in zip(table.rows, table.schools, strict=True):
        assert row[1].text.replace("\u00a0", " ") == f"{own.reached[school_id]:.0f} из {own.teachers[school_id]}"


def written(folder: Path, rows: list[list]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "своя.xlsx"
    book.save(path)
    return path


def test_rows_of_ones_own_are_joined_and_none_is_lost(edition, tmp_path):
    rows = [["№", "ОО", "Учителей", "Учителей"], [1, "Демьяновская СОШ", 5, None], [2, "lk01", 7, "да"]]
    rows += [[3, "Неведомая СОШ", 1, ""], [4, "Демяновская СОШ", 2, ""], [5, "Петрова Анна Ивановна", 3, ""], [6]]
    joined = joined_with_schools(edition, written(tmp_path, rows))
    assert list(joined.rows["school_id"]) == ["lk03", "lk01"]
    assert list(joined.rows.columns) == ["school_id", "school", "№", "Учителей", "Учителей (4)"]
    assert list(joined.rows["Учителей"]) == [5, 7]
    left = [[cell.text for cell in row] for row in joined.left_out.rows]
    assert [row[0] for row in left] == ["4", "5", "6", "7"], "each other row is told by its number"
    assert "Демьяновская" in left[1][2], "what looks alike is shown and not guessed"
    assert "Петрова" not in str(joined.left_out) + str(joined.rows.to_dict())
    assert "Узнано 2 строки о 2 школах из 7" in joined.left_out.notes[0].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"sheet": "Лист9"}, "нет листа «Лист9»"),
        ({"column": "Нет такой"}, "Колонки «Нет такой» в таблице нет"),
        ({}, "не узнаны школы"),
    ],
)
def test_what_cannot_be_joined_is_a_sentence(edition, tmp_path, asked, said):
    path = written(tmp_path, [["а", "б"], ["x", 1], ["y", 2]])
    with pytest.raises(ReportError, match=said):
        joined_with_schools(edition, path, **asked)


@pytest.mark.parametrize("rows", [[], [["Школа"]]])
def test_a_file_without_rows_is_a_sentence(edition, tmp_path, rows):
    with pytest.raises(ReportError):
        joined_with_schools(edition, written(tmp_path, rows))


def test_codes_become_words_and_numbers_stay(edition):
    frame = (
        edition.results[["school", "assessment", "subject", "school_year", "fail_pct"]].head(3).assign(моё=[1, 2, 3])
    )
    made = in_russian(frame, "results")
    assert list(made.columns)[-1] == "моё" and "fail_pct" not in made.columns
    assert made.iloc[0, 1] == "ВПР" and isinstance(made.iloc[0, 4], float)
    assert len(made) == 3 and made.index.equals(frame.index)


def test_two_columns_of_one_head_are_told_apart():
    made = in_russian(pd.DataFrame({"школа": ["а"], "school_id": ["1"]}), "results")
    assert made.columns.is_unique
