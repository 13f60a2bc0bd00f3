"""How far a printed share may be off."""

import numpy as np
import pandas as pd

from shnor_lib.ingest.layouts.raw_rows import SHARES, SHEET


def half_steps_pp(rows: pd.DataFrame) -> np.ndarray:
    """Return for each row how far a printed share may be off, in points: half of the last decimal of its sheet.

    A whole percentage may end in zeros by chance, so the sheet decides and not the row.
    """
    shares = rows[SHARES].to_numpy(dtype=float)
    decimals = np.zeros(len(rows))
    for places in (1, 2, 3):
        finer = np.abs(shares * 10 ** (places - 1) - np.round(shares * 10 ** (places - 1))) > 1e-6
        decimals = np.where(np.any(finer, axis=1), places, decimals)
    of_sheet = pd.Series(decimals, index=rows.index).groupby([rows[name] for name in SHEET]).transform("max")
    return 0.5 / 10 ** of_sheet.to_numpy(dtype=float)
