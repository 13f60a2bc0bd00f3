"""Schools of the roster: found by login, by code or by name; else a list of candidates, never a guess."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.programme import ROSTER_PLACE
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.spelling import clean, code_key
from shnor_lib.ingest.cells.logins import login_digits, without_login
from shnor_lib.ingest.cells.school_names import SchoolName, school_name, split_codes
from shnor_lib.ingest.cells.texts import school_key
from shnor_lib.ingest.layouts.groups import parse_group

#: How alike names have to be for one to be shown as a candidate for the other.
ALIKE = 0.6
MOST_CANDIDATES = 3


@dataclass(frozen=True)
class School:
    """A school of the roster; ``logins`` are the digits of its logins in ФИС ОКО, ``names`` all that it is called."""

    school_id: str
    school: str
    kind: str
    highest_grade: int
    logins: frozenset[str] = field(default_factory=frozenset)
    names: tuple[str, ...] = ()

    def columns(self) -> dict[str, str]:
        """Return the columns that name the school in tables."""
        return {"school_id": self.school_id, "school": self.school}


@dataclass(frozen=True)
class Match:
    """What a text was found to be: a school of the roster or none, and by what.

    ``by_name`` where the name alone told it; ``place`` the settlement that the text names beside such a name.
    ``gainsaid`` is another school of the roster that the name means, against login or code.
    """

    school: School | None = None
    by_name: bool = False
    place: str = ""
    gainsaid: School | None = None
    code_school: School | None = None


NONE = Match()


class Roster:
    """The schools of the roster, found by login, by code or by name.

    Args:
        schools: the table `schools`; of its columns ``login``, ``aliases`` and ``settlement`` may be absent.

    Raises:
        ReportError: two schools have one name after normalisation, and logins do not tell them apart.
    """

    def __init__(self, schools: pd.DataFrame):
        optional = {name: _column(schools, name) for name in ("login", "aliases", "settlement")}
        self.schools = [
            School(
                row.school_id,
                row.school,
                row.kind,
                int(row.highest_grade),
                _login_digits(login),
                (row.school, *_aliases(aliases)),
            )
            for row, login, aliases in zip(rows_of(schools), optional["login"], optional["aliases"], strict=True)
        ]
        self._by_login = {digits: school for school in self.schools for digits in school.logins}
        self._by_id = _by_code(self.schools)
        self._by_key = self._schools_by_key()
        self._by_core = self._schools_by_core(optional["settlement"])

    def _schools_by_key(self) -> dict[str, list[School]]:
        """Return the schools by normalised name; several of one name only where each has its own login."""
        by_key: dict[str, list[School]] = {}
        for school in self.schools:
            for key in dict.fromkeys(map(school_key, school.names)):
                same = by_key.setdefault(key, [])
                same.append(school)
                if len(same) > 1 and not all(one.logins for one in same):
                    raise _same_names(same[0], school, key)
        return by_key

    def _schools_by_core(self, settlements: Sequence[object]) -> dict[str, list[tuple[School, SchoolName]]]:
        """Return the schools with the parts of their names, by what is left of a name without its parts."""
        by_core: dict[str, list[tuple[School, SchoolName]]] = {}
        for school, settlement in zip(self.schools, settlements, strict=True):
            for name in school.names:
                parts = school_name(name)
                if not parts.place and isinstance(settlement, str):
                    own = clean(settlement)
                    parts = replace(parts, place=school_name(f"школа {own}").place or own.casefold().replace("ё", "е"))
                by_core.setdefault(parts.core, []).append((school, parts))
        return by_core

    def named(self, name: str) -> School | None:
        """Return the one school that a name can mean, else ``None``.

        The school of the same name after normalisation; else the only one with whose name all parts agree that both
        names have (`shnor_lib.ingest.cells.school_names`).
        """
        if looks_like_name(name):
            return None  # what is hidden may be any school
        if found := self._by_key.get(school_key(name)):
            return found[0] if len(found) == 1 else None
        parts = school_name(name)
        meant = {school.school_id: school for school, own in self._by_core.get(parts.core, ()) if parts.may_be(own)}
        return next(iter(meant.values())) if len(meant) == 1 else None

    def is_named_alike(self, school: School, name: str) -> bool:
        """Tell whether a text holds no name, a name that the school may have, or one that looks like its own."""
        alone = "" if self._is_code(name) else self._name_alone(name)
        key, parts = school_key(alone), school_name(alone)
        if not parts.core:
            return True
        for own in school.names:
            numbers = {word for word in parts.core.split() if word.startswith("№")}
            others = {word for word in school_name(own).core.split() if word.startswith("№")}
            if parts.may_be(school_name(own)):
                return True
            if numbers == others and difflib.SequenceMatcher(None, key, school_key(own)).ratio() >= ALIKE:
                return True
        return False

    def _name_alone(self, text: str) -> str:
        return split_codes(without_login(text), self._is_code)[0]

    def candidates(self, name: str) -> list[str]:
        """Return the names of the roster that look like ``name``, nearest first; none for what is hidden."""
        if looks_like_name(name):
            return []
        name = self._name_alone(name)
        near = difflib.get_close_matches(school_key(name), self._by_key, n=MOST_CANDIDATES, cutoff=ALIKE)
        return list(dict.fromkeys(self._by_key[key][0].school for key in near))

    def match(self, group: str, code: str = "") -> Match:
        """Return the school that a group of participants is: by login, by a code of the roster beside it, by name.

        A name does not count against a login: a school of the same name with another login is another school.  A code
        and a name that mean different schools mean none.

        Args:
            group: the text that names the group.
            code: the digits of its login, where another cell tells them.
        """
        code = code or login_digits(group)
        if code and code not in self._by_login and self.knows_every_login:
            return Match(self._of_code(group))
        name, codes = split_codes(without_login(parse_group(group).name), self._is_code)
        if code and (school := self._by_login.get(code)):
            meant = (self.named(name) if name else None, *(self._by_code(own.text) for own in codes if own.is_sure))
            return Match(school, gainsaid=next((one for one in meant if one not in (None, school)), None))
        if school := self._of_code(group):
            return Match(school)
        named = self.named(name)
        if code and (named is None or named.logins):
            return NONE
        coded = {school.school_id: school for own in codes if (school := self._by_code(own.text))}
        sure = any(own.is_sure for own in codes) or not name
        if len(coded) > 1:
            return NONE
        (by_code,) = coded.values() or (None,)
        if by_code and named and by_code is not named and sure:
            return Match(gainsaid=named, code_school=by_code)
        if by_code and (sure or by_code is named):
            return Match(by_code)
        return Match(named, by_name=True, place=school_name(name).place) if named else NONE

    def of_group(self, group: str, code: str) -> School | None:
        """Return the school that a group of participants is (`match`)."""
        return self.match(group, code).school

    def _by_code(self, code: str) -> School | None:
        """Return the school of a code: one of the roster, else the digits of a login."""
        return self._of_code(code) or self._by_login.get(code)

    def _of_code(self, text: str) -> School | None:
        key = _plain_code(text)
        return self._by_id.get(key) or self._by_id.get(key.lstrip("0"))

    def _is_code(self, text: str) -> bool:
        return self._of_code(text) is not None

    @cached_property
    def knows_every_login(self) -> bool:
        """Tell whether each school has a login, so that a group with another one is no school of the roster."""
        return all(school.logins for school in self.schools)


def _by_code(schools: Iterable[School]) -> dict[str, School]:
    """Return the schools by code, without its leading zeros too where that is no other school's: tables lose them."""
    exact = {code_key(school.school_id): school for school in schools}
    bare: dict[str, list[School]] = {}
    for key, school in exact.items():
        bare.setdefault(key.lstrip("0"), []).append(school)
    return {key: own[0] for key, own in bare.items() if key and len(own) == 1} | exact


def _plain_code(text: str) -> str:
    """Return the key of a code as cells hold it: «12101», «12101.0»."""
    return code_key(re.sub(r"(?<=\d)[.,]0$", "", text))


def _column(schools: pd.DataFrame, name: str) -> Sequence[object]:
    return list(schools[name]) if name in schools else [None] * len(schools)


def _aliases(text: object) -> list[str]:
    """Return a school's other names, written in a row with «;» between them."""
    return [name for part in text.split(";") if (name := clean(part))] if isinstance(text, str) else []


def _same_names(one: School, other: School, key: str) -> ReportError:
    names = [next(name for name in school.names if school_key(name) == key) for school in (one, other)]
    return ReportError(
        f"В списке школ «{names[0]}» ({one.school_id}) и «{names[1]}» ({other.school_id}) "
        "называются одинаково: строки с этим названием нельзя отнести ни к одной из них.",
        f"Исправьте названия (и другие названия) этих школ или впишите их логины ({ROSTER_PLACE}).",
    )


def _login_digits(text: object) -> frozenset[str]:
    """Return the digits of one login or several: «edu203389», «203389», «sch203389; ksh117»."""
    return frozenset(re.findall(r"\d{3,12}", str(text))) if isinstance(text, str | int) else frozenset()
