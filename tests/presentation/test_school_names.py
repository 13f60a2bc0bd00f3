"""Namesakes get a mark in brackets, the best there is; everybody else keeps the name."""

import pandas as pd
import pytest

from shnor_lib.presentation.school_names import by_school, namesakes, told_apart
from tests.support.made_edition import MadeEdition

NAME, OTHER = "МБОУ «Заречная СОШ»", "МБОУ «Луговая ООШ»"


def roster(**columns) -> pd.DataFrame:
    base = {"school_id": ["1", "2", "3"], "school": [NAME, NAME, OTHER]}
    return pd.DataFrame(base | columns)


@pytest.mark.parametrize(
    ("columns", "marks"),
    [
        (
            {"settlement": ["с. Верхнее", "с. Нижнее", "город"], "login": ["edu1", "edu2", "edu3"]},
            ("с. Верхнее", "с. Нижнее"),
        ),
        ({"settlement": ["село", "село", "город"], "login": ["edu1", "edu2", "edu3"]}, ("edu1", "edu2")),
        ({"settlement": ["село", None, "город"], "login": ["edu1", None, "edu3"]}, ("1", "2")),
        ({}, ("1", "2")),
    ],
)
def test_the_mark_is_a_place_that_differs_else_the_login_else_the_code(columns, marks):
    assert namesakes(roster(**columns)) == {"1": f"{NAME} ({marks[0]})", "2": f"{NAME} ({marks[1]})"}


def test_names_that_differ_by_the_legal_form_alone_are_one_name_on_the_page():
    schools = pd.DataFrame({"school_id": ["1", "2"], "school": ["МБОУ «Заречная СОШ»", "МКОУ «Заречная СОШ»"]})
    assert set(namesakes(schools)) == {"1", "2"}


def test_every_table_names_them_apart_schools_and_mentors():
    pairs = pd.DataFrame(
        {"school_id": ["3", "3"], "school": [OTHER] * 2, "mentor_id": ["1", None], "mentor": [NAME, "Гимназия"]}
    )
    results = pd.DataFrame({"school_id": ["2", "3"], "school": [NAME, OTHER]})
    edition = told_apart(MadeEdition(schools=roster(), partnerships=pairs, results=results, name="x"))
    assert edition.partnerships["mentor"].tolist() == [f"{NAME} (1)", "Гимназия"]
    assert edition.partnerships["school"].tolist() == [OTHER, OTHER]
    assert edition.results["school"].tolist() == [f"{NAME} (2)", OTHER]
    assert edition.name == "x"
    assert edition.once(lambda one: one.results["school"].iloc[0]) == f"{NAME} (2)"


def test_an_edition_without_namesakes_is_handed_on_as_it_is():
    edition = MadeEdition(schools=roster().iloc[1:])
    assert told_apart(edition) is edition


def test_schools_stand_in_the_tables_order_each_once():
    table = pd.DataFrame({"school_id": ["2", "1", "2"], "school": [NAME, NAME, NAME]})
    assert by_school(table)["school"].to_dict() == {"2": NAME, "1": NAME}
