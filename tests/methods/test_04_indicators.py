"""METHODS 4: indicators И1–И7 and П1–П5 from registers: what counts, what does not."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from shnor_lib.analysis.indicators.declared import HELP
from shnor_lib.analysis.indicators.indicator import RemarkCode
from shnor_lib.analysis.indicators.values import (
    indicator_people,
    indicator_quarters,
    indicator_schools,
    quarter_ends,
)
from shnor_lib.analysis.programme.help_records import NEEDED
from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.settings import reporting_date, with_targets
from shnor_lib.analysis.programme.teachers import are_subject_teachers, present
from shnor_lib.ground import ways
from shnor_lib.ground.params import Indicators, Sourced
from shnor_lib.ground.tables import is_official
from shnor_lib.presentation.indicator_words import NEW_RESULTS, WORDS, needs_words, proof_words
from tests.support.depth import every, every_case
from tests.support.invented_registers import (
    AFTER,
    AS_OF,
    BEFORE,
    INSIDE,
    START,
    WINDOW,
    registers,
    roster,
    sources,
    table,
    teachers,
)
from tests.support.measured_indicators import INDICATORS, PROGRAMME, both, measured, numbers, said, value_of

# Who counts


@pytest.mark.parametrize(
    ("dates", "counts"),
    every_case(
        3,
        [
            ({}, True),
            ({"hired_on": "2022-12-31"}, True),
            ({"hired_on": "2023-01-01"}, False),
            ({"left_on": "2022-12-31"}, False),
            ({"left_on": "2023-01-01"}, True),
            ({"leave_from": "2022-12-31"}, False),
            ({"leave_from": "2022-01-10", "leave_until": "2022-12-31"}, False),
            ({"leave_from": "2022-01-10", "leave_until": "2022-12-30"}, True),
            ({"leave_from": "2023-01-01"}, True),
            ({"leave_until": "2023-05-31"}, False),
        ],
    ),
)
def test_a_teacher_counts_as_of_the_reporting_date(dates, counts):
    rows = registers(teachers=teachers(1, **dates)).teachers
    assert len(present(rows, AS_OF)) == counts


@pytest.mark.parametrize(
    ("flag", "subjects", "position", "answer"),
    [
        (True, None, "учитель начальных классов", True),
        (False, "Математика", "учитель", False),
        (None, "Математика; Физика", "учитель", True),
        (None, "Начальные классы", "учитель", False),
        (None, "Окружающий мир; Литературное чтение", "учитель", False),
        (None, "Русский язык; Математика", "Учитель начальных классов", False),
        (None, "Начальные классы; Музыка", "учитель", True),
        (None, None, "педагог-психолог", False),
    ],
)
def test_a_subject_teacher_is_flagged_or_known_by_subjects(flag, subjects, position, answer):
    row = {"teacher_id": "t1", "school_id": "a", "is_subject_teacher": flag, "subjects": subjects, "position": position}
    assert list(are_subject_teachers(registers(teachers=[row]).teachers)) == [answer]


# What counts


@pytest.mark.parametrize(
    ("approved", "count"), every_case(3, [(INSIDE, 1), (None, 0), (BEFORE, 0), (AFTER, 0), ("2021-09-01", 1)])
)
@pytest.mark.parametrize(("code", "kind"), [("И1", "target_model"), ("И6", "recommendations")])
def test_documents_count_once_approved_within_the_window(code, kind, approved, count):
    made = sources(materials=[{"kind": kind, "title": "Документ", "approved_on": approved}])
    assert value_of(code, made).actual == count


def test_recommendations_name_the_addressees_they_cover():
    rows = [
        {"kind": "recommendations", "title": "Первые", "audience": "heads;teachers"},
        {"kind": "recommendations", "title": "Вторые", "audience": "methodists", "approved_on": None},
    ]
    made = sources(materials=rows)
    row = measured(made).loc["И6"]
    assert (row["numerator"], row["status"]) == (1, "not_met")
    assert said(made)["И6"] == (
        "Адресаты утверждённых рекомендаций: руководители и учителя. Нет рекомендаций для адресатов: методисты. "
        "Не засчитаны документы: без даты утверждения — 1."
    )


@pytest.mark.parametrize(("taking_part", "status"), [(2, "not_met"), (3, "met")])
def test_40_percent_of_7_schools_is_met_from_3_on(taking_part, status):
    schools = roster(
        *({"school_id": f"s{n}", "participant_since": "2022-01-10" if n < taking_part else None} for n in range(7))
    )
    row = measured(sources(schools)).loc["И2"]
    assert (row["numerator"], row["denominator"], row["status"], row["baseline"]) == (taking_part, 7, status, 0)


def test_a_target_below_the_start_is_said():
    made = sources(roster({"school_id": "a"}, {"school_id": "b"}))
    assert measured(made).loc["И2", "baseline"] == 100
    assert "с её начала: целевое значение 40 % ниже исходного уровня" in said(made)["И2"]
    later = roster({"school_id": "a"}, {"school_id": "b", "participant_since": INSIDE})
    assert "На начало Программы в ней было 50,0 % школ списка" in said(sources(later))["И2"]


@pytest.mark.parametrize(
    ("dates", "inside"),
    [
        ({"participant_since": "2022-12-31"}, 1),
        ({"participant_since": "2023-01-01"}, 0),
        ({"participant_since": "2021-09-01", "participant_until": "2022-12-30"}, 0),
        ({"participant_since": "2021-09-01", "participant_until": "2022-12-31"}, 1),
    ],
)
def test_a_school_takes_part_by_the_rosters_dates(dates, inside):
    assert numbers("И2", sources(roster({"school_id": "a", **dates}))) == (inside, 1)


def test_schools_of_the_okrug_are_all_of_the_roster():
    made = sources(roster({"school_id": "a"}, {"school_id": "b", "listed": False, "participant_since": None}))
    assert numbers("П1", made) == (1, 2)
    assert numbers("И2", made) == (1, 1)


@pytest.mark.parametrize(
    ("code", "register", "change", "counts"),
    every_case(
        3,
        [
            ("И3", "interaction", {}, True),
            ("И3", "interaction", {"held_on": BEFORE}, False),
            ("И4", "courses", {}, True),
            ("И4", "courses", {"is_targeted": False}, False),
            ("И4", "courses", {"is_targeted": None}, False),
            ("И4", "courses", {"finished_on": AFTER}, False),
            ("И5", "diagnostics", {}, True),
            ("И5", "diagnostics", {"kind": None}, True),
            ("И5", "diagnostics", {"kind": "self_assessment"}, False),
            ("И5", "diagnostics", {"held_on": BEFORE}, False),
            ("П2", "courses", {"is_targeted": False}, True),
            ("П2", "interaction", {}, True),
            ("П2", "consultations", {"is_targeted": False}, True),
            ("П2", "routes", {}, True),
            ("П2", "routes", {"done_on": None, "due_on": INSIDE}, False),
            ("П3", "courses", {}, True),
            ("П3", "courses", {"is_targeted": False}, False),
            ("П4", "consultations", {}, True),
            ("П4", "consultations", {"is_targeted": False}, False),
            ("П4", "consultations", {"held_on": AFTER}, False),
        ],
    ),
)
def test_a_record_counts_or_not(code, register, change, counts):
    row = {"teacher_id": "t1", **change}
    made = sources(teachers=teachers(4), **{register: [row]})
    assert numbers(code, made) == (int(counts), 4)


def test_taking_part_in_an_event_is_help():
    made = sources(
        teachers=teachers(4),
        events=[{"event_id": "1"}, {"event_id": "2", "held_on": BEFORE}],
        participation=[{"event_id": "1", "teacher_id": "t1"}, {"event_id": "2", "teacher_id": "t2"}],
    )
    assert numbers("П2", made) == (1, 4)


@pytest.mark.parametrize("code", ["И4", "И5"])
def test_only_subject_teachers_are_in_the_denominator(code):
    people = teachers(3) + teachers(2, first=4, is_subject_teacher=False)
    made = sources(teachers=people, courses=[{"teacher_id": "t4"}], diagnostics=[{"teacher_id": "t4"}])
    assert numbers(code, made) == (0, 3)


def test_interaction_is_measured_in_the_schools_of_the_programme_with_all_listed_beside():
    schools = roster(
        {"school_id": "a"}, {"school_id": "b", "participant_since": None}, {"school_id": "c", "listed": False}
    )
    people = teachers(2) + teachers(3, "b", first=11) + teachers(5, "c", first=21)
    made = sources(schools, teachers=people, interaction=[{"teacher_id": t} for t in ("t1", "t11", "t21")])
    row = measured(made).loc["И3"]
    assert (row["numerator"], row["denominator"]) == (1, 2)
    assert (row["all_listed_numerator"], row["all_listed_denominator"]) == (2, 5)
    assert row["all_listed_actual"] == 40
    assert numbers("П3", replace(made, registers=registers(teachers=people, courses=[{"teacher_id": "t21"}]))) == (1, 7)


def test_a_person_counts_once_over_schools_and_in_each_school():
    schools = roster({"school_id": "a"}, {"school_id": "b"})
    people = [*teachers(2), {"teacher_id": "t1", "school_id": "b"}]
    made = sources(schools, teachers=people, courses=[{"teacher_id": "t1"}])
    assert numbers("И4", made) == (1, 2)
    by_school = indicator_schools(PROGRAMME, made)
    own = by_school[by_school["id"] == "И4"].set_index("school_id")
    assert own["numerator"].tolist() == [1, 1]
    assert own["denominator"].tolist() == [2, 1]
    assert own["value_pct"].tolist() == [50, 100]


def test_the_same_share_over_the_confirmed_schools_stands_beside():
    schools = roster({"school_id": "a"}, {"school_id": "b"})
    made = sources(schools, teachers=teachers(2) + teachers(2, "b", first=11), courses=[{"teacher_id": "t1"}])
    row = measured(made, confirmed=pd.Series(["a"])).loc["И4"]
    assert (row["actual"], row["confirmed_actual"], row["confirmed_denominator"]) == (25, 50, 2)


def test_schools_without_teachers_in_the_register_are_said():
    schools = roster({"school_id": "a"}, {"school_id": "b"}, {"school_id": "c", "participant_since": None})
    words = said(sources(schools, teachers=teachers(1), courses=[{"teacher_id": "t1"}]))
    assert "нет педагогов 2 из 3 школ" in words["И4"]
    assert "нет педагогов 1 из 2 школ" in words["П3"]


# П5


@pytest.mark.parametrize(("after", "raised"), every_case(2, [(59, 0), (60, 1), (59.999999, 0), (40, 0)]))
def test_quality_rose_from_the_least_gain_on(after, raised):
    people = [row for n in range(1, 6) for row in both(f"t{n}", 50, after if n == 1 else 50)]
    made = sources(teachers=teachers(9), diagnostics=people, courses=[{"teacher_id": f"t{n}"} for n in range(1, 7)])
    assert numbers("П5", made) == (raised, 5)
    assert said(made)["П5"].startswith(
        "Оба измерения есть у 5 из 6 педагогов системы сопровождения; повышением считается прирост не менее 10 п. п."
    )


def test_only_who_is_in_the_system_and_has_both_measurements_in_the_window_counts():
    rows = [row for n in range(1, 9) for row in both(f"t{n}", 30, 80)]
    rows = [r for r in rows if not (r["teacher_id"] == "t8" and r["phase"] == "after")]
    rows = [r | {"held_on": BEFORE} if r["teacher_id"] == "t7" and r["phase"] == "before" else r for r in rows]
    made = sources(
        teachers=teachers(8), diagnostics=rows, routes=[{"teacher_id": f"t{n}"} for n in (1, 2, 3, 4, 5, 7, 8)]
    )
    assert numbers("П5", made) == (5, 5)


def test_areas_of_one_person_are_averaged_and_the_first_and_last_measurements_count():
    rows = [row for n in range(1, 5) for row in both(f"t{n}", 10, 90)]
    rows += both("t5", 50, 80) + both("t5", 50, 40, area="methodical")
    rows += [{"teacher_id": "t5", "phase": "after", "result_pct": 0, "held_on": "2022-03-01"}]
    made = sources(teachers=teachers(5), diagnostics=rows, routes=[{"teacher_id": f"t{n}"} for n in range(1, 6)])
    assert numbers("П5", made) == (5, 5)
    assert numbers("П5", replace(made, params=Indicators(min_gain=Sourced(value=11, unit="п. п.", source="тест")))) == (
        4,
        5,
    )


# Nothing known is never zero


FULL = {
    "teachers": teachers(2),
    "courses": [{"teacher_id": "t9"}],
    "diagnostics": [{"teacher_id": "t9"}],
    "interaction": [{"teacher_id": "t9"}],
    "consultations": [{"teacher_id": "t9"}],
    "materials": [{"kind": "handbook", "title": "Пособие"}],
}
FEEDS = {
    "И1": ["materials"],
    "И3": ["teachers", "interaction"],
    "И4": ["teachers", "courses"],
    "И5": ["teachers", "diagnostics"],
    "И6": ["materials"],
    "П3": ["teachers", "courses"],
    "П4": ["teachers", "consultations"],
    "П5": ["teachers", "diagnostics"],
}


@pytest.mark.parametrize(
    ("code", "register"), every_case(4, [(code, name) for code, names in FEEDS.items() for name in names])
)
def test_an_empty_register_is_no_data_and_names_its_sheet(code, register):
    row = measured(sources(**{name: rows for name, rows in FULL.items() if name != register})).loc[code]
    assert row["status"] == "no_data"
    assert row[["actual", "numerator", "denominator"]].isna().all()
    assert row["needs"] == register


@pytest.mark.parametrize(
    ("needs", "words", "proof"),
    [
        ("courses", "лист «КПК» файла Реестры_программы.xlsx", "Записи. Сведения даст: {}."),
        ("teachers;courses", "листы «Педагоги», «КПК» файла Реестры_программы.xlsx", "Записи. Сведения дадут: {}."),
        ("results", NEW_RESULTS, "Записи. Сведения дадут: {}."),
        (None, "", "Записи"),
        (float("nan"), "", "Записи"),
    ],
)
def test_what_is_needed_in_words(needs, words, proof):
    assert needs_words(needs) == words
    assert proof_words("записи", needs) == proof.format(words)


def test_what_is_needed_is_not_said_twice():
    assert proof_words(NEW_RESULTS, "results") == NEW_RESULTS.replace("результаты", "Результаты", 1)


def test_every_remark_has_words():
    assert set(WORDS) == set(RemarkCode)


@pytest.mark.parametrize("code", INDICATORS)
def test_the_shipped_programme_is_counted_in_the_units_that_it_states(code):
    row = PROGRAMME.set_index("id").loc[code]
    assert ways.way(INDICATORS[code].way).unit == row["unit"]
    assert (row["source_number"] == "паспорт") == pd.isna(row["target"])


def test_all_help_feeds_the_system():
    assert set(HELP) == {name for names in NEEDED.values() for name in names}


@pytest.mark.parametrize("code", every(3, ["И1", "И3", "И4", "И5", "И6", "П2", "П3", "П4"]))
def test_a_filled_register_without_a_fitting_record_is_a_true_zero(code):
    assert measured(sources(**FULL)).loc[code, "actual"] == 0


@pytest.mark.parametrize("code", every(3, ["И2", "И3", "П1", "П3"]))
def test_without_dates_of_taking_part_nothing_is_known(code):
    row = measured(sources(roster({"school_id": "a", "participant_since": None}), **FULL)).loc[code]
    assert (row["status"], row["needs"]) == ("no_data", "schools")


def test_passport_indicators_with_a_value_have_no_target():
    assert set(measured(sources(**FULL)).loc[["П1", "П2", "П3", "П4"], "status"]) == {"no_target"}


# By quarter, by person, settings


def test_quarters_end_with_the_reporting_date():
    assert [day.isoformat() for day in quarter_ends(Window(START, date(2022, 11, 15)))] == [
        *("2021-10-31", "2021-12-31", "2022-03-31", "2022-05-31", "2022-10-31"),
        "2022-11-15",
    ]


def test_a_line_to_the_target_grows_with_the_records():
    people = [{"teacher_id": "t1", "finished_on": "2021-11-30"}, {"teacher_id": "t2", "finished_on": "2022-10-01"}]
    line = indicator_quarters(PROGRAMME, sources(teachers=teachers(4), courses=people))
    assert line.loc[line["id"] == "И4", "value"].tolist() == [0, 25, 25, 25, 50, 50]
    assert set(line.loc[line["id"] == "И4", "target"]) == {100}
    assert not {"И7", "П5"} & set(line["id"])


def test_people_behind_an_indicator_are_its_numerator_and_denominator():
    people = indicator_people(PROGRAMME, sources(teachers=teachers(3), courses=[{"teacher_id": "t2"}]))
    own = people[people["id"] == "И4"].set_index("teacher_id")["counted"]
    assert own.to_dict() == {"t1": False, "t2": True, "t3": False}
    assert is_official("indicator_people")


@pytest.mark.parametrize(
    ("value", "answer"), [("2022-11-30", date(2022, 11, 30)), ("30.11.2022", date(2022, 11, 30)), ("скоро", AS_OF)]
)
def test_settings_may_name_another_date(value, answer):
    assert reporting_date(table("register_settings", [{"name": "Отчётная дата", "value": value}]), AS_OF) == answer


def test_settings_may_set_another_target():
    settings = table("register_settings", [{"name": "Целевое значение П4", "value": "12,5"}])
    changed = with_targets(PROGRAMME, settings).set_index("id")
    assert changed.loc["П4", ["target", "target_source"]].tolist() == [12.5, "settings"]
    assert changed.loc["И4", ["target", "target_source"]].tolist() == [100, "programme"]


def test_the_window_has_both_its_days():
    days = pd.Series(["2021-08-31", "2021-09-01", "2022-12-31", "2023-01-01", None])
    assert WINDOW.holds(days).tolist() == [False, True, True, False, False]
