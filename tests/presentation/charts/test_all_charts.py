"""What holds for every chart: a page wide, Russian words, the house font, the same bytes each time."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pandas as pd
import pytest

from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT
from shnor_lib.presentation.charts.changes import dot_change
from shnor_lib.presentation.charts.drawing import PAGE_WIDTH, SMALLEST
from shnor_lib.presentation.charts.funnel import funnel_chart
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.charts.partner_map import partner_map
from shnor_lib.presentation.charts.plan_calendar import plan_calendar
from shnor_lib.presentation.charts.school_panels import school_panels
from shnor_lib.presentation.charts.share_map import share_map
from tests.support.chart_frames import (
    SHARES,
    funnel_frame,
    indicator,
    panels_of,
    plan_item,
    results_of,
    school_dynamics_of,
)

CAPTION = "Доля «2» каждой школы на фоне всех"


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return results_of(SHARES)


@pytest.fixture(scope="module")
def all_figures(results) -> dict:
    changes = {school: (values[1], values[2]) for school, values in SHARES.items()}
    return {
        "school_panels": school_panels(*panels_of(results), [], CAPTION),
        "dot_change": dot_change(school_dynamics_of(changes)),
        "plan_calendar": plan_calendar(pd.DataFrame([plan_item(), plan_item("5", "По запросам", None)])),
        "funnel": funnel_chart(funnel_frame()),
        "partner_map": partner_map(
            pd.DataFrame(
                {
                    "school_id": ["a", "b"],
                    "school": ["МБОУ «Заречная СОШ»", "Гимназия"],
                    "latitude": [54.0, 54.2],
                    "longitude": [86.0, 86.1],
                }
            ),
            pd.DataFrame(
                [{"school_id": "a", "school": "МБОУ «Заречная СОШ»", "partner_id": "b", "partner": "Гимназия"}]
            ).assign(status="proposed", distance_km=23.0),
            {"a"},
            "Школы и их партнёры",
        ),
        "share_map": share_map(pd.DataFrame({"КПК": [40.0]}, index=["Школа"]), "Охват помощью", of_what="доля"),
        "indicator_lines": indicator_lines(
            pd.DataFrame({"id": "И7", "on": ["2022-03-31", "2022-06-30"], "value": [10.0, 20.0]}),
            pd.DataFrame([indicator(short_name="Положительная динамика")]),
        ),
    }


def test_each_figure_is_a_page_wide_and_stays_within_the_page(all_figures):
    for figure in all_figures.values():
        root = ElementTree.fromstring(figure.svg)
        width, height = (float(root.get(side).removesuffix("pt")) / 72 * 25.4 for side in ("width", "height"))
        assert figure.width_mm == pytest.approx(PAGE_WIDTH, abs=0.1)
        assert width == pytest.approx(PAGE_WIDTH, abs=0.1)
        assert height <= PAGE_HEIGHT


def test_each_figure_has_a_russian_caption_and_alternative_text(all_figures):
    for figure in all_figures.values():
        assert re.match(r"[А-Я][а-я]", figure.caption)
        assert re.fullmatch(r"[А-Я].{20,}\.", figure.alt)
        assert "nan" not in figure.alt and "<NA>" not in figure.alt


def test_no_text_is_smaller_than_print_allows_and_all_of_it_is_in_the_house_font(all_figures):
    for figure in all_figures.values():
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", figure.svg)]
        assert sizes and min(sizes) >= SMALLEST
        assert set(re.findall(r"font-family: ([^;\"]+)", figure.svg)) == {f"'{theme.FONT}'"}


def test_the_same_table_gives_the_same_bytes(results, all_figures):
    assert all_figures["school_panels"] == school_panels(*panels_of(results.copy()), [], CAPTION)
    changes = {school: (values[1], values[2]) for school, values in SHARES.items()}
    assert all_figures["dot_change"].svg == dot_change(school_dynamics_of(changes)).svg


def test_each_figure_carries_the_values_that_it_draws(all_figures):
    for name, figure in all_figures.items():
        assert figure.data is not None and figure.data.rows, name
        assert figure.data.caption == figure.caption
        assert all(any(row[place].value is not None for row in figure.data.rows) for place in (0, -1)), name


@pytest.mark.slow
def test_tables_of_crowds_hold_what_the_figure_names():
    """Of 300 schools the figure names one: the others are dots in it, and rows nowhere."""
    many = pd.concat([funnel_frame().assign(school_id=lambda f, n=n: f["school_id"] + f"-{n}") for n in range(100)])
    many = many.assign(outside=["above", *[None] * (len(many) - 1)])
    figure = funnel_chart(many)
    assert len(figure.data.rows) == 1 and "всего на нём" in figure.data.notes[0]
    assert len(funnel_chart(funnel_frame()).data.rows) == 3


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_hash_seed():
    """Another process under another seed draws what this one draws."""
    code = (
        "import sys, pandas as pd\n"
        "from shnor_lib.presentation.charts.changes import dot_change\n"
        "sys.stdout.buffer.write(dot_change(pd.read_json(sys.stdin, orient='table')).svg.encode())"
    )
    rows = school_dynamics_of({"МБОУ «А»": (50.0, 60.0), "МБОУ «Б»": (40.0, 20.0)})
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    drawn = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": other, "PYTHONPATH": os.pathsep.join(sys.path)},
        input=rows.to_json(orient="table", index=False).encode(),
        capture_output=True,
        check=True,
    ).stdout
    assert drawn.decode() == dot_change(rows).svg


def test_a_caption_can_be_given():
    changes = school_dynamics_of({"Школа": (10.0, 20.0)})
    assert dot_change(changes, caption="Своя подпись").caption == "Своя подпись"


def test_no_rows_give_no_figure(results):
    changes = school_dynamics_of({"Школа": (10.0, 20.0)})
    shares, panels = panels_of(results)
    assert school_panels(shares.head(0), panels, [], "Доля") is None
    assert dot_change(changes.head(0)) is None
    assert dot_change(changes.assign(pairs=0, change_pp=None)) is None
    assert plan_calendar(pd.DataFrame([plan_item()]).head(0)) is None
