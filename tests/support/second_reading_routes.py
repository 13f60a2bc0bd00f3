"""The appendix of routes, and schools without factors, read again from an edition's CSV tables."""

from typing import Any

from tests.support.second_reading_help import said, supported
from tests.support.second_reading_tables import Expected, Row, Tables, true


def whole(tables: Tables, name: str) -> Row:
    """Return the row of all schools, or one that says nothing."""
    return next((row for row in tables[name] if not row["school_id"]), {})


def number(row: Row, name: str) -> int:
    """Return a number of the row, 0 where it is empty."""
    return int(float(row.get(name) or 0))


def deficits(tables: Tables, _: Row) -> Expected:
    """Who was diagnosed, has a deficit, and has no step."""
    row = whole(tables, "route_schools")
    low = [number(row, "with_deficit"), number(row, "diagnosed")]
    return bool(row.get("diagnosed")), {"low": low, "waiting": number(row, "without_step")}


def few_diagnosed(tables: Tables, _: Row) -> Expected:
    """Too few were diagnosed for a number."""
    return not whole(tables, "route_schools").get("diagnosed"), {}


def steps(tables: Tables, _: Row) -> Expected:
    """How steps stand: the overdue ones hold the stuck ones."""
    row = whole(tables, "route_schools")
    assert number(row, "stuck") <= number(row, "overdue") <= number(row, "steps") - number(row, "done")
    names = {"people": "with_route", "overdue": "overdue", "stuck": "stuck"}
    values: dict[str, Any] = {name: number(row, column) for name, column in names.items()}
    return number(row, "steps") > 0, values | {"done": [number(row, "done"), number(row, "steps")]}


def told(tables: Tables, _: Row) -> Expected:
    """Words stand in place of the day."""
    steps = number(whole(tables, "route_schools"), "told")
    return steps > 0, {"told": steps}


def unwritten(tables: Tables, _: Row) -> Expected:
    """No step is on record."""
    return not number(whole(tables, "route_schools"), "steps"), {}


def together(tables: Tables, _: Row) -> Expected:
    """How many groups there are, and how many are shown."""
    own = tables["learning_groups"]
    shown = [row for row in own if not true(row["hidden"])]
    assert all(row["people"] for row in shown) and not any(row["people"] for row in own if true(row["hidden"]))
    return bool(own), {"groups": len(own), "shown": len(shown)}


def apart(tables: Tables, _: Row) -> Expected:
    """There is no group."""
    return not tables["learning_groups"], {"groups": 0} if not tables["learning_groups"] else {}


def hidden_schools(tables: Tables, _: Row) -> Expected:
    """Some schools' numbers of diagnosed teachers are empty, and others' are not."""
    return len({bool(row["diagnosed"]) for row in tables["route_schools"]}) == 2, {}


def hidden_in(table: str) -> Any:
    """Return the reader of how many groups of a table are hidden."""

    def read(tables: Tables, _: Row) -> Expected:
        hidden = sum(true(row["hidden"]) for row in tables[table])
        return hidden > 0, {"hidden": hidden}

    return read


def outside(tables: Tables, _: Row) -> Expected:
    """How many targeted programmes there are, and how many the catalogue does not have."""
    own = tables["targeted_programmes"]
    places = [row["in_catalogue"] for row in own]
    return any(places), {"programmes": len(own), "outside": places.count("false")}


def no_catalogue(tables: Tables, _: Row) -> Expected:
    """There are programmes and no catalogue to hold them against."""
    own = tables["targeted_programmes"]
    return bool(own) and not any(row["in_catalogue"] for row in own), {"programmes": len(own)}


def profile(tables: Tables, _: Row) -> Expected:
    """How many groups there are, and how many are shown."""
    own = tables["self_profile"]
    return bool(own), {"groups": len(own), "shown": sum(not true(row["hidden"]) for row in own)}


def no_profile(tables: Tables, _: Row) -> Expected:
    """There is no group."""
    return not tables["self_profile"], {}


def unaided(tables: Tables, _: Row) -> Expected:
    """Whom no help has reached, of all teachers whose schools are known."""
    row = whole(tables, "unaided_teachers")
    return bool(row.get("unaided")), {"unaided": [number(row, "unaided"), number(row, "teachers")]}


def unaided_unknown(tables: Tables, _: Row) -> Expected:
    """Whole schools alone were helped."""
    return not whole(tables, "unaided_teachers").get("unaided"), {}


def without_factors(tables: Tables, row: Row) -> Expected:
    """The schools in support of which no row of the register tells."""
    told = {one["school_id"] for one in tables["register_factors"]}
    every = [one["school_id"] for one in supported(tables)]
    silent = [code for code in every if code not in told]
    if row["id"].endswith("all_factors"):
        return not silent, {"schools": len(every)}
    assert row["school_id"].split() == silent and len(said(row)["names"]) == len(silent), row["text"]
    return bool(silent), {"schools": len(silent)}


READERS_OF_ROUTES = {
    "routes.deficits": deficits,
    "routes.few_diagnosed": few_diagnosed,
    "routes.steps": steps,
    "routes.told": told,
    "routes.unwritten": unwritten,
    "routes.together": together,
    "routes.apart": apart,
    "routes.hidden_schools": hidden_schools,
    "routes.hidden_groups": hidden_in("learning_groups"),
    "routes.hidden_profiles": hidden_in("self_profile"),
    "routes.outside": outside,
    "routes.no_catalogue": no_catalogue,
    "routes.profile": profile,
    "routes.no_profile": no_profile,
    "routes.unaided": unaided,
    "routes.unaided_unknown": unaided_unknown,
    "signals.no_factors": without_factors,
    "signals.all_factors": without_factors,
}
