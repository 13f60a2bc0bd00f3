"""Sentences of rules that were untrue of some edition: each stands here with the edition that showed it."""

import re
from typing import Any

import pandas as pd
import pytest

from shnor_lib.presentation.sections import dynamics, main
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.statements.drafts import Draft, edition_drafts, not_drafted
from tests.support.depth import every, every_case
from tests.support.invented_registers import table
from tests.support.made_edition import MadeEdition, SettledEdition
from tests.support.measured_edition import changed, measured_table
from tests.support.programme_2022 import shipped_edition


def drafted(edition: MadeEdition, code: str) -> list[Draft]:
    """Return the drafts of a rule; what is made of the edition on the way is made once."""
    part = {"П": "problems", "Р": "recommendations", "Д": "decisions"}[code[0]]
    return [draft for draft in edition_drafts(SettledEdition(**vars(edition)), part) if draft.rule.id == code]


def text_of(edition: MadeEdition, code: str) -> str:
    """Return the words of a rule's draft, or nothing."""
    return " ".join(draft.statement.text.replace("\u00a0", " ") for draft in drafted(edition, code))


def risen(readings: int, fell: int) -> pd.DataFrame:
    """Return the schools' dynamics with a firm rise of z0 under so many readings, of which some say that it fell."""
    own = measured_table("school_dynamics")
    z0 = (own["school_id"] == "z0") & (own["scope"] == "all")
    values = {"change_pp": 5.0, "positive": False, "firm": True, "readings": readings, "readings_positive": fell}
    return own.assign(**{name: own[name].mask(z0, value) for name, value in values.items()})


@pytest.mark.parametrize(("readings", "fell", "rule"), every_case(3, [(1, 0, "П-06"), (3, 2, "П-12"), (3, 0, "П-06")]))
def test_a_rise_rests_on_a_correction_only_where_another_reading_says_that_the_share_fell(readings, fell, rule):
    edition = changed(school_dynamics=risen(readings, fell))
    assert [code for code in ("П-06", "П-12") if drafted(edition, code)] == [rule]


@pytest.mark.parametrize(("known", "word"), [(True, "случайность"), (False, "округление")])
def test_a_rise_exceeds_chance_only_where_participants_are_known(known, word):
    schools = measured_table("schools")
    away = schools["school_id"] == "z0"
    schools = schools.assign(participant_since=schools["participant_since"].fillna("2021-09-01").mask(away, pd.NA))
    support = measured_table("school_support")
    edition = changed(
        schools=schools,
        school_dynamics=risen(1, 0),
        school_support=support if known else support[support["school_id"] != "z0"],
    )
    assert f"доля «2» выросла больше, чем объясняет {word}; " in text_of(edition, "П-21")


def agreement(**row: str) -> dict[str, str]:
    return {"school_id": "z0", "mentor": "Гимназия", **row}


@pytest.mark.parametrize(("since", "said"), [("2022-01-10", True), ("2023-01-10", False)])
def test_partnerships_end_without_a_new_one_only_where_none_begins_later(since, said):
    ending = agreement(since="2021-09-01", until="2022-12-31", subject="математика")
    register = table("register_partnerships", [ending, agreement(since=since, until="2022-06-01", subject="физика")])
    force = pd.DataFrame([{**ending, "school": "МБОУ «Заречная СОШ»", "in_force": True}])
    edition = changed(register_partnerships=register, partnerships=force)
    assert ("новых соглашений в реестре нет: Заречная СОШ" in text_of(edition, "П-23")) == said


def test_results_beside_a_partnership_are_those_of_its_schools_and_subjects():
    latest = measured_table("latest_results")
    other = latest[latest["school_id"] == "z2"].head(1)
    exam = other.assign(assessment="OGE", grade=9, school_year=2022, fail_pct=60.0, low=True)
    force = pd.DataFrame(
        [{**agreement(subject="физика", since="2021-09-01"), "school": "Заречная", "until": pd.NA, "in_force": True}]
    )
    low = latest.assign(low=latest["low"].mask(latest["school_id"] == "z0", True))
    edition = changed(latest_results=pd.concat([low, exam], ignore_index=True), partnerships=force)
    assert "(ВПР 2020/21 учебного года): русский язык — Заречная СОШ" in text_of(edition, "П-24")
    assert "ОГЭ 2021/22" in text_of(edition, "П-13")


def plan(**first: Any) -> pd.DataFrame:
    """Return the plan with nothing told of any item but, perhaps, the first."""
    own = measured_table("plan").assign(status="no_record", records=0, as_typed=None)
    is_first = own.index == own.index[0]
    return own.assign(**{name: own[name].mask(is_first, value) for name, value in first.items()})


@pytest.mark.slow
@pytest.mark.parametrize("told", every(2, [{"records": 1}, {"as_typed": "выполнено"}]))
def test_what_is_told_in_part_is_not_called_untold(told):
    edition, silent = changed(plan=plan(**told)), changed(plan=plan())
    words = f"Сведения есть, но неполны (отметка без даты или не за каждый срок): {edition.plan['id'].iloc[0]}."
    assert words in text_of(edition, "П-10") and "неполны" not in text_of(silent, "П-10")
    no_data = measured_table("indicators").assign(status="no_data")
    said = [main.in_one_minute(changed(plan=one.plan, indicators=no_data)).markdown for one in (edition, silent)]
    assert ["нельзя:**" in words for words in said] == [False, True]
    assert ["нет полных сведений по" in words for words in said] == [True, False]


@pytest.mark.slow
@pytest.mark.parametrize("silent", every(4, [0, 1]))
@pytest.mark.parametrize("unknown", [0, 1])
@pytest.mark.parametrize("targets", [0, 2])
@pytest.mark.parametrize("items", [0, 3])
def test_nothing_is_said_of_none_on_the_first_page(silent, unknown, targets, items):
    """However many targets and items of the plan there are, and of however many of them nothing is known."""
    own, indicators = plan().head(items), measured_table("indicators")
    own = own.assign(status=["no_record" if place < silent else "done" for place in range(items)])
    has_target = [place < targets for place in range(len(indicators))]
    indicators = indicators.assign(
        target=pd.Series([50.0 if told else float("nan") for told in has_target], dtype=float),
        status=["no_data" if place < unknown else "met" for place in range(len(indicators))],
    )
    said = main.in_one_minute(changed(plan=own, indicators=indicators)).markdown.replace("\u00a0", " ")
    first = said.split("В списке")[0]
    assert not re.search(r"(?<!\d)0 (пункт|показател)", first), first


def test_the_first_page_asks_for_the_plan_only_where_something_is_missing():
    no_data = measured_table("indicators").assign(status="no_data", needs="teachers")
    done = plan().assign(status="done")
    briefs = [drafted(changed(plan=one, indicators=no_data), "Д-05")[0].brief for one in (plan(), done)]
    assert ["сведения об исполнении плана" in words for words in briefs] == [True, False]


def test_listed_schools_without_pairs_are_unknown_and_not_schools_that_did_not_fall():
    own = measured_table("school_dynamics")
    empty = {"pairs": 0, "positive": pd.NA, "firm": pd.NA, "change_pp": pd.NA}
    none = own["school_id"] == "z2"
    edition = changed(
        school_dynamics=own.assign(**{name: own[name].mask(none, value) for name, value in empty.items()})
    )
    text = without_marks(dynamics.baseline_text(edition).markdown).replace("\u00a0", " ")
    assert "снизилась в 2 из 3 школ (67 %), ещё в 1 изменение неизвестно" in text


@pytest.mark.parametrize(("code", "asked"), [("П-05", {"subject": "MA"}), ("П-20", {"assessment": ["EGE"]})])
def test_how_many_schools_are_low_rests_on_all_of_them_whether_the_rule_holds_or_not(code, asked):
    """A cell of a school that is not among the low ones, emptied, may make it one of them."""
    edition = SettledEdition(**vars(shipped_edition()))
    said = [*(draft.statement for draft in edition_drafts(edition, "problems")), *not_drafted(edition, "problems")]
    evidence = {cell.table: cell.key for one in said if one.rule == code for cell in one.evidence}
    for name in ("latest_results", "results"):
        assert evidence[name]["school_id"] == list(edition.schools["school_id"])
        assert asked.items() <= evidence[name].items()
