"""Registers made for tests: a row is a dictionary of what matters, the rest is empty; tables keep their schemas."""

from datetime import date

import pandas as pd

from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import Window
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.schemas import TABLES
from tests.support.programme_2022 import params_2022

START, AS_OF = date(2021, 9, 1), date(2022, 12, 31)
WINDOW = Window(START, AS_OF)
PERIOD = params_2022().programme.period
INSIDE, BEFORE, AFTER = "2022-03-15", "2021-08-31", "2023-01-01"

#: What a row holds unless the test says otherwise.
USUAL = {
    "courses": {"programme": "Программа", "is_targeted": True, "finished_on": INSIDE},
    "diagnostics": {"held_on": INSIDE, "area": "subject", "phase": "before", "kind": "diagnostics", "result_pct": 50},
    "interaction": {"form": "мастер-класс", "partner": "Гимназия", "held_on": INSIDE},
    "consultations": {"held_on": INSIDE, "kind": "individual", "is_targeted": True},
    "events": {"held_on": INSIDE, "title": "Семинар", "form": "семинар", "audience": "teachers"},
    "materials": {"approved_on": INSIDE, "audience": "teachers"},
    "minutes": {"held_on": INSIDE, "minutes_id": "1", "question": "О работе", "assignment": "Сделать"},
    "routes": {"deficit": "методика", "step": "первый", "done_on": INSIDE},
    "teachers": {"is_subject_teacher": True},
    "requests": {"received_on": INSIDE},
    "schools": {"listed": True, "kind": "СОШ", "highest_grade": 11, "participant_since": "2021-09-01"},
}


def table(name: str, rows, usual: str = "", *, checked: bool = True) -> pd.DataFrame:
    """Return rows as a table of the edition, with the types of its schema and, unless told otherwise, checked by it."""
    source = {"source_file": "реестры.xlsx", "source_sheet": "Лист", "source_cell": "A2"}
    filled = [{**source, **USUAL.get(usual or name, {}), **row} for row in rows]
    if not checked:
        return _typed(name, filled)
    # Tests ask for the same few rows again and again, and a check looks at dozens of columns.
    key = name, repr(filled)
    if key not in _checked:
        _checked[key] = TABLES[name].validate(_typed(name, filled))
    return _checked[key].copy()


#: Tables that were made and checked, by name and rows.
_checked: dict[tuple[str, str], pd.DataFrame] = {}


def _typed(name: str, filled: list[dict]) -> pd.DataFrame:
    schema = TABLES[name]
    frame = pd.DataFrame(filled, columns=list(schema.columns))
    return frame.astype({column: str(declared.dtype) for column, declared in schema.columns.items()})


def registers(*, checked: bool = True, **rows) -> Registers:
    """Return registers with the given rows; the others are empty."""
    made = {name: table(f"register_{name}", given, name, checked=checked) for name, given in rows.items()}
    return Registers(**made)


def roster(*rows, checked: bool = True) -> pd.DataFrame:
    """Return a roster; a school is named by its code unless a name is given."""
    return table("schools", [{"school": f"МБОУ «{row['school_id']}»", **row} for row in rows], checked=checked)


def teachers(count: int, school_id: str = "a", first: int = 1, **same) -> list[dict]:
    """Return rows of the register of teachers, numbered on from ``first``."""
    return [{"teacher_id": f"t{n}", "school_id": school_id, **same} for n in range(first, first + count)]


def sources(schools=None, dynamics=None, *, checked: bool = True, **rows) -> ProgrammeData:
    """Return sources of the indicators: one listed school «a» in the programme, unless others are given."""
    schools = roster({"school_id": "a"}) if schools is None else schools
    columns = ["school_id", "school", "scope", "pairs", "positive", "firm", "in_programme"]
    dynamics = pd.DataFrame(columns=columns) if dynamics is None else dynamics
    return ProgrammeData(schools, dynamics, registers(checked=checked, **rows), WINDOW, Indicators())


def diagnosed(who, before=None, after=None, own=None, **more) -> list[dict]:
    """Return rows of diagnostics: results before and after, and what the person thinks of themselves."""
    values = {
        "before": (before, "before", "diagnostics", "2021-10-01"),
        "after": (after, "after", "diagnostics", "2022-10-01"),
        "own": (own, "before", "self_assessment", "2021-10-02"),
    }
    return [
        {"teacher_id": who, "result_pct": value, "phase": phase, "kind": kind, "held_on": day, **more}
        for value, phase, kind, day in values.values()
        if value is not None
    ]


def checked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table once its schema has let it pass."""
    return TABLES[name].validate(frame)
