"""Slopes: each school and the mean labelled, limited pairs dashed, pages cut."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT
from shnor_lib.presentation.charts.slopes import slope_chart, slope_charts
from shnor_lib.presentation.figures import PublicationFigure
from tests.support.chart_frames import (
    COLUMNS,
    SHARES,
    SVG,
    THRESHOLD,
    height_mm,
    namesakes,
    pairs_of,
    plain,
    results_of,
    texts,
)


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return results_of(SHARES)


def test_panels_of_a_part_of_the_slopes_are_as_wide_as_in_the_others():
    """Seven panels: six fill a page, the last one stands alone."""
    columns = [("VPR", "RU", grade, year) for grade in (4, 5, 6, 7) for year in (2019, 2021)]
    columns += [("VPR", "MA", grade, year) for grade in (4, 5, 6) for year in (2019, 2021)]
    table = results_of({f"МБОУ «Школа имени героя № {place}»": (20, 10) * 7 for place in range(4)}, columns)
    pages = slope_charts(pairs_of(table, "same_grade"), "same_grade", THRESHOLD)
    assert len(pages) == 2 and max(map(height_mm, pages)) <= PAGE_HEIGHT
    alone = [word for word in texts(pages[-1]) if word.startswith("ВПР")]
    assert len(alone) == 1
    years = [re.findall(r'x="([\d.]+)"[^>]*>20(?:19|21)<', page.svg) for page in pages]
    assert years[-1] and years[-1] == years[0][:2]


@pytest.fixture(scope="module")
def cohorts(results) -> PublicationFigure:
    return slope_chart(pairs_of(results, "cohort"), "cohort", THRESHOLD)


def test_slopes_label_each_school_and_the_mean(cohorts):
    words = [plain(word) for word in texts(cohorts)]
    assert {"Краснинская СОШ 17", "Демьяновская СОШ 24", "среднее 16,4"} <= set(words)


def test_slopes_alternative_text_tells_the_means(cohorts):
    alt = plain(cohorts.alt)
    assert "ВПР МА, из 5 в 7 класс, 2019 и 2021 годы: в среднем снизилась на 11,3 п. п. (с 27,7 до 16,4 %)" in alt
    assert "снизилась в 5, выросла в 1 из 7 школ" in alt


def test_limited_comparability_is_dashed_and_said(results):
    full, limited = (
        slope_chart(pairs_of(results, "same_grade", limited=way), "same_grade", THRESHOLD) for way in (False, True)
    )
    assert "stroke-dasharray: 3.6" not in full.svg and "stroke-dasharray: 3.6" in limited.svg
    assert "сопоставимость ограничена" in texts(limited) and "сопоставимость ограничена" not in texts(full)


def test_one_school_has_no_mean(results):
    one = pairs_of(results[results["school_id"] == "lk01"], "same_grade")
    figure = slope_chart(one, "same_grade", THRESHOLD)
    assert not any(word.startswith("среднее ") and word[-1].isdigit() for word in texts(figure))
    assert "из 1 школы" in plain(figure.alt)


def test_labels_of_forty_schools_do_not_overlap():
    many = results_of({f"МБОУ «Школа № {place}»": (12, 15) for place in range(40)}, [COLUMNS[0], COLUMNS[3]])
    figure = slope_chart(pairs_of(many, "cohort"), "cohort", THRESHOLD)
    places = sorted(
        float(element.get("y"))
        for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")
        if "".join(element.itertext()).startswith("Школа")
    )
    assert len(places) == 40
    assert min(np.diff(places)) >= theme.SMALL


@pytest.mark.parametrize("told_apart", [True, False])
def test_two_schools_of_one_name_are_two_lines(told_apart):
    columns = [COLUMNS[0], COLUMNS[3]]
    two = namesakes(pairs_of(results_of({"А": (1, 11), "Б": (2, 22)}, columns), "cohort"), told_apart=told_apart)
    figure = slope_chart(two, "cohort", THRESHOLD)
    labels = [plain(word) for word in texts(figure) if "Заречная СОШ" in word]
    assert len(labels) == 2 and {label.split(" ")[-1] for label in labels} == {"11", "22"}
    assert len({label.removesuffix("11").removesuffix("22") for label in labels}) == (2 if told_apart else 1)
    assert "из 2 школ" in plain(figure.alt)
