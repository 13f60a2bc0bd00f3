"""Attacks: a number below 1 among per cents, a stray number among those who failed.  Each case is one attack.

Whatever reads shares, «0,33» among whole per cents is neither 0,33 % nor 33 %: it is set aside with one finding that
quotes it and names both readings; a sign or a format of per cent settles it, and so does a sum.
"""

import pytest

from shnor_lib.ingest.cells.sheet import Sheet, SheetCell
from shnor_lib.ingest.layouts.recognition import recognised
from tests.support.depth import every

LEFT = "МБОУ «Верхняя СОШ»(edu990001)"
SCHOOLS = [f"Школа № {n}(edu99000{n})" for n in range(1, 5)]


def statistics(shares):
    head = [["Статистика по отметкам"], [], ["ВПР 2023 Математика 6 класс"], ["Предмет:", "Математика"]]
    head += [["Максимальный первичный балл:", 16], ["Дата:", "20.04.2023"], []]
    head += [["Группы участников", "Кол-во ОО", "Кол-во участников", 2.0, 3.0, 4.0, 5.0]]
    return [*head, *([name, "", 30.0, share, 40.0, 20.0, 7.0] for name, share in zip(SCHOOLS, shares, strict=True))]


def long_shares(shares):
    head = ["Школа", "Процедура", "Предмет", "Класс", "Год", "Участников", "«2», %"]
    rows = ([name, "ВПР", "Математика", 6.0, 2023.0, 30.0, s] for name, s in zip(SCHOOLS, shares, strict=True))
    return [head, *rows]


def long_bare(shares):
    """No unit in the heading: numbers above the participants show per cent."""
    rows = long_shares(shares)
    rows[0][-1] = "2"
    return [*rows, ["Школа № 5(edu990005)", "ВПР", "Математика", 6.0, 2023.0, 30.0, 47.0]]


def flat(shares):
    head = ["Год", "Класс", "Предмет", "ОО", "Логин", "Кол-во участников", "2", "3", "4", "5"]
    rows = (
        [2023.0, 6.0, "Математика", f"Школа № {n}", f"edu99000{n}", 30.0, share, 40.0, 20.0, 7.0]
        for n, share in enumerate(shares, start=1)
    )
    return [head, *rows]


def summary(shares):
    rows = [
        ["Результаты ЕГЭ в 2023 году"],
        ["Образовательная организация", "Русский язык", ""],
        ["", "Приняли участие, чел.", "Не преодолели порог, %"],
    ]
    return [*rows, *([name, 30.0, share] for name, share in zip(SCHOOLS, shares, strict=True))]


def journal(shares):
    """The share of those whose mark is below the journal's; numbers and the other shares are not given."""
    ways = ["Понизили (Отметка < Отметка по журналу)", "Подтвердили (Отметка = Отметке по журналу)"]
    head = [["Сравнение отметок с отметками по журналу"], [], ["ВПР 2023 Математика 6 класс"]]
    head += [["Предмет:", "Математика"], ["Максимальный первичный балл:", 16], ["Дата:", "20.04.2023"], []]
    names = ["Группы участников", "Кол-во участников(всего)", ways[0], "", ways[1], ""]
    head += [[*names, "Повысили (Отметка > Отметка по журналу)", ""]]
    rows = ([name, 30.0, share, "", 40.0, "", "", ""] for name, share in zip(SCHOOLS, shares, strict=True))
    return [*head, *rows]


def context(shares):
    names = ["Логин ОО", "Наименование ОО", "Численность обучающихся"]
    head = [*names, "Доля неполных семей", "Доля безработных родителей"]
    rows = (
        [f"edu99000{n}", name, 300.0, share, 5.0]
        for n, (name, share) in enumerate(zip(SCHOOLS, shares, strict=True), start=1)
    )
    return [["2022/2023 учебный год"], head, *rows]


#: Each reader of shares: its table, and the column of what it makes of them.
TABLES = {
    "statistics": (statistics, "fail_pct"),
    "long_shares": (long_shares, "fail_pct"),
    "long_bare": (long_bare, "fail_pct"),
    "flat": (flat, "fail_pct"),
    "summary": (summary, "fail_pct"),
    "journal": (journal, "pct_lowered"),
    "context": (context, "incomplete_families_pct"),
}


def read(table, shares, number_format=""):
    """Read a table; with a number format the second share's cell has it."""
    make, column = TABLES[table]
    rows = make(shares)
    odd = {
        (r, c): SheetCell(r, c, value, number_format=number_format)
        for r, row in enumerate(rows, 1)
        for c, value in enumerate(row, 1)
        if number_format and value is shares[1]
    }
    sheet = Sheet("таблица.xlsx", "Лист", rows, odd)
    layout = recognised(sheet)
    assert layout is not None
    found = layout.read(sheet, ())
    sheet.sweep()
    counts = sheet.counts()
    assert not counts["set_aside"] or sheet.findings
    return found[column][: len(shares)], [f for f in sheet.findings if f.check == "bad_value"]


@pytest.mark.parametrize("table", every(4, TABLES))
@pytest.mark.parametrize(
    ("typed", "as_per_cent", "as_part"),
    [
        (0.33, "0,33", "33"),
        ("0,33", "0,33", "33"),
        ("0.33", "0,33", "33"),
        (".33", "0,33", "33"),
        (0.5, "0,5", "50"),
        (0.999, "0,999", "99,9"),
        (0.003, "0,003", "0,3"),
        ("0,3333333333333", "0,333333", "33,3333"),
    ],
)
def test_a_fraction_among_whole_per_cents_is_read_as_neither(table, typed, as_per_cent, as_part):
    shares, said = read(table, [33.0, typed, 20.0, 0.0])
    assert shares == [33.0, None, 20.0, 0.0]
    (finding,) = said
    assert finding.severity == "error" and finding.cell
    assert f"«{typed}»".replace("0.", "0,") in finding.message.replace("0.", "0,")
    assert f": {as_per_cent}\u00a0% или {as_part}\u00a0%." in finding.message


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("typed", "number_format"), [(0.33, "0%"), (0.33, "0.00%"), ("33 %", ""), ("33%", "")])
def test_a_sign_of_per_cent_settles_it(table, typed, number_format):
    shares, said = read(table, [33.0, typed, 20.0, 0.0], number_format)
    assert shares == [33.0, 33.0, 20.0, 0.0] and said == []


@pytest.mark.parametrize("table", TABLES)
def test_half_a_per_cent_with_a_sign_is_half_a_per_cent(table):
    shares, said = read(table, [33.0, "0,33 %", 20.0, 0.0])
    assert shares == [33.0, 0.33, 20.0, 0.0] and said == []


@pytest.mark.parametrize("table", TABLES)
def test_several_fractions_are_one_finding(table):
    shares, said = read(table, [0.33, 0.2, 20.0, 33.0])
    assert shares == [None, None, 20.0, 33.0] and len(said) == 1


@pytest.mark.parametrize("table", ["statistics", "long_shares", "long_bare", "summary"])
def test_among_decimals_the_participants_decide(table):
    """Of thirty nobody is 0,33 %, and ten are a third."""
    shares, said = read(table, [33.33, 0.33, 16.67, 0.0])
    assert shares == [33.33, None, 16.67, 0.0] and len(said) == 1


@pytest.mark.parametrize("table", ["journal", "context"])
def test_among_decimals_without_participants_a_fraction_is_a_per_cent(table):
    shares, said = read(table, [33.33, 0.33, 16.67, 0.0] if table == "context" else [33.33, 3.33, 16.67, 0.0])
    assert None not in shares and said == []


def test_a_sum_of_a_hundred_settles_it():
    rows = statistics([33.0, 33.0, 33.0, 33.0])
    rows[-1][3:] = [0.33, 40.0, 39.0, 21.0]
    sheet = Sheet("таблица.xlsx", "Лист", rows)
    found = recognised(sheet).read(sheet, ())
    assert found["fail_pct"][-1] == 0.33
    assert [f for f in sheet.findings if f.check == "bad_value"] == []


# A number beside those who failed


def stray(head, values, others=()):
    """A summary with the number of those who failed in the third column and something in the fourth."""
    rows = [
        ["Результаты ЕГЭ в 2023 году"],
        ["Образовательная организация", "Русский язык", "", ""],
        ["", "Приняли участие, чел.", "Не преодолели порог", head],
    ]
    rows += [[name, 30.0, *pair] for name, pair in zip(SCHOOLS, values, strict=True)]
    sheet = Sheet("свод.xlsx", "Лист", rows)
    found = recognised(sheet).read(sheet, ())
    sheet.sweep()
    sheet.counts()
    return found, sheet.findings


@pytest.mark.parametrize("scores", [[62.5, 61.0, 55.4, 70.1], [62.0, 61.0, 55.0, 70.0], [3.5, 4.0, 4.2, 3.9]])
@pytest.mark.parametrize("counts", [[1.0, 2.0, 0.0, 4.0], [0.0, 0.0, 0.0, 1.0]])
def test_a_column_without_a_heading_is_no_share(counts, scores):
    found, said = stray("", list(zip(counts, scores, strict=True)))
    assert found["n_2"] == counts
    assert "column_unknown" in {finding.check for finding in said}


def test_a_column_without_a_heading_that_agrees_is_the_share():
    found, said = stray("", [(1.0, 3.33), (2.0, 6.67), (0.0, 0.0), (4.0, 13.33)])
    assert found["n_2"] == [1, 2, 0, 4] and said == []


@pytest.mark.parametrize("place", range(4))
def test_one_score_among_counts_makes_no_per_cents_of_them(place):
    counts = [1.0, 2.0, 4.0, 5.0]
    counts[place] = 62.5
    found, said = stray("Средний балл", [(count, 60.0) for count in counts])
    assert all(share is None or share > 3 for share in found["fail_pct"])
    assert not {1.0, 2.0, 4.0, 5.0} & set(found["fail_pct"])
    assert "error" in {finding.severity for finding in said}
