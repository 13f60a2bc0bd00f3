"""Which schools have panels, by the size of the okrug and of its list, and small pictures for tables."""

import re
from functools import cache
from typing import Any

import pytest

from shnor_lib.presentation.charts.school_panels import MOST_PANELS
from shnor_lib.presentation.statements import each_school
from shnor_lib.presentation.statements.each_school import each_school_charts, each_school_text, followed
from shnor_lib.presentation.statements.facts import schools_in_question
from shnor_lib.presentation.statements.school_pictures import school_forests, school_strips, strip_note
from tests.support.chart_frames import SVG, height_mm, plain
from tests.support.depth import every_case
from tests.support.random_editions import random_edition

edition_of = cache(random_edition)


def panels(figure: Any) -> int:
    return figure.svg.count("<use ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schools", "listed", "most"),
    every_case(
        2,
        [
            (1, 1, MOST_PANELS),
            (7, 1, MOST_PANELS),
            (7, 1, 3),  # a page holds fewer than are listed
            pytest.param(24, 0.2, MOST_PANELS, marks=pytest.mark.slow),
            pytest.param(60, 0.2, MOST_PANELS, marks=pytest.mark.slow),
            pytest.param(60, 1, MOST_PANELS, marks=pytest.mark.slow),
        ],
    ),
)
def test_panels_grow_with_the_list_and_never_with_the_okrug(schools, listed, most, monkeypatch):
    monkeypatch.setattr(each_school, "MOST_PANELS", most)
    edition = edition_of(12, schools=schools, listed=listed)
    figures = each_school_charts(edition)
    asked = schools_in_question(edition)
    for figure in figures:
        assert 0 < panels(figure) <= most and height_mm(figure) <= 200
        assert schools <= most or panels(figure) <= len(asked)
        assert ("школы списка ШНОР, участники" in figure.caption) == (schools > most)
        assert len({row[0].text for row in figure.data.rows}) == panels(figure)
    assert len({figure.caption.split(":")[0] for figure in figures}) <= len(followed(edition))


@pytest.mark.slow
def test_each_figure_has_its_sentence_and_signs_are_explained_once_a_page():
    edition = edition_of(12, schools=7, listed=1)
    figures = each_school_charts(edition)
    said = plain(each_school_text(edition).markdown)
    for one in followed(edition):
        assert plain(one.title) in said
    notes = [sentence for figure in figures for note in figure.notes for sentence in re.split(r"(?<=\.) ", note)]
    assert len(notes) == len(set(notes)) and any("Толстая линия" in note for note in notes)


@pytest.mark.slow
def test_pictures_of_a_table_are_small_and_say_what_they_show():
    edition = edition_of(12, schools=7, listed=1)
    ids = list(edition.classification["school_id"])
    strips, forests = school_strips(edition, ids), school_forests(edition, ids)
    assert len(strips) == len(forests) == len(ids)
    for picture in (*strips, *forests):
        assert len(picture.svg.encode()) < 2000 and picture.words and "nan" not in picture.svg
    assert "слева направо" in strip_note(edition) and SVG.strip("{}") in strips[0].svg


def test_a_strip_counts_the_low_results_of_its_school():
    edition = edition_of(12, schools=7, listed=1)
    ids = list(edition.classification["school_id"])
    year = edition.params.criteria.years.previous
    words = f"{year - 1}/{year % 100:02d}: "
    for row, picture in zip(edition.classification.to_dict("records"), school_strips(edition, ids), strict=True):
        if words in picture.words and not row["unknown_previous"]:
            told = plain(picture.words).split(words)[1].split(";")[0]
            low = 0 if told.startswith(("низких нет", "результатов нет")) else int(told.split()[0])
            assert low == row["low_previous"], (row["school_id"], told)
