"""What looks like a person's name and what does not."""

import time

import pytest

from shnor_lib.ground.personal_names import looks_like_name

NAMES = (
    "Птицеловская Аэлита Изяславовна",
    "Аэлита Изяславовна Птицеловская",
    "Аэлита Изяславовна",
    "Многоречин Святобор Радимович",
    "многоречин иван радимович",
    "МНОГОРЕЧИНА МАРИЯ РАДИМОВНА",
    "Многоречина И. И.",
    "Многоречина И.И.",
    "Многоречина\u00a0И.\u00a0И.",
    "И.И. Многоречина",
    "И. И. Многоречина",
    "учитель Многоречина И. И., высшая категория",
    "Консультация для Многоречиной Марии Радимовны",
    "Беседа с Птицеловским Иваном Ильичом",
    "Алиев Вагиф Гасан оглы",
    "Гасанова Лейла Гасан кызы",
    "Многоречина Мария",
    "Мария Многоречина",
    "Мнoгopeчинa И. И.",
    "Сухово-Кобылина А. П.",
    "Многоречина М.",
    "Наставник — Многоречина И.И.",
)
NO_NAMES = (
    "МБОУ «СОШ имени Героя Советского Союза Ивана Ивановича Образцова»",
    "МБОУ «Гимназия им. А. С. Пушкина»",
    "Школа им. Ю.А. Гагарина",
    "МБОУ «Краснинская СОШ»",
    "МКОУ «Свердловская ООШ»",
    "учитель математики",
    "Заместитель директора по УВР",
    "Педагог-психолог",
    "методист МБУ «ИМЦ»",
    "Русский язык; Литература",
    "Математика",
    "с. Новоивановка",
    "г. Ленинск-Кузнецкий",
    "пос. Демьяновка, ул. Николая Островского",
    "Ленинск-Кузнецкий муниципальный округ",
    "Институт развития образования",
    "Всероссийская олимпиада школьников",
    "удостоверение № 4217 от 18.03.2022",
    "соглашение № 3 от 01.10.2021",
    "Семинар «Оценивание на уроке»",
    "Преодоление учебной неуспешности по математике",
    "ОГЭ по математике. Задачи",
    "Подготовка к ВПР в 5 классе",
    "Сказка о Царевне Лебеди",
    "Царевна Лебедь",
    "https://example.ru/news/7",
    "протокол № 2 от 17.02.2022",
    "Учитель будущего начинается сегодня: методическая система школы",
    "Основная общеобразовательная школа",
    "социально-экономические",
    "Методика обучения решению задач. Часть А.",
    "П-014",
    "edu203389",
    "",
    "12.5",
    "Роман Пушкина «Дубровский»",
    "Урок Победы",
    "высшая категория",
    "Управление образования администрации округа",
    "Посещены два урока наставника. Вывод положительный",
)


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_told(text):
    assert looks_like_name(text)


@pytest.mark.parametrize("text", NO_NAMES)
def test_a_position_subject_school_or_place_is_no_name(text):
    assert not looks_like_name(text)


def test_no_word_of_the_declaration_and_of_the_programme_is_a_name():
    """Headers, hints, choices and examples of the form, and the shipped programme, hold nobody's name."""
    from shnor_lib.ground.project import ROOT
    from shnor_lib.ground.registers import register_sheets
    from shnor_lib.ingest.programme.documents import read_programme

    texts = [t for s in register_sheets() for c in s.columns for t in (*c.headers, c.hint, str(c.example))]
    texts += [word for s in register_sheets() for c in s.columns for word in (*c.suggestions, s.purpose, s.without)]
    for table in read_programme(ROOT / "data/leninsk-kuznetsky/Программа.xlsx").values():
        texts += [str(value) for name in table for value in table[name]]
    assert [text for text in texts if looks_like_name(text)] == []


def test_a_word_of_thousands_of_letters_is_told_at_once():
    """Found by fuzzing: the look for two letters and an initial went over the word once for each of its letters."""
    began = time.perf_counter()
    assert not looks_like_name("я" * 20_000)
    assert time.perf_counter() - began < 1
