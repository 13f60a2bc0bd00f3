"""Groups of participants as ФИС ОКО names them: a school with its login, a municipality, a region, the whole sample."""

import re
from dataclasses import dataclass
from functools import lru_cache

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ingest.cells.headings import layout_map
from shnor_lib.ingest.cells.logins import LATIN, login_digits
from shnor_lib.ingest.layouts.raw_rows import MUNICIPALITY, REGION, SAMPLE, SCHOOL

#: A line that is no group: a total written under the table.
TOTAL = "total"
#: «МБОУ «СОШ № 1»(edu203389)»: `sch` of 2020–21 and `edu` from 2022 name the same school by the same digits.
_SCHOOL = re.compile(r"(?P<name>.*?) ?\( ?(?:edu|sch|ksh) ?\d+ ?\)", re.IGNORECASE)
_MUNICIPALITY = re.compile(r"(?P<name>.*?) ?\( ?(?P<code>reg\d{1,3}_m\d{1,5}) ?\)", re.IGNORECASE)
_REGION = re.compile(r"(?P<name>.*?) ?\( ?(?P<code>reg\d{1,3}) ?\)", re.IGNORECASE)


@dataclass(frozen=True)
class Group:
    """A group: its name without the code, the code (digits of a login, «regRR_mNNN»), its kind if the text tells it."""

    name: str
    code: str = ""
    kind: str = ""


@lru_cache(maxsize=200_000)
def parse_group(text: str) -> Group:
    """Read the text of a group's cell."""
    text = clean(text)
    coded = text.translate(LATIN)
    if (found := _SCHOOL.match(coded)) and (digits := login_digits(coded)):
        return Group(text[: found.end("name")], digits, SCHOOL)
    if found := _MUNICIPALITY.match(coded):
        return Group(text[: found.end("name")], found["code"].lower(), MUNICIPALITY)
    if found := _REGION.match(coded):
        return Group(text[: found.end("name")], found["code"].lower(), REGION)
    return Group(text, "", _kind_by_words(text))


def _kind_by_words(text: str) -> str:
    words = cyrillic(text).casefold().replace("ё", "е").strip(" .")
    known = layout_map("groups")
    if words in known["sample"]:
        return SAMPLE
    if any(re.search(pattern, words) for pattern in known["total"]):
        return TOTAL
    return REGION if any(re.search(pattern, words) for pattern in known["region"]) else ""
