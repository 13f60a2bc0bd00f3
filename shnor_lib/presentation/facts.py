"""Facts about an edition that prose and rules rest on: which schools, how many, what is missing."""

from dataclasses import dataclass, field

import pandas as pd

from shnor_lib import wording
from shnor_lib.edition import Edition


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
            "count": str(len(self.names)),
            "schools": wording.plural(len(self.names), "школа", "школы", "школ"),
            "in_schools": wording.plural(len(self.names), "школе", "школах", "школах"),
            **self.words,
        }


def school_names(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the short names of a table's schools, each once, in the table's order."""
    return tuple(dict.fromkeys(wording.short_school_name(name) for name in frame["school"]))


def marked_names(edition: Edition, schools: pd.DataFrame) -> list[str]:
    """Return the schools' short names, with «*» where what is said of them rests on a recorded correction."""
    classification = edition.classification.set_index("school_id")["rests_on_correction"]
    return [
        wording.short_school_name(row.school) + ("*" if classification.get(row.school_id, False) else "")
        for row in schools.itertuples()
    ]


def correction_note(edition: Edition) -> tuple[str, ...]:
    """Return the note that explains «*», if any school has it."""
    rests = edition.classification["rests_on_correction"].astype(bool).any()
    return ("* Опирается на записанное исправление исходной строки (приложение В).",) if rests else ()


def is_true(column: pd.Series) -> pd.Series:
    """Return where a nullable truth is true."""
    return column.astype("boolean").fillna(False).astype(bool)


def is_false(column: pd.Series) -> pd.Series:
    """Return where a nullable truth is false (and not merely open)."""
    return ~column.astype("boolean").fillna(True).astype(bool)


def edition_facts(edition: Edition) -> dict[str, Fact]:
    """Return every fact by its name, in the order in which the report speaks of them."""
    return {
        **_list_against_data(edition.classification),
        **_results(edition),
        **_dynamics(edition.school_dynamics, edition.pair_means),
        **_missing(edition),
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
    results, repeats = edition.results, edition.subject_repeats
    held = results[results["fail_pct"].notna()]
    zeros = held.groupby("school", sort=False)["doubtful"].agg(lambda doubtful: is_true(doubtful).mean())
    facts = {
        "no_participants": Fact(school_names(held[held["n_participants"].isna()])),
        "doubtful_zeros": Fact(tuple(wording.short_school_name(name) for name in zeros.index[zeros > 0.5])),
    }
    for subject in ("RU", "MA"):
        repeated = repeats[is_true(repeats["repeated"]) & (repeats["scope"] == "all") & (repeats["subject"] == subject)]
        facts[f"repeated_{subject}"] = Fact(school_names(repeated))
    return facts


def _dynamics(by_school: pd.DataFrame, means: pd.DataFrame) -> dict[str, Fact]:
    own = by_school[(by_school["scope"] == "all") & (by_school["pairs"] > 0)]
    firm = is_true(own["firm"])
    same_grade = means[means["kind"] == "same_grade"]
    vpr, oge = (same_grade[same_grade["assessment"] == code] for code in ("VPR", "OGE"))
    parted = len(vpr) > 0 and len(oge) > 0 and (vpr["change_pp"] < 0).all() and (oge["change_pp"] > 0).all()
    return {
        "fell": Fact(school_names(own[is_true(own["positive"])])),
        "fell_firmly": Fact(school_names(own[is_true(own["positive"]) & firm])),
        "rose_firmly": Fact(school_names(own[is_false(own["positive"]) & firm])),
        "not_firm": Fact(school_names(own[~firm])),
        "vpr_fell_oge_rose": Fact(("ВПР и ОГЭ",) if parted else ()),
        "no_expectation": Fact(school_names(own)),
    }


def _missing(edition: Edition) -> dict[str, Fact]:
    indicators, plan, findings = edition.indicators, edition.plan, edition.findings
    no_data = indicators[indicators["status"] == "no_data"]
    not_met = indicators[indicators["status"] == "not_met"]
    errors = findings[findings["severity"] == "error"]
    before = is_true(edition.school_dynamics["in_programme"]).any()
    return {
        "no_data": Fact(tuple(no_data["id"])),
        "not_met": Fact(tuple(not_met["id"])),
        "no_new_results": Fact(() if before else ("И7",)),
        "no_record": Fact(tuple(plan.loc[plan["status"] == "no_record", "id"])),
        "overdue": Fact(tuple(plan.loc[plan["status"] == "overdue", "id"])),
        "no_deadline": Fact(tuple(plan.loc[plan["status"] == "no_deadline", "id"])),
        "data_errors": Fact(tuple(f"ошибка {n}" for n in range(1, len(errors) + 1))),
    }
