"""Results school by school: shares by years, Приложение 1 as read, results with participants, charts of funnels."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.results.classify import low_results, main_period
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.table_words import in_workbook
from shnor_lib.ground.vocabulary import assessment_name, subject_name
from shnor_lib.presentation.charts.funnel import funnel_charts
from shnor_lib.presentation.figures import PublicationFigures
from shnor_lib.presentation.procedures import (
    LEGEND,
    PROCEDURE,
    exact_shares,
    fail_interval,
    in_order,
    interval_words,
    ordered_procedures,
    procedure_keys,
    revised_note,
    revised_sign,
    same_procedure,
    share_marks,
    share_text,
    shown_years,
    years_left_out,
)
from shnor_lib.presentation.statement import Evidence
from shnor_lib.presentation.statements.facts import IN_QUESTION, marked_names, presented_results, schools_in_question
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.tree import Section

OTHERS_APART = f"{wording.sentence_case(IN_QUESTION)}; результаты остальных школ округа — {in_workbook('results')}."


_PUPILS = "10/24 — десять из двадцати четырёх участников. "

#: Of a larger okrug only the schools in question have their results printed.
MOST_SCHOOLS = 30


#: More results than these stand in the workbook as they are stored, and not once more as people read them.
MOST_MEASURED = 3_000


def results_by_school(edition: Edition) -> PublicationTable | None:
    """Return the shares of «2» by school and year, a column a procedure, each beside «10/24»: 10 of 24 participants."""
    results = main_period(presented_results(edition))
    results = results[is_true(results["counted"]) & results["school_year"].isin(shown_years(edition))]
    if len(edition.schools) > MOST_SCHOOLS:
        results = results[results["school_id"].isin(schools_in_question(edition))]
    if results.empty:
        return None
    threshold = edition.params.criteria.low_threshold.value
    low = low_results(results, edition.params.criteria)
    kinds = [name for name in PROCEDURE if name != "school_year"]
    places = [_kind_key(row, kinds) for row in results[kinds].to_dict("records")]
    cells = {
        (school, int(year), place): (row["fail_pct"], _share_and_pupils(row, threshold), mark)
        for school, year, place, row, mark in zip(
            results["school_id"],
            results["school_year"],
            places,
            results.assign(fail_pct=exact_shares(results)).to_dict("records"),
            share_marks(results, low),
            strict=True,
        )
    }
    schools = in_roster_order(results.drop_duplicates("school_id")[["school_id", "school"]], edition.schools, [])
    names = dict(zip(schools["school_id"], marked_names(edition, schools), strict=True))
    lines = [(school, year) for school in names for year in shown_years(edition)]
    frame = pd.DataFrame(
        {
            "name": [names[school] for school, _ in lines],
            "year": [wording.school_year_short(year) for _, year in lines],
            "school_id": [school for school, _ in lines],
            "school_year": [year for _, year in lines],
        }
    )
    columns, texts, marks = [Column("name", "Школа", width=3), Column("year", "Учебный год", width=1.1)], {}, {}
    rests_on: dict[str, Evidence] = {}
    kinds_shown = ordered_procedures(results)[kinds].drop_duplicates().to_dict("records")
    for number, kind in enumerate(kinds_shown):
        key = f"kind_{number}"
        own = [cells.get((*line, _kind_key(kind, kinds)), (None, wording.MISSING, "")) for line in lines]
        frame[key], texts[key], marks[key] = ([one[place] for one in own] for place in range(3))
        rests_on[key] = Evidence("results", "fail_pct", dict(zip(kinds, _kind_key(kind, kinds), strict=True)))
        group, label = _kind_heads(kind)
        columns.append(Column(key, label, "percent", width=1.2, group=group))
    return PublicationTable.from_frame(
        frame,
        columns,
        "Доля «2» или не сдавших, % и «сколько из скольких», по школам и учебным годам",
        texts=texts,
        marks=marks,
        rests_on=rests_on,
        notes=(
            f"{_PUPILS if results['n_failed'].notna().any() else ''}Полужирным — на пороге и выше (низкий результат). "
            "«–» — не проводилась, «x» — нет данных, «?» — «0 и 0» без числа участников, «*» — прочитано по "
            "исправлению. Порядок — по списку школ округа.",
            *revised_note(edition),
            *(() if len(names) == len(edition.schools) else (OTHERS_APART,)),
            *years_left_out(edition),
        ),
        landscape=True,
        id="results-by-school",
        in_blocks=True,
        row_headers=2,
    )


def _kind_key(row: Mapping[Any, Any], kinds: Sequence[str]) -> tuple[str, ...]:
    return tuple("" if wording.is_missing(row[name]) else str(row[name]) for name in kinds)


def _kind_heads(kind: Mapping[Any, Any]) -> tuple[str, str]:
    """Return the heading of a group and of a column: «ВПР, математика» and «5 кл.», «ЕГЭ» and «мат. база»."""
    if kind["assessment"] in ("VPR", "MKR"):
        group = f"{assessment_name(kind['assessment'])}, {subject_name(kind['subject'])}"
        return group, f"{int(kind['grade'])}{wording.NBSP}кл."
    words = wording.procedure(kind["assessment"], kind["level"], kind["subject"])
    return assessment_name(kind["assessment"]), words.split(wording.NBSP, 1)[-1]


def _share_and_pupils(row: Mapping[Any, Any], threshold: float) -> str:
    """Return «42 10/24»: whole per cents of few participants; the share alone where pupils are not known."""
    failed, participants = row.get("n_failed"), row.get("n_participants")
    unknown = wording.is_missing(failed) or wording.is_missing(participants) or wording.is_missing(row["fail_pct"])
    if unknown or failed is None or participants is None:
        return share_text({str(name): value for name, value in row.items()}, threshold)
    share = wording.number(100 * failed / participants, 0 if participants < wording.FEW_PARTICIPANTS else 1)
    return f"{share}{wording.NBSP}{int(failed)}/{int(participants)}{revised_sign(row)}"


def source_results(edition: Edition) -> PublicationTable | None:
    """Return both values of every procedure, in the order of the source: Приложение 1 as it was read."""
    results = _with_top_share(main_period(presented_results(edition)))
    if results.empty:
        return None
    low = low_results(results, edition.params.criteria)
    frame = results.drop_duplicates("school_id")[["school_id", "school"]].reset_index(drop=True)
    frame["name"] = [wording.short_school_name(name) for name in frame["school"]]
    keys = procedure_keys(results)
    columns, texts, marks = [Column("name", "Школа", width=7)], {}, {}
    for place, procedure in enumerate(results[PROCEDURE].drop_duplicates().to_dict("records")):
        chosen = same_procedure(keys, procedure)
        own = results[chosen].set_index("school_id").reindex(frame["school_id"])
        group = wording.procedure(
            *(procedure[name] for name in ("assessment", "level", "subject", "grade", "school_year"))
        )
        for name, label in (("fail_pct", "«2», %"), ("top_pct", "выс., %")):
            key = f"{name}_{place}"
            frame[key] = own[name].to_numpy()
            columns.append(Column(key, label, "percent", width=1, group=group, rotated=True))
        texts[f"fail_pct_{place}"] = [share_text(row) for row in own.to_dict("records")]
        marks[f"fail_pct_{place}"] = share_marks(own, low[chosen].set_axis(results.loc[chosen, "school_id"]))
    return PublicationTable.from_frame(
        frame,
        columns,
        "Результаты школ по исходному файлу (порядок столбцов — как в нём)",
        texts=texts,
        marks=marks,
        notes=(
            LEGEND,
            *revised_note(edition),
            "«Выс.» — вторая колонка исходного файла, прочитана как доля высоких результатов; в выводах не "
            "использована.",
        ),
        lookup=True,
        id="appendix-1",
    )


def _with_top_share(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results of sources that give a second share for a procedure; the others have a table of their own."""
    keys = procedure_keys(results)
    return results[keys.isin(set(keys[results["top_pct"].notna()]))]


def measured_results(edition: Edition) -> PublicationTable | None:
    """Return the results with known participants in the years that tables print: marks, качество, успеваемость, СОУ.

    Only the schools in question have them printed: of a large okrug the rest would fill dozens of pages.
    """
    results = main_period(edition.results)
    results = results[
        is_true(results["counted"])
        & (results["n_participants"] > 0).fillna(False)
        & results["school_year"].isin(shown_years(edition))
        & results["school_id"].isin(schools_in_question(edition))
    ]
    if results.empty or "n_3" not in results or len(results) > MOST_MEASURED:
        return None
    results = in_order(results)
    low, high = fail_interval(results)
    frame = results.assign(
        name=marked_names(edition, results),
        procedure=[
            wording.procedure(r.assessment, r.level, r.subject, r.grade, r.school_year) for r in rows_of(results)
        ],
        fail_pct=exact_shares(results),
        interval=[interval_words(*ends) for ends in zip(low, high, strict=True)],
    )
    columns = [
        Column("name", "Школа", width=2.4),
        Column("procedure", "Процедура", width=2),
        Column("n_participants", "Участников", "integer", width=1.2),
        *(Column(f"n_{mark}", f"«{mark}»", "integer", width=0.7, group="Отметок") for mark in (2, 3, 4, 5)),
        Column("fail_pct", "%", "percent", 1, width=0.8, group="Доля «2»"),
        Column("interval", "95 %-й интервал", width=1.3, group="Доля «2»"),
        Column("quality_pct", "Качество, %", "percent", 1, width=1),
        Column("success_pct", "Успеваемость, %", "percent", 1, width=1.3),
        Column("sou_pct", "СОУ, %", "percent", 1, width=0.8),
        Column("mean_mark", "Средняя отметка", "number", 2, width=1),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Результаты с числом участников",
        notes=(
            "Качество — доля «4» и «5», успеваемость — доля отметок не ниже «3», СОУ — степень обученности "
            "(100 за «5», 64 за «4», 36 за «3», 16 за «2», в среднем на участника).",
            "Число отметок дано в исходном файле или восстановлено по долям и числу участников; прочерк — доле "
            "соответствует не одно число отметок или ни одного.",
            *(() if len(schools_in_question(edition)) == len(edition.schools) else (OTHERS_APART,)),
            *years_left_out(edition),
        ),
        rests_on={"interval": Evidence("results", "fail_pct")},
        lookup=True,
        id="measured",
    )


def funnels(edition: Edition) -> PublicationFigures:
    """Return the funnel plots: the share of «2» against participants, a panel per assessment and subject."""
    return funnel_charts(edition.funnel)


SECTION = Section(
    id="source_results",
    title="Результаты школ",
    kind="appendix",
    commented=False,
    parts=(results_by_school, source_results, measured_results, funnels),
)
