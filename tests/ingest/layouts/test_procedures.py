"""Headings of procedures."""

import pytest

from shnor_lib.ingest.layouts.procedures import NotAProcedure, Procedure, parse_procedure


@pytest.mark.parametrize(
    ("heading", "procedure"),
    [
        ("ВПР МА 5 2019", Procedure("VPR", "", "MA", 5, 2019)),
        ("ВПР МА 6 2021 весна", Procedure("VPR", "", "MA", 6, 2021, "spring")),
        ("  ВПР  РУ\u00a06  2019 ", Procedure("VPR", "", "RU", 6, 2019)),
        ("BПP MA 5 2019", Procedure("VPR", "", "MA", 5, 2019)),  # Latin look-alikes
        ("ОГЭ РУ 2021", Procedure("OGE", "", "RU", 9, 2021)),
        ("ЕГЭ математика профиль 2021", Procedure("EGE", "profile", "MA", 11, 2021)),
        ("ВПР русский язык, 7 класс, 2021 год", Procedure("VPR", "", "RU", 7, 2021)),
        ("ВПР МА 5 2019г.", Procedure("VPR", "", "MA", 5, 2019)),
        ("ВПР МА 5-й класс 2019", Procedure("VPR", "", "MA", 5, 2019)),
        ("ВПР МА 5 2018/2019", Procedure("VPR", "", "MA", 5, 2019)),
        ("ВПР МА 5 2018–19 учебный год", Procedure("VPR", "", "MA", 5, 2019)),
        ("ВПР МА5 2019", Procedure("VPR", "", "MA", 5, 2019)),
        ("ВПР_МА_5_2019", Procedure("VPR", "", "MA", 5, 2019)),
    ],
)
def test_a_heading_names_its_procedure(heading, procedure):
    assert parse_procedure(heading) == procedure


@pytest.mark.parametrize(
    ("heading", "problem"),
    [
        ("ВПР МА 2019", "не указан класс"),
        ("ВПР 5 2019", "не указан предмет"),
        ("ВПР МА 12 2021", "есть число, которое не может быть ни классом, ни годом"),
        ("ВПР МА 5", "год не указан или указан не один раз"),
        ("ВПР МА 5 2019–2021", "год не указан или указан не один раз"),
        ("ВПР МА 5 " + "2" * 5000, "год не указан или указан не один раз"),
        ("ЕГЭ МА база профиль 2021", "указано больше одного значения: база"),
        ("ВПР МА 5 2019 2021", "год не указан или указан не один раз"),
        ("ОГЭ МА 11 2021", "для ОГЭ указан класс 11"),
        ("ВПР МА 5 2019 пересдача", "непонятное слово «пересдача»"),
        ("Название ОО", "не указана процедура (ВПР, ОГЭ, ЕГЭ)"),
    ],
)
def test_a_heading_that_names_none_says_why(heading, problem):
    parsed = parse_procedure(heading)
    assert isinstance(parsed, NotAProcedure)
    assert parsed.problem == problem
