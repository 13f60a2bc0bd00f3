"""A school's name as people write it: legal form, kind, number, place and code told apart; never a likeness in letters.

Two names may be those of one school if what is left of them is equal and nothing that both name differs: «МБОУ «СОШ
№ 1» г. Энска» and «Средняя школа №1», but not «СОШ № 1 г. Энска» and «СОШ № 1 г. Другого».  Whether a name is a
school's is for the roster to say (`shnor_lib.ingest.roster`), which knows what else it could mean.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ingest.cells.headings import layout_map

#: A code of fewer characters may be a row's number as well.
SHORTEST_CODE = 4
ANY_KIND = "школа"
_QUOTES = re.compile(r"[«»\"'„“”‘’`]")
_DASHES = re.compile(r"[‐‑‒–—―−]")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_NUMBER = re.compile(
    r"(?:№|(?<![^\W\d_])(?:n|no|nо|номер)\.?|#) ?0*(?P<number>\d+)(?!\d)"
    r"|(?<!\w)0*(?P<ordinal>\d+) ?-? ?(?:я|ая|й|ой)(?!\w)"
)
_GLUED = re.compile(r"(?<!\w)([мгч][а-я]{0,2}оу)(?=сош|оош|нош|сш|гимн|лице)")
_HONOUR = re.compile(r"(?<!\w)им(?:ени|\.)? ?(?=[^\W\d_])(.+)$")
#: What every code has that is no school's number: four figures, letters before figures, a bracket, a word, the start.
_MAY_HOLD_CODE = re.compile(r"\d{4}|[^\W\d_]\d|[(\[]\D{0,20}\d|^\s*\d|код|id|шифр", re.IGNORECASE)
_TOKEN = r"[A-Za-zА-Яа-яЁё]{0,6}\d{1,12}(?:[-_.]\d{1,6})*"
_TOKENS = re.compile(rf"(?<!\w){_TOKEN}(?!\w)")


@dataclass(frozen=True)
class SchoolName:
    """The parts of a name: ``core`` is what is left, words sorted; a part that the name lacks is «»."""

    core: str
    kind: str = ""
    owner: str = ""
    place: str = ""
    area: str = ""
    honour: str = ""

    def may_be(self, other: "SchoolName") -> bool:
        """Tell whether nothing speaks against both being names of one school."""
        return (
            self.core == other.core != ""
            and _no_other_kind(self.kind, other.kind)
            and _no_other(self.owner, other.owner)
            and (not self.place or not other.place or is_same_place(self.place, other.place))
            and (not self.area or not other.area or is_same_place(self.area, other.area))
            and _no_other_honour(self.honour, other.honour)
        )


def _no_other(one: str, other: str) -> bool:
    return not one or not other or one == other


def _no_other_honour(one: str, other: str) -> bool:
    """Tell whether one names nobody else: «имени Образцова» and «имени А. А. Образцова»."""
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words


def _no_other_kind(one: str, other: str) -> bool:
    return ANY_KIND in (one, other) or _no_other(one, other)


def is_same_place(one: str, other: str) -> bool:
    """Tell whether two spellings are one place in another case: «Энск» and «Энска», «Верхнее» and «Верхнего»."""
    words, others = re.split(r"[ -]", one), re.split(r"[ -]", other)
    return len(words) == len(others) and all(map(_is_same_word, words, others))


def _is_same_word(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    shared = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    return (min(len(one), len(other)) if shared is None else shared) >= max(min(3, len(one), len(other)), longest - 3)


# Codes beside a name


@dataclass(frozen=True)
class Code:
    """A code that stands beside a name; ``is_sure`` unless it may be a row's number as well."""

    text: str
    is_sure: bool


def split_codes(text: str, is_code: Callable[[str], bool]) -> tuple[str, tuple[Code, ...]]:
    """Return a name without the codes beside it, and the codes: «(12101) Школа», «12101 - Школа», «Школа (код 12101)».

    Args:
        text: the text of a cell.
        is_code: tells whether a token with letters is a code of the roster; plain digits are taken for one.
    """
    text, codes = clean(text.replace("_", " ")), []
    if not _MAY_HOLD_CODE.search(text):
        return text, ()
    if any(len(token) >= SHORTEST_CODE and is_code(token) for token in _TOKENS.findall(text)):
        for known in _known_code_pattern().finditer(text):
            if len(known["code"]) >= SHORTEST_CODE and is_code(known["code"]):
                codes.append(Code(known["code"], is_sure=True))
                text = clean(f"{text[: known.start()]} {text[known.end() :]}")
                break
    for pattern in _code_patterns():
        found = pattern.search(text)
        token = found["code"] if found else ""
        if found and (token.isdecimal() or is_code(token)):
            is_sure = bool(found["word"]) or len(token) >= SHORTEST_CODE or not token.isdecimal()
            codes.append(Code(token, is_sure))
            text = clean(f"{text[: found.start()]} {text[found.end() :]}")
    return text, tuple(codes)


@cache
def _known_code_pattern() -> re.Pattern:
    """A word that may be a code of the roster, wherever it stands, with what leads to it and what is around it."""
    words = "|".join(layout_map("school_names")["code_words"])
    before = rf"(?:(?:{words}|оо|оу)\.? ?:? ?)?№? ?"
    return re.compile(
        rf"[({{\[«\"]? ?(?<!\w){before}(?<!\w)(?P<code>{_TOKEN})(?!\w) ?[)}}\]»\"]?(?: ?[-–—:.,;|/]+(?!\w))?",
        re.IGNORECASE,
    )


@cache
def _code_patterns() -> tuple[re.Pattern, ...]:
    word = rf"(?P<word>(?:{'|'.join(layout_map('school_names')['code_words'])})\.? ?[:№]? ?)"
    token = rf"(?P<code>{_TOKEN})"
    patterns = (
        rf"[(\[] ?{word}?{token} ?[)\]] ?[-–—:.,]?",
        rf"^{word}?{token} ?[-–—:.,|/)]+ ?(?!(?:я|ая|й|ой)(?!\w))(?=[^\W\d_]|[«\"„“])",
        rf"^{word}?(?P<code>\d{{{SHORTEST_CODE},12}}) (?=[^\W\d_]|[«\"„“])",
        rf"[ ,;:–—-]*(?<!\w){word}{token}$",
        rf"(?: [-–—|/]|[,;]) ?(?P<word>)(?P<code>\d{{{SHORTEST_CODE},12}})$",
    )
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# Parts of a name


@lru_cache(maxsize=20_000)
def school_name(text: str) -> SchoolName:
    """Return the parts of a name; a code or login beside it has to be taken off before."""
    text = cyrillic(clean(text)).replace("Ё", "Е").replace("ё", "е")
    if text.isupper() and not re.search(r"(?<!\w)ИМ(?:ЕНИ)?(?!\w)", text):
        text = text.lower()
    text = _DASHES.sub("-", _QUOTES.sub(" ", text))
    brackets = [clean(found) for found in _BRACKETS.findall(text)]
    text = clean(_BRACKETS.sub(" ", text).replace("№", " №"))
    area, text = _taken(_area_pattern(), text)
    while (more := _taken(_area_pattern(), text))[0]:
        text = more[1]
    place, text = _taken(_place_pattern(), text)
    beside = []
    for bracket in brackets:
        own_area, rest = _taken(_area_pattern(), bracket)
        own_place, rest = _taken(_place_pattern(), rest)
        place, area = place or own_place, area or own_area
        beside.append(rest)
    owner, kind, honour, core = _parts(text)
    for rest in beside:
        _, other_kind, _, other_core = _parts(rest)
        if other_core != core:
            core = sorted({*core, *other_core})
        kind = kind or other_kind
    return SchoolName(" ".join(core), kind, owner, place, area, honour)


def _taken(pattern: re.Pattern, text: str) -> tuple[str, str]:
    """Return what the pattern names at its first place, in small letters, and the text without it."""
    found = pattern.search(text)
    if not found:
        return "", text
    return found["name"].casefold().strip(" .,-"), clean(f"{text[: found.start()]} {text[found.end() :]}")


def _parts(text: str) -> tuple[str, str, str, list[str]]:
    """Return owner, kind, whom the school is named after, and the sorted words that are left."""
    words = _GLUED.sub(r"\1 ", clean(re.sub(r"[,;]", " ", text)).casefold())
    words = clean(_additions().sub(" ", words))
    words = _NUMBER.sub(lambda found: f" №{found['number'] or found['ordinal']} ", words)
    honour, words = _honour(words)
    owner, words = _owner(words)
    kind, words = _kind(words)
    tokens = [token.strip(".-") for token in words.split()]
    return owner, kind, honour, sorted(_numbered(kind, [token for token in tokens if token]))


def _numbered(kind: str, tokens: list[str]) -> list[str]:
    """Return the words with a lone number as the school's number, where the kind is named: «СОШ 5», «СОШ-5»."""
    return [f"№{token.lstrip('0')}" if kind and token.isdecimal() else token for token in tokens]


def _honour(words: str) -> tuple[str, str]:
    found = _HONOUR.search(words)
    if not found or not words[: found.start()].strip():
        return "", words
    after = re.sub(r"[.]", " ", found[1]).split()
    numbers = [word for word in after if word.startswith("№")]
    return " ".join(word for word in after if word not in numbers), " ".join([words[: found.start()], *numbers])


def _owner(words: str) -> tuple[str, str]:
    owner = ""
    for code, pattern in _owner_patterns().items():
        if pattern.search(words):
            owner = owner or code
            words = clean(pattern.sub(" ", words))
    return owner, words


def _kind(words: str) -> tuple[str, str]:
    for kind, pattern in _kind_patterns().items():
        if found := pattern.search(words):
            return kind, clean(f"{words[: found.start()]} {words[found.end() :]}")
    return "", words


@cache
def _additions() -> re.Pattern:
    return re.compile("|".join(layout_map("school_names")["additions"]))


@cache
def _owner_patterns() -> dict[str, re.Pattern]:
    known = layout_map("school_names")
    rest = "|".join(known["legal_words"])
    return {
        code: re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)(?: (?:{rest})(?!\w)(?! школ))*(?:-(?=[^\W\d_]))?")
        for code, ways in known["owners"].items()
    }


@cache
def _kind_patterns() -> dict[str, re.Pattern]:
    known = layout_map("school_names")
    ways = {**known["kinds"], ANY_KIND: known["any_kind"]}
    return {kind: re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?!\w|-[^\W\d_])") for kind, words in ways.items()}


@cache
def _place_pattern() -> re.Pattern:
    """A settlement after its word: «г. Энск», «село Верхнее»; a short word without a stop needs a capital after it."""
    known = layout_map("school_names")["settlements"]
    full, short = ("|".join(sorted(known[length], key=len, reverse=True)) for length in ("full", "short"))
    name = r"(?P<name>[А-Яа-я][\w-]*(?: (?!им\b|имени\b)[А-Я][\w-]*)*)"
    before = rf"(?:(?i:{full}) (?=[А-Я])|(?:{short})\. ?|(?:{short}) (?=[А-Я][а-я]))"
    return re.compile(rf"(?:^|(?<=[\s,(])|,) ?{before}{name}")


@cache
def _area_pattern() -> re.Pattern:
    known = layout_map("school_names")
    words, ends = "|".join(known["area_words"]), "|".join(known["areas"])
    adjective = r"[А-Я][\w-]*(?:ого|его|ой|ий|ый|ая|ое)"
    return re.compile(rf",? ?(?<!\w)(?P<name>{adjective}) (?i:(?:(?:{words}) ?)*(?:{ends}))(?!\w)(?: ?- ?Кузбасса?)?")
