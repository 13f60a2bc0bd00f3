"""From a workbook with registers to the tables of indicators, plan and help, as the notebook makes them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lib.analysis.indicators.values import indicator_quarters, indicator_schools, indicator_values
from shnor_lib.analysis.programme.catalogue import catalogue
from shnor_lib.analysis.programme.competences import competences, deficits, self_assessment
from shnor_lib.analysis.programme.coverage import help_coverage
from shnor_lib.analysis.programme.factors import factors
from shnor_lib.analysis.programme.meetings import assignments, events_by_month
from shnor_lib.analysis.programme.monitoring import methodical_systems, quarters
from shnor_lib.analysis.programme.partnerships import partnerships
from shnor_lib.analysis.programme.plan import follow_plan, plan_occurrences
from shnor_lib.analysis.programme.programme_data import ProgrammeData
from shnor_lib.analysis.programme.records import Window
from shnor_lib.analysis.programme.school_requests import requests_answered
from shnor_lib.analysis.programme.settings import reporting_date, with_targets
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.table_files import read_table, write_table
from tests.support.invented_registers import AS_OF, PERIOD, roster
from tests.support.register_books import PROGRAMME, read
from tools.okrug.registers import write_registers


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("реестры")
    found = read(write_registers(folder / "Реестры_программы.xlsx")).tables
    for name, table in found.items():
        write_table(table, folder / f"{name}.csv")
    tables = {name: read_table(folder / f"{name}.csv") for name in found}
    registers = Registers(**{name: tables[f"register_{name}"] for name in Registers.names()})
    since = {"d01": "2021-10-01"}
    schools = roster(
        *(
            {"school_id": code, "participant_since": since.get(code), "listed": code != "d03"}
            for code in ("d01", "d02", "d03")
        )
    )
    window = Window(PERIOD.start, reporting_date(tables["register_settings"], AS_OF))
    dynamics = pd.DataFrame(columns=["school_id", "school", "scope", "pairs", "positive", "firm", "in_programme"])
    sources = ProgrammeData(schools, dynamics, registers, window, Indicators())
    programme = with_targets(PROGRAMME["programme_indicators"], tables["register_settings"])
    people = registers.teachers["teacher_id"]
    plan = (
        PROGRAMME["programme_plan"],
        PROGRAMME["programme_measures"],
        PERIOD,
        AS_OF,
        registers.plan,
        registers.events,
    )
    measured = (registers.diagnostics, people, window, Indicators())
    written = {
        "indicators": indicator_values(programme, sources, pd.Series(["d01"])),
        "indicator_schools": indicator_schools(programme, sources),
        "indicator_quarters": indicator_quarters(programme, sources),
        "plan": follow_plan(*plan),
        "plan_occurrences": plan_occurrences(*plan),
        "assignments": assignments(registers.minutes, AS_OF),
        "events_by_month": events_by_month(registers.events, registers.participation, window),
        "help_coverage": help_coverage(sources),
        "factors": factors(sources),
        "requests_answered": requests_answered(sources),
        "partnerships": partnerships(sources),
        "catalogue": catalogue(sources),
        "competences": competences(*measured),
        "deficits": deficits(*measured),
        "self_assessment": self_assessment(*measured),
        "methodical_systems": methodical_systems(registers.methodical_systems, schools, AS_OF),
        "quarters": quarters(registers.quarters, schools, AS_OF),
    }
    for name, table in written.items():
        write_table(table, folder / f"{name}.csv")
    return SimpleNamespace(**{name: read_table(folder / f"{name}.csv") for name in written})


@pytest.mark.slow
def test_every_indicator_that_a_register_feeds_has_its_numbers(made):
    shown = made.indicators.set_index("id")
    numbers = {code: (shown.loc[code, "numerator"], shown.loc[code, "denominator"]) for code in shown.index}
    assert numbers["И2"] == (1, 2)
    assert numbers["И3"] == (0, 2)
    assert numbers["И4"] == (3, 5)
    assert numbers["И5"] == (3, 5)
    assert numbers["П1"] == (1, 3)
    assert numbers["П2"] == (5, 5)
    assert numbers["П3"] == (1, 2)
    assert numbers["П4"] == (1, 5)
    assert shown.loc[["И1", "И6"], "actual"].tolist() == [1, 1]
    assert shown.loc["П5", "hidden"]
    assert shown.loc["И3", "target"] == 15


@pytest.mark.slow
def test_the_plan_knows_what_was_done_and_what_was_not(made):
    plan = made.plan.set_index("id")["status"]
    assert plan[["1", "9", "М1.2", "6а"]].tolist() == ["done", "overdue", "overdue", "upcoming"]
    assert made.plan.set_index("id").loc["4", ["records", "occurrences_due"]].tolist() == [3, 15]


@pytest.mark.slow
def test_each_table_of_the_form_reaches_its_table_of_the_report(made):
    full = {name: len(table) for name, table in vars(made).items()}
    assert full.pop("self_assessment") == 0
    assert all(full.values()), full
