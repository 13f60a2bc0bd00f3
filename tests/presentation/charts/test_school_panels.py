"""Panels: each school by itself before all, on one scale; gaps, namesakes, long names, hundreds of schools."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from shnor_lib.analysis.results.yearly_shares import yearly_shares
from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.drawing import NAME, PAGE_WIDTH, SMALLEST, text_width
from shnor_lib.presentation.charts.school_panels import (
    COLUMNS,
    MOST_LINES,
    MOST_PANELS,
    common_ceiling,
    panel_signs,
    school_panels,
    share_label,
)
from shnor_lib.presentation.figures import PublicationFigure
from tests.support.chart_frames import SHARES, SVG, THRESHOLD, height_mm, namesakes, panels_of, plain, results_of, texts
from tests.support.depth import every_case

CAPTION = "Математика, ВПР, 6 класс: доля «2» каждой школы на фоне всех, %"


def drawn(results: pd.DataFrame, listed=(), **options) -> PublicationFigure:
    return school_panels(*panels_of(results, listed, **options), [], CAPTION)


def of_years(shares: dict[str, dict[int, float]], n: int | None = None) -> pd.DataFrame:
    """Return results in ВПР МА 6 of schools by year; with ``n`` participants each."""
    rows = [
        results_of({school: (share,)}, [("VPR", "MA", 6, year)]).assign(school_id=f"lk{place:03d}")
        for place, (school, own) in enumerate(shares.items())
        for year, share in own.items()
    ]
    frame = pd.concat(rows, ignore_index=True)
    return frame if n is None else frame.assign(n_participants=n, n_failed=(frame["fail_pct"] * n / 100).round())


def elements(figure: PublicationFigure, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(figure.svg).iter(f"{SVG}{tag}"))


def own_lines(figure: PublicationFigure) -> list[ElementTree.Element]:
    return [path for path in elements(figure, "path") if path.get("stroke-width") == "1.5"]


SEVEN = results_of(SHARES)
#: Pupils of two schools in 2019–2021: the second was not there in the middle.
GAP = of_years({"МБОУ «А»": {2019: 10, 2020: 20, 2021: 30}, "МБОУ «Б»": {2019: 40, 2021: 50}}, n=10)


def test_every_school_has_a_panel_before_one_background_that_is_drawn_once():
    figure = drawn(SEVEN)
    assert len(elements(figure, "use")) == len(own_lines(figure)) == len(SHARES)
    assert len(elements(figure, "g")) == 1
    ((line, _),) = [(p.get("d"), p) for p in elements(figure, "path") if p.get("stroke") == palette.BACKGROUND]
    assert line.count("M") == len(SHARES)
    assert len(figure.svg) < 10_000


def test_names_stand_in_the_order_of_the_table_and_never_by_result():
    words = [word for word in texts(drawn(SEVEN)) if not word[0].isdigit()]
    assert plain(" ".join(words)) == " ".join(name.split("«")[1].rstrip("»") for name in SHARES)


def test_a_circle_is_filled_at_the_threshold_exactly_and_above():
    """3 of 10 is at the threshold; 29 of 100 is not."""
    figure = drawn(of_years({"МБОУ «А»": {2019: 30, 2021: 29}}, n=100))
    assert [circle.get("fill") for circle in elements(figure, "circle")] == [palette.LOW, palette.PAPER]


def test_first_and_last_value_are_labelled_and_the_last_numbers_stand_below_the_name():
    words = [plain(word) for word in texts(drawn(GAP))]
    assert {"10", "30", "40", "50", "3 из 10", "5 из 10"} <= set(words) and "20" not in words


def test_a_year_that_a_school_lacks_breaks_its_line():
    lines = [line.get("d").count("M") for line in own_lines(drawn(GAP))]
    assert lines == [1]  # the other school has two years that nothing joins
    longer = of_years({"А": {2018: 5, 2019: 10, 2021: 30}, "Б": dict.fromkeys(range(2018, 2022), 5)})
    assert own_lines(drawn(longer))[0].get("d").count("L") == 1


def test_years_that_nobody_has_are_crossed_by_dashes_and_said():
    shares, panels = panels_of(of_years({"А": {2018: 10, 2019: 10, 2021: 20}}))
    figure = school_panels(shares, panels, [], CAPTION)
    assert len([path for path in elements(figure, "path") if path.get("stroke-dasharray")]) == 1
    assert any("Пунктир" in sign for sign in panel_signs(shares, panels))
    assert not any("Пунктир" in sign for sign in panel_signs(*panels_of(SEVEN)))


def test_listed_schools_have_a_bar_and_bold_names():
    figure = drawn(SEVEN, listed=["lk02"])
    bars = [box for box in elements(figure, "rect") if box.get("fill") == palette.ACCENT]
    bold = [one.text for one in elements(figure, "text") if "700" in one.get("style") and not one.text.isdigit()]
    assert len(bars) == 1 and bold == ["Ариничевская", "СОШ"]


@pytest.mark.parametrize(("count", "across"), every_case(3, [(1, 1), (3, 3), (7, 7), (8, 4), (MOST_PANELS, 4)]))
def test_a_page_of_panels_is_a_page_wide_and_leaves_room_for_its_words(count, across):
    figure = drawn(of_years({f"МБОУ «Школа имени героя № {n}»": {2019: 10 + n, 2021: 20} for n in range(count)}, n=50))
    assert figure.width_mm == PAGE_WIDTH and height_mm(figure) <= 200
    places = {(float(one.get("x")), float(one.get("y"))) for one in elements(figure, "use")}
    assert len(places) == count and len({left for left, _ in places}) == across


def test_hundreds_of_schools_are_bands():
    many = of_years({f"МБОУ «Школа № {n}»": {2019: n % 40, 2021: n % 30} for n in range(MOST_LINES + 1)})
    shares, panels = panels_of(many)
    few = type(panels)(panels.school_ids[:4], panels.listed, THRESHOLD, 100)
    figure = school_panels(shares, few, [], CAPTION)
    assert not [path for path in elements(figure, "path") if path.get("stroke") == palette.BACKGROUND]
    assert any("полосы" in sign for sign in panel_signs(shares, few)) and len(figure.svg) < 8000


@pytest.mark.parametrize("told_apart", [True, False])
def test_namesakes_have_a_panel_each(told_apart):
    two = namesakes(of_years({"А": {2019: 1, 2021: 11}, "Б": {2019: 2, 2021: 22}}), told_apart=told_apart)
    figure = drawn(two)
    assert {"11", "22"} <= set(texts(figure)) and len(own_lines(figure)) == 2
    names = [" ".join(row[0].text.split()) for row in figure.data.rows]
    assert len(set(names)) == (2 if told_apart else 1)


def test_a_long_name_takes_lines_and_stays_within_its_panel():
    name = "МБОУ «Средняя общеобразовательная школа имени дважды Героя Советского Союза и заслуженного учителя № 117»"
    figure = drawn(of_years({name: {2019: 1, 2021: 2}, "МБОУ «А»": {2019: 3, 2021: 4}}))
    width = (PAGE_WIDTH - 6 + 2.4) / COLUMNS - 2.4
    lines = [one.text for one in elements(figure, "text") if f"font-size: {NAME:g}px" in one.get("style")]
    assert len(lines) == 4 and all(text_width(line, NAME) <= width for line in lines)


def test_nothing_is_smaller_than_print_allows():
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)", drawn(GAP).svg)]
    assert min(sizes) >= SMALLEST


@pytest.mark.parametrize(
    ("share", "at", "label"), [(30.0, True, "30"), (29.6, False, "29,6"), (29.96, False, "29,96"), (29.4, False, "29")]
)
def test_no_label_is_rounded_across_the_threshold(share, at, label):
    assert share_label(share, THRESHOLD, at) == label


def test_all_figures_share_a_scale_with_room_for_the_threshold_twice():
    shares, _ = panels_of(SEVEN)
    assert common_ceiling(shares, THRESHOLD) == 70
    assert common_ceiling(shares.assign(fail_pct=3.0), THRESHOLD) == 60
    assert common_ceiling(shares.assign(fail_pct=100.0), THRESHOLD) == 100


def test_the_figure_carries_its_values_and_says_them():
    figure = drawn(GAP)
    head = [column.label for column in figure.data.columns]
    assert head[:3] == ["Школа", "Учебный год", "Доля «2», %"]
    assert [row[2].value for row in figure.data.rows] == [10, 20, 30, 40, 50]
    assert "с 10,0 % (2018/19) до 30,0 % (2020/21)" in plain(figure.alt)


# Yearly shares


def test_a_year_is_all_pupils_of_the_grades_together():
    """2 of 20 and 9 of 10: 11 of 30, and not the mean of 10 % and 90 %."""
    rows = results_of({"А": (10, 90, 10, 90)}, [("VPR", "MA", g, y) for y in (2019, 2021) for g in (5, 6)])
    rows = rows.assign(n_participants=[20, 10, 20, 10], n_failed=[2, 9, 2, 9])
    shares, _ = panels_of(rows)
    assert list(shares["fail_pct"]) == pytest.approx([36.667, 36.667], abs=0.001)
    assert list(shares["n_failed"]) == [11, 11] and list(shares["at_threshold"]) == [True, True]
    unknown, _ = panels_of(rows.assign(n_failed=None, n_participants=None))
    assert list(unknown["fail_pct"]) == [50, 50] and unknown["n_participants"].isna().all()


def test_a_grade_that_was_not_there_in_both_years_does_not_count():
    columns = [("VPR", "MA", 5, 2019), ("VPR", "MA", 6, 2019), ("VPR", "MA", 6, 2021), ("VPR", "MA", 7, 2021)]
    shares, _ = panels_of(results_of({"А": (90, 10, 20, 90)}, columns))
    assert list(shares["fail_pct"]) == [10, 20] and set(shares["compared"]) == {1}


def test_a_year_without_one_of_the_grades_is_left_out_and_a_school_without_it_is_told():
    columns = [("VPR", "MA", grade, year) for year in (2019, 2020, 2021) for grade in (5, 6)]
    rows = results_of({"А": (10, 20, 30, None, 50, 60), "Б": (10, 20, None, None, 50, None)}, columns)
    shares, _ = panels_of(rows)
    assert sorted(set(shares["school_year"])) == [2019, 2021]
    of_b = shares[shares["school_id"] == "lk02"]
    assert list(of_b["grades"]) == [2, 1] and set(of_b["compared"]) == {2}


def test_without_pairs_nothing_is_followed():
    assert yearly_shares(SEVEN, pd.DataFrame(columns=["kind", "assessment", "level", "subject", "grade_to"]), 30).empty
