"""Files of which most schools are not in the roster: another okrug's, or the whole region's."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import tuples_of
from shnor_lib.ingest.joining.matching import Matched
from shnor_lib.ingest.layouts.raw_rows import SCHOOL

#: Fewer strangers than this in a file may be misspelt schools of the roster.
FEWEST_STRANGERS = 3
#: What readers complain of a row of Приложение 1 whose school is not in the roster.
UNKNOWN_SCHOOLS = ("school_unknown", "school_doubtful")
WHAT_TO_DO = (
    "Если это файлы всего региона, перенесите их в отдельную папку и назовите её в файле параметров (data: region). "
    "Если это файлы вашего округа, проверьте папки data: results и data: programme и дополните список школ schools.csv."
)


def foreign_schools(
    matched: Matched, appendix: Sequence[Mapping[str, Any]], findings: Iterable[Finding]
) -> list[Finding]:
    """Return one error for all files in which the roster knows fewer schools than it does not know.

    Args:
        matched: the raw rows of groups; the region's other schools are not among them.
        appendix: results of Приложение 1, whose rows were matched when they were read.
        findings: what reading complained of: each row of Приложение 1 without a school of the roster is one complaint.
    """
    known, strangers = _schools_by_file(matched, appendix, findings)
    foreign = {
        file: names
        for file, names in strangers.items()
        if len(names) >= FEWEST_STRANGERS and len(names) > len(known.get(file, ()))
    }
    if not foreign:
        return []
    unknown = {name for names in foreign.values() for name in names}
    found = {school for file in foreign for school in known.get(file, ())}
    named = f"Файл {listed_names(foreign)}" if len(foreign) == 1 else f"Файлы {listed_names(foreign)}"
    return [
        Finding(
            "error",
            "schools_foreign",
            f"{named}: {wording.plural(len(unknown), 'школы', 'школ', 'школ')} нет в списке школ, из списка — "
            f"{wording.number(len(found))}. Похоже, это данные другого округа или всего региона. Строки этих школ в "
            "результаты не вошли.",
            WHAT_TO_DO,
            next(iter(foreign)),
        )
    ]


def _schools_by_file(
    matched: Matched, appendix: Sequence[Mapping[str, Any]], findings: Iterable[Finding]
) -> tuple[dict[str, set], dict[str, set]]:
    """Return the schools of the roster and the strangers of each file, in the files' order."""
    known: dict[str, set] = {}
    strangers: dict[str, set] = {}
    rows = matched.rows[matched.rows["kind"] == SCHOOL]
    of_stranger = matched.strangers.loc[rows.index]
    for (file, school_id, group, code), unknown in zip(
        tuples_of(rows, ["source_file", "school_id", "group", "code"]), of_stranger, strict=True
    ):
        if unknown:
            strangers.setdefault(file, set()).add(code or group)
        else:
            known.setdefault(file, set()).add(school_id)
    raw_files = set(pd.unique(matched.rows["source_file"]))
    for row in appendix:
        known.setdefault(row["source_file"], set()).add(row["school_id"])
    for finding in findings:
        if finding.check in UNKNOWN_SCHOOLS and finding.file not in raw_files:
            strangers.setdefault(finding.file, set()).add((finding.sheet, finding.cell))
    return known, strangers
