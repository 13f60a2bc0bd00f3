"""The report's prose stays right whatever the data: no ШНОР, one school, everything missing, nothing comparable."""

import re

import pandas as pd
import pytest

from shnor_lib.presentation.sections import (
    appendices,
    competences,
    composition,
    conclusions,
    dynamics,
    front,
    grounds,
    indicators,
    measures,
    outcomes,
    plan,
    results,
)
from shnor_lib.presentation.statements import drafts as rules
from shnor_lib.presentation.statements.facts import edition_facts, schools_in_question
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from tests.support.measured_edition import measured_edition
from tests.support.programme_2022 import ROWS, WORKBOOK, appendix_rows, params_2022, run_methods, write_workbook

PARAMS = params_2022()
PROSE = (
    front.main_points,
    front.needs_decision,
    grounds.ground_and_aim,
    grounds.coverage,
    grounds.limits,
    composition.criteria_text,
    composition.list_against_data,
    composition.claims_check,
    composition.base_years_text,
    results.overview,
    dynamics.how_compared,
    dynamics.pairs_text,
    dynamics.schools_text,
    dynamics.baseline_text,
    dynamics.expected_change,
    indicators.indicators_text,
    indicators.course_text,
    indicators.schools_text,
    plan.plan_text,
    plan.assignments_text,
    plan.cycle_text,
    plan.quarters_text,
    measures.factors_text,
    measures.coverage_text,
    measures.requests_text,
    measures.partnerships_text,
    measures.systems_text,
    measures.catalogue_text,
    competences.competences_text,
    outcomes.outcome_text,
    conclusions.problems_text,
    conclusions.recommendations,
    conclusions.decisions_text,
    appendices.findings_text,
    appendices.corrections_text,
)
TABLES = (
    front.key_figures,
    front.indicator_verdicts,
    grounds.source_table,
    grounds.years_table,
    composition.grounds_table,
    composition.counted_table,
    composition.repeats_table,
    composition.base_years_table,
    lambda edition: results.results_table(edition, "VPR"),
    lambda edition: results.results_table(edition, "OGE", "EGE"),
    results.subject_counts,
    results.low_results_table,
    results.background_table,
    dynamics.pair_table,
    dynamics.school_table,
    dynamics.supported_table,
    dynamics.baseline_table,
    lambda edition: indicators.indicator_table(edition, "И"),
    lambda edition: indicators.indicator_table(edition, "П"),
    plan.plan_table,
    plan.measures_table,
    measures.factors_table,
    outcomes.tasks_table,
    outcomes.expected_table,
    conclusions.problems_table,
    conclusions.decisions_table,
    appendices.source_results,
    appendices.measured_results,
    appendices.findings_protocol,
    appendices.passed_checks,
    appendices.corrections_table,
)
RAW = re.compile(r"\b(nan|None|NaN|NA|no_data|not_met|no_record|same_grade|lk0\d|VPR|OGE|EGE|True|False)\b|<NA>|\{|\}")


def everything_missing(rows):
    for row in rows[3:]:
        row[1:35] = ["#REF!"] * 34


def no_low_results(rows):
    for row in rows[3:]:
        row[1:35] = [5, 20] * 17
        del row[35:]


def nothing_held(rows):
    for row in rows[3:]:
        row[1:35] = ["-"] * 34
        del row[35:]


def everything_low(rows):
    for row in rows[3:]:
        row[1:35] = [60, 0] * 17
        del row[35:]


def one_year(rows):
    for place in range(1, 35, 2):
        if "2019" in rows[0][place]:
            for row in rows[3:]:
                row[place : place + 2] = ["-", "-"]


def as_it_is(rows):
    pass


CHANGES = (as_it_is, everything_missing, no_low_results, nothing_held, everything_low, one_year)


@pytest.fixture(scope="module", params=CHANGES, ids=lambda change: change.__name__)
def edition(request, tmp_path_factory):
    rows = appendix_rows()
    request.param(rows)
    path = write_workbook(rows, tmp_path_factory.mktemp("edition") / "Приложение_1.xlsx")
    return run_methods(path)


@pytest.fixture(scope="module")
def one_school(tmp_path_factory):
    rows = appendix_rows()
    path = write_workbook([*rows[:3], rows[ROWS["Демьяновская"]]], tmp_path_factory.mktemp("one") / "п.xlsx")
    schools = run_methods(WORKBOOK).schools
    return run_methods(path, schools=schools[schools["school"].str.contains("Демьяновская")].reset_index(drop=True))


@pytest.fixture(scope="module")
def shipped():
    return run_methods(WORKBOOK, PARAMS.corrections)


@pytest.mark.parametrize("function", PROSE, ids=lambda function: function.__name__)
def test_prose_shows_no_raw_values(edition, function):
    text = function(edition)
    assert isinstance(text, Text)
    assert text.markdown.strip()
    assert not RAW.search(text.markdown), RAW.search(text.markdown)
    assert ": ." not in text.markdown
    assert not re.search(r": *(\n|$)\n*(?![-0-9*\n])", text.markdown.rstrip() + "\n"), "a colon that announces nothing"


@pytest.mark.parametrize("function", TABLES)
def test_tables_show_no_raw_values(edition, function):
    table = function(edition)
    if table is None:
        return
    assert isinstance(table, PublicationTable)
    for row in table.rows:
        for cell in row:
            assert not RAW.search(cell.text), cell


@pytest.mark.parametrize("function", PROSE + TABLES)
def test_one_school_is_enough(one_school, function):
    shown = function(one_school)
    texts = [shown.markdown] if isinstance(shown, Text) else [c.text for r in (shown.rows if shown else ()) for c in r]
    assert not any(RAW.search(text) for text in texts)
    assert not any(re.search(r"(?<!\d)1[ \u00a0]школ\b", text) for text in texts)


def test_the_main_sentence_names_the_schools(shipped):
    text = front.main_points(shipped).markdown.replace("\u00a0", " ")
    assert "В списке ШНОР 7 школ." in text
    assert "Ариничевская СОШ, Демьяновская СОШ и Подгорновская СОШ" in text
    assert "4 из 7 школ (57,1 %)" in text


def test_the_programmes_sentence_is_checked_both_ways(shipped):
    text = composition.claims_check(shipped).markdown
    assert "по ВПР таких школ 2, по всем процедурам — 3" in text
    assert "по ВПР таких школ 1, по всем процедурам — 1" in text


def test_the_baseline_is_told_and_no_value_is(shipped):
    text = dynamics.baseline_text(shipped).markdown.replace("\u00a0", " ")
    assert "полученные до начала Программы; оценить по ним достижение показателя 9 нельзя" in text
    assert "4 из 7 школ (57,1 %)" in text
    assert "целевое значение 40 % было превышено уже в исходной точке" in text
    assert "только по ВПР — в 6, только по ОГЭ и ЕГЭ — в 1, по когортам ВПР — в 6" in text


def test_a_rise_that_rests_on_a_correction_says_how_many_readings_deny_it(shipped):
    text = dynamics.schools_text(shipped).markdown
    assert "при 19 из 24 допустимых прочтений она снижается" in text
    drafted = [draft.rule.id for draft in rules.drafts("decisions", edition_facts(shipped), "ИМЦ", PARAMS.report.as_of)]
    assert "Д-11" in drafted
    assert "Д-07" not in drafted


def test_every_value_that_rests_on_the_correction_is_starred(shipped):
    table = appendices.source_results(shipped)
    starred = {row[0].text: sum("*" in cell.text for cell in row[1:]) for row in table.rows}
    assert starred["Подгорновская СОШ"] >= 10
    assert sum(starred.values()) == starred["Подгорновская СОШ"]


def test_schools_are_never_sorted_by_result(shipped):
    for function in (composition.grounds_table, dynamics.school_table, appendices.source_results):
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
    from shnor_lib.comments import Comments

    shipped.comments = Comments("params/2022_comments.md", {}, (("Мой раздел", 12),))
    findings = appendices.comment_findings(shipped)
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


@pytest.mark.parametrize("function", PROSE + TABLES)
def test_sections_stand_on_measured_results(measured, function):
    shown = function(measured)
    words = [shown.markdown] if isinstance(shown, Text) else [c.text for r in (shown.rows if shown else ()) for c in r]
    assert not any(RAW.search(text) for text in words)


def test_no_table_of_participants_where_there_are_none(shipped):
    for function in (
        results.low_results_table,
        results.background_table,
        dynamics.supported_table,
        appendices.measured_results,
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
    shown = results.results_table(measured, "VPR").rows + appendices.measured_results(measured).rows
    assert not any(cell.value == 9 and cell.text == "9" for row in shown for cell in row[2:7])
    assert len(appendices.measured_results(measured).rows) == 3 * 8 * 2


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
    words = front.findings_words(shipped.findings).replace("\u00a0", " ")
    assert words.endswith(f", {notes.sum()} примечаний")
    assert words in appendices.findings_text(shipped).markdown.replace("\u00a0", " ")


def test_limits_do_not_complain_of_participants_that_are_there(measured):
    assert "участников" not in grounds.limits(measured).markdown
    note = dynamics.pair_table(measured).notes[0]
    assert "неизвестно" not in note


def test_limits_name_the_schools_without_participants():
    edition = measured_edition()
    edition.results.loc[edition.results["school_id"] == "z1", "n_participants"] = pd.NA
    words = grounds.limits(edition).markdown
    assert "указано не для всех результатов (нет для 16 из 49; школы: Луговая ООШ)" in words
    problems = " ".join(texts(conclusions.problems_table(edition), "Проблема"))
    assert "Число участников не указано для части результатов (16 из 49; Луговая ООШ)" in problems


def test_without_any_participants_the_problem_says_so_of_all(shipped):
    assert "Число участников процедур не указано" in " ".join(texts(conclusions.problems_table(shipped), "Проблема"))


def test_the_background_is_not_denied_where_there_is_one(measured, shipped):
    assert "ни того ни другого" in dynamics.expected_change(shipped).markdown
    words = dynamics.expected_change(measured).markdown
    assert "ни того ни другого" not in words and "результаты отдельных школ вне Программы" in words


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
    protocol = appendices.findings_protocol(edition)
    assert texts(protocol, "Место")[0] == "Лист1, A5, A6, A7"
    said = texts(protocol, "Что обнаружено и что сделано")
    assert said[0] == "Нужно число."
    assert len(said) == 1 + 4 + 1 and said[-1].replace("\u00a0", " ").startswith("Ещё 26 примечаний этой проверки")


def test_of_a_large_okrug_only_the_schools_in_question_are_printed_at_length():
    edition = measured_edition()
    edition.classification = edition.classification.assign(listed=[True, False, False], shnor=[True, False, False])
    assert schools_in_question(edition) == list(edition.classification["school_id"][:1])
    assert set(texts(appendices.measured_results(edition), "Школа")) == {"Заречная СОШ"}
    assert "остальных школ" in appendices.measured_results(edition).notes[-1]
    edition.classification = edition.classification.assign(listed=False, shnor=False)
    assert len(schools_in_question(edition)) == 3


def test_many_sheets_are_counted_by_file(measured):
    edition = measured_edition()
    many = pd.concat([edition.cell_counts.head(1).assign(sheet=f"Лист{n}") for n in range(40)], ignore_index=True)
    edition.cell_counts = many
    table = grounds.source_table(edition)
    assert texts(table, "Листов") == ["40"]
    assert int(texts(table, "Всего ячеек")[0].replace("\u00a0", "")) == many["total"].sum()


def test_the_protocol_parts_complaints_from_what_passed(shipped):
    protocol, passed = appendices.findings_protocol(shipped), appendices.passed_checks(shipped)
    assert len(protocol.rows) + len(passed.rows) == len(shipped.findings)
    assert "Параллель есть в школе" in texts(passed, "Проверка")
    assert "доли отметок в сумме дают 100 %" in passed.notes[0]


def test_how_easily_a_small_school_meets_the_criterion_by_chance(measured, shipped):
    chances = dict(zip(texts(composition.counted_table(measured), "Школа"), chance_column(measured), strict=True))
    assert chances["Луговая ООШ"] > 50 > chances["Озёрная СОШ"] > chances["Заречная СОШ"]
    assert [column.key for column in composition.counted_table(shipped).columns][-1] == "counted_before_previous"


def chance_column(edition):
    return [row[-1].value for row in composition.counted_table(edition).rows]
