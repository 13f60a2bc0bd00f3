"""A statement words its values, carries its evidence, and leaves a row whether it holds or not."""

import json
from datetime import date

import numpy as np
import pytest

from shnor_lib.presentation.statement import Evidence, Statement, marked_ids, without_marks, worded
from shnor_lib.presentation.text import bullets, joined, paragraphs, sentences

NBSP = "\u00a0"
EVIDENCE = (Evidence("classification", "standing", {"school_id": ["lk01", "lk02"]}),)


def said(name: str, text: str, holds: bool = True) -> Statement:
    return Statement(name, text, {}, EVIDENCE, holds=holds)


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{x}", 12_345, f"12{NBSP}345"),
        ("{x}", "И7", "И7"),
        ("{x:школа|школы|школ}", 3, f"3{NBSP}школы"),
        ("{x:percent}", 22.15, f"22,2{NBSP}%"),
        ("{x:percent0}", 22.15, f"22{NBSP}%"),
        ("{x:percent*}", 40.0, f"40{NBSP}%"),
        ("{x:points}", -11.3, f"−11,3{NBSP}п.{NBSP}п."),
        ("{x:number1}", 42.86, "42,9"),
        ("{x:names}", ["А", "Б", "В"], "А, Б и В"),
        ("{x:list}", ["А", "Б"], "А, Б"),
        ("{x:codes}", ["И1", "И2", "И3"], "И1–И3"),
        ("{x:of}", [2, 7], f"2 из{NBSP}7"),
        ("{x:of_schools}", [1, 1], f"1 из{NBSP}1{NBSP}школы"),
        ("{x:of_schools%}", [4, 7], f"4 из{NBSP}7{NBSP}школ (57{NBSP}%)"),
        ("{x:share}", [4, 7], f"4 из{NBSP}7 (57{NBSP}%)"),
        ("{x:years}", 2021, "2020/21"),
        ("{x:date}", date(2021, 9, 1), f"1{NBSP}сентября 2021{NBSP}года"),
        ("{x:days}", ["2024-12-31", "2025-01-09"], "31.12.2024 и 09.01.2025"),
        ("{section:decisions:prepositional}", None, "⟦decisions|prepositional⟧"),
    ],
)
def test_a_field_is_worded_by_its_spec(template, value, expected):
    assert worded(template, {"x": value}) == expected


def test_an_unknown_spec_and_an_unknown_field_are_faults():
    with pytest.raises(ValueError, match="no spec 'percents'"):
        worded("{x:percents}", {"x": 1})
    with pytest.raises(KeyError):
        worded("{y}", {"x": 1})


def test_a_statement_that_holds_rests_on_something():
    with pytest.raises(ValueError, match="rests on nothing"):
        Statement("a", "текст")
    assert Statement("a", "текст", holds=False).text == ""
    with pytest.raises(ValueError, match="no kind"):
        Statement("a", "текст", {}, EVIDENCE, kind="rumour")


def test_texts_carry_their_statements_also_those_that_do_not_hold():
    first, second, third = said("one", "Первое."), said("two", "Второе.", holds=False), said("three", "Третье.")
    text = paragraphs("Начало:", bullets([first, second, third]), sentences(second, ""), None)
    assert without_marks(text.markdown) == "Начало:\n\n- Первое.\n- Третье."
    assert marked_ids(text.markdown) == ["one", "three"]
    assert [statement.id for statement in text.statements] == ["one", "two", "three", "two"]
    assert not bullets([second]) and bullets([second]).statements == (second,)
    assert joined([first, third], "; ", opening="(", closing=")").markdown.startswith("(⟦=one⟧")
    # A screen shows neither marks nor what did not hold; the exporters get the marks.
    bundle = text._repr_mimebundle_()
    assert "⟦" not in str(bundle["text/markdown"])
    assert bundle["application/vnd.shnor.text.v1+json"] == {"markdown": text.markdown}


def test_a_row_holds_raw_values_and_the_cells_they_rest_on():
    statement = Statement(
        "main.list",
        "Выполнены в {met:of_schools} ({section:grounds:name}) {day:date}.",
        {"met": (np.int64(2), 7), "day": date(2022, 12, 20), "open": None, "share": np.float64("nan")},
        EVIDENCE,
        school_ids=("lk01", "lk02"),
    )
    row = statement.row("main")
    assert json.loads(row["values"]) == {"met": [2, 7], "day": "2022-12-20", "open": None, "share": None}
    assert json.loads(row["evidence"]) == [
        {"table": "classification", "key": {"school_id": ["lk01", "lk02"]}, "column": "standing"}
    ]
    assert row["template"] == "Выполнены в {met:of_schools} ({section:grounds:name}) {day:date}."
    assert "«Основание" in row["text"] and row["school_id"] == "lk01 lk02"
    assert Statement("a", "текст", holds=False).row("main")["text"] is None
