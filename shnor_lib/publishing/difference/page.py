"""The page of what changed between two editions: verdicts first, then values."""

from collections.abc import Mapping, Sequence

from shnor_lib.ground.legible import writable
from shnor_lib.ground.wording import plural
from shnor_lib.publishing.difference.told import HEADS, Told
from shnor_lib.publishing.page import plain_page

#: So many changed values stand on the page; all are in the workbook.
MOST_ON_PAGE = 2000


def difference_page(
    title: str,
    summary: Sequence[str],
    verdicts: Sequence[Told],
    values: Sequence[Told],
    open_ends: Sequence[str],
    colours: Mapping[str, str] | None = None,
) -> bytes:
    """Return the page.

    Args:
        title: its heading.
        summary: sentences that say how much changed.
        verdicts: changed verdicts, all of which are shown.
        values: other changes, shown up to `MOST_ON_PAGE`.
        open_ends: what could not be compared or explained.
        colours: those that the edition puts in place of the palette's own.
    """
    tables = [
        {"id": "verdicts", "title": "Выводы и статусы", "rows": verdicts},
        {"id": "values", "title": "Значения и строки", "rows": values[:MOST_ON_PAGE]},
    ]
    rest = len(values[MOST_ON_PAGE:])
    page = plain_page(
        "difference.html.j2",
        title,
        scripted=True,
        colours=colours,
        summary=summary,
        tables=[table for table in tables if table["rows"]],
        heads=HEADS,
        rest=plural(rest, "изменение", "изменения", "изменений") if rest else "",
        open_ends=open_ends,
    )
    return writable(page).encode()
