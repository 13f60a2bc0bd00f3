"""The words of a term as marks («до 15 марта 2024 г.» → ``by n15 m3 y2024 year``); they stand in `terms.yml`."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from shnor_lib.ground.shipped import shipped_yaml
from shnor_lib.ground.spelling import clean, cyrillic

#: Where the parts of a term are parted; what depends on an event, and what is not understood.
COMMA, DEMAND, UNKNOWN = ",", "demand", "?"
#: The words that no term is set.
NOT_SET = "not_set"

#: Dates, pairs of years and years, found in one pass before the text is parted at its commas.
_FIGURES = re.compile(
    r"(?<![\d.,/])(?:(?P<iso>20\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)(?!\d)"
    r"|(?P<first>20\d\d) ?(?P<sign>[-/]) ?(?:20)?(?P<last>\d\d)(?!\d|\.\d)(?P<school>(?= ?уч))?"
    r"|(?P<day>\d{1,2}) ?[./,] ?(?P<month>\d{1,2}) ?[./,] ?(?P<year>(?:20)?\d\d)(?!\d)"
    r"|(?P<of>0?[1-9]|1[0-2])[./](?P<month_year>20\d\d)(?!\d)"
    r"|(?P<short_day>\d{1,2})\.(?P<short_month>0[1-9]|1[0-2])(?![\d.]|\.\d)"
    r"|(?P<only>20\d\d)(?!\d))"
)
_PARTED = re.compile(r"[,;:()\[\]\n]|\bи\b|\bа также\b")
_ENDINGS = r"(?:ый|ой|ая|ое|го|му|ом|й|я|е|х)\b"
_NUMBER = rf"(?P<number>\d{{1,2}})(?:-?{_ENDINGS})?(?!\w)"
#: «1кв», «2024г»: a number and its unit without a space; endings of numbers and «1у» for IV aside.
_STUCK = re.compile(rf"(?<=\d)(?!{_ENDINGS}|[уv]\b)(?=[а-яa-z])")


def marks_of(text: str) -> str:
    """Return a term as marks in one line, parted by spaces; `UNKNOWN` stands for what is no word of a term.

    What opens like «по графику …» and is not all marks is one mark, `DEMAND`, with whatever follows it.
    """
    parts: list[str] = []
    for part in _PARTED.split(_FIGURES.sub(_figure, plain(text))):
        marks = _marks_of_part(part.strip(" .-"), " ".join(parts))
        if marks:
            parts.append(" ".join(marks))
    return f" {COMMA} ".join(parts)


def _marks_of_part(part: str, before: str) -> list[str]:
    """Return the marks of a part; words that are not known belong to what depends on an event, if that was named."""
    marks = _scanned(part)
    if UNKNOWN not in marks:
        return marks
    if DEMAND in before.split():
        return []
    opening = _openings().search(part)
    known = _scanned(part[: opening.start()]) if opening else [UNKNOWN]
    return marks if UNKNOWN in known else [*known, DEMAND]


def month_of(word: str) -> int | None:
    """Return the month (1–12) of a word in any form, case or usual abbreviation: «марта», «Март», «мар.»."""
    text = plain(word).strip(" .")
    return next((number for number, form in enumerate(_months(), 1) if re.fullmatch(form, text)), None)


def plain(text: str) -> str:
    """Return a text in small letters with one kind of dash and «е» for «ё», Latin look-alikes mended, no quotes."""
    small = clean(cyrillic(clean(unicodedata.normalize("NFKC", text)))).casefold().replace("ё", "е")
    dashed = re.sub(r"[‐‑‒–—―−]", "-", small)
    return _STUCK.sub(" ", re.sub(r"[«»\"'„“”]", " ", dashed)).strip()


def _declared() -> dict[str, Any]:
    return shipped_yaml("shnor_lib.ground", "terms.yml")


def _months() -> list[str]:
    return _declared()["months"]


@cache
def _openings() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(_declared()['openings'])})(?!\w)")


@cache
def _scanner() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return the pattern of one mark, and the mark of each of its groups."""
    words = [*_declared()["words"], *((f"m{number}", form) for number, form in enumerate(_months(), 1))]
    marks = {f"w{place}": mark for place, (mark, _) in enumerate(words)}
    forms = [rf"(?P<w{place}>(?<!\w)(?:{form})(?!\w)\.?)" for place, (_, form) in enumerate(words)]
    return re.compile("|".join([r"<(?P<figure>[^<>]*)>", *forms, _NUMBER, r"(?P<dash>-)"])), marks


def _scanned(text: str) -> list[str]:
    """Return the marks of a part of a term in the order of its words."""
    return [mark for mark in _each_mark(text) if mark != "skip"]


def _each_mark(text: str) -> Iterator[str]:
    pattern, marks = _scanner()
    place = 0
    while place < len(text):
        found = pattern.match(text, place)
        if found is None:
            if text[place] not in " ./":
                yield UNKNOWN
            place += 1
            continue
        place = found.end()
        kind = found.lastgroup or ""
        if kind == "number":
            yield f"n{int(found[kind])}"
        else:
            yield from {"figure": found["figure"] or "", "dash": "-"}.get(kind, marks.get(kind, "")).split()


def _figure(found: re.Match[str]) -> str:
    """Return the marks of a date, of a month with its year, of years; a pair that is no pair of years is unknown."""
    if found["iso"]:
        marks = _date(found["iso_day"], found["iso_month"], found["iso"])
    elif found["day"]:
        marks = _date(found["day"], found["month"], found["year"])
    elif found["short_day"]:
        marks = _date(found["short_day"], found["short_month"], "0")
    elif found["of"]:
        marks = f"m{int(found['of'])} y{found['month_year']}"
    elif found["first"]:
        marks = _years(
            int(found["first"]), 2000 + int(found["last"]), found["sign"] == "/" or found["school"] is not None
        )
    else:
        marks = f"y{found['only']}"
    return f" <{marks}> "


def _date(day: str, month: str, year: str) -> str:
    full = int(year) + (2000 if len(year) == 2 else 0)
    return f"d{int(day)}.{int(month)}.{full}"


def _years(first: int, last: int, may_be_school_year: bool) -> str:
    """Return the marks of two years: of a school year if it is called so or written with a slash."""
    if last == first + 1 and may_be_school_year:
        return f"s{last}"
    return f"y{first} - y{last}" if last > first else UNKNOWN
