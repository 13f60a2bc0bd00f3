"""What is said of shares of «2» with chance in view: true shares behind small groups, and control limits."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.certainty.funnels import FEWEST_SCHOOLS as FEWEST_COMPARED
from shnor_lib.analysis.certainty.funnels import PANEL
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.results.printed_shares import numbers
from shnor_lib.analysis.statistics.shrinkage import FEWEST_SCHOOLS
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.statements.facts import schools_in_question
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences

#: A probability of at least so much, or at most the rest, is called almost certain.
ALMOST_CERTAIN_PCT = 95.0


def chance_words(chance_pct: float) -> str:
    """Return a probability as people say it: «4 из 10»; «меньше 1 из 20» and «больше 19 из 20» at the ends."""
    if chance_pct < 100 - ALMOST_CERTAIN_PCT:
        return f"меньше 1 из{wording.NBSP}20"
    if chance_pct > ALMOST_CERTAIN_PCT:
        return f"больше 19 из{wording.NBSP}20"
    return f"{min(9, max(1, int(chance_pct / 10 + 0.5)))} из{wording.NBSP}10"


def estimates_of(edition: Edition, results: pd.DataFrame) -> pd.DataFrame:
    """Return for each result its row of `true_shares`, empty where it has none, on the index of the results."""
    key = ["school_id", *PROCEDURE_KEY]
    shares = edition.true_shares
    found = dict(zip(_keys(shares, key), shares.to_dict("records"), strict=True))
    nothing: dict[str, Any] = dict.fromkeys(shares.columns)
    return pd.DataFrame(
        [found.get(one, nothing) for one in _keys(results, key)], index=results.index, columns=list(shares.columns)
    )


def _keys(frame: pd.DataFrame, columns: list[str]) -> list[tuple]:
    plain = frame[columns].astype(object).where(frame[columns].notna(), "")
    return list(plain.itertuples(index=False, name=None))


def last_school_shares(edition: Edition) -> pd.DataFrame:
    """Return the rows of `true_school_shares` of the latest school year: schools in question, in the roster's order."""
    shares = edition.true_school_shares
    own = shares[shares["school_id"].isin(schools_in_question(edition))]
    own = own[own["school_year"] == own["school_year"].max()] if len(own) else own
    return in_roster_order(own, edition.schools, [])


def true_shares_text(edition: Edition) -> Text:
    """Return how sure shares of small groups are: an example, and of how many schools something is almost certain."""
    shares = edition.true_shares
    told = shares["estimate_pct"].notna()
    why = shares["why_not"].fillna("").astype(str)
    unknown, few = int((why == "no_participants").sum()), int((why == "few_schools").sum())
    missing = ["{unknown:результат|результата|результатов} — неизвестно число участников"] if unknown else []
    missing += [f"{{few:результат|результата|результатов}} — {_TOO_FEW}"] if few else []
    nothing = Statement(
        "results.no_true_shares",
        f"Оценить, какая доля «2» стоит за результатом малой группы, нельзя: {_TOO_FEW}."
        if few
        else "Оценить, какая доля «2» стоит за результатом малой группы, и построить контрольные границы нельзя: число "
        "участников неизвестно.",
        {"unknown": unknown, "few": few, "fewest": FEWEST_SCHOOLS},
        (Evidence("true_shares", "why_not"),),
        holds=not told.any() and len(shares) > 0,
    )
    if not told.any():
        return paragraphs(nothing)
    return paragraphs(
        nothing,
        _schools_together(edition),
        sentences(explained("true_shares"), _example(edition)),
        Statement(
            "results.true_shares",
            "Оценка есть для {told:of} результатов последнего учебного года и годов критериев"
            + (f"; нет её: {'; '.join(missing)}." if missing else "."),
            {"told": [int(told.sum()), len(shares)], "unknown": unknown, "few": few, "fewest": FEWEST_SCHOOLS},
            (Evidence("true_shares", "estimate_pct"), Evidence("true_shares", "why_not")),
            holds=bool(missing),
        ),
    )


_TOO_FEW = (
    "ни по одной такой процедуре нет {fewest} школ с известным числом участников (вместе со школами из файлов региона)"
)


def _example(edition: Edition) -> Statement:
    """Take the smallest class among the low results of the latest year: there chance matters most."""
    latest = edition.latest_results
    low = latest[is_true(latest["low"]) & latest["school_id"].isin(schools_in_question(edition))]
    low = low.join(estimates_of(edition, low)[["estimate_pct", "at_least_pct"]])
    low = in_roster_order(low[low["estimate_pct"].notna()], edition.schools, [])
    if low.empty:
        return Statement("results.true_share", "", {}, (Evidence("true_shares", "at_least_pct"),), holds=False)
    row = next(rows_of(low.iloc[[int(numbers(low, "n_participants").argmin())]]))
    shown = estimates_of(edition, low[low["school_id"] == row.school_id])
    exact = next(one for one in rows_of(shown) if _same_procedure(one, row))
    return Statement(
        "results.true_share",
        "Например, {school}, {procedure}: доля «2» {share:percent0} у {participants:участника|участников|участников}; "
        "на самом деле она скорее всего около {estimate:percent0}, а {threshold:percent*} и больше — с вероятностью "
        "{chance}.",
        {
            "school": wording.short_school_name(row.school),
            "procedure": wording.procedure(row.assessment, row.level, row.subject, row.grade, row.school_year),
            "participants": int(row.n_participants),
            "share": float(exact.fail_pct),
            "estimate": float(row.estimate_pct),
            "at_least": float(row.at_least_pct),
            "threshold": edition.params.criteria.low_threshold.value,
            "chance": chance_words(float(row.at_least_pct)),
        },
        tuple(
            Evidence("true_shares", name, {"school_id": row.school_id, "school_year": int(row.school_year)})
            for name in ("n_participants", "fail_pct", "estimate_pct", "at_least_pct")
        ),
        school_ids=(row.school_id,),
    )


def _same_procedure(one: Any, other: Any) -> bool:
    def key(row: Any) -> list[Any]:
        return ["" if pd.isna(value) else value for value in (getattr(row, name) for name in PROCEDURE_KEY)]

    return key(one) == key(other)


def _schools_together(edition: Edition) -> Statement:
    """Say in how many schools it is almost certain that the share of all procedures together reaches the threshold."""
    own = last_school_shares(edition)
    chance = numbers(own, "at_least_pct")
    reach, fall_short = int((chance > ALMOST_CERTAIN_PCT).sum()), int((chance < 100 - ALMOST_CERTAIN_PCT).sum())
    return Statement(
        "results.true_schools",
        "Доля «2» по всем процедурам {year:years} учебного года вместе почти наверняка не ниже {threshold:percent*} в "
        "{reach:of_schools}"
        + (", почти наверняка ниже — в {fall_short}" if fall_short else "")
        + (", ещё в {open} этого сказать нельзя" if len(own) > reach + fall_short else "")
        + " (это не критерий Программы).",
        {
            "year": int(own["school_year"].max()) if len(own) else None,
            "threshold": edition.params.criteria.low_threshold.value,
            "reach": [reach, len(own)],
            "fall_short": fall_short,
            "open": len(own) - reach - fall_short,
        },
        (Evidence("true_school_shares", "at_least_pct"),),
        holds=len(own) > 0,
    )


# Control limits


def funnel_text(edition: Edition) -> Text:
    """Return which schools lie outside the outermost control limits: a reason to look, never an appraisal."""
    funnel = edition.funnel
    shares = edition.true_shares
    known = shares["why_not"].fillna("").ne("no_participants").any()
    nothing = Statement(
        "results.no_funnel",
        "Контрольные границы доли «2» не построены: ни по одному предмету нет {fewest} школ с известным числом "
        "участников.",
        {"fewest": FEWEST_COMPARED},
        (Evidence("funnel", "*"), Evidence("true_shares", "why_not")),
        holds=funnel.empty and bool(known),
    )
    if funnel.empty:
        return paragraphs(nothing)
    outside = funnel["outside"].notna()
    by_chance = round(len(funnel) * OUTER_CHANCE, 1)
    panels = [own for _, own in in_roster_order(funnel, edition.schools, []).groupby(PANEL, sort=False)]
    return paragraphs(
        nothing,
        sentences(
            explained("funnel"),
            Statement(
                "results.funnel",
                "За внешними границами — {outside:of} долей"
                + ("; от одной случайности за ними оказалось бы примерно {by_chance:number1}" if by_chance else "")
                + " (графики — в {section:source_results:prepositional}).",
                {"outside": [int(outside.sum()), len(funnel)], "by_chance": by_chance},
                (Evidence("funnel", "outside"),),
            ),
        ),
        bullets(_outside_of_panel(own) for own in panels),
    )


#: How often a school lies outside the limits of 99.8 % by chance alone.
OUTER_CHANCE = 0.002


def panel_name(row: Any) -> str:
    """Return «ВПР, русский язык», the grades being together."""
    return wording.procedure(row.assessment, row.level, row.subject, full=True)


def _outside_of_panel(own: pd.DataFrame) -> Statement:
    """Name the schools outside the limits in one subject, those above and those below, in the roster's order."""
    first = next(rows_of(own))
    above, below = (own[own["outside"].eq(side).fillna(False).astype(bool)] for side in ("above", "below"))
    parts = ["выше верхней границы — {above:names}"] if len(above) else []
    parts += ["ниже нижней — {below:names}"] if len(below) else []
    key = {name: getattr(first, name) for name in ("assessment", "level", "subject")}
    return Statement(
        f"results.funnel.{first.assessment}.{first.level}.{first.subject}",
        f"{{panel}} ({{year:years}}, вместе {{centre:percent}}): {'; '.join(parts)}.",
        {
            "panel": panel_name(first),
            "year": int(first.school_year),
            "centre": float(first.centre_pct),
            "above": school_names(above),
            "below": school_names(below),
        },
        tuple(Evidence("funnel", name, key) for name in ("centre_pct", "outside")),
        holds=bool(parts),
        school_ids=tuple(own.loc[own["outside"].notna(), "school_id"]),
    )
