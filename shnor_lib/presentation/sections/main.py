"""«Главное»: what the head of the education office reads in one minute."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known, taking_part
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.charts.verdict_bars import verdict_bar
from shnor_lib.presentation.explanations import EXPLANATIONS
from shnor_lib.presentation.procedures import share_of_pupils
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.drafts import TERM, WORDS, edition_drafts
from shnor_lib.presentation.statements.facts import correction_note, marked_names, schools_in_question
from shnor_lib.presentation.statements.one_minute import cannot_be_told, first_of_all, what_changed, worst_results
from shnor_lib.presentation.statements.school_pictures import (
    school_forests,
    school_strips,
    strip_note,
    strip_years,
)
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, joined, paragraphs
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import target_words, verdict_words, with_unit

#: Of more schools the first page would be a list: the table stands in the workbook then.
MOST_SCHOOLS = 24
#: Width and height of the pictures of a row, in millimetres: a dozen schools leave room for the rest of the page.
STRIP_MM, FOREST_MM, BAR_MM = (26.0, 6.0), (20.0, 4.6), (18.0, 2.8)
#: Decisions of the first page; the draft has all.
MOST_DECISIONS = 5


def in_one_minute(edition: Edition) -> Text:
    """Return what comes first, what has changed and what cannot be told."""
    parts = {
        "first_of_all": first_of_all(edition),
        "what_changed": what_changed(edition),
        "cannot_be_told": cannot_be_told(edition),
    }
    return paragraphs(*(joined([words], opening=EXPLANATIONS[label]) for label, words in parts.items()))


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
    strips = school_strips(edition, list(ids), STRIP_MM)
    forests = school_forests(edition, list(ids), FOREST_MM)
    frame = own.assign(
        name=[f"{name}\n{_standing(row)}" for name, row in zip(marked_names(edition, own), rows_of(own), strict=True)],
        worst=[_worst(row) for row in worst.to_dict("records")],
        strip=[one.words for one in strips],
        change=[_change(row) for row in rows_of(changes)],
        forest=[one.words for one in forests],
        help=_help(edition, list(ids)),
    )
    years = edition.params.criteria.years
    of_years = f"{wording.school_year_short(years.previous)} и {wording.school_year_short(years.before_previous)}"
    drawn = strip_years(edition)
    span = "–".join(dict.fromkeys(wording.school_year_short(year) for year in (drawn[:1] + drawn[-1:])))
    columns = [
        Column("name", f"Школа; низких результатов в {of_years}"),
        Column("worst", "Худший результат последнего года"),
        Column("strip", f"Все процедуры, {span}"),
        Column("change", "Изменение доли «2», п. п."),
        Column("forest", "95 %-й интервал"),
        Column("help", "Помощь, участие"),
    ]
    if edition.school_support.empty:  # without participants there are no intervals
        columns = [one for one in columns if one.key != "forest"]
    columns = [one for one in columns if frame[one.key].notna().any()]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Школы списка и Программы",
        marks={
            "name": ["total"] * len(frame),
            "worst": ["total" if one else "" for one in is_true(worst["low"])],
            "change": ["total" if one else "" for one in is_true(changes["firm"])],
        },
        pictures={
            "strip": [one.svg for one in strips],
            "forest": [one.svg for one in forests],
        },
        notes=(_note(edition), strip_note(edition), *correction_note(edition)),
        rests_on={
            "name": [Evidence("classification", name) for name in ("standing", "low_previous", "low_before_previous")],
            "worst": [Evidence("latest_results", name) for name in ("fail_pct", "n_failed", "n_participants", "low")],
            "strip": Evidence("results", "fail_pct"),
            "change": Evidence("school_dynamics", "change_pp", {"scope": "all"}),
            "forest": [Evidence("school_support", name) for name in ("mean_pp", "mean_low_pp", "mean_high_pp")],
            "help": [Evidence("help_coverage", "reached", {"kind": "any"}), Evidence("schools", "participant_since")],
        },
        id="main-schools",
        lookup=len(frame) > MOST_SCHOOLS,
    )


_ORDER = "Порядок — по списку школ, не по результатам."
_PUPILS = " «5 из 12» — «2» получили (не сдали) пять из двенадцати."
_SIGNS = " «Низких 2/13» — низких результатов два из тринадцати. Полужирным — низкий результат и изменение больше {}."


def _note(edition: Edition) -> str:
    """Return what the signs of the table mean, those that it has."""
    known = not edition.school_support.empty
    return _ORDER + (_PUPILS if known else "") + _SIGNS.format("случайного" if known else "ошибки округления")


def _standing(row: Any) -> str:
    """Return how a school stands to the list and the criteria, with its numbers of low results in the two years."""
    numbers = " и ".join("?" if pd.isna(one) else str(int(one)) for one in (row.low_previous, row.low_before_previous))
    return _STANDINGS[row.standing].format(numbers)


_STANDINGS = {
    "listed_confirmed": "критерии выполнены: {}",
    "listed_unconfirmed": "основание уточнить: {}",
    "unlisted_met": "в списке нет, критерии: {}",
    "unlisted": "в списке нет: {}",
    "undetermined": "определить нельзя: {}",
}


def _worst(row: dict[Any, Any]) -> Any:
    """Return e.g. «5 из 12», and below it which procedure that was and how many results were low."""
    if pd.isna(row["fail_pct"]):
        return None
    name = wording.procedure(row["assessment"], row["level"], row["subject"], row["grade"])
    name = name.replace("базовый", "баз.").replace("профильный", "проф.")
    return f"{share_of_pupils(row)}\n{name}; низких {int(row['low_results'])}/{int(row['held'])}"


def _change(row: Any) -> Any:
    """Return the change with its sign."""
    return None if pd.isna(row.change_pp) else wording.signed(row.change_pp)


def _help(edition: Edition, school_ids: list[str]) -> list[Any]:
    """Return how many teachers help has reached and since when the school takes part, as far as registers tell."""
    coverage = edition.help_coverage
    reached = coverage[coverage["kind"] == "any"].set_index("school_id").reindex(school_ids)
    schools = edition.schools
    known, part = participation_known(schools), taking_part(schools, as_of(edition))
    since = schools.loc[part].set_index("school_id")["participant_since"].reindex(school_ids)
    return [_help_words(of_school, day, known=known) for of_school, day in zip(rows_of(reached), since, strict=True)]


def _help_words(reached: Any, since: Any, *, known: bool) -> Any:
    told = [] if pd.isna(reached.reached) else [f"{int(reached.reached)} из\u00a0{int(reached.teachers)}"]
    if known:
        told += ["не участвует" if pd.isna(since) else f"с {wording.short_date(since)}"]
    return "\n".join(told) or None


# Indicators and decisions


def indicator_verdicts(edition: Edition) -> PublicationTable | None:
    """Return a line per indicator of the programme's table: value against target; nothing where no value is known."""
    indicators = edition.indicators[edition.indicators["group"] == "targets"]
    if not indicators["actual"].notna().any():  # the sentences above say it
        return None
    drawn = [verdict_bar(row, BAR_MM) for row in rows_of(indicators)]
    frame = indicators.assign(
        verdict=[_verdict_in_words(row) for row in rows_of(indicators)],
        actual_words=[_actual_words(row) for row in rows_of(indicators)],
    )
    columns = [
        Column("short_name", "Показатель"),
        Column("verdict", "Факт и цель"),
        Column("actual_words", "Факт"),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Показатели Программы",
        pictures={"verdict": [one.svg for one in drawn]},
        marks={"actual_words": ["muted" if pd.isna(row.actual) else "total" for row in rows_of(indicators)]},
        notes=("Засечка — цель; залито — достигнуто, контур — нет.",),
        rests_on={
            "verdict": [Evidence("indicators", name) for name in ("actual", "target", "status")],
            "actual_words": [Evidence("indicators", name) for name in ("actual", "numerator", "denominator")],
        },
        id="verdicts",
        beside=True,
    )


def _verdict_in_words(row: Any) -> str:
    """Return e.g. «7 из 9, цель 40 %: достигнут»: what stands where no picture can."""
    return f"{_actual_words(row)}, цель {target_words(row)}: {verdict_words(row)}"


def _actual_words(row: Any) -> str:
    """Return «7 из 9» of a share, else the value; without one the verdict and the state before the programme."""
    if pd.isna(row.actual):
        before = "" if pd.isna(row.baseline) else f", было {wording.percent(row.baseline)}"
        return f"{verdict_words(row)}{before}"
    if row.unit == "%" and not pd.isna(row.numerator) and not pd.isna(row.denominator):
        return f"{wording.number(row.numerator)} из\u00a0{wording.number(row.denominator)}"
    return with_unit(row.actual, row.unit)


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
            "id": [draft.statement.id for draft in shown],
            "number": [str(n) for n in range(1, 1 + len(shown))],
            "text": [f"{one.text.rstrip('.')} — {draft.responsible}" for one, draft in zip(said, shown, strict=True)],
            "due": [draft.due_on for draft in shown],
        }
    )
    columns = [
        Column("number", "№", "code"),
        Column("text", "Решение и кто отвечает"),
        Column("due", "Срок", "date"),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Что решить рабочей группе",
        notes=(_all_decisions(len(found)),),
        statements=said,
        rests_on={"text": WORDS, "due": TERM},
        id="main-decisions",
    )


def no_decisions(edition: Edition) -> Text:
    """Say so where there is nothing to decide."""
    return paragraphs(
        Statement(
            "main.no_decisions",
            "**Решений не требуется.**",
            {},
            (Evidence("statements", "holds", {"kind": "decision"}),),
            holds=not edition_drafts(edition, "decisions"),
        )
    )


def _all_decisions(count: int) -> Statement:
    """Say how many decisions the draft has."""
    return Statement(
        "main.decisions",
        "Всего в проекте {decisions:решение|решения|решений} ({section:decisions}).",
        {"decisions": count},
        (Evidence("statements", "holds", {"kind": "decision"}),),
    )


SECTION = Section(
    id="main",
    forms=("report", "brief"),
    title="Главное",
    kind="plain",
    new_page=True,
    parts=(in_one_minute, schools_table, indicator_verdicts, decisions_table, no_decisions),
)
