"""Two procedures of one year with the same shares in most schools: told with the low results that rest on them."""

import itertools

import pandas as pd
import pytest

from shnor_lib.ingest.checks.same_values import same_in_two_procedures
from tests.support.depth import every_case
from tests.support.programme_2022 import WORKBOOK, params_2022, results_of, rules_2022, shipped_edition

CRITERIA = params_2022().criteria


def table(columns, year=2021, counted=True):
    """Return results of schools s0, s1 … by «subject grade»: shares, ``None`` where the work was not held."""
    rows = [
        {
            "school_id": f"s{place}",
            "school": f"МБОУ «Школа {place}»",
            "assessment": "VPR",
            "level": "",
            "subject": work.split()[0],
            "grade": int(work.split()[1]),
            "school_year": year,
            "attempt": 1,
            "counted": counted,
            "fail_pct": share,
            "source_file": "т.xlsx",
            "source_sheet": "Л",
            "source_cell": f"{chr(66 + column)}{place + 2}",
        }
        for column, (work, shares) in enumerate(columns.items())
        for place, share in enumerate(shares)
    ]
    return pd.DataFrame(rows).astype({"fail_pct": "Float64"})


def complaints(results, criteria=CRITERIA):
    return [finding for finding in same_in_two_procedures(results, criteria) if finding.result == "complaint"]


@pytest.mark.parametrize(
    ("ma", "ru", "is_told"),
    every_case(
        3,
        [
            ([10, 44, 15, 0, 20, 0, 15], [10, 44, 15, 0, 13, 0, 15], True),  # Приложение 1, ОГЭ 2021
            ([8, 0, 6, 7, 0, 0, 0], [0, 5, 6, 7, 0, 0, 0], False),  # ОГЭ 2019: mostly zeros
            ([0] * 8, [0] * 8, False),
            ([10, 20, 30], [10, 20, 30], True),
            ([10, 20, 30], [10, 20, 31], False),  # two may coincide
            ([10, 20, 30, 40, 50, 60], [10, 20, 30, 41, 51, 61], False),  # no more than half
            ([10, 20, 30, 40, 50], [10, 20, 30, 41, 51], True),
            ([10, 20, None, 30], [10, 20, 25, None], False),
            ([10, 20, None, 30], [10, 20, 25, 30], True),
            ([None] * 3, [10, 20, 30], False),
        ],
    ),
)
def test_what_is_told(ma, ru, is_told):
    assert bool(complaints(table({"MA 5": ma, "RU 5": ru}))) == is_told
    assert bool(complaints(table({"RU 5": ru, "MA 5": ma}))) == is_told, "either way round"


def test_years_are_not_held_against_each_other():
    shares = {"MA 5": [10, 20, 30]}
    both = pd.concat([table(shares, 2019), table(shares, 2021)], ignore_index=True)
    assert complaints(both) == []


def test_later_attempts_are_no_procedure_of_their_own():
    results = table({"MA 5": [10, 20, 30], "RU 5": [10, 20, 30]})
    later = results.assign(attempt=results["subject"].map({"MA": 1, "RU": 2}))
    assert complaints(later) == []


def test_a_column_copied_twice_is_one_warning():
    works = {f"{subject} {grade}": [10, 20, 35, 40] for subject in ("MA", "RU") for grade in (5, 6)}
    (finding,) = complaints(table(works))
    message = finding.message.replace("\u00a0", " ")
    assert message.startswith("ВПР МА 5, 2021, ВПР МА 6, 2021, ВПР РУ 5, 2021 и ВПР РУ 6, 2021: доля «2» одна и та же")
    assert finding.cell == "B2; C2; D2; E2"
    assert "Школа 2 — 35 % (за год у школы 4 низких результата; если из повторённых верен только один" in message
    assert "критерий 1 тогда не выполнен" in message


@pytest.mark.parametrize(("others", "words"), [((), "тогда не выполнен"), (("MA 7",), "выполнен и тогда")])
def test_the_verdict_that_rests_on_it_is_told(others, words):
    more = {work: [5, 44, 1] for work in others}
    (finding,) = complaints(table({"MA 5": [10, 44, 15], "RU 5": [10, 44, 15], **more}))
    assert words in finding.message and "Школа 1 — 44" in finding.message


def test_without_low_results_or_criteria_nothing_is_made_up():
    results = table({"MA 5": [10, 20, 15], "RU 5": [10, 20, 15]})
    (finding,) = complaints(results)
    assert finding.message.endswith("Низких результатов среди них нет.")
    (finding,) = complaints(results, criteria=None)
    assert finding.message.endswith("повторяет другую.")
    (finding,) = complaints(table({"MA 5": [40, 44, 35], "RU 5": [40, 44, 35]}, year=2020))
    assert "критерий 1" not in finding.message, "no year of criterion 1"
    assert complaints(table({"MA 5": [40, 44, 35], "RU 5": [40, 44, 35]}, counted=False))[0].message.endswith("нет.")


def test_the_shipped_table_has_one_such_pair_and_the_report_says_so():
    """Приложение 1: ОГЭ МА and РУ of 2021 agree in six of seven schools; Ариничевская's criterion 1 stands by МА 8."""
    schools = shipped_edition(corrected=False).schools
    found = results_of(
        [WORKBOOK], schools, rules_2022(criteria=CRITERIA, corrections=params_2022().corrections)
    ).findings
    (finding,) = found[found["check"] == "same_in_two_procedures"].to_dict("records")
    message = finding["message"].replace("\u00a0", " ")
    assert (finding["severity"], finding["cell"]) == ("warning", "V4; Z4")
    assert "ОГЭ МА, 2021 и ОГЭ РУ, 2021: доля «2» одна и та же у 6 из 7 школ (не нулевая — у 4)" in message
    assert "Ариничевская СОШ — 44 % (за год у школы 3 низких результата" in message and "выполнен и тогда" in message


def test_a_slow_reading_of_the_table_finds_the_same():
    """A twin in plain loops over Приложение 1: which pairs of one year agree in most schools."""
    results = shipped_edition(corrected=False).results
    shares = {}
    for row in results.to_dict("records"):
        if pd.notna(row["fail_pct"]):
            key = tuple(row[name] for name in ("school_year", "assessment", "subject", "grade"))
            shares.setdefault(key, {})[row["school_id"]] = row["fail_pct"]
    told = []
    for one, other in itertools.combinations(shares, 2):
        common = [school for school in shares[one] if one[0] == other[0] and school in shares[other]]
        same = [school for school in common if shares[one][school] == shares[other][school]]
        telling = [school for school in common if shares[one][school] or shares[other][school]]
        said = [school for school in same if school in telling]
        if len(said) >= 3 and 2 * len(said) > len(telling) and 2 * len(same) > len(common):
            told.append((one, other))
    assert len(told) == len(complaints(results)) == 1
