"""The declared tables as schemas that check frames; what a table holds is said in `tables` alone."""

import pandera.pandas as pa

from shnor_lib.ground.columns import Column
from shnor_lib.ground.tables import DECLARED, Table

#: What a column's metadata call a date, for readers of other spellings.
DATE = "date"


def schema_of(table: Table) -> pa.DataFrameSchema:
    """Return the schema of a table; further columns may be added, the key must be unique."""
    columns = {name: _column(column) for name, column in table.columns.items()}
    return pa.DataFrameSchema(columns, unique=list(table.key) or None, coerce=True, strict=False)


def _column(column: Column) -> pa.Column:
    metadata = {"kind": DATE} if column.is_date else None
    return pa.Column(
        column.type,
        _check(column),
        nullable=not column.required and not column.blank,
        required=not column.may_lack,
        metadata=metadata,
    )


def _check(column: Column) -> pa.Check | None:
    if column.is_date:
        return pa.Check.str_matches(r"^\d{4}-\d{2}-\d{2}$")
    if column.among:
        return pa.Check.isin([*column.among, *([""] if column.blank else [])])
    if column.highest is not None:
        return pa.Check.in_range(column.lowest, column.highest)
    return pa.Check.ge(column.lowest) if column.lowest is not None else None


TABLES: dict[str, pa.DataFrameSchema] = {name: schema_of(table) for name, table in DECLARED.items()}
