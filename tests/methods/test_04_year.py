"""The working group's year: composition, course of assignments, materials, publications, meetings, the calendar."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lib.analysis.programme.documents import materials_status, publication_log, same_title
from shnor_lib.analysis.programme.meetings import assignments
from shnor_lib.analysis.programme.roles import meetings_of
from shnor_lib.analysis.programme.working_group import assignments_course, composition, meetings_held, planned_meetings
from shnor_lib.analysis.programme.year_calendar import MOST_PAIRS, YearTables, calendar_of_year
from shnor_lib.ground.rows import rows_of
from tests.support.depth import examples
from tests.support.invented_registers import AS_OF, PERIOD, registers
from tests.support.programme_2022 import shipped_edition

TODAY = AS_OF.isoformat()
WITHIN = 30


def row_of(frame: pd.DataFrame, **key) -> dict:
    (row,) = frame[(frame[list(key)] == list(key.values())).all(axis=1)].to_dict("records")
    return row


# ------------------------------------------------------------------------------------------------------ who is in it


def test_the_group_of_a_day_stands_by_roles_without_those_who_left_or_come_later():
    own = registers(
        working_group=[
            {"post": "методист", "role": "member"},
            {"post": "секретарь управления", "role": "secretary"},
            {"post": "ушедший", "role": "member", "until": "2022-12-30"},
            {"post": "будущий", "role": "member", "since": "2023-01-01"},
            {"post": "начальник", "role": "chair", "since": TODAY},
        ]
    )
    assert list(composition(own.working_group, AS_OF)["post"]) == ["начальник", "секретарь управления", "методист"]


# ------------------------------------------------------------------------------------------------- assignments' course


def course(*rows: dict) -> dict[str, list[int]]:
    own = assignments(registers(minutes=list(rows)).minutes, AS_OF)
    return {row.month: list(row[1:]) for row in rows_of(assignments_course(own, AS_OF))}


def test_an_assignment_is_open_until_it_is_done_and_overdue_after_its_term():
    told = course({"held_on": "2022-03-15", "due_on": "2022-04-10", "done_on": "2022-06-02"})
    assert told["2022-03"] == [1, 0, 0, 1, 0]
    assert told["2022-04"] == [0, 1, 0, 1, 1]
    assert told["2022-05"] == [0, 0, 0, 1, 1]
    assert told["2022-06"] == [0, 0, 1, 0, 0]
    assert list(told)[-1] == "2022-12" and told["2022-12"] == [0, 0, 0, 0, 0]


def test_the_last_month_is_told_as_of_the_reporting_date_and_words_in_place_of_a_day_are_neither_done_nor_open():
    told = course(
        {"held_on": "2022-12-01", "due_on": TODAY},
        {"held_on": "2022-12-01", "due_on": "2022-12-05", "done_on_as_typed": "выполнено"},
    )
    assert told == {"2022-12": [2, 2, 0, 1, 0]}
    assert course() == {}


@settings(max_examples=examples(15))
@given(st.lists(st.tuples(st.integers(0, 700), st.integers(-40, 300), st.integers(0, 400) | st.none()), max_size=6))
def test_what_was_given_is_done_or_open_at_the_end_of_every_month(rows):
    start = date(2021, 3, 1)
    given_rows = [
        {
            "held_on": (start + timedelta(days=held)).isoformat(),
            "due_on": (start + timedelta(days=held + due)).isoformat(),
            "done_on": None if done is None else (start + timedelta(days=held + done)).isoformat(),
        }
        for held, due, done in rows
    ]
    own = assignments(registers(minutes=given_rows, checked=False).minutes, AS_OF)
    total_given = total_done = 0
    for row in rows_of(assignments_course(own, AS_OF)):
        total_given, total_done = total_given + row.given, total_done + row.done
        assert row.open == total_given - total_done
        assert 0 <= row.overdue <= row.open


# ------------------------------------------------------------------------------------------- materials, publications


def material(**row) -> dict:
    return {"kind": "recommendations", "title": "Рекомендации", "approved_on": None, **row}


def test_a_material_is_published_by_either_sheet_whatever_its_marks_and_case():
    own = registers(
        materials=[
            material(title="Модель «А»", kind="target_model", approved_on="2022-02-01"),
            material(title="Пособие", kind="handbook", approved_on="2022-03-01", published_on="2022-03-05"),
            material(title="Карта", kind="roadmap", approved_on="2022-03-01"),
            material(title="Черновик", approved_on="2023-01-01"),
        ],
        publications=[
            {"material": " модель  а.", "place": "сайт", "published_on": "2022-02-09"},
            {"material": "Карта", "place": "сайт", "published_on": "2023-02-09"},
        ],
    )
    found = materials_status(own.materials, own.publications, AS_OF)
    assert list(found["status"]) == ["published", "published", "approved", "draft"]
    assert list(found["published_on"])[:2] == ["2022-02-09", "2022-03-05"]
    assert row_of(found, title="Модель «А»")["places"] == "сайт"
    assert pd.isna(row_of(found, title="Черновик")["approved_on"]), "approved after the reporting date"
    assert same_title("Ёлка «Б».") == same_title("елка б")


def log(**rows) -> pd.DataFrame:
    own = registers(**rows)
    return publication_log(own.publications, own.materials, WITHIN, AS_OF)


@pytest.mark.parametrize(
    ("row", "status", "days_late"),
    [
        ({"due_on": "2022-12-30"}, "overdue", 1),
        ({"due_on": TODAY}, "upcoming", None),
        ({"due_on": "2023-02-01"}, "upcoming", None),
        ({}, "no_deadline", None),
        ({"published_on": "2022-12-01"}, "done", None),
        ({"due_on": "2022-11-30", "published_on": "2022-12-01"}, "done", 1),
        ({"due_on": "2022-11-30", "published_on_as_typed": "размещено"}, "no_record", None),
        ({"due_on": "2022-11-30", "published_on": "2023-01-10"}, "overdue", 31),
    ],
)
def test_a_row_of_the_register_is_due_by_its_own_day(row, status, days_late):
    (found,) = log(publications=[{"material": "Памятка", "place": "сайт", **row}]).to_dict("records")
    late = None if pd.isna(found["days_late"]) else found["days_late"]
    assert (found["status"], late) == (status, days_late)


def test_an_approved_material_is_due_so_many_days_later_unless_the_register_names_a_day():
    approved = [material(title="А", approved_on="2022-12-01"), material(title="Б", approved_on="2022-12-02")]
    found = log(materials=approved, publications=[{"material": "а", "place": "сайт", "due_on": "2023-03-01"}])
    told = {row.material: (row.due_on, row.rule, row.status) for row in rows_of(found)}
    assert told == {"Б": ("2023-01-01", "approval", "upcoming"), "а": ("2023-03-01", "register", "upcoming")}
    (found,) = log(materials=[material(approved_on="2022-11-30")]).to_dict("records")
    assert (found["due_on"], found["status"], found["days_late"]) == ("2022-12-30", "overdue", 1)


def test_a_draft_that_nobody_has_to_publish_is_in_no_log_and_a_published_one_stands_once():
    assert log(materials=[material()]).empty
    both = log(
        materials=[material(title="А", approved_on="2022-01-10", published_on="2022-01-20")],
        publications=[{"material": "А", "place": "сайт", "published_on": "2022-01-20"}],
    )
    assert list(both["place"]) == ["сайт"]
    alone = log(materials=[material(title="А", approved_on="2022-01-10", published_on="2022-01-20")])
    assert list(alone["status"]) == ["done"]


# ---------------------------------------------------------------------------------------------------------- meetings


def plan(*activities: str, role: str | None = None) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [str(number) for number in range(1, 1 + len(activities))],
            "activity": activities,
            "due": "март",
            "responsible": "Рабочая группа",
            "role": role,
        }
    )


def test_meetings_of_the_shipped_plan_are_found_by_their_words():
    made = shipped_edition()
    assert list(meetings_of(made.programme_plan)["id"]) == ["2", "9", "10", "21"]
    agenda = meetings_of(made.programme_plan)["agenda"].iloc[0].split("; ")
    assert len(agenda) == 2 and agenda[0].startswith("Обсуждение и утверждение целевой модели")


def test_an_item_is_a_meeting_by_its_role_as_well_and_no_other_is():
    found = meetings_of(plan("Итоговое заседание рабочей группы", "Создание рабочей группы", "Совещание"))
    assert list(found["agenda"]) == [""]
    assert list(meetings_of(plan("Совещание директоров", role="meeting"))["agenda"]) == ["Совещание директоров"]
    assert meetings_of(plan("Заседание рабочей группыШ")).empty


def occurrence(**row) -> pd.DataFrame:
    usual = {"id": "1", "due_on": "2022-03-31", "status": "done", "done_on": "2022-03-15", "evidence": None}
    return pd.DataFrame([{**usual, "days_late": None, **row}])


@pytest.mark.parametrize(
    ("evidence", "held_on", "number"),
    [
        (None, "2022-03-15", "5"),
        ("Протокол № 5 от 14.03", "2022-03-14", "5"),
        ("протокол № 55", "2022-03-14", None),
        (None, "2022-03-14", None),
    ],
)
def test_minutes_belong_to_a_meeting_by_their_day_or_by_the_evidence(evidence, held_on, number):
    minutes = registers(minutes=[{"held_on": held_on, "minutes_id": "5"}]).minutes
    item = plan("Заседание рабочей группы: о плане")
    (found,) = planned_meetings(item, occurrence(evidence=evidence), minutes, AS_OF).to_dict("records")
    assert found["minutes_id"] == number and found["held_on"] == "2022-03-15"


def test_of_two_years_minutes_of_one_number_the_day_then_the_nearest_counts():
    minutes = registers(
        minutes=[
            {"held_on": "2021-10-01", "minutes_id": "5"},
            {"held_on": "2022-03-14", "minutes_id": "5"},
            {"held_on": "2022-03-15", "minutes_id": "6"},
        ]
    ).minutes
    item = plan("Заседание рабочей группы: о плане")
    for rows, told in ((minutes, ("6", "2022-03-15")), (minutes.iloc[:2], ("5", "2022-03-14"))):
        (found,) = planned_meetings(item, occurrence(evidence="протокол № 5"), rows, AS_OF).to_dict("records")
        assert (found["minutes_id"], found["minutes_on"]) == told


def test_a_meeting_without_a_term_stands_all_the_same_and_minutes_of_tomorrow_do_not():
    item = plan("Заседание рабочей группы")
    (found,) = planned_meetings(item, occurrence(id="9"), registers().minutes, AS_OF).to_dict("records")
    assert found["status"] == "no_deadline" and found["due_on"] is None
    later = registers(minutes=[{"held_on": "2023-01-10"}, {"held_on": "2022-01-10"}], checked=False).minutes
    assert list(meetings_held(later, AS_OF)["held_on"]) == ["2022-01-10"]


# ---------------------------------------------------------------------------------------------------------- calendar


def tables(**rows) -> YearTables:
    own = registers(**rows)
    made = shipped_edition()
    nothing = made.plan_occurrences.iloc[:0]
    return YearTables(
        plan=made.plan,
        occurrences=nothing,
        events=own.events,
        assignments=assignments(own.minutes, AS_OF),
        publications=publication_log(own.publications, own.materials, WITHIN, AS_OF),
        partnerships=pd.DataFrame(columns=["school", "mentor", "until"]),
        period=PERIOD,
        as_of=AS_OF,
    )


def test_every_source_has_its_entry_and_the_reporting_date_parts_behind_from_ahead():
    made = tables(
        events=[{"event_id": "1", "held_on": "2022-05-05", "title": "Семинар"}],
        minutes=[
            {"held_on": "2022-05-05", "assignment": "Раньше", "due_on": "2022-06-01"},
            {"held_on": "2022-05-05", "assignment": "Позже", "due_on": "2023-06-01"},
            {"held_on": "2022-05-05", "assignment": "Без срока"},
        ],
        publications=[{"material": "Памятка", "place": "сайт", "due_on": TODAY}],
    )
    ending = pd.DataFrame({"school": ["А"] * 6, "mentor": list("абвгде"), "until": "2023-03-01"})
    found = calendar_of_year(YearTables(**{**vars(made), "partnerships": ending}))
    told = {row.what: (row.kind, row.status, row.ahead) for row in rows_of(found)}
    assert told["Семинар"] == ("event", "held", False)
    assert told["Раньше"] == ("assignment", "overdue", False)
    assert told["Позже"] == ("assignment", "upcoming", True)
    assert told["Памятка: сайт"] == ("publication", "upcoming", True)
    assert "Без срока" not in told
    (pairs,) = [what for what, entry in told.items() if entry[0] == "partnership"]
    assert pairs.count("—") == MOST_PAIRS and pairs.endswith("ещё пар: 2")
    assert list(found["day"]) == sorted(found["day"]) and found["uid"].is_unique


def test_quarters_and_half_years_of_the_window_and_the_programmes_period_are_there():
    found = calendar_of_year(tables())
    periods = found[found["kind"] == "period"]
    assert len(periods) == 2 * 6 + 1
    programme = row_of(periods, what="Период реализации Программы")
    assert (programme["start"], programme["day"]) == (PERIOD.start.isoformat(), PERIOD.end.isoformat())
    assert list(periods["day"].astype(str).str[:4].unique()) == ["2021", "2022", "2023"]
    waiting = calendar_of_year(YearTables(**{**vars(tables()), "period": None}))
    assert len(waiting) == 6, "the school year of the reporting date alone"


def test_an_item_whose_term_has_not_passed_is_to_come_though_nothing_is_recorded():
    made = shipped_edition()
    found = calendar_of_year(YearTables(**{**vars(tables()), "occurrences": made.plan_occurrences}))
    own = found[found["kind"] == "plan"]
    assert set(own.loc[own["day"] >= TODAY, "status"]) == {"upcoming"}
    assert set(own.loc[own["day"] < TODAY, "status"]) == {"no_record"}


def test_an_entry_keeps_its_uid_when_its_status_and_its_term_change():
    first = {"held_on": "2022-05-05", "assignment": "Сделать", "due_on": "2022-06-01"}
    before = calendar_of_year(tables(minutes=[first]))
    after = calendar_of_year(tables(minutes=[{**first, "due_on": "2022-07-01", "done_on": "2022-07-01"}]))
    assert set(before["uid"]) == set(after["uid"])


def test_rows_that_are_alike_in_all_have_uids_of_their_own():
    one = {"held_on": "2022-05-05", "assignment": "Сделать", "due_on": "2022-06-01"}
    assert calendar_of_year(tables(minutes=[one, one, one]))["uid"].is_unique
