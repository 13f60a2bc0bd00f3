"""How the school's results changed, with what chance explains, and what nobody can tell of the cause."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import SCOPES, WHY_NOT_FIRM
from shnor_lib.presentation.cards.card import Card, CardSection
from shnor_lib.presentation.statement import Statement
from shnor_lib.presentation.text import Text, sentences

#: The scopes that never are left out beside the change over all pairs.
PARTS = ("VPR", "OGE_EGE", "cohort")


def change_text(card: Card) -> Text:
    """Return the change over all comparable procedures, its parts, its interval and what may not be concluded."""
    own = {row.scope: row for row in rows_of(card.own(card.edition.school_dynamics)) if row.pairs > 0}
    whole = own.get("all")
    if whole is None or pd.isna(whole.change_pp):
        return Text("")
    return sentences(
        _moved(card, whole), _how_sure(card, whole), _parts(card, own), _by_itself(card, whole), *_no_cause(card, whole)
    )


def _moved(card: Card, whole: Any) -> Statement:
    years = card.edition.params.dynamics
    return Statement(
        "card.change",
        "Между {from_year:years} и {to_year:years} учебными годами средняя доля «2» по "
        "{pairs:сопоставимой процедуре|сопоставимым процедурам|сопоставимым процедурам} {change} (с {was:number1} до "
        "{now:percent}).",
        {
            "from_year": years.from_year,
            "to_year": years.to_year,
            "pairs": int(whole.pairs),
            "change": wording.change_in_words(whole.change_pp),
            "was": whole.mean_from_pct,
            "now": whole.mean_to_pct,
        },
        card.cells("school_dynamics", "change_pp", "mean_from_pct", "mean_to_pct", "pairs", scope="all"),
        school_ids=(card.school_id,),
    )


def _how_sure(card: Card, whole: Any) -> Statement:
    """Say whether chance explains the change: with the interval where participants of all its pairs are known."""
    support: Any = next(rows_of(card.own(card.edition.school_support)), None)
    measured = support is not None and support.pairs == whole.pairs and not pd.isna(support.mean_low_pp)
    firm = not pd.isna(whole.firm) and bool(whole.firm)
    why = None if wording.is_missing(whole.why_not_firm) else WHY_NOT_FIRM[whole.why_not_firm]
    interval = "95 %-й интервал изменения — от {low:points} до {high:points}" if measured else ""
    verdict = "изменение устойчиво" if firm else "{why}"
    if firm and measured:
        verdict = "это больше, чем объясняет случайность"
    return Statement(
        "card.change.sure",
        wording.sentence_case(": ".join(filter(None, (interval, verdict)))) + ".",
        {
            "low": support.mean_low_pp if measured else None,
            "high": support.mean_high_pp if measured else None,
            "why": why if measured or why is None else wording.sentence_case(why),
        },
        (
            *card.cells("school_dynamics", "firm", "why_not_firm", scope="all"),
            *card.cells("school_support", "mean_low_pp", "mean_high_pp"),
        ),
        holds=firm or why is not None,
        school_ids=(card.school_id,),
    )


def _parts(card: Card, own: dict[str, Any]) -> Statement:
    parts = {scope: own[scope].change_pp for scope in PARTS if scope in own and not pd.isna(own[scope].change_pp)}
    told = "; ".join(f"{SCOPES[scope]} {{{scope}:points}}" for scope in parts)
    return Statement(
        "card.change.parts",
        f"В том числе: {told}.",
        parts,
        card.cells("school_dynamics", "change_pp", scope=list(PARTS)),
        holds=bool(parts),
        school_ids=(card.school_id,),
    )


def _by_itself(card: Card, whole: Any) -> Statement:
    """Say what change was to be expected without any help, where that was reckoned for the school."""
    row: Any = next(rows_of(card.own(card.edition.school_expectation)), None)
    known = row is not None and card.is_in_support and not pd.isna(row.expected_change_pp)
    return Statement(
        "card.change.expected",
        "По результатам других школ и без помощи можно было ждать изменения на {expected:points}.",
        {"expected": row.expected_change_pp if known else None},
        card.cells("school_expectation", "expected_change_pp"),
        holds=known,
        school_ids=(card.school_id,),
    )


def _no_cause(card: Card, whole: Any) -> tuple[Statement, ...]:
    """Say that a school chosen by a bad year does better next time by itself, or that no help can show yet."""
    cells = (*card.cells("school_dynamics", "change_pp", scope="all"), *card.cells("dynamics", "in_programme"))
    before = not is_true(card.own(card.edition.dynamics)["in_programme"]).any()
    fell = float(wording.rounded(whole.change_pp, 1)) < 0
    return (
        Statement(
            "card.change.no_cause",
            "Какая часть снижения связана с помощью, по одной школе определить нельзя: школа отобрана по неудачному "
            "году, и часть снижения наступает сама.",
            {},
            cells,
            holds=card.is_in_support and fell and not before,
            school_ids=(card.school_id,),
        ),
        Statement(
            "card.change.before",
            "Эти результаты получены до начала Программы: о её действии они не говорят.",
            {},
            cells,
            holds=card.is_in_support and before,
            school_ids=(card.school_id,),
        ),
    )


SECTION = CardSection("card_change", "Изменение результатов", (change_text,))
