"""`make monitoring`: the report of a quarter, half-year or work, in a folder below the edition (decisions 67, 68).

Without a period the command says which there are and what the registers hold of each.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.period_files import MONITORING_FOLDER, PERIOD_FILE
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.pipeline.beside import Beside, MadeBeside, check_place, make_beside
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import MONITORING_FORMS, MONITORING_STAGE

if TYPE_CHECKING:
    from shnor_lib.analysis.programme.periods import SchoolPeriod
    from shnor_lib.analysis.programme.works import Work
    from shnor_lib.edition import Edition

#: Whose place it is, for whoever has put something else there.
WHOSE = "папки мониторинга"


def make_monitoring(project: Project, request: Request, asked: str, progress: Progress) -> MadeBeside:
    """Bring the edition up to date and make the report of a period, or of a work of the centre, that a user named.

    Raises:
        ReportError: it is no period or work, it has not ended, or no register tells of it; the report cannot be made, a
            stage failed, or the folder cannot be written.
    """
    for folder in (MONITORING_FOLDER, f"{MONITORING_FOLDER}/{id_asked(asked, _year_of(project, request))}"):
        check_place(request.issued / folder, WHOSE)
    # What other periods told since the last report of the year does not make that report again here.
    make_report(project, replace(request, periods_as_recorded=True), progress)
    edition = _opened(request)
    period = _told(edition, asked)
    place = request.issued / MONITORING_FOLDER / period.id

    def leave_row(_: Request, folder: Path) -> None:
        _write_table(edition, period.id, folder / PERIOD_FILE)

    work = Beside(MONITORING_STAGE, MONITORING_FORMS, place, WHOSE, {"period": period.id}, leave_row)
    return make_beside(project, request, progress, work)


def _write_table(edition: "Edition", period: str, path: Path) -> None:
    """Leave what the report of the year reads of the period."""
    from shnor_lib.ground.table_files import write_table
    from shnor_lib.presentation.monitoring.period import open_period
    from shnor_lib.presentation.monitoring.summary import period_row

    write_table(period_row(open_period(edition.tables_alone, period)), path)


def _opened(request: Request) -> "Edition":
    from shnor_lib.edition import Edition

    return Edition(request.edition, request.issued, request.params_file)


def id_asked(asked: str, year: int) -> str:
    """Return the name of the period or work that is asked for; examples of names are of the edition's year.

    Raises:
        ReportError: it is neither.
    """
    from shnor_lib.analysis.programme.periods import parse_period
    from shnor_lib.analysis.programme.works import is_work

    return asked.strip().upper() if is_work(asked) else parse_period(asked, year).id


def _year_of(project: Project, request: Request) -> int:
    """Return the school year of the reporting date that params name."""
    from shnor_lib.analysis.programme.periods import school_year_of

    return school_year_of(project.load_params(request.params_file).report.as_of)


def _told(edition: "Edition", asked: str) -> "SchoolPeriod | Work":
    """Return the period or work; refuse a period that has not ended, and one of which no register tells."""
    from shnor_lib.analysis.programme.periods import parse_period, rows_held, school_year_of, tells_anything
    from shnor_lib.analysis.programme.works import is_work
    from shnor_lib.ground.wording import short_date
    from shnor_lib.presentation.monitoring.period import work_asked
    from shnor_lib.presentation.reporting_date import as_of

    if is_work(asked):
        return work_asked(edition, asked)
    today = as_of(edition)
    period = parse_period(asked, school_year_of(today))
    if period.end > today:
        raise ReportError(
            f"Период {period.id} ({period.dates}) на отчётную дату выпуска, {short_date(today)}, ещё не закончился.",
            "Отчётная дата стоит на листе «Настройки» реестров или в параметрах (report: as_of).",
        )
    if not tells_anything(rows_held(edition.registers, period)):
        raise ReportError(f"За период {period.id} ({period.dates}) в реестрах нет записей.", _start_words(period))
    return period


# What there is to ask for


def listing(project: Project, request: Request) -> list[str]:
    """Return lines that name the periods of an issued edition, with their dates, what is known of them and commands.

    Raises:
        ReportError: the edition has not been made yet.
    """
    if not (request.issued / MANIFEST).is_file():
        raise ReportError(
            f"Выпуска «{request.edition}» ещё нет: периоды мониторинга называются по его таблицам.",
            f"Соберите его: {request.command.replace('make monitoring', 'make report')}",
        )
    return listing_lines(_opened(request), request.command)


def listing_lines(edition: "Edition", command: str) -> list[str]:
    """Return the lines of `listing` for an edition; ``command`` is the user's, without a period."""
    from shnor_lib.analysis.programme.periods import (
        first_year_told,
        periods_between,
        rows_held,
        tells_anything,
    )
    from shnor_lib.ground.wording import short_date
    from shnor_lib.presentation.reporting_date import as_of

    today, start = as_of(edition), edition.params.programme.period
    registers = edition.registers
    periods = periods_between(first_year_told(registers, start.start if start else None, today), today)
    lines = [f"Периоды, которые закончились к отчётной дате {short_date(today)}:" if periods else _NO_PERIODS]
    for period in periods:
        held = rows_held(registers, period)
        lines.append(f"  {period.id}: {period.words}, {period.dates}")
        if tells_anything(held):
            lines += [f"    записей на листах: {_held_words(held)}", f"    {command} PERIOD={period.id}"]
        else:
            lines.append(f"    записей нет. {_start_words(period)}")
    return [*lines, *_works_lines(edition, command)]


_NO_PERIODS = "К отчётной дате не закончился ни один период, о котором есть сведения."


def _works_lines(edition: "Edition", command: str) -> list[str]:
    """Return the lines that name the works of the centre."""
    from shnor_lib.analysis.programme.works import rows_of_work, works_of
    from shnor_lib.presentation.monitoring.period import NO_WORKS

    results = edition.results
    works = works_of(results)
    if not works:
        return [f"Муниципальных контрольных работ (МКР) в результатах нет. {NO_WORKS}"]
    lines = ["Муниципальные контрольные работы, по датам:"]
    for work in works:
        rows = rows_of_work(results, work)
        schools = int((rows["reading"] != "not_held").sum())
        lines += [f"  {work.words}; школ — {schools}", f"    {command} PERIOD={work.id}"]
    return lines


def _held_words(held: dict[str, int]) -> str:
    """Return «Четверти — 18, КПК — 5»: the sheets that have rows, with their number."""
    from shnor_lib.ground.registers import register_sheet

    return ", ".join(f"{register_sheet(name).title} — {rows}" for name, rows in held.items() if rows)


def _start_words(period: "SchoolPeriod") -> str:
    """Return which sheets start a period's report."""
    from shnor_lib.analysis.programme.periods import FEEDS, STATES
    from shnor_lib.ground.registers import WORKBOOK, register_sheet
    from shnor_lib.ground.wording import join, quoted

    sheets = [quoted(register_sheet(name).title) for name in FEEDS[period.kind] if name not in STATES]
    return f"Отчёт начнётся с записей на листах {join(sheets, 'или')} файла {WORKBOOK}."
