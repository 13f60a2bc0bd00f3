"""Results of ВПР, ОГЭ and ЕГЭ."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.results.classify import counted_results, low_results, main_period, on_rounding_border
from shnor_lib.analysis.results.printed_shares import numbers
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import wilson_interval
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.vocabulary import assessment_name
from shnor_lib.presentation.procedures import (
    ASSESSMENT_ORDER,
    PROCEDURE,
    background_shares,
    exact_shares,
    fail_interval,
    failed_participants,
    in_order,
    interval_words,
    known_failed,
    ordered_procedures,
    procedure_keys,
    same_procedure,
    shown_years,
    years_left_out,
)
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statement import Evidence, Statement, rows_of_schools, worded
from shnor_lib.presentation.statements.certain_shares import (
    chance_words,
    estimates_of,
    funnel_text,
    last_school_shares,
    true_shares_text,
)
from shnor_lib.presentation.statements.conditions import (
    CONDITIONS,
    conditions_table,
    conditions_text,
)
from shnor_lib.presentation.statements.facts import IN_QUESTION, correction_note, marked_names, presented_results
from shnor_lib.presentation.statements.revised import revised_table, revised_text
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section, Subsection

#: More columns of procedures than this need a landscape page.
MOST_UPRIGHT = 14


def shown_results(edition: Edition) -> pd.DataFrame:
    """Return the results that tables of schools and procedures print: counted ones of the years `shown_years`.

    A folder may hold many subjects and years; printed side by side they would say nothing.  All stand in `results.csv`.
    """
    results = main_period(presented_results(edition))
    return results[results["counted"].astype(bool) & results["school_year"].isin(shown_years(edition))]


def overview(edition: Edition) -> Text:
    """Return how many results were low, by assessment and year."""
    criteria = edition.params.criteria
    counted = counted_results(edition.results, criteria)
    nothing = Statement(
        "results.nothing",
        "Учитываемых результатов в данных нет.",
        {},
        (Evidence("results", "counted"),),
        holds=counted.empty,
    )
    if counted.empty:
        return paragraphs(nothing)
    counted = counted.assign(low=low_results(counted, criteria))
    named = [code for code in ASSESSMENT_ORDER if code in set(counted["assessment"])]
    return paragraphs(
        nothing,
        Statement(
            "results.threshold",
            "Низких результатов (доля «2» не меньше {threshold:percent*}) среди учтённых результатов школ:",
            {"threshold": criteria.low_threshold.value, "least_participants": criteria.min_participants.value},
            (Evidence("params", "criteria"), Evidence("results", "counted")),
        ),
        bullets(_low_by_year(code, counted[counted["assessment"] == code]) for code in named),
        _on_border(in_roster_order(counted[on_rounding_border(counted, criteria)], edition.schools, [])),
    )


def _low_by_year(assessment: str, counted: pd.DataFrame) -> Statement:
    """Say how many results of an assessment were low in each year, of those known."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for year, of_year in groups_of(counted, "school_year"):
        words, told = _low_of_known(of_year["low"], f"_{year}")
        parts.append(f"{{year_{year}:years}} — {words}")
        values |= {f"year_{year}": int(year), **told}
    return Statement(
        f"results.low.{assessment}",
        f"{assessment_name(assessment)}: {'; '.join(parts)}.",
        values,
        tuple(Evidence("results", name, {"assessment": assessment}) for name in ("fail_pct", "n_failed", "reading")),
    )


def low_of_known(low: pd.Series) -> str:
    """Return «3 из 5», or «3 из 5 известных, 2 неизвестны»: what is unknown is never among the results not low."""
    return worded(*_low_of_known(low))


def _low_of_known(low: pd.Series, place: str = "") -> tuple[str, dict[str, Any]]:
    """Return the words of `low_of_known` as a template, and its values: low of known, and unknown."""
    known, unknown = int(low.notna().sum()), int(low.isna().sum())
    values = {f"low{place}": [int(is_true(low).sum()), known], f"unknown{place}": unknown}
    if not known:
        return f"неизвестно ({{unknown{place}}})", values
    if not unknown:
        return f"{{low{place}:of}}", values
    return f"{{low{place}:of}} известных, {{unknown{place}:неизвестен|неизвестны|неизвестны}}", values


def _on_border(border: pd.DataFrame) -> Statement:
    """Name results of which rounding decides whether they are low, with the count where it is known."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for place, row in enumerate(rows_of(border), start=1):
        words, counts = _count_words(row, place)
        parts.append(f"{{school_{place}}}, {{procedure_{place}}} — {{share_{place}:percent*}}{words}")
        values |= {
            f"school_{place}": wording.short_school_name(row.school),
            f"procedure_{place}": wording.procedure(row.assessment, row.level, row.subject, row.grade, row.school_year),
            f"share_{place}": float(row.fail_pct),
            **counts,
        }
    schools = tuple(dict.fromkeys(border["school_id"]))
    cells = ("fail_pct", "n_participants", "failed_least", "failed_most")
    return Statement(
        "results.border",
        f"На границе округления (напечатанная доля порога не решает): {'; '.join(parts)}.",
        {"results": len(border), **values},
        tuple(rows_of_schools("results", name, schools) for name in cells),
        holds=len(border) > 0,
        school_ids=schools,
    )


def _count_words(row: Any, place: int) -> tuple[str, dict[str, int]]:
    """Return « (30 из 101)» or « (54 или 55 из 181)» where the numbers of pupils that agree with a share are known."""
    least, most = getattr(row, "failed_least", None), getattr(row, "failed_most", None)
    if pd.isna(least) or pd.isna(most) or pd.isna(row.n_participants):
        return "", {}
    between = " или " if most - least == 1 else "–"
    count = f"{{least_{place}}}" if least == most else f"{{least_{place}}}{between}{{most_{place}}}"
    values = {"least": int(least), "most": int(most), "participants": int(row.n_participants)}
    told = {f"{name}_{place}": value for name, value in values.items()}
    return f" ({count} из{wording.NBSP}{{participants_{place}}})", told


def procedures_table(edition: Edition) -> PublicationTable | None:
    """Return in how many schools each procedure was low, a column a year: «8 из 24»."""
    criteria = edition.params.criteria
    counted = counted_results(shown_results(edition), criteria)
    if counted.empty:
        return None
    counted = counted.assign(low=low_results(counted, criteria))
    kinds = [name for name in PROCEDURE if name != "school_year"]
    years = sorted({int(year) for year in counted["school_year"]})
    rows: dict[tuple, dict[str, Any]] = {}
    keys = procedure_keys(counted)
    for procedure in ordered_procedures(counted).to_dict("records"):
        own = counted[same_procedure(keys, procedure)]
        name = wording.procedure(*(procedure[one] for one in kinds), full=True)
        row = rows.setdefault(tuple(str(procedure[one]) for one in kinds), {"name": name})
        row[f"low_{int(procedure['school_year'])}"] = low_of_known(own["low"])
    frame = pd.DataFrame(list(rows.values()), columns=["name", *(f"low_{year}" for year in years)])
    columns = [
        Column("name", "Процедура", width=3.6),
        *(Column(f"low_{year}", wording.school_year_short(year), width=1.2, group=_LOW_OF) for year in years),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Школы с низким результатом по процедурам",
        notes=(
            f"Какие это школы и с каким результатом — в {reference('source_results', 'prepositional')}.",
            *years_left_out(edition),
        ),
        id="procedures",
    )


_LOW_OF = "Школ с низким результатом из проводивших"


# Where numbers of participants are known

#: Groups of the background in the order in which they stand beside the schools, with their headings.
BACKGROUND = {"municipality": "Муниципалитет", "region": "Регион", "sample": "Вся выборка"}


#: What the columns of `_how_sure` say.
_ESTIMATED = "«На самом деле» — оценка с учётом случайности; она дана для последнего учебного года и годов критериев."
_SURE = "«Да» — даже нижняя граница не меньше порога."


def low_results_table(edition: Edition) -> PublicationTable | None:
    """Return the low results with participants, the interval of the share and the background beside it."""
    criteria = edition.params.criteria
    counted = counted_results(shown_results(edition), criteria)
    low = counted[is_true(low_results(counted, criteria)) & (counted["n_participants"] > 0).fillna(False)]
    if low.empty:
        return None
    threshold = criteria.low_threshold.value
    low = in_order(low)
    lower, upper = fail_interval(low)
    estimates = estimates_of(edition, low)
    frame = low.assign(
        name=marked_names(edition, low),
        procedure=[wording.procedure(r.assessment, r.level, r.subject, r.grade, r.school_year) for r in rows_of(low)],
        failed=known_failed(low),
        fail_pct=exact_shares(low),
        interval=[interval_words(*ends) for ends in zip(lower, upper, strict=True)],
        sure=[end >= threshold for end in lower],
        estimate=estimates["estimate_pct"].to_numpy(),
        chance=_chances(estimates["at_least_pct"]),
        **{kind: background_shares(edition, low, kind) for kind in BACKGROUND},
    )
    columns = [
        Column("name", "Школа", width=3.2),
        Column("procedure", "Процедура", width=2.6),
        Column("n_participants", "Участников", "integer", width=1.3),
        Column("failed", "из них «2»", "integer", width=0.8),
        Column("fail_pct", "%", "percent", 1, width=0.8, group="Доля «2»"),
        Column("interval", "95 %-й интервал", width=1.6, group="Доля «2»"),
        *_how_sure(frame, threshold),
        *_background_columns(frame),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Низкие результаты: участники и точность доли «2»",
        notes=(
            "Интервал Уилсона показывает, насколько точна доля при таком числе участников. "
            f"{_ESTIMATED if frame['estimate'].notna().any() else _SURE} Вывод по критериям Программы от этого не "
            "зависит. Прочерк вместо числа «2» — по доле его однозначно не восстановить.",
            "Школы перечислены в порядке списка, не по результатам.",
            *correction_note(edition),
            *years_left_out(edition),
        ),
        rests_on={
            **dict.fromkeys(("failed", "interval", "sure"), Evidence("results", "fail_pct")),
            **dict.fromkeys(BACKGROUND, Evidence("background", "fail_pct")),
            "estimate": Evidence("true_shares", "estimate_pct"),
            "chance": Evidence("true_shares", "at_least_pct"),
        },
        id="low-results",
        lookup=True,
    )


def _how_sure(frame: pd.DataFrame, threshold: float) -> list[Column]:
    """Return the columns of estimates or, where there is none, whether the interval leaves out the threshold."""
    words = wording.percent(threshold, None)
    if not frame["estimate"].notna().any():
        return [Column("sure", f"Не ниже {words} сверх случайного", "truth", width=1.4)]
    return [
        Column("estimate", "скорее всего, %", "percent", 0, width=1.1, group=_IN_TRUTH),
        Column("chance", f"вероятность, что не ниже {words}", width=1.6, group=_IN_TRUTH),
    ]


#: The heading over estimates.
_IN_TRUTH = "На самом деле"


def _chances(at_least_pct: pd.Series) -> list[Any]:
    """Return probabilities in words as short as a column asks for: «4 из 10», «< 1 из 20»."""
    words = [None if pd.isna(one) else chance_words(float(one)) for one in at_least_pct]
    return [one and one.replace("меньше", "<").replace("больше", ">") for one in words]


def true_schools_table(edition: Edition) -> PublicationTable | None:
    """Return the share of «2» of each school in question over all its procedures of a year, raw and estimated."""
    own = last_school_shares(edition)
    if own.empty:
        return None
    threshold = edition.params.criteria.low_threshold.value
    low, high = (numbers(own, name) for name in ("low_pct", "high_pct"))
    frame = own.assign(
        name=marked_names(edition, own),
        interval=[interval_words(*ends, 0) for ends in zip(low, high, strict=True)],
        chance=_chances(own["at_least_pct"]),
    )
    columns = [
        Column("name", "Школа", width=3),
        Column("procedures", "Процедур", "integer", width=1.1),
        Column("n_participants", "Участников", "integer", width=1.2),
        Column("fail_pct", "Доля «2» вместе, %", "percent", 0, width=1.1),
        Column("estimate_pct", "скорее всего, %", "percent", 0, width=1.1, group=_IN_TRUTH),
        Column("interval", "с вероятностью 95 %, от–до", width=1.5, group=_IN_TRUTH),
        Column("chance", f"вероятность, что не ниже {wording.percent(threshold, None)}", width=1.6, group=_IN_TRUTH),
    ]
    year = wording.school_year_short(int(own["school_year"].iloc[0]))
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Доля «2» по всем процедурам школы вместе, {year} учебный год: как есть и с учётом случайности",
        notes=(
            "Один обучающийся участвует в нескольких процедурах и сосчитан в каждой. Критерии Программы смотрят на "
            "каждую процедуру отдельно.",
            f"Здесь {IN_QUESTION}; школы перечислены в порядке списка, не по результатам.",
            *correction_note(edition),
        ),
        id="true-schools",
        lookup=True,
    )


def background_table(edition: Edition) -> PublicationTable | None:
    """Return each procedure's share of «2» in the schools together, beside the okrug's and the region's."""
    background = main_period(edition.background)
    counted = counted_results(shown_results(edition), edition.params.criteria)
    if background.empty or counted.empty:
        return None
    procedures = ordered_procedures(counted)
    keys = procedure_keys(counted)
    pooled = pd.DataFrame([_pooled(counted[same_procedure(keys, p)]) for p in procedures.to_dict("records")])
    frame = procedures.reset_index(drop=True).join(pooled)
    frame = frame.assign(
        procedure=[wording.procedure(r.assessment, r.level, r.subject, r.grade, r.school_year) for r in rows_of(frame)],
        **{kind: background_shares(edition, frame, kind) for kind in BACKGROUND},
    )
    columns = [
        Column("procedure", "Процедура", width=2),
        Column("schools", "школ", "integer", width=0.8, group="Школы вместе"),
        Column("participants", "участников", "integer", width=1.1, group="Школы вместе"),
        Column("fail_pct", "«2», %", "percent", 1, width=0.8, group="Школы вместе"),
        Column("interval", "95 %-й интервал", width=1.2, group="Школы вместе"),
        *_background_columns(frame),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Доля «2» в школах вместе и для сравнения",
        notes=(
            "Доля по школам вместе — все получившие «2» к числу всех участников; прочерк — число участников или доля "
            "известны не для каждой школы.",
            *years_left_out(edition),
        ),
        id="background",
        lookup=True,
    )


def _background_columns(frame: pd.DataFrame) -> list[Column]:
    """Return the columns of the background that have any value."""
    return [
        Column(kind, title, "percent", 1, width=1.2, group="Для сравнения «2», %")
        for kind, title in BACKGROUND.items()
        if frame[kind].notna().any()
    ]


def _pooled(results: pd.DataFrame) -> dict:
    """Return the schools' results together: participants and the share of all who got «2»."""
    n, of_each = results["n_participants"], failed_participants(results)
    if n.isna().any() or of_each.isna().any() or n.sum() == 0:
        return {"schools": len(results), "participants": None, "fail_pct": None, "interval": None}
    failed = of_each.sum()
    low, high = wilson_interval(failed, n.sum())
    return {
        "schools": len(results),
        "participants": int(n.sum()),
        "fail_pct": 100 * failed / n.sum(),
        "interval": interval_words(100 * float(low), 100 * float(high)),
    }


SECTION = Section(
    id="results",
    title="Результаты ВПР, ОГЭ и ЕГЭ",
    parts=(
        overview,
        procedures_table,
        revised_text,
        revised_table,
        low_results_table,
        background_table,
        Subsection("Малые группы и случайность", (true_shares_text, true_schools_table, funnel_text)),
        Subsection("Результаты и условия работы школ", (conditions_text, conditions_table), CONDITIONS),
    ),
)
