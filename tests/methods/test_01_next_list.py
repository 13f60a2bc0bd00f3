"""METHODS 1: the list for the next period."""

import pandas as pd
import pytest

from shnor_lib.analysis.results.next_list import change_of_list, latest_years, next_list
from tests.support.programme_2022 import params_2022
from tests.support.report_editions import as_issued

CRITERIA = params_2022().criteria
SCHOOLS = pd.DataFrame(
    [
        {"school_id": code, "school": f"Школа {code}", "kind": "СОШ", "listed": listed}
        for code, listed in (("a", True), ("b", True), ("c", False), ("d", False), ("e", True))
    ]
)
READINGS = pd.DataFrame(columns=["school_id", "school", "variant", "assessment", "level", "subject", "grade"]).assign(
    school_year=None, fail_pct=None, reading=None
)


def results_of(*rows):
    """Return counted results of ВПР in Russian: school, year, grade, share (``None``: unknown)."""
    return pd.DataFrame(
        [
            {
                "school_id": code,
                "school": f"Школа {code}",
                "assessment": "VPR",
                "level": None,
                "subject": "RU",
                "grade": grade,
                "school_year": year,
                "fail_pct": share,
                "reading": "missing" if share is None else "as_read",
                "counted": True,
                "attempt": 1,
                "source_cell": "B2",
                "fail_decimals": 0,
            }
            for code, year, grade, share in rows
        ]
    )


def changes(results):
    made = next_list(results, READINGS, SCHOOLS, CRITERIA)
    return dict(zip(made["school_id"], made["change"].where(made["change"].notna(), None), strict=True)), made


@pytest.mark.parametrize(
    ("listed", "shnor", "change"),
    [
        (True, True, "stays"),
        (True, False, "leaves"),
        (False, True, "enters"),
        (False, False, None),
        (True, None, "open"),
        (False, None, "open"),
    ],
)
def test_what_becomes_of_a_place_in_the_list(listed, shnor, change):
    assert change_of_list(listed, shnor) == change


def test_the_two_latest_years_with_data_decide_whatever_params_say():
    rows = [(code, year, 5, 10) for code in "abcde" for year in (2019, 2021)]
    later = [("a", 2024, 5, 60), ("a", 2023, 5, 60), ("b", 2024, 5, 5), ("b", 2023, 5, 90), ("c", 2024, 5, 30)]
    later += [("c", 2024, 6, 31), ("d", 2024, 5, 29), ("e", 2023, 5, 60)]
    found, made = changes(results_of(*rows, *later))
    assert found == {"a": "stays", "b": "leaves", "c": "enters", "d": None, "e": "open"}
    assert set(made["years"]) == {"2024; 2023"}
    assert "за 2023/24 учебный год результатов нет" in made.set_index("school_id").loc["e", "basis"]


def test_a_year_of_blank_cells_is_no_year_with_data():
    results = results_of(("a", 2024, 5, None), ("a", 2021, 5, 40), ("b", 2019, 5, 40))
    assert latest_years(results, CRITERIA) == [2021, 2019]
    assert latest_years(results.assign(counted=False), CRITERIA) == []


def test_one_year_with_data_decides_only_where_it_can_alone():
    found, made = changes(results_of(("a", 2024, 5, 60), ("a", 2024, 6, 60), ("b", 2024, 5, 60), ("c", 2024, 5, 1)))
    assert found == {"a": "stays", "b": "open", "c": None, "d": "open", "e": "open"}
    assert set(made["years"]) == {"2024"}


def test_without_data_every_place_is_open():
    found, made = changes(results_of(*((code, 2021, 5, None) for code in "abcde")))
    assert set(found.values()) == {"open"}
    assert made["years"].isna().all()


def test_the_demonstrations_list_is_that_of_a_plain_loop(built_demo):
    edition = as_issued(built_demo)
    low, known = {}, {}
    for row in edition.results.to_dict("records"):
        if row["counted"] and row["attempt"] == 1 and not pd.isna(row["fail_pct"]):
            key = row["school_id"], row["school_year"]
            known[key] = known.get(key, 0) + 1
            low[key] = low.get(key, 0) + (100 * row["n_failed"] >= 30 * row["n_participants"])
    latest, before = sorted({year for _, year in known}, reverse=True)[:2]
    listed = dict(zip(edition.schools["school_id"], edition.schools["listed"], strict=True))
    for row in edition.next_list.to_dict("records"):
        code = row["school_id"]
        if not known.get((code, latest)) or not known.get((code, before)):
            continue
        meets = low[code, latest] >= 2 or (low[code, latest] >= 1 and low[code, before] >= 1)
        assert row["shnor"] == meets
        expected = ("stays" if meets else "leaves") if listed[code] else "enters" if meets else None
        assert (None if pd.isna(row["change"]) else row["change"]) == expected
        assert row["years"] == f"{latest}; {before}"
