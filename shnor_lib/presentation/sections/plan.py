"""The plan, the management measures, the working group's assignments: what is late, and what is to come."""

from typing import Any

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import PLAN_STATUSES
from shnor_lib.presentation.needs import Need, filled
from shnor_lib.presentation.plan_words import ASSIGNMENT_STATUSES, PLAN_MARKS, days, is_known, state_words, typed_words
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

#: Roles of the items of the plan, or measures, that results of quarters answer.
QUARTERS = ("quarters_monitoring",)


def plan_text(edition: Edition) -> Text:
    """Return how many items have which status, which are late, and where all of them stand."""
    plan = edition.plan
    what = "Состояние каждого пункта" if is_known(plan) else "Пункты и их сроки"
    where = f"{what} — в {reference('plan_records', 'prepositional')}."
    return paragraphs(
        Statement("plan.nothing", "План мероприятий не представлен.", {}, (Evidence("plan", "*"),), holds=plan.empty),
        sentences(
            _statuses(plan),
            _unknown(plan),
            _done_late(plan),
            where if len(plan) else "",
        ),
    )


def _statuses(plan: pd.DataFrame) -> Statement:
    """Say how many items and measures there are and how many have which status; no term is no record of the doing."""
    status = plan["status"].replace("no_deadline", "no_record")
    counts = {code: int((status == code).sum()) for code in PLAN_STATUSES if code != "no_deadline"}
    told = "; ".join(f"{PLAN_STATUSES[code]} — {{{code}}}" for code in counts if counts[code])
    return Statement(
        "plan.statuses",
        f"В плане {_kinds_words(plan)}: {told}.",
        {**_kinds(plan), **counts},
        (Evidence("plan", "status"), Evidence("plan", "kind")),
        holds=is_known(plan),
    )


def _unknown(plan: pd.DataFrame) -> Statement:
    """Say that nothing is known of any item: none is done then, and none overdue."""
    return Statement(
        "plan.unknown",
        f"В плане {_kinds_words(plan)}; сведений об исполнении нет ({{section:missing}}), и ни один пункт не считается "
        "ни выполненным, ни просроченным.",
        _kinds(plan),
        (Evidence("plan", "status"), Evidence("plan", "kind")),
        holds=len(plan) > 0 and not is_known(plan),
    )


def _kinds(plan: pd.DataFrame) -> dict[str, int]:
    return {"items": int((plan["kind"] == "item").sum()), "measures": int((plan["kind"] == "measure").sum())}


def _kinds_words(plan: pd.DataFrame) -> str:
    """Return the template «15 пунктов и 8 мер»."""
    kinds = _kinds(plan)
    words = {"items": "{items:пункт|пункта|пунктов}", "measures": "{measures:мера|меры|мер}"}
    return wording.join(words[kind] for kind in words if kinds[kind])


def _done_late(plan: pd.DataFrame) -> Statement:
    """Say how many of the items that are done were done late, at least once."""
    done = plan[plan["status"] == "done"]
    late = done["days_late"].notna() | (done["done_late"].fillna(0) > 0)
    return Statement(
        "plan.done_late",
        "Из выполненных позже срока — {late:of}.",
        {"late": [int(late.sum()), len(done)]},
        tuple(Evidence("plan", name, {"status": "done"}) for name in ("days_late", "done_late")),
        holds=bool(late.any()),
    )


def unfinished_table(edition: Edition) -> PublicationTable | None:
    """Return the items and measures that are overdue or still to come; all of them stand in an appendix."""
    own = edition.plan[edition.plan["status"].isin(("overdue", "upcoming"))]
    if own.empty:
        return None
    order = own["status"].map({"overdue": 0, "upcoming": 1})
    own = own.assign(order=order).sort_values("order", kind="stable").reset_index(drop=True)
    frame = own.assign(
        what=[_brief(row.activity) for row in rows_of(own)],
        state=[state_words(row) for row in rows_of(own)],
    )
    columns = [
        Column("id", "№", "code", width=0.7),
        Column("what", "Пункт плана или мера", width=5),
        Column("due", "Срок", width=1.6),
        Column("responsible", "Ответственный", width=2.4),
        Column("state", "Исполнение", width=2.6),
    ]
    marks = {"state": [PLAN_MARKS[status] for status in own["status"]]}
    return PublicationTable.from_frame(
        frame,
        columns,
        "Пункты и меры, срок которых прошёл или впереди",
        marks=marks,
        rests_on={"state": Evidence("plan", "status")},
        id="plan-unfinished",
    )


#: So much of an item's words is printed where the item is only to be recognised.
_MOST_SIGNS = 110


def _brief(activity: str) -> str:
    """Return the beginning of an item's text, cut between words."""
    if len(activity) <= _MOST_SIGNS:
        return activity
    return activity[:_MOST_SIGNS].rsplit(" ", 1)[0].rstrip(" ,;:(«") + "…"


# The working group's assignments


def assignments_text(edition: Edition) -> Text:
    """Return how many assignments of the working group are done, overdue and coming."""
    own = edition.assignments
    counts = {status: int((own["status"] == status).sum()) for status in ASSIGNMENT_STATUSES}
    told = ", ".join(f"{words} — {{{status}}}" for status, words in ASSIGNMENT_STATUSES.items() if counts[status])
    return paragraphs(
        Statement(
            "plan.assignments",
            f"В протоколах рабочей группы {{assignments:поручение|поручения|поручений}}: {told}.",
            {"assignments": len(own), **counts},
            (Evidence("assignments", "status"),),
            holds=len(own) > 0,
        )
    )


def unfinished_assignments(edition: Edition) -> PublicationTable | None:
    """Return the assignments that are not done, overdue ones first."""
    own = edition.assignments
    return assignments_list(own[own["status"] != "done"], "Неисполненные поручения", "assignments-unfinished")


def assignments_table(edition: Edition) -> PublicationTable | None:
    """Return all assignments, overdue ones first; to be looked up."""
    return assignments_list(edition.assignments, "Поручения рабочей группы", "assignments", lookup=True)


def assignments_list(
    own: pd.DataFrame, caption: str, table_id: str, *, lookup: bool = False
) -> PublicationTable | None:
    """Return assignments with their minutes, terms and execution."""
    if own.empty:
        return None
    own = own.reset_index(drop=True)
    frame = own.assign(
        minutes=[f"№{wording.NBSP}{row.minutes_id} от {wording.short_date(row.held_on)}" for row in rows_of(own)],
        state=[_assignment_words(row) for row in rows_of(own)],
    )
    columns = [
        Column("minutes", "Протокол", width=2.2),
        Column("assignment", "Поручение", width=4.6),
        Column("responsible", "Ответственный", width=2.4),
        Column("due_on", "Срок", "date", width=1.4),
        Column("state", "Исполнение", width=2.2),
    ]
    marks = {"state": [PLAN_MARKS.get(status, "") for status in own["status"]]}
    return PublicationTable.from_frame(frame, columns, caption, marks=marks, id=table_id, row_headers=2, lookup=lookup)


def _assignment_words(row: Any) -> str:
    late = "" if pd.isna(row.days_late) else days(row.days_late)
    if row.status == "no_record":
        return typed_words(row.as_typed)
    if row.status == "done":
        return f"исполнено {wording.short_date(row.done_on)}" + (f", позже срока на {late}" if late else "")
    return ASSIGNMENT_STATUSES[row.status] + (f" на {late}" if late else "")


# The cycle of events


AUDIENCES = {one.code: one.word for one in register_sheet("events").column("audience").choices}


def events_text(edition: Edition) -> Text:
    """Return how many events there were in the programme's period, by their form."""
    own = edition.events_by_month
    counts = own.groupby("form", sort=False)["events"].sum().sort_values(ascending=False, kind="stable")
    values: dict[str, Any] = {"events": int(own["events"].sum())}
    parts: list[str] = []
    for place, (form, events) in enumerate(counts.items(), start=1):
        parts.append(f"{{form_{place}}} — {{events_{place}}}")
        values |= {f"form_{place}": form or "форма не указана", f"events_{place}": int(events)}
    return paragraphs(
        Statement(
            "plan.events",
            f"За период Программы проведено {{events:мероприятие|мероприятия|мероприятий}}: {'; '.join(parts)}.",
            values,
            (Evidence("events_by_month", "events"), Evidence("events_by_month", "form")),
            holds=len(own) > 0,
        )
    )


def cycle_table(edition: Edition) -> PublicationTable | None:
    """Return the events by month, form and audience, with those who came and items of the plan; to be looked up."""
    own = edition.events_by_month
    if own.empty:
        return None
    frame = own.assign(
        month_words=own["month"].map(wording.month_words),
        form=own["form"].replace("", "не указана"),
        audience=own["audience"].map(AUDIENCES).fillna("не указана"),
    )
    columns = [
        Column("month_words", "Месяц", width=1.8),
        Column("form", "Форма", width=2.2),
        Column("audience", "Аудитория", width=2.6),
        Column("events", "Мероприятий", "integer", width=1.2),
        Column("people", "Педагогов", "integer", width=1.1),
        Column("plan_items", "Пункты плана и меры", width=2),
    ]
    notes = ("Педагог, который был на нескольких мероприятиях одного месяца, формы и аудитории, учтён один раз.",)
    return PublicationTable.from_frame(
        frame, columns, "Циклограмма мероприятий", notes=notes, id="cycle", row_headers=3, lookup=True
    )


# Results of quarters


def quarters_text(edition: Edition) -> Text:
    """Return in how many schools success fell from the first quarter of the latest school year to its last."""
    own = _latest_quarters(edition.quarters)
    wide = own.pivot(index="school_id", columns="quarter", values="success_pct").sort_index(axis=1)
    first, last = (wide.iloc[:, place] if wide.shape[1] else pd.Series(dtype=float) for place in (0, -1))
    change = (last - first).dropna()
    values = {
        "year": int(own["school_year"].iloc[0]) if len(own) else None,
        "schools": own["school_id"].nunique(),
        "fell": [int((change < 0).sum()), len(change)],
    }
    cells = tuple(Evidence("quarters", name) for name in ("school_year", "quarter", "success_pct"))
    is_course = wide.shape[1] > 1 and len(change) > 0
    course = "; успеваемость к последней четверти ниже, чем в первой, в {fell:of}" if is_course else ""
    return paragraphs(
        Statement(
            "plan.quarters",
            f"Результаты четвертей за {{year:year}} есть по {{schools:школе|школам|школам}}{course}.",
            values,
            cells,
            holds=len(own) > 0,
        )
    )


def _latest_quarters(quarters: pd.DataFrame) -> pd.DataFrame:
    return quarters[quarters["school_year"] == quarters["school_year"].max()]


def quarters_table(edition: Edition) -> PublicationTable | None:
    """Return success and quality by school and quarter, the last school year of the register; to be looked up."""
    own = edition.quarters
    if own.empty:
        return None
    own = _latest_quarters(own)
    year = int(own["school_year"].iloc[0])
    wide = own.pivot(index="school_id", columns="quarter", values=["success_pct", "quality_pct"])
    quarters = sorted(own["quarter"].unique())
    parts = [(part, quarter) for quarter in quarters for part in ("success_pct", "quality_pct")]
    frame = by_school(own).assign(**{f"{part}_{quarter}": wide[part, quarter] for part, quarter in parts})
    words = {"success_pct": "успев.", "quality_pct": "кач."}
    columns = [
        Column("school", "Школа", width=2.6),
        *(
            Column(f"{part}_{quarter}", words[part], "percent", decimals=1, group=f"{quarter} четверть", width=1)
            for part, quarter in parts
        ),
    ]
    notes = (
        "Успеваемость — доля обучающихся, которые успевают; качество — доля обучающихся на «4» и «5»; по всем "
        "предметам и классам, указанным на листе «Четверти».",
    )
    return PublicationTable.from_frame(
        with_short_names(frame.reset_index(drop=True)),
        columns,
        "Результаты по четвертям, %",
        notes=(f"{wording.sentence_case(wording.school_year(year))}.", *notes),
        id="quarters",
        lookup=True,
    )


EXECUTION = Need(
    "Сказать, что из плана выполнено, а что просрочено, нельзя", ("plan",), lambda edition: is_known(edition.plan)
)

SECTION = Section(
    id="plan",
    title="План мероприятий и управленческие меры",
    parts=(
        plan_text,
        Subsection("Просрочено и предстоит", (unfinished_table,), EXECUTION),
        Subsection(
            "Поручения рабочей группы",
            (assignments_text, unfinished_assignments, assignments_table),
            Need("Поручения рабочей группы не представлены", ("minutes",), filled("assignments")),
        ),
        Subsection(
            "Мероприятия",
            (events_text, cycle_table),
            Need("Циклограмму мероприятий составить нельзя", ("events",), filled("events_by_month")),
        ),
        Subsection(
            "Результаты по четвертям",
            (quarters_text, quarters_table),
            Need("Текущих результатов по четвертям{items} нет", ("quarters",), filled("quarters"), QUARTERS),
            QUARTERS,
        ),
    ),
)
