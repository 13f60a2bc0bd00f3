"""The roster: the programme's list and the register of schools, of which the register wins."""

from datetime import date

import pandas as pd
import pytest

from shnor_lib.ground.schemas import TABLES
from shnor_lib.ingest.registers.schools import schools_of_edition
from tests.support.depth import every_case
from tests.support.register_books import PROGRAMME, complaints, read
from tools.okrug.registers import write_registers

AS_OF = date(2022, 12, 31)


def register_of(**told):
    columns = list(TABLES["register_schools"].columns)
    row = {"school_id": "d01", "school": "МБОУ «Новая СОШ»", "kind": "СОШ", **told}
    return pd.DataFrame([row], columns=columns).astype(object).where(lambda frame: frame.notna(), None)


def joined(**told):
    frame = TABLES["schools"].validate(schools_of_edition(PROGRAMME["schools"], register_of(**told), AS_OF))
    return frame.set_index("school_id")


def test_without_a_register_the_list_stays():
    empty = pd.DataFrame(columns=list(TABLES["register_schools"].columns))
    made = schools_of_edition(PROGRAMME["schools"], empty, AS_OF)
    listed = PROGRAMME["schools"]
    assert made[["school_id", "school", "listed"]].equals(listed[["school_id", "school", "listed"]].astype(object))


@pytest.mark.parametrize(
    ("kind", "grade"),
    every_case(
        3,
        [("СОШ", 11), ("гимназия", 11), ("лицей", 11), ("вечерняя", 11), ("ООШ", 9), ("коррекционная", 9), ("НОШ", 4)],
    ),
)
def test_the_highest_grade_follows_the_kind(kind, grade):
    assert joined(kind=kind).loc["d01", "highest_grade"] == grade


@pytest.mark.parametrize(
    ("since", "until", "listed"),
    [
        (None, None, False),
        ("2021-09-01", None, True),
        ("2022-12-31", None, True),
        ("2023-01-01", None, False),
        ("2021-09-01", "2022-08-31", False),
        ("2021-09-01", "2022-12-31", True),
    ],
)
def test_a_school_is_listed_between_its_dates(since, until, listed):
    assert joined(listed_from=since, listed_until=until).loc["d01", "listed"] == listed


def test_the_register_wins_and_what_it_leaves_empty_stays():
    made = joined(school_id="LK06", school="МКОУ «Свердловская СОШ»", participant_since="2021-10-01")
    school = made.loc["lk06"]
    assert (school["school"], school["kind"], school["highest_grade"]) == ("МКОУ «Свердловская СОШ»", "СОШ", 11)
    assert school["listed"] and school["participant_since"] == "2021-10-01"
    assert len(made) == len(PROGRAMME["schools"])


def test_each_difference_is_noted(tmp_path):
    rows = {"schools": [{"school_id": "lk06", "school": "МКОУ «Свердловская СОШ»", "kind": "СОШ"}]}
    told = [
        found for found in complaints(read(write_registers(tmp_path / "р.xlsx", rows))) if found[0] == "roster_differs"
    ]
    assert told == [("roster_differs", "note", "Школы", "C2"), ("roster_differs", "note", "Школы", "D2")]


def test_a_namesake_under_another_code_is_set_aside(tmp_path):
    rows = {"schools": [{"school_id": "x1", "school": "МБОУ «Краснинская СОШ»", "kind": "СОШ"}]}
    tables = read(write_registers(tmp_path / "р.xlsx", rows))
    assert ("register_key", "error", "Школы", "C2") in complaints(tables)
    assert tables.schools.empty


def test_the_other_names_of_both_lists_are_kept():
    listed = PROGRAMME["schools"].assign(aliases=None)
    listed.loc[0, "aliases"] = "Первая; Вторая"
    code = listed.loc[0, "school_id"]
    made = schools_of_edition(listed, register_of(school_id=code, aliases="Вторая; Третья"), AS_OF)
    assert made.set_index("school_id").loc[code, "aliases"] == "Первая; Вторая; Третья"
