"""Funnel plots: points, lines and the schools that are named."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.analysis.certainty.funnels import school_funnels
from shnor_lib.presentation.charts.funnel import funnel_chart, funnel_charts
from tests.support.certain_results import NO_REGION, results_of_shares
from tests.support.chart_frames import height_mm, namesakes, plain, texts
from tests.support.programme_2022 import params_2022

ORDINARY = [10.0, 12.0, 14.0, 8.0, 10.0, 12.0, 10.0, 8.0, 12.0, 14.0, 10.0]


def funnel_of(procedures=("VPR RU 5 2021",), schools=(*ORDINARY, *ORDINARY, 90.0)) -> pd.DataFrame:
    results = results_of_shares({name: list(schools) for name in procedures}, [20 + 7 * n for n in range(len(schools))])
    return school_funnels(results, NO_REGION, params_2022().criteria)


def test_only_schools_outside_are_named():
    figure = funnel_chart(funnel_of())
    named = [text for text in map(plain, texts(figure)) if text.startswith("Школа")]
    assert named == ["Школа 23, 90 %"]
    assert "за внешней границей Школа 23" in figure.alt


def test_with_nobody_outside_nobody_is_named():
    figure = funnel_chart(funnel_of(schools=(*ORDINARY, 12.0)))
    assert not [text for text in texts(figure) if text.startswith("Школа")]
    assert "школа за внешней границей" not in map(plain, texts(figure))
    assert "за внешней границей нет никого" in plain(figure.alt)


@pytest.mark.parametrize(("schools", "wide"), [((*ORDINARY, 12.0), True), ((10.0, 12.0, 14.0), False)])
def test_the_legend_says_which_line_is_which(schools, wide):
    said = " ".join(map(plain, texts(funnel_chart(funnel_of(schools=schools)))))
    assert "точные границы: 95 %" in said
    assert ("широкие границы" in said) == wide


@pytest.mark.slow
def test_panels_stand_by_assessment_and_subject_and_fill_no_more_than_a_page():
    procedures = [
        f"{assessment} {subject} {grade} 2021"
        for assessment, grade in (("EGE", 11), ("OGE", 9), ("VPR", 5))
        for subject in ("MA", "RU", "HI", "BI")
    ]
    figures = funnel_charts(funnel_of(procedures, schools=ORDINARY[:4]))
    assert len(figures) == 2
    assert all(height_mm(figure) <= 200.5 for figure in figures)
    titles = [text for text in map(plain, texts(figures[0])) if text.endswith(", 2021")]
    assert titles[:2] == ["ВПР РУ, 2021", "ВПР МА, 2021"]


def test_namesakes_keep_labels_of_their_own():
    funnel = funnel_of(schools=(90.0, 0.0, 40.0)).head(2).assign(outside=["above", "below"])
    named = [text for text in map(plain, texts(funnel_chart(namesakes(funnel, told_apart=True)))) if "Заречная" in text]
    assert len(set(named)) == 2


def test_equal_sizes_and_single_pupils_are_drawn_too():
    results = results_of_shares({"VPR RU 5 2021": [0.0, 100.0, 0.0]}, 1)
    funnel = school_funnels(results, NO_REGION, params_2022().criteria)
    assert "nan" not in funnel_chart(funnel).svg
    assert np.isfinite(funnel["high_998_pct"].astype(float)).all()


def test_nothing_gives_no_figure():
    assert funnel_chart(funnel_of().head(0)) is None
    assert funnel_charts(funnel_of().head(0)) == ()
