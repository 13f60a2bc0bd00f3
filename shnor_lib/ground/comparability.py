"""Which procedures of which years may be compared, and why not: rules with their sources in `comparability.csv`."""

import csv
from functools import cache
from importlib.resources import files


@cache
def comparability_rules() -> tuple[dict[str, str], ...]:
    """Return the rules of `comparability.csv`: which procedures of which years may be compared, and why not."""
    text = files("shnor_lib.ground").joinpath("comparability.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
