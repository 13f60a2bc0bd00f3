"""The stages of a report, as one table that can be read aloud.

Neither what a stage *reads* nor what it writes is said here: what it reads is derived from its notebook
(`pipeline.reads`), what it writes stands with the declaration of each table (`ground.tables`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.period_files import MONITORING_FOLDER
from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.ground.tables import table_path, tables_written_by


@dataclass(frozen=True)
class Stage:
    """One notebook of the chain and the tables that it alone writes."""

    name: str
    notebook: str
    title: str
    tables: tuple[str, ...]

    @property
    def outputs(self) -> tuple[str, ...]:
        """Paths of everything the stage leaves in the edition's folder, relative to it."""
        return (self.notebook, *(table_path(table) for table in self.tables))


@dataclass(frozen=True)
class Publication:
    """A document made from the executed notebook of the last stage by an nbconvert exporter (``module:class``).

    ``after`` are files of other publications that it takes up: it is made when they are there.
    """

    file: str
    exporter: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class SideStage:
    """What a command of its own makes of a finished edition, in a folder of that name below it (decision 58).

    It has a record in the manifest like a stage, and its files swap in with the whole edition.  ``notebook`` is run
    over the edition's tables; ``maker`` (``module:function``, a `pipeline.side.Maker`) leaves the files, ``publisher``
    (``module:function``) makes documents of executed notebooks in a process of its own.  ``main`` are the files that
    are told of at the end.  The first of them is a page that the report links to: where nothing is made it says by
    which command it is, so that the report's bytes do not depend on that.
    """

    name: str
    notebook: str
    title: str
    maker: str
    publisher: str
    main: tuple[str, ...]


def _stage(name: str, notebook: str, title: str) -> Stage:
    return Stage(name, notebook, title, tables_written_by(name))


STAGES = (
    _stage("ingest", "01_ingest.ipynb", "Приём данных"),
    _stage("classify", "02_classify.ipynb", "Определение ШНОР"),
    _stage("dynamics", "03_dynamics.ipynb", "Динамика"),
    _stage("indicators", "04_indicators.ipynb", "Показатели и план"),
    _stage("report", "05_report.ipynb", "Отчёт"),
)

PUBLICATIONS = (
    Publication("report.html", "shnor_lib.publishing.html:ShnorHTMLExporter"),
    Publication("report.pdf", "shnor_lib.publishing.pdf:ShnorPDFExporter", after=("tables.xlsx",)),
    Publication("report.docx", "shnor_lib.publishing.docx:ShnorDOCXExporter"),
    Publication("brief.pdf", "shnor_lib.publishing.brief:ShnorBriefPDFExporter"),
    Publication("brief.docx", "shnor_lib.publishing.brief:ShnorBriefDOCXExporter"),
    Publication("tables.xlsx", "shnor_lib.publishing.xlsx:ShnorXLSXExporter"),
)

#: The word for all documents.
EVERY_DOCUMENT = "все"
#: What a user asks for by a word, and the files that it names.
DOCUMENTS = {
    "html": ("report.html",),
    "pdf": ("report.pdf",),
    "docx": ("report.docx",),
    "brief": ("brief.pdf", "brief.docx"),
    "xlsx": ("tables.xlsx",),
}

SIDES = (
    SideStage(
        "cards",
        "card.ipynb",
        "Карточки школ",
        "shnor_lib.pipeline.cards:make_cards",
        "shnor_lib.publishing.cards:publish_cards",
        ("cards/index.html", "cards/cards.pdf"),
    ),
)

#: What is made of an edition for the public, in a folder of its own below it (decision 59).
PUBLIC_STAGE = Stage("public", "public.ipynb", "Публичный выпуск", ())
#: The forms in which the public report is published.
PUBLIC_FORMS = ("report.html", "report.pdf", "report.docx", "tables.xlsx")
#: What tells of one quarter or half-year, in a folder of its own below `MONITORING_FOLDER` (decision 67).
MONITORING_STAGE = Stage("monitoring", "monitoring.ipynb", "Мониторинг", ())
MONITORING_FORMS = ("report.html", "report.pdf", "report.docx", "tables.xlsx")
#: What tells of the working group's year, with its calendar, in a folder of its own below the edition (decision 70).
YEAR_STAGE = Stage("year", "year.ipynb", "Рабочая группа и циклограмма", ())
YEAR_FORMS = ("report.html", "report.pdf", "report.docx", "tables.xlsx")
CALENDAR_FILE = "calendar.ics"
#: Sheets of teachers by code: a folder in the one for official use, and the files by what they are published as
#: (decision 69).
ROUTES_STAGE = Stage("routes", "routes.ipynb", "Маршруты педагогов", ())
ROUTES_FOLDER = f"{OFFICIAL_USE}/routes"
ROUTES_FORMS = {"report.pdf": "routes.pdf", "tables.xlsx": "routes.xlsx"}
#: What commands make beside an issued edition and its manifest does not name: a folder or a file, and the command.
DIFFERENCES, PUBLIC_FOLDER, PUBLIC_RECORD = "diff", "public", "public-record.json"
YEAR_FOLDER = "year"
MADE_BESIDE = {
    DIFFERENCES: "diff",
    PUBLIC_FOLDER: "public",
    PUBLIC_RECORD: "public",
    MONITORING_FOLDER: "monitoring",
    YEAR_FOLDER: "year",
    ROUTES_FOLDER: "routes",
}

#: The step after the last stage; it has a record in the manifest like a stage.
PUBLISH = "publish"
PUBLISH_TITLE = "Публикация"


def documents_named(words: str) -> tuple[str, ...]:
    """Return the files that words name: «html,pdf»; nothing for no word and for «все», which is all.

    Raises:
        ReportError: a word names none; the text says which there are.
    """
    named = [word.strip().lower() for word in words.split(",") if word.strip()]
    if not named or named == [EVERY_DOCUMENT]:
        return ()
    files = {one.file for one in PUBLICATIONS}
    for word in named:
        if word not in DOCUMENTS and word not in files:
            raise ReportError(
                f"Нет вида документов «{word}».", f"Есть: {', '.join(DOCUMENTS)}; все вместе — {EVERY_DOCUMENT}."
            )
    wanted = {file for word in named for file in DOCUMENTS.get(word, (word,))}
    return tuple(one.file for one in PUBLICATIONS if one.file in wanted)


def tables_before(stages: Sequence[Stage], stage: Stage) -> tuple[str, ...]:
    """Return the tables that stages before the given one write, in the order of the chain."""
    earlier = stages[: stages.index(stage)]
    return tuple(table for one in earlier for table in one.tables)


def writer_of(stages: Sequence[Stage], table: str) -> Stage:
    """Return the stage that writes the table."""
    return next(stage for stage in stages if table in stage.tables)
