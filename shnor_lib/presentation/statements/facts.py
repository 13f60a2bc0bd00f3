"""Facts about an edition that prose and rules rest on: which schools, how many, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pandas as pd

from shnor_lib.analysis.indicators.by_way import codes_with
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roles import PlanItems, items_with
from shnor_lib.analysis.programme.roster import in_roster_order, taking_part
from shnor_lib.analysis.results.obtained import obtained_in_programme
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY, RESULT_KEY
from shnor_lib.ground.terms import Every
from shnor_lib.ground.vocabulary import WAY, WHY_OPEN
from shnor_lib.presentation.indicator_words import needed_registers, of_indicators
from shnor_lib.presentation.outline import outline
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence
from shnor_lib.presentation.statements.fact import Fact, fact_of_rows, fact_of_schools, school_names
from shnor_lib.presentation.statements.present_state import low_procedures, present_facts
from shnor_lib.presentation.statements.support_facts import help_facts, participation_facts, partnership_facts

#: How the report calls the schools of `schools_in_question`.
IN_QUESTION = "школы списка ШНОР, участники Программы и школы, где критерии выполнены по данным"


def schools_in_question(edition: Edition) -> list[str]:
    """Return the codes of the schools that the programme is about: listed, taking part, or they meet or may meet it.

    If there are none, all schools.
    """
    classification, schools = edition.classification, edition.schools
    takes_part = classification["school_id"].isin(schools.loc[taking_part(schools, as_of(edition)), "school_id"])
    in_question = is_true(classification["listed"]) | takes_part | ~is_false(classification["shnor"])
    return list(classification.loc[in_question | (not in_question.any()), "school_id"])


def file_within_data(edition: Edition, path: str) -> str:
    """Return a file's path within the folder of results: names alone are alike in downloads of several years."""
    return path.removeprefix(f"{edition.params.data.results.as_posix()}/")


def depends_on_reading(edition: Edition) -> pd.Series:
    """Tell for each result whether admissible readings of its row disagree about it."""
    key = ["school_id", *PROCEDURE_KEY]
    readings = edition.readings.assign(fail_pct=edition.readings["fail_pct"].astype(float).fillna(-1))
    values = readings.groupby(key, dropna=False)["fail_pct"].nunique()
    open_keys = set(_plain_keys(values[values > 1].reset_index()[key]))
    return pd.Series([one in open_keys for one in _plain_keys(edition.results[key])], index=edition.results.index)


def _plain_keys(frame: pd.DataFrame) -> list[tuple]:
    return list(frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))


def presented_results(edition: Edition) -> pd.DataFrame:
    """Return the results as tables and charts show them: every value that rests on a correction reads «repaired».

    ``revised`` tells of each whether the edition before had it otherwise.
    """
    results, revised = edition.results, edition.revised_results
    rests = edition.once(depends_on_reading) & results["fail_pct"].notna()
    known = set(_result_keys(revised))
    told = [key in known for key in _result_keys(results)]
    return results.assign(
        reading=results["reading"].mask(rests, "repaired"), revised=pd.Series(told, results.index, dtype=object)
    )


def _result_keys(frame: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    columns = (frame[name].astype(object).where(frame[name].notna(), "").astype(str) for name in RESULT_KEY)
    return zip(*columns, strict=True)


def marked_names(edition: Edition, schools: pd.DataFrame) -> list[str]:
    """Return the schools' short names, with «*» where what is said of them rests on a recorded correction."""
    classification = edition.classification.set_index("school_id")["rests_on_correction"]
    return [
        wording.short_school_name(row.school) + ("*" if classification.get(row.school_id, False) else "")
        for row in rows_of(schools)
    ]


def correction_note(edition: Edition) -> tuple[str, ...]:
    """Return the note that explains «*», if any school has it."""
    rests = edition.classification["rests_on_correction"].astype(bool).any()
    return (f"* Опирается на записанное исправление исходной строки ({reference('corrections')}).",) if rests else ()


def is_false(column: pd.Series) -> pd.Series:
    """Return where a nullable truth is false (and not merely open)."""
    return ~column.astype("boolean").fillna(True).astype(bool)


def items_of_this_report(edition: Edition) -> PlanItems:
    """Return the items of the plan that the report itself carries out; they are done once the working group saw it."""
    roles = {role for entry in outline() for role in entry.roles}
    return items_with(edition.programme_plan, edition.programme_measures, *roles)


def edition_facts(edition: Edition) -> Mapping[str, Fact]:
    """Return every fact by its name, in the order in which the report speaks of them; found once for all sections."""
    return edition.once(_every_fact)


def _every_fact(edition: Edition) -> Mapping[str, Fact]:
    moved = _dynamics(edition)
    facts = {
        **_list_against_data(edition.classification),
        **_results(edition),
        **present_facts(edition, schools_in_question(edition)),
        **moved,
        **_missing(edition),
        **participation_facts(edition, moved["rose_firmly"]),
        **partnership_facts(edition),
        **help_facts(edition),
        **_execution(edition),
    }
    return with_need(
        {**facts, "programme_over": _programme_over(edition, facts)}, low_procedures(edition.latest_results)
    )


def with_need(facts: Mapping[str, Fact], low: Mapping[str, int]) -> dict[str, Fact]:
    """Return the facts, each with the most low procedures of the latest year that one of its schools has."""

    def weighed(fact: Fact) -> Fact:
        most = max((low.get(school_id, 0) for school_id in fact.school_ids), default=0)
        return replace(fact, need=most, each=tuple(weighed(one) for one in fact.each))

    return {name: weighed(fact) for name, fact in facts.items()}


def _list_against_data(classification: pd.DataFrame) -> dict[str, Fact]:
    def chosen(rows: pd.Series, column: str) -> Fact:
        return fact_of_schools(classification[rows], ("classification", column))

    def standing(code: str) -> Fact:
        return chosen(classification["standing"] == code, "standing")

    return {
        "confirmed": standing("listed_confirmed"),
        "unconfirmed": standing("listed_unconfirmed"),
        "undetermined": standing("undetermined"),
        **_open_verdicts(classification),
        "not_robust": chosen(~is_true(classification["robust"]), "robust"),
        "rests_on_correction": chosen(is_true(classification["rests_on_correction"]), "rests_on_correction"),
    }


#: Why a verdict is open where a row can be read in several ways; else results are lacking.
READINGS = ("ambiguous", "readings_disagree")


def _open_verdicts(classification: pd.DataFrame) -> dict[str, Fact]:
    """Return the schools without a verdict by what would give one: the row's reading, or results that are lacking."""
    own = classification[classification["standing"] == "undetermined"]
    why = own["why_open"] if "why_open" in own else pd.Series(pd.NA, own.index, dtype="string")
    by_reading = why.isin(READINGS)
    lacking = own.assign(reason=why.map(WHY_OPEN).fillna("данных не хватает"))[~by_reading]
    parts = [
        f"{reason} — {wording.join(school_names(of_it))}" for reason, of_it in groups_of(lacking, "reason", sort=False)
    ]
    cell = ("classification", "why_open")
    return {
        "open_reading": fact_of_schools(own[by_reading], cell),
        "open_data": fact_of_schools(lacking, cell, words={"by_reason": "; ".join(parts)}),
    }


def _results(edition: Edition) -> dict[str, Fact]:
    held = in_roster_order(edition.results[edition.results["fail_pct"].notna()], edition.schools, [])
    zeros = held.groupby("school_id", sort=False)["doubtful"].agg(lambda doubtful: is_true(doubtful).mean())
    return {
        "no_participants": _no_participants(held),
        "doubtful_zeros": fact_of_schools(
            held[held["school_id"].isin(zeros.index[zeros > 0.5])], ("results", "doubtful")
        ),
    }


def _no_participants(held: pd.DataFrame) -> Fact:
    """Return the schools with results whose participants are unknown, and whether that is all results or some."""
    unknown = held["n_participants"].isna()
    names = school_names(held[unknown])
    where = (
        "Число участников процедур не указано"
        if unknown.all()
        else f"Число участников не указано для части результатов ({int(unknown.sum())} из {len(held)}; "
        f"{wording.join(names)})"
    )
    return fact_of_schools(held[unknown], ("results", "n_participants"), words={"participants_unknown": where})


def _dynamics(edition: Edition) -> dict[str, Fact]:
    by_school, means = edition.school_dynamics, edition.pair_means
    in_question = by_school["school_id"].isin(schools_in_question(edition))
    own = by_school[(by_school["scope"] == "all") & (by_school["pairs"] > 0) & in_question]
    firm = is_true(own["firm"])
    fell, rose = is_true(own["positive"]), is_false(own["positive"])
    # A rise rests on a correction where another reading of the row says that the share fell.
    rests = own["readings_positive"] > 0
    assumed = own[rose & firm & rests]
    readings = {
        "readings": str(int(assumed["readings"].sum())),
        "readings_fell": str(int(assumed["readings_positive"].sum())),
    }
    same_grade = means[means["kind"] == "same_grade"]
    vpr, oge = (same_grade[same_grade["assessment"] == code] for code in ("VPR", "OGE"))
    parted = _all_moved(vpr["change_pp"], -1) and _all_moved(oge["change_pp"], 1)
    span = _years_compared(edition)
    words = {"years": wording.sentence_case(span), "years_small": span}
    measured = own[["school_id", "pairs"]].merge(edition.school_support, on="school_id", suffixes=("", "_measured"))
    counted = set(measured.loc[measured["pairs"] == measured["pairs_measured"], "school_id"])

    def fact(schools: pd.DataFrame, each: tuple[Fact, ...] = (), **further: str) -> Fact:
        chance = "случайность" if set(schools["school_id"]) <= counted else "округление"
        cell = ("school_dynamics", "change_pp")
        return fact_of_schools(schools, cell, words={**words, "chance": chance, **further}, each=each)

    def moved(rows: pd.Series, **further: str) -> Fact:
        schools = own[rows]
        return fact(schools, tuple(fact(schools.iloc[[place]]) for place in range(len(schools))), **further)

    return {
        "fell": moved(fell),
        "fell_firmly": moved(fell & firm),
        "rose_firmly": moved(rose & firm & ~rests),
        "rose_under_correction": moved(rose & firm & rests, **readings),
        "not_firm": moved(~firm),
        "vpr_fell_oge_rose": Fact(
            ("ВПР и ОГЭ",) if parted else (), words, evidence=(Evidence("pair_means", "change_pp"),)
        ),
    }


def _all_moved(changes: pd.Series, direction: int) -> bool:
    """Tell whether there are changes and all of them, as they are printed, go one way (−1: down)."""
    return len(changes) > 0 and all(direction * float(wording.rounded(change, 1)) > 0 for change in changes)


def _years_compared(edition: Edition) -> str:
    """Return «между 2022/23 и 2023/24 учебными годами»: the years whose results were compared."""
    years = edition.params.dynamics
    span = f"{wording.school_year_short(years.from_year)} и {wording.school_year_short(years.to_year)}"
    return f"между {span} учебными годами"


def _missing(edition: Edition) -> dict[str, Fact]:
    indicators, plan, findings = edition.indicators, edition.plan, edition.findings
    uncounted = indicators["needs"] == WAY
    no_data = (indicators["status"] == "no_data") & ~uncounted
    registers = indicators["needs"].map(needed_registers).map(bool)
    no_record = plan["status"].isin(("no_record", "no_deadline")) & ~plan["id"].isin([*items_of_this_report(edition)])
    period = edition.params.programme.period
    before_start = period is not None and not obtained_in_programme(edition.results, period).any()
    errors = int((findings["severity"] == "error").sum())

    def codes(rows: pd.Series) -> Fact:
        # An item without a record is told by the records of all others.
        return replace(fact_of_rows(plan[rows], "plan", "status"), evidence=(Evidence("plan", "status"),))

    return {
        "not_counted": _of_indicators(indicators, uncounted, "needs"),
        "no_data": _of_indicators(indicators, no_data),
        "no_register": _of_indicators(
            indicators,
            no_data & registers,
            "needs",
            {"and_plan": " и сведения об исполнении плана" if no_record.any() else ""},
        ),
        "not_met": _not_met(indicators),
        "no_new_results": _no_new_results(indicators, before_start),
        "no_record": _no_record(plan[no_record]),
        "overdue": codes(plan["status"] == "overdue"),
        "no_deadline": codes((plan["status"] == "no_deadline") & (plan["recurrence"] != Every.UNREAD)),
        "assumed_rules": Fact(("правила",), evidence=(Evidence("params", "criteria"), Evidence("params", "dynamics"))),
        "data_errors": Fact(
            tuple(f"ошибка {n}" for n in range(1, 1 + errors)),
            evidence=(Evidence("findings", "severity", {"severity": "error"}),),
        ),
    }


def _of_indicators(
    indicators: pd.DataFrame, rows: pd.Series, column: str = "status", words: dict[str, str] | None = None
) -> Fact:
    """Return a fact of indicators, whose texts call them by their short names."""
    own = indicators[rows]
    named = {"of_indicators": of_indicators(indicators, list(own["id"]))}
    return fact_of_rows(own, "indicators", column, {**named, **(words or {})})


def _no_new_results(indicators: pd.DataFrame, lacking: bool) -> Fact:
    """Return the indicators that wait for results of the programme's period, if there are no such results.

    A programme without such an indicator lacks the results all the same.
    """
    codes = codes_with(indicators, "schools_improved")
    counted = f"рассчитано значение {of_indicators(indicators, codes)}"
    words = {"counted": counted if codes else "эти результаты внесены в данные"}
    names = codes or ("результаты",)
    return Fact(names if lacking else (), words, evidence=(Evidence("results", "school_year"),))


def told_in_part(plan: pd.DataFrame) -> pd.Series:
    """Tell for each item of the plan whether the registers say something of its execution: a day, or words instead."""
    return (plan["records"] > 0) | plan["as_typed"].fillna("").ne("")


def _no_record(own: pd.DataFrame) -> Fact:
    """Return the items whose execution nobody can judge: nothing is told of them, or not enough."""
    told = own.loc[told_in_part(own).astype(bool), "id"]
    words = f" Сведения есть, но неполны (отметка без даты или не за каждый срок): {wording.id_ranges(told)}."
    fact = fact_of_rows(own, "plan", "status", {"partly": words if len(told) else ""})
    cells = (Evidence("plan", column, {"id": list(fact.names)}) for column in ("records", "as_typed"))
    # That nothing is told of an item is told by the records of all others.
    return replace(fact, evidence=(Evidence("plan", "status"), *cells)) if fact else fact


def _not_met(indicators: pd.DataFrame) -> Fact:
    """Return the indicators below their targets, and which of them another possible value would change."""
    below = indicators[indicators["status"] == "not_met"]
    doubtful = below.loc[is_false(below["status_firm"]), "id"]
    open_words = f" Вывод предварительный для {of_indicators(indicators, list(doubtful))}." if len(doubtful) else ""
    return _of_indicators(indicators, indicators["status"] == "not_met", words={"open": open_words})


def _programme_over(edition: Edition, facts: Mapping[str, Fact]) -> Fact:
    """Return that the programme's period is over, and which information has to come first, if any is missing."""
    period = edition.params.programme.period
    over = period is not None and as_of(edition) >= period.end
    missing = [
        words.format(**facts[name].fields)
        for name, words in (
            ("no_data", "значения {of_indicators}"),
            ("no_record", "исполнение пунктов плана и мер {codes}"),
        )
        if facts[name]
    ]
    after = f" после получения недостающих сведений ({'; '.join(missing)})" if missing else ""
    cells = (Evidence("params", "programme.period"), Evidence("indicators", "status"), Evidence("plan", "status"))
    return Fact(("период",) if over else (), {"after": after}, evidence=cells)


def _execution(edition: Edition) -> dict[str, Fact]:
    """Return what is late or weak in carrying the programme out, as far as registers tell."""
    indicators, assigned, requests = edition.indicators, edition.assignments, edition.requests_answered
    late = assigned[assigned["status"] == "overdue"]
    waiting = requests[(requests["school_id"] != "") & (requests["open"] > 0)]
    weak = indicators["baseline"].notna() & (indicators["baseline"] >= indicators["target"])
    weak &= indicators.get("goal", pd.Series(pd.NA, indicators.index)).ne("at_most").fillna(True)
    number = wording.plural(int(waiting["open"].sum()), "запрос", "запроса", "запросов")
    return {
        "late_assignments": Fact(
            tuple(wording.quoted(text) for text in late["assignment"]), evidence=(Evidence("assignments", "status"),)
        ),
        "waiting_requests": fact_of_schools(waiting, ("requests_answered", "open"), words={"requests": number}),
        "weak_targets": _of_indicators(indicators, weak.fillna(False).astype(bool), "baseline"),
    }
