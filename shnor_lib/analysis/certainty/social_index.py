"""The social index of the okrug's schools: what the context form and the sheet «Контекст» say, as one number.

It is called a model index: its columns, signs and weights are a decision (params, section `context`), and it says
nothing of a school's work.  Percentages are 0–100.
"""

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.printed_shares import numbers
from shnor_lib.analysis.statistics.social_index import first_component, weighted_index
from shnor_lib.ground.intervals import Numbers
from shnor_lib.ground.params import Context
from shnor_lib.ground.rows import table_of_rows


def social_index(context: pd.DataFrame, schools: pd.DataFrame, params: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the tables `social_columns` and `social_index`.

    A school's values are those of its latest year in which any column of the index is known.

    Args:
        context: the table `context`.
        schools: the table `schools`; its order is that of the rows.
        params: which columns with which weights, and how much of them has to be known.

    Returns:
        A row per column of the index: its ``weight``, how many ``schools`` know it, their mean and spread, whether it
        is ``used`` (a column that is unknown or equal everywhere is not), and its ``loading``, the correlation with
        the first component; and a row per school of which anything is known: the ``school_year`` told, how many used
        columns are ``known``, the ``index`` (mean 50, deviation 10; missing where too little is known) and the
        ``component`` on the same scale, from `schools_for_verdict` schools on.  Both are empty where nothing is known.
    """
    weights = params.weights.value
    latest = _latest(context, list(weights))
    if latest.empty:
        return table_of_rows("social_columns", []), table_of_rows("social_index", [])
    own = schools[["school_id", "school"]].merge(latest.drop(columns="school"), on="school_id")
    values = np.column_stack([numbers(own, name) for name in weights])
    found = weighted_index(values, list(weights.values()), params.least_known.value / 100)
    index = found.values
    if (~np.isnan(index)).sum() < params.schools_for_index.value:
        index = np.full(len(own), np.nan)
    component = None
    if (~np.isnan(index)).sum() >= params.schools_for_verdict.value:
        component = first_component(values[:, found.used], index)
        if component is not None and (~np.isnan(component.values)).sum() < params.schools_for_verdict.value:
            component = None
    loadings = np.full(len(weights), np.nan)
    if component is not None:
        loadings[found.used] = component.loadings
    columns = pd.DataFrame(
        {
            "column": list(weights),
            "weight": [float(weight) for weight in weights.values()],
            "schools": (~np.isnan(values)).sum(axis=0),
            "mean_pct": [_of_known(column, np.mean) for column in values.T],
            "sd_pct": [_of_known(column, np.std) for column in values.T],
            "used": found.used,
            "loading": loadings,
        }
    )
    table = own[["school_id", "school"]].assign(
        school_year=own["school_year"].astype("Int64"),
        known=found.known,
        index=index,
        component=component.values if component is not None else np.nan,
    )
    return columns, table


def _latest(context: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return each school's row of the latest year that knows any of the columns; a row without a year is the oldest."""
    told = context[context[columns].notna().any(axis=1)]
    ordered = told.sort_values("school_year", kind="stable", na_position="first")
    return ordered.drop_duplicates("school_id", keep="last")[["school_id", "school", "school_year", *columns]]


def _of_known(column: Numbers, what: object) -> float:
    known = column[~np.isnan(column)]
    return float(what(known)) if len(known) else float("nan")  # type: ignore[operator]
