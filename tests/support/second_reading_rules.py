"""The drafts of rules recomputed by plain loops over an edition's CSV tables; nothing of `shnor_lib` is used.

Each fact that a rule rests on is found a second time: whom it names, and every word that texts of rules say of it.
`READERS_OF_RULES` maps a rule's id to the reader of its drafts.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.support.second_reading_tables import Expected, Row, Tables, in_force, in_question, number, true, with_pairs

NBSP = "\u00a0"
#: So many schools have a draft each, and are named on the first page.
FEW = 5
#: Of more schools the first page tells the number.
FEW_IN_BRIEF = 3
THRESHOLD_PCT = 30
ASSESSMENTS = {"VPR": "ВПР", "OGE": "ОГЭ", "EGE": "ЕГЭ", "MKR": "МКР"}
LEVELS = {"base": "базовый уровень", "profile": "профильный уровень"}
#: In the order in which reports name them.
SUBJECTS = {
    "RU": "русский язык",
    "MA": "математика",
    "WO": "окружающий мир",
    "HI": "история",
    "SS": "обществознание",
    "GE": "география",
    "BI": "биология",
    "PH": "физика",
    "CH": "химия",
    "IT": "информатика",
    "LI": "литература",
    "EN": "английский язык",
    "DE": "немецкий язык",
    "FR": "французский язык",
}
AREAS = {
    "subject": "предметная",
    "methodical": "методическая",
    "psychological": "психолого-педагогическая",
    "communicative": "коммуникативная",
}
READINGS = ("ambiguous", "readings_disagree")
WHY_OPEN = {
    "no_results": "результатов учебного года нет",
    "cells_empty": "ячейки пусты или не прочитаны",
    "row_missing": "строка школы в таблицах не найдена",
    "rounding": "ответ зависит от округления долей",
}


@dataclass
class Found:
    """What a fact names, the codes of schools among it, and its own words for texts."""

    names: list[str]
    ids: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """Every field that a text may use of the fact."""
        count = len(self.names)
        return {
            "names": joined(self.names),
            "codes": folded(self.names),
            "count": str(count),
            "schools": counted(count, "школа", "школы", "школ"),
            "in_schools": counted(count, "школе", "школах", "школах"),
            **self.words,
        }


# Words


def readable(words: Iterable[str]) -> list[str]:
    """Return the words; of more than forty the first ten, and how many there are besides."""
    every = list(words)
    return every if len(every) <= 40 else [*every[:10], f"ещё\u00a0{len(every) - 10}"]


def joined(words: Iterable[str]) -> str:
    """Return «а, б и в»."""
    every = readable(words)
    return " и ".join([", ".join(every[:-1]), every[-1]]) if len(every) > 1 else "".join(every)


def noun(count: int, one: str, few: str, many: str) -> str:
    """Return the form of a noun that goes with a number."""
    if count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14):
        return few
    return one if count % 10 == 1 and count % 100 != 11 else many


def counted(count: int, one: str, few: str, many: str) -> str:
    """Return the number with its noun."""
    return f"{count}{NBSP}{noun(count, one, few, many)}"


def folded(codes: Iterable[str]) -> str:
    """Return codes with three or more neighbours folded: «И1–И3 и П1»."""
    runs: list[list[str]] = []
    for code in codes:
        stem, last = re.fullmatch(r"(.*?)(\d*)", code).groups()  # type: ignore[union-attr]
        before = f"{stem}{int(last) - 1}" if last else None
        if runs and runs[-1][-1] == before:
            runs[-1].append(code)
        else:
            runs.append([code])
    return joined(part for run in runs for part in ([f"{run[0]}–{run[-1]}"] if len(run) > 2 else run))


def short_year(year: str | int) -> str:
    """Return «2020/21» of the year in which a school year ends."""
    return f"{int(year) - 1}/{int(year) % 100:02d}"


def short_day(day: str) -> str:
    """Return «31.12.2022» of an ISO date."""
    return ".".join(reversed(day.split("-")))


# Schools and the edition


def names_of(tables: Tables) -> dict[str, str]:
    """Return the schools' short names by code, in the roster's order; namesakes have their place, login or code."""
    short = {}
    for row in tables["schools"]:
        quoted = re.search("«(.+)»", row["school"])
        short[row["school_id"]] = quoted[1] if quoted else row["school"]
    found = {}
    for row in tables["schools"]:
        name = short[row["school_id"]]
        alike = [one for one in tables["schools"] if short[one["school_id"]] == name]
        if len(alike) > 1:
            marks = ([one.get(mark) or "" for one in alike] for mark in ("settlement", "login", "school_id"))
            chosen = next(own for own in marks if all(own) and len(set(own)) == len(own))
            name = f"{name} ({chosen[alike.index(row)]})"
        found[row["school_id"]] = name
    return found


def of_schools(tables: Tables, ids: Iterable[str], **words: str) -> Found:
    """Return a fact of schools, each once, in the order given."""
    names, once = names_of(tables), list(dict.fromkeys(ids))
    return Found([names[school_id] for school_id in once], once, words)


def in_order(tables: Tables, ids: Iterable[str]) -> list[str]:
    """Return codes of schools in the roster's order, each once."""
    chosen = set(ids)
    return [row["school_id"] for row in tables["schools"] if row["school_id"] in chosen]


def said(tables: Tables, statement_id: str) -> dict[str, Any]:
    """Return the values of a statement: days and years that stand in params alone are told there."""
    return json.loads(next(row["values"] for row in tables["statements"] if row["id"] == statement_id))


def reporting_date(tables: Tables) -> str:
    """Return the day as of which the report speaks."""
    return said(tables, "grounds.period")["as_of"]


def takes_part(row: Row, day: str) -> bool:
    """Tell whether a school of the roster takes part in the programme on a day."""
    since, until = row["participant_since"], row.get("participant_until")
    return bool(since) and since <= day and not (until and until < day)


def supported(tables: Tables) -> list[str]:
    """Return the schools for which help is meant: listed, or they take part."""
    day = reporting_date(tables)
    return [row["school_id"] for row in tables["schools"] if true(row["listed"]) or takes_part(row, day)]


# Results of the latest year


def is_low(row: Row) -> bool | None:
    """Tell whether a result is low: by the known count, else by the share; nothing of an unknown one."""
    if not row["fail_pct"]:
        return None
    failed, participants = number(row.get("n_failed", "")), number(row["n_participants"])
    if failed is not None and participants is not None:
        return 100 * failed >= THRESHOLD_PCT * participants
    return float(row["fail_pct"]) >= THRESHOLD_PCT


def latest(tables: Tables) -> list[Row]:
    """Return the counted results of the okrug's latest year of each assessment and subject, in the roster's order."""
    held = [
        row
        for row in tables["results"]
        if true(row["counted"])
        and row.get("attempt", "") in ("", "1")
        and (row["fail_pct"] or row["reading"] in ("ambiguous", "missing"))
    ]
    last: dict[tuple[str, str], int] = {}
    for row in held:
        if row["fail_pct"]:
            kind = row["assessment"], row["subject"]
            last[kind] = max(last.get(kind, 0), int(row["school_year"]))
    own = [row for row in held if int(row["school_year"]) == last.get((row["assessment"], row["subject"]))]
    places = {row["school_id"]: place for place, row in enumerate(tables["schools"])}
    return sorted(own, key=lambda row: places[row["school_id"]])


def low_of_latest(tables: Tables) -> list[Row]:
    """Return the low results of the latest year."""
    return [row for row in latest(tables) if is_low(row)]


def procedures(rows: list[Row]) -> str:
    """Return the assessments with their years: «ВПР и ОГЭ 2023/24 учебного года и ЕГЭ 2022/23 учебного года»."""
    by_year: dict[int, list[str]] = {}
    for code, words in ASSESSMENTS.items():
        for year in sorted({int(row["school_year"]) for row in rows if row["assessment"] == code}, reverse=True):
            by_year.setdefault(year, []).append(words)
    return joined(f"{joined(names)} {short_year(year)}{NBSP}учебного года" for year, names in by_year.items())


def state(tables: Tables, school_id: str) -> str:
    """Return a school's state by its results of the latest year that are known."""
    own = [row for row in latest(tables) if row["school_id"] == school_id and row["fail_pct"]]
    if not own:
        return "результатов последнего учебного года нет"
    low = sum(is_low(row) is True for row in own)
    out_of = f"{len(own)} {noun(len(own), 'процедуры', 'процедур', 'процедур')}"
    words = f"низкие результаты в {low} из{NBSP}{out_of}" if low else "низких результатов нет"
    return f"{words}: {procedures(own)}"


def with_state(tables: Tables, ids: list[str], further: dict[str, str]) -> Found:
    """Return schools, each with what is said of it in brackets."""
    names = names_of(tables)
    told = [
        f"{names[one]} ({'; '.join(filter(None, [further.get(one, ''), state(tables, one)]))})"
        for one in in_order(tables, ids)
    ]
    return of_schools(tables, in_order(tables, ids), with_state="; ".join(readable(told)))


# The list against the criteria


def classified(condition: Callable[[Row], bool]) -> Callable[[Tables], Found]:
    """Return the fact of the schools of `classification` for which a condition is true."""

    def find(tables: Tables) -> Found:
        return of_schools(tables, [row["school_id"] for row in tables["classification"] if condition(row)])

    return find


def open_data(tables: Tables) -> Found:
    """Schools without a verdict whose rows are read in one way: what is lacking, reason by reason."""
    names, reasons, ids = names_of(tables), {}, []
    for row in tables["classification"]:
        if row["shnor"] == "" and row.get("why_open") not in READINGS:
            reason = WHY_OPEN.get(row.get("why_open", ""), "данных не хватает")
            reasons.setdefault(reason, []).append(names[row["school_id"]])
            ids.append(row["school_id"])
    return of_schools(tables, ids, by_reason="; ".join(f"{why} — {joined(own)}" for why, own in reasons.items()))


def unlisted_met(tables: Tables) -> Found:
    """Schools outside the list that meet the criteria: which, since when they take part, and their state."""
    day = reporting_date(tables)
    since = {row["school_id"]: row["participant_since"] for row in tables["schools"] if takes_part(row, day)}
    further = {}
    for row in tables["classification"]:
        if true(row["shnor"]) and not true(row["listed"]):
            met = [name for name in ("1", "2") if true(row[f"criterion_{name}"])]
            words = f"{'критерий' if len(met) == 1 else 'критерии'} {joined(met)}"
            if row["school_id"] in since:
                words += f"; участвует в Программе с {short_day(since[row['school_id']])}"
            further[row["school_id"]] = words
    return with_state(tables, list(further), further)


def without_list(tables: Tables) -> bool:
    """Nobody is listed."""
    return not any(true(row["listed"]) for row in tables["classification"])


def outside_the_list(tables: Tables) -> Found:
    """Schools that meet the criteria beside a list."""
    return Found([]) if without_list(tables) else unlisted_met(tables)


def proposed(tables: Tables) -> Found:
    """Schools that meet the criteria where there is no list."""
    return unlisted_met(tables) if without_list(tables) else Found([])


def outside(tables: Tables) -> Found:
    """Listed schools that are not in the programme and do not join it later, if it is known of any school."""
    day, schools = reporting_date(tables), tables["schools"]
    known = any(row["participant_since"] for row in schools)
    ids = [
        row["school_id"]
        for row in schools
        if known and true(row["listed"]) and not takes_part(row, day) and not row["participant_since"] > day
    ]
    return with_state(
        tables,
        ids,
        {
            one: f"доля «2» выросла больше, чем объясняет {chance(tables, [one])}"
            for one in rose(tables, corrected=False)
            if one in ids
        },
    )


# Results and their change


def low_in(subject: str) -> Callable[[Tables], Found]:
    """Return the fact of the schools low in a subject in the latest year, by any assessment."""

    def find(tables: Tables) -> Found:
        looked_at = [row for row in latest(tables) if row["subject"] == subject]
        ids = in_order(tables, [row["school_id"] for row in looked_at if is_low(row)])
        if not ids:
            return Found([])
        asked, names = in_question(tables), names_of(tables)
        inside, others = ([names[one] for one in ids if (one in asked) == own] for own in (True, False))
        words = joined(inside or others)
        if inside and others:
            words = f"{joined(inside)}; кроме того, из остальных школ округа — {joined(others)}"
        repeated = repeated_words(tables, subject, ids)
        return of_schools(tables, ids, when=procedures(looked_at), by_standing=words, repeated=repeated)

    return find


def repeated_words(tables: Tables, subject: str, ids: list[str]) -> str:
    """Say in how many of the schools the subject was low in both years of the criteria."""
    both, by_vpr = (
        sum(
            true(row["repeated"])
            for row in tables["subject_repeats"]
            if row["subject"] == subject and row["scope"] == scope and row["school_id"] in ids
        )
        for scope in ("all", "VPR")
    )
    if not both:
        return ""
    earlier, later = map(short_year, said(tables, "conclusions.next_list")["criteria"])
    in_schools = counted(both, "школе", "школах", "школах")
    return (
        f" Из них и в {earlier} и {later} учебных годах, по которым проверены критерии, результат был низким в "
        f"{in_schools} (только по ВПР — в {by_vpr})."
    )


def low_exam(assessment: str) -> Callable[[Tables], Found]:
    """Return the fact of the schools low in an exam in its latest year, subject by subject."""

    def find(tables: Tables) -> Found:
        low, names = [row for row in low_of_latest(tables) if row["assessment"] == assessment], names_of(tables)
        several = len({row["school_year"] for row in low}) > 1
        by_label: dict[str, list[str]] = {}
        for code, subject in SUBJECTS.items():
            for row in (row for row in low if row["subject"] == code):
                level = f", {LEVELS[row['level']]}" if row["level"] else ""
                year = f" ({short_year(row['school_year'])})" if several else ""
                own = by_label.setdefault(f"{subject}{level}{year}", [])
                own += [names[row["school_id"]]] if names[row["school_id"]] not in own else []
        words = "; ".join(f"{label} — {joined(own)}" for label, own in by_label.items())
        ids = in_order(tables, [row["school_id"] for row in low])
        return of_schools(tables, ids, when=procedures(low), by_subject=words)

    return find


def rose(tables: Tables, *, corrected: bool) -> list[str]:
    """Return the schools in question whose share rose firmly; ``corrected``: some reading of their row says it fell."""
    asked = in_question(tables)
    return [
        row["school_id"]
        for row in with_pairs(tables, "all")
        if row["school_id"] in asked
        and true(row["firm"])
        and float(row["change_pp"]) > 0
        and (int(row["readings_positive"]) > 0) == corrected
    ]


def chance(tables: Tables, ids: Iterable[str]) -> str:
    """Return what a firm change exceeds: chance where every pair has participants, else rounding alone."""
    measured = {row["school_id"]: row["pairs"] for row in tables["school_support"]}
    pairs = {row["school_id"]: row["pairs"] for row in with_pairs(tables, "all")}
    return "случайность" if all(measured.get(one) == pairs[one] for one in ids) else "округление"


def years_compared(tables: Tables) -> dict[str, str]:
    """Return the words for the two years that are compared."""
    year = {(row["year_from"], row["year_to"]) for row in tables["pair_means"] if row["kind"] == "same_grade"}
    assert len(year) < 2, year
    span = " и ".join(map(short_year, *year))
    return {"years": f"Между {span} учебными годами", "years_small": f"между {span} учебными годами"}


def rose_firmly(tables: Tables) -> Found:
    """Schools whose share of «2» rose beyond rounding and, where that can be told, beyond chance."""
    ids = rose(tables, corrected=False)
    return of_schools(tables, ids, chance=chance(tables, ids), **years_compared(tables)) if ids else Found([])


def rose_under_correction(tables: Tables) -> Found:
    """Schools whose share rose by the reading that was taken, and fell by another."""
    ids = rose(tables, corrected=True)
    own = [row for row in with_pairs(tables, "all") if row["school_id"] in ids]
    told = {
        name: str(sum(int(row[column]) for row in own))
        for name, column in (("readings", "readings"), ("readings_fell", "readings_positive"))
    }
    return of_schools(tables, ids, **told, **years_compared(tables)) if ids else Found([])


def vpr_fell_oge_rose(tables: Tables) -> Found:
    """Every mean of ВПР fell and every mean of ОГЭ rose."""
    signs: dict[str, set[bool]] = {"VPR": set(), "OGE": set()}
    for row in tables["pair_means"]:
        if row["kind"] == "same_grade" and row["assessment"] in signs:
            change = float(row["change_pp"])
            signs[row["assessment"]].add(change < 0 if row["assessment"] == "VPR" else change > 0)
    parted = all(own == {True} for own in signs.values())
    return Found(["ВПР и ОГЭ"], [], years_compared(tables)) if parted else Found([])


def no_participants(tables: Tables) -> Found:
    """Schools with results whose participants are unknown."""
    held = [row for row in tables["results"] if row["fail_pct"]]
    unknown = [row for row in held if not row["n_participants"]]
    found = of_schools(tables, in_order(tables, [row["school_id"] for row in unknown]))
    words = "Число участников процедур не указано"
    if len(unknown) < len(held):
        part = f"{len(unknown)} из {len(held)}; {joined(found.names)}"
        words = f"Число участников не указано для части результатов ({part})"
    return Found(found.names, found.ids, {"participants_unknown": words})


def doubtful_zeros(tables: Tables) -> Found:
    """Schools most of whose results are doubtful zeros."""
    of_school: dict[str, list[bool]] = {}
    for row in tables["results"]:
        if row["fail_pct"]:
            of_school.setdefault(row["school_id"], []).append(true(row["doubtful"]))
    return of_schools(tables, in_order(tables, [one for one, own in of_school.items() if 2 * sum(own) > len(own)]))


# Indicators, the plan, registers


def of_indicators(tables: Tables, codes: list[str]) -> str:
    """Return indicators by their short names, of more than three how many they are."""
    short = {
        row["id"]: "«" + row["short_name"].replace("«", "„").replace("»", "“") + "»" for row in tables["indicators"]
    }
    if len(codes) <= 3:
        return f"{'показателя' if len(codes) == 1 else 'показателей'} {joined(short[code] for code in codes)}"
    whole = counted(len(short), "показателя", "показателей", "показателей")
    return f"всех {whole}" if len(codes) == len(short) else f"{len(codes)} из{NBSP}{whole}"


def indicators(tables: Tables, codes: list[str], **words: str) -> Found:
    """Return the fact of indicators."""
    return Found(codes, [], {"of_indicators": of_indicators(tables, codes), **words})


def no_data(tables: Tables) -> Found:
    """Indicators of which nothing is known; not those of which the programme does not say how they are counted."""
    rows = [row for row in tables["indicators"] if row["status"] == "no_data" and row["needs"] != "way"]
    return indicators(tables, [row["id"] for row in rows])


def not_counted(tables: Tables) -> Found:
    """Indicators of which the programme says neither how they are counted nor a value."""
    return indicators(tables, [row["id"] for row in tables["indicators"] if not row["way"]])


def no_register(tables: Tables) -> Found:
    """Indicators that a register would tell."""
    return indicators(
        tables,
        [
            row["id"]
            for row in tables["indicators"]
            if row["status"] == "no_data" and row["needs"] not in ("", "results", "way", "value")
        ],
    )


def not_met(tables: Tables) -> Found:
    """Indicators below their targets, and which of them another possible value would change."""
    below = [row for row in tables["indicators"] if row["status"] == "not_met"]
    loose = [row["id"] for row in below if row["status_firm"] == "false"]
    words = f" Вывод предварительный для {of_indicators(tables, loose)}." if loose else ""
    return indicators(tables, [row["id"] for row in below], open=words)


def no_new_results(tables: Tables) -> Found:
    """No known result was obtained after the programme's start."""
    period = said(tables, "grounds.period")
    days = [
        f"{row['school_year']}-{'09' if row['season'] == 'autumn' else '04'}-01"
        for row in tables["results"]
        if row["fail_pct"]
    ]
    codes = [row["id"] for row in tables["indicators"] if row["way"] == "schools_improved"]
    value = f"рассчитано значение {of_indicators(tables, codes)}" if codes else ""
    words = value or "эти результаты внесены в данные"
    during = not period["start"] or any(period["start"] < day <= period["end"] for day in days)
    return Found([] if during else codes or ["результаты"], [], {"counted": words})


def plan_items(status: str) -> Callable[[Tables], Found]:
    """Return the fact of the items of the plan with a status."""
    return lambda tables: Found([row["id"] for row in tables["plan"] if row["status"] == status])


def without_deadline(tables: Tables) -> Found:
    """Items for which no term is set; one whose words are not understood has a term."""
    rows = [row for row in tables["plan"] if row["status"] == "no_deadline" and row["recurrence"] != "unread"]
    return Found([row["id"] for row in rows])


def no_record(tables: Tables) -> Found:
    """Items of which nothing is told, or not enough; those that the report itself carries out are left out."""
    ground = said(tables, "grounds.ground")
    own = {*ground["items"], *ground["measures"]}
    rows = [row for row in tables["plan"] if row["status"] in ("no_record", "no_deadline") and row["id"] not in own]
    partly = [row["id"] for row in rows if row["records"] != "0" or row["as_typed"]]
    words = f" Сведения есть, но неполны (отметка без даты или не за каждый срок): {folded(partly)}."
    return Found([row["id"] for row in rows], [], {"partly": words if partly else ""})


def weak_targets(tables: Tables) -> Found:
    """Indicators that met their target before the programme began."""
    return indicators(
        tables,
        [
            row["id"]
            for row in tables["indicators"]
            if row["baseline"] and row["target"] and row["goal"] != "at_most"
            if float(row["baseline"]) >= float(row["target"])
        ],
    )


def programme_over(tables: Tables) -> Found:
    """The programme's period is over; what has to be told first, if anything is missing."""
    end = said(tables, "grounds.period")["end"]
    if not end or reporting_date(tables) < end:
        return Found([])
    lacking, untold = no_data(tables), no_record(tables)
    missing = [f"значения {lacking.fields['of_indicators']}"] if lacking.names else []
    missing += [f"исполнение пунктов плана и мер {folded(untold.names)}"] if untold.names else []
    after = f" после получения недостающих сведений ({'; '.join(missing)})" if missing else ""
    return Found(["период"], [], {"after": after})


def late_assignments(tables: Tables) -> Found:
    """Assignments of the working group whose term has passed."""
    late = [row["assignment"] for row in tables["assignments"] if row["status"] == "overdue"]
    return Found(["«" + text.replace("«", "„").replace("»", "“") + "»" for text in late])


def waiting_requests(tables: Tables) -> Found:
    """Schools whose requests are not closed, and how many requests."""
    own = [row for row in tables["requests_answered"] if row["school_id"] and int(row["open"]) > 0]
    requests = counted(sum(int(row["open"]) for row in own), "запрос", "запроса", "запросов")
    return of_schools(tables, [row["school_id"] for row in own], requests=requests)


def unreached(tables: Tables) -> Found:
    """Schools with teachers of whom help reached nobody."""
    return of_schools(
        tables,
        [
            row["school_id"]
            for row in tables["help_coverage"]
            if row["kind"] == "any" and int(row["teachers"]) > 0 and row["reached"] == "0"
        ],
    )


def lasting_deficits(tables: Tables) -> Found:
    """Groups of teachers of whom half or more are low after they were taught."""
    found = []
    for row in tables["deficits"]:
        if row["phase"] == "after" and row["low_pct"] and float(row["low_pct"]) >= 50:
            area = AREAS.get(row["area"], "область не указана")
            found.append(f"{row['subject']} ({area})" if row["subject"] else area)
    return Found(found)


def factors_without_measure(tables: Tables) -> Found:
    """Factors that have no measure in some school."""
    return Found([row["factor"] for row in tables["factors"] if int(row["with_measure"]) < int(row["schools"])])


def systems_fell(tables: Tables) -> Found:
    """Schools whose methodical system was marked lower than before by some criterion."""
    rows = tables["methodical_systems"]
    return of_schools(tables, [row["school_id"] for row in rows if row["change"] and float(row["change"]) < 0])


# Partnerships


def measure(tables: Tables) -> str:
    """Return «; мера М2.1»: the items and measures of the programme that are partnerships of schools."""
    items, measures = (
        [row["id"] for row in tables[table] if row["role"] == "partnerships"]
        for table in ("programme_plan", "programme_measures")
    )
    of_plan = [f"{'пункт' if len(items) == 1 else 'пункты'} {folded(items)} плана"] if items else []
    own = [f"{'мера' if len(measures) == 1 else 'меры'} {folded(measures)}"] if measures else []
    return f"; {joined([*of_plan, *own])}" if of_plan or own else ""


def no_partner(tables: Tables) -> Found:
    """Schools in support without an agreement in force, where any agreement is known."""
    force = in_force(tables)
    ids = [one for one in supported(tables) if tables["partnerships"] and one not in force]
    return of_schools(tables, ids, measure=measure(tables))


def partner_unknown(tables: Tables) -> Found:
    """Listed schools that meet the criteria, where no agreement is known at all."""
    met = [row["school_id"] for row in tables["classification"] if true(row["listed"]) and true(row["shnor"])]
    return of_schools(tables, [] if tables["partnerships"] else met, measure=measure(tables))


def to_partner(tables: Tables) -> Found:
    """Schools that somebody has to come to terms with: of either kind."""
    return of_schools(tables, [*no_partner(tables).ids, *partner_unknown(tables).ids])


def partner_ending(tables: Tables) -> Found:
    """Schools all of whose agreements in force end by the reporting date, and no other begins later."""
    day, force = reporting_date(tables), in_force(tables)
    coming = {row["school_id"] for row in tables["register_partnerships"] if row["since"] > day}
    ids = [
        one
        for one in supported(tables)
        if one in force and one not in coming and all(row["until"] and row["until"] <= day for row in force[one])
    ]
    ends = sorted({row["until"] for one in ids for row in force[one]})
    return of_schools(tables, ids, until=joined(map(short_day, ends)), measure=measure(tables))


def partner_elsewhere(tables: Tables) -> Found:
    """Schools whose agreements leave out a subject in which they are low."""
    force, names = in_force(tables), names_of(tables)
    lacking: dict[str, list[str]] = {}
    rows = []
    for one in supported(tables):
        own = force.get(one, [])
        if not own or not all(row["subject"] for row in own):
            continue
        agreed = {part.strip().casefold() for row in own for part in re.split("[;,/]", row["subject"])}
        for code in ("RU", "MA"):
            low = [row for row in low_of_latest(tables) if row["school_id"] == one and row["subject"] == code]
            if low and SUBJECTS[code] not in agreed:
                lacking.setdefault(code, []).append(one)
                rows += low
    words = "; ".join(f"{SUBJECTS[code]} — {joined(names[one] for one in own)}" for code, own in lacking.items())
    ids = in_order(tables, [one for own in lacking.values() for one in own])
    return of_schools(tables, ids, by_subject=words, when=procedures(rows))


# Readers


def of_rule(find: Callable[[Tables], Found]) -> Callable[[Tables, Row], Expected]:
    """Return the reader of a rule that drafts one text: does it hold, whom does it name, what do its fields say."""

    def read(tables: Tables, row: Row) -> Expected:
        found = find(tables)
        return bool(found.names), expected_of(found, row)

    return read


def of_rule_for_each(find: Callable[[Tables], Found]) -> Callable[[Tables, Row], Expected]:
    """Return the reader of a rule that drafts a text for each school as long as they are few."""

    def read(tables: Tables, row: Row) -> Expected:
        whole = find(tables)
        _, _, alone = row["id"].partition(".")
        if not alone:
            return len(whole.names) > FEW, expected_of(whole, row)
        drafted = [one["id"].partition(".")[2] for one in tables["statements"] if is_draft(one, row["rule"])]
        if len(whole.names) > FEW or sorted(drafted) != sorted(whole.ids):
            return False, {}
        return alone in whole.ids, expected_of(find_one(find, tables, alone), row)

    return read


def is_draft(row: Row, rule: str) -> bool:
    """Tell whether a statement is a draft of a rule that stands."""
    return row["rule"] == rule and row["kind"] != "sentence" and row["holds"] == "true"


def find_one(find: Callable[[Tables], Found], tables: Tables, school_id: str) -> Found:
    """Return a fact of one school alone: the part of `with_state` that speaks of it."""
    whole = find(tables)
    place = whole.ids.index(school_id)
    told = re.split(r"(?<=\)); ", whole.words["with_state"])[place]
    return Found([whole.names[place]], [school_id], {"with_state": told})


def expected_of(found: Found, row: Row) -> dict[str, Any]:
    """Return the values that the fields of a template should have, and the schools that it should name."""
    if not found.names:
        return {}
    used = set(re.findall(r"\{(\w+)\}", row["template"])) - {"organisation"}
    return {"school_ids": found.ids, **{name: found.fields[name] for name in used}}


#: Rule → the fact it rests on.
FACTS: dict[str, Callable[[Tables], Found]] = {
    **dict.fromkeys(("П-01", "Р-01", "Д-01"), classified(lambda row: true(row["listed"]) and row["shnor"] == "false")),
    **dict.fromkeys(
        ("П-02", "Р-05", "Д-02"), classified(lambda row: row["shnor"] == "" and row.get("why_open") in READINGS)
    ),
    **dict.fromkeys(("П-25", "Р-26", "Д-24"), open_data),
    **dict.fromkeys(("П-03", "Р-04", "Д-03"), classified(lambda row: true(row["rests_on_correction"]))),
    **dict.fromkeys(("П-21", "Р-23", "Д-20"), outside),
    **dict.fromkeys(("П-22", "Р-02", "Д-21"), outside_the_list),
    **dict.fromkeys(("П-26", "Д-25"), proposed),
    **dict.fromkeys(("П-04", "Р-07", "Р-12", "Д-08"), low_in("RU")),
    **dict.fromkeys(("П-05", "Р-08", "Р-13", "Д-09"), low_in("MA")),
    **dict.fromkeys(("П-06", "Р-09", "Д-07"), rose_firmly),
    **dict.fromkeys(("П-12", "Д-11"), rose_under_correction),
    **dict.fromkeys(("П-13", "Д-12"), low_exam("OGE")),
    **dict.fromkeys(("П-20", "Д-19"), low_exam("EGE")),
    **dict.fromkeys(("П-07", "Р-15", "Р-11"), vpr_fell_oge_rose),
    **dict.fromkeys(("П-08", "Р-03"), no_participants),
    "П-09": no_data,
    **dict.fromkeys(("П-27", "Д-26"), not_counted),
    **dict.fromkeys(("П-10", "Д-06"), no_record),
    **dict.fromkeys(("П-11", "Д-17"), not_met),
    **dict.fromkeys(("П-14", "Д-15"), plan_items("overdue")),
    **dict.fromkeys(("П-15", "Д-16"), late_assignments),
    **dict.fromkeys(("П-16", "Р-18"), unreached),
    **dict.fromkeys(("П-17", "Р-19"), lasting_deficits),
    **dict.fromkeys(("П-18", "Р-21"), factors_without_measure),
    **dict.fromkeys(("П-19", "Р-20"), waiting_requests),
    **dict.fromkeys(("П-23", "Р-24", "Д-22"), partner_ending),
    **dict.fromkeys(("П-24", "Р-25", "Д-23"), partner_elsewhere),
    "Р-16": partner_unknown,
    "Р-17": no_partner,
    "Р-14": to_partner,
    **dict.fromkeys(("Р-06", "Д-05"), no_register),
    "Р-10": doubtful_zeros,
    "Р-22": systems_fell,
    "Д-04": no_new_results,
    "Д-10": without_deadline,
    "Д-13": lambda _: Found(["правила"]),
    "Д-14": programme_over,
    "Д-18": weak_targets,
}
#: Rules that draft a text for each school.
FOR_EACH = ("Д-20",)

#: What a decision's line on the first page names, where it is not the schools.
BRIEFS = {**dict.fromkeys(("Д-05", "Д-26", "Д-17"), "of_indicators"), "Д-15": "codes", "Д-16": "count"}


def brief(tables: Tables, row: Row) -> Expected:
    """A decision's line on the first page stands where the decision does, and names the same."""
    rule, own = row["rule"], row["id"].split(".", 2)[2:]
    holds = any(f"main.{one['id']}" == row["id"] and is_draft(one, rule) for one in tables["statements"])
    words = json.loads(row["values"])["brief"]
    found = find_one(FACTS[rule], tables, own[0]) if own else FACTS[rule](tables)
    name = BRIEFS.get(rule, "names" if len(found.names) <= FEW_IN_BRIEF else "schools")
    named = found.fields[name] in words or rule in ("Д-04", "Д-14")
    if "исполнении плана" in words:
        named = named and bool(no_record(tables).names)
    return holds, {"brief": words if named else f"… {found.fields[name]} …"}


def nothing_drafted(tables: Tables, row: Row) -> Expected:
    """No rule of the part drafts anything."""
    kind = {"problems": "problem", "recommendations": "recommendation"}.get(row["id"].split(".")[0], "decision")
    return not any(one["kind"] == kind and one["holds"] == "true" for one in tables["statements"]), {}


def decisions(tables: Tables, _: Row) -> Expected:
    """How many decisions the draft has."""
    count = sum(one["kind"] == "decision" and one["holds"] == "true" for one in tables["statements"])
    return count > 0, {"decisions": count}


# The decisions of the edition before


def drafted_now(tables: Tables, rule: str) -> list[str]:
    """Return whom or what today's decisions of a rule are about."""
    rows = [one for one in tables["statements"] if one["rule"] == rule and is_draft(one, rule)]
    schools = [school for one in rows for school in (one["school_id"] or "").split()]
    return schools or ([] if not rows else FACTS[rule](tables).names)


def ground_of(tables: Tables, one: Row) -> str:
    """Return what data say of the ground of an earlier decision."""
    before, now = json.loads(one["subjects"]), drafted_now(tables, one["rule"])
    left = [subject for subject in before if subject in now]
    if one["rule"] in ("Д-13", "Д-14") and now:
        left = before
    if not left:
        return "gone"
    latest = max((row["school_year"] for row in tables["latest_results"]), default="")
    if one["basis"] == "latest" and not (one["latest_year"] and latest > one["latest_year"]):
        return "no_news"
    return "same" if len(left) == len(before) else "less"


def earlier(tables: Tables, row: Row) -> Expected:
    """What became of the decisions of the edition before, each held against today's drafts."""
    found = [(one, ground_of(tables, one)) for one in tables["previous_decisions"]]
    if row["id"].endswith(".late"):
        day = reporting_date(tables)
        late = sum(bool(one["due_on"]) and one["due_on"] < day and ground != "gone" for one, ground in found)
        return late > 0, {"late": late}
    if row["id"].endswith(".minutes"):
        held = [one for one, _ in found if any(same_words(one, other) for other in tables["assignments"])]
        done = [one for one in held if any(same_words(one, x) and x["status"] == "done" for x in tables["assignments"])]
        return bool(found) and bool(tables["assignments"]), {"held": [len(held), len(found)], "done": len(done)}
    counts = {code: sum(ground == code for _, ground in found) for code in ("gone", "less", "same", "no_news")}
    return bool(found), {"decisions": len(found), **counts}


def same_words(decision: Row, assignment: Row) -> bool:
    """Tell whether minutes hold a decision in its own words."""
    one, other = (
        re.sub(r"\s+", " ", text).strip().lower().rstrip(".;") for text in (decision["text"], assignment["assignment"])
    )
    return one == other


READERS_OF_RULES: dict[str, Callable[[Tables, Row], Expected]] = {
    **{rule: (of_rule_for_each if rule in FOR_EACH else of_rule)(find) for rule, find in FACTS.items()},
    **{f"{rule}.*": of_rule_for_each(FACTS[rule]) for rule in FOR_EACH},
    "problems.none": nothing_drafted,
    "recommendations.none": nothing_drafted,
    "decisions.none": nothing_drafted,
    "main.no_decisions": nothing_drafted,
    "main.decisions": decisions,
    **dict.fromkeys(
        ("decisions.earlier", "decisions.earlier.late", "decisions.earlier.minutes", "minutes.earlier"), earlier
    ),
    "main.Д-*": brief,
}
