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
from shnor_lib.presentation.charts.heat_map import heat_map, heat_maps
from shnor_lib.presentation.charts.indicator_bars import indicator_bars
from shnor_lib.presentation.charts.indicator_lines import indicator_lines
from shnor_lib.presentation.charts.plan_calendar import plan_calendar
from shnor_lib.presentation.charts.school_panels import school_panels
from shnor_lib.presentation.charts.share_map import share_map
from tests.support.chart_frames import (
    COLUMNS,
    SHARES,
    THRESHOLD,
    funnel_frame,
    indicator,
    panels_of,
    plan_item,
    results_of,
    school_dynamics_of,
)


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return results_of(SHARES)


@pytest.fixture(scope="module")
def all_figures(results) -> dict:
    changes = {school: (values[1], values[2]) for school, values in SHARES.items()}
    return {
        "heat_map": heat_map(results, THRESHOLD),
        "school_panels": school_panels(*panels_of(results), [], "Доля «2» каждой школы на фоне всех"),
        "dot_change": dot_change(school_dynamics_of(changes)),
        "indicator_bars": indicator_bars(pd.DataFrame([indicator(), indicator("И6", "шт.", 3)])),
        "plan_calendar": plan_calendar(pd.DataFrame([plan_item(), plan_item("5", "По запросам", None)])),
        "funnel": funnel_chart(funnel_frame()),
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
    assert all_figures["heat_map"].svg == heat_map(results.copy(), THRESHOLD).svg


@pytest.mark.slow
def test_bytes_do_not_depend_on_the_hash_seed():
    """Another process under another seed draws what this one draws."""
    code = (
        "import sys, pandas as pd\n"
        "from shnor_lib.presentation.charts.heat_map import heat_map\n"
        "sys.stdout.buffer.write(heat_map(pd.read_json(sys.stdin, orient='table'), 30).svg.encode())"
    )
    rows = results_of({"МБОУ «А»": (50.0, 60.0, 70.0)}, COLUMNS[:3]).assign(level="base")
    other = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    drawn = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": other, "PYTHONPATH": os.pathsep.join(sys.path)},
        input=rows.to_json(orient="table", index=False).encode(),
        capture_output=True,
        check=True,
    ).stdout
    assert drawn.decode() == heat_map(rows, THRESHOLD).svg


def test_a_caption_can_be_given(results):
    assert heat_map(results.head(1), THRESHOLD, caption="Своя подпись").caption == "Своя подпись"


def test_no_rows_give_no_figure(results):
    changes = school_dynamics_of({"Школа": (10.0, 20.0)})
    assert heat_map(results.head(0), THRESHOLD) is None
    assert heat_maps(results.head(0), THRESHOLD) == ()
    shares, panels = panels_of(results)
    assert school_panels(shares.head(0), panels, [], "Доля") is None
    assert dot_change(changes.head(0)) is None
    assert dot_change(changes.assign(pairs=0, change_pp=None)) is None
    assert indicator_bars(pd.DataFrame([indicator()]).head(0)) is None
    assert plan_calendar(pd.DataFrame([plan_item()]).head(0)) is None
