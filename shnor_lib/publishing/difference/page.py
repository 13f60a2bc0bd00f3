"""The page of what changed between two editions: verdicts first, then values."""

from collections.abc import Mapping, Sequence
from html import escape

from shnor_lib.ground.legible import writable
from shnor_lib.ground.wording import plural
from shnor_lib.presentation.palette import stylesheet
from shnor_lib.publishing.difference.told import HEADS, Told

#: So many changed values stand on the page; all are in the workbook.
MOST_ON_PAGE = 2000

_STYLE = """
:root{color-scheme:light dark}
body{margin:0 auto;max-width:75rem;padding:2rem 1.25rem;font:1rem/1.5 "PT Serif",Georgia,serif}
body{color:var(--ink);background:var(--paper)}
h1,h2{color:var(--accent)}
h1{font:bold 1.5rem/1.3 "PT Sans",Arial,sans-serif;margin:0 0 1rem}
h2{font:bold 1.15rem/1.35 "PT Sans",Arial,sans-serif;margin:2rem 0 .5rem}
p{margin:.35rem 0;max-width:46rem}
div{overflow-x:auto}
table{border-collapse:collapse;width:100%;font:.9rem/1.4 "PT Sans",Arial,sans-serif}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--grid)}
th{border-bottom:2px solid var(--rule)}
"""


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
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(line)}</p>" for line in summary)]
    parts += [_table("Выводы и статусы", verdicts)] if verdicts else []
    parts += [_table("Значения и строки", values[:MOST_ON_PAGE])] if values else []
    if rest := len(values[MOST_ON_PAGE:]):
        parts.append(f"<p>И ещё {plural(rest, 'изменение', 'изменения', 'изменений')} — в книге diff.xlsx.</p>")
    if open_ends:
        parts += ["<h2>Чего сравнить нельзя</h2>", *(f"<p>{escape(line)}.</p>" for line in open_ends)]
    body = "\n".join(parts)
    return writable(
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{stylesheet(colours)}{_STYLE}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
        "</body>\n</html>\n"
    ).encode()


def _table(title: str, rows: Sequence[Told]) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in HEADS)
    lines = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<h2>{escape(title)}</h2>\n<div tabindex="0" role="region" aria-label="{escape(title)}">\n<table>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{lines}\n</tbody>\n</table>\n</div>"
    )
