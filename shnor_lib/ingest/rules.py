"""What params say of the input: the rules that every reader of result files is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shnor_lib.ground.drafts import Waiting
from shnor_lib.ground.params import Claims, Correction, Criteria, CriteriaYears, Dynamics, Params, Procedures, Programme
from shnor_lib.ground.programme_params import is_open
from shnor_lib.ground.project import shown


@dataclass(frozen=True)
class StatedByParams:
    """What params state of the data, to be held against them.

    ``file`` is the params file as messages show it; ``years`` holds each school year (the year it ends in) that the
    analysis looks at, by its key in the file; ``claims`` are the programme's own sentences; ``start`` is the day on
    which the programme began, if anybody has said it.
    """

    file: str
    years: dict[str, int]
    claims: Claims | None = None
    start: date | None = None

    @classmethod
    def of(cls, file: Path, years: CriteriaYears, dynamics: Dynamics, programme: Programme) -> "StatedByParams":
        """Return what the sections of a params file state."""
        keys = {
            "criteria: years: previous": years.previous,
            "criteria: years: before_previous": years.before_previous,
            "criteria: years: alternative_previous": years.alternative_previous,
            "dynamics: from": dynamics.from_year,
            "dynamics: to": dynamics.to_year,
        }
        start = programme.period.start if programme.period else None
        return cls(shown(file), {key: year for key, year in keys.items() if year is not None}, programme.claims, start)


@dataclass(frozen=True)
class IngestRules:
    """The params that ingest obeys.

    ``as_of`` is the reporting date; ``procedures`` tells which procedures count towards the criteria and the minimums
    of exams; ``required`` are the names of the files without which no report is made; ``corrections`` are those
    recorded for single rows of Приложение 1; ``region`` is the folder with the region's files; ``stated`` is held
    against the data, where it is known; by ``criteria`` warnings name the low results that rest on doubtful values;
    ``previous`` names the edition before, if there is one, ``previous_folder`` is where it stands; ``waiting`` are the
    places that wait for a person,
    ``to_confirm`` the lines carried over from another edition, ``hidden`` the keys whose text looks like a person;
    ``municipality`` is the okrug's name, by which tables of
    a whole region tell its schools («»: it waits too).
    """

    as_of: date
    procedures: Procedures
    required: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()
    region: Path | None = None
    stated: StatedByParams | None = None
    criteria: Criteria | None = None
    previous: str = ""
    waiting: tuple[Waiting, ...] = ()
    to_confirm: tuple[Waiting, ...] = ()
    hidden: tuple[Waiting, ...] = ()
    municipality: str = ""
    previous_folder: Path | None = None

    @classmethod
    def of(cls, params: Params, file: Path, waiting: Sequence[Waiting] | None = None) -> "IngestRules":
        """Return the rules of an edition's params, read from a file.

        Args:
            params: completed by what the programme's workbook says.
            file: the file.
            waiting: the places of both that wait for a person; left out: those of the params.
        """
        return cls(
            params.report.as_of,
            params.procedures,
            params.data.required,
            params.corrections,
            params.data.region_folder,
            StatedByParams.of(file, params.criteria.years, params.dynamics, params.programme),
            params.criteria,
            params.report.previous,
            params.waiting if waiting is None else tuple(waiting),
            params.to_confirm,
            params.hidden,
            "" if is_open(params.report.municipality) else params.report.municipality,
            params.previous_folder,
        )

    def is_of_region(self, shown_path: str) -> bool:
        """Tell whether a file, as tables show it, lies in the folder with the region's files."""
        return self.region is not None and shown_path.startswith(f"{shown(self.region)}/")

    def requires(self, path: Path) -> bool:
        """Tell whether no report is made without the file."""
        return any(path.parts[-len(parts) :] == parts for parts in (Path(name).parts for name in self.required))

    def corrects(self, shown_path: str) -> bool:
        """Tell whether a correction is recorded for a row of the file."""
        return any(correction.file_name == shown_path for correction in self.corrections)
