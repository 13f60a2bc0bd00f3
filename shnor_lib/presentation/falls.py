"""In how many schools the share of «2» fell, as columns that several tables print alike."""

from shnor_lib.presentation.tables import Column

_COUNTS = (("", "всего"), ("_fell", "доля «2» снизилась"), ("_open", "определить нельзя"))


def columns_of_falls(met: str) -> tuple[Column, ...]:
    """Return columns of numbers of schools: listed ones and, under the heading ``met``, those that meet the criteria.

    The frame has ``listed``, ``met`` and, of each, how many ``…_fell`` and how many are ``…_open``.
    """
    return tuple(
        Column(f"{whose}{what}", label, "integer", width=1, group=group)
        for whose, group in (("listed", "Школы списка"), ("met", met))
        for what, label in _COUNTS
    )
