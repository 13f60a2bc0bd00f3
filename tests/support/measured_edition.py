"""An edition of invented schools whose results have participants, marks and a background, as ФИС ОКО gives them."""

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.analysis.results import classify, dynamics
from shnor_lib.analysis.results.latest import latest_results
from shnor_lib.analysis.results.next_list import next_list
from shnor_lib.comments import Comments
from shnor_lib.ingest.checks.protocol import ReadData, control_protocol
from tests.support.certain_results import add_certain_shares
from tests.support.certainty_tables import add_margin_tables
from tests.support.context_tables import add_context_tables
from tests.support.expected_tables import add_expected_tables
from tests.support.indicator_stage import add_indicator_tables
from tests.support.made_edition import MadeEdition
from tests.support.previous_lists import compare_with_previous, no_list
from tests.support.programme_2022 import params_2022, programme_2022

SCHOOLS = ("МБОУ «Заречная СОШ»", "МБОУ «Луговая ООШ»", "МБОУ «Озёрная СОШ»")
#: Marks «2»…«5»: the first school is low beyond chance, the second by chance perhaps, the third never.
MARKS = {0: (30, 20, 8, 2), 1: (3, 5, 2, 0), 2: (1, 10, 12, 7)}
REGION, MUNICIPALITY = (1500, 5000, 3000, 500), (60, 120, 80, 20)
SOURCE = {"source_file": "data/ВПР.xlsx", "source_sheet": "Лист1"}


def measured(marks, **given) -> dict:
    """Return a result with these numbers of marks and everything that follows from them."""
    n_2, n_3, n_4, n_5 = marks
    n = sum(marks)
    return {
        **{f"n_{mark}": count for mark, count in zip((2, 3, 4, 5), marks, strict=True)},
        **{f"pct_{mark}": round(100 * count / n, 2) for mark, count in zip((2, 3, 4, 5), marks, strict=True)},
        "n_participants": n,
        "fail_pct": round(100 * n_2 / n, 2),
        **dict.fromkeys(("n_failed", "failed_least", "failed_most"), n_2),
        "fail_decimals": 2,
        "top_pct": None,
        "quality_pct": 100 * (n_4 + n_5) / n,
        "success_pct": 100 * (n - n_2) / n,
        "sou_pct": (100 * n_5 + 64 * n_4 + 36 * n_3 + 16 * n_2) / n,
        "mean_mark": (5 * n_5 + 4 * n_4 + 3 * n_3 + 2 * n_2) / n,
        "attempt": 1,
        "counted": True,
        "reading": "as_read",
        "doubtful": False,
        **SOURCE,
        **given,
    }


def measured_edition() -> MadeEdition:
    """Return a copy of the edition: three schools, ВПР in РУ and МА of grades 5–8, two years, the second better."""
    copies = {name: value.copy() for name, value in _measured().items() if isinstance(value, pd.DataFrame)}
    return MadeEdition(**{**_measured(), **copies, "params": _measured()["params"].model_copy(deep=True)})


@cache
def _measured() -> dict[str, Any]:
    params = params_2022()
    programme = programme_2022()
    programme["schools"] = _schools(programme["schools"])
    procedures = [
        {
            "assessment": "VPR",
            "level": None,
            "subject": subject,
            "grade": grade,
            "school_year": year,
            "season": "spring",
        }
        for year in (2019, 2021)
        for subject in ("RU", "MA")
        for grade in (5, 6, 7, 8)
    ]
    results = [
        measured(
            _better(MARKS[place]) if procedure["school_year"] == 2021 else MARKS[place],
            school_id=f"z{place}",
            school=name,
            source_cell=f"D{10 + place}",
            **procedure,
        )
        for place, name in enumerate(SCHOOLS)
        for procedure in procedures
    ]
    background = [
        measured(marks, group=group, kind=kind, source_cell="D9", **procedure)
        for kind, group, marks in (
            ("region", "Демонстрационная область", REGION),
            ("municipality", "Демонстрационный округ", MUNICIPALITY),
        )
        for procedure in procedures
    ]
    # A second attempt must reach no table of the report.
    later = measured((0, 0, 0, 9), school_id="z0", school=SCHOOLS[0], source_cell="D99", **procedures[0])
    results.append(later | {"attempt": 2, "counted": False})
    return vars(edition_of_results(params, programme, pd.DataFrame(results), pd.DataFrame(background)))


def changed(**tables: pd.DataFrame) -> MadeEdition:
    """Return the measured edition, made once, with tables in place of its own: all are listed, z0 and z1 fell."""
    return MadeEdition(**{**_measured(), **tables})


def measured_table(name: str) -> pd.DataFrame:
    """Return a copy of a table of the measured edition."""
    return _measured()[name].copy()


def _schools(shipped: pd.DataFrame) -> pd.DataFrame:
    return shipped.head(len(SCHOOLS)).assign(
        school_id=[f"z{place}" for place in range(len(SCHOOLS))],
        school=SCHOOLS,
        kind=["ООШ" if "ООШ" in name else "СОШ" for name in SCHOOLS],
        highest_grade=[9 if "ООШ" in name else 11 for name in SCHOOLS],
    )


def _better(marks: tuple[int, ...]) -> tuple[int, ...]:
    """Return the marks with half of «2» turned into «3»."""
    moved = marks[0] // 2
    return marks[0] - moved, marks[1] + moved, *marks[2:]


def edition_of_results(params, programme, results, background, registers=None) -> MadeEdition:
    """Return the edition that the methods make of results and registers; without registers all are empty."""
    results = results.convert_dtypes().replace({np.nan: None}).convert_dtypes()
    period = params.programme.period
    readings = pd.DataFrame(columns=["school_id", "school", "variant", *classify.PROCEDURE_KEY, "fail_pct", "reading"])
    cell_counts = pd.DataFrame(
        [{"file": SOURCE["source_file"], "sheet": SOURCE["source_sheet"], "used": 900, "set_aside": 0, "not_needed": 0}]
    ).assign(empty=100, total=1000)
    made = MadeEdition(params=params, comments=Comments(), **programme)
    made.results, made.readings, made.background, made.cell_counts = results, readings, background, cell_counts
    made.corrections = pd.DataFrame(columns=["id", "school", "applied"])
    made.findings = control_protocol([], ReadData(results, made.schools, cell_counts))
    made.classification = classify.classify_schools(results, readings, made.schools, params.criteria)
    made.subject_repeats = classify.subject_repeats(results, readings, made.schools, params.criteria)
    made.next_list = next_list(results, readings, made.schools, params.criteria)
    compare_with_previous(made, no_list())
    made.base_years = classify.base_years(results, made.schools, params.criteria)
    made.latest_results = latest_results(results, params.criteria)
    made.dynamics = dynamics.comparable_pairs(results, params.dynamics, period)
    made.pair_means = dynamics.pair_means(made.dynamics)
    made.school_dynamics = dynamics.school_dynamics(results, readings, made.schools, params.dynamics, period)
    made.school_support = dynamics.supported_by_school(results, params.dynamics)
    add_margin_tables(made)
    add_context_tables(made)
    add_expected_tables(made)
    add_certain_shares(made)
    add_indicator_tables(made, registers)
    return made
