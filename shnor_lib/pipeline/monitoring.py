"""`make monitoring`: the report of one quarter or half-year, in a folder of its own below the edition (decision 67).

Without a period the command says which there are and what the registers hold of each.
"""

from typing import TYPE_CHECKING

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.pipeline.beside import Beside, MadeBeside, check_place, make_beside
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import make_report
from shnor_lib.pipeline.stages import MONITORING_FOLDER, MONITORING_FORMS, MONITORING_STAGE

if TYPE_CHECKING:
    from shnor_lib.analysis.programme.periods import SchoolPeriod
    from shnor_lib.edition import Edition

#: Whose place it is, for whoever has put something else there.
WHOSE = "папки мониторинга"


def make_monitoring(project: Project, request: Request, asked: str, progress: Progress) -> MadeBeside:
    """Bring the edition up to date and make the report of a period that a user named.

    Raises:
        ReportError: it is no period, it has not ended, or no register tells of it; the report cannot be made, a stage
            failed, or the folder cannot be written.
    """
    from shnor_lib.analysis.programme.periods import parse_period

    period = parse_period(asked)
    place = request.issued / MONITORING_FOLDER / period.id
    for folder in (place.parent, place):
        check_place(folder, WHOSE)
    make_report(project, request, progress)
    _check_told(_opened(request), period)
    work = Beside(MONITORING_STAGE, MONITORING_FORMS, place, WHOSE, {"period": period.id})
    return make_beside(project, request, progress, work)


def _opened(request: Request) -> "Edition":
    from shnor_lib.edition import Edition

    return Edition(request.edition, request.issued, request.params_file)


def _check_told(edition: "Edition", period: "SchoolPeriod") -> None:
    """Refuse a period that has not ended, and one of which no register tells."""
    from shnor_lib.analysis.programme.periods import rows_held, tells_anything
    from shnor_lib.ground.wording import short_date
    from shnor_lib.presentation.reporting_date import as_of

    today = as_of(edition)
    if period.end > today:
        raise ReportError(
            f"Период {period.id} ({period.dates}) на отчётную дату выпуска, {short_date(today)}, ещё не закончился.",
            "Отчётная дата стоит на листе «Настройки» реестров или в параметрах (report: as_of).",
        )
    if not tells_anything(rows_held(edition.registers, period)):
        raise ReportError(f"За период {period.id} ({period.dates}) в реестрах нет записей.", _start_words(period))


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
    return [*lines, *NOT_YET]


_NO_PERIODS = "К отчётной дате не закончился ни один период, о котором есть сведения."
#: Monitorings of the programme for which the register workbook has no sheet.
NOT_YET = (
    "Не собираются: консультирование школ по программам развития и контрольные работы (МКР) — в книге реестров нет "
    "листов, на которых они записаны.",
)


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
