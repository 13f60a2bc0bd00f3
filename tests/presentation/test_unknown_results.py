"""What is unknown is never printed as not low: sections 2 and 3 on data with blank cells."""

import pandas as pd
import pytest

from shnor_lib.presentation.sections import composition, grounds, results
from tests.support.measured_edition import measured_edition
from tests.support.programme_2022 import appendix_rows, run_methods, shipped_edition, write_workbook


def plain(text) -> str:
    return (text.markdown if hasattr(text, "markdown") else str(text)).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def blank_year(tmp_path_factory):
    """Приложение 1 with every cell of 2021 empty."""
    rows = appendix_rows()
    for place, heading in enumerate(rows[0]):
        if isinstance(heading, str) and "2021" in heading:
            for row in rows[3:]:
                row[place : place + 2] = [None, None]
    return run_methods(write_workbook(rows, tmp_path_factory.mktemp("blank") / "п.xlsx"))


@pytest.mark.parametrize(
    ("low", "words"),
    [
        ([True, False, False], "1 из 3"),
        ([True, False, None], "1 из 2 известных, 1 неизвестен"),
        ([True, True, True, False, False, None, None], "3 из 5 известных, 2 неизвестны"),
        ([None] * 40, "неизвестно (40)"),
    ],
)
def test_low_results_are_counted_among_the_known(low, words):
    assert results.low_of_known(pd.Series(low, dtype="boolean")).replace("\u00a0", " ") == words


@pytest.mark.slow
def test_a_year_of_blank_cells_is_not_0_of_all(blank_year):
    text = plain(results.overview(blank_year))
    assert "2020/21 — неизвестно (35)." in text
    assert "ВПР: 2018/19 — 13 из 24 известных, 4 неизвестны" in text, "a shifted row leaves four of 2019 open"
    table = results.procedures_table(blank_year)
    (counts,) = (row for row in rows_of(table) if row[0] == "ВПР, русский язык, 6 класс")
    years = [column.label for column in table.columns]
    assert counts[years.index("2020/21")] == "неизвестно (7)"


def rows_of(table) -> list[list[str]]:
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in table.rows]


@pytest.mark.slow
def test_a_year_of_blank_cells_leaves_verdicts_and_base_years_open(blank_year):
    classification = blank_year.classification
    assert classification["criterion_1"].isna().all()
    shifted = classification["school"].str.contains("Подгорновская")
    assert set(classification.loc[~shifted, "why_open"]) == {"cells_empty"}
    assert "критерий 1 проверить нельзя: результаты неизвестны" in plain(composition.base_years_text(blank_year))
    table = composition.grounds_table(blank_year)
    assert "ячейки пусты или не прочитаны" in str(rows_of(table))
    assert "вывод надёжен" not in str(rows_of(table))
    assert "Вывод по критериям не сделан: ячейки пусты или не прочитаны — " in plain(grounds.limits(blank_year))


@pytest.mark.slow
def test_a_claim_is_not_refuted_by_unknown_results(blank_year):
    text = plain(composition.claims_check(blank_year))
    assert "проверить нельзя, часть результатов неизвестна" in text
    assert "не подтверждается" not in text


def test_schools_together_have_no_share_if_one_result_is_unknown():
    edition = measured_edition()
    first = edition.results.index[0]
    edition.results.loc[first, ["fail_pct", "n_failed", "failed_least", "failed_most"]] = pd.NA
    edition.results.loc[first, "reading"] = "missing"
    row = edition.results.loc[first]
    own = edition.results[
        (edition.results["subject"] == row["subject"])
        & (edition.results["grade"] == row["grade"])
        & (edition.results["school_year"] == row["school_year"])
        & (edition.results["attempt"] == 1)
    ]
    assert results._pooled(own)["fail_pct"] is None


def test_a_count_that_the_share_does_not_determine_is_no_number_of_pupils():
    edition = measured_edition()
    unknown = edition.results["school_id"] == "z0"
    edition.results.loc[unknown, "n_failed"] = pd.NA
    table = results.low_results_table(edition)
    assert {row[3] for row in rows_of(table) if row[0].startswith("Заречная")} == {"–"}


@pytest.mark.slow
def test_the_limits_tell_rounding_only_where_counts_are_unknown():
    edition = measured_edition()
    assert "округлени" not in plain(grounds.limits(edition))
    own = edition.results["school_id"] == "z0"
    edition.results.loc[own, ["n_failed", "failed_least", "failed_most"]] = pd.NA
    edition.results.loc[own, "fail_decimals"] = 1
    held = int((own & (edition.results["fail_pct"] > 0)).sum())
    text = plain(grounds.limits(edition))
    assert f"(нет для {held} из {len(edition.results)})" in text
    assert "на величину до 0,05 п. п." in text


@pytest.mark.slow
def test_whole_per_cents_without_participants_may_each_be_off():
    assert "каждая может отличаться от точной на 0,5 п. п. Выводы" in plain(
        grounds.limits(shipped_edition(corrected=False))
    )
