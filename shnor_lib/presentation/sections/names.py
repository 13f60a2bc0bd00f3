"""Names of schools as tables of sections print them."""

import pandas as pd

from shnor_lib.ground.wording import short_school_name


def with_short_names(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the table with schools' names short: «Тихоструйная СОШ»; ``school`` and any further columns."""
    return table.assign(**{name: table[name].map(short_school_name) for name in ("school", *columns)})
