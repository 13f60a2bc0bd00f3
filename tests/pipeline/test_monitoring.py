"""What `make monitoring` says without a period: which periods there are, what is known of each, which command."""

from types import SimpleNamespace

import pandas as pd

from shnor_lib.ground.register_tables import Registers
from shnor_lib.ground.tables import DECLARED
from shnor_lib.pipeline.monitoring import listing_lines
from tests.support.invented_registers import registers, table
from tests.support.programme_2022 import params_2022

COMMAND = "make monitoring YEAR=2022"


def written(school: str, subject: str, held_on: str) -> dict:
    common = {"assessment": "MKR", "level": "", "grade": 6, "school_year": 2022, "season": "", "attempt": 1}
    measured = {"n_participants": 20, "n_failed": 2, "fail_pct": 10, "reading": "as_read"}
    flags = {"counted": False, "doubtful": False}
    return {
        "school_id": school,
        "school": school,
        "subject": subject,
        "held_on": held_on,
        **common,
        **measured,
        **flags,
    }


RESULTS = [written("a", "RU", "2022-02-15"), written("a", "MA", "2021-12-10"), written("b", "MA", "2021-12-10")]


def lines(own: Registers, *, works: bool = False, **programme) -> list[str]:
    params = params_2022()
    if programme:
        params = params.model_copy(update={"programme": params.programme.model_copy(update=programme)})
    results = table("results", RESULTS) if works else pd.DataFrame(columns=list(DECLARED["results"].columns))
    edition = SimpleNamespace(params=params, registers=own, register_settings=own.settings, results=results)
    return [line.replace("\u00a0", " ") for line in listing_lines(edition, COMMAND)]


def test_each_period_has_its_dates_sheets_and_command():
    row = {"school_id": "lk01", "school_year": 2022, "quarter": 1, "subject": "Физика", "grade": 7, "pupils": 9}
    said = lines(registers(quarters=[row], courses=[{"teacher_id": "t1", "finished_on": "2021-09-03"}]))
    place = said.index("  2022-ч1: 1 четверть 2021/22 учебного года, 01.09.2021 – 31.10.2021")
    assert said[place + 1 : place + 3] == [
        "    записей на листах: Четверти — 1, КПК — 1",
        f"    {COMMAND} PERIOD=2022-ч1",
    ]
    assert said[0] == "Периоды, которые закончились к отчётной дате 31.12.2022:"
    assert [line[2:9] for line in said if line.startswith("  2")] == [
        *("2022-ч1", "2022-ч2", "2022-п1", "2022-ч3", "2022-ч4", "2022-п2"),
        *("2023-ч1", "2023-ч2", "2023-п1"),
    ]
    assert said[-1].startswith("Муниципальных контрольных работ (МКР) в результатах нет.")


def test_works_stand_by_their_days_whatever_the_order_of_rows():
    assert lines(registers(), works=True)[-5:] == [
        "Муниципальные контрольные работы, по датам:",
        "  МКР-1: математика, 6 класс, 10.12.2021; школ — 2",
        f"    {COMMAND} PERIOD=МКР-1",
        "  МКР-2: русский язык, 6 класс, 15.02.2022; школ — 1",
        f"    {COMMAND} PERIOD=МКР-2",
    ]


def test_a_period_without_records_names_the_sheets_that_start_it():
    said = lines(registers())
    assert not any("PERIOD=" in line for line in said)
    assert sum(line.startswith("    записей нет. Отчёт начнётся") for line in said) == 9
    assert all("«Четверти»" in line and "Реестры_программы.xlsx" in line for line in said if "записей нет" in line)


def test_as_long_as_the_period_of_the_programme_waits_the_year_of_the_reporting_date_is_told():
    assert [line[2:9] for line in lines(registers(), period=None) if line.startswith("  2")] == [
        "2023-ч1",
        "2023-ч2",
        "2023-п1",
    ]
