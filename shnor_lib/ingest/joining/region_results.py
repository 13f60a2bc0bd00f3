"""Results of schools outside the roster in the region's files: what the okrug's own schools are compared with.

Nobody here can mend such a file, so that nothing is said of single values: what is not certain is left out.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shnor_lib.ground.params import Procedures
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.tables import PROCEDURE_KEY
from shnor_lib.ground.wording import school_year_short
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.logins import without_login
from shnor_lib.ingest.cells.municipalities import own_municipalities
from shnor_lib.ingest.cells.school_kinds import kind_of
from shnor_lib.ingest.cells.school_names import school_name, split_codes
from shnor_lib.ingest.cells.texts import school_key
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import tidy, tuples_of
from shnor_lib.ingest.joining.agreement import Comparison, agreed_rows
from shnor_lib.ingest.joining.group_results import numbered
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.raw_rows import COUNTS, SCHOOL, SHEET

_KEY = ["region_school_id", *PROCEDURE_KEY]
_NO_CODES: frozenset[str] = frozenset()
#: The code of a school to which no file gives one begins so.
NAMED = "n"


@dataclass(frozen=True)
class Compared:
    """Which results are kept for comparison.

    Attributes:
        counted: the procedures that count towards the criteria.
        years: the school years that the statistics look at (empty: all).
        municipality: the okrug's name; its own schools outside the roster may be misspelt ones of it.
        excluded_kinds: kinds of schools that the programme does not judge.
    """

    counted: Procedures
    years: Collection[int] = ()
    municipality: str = ""
    excluded_kinds: Collection[str] = ()


@dataclass(frozen=True)
class RegionResults:
    """The table `region_results`, and the raw rows of which it took nothing."""

    rows: pd.DataFrame
    not_needed: pd.DataFrame


def region_results(rows: pd.DataFrame, asked: Compared) -> RegionResults:
    """Return one row per school outside the roster and procedure.

    Args:
        rows: raw rows of such schools in the region's files (`matching.Matched.of_region`).
        asked: which of them are kept.

    Returns:
        Results of the main period with a share and participants.  Rows of one school that contradict each other are
        left out; a name that several schools bear tells none of them.
    """
    wanted = _wanted(rows, asked)
    raw = rows[wanted].assign(region_school_id=_keys(rows[wanted], asked))
    raw = raw[raw["region_school_id"] != ""]
    if raw.empty:
        return RegionResults(tidy("region_results", raw), rows)
    # Days of one exam are joined by the school and not by its name, which namesakes share.
    known = numbered(raw.assign(group=raw["region_school_id"]))
    known = known[known["fail_pct"].notna() & (known["n_participants"] > 0)]
    comparison = Comparison(("n_participants", *COUNTS), share="fail_pct", count="n_2")
    agreed = agreed_rows(known.assign(who=""), _KEY, comparison)
    several = agreed.rows["region_school_id"].isin(_borne_by_several(known))
    left = agreed.rows[~agreed.contradicted.to_numpy() & ~several.to_numpy()]
    used = set(tuples_of(left, _KEY))
    is_used = np.zeros(len(rows), dtype=bool)
    is_used[rows.index.get_indexer(raw.index)] = [key in used for key in tuples_of(raw, _KEY)]
    return RegionResults(tidy("region_results", left.sort_values(_KEY, kind="stable")), rows[~is_used])


def nothing_compared(rows: pd.DataFrame, found: RegionResults, asked: Compared) -> list[Finding]:
    """Return a note where the region's files hold results of other okrugs' schools and none of them can be used."""
    schools = rows[rows["kind"] == SCHOOL]
    if schools.empty or len(found.rows):
        return []
    wanted = schools[_wanted(schools, asked)]
    if wanted.empty:
        years = ", ".join(map(school_year_short, sorted(asked.years)))
        why = "нет процедур, которые учитываются в критериях" + (f", за нужные учебные годы ({years})" if years else "")
        advice = "Попросите у региона выгрузки ВПР, ОГЭ или ЕГЭ за эти годы по всем школам."
    elif not (pd.to_numeric(wanted["n_participants"], errors="coerce") > 0).any():
        why = "в них нет числа участников"
        advice = "Попросите у региона таблицы с числом участников по каждой школе."
    else:
        why = "их нельзя отнести к определённой школе, или они противоречат друг другу"
        advice = "Попросите у региона таблицы с логинами школ или с колонкой «Муниципалитет»."
    first = (wanted if len(wanted) else schools).iloc[0]
    message = f"Результаты школ других округов в файлах региона не использованы для сравнения: {why}."
    return [Finding("note", "region_unused", message, advice, first["source_file"], first["source_sheet"])]


def _wanted(rows: pd.DataFrame, asked: Compared) -> np.ndarray:
    """Tell which rows are results of the main period in a counted procedure of a year looked at."""
    keys = tuples_of(rows, ["kind", "attempt", *PROCEDURE_KEY])
    wanted = {
        key: key[0] == SCHOOL
        and key[1] == 1
        and asked.counted.counts(key[2], key[4], key[5])
        and (not asked.years or key[6] in asked.years)
        for key in set(keys)
    }
    return np.array([wanted[key] for key in keys], dtype=bool)


def _keys(rows: pd.DataFrame, asked: Compared) -> list[str]:
    """Return each row's code of its school; «» where the school cannot be compared with."""
    schools = tuples_of(rows, ["group", "code", "municipality"])
    own = own_municipalities(asked.municipality, rows["municipality"].unique()) if asked.municipality else set()
    known = {school: _School.of(*school) for school in set(schools)}
    coded: dict[tuple[str, str], set[str]] = {}
    for school in known.values():
        if school.code:
            coded.setdefault((school.name, school.municipality), set()).add(school.code)
    keys = {}
    for told, school in known.items():
        is_left_out = told[2] in own or (asked.excluded_kinds and kind_of(told[0]) in asked.excluded_kinds)
        keys[told] = "" if is_left_out else school.key(coded)
    return [keys[school] for school in schools]


@dataclass(frozen=True)
class _School:
    """What a row says of its school: the code, the name and the municipality as keys, each perhaps «»."""

    code: str
    name: str
    municipality: str

    @classmethod
    def of(cls, group: str, code: str, municipality: str) -> "_School":
        parsed = parse_group(group)
        name, codes = split_codes(without_login(parsed.name), _NO_CODES.__contains__)
        sure = next((one.text for one in codes if one.is_sure), "")
        is_hidden = looks_like_name(name)
        return cls(code or parsed.code or sure, "" if is_hidden else _name_key(name), heading_key(municipality or ""))

    def key(self, coded: dict[tuple[str, str], set[str]]) -> str:
        """Return the code, else the one under which name and municipality stand elsewhere, else one made of both."""
        if self.code:
            return self.code
        if not self.name:
            return ""
        codes = coded.get((self.name, self.municipality), set()) if self.municipality else set()
        if len(codes) == 1:
            return next(iter(codes))
        # Names of schools of other okrugs stand in no table: the code tells them apart and no more.
        named = f"{self.municipality}|{self.name}".encode()
        return f"{NAMED}{hashlib.blake2b(named, digest_size=6).hexdigest()}"


def _name_key(name: str) -> str:
    """Return what spellings of one school's name share within its municipality."""
    parts = school_name(name)
    return f"{parts.core}|{parts.kind}|{parts.place}" if parts.core else school_key(name)


def _borne_by_several(known: pd.DataFrame) -> set[str]:
    """Return the keys made of names under which one sheet tells different results of one procedure."""
    named = known[known["region_school_id"].str.startswith(NAMED)]
    told = named.groupby([*_KEY, *SHEET], dropna=False)[["n_participants", "fail_pct"]].nunique()
    return {key[0] for key in told.index[(told > 1).any(axis=1)]}
