"""METHODS 4: where rows that could change an indicator were set aside, its range holds whatever they said."""

from dataclasses import replace
from itertools import combinations
from random import Random

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.indicators import values
from shnor_lib.analysis.indicators.declared import indicator_of
from shnor_lib.analysis.indicators.values import indicator_remarks, indicator_values, is_firm
from shnor_lib.analysis.programme.rows_read import all_used, lost_rows, refused
from shnor_lib.ground import ways
from shnor_lib.ground.register_tables import Registers
from shnor_lib.presentation.indicator_words import proof_words, range_words, remarks_by_indicator
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.statement import worded
from tests.support.depth import every, examples
from tests.support.invented_registers import AS_OF, checked, roster, sources, teachers
from tests.support.made_edition import MadeEdition
from tests.support.measured_indicators import INDICATORS, value_of
from tests.support.programme_2022 import params_2022
from tests.support.random_registers import REGISTERS, SCHOOLS, random_sources
from tests.support.register_books import PROGRAMME, read_typed
from tools.okrug.registers import ROWS

COLUMNS = ["register", "column", "used", "lost"]


def lost(*rows: tuple[str, str | None, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def without_some(data, seed: int):
    """Take rows out of the registers as the reader would: those that point to a row that is gone go with it."""
    random, tables = Random(seed), {name: data.registers.table(name) for name in Registers.names()}
    kept = {
        name: frame.iloc[[place for place in range(len(frame)) if random.random() < 0.8]]
        for name, frame in tables.items()
    }
    known = {"teacher_id": set(kept["teachers"]["teacher_id"]), "event_id": set(kept["events"]["event_id"])}
    for name, frame in kept.items():
        for column, codes in known.items():
            if (
                name not in ("teachers", "events")
                and column in frame
                and data.registers.table(name)[column].notna().any()
            ):
                kept[name] = frame = frame[frame[column].isna() | frame[column].isin(codes)]
    rows = [(name, None, len(kept[name]), len(tables[name]) - len(kept[name])) for name in tables]
    return replace(data, registers=Registers(**kept), rows_read=lost(*rows))


def with_other_days(data, schools, believed):
    """Return the data with what is left of the roster where the register's rows of some schools are lost."""
    turned = sum(one != other for one, other in zip(schools, believed, strict=True))
    as_read = random_sources(believed, {}).schools
    rows = pd.concat([data.rows_read, lost(("schools", None, 0, turned))], ignore_index=True)
    return replace(data, schools=as_read, rows_read=rows)


#: Every way over every denominator that it may have.
EVERY = [(way.code, over) for way in ways.ways() for over in way.overs or (None,) if way.code != ways.BY_HAND]


@pytest.mark.slow
@settings(max_examples=examples(4), deadline=None, phases=[Phase.explicit, Phase.generate])
@given(SCHOOLS, REGISTERS, st.integers(0, 10**6), st.lists(st.sampled_from(EVERY), min_size=12, max_size=12))
def test_the_true_value_of_any_way_lies_in_the_range(schools, tables, seed, chosen):
    whole = random_sources(schools, tables)
    part = without_some(whole, seed)
    for way, over in chosen:
        indicator = indicator_of(way, over)
        true, found = values.value_of(indicator, whole), values.value_of(indicator, part)
        if found.actual is None or true.actual is None:
            continue
        if found.rows_aside == 0:
            assert found.actual == pytest.approx(true.actual), (way, over)
        else:
            assert found.range_low - 1e-9 <= true.actual <= found.range_high + 1e-9, (way, over, true, found)


@pytest.mark.slow
@settings(max_examples=examples(4), deadline=None, phases=[Phase.explicit, Phase.generate])  # shrinking takes minutes
@given(SCHOOLS, SCHOOLS, st.sampled_from(["", "a", "b", "bc"]), REGISTERS, st.integers(0, 10**6))
def test_the_true_value_lies_in_the_range(schools, others, turned, tables, seed):
    whole = random_sources(schools, tables)
    believed = [other if code in turned else own for code, own, other in zip("abc", schools, others, strict=True)]
    part = with_other_days(without_some(whole, seed), schools, believed)
    for code in INDICATORS:
        true, found = value_of(code, whole), value_of(code, part)
        if found.actual is None or true.actual is None:
            continue
        if found.rows_aside == 0 and found.range_low is None:
            assert found.actual == pytest.approx(true.actual), code
        elif code != "И7":
            assert found.range_low - 1e-9 <= found.actual <= found.range_high + 1e-9, code
            assert found.range_low - 1e-9 <= true.actual <= found.range_high + 1e-9, (code, true, found)


def made(rows_read, **rows):
    return replace(
        sources(teachers=teachers(10), courses=[{"teacher_id": f"t{n}"} for n in range(1, 8)], **rows),
        rows_read=rows_read,
    )


@pytest.mark.parametrize(
    ("rows_read", "low", "high", "rows"),
    [
        (lost(("courses", None, 7, 2)), 70, 90, 2),
        (lost(("courses", None, 7, 5)), 70, 100, 5),
        (lost(("courses", "is_targeted", 7, 1)), 70, 80, 1),
        (lost(("courses", "hours", 7, 1)), None, None, 0),
        (lost(("teachers", None, 10, 2)), 100 * 7 / 12, 75, 2),
        (lost(("teachers", "left_on", 10, 1)), 60, 80, 1),
        (lost(("events", None, 10, 3)), None, None, 0),
        (lost(("courses", None, 7, 1), ("teachers", None, 10, 1)), 100 * 7 / 11, 100 * 9 / 11, 2),
    ],
)
def test_the_range_of_a_share_of_teachers(rows_read, low, high, rows):
    value = value_of("И4", made(rows_read))
    assert (value.actual, value.rows_aside) == (70, rows)
    assert (value.range_low, value.range_high) == (
        pytest.approx(low) if low else None,
        pytest.approx(high) if high else None,
    )


#: School → teachers who count, and who do not; «a», «b» and «c» take part, «d» does not.
STAFFS = {"a": (2, 6), "b": (3, 1), "c": (1, 3), "d": (4, 0)}
INSIDE = ("a", "b", "c")


def of_four_schools(rows_read, *, beside: tuple[str, ...] = ()):
    """Return four schools and their teachers; those in ``beside`` have a second row in «d», which has nobody else."""
    schools = [
        {"school_id": code, "listed": True, "participant_since": "2021-09-01" if code in INSIDE else None}
        for code in STAFFS
    ]
    people = [
        {"teacher_id": f"{code}{n}", "school_id": code}
        for code, (counted, others) in STAFFS.items()
        for n in range(counted + others)
    ]
    courses = [{"teacher_id": f"{code}{n}"} for code, (counted, _) in STAFFS.items() for n in range(counted)]
    people += [{"teacher_id": code, "school_id": "d"} for code in beside]
    data = sources(roster(*schools), teachers=people, courses=courses, interaction=courses)
    return replace(data, rows_read=rows_read)


def possible_shares(most: int) -> list[float]:
    """Return every share that at most so many schools less or more would give."""
    found = []
    for meant in (set(chosen) for size in range(5) for chosen in combinations(STAFFS, size)):
        counted, others = (sum(STAFFS[code][place] for code in meant) for place in (0, 1))
        if len(meant ^ set(INSIDE)) <= most and counted + others:
            found.append(100 * counted / (counted + others))
    return found


@pytest.mark.parametrize("code", every(3, ["И3", "П3"]))
@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize("column", [None, "participant_since"])
def test_a_lost_row_of_the_roster_turns_one_school(code, rows, column):
    """One row decides of one school, and not of any number of teachers: the range is what that school can do."""
    value = value_of(code, of_four_schools(lost(("schools", column, 4, rows))))
    possible = possible_shares(rows)
    assert (value.actual, value.rows_aside) == (37.5, rows)
    assert (value.range_low, value.range_high) == (pytest.approx(min(possible)), pytest.approx(max(possible)))


def test_rows_of_all_the_schools_that_are_meant_leave_the_share_open():
    value = value_of("П3", of_four_schools(lost(("schools", None, 1, 3))))
    assert (value.range_low, value.range_high) == (0, 100)


def test_who_works_in_a_second_school_counts_once_whichever_turns():
    data = of_four_schools(lost(("schools", None, 4, 1)), beside=("a0", "a7"))
    assert value_of("П3", data).actual == 37.5
    assert value_of("П3", data).range_high >= 100 * 10 / 20


@pytest.mark.parametrize(
    ("code", "column", "rows", "low", "high"),
    [
        ("И2", None, 1, 50, 100),
        ("И2", "listed_until", 1, 50, 100),
        ("И2", None, 2, 25, 100),
        ("П1", "participant_until", 1, 50, 100),
        ("П1", "listed_until", 0, None, None),
        ("И4", "listed_until", 1, None, None),
        ("И4", "participant_since", 0, None, None),
    ],
)
def test_which_of_a_schools_days_concern_which_indicator(code, column, rows, low, high):
    value = value_of(code, of_four_schools(lost(("schools", column, 4, max(rows, 1)))))
    assert value.rows_aside == rows
    if low is not None:
        assert (value.range_low, value.range_high) == (low, high)


@pytest.mark.parametrize(("target", "firm"), [(60, True), (70, True), (75, False), (90, False), (95, True)])
def test_a_verdict_is_firm_if_all_possible_values_agree(target, firm):
    assert is_firm(value_of("И4", made(lost(("courses", None, 7, 2)))), target) == firm


def test_the_indicator_says_what_was_not_counted():
    programme = PROGRAMME["programme_indicators"].assign(target=80)
    data = made(lost(("courses", None, 7, 2)))
    table = checked("indicators", indicator_values(programme, data))
    row = next(one for one in table.itertuples() if one.id == "И4")
    assert (row.status, row.status_firm) == ("not_met", False)
    assert range_words(row).replace("\u00a0", " ") == "70,0–90,0 %"
    said = remarks_by_indicator(table, indicator_remarks(table, data), params_2022().indicators)["И4"][0].text
    assert "Не учтено строк: 2; возможные значения 70,0–90,0 %. Вывод предварительный" in said.replace("\u00a0", " ")


# Sheets that are empty, and sheets of which no row was accepted

NEED = Need("Охват оценить нельзя", ("courses", "events"), lambda edition: False)


@pytest.mark.parametrize(
    ("rows_read", "words"),
    [
        (lost(), "Охват оценить нельзя: не заполнены листы «КПК» и «Мероприятия» файла Реестры_программы.xlsx."),
        (
            lost(("courses", None, 0, 3)),
            "Охват оценить нельзя: не заполнен лист «Мероприятия» файла Реестры_программы.xlsx; лист «КПК» заполнен, "
            "но ни одна строка не принята.",
        ),
        (
            lost(("courses", None, 3, 0)),
            "Охват оценить нельзя: не заполнен лист «Мероприятия» файла Реестры_программы.xlsx.",
        ),
        (
            lost(("courses", None, 3, 0), ("events", None, 1, 4)),
            "Охват оценить нельзя: записей за период Программы, которых для этого хватило бы, нет.",
        ),
    ],
)
def test_a_sheet_is_called_empty_only_if_it_is(rows_read, words):
    told = NEED.statement(MadeEdition(rows_read=rows_read), "factors")
    assert worded(told.template, told.values) == words


def test_a_missing_value_says_that_the_sheet_is_filled():
    assert "заполнен, но ни одна строка не принята" in proof_words("записи", "courses", {"courses"})
    assert "принята" not in proof_words("записи", "courses", {"events"})


def test_rows_are_counted_as_they_are_read():
    """Of four courses one repeats another, one names nobody known, one lost a value; all of diagnostics is spoilt."""
    rows = {name: list(own) for name, own in ROWS.items()}
    first, second = rows["courses"][:2]
    rows["courses"] = [first, {**second, "hours": "много"}, dict(first), {**first, "teacher_id": "нет такого"}]
    rows["diagnostics"] = [{**rows["diagnostics"][0], "held_on": "завтра"}]
    tables = read_typed(rows)
    table = checked("rows_read", tables.rows_read)
    whole = table[table["column"] == ""].set_index("register")
    assert whole.loc["courses", ["used", "lost"]].tolist() == [2, 1]
    assert whole.loc["diagnostics", ["used", "lost"]].tolist() == [0, 1]
    assert refused(table) == {"diagnostics"}
    assert lost_rows(table, "courses", ("", "hours")) == 2
    message = next(
        one.message for one in tables.findings if one.check == "register_needed" and one.sheet == "Диагностика"
    )
    assert "заполнен, но ни одна строка не принята" in message
    assert set(whole.index) == set(Registers.names())


def test_used_rows_of_made_registers_are_counted():
    table = checked("rows_read", all_used(sources(teachers=teachers(3)).registers))
    assert table.set_index("register").loc["teachers", ["used", "lost"]].tolist() == [3, 0]
    assert AS_OF and not refused(table)
