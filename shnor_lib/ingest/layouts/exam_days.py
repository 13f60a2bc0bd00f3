"""One exam held on two days of the main period: other pupils on each day, so that a school's result is their sum."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of
from shnor_lib.ingest.layouts.exam_periods import MAIN
from shnor_lib.ingest.layouts.exam_protocols import LAYOUT
from shnor_lib.ingest.layouts.raw_rows import COUNTS, SHARES, SHEET, printed_share

#: What makes rows results of one school in one exam.
EXAM = ["group", *PROCEDURE_KEY]
#: Rows of one day that agree in these were read from two copies of one protocol.
RESULT = ["n_participants", *COUNTS, "fail_pct", "mean_score"]


def with_days_joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the days of one exam in the main period added up; other rows as they are, in their order.

    Reserve days and September (``attempt`` > 1) are never added: there the same pupils may sit again.  Where a day
    stands there twice with different results, the school's rows are left for the conflict to be told.

    Args:
        rows: the columns of `raw_rows.RawRows`.
    """
    several = _of_several_days(rows)
    if several.empty:
        return rows
    joined = {}
    for _, days in several.groupby(EXAM, sort=False):
        each = days.drop_duplicates(["held_on", *RESULT])
        if not each["held_on"].duplicated().any():
            joined[days.index[0]] = sum_of_parts(each)
            rows = rows.drop(index=days.index[1:])
    rows = rows.copy()
    for index, row in joined.items():
        for name, value in row.items():
            rows.at[index, name] = value
    return rows


def repeated_days(rows: pd.DataFrame) -> list[Finding]:
    """Return a note for each sheet whose days of an exam are copies of another sheet's and were added once."""
    several = _of_several_days(rows)
    copies = several[several.duplicated([*EXAM, "held_on", *RESULT])]
    return [
        Finding(
            "note",
            "file_repeated",
            f"{wording.plural(len(own), 'результат', 'результата', 'результатов')} того же дня экзамена есть в другой "
            "таблице: значения совпадают и прочитаны один раз.",
            "Лишнюю копию можно удалить.",
            file,
            sheet,
            own["source_cell"].iloc[0],
        )
        for (file, sheet), own in groups_of(copies, SHEET)
    ]


def _of_several_days(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of schools that held an exam on several days of the main period."""
    exams = rows[(rows["layout"] == LAYOUT) & (rows["attempt"] == MAIN)]
    return exams if exams.empty else exams[exams.groupby(EXAM)["held_on"].transform("nunique") > 1]


def sum_of_parts(days: pd.DataFrame) -> dict[str, Any]:
    """Return what several days, or classes, of a school come to; a result unknown of one is unknown of all."""
    days = days.sort_values("held_on", kind="stable")
    n = days["n_participants"].sum()
    counts = {name: _total(days[name]) for name in COUNTS}
    # Where marks are unknown «2» stands for «below the minimum», known only if each day knows it.
    failed = counts["n_2"] if days["fail_pct"].notna().all() else None
    marked = all(counts[name] is not None for name in COUNTS)
    shares = {share: _share(counts[count], n) if marked else None for share, count in zip(SHARES, COUNTS, strict=True)}
    scores = _total(days["mean_score"] * days["n_participants"])
    return {
        "n_participants": n,
        **counts,
        **shares,
        "fail_pct": _share(failed, n),
        "mean_score": None if scores is None or not n else round(scores / n, 2),
        "held_on": days["held_on"].iloc[0],
        "source_file": _named_once(days["source_file"]),
        "source_sheet": _named_once(days["source_sheet"]),
        "source_cell": ", ".join(days["source_cell"]),
        "source_cells": ", ".join(days["source_cells"]),
        "n_cells": int(days["n_cells"].sum()),
    }


def _total(values: pd.Series) -> float | None:
    return None if values.isna().any() else values.sum()


def _share(count: float | None, n: float) -> float | None:
    return None if count is None or not n else printed_share(count, n)


def _named_once(values: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(values))
