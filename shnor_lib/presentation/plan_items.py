"""How the report names items of the plan and measures that it finds by their roles: «пункт 18 плана», «мера М2.1»."""

from typing import Any

from shnor_lib.ground import wording


def items_words(edition: Any, *roles: str) -> str:
    """Return the items and measures of an edition's programme with one of the roles; empty where it has none."""
    # Late: the exporters read the declared tree back without the weight of pandas.
    from shnor_lib.analysis.programme.roles import items_with

    found = items_with(edition.programme_plan, edition.programme_measures, *roles)
    items = f"{'пункт' if len(found.items) == 1 else 'пункты'} {wording.id_ranges(found.items)} плана"
    measures = f"{'мера' if len(found.measures) == 1 else 'меры'} {wording.id_ranges(found.measures)}"
    return wording.join([*([items] if found.items else []), *([measures] if found.measures else [])])


def in_brackets(edition: Any, *roles: str) -> str:
    """Return « (пункт 18 плана)» to stand after a title; empty where the programme has no such item."""
    words = items_words(edition, *roles) if roles else ""
    return f" ({words})" if words else ""


def after_semicolon(edition: Any, *roles: str) -> str:
    """Return «; мера М2.1» to stand at a sentence's end; empty where the programme has no such item."""
    words = items_words(edition, *roles)
    return f"; {words}" if words else ""
