"""Charts of a school's card: every result with the pupils behind it, and help month by month."""

from xml.etree import ElementTree

import pandas as pd
import pytest

from shnor_lib.presentation import palette
from shnor_lib.presentation.charts.help_timeline import HelpRow, help_timeline
from shnor_lib.presentation.charts.school_matrix import school_matrix
from shnor_lib.presentation.figures import PublicationFigure
from tests.support.chart_frames import SVG, plain, texts

COLUMNS = ["assessment", "level", "subject", "grade", "school_year", "n_failed", "n_participants"]


def matrix_of(*rows: tuple, **columns) -> PublicationFigure | None:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    share = 100 * frame["n_failed"] / frame["n_participants"]
    told = frame.assign(fail_pct=share, reading="as_read", low=share >= 30, **columns)
    return school_matrix(told, 30, "Результаты всех процедур")


def elements(figure: PublicationFigure, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(figure.svg).iter(f"{SVG}{tag}"))


SCHOOL = (
    ("VPR", "", "MA", 5, 2022, 3, 10),
    ("VPR", "", "MA", 5, 2024, 2, 10),
    ("VPR", "", "RU", 6, 2023, 1, 11),
    ("EGE", "profile", "MA", 11, 2023, 4, 8),
    ("EGE", "base", "MA", 11, 2023, 0, 8),
    ("EGE", "", "RU", 11, 2023, 0, 8),
)


def test_the_pupils_behind_each_point_stand_below_it():
    words = texts(matrix_of(*SCHOOL))
    assert {"’22", "’23", "’24", "3", "10", "4", "8"} <= set(words)
    assert [word for word in words if word in ("базовый", "профильный")] == ["базовый", "профильный"]
    assert "ВПР, математика" in words and "ЕГЭ, русский язык" in words


def test_low_results_are_filled_and_bold_and_said():
    figure = matrix_of(*SCHOOL)
    assert [circle.get("fill") for circle in elements(figure, "circle")].count(palette.LOW) == 2
    bold = [one.text for one in elements(figure, "text") if "700" in one.get("style") and one.text.isdigit()]
    assert sorted(bold) == ["3", "4"]
    assert "2021/22, ВПР МА 5 — 3 из 10; 2022/23, ЕГЭ МА профильный — 4 из 8" in plain(figure.alt)
    assert "Низких результатов нет" in matrix_of(SCHOOL[1], SCHOOL[2]).alt


def test_a_year_that_is_not_there_breaks_the_line():
    joined = [path for path in elements(matrix_of(*SCHOOL), "path") if path.get("stroke") == palette.MUTED]
    assert joined == []
    whole = matrix_of(*SCHOOL, ("VPR", "", "MA", 5, 2023, 2, 10))
    assert [path.get("d").count("M") for path in elements(whole, "path") if path.get("stroke") == palette.MUTED] == [2]


def test_intervals_and_the_okrug_are_drawn_and_explained_where_they_are_known():
    figure = matrix_of(
        SCHOOL[0], SCHOOL[1], ("VPR", "", "MA", 5, 2023, 2, 10), low_pct=5.0, high_pct=60.0, okrug_pct=12
    )
    assert [path.get("d").count("M") for path in elements(figure, "path") if path.get("stroke") == palette.OKRUG] == [2]
    assert "95 %-й интервал" in plain(figure.notes[0]) and "все школы округа" in figure.notes[0]
    assert "интервал" not in matrix_of(*SCHOOL).notes[0]


def test_zero_is_a_whole_circle_above_the_axis():
    figure = matrix_of(("VPR", "", "MA", 5, 2023, 0, 10))
    (circle,) = elements(figure, "circle")
    axis = max(float(line.get("d").split("L")[1].split()[1]) for line in elements(figure, "path"))
    assert float(circle.get("cy")) <= axis + 0.01
    assert axis + float(circle.get("r")) < min(
        float(one.get("y")) - 6.4 for one in elements(figure, "text") if one.text == "’23"
    )


def test_unknown_participants_leave_the_share():
    frame = pd.DataFrame([("VPR", None, "MA", 5, 2023, None, None, 43.0)], columns=[*COLUMNS, "fail_pct"])
    figure = school_matrix(frame.assign(reading="as_read", low=True), 30, "Результаты")
    assert "43" in texts(figure) and "2022/23, ВПР МА 5 — 43 %" in plain(figure.alt)


@pytest.mark.parametrize("rows", [(), (("VPR", "", "MA", 5, 2023, None, 10),)])
def test_without_results_there_is_no_matrix(rows):
    assert matrix_of(*rows) is None


def test_many_grades_and_years_keep_the_page_and_the_last_years():
    rows = [("VPR", "", "MA", grade, year, 1, 30) for grade in range(4, 12) for year in range(2015, 2025)]
    figure = matrix_of(*rows)
    years = {word for word in texts(figure) if word.startswith("’")}
    assert years == {"’21", "’22", "’23", "’24"} and len(figure.data.rows) == len(rows)
    rights = [float(box.get("x")) + float(box.get("width")) for box in elements(figure, "rect")]
    assert max(rights) <= 170 / 25.4 * 72 + 0.1


# Help

ROWS = [
    HelpRow("Целевые курсы", {"2023-11": 3, "2024-02": 1}, 7),
    HelpRow("Консультации", {}, 0),
    HelpRow("Сетевое взаимодействие", {"2024-01": 1}, 2),
]


def test_each_kind_with_records_has_a_row_of_circles_and_of_squares():
    figure = help_timeline(ROWS, 16, "Помощь")
    assert len(elements(figure, "circle")) == 3 and "Консультации" not in texts(figure)
    filled = [path.get("d").count("M") for path in elements(figure, "path") if path.get("fill") == palette.ACCENT]
    assert filled == [7, 2]
    assert [one for one in texts(figure) if len(one) == 1 and one.isalpha()] == ["Н", "Д", "Я", "Ф"]


def test_areas_tell_the_numbers_of_records():
    radii = [float(circle.get("r")) for circle in elements(help_timeline(ROWS, 16, "Помощь"), "circle")]
    assert radii[0] ** 2 / radii[1] ** 2 == pytest.approx(3, rel=0.1)


def test_words_say_records_and_teachers():
    figure = help_timeline(ROWS, 16, "Помощь", {"2024-02": "ВПР"}, HelpRow("Любая помощь", {}, 8))
    alt = plain(figure.alt)
    assert "ноябрь 2023 — февраль 2024" in alt
    assert "Целевые курсы: 4 записи, 7 из 16 педагогов" in alt and "Любая помощь: 8 из 16 педагогов" in alt
    assert "время ВПР" in figure.notes[0] and "ВПР" in texts(figure)
    assert [row[2].value for row in figure.data.rows] == [3, 1, 1]


def test_unknown_teachers_leave_no_squares():
    figure = help_timeline(ROWS, 0, "Помощь", total=HelpRow("Любая помощь", {}, 8))
    assert "педагог" not in figure.alt and not any("охвачено" in word for word in texts(figure))


def test_without_records_there_is_no_timeline():
    assert help_timeline([HelpRow("Курсы", {"2024-01": 0}, 0)], 5, "Помощь") is None


def test_neighbouring_windows_of_one_name_are_named_once():
    windows = {"2023-12": "ОГЭ, ЕГЭ", "2024-01": "ОГЭ, ЕГЭ", "2023-11": "ВПР"}
    assert [word for word in texts(help_timeline(ROWS, 16, "Помощь", windows)) if word in windows.values()] == [
        "ВПР",
        "ОГЭ, ЕГЭ",
    ]
