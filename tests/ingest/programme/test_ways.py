"""How the programme's table says that an indicator is counted: what is read, what is refused, what is only told."""

import csv
import io
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from shnor_lib.ground import ways
from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.programme.documents import read_programme
from shnor_lib.ingest.programme.ways import settled_ways
from tests.support.csv_programme import write_csv_programme
from tests.support.depth import every, every_case
from tests.support.programme_2022 import programme_2022

ROW = {
    "id": "К1",
    "source_number": "1",
    "name": "Доля педагогов на курсах",
    "short_name": "Курсы",
    "unit": "%",
    "target": "50",
    "denominator": "",
    "evidence": "удостоверения",
    "source": "Программа, раздел 4",
    "way": "teachers_trained",
}


def csv_text(rows: list[dict[str, str]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


@cache
def shipped() -> dict[str, str]:
    """Return the text of each CSV table as editions kept them before rows said how they are counted."""
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_text(encoding="utf-8") for path in write_csv_programme(Path(folder)).iterdir()}


def shipped_rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shipped()[name])))


@pytest.fixture
def read(tmp_path):
    """Read the programme with other rows in one of its files."""

    def read_with(*rows: dict[str, str], name: str = "indicators.csv"):
        for other, text in shipped().items():
            (tmp_path / other).write_text(csv_text(list(rows)) if other == name else text, encoding="utf-8")
        return read_programme(tmp_path)

    return read_with


def of_one_row(read, **changes: str):
    programme = read({**ROW, **changes})
    return programme["programme_indicators"].iloc[0], programme.findings


@pytest.mark.parametrize("choice", [*ways.ways(), *ways.overs(), *ways.goals(), *ways.roles()], ids=lambda c: c.code)
def test_every_word_of_a_list_is_read_as_its_code_however_it_is_spelled(choice):
    own = next(own() for own in ways.LISTS.values() if choice in own())
    for spelling in (choice.code, choice.word, choice.word.upper(), f" {choice.word}. ", *choice.synonyms):
        assert ways.code_in(own, spelling) == choice.code
    assert ways.code_in(own, "как-нибудь") is None


def test_no_two_lines_of_a_list_have_one_word():
    for own in (ways.ways(), ways.overs(), ways.goals(), ways.roles()):
        words = [word.casefold() for choice in own for word in (choice.word, *choice.synonyms)]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("changes", "way", "over", "way_from"),
    every_case(
        3,
        [
            ({}, "teachers_trained", None, "row"),
            ({"way": "Доля педагогов, прошедших КПК по целевым программам"}, "teachers_trained", None, "row"),
            ({"over": "учителя-предметники школ из списка ШНОР"}, "teachers_trained", "subject_teachers_listed", "row"),
            ({"way": "", "value": "12,5", "value_evidence": "отчёт № 3"}, "by_hand", None, "value"),
            ({"way": "вручную", "value": "3", "unit": "чел.", "value_evidence": "приказ"}, "by_hand", None, "row"),
            ({"unit": "процентов"}, "teachers_trained", None, "row"),
            ({"way": "число проведённых мероприятий", "unit": "мероприятие"}, "events_held", None, "row"),
        ],
    ),
)
def test_a_way_that_can_mean_one_thing_only_is_read_without_a_word(read, changes, way, over, way_from):
    row, findings = of_one_row(read, **changes)
    assert (row["way"], row["over"] if isinstance(row["over"], str) else None, row["way_from"]) == (way, over, way_from)
    assert findings == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"way": "доля хорошего"}, ["indicators.csv", "строка 2", "way", "«доля хорошего»", "вписано вручную"]),
        ({"goal": "побольше"}, ["строка 2", "goal", "«побольше»", "не меньше целевого"]),
        ({"value": "много"}, ["строка 2", "value", "«много»", "число"]),
    ],
)
def test_a_word_of_no_list_is_refused_with_the_row_and_the_words(read, changes, words):
    with pytest.raises(ReportError) as caught:
        of_one_row(read, **changes)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    every_case(
        2,
        [
            ({"over": "школы из списка ШНОР"}, ["школы из списка", "так посчитать нельзя", "учителя-предметники"]),
            ({"way": "events_held", "unit": "шт.", "over": "schools_all"}, ["нельзя", "не заполняется"]),
            ({"unit": "шт."}, ["КПК", "«шт.»", "не считается"]),
            ({"way": "events_held"}, ["мероприятий", "«%»", "не считается"]),
        ],
    ),
)
def test_what_cannot_be_meant_is_not_counted_and_told_once(read, changes, words):
    row, (finding,) = of_one_row(read, **changes)
    assert pd.isna(row["way"]) and pd.isna(row["over"])
    assert (finding.severity, finding.cell) == ("error", "A2")
    for word in ("«К1»", *words):
        assert word in f"{finding.message} {finding.what_to_do}"


@pytest.mark.parametrize(
    ("changes", "words"),
    every_case(
        3,
        [
            ({"way": ""}, ["не указано, как он считается"]),
            ({"way": "by_hand"}, ["а значения нет"]),
            ({"way": "by_hand", "value": "5"}, ["«5» вписано вручную", "не указано"]),
            ({"value": "5"}, ["КПК по целевым", "«5»", "не использовано"]),
            ({"way": "", "value": "5", "value_evidence": "Образцова Мария Ивановна"}, ["похож на имя"]),
        ],
    ),
)
def test_what_is_missing_or_said_twice_is_one_finding_with_its_place(read, changes, words):
    _, (finding,) = of_one_row(read, **changes)
    assert finding.severity == "warning" and finding.file.endswith("indicators.csv") and finding.cell == "A2"
    assert finding.what_to_do and "«К1»" in finding.message
    for word in words:
        assert word in finding.message
    assert "Образцова" not in finding.message


def test_a_name_in_place_of_evidence_is_kept_nowhere(read):
    row, _ = of_one_row(read, way="", value="5", value_evidence="отчёт Образцовой М. И.")
    assert "Образцов" not in str(row.to_dict())


# Folders of the time before


def test_a_folder_without_ways_is_read_by_the_first_programmes_codes_and_says_so(read):
    stated = programme_2022()["programme_indicators"]
    programme = read(*shipped_rows("indicators.csv"))
    found = programme["programme_indicators"]
    assert found["way"].tolist() == stated["way"].tolist()
    assert found["over"].fillna("").tolist() == stated["over"].fillna("").tolist()
    (finding,) = programme.findings
    assert finding.severity == "note" and "И1–И7 и П1–П5" in finding.message


def test_a_workbook_that_says_every_way_is_not_spoken_of():
    _, findings = settled_ways(programme_2022()["programme_indicators"])
    assert findings == []


@pytest.mark.parametrize(
    ("changes", "taken"),
    every_case(
        3,
        [
            ({"name": "Наличие целевой модели методического сопровождения школ ШНОР"}, True),
            ({"name": "Число школ, получивших новое оборудование"}, False),
            ({"unit": "%"}, False),
        ],
    ),
)
def test_a_code_alone_is_no_way_if_the_row_is_about_something_else(read, changes, taken):
    rows = shipped_rows("indicators.csv")
    programme = read({**rows[0], **changes}, *rows[1:])
    assert (programme["programme_indicators"]["way"].iloc[0] == "documents_target_model") == taken
    assert sum(finding.severity == "warning" for finding in programme.findings) == (not taken)


@pytest.mark.parametrize("name", every(2, ["plan.csv", "measures.csv"]))
def test_a_folder_without_roles_is_read_by_the_first_programmes_numbers(read, name):
    table = f"programme_{name.removesuffix('.csv')}"
    rows = shipped_rows(name)
    assert read(*rows, name=name)[table]["role"].tolist() == programme_2022()[table]["role"].tolist()
    strange = [{**row, "activity": "Ремонт спортивного зала"} for row in rows]
    assert read(*strange, name=name)[table]["role"].isna().all()


@pytest.mark.parametrize(
    ("changes", "name", "kept"),
    every_case(
        3,
        [
            ({"target": "0,7"}, "target", None),
            ({"target": "0.7"}, "target", None),
            ({"way": "вручную", "value": "0,7", "value_evidence": "приказ"}, "value", None),
            ({"target": "1"}, "target", 1),
            ({"target": "0"}, "target", 0),
            ({"target": "70,5"}, "target", 70.5),
        ],
    ),
)
def test_a_share_below_one_in_a_csv_table_may_be_a_part_of_one(read, changes, name, kept):
    row, findings = of_one_row(read, **changes)
    told = [finding for finding in findings if "доли единицы" in finding.message]
    if kept is None:
        assert pd.isna(row[name])
        assert [finding.severity for finding in told] == ["error"]
        assert "0,7\u00a0% или 70\u00a0%" in told[0].message and told[0].cell == "A2"
    else:
        assert row[name] == kept and told == []
