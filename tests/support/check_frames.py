"""Small frames for checks: an invented region, its municipality and schools in one sheet."""

import pandas as pd

from shnor_lib.ingest.checks.rows import checked_rows
from shnor_lib.ingest.layouts.raw_rows import COUNTS, SHARES

SCHOOLS = pd.DataFrame(
    {
        "school_id": ["s1", "s2"],
        "school": ["МБОУ «Заречная СОШ»", "МБОУ «Луговая ООШ»"],
        "kind": ["СОШ", "ООШ"],
        "highest_grade": [11, 9],
    }
)
NO_RESULTS = pd.DataFrame(columns=["source_file", "source_sheet", "school"])


def row(cell="A10", **given):
    """Return a raw row of the school s1: ВПР РУ 5, 2021, twenty participants, unless told otherwise."""
    base = {
        "layout": "marks_statistics",
        "group": "МБОУ «Заречная СОШ»(edu000001)",
        "code": "000001",
        "kind": "school",
        "school_id": "s1",
        "school": "МБОУ «Заречная СОШ»",
        "assessment": "VPR",
        "level": "",
        "subject": "RU",
        "grade": 5,
        "school_year": 2021,
        "season": "spring",
        "held_on": "",
        "attempt": 1,
        "source_file": "data/ВПР.xlsx",
        "source_sheet": "Лист1",
        "source_cell": cell,
    }
    return base | given


def marked(n_2, n_3, n_4, n_5, decimals=2, **given):
    """Return a row with these numbers of marks and the shares that they give, printed with two decimals."""
    counts = dict(zip(COUNTS, (n_2, n_3, n_4, n_5), strict=True))
    n = sum(counts.values())
    shares = {share: round(100 * count / n, decimals) for share, count in zip(SHARES, counts.values(), strict=True)}
    return row(**{"n_participants": n, **counts, **shares, "fail_pct": shares["pct_2"], **given})


def background(kind, *counts, **given):
    """Return a row of the region or the municipality."""
    return marked(*counts, **{"kind": kind, "group": kind, "code": "reg20", "school_id": "", "school": "", **given})


def frame(*rows):
    """Return the rows as checks get them."""
    return checked_rows(pd.DataFrame(list(rows)), NO_RESULTS)


def results_of(records):
    """Return the results of records: complaint or passed."""
    return [record.result for record in records]
