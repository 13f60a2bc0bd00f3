"""The three sentences of the first page: what comes first, what has changed, what cannot be told."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import participation_known, taking_part
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.procedures import in_order, share_of_pupils
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.statement import Evidence, Statement, rows_of_schools
from shnor_lib.presentation.statements.expected import programme_verdict
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.statements.facts import edition_facts, is_false, schools_in_question, told_in_part
from shnor_lib.presentation.statements.present_state import procedures_told
from shnor_lib.presentation.text import Text, sentences

#: So many schools are named in a sentence of the first page; of more it gives the number.
MOST_NAMED = 5

#: How the school that comes first stands to the list.
_STANDING = {
    "listed_confirmed": "Школа в списке ШНОР, критерии по данным выполнены",
    "listed_unconfirmed": "Школа в списке ШНОР, но критерии по данным не выполнены",
    "unlisted_met": "Школы нет в списке ШНОР, хотя критерии по данным выполнены",
    "unlisted": "Школы нет в списке ШНОР",
    "undetermined": "Выполнены ли критерии, по данным определить нельзя",
}


# What comes first


def worst_results(edition: Edition) -> pd.DataFrame:
    """Return of each school in question its worst result of the latest year and how many of its results were low.

    Returns:
        A row per school with a known result, in the roster's order: the columns of `latest_results` of the result with
        the largest share (of equal ones that with more participants, then the earlier procedure), ``low_results`` and
        ``held``: numbers of procedures.
    """
    latest = in_order(edition.latest_results)
    known = latest[latest["low"].notna() & latest["school_id"].isin(schools_in_question(edition))]
    if known.empty:
        return known.assign(low_results=0, held=0)
    by_school = known.assign(is_low=is_true(known["low"])).groupby("school_id", sort=False)["is_low"]
    counts = by_school.agg(low_results="sum", held="count").reset_index()
    ordered = known.sort_values(["fail_pct", "n_participants"], ascending=False, kind="stable", na_position="last")
    worst = ordered.drop_duplicates("school_id").merge(counts, on="school_id", validate="1:1")
    return worst.set_index("school_id").loc[list(dict.fromkeys(known["school_id"]))].reset_index()


def first_of_all(edition: Edition) -> Text:
    """Return who needs help first: the school, or the schools, with most low results of the latest year."""
    worst = worst_results(edition)
    schools = list(worst["school_id"])
    evidence = tuple(
        rows_of_schools("latest_results", name, schools) for name in ("low", "fail_pct", "n_participants", "n_failed")
    )
    most = int(worst["low_results"].max()) if len(worst) else 0
    top = worst[worst["low_results"] == most]
    own = edition.latest_results[edition.latest_results["school_id"].isin(schools)]
    when, dates = procedures_told(own) if len(own) else ("", {})
    nothing = Statement(
        "main.first.unknown",
        "Результатов последнего учебного года по школам списка и Программы нет.",
        {},
        (Evidence("latest_results", "low"),),
        holds=worst.empty,
    )
    nobody = Statement(
        "main.first.nobody",
        f"Низких результатов ({when}) нет ни в одной из {{schools:школы|школ|школ}} списка и Программы.",
        {"schools": len(worst), **dates},
        evidence,
        holds=len(worst) > 0 and not most,
    )
    alone = len(top) == 1 and most > 0
    several = Statement(
        "main.first.several",
        f"Больше всего низких результатов — по {{low}} — {_in_schools(top)} ({when}).",
        {"low": most, "names": school_names(top), "schools": len(top), **dates},
        evidence,
        holds=len(top) > 1 and most > 0,
        school_ids=tuple(top["school_id"]) if most else (),
    )
    return sentences(
        nothing, nobody, *([_the_school(edition, top.to_dict("records")[0], evidence)] if alone else []), several
    )


def _in_schools(top: pd.DataFrame) -> str:
    if len(top) > MOST_NAMED:
        return "в {schools:школе|школах|школах}"
    return "в школах: {names:names}"


def _the_school(edition: Edition, row: dict[Any, Any], evidence: tuple[Evidence, ...]) -> Statement:
    """Tell of the one school that has most low results of the latest year."""
    latest = edition.latest_results
    when, dates = procedures_told(latest[latest["school_id"] == row["school_id"]])
    classified = edition.classification.set_index("school_id").loc[row["school_id"]]
    schools = edition.schools
    away = participation_known(schools) and not bool(
        taking_part(schools, as_of(edition))[schools["school_id"] == row["school_id"]].any()
    )
    ending = "; в Программе не участвует" if away else ""
    return Statement(
        "main.first",
        f"**{{name}}:** низкий результат в {{low}} из\u00a0{{held:процедуры|процедур|процедур}} ({when}); наибольшая "
        f"доля «2» — {{procedure}}, {{share}}. {_STANDING[classified['standing']]}{ending}.",
        {
            "name": wording.short_school_name(row["school"]),
            "low": int(row["low_results"]),
            "held": int(row["held"]),
            "procedure": wording.procedure(row["assessment"], row["level"], row["subject"], row["grade"], full=True),
            "share": share_of_pupils(row),
            "standing": classified["standing"],
            "away": away,
            **dates,
        },
        (
            *evidence,
            rows_of_schools("classification", "standing", [row["school_id"]]),
            rows_of_schools("schools", "participant_since", [row["school_id"]]),
        ),
        school_ids=(row["school_id"],),
    )


# What has changed


def what_changed(edition: Edition) -> Text:
    """Return in which listed schools the share of «2» moved beyond chance, and the verdict on all of them together."""
    return sentences(_moved(edition), _no_pairs(edition), programme_verdict(edition, "main.expected", brief=True))


def _compared(edition: Edition) -> tuple[pd.DataFrame, str]:
    """Return the changes over all pairs of the listed schools, of all where nobody is listed; and who they are."""
    changes = edition.school_dynamics
    own = changes[(changes["scope"] == "all") & (changes["pairs"] > 0)]
    listed = edition.classification.loc[is_true(edition.classification["listed"]), "school_id"]
    return (own[own["school_id"].isin(listed)], "школ списка") if len(listed) else (own, "школ")


def _moved(edition: Edition) -> Statement:
    own, who = _compared(edition)
    years = edition.params.dynamics
    support = edition.school_support.set_index("school_id")["pairs"].reindex(own["school_id"]).fillna(0)
    measured = len(own) > 0 and bool((support.to_numpy() == own["pairs"].to_numpy()).all())
    fell, rose = is_true(own["positive"]), is_false(own["positive"])
    firm = is_true(own["firm"]) if measured else fell | rose
    groups = {"fell": own[fell & firm], "rose": own[rose & firm], "open": own[~((fell | rose) & firm)]}
    told = _moved_words(groups, len(own), who, measured=measured)
    return Statement(
        "main.moved",
        f"Между {{from_year:years}} и {{to_year:years}} учебными годами {told}.",
        {
            "from_year": years.from_year,
            "to_year": years.to_year,
            "schools": len(own),
            "measured": measured,
            **{name: len(rows) for name, rows in groups.items()},
            **{f"{name}_names": school_names(rows) for name, rows in groups.items()},
        },
        tuple(
            rows_of_schools("school_dynamics", name, list(own["school_id"]), scope="all")
            for name in ("change_pp", "positive", "firm", "pairs")
        ),
        holds=len(own) > 0,
    )


_VERBS = {"fell": "снизилась", "rose": "выросла"}
_NOT_TOLD = "больше ли это случайного, сказать нельзя: число участников известно не для всех процедур"


def _moved_words(groups: Mapping[str, pd.DataFrame], schools: int, who: str, *, measured: bool) -> str:
    """Return how the share of «2» moved: of a single school in words alone, of several in how many of them."""
    beyond = " больше случайного" if measured else ""
    open_words = "в пределах случайного" if measured else "не изменилась или неизвестна"
    doubt = "" if measured else f"; {_NOT_TOLD}"
    if schools == 1:
        name = next(name for name, rows in groups.items() if len(rows))
        moved = f"{_VERBS[name]}{beyond}" if name in _VERBS else f"{'изменилась ' if measured else ''}{open_words}"
        return f"доля «2» в единственной из {who} ({{{name}_names:names}}) {moved}{doubt}"
    parts = [f"{verb} {_in_how_many(name, rows)}" for name, verb in _VERBS.items() if len(rows := groups[name])]
    if not parts:
        return f"ни в одной из {{schools}} {who} доля «2» не изменилась{beyond}{doubt}"
    rest = f"; в {{open}} {'изменение ' if measured else ''}{open_words}" if len(groups["open"]) else ""
    return f"из {{schools}} {who} доля «2»{beyond} {', '.join(parts)}{rest}{doubt}"


def _in_how_many(name: str, rows: pd.DataFrame) -> str:
    named = f" ({{{name}_names:names}})" if len(rows) <= MOST_NAMED else ""
    return f"в {{{name}}}{named}"


def _no_pairs(edition: Edition) -> Statement:
    own, who = _compared(edition)
    return Statement(
        "main.no_pairs",
        f"Сопоставимых результатов двух лет у {who} нет: что изменилось, сказать нельзя.",
        {},
        (Evidence("school_dynamics", "pairs", {"scope": "all"}),),
        holds=own.empty,
    )


# What cannot be told


def cannot_be_told(edition: Edition) -> Text:
    """Return what the data do not tell: results of the programme, verdicts on schools, whose merit a change is."""
    opened = edition_facts(edition)["undetermined"]
    named = ": {names:names}" if len(opened) <= MOST_NAMED else ""
    return sentences(
        *_data_statements(edition),
        Statement(
            "main.undetermined",
            "Выполнены ли критерии, нельзя сказать о {schools:школе|школах|школах}"
            + named
            + " ({section:composition}).",
            {"names": opened.names, "schools": len(opened)},
            (Evidence("classification", "standing"),),
            holds=bool(opened),
            school_ids=opened.school_ids,
        ),
        explained("whose_merit"),
    )


def _data_statements(edition: Edition) -> tuple[Statement, ...]:
    """Say first whether the programme's results can be summed up at all."""
    targets = edition.indicators[edition.indicators["target"].notna()]
    silent = edition.plan[edition.plan["status"].isin(("no_record", "no_deadline"))]
    values = {
        "targets": len(targets),
        "unknown": int((targets["status"] == "no_data").sum()),
        "items": len(edition.plan),
        "silent": len(silent),
        "partly": int(told_in_part(silent).sum()),
    }
    nothing = values["unknown"] == values["targets"] and values["silent"] - values["partly"] == values["items"]
    evidence = (
        Evidence("indicators", "status", {"id": list(targets["id"])}),
        *(Evidence("plan", column) for column in ("status", "records", "as_typed")),
    )
    return (
        Statement(
            "main.no_data",
            f"**Подвести итоги Программы по представленным данным нельзя:** {_of_nothing(values)}Справка описывает "
            "исходное положение и называет, какие сведения нужны.",
            values,
            evidence,
            holds=nothing,
        ),
        Statement(
            "main.preliminary",
            f"**Итоги предварительные:** {_of_some(values)}.",
            values,
            evidence,
            holds=not nothing and bool(values["unknown"] or values["silent"]),
        ),
    )


def _of_nothing(values: Mapping[str, int]) -> str:
    """Return the template of what nothing is known of, as far as there is any of it: targets, items of the plan."""
    told = {
        "targets": "ни по одному из {targets:показателя|показателей|показателей} с целевыми значениями",
        "items": "ни по одному из {items:пункта|пунктов|пунктов} плана и мер",
    }
    parts = [words for name, words in told.items() if values[name]]
    return f"сведений нет {' и '.join(parts)}. " if parts else "в Программе нет ни целевых значений, ни пунктов плана. "


def _of_some(values: Mapping[str, int]) -> str:
    """Return the template of what is not known of indicators with targets and of the plan, as far as it is not."""
    indicators = "нет сведений по {unknown:показателю|показателям|показателям} с целевыми значениями из {targets}"
    words = "нет полных сведений " if values["partly"] else "" if values["unknown"] else "нет сведений "
    items = f"{words}по {{silent:пункту|пунктам|пунктам}} плана и мер из {{items}}"
    return " и ".join([indicators] * bool(values["unknown"]) + [items] * bool(values["silent"]))
