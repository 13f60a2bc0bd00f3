"""Files of which most schools are not in the roster: another okrug's, or the whole region's."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.programme import ROSTER_PLACE
from shnor_lib.ingest.cells.texts import MOST_NAMED, listed, listed_names
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.joining.matching import Matched, row_range
from shnor_lib.ingest.joining.unmatched import UNKNOWN_SCHOOLS, shown_name
from shnor_lib.ingest.layouts.raw_rows import SCHOOL

#: Fewer strangers than this in a file may be misspelt schools of the roster.
FEWEST_STRANGERS = 3
WHAT_TO_DO = (
    "Если это файлы всего региона, перенесите их в отдельную папку и назовите её в файле параметров (data: region). "
    "Если это файлы вашего округа, проверьте папки data: results и data: programme и дополните список школ: логины, "
    "другие названия."
)
CODES_TO_DO = (
    f"Если это школы округа, впишите код каждой в колонку «Другие названия» ({ROSTER_PLACE}, в нём — aliases). Если "
    "это файлы всего региона, перенесите их в отдельную папку и назовите её в файле параметров (data: region)."
)
#: What such files may be.
OTHERS = "Похоже, это список другого округа или всего региона."
CODES = "Школы здесь названы только кодами, а чьи это коды, в списке школ не сказано."


@dataclass(frozen=True)
class Foreign:
    """Files of other schools: the one finding that tells of them, and their names, of which nothing else is said."""

    findings: list[Finding]
    files: frozenset[str]

    def without_its_schools(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings but those on single schools of the files."""
        return [f for f in findings if f.check not in UNKNOWN_SCHOOLS or f.file not in self.files]


def foreign_schools(
    tables: Sequence[Matched],
    appendix: Sequence[Mapping[str, Any]],
    findings: Iterable[Finding],
    is_of_region: Callable[[str], bool],
) -> Foreign:
    """Return one error for all files in which the roster knows fewer schools than it does not know.

    Files that name schools by codes alone have an error of their own: nothing shows that they are another okrug's.

    Args:
        tables: the matched rows of results, journal and context; the region's other schools are not among them.
        appendix: results of Приложение 1, whose rows were matched when they were read.
        findings: what reading complained of: each row of Приложение 1 without a school of the roster is one complaint.
        is_of_region: tells whether a file is one of the region's, where other schools are at home.
    """
    known, strangers = _schools_by_file(tables, appendix, findings)
    foreign = {
        file: names
        for file, names in strangers.items()
        if not is_of_region(file) and len(names) >= FEWEST_STRANGERS and len(names) > len(known.get(file, ()))
    }
    if not foreign:
        return Foreign([], frozenset())
    by_codes = {file: names for file, names in foreign.items() if _names_by_codes(tables, file)}
    by_names = {file: names for file, names in foreign.items() if file not in by_codes}
    told = [
        _finding(tables, own, known, words, advice)
        for own, words, advice in ((by_names, OTHERS, WHAT_TO_DO), (by_codes, CODES, CODES_TO_DO))
        if own
    ]
    return Foreign(told, frozenset(foreign))


def _finding(
    tables: Sequence[Matched], foreign: Mapping[str, set], known: Mapping[str, set], words: str, advice: str
) -> Finding:
    unknown = {name for names in foreign.values() for name in names}
    found = {school for file in foreign for school in known.get(file, ())}
    named = f"Файл {listed_names(foreign)}" if len(foreign) == 1 else f"Файлы {listed_names(foreign)}"
    message = (
        f"{named}: {wording.plural(len(unknown), 'школы', 'школ', 'школ')} нет в списке школ, из списка — "
        f"{wording.number(len(found))}. {words} "
        f"Строки этих школ в результаты не вошли.{_names(tables, foreign)}"
    )
    sheet, cell = _first_place(tables, next(iter(foreign)))
    return Finding("error", "schools_foreign", message, advice, next(iter(foreign)), sheet, cell)


def _names_by_codes(tables: Sequence[Matched], file: str) -> bool:
    """Tell whether all strangers of a file are named by codes alone, as protocols of the exam centre do."""
    rows = pd.concat([table.left_out.loc[table.left_out["source_file"] == file, ["group", "code"]] for table in tables])
    return bool(len(rows)) and bool((rows["group"].astype(str).str.isdecimal() & (rows["code"] == "")).all())


def _names(tables: Sequence[Matched], files: Collection[str]) -> str:
    """Return the first of the schools' names, and of the roster's what they may be meant for."""
    rows = pd.concat([table.left_out[["source_file", "group", "code"]] for table in tables])
    pairs = dict.fromkeys(tuples_of(rows[rows["source_file"].isin(files)], ["group", "code"]))
    candidates = {pair: names for table in tables for pair, names in table.candidates.items()}
    named = [f"«{shown_name(pair[0])}»" for pair in pairs]
    like = [f"«{shown_name(pair[0])}» — {candidates[pair][0]}" for pair in pairs if pair in candidates]
    words = f" Нет в списке: {listed(named, MOST_NAMED)}." if named else ""
    return words + (f" Если это школы округа, названия написаны иначе: {listed(like, MOST_NAMED)}." if like else "")


def _first_place(tables: Sequence[Matched], file: str) -> tuple[str, str]:
    """Return the sheet and the row of the first such school of a file, or nothing for Приложение 1."""
    for table in tables:
        rows = table.left_out
        for sheet, cell in tuples_of(rows[rows["source_file"] == file].head(1), ["source_sheet", "source_cell"]):
            return sheet, row_range(cell)
    return "", ""


def _schools_by_file(
    tables: Sequence[Matched], appendix: Sequence[Mapping[str, Any]], findings: Iterable[Finding]
) -> tuple[dict[str, set], dict[str, set]]:
    """Return the schools of the roster and the strangers of each file, in the files' order."""
    known: dict[str, set] = {}
    strangers: dict[str, set] = {}
    raw_files: set[str] = set()
    for matched in tables:
        rows = matched.rows[matched.rows["kind"] == SCHOOL]
        of_stranger = matched.strangers.loc[rows.index]
        for (file, school_id, group, code), unknown in zip(
            tuples_of(rows, ["source_file", "school_id", "group", "code"]), of_stranger, strict=True
        ):
            if unknown:
                strangers.setdefault(file, set()).add(code or group)
            else:
                known.setdefault(file, set()).add(school_id)
        raw_files |= set(pd.unique(matched.rows["source_file"]))
    for row in appendix:
        known.setdefault(row["source_file"], set()).add(row["school_id"])
    for finding in findings:
        if finding.check in UNKNOWN_SCHOOLS and finding.file not in raw_files:
            strangers.setdefault(finding.file, set()).add((finding.sheet, finding.cell))
    return known, strangers
