"""Measure the reading of a region's result files against bare calamine, and of it all (`make bench`).

    python -m tools.bench_ingest --rounds 5

The region is invented: 700 schools × 24 procedures × 4 years as «Статистика по отметкам», one file per procedure; and
the same tables of fifty schools and one year as 1 200 files of one school each.  Rounds go calamine, ours, calamine,
ours …, in one process, on files that the system has in memory already.  Seconds are the process's own, so that other
programs do not count.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import median

import pandas as pd
from python_calamine import CalamineWorkbook

from shnor_lib.ground.params import data_files, load_params, params_path
from shnor_lib.ground.wording import number as whole
from shnor_lib.ground.wording import plural
from shnor_lib.ingest.contents.content import content_of
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.results import ResultTables, read_results
from shnor_lib.ingest.rules import IngestRules
from tools.bench import number, verdict
from tools.okrug.exam_centre import protocol_rows
from tools.okrug.fis_oko import STATISTICS_TITLE, sheet_name, statistics_rows
from tools.okrug.invented import InventedOkrug, InventedProcedure, invent_okrug
from tools.okrug.own_tables import roster_rows
from tools.okrug.workbooks import write_xlsx

ROOT = Path(__file__).resolve().parents[1]
#: Aims for the ratio of our reading to the bare one: of large files, and of files of one school.
AIM_TO_CALAMINE, AIM_OF_SMALL_FILES = 2, 3
SCHOOLS, YEARS = 700, (2021, 2022, 2023, 2024)
SUBJECTS, GRADES = ("RU", "MA", "BI", "HI", "GE", "SS"), (5, 6, 7, 8)
#: So many schools have files of their own, one per procedure of the last year.
SCHOOLS_WITH_FILES = 50
PUPILS_IN_PROTOCOL = 30_000
PARAMS = "2022"


def region(schools: int = SCHOOLS) -> InventedOkrug:
    """Invent the region."""
    return invent_okrug(1, n_schools=schools, years=YEARS, subjects=SUBJECTS, vpr_grades=GRADES, exams=False)


def write_large_files(okrug: InventedOkrug, folder: Path) -> None:
    """Write one file per procedure, as a region's coordinator downloads them."""
    for place, procedure in enumerate(okrug.procedures):
        _write(folder / f"{place:03}.xlsx", okrug, procedure)


def write_small_files(okrug: InventedOkrug, folder: Path) -> None:
    """Write one file per school and procedure of the last year, as schools download them."""
    for place, procedure in enumerate(p for p in okrug.procedures if p.school_year == YEARS[-1]):
        for school in okrug.schools[:SCHOOLS_WITH_FILES]:
            _write(folder / school.digits / f"{place:03}.xlsx", okrug, procedure, {school.school_id})


def _write(path: Path, okrug: InventedOkrug, procedure: InventedProcedure, only: set[str] | None = None) -> None:
    write_xlsx(path, {sheet_name(procedure, STATISTICS_TITLE): statistics_rows(okrug, procedure, only=only)})


def write_protocol(path: Path) -> Path:
    """Write a protocol of ОГЭ with the pupils of a large region on one sheet."""
    okrug = invent_okrug(1, n_schools=900, years=(2022,), subjects=("RU", "MA"), vpr_grades=())
    exams = [procedure for procedure in okrug.procedures if procedure.assessment == "OGE"]
    return write_xlsx(path, {"Протокол": protocol_rows(okrug, exams)[:PUPILS_IN_PROTOCOL]})


# What is measured


def bare_reading(paths: list[Path]) -> None:
    """Read the values of all sheets with calamine and do nothing with them."""
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def our_reading(paths: list[Path]) -> None:
    """Read all sheets into rows with findings and counts of cells, none of them kept."""
    for path in paths:
        content_of(open_book(path), rules().procedures.exam_minimums)


def whole_reading(folder: Path, schools: pd.DataFrame, cache: Path | None = None) -> ResultTables:
    """Read a folder into tables, with all checks."""
    return read_results(read_folder(list(data_files(folder)), rules(), cache), schools, rules())


@cache
def rules() -> IngestRules:
    """Return the shipped choice of counted procedures with the exams' minimums; no file is required or corrected."""
    params = load_params(params_path(PARAMS))
    return IngestRules(params.report.as_of, params.procedures)


def roster(okrug: InventedOkrug) -> pd.DataFrame:
    """Return the roster of the whole region."""
    heading, *rows = roster_rows(okrug)
    return pd.DataFrame(rows, columns=heading)


def seconds_of(work: Callable[[], object]) -> float:
    """Return the seconds that the process itself needs for the work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def peak_megabytes(folder: Path, schools: Path) -> int:
    """Return the peak memory of a process that reads a folder into tables."""
    command = [sys.executable, "-m", "tools.bench_ingest", "--peak", str(folder), str(schools)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    return int(done.stdout)


def print_peak(folder: Path, schools: Path) -> None:
    """Read a folder into tables in this process and print the peak of its memory in megabytes."""
    whole_reading(folder, pd.read_csv(schools, dtype={"school_id": str, "login": str}))
    print(_peak_of_this_process())


def _peak_of_this_process() -> int:
    """Return the peak memory in megabytes; Linux counts the parent's into what `getrusage` says of a child."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) // 2**10
    import resource  # not on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20


# What is printed


def compare_readings(name: str, paths: list[Path], rounds: int, aim: float = AIM_TO_CALAMINE) -> str:
    """Return the medians of the bare and of our reading, and their ratio, in Russian."""
    bare, ours = [], []
    for _ in range(rounds):
        bare.append(seconds_of(lambda: bare_reading(paths)))
        ours.append(seconds_of(lambda: our_reading(paths)))
    ratio = median(own / other for own, other in zip(ours, bare, strict=True))
    files = plural(len(paths), "файл", "файла", "файлов")
    return f"{name} ({files}): calamine {number(median(bare))} с, чтение {number(median(ours))} с\n  " + verdict(
        "чтение : calamine", ratio, aim
    )


def measure_tables(name: str, folder: Path, schools: pd.DataFrame, cache: Path) -> str:
    """Return the seconds of a first and of a second run with tables and checks, in Russian."""
    first = seconds_of(lambda: whole_reading(folder, schools, cache))
    second = seconds_of(lambda: whole_reading(folder, schools, cache))
    return (
        f"{name}: таблицы и проверки вместе с чтением {number(first)} с, повторно (файлы не менялись) "
        f"{number(second)} с"
    )


def measure(folder: Path, rounds: int) -> Iterator[str]:
    """Write the region's files into a folder and yield what each measurement gave, in Russian."""
    okrug = region()
    large, small, protocol = folder / "большие", folder / "малые", folder / "протокол"
    write_large_files(okrug, large)
    write_small_files(okrug, small)
    write_protocol(protocol / "протокол.xlsx")
    schools = roster(okrug)
    folders = {"Файлы на весь регион": large, "Файлы на одну школу": small}
    for (name, own), aim in zip(folders.items(), (AIM_TO_CALAMINE, AIM_OF_SMALL_FILES), strict=True):
        yield compare_readings(name, sorted(data_files(own)), rounds, aim)
    for name, own in folders.items():
        yield measure_tables(name, own, schools, folder / "кэш" / own.name)
    schools.to_csv(folder / "schools.csv", index=False)
    for name, own in {**folders, f"Протокол, строк {whole(PUPILS_IN_PROTOCOL)}": protocol}.items():
        yield f"{name}: наибольшая память вместе с библиотеками {peak_megabytes(own, folder / 'schools.csv')} МБ"


def main() -> int:
    """Measure and print; the exit code is 0 even if an aim is missed."""
    parser = argparse.ArgumentParser(description="Замеры скорости чтения таблиц результатов", add_help=False)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peak", nargs=2, type=Path)
    arguments = parser.parse_args()
    if arguments.peak:
        print_peak(*arguments.peak)
        return 0
    print("Чтение таблиц результатов: вымышленный регион, секунды процессора")
    with tempfile.TemporaryDirectory() as folder:
        for line in measure(Path(folder), arguments.rounds):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
