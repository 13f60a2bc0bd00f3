"""Protocols of appeals: counted by school and exam, told in a note, no mark changed, no name let out."""

import pandas as pd
import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.joining.appeals import appeal_findings
from shnor_lib.ingest.layouts.recognition import recognised
from shnor_lib.ingest.roster import Roster
from tests.support.programme_2022 import results_of, rules_2022
from tools.okrug.exam_centre import appeal_rows, planted_names, protocol_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import roster_rows
from tools.okrug.workbooks import write_xlsx

OKRUG = invent_okrug(11, n_schools=4, years=(2022,), vpr_grades=(5,))
OGE = [p for p in OKRUG.procedures if p.assessment == "OGE"]
EGE = [p for p in OKRUG.procedures if p.assessment == "EGE"]
SCHOOLS = pd.DataFrame(roster_rows(OKRUG)[1:], columns=roster_rows(OKRUG)[0])
HEADING, FIRST = 4, 6
SCHOOL, EXAM, STATE = 2, 9, 10


def read(rows, name="Page 1"):
    sheet = Sheet("апелляции.xlsx", name, [list(row) for row in rows])
    layout = recognised(sheet)
    assert layout is not None and layout.code == "appeals"
    found = layout.read(sheet, ()).frame()
    sheet.sweep()
    sheet.counts()
    return found, sheet


def checks(sheet):
    return [finding.check for finding in sheet.findings if finding.check != "names_in_file"]


def counts(found):
    return found[["n_granted", "n_rejected", "n_other"]].values.tolist()


@pytest.mark.parametrize("exams", [OGE, EGE], ids=["ОГЭ", "ЕГЭ"])
def test_appeals_are_counted_by_school_and_exam(exams):
    found, sheet = read(appeal_rows(OKRUG, exams))
    invented = [(s.school_id, p.subject, p.held_on) for p in exams for s, _ in OKRUG.taking_part(p)]
    assert list(found[["group", "subject", "held_on"]].itertuples(index=False, name=None)) == invented
    assert counts(found) == [[1, 1, 1]] * len(invented)
    assert set(found["level"]) == {p.level for p in exams}
    assert checks(sheet) == [] and sheet.counts()["set_aside"] == 0


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("Апелляция удовлетворена", [1, 0, 0]),
        ("удовлетворено с повышением баллов", [1, 0, 0]),
        ("Удовл.", [1, 0, 0]),
        ("Апелляция не удовлетворена", [0, 1, 0]),
        ("ОТКЛОНЕНА", [0, 1, 0]),
        ("Отказано в удовлетворении", [0, 1, 0]),
        ("Баллы без изменений", [0, 1, 0]),
        ("на рассмотрении", [0, 0, 1]),
        ("Апелляция подана", [0, 0, 1]),
    ],
)
def test_states_are_told_by_their_words(state, expected):
    found, _ = read(appeal_rows(OKRUG, OGE[:1], [state]))
    assert counts(found) == [expected] * len(found)


@pytest.mark.parametrize(
    ("exam", "subject", "held_on"),
    [
        ("Математика(2022.06.02)", "MA", "2022-06-02"),
        ("02 - Математика 2022.06.02", "MA", "2022-06-02"),
        ("Русский язык (30.05.2022)", "RU", "2022-05-30"),
        ("Русский язык", "RU", ""),
        ("Испанский язык (2022.06.02)", "", "2022-06-02"),
        ("Птицеловская", "", ""),
    ],
)
def test_exams_as_rows_name_them(exam, subject, held_on):
    rows = appeal_rows(OKRUG, OGE[:1])
    for row in rows[FIRST - 1 :]:
        row[EXAM - 1] = exam
    found, sheet = read(rows)
    assert {(row.subject, row.held_on) for row in found.itertuples()} == {(subject, held_on)}
    assert "Птицеловская" not in str(found.to_dict()) + str(sheet.findings)


def test_the_exam_may_stand_in_a_line_above():
    rows = appeal_rows(OKRUG, OGE[:1])
    for row in rows[HEADING - 1 :]:
        row[EXAM - 1] = None
    rows[2] = ["02 - Математика 2022.06.02"]
    found, _ = read(rows)
    assert {(row.subject, row.held_on) for row in found.itertuples()} == {("MA", "2022-06-02")}


def test_headings_may_stand_in_two_rows_and_come_again():
    rows = appeal_rows(OKRUG, OGE[:1])
    expected, _ = read(rows)
    rows[HEADING - 1][STATE - 1], rows[HEADING][STATE - 1] = "Апелляция", "Состояние"
    rows[FIRST:FIRST] = [list(rows[HEADING - 1]), list(rows[HEADING])]
    found, sheet = read(rows)
    assert counts(found) == counts(expected) and list(found["group"]) == list(expected["group"])
    assert checks(sheet) == []


def test_a_row_without_a_school_is_told():
    rows = appeal_rows(OKRUG, OGE[:1])
    rows[FIRST - 1][SCHOOL - 1] = "Звездопадова"
    found, sheet = read(rows)
    assert counts(found)[0] == [0, 1, 1]
    assert checks(sheet) == ["row_unnamed"]
    assert "Звездопадова" not in str(sheet.findings)


@pytest.mark.parametrize("heading", ["Статус", "Решение КК", "Результат рассмотрения апелляции"])
def test_schools_may_be_named_and_the_state_may_be_headed_otherwise(heading):
    rows = appeal_rows(OKRUG, OGE[:1], ["удовлетворить"])
    expected, _ = read(rows)
    names = {school.school_id: school.school for school in OKRUG.schools}
    rows[HEADING - 1][SCHOOL - 1], rows[HEADING - 1][STATE - 1] = "Образовательная организация", heading
    for row in rows[FIRST - 1 :]:
        row[SCHOOL - 1] = names[row[SCHOOL - 1]]
    found, sheet = read(rows)
    assert list(found["group"]) == [names[code] for code in expected["group"]]
    assert counts(found) == counts(expected) and checks(sheet) == []


def main_protocol(states):
    """Return the main protocol with a column of appeals, its cells filled in turn with the states."""
    rows = protocol_rows(OKRUG, OGE)
    for row in rows:
        if len(row) > 1 and row[1] == "Код ОО":
            row.append("Состояние апелляции")
        elif row and isinstance(row[0], int):
            row.append(states[row[0] % len(states)])
    return rows


@pytest.mark.parametrize("states", [[None], ["нет"], ["-", "-", "-", "Удовлетворена"]])
@pytest.mark.parametrize("title", ["Протокол проверки результатов", "Протокол с учётом апелляций"])
def test_the_main_protocol_with_a_column_of_appeals_is_no_protocol_of_appeals(states, title):
    rows = main_protocol(states)
    rows[0] = [title]
    assert recognised(Sheet("п.xls", "Page 1", rows)).code == "exam_protocols"


def test_appeals_with_a_line_of_the_exam_are_not_counted_as_results():
    """They have school, class and mark: pupils would be counted twice."""
    rows = main_protocol(["Апелляция удовлетворена"])
    assert recognised(Sheet("п.xls", "Page 1", rows)).code == "appeals"


# What is said


def said(rows, of_region=False, schools=SCHOOLS):
    found, _ = read(rows)
    (finding,) = appeal_findings(found, Roster(schools), lambda file: of_region)
    assert (finding.severity, finding.check, finding.file) == ("note", "appeals", "апелляции.xlsx")
    return finding.message.replace("\u00a0", " ")


def test_the_note_tells_granted_appeals_by_school_and_exam():
    math = next(p for p in OGE if p.subject == "MA")
    words = said(appeal_rows(OKRUG, [math], ["удовлетворена", "удовлетворена", "отклонена"]))
    assert words.startswith("Протокол апелляций: 12 апелляций, удовлетворено 8. ")
    for school in OKRUG.schools:
        assert f"школа {school.school_id} (математика, {pd.Timestamp(math.held_on):%d.%m.%Y}) — 2 из 3" in words


def test_of_a_region_only_the_rosters_schools_are_told():
    rows = appeal_rows(OKRUG, OGE[:1], ["удовлетворена"])
    one = SCHOOLS[:1]
    assert said(rows, of_region=True, schools=one).startswith("Протокол апелляций: 1 апелляция, удовлетворено 1.")
    assert said(rows, schools=one).startswith("Протокол апелляций: 4 апелляции, удовлетворено 4.")


def test_beside_the_main_protocol_marks_are_unchanged_and_no_name_gets_out(tmp_path):
    main = write_xlsx(tmp_path / "протокол.xlsx", {"Page 1": protocol_rows(OKRUG, OGE)})
    appeals = write_xlsx(tmp_path / "апелляции.xlsx", {"Page 1": appeal_rows(OKRUG, OGE)})
    cache = tmp_path / "кэш"
    alone, both, again = (
        results_of(files, SCHOOLS, rules_2022(), cache) for files in ([main], [main, appeals], [main, appeals])
    )
    pd.testing.assert_frame_equal(alone.results, both.results)
    pd.testing.assert_frame_equal(both.findings, again.findings)
    assert both.findings["check"].tolist().count("appeals") == 1
    text = "".join(frame.to_csv() for frame in vars(both).values())
    text += "".join(path.read_text(encoding="utf-8") for path in cache.rglob("*.json"))
    assert [word for word in planted_names() if word in text] == []
