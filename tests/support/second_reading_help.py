"""Sections «Состав ШНОР», «Результаты», «Факторы» and «Компетенции» read again from an edition's CSV tables."""

import json
import re
from collections.abc import Callable
from typing import Any

from tests.support.second_reading_rules import SUBJECTS, reporting_date, takes_part
from tests.support.second_reading_tables import (
    Expected,
    Row,
    Tables,
    in_force,
    in_question,
    schools_by,
    true,
)


def said(row: Row) -> dict[str, Any]:
    """Return the values of a statement; of params no table tells, so that readers take them from here."""
    return json.loads(row["values"])


def of_params(_: Tables, __: Row) -> Expected:
    """What params alone say stands always."""
    return True, {}


def names_as_many(row: Row, schools: list[str], field: str = "names") -> None:
    """Hold the schools of a statement, and the number of its names, against those that were found."""
    assert row["school_id"].split() == schools, row["text"]
    assert len(said(row)[field]) == len(schools), row["text"]


# The list against the data


def criterion(tables: Tables, row: Row) -> Expected:
    """No school meets a criterion with fewer low results than the statement asks for."""
    years = ("previous",) if row["id"].endswith("1") else ("previous", "before_previous")
    for one in tables["classification"]:
        low = [one[f"low_{year}"] for year in years]
        if true(one[f"criterion_{row['id'][-1]}"]):
            assert all(not number or int(float(number)) >= said(row)["least"] for number in low), one
    return True, {}


def no_schools(tables: Tables, _: Row) -> Expected:
    """There is no school at all."""
    return not tables["classification"], {}


def listed(tables: Tables, row: Row) -> Expected:
    """How many schools are listed, beside the number that params say the programme names."""
    number, stated = len(schools_by(tables, "listed", "true")), said(row)["stated"]
    if row["id"].endswith("stated"):
        assert row["holds"] == "false" or ("столько же" in row["text"]) == (stated == number), row["text"]
    if row["id"].endswith("no_list"):
        return stated is None and number == 0, {"listed": number}
    if row["id"].endswith(".listed"):
        return stated is None and number > 0, {"listed": number}
    return stated is not None, {"listed": number}


def standing(tables: Tables, row: Row) -> Expected:
    """The schools of a standing."""
    code = row["id"].rsplit(".", 1)[1]
    # Without a list nobody is outside it.
    schools = [] if code == "unlisted_met" and not has_list(tables) else schools_by(tables, "standing", code)
    names_as_many(row, schools)
    return bool(schools), {"schools": len(schools)}


def has_list(tables: Tables) -> bool:
    """Some school is listed."""
    return bool(schools_by(tables, "listed", "true"))


def proposed(tables: Tables, row: Row) -> Expected:
    """The schools that meet the criteria, where there is no list."""
    schools = [] if has_list(tables) else schools_by(tables, "standing", "unlisted_met")
    names_as_many(row, schools)
    return bool(schools), {"schools": len(schools)}


def what_data_cover(tables: Tables, _: Row) -> Expected:
    """Some listed school does not meet the criteria."""
    return bool(schools_by(tables, "standing", "listed_unconfirmed")), {}


# Repeated low results


def claim(tables: Tables, row: Row) -> Expected:
    """In how many schools a subject was low in both years, and whether that is the number claimed."""
    values: dict[str, Any] = {}
    own = [one for one in tables["subject_repeats"] if one["subject"] == said(row)["subject"]]
    for scope in ("VPR", "all"):
        answers = [one["repeated"] for one in own if one["scope"] == scope]
        values |= {scope: answers.count("true"), f"open_{scope}": answers.count("")}
    claimed, text = said(row)["claimed"], row["text"]
    if not own:
        assert "нет" in text and "подтверждается" not in text, text
    elif values["VPR"] <= claimed <= values["VPR"] + values["open_VPR"] and values["open_VPR"]:
        assert "проверить нельзя" in text, text
    else:
        assert ("— подтверждается по ВПР" in text) == (values["VPR"] == claimed), text
        of_all = "и по всем процедурам:" in text or "по всем процедурам подтверждается:" in text
        assert of_all == (values["all"] == claimed and not values["open_all"]), text
    return True, values


def no_claims(tables: Tables, _: Row) -> Expected:
    """No sentence of the programme is there to be held against the data."""
    return not claims_of(tables), {}


def claims(tables: Tables, _: Row) -> Expected:
    """There are sentences of the programme."""
    return bool(claims_of(tables)), {}


def claims_of(tables: Tables) -> list[Row]:
    """Return the statements about single claims."""
    return [one for one in tables["statements"] if one["id"].startswith("composition.claim.")]


def claims_and_correction(tables: Tables, row: Row) -> Expected:
    """Claims were held against data some of which rest on a correction."""
    schools = schools_by(tables, "rests_on_correction", "true")
    names_as_many(row, schools)
    return bool(claims_of(tables) and schools), {}


# Other years


def no_base_years(tables: Tables, _: Row) -> Expected:
    """No other year is there to be judged by."""
    return not tables["base_years"], {}


def base_years(tables: Tables, row: Row) -> Expected:
    """In how many schools criterion 1 is met under each base year, of those judged."""
    by_year: dict[str, list[str]] = {}
    for one in tables["base_years"]:
        by_year.setdefault(one["base_year"], []).append(one["criterion_1"])
    values: dict[str, Any] = {}
    for place, (year, answers) in enumerate(by_year.items(), start=1):
        met, opened = answers.count("true"), answers.count("")
        known = len(answers) - opened
        values |= {f"year_{place}": int(year), f"met_{place}": [met, known], f"open_{place}": opened}
        assert len(said(row)[f"names_{place}"]) == met
    return bool(by_year), values


def years_of_next_list(tables: Tables) -> list[int]:
    """Return the school years that the next list rests on, the later first."""
    return [int(year) for year in next((one["years"] for one in tables["next_list"]), "").split("; ") if year]


def no_next_list(tables: Tables, _: Row) -> Expected:
    """No school year has a known result."""
    return not years_of_next_list(tables), {}


def next_list(tables: Tables, _: Row) -> Expected:
    """The school years of the next list, earliest first."""
    years = years_of_next_list(tables)
    return bool(years), {f"year_{place}": year for place, year in enumerate(sorted(years), start=1)}


def next_list_of_criteria(tables: Tables, _: Row) -> Expected:
    """The criteria were judged by the same years."""
    (own,) = (one for one in tables["statements"] if one["id"] == "composition.criterion_2")
    years = years_of_next_list(tables)
    return years == [said(own)["previous"], said(own)["before_previous"]], {"years": years}


def next_list_of_one_year(tables: Tables, _: Row) -> Expected:
    """There is but one school year, and no school is said to meet criterion 2."""
    years = years_of_next_list(tables)
    if len(years) == 1:
        assert not any(true(one["criterion_2"]) for one in tables["next_list"])
    return len(years) == 1, {"years": years}


def change_of_list(tables: Tables, row: Row) -> Expected:
    """The schools that stay, enter, leave or cannot be told; nobody, if there is none of them."""
    code = row["id"].rsplit(".", 1)[1]
    if code == "nobody":
        assert row["holds"] == "false" or not any(true(one["listed"]) for one in tables["next_list"])
        return not any(one["change"] for one in tables["next_list"]), {}
    schools = [one["school_id"] for one in tables["next_list"] if one["change"] == code]
    names_as_many(row, schools)
    return bool(schools), {"schools": len(schools)}


# The edition before


def listed_before_and_now(tables: Tables) -> tuple[list[str], list[str], list[str]]:
    """Return the codes listed before, those listed now, and all of this edition; nothing without a list before."""
    if not tables["previous_list"]:
        return [], [], []
    before = [one["school_id"] for one in tables["previous_list"] if true(one["listed"])]
    return before, schools_by(tables, "listed", "true"), [one["school_id"] for one in tables["classification"]]


def moves(tables: Tables, _: Row) -> Expected:
    """How many schools were listed before and are now."""
    before, now, present = listed_before_and_now(tables)
    return bool(before or present), {"before": len(before), "now": len(now)}


def move(tables: Tables, row: Row) -> Expected:
    """The schools that entered, left or stayed; those that are no more; nobody that moved."""
    before, now, present = listed_before_and_now(tables)
    code = row["id"].rsplit(".", 1)[1]
    if code == "same":
        return bool(before or present) and sorted(before) == sorted(now), {}
    schools = {
        "entered": [one for one in present if one in now and one not in before],
        "left": [one for one in [*present, *before] if one in before and one not in now],
        "again": [one for one in present if one in now and one in before],
        "gone": [one for one in before if one not in present],
    }[code]
    schools = list(dict.fromkeys(schools))
    names_as_many(row, schools)
    return bool(schools), {} if code == "gone" else {"schools": len(schools)}


def revised(tables: Tables, _: Row) -> Expected:
    """How many results the edition before had otherwise: a share or participants that were known."""
    key = ("school_id", "assessment", "level", "subject", "grade", "school_year", "attempt")
    before = {tuple(one[name] for name in key): one for one in tables["previous_results"]}
    changed = []
    for one in tables["results"]:
        old = before.get(tuple(one[name] for name in key))
        for name in ("fail_pct", "n_participants") if old else ():
            if old[name] and (not one[name] or abs(float(one[name]) - float(old[name])) > 1e-9):
                changed.append((one["school_id"], tuple(one[part] for part in key)))
    return bool(changed), {"results": len(set(changed)), "schools": len({school for school, _ in changed})}


# Results


def counted_results(tables: Tables) -> list[Row]:
    """Return the counted results of main periods that are known or may have been held, with enough participants."""
    least = next(
        (said(one)["least_participants"] for one in tables["statements"] if one["id"] == "results.threshold"), 0
    )
    return [
        one
        for one in tables["results"]
        if true(one["counted"])
        and one["attempt"] in ("", "1")
        and (one["fail_pct"] or one["reading"] in ("ambiguous", "missing"))
        and not (one["n_participants"] and float(one["n_participants"]) < least)
    ]


def is_low(one: Row, threshold: float) -> bool | None:
    """Tell whether a result is low, by the count where it is known; nothing where the result is unknown."""
    if not one["fail_pct"]:
        return None
    if one.get("n_failed") and one["n_participants"]:
        return 100 * float(one["n_failed"]) >= threshold * float(one["n_participants"])
    return float(one["fail_pct"]) >= threshold


def is_on_border(one: Row, threshold: float) -> bool:
    """Tell whether rounding decides if a result is low (METHODS §1, «на границе»)."""
    if not one["fail_pct"]:
        return False
    share, half = float(one["fail_pct"]), 0.5 * 10.0 ** -int(float(one.get("fail_decimals") or 0))
    if not one["n_participants"]:
        return share - half < threshold <= share + half
    n = float(one["n_participants"])
    if not (one.get("failed_least") and one.get("failed_most")):
        return abs(share - threshold) <= half + 100 / n
    sides = {100 * float(one[name]) >= threshold * n for name in ("failed_least", "failed_most")}
    return len(sides) == 2 or is_low(one, threshold) != (share >= threshold)


def threshold_of(tables: Tables) -> float:
    """Return the threshold of a low result, one of params."""
    return next(said(one)["threshold"] for one in tables["statements"] if one["id"] == "results.threshold")


def no_results(tables: Tables, _: Row) -> Expected:
    """Nothing is counted."""
    return not counted_results(tables), {}


def low_by_year(tables: Tables, row: Row) -> Expected:
    """How many results of an assessment are low in each year, of those known, and how many are not known."""
    code = row["id"].rsplit(".", 1)[1]
    values: dict[str, Any] = {}
    for one in counted_results(tables):
        if one["assessment"] == code:
            year, low = one["school_year"], is_low(one, threshold_of(tables))
            values.setdefault(f"year_{year}", int(year))
            of_known = values.setdefault(f"low_{year}", [0, 0])
            values.setdefault(f"unknown_{year}", 0)
            if low is None:
                values[f"unknown_{year}"] += 1
            else:
                of_known[0] += low
                of_known[1] += 1
    assert len(said(row)) == len(values)
    return bool(values), values


def border(tables: Tables, row: Row) -> Expected:
    """Results of which rounding decides, schools in the roster's order."""
    found = [one for one in counted_results(tables) if is_on_border(one, threshold_of(tables))]
    own = [one for school in tables["schools"] for one in found if one["school_id"] == school["school_id"]]
    values: dict[str, Any] = {"results": len(own)}
    for place, one in enumerate(own, start=1):
        values[f"share_{place}"] = float(one["fail_pct"])
        if one.get("failed_least") and one["n_participants"]:
            names = {"least": "failed_least", "most": "failed_most", "participants": "n_participants"}
            values |= {f"{name}_{place}": int(float(one[column])) for name, column in names.items()}
    assert row["school_id"].split() == list(dict.fromkeys(one["school_id"] for one in own))
    return bool(own), values


# Factors


def factors_named(tables: Tables, row: Row) -> Expected:
    """How many factors are named; whether every school with one has a measure against it."""
    own, bare = tables["factors"], bare_factors(tables)
    if row["id"].endswith("named"):
        return bool(own), {"factors": len(own)}
    return bool(own) and not bare, {"factors": len(own)}


def bare_factors(tables: Tables) -> list[Row]:
    """Return the factors against which some schools have no measure."""
    return [one for one in tables["factors"] if int(one["with_measure"]) < int(one["schools"])]


def silent_groups(tables: Tables, row: Row) -> Expected:
    """Of the programme's four groups some have no factor."""
    groups = {one["group"] for one in tables["factors"]}
    assert row["holds"] == "false" or len(said(row)["groups"]) == 4 - len(groups)
    return 0 < len(groups) < 4, {}


def without_measure(tables: Tables, _: Row) -> Expected:
    """In how many schools of those with a factor no measure is named."""
    bare = bare_factors(tables)
    values: dict[str, Any] = {"factors": len(bare)}
    for place, one in enumerate(bare, start=1):
        schools = int(one["schools"])
        values[f"missing_{place}"] = [schools - int(one["with_measure"]), schools]
    return bool(bare), values


# Help


def supported(tables: Tables) -> list[Row]:
    """Return the schools of the roster for which help is meant: listed, or taking part on the reporting date."""
    day = reporting_date(tables)
    return [one for one in tables["schools"] if true(one["listed"]) or takes_part(one, day)]


def hold_unlisted(tables: Tables, row: Row) -> None:
    """Hold the number of schools that help is meant for though they are not listed."""
    assert len(said(row)["unlisted"]) == sum(not true(one["listed"]) for one in supported(tables)), row["text"]


def help_reached(tables: Tables, row: Row) -> Expected:
    """How many teachers any help reached, of those known."""
    hold_unlisted(tables, row)
    own = [one for one in tables["help_totals"] if one["kind"] == "any"]
    teachers = sum(int(one["teachers"]) for one in own)
    named = all(one["reached"] for one in own)
    if row["id"].endswith("no_teachers"):
        return not teachers, {}
    if row["id"].endswith("help_unnamed"):
        return teachers > 0 and not named, {}
    return teachers > 0 and named, {"reached": [sum(int(one["reached"] or 0) for one in own), teachers]}


def unreached(tables: Tables, row: Row) -> Expected:
    """Schools with known teachers none of whom got help."""
    own = [one for one in tables["help_coverage"] if one["kind"] == "any" and int(one["teachers"])]
    schools = [one["school_id"] for one in own if one["reached"] == "0"]
    names_as_many(row, schools)
    return bool(schools), {}


def help_unknown(tables: Tables, row: Row) -> Expected:
    """Kinds of help that no row tells of; other events may simply not have been."""
    known = {one["kind"] for one in tables["help_totals"]} - {"event"}
    assert len(said(row)["kinds"]) == 10 - len(known), row["text"]
    return len(known) < 10, {}


# Requests, partners, methodical systems


def requests(tables: Tables, row: Row) -> Expected:
    """The requests of all schools: the sum of the schools' own, received, closed, open, answered."""
    (whole,) = (one for one in tables["requests_answered"] if not one["school_id"])
    counts = {name: int(whole[name]) for name in ("received", "closed", "open", "told", "answered")}
    of_schools = [one for one in tables["requests_answered"] if one["school_id"]]
    for name, number in counts.items():
        assert sum(int(one[name]) for one in of_schools) == number
    assert counts["closed"] + counts["open"] + counts["told"] == counts["received"]
    kind = row["id"].rsplit("_", 1)[-1]
    if kind == "told":
        return counts["told"] > 0, {"told": counts["told"]}
    if kind == "open":
        longest = max((float(one["longest_open_days"]) for one in of_schools if one["longest_open_days"]), default=0)
        return counts["open"] > 0, {"open": counts["open"], "longest": longest}
    if kind == "unanswered":
        return not counts["answered"], {"answered": 0}
    if kind == "answered":
        return counts["answered"] > 0, {name: counts[name] for name in ("answered", "received")}
    values: dict[str, Any] = {name: counts[name] for name in ("received", "closed")}
    if whole["median_days"]:
        median = float(whole["median_days"])
        half_up = int(abs(median) + 0.5)  # random okrugs close a request before it came; files that do are refused
        values |= {"median_days": median, "days": half_up if median > 0 else -half_up}
    return True, values


def partners(tables: Tables, row: Row) -> Expected:
    """How many of the schools that help is meant for have a partnership in force."""
    hold_unlisted(tables, row)
    own, has = supported(tables), in_force(tables)
    return bool(own), {"active": [sum(one["school_id"] in has for one in own), len(own)]}


def no_partner(tables: Tables, row: Row) -> Expected:
    """Those that have none."""
    has = in_force(tables)
    schools = [one["school_id"] for one in supported(tables) if one["school_id"] not in has]
    names_as_many(row, schools)
    return bool(schools), {}


def partner_ending(tables: Tables, row: Row) -> Expected:
    """Those whose partnerships all end by the reporting date; no other has begun or is to begin."""
    day, has = reporting_date(tables), in_force(tables)
    coming = {one["school_id"] for one in tables["register_partnerships"] if one["since"] > day}
    ending = {school for school, own in has.items() if all(one["until"] and one["until"] <= day for one in own)}
    schools = [one["school_id"] for one in supported(tables) if one["school_id"] in ending - coming]
    names_as_many(row, schools)
    return bool(schools), {"until": [day]}


#: Subjects of the criteria.
OF_CRITERIA = ("RU", "MA")


def partner_elsewhere(tables: Tables, row: Row) -> Expected:
    """Those whose partnerships, each with a subject, leave out one in which a latest result is low."""
    has, named = in_force(tables), set()
    lacking: dict[str, list[str]] = {}
    years = set()
    for school in [one["school_id"] for one in supported(tables)]:
        own = has.get(school, [])
        if not own or not all(one["subject"] for one in own):
            continue
        told = {" ".join(part.lower().split()) for one in own for part in re.split("[;,/]", one["subject"])}
        for code in OF_CRITERIA:
            low = [
                one
                for one in tables["latest_results"]
                if one["school_id"] == school and one["subject"] == code and true(one["low"])
            ]
            if low and SUBJECTS[code] not in told:
                lacking.setdefault(code, []).append(school)
                named.add(school)
                years |= {int(one["school_year"]) for one in low}
    names_as_many(row, [one["school_id"] for one in supported(tables) if one["school_id"] in named])
    if row["holds"] == "true":
        assert {code: len(said(row).get(code, ())) for code in lacking} == {c: len(own) for c, own in lacking.items()}
        assert {value for name, value in said(row).items() if name.startswith("year_")} == years, row["text"]
    return bool(named), {}


def systems(tables: Tables, _: Row) -> Expected:
    """How many schools were looked at, and by how many criteria."""
    own = tables["methodical_systems"]
    values = {"schools": len({one["school_id"] for one in own}), "criteria": len({one["criterion"] for one in own})}
    return bool(own), values


def systems_compared(tables: Tables, row: Row) -> Expected:
    """How many latest marks are higher and lower than the ones before them."""
    own = tables["methodical_systems"]
    marks = [(float(one["mark"]), float(one["previous_mark"])) for one in own if one["mark"] and one["previous_mark"]]
    values = {
        "compared": len(marks),
        "rose": sum(mark > before for mark, before in marks),
        "fell": sum(mark < before for mark, before in marks),
    }
    return bool(marks) if row["id"].endswith("compared") else bool(own) and not marks, values


# Competences


def diagnosed(tables: Tables) -> bool:
    """Tell whether diagnostics say anything."""
    return bool(tables["competences"] or tables["deficits"])


def change(tables: Tables, row: Row) -> Expected:
    """Of the groups that are shown: in how many the mean rose, and the mean change over measurements."""
    known = [(float(one["change_pp"]), int(float(one["people"]))) for one in tables["competences"] if one["people"]]
    assert len(known) == sum(not true(one["hidden"]) for one in tables["competences"])
    if row["id"].endswith("no_groups"):
        return diagnosed(tables) and not known, {"groups": 0}
    if not known:
        return False, {}
    assert min(people for _, people in known) >= said(row)["smallest"]
    mean = sum(of_group * people for of_group, people in known) / sum(people for _, people in known)
    rose = sum(of_group > 0 for of_group, _ in known)
    word = "не изменился" if abs(mean) < 0.05 else "вырос на" if mean > 0 else "снизился на"
    assert f"он {word}" in row["text"], row["text"]
    return True, {"groups": len(known), "rose": [rose, len(known)], "mean_pp": mean, "by": abs(mean)}


def beyond_chance(tables: Tables, row: Row) -> Expected:
    """In how many of the shown groups a change is more than chance; how many have no spread; who crossed the border.

    A verdict agrees with its interval: more than chance leaves out zero, and one group alone is judged by that.
    """
    known = [one for one in tables["competences"] if one["people"]]
    told = [one for one in known if one["supported"]]
    for one in told:
        low, high = float(one["change_low_pp"]), float(one["change_high_pp"])
        assert low < float(one["change_pp"]) < high, one
        assert not true(one["supported"]) or low > 0 or high < 0, one
        assert len(told) > 1 or true(one["supported"]) == (low > 0 or high < 0), one
    if row["id"].endswith(".supported"):
        return bool(told), {"supported": [sum(true(one["supported"]) for one in told), len(told)]}
    if row["id"].endswith("equal_changes"):
        assert not any(one["change_low_pp"] for one in known if not one["supported"])
        return len(told) < len(known), {"groups": len(known) - len(told)}
    counted = {
        name: sum(int(float(one[name])) for one in known) for name in ("low_before", "low_after", "risen", "fallen")
    }
    assert counted["low_after"] - counted["low_before"] == counted["fallen"] - counted["risen"]
    people = sum(int(float(one["people"])) for one in known)
    low = {name: [counted.pop(name), people] for name in ("low_before", "low_after")}
    supported = [sum(true(one["deficits_supported"]) for one in known), len(known)]
    return bool(known), {**low, **counted, "supported": supported}


def self_assessed(tables: Tables, row: Row) -> Expected:
    """Nobody has both a self-assessment and a diagnostic work, or all groups are too small."""
    own = tables["self_assessment"]
    if row["id"].endswith("no_self_assessment"):
        return diagnosed(tables) and not own, {}
    return diagnosed(tables) and bool(own) and all(true(one["hidden"]) for one in own), {}


def self_above(tables: Tables, _: Row) -> Expected:
    """In how many of the shown groups teachers think more of themselves, and in how many by more than chance."""
    own = [one for one in tables["self_assessment"] if not true(one["hidden"])]
    more = [one for one in own if float(one["difference_pp"]) > 0]
    told = [one for one in own if one["supported"]]
    values = {
        "above": [len(more), len(own)],
        "supported": [sum(true(one["supported"]) for one in more), len(told)],
    }
    return diagnosed(tables) and bool(own), values


def hidden_groups(tables: Tables, row: Row) -> Expected:
    """How many groups of a table are not shown."""
    own = [true(one["hidden"]) for one in tables[row["id"].rsplit(".", 1)[1]]]
    return any(own), {"hidden": sum(own)}


def low_latest(tables: Tables, subject: str) -> list[Row]:
    """Return the latest results in a subject that are low."""
    return [one for one in tables["latest_results"] if one["subject"] == subject and true(one["low"])]


def where_to_look(tables: Tables, row: Row) -> Expected:
    """In which of the criteria's subjects a latest result is low; nothing is said of unknown ones."""
    own, low = tables["latest_results"], [code for code in OF_CRITERIA if low_latest(tables, code)]
    if row["id"].endswith("no_results"):
        return not own, {}
    if row["id"].endswith("low_subjects"):
        return bool(low), {"subjects": low}
    unknown = sum(not one["low"] for one in own if one["subject"] in OF_CRITERIA)
    assert row["holds"] == "false" or ("известных" in row["text"]) == (unknown > 0), row["text"]
    return bool(own) and not low, {"unknown": unknown}


def low_in_subject(tables: Tables, row: Row) -> Expected:
    """The schools that are low in a subject, those that the programme is about first, and the years looked at."""
    code = row["id"].rsplit(".", 1)[1]
    low = {one["school_id"] for one in low_latest(tables, code)}
    schools = [one["school_id"] for one in tables["schools"] if one["school_id"] in low]
    assert row["school_id"].split() == schools, row["text"]
    if not schools:
        return False, {}
    inside = [school for school in schools if school in in_question(tables)]
    others = len(schools) - len(inside) if inside else 0
    values = said(row)
    assert (len(values["names"]), len(values["others"])) == (len(inside) or len(schools), others), row["text"]
    assert values["schools"] == len(schools), row["text"]
    years = {int(one["school_year"]) for one in tables["latest_results"] if one["subject"] == code}
    assert {value for name, value in values.items() if name.startswith("year_")} == years, row["text"]
    return True, {}


def systems_scale(tables: Tables, row: Row) -> Expected:
    """The lowest and the highest mark that was given."""
    marks = [float(one["mark"]) for one in tables["methodical_systems"] if one["mark"]]
    assert bool(said(row)) == bool(marks)
    return True, {"least": min(marks), "most": max(marks)} if marks else {}


def catalogue_people(tables: Tables, row: Row) -> Expected:
    """Whose teachers are counted."""
    hold_unlisted(tables, row)
    return bool(tables["catalogue"]), {}


READERS_OF_HELP: dict[str, Callable[[Tables, Row], Expected]] = {
    "composition.low_result": of_params,
    "composition.criterion_*": criterion,
    "composition.no_schools": no_schools,
    "composition.listed": listed,
    "composition.listed_and_stated": listed,
    "composition.no_list": listed,
    "composition.proposed": proposed,
    "composition.standing.*": standing,
    "composition.what_data_cover": what_data_cover,
    "composition.no_claims": no_claims,
    "composition.claims": claims,
    "composition.claim.*": claim,
    "composition.claims_and_correction": claims_and_correction,
    "composition.no_base_years": no_base_years,
    "composition.base_years": base_years,
    "composition.no_next_list": no_next_list,
    "composition.next_list": next_list,
    "composition.next_list_of_criteria": next_list_of_criteria,
    "composition.next_list_of_one_year": next_list_of_one_year,
    "composition.next_list.*": change_of_list,
    "results.revised": revised,
    "composition.moves": moves,
    "composition.moves.*": move,
    "results.nothing": no_results,
    "results.threshold": of_params,
    "results.low.*": low_by_year,
    "results.border": border,
    "factors.named": factors_named,
    "factors.all_with_measure": factors_named,
    "factors.silent_groups": silent_groups,
    "factors.without_measure": without_measure,
    "factors.help": help_reached,
    "factors.no_teachers": help_reached,
    "factors.help_unnamed": help_reached,
    "factors.unreached": unreached,
    "factors.help_unknown": help_unknown,
    "factors.requests": requests,
    "factors.requests_open": requests,
    "factors.requests_told": requests,
    "factors.requests_answered": requests,
    "factors.requests_unanswered": requests,
    "factors.partners": partners,
    "factors.no_partner": no_partner,
    "factors.partner_ending": partner_ending,
    "factors.partner_elsewhere": partner_elsewhere,
    "factors.systems": systems,
    "factors.systems_compared": systems_compared,
    "factors.systems_once": systems_compared,
    "factors.systems_scale": systems_scale,
    "factors.catalogue_people": catalogue_people,
    "competences.self_above": self_above,
    "competences.no_groups": change,
    "competences.change": change,
    "competences.supported": beyond_chance,
    "competences.equal_changes": beyond_chance,
    "competences.deficits_moved": beyond_chance,
    "competences.no_self_assessment": self_assessed,
    "competences.small_self_assessment": self_assessed,
    "competences.no_results": where_to_look,
    "competences.none_low": where_to_look,
    "competences.low_subjects": where_to_look,
    "competences.low.*": low_in_subject,
    "competences.hidden.*": hidden_groups,
}
