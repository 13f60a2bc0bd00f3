"""The heat map: every value printed, low ones framed, signs explained, pages cut."""

import re

import pandas as pd
import pytest

from shnor_lib.presentation import theme
from shnor_lib.presentation.charts.canvas import PAGE_HEIGHT
from shnor_lib.presentation.charts.heat_map import heat_map, heat_maps
from shnor_lib.presentation.figures import PublicationFigure
from tests.support.chart_frames import COLUMNS, SHARES, THRESHOLD, height_mm, namesakes, plain, results_of, texts


@pytest.fixture(scope="module")
def results() -> pd.DataFrame:
    return results_of(SHARES)


@pytest.fixture(scope="module")
def drawn(results) -> PublicationFigure:
    return heat_map(results, THRESHOLD)


def test_heat_map_prints_every_value_and_short_names_in_the_tables_order(drawn):
    words = texts(drawn)
    names = [word for word in words if word.endswith(("СОШ", "ООШ"))]
    assert names == [re.search("«(.+)»", school).group(1) for school in SHARES]
    values = sorted(int(word) for word in words if re.fullmatch(r"\d{1,2}", word))
    assert values == sorted(share for shares in SHARES.values() for share in shares)


def test_heat_map_frames_and_prints_bold_what_is_at_the_threshold_and_above(drawn):
    svg = drawn.svg
    bold = re.findall(r'<text style="font-weight: 700[^>]*>(\d+)</text>', svg)
    low = [share for shares in SHARES.values() for share in shares if share >= THRESHOLD]
    assert sorted(map(int, bold)) == sorted(low)
    assert svg.count(f"stroke: {theme.LOW}; stroke-width: 1.1") == len(low)


def test_heat_map_alternative_text_counts_low_results_without_ranking(drawn):
    alt = plain(drawn.alt)
    assert "7 школ, 6 процедур" in alt
    assert "Низких результатов (порог доли «2» – 30 %) 8 из 42 (19,0 %) известных" in alt
    assert "Краснинская СОШ – 0, Ариничевская СОШ – 3, Демьяновская СОШ – 1" in alt


@pytest.mark.parametrize(
    ("share", "reading", "doubtful", "expected"),
    [
        (0.0, "as_read", True, "0?"),
        (0.0, "repaired", False, "0*"),
        (0.0, "repaired", True, "0?*"),
        (27.27, "as_read", False, "27,3"),
        (29.96, "as_read", False, "29,96"),
        (100.0, "as_read", False, "100"),
        (None, "not_held", False, "–"),
        (None, "repaired", False, "–*"),
        (None, "missing", False, "x"),
        (None, "ambiguous", False, "?"),
    ],
)
def test_signs_in_the_cells(share, reading, doubtful, expected):
    row = results_of({"Школа": (share,)}, COLUMNS[:1]).assign(reading=reading, doubtful=doubtful)
    assert expected in texts(heat_map(row, THRESHOLD))


def test_heat_map_legend_names_only_the_signs_that_occur(results, drawn):
    assert not any("под сомнением" in word for word in texts(drawn))
    words = " ".join(texts(heat_map(results.assign(doubtful=True), THRESHOLD)))
    assert "под сомнением" in words and "исправлению" not in words


def test_procedures_stand_by_assessment_subject_grade_and_year(results, drawn):
    shuffled = results.sample(frac=1, random_state=1).sort_values("school_id", kind="stable")
    assert heat_map(shuffled, THRESHOLD).svg == drawn.svg


@pytest.mark.parametrize("threshold", [0, 5, 30, 50, 95, 100])
def test_any_threshold_splits_the_scale(results, threshold):
    words = " ".join(texts(heat_map(results[results["school_id"] == "lk02"], threshold)))
    assert f"порог {threshold} %" in plain(words)


@pytest.mark.parametrize("share", [0.0, 100.0, None])
def test_equal_values_everywhere(share):
    same = results_of({"МБОУ «А»": (share,) * 6, "МБОУ «Б»": (share,) * 6}).assign(
        reading="as_read" if share is not None else "missing"
    )
    figure = heat_map(same, THRESHOLD)
    assert "2 школы" in plain(figure.alt)
    assert ("известных результатов нет" in figure.alt.lower()) == (share is None)


def test_levels_are_marked_and_explained():
    exam = results_of({"Школа": (10,)}, [("EGE", "MA", 11, 2019)]).assign(level="profile")
    words = [plain(word) for word in texts(heat_map(exam, THRESHOLD))]
    assert {"МА (п)", "(п) профильный уровень"} <= set(words)


def test_tables_read_from_an_edition_are_drawn_alike(results, drawn):
    types = {"fail_pct": "Float64", "grade": "Int64", "school_year": "Int64", "doubtful": "boolean", "level": "string"}
    assert heat_map(results.astype(types), THRESHOLD).svg == drawn.svg


def test_schools_with_one_short_name_are_told_apart():
    twins = results_of({"МБОУ «СОШ № 1»": (1,), "МКОУ «СОШ № 1»": (2,)}, COLUMNS[:1])
    assert {"МБОУ «СОШ № 1»", "МКОУ «СОШ № 1»"} <= set(map(plain, texts(heat_map(twins, THRESHOLD))))


@pytest.mark.parametrize(
    ("schools", "procedures"), [(25, 41), pytest.param(40, 60, marks=pytest.mark.slow)], ids=["page", "largest page"]
)
def test_many_schools_and_procedures_are_cut_into_pages(schools, procedures):
    """A block holds twenty procedures; two blocks of so many schools do not fit a page."""
    columns = [
        ("VPR", subject, grade, year)
        for subject in ("RU", "MA", "BI")
        for grade in (5, 6, 7, 8)
        for year in range(2018, 2023)
    ][:procedures]
    many = results_of({f"МБОУ «Школа № {place}»": (20,) * procedures for place in range(schools)}, columns)
    pages = heat_maps(many, THRESHOLD)
    assert len(pages) == 3
    assert pages[0].caption.endswith("(часть 1 из 3)")
    assert max(map(height_mm, pages)) <= PAGE_HEIGHT
    shown = sum(texts(page).count("20") for page in pages)
    assert shown == schools * procedures


@pytest.mark.parametrize("told_apart", [True, False])
def test_two_schools_of_one_name_are_two_rows(told_apart):
    two = namesakes(results_of({"А": (11,), "Б": (22,)}, COLUMNS[:1]), told_apart=told_apart)
    words = [plain(word) for word in texts(heat_map(two, THRESHOLD))]
    labels = [word.replace("\n", " ") for word in words if "Заречная СОШ" in word]
    assert len(labels) == 2
    assert len(set(labels)) == (2 if told_apart else 1)
    assert {"11", "22"} <= set(words)
