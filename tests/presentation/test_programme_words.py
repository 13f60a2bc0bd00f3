"""What the report says of the programme's own lists, plan and indicators is read off them: other okrugs have others."""

import re
from collections.abc import Callable

import pytest

from shnor_lib.presentation.report import all_sections, statements_in
from shnor_lib.presentation.sections import indicator_records, outcomes, plan, plan_records
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.verdicts import verdict_words
from tests.support import second_reading
from tests.support.depth import every
from tests.support.indicator_stage import add_indicator_tables
from tests.support.invented_registers import registers, teachers
from tests.support.made_edition import MadeEdition, SettledEdition
from tests.support.made_reports import Undrawn
from tests.support.measured_indicators import both
from tests.support.programme_2022 import shipped_edition

READ_AGAIN = (
    "grounds",
    "indicators",
    "indicator_records",
    "plan",
    "plan_records",
    "outcomes",
    "missing",
    "protocol",
    "corrections",
)
SECTIONS = [section for section in all_sections() if section.id in READ_AGAIN]


def notes(table) -> str:
    return " ".join(table.notes).replace("\u00a0", " ")


def words(text) -> str:
    return " ".join(statement.text for statement in text.statements).replace("\u00a0", " ")


def with_plain_numbering() -> MadeEdition:
    """Return the shipped edition with a programme that numbers all its lists from one and links all with tasks."""
    edition = shipped_edition()
    items, tasks = edition.programme_plan, edition.programme_tasks
    edition.programme_plan = items.assign(source_number=[f"{n}." for n in range(1, len(items) + 1)])
    every = [";".join(edition.plan["id"])] * len(tasks)
    codes = [";".join(edition.indicators["id"])] * len(tasks)
    numbers = [str(n) for n in range(1, len(tasks) + 1)]
    edition.programme_tasks = tasks.assign(id=numbers, plan_items=every, indicators=codes)
    own = [str(n) for n in range(1, len(edition.indicators) + 1)]
    edition.indicators = edition.indicators.assign(source_number=own)
    quiet = edition.plan["activity"].str.replace("2020-2021", "2021–2022")
    edition.plan = edition.plan.assign(activity=quiet)
    return edition


def with_other_oddities() -> MadeEdition:
    """Return the edition with other numbers left out, a target of its own and one beside the table of targets."""
    edition = with_plain_numbering()
    items = edition.programme_plan
    edition.programme_plan = items.assign(source_number=["1.", None, "4.", None, *items["source_number"][4:]])
    numbers = ["1.1", "1.3", "3.1", *edition.programme_measures["source_number"][3:]]
    edition.programme_measures = edition.programme_measures.assign(source_number=numbers)
    edition.programme_tasks = edition.programme_tasks.assign(id=["2", "5", "6", "7", "8"], plan_items="1; 2")
    own = edition.indicators["id"]
    edition.indicators = edition.indicators.assign(
        source_number=own.map({"И1": "1", "И2": "3"}).fillna("5"),
        target=edition.indicators["target"].mask(own == "И3", 12).mask(own == "П2", 50),
    )
    activity = edition.plan["activity"].mask(edition.plan["id"] == "2", "Дорожная карта на 2030-2031 годы")
    edition.plan = edition.plan.assign(activity=activity)
    return edition


def with_registers() -> MadeEdition:
    """Return the edition with registers that tell of some items, and of too few teachers to show their results."""
    edition = shipped_edition()
    made = registers(
        plan=[{"item": "1", "done_on": "2022-01-20"}, {"item": "2", "done_on": None, "done_on_as_typed": "выполнено"}],
        teachers=teachers(3, "lk01"),
        courses=[{"teacher_id": "t1"}],
        diagnostics=both("t1", 40, 60),
        minutes=[
            {"assignment": "Составить график", "due_on": "2022-03-01"},
            {"assignment": "Представить состав", "due_on": None, "done_on": "2022-02-01"},
        ],
    )
    add_indicator_tables(edition, made)
    return edition


def with_odd_terms() -> MadeEdition:
    """Return the edition with terms that are not understood, settled by a date, standing, or outside the period."""
    edition = shipped_edition()
    odd = {
        "1": "когда получится",
        "2": "как только",
        "3": "постоянно",
        "9": "март 2020",
        "10": "2025 г.",
        "16": "IV кв.",
    }
    due = edition.programme_plan["id"].map(odd).fillna(edition.programme_plan["due"])
    settled = edition.programme_plan["id"].map({"2": "2022-05-20"})
    edition.programme_plan = edition.programme_plan.assign(due=due, due_date=settled)
    measures = edition.programme_measures
    edition.programme_measures = measures.assign(due=measures["due"].mask(measures["id"] == "М1.6", "по средам"))
    add_indicator_tables(edition, registers(plan=[{"item": "4", "done_on": "2022-01-20"}]))
    return edition


EDITIONS: tuple[Callable[[], MadeEdition], ...] = (
    with_plain_numbering,
    with_other_oddities,
    with_registers,
    with_odd_terms,
)


@pytest.fixture(scope="module", params=every(9, (shipped_edition, *EDITIONS)), ids=lambda make: make.__name__)
def other(request: pytest.FixtureRequest) -> Undrawn:
    """The report of another programme, each section made once."""
    return Undrawn(request.param.__name__, SettledEdition(**vars(request.param())))


def test_a_second_reading_says_the_same_of_other_programmes(other):
    said = [(one.id, statement) for one in SECTIONS for statement in statements_in(other.values(one))]
    rows = [statement.row(section) for section, statement in said]
    assert second_reading.disagreements(second_reading.tables_in_memory(other.edition, rows)) == []


def test_numbers_of_notes_come_from_statements(other):
    """A note typed with the numbers of one okrug's programme would be printed for every other."""
    sections = [section for section in SECTIONS if section.id != "grounds"]
    tables = [one for section in sections for one in other.values(section) if isinstance(one, PublicationTable)]
    assert any(table.notes for table in tables)
    for table in tables:
        for note in table.notes:
            free = re.sub(r"^[ИП]\d: ", "", note)
            for statement in filter(None, (statement.text for statement in table.statements)):
                free = free.replace(statement, "")
            assert not re.search(r"\d", free), note


@pytest.mark.slow
def test_terms_are_told_as_they_were_understood():
    edition = with_odd_terms()
    text = words(plan_records.terms_text(edition))
    assert "Срок пункта 1 «когда получится» не распознан" in text
    assert "Срок пункта М1.6 «по средам» не распознан" in text
    assert "Срок пункта 9 (31.03.2020) лежит вне периода Программы: в ней написано «март 2020»" in text
    assert "Срок пункта 10 (31.12.2025) лежит вне периода" in text
    assert "Срок не установлен у пунктов 5 и 8." in text
    assert "пункта 2 " not in text
    by = {row[0].text: row[3].text for row in plan_records.plan_table(edition).rows}
    assert (by["1"], by["2"], by["3"], by["16"]) == (
        "срок не распознан",
        "до 20.05.2022",
        "постоянно",
        "до 31.12.2022",
    )
    status = edition.plan.set_index("id")["status"]
    assert status[["1", "3", "5", "10", "М1.6"]].tolist() == [*["no_deadline"] * 3, "upcoming", "no_deadline"]
    assert status[["2", "9"]].tolist() == ["overdue"] * 2


def test_of_a_programme_without_oddities_none_is_told():
    edition = with_plain_numbering()
    for table in (plan_records.plan_table, plan_records.measures_table, outcomes.expected_table):
        assert not table(edition).notes
    assert "нет" not in notes(outcomes.tasks_table(edition))
    assert "отнесены" not in notes(outcomes.tasks_table(edition))
    assert "номера" not in words(indicator_records.records_text(edition))


def test_what_another_programme_leaves_out_is_told_as_it_stands():
    edition = with_other_oddities()
    told = notes(plan_records.plan_table(edition))
    assert "Пунктов с номерами 2 и 3 в Программе нет." in told
    assert "Пункты без номера обозначены 2 и 4." in told
    assert "Пункт 2 называет документ «на 2030-2031 годы»: так в Программе." in told
    assert notes(plan_records.measures_table(edition)) == "Меры с номером 1.2 в Программе нет."
    told = notes(outcomes.tasks_table(edition))
    assert "Задач с номерами 1, 3 и 4 в Программе нет." in told
    assert "пункты плана и меры — 3–6, 6а, 7–10, 16, 18, 19, 21, М1.1–М1.6, М2.1 и М3.1." in told
    told = words(indicator_records.records_text(edition))
    assert "номера показателей повторяются и пропущены (1, 3, 5, 5, 5, 5, 5); свои номера И1–И7" in told
    assert "Целевые значения И3 заданы на листе «Настройки»" in told
    assert "не заданы" not in told
    assert "Целевые значения П2 заданы на листе «Настройки»" in told


def test_an_item_without_a_term_is_named_whether_it_is_done_or_not():
    edition = shipped_edition()
    edition.plan = edition.plan.assign(status=edition.plan["status"].mask(edition.plan["id"] == "5", "done"))
    assert "Срок не установлен у пунктов 5 и 8." in words(plan_records.terms_text(edition))


@pytest.mark.slow
def test_before_the_register_has_a_row_nothing_is_overdue_and_then_some_are():
    before, then = words(plan.plan_text(shipped_edition())), words(plan.plan_text(with_registers()))
    assert "сведений об исполнении нет" in before and "ни выполненным, ни просроченным" in before
    assert "срок прошёл" not in before
    assert "сведений об исполнении нет" not in then
    assert "срок прошёл" in then
    assert "вместо даты исполнения стоят слова" in words(plan_records.terms_text(with_registers()))


@pytest.mark.slow
def test_a_hidden_value_is_no_lack_of_data():
    edition = with_registers()
    hidden = next(row for row in edition.indicators.itertuples() if row.id == "П5")
    assert hidden.hidden and hidden.status == "no_data"
    assert verdict_words(hidden) == "не показан: группа мала"
    shown_words = words(outcomes.outcome_text(edition))
    unknown = int((edition.indicators["status"] == "no_data").sum()) - 1
    assert f"для {unknown} показател" in shown_words


def test_complaints_of_the_programme_and_the_comments_are_told_apart_from_those_of_the_data():
    edition = shipped_edition()
    protocol = next(section for section in all_sections() if section.id == "protocol")
    claims = edition.params.programme.claims
    wrong = tuple(one.model_copy(update={"schools": 5}) for one in claims.repeated)
    programme = edition.params.programme.model_copy(update={"claims": claims.model_copy(update={"repeated": wrong})})
    edition.params = edition.params.model_copy(update={"programme": programme})
    told = words(protocol.parts[0](edition))
    assert "К исходным данным: ошибок нет" in told
    assert "К утверждениям Программы и файлу комментариев: 2 ошибки" in told
