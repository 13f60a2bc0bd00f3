"""What the report of the year says of monitorings: by reports of periods and their dates, else by marks of the plan."""

import pandas as pd
import pytest

from shnor_lib.analysis.programme.periods import parse_period
from shnor_lib.edition import Edition
from shnor_lib.ground.period_files import MONITORING_FOLDER, PERIOD_FILE
from shnor_lib.ground.table_files import write_table
from shnor_lib.presentation.monitoring.period import open_period
from shnor_lib.presentation.monitoring.summary import period_row
from shnor_lib.presentation.period_reports import monitored_items, period_reports_table, period_reports_text
from shnor_lib.presentation.sections.protocol import comment_findings
from shnor_lib.presentation.statement import without_marks
from tests.support.depth import every_case
from tests.support.indicator_stage import add_indicator_tables
from tests.support.invented_registers import registers
from tests.support.made_edition import MadeEdition
from tests.support.programme_2022 import shipped_edition

QUARTERS = "quarters_monitoring"


def report(period: str, roles: str, **other) -> dict:
    told = parse_period(period, 2022)
    days = {"since": told.since.isoformat(), "until": told.end.isoformat(), "as_of": "2022-12-31"}
    numbers = {"schools": 7, "attention": 2, "worse": 1, "better": 0, "overdue": 0}
    return {"period": period, "name": told.words, "roles": roles, **days, **numbers, **other}


def edition(*reports: dict, plan: list[dict] | None = None) -> MadeEdition:
    made = shipped_edition()
    add_indicator_tables(made, registers(plan=plan or [{"item": "М1.3", "done_on": "2021-12-27"}]))
    if reports:
        made.period_reports = pd.DataFrame(reports)
    return made


def counted(made: MadeEdition, item: str) -> tuple[int, int, int]:
    (found,) = [one for one in monitored_items(made) if one.id == item]
    return found.by_report, found.by_tick, found.by_nothing


def said(made: MadeEdition) -> str:
    return without_marks(period_reports_text(made).markdown).replace("\u00a0", " ")


@pytest.mark.slow
def test_without_reports_the_state_is_that_of_marks_and_the_report_says_so():
    made = edition()
    assert "известно только по отметкам листа «План»" in said(made) and "М1.1–М1.6" in said(made)
    assert period_reports_table(made) is None
    by_report, by_tick, by_nothing = counted(made, "М1.3")
    assert (by_report, by_tick) == (0, 1) and by_nothing > 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("period", "counts"),
    every_case(
        2,
        [
            # The quarter whose end is marked, too: the report speaks first.
            ("2022-ч2", (1, 0, 0)),
            ("2022-ч3", (1, 1, -1)),
        ],
    ),
)
def test_a_report_covers_the_term_of_its_own_period_alone(period: str, counts: tuple[int, int, int]):
    before = counted(edition(), "М1.3")
    made = edition(report(period, QUARTERS))
    assert counted(made, "М1.3") == (counts[0], counts[1], before[2] + counts[2])
    assert counted(made, "М1.1") == counted(edition(), "М1.1"), "a report of another measure"


@pytest.mark.slow
def test_the_last_report_is_cited_whatever_the_order_and_others_are_told_without():
    made = edition(report("2022-ч3", QUARTERS), report("2022-ч2", QUARTERS))
    rows = {row[0].text: row for row in period_reports_table(made).rows}
    assert rows["М1.3"][6].text == "2022-ч2, 2022-ч3"
    last = rows["М1.3"][7].text.replace("\u00a0", " ")
    assert last.startswith(
        "3 четверть 2021/22 учебного года; по записям на 31.12.2022: требуют внимания 2 из 7; хуже — 1"
    )
    assert rows["М1.1"][7].text == "отчётов нет, состояние — по отметкам"
    assert "Отчётов нет, и состояние — только по отметкам: М1.1, М1.2 и М1.4–М1.6." in said(made)


def on_disk(tmp_path, **files: str) -> Edition:
    for period, text in files.items():
        path = tmp_path / MONITORING_FOLDER / period.replace("_", "-") / PERIOD_FILE
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    opened = Edition("2022")
    opened.folder = tmp_path
    return opened


def test_a_row_that_was_written_is_read_back(tmp_path, built_demo):
    demo = Edition("demo", built_demo.folder, built_demo.project / "params" / "demo.yml")
    for period in ("2024-ч3", "МКР-3"):
        row = period_row(open_period(demo.tables_alone, period))
        write_table(row, tmp_path / MONITORING_FOLDER / period / PERIOD_FILE)
    read, damaged = on_disk(tmp_path).read_periods()
    assert list(read["period"]) == ["2024-ч3", "МКР-3"] and damaged == {}
    # The planted rise and fall of the quarter; the planted school and the absent one of the work.
    assert read[["attention", "worse", "better"]].values.tolist() == [[1, 1, 1], [2, 1, 0]]


def test_damaged_and_foreign_rows_are_findings_and_no_report(tmp_path):
    head = "period,name,since,until,as_of,roles,schools,attention,worse,better,overdue\n"
    foreign = f"{head}2021-ч4,4 четверть,2021-04-01,2021-05-31,2022-12-31,,7,0,0,0,0\n"
    opened = on_disk(
        tmp_path,
        **{"2022_ч1": "", "2022_ч2": "это, не\nтаблица\n", "2022_ч3": foreign, "2022_ч4": head, "x": "\x00" * 9},
    )
    (tmp_path / MONITORING_FOLDER / "чужое.txt").write_text("файл", encoding="utf-8")
    read, damaged = opened.read_periods()
    assert read.empty and set(damaged) == {"2022-ч1", "2022-ч2", "2022-ч3", "2022-ч4", "x"}
    made = edition()
    made.damaged_periods = damaged
    findings = comment_findings(made)
    own = findings[findings["check"] == "period_report"]
    assert len(own) == len(damaged) and (own["severity"] == "warning").all()
    assert "make monitoring YEAR=2022 PERIOD=2022-ч3" in " ".join(own["what_to_do"])


def test_where_no_folder_stands_nothing_is_read(tmp_path):
    read, damaged = on_disk(tmp_path).read_periods()
    assert read.empty and damaged == {}
