"""A methodologist's folder of downloaded ФИС ОКО files: names that mean nothing, nested, in pieces, with copies."""

import random
import shutil
from pathlib import Path

from tools.okrug.fis_oko import STATISTICS_TITLE, Spelling, sheet_name, statistics_rows
from tools.okrug.invented import InventedOkrug, InventedProcedure
from tools.okrug.workbooks import write_xlsx


def write_export_folder(okrug: InventedOkrug, folder: Path) -> list[Path]:
    """Write «Статистика по отметкам» of every ВПР of the okrug as people keep such files.

    A procedure comes as a file of its own, as a sheet of a shared workbook, or as a file for each school; some shares
    are text, some spellings older, some files stand twice.

    Returns:
        The paths written.
    """
    stream = okrug.stream("folder")
    shared: dict[str, list] = {}
    written = []
    for number, procedure in enumerate(p for p in okrug.procedures if p.assessment == "VPR"):
        spelling = Spelling(shares_as_text=stream.random() < 0.4, older=stream.random() < 0.3)
        rows = statistics_rows(okrug, procedure, spelling)
        way = stream.choice(("own", "own", "shared", "schools"))
        if way == "shared":
            shared[_unused_name(procedure, shared)] = rows
        elif way == "schools":
            written += _one_school_files(okrug, procedure, spelling, folder / f"{number} по школам")
        else:
            sheets = {sheet_name(procedure, STATISTICS_TITLE): rows}
            written.append(write_xlsx(_nested(folder, stream) / f"Отчёт ({number}).xlsx", sheets))
    if shared:
        written.append(write_xlsx(folder / "СВОД.xlsx", shared))
    for path in stream.sample(written, k=min(2, len(written))):
        written.append(Path(shutil.copy(path, path.with_name(f"Копия {path.name}"))))
    return written


def _one_school_files(
    okrug: InventedOkrug, procedure: InventedProcedure, spelling: Spelling, folder: Path
) -> list[Path]:
    """Write a file for each school that took part, as a school downloads it."""
    name = sheet_name(procedure, STATISTICS_TITLE)
    return [
        write_xlsx(
            folder / f"{school.digits}.xlsx",
            {name: statistics_rows(okrug, procedure, spelling, only={school.school_id})},
        )
        for school, _ in okrug.taking_part(procedure)
    ]


def _nested(folder: Path, stream: random.Random) -> Path:
    return stream.choice((folder, folder / "весна", folder / "новая папка" / "из ФИС ОКО"))


def _unused_name(procedure: InventedProcedure, taken: dict) -> str:
    """Return the sheet's name; the same procedure of another year gets a number, as Excel gives it."""
    name = sheet_name(procedure, STATISTICS_TITLE)
    number = 1
    while name in taken:
        number += 1
        name = f"{sheet_name(procedure, STATISTICS_TITLE)[:27]} ({number})"
    return name
