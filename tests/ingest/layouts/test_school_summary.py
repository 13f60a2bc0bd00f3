"""A region's summary, schools × subjects: read as results of ЕГЭ and ОГЭ, its doubts named."""

import pandas as pd
import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.recognition import recognised
from shnor_lib.ingest.layouts.school_summary import years_in
from shnor_lib.ingest.layouts.summary_headings import column_role, subject_in, unit_of
from tests.support.programme_2022 import results_of
from tools.okrug.invented import MUNICIPALITY, invent_okrug
from tools.okrug.own_tables import context_rows, long_rows, roster_rows
from tools.okrug.summaries import COLUMNS, summary_rows
from tools.okrug.workbooks import write_xlsx

OKRUG = invent_okrug(11, n_schools=6, years=(2022,), vpr_grades=(5,))
OGE = [p for p in OKRUG.procedures if p.assessment == "OGE"]
EGE = [p for p in OKRUG.procedures if p.assessment == "EGE"]
SCHOOLS = pd.DataFrame(roster_rows(OKRUG)[1:], columns=roster_rows(OKRUG)[0])
N_FIXED, WIDTH = 4, len(COLUMNS)
COUNTED = ("Приняли участие, чел.", "Не преодолели порог, чел.", "Средний балл")
SHARED = ("Приняли участие", "Доля не преодолевших порог, %", "Высокобалльники")


def sheet_of(rows, name="Лист1"):
    return Sheet("свод.xlsx", name, [list(row) for row in rows])


def read(rows, name="Лист1"):
    sheet = sheet_of(rows, name)
    layout = recognised(sheet)
    assert layout is not None and layout.code == "school_summary"
    found = layout.read(sheet, ()).frame()
    sheet.sweep()
    counts = sheet.counts()
    assert not counts["set_aside"] or sheet.findings
    return found, sheet


def complaints(sheet):
    return [(f.severity, f.check) for f in sheet.findings if f.check != "row_total"]


def numbers(found):
    columns = ["group", "assessment", "level", "subject", "school_year", "n_participants", "n_2"]
    return sorted(found[columns].itertuples(index=False, name=None))


def invented(exams):
    return sorted(
        (school.school, p.assessment, p.level, p.subject, 2022, m.n_participants, m.counts[0])
        for p in exams
        for school, m in OKRUG.taking_part(p)
    )


@pytest.mark.parametrize("exams", [OGE, EGE], ids=["ОГЭ", "ЕГЭ"])
@pytest.mark.parametrize("columns", [COLUMNS, COUNTED])
def test_every_school_and_subject_is_read(exams, columns):
    found, sheet = read(summary_rows(OKRUG, exams, columns=columns))
    assert numbers(found) == invented(exams)
    assert set(found["municipality"]) == {MUNICIPALITY} and set(found["attempt"]) == {1}
    assert complaints(sheet) == []
    assert [f.check for f in sheet.findings] == ["row_total"]


def test_a_share_is_kept_as_it_is_printed():
    found, sheet = read(summary_rows(OKRUG, EGE, columns=SHARED, of_share=True))
    assert found["n_2"].isna().all()
    assert sorted(found["fail_pct"]) == sorted(
        round(100 * m.counts[0] / m.n_participants) for p in EGE for _, m in OKRUG.taking_part(p)
    )
    assert complaints(sheet) == []


def test_the_source_cell_is_that_of_those_who_failed():
    rows = summary_rows(OKRUG, EGE[:1])
    found, sheet = read(rows)
    for row in found.itertuples():
        assert sheet.value(int(row.source_cell[1:]), 6) == row.n_2 and row.source_cell[0] == "F"


# Headings


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Приняли участие, чел.", "participants"),
        ("Принявших участие", "participants"),
        ("Количество участников", "participants"),
        ("Кол-во участников ЕГЭ", "participants"),
        ("Кол-во уч.", "participants"),
        ("Сдавали", "participants"),
        ("Писали", "participants"),
        ("Всего", "participants"),
        ("чел.", "participants"),
        ("Не приняли участие", "other"),
        ("Не явились", "other"),
        ("Не преодолели min порог", "failed"),
        ("Количество участников, не преодолевших минимальный порог", "failed"),
        ("Доля участников, получивших «2»", "failed"),
        ("Ниже минимального балла", "failed"),
        ("Ниже min", "failed"),
        ("Не сдали", "failed"),
        ("Не набрали мин. баллов", "failed"),
        ("Получили «2»", "failed"),
        ("Кол-во «2»", "failed"),
        (2.0, "failed"),
        ("Преодолели порог", "other"),
        ("Сдали", "other"),
        ("Средний балл", "other"),
        ("Средний тестовый балл", "other"),
        ("Качество знаний, %", "other"),
        (3.0, "other"),
        ("Кол-во «5»", "other"),
        ("Высокобалльники (80-99 баллов)", "high"),
        ("80–99", "high"),
        ("81-100 баллов", "high"),
        (100.0, "high"),
        ("100 баллов", "high"),
        ("Стобалльники", "high"),
        ("", ""),
        ("Гелиодор", ""),
    ],
)
def test_roles_of_columns(words, role):
    assert column_role(words) == role


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Русский язык", ("RU", "")),
        ("РУССКИЙ ЯЗЫК (min 24)", ("RU", "")),
        ("Математика (профильная)", ("MA", "profile")),
        ("Математика профильного уровня", ("MA", "profile")),
        ("Математика (П)", ("MA", "profile")),
        ("Математика, базовый уровень", ("MA", "base")),
        ("Математика база", ("MA", "base")),
        ("Математика", ("MA", "")),
        ("Информатика и ИКТ (КЕГЭ)", ("IT", "")),
        ("Английский язык (письменно)", ("EN", "")),
        ("Иностранный язык (английский)", ("EN", "")),
        ("Обществознание, ЕГЭ", ("SS", "")),
        ("Астрономия", None),
        ("Всего выпускников 2023 г.", None),
        ("Муниципалитет", None),
        (None, None),
        (12.0, None),
    ],
)
def test_subjects(words, found):
    assert subject_in(words) == found


@pytest.mark.parametrize(
    ("headings", "unit"),
    [
        (["не преодолели порог, чел."], "count"),
        (["не преодолели порог, %"], "pct"),
        (["доля не преодолевших"], "pct"),
        (["количество (%)"], ""),
        (["не преодолели min порог"], ""),
    ],
)
def test_units(headings, unit):
    assert unit_of(*headings) == unit


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Результаты ЕГЭ в 2023 году", {2023}),
        ("2022/2023 учебный год", {2023}),
        ("2022-23", {2023}),
        ("на 01.07.2022", set()),
        ("2022 и 2023", {2022, 2023}),
        ("120230", set()),
    ],
)
def test_years(text, years):
    assert years_in(text) == years


def moved_down(rows, by):
    return [*([f"Строка {n}"] for n in range(by)), *rows]


def with_units(rows):
    """Return the rows with units in a third row of the heading, one «Не преодолели» over a number and a share."""
    columns = ("Приняли участие", "Не преодолели порог", None, "Средний балл")
    rows = summary_rows(OKRUG, EGE, columns=columns)
    rows.insert(3, [*[None] * N_FIXED, *("чел.", "чел.", "%", None) * len(EGE)])
    for row in rows[4:]:
        for place in range(N_FIXED, len(row), 4):
            n, failed = row[place : place + 2]
            row[place + 2] = None if n is None else round(100 * failed / n, 2)
    return rows


def subjects_above(rows):
    """Return the rows with the fixed headings in a row above the subjects."""
    fixed, subjects = rows[1][:N_FIXED], rows[1][N_FIXED:]
    return [rows[0], [*fixed, "Предметы"], [*[None] * N_FIXED, *subjects], *rows[2:]]


def subjects_over_each_column(rows):
    """Return the rows with the subject written over each of its columns."""
    head = list(rows[1])
    for place in range(N_FIXED, len(head)):
        head[place] = head[place] or head[place - 1]
    return [rows[0], head, *rows[2:]]


def municipality_lines(rows):
    """Return the rows with the municipality in a line of its own and no such column."""
    plain = [row[:1] + row[2:] for row in rows]
    return [plain[0], *plain[1:3], [MUNICIPALITY], *plain[3:-1], [None, "Всего", *rows[-1][3:]]]


@pytest.mark.parametrize(
    "changed",
    [
        lambda rows: moved_down(rows, 40),
        with_units,
        subjects_above,
        municipality_lines,
        lambda rows: [[None, *row] for row in rows],
        lambda rows: [*rows[:5], [], *rows[5:]],
        lambda rows: [*rows[:5], *rows[1:3], *rows[5:]],  # the headings once more, as after a page break
        lambda rows: [*rows[:3], list(range(1, len(rows[2]) + 1)), *rows[3:]],
        subjects_over_each_column,
        lambda rows: [["Приложение 3"], ["Результаты выпускников в разрезе школ"], *rows],
        lambda rows: [*rows, [], ["Исполнитель: отдел оценки качества"]],
        lambda rows: [[cell.upper() if isinstance(cell, str) else cell for cell in row] for row in rows],
    ],
    ids=[
        "ниже",
        "единицы",
        "предметы",
        "муниципалитеты",
        "правее",
        "пропуск",
        "разрыв",
        "номера",
        "повтор",
        "название",
        "сноска",
        "заглавные",
    ],
)
def test_shapes_of_the_table(changed):
    found, sheet = read(changed(summary_rows(OKRUG, EGE)))
    expected = invented(EGE)
    got = numbers(found)
    assert [row[1:] for row in sorted(got, key=lambda r: (r[0].casefold(), *r[1:]))] == [
        row[1:] for row in sorted(expected, key=lambda r: (r[0].casefold(), *r[1:]))
    ]
    assert [f for f in complaints(sheet) if f != ("warning", "not_parsed")] == []


# Which exams, which year


def headed(title, name="Лист1", exams=EGE, graduates="Всего выпускников"):
    rows = summary_rows(OKRUG, exams)
    rows[0], rows[1][3] = [title], graduates
    return read(rows, name)


@pytest.mark.parametrize(
    ("title", "name", "exams", "graduates"),
    [
        ("Результаты ЕГЭ", "2022", EGE, "Всего выпускников"),
        ("Результаты ЕГЭ за 2021/2022 учебный год", "Лист1", EGE, "Всего выпускников"),
        ("Сводная таблица", "ЕГЭ 2022", EGE, "Всего выпускников"),
        ("", "Лист1", EGE, "Всего выпускников 2022 г., участвующих в ЕГЭ"),
        ("Свод за 2022 год", "Лист1", EGE, "Всего"),  # levels of mathematics and 100 points: ЕГЭ
        ("Результаты ОГЭ 2022", "2022", OGE, "Всего выпускников"),
        ("Результаты ГИА-9 в 2022 году", "Лист1", OGE, "Всего выпускников"),
        ("Результаты ЕГЭ 2022 (на 01.07.2021)", "Лист1", EGE, "Всего выпускников"),
    ],
)
def test_year_and_assessment_from_wherever_they_stand(title, name, exams, graduates):
    found, sheet = headed(title, name, exams, graduates)
    assert numbers(found) == invented(exams)
    assert complaints(sheet) == []


@pytest.mark.parametrize(
    ("title", "name", "exams", "words"),
    [
        ("Результаты ЕГЭ", "Лист1", EGE, "не указан год"),
        ("Результаты ЕГЭ в 2022 году", "2021", EGE, "2021, 2022"),
        ("Результаты ЕГЭ в 2021 и 2022 годах", "Лист1", EGE, "2021, 2022"),
    ],
)
def test_a_table_of_an_unknown_year_is_set_aside(title, name, exams, words):
    found, sheet = headed(title, name, exams)
    assert found.empty
    (finding,) = sheet.findings
    assert (finding.severity, finding.check) == ("error", "header_unknown") and words in finding.message


def test_a_table_of_unknown_exams_is_set_aside():
    rows = summary_rows(OKRUG, OGE, columns=COUNTED)
    rows[0] = ["Свод за 2022 год"]
    found, sheet = read(rows)
    assert found.empty and "ЕГЭ это или ОГЭ" in sheet.findings[0].message


@pytest.mark.parametrize(
    ("words", "attempt"), [("досрочный период", 2), ("резервные дни", 2), ("сентябрьский период", 3)]
)
def test_other_periods_are_later_attempts(words, attempt):
    found, _ = headed(f"Результаты ЕГЭ в 2022 году, {words}")
    assert set(found["attempt"]) == {attempt}


# Doubts


def test_numbers_that_may_be_two_things_are_named_and_not_guessed():
    rows = summary_rows(OKRUG, EGE[:1])
    rows = [*rows[:3], *([n, MUNICIPALITY, f"Школа № {n}", 25, 25, 4 * n, 60, 0, 0] for n in (1, 2))]
    found, sheet = read(rows)
    assert found.empty
    (finding,) = sheet.findings
    assert (finding.severity, finding.check) == ("error", "column_unknown")
    assert "«4» при 25 участниках может значить 4 чел. или 4 %" in finding.message
    assert finding.cell == "E2:F5"


def test_mathematics_without_a_level_is_profile_only_where_scores_tell():
    profile = [p for p in EGE if p.level == "profile"]
    rows = summary_rows(OKRUG, profile)
    rows[1][N_FIXED] = "Математика"
    found, _ = read(rows)
    assert set(found["level"]) == {"profile"}
    rows = summary_rows(OKRUG, profile, columns=COUNTED)
    rows[1][N_FIXED] = "Математика"
    found, sheet = read(rows)
    assert found.empty and "уровень математики" in sheet.findings[-1].message


def test_a_subject_that_the_report_does_not_know_is_set_aside_and_the_rest_read():
    rows = summary_rows(OKRUG, EGE)
    rows[1][N_FIXED] = "Астрономия"
    found, sheet = read(rows)
    assert set(found["subject"]) == {p.subject for p in EGE[1:]}
    assert complaints(sheet) == [("note", "column_unknown")]


@pytest.mark.parametrize(
    ("place", "value", "check"),
    [
        (1, "много", "bad_value"),
        (1, "#REF!", "bad_value"),
        (1, 9999, "bad_value"),
        (1, None, "missing_value"),
        (0, None, "missing_value"),
    ],
)
def test_a_wrong_number_of_one_school_leaves_its_share_unknown(place, value, check):
    rows = summary_rows(OKRUG, EGE, columns=COUNTED)
    school = next(n for n, row in enumerate(rows) if row[0] == 1)
    rows[school][N_FIXED + place] = value
    found, sheet = read(rows)
    assert found["fail_pct"].isna().sum() == 1
    assert [check_ for _, check_ in complaints(sheet)] == [check]


def test_where_the_number_is_missing_the_share_is_read_from_its_own_cell():
    """Found by a long run."""
    rows = with_units(None)
    school = next(n for n, row in enumerate(rows) if row[0] == 1)
    rows[school][N_FIXED + 1] = None
    found, sheet = read(rows)
    first = found[found["source_cell"] == f"G{school + 1}"]
    assert first["fail_pct"].tolist() == [rows[school][N_FIXED + 2]] and first["n_2"].isna().all()
    assert complaints(sheet) == []


def test_a_number_and_a_share_that_disagree_are_both_set_aside():
    rows = with_units(None)
    school = next(n for n, row in enumerate(rows) if row[0] == 1)
    rows[school][N_FIXED + 2] = 77.7
    found, sheet = read(rows)
    assert found["fail_pct"].isna().sum() == 1
    assert complaints(sheet) == [("error", "bad_value")]
    assert "77,7" in sheet.findings[-1].message


def test_dashes_and_empty_cells_are_an_exam_nobody_sat():
    rows = summary_rows(OKRUG, EGE)
    school = next(n for n, row in enumerate(rows) if row[0] == 1)
    rows[school][N_FIXED : N_FIXED + WIDTH] = ["-"] * WIDTH
    found, sheet = read(rows)
    assert len(found) == len(invented(EGE)) - 1
    assert complaints(sheet) == []


def test_a_second_table_below_is_set_aside_aloud():
    rows = summary_rows(OKRUG, EGE)
    below = summary_rows(OKRUG, OGE)
    found, sheet = read([*rows, [], *below])
    assert numbers(found) == invented(EGE)
    assert complaints(sheet) == [("error", "header_repeated")]
    assert sheet.findings[0].cell.startswith(f"A{len(rows) + 2}:")


@pytest.mark.parametrize("name", ["Птицеловская Аэлита Изяславовна", ""])
def test_a_row_of_nobody_is_not_quoted(name):
    rows = summary_rows(OKRUG, EGE)
    school = next(n for n, row in enumerate(rows) if row[0] == 2)
    rows[school][2] = name
    rows[school][1] = None
    _, sheet = read(rows)
    assert ("error", "row_unnamed") in complaints(sheet)
    assert "Птицеловская" not in str(sheet.findings)


@pytest.mark.parametrize("place", [3, N_FIXED + len(EGE) * WIDTH])
def test_columns_of_people_stay_unread(place):
    rows = [[*row, *[None] * (place - len(row))] for row in summary_rows(OKRUG, EGE)]
    for number, row in enumerate(rows):
        row.insert(place, "ФИО директора" if number == 1 else "Птицеловская А. И." if number > 2 else None)
    found, sheet = read(rows)
    assert numbers(found) == invented(EGE)
    assert complaints(sheet) == [("warning", "names_in_file")]
    assert "Птицеловская" not in str(sheet.findings) + str(found.to_dict())


@pytest.mark.parametrize(
    ("code", "name", "group", "digits"),
    [
        ("edu990001", "СОШ № 1", "СОШ № 1", "990001"),
        ("12101", "СОШ № 1", "СОШ № 1 (код 12101)", ""),
        (12101.0, None, "12101", ""),
        ("-", "СОШ № 1", "СОШ № 1", ""),
        (None, "(286) СОШ № 1", "СОШ № 1", ""),
        (None, "(12101) СОШ № 1", "(12101) СОШ № 1", ""),
        (None, "СОШ № 1 (edu990001)", "СОШ № 1 (edu990001)", "990001"),
    ],
)
def test_a_school_by_code_login_or_name(code, name, group, digits):
    rows = [["Результаты ЕГЭ в 2022 году"], ["Код ОО", "Наименование ОО", "Физика", None]]
    rows += [[None, None, "Участники, чел.", "Не преодолели порог, чел."], [code, name, 20, 1]]
    found, sheet = read(rows)
    assert found[["group", "code", "n_2"]].values.tolist() == [[group, digits, 1]]
    assert sheet.findings == []


@pytest.mark.parametrize("name", ["Средняя общеобразовательная школа № 3", "Всеволодовская СОШ"])
def test_a_school_is_no_total(name):
    rows = summary_rows(OKRUG, EGE)
    rows[next(n for n, row in enumerate(rows) if row[0] == 1)][2] = name
    assert name in set(read(rows)[0]["group"])


# Other tables


@pytest.mark.parametrize(
    "rows",
    [
        long_rows(OKRUG, OKRUG.procedures)[:20],
        context_rows(OKRUG, 2022),
        [["Школа", "Русский язык", None], [None, "Приняли участие", "Победители"], ["СОШ № 1", 5, 1]],  # an olympiad
        [["Название ОО", "ЕГЭ РУ 2022", None], [None, "%2", "%2"], ["СОШ № 1", 5, 1]],  # Приложение 1
        [["Предмет", "Приняли участие", "Не преодолели порог"], ["Русский язык", 20, 1]],
        [["Класс", "Русский язык", None], [None, "Писали", "На «2»"], ["5А", 20, 1]],
    ],
)
def test_other_tables_of_the_field_are_no_summary(rows):
    layout = recognised(sheet_of(rows))
    assert layout is None or layout.code != "school_summary"


# Beside other municipalities


def findings_of(tmp_path, others, schools=SCHOOLS):
    rows = summary_rows(OKRUG, EGE, columns=COUNTED, others=others)
    read = results_of([write_xlsx(tmp_path / "свод.xlsx", {"2022": rows})], schools)
    counts = read.cell_counts
    assert (counts[["used", "set_aside", "not_needed", "empty"]].sum(axis=1) == counts["total"]).all()
    grave = read.findings[(read.findings["result"] == "complaint") & (read.findings["severity"] != "note")]
    return read.results, grave[grave["file"].notna()]["check"].tolist()


@pytest.mark.slow
def test_schools_of_other_municipalities_are_background(tmp_path):
    alone, _ = findings_of(tmp_path, [])
    own_name = OKRUG.schools[0].school
    beside, found = findings_of(tmp_path, [own_name, *(f"МБОУ «СОШ № {n}»" for n in range(40))])
    assert beside["fail_pct"].tolist() == alone["fail_pct"].tolist() and beside["fail_pct"].notna().any()
    assert not {"school_unknown", "schools_foreign", "school_doubtful", "table_conflict"} & set(found)
