"""Margins in pupils and the sensitivity of the list, read again from the CSV tables in plain loops."""

import json
from collections import Counter

from tests.support.second_reading_tables import Expected, Row, Tables, schools_by, true


def said(row: Row) -> dict:
    """Return the values of a statement."""
    return json.loads(row["values"])


# Margins


def one_pupil(tables: Tables) -> list[str]:
    """Return the schools of which a single pupil's other result alone would change the verdict."""
    decisive = {row["school_id"] for row in tables["near_threshold"] if true(row["alone"]) and row["pupils"] == "1"}
    return [row["school_id"] for row in tables["classification"] if row["school_id"] in decisive]


def on_one(tables: Tables, _: Row) -> Expected:
    """Those that are listed or meet the criteria are named, the others counted."""
    found = one_pupil(tables)
    about = {*schools_by(tables, "listed", "true"), *schools_by(tables, "shnor", "true")}
    named = [school_id for school_id in found if school_id in about]
    return bool(found), {"schools": len(found), "rest": len(found) - len(named), "school_ids": named}


def number_on_one(tables: Tables, _: Row) -> Expected:
    """How many verdicts hang on one pupil."""
    found = one_pupil(tables)
    return bool(found), {"schools": len(found)}


def on_nobody(tables: Tables, _: Row) -> Expected:
    """No verdict hangs on one pupil, of those of which it is known."""
    known = [row for row in tables["verdict_margins"] if row["on_one"]]
    return bool(known) and not one_pupil(tables), {"known": len(known)}


def no_margin(tables: Tables, row: Row) -> Expected:
    """How many schools have no known margin for a reason."""
    code = row["id"].rsplit(".", 1)[1]
    schools = sum(one["unknown"] == code for one in tables["verdict_margins"])
    return schools > 0, {"schools": schools}


def how_firm(tables: Tables, _: Row) -> Expected:
    """There is a roster to be tried."""
    return bool(tables["sensitivity"]), {}


def chance(tables: Tables, row: Row) -> Expected:
    """Of some school the chance of the criteria is told; how many procedures are left out."""
    told = [one for one in tables["verdict_margins"] if one["chance_pct"]]
    if row["id"].endswith("chance"):
        return bool(told), {}
    left_out = sum(int(one["counted"]) - int(one["told"]) for one in tables["verdict_margins"])
    return bool(told) and left_out > 0, {"procedures": left_out}


def small_procedures(tables: Tables, row: Row) -> Expected:
    """Of the results of both years, how many are low by chance too often."""
    years = {str(year) for year in said(row)["years"]}
    own = [one for one in tables["near_threshold"] if one["school_year"] in years and one["chance_pct"]]
    small = sum(float(one["chance_pct"]) > said(row)["false_flag_pct"] for one in own)
    return bool(own), {"small": small, "procedures": len(own)}


# Sensitivity


def verdicts(tables: Tables) -> dict[str, dict[tuple[str, str], str]]:
    """Return each school's verdict by condition; the edition's own is the first."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for row in tables["sensitivity"]:
        found.setdefault(row["school_id"], {})[row["kind"], row["value"]] = row["shnor"]
    return found


def changing(tables: Tables) -> list[str]:
    """Return the schools whose verdict is not the same under every condition."""
    return [school_id for school_id, own in verdicts(tables).items() if len(set(own.values())) > 1]


def firm(tables: Tables, _: Row) -> Expected:
    """How many schools have one verdict under all conditions, and which."""
    every, changed = verdicts(tables), changing(tables)
    for row in tables["classification"]:
        assert every[row["school_id"]]["base", ""] == row["shnor"], row["school_id"]
    same = Counter(own["base", ""] for school_id, own in every.items() if school_id not in changed)
    values = {
        "conditions": max(len(own) for own in every.values()) - 1 if every else 0,
        "firm": [len(every) - len(changed), len(every)],
        **{"met": same["true"], "unmet": same["false"], "open": same[""]},
    }
    return bool(every), values


def changed(tables: Tables, _: Row) -> Expected:
    """How many schools change."""
    found = changing(tables)
    return bool(found), {"changed": [len(found), len(verdicts(tables))]}


def change(tables: Tables, row: Row) -> Expected:
    """Under how many conditions a school's verdict is another, by the other verdict."""
    school_id = row["id"].rsplit(".", 1)[1]
    own = verdicts(tables)[school_id]
    others = Counter(answer for answer in own.values() if answer != own["base", ""])
    names = {"true": "met", "false": "unmet", "": "open"}
    for answer, name in names.items():
        assert len(said(row).get(name, [])) == others[answer], row["text"]
    return bool(others), {"school_ids": [school_id]}


def others(tables: Tables, _: Row) -> Expected:
    """Schools that change and are not named: in a large okrug those neither listed nor meeting the criteria."""
    named = {row["school_id"] for row in tables["statements"] if row["id"].startswith("sensitivity.change.")}
    left = set(changing(tables)) - named
    about = {*schools_by(tables, "listed", "true"), *schools_by(tables, "shnor", "true")}
    assert not left & about
    return bool(left), {"others": len(left)}


def readings(tables: Tables, row: Row) -> Expected:
    """Under how many readings of a school's row the criteria are met."""
    school_id = row["id"].rsplit(".", 1)[1]
    (own,) = (one for one in tables["sensitivity"] if one["kind"] == "readings" and one["school_id"] == school_id)
    (judged,) = (one for one in tables["classification"] if one["school_id"] == school_id)
    assert own["readings"] == judged["readings"] and own["readings_met"] == judged["readings_shnor"]
    every, met, unmet = (int(own[f"readings{how}"]) for how in ("", "_met", "_unmet"))
    assert ("нельзя" in row["text"]) == (every not in (met, unmet)), row["text"]
    return every > 1, {"readings": every, "met": met, "unmet": unmet, "open": every - met - unmet}


def no_participants(tables: Tables, _: Row) -> Expected:
    """No counted result has a number of participants."""
    counted = [row for row in tables["results"] if true(row["counted"]) and row["fail_pct"]]
    return bool(counted) and not any(float(row["n_participants"] or 0) > 0 for row in counted), {}


def no_other_years(tables: Tables, _: Row) -> Expected:
    """No other two years can be the previous ones."""
    return not any(row["kind"] == "years" for row in tables["sensitivity"]), {}


def no_schools(tables: Tables, _: Row) -> Expected:
    """The roster is empty."""
    return not tables["sensitivity"], {}


def rest(tables: Tables, _: Row) -> Expected:
    """Schools of a large okrug that are neither listed nor would be under any condition."""
    listed = set(schools_by(tables, "listed", "true"))
    shown = [one for one, own in verdicts(tables).items() if one in listed or "true" in own.values()]
    left = len(tables["schools"]) - len(shown) if len(tables["schools"]) > 40 else 0
    return left > 0 and bool(shown), {"rest": left}


def dynamics(tables: Tables, row: Row) -> Expected:
    """In how many listed schools the mean fell: as in the report, at least and at most under any condition."""
    counts = tables["sensitivity_dynamics"]
    known = [one for one in counts if int(one["listed_open"]) < int(one["listed"])]
    base = [one for one in known if one["kind"] == "base"]
    if row["id"].endswith("no_dynamics"):
        return not base, {}
    if not base:
        return False, {}
    fell = [int(one["listed_fell"]) for one in known]
    listed = int(base[0]["listed"])
    rows = [one for one in tables["school_dynamics"] if one["scope"] == "all"]
    own = [one for one in rows if one["school_id"] in schools_by(tables, "listed", "true")]
    assert int(base[0]["listed_fell"]) == sum(true(one["positive"]) for one in own)
    return True, {
        "base": [int(base[0]["listed_fell"]), listed],
        "least": min(fell),
        "most": max(fell),
        "listed": listed,
    }


READERS_OF_MARGINS = {
    "conclusions.on_one": number_on_one,
    "composition.on_one": on_one,
    "composition.on_nobody": on_nobody,
    "composition.no_margin.*": no_margin,
    "composition.how_firm": how_firm,
    "composition.chance": chance,
    "composition.chance_left_out": chance,
    "composition.small_procedures": small_procedures,
    "sensitivity.no_schools": no_schools,
    "sensitivity.firm": firm,
    "sensitivity.changed": changed,
    "sensitivity.change.*": change,
    "sensitivity.others": others,
    "sensitivity.readings.*": readings,
    "sensitivity.no_participants": no_participants,
    "sensitivity.no_other_years": no_other_years,
    "sensitivity.rest": rest,
    "sensitivity.dynamics": dynamics,
    "sensitivity.no_dynamics": dynamics,
}
