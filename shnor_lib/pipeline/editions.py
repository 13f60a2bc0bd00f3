"""Which edition is meant: by its year or name, or by a params file anywhere."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.period_files import MONITORING_FOLDER
from shnor_lib.ground.project import edition_files
from shnor_lib.pipeline.layout import Project


@dataclass(frozen=True)
class Request:
    """What is asked for: an edition, its params file, the folder to issue it in, and the engine.

    ``monitored`` is the edition whose reports of periods are read, where it is not the one to be issued;
    ``periods_as_recorded``: what has changed in them alone is no reason to do anything.  ``documents`` are the files to
    publish beside those that stand already; empty: all.
    """

    edition: str
    params_file: Path
    issued: Path
    engine: str = "fast"
    command: str = ""
    monitored: Path | None = None
    periods_as_recorded: bool = False
    documents: tuple[str, ...] = ()

    @property
    def periods(self) -> Path:
        """The folder of reports of periods that the report of the year reads."""
        return (self.monitored or self.issued) / MONITORING_FOLDER

    def params_parameter(self, project: Project) -> str:
        """Return the params file as notebooks are told of it; empty if the edition's name tells it already."""
        if self.params_file.resolve() == (project.params / f"{self.edition}.yml").resolve():
            return ""
        return project.relative(self.params_file)


def request_for(
    project: Project,
    year: str = "",
    params: str = "",
    output: str = "",
    engine: str = "fast",
    command: str = "report",
) -> Request:
    """Find the edition asked for by its year (the stem of a file in ``params/``) or by the path of its params file.

    Raises:
        ReportError: nothing or something unknown was asked for; the text names the editions there are.
    """
    if params:
        params_file = Path(params)
        if not params_file.is_file():
            raise ReportError(f"Нет файла параметров «{params}».", "Проверьте путь после PARAMS=.")
        if year and year != params_file.stem:
            raise ReportError(
                f"Указаны и выпуск «{year}», и файл параметров «{params}» другого выпуска.", "Оставьте что-то одно."
            )
    elif year:
        params_file = _params_of(project, year)
    else:
        raise ReportError(f"Не указано, какой выпуск собирать. {editions_in_words(project)}", _example(project))
    issued = Path(output).absolute() if output else project.output / params_file.stem
    arguments = [f"PARAMS={_quoted(params)}" if params else f"YEAR={_quoted(params_file.stem)}"]
    arguments += [f"OUTPUT={_quoted(output)}"] if output else []
    arguments += ["ENGINE=kernel"] if engine == "kernel" else []
    return Request(params_file.stem, params_file.absolute(), issued, engine, " ".join([f"make {command}", *arguments]))


def editions(project: Project) -> list[str]:
    """Return the names of all editions in ``params/``."""
    return [path.stem for path in edition_files(project.params)]


def editions_in_words(project: Project) -> str:
    """Return the sentence that names the editions there are."""
    known = editions(project)
    if not known:
        return "В папке params пока нет ни одного файла параметров."
    return f"Есть {'выпуск' if len(known) == 1 else 'выпуски'}: {', '.join(known)}."


def _params_of(project: Project, year: str) -> Path:
    name = year.removesuffix(".yml")
    path = project.params / f"{name}.yml"
    if name == Path(name).name and path.is_file():
        return path
    near = difflib.get_close_matches(name, editions(project), n=3, cutoff=0.4)
    hint = f"Возможно, вы имели в виду: {', '.join(near)}." if near else editions_in_words(project)
    raise ReportError(
        f"Нет параметров выпуска «{year}» (файла params/{Path(name).name}.yml). {hint}",
        "Новый выпуск заводит команда make new-year YEAR=…: параметры и папка по прошлому году."
        if editions(project)
        else "",
    )


def _example(project: Project) -> str:
    known = editions(project)
    return f"Например: make report YEAR={known[-1]}" if known else ""


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value
