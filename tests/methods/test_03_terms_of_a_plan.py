"""METHODS 3: terms of a plan as offices write them, the days that follow, and what is not understood."""

import random
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.due_dates import due_on, occurrences, term_of_item
from shnor_lib.analysis.programme.plan import follow_plan, plan_occurrences
from shnor_lib.ground.params import Period
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.term_words import month_of
from shnor_lib.ground.terms import Every, term_of
from shnor_lib.ingest.checks.terms import unread_terms
from shnor_lib.ingest.programme.documents import read_programme
from tests.support.depth import examples
from tests.support.invented_registers import registers


def period(start: str, end: str, plan_year: int) -> Period:
    return Period(start=start, end=end, plan_year=plan_year, source="—", reason="—")


YEAR = period("2024-01-01", "2024-12-31", 2024)
SCHOOL_YEAR = period("2023-09-01", "2024-08-31", 2024)
LONG = period("2021-09-01", "2022-12-31", 2022)

#: Words, and the days that follow in the plan of a calendar year, 2024: «31.03» is in that year.
ONE_DAY = [
    ("январь", "31.01"),
    ("ЯНВАРЬ", "31.01"),
    ("в январе", "31.01"),
    ("янв.", "31.01"),
    ("MAPT", "31.03"),  # Latin letters
    ("мaрт", "31.03"),
    ("январь-март", "31.03"),
    ("январь — март", "31.03"),
    ("с января по март", "31.03"),
    ("ноябрь – декабрь", "31.12"),
    ("конец мая", "31.05"),
    ("в начале сентября", "30.09"),
    ("вторая половина мая", "31.05"),
    ("1 декада марта", "10.03"),
    ("2-я неделя марта", "31.03"),
    ("15 марта", "15.03"),
    ("15-го марта", "15.03"),
    ("15 марта 2024 г.", "15.03"),
    ("до 15 марта", "15.03"),
    ("до 15 мар.", "15.03"),
    ("до 15 марта 2024 года (включительно)", "15.03"),
    ("не позднее 1 июня", "01.06"),
    ("Не позже 1 июня", "01.06"),
    ("к 1 сентября", "01.09"),
    ("с 1 по 15 марта", "15.03"),
    ("1–15 марта", "15.03"),
    ("15 марта – 20 апреля", "20.04"),
    ("с 15 марта по 20 апреля", "20.04"),
    ("15.03.2024", "15.03"),
    ("15.03.24", "15.03"),
    ("15,03,2024", "15.03"),
    ("15/03/2024", "15.03"),
    ("2024-03-15", "15.03"),
    ("до 15.03.2024г.", "15.03"),
    ("до 15.03", "15.03"),
    ("с 01.03.2024 по 15.03.2024", "15.03"),
    ("03.2024", "31.03"),
    ("март 2024", "31.03"),
    ("март 2024г.", "31.03"),
    ("2024 год, март", "31.03"),
    ("в марте текущего года", "31.03"),
    ("I квартал", "31.03"),
    ("1 квартал", "31.03"),
    ("1-й кв.", "31.03"),
    ("1кв", "31.03"),
    ("первый квартал", "31.03"),
    ("Ⅰ квартал", "31.03"),
    ("І квартал", "31.03"),  # Ukrainian letter
    ("1-2 квартал", "30.06"),
    ("I–II квартал", "30.06"),
    ("II–III кв. 2024 г.", "30.09"),
    ("III квартал", "30.09"),
    ("IV квартал", "31.12"),
    ("1У квартал", "31.12"),
    ("в течение II квартала", "30.06"),
    ("первое полугодие", "30.06"),
    ("1-е полугодие", "30.06"),
    ("П полугодие", "31.12"),
    ("II полугодие 2024 года", "31.12"),
    ("I полугодие учебного года", "31.12"),
    ("I полугодие 2024/25 учебного года", "31.12"),
    ("1 четверть", "31.10"),
    ("по итогам III четверти", "31.03"),
    ("до конца года", "31.12"),
    ("к концу 2024 года", "31.12"),
    ("по итогам года", "31.12"),
    ("до конца учебного года", "31.05"),
    ("по окончании 2023/2024 учебного года", "31.05"),
    ("к началу учебного года", "30.09"),
    ("в течение года", "31.12"),
    ("В теч. года", "31.12"),
    ("весь период", "31.12"),
    ("в течение срока реализации Программы", "31.12"),
    ("в течение года по отдельному плану", "31.12"),
    ("в течение 2024 года", "31.12"),
    ("2024 г.", "31.12"),
    ("март (по согласованию)", "31.03"),
    ("по графику, март", "31.03"),
]
#: Words, how often, and how many days follow in 2024 or which ones.
SEVERAL = [
    ("1 раз в месяц", Every.MONTH, 12),
    ("1р/мес", Every.MONTH, 12),
    ("раз в месяц", Every.MONTH, 12),
    ("не реже одного раза в месяц", Every.MONTH, 12),
    ("ежемесячно", Every.MONTH, 12),
    ("Ежемесячно в течение года", Every.MONTH, 12),
    ("каждый месяц", Every.MONTH, 12),
    ("2 раза в месяц", Every.MONTH, 24),
    ("ежемесячно, сентябрь–май", Every.MONTH, 9),
    ("ежемесячно до 25 числа", Every.MONTH, 12),
    ("до 5 числа каждого месяца", Every.MONTH, 12),
    ("1 раз в квартал", Every.CALENDAR_QUARTER, "31.03 30.06 30.09 31.12"),
    ("ежеквартально", Every.CALENDAR_QUARTER, "31.03 30.06 30.09 31.12"),
    ("4 раза в год", Every.CALENDAR_QUARTER, "31.03 30.06 30.09 31.12"),
    ("в конце каждой четверти", Every.QUARTER, "31.03 31.05 31.10 31.12"),
    ("по четвертям", Every.QUARTER, "31.03 31.05 31.10 31.12"),
    ("1 раз в полугодие", Every.HALF_YEAR, "31.05 31.12"),
    ("раз в полгода", Every.HALF_YEAR, "31.05 31.12"),
    ("2 раза в год", Every.HALF_YEAR, "31.05 31.12"),
    ("не менее двух раз в год", Every.HALF_YEAR, "31.05 31.12"),
    ("дважды в год", Every.HALF_YEAR, "31.05 31.12"),
    ("2 раза в учебный год", Every.HALF_YEAR, "31.05 31.12"),
    ("3 раза в год", Every.YEAR, "30.04 31.08 31.12"),
    ("ежегодно", Every.YEAR, "31.12"),
    ("1 раз в год", Every.YEAR, "31.12"),
    ("ежегодно, до 1 июня", Every.YEAR, "01.06"),
    ("до 1 июня ежегодно", Every.YEAR, "01.06"),
    ("2 раза в год: апрель, октябрь", Every.YEAR, "30.04 31.10"),
    ("1 раз в полугодие (май, декабрь)", Every.YEAR, "31.05 31.12"),
    ("еженедельно", Every.WEEK, 52),
    ("апрель, октябрь", Every.MONTH_NAMED, "30.04 31.10"),
    ("апрель и октябрь 2024 г.", Every.MONTH_NAMED, "30.04 31.10"),
    ("март–апрель; октябрь", Every.MONTH_NAMED, "30.04 31.10"),
    ("I, III квартал", Every.MONTH_NAMED, "31.03 30.09"),
    ("1 и 3 кварталы", Every.MONTH_NAMED, "31.03 30.09"),
    ("до 1 июня и до 1 декабря", Every.DAY_NAMED, "01.06 01.12"),
    ("10, 20 марта", Every.DAY_NAMED, "10.03 20.03"),
]
#: Words from which no day follows, and what they are.
NO_DAY = [
    *((words, Every.NEVER) for words in ("", " ", "-", "—", "…", ".")),
    *((words, Every.STANDING) for words in ("постоянно", "на постоянной основе", "Систематически", "ежедневно")),
    *(
        (words, Every.ON_DEMAND)
        for words in (
            *(
                "по графику",
                "по графику, утверждённому приказом от 01.09.2023",
                "согласно графику",
                "по отдельному плану",
            ),
            *("по мере необходимости", "по запросам", "По запросу школ и педагогов", "по плану ИМЦ"),
            *("по согласованию",),
            *("после каждой ВПР", "по результатам диагностики", "в установленные сроки", "по мере поступления заявок"),
        )
    ),
    *(
        (words, Every.UNREAD)
        for words in (
            *("когда получится", "кроме января", "не ранее марта", "с сентября", "31 июня", "31.02.2024", "00.00.2024"),
            *("45 марта", "V квартал", "5 квартал", "III полугодие", "20–10 марта", "год", "в течение месяца", "?"),
            *("январь (далее ежемесячно)", "1 раз в 2 года", "ежеквартально, до 15 декабря", "октябрь 2023 – май 2023"),
            *(
                "ежемесячно и ежегодно",
                "1 раз в две недели",
                "4-5 раз в год",
                "март или апрель",
                "до 15",
                "2024-2023 гг.",
            ),
        )
    ),
]


def days(words: str, of: Period = YEAR) -> list[date]:
    return occurrences(term_of(words), of)


def in_2024(text: str) -> list[date]:
    return [date(2024, int(day[3:]), int(day[:2])) for day in text.split()]


@pytest.mark.parametrize(("words", "day"), ONE_DAY)
def test_a_term_of_one_day(words, day):
    assert days(words) == in_2024(day)
    assert due_on(term_of(words), YEAR) == in_2024(day)[0]


@pytest.mark.parametrize(("words", "every", "expected"), SEVERAL)
def test_a_term_that_comes_back(words, every, expected):
    assert term_of(words).every is every
    found = days(words)
    assert found == in_2024(expected) if isinstance(expected, str) else len(found) == expected


@pytest.mark.parametrize(("words", "every"), NO_DAY)
def test_a_term_without_a_day_says_why(words, every):
    assert term_of(words).every is every
    assert days(words) == []


@pytest.mark.parametrize(
    ("words", "of", "expected"),
    [
        # A school year's plan has its autumn in the year before.
        ("сентябрь", SCHOOL_YEAR, "2023-09-30"),
        ("март", SCHOOL_YEAR, "2024-03-31"),
        ("сентябрь–май", SCHOOL_YEAR, "2024-05-31"),
        ("первое полугодие", SCHOOL_YEAR, "2023-12-31"),
        ("II полугодие", SCHOOL_YEAR, "2024-05-31"),
        ("II полугодие 2023 года", SCHOOL_YEAR, "2023-12-31"),
        ("I четверть", SCHOOL_YEAR, "2023-10-31"),
        ("IV квартал", SCHOOL_YEAR, "2023-12-31"),
        ("в течение учебного года", SCHOOL_YEAR, "2024-05-31"),
        ("к 1 сентября", SCHOOL_YEAR, "2023-09-01"),
        # A range over the turn of the year ends in the plan's year if it begins in the period.
        ("сентябрь–май", LONG, "2022-05-31"),
        ("сентябрь–май", YEAR, "2025-05-31"),
        ("декабрь – январь", LONG, "2022-01-31"),
        ("в течение учебного года", YEAR, "2025-05-31"),
        # Another year than the plan's stands as it is written.
        ("2023 г.", LONG, "2023-12-31"),
        ("2022-2023 гг.", LONG, "2023-12-31"),
        ("2023/2024 учебный год", LONG, "2024-05-31"),
        ("2023–2024 уч. г.", LONG, "2024-05-31"),
        ("март 2025", YEAR, "2025-03-31"),
        ("сентябрь 2023 г. – май 2024 г.", YEAR, "2024-05-31"),
        ("29 февраля", LONG, "2022-02-28"),
    ],
)
def test_the_year_of_a_term_that_names_none(words, of, expected):
    assert days(words, of) == [date.fromisoformat(expected)]


def test_a_recurrence_keeps_to_the_years_that_are_named():
    assert days("ежегодно, 2022–2024 гг.", LONG) == [date(2022, 12, 31)]
    assert len(days("ежемесячно, 2022 год", LONG)) == 12


@pytest.mark.parametrize(
    ("words", "count"), [("ежемесячно", 10), ("еженедельно", 44), ("ежемесячно, июнь–август", 3), ("ежеквартально", 4)]
)
def test_holidays_are_left_out_unless_the_words_name_them(words, count):
    assert len(occurrences(term_of(words), YEAR, months_off=(7, 8))) == count


def test_a_date_of_its_own_column_settles_the_term():
    term = term_of_item("когда получится", "2024-03-15")
    assert occurrences(term, YEAR) == [due_on(term, YEAR)] == [date(2024, 3, 15)]
    assert occurrences(term_of_item("январь", "2024-03-15"), YEAR) == [date(2024, 3, 15)]
    assert term_of_item(None, None).every is term_of_item(float("nan"), float("nan")).every is Every.NEVER


FORMS = "марта март МАРТ мар мар. марте"


@pytest.mark.parametrize(("word", "month"), [(form, 3) for form in FORMS.split()] + [("мая", 5), ("мартовский", None)])
def test_a_month_is_known_in_every_form(word, month):
    assert month_of(word) == month


# Laws

WORDS = [words for words, *_ in (*ONE_DAY, *SEVERAL, *NO_DAY)]
PIECES = sorted({piece for words in WORDS for piece in words.split()} | {",", "-", "и", "по", "2024", "31"})
PERIODS = st.sampled_from((YEAR, SCHOOL_YEAR, LONG, period("2024-02-10", "2024-02-20", 2024)))
TYPED = st.one_of(
    st.sampled_from(WORDS), st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join), st.text(max_size=20)
)
LOOK_ALIKE = str.maketrans("АВСЕНКМОРТХасеорхуУ", "ABCEHKMOPTXaceopxyY")


@given(TYPED, PERIODS)
def test_any_words_give_days_in_order_or_none(words, of):
    term = term_of(words)
    found = occurrences(term, of, months_off=(7, 8))
    assert found == sorted(set(found))
    assert found == [] or term.every not in (Every.UNREAD, Every.NEVER, Every.STANDING, Every.ON_DEMAND)
    assert (due_on(term, of) is None) or found == [due_on(term, of)]


@given(st.sampled_from(WORDS), st.integers(0, 2**20))
def test_case_spaces_dashes_and_look_alikes_change_nothing(words, seed):
    dice = random.Random(seed)
    typed = "".join(char.translate(LOOK_ALIKE) if dice.random() < 0.3 else char for char in words)
    typed = typed.upper() if dice.random() < 0.3 else typed
    typed = typed.replace("-", dice.choice("-–—‑")).replace("–", dice.choice("-–—"))
    typed = f" {typed.replace(' ', dice.choice((' ', '  ', chr(0xA0))))} "
    assert term_of(typed) == term_of(words), typed


@settings(max_examples=examples(5))
@given(st.lists(TYPED, min_size=1, max_size=5), PERIODS, st.dates(date(2020, 1, 1), date(2027, 1, 1)))
def test_what_is_overdue_was_understood_and_is_past(terms, of, as_of):
    items = [
        {"id": str(n), "source_number": str(n), "activity": "дело", "due": words or None, "responsible": "центр"}
        for n, words in enumerate(terms, 1)
    ]
    plan = pd.DataFrame(items)
    measures = pd.DataFrame(columns=[*plan.columns, "direction", "expected_result"])
    made = registers(plan=[{"item": "другой", "done_on": "2024-01-10"}])
    frames = plan, measures, of, as_of, made.plan, made.events, (7, 8)
    followed = TABLES["plan"].validate(follow_plan(*frames))
    each = TABLES["plan_occurrences"].validate(plan_occurrences(*frames))
    for row, words in zip(followed.to_dict("records"), terms, strict=True):
        own = each[each["id"] == row["id"]]
        is_overdue = bool((own["status"] == "overdue").any())
        assert (
            is_overdue
            == (row["status"] == "overdue")
            == any(day < as_of for day in occurrences(term_of(words), of, (7, 8)))
        )
        assert not (is_overdue and term_of(words).every is Every.UNREAD)


# Findings


def test_a_term_that_is_not_understood_is_told_with_its_place(tmp_path):
    folder = programme_folder(tmp_path, ("1,1.,Начать,когда получится,центр", "2,2.,Продолжить,март,центр"))
    (finding,) = unread_terms(read_programme(folder))
    assert (finding.severity, finding.check, finding.cell) == ("warning", "term_unread", "строка 2")
    assert finding.file.endswith("plan.csv")
    assert "Срок пункта 1 не распознан: «когда получится»" in finding.message
    assert "«Срок (дата)»" in finding.what_to_do


def test_a_date_beside_the_words_leaves_nothing_to_tell(tmp_path):
    heading = "id,source_number,activity,due,due_date,responsible"
    folder = programme_folder(tmp_path, ("1,1.,Начать,когда получится,15.03.2024,центр",), heading)
    tables = read_programme(folder)
    assert unread_terms(tables) == []
    assert tables["programme_plan"]["due_date"].tolist() == ["2024-03-15"]


def test_a_name_in_place_of_a_term_is_not_quoted(tmp_path):
    (finding,) = unread_terms(read_programme(programme_folder(tmp_path, ("1,1.,Начать,Иванова Мария Петровна,центр",))))
    assert "Иванова" not in finding.message


def programme_folder(folder, lines, heading="id,source_number,activity,due,responsible"):
    """Return a programme's folder with a plan of these lines."""
    texts = {
        "schools.csv": "school_id,school,kind,highest_grade,listed,participant_since,source\na,Школа,СОШ,11,да,,список",
        "indicators.csv": "id,group,source_number,name,short_name,unit,target,denominator,evidence,source\n"
        "И1,targets,1,Показатель,Показатель,%,10,,документ,текст",
        "plan.csv": "\n".join((heading, *lines)),
        "measures.csv": "id,source_number,direction,activity,due,responsible,expected_result\nМ1,1,Н,Мера,ежегодно,ц,р",
        "tasks.csv": "id,text,indicators,plan_items,source\n1,Задача,И1,1,текст",
        "expected_results.csv": "id,text,indicators,plan_items,source\n1,Результат,И1,1,текст",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", ["не указан", "Срок не установлен", "без срока", "заполните: срок", "заполните"])
def test_that_no_term_is_set_is_no_term(words):
    assert term_of(words).every is Every.NEVER
