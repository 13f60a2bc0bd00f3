"""How many got «2» or did not pass, where only a share is printed: known, one of several, or impossible.

Source: METHODS of the project, §1; decision 0029.
"""

import re

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.marks import agreeing_counts, printed_decimals
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of
from shnor_lib.ingest.layouts.raw_rows import SHEET

#: So many impossible shares of a file, or such a part of its shares, show that its participants are another base.
MOST_IMPOSSIBLE, MOST_IMPOSSIBLE_PART = 2, 0.05
#: Shares that a reader computes of a count have two decimals (`raw_rows.printed_share`).
COMPUTED_DECIMALS = 2


def fail_decimals(rows: pd.DataFrame) -> np.ndarray:
    """Return for each row how many decimals the column of its share of «2» has.

    A share may end in zeros by chance, so that the column of the sheet decides and not the cell; shares that a reader
    computed of counts do not tell how the column is printed.

    Args:
        rows: ``fail_pct``, ``n_2`` where it was reported, ``source_file``, ``source_sheet``, ``source_cell``.
    """
    reported = _is_reported(rows)
    share = pd.to_numeric(rows["fail_pct"]).astype(float)
    own = pd.Series(np.where(reported, 0, printed_decimals(share.to_numpy())), index=rows.index)
    column = rows["source_cell"].map(_column_letters)
    of_column = own.groupby([*(rows[name] for name in SHEET), column], dropna=False).transform("max")
    return np.where(reported, COMPUTED_DECIMALS, of_column.to_numpy())


def _column_letters(address: object) -> str:
    found = re.match("[A-Z]+", address) if isinstance(address, str) else None
    return found[0] if found else ""


def _is_reported(rows: pd.DataFrame) -> np.ndarray:
    """Tell where the share was computed of a count that the file gives."""
    if "n_2" not in rows:
        return np.zeros(len(rows), dtype=bool)
    return (rows["n_2"].notna() & rows["fail_pct"].notna()).to_numpy(dtype=bool)


def with_failed_counts(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with the columns `tables.FAILED_COUNTS`, ``impossible`` (0 or 1) and ``withheld``.

    A reported count is known.  A printed share makes it known if one whole number alone agrees with it.  If shares of
    a file are impossible with its participants, these are of another base, and what other shares of the file seem to
    tell is luck: all its counts made of shares are withheld.

    Args:
        rows: raw rows with numbers as floats; ``n_2`` only where it was reported.
    """
    share, n = rows["fail_pct"].to_numpy(dtype=float), rows["n_participants"].to_numpy(dtype=float)
    decimals, reported = fail_decimals(rows), _is_reported(rows)
    least, most = agreeing_counts(share, n, decimals)
    tried = ~reported & ~np.isnan(share) & (n > 0)
    impossible = tried & np.isnan(least)
    withheld = tried & _of_another_base(rows["source_file"], tried, impossible)
    count = np.where(reported, rows["n_2"].to_numpy(dtype=float), np.where(least == most, least, np.nan))
    known = {"n_failed": count, "failed_least": np.where(reported, count, least)}
    known |= {"failed_most": np.where(reported, count, most)}
    return rows.assign(
        **{name: np.where(withheld, np.nan, values) for name, values in known.items()},
        fail_decimals=np.where(np.isnan(share), np.nan, decimals),
        impossible=impossible.astype(float),
        withheld=withheld,
    )


def _of_another_base(files: pd.Series, tried: np.ndarray, impossible: np.ndarray) -> np.ndarray:
    """Tell which rows stand in files whose impossible shares are too many."""
    of_file = pd.DataFrame({"tried": tried, "impossible": impossible}, index=files.index).groupby(files, dropna=False)
    sums = of_file.transform("sum")
    many = (sums["impossible"] >= MOST_IMPOSSIBLE) | (sums["impossible"] >= MOST_IMPOSSIBLE_PART * sums["tried"])
    return (many & (sums["impossible"] > 0)).to_numpy(dtype=bool)


def withheld_findings(rows: pd.DataFrame) -> list[Finding]:
    """Say of which files the counts are not inferred, and why."""
    found = []
    for (file,), own in groups_of(rows[rows["withheld"]], ["source_file"]):
        wrong = own[own["impossible"] > 0]
        cells = wording.plural(len(wrong), "ячейка", "ячейки", "ячеек")
        found.append(
            Finding(
                "warning",
                "counts_not_recovered",
                f"Доли «2» невозможны при указанном числе участников: {cells} из {len(own)}. Похоже, доли посчитаны от "
                "другого числа, поэтому числа получивших «2» по этому файлу не восстановлены: выводы сделаны по "
                "указанным долям.",
                "Сверьте число участников и доли с исходной выгрузкой.",
                file,
                wrong["source_sheet"].iloc[0],
                wrong["source_cell"].iloc[0],
            )
        )
    return found
