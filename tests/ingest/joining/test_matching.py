"""Groups matched with the roster: by login, code or name; a doubtful one is named with candidates, never guessed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.personal_names import HIDDEN
from shnor_lib.ground.programme import ROSTER_PLACE, programme_sheet
from shnor_lib.ingest.cells.texts import MOST_LISTED
from shnor_lib.ingest.joining.matching import match_schools, row_range
from shnor_lib.ingest.joining.unmatched import unmatched_findings
from shnor_lib.ingest.layouts.raw_rows import RawRows
from shnor_lib.ingest.roster import Roster
from tests.support.depth import every, every_case, examples

SCHOOLS = [("s1", "МБОУ «Заречная СОШ»", "111111"), ("s2", "МБОУ «Луговая ООШ»", "222222; sch333333")]
#: A roster without logins: codes as centres have them, numbered schools, one with its town, one with other names.
CODED = [
    ("12101", "МБОУ «Верхнегорская СОШ»"),
    ("12102", "МБОУ «СОШ № 5»"),
    ("12103", "МАОУ «Гимназия № 2»"),
    ("12104", "МБОУ «СОШ № 1 г. Энска»"),
    ("12105", "МБОУ «СОШ № 1» (с. Верхнее)"),
    ("12106", "МБОУ «Ново-Луговская ООШ имени А. А. Образцова»"),
    ("7", "МКОУ «Полевая СОШ»"),
]
OTHER_NAMES = {"12103": "Городская гимназия; МАОУ «СОШ № 12»"}


def roster(schools=SCHOOLS):
    frame = pd.DataFrame(schools, columns=["school_id", "school", "login"])
    return Roster(frame.assign(kind="СОШ", highest_grade=11))


def coded_roster(**columns):
    frame = pd.DataFrame(CODED, columns=["school_id", "school"]).assign(kind="СОШ", highest_grade=11)
    return Roster(frame.assign(aliases=frame["school_id"].map(OTHER_NAMES), **columns))


def rows_of(*groups, kind="school", files=("ф.xlsx",), municipality=""):
    rows = RawRows()
    for file in files:
        for place, (group, code) in enumerate(groups):
            where = {"source_file": file, "source_sheet": "Л", "source_cell": f"D{9 + place}", "n_cells": 7}
            rows.add(group=group, code=code, kind=kind, municipality=municipality, **where)
    return rows.frame()


def match(*groups, schools=SCHOOLS, **options):
    matched = match_schools(rows_of(*groups, **options), roster(schools))
    return matched, unmatched_findings([matched], roster(schools))


def match_coded(*groups, own="", **options):
    frames = [rows_of((group, ""), **options) if isinstance(group, str) else group for group in groups]
    matched = match_schools(pd.concat(frames, ignore_index=True), coded_roster(), municipality=own)
    return matched.rows["school_id"].tolist(), unmatched_findings([matched], coded_roster()), matched


@pytest.mark.parametrize(
    ("group", "code", "school_id"),
    [
        ("", "111111", "s1"),
        ("Заречная школа", "333333", "s2"),
        ("МБОУ «Заречная СОШ»", "", "s1"),
        ('муниципальное бюджетное общеобразовательное учреждение "Заречная СОШ"', "", "s1"),
        ("мбоу  зареЧная сош", "", "s1"),
        ("MБОУ «Заречная COШ»", "", "s1"),
        ("s2", "", "s2"),
        ("edu111111", "", "s1"),
        ("Заречная школа (sch 333333)", "", "s2"),
    ],
)
def test_a_school_is_found(group, code, school_id):
    matched, _ = match((group, code))
    assert matched.rows["school_id"].tolist() == [school_id]
    assert not matched.strangers.any()


@pytest.mark.parametrize(
    ("group", "school_id"),
    every_case(
        4,
        [
            # a code of the roster, wherever it stands
            ("(12101) МБОУ «Верхнегорская СОШ»", "12101"),
            ("12101 - МБОУ «Верхнегорская СОШ»", "12101"),
            ("12101. МБОУ «Верхнегорская СОШ»", "12101"),
            ("12101 МБОУ «Верхнегорская СОШ»", "12101"),
            ("12101: Верхнегорская", "12101"),
            ("МБОУ «Верхнегорская СОШ» (код 12101)", "12101"),
            ("МБОУ «Верхнегорская СОШ», код ОО: 12101", "12101"),
            ("МБОУ «Верхнегорская СОШ» [12101]", "12101"),
            ("МБОУ «Верхнегорская СОШ» – 12101", "12101"),
            ("(12101) МБОУ «Верхнегорская средняя школа»", "12101"),
            ("(12101)", "12101"),
            ("код 12101", "12101"),
            ("12101", "12101"),
            ("7", "7"),
            ("код 7", "7"),
            ("Полевая СОШ (код 7)", "7"),
            ("12101_МБОУ «Верхнегорская СОШ»", "12101"),
            ("№ 12101 МБОУ «Верхнегорская СОШ»", "12101"),
            ("МБОУ «Верхнегорская СОШ»/12101", "12101"),
            ("ОО 12101", "12101"),
            ("12101.0", "12101"),
            ("012101", "12101"),
            # a code that the roster has not is another list's: the name tells the school
            ("(286) МБОУ «Верхнегорская СОШ»", "12101"),
            ("99999 - МБОУ «Верхнегорская СОШ»", "12101"),
            # a row's number is none of the roster's codes
            ("7. МБОУ «Верхнегорская СОШ»", "12101"),
            ("1) МБОУ «Верхнегорская СОШ»", "12101"),
            # legal forms, kinds, numbers, letters
            ("Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 5»", "12102"),
            ("муниципальное автономное общеобразовательное учреждение «Гимназия №2»", "12103"),
            ("МОУ СОШ N 5", "12102"),
            ("МБОУСОШ№5", "12102"),
            ("СОШ-5", "12102"),
            ("СОШ № 05", "12102"),
            ("Школа № 5", "12102"),
            ("5-я школа", "12102"),
            ("Средняя школа №5 с углублённым изучением отдельных предметов", "12102"),
            ("МБОУ «CОШ № 5»", "12102"),
            ("МБОУ СОШ № 5 (МБОУ «СОШ № 5»)", "12102"),
            ("Верхнегорская средняя общеобразовательная школа", "12101"),
            ("Верхнегорская", "12101"),
            ("МБОУ «Ново–Луговская ООШ»", "12106"),
            ("МБОУ «Ново-Луговская ООШ им. А.А. Образцова»", "12106"),
            ("МБОУ-СОШ № 5", "12102"),
            ("Мун. бюдж. общеобр. учр. СОШ № 5", "12102"),
            ("СОШ № 5 с УИОП", "12102"),
            ("МБОУ СОШ им. Образцова № 5", "12102"),
            ("Ново-Луговская ООШ им. Образцова", "12106"),
            # places
            ("МБОУ «Верхнегорская СОШ» г. Энска", "12101"),
            ("МБОУ «СОШ № 5» города Энска", "12102"),
            ("МБОУ «СОШ № 5», с. Верхнее", "12102"),
            ("МБОУ «СОШ № 5» (пос. Луговой)", "12102"),
            ("МБОУ «СОШ № 5» Энского муниципального района Энской области", "12102"),
            ("МБОУ «СОШ № 5» г. Энска Энской области", "12102"),
            ("г. Энск, МБОУ «СОШ № 5»", "12102"),
            ("МБОУ «СОШ № 5» Г. ЭНСК", "12102"),
            ("СОШ № 5 п.г.т. Луговой", "12102"),
            ("СОШ № 1 (г. Энск)", "12104"),
            ("СОШ № 1, с.Верхнее", "12105"),
            ("СОШ № 1 села Верхнее", "12105"),
            # other names
            ("Городская гимназия", "12103"),
            ("СОШ № 12", "12103"),
        ],
    ),
)
def test_a_name_with_code_place_or_legal_form_is_found(group, school_id):
    found, findings, _ = match_coded(group)
    assert (found, findings) == ([school_id], [])


@pytest.mark.parametrize(
    "group",
    every(
        3,
        [
            "СОШ № 1",  # two schools of this number
            "СОШ № 1 г. Другого",
            "СОШ № 6",
            "Филиал МБОУ «СОШ № 5»",
            "СОШ № 5, корпус 2",
            "СОШ № 51",
            "Гимназия № 5",  # the number of another kind of school
            "Лицей № 2",
            "ООШ № 5",
            "ГБОУ «СОШ № 5»",  # another founder
            "Детский сад № 5",
            "Верхнегорская ООШ",
            "Верхнегорский детский сад",
            "МБОУ «Верхнегорская СОШ имени А. А. Образцова» (12102)",  # code and name of two schools
            "12101 - МБОУ «СОШ № 5»",
            "7 - МБОУ «Чужая СОШ»",  # a row's number, perhaps
            "7. МБОУ «Чужая СОШ»",
            "«СОШ»",
            "5",
            "№",
            "",
            "МБОУ «Ново-Луговская ООШ имени Б. Б. Примерова»",
            "МБОУ «Верхнегорскaя СОШ № 5»",
        ],
    ),
)
def test_what_may_mean_another_school_is_not_matched(group):
    found, findings, _ = match_coded(group)
    assert found == [""]
    assert len(findings) == 1


@settings(max_examples=examples(60), deadline=None)
@given(st.text(alphabet="СОШош№ 1257«»()-.,МБУгсЭнаколиВерхнск", max_size=40))
def test_no_text_breaks_the_roster_and_what_is_found_is_found_again_in_any_dress(text):
    known = coded_roster()
    found = known.of_group(text, "")
    for dress in (f"  {text} ", text.replace("«", '"').replace("»", '"')):
        assert known.of_group(dress, "") == found


@pytest.mark.parametrize("school", every(3, [name for _, name in CODED]))
@pytest.mark.parametrize("dress", ["{}", "99999 {}", "{} (12345678)", "3. {}", "{}, код 55555", "МОУ {}", "«{}»"])
def test_each_name_of_the_roster_is_its_schools_in_any_dress(school, dress):
    found = coded_roster().of_group(dress.format(school), "")
    assert found is not None and found.school == school


def test_codes_that_differ_in_leading_zeros_alone_are_told_apart():
    frame = pd.DataFrame({"school_id": ["01", "1", "02"], "school": ["СОШ № 3", "СОШ № 4", "СОШ № 5"]})
    known = Roster(frame.assign(kind="СОШ", highest_grade=11))
    assert [known.of_group(code, "").school_id for code in ("01", "1", "02", "2")] == ["01", "1", "02", "02"]


def test_a_settlement_of_the_roster_tells_namesakes():
    places = ["с. Нижнее", "г. Энск", None, None, None, None, None]
    known = coded_roster(settlement=places)
    assert known.of_group("СОШ № 5 г. Энска", "").school_id == "12102"
    assert known.of_group("СОШ № 5 с. Нижнего", "") is None


def test_places_that_differ_make_a_name_nobodys():
    found, findings, _ = match_coded("СОШ № 5 г. Энска", "СОШ № 5 г. Другого", "СОШ № 5")
    assert found == ["", "", "12102"]
    assert [(finding.severity, finding.check) for finding in findings] == [("error", "school_doubtful")] * 2
    assert "из разных мест" in findings[0].message


def test_the_login_decides_against_the_name_and_says_so():
    matched, findings = match(("МБОУ «Заречная СОШ»", "222222"), ("МБОУ «Заречная СОШ»", "999999"))
    assert matched.rows["school_id"].tolist() == ["s2", ""]
    assert [finding.check for finding in findings] == ["school_unknown", "school_doubtful"]
    assert findings[1].severity == "warning"
    assert (
        "логин или код — школы «МБОУ «Луговая ООШ»», а название или код рядом — школы «МБОУ «Заречная СОШ»»"
        in findings[1].message
    )


def test_a_code_beside_the_name_does_not_outweigh_the_login():
    schools = [("12101", "МБОУ «Заречная СОШ»", "111111"), ("12102", "МБОУ «Луговая ООШ»", "222222")]
    matched, (finding,) = match(("МБОУ «Заречная СОШ» (код 12102)", "111111"), schools=schools)
    assert matched.rows["school_id"].tolist() == ["12101"]
    assert finding.severity == "warning" and "школы «МБОУ «Луговая ООШ»»" in finding.message


@pytest.mark.parametrize(
    ("group", "notes"),
    [
        ("как угодно", 1),
        ("МБОУ «СОШ № 3»", 1),
        ("Зареченская СОШ", 0),
        ("МБОУ «Заречная СОШ» Энского района", 0),
        ("(edu111111)", 0),
        ("", 0),
    ],
)
def test_a_name_unlike_that_of_the_login_is_told_once_whatever_the_rows(group, notes):
    matched, findings = match((group, "111111"), (group, "111111"), files=("а.xlsx", "б.xlsx"))
    assert set(matched.rows["school_id"]) == {"s1"}
    assert [(f.severity, f.check) for f in findings] == [("note", "school_doubtful")] * notes


def test_a_name_that_is_almost_one_of_the_roster_is_named_with_candidates():
    matched, (finding,) = match(("МБОУ «Заречьная СОШ»", ""))
    assert (finding.severity, finding.check, finding.cell) == ("error", "school_doubtful", "A9:D9")
    assert "Похожие названия в списке школ: МБОУ «Заречная СОШ»." in finding.message
    assert matched.left_out["group"].tolist() == ["МБОУ «Заречьная СОШ»"]
    assert matched.doubtful.tolist() == [True]


def test_a_school_of_many_rows_and_files_is_one_finding_with_their_number():
    strange = [("МБОУ «Заречьная СОШ»", ""), ("МБОУ «Заречьная СОШ»", ""), ("МБОУ «Заречная СОШ»", "")]
    _, (finding,) = match(*strange, files=("а.xlsx", "б.xlsx", "в.xlsx"))
    message = finding.message.replace("\u00a0", " ")
    assert "Не использовано: 6 строк (42 ячейки) в 3 файлах" in message


def test_strangers_are_a_finding_each_and_the_rest_of_many_one_more():
    strangers = [(f"Гимназия № {place}", f"9000{place:02}") for place in range(MOST_LISTED + 3)]
    _, findings = match(("", "111111"), *strangers)
    assert {(finding.severity, finding.check) for finding in findings} == {("note", "school_unknown")}
    assert len(findings) == MOST_LISTED + 1
    assert "В списке школ нет ещё" in findings[-1].message


def test_files_of_other_schools_have_no_finding_for_each():
    matched, _ = match(("Гимназия № 1", "900001"))
    assert unmatched_findings([matched], roster(), {"ф.xlsx"}) == []


def test_one_stranger_in_several_tables_is_one_finding():
    one, other = (match_schools(rows_of(("Гимназия № 1", "900001"), files=(f,)), roster()) for f in ("а", "б"))
    assert len(unmatched_findings([one, other], roster())) == 1


@pytest.mark.parametrize(
    ("groups", "columns"),
    [
        ([("МБОУ «Заречьная СОШ»", "")], ("aliases", "login")),
        ([("Гимназия № 1", "900001")], ("login",)),
    ],
)
def test_advice_names_the_workbooks_sheet_and_the_csv_table_with_their_own_headings(groups, columns):
    _, (finding,) = match(*groups)
    headings = {column.name: column.header for column in programme_sheet("schools").columns}
    assert ROSTER_PLACE in finding.what_to_do
    assert all(f"«{headings[name]}»" in finding.what_to_do and name in finding.what_to_do for name in columns)


def test_a_sheet_of_nothing_but_strangers_is_a_warning():
    _, (finding,) = match(("Гимназия № 1", "900001"))
    assert finding.severity == "warning"


def test_what_may_be_a_persons_name_is_not_quoted():
    _, (finding,) = match(("Звездопадова Анна Игоревна", ""))
    assert HIDDEN in finding.message and "Звездопадова" not in finding.message


def test_a_name_that_two_logins_claim_is_nobodys():
    schools = [("s1", "МБОУ «СОШ № 1»", None)]
    matched, findings = match(("МБОУ «СОШ № 1»", "500001"), ("МБОУ «СОШ № 1»", "500002"), schools=schools)
    assert matched.rows["school_id"].tolist() == ["", ""]
    assert [(f.severity, f.check) for f in findings] == [("error", "school_doubtful")] * 2
    assert "несколько школ с разными логинами" in findings[0].message


def test_namesakes_are_told_by_their_logins_alone():
    schools = [("s1", "СОШ № 1", "111111"), ("s2", "СОШ № 1", "222222")]
    matched, _ = match(("СОШ № 1", "222222"), ("СОШ № 1", ""), schools=schools)
    assert matched.rows["school_id"].tolist() == ["s2", ""]


def test_namesakes_without_logins_are_refused():
    with pytest.raises(ReportError, match="называются одинаково"):
        roster([("s1", "СОШ № 1", "111111"), ("s2", "сош №1", None)])


def test_another_name_that_is_a_schools_own_is_refused():
    frame = pd.DataFrame(
        {"school_id": ["a", "b"], "school": ["СОШ № 1", "СОШ № 2"], "aliases": [None, "Первая; сош №1"]}
    )
    with pytest.raises(ReportError, match="называются одинаково"):
        Roster(frame.assign(kind="СОШ", highest_grade=11))


@pytest.mark.parametrize("kind", ["municipality", "region", "sample"])
def test_the_background_is_no_school(kind):
    matched, findings = match(("МБОУ «Заречная СОШ»", ""), kind=kind)
    assert matched.rows["school_id"].tolist() == [""]
    assert findings == [] and matched.left_out.empty


# Tables of a whole region that name the municipality

OWN = "Энский муниципальный округ"


@pytest.mark.parametrize(
    ("named", "is_own"),
    [
        ("Энский муниципальный округ", True),
        ("ЭНСКИЙ МО", True),
        ("Энский м.о.", True),
        ("Энский", True),
        ("Энский район", True),
        ("Энский МО (reg99_m012)", True),
        ("Другой муниципальный округ", False),
        ("Заэнский муниципальный округ", False),
    ],
)
def test_a_name_is_that_of_the_roster_in_its_own_municipality_alone(named, is_own):
    found, findings, matched = match_coded("СОШ № 5", own=OWN, municipality=named)
    assert found == (["12102"] if is_own else [])
    assert len(matched.elsewhere) == (not is_own)
    assert [finding.severity for finding in findings] == ([] if is_own else ["warning"])


def test_city_and_district_of_one_name_are_two():
    own = rows_of(("СОШ № 5", ""), municipality="Энский муниципальный округ")
    city = rows_of(("СОШ № 5", ""), municipality="Энский городской округ")
    found, (finding,), matched = match_coded(own, city, own=OWN)
    assert found == ["12102"] and matched.elsewhere["municipality"].tolist() == ["Энский городской округ"]
    assert finding.severity == "note"


def test_schools_of_other_municipalities_are_one_note_of_the_file():
    own = rows_of(("СОШ № 5", ""), municipality=OWN)
    others = [rows_of((f"СОШ № {n}", ""), municipality=f"{n}-й округ") for n in range(20, 50)]
    found, (finding,), _ = match_coded(own, *others, own=OWN)
    assert found == ["12102"]
    assert (finding.severity, finding.check) == ("note", "school_unknown")
    assert "30 строк" in finding.message.replace("\u00a0", " ")


@pytest.mark.parametrize(("own", "found"), [("", ["12102", "12101", "12103"]), (OWN, ["12102", "12101", "12103"])])
def test_where_no_name_tells_it_the_municipality_of_most_schools_is_the_okrugs(own, found):
    home = [rows_of((name, ""), municipality="УО № 3") for name in ("СОШ № 5", "Верхнегорская СОШ", "Гимназия № 2")]
    away = rows_of(("СОШ № 5", ""), municipality="УО № 4")
    assert match_coded(*home, away, own=own)[0] == found


def test_one_school_of_a_name_is_no_sign_of_the_okrug():
    one, other = (rows_of(("СОШ № 5", ""), municipality=f"УО № {n}") for n in (3, 4))
    found, (finding,), matched = match_coded(one, other, own=OWN)
    assert found == [] and len(matched.elsewhere) == 2 and finding.severity == "warning"


def test_nothing_is_said_of_other_municipalities_in_a_regions_file():
    rows = rows_of(("СОШ № 5", ""), municipality="Другой округ")
    matched = match_schools(rows, coded_roster(), lambda file: True, municipality=OWN)
    assert len(matched.of_region) == 1 and unmatched_findings([matched], coded_roster()) == []


@pytest.mark.parametrize(
    ("own", "in_own_files", "in_region", "kept"),
    [
        (OWN, [], ["Энский МО(reg99_m012)", "Дальний МО(reg99_m021)"], ["Энский МО(reg99_m012)"]),
        ("", ["Энский МО(reg99_m012)"], ["Энский м. о.(reg99_m012)", "Дальний МО(reg99_m021)"], [0, 1]),
        ("УО", ["Энский МО"], ["Энский МО", "Дальний МО"], [0, 1]),
        ("", [], ["Энский МО"], [0]),
        ("", [], ["Энский МО", "Дальний МО"], []),
        (OWN, [], ["Дальний МО"], []),
        (OWN, ["Дальний МО"], [], [0]),
    ],
)
def test_of_a_regions_municipalities_the_okrugs_own_alone_is_its_background(own, in_own_files, in_region, kept):
    frames = [
        rows_of(*((group, "") for group in groups), kind="municipality", files=(file,)) if groups else None
        for file, groups in (("свой", in_own_files), ("регион", in_region))
    ]
    rows = pd.concat([frame for frame in frames if frame is not None], ignore_index=True)
    matched = match_schools(rows, coded_roster(), lambda file: file == "регион", municipality=own)
    every = [*in_own_files, *in_region]
    assert matched.rows["group"].tolist() == [every[one] if isinstance(one, int) else one for one in kept]
    assert len(matched.of_region) == len(every) - len(kept)


def test_a_login_counts_in_whatever_municipality():
    frame = rows_of(("Заречная", "111111"), ("Луговая ООШ", ""), municipality="Другой округ")
    matched = match_schools(frame, roster(), municipality=OWN)
    assert matched.rows["school_id"].tolist() == ["s1", "s2"]


@pytest.mark.parametrize(
    ("cell", "row"),
    [
        ("D12", "A12:D12"),
        ("A12", "A12"),
        ("D12:G12", "A12:G12"),
        ("M9:M20", "A9:M20"),
        ("", ""),
        (None, ""),
        ("x", "x"),
    ],
)
def test_the_row_of_a_cell(cell, row):
    assert row_range(cell) == row
