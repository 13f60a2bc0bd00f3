"""METHODS 4: the indicators of the 2022 data: no registers, И7 with a start value alone."""

import pytest

from shnor_lib.analysis.indicators import values as indicators
from tests.support.invented_registers import sources
from tests.support.measured_indicators import value_of
from tests.support.programme_2022 import params_2022, shipped_edition

PARAMS = params_2022()


@pytest.fixture(scope="module")
def edition():
    return shipped_edition()


def test_without_registers_nothing_is_invented(edition):
    assert list(edition.indicators["id"]) == [f"И{n}" for n in range(1, 8)] + [f"П{n}" for n in range(1, 6)]
    assert set(edition.indicators["status"]) == {"no_data"}
    assert edition.indicators["actual"].isna().all()
    assert edition.indicators["needs"].notna().all()


def test_indicator_7_has_a_baseline_and_no_value(edition):
    row = edition.indicators.set_index("id").loc["И7"]
    assert (round(row["baseline"], 1), round(row["range_low"], 1), round(row["range_high"], 1)) == (57.1, 42.9, 85.7)
    assert row["source_number"] == "9"


def test_results_of_the_programmes_period_give_indicator_7_its_value(edition):
    during = edition.school_dynamics.assign(in_programme=True)
    data = sources(edition.schools, during)
    value = value_of("И7", data)
    assert (value.numerator, value.denominator, round(value.actual, 1), value.baseline) == (4, 7, 57.1, None)
    assert [round(end, 1) for end in (value.range_low, value.range_high)] == [42.9, 85.7]
    by_school = indicators.indicator_schools(edition.programme_indicators, data).query("id == 'И7'")
    assert (len(by_school), by_school["numerator"].sum()) == (7, 4)


def test_a_school_whose_dynamics_is_unknown_stays_in_the_denominator_of_indicator_7(edition):
    during = edition.school_dynamics.assign(in_programme=True)
    open_school = during["school_id"] == edition.schools["school_id"].iloc[2]
    data = sources(edition.schools, during.assign(positive=during["positive"].mask(open_school)))
    assert (value_of("И7", data).numerator, value_of("И7", data).denominator) == (3, 7)
    assert len(indicators.indicator_schools(edition.programme_indicators, data).query("id == 'И7'")) == 6


@pytest.mark.parametrize(
    ("actual", "target", "status"),
    [(None, 40, "no_data"), (None, None, "no_data"), (50, None, "no_target"), (40, 40, "met"), (39.9, 40, "not_met")],
)
def test_verdicts(actual, target, status):
    assert indicators.status(actual, target) == status
