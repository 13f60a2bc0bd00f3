"""Groups of participants matched with the schools of the roster; what is not matched is named, never guessed."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of, tuples_of
from shnor_lib.ingest.layouts.groups import parse_group
from shnor_lib.ingest.layouts.raw_rows import SCHOOL, SHEET
from shnor_lib.ingest.roster import Roster, School

#: Among more strangers than this (a region's file) nobody looks for misspelt schools: too many names are alike.
MOST_STRANGERS = 60


@dataclass
class Matched:
    """Rows with ``school_id`` and ``school`` (empty: no school of the roster), findings, the rows left out.

    ``strangers`` tells which rows are of schools that the roster has not; ``of_region`` are the rows of such schools in
    files of the region and those that a table places in another municipality: they are at home there, nothing is said
    of them, and they are not among ``rows``.
    """

    rows: pd.DataFrame
    findings: list[Finding]
    strangers: pd.Series
    of_region: pd.DataFrame

    @property
    def left_out(self) -> pd.DataFrame:
        """The rows of schools that the roster has not."""
        return self.rows[self.strangers]


def _nobody(shown_path: str) -> bool:
    return False


def match_schools(rows: pd.DataFrame, roster: Roster, is_of_region: Callable[[str], bool] = _nobody) -> Matched:
    """Match the rows of schools with the roster.

    Args:
        rows: raw rows of any kind: ``group``, ``code``, ``kind`` and the source.
        roster: the schools.
        is_of_region: tells whether a file is one of the region's.

    Returns:
        The rows with two columns more; a finding for each sheet with schools that the roster has not, and for each
        name that is almost one of the roster; which rows of schools were left out.
    """
    is_school = (rows["kind"] == SCHOOL).to_numpy(dtype=bool)
    pairs = tuples_of(rows, ["group", "code"])
    elsewhere = _in_other_municipalities(rows, roster)
    unique = {pair for pair, own in zip(pairs, is_school, strict=True) if own}
    found = {pair: roster.of_group(*pair) for pair in unique}
    shared = _names_of_several_schools(found)
    matches = [
        found[pair] if own and found[pair] is not None and pair not in shared and not other else None
        for pair, own, other in zip(pairs, is_school, elsewhere, strict=True)
    ]
    strangers = pd.Series(
        [own and match is None for own, match in zip(is_school, matches, strict=True)], index=rows.index, dtype=bool
    )
    matched = rows.assign(
        school_id=[match.school_id if match else "" for match in matches],
        school=[match.school if match else "" for match in matches],
    )
    # A name that several logins claim is a question about a school of the roster, in a region's file too.
    regional = {file for file in matched["source_file"].unique() if is_of_region(file)}
    unshared = np.array([pair not in shared for pair in pairs], dtype=bool)
    at_home = strangers & ((matched["source_file"].isin(regional) & unshared) | elsewhere)
    own, strangers = matched[~at_home], strangers[~at_home]
    findings = list(_findings(own, strangers, roster, shared)) if strangers.any() else []
    return Matched(own, findings, strangers, matched[at_home])


def _in_other_municipalities(rows: pd.DataFrame, roster: Roster) -> np.ndarray:
    """Tell which rows a table of several municipalities places in another one than that of the roster's schools.

    The roster's is the one in which most of its schools are found; where none is ahead, nothing is told.  A school of
    the same name elsewhere is another school, but not one of the same login.
    """
    elsewhere = np.zeros(len(rows), dtype=bool)
    if "municipality" not in rows or not (rows["municipality"] != "").any():
        return elsewhere
    key = rows["municipality"].map(heading_key)
    for _, own in groups_of(rows[key != ""], SHEET):
        found: dict[str, set[str]] = {}
        by_login = []
        for index, group, code in zip(own.index, own["group"], own["code"], strict=True):
            if school := roster.of_group(group, code):
                found.setdefault(key[index], set()).add(school.school_id)
                by_login += [index] if code in school.logins else []
        ranked = sorted(found, key=lambda name: -len(found[name]))
        if ranked and (len(ranked) == 1 or len(found[ranked[0]]) > len(found[ranked[1]])):
            others = own.index[key.loc[own.index] != ranked[0]].difference(by_login)
            elsewhere |= rows.index.isin(others)
    return elsewhere


def _names_of_several_schools(found: dict[tuple[str, str], School | None]) -> dict[tuple[str, str], str]:
    """Return the groups whose name fits a school of the roster that other logins claim by name too."""
    claims: dict[str, set[str]] = {}
    for (_, code), school in found.items():
        if school is not None and code and code not in school.logins:
            claims.setdefault(school.school_id, set()).add(code)
    return {
        pair: school.school
        for pair, school in found.items()
        if school is not None and pair[1] not in school.logins and len(claims.get(school.school_id, ())) > 1
    }


def _findings(
    rows: pd.DataFrame, strangers: pd.Series, roster: Roster, shared: dict[tuple[str, str], str]
) -> Iterator[Finding]:
    candidates = _candidates(rows[strangers], roster)
    for (file, sheet), own in groups_of(rows[rows["kind"] == SCHOOL], SHEET):
        left = own[strangers.loc[own.index]]
        unknown = []
        for row in rows_of(left.drop_duplicates(["group", "code"])):
            if name := shared.get((row.group, row.code)):
                yield _shared_name(row, name)
            elif names := candidates.get((row.group, row.code)):
                yield _doubtful(row, names)
            else:
                unknown.append(row)
        if unknown:
            yield _unknown(file, sheet, unknown, len(own) - len(left))


def _candidates(strangers: pd.DataFrame, roster: Roster) -> dict[tuple[str, str], list[str]]:
    """Return the schools that look like a stranger's name; none for another login where every login is known."""
    unique = strangers.drop_duplicates(["group", "code"])
    uncoded = unique[unique["code"] == ""]
    if not roster.knows_every_login and len(unique) <= MOST_STRANGERS:
        uncoded = unique
    return {
        (row.group, row.code): roster.candidates(parse_group(row.group).name)
        for row in rows_of(uncoded.head(MOST_STRANGERS))
    }


def row_range(source_cell: str) -> str:
    """Return the row of a cell or range from its first column on: «D12» → «A12:D12»."""
    found = re.fullmatch(r"([A-Z]+)(\d+)(?::[A-Z]+\d+)?", source_cell or "")
    if not found:
        return source_cell or ""
    return f"A{found[2]}:{source_cell.rpartition(':')[2]}" if source_cell != f"A{found[2]}" else source_cell


def _doubtful(row: Any, names: list[str]) -> Finding:
    return Finding(
        "error",
        "school_doubtful",
        f"Школы «{_shown(row.group)}» под таким названием в списке школ нет: значения не использованы. Похожие "
        f"названия в списке школ: {', '.join(names)}.",
        "Впишите логин школы в колонку login файла schools.csv или исправьте название.",
        row.source_file,
        row.source_sheet,
        row_range(row.source_cell),
    )


def _shared_name(row: Any, name: str) -> Finding:
    return Finding(
        "error",
        "school_doubtful",
        f"Название «{name}» носят несколько школ с разными логинами, здесь — «{_shown(row.group)}»: значения не "
        "использованы.",
        "Впишите логин школы в колонку login файла schools.csv.",
        row.source_file,
        row.source_sheet,
        row_range(row.source_cell),
    )


def _unknown(file: str, sheet: str, rows: list, known: int) -> Finding:
    """Return one finding for all strangers of a sheet: in a region's file they are the rule, in an okrug's a sign."""
    named = listed_names(_shown(row.group) for row in rows)
    number = wording.plural(len(rows), "школы", "школ", "школ")
    return Finding(
        "note" if known < len(rows) and known else "warning",
        "school_unknown",
        f"В списке школ нет {number} этого листа: {named}. Их строки в результаты не вошли.",
        "Если это школы округа, добавьте их в файл schools.csv (с логином в колонке login).",
        file,
        sheet,
        row_range(rows[0].source_cell),
    )


def _shown(group: str) -> str:
    return re.sub(r"\s+", " ", str(group))[:120]
