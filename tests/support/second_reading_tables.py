"""What every second reading needs of an edition's CSV tables: their types, cells, schools."""

from typing import Any

Row = dict[str, str]
Tables = dict[str, list[Row]]
Expected = tuple[bool, dict[str, Any]]


def true(text: str) -> bool:
    """Tell whether a cell says yes."""
    return text == "true"


def number(text: str) -> float | None:
    """Return a cell's number."""
    return float(text) if text else None


def schools_by(tables: Tables, column: str, value: str) -> list[str]:
    """Return the codes of the schools of `classification` with a value."""
    return [row["school_id"] for row in tables["classification"] if row[column] == value]


def in_question(tables: Tables) -> list[str]:
    """Return the schools that the programme is about: listed, taking part, criteria met or open; all if none is.

    The reporting date is that of the plan's execution, stored with every indicator.
    """
    rows = tables["classification"]
    today = next((row["as_of"] for row in tables["indicators"]), "")
    taking_part = {
        row["school_id"]
        for row in tables["schools"]
        if row["participant_since"]
        and row["participant_since"] <= today
        and not (row.get("participant_until") and row["participant_until"] < today)
    }
    chosen = [
        row["school_id"]
        for row in rows
        if true(row["listed"]) or row["school_id"] in taking_part or row["shnor"] != "false"
    ]
    return chosen or [row["school_id"] for row in rows]


def with_pairs(tables: Tables, scope: str) -> list[Row]:
    """Return the schools' rows of a scope that have pairs."""
    return [row for row in tables["school_dynamics"] if row["scope"] == scope and int(row["pairs"]) > 0]


def fell(rows: list[Row]) -> int:
    """Return in how many of the rows the mean fell."""
    return sum(true(row["positive"]) for row in rows)


def in_force(tables: Tables) -> dict[str, list[Row]]:
    """Return the partnerships in force, by the school that is helped."""
    found: dict[str, list[Row]] = {}
    for row in tables["partnerships"]:
        if true(row["in_force"]):
            found.setdefault(row["school_id"], []).append(row)
    return found


def without_used_rows(tables: Tables, registers: list[str]) -> tuple[list[str], list[str]]:
    """Return the registers of which no row was used: those without rows, and those whose rows were all set aside."""
    empty, spoilt = [], []
    for name in registers:
        own = [one for one in tables["rows_read"] if one["register"] == name]
        lost = sum(int(one["lost"]) for one in own if not one["column"])
        if not sum(int(one["used"]) for one in own):
            (spoilt if lost else empty).append(name)
    return empty, spoilt
