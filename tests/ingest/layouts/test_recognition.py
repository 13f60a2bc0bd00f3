"""What an unknown sheet resembles: said so that a reader knows what to mend, and not said of any table of numbers."""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.recognition import recognised, resemblance

HEADINGS = ["Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5]


def said(*rows):
    sheet = Sheet("ф.xlsx", "Лист", [list(row) for row in rows])
    assert recognised(sheet) is None
    return resemblance(sheet)


def test_what_is_missing_is_named():
    renamed = [*HEADINGS[:2], "Писали", *HEADINGS[3:]]
    assert said(["Статистика по отметкам"], renamed) == (
        "похож на «Статистика по отметкам», не хватает: «Кол-во участников»"
    )


@pytest.mark.parametrize("rows", [([*HEADINGS, 2, 3, 4, 5],), (HEADINGS[:3], HEADINGS[3:])])
def test_headings_that_are_all_there_in_no_order(rows):
    assert said(["Статистика по отметкам"], *rows) == (
        "похож на «Статистика по отметкам», но заголовки повторяются или стоят в разных строках"
    )


def test_numbers_alone_resemble_nothing():
    assert said(["Всего", 2, 3, 4, 5], ["Показатель", 5, 4, 3, 2]) == ""
