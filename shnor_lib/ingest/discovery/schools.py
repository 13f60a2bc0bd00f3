"""The roster drafted from what files name: one school by login, by code, by the same name; never by likeness."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import pandas as pd

from shnor_lib.ground.drafts import to_fill, waits
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.headings import layout_map
from shnor_lib.ingest.cells.logins import without_login
from shnor_lib.ingest.cells.school_kinds import kind_of
from shnor_lib.ingest.cells.school_names import school_name, split_codes
from shnor_lib.ingest.cells.texts import names_a_total, school_key
from shnor_lib.ingest.discovery.seen import Seen
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.registers.schools import HIGHEST_GRADES
from shnor_lib.ingest.roster import Roster

#: How a code is made where no file has one.
CODE = "sch{:02d}"
#: Up to which grade at least a school teaches that held an exam of this assessment.
GRADES_OF_EXAMS = {"EGE": 11, "OGE": 9}
#: A school of unknown kind that held works above the fourth grade teaches up to the ninth.
PRIMARY, MIDDLE = 4, 9
#: So alike are two names of which one may be the other, misspelt.
ALIKE = 0.9
SOURCE = "составлено по файлам, проверьте"


@dataclass
class _Found:
    """One school as it was met: spellings with how often, login digits, codes, what its results are of."""

    spellings: Counter = field(default_factory=Counter)
    login: str = ""
    codes: set[str] = field(default_factory=set)
    registered: dict[str, Any] = field(default_factory=dict)
    grades: set[int] = field(default_factory=set)
    assessments: set[str] = field(default_factory=set)

    @property
    def code(self) -> str:
        """The code that files give; «» where they give none or several."""
        return next(iter(self.codes)) if len(self.codes) == 1 else ""

    @property
    def name(self) -> str:
        """The register's name, else the most frequent spelling, of equally frequent ones the fullest."""
        if self.registered:
            return str(self.registered["school"])
        named = sorted(self.spellings, key=lambda name: (-self.spellings[name], -len(name), name))
        return named[0] if named else ""


@dataclass
class _Named:
    """The rows of one name without a login, and the codes that stand beside it."""

    rows: list[dict] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class UntoldCode:
    """A code that no file connects with a name: where it stands first, and how many results stand under it."""

    code: str
    file: str
    sheet: str
    cell: str
    results: int


@dataclass(frozen=True)
class DraftedRoster:
    """The table `schools` as drafted, and what only a person can decide of it.

    ``alike`` are pairs of schools of the roster whose names are nearly one; ``left_out`` are names (with the schools
    they look like) that were not made schools since most others are known by login; ``shared`` are names that several
    schools have; ``codes`` are codes of protocols that no file connects with a name; ``told_codes`` are codes by the
    names beside which they stand.
    """

    schools: pd.DataFrame
    alike: tuple[tuple[str, str], ...] = ()
    left_out: tuple[tuple[str, tuple[str, ...]], ...] = ()
    shared: tuple[str, ...] = ()
    codes: tuple[UntoldCode, ...] = ()
    told_codes: Mapping[str, str] = field(default_factory=dict)


def draft_roster(seen: Seen, okrug: Sequence[str] = ()) -> DraftedRoster:
    """Return the schools that files name.

    A login is a school; so is a name that is no known school's, unless most schools are known by login.  A code alone
    is a school only where no file names any.

    Args:
        seen: what files say.
        okrug: codes or names of the municipalities whose schools are the okrug's; empty: all.
    """
    rows = _of_okrug(seen.schools, okrug)
    found = [_registered(row) for row in seen.registered.astype(object).to_dict("records")]
    found += _by_login(rows, found)
    named, codes = _without_login(rows)
    known = Roster(_frame(found)) if found else None
    shared: list[str] = []
    fresh: dict[str, _Found] = {}
    for name, own in named.items():
        school = known.of_group(name, "") if known else None
        if school is not None:
            meant = found[_place(found, school.school_id)]
        elif _is_shared(name, found):
            shared.append(name)
            continue
        else:
            meant = fresh.setdefault(school_key(name), _Found())
        meant.codes |= own.codes if not meant.registered else set()
        _add(meant, own.rows, name)
    left_out = _strangers(found, list(fresh.values()))
    found += () if left_out else _one_by_parts(list(fresh.values()))
    by_code = {one.code: one for one in found if one.code}
    unknown = {}
    for code, rows_of_code in codes.items():
        if code in by_code:
            _add(by_code[code], rows_of_code, "")
        else:
            unknown[code] = rows_of_code
    if not found:
        found, unknown = [_of_code(code, own) for code, own in unknown.items()], {}
    schools = _frame(found)
    untold = tuple(_untold(code, unknown[code]) for code in sorted(unknown))
    told = {one.code: one.name for one in found if one.code and one.name and not waits(one.name)}
    return DraftedRoster(schools, _alike(schools), left_out, tuple(shared), untold, told)


def _untold(code: str, rows: Sequence[dict]) -> UntoldCode:
    first = min(rows, key=lambda row: (row["file"], row["sheet"]))
    return UntoldCode(code, first["file"], first["sheet"], first["cell"], sum(bool(row["told"]) for row in rows))


def open_codes(drafted: DraftedRoster, known: pd.DataFrame) -> DraftedRoster:
    """Return the draft with the codes that a roster, as a person has it, does not know.

    Args:
        drafted: what files tell.
        known: the table `schools`.
    """
    roster = Roster(known)

    def is_open(code: str) -> bool:
        return roster.of_group(code, "") is None

    told = {code: name for code, name in drafted.told_codes.items() if is_open(code)}
    return replace(drafted, codes=tuple(one for one in drafted.codes if is_open(one.code)), told_codes=told)


def new_schools(known: pd.DataFrame, drafted: pd.DataFrame) -> pd.DataFrame:
    """Return the drafted schools that a roster has not, with codes that it has not.

    Args:
        known: the table `schools`, as a person has it.
        drafted: the table `schools` of a draft from files.
    """
    roster = Roster(known)
    rows = [
        row for row in drafted.to_dict("records") if roster.of_group(row["school"], _digits_of(row["login"])) is None
    ]
    taken = set(known["school_id"].astype(str))
    free = (code for number in range(1, 10_000) if (code := CODE.format(number)) not in taken)
    fresh = [{**row, "school_id": next(free) if row["school_id"] in taken else row["school_id"]} for row in rows]
    return pd.DataFrame(fresh, columns=list(drafted.columns)).astype(object)


def _digits_of(login: object) -> str:
    return "".join(re.findall(r"\d", login)) if isinstance(login, str) else ""


def _of_okrug(rows: pd.DataFrame, okrug: Sequence[str]) -> pd.DataFrame:
    """Return the rows of the okrug's schools, and those of which no file says whose they are."""
    if not okrug:
        return rows
    own = rows["municipality"].isin(okrug)
    strangers = set(rows.loc[~own & (rows["municipality"] != ""), "code"]) - set(rows.loc[own, "code"]) - {""}
    return rows[own | ((rows["municipality"] == "") & ~rows["code"].isin(strangers))]


def _registered(row: dict) -> _Found:
    told = {name: value for name, value in row.items() if pd.notna(value)}
    digits = re.findall(r"\d{3,12}", str(told.get("login", "")))
    return _Found(login=digits[0] if digits else "", codes={str(told["school_id"])}, registered=told)


def _by_login(rows: pd.DataFrame, registered: Iterable[_Found]) -> list[_Found]:
    """Return the schools that a login tells, in the order of logins; those of the register get their rows."""
    known = {one.login: one for one in registered if one.login}
    fresh: dict[str, _Found] = {}
    for row in rows[rows["code"] != ""].to_dict("records"):
        school = known.get(row["code"]) or fresh.setdefault(row["code"], _Found(login=row["code"]))
        name, code = _name_and_code(row["group"])
        school.codes |= {code} - {""}
        _add(school, [row], name)
    return [fresh[login] for login in sorted(fresh, key=int)]


def _name_and_code(group: str) -> tuple[str, str]:
    """Return a group's name and the code beside it: «(12101) МБОУ …», «12101 - …»; a code alone has no name."""
    text = without_login(parse_group(group).name)
    if re.fullmatch(r"\d+", text):
        return "", text
    name, codes = split_codes(text, lambda _: False)
    sure = {code.text for code in codes if code.is_sure}
    return name, sure.pop() if len(sure) == 1 else ""


def _without_login(rows: pd.DataFrame) -> tuple[dict[str, _Named], dict[str, list[dict]]]:
    """Return the rows without a login by name, and those that give a code alone by code."""
    named: dict[str, _Named] = {}
    codes: dict[str, list[dict]] = {}
    for row in rows[rows["code"] == ""].to_dict("records"):
        name, code = _name_and_code(row["group"])
        if not name and code:
            codes.setdefault(code, []).append(row)
        elif name and not names_a_total(name):
            own = named.setdefault(name, _Named())
            own.rows.append(row)
            own.codes |= {code} - {""}
    return named, codes


def _add(school: _Found, rows: Iterable[dict], name: str) -> None:
    for row in rows:
        if name:
            school.spellings[clean(name)] += 1
        if row["told"]:
            school.assessments.add(row["assessment"])
            school.grades |= {int(row["grade"])} if pd.notna(row["grade"]) else set()


def _of_code(code: str, rows: list[dict]) -> _Found:
    school = _Found(codes={code})
    _add(school, rows, to_fill(f"название школы с кодом {code}"))
    return school


def _place(found: Sequence[_Found], school_id: str) -> int:
    return next(place for place, code in enumerate(_codes(found)) if code == school_id)


def _codes(found: Sequence[_Found]) -> list[str]:
    """Return a code for each school: its own, else a number by the order in which the schools were met."""
    taken = {one.code for one in found if one.code}
    free = (code for number in range(1, 10_000) if (code := CODE.format(number)) not in taken)
    return [one.code or next(free) for one in found]


def _one_by_parts(fresh: Sequence[_Found]) -> list[_Found]:
    """Join schools whose names differ in parts that one of them lacks: «Школа № 4» and «МБОУ «СОШ № 4» г. Энска».

    Two are one only if each can be no other school.
    """
    parts = [school_name(one.name) for one in fresh]
    may_be = [
        [place for place, other in enumerate(parts) if place != own and parts[own].may_be(other)]
        for own in range(len(parts))
    ]
    joined: list[_Found] = []
    for place, one in enumerate(fresh):
        (other,) = may_be[place] if len(may_be[place]) == 1 else (place,)
        if other == place or may_be[other] != [place] or len(one.codes | fresh[other].codes) > 1:
            joined.append(one)
        elif other > place:
            both = one.spellings + fresh[other].spellings
            codes, grades = one.codes | fresh[other].codes, one.grades | fresh[other].grades
            assessments = one.assessments | fresh[other].assessments
            joined.append(_Found(both, codes=codes, grades=grades, assessments=assessments))
    return joined


def _strangers(known: Sequence[_Found], fresh: Sequence[_Found]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names that are no schools of the okrug, with those they look like: most others are known by login.

    A school that the system's own exports do not know is misspelt, or another okrug's.
    """
    if sum(bool(one.login) for one in known) <= len(fresh):
        return ()
    names = [one.name for one in known]
    return tuple((one.name, _near(one.name, names)) for one in fresh)


def _is_shared(name: str, found: Iterable[_Found]) -> bool:
    return sum(school_key(one.name) == school_key(name) for one in found) > 1


def _near(name: str, names: Sequence[str]) -> tuple[str, ...]:
    keys = {school_key(one): one for one in names}
    return tuple(keys[key] for key in difflib.get_close_matches(school_key(name), keys, n=3, cutoff=ALIKE))


def _alike(schools: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the pairs of schools of the roster that may be one: nearly the same name, and no two logins."""
    rows = [
        (school_key(name), name, isinstance(login, str))
        for name, login in zip(schools["school"], schools["login"], strict=True)
        if not waits(name)
    ]
    return tuple(
        (name, other)
        for place, (key, name, has_login) in enumerate(rows)
        for other_key, other, other_login in rows[place + 1 :]
        if not (has_login and other_login)
        and _digits(key) == _digits(other_key)
        and difflib.SequenceMatcher(None, key, other_key).ratio() >= ALIKE
    )


def _digits(key: str) -> list[str]:
    """Return a name's numbers: «СОШ № 1» and «СОШ № 2» differ in one letter and are two schools."""
    return re.findall(r"\d+", key)


# The table


def _frame(found: Sequence[_Found]) -> pd.DataFrame:
    """Return the table `schools` of what was found."""
    rows = [_row(one, code) for one, code in zip(found, _codes(found), strict=True)]
    return pd.DataFrame(rows, columns=list(TABLES["schools"].columns)).astype(object)


def _row(found: _Found, code: str) -> dict[str, Any]:
    kind = str(found.registered.get("kind") or kind_of(found.name) or to_fill(f"вид школы «{found.name}»"))
    row = {
        **{name: found.registered.get(name) for name in TABLES["schools"].columns},
        "school_id": code,
        "school": found.name,
        "kind": kind,
        "highest_grade": highest_grade(kind, found.assessments, found.grades),
        "login": found.registered.get("login") or (f"edu{found.login}" if found.login else None),
        "settlement": found.registered.get("settlement") or settlement_of(found.name),
        "listed": False,
        "source": SOURCE,
    }
    return row


def settlement_of(name: str) -> str | None:
    """Return the settlement that a name tells, as it is written: «с. Верхнее»."""
    found = _settlement().search(clean(name))
    return found[0].strip(" ,.") if found else None


def highest_grade(kind: str, assessments: Iterable[str], grades: Iterable[int]) -> int:
    """Return up to which grade a school teaches: by the exams held, else by its kind, else by the works held."""
    held = max((GRADES_OF_EXAMS.get(one, 0) for one in assessments), default=0)
    highest = max([held, *(grade for grade in grades if grade > MIDDLE)], default=0)
    if kind in HIGHEST_GRADES:
        return max(HIGHEST_GRADES[kind], 11 if highest > MIDDLE else highest)
    if highest:
        return 11 if highest > MIDDLE else MIDDLE
    known = list(grades)
    return PRIMARY if known and max(known) <= PRIMARY else MIDDLE


@cache
def _settlement() -> re.Pattern:
    words = "|".join(layout_map("school_kinds")["settlement_words"])
    return re.compile(rf"(?<!\w)(?i:{words}) ?[А-ЯЁ][\w-]*(?: [А-ЯЁ][\w-]*)?")
