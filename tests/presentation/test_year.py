"""The working group's year on every kind of edition; what it prints is counted again in plain loops over the CSV."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.statement import marked_ids, without_marks
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import SectionHeading
from shnor_lib.presentation.year import cycle, group, meeting_minutes, papers, programme_card, title
from shnor_lib.presentation.year.programme_year import ProgrammeYear, open_year, shown
from tests.support.depth import every
from tests.support.indicator_stage import add_indicator_tables
from tests.support.invented_registers import registers
from tests.support.made_edition import MadeEdition
from tests.support.programme_2022 import shipped_edition
from tests.support.report_editions import as_issued, namesakes, nothing, registers_alone, shipped_2022

SECTIONS = (
    title.SECTION,
    group.SECTION,
    papers.MATERIALS,
    papers.PUBLICATIONS,
    cycle.SECTION,
    programme_card.SECTION,
    meeting_minutes.SECTION,
)
RAW = re.compile(
    r"\b(nan|None|NaN|NA|no_data|no_record|no_deadline|overdue|upcoming|chair|member|True|False|draft)\b|<NA>|\{|\}"
)


def values_of(year: ProgrammeYear) -> list[Any]:
    return [value for section in SECTIONS for value in shown(section, year)]


def words(values: Sequence[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Text):
            yield without_marks(value.markdown)
        elif isinstance(value, PublicationTable):
            yield from (value.caption or "", *value.notes, *(column.label for column in value.columns))
            yield from (cell.text for row in value.rows for cell in row)
        elif isinstance(value, PublicationFigures):
            for figure in value:
                yield from (figure.caption or "", figure.alt, *figure.notes)
        else:
            assert isinstance(value, SectionHeading | TitlePage)
            yield value.title


def said(year: ProgrammeYear) -> str:
    return "\n".join(words(values_of(year))).replace("\u00a0", " ")


def table(year: ProgrammeYear, table_id: str) -> list[list[str]]:
    """Return the cells of a printed table with plain spaces."""
    found = [value for value in values_of(year) if isinstance(value, PublicationTable) and value.id == table_id]
    return [[cell.text.replace("\u00a0", " ") for cell in row] for one in found for row in one.rows]


def headings(year: ProgrammeYear) -> list[str]:
    return [value.id for value in values_of(year) if isinstance(value, SectionHeading)]


def edition(**rows: list[dict]) -> MadeEdition:
    made = shipped_edition()
    add_indicator_tables(made, registers(**rows))
    return made


# ------------------------------------------------------------------------------------------- every kind of edition


@pytest.mark.parametrize("make", [nothing, shipped_2022, pytest.param(registers_alone, marks=pytest.mark.slow)])
def test_sections_stand_on_every_edition(make: Callable[[], MadeEdition]):
    for text in words(values_of(open_year(make()))):
        assert not RAW.search(text), text


def test_without_registers_each_section_names_the_sheet_that_starts_it_in_one_line():
    text = said(open_year(edition()))
    for sheet in (
        "Состав рабочей группы",
        "Протоколы",
        "Материалы",
        "Публикации",
        "План",
        "Мероприятия",
        "Партнёрства",
    ):
        assert text.count(f"заполните лист «{sheet}» файла Реестры_программы.xlsx.") == 1, sheet


@pytest.mark.slow
def test_the_plans_meetings_are_drafted_by_its_words_each_on_a_page():
    year = open_year(edition())
    own = [value for value in values_of(year) if getattr(value, "id", "").startswith("year_minutes")]
    assert [one.title.split(":")[0] for one in own] == [f"Заседание по пункту {item} плана" for item in (2, 9, 10, 21)]
    assert all(one.new_page for one in own)
    assert "Обсуждение и утверждение целевой модели" in said(year)
    assert "Протокол № \\_" in said(year), "a blank for the number that nobody knows"


def test_that_nobody_says_which_schools_entered_is_no_zero():
    assert "даты вхождения в Программу не указаны" in said(open_year(shipped_2022()))


def test_numbers_in_prose_are_statements_with_ids_of_their_own():
    minutes = [
        {"held_on": "2022-02-17", "minutes_id": "2", "decision": "Утвердить", "due_on": "2022-03-01"},
        {"held_on": "2022-05-17", "minutes_id": "3", "question": "Вне плана", "done_on": "2022-06-01"},
    ]
    year = open_year(
        edition(
            minutes=minutes,
            working_group=[{"post": "методист", "role": "secretary"}],
            materials=[{"kind": "handbook", "title": "Пособие"}],
            publications=[
                {"material": "Пособие", "place": "сайт", "due_on": "2022-06-01", "published_on": "2022-06-09"}
            ],
            plan=[{"item": "2", "done_on": "2022-02-17"}],
        )
    )
    ids: Counter[str] = Counter()
    for text in (value for value in values_of(year) if isinstance(value, Text)):
        assert set(marked_ids(text.markdown)) <= {statement.id for statement in text.statements}
        ids.update(marked_ids(text.markdown))
        free = re.sub(r"⟦=[^⟧]*⟧.*?⟦/⟧", "", text.markdown, flags=re.DOTALL)
        assert not re.search(r"\d", re.sub(r"\b\d\) |20\\_", "", free)), free
    assert max(ids.values()) == 1
    assert "Секретарь: методист" in said(year)
    assert "year_minutes_beyond" in headings(year), "minutes that no item of the plan explains"
    assert "Протокол № 2 от 17.02.2022." in said(year)


@pytest.mark.slow
def test_minutes_whose_numbers_begin_anew_each_year_are_not_mixed():
    minutes = [
        {"held_on": "2021-10-01", "minutes_id": "1", "question": "Прошлогодний вопрос"},
        {"held_on": "2022-02-17", "minutes_id": "1", "question": "Новый вопрос"},
    ]
    year = open_year(edition(minutes=minutes, plan=[{"item": "2", "done_on": "2022-02-17"}]))
    drafted = [value for value in shown(meeting_minutes.SECTION, year) if isinstance(value, PublicationTable)]
    assert [row[1].text for row in drafted[0].rows] == ["Новый вопрос"]
    assert [row[1].text for row in drafted[-1].rows] == ["Прошлогодний вопрос"]


# ----------------------------------------------------------------------------------------------------- what is hostile


HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+7 900",
    "@SUM(A1)",
    "x" * 3000,
    "а\u202eб",
    "{0} {names}",
    "⟦=id⟧",
    "*звезда* [a](b)",
)


@pytest.mark.slow
@pytest.mark.parametrize("text", every(4, HOSTILE))
def test_texts_that_look_like_formulas_or_marks_are_texts(text):
    year = open_year(
        edition(
            working_group=[{"post": text, "organisation": text, "role": "chair"}],
            minutes=[
                {
                    "held_on": "2022-02-17",
                    "question": text,
                    "decision": text,
                    "assignment": text,
                    "due_on": "2023-02-01",
                }
            ],
            materials=[{"kind": "handbook", "title": text, "approved_on": "2022-02-01"}],
            publications=[{"material": text, "place": text, "url": text}],
        )
    )
    assert any(text[:100] in one for one in words(values_of(year)))


@pytest.mark.slow
@pytest.mark.parametrize("rows", [400, pytest.param(10_000, marks=pytest.mark.slow)])
def test_very_many_rows_leave_few_pages(rows: int):
    first = date(2022, 1, 3)
    days = [(first + timedelta(days=number % 300)).isoformat() for number in range(rows)]
    year = open_year(
        edition(
            minutes=[
                {"held_on": day, "minutes_id": str(number), "assignment": f"Поручение {number}", "due_on": day}
                for number, day in enumerate(days)
            ]
        )
    )
    values = values_of(year)
    printed = [value for value in values if isinstance(value, PublicationTable) and not value.lookup]
    assert sum(len(one.rows) for one in printed) < 300
    assert any(isinstance(value, PublicationTable) and value.lookup and len(value.rows) >= rows for value in values)
    assert "Показаны последние 60" in said(year) and "Показаны последние 12" in said(year)


def test_a_long_programme_prints_the_months_about_the_reporting_date():
    pages = [[f"{year}-{month:02d}" for month in range(1, 13)] for year in range(2000, 2050)]
    near = cycle._nearest_pages(pages, date(2022, 12, 31))
    assert len(near) == 4 and pages[22] in near
    assert cycle._nearest_pages(pages[:2], date(2022, 12, 31)) == pages[:2]
    assert cycle._nearest_pages(pages, date(2060, 1, 1)) == pages[-4:]


# --------------------------------------------------------------------------------------- second reading, plain loops


@pytest.fixture(scope="module")
def demo(built_demo) -> Edition:
    return as_issued(built_demo)


@pytest.fixture(scope="module")
def year(demo: Edition) -> ProgrammeYear:
    return open_year(demo)


def rows_of_csv(folder: Path, name: str) -> list[dict[str, str]]:
    (path,) = [path for path in folder.rglob(f"{name}.csv")]
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


TODAY = "2024-12-31"


def short(day: str) -> str:
    return wording.short_date(day) if day else "–"


def test_the_group_is_that_of_the_sheet(demo: Edition, year: ProgrammeYear):
    there = [
        row["post"]
        for row in rows_of_csv(demo.folder, "register_working_group")
        if row["since"] <= TODAY and (not row["until"] or row["until"] >= TODAY)
    ]
    assert sorted(row[1] for row in table(year, "year-group")) == sorted(there) and len(there) == 6


def test_assignments_month_by_month_are_those_of_the_minutes(demo: Edition, year: ProgrammeYear):
    own = [row for row in rows_of_csv(demo.folder, "register_minutes") if row["assignment"]]
    printed = table(year, "year-course")
    assert len(printed) == 12
    for number, cells in enumerate(printed, start=1):
        month = f"2024-{number:02d}"
        end = f"{month}-31"  # texts: no day of the month stands after it
        is_open = [row for row in own if row["held_on"] <= end and not (row["done_on"] and row["done_on"] <= end)]
        counts = [
            sum(row["held_on"].startswith(month) for row in own),
            sum(row["due_on"].startswith(month) for row in own),
            sum(row["done_on"].startswith(month) for row in own),
            len(is_open),
            sum(bool(row["due_on"]) and row["due_on"] < end for row in is_open),
        ]
        assert [int(cell) for cell in cells[1:]] == counts, month


def test_materials_and_publications_are_those_of_both_sheets(demo: Edition, year: ProgrammeYear):
    materials, log = (rows_of_csv(demo.folder, f"register_{name}") for name in ("materials", "publications"))
    printed = {row[1]: row for row in table(year, "year-materials")}
    assert len(printed) == len(materials)
    for row in materials:
        days = [one["published_on"] for one in log if one["material"] == row["title"] and one["published_on"]]
        days += [row["published_on"]] if row["published_on"] else []
        state = "опубликован" if days else "утверждён, не опубликован" if row["approved_on"] else "не утверждён"
        assert printed[row["title"]][3:] == [
            short(row["approved_on"]),
            row["minutes_id"] or "–",
            short(min(days, default="")),
            state,
        ]
    due = {(row[0], row[1]): row[2] for row in table(year, "year-due")}
    assert due == {
        (row["material"], row["place"]): short(row["due_on"])
        for row in log
        if row["due_on"] and not row["published_on"]
    }
    assert len(due) == 3 and "просрочено на 32 дня" in said(year)


def test_the_calendar_is_that_of_its_tables(demo: Edition, year: ProgrammeYear):
    counted: Counter[str] = Counter()
    window = demo.params.programme.period.start.isoformat(), "2025-08-31"

    def inside(day: str) -> bool:
        return bool(day) and window[0] <= day <= window[1]

    occurrences = rows_of_csv(demo.folder, "plan_occurrences")
    counted["пункт плана или мера"] = sum(inside(row["due_on"]) for row in occurrences)
    events = rows_of_csv(demo.folder, "register_events")
    counted["мероприятие"] = sum(inside(row["held_on"]) and row["held_on"] <= TODAY for row in events)
    told = rows_of_csv(demo.folder, "assignments")
    counted["поручение"] = sum(inside(row["due_on"]) for row in told)
    ends = {row["until"] for row in rows_of_csv(demo.folder, "partnerships") if inside(row["until"])}
    counted["окончание соглашений"] = len(ends)
    counted["учебный период"] = 2 * 6 + 1
    printed = Counter(row[2] for row in table(year, "year-cycle"))
    counted["публикация"] = printed["публикация"]
    assert printed == counted and printed["публикация"] == 9
    late = [row for row in occurrences + told if row["status"] == "overdue" and inside(row["due_on"])]
    assert len(table(year, "year-late")) == len(late) + 1, "and a publication"
    assert not re.search(r"П-\d{4}", said(year)), "codes of people"


def test_pages_of_the_calendar_follow_one_another_and_hold_every_entry(year: ProgrammeYear):
    (figures,) = [value for value in values_of(year) if isinstance(value, PublicationFigures)]
    assert [figure.caption.replace("\u00a0", " ") for figure in figures] == [
        "Циклограмма: сентябрь 2023 – август 2024",
        "Циклограмма: сентябрь 2024 – август 2025",
    ]
    counts = [sum(int(cell.value) for cell in row[1:-1]) for figure in figures for row in _rows(figure)]
    assert len(counts) == 24 and sum(counts) == len(year.calendar)


def _rows(figure: PublicationFigure) -> tuple[Any, ...]:
    assert figure.data is not None
    return figure.data.rows


def test_minutes_of_past_meetings_are_those_of_the_register(demo: Edition, year: ProgrammeYear):
    own = [row for row in rows_of_csv(demo.folder, "register_minutes") if row["minutes_id"] == "2"]
    drafted = next(
        [[cell.text for cell in row] for row in value.rows]
        for value in shown(meeting_minutes.SECTION, year)
        if isinstance(value, PublicationTable)
    )
    assert [row[1:4] for row in drafted] == [[row["question"], row["decision"], row["assignment"]] for row in own]


def test_the_passport_is_one_page_of_the_programme(demo: Edition, year: ProgrammeYear):
    printed = table(year, "year-passport")
    assert 25 <= len(printed) <= 45
    indicators = rows_of_csv(demo.folder, "programme_indicators")
    assert sum(row[0] == "Показатели" for row in printed) == len(indicators)
    assert sum(bool(row[2]) for row in printed) == sum(bool(row["target"]) for row in indicators)


@pytest.mark.slow
def test_namesakes_are_told_apart(built_demo):
    assert "(" in " ".join(
        row[1] for row in table(open_year(namesakes(built_demo)), "year-cycle") if "соглашен" in row[2]
    )
