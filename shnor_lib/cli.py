"""The commands: arguments in, lines and exit codes out.

0 is success, 1 errors in the data (`check`) or files that are not as issued (`verify`), 2 a fatal problem, 130 Ctrl-C,
143 and 129 the signals TERM and HUP.
"""

import argparse
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.refusals import Refused, refused
from shnor_lib.ground.whole_files import write_over
from shnor_lib.pipeline.editions import Request, request_for
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress, give_to_nobody
from shnor_lib.pipeline.signals import exit_code, stop_in_words, stopping_in_order
from shnor_lib.pipeline.stages import documents_named

DONE, ERRORS_FOUND, FATAL = 0, 1, 2

#: What a command makes beside an edition.
Made = TypeVar("Made")

#: argparse's own complaints, as regular expressions, and their Russian.
COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"не хватает: \1"),
    (r"unrecognized arguments: (.+)", r"непонятно: \1"),
    (r"argument (?P<name>\S+): invalid choice: (?P<value>.+?) \(choose from (?P<known>.+)\)", None),
    (r"argument (\S+): expected one argument", r"после \1 нужно значение"),
    (r"argument (\S+): ignored explicit argument (.+)", r"у \1 не бывает значения: \2"),
    (r"ambiguous option: (\S+) could match (.+)", r"\1 можно понять по-разному: \2"),
)


#: A parameter of Make, and which of them are words without a key, by the command.
MAKE_PARAMETER = re.compile(
    r"(YEAR|PARAMS|OUTPUT|ENGINE|FROM|NAME|DATA|OKRUG|BASE|KEEP|PERIOD|LIST|DOCUMENTS|SLOTS)=(.*)", re.DOTALL
)
#: More editions at once than this are a slip of the hand.
MOST_SLOTS = 1000
KEEP = {"да": True, "нет": False, "": None}
PLACES = {"new-okrug": ("NAME", "DATA"), "fleet": ("LIST",)}


class RussianParser(argparse.ArgumentParser):
    """An argument parser whose usage, help and complaints are Russian."""

    def __init__(self, **options: Any):
        super().__init__(add_help=False, formatter_class=_RussianHelp, allow_abbrev=False, **options)
        self.positional = self.add_argument_group("Что указать")
        self.optional = self.add_argument_group("Ключи")
        self.optional.add_argument("-h", "--help", action="help", help="показать эту подсказку")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how to ask for help; exit with code 2."""
        print(f"{_in_russian(message)}. Подсказка: {self.prog} --help", file=sys.stderr)
        raise SystemExit(FATAL)


class _RussianHelp(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Как вызвать: " if prefix is None else prefix)


def _in_russian(message: str) -> str:
    for pattern, russian in COMPLAINTS:
        if found := re.fullmatch(pattern, message):
            if russian:
                return _sentence(found.expand(russian))
            return _sentence(
                f"не бывает «{found['value'].strip(chr(39))}»; есть: {found['known'].replace(chr(39), '')}"
            )
    return _sentence(f"не понято: {message}")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def main(arguments: Sequence[str] | None = None, project: Project | None = None) -> int:
    """Run one command and return its exit code; no exception leaves this function but argparse's exit."""
    _make_streams_safe()
    if not sys.warnoptions:
        # Libraries' warnings are for developers; tests turn them into errors.
        warnings.simplefilter("ignore")
    options = parser().parse_args(_from_make(sys.argv[1:] if arguments is None else arguments))
    return _guarded(options.command, project or Project(), options)


def _from_make(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with Make's parameters («YEAR=2022») as the parser knows them.

    Messages name Make's commands; where there is no make, `Отчёт.cmd` takes the same words.
    """
    if not arguments:
        return []
    command, *words = ["report", "demo", *arguments[1:]] if arguments[0] == "demo" else arguments
    given = {found[1]: found[2] for word in words if (found := MAKE_PARAMETER.fullmatch(word))}
    places = [given.pop(name) for name in PLACES.get(command, ("YEAR",)) if name in given]
    others = [word for word in words if not MAKE_PARAMETER.fullmatch(word)]
    return [command, *places, *others, *(f"--{name.lower()}={value}" for name, value in given.items())]


def parser() -> RussianParser:
    """Return the parser of all commands."""
    top = RussianParser(prog=_called_as(), description="Отчёты о школах с низкими образовательными результатами.")
    commands = top.add_subparsers(title="Команды", metavar="команда", required=True, parser_class=RussianParser)

    def command(name: str, action: Callable, words: str, *, of_edition: bool) -> RussianParser:
        one = commands.add_parser(name, help=words, description=_sentence(words) + ".")
        one.set_defaults(command=action)
        if of_edition:
            one.positional.add_argument(
                "edition",
                nargs="?",
                default="",
                metavar="выпуск",
                help="имя файла в папке params без .yml, например 2022",
            )
            one.optional.add_argument(
                "--params", default="", metavar="ФАЙЛ", help="файл параметров вместо имени выпуска"
            )
            one.optional.add_argument(
                "--output", default="", metavar="ПАПКА", help="куда сложить результат вместо output/<выпуск>"
            )
        return one

    report = command("report", report_command, "собрать отчёт: выполняется только то, что изменилось", of_edition=True)
    cards = command("cards", report_command, "собрать карточки школ (и отчёт, если он устарел)", of_edition=True)
    cards.set_defaults(sides=("cards",), called="cards")
    public = command(
        "public", public_command, "собрать публичный выпуск для сайта: без того, что раскрывает людей", of_edition=True
    )
    family = command(
        "all", all_command, "собрать всё семейство документов: отчёт, карточки школ, публичный выпуск", of_edition=True
    )
    family.set_defaults(sides=("cards",), called="all")
    monitoring = command(
        "monitoring",
        monitoring_command,
        "собрать мониторинг за четверть, полугодие или о контрольной работе; без периода — какие есть",
        of_edition=True,
    )
    monitoring.optional.add_argument(
        "--period",
        default="",
        metavar="ПЕРИОД",
        help="четверть 2024-ч1, полугодие 2024-п1 (год — конец учебного), работа МКР-1",
    )
    year = command(
        "year", year_command, "собрать год рабочей группы: состав, протоколы, публикации, циклограмму", of_edition=True
    )
    routes = command(
        "routes",
        routes_command,
        "собрать листы маршрутов по кодам педагогов, для служебного пользования",
        of_edition=True,
    )
    for one in (report, cards, public, family, monitoring, year, routes):
        one.optional.add_argument(
            "--engine",
            choices=("fast", "kernel"),
            default="fast",
            help="fast — быстрый (обычный) способ выполнять тетради, kernel — ядро Jupyter",
        )
    for one in (report, family):
        one.optional.add_argument(
            "--keep",
            choices=("да", "нет"),
            default="",
            help="хранить в выпуске исходные данные и параметры, чтобы make diff назвал причины",
        )
    report.optional.add_argument(
        "--documents",
        default="",
        metavar="ВИДЫ",
        help="какие документы собрать: html, pdf, docx, brief, xlsx; пусто — все",
    )
    fleet = command(
        "fleet",
        fleet_command,
        "собрать много выпусков: по списку файлов параметров или по папке с ними",
        of_edition=False,
    )
    fleet.positional.add_argument("list", nargs="?", default="", metavar="список", help="файл со списком или папка")
    fleet.optional.add_argument(
        "--output", default="", metavar="ПАПКА", help="куда сложить папки выпусков вместо output"
    )
    fleet.optional.add_argument(
        "--documents",
        default="html,pdf",
        metavar="ВИДЫ",
        help="какие документы собрать: html, pdf, docx, brief, xlsx, все; без ключа — html,pdf",
    )
    fleet.optional.add_argument("--slots", default="", metavar="ЧИСЛО", help="сколько выпусков собирать сразу")
    fleet.optional.add_argument(
        "--commands", action="store_true", help="ничего не собирать, напечатать по команде на выпуск (Slurm, HTCondor)"
    )
    command("check", check_command, "проверить исходные данные: протокол на экране и таблицей", of_edition=True)
    command(
        "verify", verify_command, "сверить готовый отчёт с описью выпуска и с пересборкой из данных", of_edition=True
    )
    diff = command("diff", diff_command, "что изменилось по сравнению с прежним выпуском и почему", of_edition=True)
    diff.optional.add_argument(
        "--base", default="", metavar="ПАПКА", help="папка прежнего выпуска или имя выпуска в папке output"
    )
    command("templates", templates_command, "положить пустые формы Excel в папку с результатами", of_edition=True)
    new_year = command("new-year", new_year_command, "завести параметры и папку нового года", of_edition=False)
    new_year.positional.add_argument(
        "year", metavar="выпуск", help="имя нового выпуска: год или имя с годом, например 2023 или энск-2025"
    )
    new_year.optional.add_argument(
        "--from", dest="source", default="", metavar="ВЫПУСК", help="выпуск, с которого начать; пусто — прошлого года"
    )
    new_okrug = command(
        "new-okrug", new_okrug_command, "завести выпуск округа по папке со скачанными файлами", of_edition=False
    )
    new_okrug.positional.add_argument("name", metavar="имя", help="имя нового выпуска, например энск")
    new_okrug.positional.add_argument("data", metavar="папка", help="папка со скачанными файлами")
    new_okrug.optional.add_argument("--year", default="", metavar="ГОД", help="год выпуска вместо новейшего в файлах")
    new_okrug.optional.add_argument(
        "--okrug", default="", metavar="ОКРУГ", help="название округа, если в файлах их несколько"
    )
    command("why", why_command, "какие этапы будут выполнены заново и почему", of_edition=True)
    command("graph", graph_command, "схема этапов: на экране и в файле output/graph.svg", of_edition=False)
    command("lab", lab_command, "открыть тетради в JupyterLab", of_edition=False)
    command("clean", clean_command, "удалить черновики и кэш; готовые отчёты остаются", of_edition=False)
    return top


def _called_as() -> str:
    """Return how the user called us: by the console command or by the package."""
    return "shnor" if Path(sys.argv[0]).stem == "shnor" else "python -m shnor_lib"


def _make_streams_safe() -> None:
    """Let printing fail for nothing but a full disk: no letter is too strange, a closed stream swallows all."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None or stream.closed:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open as long as the process)
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _guarded(command: Callable, project: Project, options: argparse.Namespace) -> int:
    """Run a command; whatever goes wrong becomes sentences."""
    try:
        with stopping_in_order():
            code = command(project, options)
            sys.stdout.flush()
            return code
    except ReportError as error:
        _tell(str(error))
        return FATAL
    except KeyboardInterrupt as stop:
        _tell(stop_in_words(stop))
        return exit_code(stop)
    except BrokenPipeError:
        # The reader of our lines has gone (`… | head`): nobody is left to be told.
        give_to_nobody(sys.stdout)
        return DONE
    except Exception as error:
        return _told(project, error)


def _told(project: Project, error: Exception) -> int:
    """Say what went wrong where nobody expected it: the system refused, a library is missing, the program is wrong."""
    from shnor_lib.pipeline.failures import environment_failure, frames_of, program_error, write_log

    name, text = type(error).__name__, str(error)
    if isinstance(error, OSError):
        # Whatever is still to be printed would fail once more when Python closes the stream.
        give_to_nobody(sys.stdout)
    if words := environment_failure(name, text):
        _tell(words)
        return FATAL
    log = project.output / ".log" / "shnor.log"
    logged = write_log(log, "Ошибка программы.", frames_of(error))
    _tell(program_error(name, text) + (f" Подробности для разработчика: {project.shown(log)}" if logged else ""))
    return FATAL


def _tell(text: str) -> None:
    """Print a line for the user; a terminal that has gone hears nothing."""
    with suppress(OSError, ValueError):
        print(text, file=sys.stderr, flush=True)


def report_command(project: Project, options: argparse.Namespace) -> int:
    """Make a report, and what else the command names beside it."""
    sides = getattr(options, "sides", ())
    request = _request(project, options, options.engine, getattr(options, "called", "report"))
    request = replace(request, documents=documents_named(getattr(options, "documents", "")))
    from shnor_lib.pipeline.failures import StageFailed, write_log
    from shnor_lib.pipeline.run import make_report
    from shnor_lib.pipeline.summary import outcome_lines, standing_in_words
    from shnor_lib.pipeline.workspace import Workspace

    progress = Progress()
    workspace = Workspace(request.edition, request.issued)
    before = workspace.standing()
    try:
        outcome = make_report(project, request, progress, sides, KEEP[getattr(options, "keep", "")])
    except KeyboardInterrupt as stop:
        progress.stopped()
        _tell(f"{stop_in_words(stop)} {standing_in_words(project, workspace, before)}")
        return exit_code(stop)
    except (StageFailed, Refused) as error:
        progress.stopped()
        _tell(str(error))
        _tell(f"{standing_in_words(project, workspace, before)} Повторить: {request.command}")
        frames = error.frames if isinstance(error, StageFailed) else ()
        if write_log(workspace.log_file, str(error), frames):
            _tell(f"Подробности для разработчика: {project.shown(workspace.log_file)}")
        return FATAL
    for line in outcome_lines(project, outcome):
        progress.line(line)
    return DONE


def all_command(project: Project, options: argparse.Namespace) -> int:
    """Make the report, the cards and the public edition over one warm process, each with its own last lines."""
    return report_command(project, options) or public_command(project, options)


def fleet_command(project: Project, options: argparse.Namespace) -> int:
    """Make many editions; exit with 1 if one of them failed."""
    from shnor_lib.pipeline.fleet.driver import make_fleet
    from shnor_lib.pipeline.fleet.journal import FAILED, FOLDER, Journal
    from shnor_lib.pipeline.fleet.listing import units_of
    from shnor_lib.pipeline.fleet.words import Course, command_of, outcome_lines

    units = units_of(project, options.list, options.output, documents_named(options.documents))
    if options.commands:
        print("\n".join(command_of(unit.request, project.root) for unit in units))
        return DONE
    progress = Progress()
    output = Path(options.output) if options.output else project.output
    journal = Journal(output / FOLDER / f"{Path(options.list).stem or FOLDER}.jsonl")
    finished = make_fleet(project, units, journal, Course(units, progress.line).told, _slots(options.slots))
    for line in outcome_lines(finished, project.shown(journal.path)):
        progress.line(line)
    return ERRORS_FOUND if any(done.state == FAILED for done in finished) else DONE


def _slots(given: str) -> int:
    """Return how many editions are made at once, 0 for as many as there are cores.

    Raises:
        ReportError: it is no number.
    """
    if not given:
        return 0
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= MOST_SLOTS:
        raise ReportError(f"Сколько выпусков собирать сразу, не понято: «{given}».", "Укажите число: SLOTS=4.")
    return int(given)


def public_command(project: Project, options: argparse.Namespace) -> int:
    """Make the public edition."""
    request = _request(project, options, options.engine)
    from shnor_lib.pipeline.public import make_public

    progress = Progress()
    made = _made_beside(project, request, progress, lambda: make_public(project, request, progress), "публичный выпуск")
    if made is None:
        return FATAL
    if not made.anything_done:
        progress.line("Ничего не изменилось, публичный выпуск прежний.")
    for remark in made.remarks:
        progress.line(remark)
    progress.line(f"Публичный выпуск: {project.shown(made.folder / 'report.html')}")
    progress.line(f"Все публичные выпуски: {project.shown(made.index)}")
    progress.line("Перед публикацией просмотрите его: что скрыто и почему, сказано в конце отчёта.")
    return DONE


def monitoring_command(project: Project, options: argparse.Namespace) -> int:
    """Make the report of a quarter, half-year or work; without one, say which there are."""
    request = _request(project, options, options.engine, "monitoring")
    from shnor_lib.pipeline.monitoring import listing, make_monitoring

    progress = Progress()
    if not options.period.strip():
        for line in listing(project, request):
            progress.line(line)
        return DONE
    made = _made_beside(
        project,
        request,
        progress,
        lambda: make_monitoring(project, request, options.period, progress),
        "отчёт за период",
    )
    if made is None:
        return FATAL
    for name in made.files:
        progress.line(f"Мониторинг: {project.shown(made.folder / name)}")
    return DONE


def year_command(project: Project, options: argparse.Namespace) -> int:
    """Make the working group's year and its calendar."""
    request = _request(project, options, options.engine, "year")
    from shnor_lib.pipeline.year import make_year

    progress = Progress()
    made = _made_beside(project, request, progress, lambda: make_year(project, request, progress), "год рабочей группы")
    if made is None:
        return FATAL
    for name in made.files:
        progress.line(f"Рабочая группа: {project.shown(made.folder / name)}")
    return DONE


def routes_command(project: Project, options: argparse.Namespace) -> int:
    """Make the sheets of teachers by code, for official use."""
    request = _request(project, options, options.engine, "routes")
    from shnor_lib.pipeline.routes import make_routes

    progress = Progress()
    made = _made_beside(project, request, progress, lambda: make_routes(project, request, progress), "файл маршрутов")
    if made is None:
        return FATAL
    for name in made.files:
        progress.line(f"Маршруты, для служебного пользования: {project.shown(made.folder / name)}")
    return DONE


def _made_beside(
    project: Project, request: Request, progress: Progress, make: Callable[[], Made], what: str
) -> Made | None:
    """Return what a command makes beside the edition; where a stage fails, say so, and that the old one stands."""
    from shnor_lib.pipeline.failures import StageFailed, write_log
    from shnor_lib.pipeline.workspace import Workspace

    try:
        return make()
    except StageFailed as error:
        progress.stopped()
        log = Workspace(request.edition, request.issued).log_file
        _tell(f"{error} Прежний {what} не изменён.")
        if write_log(log, str(error), error.frames):
            _tell(f"Подробности для разработчика: {project.shown(log)}")
        return None


def check_command(project: Project, options: argparse.Namespace) -> int:
    """Read and check the data of an edition; exit with 1 if errors were found."""
    request = _request(project, options)
    from shnor_lib.pipeline.check import check_data, protocol_lines

    checked = check_data(request)
    print("\n".join(protocol_lines(project, checked)))
    return ERRORS_FOUND if checked.has_errors else DONE


def verify_command(project: Project, options: argparse.Namespace) -> int:
    """Say which files of an issued edition are as issued; exit with 1 if any is not."""
    from shnor_lib.pipeline.verify import request_to_verify, verified, verified_lines

    request = request_to_verify(project, options.edition, options.params, options.output)
    found = verified(project, request, Progress())
    print("\n".join(verified_lines(project, request, found)))
    return DONE if found.as_issued else ERRORS_FOUND


def diff_command(project: Project, options: argparse.Namespace) -> int:
    """Say what changed since an earlier edition."""
    from shnor_lib.pipeline.diff import base_folder, difference, difference_lines, write_difference
    from shnor_lib.pipeline.verify import request_to_verify

    request = request_to_verify(project, options.edition, options.params, options.output)
    progress = Progress()
    found = difference(project, request, base_folder(project, request, options.base), progress)
    for line in difference_lines(found):
        progress.line(line)
    for path in write_difference(request, found):
        progress.line(f"Подробно: {project.shown(path)}")
    return DONE


def templates_command(project: Project, options: argparse.Namespace) -> int:
    """Put the empty forms into the edition's folder of results."""
    request = _request(project, options)
    from shnor_lib.edition import open_edition
    from shnor_lib.forms.templates import write_templates

    for form in write_templates(open_edition(request.edition, params_file=request.params_file)):
        made = "Создана форма" if form.is_new else "Форма уже есть, она не изменена"
        print(f"{made}: {project.shown(form.path)}")
        if form.what_to_do:
            print(form.what_to_do)
    return DONE


def new_year_command(project: Project, options: argparse.Namespace) -> int:
    """Make next year's params and folder; say what to check."""
    from shnor_lib.forms.new_year import make_new_year, new_year_lines

    made = make_new_year(project.params, project.root, options.year, options.source)
    print("\n".join(new_year_lines(made, project.shown)))
    return DONE


def new_okrug_command(project: Project, options: argparse.Namespace) -> int:
    """Draft an edition from a folder of files; say what was made and what only a person knows."""
    from shnor_lib.forms.new_okrug import make_new_okrug
    from shnor_lib.forms.new_okrug_words import new_okrug_lines

    made = make_new_okrug(project.root, options.name, options.data, options.year, options.okrug)
    print("\n".join(new_okrug_lines(made, project.shown)))
    return DONE


def why_command(project: Project, options: argparse.Namespace) -> int:
    """Say why each stage would be done again."""
    from shnor_lib.pipeline.run import why
    from shnor_lib.pipeline.summary import why_lines

    print("\n".join(why_lines(why(project, _request(project, options)))))
    return DONE


def graph_command(project: Project, options: argparse.Namespace) -> int:
    """Draw the stages."""
    from shnor_lib.pipeline.graph import as_svg, as_text, nodes

    chain = nodes(project)
    picture = project.output / "graph.svg"
    try:
        write_over(picture, as_svg(chain).encode("utf-8"))
    except OSError as error:
        raise refused(f"Не удалось записать «{project.shown(picture)}»", error) from None
    print("\n".join([*as_text(chain), "", f"Схема: {project.shown(picture)}"]))
    return DONE


def lab_command(project: Project, options: argparse.Namespace) -> int:
    """Open the notebooks in JupyterLab."""
    import importlib.util

    if importlib.util.find_spec("jupyterlab") is None:
        raise ReportError("JupyterLab не установлен.", "Выполните: make lab")
    path = os.pathsep.join(filter(None, (str(project.root), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={project.notebooks}"]
    return subprocess.call(command, env={**os.environ, "PYTHONPATH": path})


def clean_command(project: Project, options: argparse.Namespace) -> int:
    """Remove staging and caches."""
    from shnor_lib.pipeline.tidy import clean

    removed = clean(project)
    print("\n".join(["Удалено:", *(f"  {path}" for path in removed)]) if removed else "Удалять нечего.")
    return DONE


def _request(project: Project, options: argparse.Namespace, engine: str = "fast", command: str = "report") -> Request:
    return request_for(project, options.edition, options.params, options.output, engine, command)
