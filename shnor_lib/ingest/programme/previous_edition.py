"""The edition before, as it was issued: which schools were listed, its results, the decisions that it drafted.

Of it only these tables are read, and they are inputs like any other: hashed, so that an edition that appears or is made
anew is noticed (decisions 34 and 63).
"""

import json
from pathlib import Path

import pandas as pd

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.personal_names import quotable
from shnor_lib.ground.project import shown
from shnor_lib.ground.table_files import read_table
from shnor_lib.ground.tables import DECLARED, OF_PREVIOUS, table_path
from shnor_lib.ground.wording import number
from shnor_lib.ingest.files.text_tables import LARGEST_TEXT_BYTES
from shnor_lib.ingest.findings import Finding, passed

CHECK = "previous_list"
#: What cannot be told without a table of the edition before.
_LACKING = {
    "schools": "Списки школ двух выпусков не сравниваются.",
    "results": "Какие результаты с тех пор уточнены, сказать нельзя.",
    "decisions": "Что стало с его решениями, сказать нельзя.",
}
#: Tables that editions of earlier versions, or all of them, may lack.
_TITLES = {"schools": "школ", "results": "результатов", "decisions": "решений"}


def read_previous_edition(name: str, folder: Path | None) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Return the tables `previous_list`, `previous_results` and `previous_decisions`, and what is to be said of them.

    Args:
        name: the edition before, as params name it; empty: there is none, and nothing is said of it.
        folder: where it stands, or would stand.

    Returns:
        Tables without rows where the edition is not there, was made by a version that did not store them, or cannot
        be read, which findings tell.
    """
    tables = {own: pd.DataFrame(columns=list(DECLARED[own].columns)) for own in OF_PREVIOUS.values()}
    if not name or folder is None:
        return tables, []
    if not (folder / table_path("schools")).is_file():
        return tables, [_not_there(name, folder)]
    found: list[Finding] = []
    for issued, own in OF_PREVIOUS.items():
        path = folder / table_path(issued)
        if not path.is_file():
            found.append(_not_stored(name, issued, path))
            continue
        try:
            if path.stat().st_size > LARGEST_TEXT_BYTES:
                raise ReportError("файл слишком велик", "")
            tables[own] = _sound(read_table(path, as_table=own))
        except (ReportError, OSError, ValueError):
            found.append(_spoilt(name, issued, path))
    if not found:
        counts = (f"{_TITLES[issued]} — {number(len(tables[own]))}" for issued, own in OF_PREVIOUS.items())
        found.append(passed(CHECK, f"Выпуск «{name}»: {', '.join(counts)}."))
    return tables, found


def _sound(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose free texts name nobody: they come from a file that a hand may have edited.

    Raises:
        ValueError: what a decision is about is no list of texts.
    """
    for subjects in table.get("subjects", ()):
        named = json.loads(subjects)
        if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
            raise ValueError("subjects are no list of texts")
    texts = [column for column in ("text", "responsible", "check") if column in table]
    return table.assign(**{column: table[column].map(quotable, na_action="ignore") for column in texts})


def _not_there(name: str, folder: Path) -> Finding:
    return Finding(
        "warning",
        CHECK,
        f"Нет выпуска «{name}», который назван в report: previous. {_LACKING['schools']}",
        f"Соберите его: make report YEAR={name}, или уберите строку report: previous из файла параметров.",
        shown(folder / table_path("schools")),
    )


def _not_stored(name: str, issued: str, path: Path) -> Finding:
    return Finding(
        "note",
        CHECK,
        f"В выпуске «{name}» нет таблицы {_TITLES[issued]}: он собран прежней версией программы. {_LACKING[issued]}",
        f"Соберите его заново, если данные сохранились: make report YEAR={name}; иначе ничего делать не нужно.",
        shown(path),
    )


def _spoilt(name: str, issued: str, path: Path) -> Finding:
    return Finding(
        "warning",
        CHECK,
        f"Таблица {_TITLES[issued]} выпуска «{name}», который назван в report: previous, не читается или испорчена. "
        f"{_LACKING[issued]}",
        f"Закройте файл в других программах и соберите тот выпуск заново: make report YEAR={name}.",
        shown(path),
    )
