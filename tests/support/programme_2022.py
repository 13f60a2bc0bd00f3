"""The programme's Приложение 1 as tests need it: rows to edit, a workbook made of them, and all methods run on it."""

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path

import openpyxl
import pandas as pd

from shnor_lib.analysis.results import classify, dynamics
from shnor_lib.analysis.results.latest import latest_results
from shnor_lib.analysis.results.next_list import next_list
from shnor_lib.comments import Comments
from shnor_lib.ground.params import Params, load_params, params_path
from shnor_lib.ground.project import ROOT
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.programme.stated import programme_of
from shnor_lib.ingest.results import ResultTables, read_results
from shnor_lib.ingest.rules import IngestRules
from tests.support.certain_results import add_certain_shares
from tests.support.certainty_tables import add_margin_tables
from tests.support.context_tables import add_context_tables
from tests.support.expected_tables import add_expected_tables
from tests.support.indicator_stage import add_indicator_tables
from tests.support.made_edition import MadeEdition
from tests.support.previous_lists import compare_with_previous, no_list

FIXTURE = Path(__file__).parent / "fixtures" / "programme_appendix_1.tsv"
WORKBOOK = ROOT / "data" / "leninsk-kuznetsky" / "2022" / "Приложение_1.xlsx"
ROWS = {
    "Краснинская": 3,
    "Ариничевская": 4,
    "Демьяновская": 5,
    "Панфиловская": 6,
    "Подгорновская": 7,
    "Свердловская": 8,
    "Мирновская": 9,
}


def appendix_rows() -> list[list]:
    """Return the table of the programme: whole numbers as integers, empty cells as ``None``."""
    lines = FIXTURE.read_text(encoding="utf-8").splitlines()
    return [[int(text) if text.isdigit() else text or None for text in line.split("\t")] for line in lines]


def column_of(rows: list[list], heading: str) -> int:
    """Return the place in a row of the first value under a heading."""
    return rows[0].index(heading)


def of_year(rows: list[list], year: int) -> list[list]:
    """Return the rows with the names and the columns of one year alone."""
    places = [0]
    for place, heading in enumerate(rows[0]):
        if isinstance(heading, str) and str(year) in heading:
            places += [place, place + 1]
    return [[row[place] if place < len(row) else None for place in places] for row in rows]


def write_workbook(rows: list[list], path: Path, sheet: str = "Приложение 1") -> Path:
    """Write rows as a workbook, a heading over two merged columns."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def params_2022() -> Params:
    """Return the shipped params, completed by the programme's workbook."""
    return _shipped()[0].model_copy(deep=True)


def programme_2022() -> dict[str, pd.DataFrame]:
    """Return a copy of the shipped programme's tables."""
    return {name: frame.copy() for name, frame in _shipped()[1].items()}


@cache
def _shipped() -> tuple[Params, dict[str, pd.DataFrame]]:
    """Return the shipped params and the programme's tables, read once: hundreds of tests ingest against them."""
    read = programme_of(load_params(params_path(2022)), params_path(2022))
    return read.params, dict(read.tables)


def ingest(
    path: Path | Sequence[Path], corrections: Sequence = (), schools=None, *, may_lack: bool = False
) -> ResultTables:
    """Read one workbook, or several, against the shipped roster; a single one is required."""
    _, programme = _shipped()
    paths, required = ([path], [path.name]) if isinstance(path, Path) else (path, [])
    rules = rules_2022(required=tuple(required), corrections=tuple(corrections))
    return results_of(paths, programme["schools"] if schools is None else schools, rules, may_lack=may_lack)


def rules_2022(**changes) -> IngestRules:
    """Return the shipped rules of ingest, without required files and corrections unless they are given."""
    params, _ = _shipped()
    return IngestRules(**{"as_of": params.report.as_of, "procedures": params.procedures, **changes})


def results_of(
    paths: Sequence[Path],
    schools: pd.DataFrame,
    rules: IngestRules | None = None,
    cache: Path | None = None,
    *,
    may_lack: bool = False,
) -> ResultTables:
    """Read result files against a roster, by the shipped rules unless others are given."""
    rules = rules_2022() if rules is None else rules
    return read_results(read_folder(paths, rules, cache), schools, rules, may_lack=may_lack)


class Judged(MadeEdition):
    """The tables of ingest and the roster; verdicts and dynamics are computed when a test looks at them."""

    @cached_property
    def classification(self) -> pd.DataFrame:
        """The verdicts by the shipped criteria."""
        return classify.classify_schools(self.results, self.readings, self.schools, self.params.criteria)

    @cached_property
    def school_dynamics(self) -> pd.DataFrame:
        """The dynamics of each school over the programme's period."""
        period = self.params.programme.period
        return dynamics.school_dynamics(self.results, self.readings, self.schools, self.params.dynamics, period)


def judge(path: Path | Sequence[Path], corrections: Sequence = ()) -> Judged:
    """Run ingest on a workbook, or several, for a test that asks for little of what the methods make of it."""
    params, programme = _shipped()
    return Judged(params=params, schools=programme["schools"], **vars(ingest(path, corrections)))


def run_methods(
    path: Path | Sequence[Path],
    corrections: Sequence = (),
    schools=None,
    params: Params | None = None,
    registers: Registers | None = None,
) -> MadeEdition:
    """Run ingest and every method on a workbook, or several; the result has the attributes of an edition.

    With registers there may be no results at all.
    """
    params = (params or _shipped()[0]).model_copy(deep=True)
    programme = {name: frame.copy() for name, frame in _shipped()[1].items()}
    if schools is not None:
        programme["schools"] = schools
    tables = ingest(path, corrections, schools, may_lack=registers is not None)
    period = params.programme.period
    made = MadeEdition(params=params, comments=Comments(), **programme, **vars(tables))
    made.classification = classify.classify_schools(made.results, made.readings, made.schools, params.criteria)
    made.subject_repeats = classify.subject_repeats(made.results, made.readings, made.schools, params.criteria)
    made.next_list = next_list(made.results, made.readings, made.schools, params.criteria)
    compare_with_previous(made, no_list())
    made.base_years = classify.base_years(made.results, made.schools, params.criteria)
    made.latest_results = latest_results(made.results, params.criteria)
    made.dynamics = dynamics.comparable_pairs(made.results, params.dynamics, period)
    made.pair_means = dynamics.pair_means(made.dynamics)
    made.school_dynamics = dynamics.school_dynamics(made.results, made.readings, made.schools, params.dynamics, period)
    made.school_support = dynamics.supported_by_school(made.results, params.dynamics)
    add_margin_tables(made)
    add_context_tables(made)
    add_expected_tables(made)
    add_certain_shares(made)
    add_indicator_tables(made, registers)
    return made


@cache
def _shipped_edition(corrected: bool) -> MadeEdition:
    return run_methods(WORKBOOK, params_2022().corrections if corrected else ())


def shipped_edition(*, corrected: bool = True) -> MadeEdition:
    """Return a copy of what every method makes of the shipped workbook, with or without the recorded correction."""
    made = vars(_shipped_edition(corrected))
    tables = {name: value.copy() for name, value in made.items() if isinstance(value, pd.DataFrame)}
    return MadeEdition(**made | tables)


def of_school(frame, name: str, **fixed):
    """Return the one row of a school whose name holds ``name`` and whose columns have the given values."""
    chosen = frame[frame["school"].str.contains(name)]
    for column, value in fixed.items():
        chosen = chosen[chosen[column] == value]
    assert len(chosen) == 1, f"{name} {fixed}: {len(chosen)} rows"
    return chosen.iloc[0]
