"""What single sections say of the data: sentences and tables that a reader relies on."""

import re

import pandas as pd
import pytest

from shnor_lib.comments import Comments
from shnor_lib.presentation.protocol_words import findings_words
from shnor_lib.presentation.sections import (
    composition,
    conclusions,
    dynamics,
    grounds,
    protocol,
    results,
    source_results,
)
from shnor_lib.presentation.sections import rules as rules_section
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.statements import drafts as rules
from shnor_lib.presentation.statements.expected import expected_text
from shnor_lib.presentation.statements.facts import edition_facts, schools_in_question
from tests.support.depth import every_case
from tests.support.made_edition import MadeEdition
from tests.support.measured_edition import measured_edition
from tests.support.programme_2022 import params_2022, shipped_edition

PARAMS = params_2022()


@pytest.fixture(scope="module")
def shipped():
    return shipped_edition()


def test_the_main_sentence_names_the_schools(shipped):
    text = conclusions.main_points(shipped).markdown.replace("\u00a0", " ")
    assert "В списке ШНОР 7 школ." in text
    assert "Ариничевская СОШ, Демьяновская СОШ и Подгорновская СОШ" in text
    assert "4 из 7 школ (57 %)" in text


def test_the_programmes_sentence_is_checked_both_ways(shipped):
    text = composition.claims_check(shipped).markdown
    assert "по ВПР таких школ 2, по всем процедурам — 3" in text
    assert "по ВПР таких школ 1, по всем процедурам — 1" in text


def test_the_baseline_is_told_and_no_value_is(shipped):
    text = dynamics.baseline_text(shipped).markdown.replace("\u00a0", " ")
    assert "полученные до начала Программы; оценить по ним достижение показателя " in text
    assert "«Школы с положительной динамикой» (в Программе № 9) нельзя" in text
    assert "4 из 7 школ (57 %)" in text
    assert "целевое значение 40 % было превышено уже в исходной точке" in text
    assert "только по ВПР — в 6, только по ОГЭ и ЕГЭ — в 1, по когортам ВПР — в 6" in text


def test_a_rise_that_rests_on_a_correction_says_how_many_readings_deny_it(shipped):
    text = dynamics.schools_text(shipped).markdown
    assert "при 19 из 24 допустимых прочтений она снижается" in text
    drafted = [draft.rule.id for draft in rules.drafts("decisions", edition_facts(shipped), "ИМЦ", PARAMS.report.as_of)]
    assert "Д-11" in drafted
    assert "Д-07" not in drafted


def test_every_value_that_rests_on_the_correction_is_starred(shipped):
    table = source_results.source_results(shipped)
    starred = {row[0].text: sum("*" in cell.text for cell in row[1:]) for row in table.rows}
    assert starred["Подгорновская СОШ"] >= 10
    assert sum(starred.values()) == starred["Подгорновская СОШ"]


def test_schools_are_never_sorted_by_result(shipped):
    for function in (composition.grounds_table, dynamics.school_table, source_results.source_results):
        first = [row[0].text for row in function(shipped).rows]
        assert first == [name for name in dict.fromkeys(first)]
        assert first[0].startswith("Краснинская")
        assert first[-1].startswith("Мирновская")


def test_no_draft_proposes_to_remove_a_school():
    for part in ("problems", "recommendations", "decisions"):
        for rule in rules.rules(part):
            assert not re.search(r"исключить|убрать|снять с", rule.text, re.IGNORECASE)


def test_every_rule_rests_on_a_fact_and_ids_are_distinct(shipped):
    facts = edition_facts(shipped)
    every = [rule for part in ("problems", "recommendations", "decisions") for rule in rules.rules(part)]
    assert len({rule.id for rule in every}) == len(every)
    assert {rule.fact for rule in every} <= set(facts)


def test_no_fact_no_draft():
    assert (
        rules.drafts(
            "decisions", dict.fromkeys({r.fact for r in rules.rules("decisions")}, ()), "ИМЦ", PARAMS.report.as_of
        )
        == []
    )


def test_an_unknown_heading_of_the_comments_is_a_finding(shipped):
    shipped.comments = Comments("params/2022_comments.md", {"Мой раздел": "текст"}, {"Мой раздел": 12})
    findings = protocol.comment_findings(shipped)
    shipped.comments = Comments()
    assert isinstance(findings, pd.DataFrame)
    assert findings["cell"].tolist() == ["строка 12"]


# Results with participants, marks and a background


@pytest.fixture(scope="module")
def measured():
    return measured_edition()


def texts(table, label):
    place = [column.label for column in table.columns].index(label)
    return [row[place].text for row in table.rows]


def test_no_table_of_participants_where_there_are_none(shipped):
    for function in (
        results.low_results_table,
        results.background_table,
        dynamics.supported_table,
        source_results.measured_results,
    ):
        assert function(shipped) is None


def test_a_low_result_shows_its_precision_and_the_background(measured):
    table = results.low_results_table(measured)
    sure = dict(zip(texts(table, "Школа"), texts(table, "Не ниже 30\u00a0% сверх случайного"), strict=True))
    assert sure == {"Заречная СОШ": "да", "Луговая ООШ": "нет"}
    assert texts(table, "95 %-й интервал")[0] == "37,7–62,3"
    assert set(texts(table, "Регион")) == {"15,0"}
    assert set(texts(table, "Муниципалитет")) == {"21,4"}


def test_schools_together_are_all_pupils_and_not_a_mean_of_shares(measured):
    table = results.background_table(measured)
    assert texts(table, "участников")[0] == "100"
    assert texts(table, "«2», %")[0] == "34,0"


def test_a_second_attempt_reaches_no_table(measured):
    shown = source_results.results_by_school(measured).rows + source_results.measured_results(measured).rows
    assert not any(cell.value == 9 and cell.text == "9" for row in shown for cell in row[2:7])
    assert len(source_results.measured_results(measured).rows) == 3 * 8 * 2


def test_changes_beyond_chance_are_told_from_the_rest(measured):
    table = dynamics.supported_table(measured)
    assert texts(table, "Школа") == ["Заречная СОШ", "Луговая ООШ", "Озёрная СОШ"]
    assert texts(table, "снизилась") == ["8", "0", "0"]
    assert texts(table, "Различие может быть случайным") == ["0", "8", "8"]
    assert texts(table, "изменение, п. п.")[0] == "−25,0"


def test_prose_says_that_chance_was_considered_only_where_it_was(measured, shipped):
    assert "изменений отдельных школ не оценена" in dynamics.schools_text(shipped).markdown
    assert "не оценена" not in dynamics.schools_text(measured).markdown


def test_what_passed_is_counted_among_no_complaints(shipped):
    notes = (shipped.findings["severity"] == "note") & (shipped.findings["result"] == "complaint")
    words = findings_words(shipped.findings).replace("\u00a0", " ")
    assert words.endswith(f", {notes.sum()} примечаний")
    assert words in protocol.findings_text(shipped).markdown.replace("\u00a0", " ")


@pytest.mark.slow
def test_limits_do_not_complain_of_participants_that_are_there(measured):
    assert "участников" not in grounds.limits(measured).markdown
    note = dynamics.pair_table(measured).notes[0]
    assert "неизвестно" not in note


@pytest.mark.slow
def test_limits_name_the_schools_without_participants():
    edition = measured_edition()
    edition.results.loc[edition.results["school_id"] == "z1", "n_participants"] = pd.NA
    words = grounds.limits(edition).markdown
    assert "указано не для всех результатов (нет для 16 из 49; школы: Луговая ООШ)" in words
    told = " ".join(texts(conclusions.problems_table(edition), "Проблема"))
    assert "Число участников не указано для части результатов (16 из 49; Луговая ООШ)" in told


def test_without_any_participants_the_problem_says_so_of_all(shipped):
    assert "Число участников процедур не указано" in " ".join(texts(conclusions.problems_table(shipped), "Проблема"))


def without_claims(params):
    return params.model_copy(update={"programme": params.programme.model_copy(update={"claims": None})})


def test_what_params_and_data_disagree_about_stands_among_the_limits():
    """Years, foreign schools and statements limit every conclusion; other errors of the protocol stand there alone."""
    edition = measured_edition()
    edition.params = without_claims(edition.params)
    assert "Год без данных" not in grounds.limits(edition).markdown
    first = edition.findings.iloc[0].to_dict() | {"severity": "error", "result": "complaint"}
    edition.findings = pd.DataFrame(
        [
            first | {"check": "params_year_empty", "message": "Год без данных."},
            first | {"check": "params_year_newer", "message": "Данные новее параметров."},
            first | {"check": "schools_foreign", "message": "Школы другого округа."},
            first | {"check": "claims_differ", "message": "Школ не столько."},
            first | {"check": "bad_value", "message": "Ячейка не число."},
            first | {"check": "params_year_empty", "message": "Проверено.", "severity": "note", "result": "passed"},
        ]
    )
    items = [line.removeprefix("- ") for line in without_marks(grounds.limits(edition).markdown).splitlines()]
    told = ["Год без данных.", "Данные новее параметров.", "Школы другого округа.", "Школ не столько."]
    assert [item for item in items if item in told] == told
    assert "Ячейка не число." not in items and "Проверено." not in items


@pytest.mark.parametrize(("ru", "ma", "contradicted"), every_case(2, [(2, 1, 0), (3, 1, 0), (4, 1, 1), (1, 2, 2)]))
def test_a_number_that_neither_vpr_nor_all_procedures_give_is_contradicted(shipped, ru, ma, contradicted):
    """Приложение 1: РУ two schools by ВПР and three by all procedures, МА one and one (METHODS §2)."""
    claims = PARAMS.programme.claims
    repeated = [one.model_copy(update={"schools": {"RU": ru, "MA": ma}[one.subject]}) for one in claims.repeated]
    programme = PARAMS.programme.model_copy(update={"claims": claims.model_copy(update={"repeated": tuple(repeated)})})
    edition = MadeEdition(**vars(shipped) | {"params": PARAMS.model_copy(update={"programme": programme})})
    found = protocol.comment_findings(edition)
    assert found["check"].tolist() == ["claims_differ"] * contradicted
    limits = grounds.limits(edition).markdown
    assert all(message in limits for message in found["message"])


def test_a_statement_about_schools_whose_results_are_unknown_is_left_open(shipped):
    edition = MadeEdition(**vars(shipped))
    edition.subject_repeats = edition.subject_repeats.assign(
        repeated=pd.array([None] * len(edition.subject_repeats), "boolean")
    )
    assert protocol.comment_findings(edition).empty


def test_what_cannot_be_expected_is_told_with_its_reason(measured, shipped):
    """The shipped results have no participants; the measured okrug has some, and too few schools."""
    reasons = {
        name: next(one.text for one in expected_text(edition).statements if one.id == "dynamics.expected.refused")
        for name, edition in (("shipped", shipped), ("measured", measured))
    }
    assert "нет числа участников" in reasons["shipped"]
    assert "нет числа участников" not in reasons["measured"]


def test_equal_complaints_share_a_row_and_notes_are_not_endless():
    edition = measured_edition()
    first = edition.findings.iloc[0].to_dict() | {"result": "complaint", "check": "bad_value", "file": "data/ВПР.xlsx"}
    cells = [
        first | {"severity": "error", "sheet": "Лист1", "cell": f"A{n}", "message": f"Ячейка A{n}: нужно число."}
        for n in (5, 6, 7)
    ]
    notes = [
        first | {"severity": "note", "sheet": "Лист1", "cell": "A1", "message": f"Примечание {n}."} for n in range(30)
    ]
    edition.findings = pd.DataFrame(cells + notes)
    edition.params = without_claims(edition.params)
    table = protocol.findings_protocol(edition)
    assert texts(table, "Место")[0] == "Лист1, A5, A6, A7"
    said = texts(table, "Что обнаружено и что сделано")
    assert said[0] == "Нужно число."
    assert len(said) == 1 + 4 + 1 and said[-1].replace("\u00a0", " ").startswith("Ещё 26 примечаний этой проверки")


def test_of_a_large_okrug_only_the_schools_in_question_are_printed_at_length():
    edition = measured_edition()
    edition.classification = edition.classification.assign(listed=[True, False, False], shnor=[True, False, False])
    edition.schools = edition.schools.assign(listed=[True, False, False])
    assert schools_in_question(edition) == list(edition.classification["school_id"][:1])
    assert set(texts(source_results.measured_results(edition), "Школа")) == {"Заречная СОШ"}
    assert "остальных школ" in source_results.measured_results(edition).notes[-1]
    edition.classification = edition.classification.assign(listed=False, shnor=False)
    edition.schools = edition.schools.assign(listed=False)
    assert len(schools_in_question(edition)) == 3


def test_many_sheets_are_counted_by_file(measured):
    edition = measured_edition()
    many = pd.concat([edition.cell_counts.head(1).assign(sheet=f"Лист{n}") for n in range(40)], ignore_index=True)
    edition.cell_counts = many
    table = grounds.source_table(edition)
    assert texts(table, "Листов") == ["40"]
    assert int(texts(table, "Всего ячеек")[0].replace("\u00a0", "")) == many["total"].sum()


def test_the_protocol_parts_complaints_from_what_passed(shipped):
    told, passed = protocol.findings_protocol(shipped), protocol.passed_checks(shipped)
    assert len(told.rows) + len(passed.rows) == len(shipped.findings)
    assert "Параллель есть в школе" in texts(passed, "Проверка")
    assert "доли отметок в сумме дают 100 %" in passed.notes[0]


def test_how_easily_a_small_school_meets_the_criteria_by_chance(measured, shipped):
    chances = dict(zip(texts(composition.counted_table(measured), "Школа"), chance_column(measured), strict=True))
    assert chances["Луговая ООШ"] > chances["Озёрная СОШ"] > 50 > chances["Заречная СОШ"]
    assert [column.key for column in composition.counted_table(shipped).columns][-1] == "counted_before_previous"


def chance_column(edition):
    table = composition.counted_table(edition)
    place = [column.key for column in table.columns].index("chance_pct")
    return [row[place].value for row in table.rows]


@pytest.mark.parametrize(
    ("changes", "words"),
    every_case(
        3,
        [
            ((-1.0, -0.05), "снизилась"),
            ((-1.0, -0.04), "снизилась или не изменилась"),
            ((0.04, -0.04), "не изменилась"),
            ((2.0, 0.0), "выросла или не изменилась"),
            ((2.0, -0.04, -3.0), "менялась по-разному"),
        ],
    ),
)
def test_a_change_printed_as_0_is_neither_a_fall_nor_a_rise(changes, words):
    edition = measured_edition()
    own = edition.pair_means.assign(kind="same_grade", assessment="OGE").head(len(changes)).assign(change_pp=changes)
    said = dynamics.pairs_text(MadeEdition(**vars(edition) | {"pair_means": own})).markdown
    assert f"По ОГЭ доля «2» в среднем {words}: " in without_marks(said)


@pytest.mark.parametrize("part", ["problems", "recommendations", "decisions"])
def test_the_pattern_of_a_rule_is_a_sentence(part):
    """A field that is empty more often than not leaves no dots of its own."""
    for row in rules_section.rules_table(part, measured_edition()).rows:
        assert "….…" not in row[2].text and "…)…" not in row[2].text and ".." not in row[2].text, row[0].text
