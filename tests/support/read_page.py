"""What the cells of the report's page say: second lines on lines of their own, pictures by their words."""

from pathlib import Path

from lxml import etree, html


def tables_of_page(page: Path) -> list[tuple[str, list[list[str]]]]:
    """Return caption and rows of each numbered table of a page, in their order."""
    root = html.fromstring(page.read_text(encoding="utf-8"))
    found = []
    for table in root.iter("table"):
        caption = table.find("caption")
        if caption is not None and (caption.findtext("b") or "").startswith("Таблица "):
            rows = [[text_of_cell(cell) for cell in row] for row in table.findall("tbody/tr")]
            found.append((" ".join(caption.text_content().split()), rows))
    return found


def text_of_cell(cell: etree._Element) -> str:
    """Return what a cell says to a listener."""
    drawn = cell.find("span[@role='img']")
    if drawn is not None:
        return drawn.get("aria-label") or ""
    pieces = [cell.text or ""]
    for one in cell.iterdescendants():
        pieces += [
            "\n" if one.tag in ("br", "small") else "",
            one.text or "" if one.tag != "br" else "",
            one.tail or "",
        ]
    return "".join(pieces)
