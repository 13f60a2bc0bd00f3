"""What a column of a table holds: its type, its codes, its bounds, whether it may be empty.

Conventions on disk: UTF-8, comma, point decimals, ISO dates, empty = missing, booleans ``true``/``false``.
Suffixes name units: ``_pct`` a percentage 0–100, ``_pp`` a change in percentage points.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

#: Types of columns, as pandas calls them.
TEXT, INTEGER, NUMBER, TRUTH = "string", "Int64", "Float64", "boolean"


@dataclass(frozen=True)
class Column:
    """A column's type, one of those above, and its rules.

    ``required``: no value is missing.  ``among``: the allowed codes, ``words``: pairs of a code and its Russian words.
    ``is_date``: the text is an ISO date.
    ``may_lack``: the table may be without the column.  ``blank``: what is missing is an empty text and never NaN, since
    the column names its row and pandas drops rows with NaN from groups, pivots and joins.
    """

    type: str
    required: bool = False
    among: tuple[str, ...] = ()
    lowest: float | None = None
    highest: float | None = None
    is_date: bool = False
    may_lack: bool = False
    blank: bool = False
    words: tuple[tuple[str, str], ...] = ()


def text(*, required: bool = True, among: Iterable[str] = (), blank: bool = False) -> Column:
    """A text; ``among`` lists the allowed codes (a mapping: with their words), ``blank`` allows the empty text."""
    words = tuple(among.items()) if isinstance(among, Mapping) else ()
    return Column(TEXT, required and not blank, among=tuple(among), blank=blank, words=words)


def integer(*, required: bool = True, at_least: int | None = None) -> Column:
    """A whole number."""
    return Column(INTEGER, required, lowest=at_least)


def share(*, required: bool = False) -> Column:
    """A percentage between 0 and 100."""
    return Column(NUMBER, required, lowest=0, highest=100)


def change() -> Column:
    """A change in percentage points."""
    return Column(NUMBER, lowest=-100, highest=100)


def number() -> Column:
    """Any number."""
    return Column(NUMBER)


def truth(*, required: bool = False) -> Column:
    """True, false or undetermined (empty)."""
    return Column(TRUTH, required)


def iso_date(*, required: bool = False) -> Column:
    """A date as ISO text."""
    return Column(TEXT, required, is_date=True)


def optional(column: Column) -> Column:
    """The column as one that the table may lack."""
    return replace(column, required=False, may_lack=True)
