"""Facts about an edition that prose and rules rest on: which schools, how many, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.declared import POSITIVE_DYNAMICS
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.settings import reporting_date
from shnor_lib.analysis.results.classify import counted_results, low_results
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.presentation.indicator_words import needed_registers
from shnor_lib.presentation.outline import outline
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.school_names import by_school

#: Areas of competences by their codes in the register of diagnostics.
AREAS = {one.code: one.word for one in register_sheet("diagnostics").column("area").choices}


@dataclass(frozen=True)
class Fact:
    """Something true of the edition: the names it concerns (in the roster's order) and further words for texts."""

    names: tuple[str, ...]
    words: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.names)

    def __len__(self) -> int:
        return len(self.names)

    @property
    def fields(self) -> dict[str, str]:
        """The fields that texts of rules may use: names joined, their number with «школа», and the fact's own words."""
        return {
            "names": wording.join(self.names),
            "codes": wording.id_ranges(self.names),
            "count": str(len(self.names)),
            "schools": wording.plural(len(self.names), "школа", "школы", "школ"),
            "in_schools": wording.plural(len(self.names), "школе", "школах", "школах"),
            **self.words,
        }


def school_names(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the short names of a table's schools, each school once, in the table's order."""
    return tuple(by_school(frame)["school"].map(wording.short_school_name))


#: How the report calls the schools of `schools_in_question`.
IN_QUESTION = "школы списка ШНОР и школы, где критерии выполнены по данным"


def schools_in_question(edition: Edition) -> list[str]:
    """Return the codes of the schools that the programme is about: listed, or the criteria are met or may be met.

    If there are none, all schools.
    """
    classification = edition.classification
    in_question = is_true(classification["listed"]) | ~is_false(classification["shnor"])
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
    """Return the results as tables and charts show them: every value that rests on a correction reads «repaired»."""
    results = edition.results
    rests = depends_on_reading(edition) & results["fail_pct"].notna()
    return results.assign(reading=results["reading"].mask(rests, "repaired"))


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


def items_of_this_report() -> tuple[str, ...]:
    """Return the items of the plan that the report itself carries out; they are done once the working group saw it."""
    return tuple(sorted({item for entry in outline() for item in entry.plan_items}, key=lambda item: (len(item), item)))


def as_of(edition: Edition) -> date:
    """Return the edition's reporting date: of the sheet «Настройки», else of the params."""
    return reporting_date(edition.register_settings, edition.params.report.as_of)


def edition_facts(edition: Edition) -> Mapping[str, Fact]:
    """Return every fact by its name, in the order in which the report speaks of them; found once for all sections."""
    return edition.once(_every_fact)


def _every_fact(edition: Edition) -> Mapping[str, Fact]:
    return {
        **_list_against_data(edition.classification),
        **_results(edition),
        **_dynamics(edition),
        **_missing(edition),
        **_help(edition),
        **_execution(edition),
    }


def _list_against_data(classification: pd.DataFrame) -> dict[str, Fact]:
    def standing(code: str) -> Fact:
        return Fact(school_names(classification[classification["standing"] == code]))

    return {
        "confirmed": standing("listed_confirmed"),
        "unconfirmed": standing("listed_unconfirmed"),
        "unlisted_met": standing("unlisted_met"),
        "undetermined": standing("undetermined"),
        "not_robust": Fact(school_names(classification[~is_true(classification["robust"])])),
        "rests_on_correction": Fact(school_names(classification[is_true(classification["rests_on_correction"])])),
    }


def _results(edition: Edition) -> dict[str, Fact]:
    results, repeats, criteria = edition.results, edition.subject_repeats, edition.params.criteria
    held = results[results["fail_pct"].notna()]
    zeros = held.groupby("school_id", sort=False)["doubtful"].agg(lambda doubtful: is_true(doubtful).mean())
    counted = counted_results(results, criteria)
    low_exams = counted[
        is_true(low_results(counted, criteria))
        & (counted["assessment"] == "OGE")
        & (counted["school_year"] == criteria.years.previous)
    ]
    facts = {
        "no_participants": _no_participants(held),
        "doubtful_zeros": Fact(school_names(held[held["school_id"].isin(zeros.index[zeros > 0.5])])),
        "low_oge": Fact(school_names(low_exams)),
    }
    for subject in ("RU", "MA"):
        own = repeats[is_true(repeats["repeated"]) & (repeats["subject"] == subject)]
        by_vpr = wording.plural((own["scope"] == "VPR").sum(), "школе", "школах", "школах")
        facts[f"repeated_{subject}"] = Fact(school_names(own[own["scope"] == "all"]), {"by_vpr": by_vpr})
    return facts


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
    return Fact(names, {"participants_unknown": where})


def _dynamics(edition: Edition) -> dict[str, Fact]:
    by_school, means = edition.school_dynamics, edition.pair_means
    in_question = by_school["school_id"].isin(schools_in_question(edition))
    own = by_school[(by_school["scope"] == "all") & (by_school["pairs"] > 0) & in_question]
    firm, rests = is_true(own["firm"]), own["readings"] > 1
    fell, rose = is_true(own["positive"]), is_false(own["positive"])
    assumed = own[rose & firm & rests]
    readings = {
        "readings": str(int(assumed["readings"].sum())),
        "readings_fell": str(int(assumed["readings_positive"].sum())),
    }
    same_grade = means[means["kind"] == "same_grade"]
    vpr, oge = (same_grade[same_grade["assessment"] == code] for code in ("VPR", "OGE"))
    parted = len(vpr) > 0 and len(oge) > 0 and (vpr["change_pp"] < 0).all() and (oge["change_pp"] > 0).all()
    return {
        "fell": Fact(school_names(own[fell])),
        "fell_firmly": Fact(school_names(own[fell & firm])),
        "rose_firmly": Fact(school_names(own[rose & firm & ~rests])),
        "rose_under_correction": Fact(school_names(assumed), readings),
        "not_firm": Fact(school_names(own[~firm])),
        "vpr_fell_oge_rose": Fact(("ВПР и ОГЭ",) if parted else ()),
    }


def _missing(edition: Edition) -> dict[str, Fact]:
    indicators, plan, findings = edition.indicators, edition.plan, edition.findings
    no_data = indicators["status"] == "no_data"
    registers = indicators["needs"].map(needed_registers).map(bool)
    no_record = plan["status"].isin(("no_record", "no_deadline"))
    during = is_true(edition.school_dynamics["in_programme"]).any()
    return {
        "no_data": Fact(tuple(indicators.loc[no_data, "id"])),
        "no_register": Fact(tuple(indicators.loc[no_data & registers, "id"])),
        "not_met": Fact(tuple(indicators.loc[indicators["status"] == "not_met", "id"])),
        "no_new_results": Fact(() if during else (POSITIVE_DYNAMICS,)),
        "no_record": Fact(tuple(plan.loc[no_record & ~plan["id"].isin(items_of_this_report()), "id"])),
        "overdue": Fact(tuple(plan.loc[plan["status"] == "overdue", "id"])),
        "no_deadline": Fact(tuple(plan.loc[plan["status"] == "no_deadline", "id"])),
        "programme_over": Fact(("период",) if as_of(edition) >= edition.params.programme.period.end else ()),
        "assumed_rules": Fact(("правила",)),
        "data_errors": Fact(tuple(f"ошибка {n}" for n in range(1, 1 + (findings["severity"] == "error").sum()))),
    }


#: A group of teachers has a common deficit if at least this share of it is below the border of diagnostics.
COMMON_DEFICIT_PCT = 50


def _help(edition: Edition) -> dict[str, Fact]:
    """Return whom help did not reach and where it is needed, as far as registers tell."""
    whole = edition.help_coverage[edition.help_coverage["kind"] == "any"]
    listed = edition.schools[is_true(edition.schools["listed"])]
    partners = edition.partnerships
    alone = listed[~listed["school_id"].isin(partners.loc[is_true(partners["in_force"]), "school_id"])]
    lasting = edition.deficits[
        (edition.deficits["phase"] == "after") & (edition.deficits["low_pct"] >= COMMON_DEFICIT_PCT)
    ]
    factors, systems = edition.factors, edition.methodical_systems
    return {
        "unreached": Fact(school_names(whole[(whole["teachers"] > 0) & (whole["reached"] == 0)])),
        "no_partner": Fact(school_names(alone) if len(partners) else ()),
        "lasting_deficits": Fact(tuple(_group_words(row) for row in rows_of(lasting))),
        "factors_without_measure": Fact(tuple(factors.loc[factors["with_measure"] < factors["schools"], "factor"])),
        "systems_fell": Fact(school_names(systems[systems["change"] < 0])),
    }


def _group_words(row: Any) -> str:
    """Return a group of teachers in words: «математика (предметная)»."""
    area = AREAS.get(row.area, "область не указана")
    return f"{row.subject} ({area})" if row.subject else area


def _execution(edition: Edition) -> dict[str, Fact]:
    """Return what is late or weak in carrying the programme out, as far as registers tell."""
    indicators, assigned, requests = edition.indicators, edition.assignments, edition.requests_answered
    late = assigned[assigned["status"] == "overdue"]
    waiting = requests[(requests["school_id"] != "") & (requests["open"] > 0)]
    weak = indicators["baseline"].notna() & (indicators["baseline"] >= indicators["target"])
    number = wording.plural(int(waiting["open"].sum()), "запрос", "запроса", "запросов")
    return {
        "late_assignments": Fact(tuple(wording.quoted(text) for text in late["assignment"])),
        "waiting_requests": Fact(school_names(waiting), {"requests": number}),
        "weak_targets": Fact(tuple(indicators.loc[weak, "id"])),
    }
