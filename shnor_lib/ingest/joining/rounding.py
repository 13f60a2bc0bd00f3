"""How far printed shares of marks may be off."""

import numpy as np
import pandas as pd

from shnor_lib.ground.marks import half_step, printed_decimals
from shnor_lib.ingest.layouts.raw_rows import SHARES, SHEET


def share_decimals(rows: pd.DataFrame) -> np.ndarray:
    """Return for each row how many decimals the shares of marks of its sheet have.

    A whole percentage may end in zeros by chance, so the sheet decides and not the row.
    """
    own = printed_decimals(rows[SHARES].to_numpy(dtype=float)).max(axis=1, initial=0)
    of_sheet = pd.Series(own, index=rows.index).groupby([rows[name] for name in SHEET]).transform("max")
    return of_sheet.to_numpy()


def half_steps_pp(rows: pd.DataFrame) -> np.ndarray:
    """Return for each row how far a printed share may be off, in points: half of the last decimal of its sheet."""
    return half_step(share_decimals(rows))
