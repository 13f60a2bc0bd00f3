"""Appendix: how each indicator was counted, what it is over other groups of schools, what has to be said beside it."""

import math
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.by_way import codes_with
from shnor_lib.analysis.indicators.declared import indicators_of
from shnor_lib.analysis.indicators.indicator import Group, Of
from shnor_lib.analysis.programme.numbering import missing_numbers, repeated_numbers
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import code_key
from shnor_lib.ground.ways import ways
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.indicator_words import remarks_by_indicator
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, joined, paragraphs, sentences
from shnor_lib.presentation.tree import Section
from shnor_lib.presentation.verdicts import share_words


def records_text(edition: Edition) -> Text:
    """Return the assumptions behind all indicators, and what of the programme's own list has to be said."""
    indicators = edition.indicators
    groups = {group: indicators[indicators["group"] == group] for group in (Group.TARGETS, Group.PASSPORT)}
    return paragraphs(
        sentences(
            explained("unknown_is_not_zero") if len(indicators) else "",
            explained("shares_of_teachers") if _has_teachers(edition) else "",
        ),
        sentences(_numbering(groups[Group.TARGETS]), _named_apart(edition, groups[Group.PASSPORT])),
        sentences(*(_overridden_targets(edition, own, group) for group, own in groups.items())),
        *_participation(edition),
    )


def _has_teachers(edition: Edition) -> bool:
    """Tell whether a share of teachers of the ШНОР is among the indicators."""
    return any(one.of is Of.TEACHERS for one in indicators_of(edition.indicators).values())


def _sources(edition: Edition, indicators: pd.DataFrame) -> list[str]:
    """Return where the programme names the indicators, each place once."""
    stated = edition.programme_indicators
    return list(dict.fromkeys(stated.loc[stated["id"].isin(indicators["id"]), "source"]))


def _numbering(indicators: pd.DataFrame) -> Statement:
    """Say that the programme's own numbers of the indicators repeat or leave some out."""
    numbers = list(indicators["source_number"])
    repeated, missing = repeated_numbers(numbers), missing_numbers(numbers)
    what = wording.join(word for word, found in (("повторяются", repeated), ("пропущены", missing)) if found)
    return Statement(
        "indicators.numbering",
        f"В Программе номера показателей {what} ({{numbers:list}}); свои номера {{codes:codes}} даны по порядку.",
        {"numbers": numbers, "codes": list(indicators["id"]), "repeated": repeated, "missing": missing},
        (Evidence("programme_indicators", "source_number", {"id": list(indicators["id"])}),),
        holds=bool(repeated or missing),
    )


def _named_apart(edition: Edition, indicators: pd.DataFrame) -> Statement:
    """Say that the programme sets no targets for these, and where it names them if not among the others."""
    no_target = indicators.loc[indicators["target"].isna(), "id"]
    sources = _sources(edition, indicators)
    others = edition.indicators[~edition.indicators["id"].isin(indicators["id"])]
    apart = len(others) > 0 and not set(sources) & set(_sources(edition, others))
    no_targets = len(no_target) == len(indicators)
    without = "; целевые значения для них не заданы" if no_targets else ""
    words = (
        f"Показатели {{codes:codes}} названы отдельно от целевых ({{sources:list}}){without}."
        if apart
        else "Целевые значения показателей {codes:codes} в Программе не заданы."
    )
    return Statement(
        "indicators.named_apart",
        words,
        {"codes": list(indicators["id"]), "sources": sources, "no_target": list(no_target), "apart": apart},
        (
            Evidence("programme_indicators", "source", {"id": list(indicators["id"])}),
            Evidence("indicators", "target", {"id": list(indicators["id"])}),
        ),
        holds=len(indicators) > 0,
    )


def _overridden_targets(edition: Edition, indicators: pd.DataFrame, group: Group) -> Statement:
    """Name the indicators whose targets the sheet «Настройки» sets otherwise than the programme."""
    stated = edition.programme_indicators.set_index("id")["target"].reindex(indicators["id"]).to_numpy()
    own = [row.id for row, target in zip(rows_of(indicators), stated, strict=True) if _differ(row.target, target)]
    return Statement(
        f"indicators.own_targets.{group}",
        "Целевые значения {codes:names} заданы на листе «Настройки», а не Программой.",
        {"codes": own},
        (Evidence("indicators", "target", {"id": own}), Evidence("programme_indicators", "target", {"id": own})),
        holds=bool(own),
    )


def _differ(one: Any, other: Any) -> bool:
    return pd.isna(one) != pd.isna(other) or (not pd.isna(one) and float(one) != float(other))


def _participation(edition: Edition) -> Iterator[Statement]:
    """Say how many schools each target of participation means, and what the list of schools leaves unsaid."""
    listed = int(is_true(edition.schools["listed"]).sum())
    known = participation_known(edition.schools)
    aimed = edition.indicators[edition.indicators["id"].isin(_of_participation(edition))]
    for row in rows_of(aimed):
        exact = None if pd.isna(row.target) or not listed else float(row.target) * listed / 100
        yield Statement(
            f"indicators.participation.{row.id}",
            "{target:percent*} от {listed:школы|школ|школ} — это {exact:number}: показатель {id} достигнут, если в "
            "Программу вошли не менее {needed:школы|школ|школ}."
            + ("" if known else " Какие школы списка в неё вошли и с какого дня, в исходных данных не указано."),
            {
                "id": row.id,
                "target": row.target,
                "listed": listed,
                "exact": exact,
                "needed": None if exact is None else math.ceil(round(exact, 9)),
                "participation_known": known,
            },
            (
                Evidence("indicators", "target", {"id": row.id}),
                Evidence("schools", "listed"),
                Evidence("schools", "participant_since"),
            ),
            holds=exact is not None,
        )


def _of_participation(edition: Edition) -> list[str]:
    """Return the indicators that ask for a least share of the ШНОР in the programme."""
    indicators = edition.indicators
    codes = codes_with(indicators, "schools_taking_part", "schools_listed")
    return [row.id for row in rows_of(indicators) if row.id in codes and getattr(row, "goal", None) != "at_most"]


def records_table(edition: Edition) -> PublicationTable | None:
    """Return of each indicator its full name, how it is counted, what it is over other schools, and the remarks."""
    own = edition.indicators
    if own.empty:
        return None
    said = remarks_by_indicator(own, edition.indicator_remarks, edition.params.indicators)
    frame = own.assign(
        number=[_number_words(row) for row in rows_of(own)],
        counted=[_counted_words(row) for row in rows_of(own)],
        others=pd.Series([_other_words(row) for row in rows_of(own)], own.index, dtype=object),
        remarks=pd.Series([_remarks(said.get(code, ())) for code in own["id"]], own.index, dtype=object),
    )
    columns = [
        Column("number", "№ (в Программе)", width=1.2),
        Column("name", "Показатель, как он назван в Программе", width=3.6),
        Column("counted", "Как посчитан", width=3.2),
        *([Column("others", "По другим школам", width=2.4)] if frame["others"].notna().any() else []),
        *([Column("remarks", "Оговорки", width=3.6)] if said else []),
    ]
    return PublicationTable.from_frame(
        frame.reset_index(drop=True),
        columns,
        "Показатели: как посчитаны",
        statements=tuple(statement for code in own["id"] for statement in said.get(code, ())),
        id="indicator-records",
    )


def _remarks(said: Iterable[Statement]) -> str | None:
    return joined(statement.text for statement in said).markdown or None


def _number_words(row: Any) -> str:
    """Return an indicator's code, with the programme's own number in brackets where it is another one."""
    is_own = row.group != Group.TARGETS or code_key(row.source_number) == code_key(row.id)
    return str(row.id) if is_own else f"{row.id} ({row.source_number})"


def _counted_words(row: Any) -> str:
    """Return an indicator's way of counting, of whom, and the value with its numerator and denominator."""
    words = {way.code: way.word for way in ways()}.get(getattr(row, "way", None) or "", "способ не указан")
    whose = f"; знаменатель — {row.denominator_words}" if isinstance(row.denominator_words, str) else ""
    decimals = 0 if pd.isna(row.denominator) else wording.share_decimals(row.denominator)
    value = "" if pd.isna(row.actual) else f". Значение: {share_words(row, decimals)}"
    return wording.sentence_case(words) + whose + value


def _other_words(row: Any) -> str | None:
    """Return the same share over all listed schools and over those confirmed by data, where they are told."""
    groups = {"all_listed": "все школы списка", "confirmed": "школы, где критерии подтверждены данными"}
    told = [f"{words} — {beside}" for name, words in groups.items() if (beside := _beside_words(row, name))]
    return wording.sentence_case("; ".join(told)) if told and not pd.isna(row.actual) else None


def _beside_words(row: Any, group: str) -> str:
    actual = getattr(row, f"{group}_actual")
    if pd.isna(actual):
        return ""
    numerator, denominator = (int(getattr(row, f"{group}_{name}")) for name in ("numerator", "denominator"))
    return f"{wording.percent(actual, wording.share_decimals(denominator))} ({numerator} из{wording.NBSP}{denominator})"


SECTION = Section(
    id="indicator_records",
    title="Показатели: как посчитаны",
    kind="appendix",
    commented=False,
    parts=(records_text, records_table),
)
