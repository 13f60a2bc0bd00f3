"""The stages of a report, as one table that can be read aloud.

What a stage *reads* is not written here: it is derived from its notebook (`pipeline.reads`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shnor_lib.ground.project import table_path
from shnor_lib.ground.registers import register_tables


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
    """A document made from the executed notebook of the last stage by an nbconvert exporter (``module:class``)."""

    file: str
    exporter: str


STAGES = (
    Stage(
        "ingest",
        "01_ingest.ipynb",
        "Приём данных",
        (
            "schools",
            "programme_indicators",
            "programme_plan",
            "programme_measures",
            "programme_tasks",
            "programme_expected",
            "results",
            "readings",
            "background",
            "journal",
            "context",
            "corrections",
            "findings",
            "cell_counts",
            *register_tables(),
        ),
    ),
    Stage(
        "classify",
        "02_classify.ipynb",
        "Определение ШНОР",
        ("classification", "subject_repeats", "base_years"),
    ),
    Stage("dynamics", "03_dynamics.ipynb", "Динамика", ("dynamics", "pair_means", "school_dynamics", "school_support")),
    Stage(
        "indicators",
        "04_indicators.ipynb",
        "Показатели и план",
        (
            "indicators",
            "indicator_schools",
            "indicator_quarters",
            "plan",
            "plan_occurrences",
            "assignments",
            "events_by_month",
            "help_coverage",
            "factors",
            "requests_answered",
            "partnerships",
            "catalogue",
            "competences",
            "deficits",
            "self_assessment",
            "methodical_systems",
            "quarters",
            "indicator_people",
        ),
    ),
    Stage("report", "05_report.ipynb", "Отчёт", ("report_findings",)),
)

PUBLICATIONS = (
    Publication("report.html", "shnor_lib.publishing.html:ShnorHTMLExporter"),
    Publication("report.pdf", "shnor_lib.publishing.pdf:ShnorPDFExporter"),
)

#: The step after the last stage; it has a record in the manifest like a stage.
PUBLISH = "publish"
PUBLISH_TITLE = "Публикация"


def tables_before(stages: Sequence[Stage], stage: Stage) -> tuple[str, ...]:
    """Return the tables that stages before the given one write, in the order of the chain."""
    earlier = stages[: stages.index(stage)]
    return tuple(table for one in earlier for table in one.tables)


def writer_of(stages: Sequence[Stage], table: str) -> Stage:
    """Return the stage that writes the table."""
    return next(stage for stage in stages if table in stage.tables)
