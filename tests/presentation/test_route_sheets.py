"""Sheets of teachers by code: each who has a deficit or a step has one, in the roster's order; for official use."""

import re

import pytest

from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.presentation.official.route_sheets import NOBODY, shown
from shnor_lib.presentation.sections.routes import NO_OFFER
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import SectionHeading
from tests.support.indicator_stage import add_indicator_tables
from tests.support.invented_registers import registers, teachers
from tests.support.programme_2022 import shipped_edition
from tests.support.report_editions import nothing

LOW = {"result_pct": 40, "area": "methodical", "subject": "математика", "held_on": "2022-03-01"}


@pytest.fixture
def edition():
    made = shipped_edition()
    own = registers(
        teachers=teachers(3, "lk02") + teachers(1, "lk01", first=4),
        diagnostics=[{"teacher_id": f"t{n}", **LOW} for n in (1, 2, 4)]
        + [{"teacher_id": "t3", **LOW, "result_pct": 90}],
        routes=[{"teacher_id": "t1", "deficit": "методика", "due_on": "2022-04-01", "done_on": None}],
        catalogue=[{"kind": "course", "title": "Задачи", "area": "methodical"}],
        courses=[{"teacher_id": "t4", "programme": "Задачи"}],
    )
    add_indicator_tables(made, own)
    return made


def cells(table: PublicationTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def test_each_teacher_with_a_deficit_or_a_step_has_a_sheet_and_nobody_else(edition):
    values = list(shown(edition))
    heads = [value for value in values if isinstance(value, SectionHeading)]
    assert [head.title.split(",")[0] for head in heads] == ["Кто мог бы учиться вместе", "t4", "t1", "t2"]
    assert all(head.new_page for head in heads[1:])
    first, *sheets = [value for value in values if isinstance(value, PublicationTable)]
    assert cells(first)[0][1:3] == ["3", "t4, t1, t2"] and cells(first)[0][4] == "Задачи"
    of_t4, of_t1, of_t2, every_deficit, every_step = map(cells, sheets)
    assert [row[0] for row in every_deficit] == ["t1", "t2", "t4"] and every_deficit[1][-1] == "предложение: Задачи"
    assert of_t4[0][1] == NO_OFFER, "the only programme was taken already"
    assert of_t1[0][1] == "по шагам ниже" and of_t1[1][4].startswith("застрял, 274")
    assert of_t2[0][1] == "предложение: Задачи" and of_t2[0][0].startswith("Методическая область, математика: 40")
    assert len(every_step) == 1 and sheets[-1].lookup


def test_every_page_says_for_official_use(edition):
    title = next(value for value in shown(edition) if isinstance(value, TitlePage))
    assert OFFICIAL_USE in title.notice and OFFICIAL_USE in title.running and OFFICIAL_USE in title.subtitle


def test_no_result_of_pupils_stands_beside_a_code(edition):
    for value in shown(edition):
        words = cells(value) if isinstance(value, PublicationTable) else []
        assert not re.search(r"ВПР|ОГЭ|ЕГЭ|доля «2»", str(words))


def test_without_registers_nobody_has_a_sheet():
    values = list(shown(nothing()))
    assert not [value for value in values if isinstance(value, PublicationTable)]
    assert any(isinstance(value, Text) and NOBODY in value.markdown for value in values)
