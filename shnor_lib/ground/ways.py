"""How indicators of a programme are counted, and what items of its plan are: the lists of `ways.yml` and `roles.yml`.

A programme names its indicators and items by codes of its own; the product knows them by way and by role alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from shnor_lib.ground.choices import Choice
from shnor_lib.ground.shipped import shipped_yaml
from shnor_lib.ground.spelling import clean, cyrillic

BY_HAND, PERCENT = "by_hand", "%"


@dataclass(frozen=True)
class Way(Choice):
    """A way of counting: its unit, what it is a share or a number of, the registers it needs, of whom it may be.

    ``registers`` is empty where results feed it; the first of ``overs`` holds where the programme names none.
    """

    unit: str = ""
    of: str = ""
    registers: tuple[str, ...] = ()
    overs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Over(Choice):
    """A denominator: ``who`` of ``schools`` (listed, listed_inside, inside, all)."""

    who: str = ""
    schools: str = ""


@cache
def _ways() -> MappingProxyType[str, Way]:
    return MappingProxyType(
        {
            code: Way(
                *_words(code, one),
                unit=one["unit"],
                of=one["of"],
                registers=tuple(one["registers"]),
                overs=tuple(one.get("over", ())),
            )
            for code, one in _declared("ways.yml", "ways").items()
        }
    )


@cache
def _overs() -> MappingProxyType[str, Over]:
    return MappingProxyType(
        {
            code: Over(*_words(code, one), who=one["who"], schools=one["schools"])
            for code, one in _declared("ways.yml", "overs").items()
        }
    )


def ways() -> tuple[Way, ...]:
    """Return the ways of counting in the order of the drop-down «Как считается»."""
    return tuple(_ways().values())


def overs() -> tuple[Over, ...]:
    """Return the denominators in the order of the drop-down «От кого считается»."""
    return tuple(_overs().values())


@cache
def goals() -> tuple[Choice, ...]:
    """Return which side of the target is meant: the value not less than it (the default), or not more."""
    return tuple(Choice(*_words(code, one)) for code, one in _declared("ways.yml", "goals").items())


@cache
def roles() -> tuple[Choice, ...]:
    """Return what an item of the plan or a measure may be, in the order of the drop-down «Что это»."""
    return tuple(Choice(*_words(code, one)) for code, one in _declared("roles.yml", "roles").items())


@cache
def openings(role: str) -> tuple[str, ...]:
    """Return the regular expressions, in small letters with «е» for «ё», with which items of a role begin.

    Raises:
        KeyError: a role has none.
    """
    return tuple(shipped_yaml("shnor_lib.ground", "roles.yml")["openings"][role])


def way(code: str) -> Way:
    """Return a way by its code.

    Raises:
        KeyError: the product knows no such way.
    """
    return _ways()[code]


def over(code: str) -> Over:
    """Return a denominator by its code.

    Raises:
        KeyError: the product knows no such denominator.
    """
    return _overs()[code]


#: The columns of the programme's tables that hold a choice of these lists.
LISTS: dict[str, Callable[[], tuple[Choice, ...]]] = {"way": ways, "over": overs, "goal": goals, "role": roles}


def unit_of(text: str) -> str:
    """Return a unit as tables spell it, «%» or «шт.»; any other as it is written."""
    units: dict[str, list[str]] = shipped_yaml("shnor_lib.ground", "ways.yml")["units"]
    key = _key(text)
    return next((unit for unit, words in units.items() if key in map(_key, (unit, *words))), text)


def code_in(choices: Iterable[Choice], text: str) -> str | None:
    """Return the code of what a cell says: a word of the list, another spelling of it, or the code itself."""
    sought = _key(text)
    for choice in choices:
        if sought in map(_key, (choice.code, choice.word, *choice.synonyms)):
            return choice.code
    return None


def _key(text: str) -> str:
    """Return what two spellings of one word share: case, «ё», dashes, spaces and a final stop aside."""
    plain = cyrillic(clean(text)).casefold().replace("ё", "е")
    return " ".join(plain.translate(_DASHES).replace("-", " - ").split()).rstrip(".")


_DASHES = str.maketrans("–—−‐‑", "-----")


def _declared(file: str, part: str) -> dict[str, dict[str, Any]]:
    declared: dict[str, dict[str, Any]] = shipped_yaml("shnor_lib.ground", file)[part]
    return declared


def _words(code: str, declared: dict[str, Any]) -> tuple[str, str, tuple[str, ...]]:
    return code, declared["word"], tuple(declared.get("synonyms", ()))
