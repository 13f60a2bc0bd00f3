"""The programme's materials: how far each has come, what is published where, and what is due and not published."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import joined, not_after
from shnor_lib.ground.rows import rows_of

MATERIALS = ["kind", "title", "audience", "approved_on", "minutes_id", "published_on", "places", "status"]
PUBLICATIONS = ["material", "place", "due_on", "rule", "published_on", "url", "as_typed", "status", "days_late"]
#: Publications stand in this order of statuses.
ORDER = ("overdue", "no_record", "upcoming", "no_deadline", "done")
#: By which rule a publication is due: a day of the register, so many days after the approval.
BY_REGISTER, BY_APPROVAL = "register", "approval"


def materials_status(materials: pd.DataFrame, publications: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return how far each material has come by a day: published, approved, or still a draft; in the register's order.

    Args:
        materials: the register of that name.
        publications: the register of that name; what it calls published counts as much as «Материалы».
        as_of: the reporting date.

    Returns:
        ``kind``, ``title``, ``audience`` (codes parted by «; »), ``approved_on``, ``minutes_id``, ``published_on`` (the
        first day), ``places`` (where, parted by «; »), ``status`` (published, approved, draft).
    """
    published = _published(publications, as_of)
    return pd.DataFrame([_material(one, published, as_of) for one in rows_of(materials)], columns=MATERIALS)


def _material(one: Any, published: dict[str, list[Any]], as_of: date) -> dict[str, object | None]:
    own = published.get(same_title(one.title), [])
    days = [row.published_on for row in own] + [day for day in (_by(one.published_on, as_of),) if day]
    approved = _by(one.approved_on, as_of)
    return {
        **{name: getattr(one, name) for name in ("kind", "title", "audience", "minutes_id")},
        "approved_on": approved,
        "published_on": min(days, default=None),
        "places": joined(row.place for row in own),
        "status": "published" if days else "approved" if approved else "draft",
    }


def _published(publications: pd.DataFrame, as_of: date) -> dict[str, list[Any]]:
    """Return the rows of the register that are published by a day, by the material's title."""
    found: dict[str, list[Any]] = {}
    for row in rows_of(publications[not_after(publications["published_on"], as_of)]):
        found.setdefault(same_title(row.material), []).append(row)
    return found


def same_title(title: object) -> str:
    """Return a title as two sheets agree on it: without case, marks around it and unusual spaces."""
    words = " ".join(str(title).replace("\u00a0", " ").casefold().replace("ё", "е").split())
    return words.translate(str.maketrans("", "", '«»"„“”')).strip(" .")


def _by(day: object, as_of: date) -> str | None:
    return day if isinstance(day, str) and day <= as_of.isoformat() else None


# The log


def publication_log(publications: pd.DataFrame, materials: pd.DataFrame, within_days: int, as_of: date) -> pd.DataFrame:
    """Return what is published and what is due, overdue first, then by term and day.

    Every row of the register «Публикации» is one; so is a material of which that register says nothing, if it is
    published or approved: an approved one is due ``within_days`` after its approval, unless the register names a day.

    Args:
        publications: the register of that name.
        materials: the register of that name.
        within_days: days from the approval of a material to its publication.
        as_of: the reporting date.

    Returns:
        ``material``, ``place`` (empty: not named), ``due_on``, ``rule`` (register, approval; empty without a term),
        ``published_on``, ``url``, ``as_typed`` (words in place of the day), ``status`` (done, overdue, upcoming,
        no_record, no_deadline), ``days_late`` (published after the term, or overdue by; empty in time).
    """
    told = {same_title(one.title): one for one in rows_of(materials)}
    rows = [_of_register(row, told.get(same_title(row.material)), within_days, as_of) for row in rows_of(publications)]
    rows += _of_materials(publications, materials, within_days, as_of)
    table = pd.DataFrame(rows, columns=PUBLICATIONS)
    order = table["status"].map({code: place for place, code in enumerate(ORDER)})
    sorted_table = table.assign(order=order).sort_values(
        ["order", "due_on", "published_on", "material", "place"], kind="stable", na_position="last"
    )
    return sorted_table.drop(columns="order").reset_index(drop=True)


def _of_register(row: Any, material: Any | None, within_days: int, as_of: date) -> dict[str, object | None]:
    by_approval = _approval_term(material, within_days, as_of) if material is not None else None
    due = row.due_on if isinstance(row.due_on, str) else by_approval
    rule = BY_REGISTER if isinstance(row.due_on, str) else BY_APPROVAL if due else None
    typed = row.published_on_as_typed if isinstance(row.published_on_as_typed, str) else None
    return _entry(row.material, row.place, (due, rule), row.published_on, row.url, typed, as_of)


def _of_materials(
    publications: pd.DataFrame, materials: pd.DataFrame, within_days: int, as_of: date
) -> Iterator[dict[str, object | None]]:
    """Yield the materials of which the register of publications does not say what «Материалы» says."""
    named = {same_title(one.material) for one in rows_of(publications)}
    published = _published(publications, as_of)
    for one in rows_of(materials):
        title, day = same_title(one.title), _by(one.published_on, as_of)
        due = _approval_term(one, within_days, as_of)
        if (day and title not in published) or (not day and due and title not in named):
            yield _entry(one.title, None, (due, BY_APPROVAL if due else None), day, one.published_url, None, as_of)


def _approval_term(material: Any, within_days: int, as_of: date) -> str | None:
    approved = _by(material.approved_on, as_of)
    if not approved:
        return None
    try:
        return (date.fromisoformat(approved) + timedelta(days=within_days)).isoformat()
    except OverflowError:
        return None


def _entry(
    material: object,
    place: object,
    due: tuple[str | None, str | None],
    published_on: object,
    url: object,
    typed: str | None,
    as_of: date,
) -> dict[str, object | None]:
    day = _by(published_on, as_of)
    term, rule = due
    late = (date.fromisoformat(day or as_of.isoformat()) - date.fromisoformat(term)).days if term else 0
    if day:
        status = "done"
    elif typed:
        status = "no_record"
    else:
        status = "no_deadline" if term is None else "overdue" if late > 0 else "upcoming"
    return {
        "material": material,
        "place": place if isinstance(place, str) else None,
        "due_on": term,
        "rule": rule,
        "published_on": day,
        "url": url if isinstance(url, str) else None,
        "as_typed": None if day else typed,
        "status": status,
        "days_late": late if late > 0 and status in ("done", "overdue") else None,
    }
