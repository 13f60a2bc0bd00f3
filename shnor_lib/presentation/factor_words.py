"""Words of factors: the programme's groups, and how far the measures against them reached."""

from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet

#: The programme's four groups of factors, by their codes in the register.
FACTOR_GROUPS = {one.code: one.word for one in register_sheet("factors").column("group").choices}

REACH_NOTE = (
    "Охват — доля педагогов школ с этим фактором, о которых есть записи с этой мерой. Если меру нельзя узнать в "
    "записях (номер в колонке «Мера №» или в словах меры, название мероприятия или программы, тема, форма, шаг "
    "маршрута), охват не учитывается."
)


def coverage_words(row: Any) -> str:
    """Return the reach of a row of `factors` or `factor_groups`: «12 из 40 (30 %)», or why there is none."""
    if not row.linked:
        return "не учитывается"
    if pd.isna(row.teachers) or not row.teachers:
        return "сведений о педагогах нет"
    return wording.share_of(int(row.reached), int(row.teachers), 0)
