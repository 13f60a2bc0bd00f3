"""The plan's calendar: months there are, a shape for each status, terms that are none."""

import re

import pandas as pd

from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT
from shnor_lib.presentation.charts.plan_calendar import plan_calendar, plan_calendars
from tests.support.chart_frames import height_mm, plain, plan_item, texts


def test_calendar_covers_the_months_there_are_and_counts_statuses():
    plan = pd.DataFrame([plan_item(), plan_item("4", "1 раз в месяц", "2022-02-28; 2022-03-31", "done")])
    figure = plan_calendar(plan)
    assert {"2022", "янв", "фев", "мар"} <= set(texts(figure)) and "апр" not in texts(figure)
    assert "2 пункта, с 01.2022 по 03.2022" in plain(figure.alt)
    assert "Выполнено: 1; сведения не представлены: 1" in figure.alt


def test_items_without_a_term_say_why():
    plan = pd.DataFrame([plan_item("5", "По запросам", None, "no_deadline"), plan_item("8", None, None, "no_deadline")])
    assert {"по запросам", "срок не установлен"} <= set(texts(plan_calendar(plan)))


def test_each_status_has_a_shape_of_its_own():
    statuses = ["done", "overdue", "upcoming", "no_record"]
    figures = [plan_calendar(pd.DataFrame([plan_item(status=status)])) for status in statuses]
    assert len({re.sub(r"<text.*?</text>", "", figure.svg) for figure in figures}) == len(statuses)


def test_a_long_plan_is_cut_into_pages():
    plan = pd.DataFrame([plan_item(str(number)) for number in range(1, 71)])
    pages = plan_calendars(plan)
    assert len(pages) > 1 and max(map(height_mm, pages)) <= PAGE_HEIGHT
    numbers = [word for page in pages for word in texts(page) if word.isdigit() and len(word) < 3]
    assert sorted(map(int, numbers)) == list(range(1, 71))
    assert len(plan_calendars(plan.head(23))) == 1 and not plan_calendars(plan.head(0))
