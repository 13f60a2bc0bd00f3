"""Params and the programme's workbook say the same, or one of them says nothing: else both places are named."""

from copy import deepcopy
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
import yaml

from shnor_lib.edition import Edition
from shnor_lib.forms.programme_form import new_programme_form
from shnor_lib.ground.drafts import waits
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params, params_path
from shnor_lib.ground.programme import passport_rows
from shnor_lib.ground.programme_params import PERIOD_SOURCE, claims_table
from shnor_lib.ground.table_files import write_table
from shnor_lib.ground.tables import COMPLETING, table_path
from shnor_lib.ingest.programme.stated import StatedProgramme, programme_of
from tests.support.csv_programme import write_csv_programme
from tests.support.depth import every_case
from tools.okrug.workbooks import write_xlsx

SCHOOLS = pd.DataFrame({"school_id": ["a1"], "school": ["МБОУ «Первая СОШ»"], "kind": ["СОШ"], "listed": [True]})
NOTHING = {row.name: None for row in passport_rows()}
PERIOD = {"start": "2023-09-01", "end": "2024-12-31", "plan_year": 2024, "source": "приказ", "reason": "так в плане"}


@cache
def empty_form() -> dict[str, list[list]]:
    """Return the cells of a form with one school and an empty passport."""
    return {sheet.title: [list(row) for row in sheet.values] for sheet in new_programme_form(SCHOOLS, NOTHING)}


def stated(tmp_path: Path, passport=None, claims=(), programme=None, municipality="Энский округ") -> StatedProgramme:
    """Read a programme whose workbook and params say what is given, and nothing else of it."""
    book = deepcopy(empty_form())
    for row, line in zip(passport_rows(), book["Паспорт"][1:], strict=True):
        line[1] = (passport or {}).get(row.name)
    book["Утверждения"] += claims
    write_xlsx(tmp_path / "Программа.xlsx", book)
    params = yaml.safe_load(params_path(2022).read_text(encoding="utf-8"))
    params["report"]["municipality"] = municipality
    params["data"]["programme"] = str(tmp_path / "Программа.xlsx")
    params["programme"] = programme or {}
    path = tmp_path / "2022.yml"
    path.write_text(yaml.safe_dump(params, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return programme_of(load_params(path), path)


LISTED = ["1", "число школ в списке ШНОР", None, 7, "отнесены семь школ", None, "раздел I"]
REPEATED = ["2", "число школ, повторно низких по предмету", "русский язык", 2, "две школы", None, "раздел II"]
ODD = ["3", "особенность документа", None, None, "на 2020-2021 годы", "дата прежней Программы", "п. 3 плана"]


# One of them says nothing


def test_what_the_workbook_says_completes_the_params(tmp_path):
    passport = {"name": "Программа округа", "goal": "Цель", "term": "2023–2024", "period_start": "2023-09-01"}
    passport |= {"period_end": "2024-12-31", "plan_year": 2024, "list_source": "приказ № 5"}
    params = stated(tmp_path, passport, [LISTED, REPEATED, ODD]).params
    own = params.programme
    assert (own.name, own.goal, own.term, own.list_source) == ("Программа округа", "Цель", "2023–2024", "приказ № 5")
    assert own.period is not None
    assert (own.period.start.isoformat(), own.period.end.isoformat()) == ("2023-09-01", "2024-12-31")
    assert (own.period.plan_year, own.period.source, own.period.reason) == (2024, PERIOD_SOURCE, "")
    assert own.claims is not None and own.claims.listed is not None
    assert (own.claims.listed.schools, own.claims.source) == (7, "раздел I; раздел II")
    assert [(claim.subject, claim.schools) for claim in own.claims.repeated] == [("RU", 2)]
    file, sheet, cell = own.claims.repeated[0].place or ("", "", "")
    assert (Path(file).name, sheet, cell) == ("Программа.xlsx", "Утверждения", "A4")


def test_what_the_params_say_stays(tmp_path):
    claims = {"listed": {"schools": 7, "quote": "семь школ"}, "source": "раздел I"}
    read = stated(tmp_path, None, [], {"name": "Программа", "period": PERIOD, "claims": claims})
    assert read.params.programme.name == "Программа"
    row = read.tables["programme_claims"].iloc[0]
    assert (row["kind"], row["schools"], row["source_cell"]) == ("listed", 7, "programme: claims: listed")
    assert Path(row["source_file"]).name == "2022.yml"


def test_a_programme_of_csv_tables_is_all_in_params(tmp_path):
    params = load_params(params_path(2022))
    data = params.data.model_copy(update={"programme": write_csv_programme(tmp_path / "csv")})
    read = programme_of(params.model_copy(update={"data": data}), params_path(2022))
    assert read.tables["programme_passport"].empty and read.tables["programme_claims"].empty
    # Name and goal stand in the workbook alone: without it they are asked for.
    assert [(one.place, waits(one.text)) for one in read.waiting] == [
        ("programme: name", True),
        ("programme: goal", True),
    ]
    assert waits(read.params.programme.name) and read.params.programme.period == params.programme.period


def test_a_plan_without_a_year_in_params_takes_the_workbooks(tmp_path):
    period = {name: value for name, value in PERIOD.items() if name != "plan_year"}
    own = stated(tmp_path, {"plan_year": 2023}, [], {"period": period}).params.programme.period
    assert own is not None and own.plan_year == 2023


# Both say something


@pytest.mark.parametrize(
    ("passport", "programme"),
    every_case(
        3,
        [
            ({"name": "Программа «Рост»."}, {"name": "программа Рост"}),
            ({"term": "2023 – 2024 годы"}, {"term": "2023-2024 годы"}),
            ({"period_start": "2023-09-01", "plan_year": 2024}, {"period": PERIOD}),
            ({"name": "заполните: название"}, {"name": "Программа"}),
            ({"name": "Программа"}, {"name": "заполните: название"}),
            ({"municipality": "Энский  округ"}, {}),
        ],
    ),
)
def test_equal_values_are_no_difference(tmp_path, passport, programme):
    stated(tmp_path, passport, [], programme)


@pytest.mark.parametrize(
    ("passport", "programme", "words"),
    every_case(
        2,
        [
            (
                {"name": "Программа А"},
                {"name": "Программа Б"},
                ["programme: name", "«Программа А»", "«Программа Б»", "A2"],
            ),
            ({"municipality": "Иной округ"}, {}, ["report: municipality", "«Иной округ»", "«Энский округ»"]),
            (
                {"period_end": "2024-06-30"},
                {"period": PERIOD},
                ["programme: period: end", "«2024-06-30»", "«2024-12-31»"],
            ),
            ({"plan_year": 2023}, {"period": PERIOD}, ["programme: period: plan_year", "«2023»", "«2024»"]),
        ],
    ),
)
def test_a_difference_names_both_places(tmp_path, passport, programme, words):
    with pytest.raises(ReportError) as caught:
        stated(tmp_path, passport, [], programme)
    said = str(caught.value)
    assert all(word in said for word in [*words, "2022.yml", "Программа.xlsx", "лист «Паспорт»", "строка "])


@pytest.mark.parametrize(
    ("number", "rows", "differs"),
    every_case(3, [(7, [LISTED], False), (8, [LISTED], True), (7, [LISTED, REPEATED], True), (7, [ODD], False)]),
)
def test_claims_of_both_have_to_agree(tmp_path, number, rows, differs):
    claims = {"listed": {"schools": number, "quote": "школы округа"}, "source": "раздел I"}
    if not differs:
        stated(tmp_path, None, rows, {"claims": claims})
        return
    with pytest.raises(ReportError, match="programme: claims") as caught:
        stated(tmp_path, None, rows, {"claims": claims})
    assert "лист «Утверждения»" in str(caught.value)


# What waits


@pytest.mark.parametrize(
    ("answer", "waiting"), every_case(2, [("да", 0), ("нет", 1), (None, 0), ("заполните: да", 1), ("Д", 0)])
)
def test_texts_that_nobody_compared_wait(tmp_path, answer, waiting):
    read = stated(tmp_path, {"confirmed": answer}, [], {"name": "П", "goal": "Ц", "period": PERIOD})
    assert [(one.sheet, one.place, waits(one.text)) for one in read.waiting] == [("Паспорт", "B12", True)] * waiting


def test_what_one_source_answers_waits_no_longer(tmp_path):
    passport = {"name": "Программа", "goal": "заполните: цель", "confirmed": "заполните: да"}
    own = {"name": "заполните: название", "goal": "Цель", "term": "заполните: срок", "period": PERIOD}
    read = stated(tmp_path, passport, [], own)
    assert sorted(one.text for one in read.waiting) == ["заполните: да", "заполните: срок"]
    assert (read.params.programme.name, read.params.programme.goal) == ("Программа", "Цель")


@pytest.mark.parametrize(
    ("passport", "programme", "places"),
    every_case(
        3,
        [
            ({}, {}, ["programme: name", "programme: goal", "programme: period"]),
            ({"name": "Программа", "goal": "Цель", "period_start": "2023-09-01"}, {}, ["programme: period"]),
            ({"period_start": "2023-09-01", "period_end": "2024-12-31"}, {"name": "П", "goal": "Ц"}, []),
            (
                {"period_start": "2023-09-01", "period_end": "2024-12-31"},
                {"name": "П", "goal": "Ц", "period": "заполните"},
                [],
            ),
        ],
    ),
)
def test_what_neither_says_is_asked_for(tmp_path, passport, programme, places):
    read = stated(tmp_path, passport, [], programme)
    assert [one.place for one in read.waiting] == places
    assert all(waits(one.text) for one in read.waiting)


@pytest.mark.parametrize(
    ("passport", "check"),
    every_case(
        2,
        [
            ({"plan_year": 24}, "programme_value"),
            ({"plan_year": "весь"}, "programme_value"),
            ({"period_start": "2024-12-31", "period_end": "2023-09-01"}, "programme_dates"),
            ({"period_start": "начало года"}, "programme_value"),
        ],
    ),
)
def test_an_impossible_period_is_told_and_not_known(tmp_path, passport, check):
    read = stated(tmp_path, passport)
    assert [one.check for one in read.tables.findings] == [check]
    assert read.params.programme.period is None


# The edition


def test_an_editions_params_are_completed_by_its_tables(tmp_path):
    read = stated(tmp_path, {"name": "Программа округа"}, [LISTED])
    edition = Edition("2022", tmp_path / "выпуск", tmp_path / "2022.yml")
    assert edition.params.programme.name == ""
    for name in COMPLETING:
        write_table(read.tables[name], edition.folder / table_path(name))
    edition = Edition("2022", tmp_path / "выпуск", tmp_path / "2022.yml")
    assert edition.params.programme == read.params.programme
    assert edition.params_of_file.programme.name == ""


def test_claims_go_to_the_table_and_back(tmp_path):
    claims = stated(tmp_path, None, [LISTED, REPEATED]).params.programme.claims
    rows = claims_table(claims, "params/2022.yml")
    assert [(row["kind"], row["subject"], row["schools"]) for row in rows] == [
        ("listed", None, 7),
        ("repeated", "RU", 2),
    ]
    assert claims_table(None, "params/2022.yml") == []
