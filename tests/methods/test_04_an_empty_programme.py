"""A programme may name no indicator and no item: its tables keep their columns for every later stage."""

from datetime import date

from shnor_lib.analysis.indicators.values import indicator_values
from shnor_lib.analysis.programme.plan import follow_plan
from shnor_lib.ground.register_tables import empty_register
from shnor_lib.ground.tables import DECLARED
from tests.support.invented_registers import sources
from tests.support.programme_2022 import params_2022, programme_2022


def test_no_indicator_has_no_value():
    empty = programme_2022()["programme_indicators"].iloc[:0]
    assert list(indicator_values(empty, sources()).columns) == list(DECLARED["indicators"].columns)


def test_a_plan_without_items_is_followed():
    tables = programme_2022()
    plan, measures = (tables[name].iloc[:0] for name in ("programme_plan", "programme_measures"))
    none = (empty_register("plan"), empty_register("events"))
    followed = follow_plan(plan, measures, params_2022().programme.period, date(2022, 12, 31), *none)
    assert followed.empty and list(followed.columns) == list(DECLARED["plan"].columns)
