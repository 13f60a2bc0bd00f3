"""What sections 2, 7 and 8 say where little is known: claims, one year, requests, factors, small groups."""

import pandas as pd
import pytest

from shnor_lib.presentation.sections import competences, composition, factors
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.text import Text
from tests.support.depth import every_case
from tests.support.made_edition import MadeEdition
from tests.support.previous_lists import another_list, compare_with_previous, same_list
from tests.support.programme_2022 import shipped_edition


@pytest.fixture
def edition() -> MadeEdition:
    """The edition 2022, to be changed."""
    return shipped_edition()


def plain(text: Text) -> str:
    return without_marks(text.markdown).replace("\u00a0", " ")


def with_claim(edition: MadeEdition, subject: str, schools: int) -> MadeEdition:
    """Give the programme one claim: so many schools were low in the subject in both years."""
    claims = edition.params.programme.claims
    claim = claims.repeated[0].model_copy(update={"subject": subject, "schools": schools})
    programme = edition.params.programme.model_copy(update={"claims": claims.model_copy(update={"repeated": (claim,)})})
    edition.params = edition.params.model_copy(update={"programme": programme})
    return edition


@pytest.mark.parametrize(
    ("subject", "schools", "verdict"),
    every_case(
        2,
        [
            ("RU", 2, "подтверждается по ВПР: по ВПР таких школ 2, по всем процедурам — 3."),
            ("RU", 3, "по ВПР не подтверждается, по всем процедурам подтверждается: по ВПР таких школ 2"),
            ("RU", 4, "по ВПР не подтверждается: по ВПР таких школ 2, по всем процедурам — 3."),
            ("MA", 1, "подтверждается по ВПР и по всем процедурам: "),
            ("BI", 1, "проверить нельзя: учитываемых результатов по этому предмету в данных нет."),
        ],
    ),
)
def test_a_claim_is_held_against_what_there_is(edition, subject, schools, verdict):
    """Приложение 1: РУ two schools by ВПР and three by all procedures, МА one and one (METHODS §2)."""
    assert f"» — {verdict}" in plain(composition.claims_check(with_claim(edition, subject, schools)))


def test_without_claims_nothing_is_checked(edition):
    programme = edition.params.programme.model_copy(update={"claims": None})
    edition.params = edition.params.model_copy(update={"programme": programme})
    assert plain(composition.claims_check(edition)) == ""
    assert "В списке ШНОР 7 школ." in plain(composition.list_against_data(edition))


def test_one_year_may_show_that_criterion_2_is_missed_but_not_that_it_is_met(edition):
    edition.next_list = edition.next_list.assign(years="2021", criterion_2=pd.array([False] * 7, "boolean"))
    text = plain(composition.next_list_text(edition))
    assert "к последнему учебному году с данными (2020/21). Известные результаты есть только за один" in text
    assert "критерий 2 проверить нельзя" not in text
    assert {row[3].text for row in composition.next_list_table(edition).rows} == {"нет"}


def test_the_list_is_held_against_that_of_the_edition_before(edition):
    assert plain(composition.moves_text(edition)) == ""
    listed = edition.schools.assign(listed=[True] * 5 + [False] * 2)
    text = plain(composition.moves_text(compare_with_previous(edition, another_list(listed), "2021")))
    assert "По сравнению с выпуском «2021»: школ в списке было 6, стало 7." in text
    assert "- Вошли: Ариничевская СОШ и Мирновская ООШ (2 школы)." in text
    assert "- Вышла: Закрытая ООШ (1 школа)." in text
    assert "нет среди школ этого выпуска: Закрытая ООШ." in text and "не изменился" not in text
    text = plain(composition.moves_text(compare_with_previous(edition, same_list(edition.schools), "2021")))
    assert "Состав списка не изменился." in text and "Вышл" not in text and "Вошл" not in text


# Help


def requests(**numbers) -> MadeEdition:
    """Return an edition that has but the requests of all schools together."""
    row = {
        "school_id": "",
        "school": None,
        "median_days": None,
        "longest_open_days": None,
        "closed": 0,
        "open": 0,
        "told": 0,
    }
    return MadeEdition(requests_answered=pd.DataFrame([row | numbers]))


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (
            {"received": 1, "open": 1, "longest_open_days": 21, "answered": 1},
            "поступил 1 запрос, закрыто 0. Не закрыты: 1, дольше всего — 21 день. Консультация по запросу указана на "
            "листе «Консультации» для 1 из 1 запроса.",
        ),
        (
            {"received": 2, "closed": 2, "median_days": 3.5, "answered": 1},
            "поступило 2 запроса, закрыто 2; половина — не дольше чем за 4 дня. Консультация по запросу указана на "
            "листе «Консультации» для 1 из 2 запросов.",
        ),
        (
            {"received": 5, "closed": 1, "median_days": 3.0, "open": 4, "longest_open_days": 2, "answered": 0},
            "поступило 5 запросов, закрыто 1 — за 3 дня. Не закрыты: 4, дольше всего — 2 дня. Ни у одного запроса "
            "консультация по нему не указана.",
        ),
    ],
)
def test_an_answered_request_that_is_not_closed_waits_for_no_answer(numbers, words):
    assert plain(factors.requests_text(requests(**numbers))) == f"За период Программы от школ {words}"


def test_a_factor_without_measures_says_in_how_many_schools_they_lack(edition):
    row = {"group": "territorial", "factor": "Удалённость", "schools": 9, "with_measure": 7}
    edition.factors = pd.DataFrame([row, {**row, "factor": "Подвоз", "with_measure": 9}])
    text = plain(factors.factors_text(edition))
    assert "Меры указаны не для всех школ: «Удалённость» (не указаны в 2 из 9 школ)." in text
    assert "Подвоз" not in text and "в каждой школе указана мера" not in text


def test_help_to_nobody_known_is_not_help_to_nobody(edition):
    edition.help_totals = pd.DataFrame(
        [{"kind": "any", "form": "", "audience": "", "records": None, "schools": 1, "reached": 0, "teachers": 0}]
    )
    text = plain(factors.coverage_text(edition))
    assert "0 из 0" not in text and "сказать, скольких из них охватила помощь, нельзя" in text


# Competences


def group(subject: str, people: int | None, change: float | None, reach: float | None = 1.0) -> dict:
    ends = (None, None) if change is None or reach is None else (change - reach, change + reach)
    return {
        "area": "subject",
        "subject": subject,
        "people": people,
        "change_pp": change,
        **dict(zip(("change_low_pp", "change_high_pp"), ends, strict=True)),
        "supported": None if ends[0] is None else ends[0] > 0 or ends[1] < 0,
        **dict.fromkeys(("low_before", "low_after", "risen", "fallen"), None if people is None else 0),
        "deficits_supported": None if people is None else False,
        "hidden": people is None,
    }


def groups(*own: dict) -> pd.DataFrame:
    numbers = dict.fromkeys(("people", "low_before", "low_after", "risen", "fallen"), "Int64")
    pp = dict.fromkeys(("change_pp", "change_low_pp", "change_high_pp"), "Float64")
    return pd.DataFrame(own).astype({**numbers, **pp, "supported": "boolean", "deficits_supported": "boolean"})


def test_groups_too_small_to_be_shown_are_not_said_to_lack_diagnostics(edition):
    own = [group("математика", 6, 10.0), group("физика", 6, -2.0), group("химия", None, None)]
    edition.competences = groups(*own)
    text = plain(competences.competences_text(edition))
    assert "есть не менее чем у 5 педагогов в 2 группах (область и предмет). Средний результат вырос в 1 из 2;" in text
    assert "в среднем по измерениям он вырос на 4,0 п. п. Группы сравнения нет" in text
    assert "Изменение больше случайного: 2 из 2" in text and "одно и то же" not in text


def test_equal_changes_are_told_as_having_no_spread(edition):
    edition.competences = groups(group("математика", 6, 10.0, None), group("физика", 6, 1.0, 5.0))
    text = plain(competences.competences_text(edition))
    assert "Изменение больше случайного: 0 из 1" in text
    assert "разброса нет и об интервале сказать нечего (таких групп: 1)" in text


@pytest.mark.parametrize(("unknown", "words"), [(0, "Среди последних"), (3, "Среди известных последних")])
def test_unknown_latest_results_are_not_called_not_low(edition, unknown, words):
    low = [None] * unknown + [False] * (len(edition.latest_results) - unknown)
    edition.latest_results = edition.latest_results.assign(low=pd.array(low, "boolean"))
    text = plain(competences.competences_text(edition))
    assert f"{words} результатов школ по предметам «русский язык» и «математика» низких нет" in text
    assert ("неизвестно: 3" in text) == (unknown > 0)
