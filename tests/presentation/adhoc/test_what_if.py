"""«What if»: other conditions of an edition as tables; the notebook itself runs in `test_notebooks_by_hand`."""

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.presentation.adhoc.what_if import what_if
from tests.support.programme_2022 import shipped_edition
from tests.support.random_editions import any_okrug


def cells(table, label: str) -> list[str]:
    place = [column.label for column in table.columns].index(label)
    return [row[place].text for row in table.rows]


def falls(table) -> list[list]:
    return [[cell.value for cell in row[1:]] for row in table.rows]


def test_nothing_asked_changes_nothing():
    edition = shipped_edition()
    answer = what_if(edition)
    assert cells(answer.conditions, "В выпуске") == cells(answer.conditions, "Если изменить")
    assert not answer.schools.rows and "Вывод не изменился бы" in answer.schools.notes[0]
    assert falls(answer.dynamics) == [[7, 4, 0, 3, 1, 0]] * 2


@pytest.mark.slow
def test_a_higher_threshold_takes_schools_out_and_a_lower_one_in():
    edition = shipped_edition()
    higher, lower = what_if(edition, threshold_pct=60), what_if(edition, threshold_pct=15)
    assert cells(higher.conditions, "Если изменить")[0] == "60"
    assert set(cells(higher.schools, "Среди школ, где критерии выполнены")) == {"вышла бы"}
    assert "Демьяновская СОШ" in cells(higher.schools, "Школа")
    assert set(cells(lower.schools, "Среди школ, где критерии выполнены")) == {"вошла бы"}
    assert falls(higher.dynamics)[1][:3] == falls(higher.dynamics)[0][:3], "the mean does not know the threshold"


def test_a_year_without_results_leaves_verdicts_open():
    answer = what_if(shipped_edition(), previous_year=2021, before_previous_year=2020)
    assert "определить нельзя" in cells(answer.schools, "Среди школ, где критерии выполнены")


def test_what_is_asked_of_is_what_the_sensitivity_says():
    edition = any_okrug()
    own = edition.sensitivity[edition.sensitivity["kind"] == "participants"]
    for value in dict.fromkeys(own["value"]):
        met = own.loc[own["value"] == value, "shnor"].fillna(False).sum()
        answer = what_if(edition, min_participants=int(value))
        assert cells(answer.conditions, "Если изменить")[3] == str(met)
        counts = edition.sensitivity_dynamics
        (row,) = counts[(counts["kind"] == "participants") & (counts["value"] == value)].itertuples()
        assert falls(answer.dynamics)[1] == list(row[3:])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"threshold_pct": 0}, "Порог 0 не годится"),
        ({"threshold_pct": 130}, "Порог 130 не годится"),
        ({"min_participants": -1}, "меньше нуля"),
        ({"previous_year": 2021}, "только один из двух"),
        ({"previous_year": 2019, "before_previous_year": 2021}, "должен быть позже"),
    ],
)
def test_what_makes_no_sense_is_a_sentence(asked, said):
    with pytest.raises(ReportError, match=said):
        what_if(shipped_edition(), **asked)
