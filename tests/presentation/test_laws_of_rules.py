"""Laws of problems, recommendations and decisions, read a second time by plain loops over the tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from shnor_lib.presentation.statements.drafts import Draft, edition_drafts, rules
from shnor_lib.presentation.statements.facts import items_of_this_report
from tests.support import report_editions as editions
from tests.support.made_edition import SettledEdition
from tests.support.measured_edition import measured_edition
from tests.support.random_editions import random_edition

PARTS = ("problems", "recommendations", "decisions")
#: Rules that tell somebody to find a partner or to come to terms with one.
FIND_A_PARTNER = {"Р-14", "Р-16", "Р-17"}
MADE: dict[str, Callable[[Path], Any]] = {
    **{
        change.__name__: lambda folder, change=change: editions.changed_edition(change, folder)
        for change in editions.CHANGES
    },
    "one_school": editions.one_school,
    "measured": lambda _: measured_edition(),
    "shipped_2022": lambda _: editions.shipped_2022(),
    "nothing": lambda _: editions.nothing(),
    **{f"random {seed}": lambda _, seed=seed: random_edition(seed) for seed in range(2)},
}
ISSUED = ("built_2022", "built_demo")


@pytest.fixture(scope="module", params=[*MADE, *ISSUED])
def edition(request, tmp_path_factory) -> Any:
    if request.param in ISSUED:
        return editions.as_issued(request.getfixturevalue(request.param))
    made = MADE[request.param](tmp_path_factory.mktemp("edition"))
    return SettledEdition(**vars(made))


def found(edition: Any) -> dict[str, list[Draft]]:
    """Return the drafts by the rule's id."""
    by_rule: dict[str, list[Draft]] = {}
    for part in PARTS:
        for draft in edition_drafts(edition, part):
            by_rule.setdefault(draft.rule.id, []).append(draft)
    return by_rule


def named(edition: Any, *ids: str) -> set[str]:
    """Return the codes of the schools that the drafts of these rules name."""
    return {school_id for code in ids for draft in found(edition).get(code, ()) for school_id in draft.fact.school_ids}


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def low_of_latest(edition: Any) -> list[tuple[str, str, str, int]]:
    """Return (school, assessment, subject, year) of each low result of the latest year of its kind, by plain loops."""
    held = [
        row
        for row in records(edition.results)
        if row["counted"] and row["fail_pct"] is not None and (row.get("attempt") or 1) == 1
    ]
    latest: dict[tuple[str, str], int] = {}
    for row in held:
        kind = row["assessment"], row["subject"]
        latest[kind] = max(latest.get(kind, 0), row["school_year"])
    low = []
    for row in held:
        if row["school_year"] == latest[row["assessment"], row["subject"]]:
            n = row["n_participants"]
            is_low = row["fail_pct"] >= 30 if n is None else 100 * round(row["fail_pct"] * n / 100) >= 30 * n
            if is_low:
                low.append((row["school_id"], row["assessment"], row["subject"], row["school_year"]))
    return low


def short_year(year: int) -> str:
    return f"{year - 1}/{year % 100:02d}"


@pytest.mark.parametrize(("assessment", "ids"), [("OGE", ("П-13", "Д-12")), ("EGE", ("П-20", "Д-19"))])
def test_a_decision_about_an_exam_names_exactly_the_schools_low_in_the_latest_one(edition, assessment, ids):
    low = [row for row in low_of_latest(edition) if row[1] == assessment]
    for code in ids:
        assert named(edition, code) == {row[0] for row in low}, code
        for draft in found(edition).get(code, ()):
            assert all(short_year(row[3]) in draft.statement.text for row in low)


@pytest.mark.parametrize(
    ("subject", "ids"), [("RU", ("П-04", "Р-07", "Р-12", "Д-08")), ("MA", ("П-05", "Р-08", "Р-13", "Д-09"))]
)
def test_help_by_subject_goes_to_the_schools_low_in_it_in_the_latest_year(edition, subject, ids):
    low = [row for row in low_of_latest(edition) if row[2] == subject]
    for code in ids:
        assert named(edition, code) == {row[0] for row in low}, code
    for draft in (draft for code in (ids[0], ids[-1]) for draft in found(edition).get(code, ())):
        assert all(short_year(row[3]) in draft.statement.text for row in low)


def test_a_school_that_has_a_partner_is_not_told_to_find_one(edition):
    partnered = {row["school_id"] for row in records(edition.partnerships) if row["in_force"]}
    assert not named(edition, *FIND_A_PARTNER) & partnered
    if records(edition.partnerships):
        assert named(edition, "Р-17") == set(supported(edition)) - partnered


def as_of(edition: Any) -> str:
    return edition.indicators["as_of"].iloc[0] if len(edition.indicators) else edition.params.report.as_of.isoformat()


def takes_part(row: dict[str, Any], day: str) -> bool:
    since, until = row["participant_since"], row.get("participant_until")
    return since is not None and since <= day and (until is None or until >= day)


def supported(edition: Any) -> list[str]:
    day = as_of(edition)
    return [row["school_id"] for row in records(edition.schools) if row["listed"] or takes_part(row, day)]


def test_agreements_that_end_are_said(edition):
    day = as_of(edition)
    force: dict[str, list[str | None]] = {}
    for row in records(edition.partnerships):
        if row["in_force"]:
            force.setdefault(row["school_id"], []).append(row["until"])
    ending = {school for school, ends in force.items() if all(end is not None and end <= day for end in ends)}
    for code in ("П-23", "Р-24", "Д-22"):
        assert named(edition, code) == ending & set(supported(edition)), code


def test_a_partnership_for_another_subject_is_said(edition):
    words = {"RU": "русский язык", "MA": "математика"}
    subjects: dict[str, list[str | None]] = {}
    for row in records(edition.partnerships):
        if row["in_force"]:
            subjects.setdefault(row["school_id"], []).append(row["subject"])
    lacking = {
        (school, subject)
        for school, _, subject, _ in low_of_latest(edition)
        if school in subjects and school in supported(edition) and subject in words
        if not any(own is None or words[subject] in own.casefold() for own in subjects[school])
    }
    for code in ("П-24", "Р-25", "Д-23"):
        assert named(edition, code) == {school for school, _ in lacking}, code


def test_each_unlisted_school_that_meets_the_criteria_is_in_a_decision(edition):
    met = {row["school_id"] for row in records(edition.classification) if row["shnor"] is True and not row["listed"]}
    assert named(edition, "Д-21") == met


def test_a_row_is_called_ambiguous_only_where_it_is(edition):
    open_verdicts = [row for row in records(edition.classification) if row["standing"] == "undetermined"]
    ambiguous = {row["school_id"] for row in open_verdicts if row["why_open"] in ("ambiguous", "readings_disagree")}
    for code in ("П-02", "Р-05", "Д-02"):
        assert named(edition, code) == ambiguous, code
    for code in ("П-25", "Р-26", "Д-24"):
        assert named(edition, code) == {row["school_id"] for row in open_verdicts} - ambiguous, code


def test_each_listed_school_outside_the_programme_is_in_a_decision(edition):
    day, schools = as_of(edition), records(edition.schools)
    known = any(row["participant_since"] for row in schools)
    outside = {
        row["school_id"]
        for row in schools
        if known and row["listed"] and not takes_part(row, day) and not (row["participant_since"] or "") > day
    }
    for code in ("П-21", "Р-23", "Д-20"):
        assert named(edition, code) == outside, code


def test_what_is_called_missing_is_missing(edition):
    own = set(items_of_this_report())
    silent = [row["id"] for row in records(edition.plan) if row["status"] in ("no_record", "no_deadline")]
    unknown = [row["id"] for row in records(edition.indicators) if row["status"] == "no_data"]
    overdue = [row["id"] for row in records(edition.plan) if row["status"] == "overdue"]
    silent = [item for item in silent if item not in own]
    by_rule = found(edition)
    for code, expected in (("П-09", unknown), ("П-10", silent), ("Д-06", silent), ("П-14", overdue), ("Д-15", overdue)):
        assert [name for draft in by_rule.get(code, ()) for name in draft.fact.names] == expected, code
    for draft in by_rule.get("Д-14", ()):
        assert ("недостающих сведений" in draft.statement.text) == bool(silent or unknown)


def test_what_weighs_most_comes_first_and_schools_are_never_ranked(edition):
    low: dict[str, int] = {}
    for school, *_ in low_of_latest(edition):
        low[school] = low.get(school, 0) + 1
    places = {school_id: place for place, school_id in enumerate(edition.schools["school_id"])}
    for part in PARTS:
        drafted = edition_drafts(edition, part)
        order = [(-d.rule.weight, -max((low.get(one, 0) for one in d.fact.school_ids), default=0)) for d in drafted]
        assert order == sorted(order)
        for draft in drafted:
            own = [places[school_id] for school_id in draft.fact.school_ids]
            assert own == sorted(own), draft.rule.id


def test_evidence_names_cells_that_are_there(edition):
    for draft in (draft for own in found(edition).values() for draft in own):
        for cell in draft.fact.evidence:
            if cell.table == "params":
                continue
            assert cell.column in {"*", *getattr(edition, cell.table).columns}, (draft.rule.id, cell)


def test_every_rule_says_what_it_rests_on():
    """Rules of the list are `grounds`; whoever speaks of results rests on the latest; weights are one to three."""
    for rule in (rule for part in PARTS for rule in rules(part)):
        assert rule.basis in ("", "grounds", "latest") and rule.weight in (1, 2, 3), rule.id
        if rule.fact.startswith(("low_", "rose_", "vpr_", "outside", "partner_elsewhere")):
            assert rule.basis == "latest", rule.id
        if rule.fact in ("unlisted_met", "unconfirmed", "open_reading", "open_data", "rests_on_correction"):
            assert rule.basis == "grounds", rule.id


def outside_of(count: int) -> SettledEdition:
    """Return an okrug of so many listed schools outside the programme; one takes part without being listed."""
    made = random_edition(17)
    names = [f"МБОУ «Школьная-{place} СОШ»" for place in range(count + 1)]
    ids = [f"r{place}" for place in range(count + 1)]
    rows = pd.concat([made.schools.iloc[:1]] * (count + 1), ignore_index=True)
    made.schools = rows.assign(
        school_id=ids,
        school=names,
        listed=[True] * count + [False],
        participant_since=[None] * count + ["2021-09-01"],
        participant_until=None,
    )
    return made


@pytest.mark.parametrize(("count", "decided"), [(1, 1), (2, 2), (5, 5), (6, 1)])
def test_many_schools_have_one_decision_few_have_one_each(count, decided):
    own = [draft for draft in edition_drafts(outside_of(count), "decisions") if draft.rule.id == "Д-20"]
    assert len(own) == decided
    assert {one for draft in own for one in draft.fact.school_ids} == {f"r{place}" for place in range(count)}
    for draft in own:
        for school_id in draft.fact.school_ids:
            assert f"Школьная-{school_id[1:]} СОШ" in draft.statement.text
    assert len({draft.statement.id for draft in own}) == decided


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_the_laws_hold_on_many_okrugs(seed):
    made = random_edition(seed)
    for law in (
        test_a_school_that_has_a_partner_is_not_told_to_find_one,
        test_agreements_that_end_are_said,
        test_a_partnership_for_another_subject_is_said,
        test_each_unlisted_school_that_meets_the_criteria_is_in_a_decision,
        test_each_listed_school_outside_the_programme_is_in_a_decision,
        test_what_is_called_missing_is_missing,
        test_what_weighs_most_comes_first_and_schools_are_never_ranked,
        test_evidence_names_cells_that_are_there,
    ):
        law(made)
    for assessment, ids in (("OGE", ("П-13", "Д-12")), ("EGE", ("П-20", "Д-19"))):
        test_a_decision_about_an_exam_names_exactly_the_schools_low_in_the_latest_one(made, assessment, ids)
    for subject, ids in (("RU", ("П-04", "Р-07", "Р-12", "Д-08")), ("MA", ("П-05", "Р-08", "Р-13", "Д-09"))):
        test_help_by_subject_goes_to_the_schools_low_in_it_in_the_latest_year(made, subject, ids)


@pytest.mark.parametrize(("firm", "said"), [(True, False), (False, True)])
def test_a_target_missed_by_a_possible_value_alone_is_preliminary(firm, said):
    made = measured_edition()
    changed = made.indicators["id"] == "И4"
    made.indicators = made.indicators.assign(
        status=made.indicators["status"].mask(changed, "not_met"), status_firm=~changed | firm
    )
    text = next(draft.statement.text for draft in edition_drafts(made, "problems") if draft.rule.id == "П-11")
    assert "не достигнуто по показателям И4." in text
    assert ("Вывод предварительный по показателям И4." in text) == said
