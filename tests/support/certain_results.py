"""Small results with numbers of participants, for methods that ask how surely: a share per school and procedure."""

from typing import Any

import pandas as pd

from shnor_lib.analysis.certainty.funnels import school_funnels
from shnor_lib.analysis.certainty.true_shares import true_shares

#: Of an okrug without files of its region.
NO_REGION = pd.DataFrame()


def results_of_shares(shares: dict[str, list[float | None]], n: int | list[int] | None) -> pd.DataFrame:
    """Return rows of `results`.

    Args:
        shares: procedure («VPR RU 5 2021») → a share of «2» per school s1, s2 …; ``None``: not held.
        n: participants of every result, or of each school; ``None``: unknown.
    """
    rows = []
    for name, of_schools in shares.items():
        assessment, subject, grade, year = name.split()
        for place, share in enumerate(of_schools):
            size = n[place] if isinstance(n, list) else n
            failed = None if share is None or size is None else round(share * size / 100)
            rows.append(
                {
                    "school_id": f"s{place + 1}",
                    "school": f"МБОУ «Школа {place + 1}»",
                    "assessment": assessment,
                    "level": "",
                    "subject": subject,
                    "grade": int(grade),
                    "school_year": int(year),
                    "season": "spring",
                    "attempt": 1,
                    "n_participants": None if share is None else size,
                    "fail_pct": share,
                    "n_failed": failed,
                    "failed_least": failed,
                    "failed_most": failed,
                    "fail_decimals": 2,
                    "counted": True,
                    "reading": "as_read" if share is not None else "not_held",
                    "doubtful": False,
                    "source_cell": "A1",
                }
            )
    return pd.DataFrame(rows).convert_dtypes()


def add_certain_shares(made: Any) -> None:
    """Give an edition with results its true shares and funnels, as the stage makes them."""
    of_results = made.results, made.region_results, made.params.criteria
    made.true_shares, made.true_school_shares = true_shares(*of_results)
    made.funnel = school_funnels(*of_results)
