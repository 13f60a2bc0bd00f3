"""The schools of the edition before, as it was issued: which of them were listed.

Only this one table of it is read, and it is an input like any other: hashed, so that an edition that appears or is
made anew is noticed (decision 34).
"""

import pandas as pd

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import schools_of_issue
from shnor_lib.ground.project import shown
from shnor_lib.ground.table_files import read_table
from shnor_lib.ground.tables import DECLARED
from shnor_lib.ground.wording import number
from shnor_lib.ingest.files.text_tables import LARGEST_TEXT_BYTES
from shnor_lib.ingest.findings import Finding, passed

CHECK = "previous_list"
COLUMNS = list(DECLARED["previous_list"].columns)


def read_previous_list(edition_name: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Return the table `previous_list`, and what is to be said of it.

    Args:
        edition_name: the edition before, as params name it; empty: there is none, and nothing is said of it.

    Returns:
        The schools of its roster; no rows where it is not there or cannot be read, which a warning tells.
    """
    nothing = pd.DataFrame(columns=COLUMNS)
    if not edition_name:
        return nothing, []
    path = schools_of_issue(edition_name)
    if not path.is_file():
        return nothing, [_not_there(edition_name)]
    try:
        if path.stat().st_size > LARGEST_TEXT_BYTES:
            return nothing, [_spoilt(edition_name, shown(path))]
        schools = read_table(path)[COLUMNS]
    except (ReportError, OSError):
        return nothing, [_spoilt(edition_name, shown(path))]
    return schools, [passed(CHECK, f"Выпуск «{edition_name}»: школ — {number(len(schools))}.")]


def _not_there(name: str) -> Finding:
    return Finding(
        "warning",
        CHECK,
        f"Нет выпуска «{name}», который назван в report: previous. Списки школ двух выпусков не сравниваются.",
        f"Соберите его: make report YEAR={name}, или уберите строку report: previous из файла параметров.",
        shown(schools_of_issue(name)),
    )


def _spoilt(name: str, file: str) -> Finding:
    return Finding(
        "warning",
        CHECK,
        f"Таблица школ выпуска «{name}», который назван в report: previous, не читается или испорчена. Списки школ "
        "двух выпусков не сравниваются.",
        f"Закройте файл в других программах и соберите тот выпуск заново: make report YEAR={name}.",
        file,
    )
