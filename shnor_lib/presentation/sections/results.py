"""Section 3: results of ВПР, ОГЭ and ЕГЭ."""

import pandas as pd

from shnor_lib import wording
from shnor_lib.classify import counted_results, low_results, on_rounding_border
from shnor_lib.edition import Edition
from shnor_lib.presentation import charts
from shnor_lib.presentation.facts import is_true, presented_results
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.vocabulary import assessment_name, subject_name, subject_order

ASSESSMENT_ORDER = ("VPR", "OGE", "EGE", "MKR")
PROCEDURE = ["assessment", "level", "subject", "grade", "school_year"]

LEGEND = (
    "Полужирным на заливке — низкий результат (не меньше порога); «?» — «0 и 0» без числа участников; «*» — "
    "прочитано по записанному исправлению; «–» — не проводилось; «x» — нет данных или прочтение неоднозначно."
)


def results_heat_map(edition: Edition) -> PublicationFigure | None:
    """Return the map of schools × procedures with the threshold visible."""
    return charts.heat_map(presented_results(edition), edition.params.criteria.low_threshold.value)


def overview(edition: Edition) -> Text:
    """Return how many results were low, by assessment and year."""
    criteria = edition.params.criteria
    counted = counted_results(edition.results, criteria)
    if counted.empty:
        return paragraphs("Учитываемых результатов в данных нет.")
    counted = counted.assign(low=low_results(counted, criteria))
    items = []
    for assessment in [code for code in ASSESSMENT_ORDER if code in set(counted["assessment"])]:
        own = counted[counted["assessment"] == assessment]
        by_year = [
            f"{wording.school_year_short(int(year))} — {int(is_true(of_year['low']).sum())} "
            f"из{wording.NBSP}{len(of_year)}"
            for year, of_year in own.groupby("school_year")
        ]
        items.append(f"{assessment_name(assessment)}: {'; '.join(by_year)}.")
    threshold = wording.percent(criteria.low_threshold.value, None)
    border = counted[on_rounding_border(counted, criteria)]
    return paragraphs(
        f"Низких результатов (доля «2» не меньше {threshold}) среди учтённых результатов школ:",
        bullets(items),
        _border_words(border),
    )


def _border_words(border: pd.DataFrame) -> str:
    """Name results that stand on the border of rounding."""
    named = [
        f"{wording.short_school_name(r.school)}, "
        f"{wording.procedure(r.assessment, r.level, r.subject, r.grade, r.school_year)} — "
        f"{wording.percent(r.fail_pct, None)}"
        for r in border.itertuples()
    ]
    return f"На границе округления (точная доля могла быть меньше порога): {'; '.join(named)}." if named else ""


def results_table(edition: Edition, *assessments: str) -> PublicationTable | None:
    """Return the shares of «2» of the assessments: a row per school, a column per procedure and year."""
    results = presented_results(edition)
    results = results[results["assessment"].isin(assessments)]
    if results.empty:
        return None
    procedures = ordered_procedures(results)
    criteria = edition.params.criteria
    low = low_results(results, criteria)
    frame = results.drop_duplicates("school_id")[["school_id", "school"]].reset_index(drop=True)
    frame["name"] = [wording.short_school_name(name) for name in frame["school"]]
    columns, texts, marks = [Column("name", "Школа", width=2.4)], {}, {}
    for place, procedure in enumerate(procedures.to_dict("records")):
        chosen = same_procedure(results, procedure)
        own = results[chosen].set_index("school_id").reindex(frame["school_id"])
        key = f"procedure_{place}"
        frame[key] = own["fail_pct"].to_numpy()
        texts[key] = [share_text(row) for row in own.to_dict("records")]
        marks[key] = share_marks(own, low[chosen].set_axis(results.loc[chosen, "school_id"]))
        name = wording.procedure(procedure["assessment"], procedure["level"], procedure["subject"], procedure["grade"])
        columns.append(Column(key, str(procedure["school_year"]), "percent", width=0.8, group=name))
    names = wording.join(assessment_name(code) for code in assessments)
    return PublicationTable.from_frame(
        frame,
        columns,
        f"{names}: доля «2», %",
        texts=texts,
        marks=marks,
        notes=(LEGEND,),
        id="results-" + "-".join(assessments).lower(),
    )


def ordered_procedures(results: pd.DataFrame) -> pd.DataFrame:
    """Return the procedures of the results by assessment, subject, grade and year."""
    procedures = results[PROCEDURE].drop_duplicates()
    return procedures.assign(
        _assessment=[ASSESSMENT_ORDER.index(code) for code in procedures["assessment"]],
        _subject=[subject_order(code) for code in procedures["subject"]],
    ).sort_values(["_assessment", "_subject", "level", "grade", "school_year"])[PROCEDURE]


def same_procedure(results: pd.DataFrame, procedure: dict) -> pd.Series:
    """Tell which results belong to a procedure given by the columns `PROCEDURE`; missing levels are equal."""
    same = pd.Series(True, index=results.index)
    for name in PROCEDURE:
        value = procedure[name]
        same &= results[name].isna() if pd.isna(value) else (results[name] == value).fillna(False)
    return same.astype(bool)


def share_text(row: dict) -> str:
    """Return a share as the results tables print it, with its signs."""
    if pd.isna(row["fail_pct"]):
        return "x" if row["reading"] in ("missing", "ambiguous") or pd.isna(row["reading"]) else wording.MISSING
    sign = "?" if row["doubtful"] is True else ""
    sign += "*" if row["reading"] == "repaired" else ""
    return wording.number(row["fail_pct"]) + sign


def share_marks(own: pd.DataFrame, low: pd.Series) -> list[str]:
    """Return the mark of each share: low, repaired, doubtful or none."""
    is_low = is_true(low.reindex(own.index))
    return [
        "low" if low_one else "repaired" if reading == "repaired" else "doubtful" if doubtful is True else ""
        for low_one, reading, doubtful in zip(is_low, own["reading"], own["doubtful"], strict=True)
    ]


def subject_counts(edition: Edition) -> PublicationTable | None:
    """Return how many schools were low in each subject, grade and year of ВПР."""
    criteria = edition.params.criteria
    counted = counted_results(edition.results, criteria)
    if counted.empty:
        return None
    counted = counted.assign(low=is_true(low_results(counted, criteria)))
    rows = []
    for procedure in ordered_procedures(counted).to_dict("records"):
        own = counted[same_procedure(counted, procedure)]
        named = own[own["low"]]
        rows.append(
            {
                "procedure": wording.procedure(
                    procedure["assessment"], procedure["level"], procedure["subject"], procedure["grade"], full=True
                ),
                "subject": subject_name(procedure["subject"]),
                "year": wording.school_year_short(int(procedure["school_year"])),
                "count": f"{len(named)} из {len(own)}",
                "mean": own["fail_pct"].mean(),
                "names": wording.join(wording.short_school_name(name) for name in named["school"]) or "нет",
            }
        )
    columns = [
        Column("procedure", "Процедура", width=2.7),
        Column("year", "Учебный год", width=1.1),
        Column("count", "Школ с низким результатом", width=1.4),
        Column("mean", "Средняя доля «2», %", "percent", 1, width=1.4),
        Column("names", "Школы", width=4.8),
    ]
    return PublicationTable.from_frame(
        pd.DataFrame(rows),
        columns,
        "Процедуры: низкие результаты и средняя доля «2»",
        notes=(
            "Среднее — невзвешенное, по школам, где процедура проводилась; число участников не учтено. «0 и 0» "
            "учтены как 0.",
        ),
        id="subjects",
    )
