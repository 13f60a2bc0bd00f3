"""Facts of support: who has a partner and for what, who takes part in the programme, whom help did not reach."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true, not_after
from shnor_lib.analysis.programme.roster import in_support, participation_known, taking_part
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import subject_codes, subject_name
from shnor_lib.presentation.plan_items import after_semicolon
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, worded
from shnor_lib.presentation.statements.fact import Fact, fact_of_schools, school_names
from shnor_lib.presentation.statements.present_state import (
    SUBJECTS,
    in_roster_order,
    procedures_told,
    state_words,
)

#: Areas of competences by their codes in the register of diagnostics.
AREAS = {one.code: one.word for one in register_sheet("diagnostics").column("area").choices}
#: A group of teachers has a common deficit if at least this share of it is below the border of diagnostics.
COMMON_DEFICIT_PCT = 50


# The list, the programme and the data


def participation_facts(edition: Edition, rose_firmly: Fact) -> dict[str, Fact]:
    """Return the schools outside the list that meet the criteria, and those of the list that are outside the programme.

    As long as nobody is listed there is no list, and the schools that meet the criteria are proposed for one.

    Args:
        edition: the edition.
        rose_firmly: schools whose share of «2» rose beyond doubt; said beside those outside the programme.
    """
    schools, classification = edition.schools, edition.classification
    today = as_of(edition)
    met = classification[classification["standing"] == "unlisted_met"]
    proposed = met if not is_true(classification["listed"]).any() else met.iloc[:0]
    outside_list = met.drop(proposed.index)
    joins = schools["participant_since"].notna() & ~not_after(schools["participant_since"], today)
    away = is_true(schools["listed"]) & ~taking_part(schools, today) & ~joins
    outside = schools[away & participation_known(schools)]
    since = schools[taking_part(schools, today)].set_index("school_id")["participant_since"]
    return {
        **{
            name: _with_state(edition, own, ("classification", "standing"), _criteria_words(own, since))
            for name, own in (("unlisted_met", outside_list), ("proposed", proposed))
        },
        "outside": _with_state(edition, outside, ("schools", "participant_since"), _rise_words(outside, rose_firmly)),
    }


def _criteria_words(met: pd.DataFrame, since: "pd.Series[str]") -> dict[str, str]:
    """Return by school the criteria that are met, and since when a school is in the programme already."""
    words = {}
    for row in rows_of(met):
        own = [number for number, met_it in (("1", row.criterion_1), ("2", row.criterion_2)) if _is_true(met_it)]
        named = f"{'критерий' if len(own) == 1 else 'критерии'} {wording.join(own)}"
        day = since.get(row.school_id)
        words[row.school_id] = named + (f"; участвует в Программе с {wording.short_date(day)}" if day else "")
    return words


def _is_true(value: object) -> bool:
    return not wording.is_missing(value) and bool(value)


def _rise_words(outside: pd.DataFrame, rose_firmly: Fact) -> dict[str, str]:
    """Return by school that its share rose, and beyond what: chance only where its participants are known."""
    rose = {school_id: one for one in rose_firmly.each for school_id in one.school_ids}
    return {
        school_id: f"доля «2» выросла больше, чем объясняет {rose[school_id].words['chance']}"
        for school_id in outside["school_id"]
        if school_id in rose
    }


def _with_state(edition: Edition, own: pd.DataFrame, cell: tuple[str, str], further: dict[str, str]) -> Fact:
    """Return a fact of schools with what is to be said of each in brackets: its latest results, and what is given."""
    latest = in_roster_order(edition)

    def told(school_id: str) -> str:
        return "; ".join(filter(None, (further.get(school_id), state_words(latest, school_id))))

    def fact(rows: pd.DataFrame, each: tuple[Fact, ...] = ()) -> Fact:
        named = zip(school_names(rows), rows["school_id"], strict=True)
        whole = [f"{name} ({told(school_id)})" for name, school_id in named]
        words = {"with_state": wording.join_clauses(whole)}
        return fact_of_schools(rows, cell, ("latest_results", "low"), words=words, each=each)

    return fact(own, tuple(fact(own.iloc[[place]]) for place in range(len(own))))


# Partnerships


def partnership_facts(edition: Edition) -> dict[str, Fact]:
    """Return who needs a partner, whose agreement ends, and whose is for another subject than the one that is low.

    Without a register of partnerships nobody is known to have none: then the confirmed schools may need one.
    """
    partners, today = edition.partnerships, as_of(edition)
    supported = edition.schools[in_support(edition.schools, today)]
    force = partners[is_true(partners["in_force"])]
    goes_on = force[force["until"].isna() | ~not_after(force["until"], today)]
    agreed = edition.register_partnerships
    coming = agreed[agreed["since"].notna() & ~not_after(agreed["since"], today)]
    has, keeps = set(force["school_id"]), {*goes_on["school_id"], *coming["school_id"]}
    confirmed = edition.classification[edition.classification["standing"] == "listed_confirmed"]
    known = len(partners) > 0
    alone = supported[~supported["school_id"].isin(has) & known]
    unknown = confirmed.iloc[: 0 if known else None]
    ending = supported[supported["school_id"].isin(has - keeps)]
    measure = {"measure": after_semicolon(edition, "partnerships")}
    ends = {"until": sorted(set(force[force["school_id"].isin(has - keeps)]["until"]))}
    in_force = ("partnerships", "in_force")
    return {
        "no_partner": fact_of_schools(alone, in_force, words=measure),
        "partner_unknown": fact_of_schools(unknown, ("classification", "standing"), words=measure),
        "to_partner": fact_of_schools(
            pd.concat([alone[["school_id", "school"]], unknown[["school_id", "school"]]]),
            in_force,
            ("classification", "standing"),
        ),
        "partner_ending": fact_of_schools(
            ending,
            ("partnerships", "until"),
            ("register_partnerships", "since"),
            words={"until": worded("{until:days}", ends), **measure},
            values=ends,
        ),
        "partner_elsewhere": _partner_elsewhere(edition, supported, force),
    }


def _partner_elsewhere(edition: Edition, supported: pd.DataFrame, force: pd.DataFrame) -> Fact:
    """Return the schools whose partnerships leave out a subject in which their latest results are low."""
    latest = in_roster_order(edition)
    low = latest[is_true(latest["low"]) & latest["subject"].isin(SUBJECTS)]
    lacking: dict[str, list[Any]] = {}
    for school in rows_of(supported):
        own = force[force["school_id"] == school.school_id]
        if own.empty or own["subject"].isna().any():
            continue
        covered = set().union(*map(subject_codes, own["subject"]))
        for code in SUBJECTS:
            if code not in covered and ((low["school_id"] == school.school_id) & (low["subject"] == code)).any():
                lacking.setdefault(code, []).append(school.school_id)
    named = supported[supported["school_id"].isin({one for ids in lacking.values() for one in ids})]
    by_subject = {code: school_names(supported[supported["school_id"].isin(ids)]) for code, ids in lacking.items()}
    parts = [f"{subject_name(code)} — {wording.join(names)}" for code, names in by_subject.items()]
    of_these = pd.Series([row.school_id in lacking.get(row.subject, ()) for row in rows_of(low)], low.index, dtype=bool)
    when = procedures_told(low[of_these])
    return fact_of_schools(
        named,
        ("partnerships", "subject"),
        ("latest_results", "low"),
        words={"by_subject": "; ".join(parts), "when": worded(*when)},
        values={"by_subject": by_subject, "when": when},
    )


# Help


def help_facts(edition: Edition) -> dict[str, Fact]:
    """Return whom help did not reach and where it is needed, as far as registers tell."""
    whole = edition.help_coverage[edition.help_coverage["kind"] == "any"]
    lasting = edition.deficits[
        (edition.deficits["phase"] == "after") & (edition.deficits["low_pct"] >= COMMON_DEFICIT_PCT)
    ]
    factors, systems = edition.factors, edition.methodical_systems
    bare = tuple(factors.loc[factors["with_measure"] < factors["schools"], "factor"])
    return {
        "unreached": fact_of_schools(
            whole[(whole["teachers"] > 0) & (whole["reached"] == 0).fillna(False)], ("help_coverage", "reached")
        ),
        "lasting_deficits": Fact(
            tuple(_group_words(row) for row in rows_of(lasting)), evidence=(Evidence("deficits", "low_pct"),)
        ),
        "factors_without_measure": Fact(bare, evidence=(Evidence("factors", "with_measure", {"factor": list(bare)}),)),
        "systems_fell": fact_of_schools(systems[systems["change"] < 0], ("methodical_systems", "change")),
    }


def _group_words(row: Any) -> str:
    """Return a group of teachers in words: «математика (предметная)»."""
    area = AREAS.get(row.area, "область не указана")
    return f"{row.subject} ({area})" if row.subject else area
