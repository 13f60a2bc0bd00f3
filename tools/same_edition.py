"""Tell whether a change of the code leaves an edition as it was: `python tools/same_edition.py before after`.

For rebuilding the house without moving its furniture: the tables byte for byte, the HTML without the passport, each
page of the PDF as a picture and as text, up to the passport's page.  The passport holds hashes of the code and has to
differ.  What may differ beside it is named in `ALLOWED` with its reason.  Needs poppler (pdftotext, pdftoppm).
"""

import csv
import difflib
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

#: Table → columns whose values, presence or names a change of version 0.2.0 may touch, and why.
ALLOWED: dict[str, dict[str, str]] = {
    "indicators": {
        "needs": "registers and codes instead of a Russian sentence",
        "remark": "a Russian sentence; now codes in the table indicator_remarks",
        "group": "new: tells the table of targets from the passport",
    },
    "partnerships": {"mentor_id": "new: tells mentors of one name apart"},
    "plan": {
        "kind": "new: tells items of the plan from measures",
        "recurrence": "new: how the programme's words on the term were read",
    },
    "school_dynamics": {"why_not_firm": "a code instead of a Russian sentence"},
    "programme_indicators": {"sheets": "a fact of the code: the record of each indicator names its registers"},
}
#: Tables that a change of version 0.2.0 adds.
NEW_TABLES = ("indicator_remarks",)

PASSPORT = "Паспорт выпуска"
TABLE_FOLDERS = ("tables", "Для служебного пользования")
RESOLUTION = 60
MOST_TOLD = 12


def differences(before: Path, after: Path) -> Iterator[str]:
    """Yield what differs between two folders of one edition, a sentence each."""
    yield from table_differences(before, after)
    yield from text_differences("report.html", html_without_passport(before), html_without_passport(after))
    yield from page_differences(before / "report.pdf", after / "report.pdf")


def table_differences(before: Path, after: Path) -> Iterator[str]:
    """Yield the tables whose bytes differ, allowed columns aside."""
    for folder in TABLE_FOLDERS:
        names = {path.name for side in (before, after) for path in (side / folder).glob("*.csv")}
        for name in sorted(names):
            one, other = (side / folder / name for side in (before, after))
            if not one.is_file() and other.stem in NEW_TABLES:
                continue
            if not (one.is_file() and other.is_file()):
                yield f"{folder}/{name}: only {'after' if other.is_file() else 'before'}"
            elif one.read_bytes() != other.read_bytes() and _told(one) != _told(other):
                yield from text_differences(f"{folder}/{name}", *("\n".join(map(str, _told(p))) for p in (one, other)))


def _told(path: Path) -> list[dict[str, str]]:
    """Return a table's rows without the columns that may differ."""
    allowed = ALLOWED.get(path.stem, {})
    with path.open(encoding="utf-8", newline="") as handle:
        return [{k: v for k, v in row.items() if k not in allowed} for row in csv.DictReader(handle)]


def html_without_passport(edition: Path) -> str:
    """Return the page's source up to the passport's heading."""
    text = (edition / "report.html").read_text(encoding="utf-8")
    heading = list(re.finditer(rf"<h2[^>]*>[^<]*{PASSPORT}</h2>", text))[-1]
    return text[: heading.start()]


def page_differences(before: Path, after: Path) -> Iterator[str]:
    """Yield the pages of two PDFs, up to the passport's, whose text or picture differs."""
    texts = [pages_before_passport(path) for path in (before, after)]
    if len(texts[0]) != len(texts[1]):
        yield f"report.pdf: {len(texts[0])} pages before the passport, then {len(texts[1])}"
    for number, (one, other) in enumerate(zip(*texts, strict=False), start=1):
        if one != other:
            yield from text_differences(f"report.pdf, page {number}", one, other)
    pictures = [page_pictures(path, min(map(len, texts))) for path in (before, after)]
    for number, (one, other) in enumerate(zip(*pictures, strict=True), start=1):
        if one != other:
            yield f"report.pdf, page {number}: the picture differs"


def pages_before_passport(pdf: Path) -> list[str]:
    """Return the texts of the pages before the one on which the passport begins (the contents name it too)."""
    pages = _output("pdftotext", "-layout", pdf, "-").decode("utf-8").split("\f")[:-1]
    first = next(place for place, text in enumerate(pages) if place > 1 and PASSPORT in text and "....." not in text)
    return pages[:first]


def page_pictures(pdf: Path, pages: int) -> list[str]:
    """Return a hash of each page's pixels."""
    raw = _output("pdftoppm", "-r", RESOLUTION, "-l", pages, pdf)
    found = []
    while raw:  # PPM images one after another: P6, width height, 255, pixels
        head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", raw)
        assert head is not None
        end = head.end() + 3 * int(head[1]) * int(head[2])
        found.append(hashlib.sha256(raw[:end]).hexdigest())
        raw = raw[end:]
    return found


def _output(*command: object) -> bytes:
    return subprocess.run([str(part) for part in command], check=True, capture_output=True).stdout


def text_differences(name: str, one: str, other: str) -> Iterator[str]:
    """Yield the first lines in which two texts differ."""
    if one == other:
        return
    lines = [line for line in difflib.unified_diff(one.splitlines(), other.splitlines(), lineterm="", n=0)][2:]
    yield f"{name} differs:\n" + "\n".join(f"    {line[:200]}" for line in lines[:MOST_TOLD])


def main(arguments: list[str]) -> int:
    """Print the differences of two folders and return 1 if there are any."""
    found = list(differences(*map(Path, arguments)))
    print("\n".join(found) if found else "unchanged")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
