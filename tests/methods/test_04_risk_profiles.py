"""METHODS 4, 9, 11: a school's profile of risk by thresholds of params, and what the catalogue recommends."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.analysis.programme.coverage import help_coverage
from shnor_lib.analysis.programme.risk_profile import addressed_recommendations, level_of, risk_profiles
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import Risk, load_params, params_path
from shnor_lib.ground.recommendations import Recommendation, catalogue_of
from shnor_lib.ground.signal_kinds import RISK_FACTORS, RISK_LEVELS
from tests.support.depth import every_case
from tests.support.invented_registers import BEFORE, checked, roster, sources, table, teachers

TWO = roster({"school_id": "b"}, {"school_id": "a"}, {"school_id": "p", "listed": False})
ORDER = list(RISK_LEVELS)


def profiles(index=(), latest=(), **rows):
    data = sources(TWO, **rows)
    indices = table("social_index", [{"school": "ш", "known": 1, **row} for row in index])
    of_year = {"assessment": "VPR", "level": "", "grade": 6, "school_year": 2022}
    results = table("latest_results", [{"school": "ш", **of_year, **row} for row in latest])
    made = risk_profiles(data, Risk(), help_coverage(data), indices, results)
    return checked("risk_profiles", made).set_index(["school_id", "factor"])


def test_without_data_every_factor_of_every_listed_school_is_no_data():
    made = profiles()
    assert [code for code, _ in made.index] == ["b"] * len(RISK_FACTORS) + ["a"] * len(RISK_FACTORS)
    assert set(made["level"]) == {"no_data"} and set(made["why"]) == {"no_register"}
    assert addressed_recommendations(made.reset_index(), load_params(params_path("2022")).recommendations.entries).empty


def of_a(factor: str, **rows):
    row = profiles(**rows).loc[("a", factor)]
    return (row["level"], None if pd.isna(row["value"]) else round(float(row["value"]), 1), row["why"])


def context(vacancies, posts, year=2022, school="a"):
    return {"school_id": school, "school_year": year, "vacancies": vacancies, "teachers": posts}


def categories(*codes: str):
    return [{"teacher_id": f"t{n}", "school_id": "a", "category": code} for n, code in enumerate(codes, start=1)]


def courses(*days: str):
    return [{"teacher_id": f"t{n}", "finished_on": day} for n, day in enumerate(days, start=1)]


def measured(*results: int, area="subject", kind="diagnostics", **more):
    return [
        {"teacher_id": f"t{n}", "result_pct": result, "area": area, "kind": kind, **more}
        for n, result in enumerate(results, start=1)
    ]


def latest(subject, low, grade=6):
    return {"school_id": "a", "subject": subject, "low": low, "grade": grade}


FIVE = {"teachers": teachers(5)}
VALUES = [
    ("vacancies", {"context": [context(2, 18)]}, ("high", 10, "")),
    ("vacancies", {"context": [context(1, 19)]}, ("medium", 5, "")),
    ("vacancies", {"context": [context(9, 1, 2021), context(0, 9)]}, ("low", 0, "")),
    ("vacancies", {"context": [context(1, 9, school="b")]}, ("no_data", None, "not_told")),
    ("categories", {"teachers": categories("none", "none", "none", "conformity", "first")}, ("high", 80, "")),
    ("categories", {"teachers": categories("highest", "first", "first", "first", "none")}, ("low", 20, "")),
    ("categories", {"teachers": categories("none", "none", "none", "none")}, ("no_data", None, "small_group")),
    ("courses", {**FIVE, "courses": courses("2020-01-01", "2022-01-01", "2019-12-30")}, ("high", 60, "")),
    ("courses", {**FIVE, "courses": courses(*["2022-01-01"] * 4)}, ("low", 20, "")),
    ("courses", FIVE, ("no_data", None, "no_register")),
    ("deficit_subject", {**FIVE, "diagnostics": measured(59, 59, 60, 60, 60)}, ("medium", 40, "")),
    ("deficit_subject", {**FIVE, "diagnostics": measured(10, 10, 10, 10)}, ("no_data", None, "small_group")),
    ("deficit_methodical", {**FIVE, "diagnostics": measured(10, 10, 10, 70, 70)}, ("no_data", None, "no_register")),
    ("deficit_subject", {**FIVE, "diagnostics": measured(*[10] * 5, held_on=BEFORE)}, ("no_data", None, "no_register")),
    ("deficit_subject", {**FIVE, "diagnostics": measured(*[1] * 5, kind="self_assessment")},
     ("no_data", None, "no_register")),
    ("index", {"index": [{"school_id": "a", "index": 40}]}, ("high", 40, "")),
    ("index", {"index": [{"school_id": "a", "index": 45}]}, ("medium", 45, "")),
    ("index", {"index": [{"school_id": "a", "index": 45.1}]}, ("low", 45.1, "")),
    ("participation", {**FIVE, "consultations": [{"teacher_id": "t1"}]}, ("high", 80, "")),
    ("participation", {**FIVE, "consultations": [{"teacher_id": f"t{n}"} for n in range(1, 6)]}, ("low", 0, "")),
    ("failing_subjects", {"latest": [latest("MA", True), latest("MA", True, 7)]}, ("medium", 1, "")),
    ("failing_subjects", {"latest": [latest("MA", True), latest("RU", True)]}, ("high", 2, "")),
    ("failing_subjects", {"latest": [latest("MA", False), latest("RU", None)]}, ("low", 0, "")),
    ("failing_subjects", {"latest": [latest("MA", None)]}, ("no_data", None, "no_register")),
]  # fmt: skip


@pytest.mark.parametrize(("factor", "rows", "expected"), every_case(2, VALUES))
def test_a_factors_value_and_level(factor, rows, expected):
    assert of_a(factor, **rows) == expected


@given(st.sampled_from(list(RISK_FACTORS.values())), st.floats(0, 100), st.floats(0, 100), st.floats(0, 100))
def test_a_worse_value_is_never_a_lower_risk(factor, one, other, bound):
    worse, better = (min, max) if factor.falls else (max, min)
    medium, high = better(bound, 50), worse(bound, 50)
    levels = [ORDER.index(level_of(factor, choose(one, other), medium, high)) for choose in (worse, better)]
    assert levels[0] <= levels[1] <= ORDER.index("low")


def test_bounds_stand_in_order(tmp_path):
    text = params_path("2022").read_text(encoding="utf-8") + "\nrisk:\n  vacancies: {medium: 10, high: 5}\n"
    (tmp_path / "2022.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match="дальше среднего"):
        load_params(tmp_path / "2022.yml")


# The catalogue

ENTRY = "  - {id: Х-1, factor: vacancies, measure: Сделать, who: директор школы, when: в марте}\n"


def read(text: str):
    return catalogue_of(f"recommendations:\n{text}", "params/свой_recommendations.yml")


def test_an_entry_is_recommended_from_its_level_on():
    entries = read(ENTRY + ENTRY.replace("Х-1", "Х-2").replace("}", ", from: high}")).entries
    assert [one.levels for one in entries] == [("medium", "high"), ("high",)]
    for vacant, expected in ((0, []), (1, ["Х-1"]), (5, ["Х-1", "Х-2"])):
        made = profiles(context=[context(vacant, 19)]).reset_index()
        found = checked("addressed_recommendations", addressed_recommendations(made, entries))
        assert found["recommendation"].tolist() == expected
        assert set(found["school_id"]) <= {"a"}


def test_a_catalogue_of_ones_own_needs_params_alone(tmp_path):
    own = tmp_path / "округ_recommendations.yml"
    own.write_text(f"recommendations:\n{ENTRY}", encoding="utf-8")
    text = params_path("2022").read_text(encoding="utf-8") + f"\nrecommendations: {own}\n"
    (tmp_path / "2022.yml").write_text(text, encoding="utf-8")
    params = load_params(tmp_path / "2022.yml")
    assert params.recommendations.entries == (
        Recommendation(id="Х-1", factor="vacancies", measure="Сделать", who="директор школы", when="в марте"),
    )
    assert params.catalogue == own and own in params.source_files()
    own.write_text(f"recommendations:\n{ENTRY}{ENTRY}", encoding="utf-8")
    with pytest.raises(ReportError, match="строка 3: номер «Х-1» повторяется"):
        load_params(tmp_path / "2022.yml")
    own.unlink()
    with pytest.raises(ReportError, match=r"Каталог рекомендаций .* не найден"):
        load_params(tmp_path / "2022.yml")


WRONG = [
    (ENTRY.replace("vacancies", "weather"), "строка 2: неизвестный фактор «weather»"),
    (ENTRY.replace("Сделать", '" "'), "строка 2: ключ «measure» пуст"),
    (ENTRY.replace(", when: в марте", ""), "строка 2: ключ «when» пуст или пропущен"),
    (ENTRY.replace("директор школы", "Иванова Мария Петровна"), "строка 2: ключ «who» похож на имя"),
    (ENTRY.replace("when", "чем: x, when"), "строка 2: неизвестный ключ «чем»"),
    (ENTRY.replace("}", ", from: low}"), "строка 2: ключ «from»"),
    (ENTRY.replace("Х-1", "1"), "строка 2: ключ «id» пуст или пропущен"),
    (ENTRY + "  - слова\n", "строка 3: рекомендация — это ключи"),
    (ENTRY + "лишнее: 1\n", "есть что-то кроме него"),
    ("  - {id: [\n", "строка"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_a_mistake_is_named_with_its_line_and_no_name_is_repeated(text, said):
    with pytest.raises(ReportError) as error:
        read(text)
    assert said in str(error.value) and "Иванова" not in str(error.value)


def test_every_factor_has_a_recommendation_in_the_catalogue_that_ships():
    entries = load_params(params_path("demo")).recommendations.entries
    assert {one.factor for one in entries} == set(RISK_FACTORS)
