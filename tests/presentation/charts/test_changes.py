"""Change of each school: scopes side by side, what is not firm hollow, nothing missing drawn."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT
from shnor_lib.presentation.charts.changes import dot_change, dot_changes
from tests.support.chart_frames import height_mm, namesakes, plain, school_dynamics_of, texts


def test_scopes_stand_side_by_side_and_the_merged_one_is_left_out():
    scopes = ["VPR", "OGE_EGE", "all"]
    table = pd.concat(
        [school_dynamics_of({"МБОУ «А»": (20.0, 10.0 + place)}, scope) for place, scope in enumerate(scopes)]
    )
    words = texts(dot_change(table))
    assert {"ВПР", "ОГЭ и ЕГЭ", "−10,0", "−9,0"} <= set(words)
    assert "−8,0" not in words


def test_a_change_that_is_not_firm_is_hollow():
    firm, unsure = (dot_change(school_dynamics_of({"А": (20.0, 10.0)}, firm=way)).svg for way in (True, False))
    hollow = f"fill: {theme.PAPER}; stroke: {theme.ACCENT}"
    assert unsure.count(hollow) == firm.count(hollow) + 1


def test_changes_are_counted_in_words():
    table = school_dynamics_of({"А": (20.0, 10.0), "Б": (10.0, 20.0), "В": (5.0, 5.0)}).astype({"firm": "boolean"})
    table.loc[1, "firm"] = pd.NA
    alt = plain(dot_change(table).alt)
    assert "ВПР: снизилась в 1 (подтверждено в 1), выросла в 1 из 3 школ" in alt
    assert "ОГЭ и ЕГЭ: сопоставимых пар нет" in alt


def test_a_school_without_pairs_or_with_open_readings_says_so():
    table = school_dynamics_of({"А": (20.0, 10.0), "Б": (np.nan, np.nan), "В": (np.nan, np.nan)})
    table.loc[1, "pairs"] = 0
    assert {"нет пар", "не определено"} <= set(texts(dot_change(table)))


@pytest.mark.slow
@pytest.mark.parametrize("schools", [41, pytest.param(100, marks=pytest.mark.slow)])
def test_changes_of_many_schools_are_cut_into_pages(schools):
    """A page holds forty."""
    many = school_dynamics_of({f"МБОУ «Школа № {place}»": (20.0, 10.0) for place in range(schools)})
    pages = dot_changes(many)
    assert len(pages) > 1
    assert pages[0].caption.endswith(f"(часть 1 из {len(pages)})")
    assert max(map(height_mm, pages)) <= PAGE_HEIGHT
    shown = [word for page in pages for word in texts(page) if "Школа" in word]
    assert len(shown) == len(set(shown)) == schools


@pytest.mark.parametrize("told_apart", [True, False])
def test_two_schools_of_one_name_are_two_rows(told_apart):
    two = namesakes(school_dynamics_of({"А": (20.0, 11.0), "Б": (30.0, 11.5)}), told_apart=told_apart)
    words = [plain(word) for word in texts(dot_change(two))]
    labels = [word.replace("\n", " ") for word in words if "Заречная СОШ" in word]
    assert len(labels) == 2
    assert len(set(labels)) == (2 if told_apart else 1)
    assert {"−9,0", "−18,5"} <= set(words)
