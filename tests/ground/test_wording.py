"""How numbers, dates, procedures and schools are worded, and where a line may not break."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground import wording
from shnor_lib.ground.wording import NBSP

SCHOOL = ("школа", "школы", "школ")
SHARES = st.floats(0, 100, allow_nan=False)
CHANGES = st.floats(-100, 100, allow_nan=False)


def spaced(text: str) -> str:
    """Make no-break spaces visible as «~»."""
    return text.replace(NBSP, "~")


# Numbers


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, None, "0"),
        (30, None, "30"),
        (30.0, None, "30"),
        (27.5, None, "27,5"),
        (27.25, None, "27,25"),
        (27.256, None, "27,26"),
        (1234.5, None, "1~234,5"),
        (1234567, 0, "1~234~567"),
        (27.75, 1, "27,8"),
        (27.25, 1, "27,3"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (2.675, 2, "2,68"),
        (1.005, 2, "1,01"),
        (-2.675, 2, "−2,68"),
        (27.749999999999996, 1, "27,8"),
        (-0.04, 1, "0,0"),
        (57, 1, "57,0"),
        (Decimal("0.125"), 2, "0,13"),
        (np.int64(7), None, "7"),
        (np.float64(57.142857), 1, "57,1"),
    ],
)
def test_number(value, decimals, expected):
    assert spaced(wording.number(value, decimals)) == expected


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
@pytest.mark.parametrize("words", [wording.number, wording.percent, wording.signed, wording.points, wording.short_date])
def test_missing_value_is_a_dash(words, missing):
    assert words(missing) == "–"


def test_missing_change_is_said_in_words():
    assert wording.change_in_words(None) == "не определена"


@pytest.mark.parametrize(
    ("value", "percent", "signed", "points", "words"),
    [
        (11.3, "11,3~%", "+11,3", "+11,3~п.~п.", "выросла на 11,3~п.~п."),
        (-11.3, "−11,3~%", "−11,3", "−11,3~п.~п.", "снизилась на 11,3~п.~п."),
        (0, "0,0~%", "0,0", "0,0~п.~п.", "не изменилась"),
        (0.04, "0,0~%", "0,0", "0,0~п.~п.", "не изменилась"),
        (-0.05, "−0,1~%", "−0,1", "−0,1~п.~п.", "снизилась на 0,1~п.~п."),
        (-100, "−100,0~%", "−100,0", "−100,0~п.~п.", "снизилась на 100,0~п.~п."),
    ],
)
def test_shares_and_changes(value, percent, signed, points, words):
    assert spaced(wording.percent(value)) == percent
    assert spaced(wording.signed(value)) == signed
    assert spaced(wording.points(value)) == points
    assert spaced(wording.change_in_words(value)) == words


@pytest.mark.parametrize(
    ("n", "expected"),
    [
        (0, "0~школ"),
        (1, "1~школа"),
        (2, "2~школы"),
        (4, "4~школы"),
        (5, "5~школ"),
        (11, "11~школ"),
        (12, "12~школ"),
        (14, "14~школ"),
        (21, "21~школа"),
        (22, "22~школы"),
        (101, "101~школа"),
        (111, "111~школ"),
        (1002, "1~002~школы"),
        (2.5, "2,5~школы"),
        (2.8, "2,8~школы"),
        (0.5, "0,5~школы"),
        (3.0, "3~школы"),
        (np.int64(5), "5~школ"),
        (np.float64(21), "21~школа"),
        (4.999, "5~школ"),
        (0.999, "1~школа"),
    ],
)
def test_plural(n, expected):
    assert spaced(wording.plural(n, *SCHOOL)) == expected


@given(st.integers(0, 10**9))
def test_the_form_follows_the_last_two_digits(n):
    expected = (
        "школ" if n % 100 in range(11, 15) or n % 10 in (0, *range(5, 10)) else "школа" if n % 10 == 1 else "школы"
    )
    assert wording.form(n, *SCHOOL) == expected


@given(st.floats(0, 1000))
def test_the_form_agrees_with_the_number_printed(n):
    printed, word = wording.plural(n, *SCHOOL).rsplit(NBSP, 1)
    if "," in printed:
        assert word == "школы"
    else:
        assert word == wording.form(int(printed.replace(NBSP, "")), *SCHOOL)


def _read_back(text: str) -> Decimal:
    return Decimal(text.replace(NBSP, "").replace(",", ".").replace("−", "-"))


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_number_reads_back_within_half_a_unit_of_its_last_place(value, decimals):
    difference = abs(_read_back(wording.number(value, decimals)) - Decimal(str(round(value, 9))))
    assert difference <= Decimal("0.5").scaleb(-decimals)


@given(st.integers(-(10**6), 10**6), st.sampled_from([Decimal("0.5"), Decimal("0.05"), Decimal("0.005")]))
def test_halves_are_rounded_away_from_zero(whole, half):
    places = -half.as_tuple().exponent - 1
    value = Decimal(whole).scaleb(-places) + (half if whole >= 0 else -half)
    assert abs(_read_back(wording.number(value, places))) == abs(Decimal(whole).scaleb(-places)) + 2 * half


@given(CHANGES)
def test_sign_and_words_agree(change):
    first, words = wording.signed(change)[0], wording.change_in_words(change)
    assert {"+": "выросла", "−": "снизилась"}.get(first, "не изменилась") in words


@given(CHANGES)
def test_opposite_changes_differ_in_the_sign_alone(change):
    assert wording.signed(-change).lstrip("+−") == wording.signed(change).lstrip("+−")


@given(SHARES)
def test_short_number_says_no_more_than_the_long_one(value):
    short, long = wording.number(value), wording.number(value, 2)
    assert _read_back(short) == _read_back(long)
    assert not ("," in short and short.endswith("0"))


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (4, 7, "4 из~7 (57~%)"),
        (0, 7, "0 из~7 (0~%)"),
        (98, 99, "98 из~99 (99~%)"),
        (99, 100, "99 из~100 (99,0~%)"),
        (0, 0, "0 из~0"),
    ],
)
def test_share_of(part, whole, expected):
    assert spaced(wording.share_of(part, whole)) == expected


# Dates


@pytest.mark.parametrize(
    ("day", "words", "short"),
    [
        ("2022-12-31", "31~декабря 2022~года", "31.12.2022"),
        ("2021-09-01", "1~сентября 2021~года", "01.09.2021"),
        (date(2022, 5, 9), "9~мая 2022~года", "09.05.2022"),
        (pd.Timestamp("2022-03-31 12:00"), "31~марта 2022~года", "31.03.2022"),
    ],
)
def test_dates(day, words, short):
    assert spaced(wording.date_words(day)) == words
    assert wording.short_date(day) == short


def test_school_years():
    assert wording.school_year_short(2021) == "2020/21"
    assert wording.school_year_short(2000) == "1999/00"
    assert spaced(wording.school_year(2021)) == "2020/21~учебный год"
    assert spaced("в " + wording.school_year(np.int64(2019), "prepositional")) == "в 2018/19~учебном году"


# Text


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["а"], "а"), (["а", "б"], "а и б"), (["а", "б", "в"], "а, б и в")]
)
def test_join(items, expected):
    assert wording.join(iter(items)) == expected


def test_join_with_another_conjunction():
    assert wording.join(["ВПР", "ОГЭ"], last="или") == "ВПР или ОГЭ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("список ШНОР", "Список ШНОР"),
        ("«школа» и", "«Школа» и"),
        ("**итог**", "**Итог**"),
        ("7 школ", "7 школ"),
    ],
)
def test_sentence_case(text, expected):
    assert wording.sentence_case(text) == expected


def test_quotation_marks_within_quotation_marks():
    assert wording.quoted("Школы") == "«Школы»"
    assert wording.quoted("МБОУ «Мирновская ООШ»") == "«МБОУ „Мирновская ООШ“»"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("МБОУ «Краснинская СОШ»", "Краснинская СОШ"),
        ("МКОУ «Свердловская ООШ»", "Свердловская ООШ"),
        ("«МБОУ «Краснинская СОШ»»", "Краснинская СОШ"),
        ('МАОУ "СОШ № 5"', "СОШ № 5"),
        ("МБОУ  СОШ № 7", "СОШ № 7"),
        ("МБНОУ «Гимназия «Диалог»»", "Гимназия «Диалог»"),
        ("МБОУ «Гимназия «Диалог»", "Гимназия «Диалог»"),
        ("МБОУ «Егозовская СОШ» (филиал)", "Егозовская СОШ (филиал)"),
        ("Муниципальное бюджетное общеобразовательное учреждение «Чкаловская ООШ»", "Чкаловская ООШ"),
        ("Лицей № 3", "Лицей № 3"),
        ("Мирновская ООШ", "Мирновская ООШ"),
        ("МБОУ", "МБОУ"),
        ("МБОУ «Берёзовская средняя общеобразовательная школа»", "Берёзовская СОШ"),
        ("Основная общеобразовательная школа №3", "ООШ №3"),
        ("МКОУ Сосновская сош", "Сосновская СОШ"),
        ("Средняя школа №5", "Средняя школа №5"),
    ],
)
def test_short_school_name(name, short):
    assert wording.short_school_name(name) == short
    assert wording.short_school_name(short) == short


@pytest.mark.parametrize(
    ("procedure", "short", "full"),
    [
        (("VPR", "", "RU", 7, 2021), "ВПР~РУ~7, 2021", "ВПР, русский язык, 7~класс, 2021"),
        (("VPR", None, "MA", 5), "ВПР~МА~5", "ВПР, математика, 5~класс"),
        (("OGE", "", "MA", 9, 2021), "ОГЭ~МА, 2021", "ОГЭ, математика, 2021"),
        (("EGE", "profile", "MA", 11, 2019), "ЕГЭ~МА~профильный, 2019", "ЕГЭ, математика (профильный уровень), 2019"),
        (("EGE", pd.NA, "RU", pd.NA, 2019), "ЕГЭ~РУ, 2019", "ЕГЭ, русский язык, 2019"),
        (("MKR", "", "PH", np.int64(8), np.int64(2022)), "МКР~ФИ~8, 2022", "МКР, физика, 8~класс, 2022"),
    ],
)
def test_procedure(procedure, short, full):
    assert spaced(wording.procedure(*procedure)) == short
    assert spaced(wording.procedure(*procedure, full=True)) == full


# Full stops


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("прирост не менее 10 п. п..", "прирост не менее 10 п. п."),
        ("снизилась на 3 п. п.. Затем выросла.", "снизилась на 3 п. п. Затем выросла."),
        ("в 2022 г.., не раньше", "в 2022 г.., не раньше"),  # no end of a sentence: left for a person to see
        ("(на 3 п. п..)", "(на 3 п. п.)"),
        ("**1 шт..**", "**1 шт.**"),
        ("и так далее...", "и так далее..."),
        ("и так далее…", "и так далее…"),
        ("../данные и данные/..", "../данные и данные/.."),
        ("с 1..5", "с 1..5"),
        ("Конец. Начало.", "Конец. Начало."),
    ],
)
def test_a_sentence_that_ends_in_an_abbreviation_has_one_full_stop(text, expected):
    assert wording.one_stop(text) == expected
    assert wording.one_stop(expected) == expected


@given(st.text(alphabet="аип. …).»1", max_size=40))
def test_full_stops_only_go_and_only_doubled_ones(text):
    settled = wording.one_stop(text)
    assert settled.replace(".", "") == text.replace(".", "")
    assert len(settled) == len(text) or ".." in text


# No-break spaces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в 2021 году – 4 школы", "в~2021~году~– 4~школы"),
        ("И в школе", "И~в~школе"),
        ("доля снизилась на 11,3 п. п. к маю", "доля снизилась на~11,3~п.~п. к~маю"),
        ("27,7 % участников", "27,7~% участников"),
        ("(п. 18 плана), № 5", "(п.~18 плана), №~5"),
        ("(раздел 1), в разделе 12; раздела 3", "(раздел~1), в~разделе~12; раздела~3"),
        ("прил. Б, приложении Г и приложение 1", "прил.~Б, приложении~Г и~приложение~1"),
        (
            "таблице 3, табл. 3, рис. 2, рисунок 2, пункт 18 плана",
            "таблице~3, табл.~3, рис.~2, рисунок~2, пункт~18 плана",
        ),
        (
            "раздел для школ, таблица А, приложение Ариничевской СОШ",
            "раздел для~школ, таблица А, приложение Ариничевской СОШ",
        ),
        ("[разделе 13](#section-missing) и [приложении Б](#b)", "[разделе~13](#section-missing) и~[приложении~Б](#b)"),
        ("и т. д.", "и~т.~д."),
        ("Пеева М. В., М. В. Пеева", "Пеева~М.~В., М.~В.~Пеева"),
        ("Гребенев И.В.", "Гребенев~И.В."),
        ("то же самое", "то~же самое"),
        ("- пункт\n- ещё", "- пункт\n- ещё"),
        ("– не проводилось", "– не~проводилось"),
        ("1. список", "1. список"),
        ("| а | – |\n|---|---|", "| а | – |\n|---|---|"),
        ("строка  \nв школе", "строка  \nв~школе"),
        ("**3** школы", "**3**~школы"),
        ("`в коде` и в тексте", "`в коде` и~в~тексте"),
        ("```\nи в коде\n```", "```\nи в коде\n```"),
        ("[в школе](с пробелом и.html)", "[в~школе](с пробелом и.html)"),
        ("[в школе][и в метке]", "[в~школе][и в метке]"),
        ("[и в метке]: адрес и название", "[и в метке]: адрес и название"),
        ('<a title="и в теге">и в теге</a>', '<a title="и в теге">и~в~теге</a>'),
        ("3 < 5 и 6 > 4", "3 < 5 и~6 > 4"),
    ],
)
def test_typeset(text, expected):
    assert spaced(wording.typeset(text)) == expected


MARKDOWN = st.text(alphabet="аивнк АМ.,–—-*`[]()<>|#№%0159\n", max_size=60)


@given(MARKDOWN)
def test_typesetting_changes_nothing_but_spaces(text):
    assert wording.typeset(text).replace(NBSP, " ") == text


@given(MARKDOWN)
def test_typesetting_twice_changes_nothing_more(text):
    once = wording.typeset(text)
    assert wording.typeset(once) == once


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([], ""),
        (["И7"], "И7"),
        (["И1", "И2"], "И1 и И2"),
        (["И1", "И2", "И3", "И7"], "И1–И3 и И7"),
        (["1", "2", "3", "6", "6а", "7", "М1.1", "М1.2", "М1.3", "М2.1"], "1–3, 6, 6а, 7, М1.1–М1.3 и М2.1"),
    ],
)
def test_neighbouring_codes_are_folded(codes, words):
    assert wording.id_ranges(codes) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(4, 7, "4 из 7 школ"), (1, 1, "1 из 1 школы"), (2, 21, "2 из 21 школы"), (0, 0, "0 из 0 школ")],
)
def test_schools_out_of_schools(part, whole, words):
    assert wording.out_of_schools(part, whole).replace("\u00a0", " ") == words
    assert "%" not in wording.out_of_schools(part, 0, share=True)


@pytest.mark.parametrize(("value", "words"), [(-5.927962277316736e16, "−5,93e+16"), (1e273, "1,00e+273")])
def test_nonsense_from_a_workbook_is_worded_too(value, words):
    assert wording.number(value, 1) == words
