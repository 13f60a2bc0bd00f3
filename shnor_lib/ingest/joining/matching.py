"""Groups of participants matched with the schools of the roster; what is not matched is never guessed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.municipalities import own_municipalities
from shnor_lib.ingest.cells.school_names import is_same_place
from shnor_lib.ingest.frames import groups_of, tuples_of
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.raw_rows import MUNICIPALITY, SCHOOL, SHEET
from shnor_lib.ingest.roster import NONE, Match, Roster, School

#: Among more strangers than this (a region's file) nobody looks for misspelt schools: too many names are alike.
MOST_STRANGERS = 60

Pair = tuple[str, str]


@dataclass
class Matched:
    """Rows with ``school_id`` and ``school`` (empty: no school of the roster), and what could not be matched.

    ``strangers`` tells which rows are of schools that the roster has not, ``doubtful`` which of them may be one of it
    all the same.  ``of_region`` are rows of such schools where they are at home, in files of the region and in rows of
    other municipalities (``elsewhere``, but for the region's files), and those of other municipalities as a whole; they
    are not among ``rows``.  ``found`` tells by
    (group, code) what each school was found to be; ``shared`` the schools of the roster whose name several other
    schools claim; ``candidates`` the names of the roster that look like a stranger's.
    """

    rows: pd.DataFrame
    strangers: pd.Series
    doubtful: pd.Series
    of_region: pd.DataFrame
    elsewhere: pd.DataFrame
    found: dict[Pair, Match]
    shared: dict[Pair, str]
    candidates: dict[Pair, list[str]]

    @property
    def left_out(self) -> pd.DataFrame:
        """The rows of schools that the roster has not."""
        return self.rows[self.strangers]

    @property
    def of_regions_files(self) -> pd.DataFrame:
        """The rows of other okrugs' schools in files of the region."""
        return self.of_region.drop(index=self.elsewhere.index)


def _nobody(shown_path: str) -> bool:
    return False


def match_schools(
    rows: pd.DataFrame, roster: Roster, is_of_region: Callable[[str], bool] = _nobody, municipality: str = ""
) -> Matched:
    """Match the rows of schools with the roster.

    Args:
        rows: raw rows of any kind: ``group``, ``code``, ``kind`` and the source; ``municipality`` where tables tell it.
        roster: the schools.
        is_of_region: tells whether a file is one of the region's.
        municipality: the okrug's name; a school of another one is none of the roster by its name alone.
    """
    is_school = (rows["kind"] == SCHOOL).to_numpy(dtype=bool)
    pairs = tuples_of(rows, ["group", "code"])
    found = {pair: roster.match(*pair) for pair in {pair for pair, own in zip(pairs, is_school, strict=True) if own}}
    away = _of_other_municipalities(rows, [found.get(pair, NONE) for pair in pairs], municipality) & is_school
    shared = _claimed_by_several({pair: found[pair] for pair, own in zip(pairs, is_school & ~away, strict=True) if own})
    matches: list[School | None] = [
        match.school if own and pair not in shared and not (elsewhere and match.by_name) else None
        for pair, own, elsewhere, match in zip(
            pairs, is_school, away, (found.get(pair, NONE) for pair in pairs), strict=True
        )
    ]
    strange = np.array([own and match is None for own, match in zip(is_school, matches, strict=True)], dtype=bool)
    matched = rows.assign(
        school_id=[match.school_id if match else "" for match in matches],
        school=[match.school if match else "" for match in matches],
    )
    # A name that several claim, or that its code gainsays, is a question about a school of the roster, in a region's
    # file too.
    regional = matched["source_file"].isin({file for file in rows["source_file"].unique() if is_of_region(file)})
    questions = {pair for pair, match in found.items() if pair in shared or match.code_school is not None}
    is_question = np.array([pair in questions for pair in pairs], dtype=bool)
    at_home = strange & ((regional.to_numpy() & ~is_question) | away)
    at_home |= _other_municipalities(rows, regional.to_numpy(dtype=bool), municipality)
    strangers = pd.Series(strange, index=rows.index, dtype=bool)[~at_home]
    own = matched[~at_home]
    candidates = _candidates(own[strangers], roster)
    questions |= candidates.keys()
    doubtful = [
        stranger and pair in questions
        for pair, stranger in zip(tuples_of(own, ["group", "code"]), strangers, strict=True)
    ]
    return Matched(
        own,
        strangers,
        pd.Series(doubtful, index=own.index, dtype=bool),
        matched[at_home],
        matched[at_home & away & ~regional.to_numpy()],
        found,
        shared,
        candidates,
    )


def _of_other_municipalities(rows: pd.DataFrame, matches: list[Match], own: str) -> np.ndarray:
    """Tell which rows are of another municipality and of no school that login or code tells.

    Which of a sheet's municipalities is the okrug's its name tells, else the schools that logins tell, else where most
    schools of the roster are found, if one is clearly ahead.
    """
    away = np.zeros(len(rows), dtype=bool)
    if "municipality" not in rows or not len(rows) or not (rows["municipality"] != "").any():
        return away
    surely = np.array([match.school is not None and not match.by_name for match in matches], dtype=bool)
    frame = rows[SHEET].assign(
        named=rows["municipality"],
        key=rows["municipality"].map(heading_key),
        sure=surely,
        school=[match.school.school_id if match.school else "" for match in matches],
        place=np.arange(len(rows)),
    )
    for _, told in groups_of(frame[frame["key"] != ""], SHEET):
        by_name = own_municipalities(own, told["named"].unique())
        home = set(told.loc[told["named"].isin(by_name), "key"]) or set(told.loc[told["sure"], "key"])
        home = home or _where_most_are(told, bool(own))
        if home or own:
            places = told.loc[~told["key"].isin(home) & ~told["sure"], "place"]
            away[places.to_numpy(dtype=int)] = True
    return away


def _other_municipalities(rows: pd.DataFrame, regional: np.ndarray, own: str) -> np.ndarray:
    """Tell which rows of a region's files are of other municipalities as a whole: they are no background of the okrug.

    Its own is the one of its name, else the one that stands in its own files, else, if it has no name, the only one.
    """
    is_whole = (rows["kind"] == MUNICIPALITY).to_numpy(dtype=bool)
    asked = is_whole & regional
    if not asked.any():
        return asked
    groups = rows["group"].to_numpy(dtype=object)
    named = {group: parse_group(group) for group in set(groups[is_whole])}
    codes = {group: told.code or heading_key(told.name) for group, told in named.items()}
    by_name = own_municipalities(own, {told.name for told in named.values()}) if own else set()
    home = {codes[group] for group, told in named.items() if told.name in by_name}
    home = home or {codes[group] for group in set(groups[is_whole & ~regional])}
    home = home or (set(codes.values()) if not own and len(set(codes.values())) == 1 else set())
    return asked & np.array([codes.get(group) not in home for group in groups], dtype=bool)


def _where_most_are(rows: pd.DataFrame, is_another_named: bool) -> set[str]:
    """Return the municipality in which most schools of the roster are found; nothing where none is ahead.

    Where params name the okrug otherwise, three schools at least and twice as many as elsewhere have to be there.
    """
    found = rows[rows["school"] != ""].groupby("key")["school"].nunique().sort_values(ascending=False)
    most, next_to = (int(found.iloc[place]) if place < len(found) else 0 for place in (0, 1))
    is_ahead = most >= max(3, 2 * next_to) if is_another_named else most > next_to
    return {str(found.index[0])} if is_ahead else set()


def _claimed_by_several(found: dict[Pair, Match]) -> dict[Pair, str]:
    """Return the groups whose name fits a school of the roster that others claim by name too.

    Others are groups of another login, or of another settlement where the roster's name has none.
    """
    by_name = {
        pair: match
        for pair, match in found.items()
        if match.school is not None and match.by_name and pair[1] not in match.school.logins
    }
    logins: dict[str, set[str]] = {}
    places: dict[str, list[str]] = {}
    for (_, code), match in by_name.items():
        if match.school is None:
            continue
        if code:
            logins.setdefault(match.school.school_id, set()).add(code)
        if match.place:
            places.setdefault(match.school.school_id, []).append(match.place)
    return {
        pair: match.school.school
        for pair, match in by_name.items()
        if match.school is not None
        and (
            len(logins.get(match.school.school_id, ())) > 1
            or (match.place and _are_several(places[match.school.school_id]))
        )
    }


def _are_several(places: list[str]) -> bool:
    return any(not is_same_place(places[0], place) for place in places[1:])


def _candidates(strangers: pd.DataFrame, roster: Roster) -> dict[Pair, list[str]]:
    """Return the schools that look like a stranger's name; none for another login where every login is known."""
    unique = strangers.drop_duplicates(["group", "code"])
    uncoded = unique[unique["code"] == ""]
    if not roster.knows_every_login and len(unique) <= MOST_STRANGERS:
        uncoded = unique
    pairs = tuples_of(uncoded.head(MOST_STRANGERS), ["group", "code"])
    return {pair: names for pair in pairs if (names := roster.candidates(pair[0]))}


def row_range(source_cell: str) -> str:
    """Return the row of a cell or range from its first column on: «D12» → «A12:D12»."""
    found = re.fullmatch(r"([A-Z]+)(\d+)(?::[A-Z]+\d+)?", source_cell or "")
    if not found:
        return source_cell or ""
    return f"A{found[2]}:{source_cell.rpartition(':')[2]}" if source_cell != f"A{found[2]}" else source_cell
