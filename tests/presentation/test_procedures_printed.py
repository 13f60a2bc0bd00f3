"""Results as tables print them: rounded once, of every year that matters; the criteria by chance where it is known."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.analysis.certainty.margins import verdict_margins
from shnor_lib.analysis.certainty.usual_shares import usual_shares
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import chance_of_at_least
from shnor_lib.ground.wording import school_year_short
from shnor_lib.presentation.procedures import (
    exact_shares,
    share_text,
    share_words,
    shown_years,
)
from shnor_lib.presentation.sections import composition, results, source_results
from shnor_lib.presentation.verdicts import with_unit
from tests.support.certainty_tables import add_margin_tables
from tests.support.depth import every_case
from tests.support.measured_edition import measured_edition
from tests.support.programme_2022 import params_2022

CRITERIA = params_2022().criteria


def once_rounded(failed, n, decimals=1):
    """Return the share as it has to be printed: exact, half up."""
    exact = Fraction(100 * failed, n)
    scaled = Decimal(exact.numerator * 10**decimals) / Decimal(exact.denominator)
    whole = scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return wording.number(whole / 10**decimals)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_of_known_numbers_is_rounded_once(of):
    failed, n = of
    in_file = float(wording.rounded(100 * failed / n, 2))
    frame = pd.DataFrame({"fail_pct": [in_file], "n_failed": [failed], "n_participants": [n]}).astype("Float64")
    row = {"fail_pct": exact_shares(frame).iloc[0], "reading": "as_read", "doubtful": False}
    short = once_rounded(failed, n)
    if (Decimal(short.replace(",", ".")) >= 30) == (100 * failed >= 30 * n):
        assert share_text(row, 30) == short
    else:
        assert share_text(row, 30) != short, "rounding carries it across the threshold"


@pytest.mark.parametrize(
    ("share", "words"),
    [(29.96, "29,96"), (29.94, "29,9"), (30.0, "30"), (30.04, "30"), (3.846, "3,8")],
)
def test_no_share_is_rounded_across_the_threshold(share, words):
    assert share_words(share, 30) == words


def test_the_shares_that_two_roundings_turn():
    """1 of 26 is 3.846 and stands in files as 3.85; without known numbers the printed share is all there is."""
    frame = pd.DataFrame({"fail_pct": [3.85, 3.85, None], "n_failed": [1, None, None], "n_participants": [26, 26, 26]})
    assert [wording.number(share, 1) for share in exact_shares(frame.astype("Float64"))] == ["3,8", "3,9", "–"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (22.15, "22,2"),  # half up, though the float stands a hair below
        (22.25, "22,3"),
        (57.142857, "57,1"),
        (40, "40"),
        (40.0000000001, "40"),
        (39.96, "40,0"),
        (0.05, "0,1"),
    ],
)
def test_a_value_with_its_unit_is_rounded_half_up_and_once(value, words):
    assert with_unit(value, "%") == f"{words}\u00a0%"
    if "," in words:
        assert wording.percent(value) == with_unit(value, "%")


@pytest.mark.slow
def test_an_okrugs_own_row_is_rounded_once_too():
    """The okrug's file prints 33 of 296 as 11.15, which would be 11,2; its schools together are 33 of 296, 11,1."""
    edition = measured_edition()
    own = (edition.background["kind"] == "municipality") & (edition.background["school_year"] == 2021)
    numbers = {"n_participants": 296, "n_2": 33, "n_failed": 33, "fail_pct": 11.15}
    edition.background.loc[own, list(numbers)] = list(numbers.values())
    table = results.background_table(edition)
    column = next(place for place, one in enumerate(table.columns) if one.label == "Муниципалитет")
    printed = {row[column].text for row in table.rows if row[0].text.endswith("2021")}
    assert printed == {"11,1"} == {wording.number(100 * 33 / 296, 1)}


# Years


def with_years(*years):
    edition = measured_edition()
    own = edition.results[edition.results["school_year"] == 2021]
    more = [own.assign(school_year=year) for year in years]
    edition.results = pd.concat([edition.results, *more], ignore_index=True)
    return edition


@pytest.mark.parametrize(
    ("more", "shown", "note"),
    every_case(
        3,
        [
            ((), [2019, 2021], ()),
            ((2023,), [2019, 2021, 2023], ()),
            ((2018, 2022, 2023), [2019, 2021, 2023], ("2017/18 и 2021/22",)),
        ],
    ),
)
def test_tables_print_the_newest_year_and_say_what_they_leave_out(more, shown, note):
    edition = with_years(*more)
    assert shown_years(edition) == shown
    tables = [
        source_results.results_by_school(edition),
        results.procedures_table(edition),
        source_results.measured_results(edition),
    ]
    tables += [results.low_results_table(edition), results.background_table(edition)]
    for table in tables:
        told = [line for line in table.notes if "tables.xlsx" in line and "не напечатаны" in line]
        assert [words for words in note if words in told[0]] == list(note) and len(told) == len(note), table.id
    (by_school, procedures, measured, *_) = tables
    assert {row[1].text for row in by_school.rows} == {school_year_short(year) for year in shown}
    assert {column.label for column in procedures.columns[1:]} == {school_year_short(year) for year in shown}
    assert {row[1].text.rsplit(", ", 1)[1] for row in measured.rows} == {str(year) for year in shown}


# The chance of the criteria


def chances(*procedures):
    """Return the chance for one school of (participants, typical share) in the previous year."""
    rows = [
        {
            "school_id": "s1",
            "school_year": CRITERIA.years.previous,
            "counted": True,
            "fail_pct": 10.0,
            "reading": "as_read",
            "n_participants": n,
            "assessment": "VPR",
            "subject": "MA",
        }
        for n, _ in procedures
    ]
    frame = pd.DataFrame(rows).astype({"n_participants": "Int64"})
    typical = pd.Series([share for _, share in procedures], dtype="Float64")
    school = pd.DataFrame([{"school_id": "s1", "school": "Первая", "kind": "СОШ", "shnor": False}])
    return verdict_margins(frame, typical, school, CRITERIA).iloc[0]


def test_the_chance_of_nine_procedures_of_ten_participants():
    """METHODS §7: true share 15 %, at least two low of nine: 50.1 % (n = 10)."""
    found = chances(*[(10, 15.0)] * 9)
    assert (found["told"], found["counted"]) == (9, 9)
    assert found["chance_pct"] == pytest.approx(50.1, abs=0.05)


def test_what_cannot_be_told_is_left_out_and_counted():
    """A procedure without a background or participants takes nothing away from what the others tell."""
    told = chances(*[(10, 15.0)] * 9)
    found = chances(*[(10, 15.0)] * 9, (10, None), (None, 15.0))
    assert found["chance_pct"] == told["chance_pct"]
    assert (found["told"], found["counted"]) == (9, 11)
    assert chances(*[(10, 15.0)] * 10)["chance_pct"] > found["chance_pct"], "a lower bound"


@pytest.mark.parametrize(
    ("procedures", "chance"), [([(10, 15.0), (10, None)], None), ([(10, None)] * 3, None), ([(10, 15.0)], 0.0)]
)
def test_fewer_than_the_criterion_asks_for(procedures, chance):
    """One procedure alone never meets «at least two»; one that can be told of two tells nothing."""
    found = chances(*procedures)["chance_pct"]
    assert pd.isna(found) if chance is None else found == chance


def test_two_procedures_in_plain_numbers():
    found = chances((20, 20.0), (30, 10.0))
    both = chance_of_at_least(6, 20, 0.2) * chance_of_at_least(9, 30, 0.1)
    assert found["chance_pct"] == pytest.approx(100 * both)


def test_the_column_is_printed_and_its_note_counts_what_is_left_out():
    """Exams have no row of the okrug or the region: before, one exam hid the column for every school."""
    edition = measured_edition()
    before = composition.counted_table(edition)
    own = edition.results[(edition.results["school_year"] == 2021) & (edition.results["school_id"] == "z0")].head(1)
    exam = own.assign(assessment="OGE", grade=9)
    edition.results = pd.concat([edition.results, exam], ignore_index=True)
    add_margin_tables(edition)
    table = composition.counted_table(edition)
    assert [column.group for column in table.columns[-2:]] == ["Критерии по случайности"] * 2
    assert [row[-2].text for row in table.rows] == [row[-2].text for row in before.rows]
    assert not any("Не учтен" in note for note in before.notes)
    (note,) = [note for note in table.notes if "Не учтен" in note]
    assert "Не учтено 1 процедура школ" not in note.replace("\u00a0", " ")
    assert note.replace("\u00a0", " ").startswith("Не учтена 1 процедура")


def test_a_share_that_the_okrug_leaves_open_is_the_regions():
    edition = measured_edition()
    row = edition.results.iloc[[0]].assign(attempt=1)
    background = pd.concat([row.assign(kind=kind, fail_pct=share) for kind, share in SHARES]).assign(n_failed=None)
    assert usual_shares(row, background, row.iloc[:0]).tolist() == [12.5]


def test_where_no_file_gives_a_share_the_schools_together_do():
    """Protocols of exams give schools alone: 3 of 30 and 6 of 15 are 20 % of the okrug, one school is no okrug."""
    edition = measured_edition()
    own = edition.results[edition.results["attempt"] == 1].iloc[[0, 16]].assign(assessment="OGE", grade=9)
    own = own.assign(n_failed=[3, 6], n_participants=[30, 15], fail_pct=[10.0, 40.0])
    assert usual_shares(own, edition.background, own.iloc[:0]).tolist() == [20.0, 20.0]
    assert usual_shares(own.head(1), edition.background, own.iloc[:0]).isna().all()
    assert usual_shares(own.head(1), edition.background, own).tolist() == [20.0], "the region's schools tell it"


SHARES = (("municipality", None), ("region", 12.5))
