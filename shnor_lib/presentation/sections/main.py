"""«Главное»: what the head of the education office reads in one minute."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known, taking_part
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.procedures import share_of_pupils
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.drafts import edition_drafts
from shnor_lib.presentation.statements.facts import correction_note, marked_names, schools_in_question
from shnor_lib.presentation.statements.one_minute import cannot_be_told, first_of_all, what_changed, worst_results
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import VERDICT_MARKS, target_words, verdict_words, with_unit

#: Of more schools the first page would be a list: the table stands in the workbook then.
MOST_SCHOOLS = 24
#: Decisions of the first page; the draft has all.
MOST_DECISIONS = 5


def in_one_minute(edition: Edition) -> Text:
    """Return what comes first, what has changed and what cannot be told."""
    return paragraphs(
        sentences(explained("first_of_all"), first_of_all(edition)),
        sentences(explained("what_changed"), what_changed(edition)),
        sentences(explained("cannot_be_told"), cannot_be_told(edition)),
    )


# Schools


def schools_table(edition: Edition) -> PublicationTable | None:
    """Return the schools of the list and the programme: standing, worst latest result, change, help."""
    classification = edition.classification
    own = classification[classification["school_id"].isin(schools_in_question(edition))].reset_index(drop=True)
    if own.empty:
        return None
    ids = own["school_id"]
    worst = worst_results(edition).set_index("school_id").reindex(ids)
    changes = edition.school_dynamics[edition.school_dynamics["scope"] == "all"].set_index("school_id").reindex(ids)
    support = edition.school_support.set_index("school_id").reindex(ids)
    frame = own.assign(
        name=[f"{name}\n{_standing(row)}" for name, row in zip(marked_names(edition, own), rows_of(own), strict=True)],
        worst=[_worst(row) for row in worst.to_dict("records")],
        change=[_change(row, of) for row, of in zip(rows_of(changes), rows_of(support), strict=True)],
        help=_help(edition, list(ids)),
    )
    years = edition.params.criteria.years
    columns = [
        Column(
            "name",
            "Школа; низких результатов в "
            f"{wording.school_year_short(years.previous)} и {wording.school_year_short(years.before_previous)}",
        ),
        Column("worst", "Худший результат последнего года; сколько всего низких"),
        Column("change", "Изменение доли «2», п. п.; 95 %-й интервал"),
        Column("help", "Помощь получили педагоги; участие в Программе"),
    ]
    columns = [one for one in columns if frame[one.key].notna().any()]
    low = is_true(worst["low"])
    moved = is_true(changes["firm"])
    return PublicationTable.from_frame(
        frame,
        columns,
        "Школы списка и Программы",
        marks={
            "worst": ["total" if one else "" for one in low],
            "change": ["total" if one else "" for one in moved],
        },
        notes=(
            "Порядок — по списку школ округа, не по результатам. Полужирным — результат на пороге и выше и изменение "
            "больше случайного.",
            *correction_note(edition),
        ),
        id="main-schools",
        lookup=len(frame) > MOST_SCHOOLS,
    )


def _standing(row: Any) -> str:
    """Return how a school stands to the list and the criteria, with its numbers of low results in the two years."""
    numbers = " и ".join("?" if pd.isna(one) else str(int(one)) for one in (row.low_previous, row.low_before_previous))
    return _STANDINGS[row.standing].format(numbers)


_STANDINGS = {
    "listed_confirmed": "критерии выполнены: {}",
    "listed_unconfirmed": "основание включения уточнить: {}",
    "unlisted_met": "в списке нет, критерии: {}",
    "unlisted": "в списке нет: {}",
    "undetermined": "определить нельзя: {}",
}


def _worst(row: dict[str, Any]) -> str | None:
    """Return e.g. «5 из 12», and below it which procedure that was and how many results were low."""
    if pd.isna(row["fail_pct"]):
        return None
    name = wording.procedure(row["assessment"], row["level"], row["subject"], row["grade"])
    return f"{share_of_pupils(row)}\n{name}; низких {int(row['low_results'])} из\u00a0{int(row['held'])}"


def _change(row: Any, support: Any) -> str | None:
    """Return the change with its sign, and below it the interval where participants are known of all pairs."""
    if pd.isna(row.change_pp):
        return None
    words = wording.signed(row.change_pp)
    if pd.isna(support.mean_low_pp) or support.pairs != row.pairs:
        return words
    return f"{words}\nот {wording.signed(support.mean_low_pp)} до {wording.signed(support.mean_high_pp)}"


def _help(edition: Edition, school_ids: list[str]) -> list[str | None]:
    """Return how many teachers help has reached and since when the school takes part, as far as registers tell."""
    coverage = edition.help_coverage
    reached = coverage[coverage["kind"] == "any"].set_index("school_id").reindex(school_ids)
    schools = edition.schools
    known, part = participation_known(schools), taking_part(schools, as_of(edition))
    since = schools.loc[part].set_index("school_id")["participant_since"].reindex(school_ids)
    return [_help_words(of_school, day, known=known) for of_school, day in zip(rows_of(reached), since, strict=True)]


def _help_words(reached: Any, since: Any, *, known: bool) -> str | None:
    told = [] if pd.isna(reached.reached) else [f"{int(reached.reached)} из\u00a0{int(reached.teachers)}"]
    if known:
        told += ["не участвует" if pd.isna(since) else f"с {wording.short_date(since)}"]
    return "\n".join(told) or None


# Indicators and decisions


def indicator_verdicts(edition: Edition) -> PublicationTable | None:
    """Return a line per indicator of the programme's table: target, value, verdict; nothing where it has no target."""
    indicators = edition.indicators[edition.indicators["group"] == "targets"]
    if indicators.empty:
        return None
    frame = indicators.assign(
        target_words=[target_words(row) for row in rows_of(indicators)],
        actual_words=[_actual_words(row) for row in rows_of(indicators)],
        verdict=[verdict_words(row) for row in rows_of(indicators)],
    )
    columns = [
        Column("short_name", "Показатель", width=6),
        Column("target_words", "Цель", width=1),
        Column("actual_words", "Факт", width=2.2),
        Column("verdict", "Вывод", width=1.9),
    ]
    marks = {"verdict": [VERDICT_MARKS[status] for status in indicators["status"]]}
    return PublicationTable.from_frame(frame, columns, "Показатели Программы", marks=marks, id="verdicts")


def _actual_words(row: Any) -> str:
    """Return the value with what it is a share of, or the state before the programme where only that is known."""
    if pd.isna(row.actual):
        return wording.MISSING if pd.isna(row.baseline) else f"{wording.MISSING} (было {wording.percent(row.baseline)})"
    words = with_unit(row.actual, row.unit)
    if row.unit != "%" or pd.isna(row.numerator) or pd.isna(row.denominator):
        return words
    return f"{words} ({wording.number(row.numerator)} из\u00a0{wording.number(row.denominator)})"


def decisions_table(edition: Edition) -> PublicationTable | None:
    """Return what the working group has to decide first, with owner and date; the draft of decisions has all."""
    found = edition_drafts(edition, "decisions")
    shown = [draft for draft in found if draft.brief][:MOST_DECISIONS]
    if not shown:
        return None
    said = [
        Statement(
            f"main.{draft.statement.id}",
            "{brief}",
            {"brief": draft.brief},
            (Evidence("statements", "text", {"id": draft.statement.id}),),
            rule=draft.rule.id,
        )
        for draft in shown
    ]
    frame = pd.DataFrame(
        {
            "number": [str(n) for n in range(1, 1 + len(shown))],
            "text": [statement.text for statement in said],
            "responsible": [draft.responsible for draft in shown],
            "due": [draft.due_on for draft in shown],
        }
    )
    columns = [
        Column("number", "№", "code", width=0.4),
        Column("text", "Что решить рабочей группе", width=5.5),
        Column("responsible", "Ответственный", width=2.6),
        Column("due", "Срок", "date", width=1.2),
    ]
    return PublicationTable.from_frame(
        frame, columns, "Что требует решения прежде всего", id="main-decisions", statements=said
    )


def all_decisions(edition: Edition) -> Text:
    """Return how many decisions the draft has, or that there are none."""
    decisions = edition_drafts(edition, "decisions")
    evidence = (Evidence("statements", "holds", {"kind": "decision"}),)
    return paragraphs(
        Statement("main.no_decisions", "**Решений не требуется.**", {}, evidence, holds=not decisions),
        Statement(
            "main.decisions",
            "Всего в проекте {decisions:решение|решения|решений} со сроками ({section:decisions}).",
            {"decisions": len(decisions)},
            evidence,
            holds=bool(decisions),
        ),
    )


SECTION = Section(
    id="main",
    title="Главное",
    kind="plain",
    new_page=True,
    parts=(in_one_minute, schools_table, indicator_verdicts, decisions_table, all_decisions),
)
