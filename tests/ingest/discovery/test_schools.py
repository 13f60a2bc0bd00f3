"""The roster drafted from files: merged by login, code or the same name alone; what is doubtful is told."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.drafts import waits
from shnor_lib.ground.params import data_files
from shnor_lib.ground.project import ROOT
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ingest.cells.school_kinds import kind_of
from shnor_lib.ingest.discovery.okrug import counted_groups, whose_files, years_held
from shnor_lib.ingest.discovery.schools import (
    UntoldCode,
    draft_roster,
    highest_grade,
    new_schools,
    open_codes,
    settlement_of,
)
from shnor_lib.ingest.discovery.seen import COLUMNS, Seen, look_into
from tests.test_demo import TRUTHS
from tools.okrug.own_tables import FLAT_HEADINGS
from tools.okrug.workbooks import write_xlsx

#: What a row is unless a test says otherwise.
ROW = {
    "group": "МБОУ «Верхняя СОШ»",
    "code": "",
    "assessment": "VPR",
    "level": "",
    "subject": "MA",
    "grade": 6,
    "school_year": 2023,
    "told": True,
    "municipality": "",
    "file": "а.xlsx",
    "sheet": "Лист1",
    "cell": "B2",
}


def seen(*rows: dict, registered: tuple[dict, ...] = (), municipalities: dict | None = None) -> Seen:
    """Return what files would say, a row for each dictionary."""
    frame = pd.DataFrame([{**ROW, **row} for row in rows], columns=COLUMNS).astype(object)
    register = pd.DataFrame(registered, columns=list(TABLES["register_schools"].columns)).astype(object)
    return Seen(frame, register, municipalities or {})


def drafted(*rows: dict, okrug: tuple[str, ...] = (), **more):
    return draft_roster(seen(*rows, **more), okrug)


def names(roster) -> list[str]:
    return list(roster.schools["school"])


# One school


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("МБОУ «Верхняя СОШ»", "СОШ"),
        ("МБОУ Березовская средняя общеобразовательная школа", "СОШ"),
        ("Сосновская сош", "СОШ"),
        ("МКОУ СШ № 3", "СОШ"),
        ("МАОУ «Средняя школа № 5»", "СОШ"),
        ("МКОУ «Нижняя ООШ»", "ООШ"),
        ("Основная общеобразовательная школа с. Дальнее", "ООШ"),
        ("МБОУ «НОШ № 2»", "НОШ"),
        ("Начальная школа – детский сад № 1", "НОШ"),
        ("МАОУ «Гимназия № 1»", "гимназия"),
        ("МБОУ лицей № 4", "лицей"),
        ("Вечерняя (сменная) общеобразовательная школа № 2", "вечерняя"),
        ("МКОУ О(С)ОШ № 1", "вечерняя"),
        ("Специальная (коррекционная) школа № 7", "коррекционная"),
        ("МБOУ CОШ № 9", "СОШ"),  # Latin O and C
        ("Ивановская школа", ""),
        ("Луговская", ""),
        ("Лицейская улица, д. 1", ""),
        ("", ""),
    ],
)
def test_a_schools_kind_is_told_by_its_name(name, kind):
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("МБОУ «СОШ № 1» г. Энск", "г. Энск"),
        ("СОШ с. Верхнее", "с. Верхнее"),
        ("ООШ (п. Новый Свет)", "п. Новый Свет"),
        ("СОШ села Верхнего", None),
        ("МБОУ «Верхняя СОШ»", None),
        ("СОШ пгт Яшкино", "пгт Яшкино"),
        ("деревня Малая, НОШ", "деревня Малая"),
    ],
)
def test_a_schools_place_is_told_where_the_name_has_it(name, place):
    assert settlement_of(name) == place


@pytest.mark.parametrize(
    ("kind", "assessments", "grades", "highest"),
    [
        ("СОШ", {"VPR"}, {5, 6}, 11),
        ("ООШ", {"VPR", "OGE"}, {5, 9}, 9),
        ("ООШ", {"EGE"}, {11}, 11),  # the exam was held, whatever the name says
        ("заполните: вид", {"VPR", "OGE"}, {5, 9}, 9),
        ("заполните: вид", {"EGE"}, {11}, 11),
        ("заполните: вид", {"VPR"}, {10}, 11),
        ("заполните: вид", {"VPR"}, {4}, 4),
        ("заполните: вид", {"VPR"}, {4, 5}, 9),
        ("заполните: вид", set(), set(), 9),
        ("НОШ", {"VPR"}, {4}, 4),
    ],
)
def test_the_highest_grade_follows_the_exams_then_the_kind(kind, assessments, grades, highest):
    assert highest_grade(kind, assessments, grades) == highest


# One school or two


def test_one_login_is_one_school_under_its_most_frequent_name():
    roster = drafted(
        {"group": "Верхняя школа(sch990001)", "code": "990001"},
        {"group": "МБОУ «Верхняя СОШ»(edu990001)", "code": "990001"},
        {"group": "МБОУ «Верхняя СОШ»(edu990001)", "code": "990001", "grade": 7},
    )
    assert names(roster) == ["МБОУ «Верхняя СОШ»"]
    assert list(roster.schools["login"]) == ["edu990001"]


def test_of_equally_frequent_names_the_fullest_stands():
    roster = drafted({"group": "Верхняя СОШ"}, {"group": "МБОУ «Верхняя СОШ»"})
    assert names(roster) == ["МБОУ «Верхняя СОШ»"]


def test_a_name_without_a_login_is_the_school_that_has_it():
    roster = drafted({"group": "МБОУ «Верхняя СОШ»(edu990001)", "code": "990001"}, {"group": "Верхняя СОШ"})
    assert len(roster.schools) == 1


def test_two_logins_of_one_name_are_two_schools_and_a_lone_name_is_neither():
    roster = drafted(
        {"group": "Верхняя СОШ(edu990001)", "code": "990001"},
        {"group": "Верхняя СОШ(edu990002)", "code": "990002"},
        {"group": "Верхняя СОШ"},
    )
    assert len(roster.schools) == 2
    assert roster.shared == ("Верхняя СОШ",)


def test_names_that_are_nearly_one_stand_both_and_are_told():
    roster = drafted({"group": "Верхнеозёрская СОШ"}, {"group": "Верхнеозёровская СОШ"})
    assert len(roster.schools) == 2
    assert roster.alike == (("Верхнеозёрская СОШ", "Верхнеозёровская СОШ"),)


def test_numbers_of_schools_are_no_misspelling():
    assert drafted({"group": "МБОУ «СОШ № 11»"}, {"group": "МБОУ «СОШ № 12»"}).alike == ()


def test_where_most_schools_have_logins_a_name_that_none_has_is_told_and_left_out():
    logins = [{"group": f"Школа № {n}(edu99000{n})", "code": f"99000{n}"} for n in range(1, 4)]
    roster = drafted(*logins, {"group": "Чужая СОШ"})
    assert len(roster.schools) == 3
    assert roster.left_out == (("Чужая СОШ", ()),)


def test_where_few_schools_have_logins_a_name_that_none_has_is_a_school():
    roster = drafted({"group": "Школа № 1(edu990001)", "code": "990001"}, {"group": "Верхняя СОШ"}, {"group": "Другая"})
    assert len(roster.schools) == 3 and roster.left_out == ()


def test_a_code_alone_is_a_school_only_where_nobody_is_named():
    alone = drafted({"group": "12101", "assessment": "EGE", "grade": 11})
    assert list(alone.schools["school_id"]) == ["12101"]
    assert waits(names(alone)[0]) and "12101" in names(alone)[0]
    beside = drafted({"group": "12101", "assessment": "EGE", "grade": 11}, {"group": "Верхняя СОШ"})
    assert names(beside) == ["Верхняя СОШ"] and [one.code for one in beside.codes] == ["12101"]


def test_the_register_of_schools_tells_code_name_and_kind():
    told = {"school_id": "12101", "school": "МБОУ «Верхняя СОШ»", "kind": "СОШ", "login": "edu990001"}
    roster = drafted(
        {"group": "Верхняя школа(edu990001)", "code": "990001"},
        {"group": "12101", "assessment": "EGE", "grade": 11},
        registered=(told,),
    )
    assert roster.schools[["school_id", "school", "kind"]].to_dict("records") == [
        {name: told[name] for name in ("school_id", "school", "kind")}
    ]
    assert roster.codes == ()


def test_totals_are_no_schools():
    assert names(drafted({"group": "Верхняя СОШ"}, {"group": "Итого по округу"}, {"group": "Всего"})) == ["Верхняя СОШ"]


@given(
    st.permutations([("Верхняя СОШ", ""), ("Нижняя ООШ", ""), ("МБОУ «Верхняя СОШ»", "990001"), ("Нижняя", "990002")])
)
def test_which_schools_there_are_does_not_depend_on_the_order_of_rows(rows):
    roster = drafted(*({"group": f"{name}(edu{code})" if code else name, "code": code} for name, code in rows))
    assert set(roster.schools["login"].dropna()) == {"edu990001", "edu990002"}
    assert roster.schools["school_id"].is_unique
    assert not roster.schools["listed"].any()


# The okrug, its years and procedures


def test_the_okrug_is_the_one_whose_schools_are_in_most_of_the_files():
    rows = [
        {"municipality": "reg99_m001", "file": "область.xlsx"},
        {"municipality": "reg99_m002", "file": "область.xlsx"},
        {"municipality": "reg99_m002", "file": "округ.xlsx"},
    ]
    known = {"reg99_m001": "Первый", "reg99_m002": "Второй"}
    assert whose_files(seen(*rows, municipalities=known)).name == "Второй"
    undecided = whose_files(seen(*rows[:2], municipalities=known))
    assert (undecided.name, undecided.several) == ("", ("Первый", "Второй"))
    assert whose_files(seen(*rows[:2], municipalities=known), "первый").code == "reg99_m001"


def test_schools_of_other_okrugs_are_left_out():
    roster = drafted(
        {"group": "Своя СОШ(edu990001)", "code": "990001", "municipality": "reg99_m002"},
        {"group": "Чужая СОШ(edu990002)", "code": "990002", "municipality": "reg99_m001"},
        {"group": "Чужая СОШ(edu990002)", "code": "990002"},
        okrug=("reg99_m002",),
    )
    assert names(roster) == ["Своя СОШ"]


def test_procedures_that_occur_are_counted_and_years_that_have_them_held():
    told = seen(
        {"grade": 5, "school_year": 2022},
        {"grade": 5, "subject": "RU"},
        {"grade": 4},
        {"assessment": "OGE", "grade": 9, "subject": "PH", "school_year": 2019},
        {"assessment": "EGE", "grade": 11, "subject": "RU", "school_year": 2024, "told": False},
    ).schools
    counted = counted_groups(told)
    assert counted == [("VPR", ["MA", "RU"], [5])]
    assert years_held(told, counted) == [2022, 2023]


def test_where_no_usual_procedure_occurs_those_that_do_are_counted():
    told = seen({"grade": 4, "subject": "OM"}).schools
    assert counted_groups(told) == [("VPR", ["OM"], [4])]


# New files


def test_new_schools_are_those_that_the_roster_has_not_under_codes_of_their_own():
    known = drafted({"group": "Верхняя СОШ(edu990001)", "code": "990001"}).schools
    later = drafted(
        {"group": "Верхняя СОШ(edu990001)", "code": "990001"}, {"group": "Нижняя ООШ(edu990002)", "code": "990002"}
    ).schools.iloc[::-1]
    fresh = new_schools(known, later)
    assert list(fresh["school"]) == ["Нижняя ООШ"]
    assert not set(fresh["school_id"]) & set(known["school_id"])


@pytest.mark.slow
def test_the_demonstrations_federal_files_alone_give_its_schools():
    files = [path for path in data_files(ROOT / "data" / "demo" / "2024") if "Реестры" not in path.name]
    read = look_into(files)
    okrug = whose_files(read)
    assert okrug.name == "Демонстрационный муниципальный округ"
    roster = draft_roster(read, [okrug.code])
    assert set(names(roster)) == {row["school"] for row in TRUTHS["classification"]}
    assert not any(waits(kind) for kind in roster.schools["kind"])
    counted = counted_groups(read.schools)
    assert years_held(read.schools, counted) == [2021, 2022, 2023, 2024]
    assert len(roster.codes) == len(roster.schools)


# Codes and parts of names


def test_a_code_beside_a_name_is_the_schools_and_joins_the_protocols_rows():
    roster = drafted(
        {"group": "(12101) МБОУ «Верхняя СОШ»"},
        {"group": "МБОУ «Верхняя СОШ» (код 12101)", "grade": 7},
        {"group": "12101", "assessment": "EGE", "grade": 11},
    )
    assert roster.schools[["school_id", "school"]].to_dict("records") == [
        {"school_id": "12101", "school": "МБОУ «Верхняя СОШ»"}
    ]
    assert roster.codes == ()


def test_names_that_lack_nothing_but_parts_are_one_school_where_neither_can_be_another():
    one = drafted({"group": "МБОУ «СОШ № 4» г. Энска"}, {"group": "Средняя школа №4"})
    assert len(one.schools) == 1
    several = drafted({"group": "СОШ № 4 г. Энска"}, {"group": "СОШ № 4 г. Дальнего"}, {"group": "Средняя школа №4"})
    assert len(several.schools) == 3


def test_two_codes_of_one_name_are_no_proof():
    roster = drafted({"group": "(12101) Верхняя СОШ"}, {"group": "(12102) Верхняя СОШ"})
    assert list(roster.schools["school_id"]) == ["sch01"]


def test_a_code_beside_a_name_that_has_a_login_elsewhere_is_that_logins():
    roster = drafted(
        {"group": "МБОУ «Верхняя СОШ»(edu990001)", "code": "990001"},
        {"group": "МБОУ «Нижняя СОШ»(edu990002)", "code": "990002"},
        {"group": "Верхняя СОШ (код 12101)"},
        {"group": "12101", "assessment": "EGE", "grade": 11},
        {"group": "12102", "assessment": "EGE", "grade": 11},
    )
    assert dict(zip(roster.schools["login"], roster.schools["school_id"], strict=True))["edu990001"] == "12101"
    assert [one.code for one in roster.codes] == ["12102"]


def two_logins():
    """Return a row of either of two schools."""
    return [{"group": f"{name} СОШ(edu99000{n})", "code": f"99000{n}"} for n, name in enumerate(("Верхняя", "Нижняя"))]


@pytest.mark.parametrize(
    "rows",
    [
        [{"group": "Верхняя СОШ (код 12101)"}, {"group": "Верхняя СОШ (код 12102)"}],  # two codes of one name
        [{"group": "Луговая СОШ (код 12101)"}],  # nobody's name
        [{"group": "СОШ (код 12101)"}],
    ],
)
def test_a_code_that_no_one_name_ties_stays_open(rows):
    logins = [
        {"group": f"{name} СОШ(edu99000{n})", "code": f"99000{n}"} for n, name in enumerate(("Верхняя", "Нижняя"))
    ]
    protocol = {"group": "12101", "assessment": "EGE", "grade": 11}
    roster = drafted(*logins, *rows, protocol)
    assert set(roster.schools["login"].dropna()) == {"edu990000", "edu990001"}
    assert "12101" not in set(roster.schools["school_id"])
    assert [one.code for one in roster.codes] == ["12101"]


def test_an_open_code_is_told_with_its_first_place_and_the_number_of_its_results():
    protocol = {"group": "12101", "assessment": "EGE", "grade": 11, "file": "б.xlsx", "sheet": "Page 1"}
    rows = [{**protocol, "cell": "W7:W9"}, {**protocol, "cell": "W10"}, {**protocol, "file": "в.xlsx", "told": False}]
    (one,) = drafted({"group": "Верхняя СОШ"}, *rows).codes
    assert one == UntoldCode("12101", "б.xlsx", "Page 1", "W7:W9", 2)


def test_codes_that_the_roster_of_a_person_knows_are_open_no_more():
    logins = [
        {"group": f"{name} СОШ(edu99000{n})", "code": f"99000{n}"} for n, name in enumerate(("Верхняя", "Нижняя"))
    ]
    codes = [{"group": code, "assessment": "EGE", "grade": 11} for code in ("12101", "12102")]
    known = drafted(*logins).schools
    roster = drafted(*logins, *codes)
    filled = known.assign(aliases=["12101", None])
    assert [one.code for one in open_codes(roster, filled).codes] == ["12102"]
    told = drafted(*logins, {"group": "Нижняя СОШ (код 12102)"}, *codes)
    assert open_codes(told, filled).told_codes == {"12102": "Нижняя СОШ"}
    assert open_codes(told, known.assign(aliases=["12101", "12102"])).told_codes == {}


# Files


def test_a_flat_table_tells_the_municipality_of_each_school(tmp_path):
    """One municipality in the words of two tables is one; codes beside names make no other schools."""
    head = [*FLAT_HEADINGS[:5], *FLAT_HEADINGS[6:]]
    marks = [20, 35, 30, 20, 15]
    rows = [
        [2023, 5, "Математика", "Энский МО", "(12101) МБОУ «Верхняя СОШ»", *marks],
        [2023, 6, "Математика", "Энский муниципальный округ", "МБОУ «Верхняя СОШ»", *marks],
        [2023, 5, "Математика", "Другой округ", "МБОУ «Верхняя СОШ»", *marks],
    ]
    path = write_xlsx(tmp_path / "свод.xlsx", {"Лист": [head, *rows]})
    found = look_into([path])
    assert found.schools["municipality"].tolist() == ["Энский МО", "Энский МО", "Другой округ"]
    roster = draft_roster(found, ["Энский МО"])
    assert names(roster) == ["МБОУ «Верхняя СОШ»"]
