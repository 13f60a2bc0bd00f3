"""The context of schools from both sources: the form of ФИС ОКО and the sheet «Контекст» of the registers."""

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import groups_of
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.findings import Finding, passed
from shnor_lib.ingest.frames import tidy

KEY = ["school_id", "school_year"]
#: Values nearer than this are one value, printed to other decimals.
ROUNDING = 0.5
CHECK = "context_differs"


def joined_context(
    of_form: pd.DataFrame, of_register: pd.DataFrame, schools: pd.DataFrame
) -> tuple[pd.DataFrame, list[Finding]]:
    """Make one table `context` of both sources; the register is above the form, which fills its gaps.

    Args:
        of_form: the table `context` as the form gave it.
        of_register: the table `register_context`; rows of schools outside the roster are left out.
        schools: the table `schools`.

    Returns:
        A row per school and year in the roster's order, earlier years first; and a finding for each pair of tables
        that tell different things of a school's year, or one that all told alike.
    """
    names = dict(zip(schools["school_id"], schools["school"], strict=True))
    own = of_register[of_register["school_id"].isin(names)]
    if own.empty:
        return of_form, []
    own = own.assign(school=own["school_id"].map(names))
    values = [name for name in of_form.columns if name in own and name not in (*KEY, "school") and "source" not in name]
    both = own[[*KEY, *values, "source_file", "source_sheet", "source_cell"]].merge(
        of_form[[*KEY, *values, "source_file", "source_sheet"]], on=KEY, suffixes=("", "_form"), validate="1:1"
    )
    findings = _findings(both, values, names)
    filled = _filled(own, of_form)
    order = {school_id: place for place, school_id in enumerate(schools["school_id"])}
    places = filled["school_id"].map(order)
    filled = filled.assign(place=places).sort_values(["place", "school_year"], kind="stable", na_position="first")
    return tidy("context", filled), findings


def _filled(own: pd.DataFrame, of_form: pd.DataFrame) -> pd.DataFrame:
    """Return the register's rows with their gaps filled from the form, and the form's other rows."""
    columns = list(of_form.columns)
    above = own.reindex(columns=columns).astype(object).set_index(KEY)
    below = of_form.astype(object).set_index(KEY)
    rows = pd.concat([above, below])
    # The first known value of each column: the register's where it has one.
    return rows.groupby(level=KEY, dropna=False, sort=False).first().reset_index()[columns]


def _findings(both: pd.DataFrame, values: list[str], names: dict[str, str]) -> list[Finding]:
    if both.empty:
        return []
    title = register_sheet("context").title
    ours, theirs = (
        both[[f"{name}{end}" for name in values]].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        for end in ("", "_form")
    )
    differ = (np.abs(ours - theirs) > ROUNDING).any(axis=1)
    if not differ.any():
        told = wording.plural(len(both), "школа", "школы", "школ")
        return [passed(CHECK, f"Проверено: {told} и учебный год в обоих источниках.")]
    found = []
    for sheet, rows in groups_of(both[differ].assign(form=both["source_file_form"]), "form"):
        whose = listed_names(dict.fromkeys(names[school_id] for school_id in rows["school_id"]))
        found.append(
            Finding(
                "warning",
                CHECK,
                f"Лист «{title}» и контекстная форма («{sheet}») говорят об одном учебном годе разное: {whose}. Взяты "
                "значения листа, форма заполняет только его пустые ячейки.",
                "Сверьте значения и исправьте неверное.",
                rows["source_file"].iloc[0],
                rows["source_sheet"].iloc[0],
                rows["source_cell"].iloc[0],
            )
        )
    return found
