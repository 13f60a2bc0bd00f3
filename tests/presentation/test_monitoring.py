"""Reports of quarters and half-years on every kind of edition; what they print is counted once more in plain loops."""

import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shnor_lib.analysis.programme.periods import Kind, SchoolPeriod, parse_period, periods_between
from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import SignalRule, Signals
from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.presentation.monitoring import (
    development,
    extracurricular,
    help,
    main,
    marks,
    overdue,
    procedures,
    signals,
    staff,
    title,
    work,
)
from shnor_lib.presentation.monitoring.attention import rules_of
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, made_once, open_period, shown
from shnor_lib.presentation.statement import marked_ids, without_marks
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import SectionHeading
from tests.support.depth import every, every_case
from tests.support.indicator_stage import add_indicator_tables
from tests.support.invented_registers import registers, teachers
from tests.support.made_edition import MadeEdition
from tests.support.programme_2022 import shipped_edition
from tests.support.report_editions import nothing, registers_alone, shipped_2022
from tests.support.second_reading import table_of, tables_of
from tests.support.second_reading_signals import signals_again

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = (
    title.SECTION,
    main.SECTION,
    work.MAIN,
    work.SECTION,
    marks.SECTION,
    marks.HALF_YEAR,
    procedures.SECTION,
    extracurricular.SECTION,
    staff.SECTION,
    development.SECTION,
    help.SECTION,
    signals.SECTION,
    overdue.SECTION,
)
RAW = re.compile(r"\b(nan|None|NaN|NA|no_data|no_record|passed|good|True|False|VPR|OGE|EGE)\b|<NA>|\{|\}")
YEAR_2022 = [SchoolPeriod(2022, kind, number) for kind in Kind for number in range(1, kind.in_a_year + 1)]


@made_once
def values_of(monitored: MonitoredPeriod) -> list[Any]:
    return [value for section in SECTIONS for value in shown(section, monitored)]


def words(values: list[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Text):
            yield without_marks(value.markdown)
        elif isinstance(value, PublicationTable):
            yield from (value.caption or "", *value.notes, *(column.label for column in value.columns))
            yield from (cell.text for row in value.rows for cell in row)
        else:
            assert isinstance(value, SectionHeading | TitlePage)


def said(monitored: MonitoredPeriod) -> str:
    return "\n".join(words(values_of(monitored))).replace("\u00a0", " ")


def table(monitored: MonitoredPeriod, table_id: str) -> dict[str, list[str]]:
    """Return the cells of a printed table by the first one of each row, with plain spaces."""
    found = [value for value in values_of(monitored) if isinstance(value, PublicationTable) and value.id == table_id]
    return {row[0].text: [cell.text.replace("\u00a0", " ") for cell in row[1:]] for one in found for row in one.rows}


# ------------------------------------------------------------------------------------------- every kind of edition


@pytest.mark.parametrize("make", [nothing, shipped_2022, pytest.param(registers_alone, marks=pytest.mark.slow)])
def test_sections_stand_on_every_edition(make: Callable[[], MadeEdition]):
    made = make()
    for period in YEAR_2022:
        for text in words(values_of(open_period(made, period.id))):
            assert not RAW.search(text), text


def marked(quarter: int, passed: int, good: int, year: int = 2022, school: str = "lk01", pupils: int = 100) -> dict:
    common = {"school_id": school, "subject": "Математика", "grade": 5, "pupils": pupils}
    return {**common, "school_year": year, "quarter": quarter, "passed": passed, "good": good}


def edition(**rows: list[dict]) -> MadeEdition:
    made = shipped_edition()
    add_indicator_tables(made, registers(**rows))
    return made


def test_numbers_in_prose_are_statements_with_ids_of_their_own():
    made = edition(
        quarters=[marked(1, 90, 40), marked(2, 70, 60), marked(2, 90, 40, 2021)],
        teachers=teachers(12, "lk01"),
        courses=[{"teacher_id": "t1", "finished_on": "2021-12-01"}],
        requests=[{"request_id": "1", "school_id": "lk01", "received_on": "2021-12-01"}],
        extracurricular=[{"school_id": "lk01", "year": 2022, "event": "Олимпиада", "participants": 9, "winners": 2}],
    )
    for period in YEAR_2022:
        texts = [value for value in values_of(open_period(made, period.id)) if isinstance(value, Text)]
        for text in texts:
            assert set(marked_ids(text.markdown)) <= {statement.id for statement in text.statements}
            free = re.sub(r"⟦=[^⟧]*⟧.*?⟦/⟧", "", text.markdown, flags=re.DOTALL)
            assert not re.search(r"\d", free), free
        # The sentence of what is overdue stands among the main things and in its own section.
        ids = Counter(
            one for text in texts for one in marked_ids(text.markdown) if not one.startswith("monitoring.overdue")
        )
        assert max(ids.values()) == 1


# ------------------------------------------------------------------------------------------------ what is concluded


@pytest.mark.slow
def test_nothing_that_changed_says_so():
    made = edition(quarters=[marked(quarter, 90, 40, year) for year in (2021, 2022) for quarter in (1, 2)])
    text = said(open_period(made, "2022-ч2"))
    assert "больше случайного не отличаются ни в одной школе (сравнили 1 школу)" in text
    assert "Ни одно правило не назвало ни одной школы." in text
    assert "в пределах случайного" in text and "больше случайного:" not in text
    assert table(open_period(made, "2022-ч2"), "monitoring-attention") == {}


def test_a_fall_beyond_chance_is_named_with_its_rule_and_a_rise_asks_for_no_attention():
    made = edition(quarters=[marked(1, 95, 40), marked(2, 70, 70), marked(2, 94, 40, 2021)])
    monitored = open_period(made, "2022-ч2")
    text = said(monitored)
    school = monitored.schools["school"].iloc[0]
    assert f"Успеваемость ниже, чем четвертью раньше, больше случайного: {school}." in text
    assert f"Качество выше, чем годом раньше, больше случайного: {school}." in text
    (why, rule) = table(monitored, "monitoring-attention")[school]
    assert rule == "1"
    assert (
        why == "успеваемость ниже, чем четвертью раньше: −25,0 п. п.; успеваемость ниже, чем годом раньше: −24,0 п. п."
    )
    now, was, change, verdict, *_ = table(monitored, "monitoring-passed")[school]
    assert (now, was, verdict) == ("70,0 %", "95,0 %", "ниже сверх случайного")
    assert re.fullmatch(r"−25,0 \(−\d\d,\d…−\d\d,\d\)", change)


@pytest.mark.slow
def test_the_first_quarter_stands_beside_other_pupils_and_says_so():
    made = edition(quarters=[marked(4, 90, 40, 2021), marked(1, 50, 40)])
    text = said(open_period(made, "2022-ч1"))
    assert "учились другие дети" in text and "Успеваемость ниже, чем четвертью раньше" in text
    assert "учились другие дети" not in said(
        open_period(edition(quarters=[marked(1, 9, 4), marked(2, 9, 4)]), "2022-ч2")
    )


@pytest.mark.slow
def test_a_school_without_help_and_one_that_waits_are_named():
    made = edition(
        teachers=[*teachers(3, "lk01"), *teachers(3, "lk02", 11)],
        courses=[{"teacher_id": "t1", "finished_on": "2021-12-01"}],
        requests=[
            {"request_id": "1", "school_id": "lk01", "received_on": "2021-11-01"},
            {"request_id": "2", "school_id": "lk01", "received_on": "2021-12-31", "closed_on": "2022-02-01"},
            {"request_id": "3", "school_id": "lk01", "received_on": "2022-01-01"},
        ],
    )
    monitored = open_period(made, "2022-ч2")
    names = dict(zip(monitored.schools["school_id"], monitored.schools["school"], strict=True))
    told = table(monitored, "monitoring-attention")
    assert told[names["lk01"]] == ["не закрыто запросов: 1", "4"]
    assert told[names["lk02"]] == ["записей о помощи за период нет", "3"]
    assert table(monitored, "monitoring-help")[names["lk01"]][:2] == ["1 из 3", "0 из 3"]


@pytest.mark.slow
def test_what_was_due_and_has_no_record_is_overdue_and_done_late_is_told():
    made = edition(plan=[{"item": "1", "done_on": "2022-06-20"}])
    monitored = open_period(made, "2022-ч3")
    own = made.plan_occurrences
    due = own[(own["due_on"] >= "2022-01-01") & (own["due_on"] <= "2022-03-31")]
    late = int((due["status"] == "overdue").sum())
    assert late and (due["status"] == "done").any()
    assert (
        f"Сроков по плану и мерам за период: {len(due)}; к 31 декабря 2022 года без записи об исполнении — {late}"
        in said(monitored)
    )
    assert "выполнено позже срока — 1" in said(monitored)
    (printed,) = [value for value in values_of(monitored) if getattr(value, "id", "") == "monitoring-overdue"]
    assert len(printed.rows) == late


@pytest.mark.slow
def test_without_a_register_of_the_plan_nothing_is_overdue():
    text = said(open_period(edition(teachers=teachers(3, "lk01")), "2022-ч3"))
    assert "лист «План» не заполнен" in text and "Просроченного нет" not in text


@pytest.mark.slow
def test_people_are_counted_only_by_registers_that_tell_of_them():
    made = edition(teachers=teachers(4, "lk01"), courses=[{"teacher_id": "t1", "finished_on": "2021-12-01"}])
    text = said(open_period(made, "2022-п1"))
    assert "КПК не старше 3 лет — 1 из 4 (25 %)" in text
    assert "диагностика" not in text.casefold() and "категория —" not in text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("winners", "verdict"), every_case(2, [(45, "выше сверх случайного"), (11, "в пределах случайного")])
)
def test_winners_stand_beside_those_of_the_year_before(winners: int, verdict: str):
    rows = [
        {
            "school_id": "lk01",
            "year": year,
            "event": "Олимпиада",
            "level": "муниципальный",
            "participants": 100,
            "winners": won,
        }
        for year, won in ((2021, 10), (2022, winners))
    ]
    made = edition(extracurricular=rows, context=[{"school_id": "lk01", "school_year": 2022, "pupils": 200}])
    (found,) = table(open_period(made, "2022-п2"), "monitoring-extracurricular").values()
    assert found[-4:] == [f"{winners} из 100", f"{winners / 2:.1f}".replace(".", ","), "10 из 100", verdict]


@pytest.mark.slow
@pytest.mark.parametrize("kind", every(2, Kind))
def test_every_rule_of_a_period_stands_below_the_table(kind: Kind):
    made = edition(quarters=[marked(1, 95, 95), marked(2, 60, 60), marked(4, 10, 10)])
    monitored = open_period(made, "2022-ч2" if kind is Kind.QUARTER else "2022-п2")
    text = said(monitored)
    assert all(f"{number} — {rule.words}" in text for number, rule in enumerate(rules_of(monitored), start=1))


def consulted(school: str = "lk01", held_on: str | None = "2021-12-01", **other: str | None) -> dict:
    return {"school_id": school, "document": "Программа развития", "held_on": held_on, **other}


@pytest.mark.slow
def test_consulting_tells_coverage_kinds_outcomes_and_who_has_none():
    rows = [
        consulted(support="methodical", outcome="программа доработана"),
        consulted(held_on="2021-12-08"),
        consulted("lk02", held_on=None),
        consulted("lk03", held_on="2022-01-01", support="expert"),
    ]
    monitored = open_period(edition(development_programmes=rows), "2022-п1")
    listed = monitored.schools[monitored.schools["listed"].astype(bool)]
    names = dict(zip(monitored.schools["school_id"], monitored.schools["school"], strict=True))
    text = said(monitored)
    assert f"были у 1 из {len(listed)} школ списка ШНОР; полугодием раньше — у 0 из {len(listed)} школ." in text
    assert "Консультаций — 2, по видам поддержки: методическая — 1, вид не указан — 1." in text
    assert "Итог записан у 1 из 2 консультаций: программа доработана — 1." in text
    told = table(monitored, "monitoring-development")
    assert told[names["lk01"]] == [
        "Программа развития",
        "2",
        "0",
        "методическая — 1, вид не указан — 1",
        "программа доработана",
    ]
    assert told[names["lk02"]][:2] == ["Программа развития", "0"]
    assert told[names["lk03"]][:2] == ["не названа", "0"], "a programme that a later consultation alone names"
    attention = table(monitored, "monitoring-attention")
    assert names["lk01"] not in attention and "консультаций по программе развития" in attention[names["lk02"]][0]


@pytest.mark.slow
def test_without_the_register_nothing_is_said_of_consulting_and_no_school_is_named():
    monitored = open_period(edition(quarters=[marked(2, 90, 40)]), "2022-п1")
    assert "его даёт лист «Программы развития»" in said(monitored)
    assert not any("консультаций" in why for why, _ in table(monitored, "monitoring-attention").values())


@pytest.mark.slow
def test_the_threshold_of_old_courses_is_that_of_the_signals_rule():
    made = edition(teachers=teachers(4, "lk01"), courses=[{"teacher_id": "t1", "finished_on": "2018-12-01"}])
    rule = SignalRule(id="С-05", kind="courses_old", threshold=5)
    made.params = made.params.model_copy(update={"signals": Signals(rules=(rule,))})
    assert "КПК не старше 5 лет — 1 из 4 (25 %)" in said(open_period(made, "2022-п1"))


@pytest.mark.slow
@pytest.mark.parametrize("asked", every(2, ["МКР-1", "мкр-7"]))
def test_a_work_that_is_not_there_is_told_with_those_there_are(asked: str):
    with pytest.raises(ReportError) as error:
        open_period(edition(), asked)
    assert f"«{asked}»" in error.value.message and "«МКР»" in error.value.what_to_do


# ----------------------------------------------------------- the demonstration, read once more in plain loops


def some_at_once(every: Sequence[Any]) -> list[Any]:
    """Return the values of a parameter: the first is read each time, the others in the slow run."""
    return [every[0], *(pytest.param(one, marks=pytest.mark.slow) for one in every[1:])]


@pytest.fixture(scope="module")
def demo(built_demo) -> Edition:
    return Edition("demo", built_demo.folder, built_demo.project / "params" / "demo.yml")


def sheet(name: str) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(ROOT / "data" / "demo" / "2024" / "Реестры_программы.xlsx", read_only=True)
    head, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows if row[0] is not None and row[1] is not None]


def names_of(demo: Edition) -> Mapping[str, str]:
    """Return the short name of each school as the report prints it, by the code of the workbook."""
    return {
        str(row["Код"]): " ".join(re.sub(r"^.*?«(.*)»\s*$", r"\1", str(row["Название"])).split())
        for row in sheet("Школы")
    }


@pytest.mark.slow
@pytest.mark.parametrize("quarter", some_at_once([2, 1, 3, 4]))
def test_marks_are_those_of_the_workbook(demo: Edition, quarter: int):
    names = names_of(demo)
    counted: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for row in sheet("Четверти"):
        when = (str(row["Учебный год"]), int(row["Четверть"]))
        before = ("2023/2024", quarter - 1) if quarter > 1 else ("2022/2023", 4)
        if when in (("2023/2024", quarter), before):
            which = "now" if when != before else "was"
            school = names[str(row["Код школы"])]
            for column in ("Успевают", "На «4» и «5»"):
                counted[column, which][school] += int(row[column])
            counted["Учеников", which][school] += int(row["Учеников"])
    monitored = open_period(demo, f"2024-ч{quarter}")
    for table_id, column in (("monitoring-passed", "Успевают"), ("monitoring-good", "На «4» и «5»")):
        printed = table(monitored, table_id)
        assert printed.keys() == counted["Учеников", "now"].keys() and len(printed) == 9
        for school, (now, *rest) in printed.items():
            assert now == f"{counted[column, 'now'][school]} из {counted['Учеников', 'now'][school]}"
            assert rest[0] == f"{counted[column, 'was'][school]} из {counted['Учеников', 'was'][school]}"


@pytest.mark.slow
def test_winners_are_those_of_the_workbook(demo: Edition):
    names = names_of(demo)
    pupils = {
        str(row["Код школы"]): row["Численность обучающихся"] for row in sheet("Контекст") if "2024" in str(row["Год"])
    }
    won, took = Counter(), Counter()
    for row in sheet("Внеучебные"):
        won[str(row["Код школы"])] += int(row["Призёров"])
        took[str(row["Код школы"])] += int(row["Участников"])
    printed = table(open_period(demo, "2024-п2"), "monitoring-extracurricular")
    assert len(printed) == len(took) == 24
    for code, participants in took.items():
        pair, per_100 = printed[names[code]][2:4]
        assert pair == f"{won[code]} из {participants}"
        assert float(per_100.replace(",", ".")) == pytest.approx(100 * won[code] / pupils[code], abs=0.05)


def rows_of_csv(folder: Path, name: str) -> list[dict[str, str]]:
    (path,) = folder.rglob(f"{name}.csv")
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


QUARTERS = [one for one in periods_between(2024, parse_period("2025-ч2", 2025).end) if one.kind is Kind.QUARTER]


@pytest.mark.slow
@pytest.mark.parametrize("period", some_at_once(QUARTERS), ids=lambda one: one.id)
def test_help_and_what_is_overdue_are_those_of_the_tables(demo: Edition, period: SchoolPeriod):
    first, last = period.since.isoformat(), period.end.isoformat()
    courses = [row for row in rows_of_csv(demo.folder, "register_courses") if first <= row["finished_on"] <= last]
    school_of = defaultdict(set)
    for row in rows_of_csv(demo.folder, "register_teachers"):
        away = row["leave_from"] or row["leave_until"]
        on_leave = bool(away) and (row["leave_from"] or first) <= last and (row["leave_until"] or last) >= last
        if row["hired_on"] <= last and not (row["left_on"] and row["left_on"] <= last) and not on_leave:
            school_of[row["teacher_id"]].add(row["school_id"])
    taken = {
        (school, row["programme"], row["finished_on"], row["is_targeted"])
        for row in courses
        for school in school_of[row["teacher_id"]]
    }
    counted, names = Counter(school for school, *_ in taken), names_of(demo)
    monitored = open_period(demo, period.id)
    printed = table(monitored, "monitoring-help")
    assert {school: int(cells[2]) for school, cells in printed.items()} == {
        school: counted[code] for code, school in names.items() if school in printed
    }
    overdue_rows = [
        row["id"]
        for row in rows_of_csv(demo.folder, "plan_occurrences")
        if row["status"] == "overdue" and first <= row["due_on"] <= last
    ]
    told = [what.split(". ")[0] for what in table(monitored, "monitoring-overdue") if not what.startswith("Поручение")]
    assert told == overdue_rows


TRUTHS = json.loads((ROOT / "data" / "demo" / "truths.json").read_text(encoding="utf-8"))


@pytest.mark.slow
@pytest.mark.parametrize("truth", some_at_once(TRUTHS["development"]), ids=lambda truth: truth["half_year"])
def test_consultations_are_those_of_the_workbook(demo: Edition, truth: dict[str, Any]):
    monitored, names = open_period(demo, truth["half_year"]), names_of(demo)
    printed = table(monitored, "monitoring-development")
    assert sum(int(cells[1]) for cells in printed.values()) == truth["consultations"]
    without = [names[code] for code in truth["without"]]
    assert f"Школы списка без консультаций за период: {' и '.join(without)}." in said(monitored)
    attention = table(monitored, "monitoring-attention")
    assert [name for name in attention if "консультаций по программе" in attention[name][0]] == without


@pytest.mark.parametrize("truth", some_at_once(TRUTHS["works"][::-1]), ids=lambda truth: f"МКР-{truth['number']}")
def test_works_are_those_of_the_table(demo: Edition, truth: dict[str, Any]):
    monitored, names = open_period(demo, f"МКР-{truth['number']}"), names_of(demo)
    printed = table(monitored, "monitoring-work")
    # Two cells of the first work are planted as faults: their schools have no result.
    known = {school: cells[0] for school, cells in printed.items() if cells[0] != "–"}
    truths = {names[code]: f"{failed} из {n}" for code, (failed, n) in truth["by_school"].items()}
    assert known == {school: truths[school] for school in known}
    assert set(truths) - set(known) <= (set(printed) if truth["number"] == 1 else set())
    day = ".".join(reversed(truth["held_on"].split("-")))
    assert f"{truth['grade']} класс, {day}" in said(monitored)


def test_the_planted_school_is_named_by_each_rule_and_the_absent_one_by_its_own(demo: Edition):
    (truth,) = [one for one in TRUTHS["works"] if "fell" in one]
    names, monitored = names_of(demo), open_period(demo, f"МКР-{truth['number']}")
    told = table(monitored, "monitoring-attention")
    assert told[names[truth["fell"]]][1] == "1, 2, 3" and told[names[truth["absent"]]][1] == "4"
    other = {names[code]: failed / n for code, (failed, n) in truth["by_school"].items()}
    low = {school for school, share in other.items() if share >= 0.3}
    assert set(told) == low | {names[truth["absent"]]}
    vpr = {
        row["school_id"]: (int(row["n_failed"]), int(row["n_participants"]))
        for row in rows_of_csv(demo.folder, "results")
        if (row["assessment"], row["subject"], row["grade"], row["school_year"]) == ("VPR", "MA", "6", "2024")
        and row["n_failed"]
    }
    printed = table(monitored, "monitoring-work")
    for code, (failed, n) in truth["by_school"].items():
        was, change, *_ = printed[names[code]][2:]
        if code in vpr:
            assert was == f"{vpr[code][0]} из {vpr[code][1]}"
            points = 100 * failed / n - 100 * vpr[code][0] / vpr[code][1]
            assert float(change.split()[0].replace("−", "-").replace(",", ".")) == pytest.approx(points, abs=0.051)


def test_the_example_of_the_guide_is_the_demonstration(demo: Edition):
    guide = " ".join((ROOT / "docs" / "методика.md").read_text(encoding="utf-8").split())
    (truth,) = [one for one in TRUTHS["works"] if "fell" in one]
    school = names_of(demo)[truth["fell"]]
    printed = table(open_period(demo, f"МКР-{truth['number']}"), "monitoring-work")
    now, share, was, change, *_ = printed[school]
    pct, interval = share.split(" ", 1)
    assert (
        f"{school}: «2» у {now}, доля {pct} % {interval}; на ВПР — у {was}, разница {change.replace(' ', ' п. п. ')}."
        in guide
    )
    compared = [cells[4] for cells in printed.values() if cells[4] != "–"]
    assert f"Из {len(compared)} школ, которые можно сравнить с ВПР, так отличается одна." in guide
    assert sum(verdict != "в пределах случайного" for verdict in compared) == 1


def test_classes_add_up_to_their_school(demo: Edition):
    monitored = open_period(demo, "МКР-4")
    schools = {school: cells[0] for school, cells in table(monitored, "monitoring-work").items()}
    (printed,) = [value for value in values_of(monitored) if getattr(value, "id", "") == "monitoring-classes"]
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in printed.rows:
        failed, n = row[2].text.replace("\u00a0", " ").split(" из ")
        sums[row[0].text][0] += int(failed)
        sums[row[0].text][1] += int(n)
    assert len(sums) == 5
    assert {school: f"{failed} из {n}" for school, (failed, n) in sums.items()} == {one: schools[one] for one in sums}


def test_the_planted_quarter_differs_from_the_year_before_beyond_chance(demo: Edition):
    truth, names = TRUTHS["quarters"], names_of(demo)
    monitored = open_period(demo, truth["quarter"])
    text = said(monitored)
    assert f"Успеваемость выше, чем годом раньше, больше случайного: {names[truth['rose']]}." in text
    assert f"Успеваемость ниже, чем годом раньше, больше случайного: {names[truth['fell']]}." in text
    assert "МКР-1: математика, 6 класс, 14.02.2024" in text and "МКР-3" not in text


def test_signals_of_a_quarters_end_are_those_raised_again_in_plain_loops(demo: Edition):
    tables = tables_of(demo.folder) | {path.stem: table_of(path) for path in (demo.folder / OFFICIAL_USE).glob("*.csv")}
    monitored = open_period(demo, "2024-ч3")
    again = {
        (rule, school) for rule, school, _ in signals_again(tables, "2023-09-01", monitored.period.end.isoformat())
    }
    found = signals.raised(monitored)
    supported = set(monitored.schools["school_id"])
    assert set(zip(found["rule"], found["school_id"], strict=True)) == {one for one in again if one[1] in supported}


@pytest.mark.slow
def test_periods_of_a_half_year_show_nothing_of_a_quarter_and_the_other_way_round(demo: Edition):
    ids = {
        kind: {value.id for value in values_of(open_period(demo, period)) if isinstance(value, SectionHeading)}
        for kind, period in (("quarter", "2024-ч3"), ("half", "2024-п2"))
    }
    assert ids["quarter"] & ids["half"] == {"title", "monitoring_main"}
    assert {"monitoring_help", "monitoring_overdue", "monitoring_signals"} <= ids["quarter"]
    half = {"monitoring_staff", "monitoring_procedures", "monitoring_extracurricular", "monitoring_development"}
    assert half <= ids["half"]
    of_work = {value.id for value in values_of(open_period(demo, "МКР-1")) if isinstance(value, SectionHeading)}
    assert of_work == {"title", "monitoring_main", "monitoring_work"}
