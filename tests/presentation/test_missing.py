"""«Чего не хватает»: parts without their registers are left out and told once, by the sheets that would fill them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lib.presentation.needs import Need, sheets_of
from shnor_lib.presentation.report import NOT_TOLD, NOTHING, shown
from shnor_lib.presentation.sections import missing
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import Section, Subsection
from shnor_lib.presentation.verdicts import share_decimals, share_words
from tests.support.made_edition import MadeEdition
from tests.support.programme_2022 import shipped_edition


def read(**rows: tuple[int, int]) -> SimpleNamespace:
    """Return an edition of whose registers so many rows were used, and so many lost."""
    told = [{"register": name, "column": "", "used": used, "lost": lost} for name, (used, lost) in rows.items()]
    return SimpleNamespace(rows_read=pd.DataFrame(told, columns=["register", "column", "used", "lost"]))


@pytest.mark.parametrize(
    ("rows", "words", "reason"),
    [
        ({}, "«Педагоги», «КПК»", "не заполнены листы «Педагоги» и «КПК» файла"),
        ({"teachers": (3, 0)}, "«КПК»", "не заполнен лист «КПК» файла"),
        ({"teachers": (3, 0), "courses": (0, 2)}, "«КПК» (ни одна строка не принята)", "но ни одна строка не принята"),
        (
            {"courses": (0, 2)},
            "«Педагоги», «КПК» (ни одна строка не принята)",
            "не заполнен лист «Педагоги» файла {workbook}; лист {spoilt_sheets:names} заполнен",
        ),
        (
            {"teachers": (3, 0), "courses": (1, 0)},
            "«Педагоги», «КПК» (записей за период Программы не хватило)",
            "записей за период Программы, которых для этого хватило бы, нет",
        ),
    ],
)
def test_a_sheet_is_called_empty_only_if_it_is(rows, words, reason):
    sheets = sheets_of(read(**rows), ("teachers", "courses"))
    assert sheets.words == words
    template, values = sheets.told()
    told = template.replace("{empty_sheets:names}", " и ".join(values["empty_sheets"]))
    assert reason in told or reason in template


def text(_: object) -> Text:
    return Text("Слова.")


def looked_up(_: object) -> PublicationTable:
    frame = pd.DataFrame({"a": [1]})
    return PublicationTable.from_frame(frame, [Column("a", "А", "integer")], "Справка", lookup=True)


def need(*, met: bool) -> Need:
    return Need("Сказать нельзя", ("teachers",), lambda _: met)


@pytest.mark.parametrize(
    ("parts", "needs", "words"),
    [
        ((text,), (), ["Слова."]),
        ((text,), (need(met=False),), [NOT_TOLD]),
        ((Subsection("Часть", (text,), need(met=False)),), (), [NOT_TOLD]),
        ((Subsection("Часть", (text,), need(met=True)),), (), ["### Часть", "Слова."]),
        ((text, Subsection("Часть", (text,), need(met=False))), (), ["Слова."]),
        ((Subsection("Часть", (looked_up,)),), (), [NOTHING]),
        ((Subsection("Часть", (text, looked_up)),), (), ["### Часть", "Слова."]),
    ],
)
def test_what_is_not_told_has_neither_heading_nor_sentence_of_its_own(parts, needs, words):
    """A table that is looked up stands in the workbook: a heading for it alone would stand over nothing."""
    section = Section(id="missing", title="Раздел", commented=False, parts=parts, needs=needs)
    values = list(shown(section, MadeEdition(schools=pd.DataFrame({"school_id": [], "school": []}))))
    assert [value.markdown for value in values if isinstance(value, Text)] == words


@pytest.mark.slow
def test_indicators_that_the_same_sheets_would_give_share_a_row():
    table = missing.missing_table(shipped_edition())
    rows = [(row[0].text, row[1].text) for row in table.rows]
    assert rows[0][0].startswith("Показатели «") and rows[0][1] == "«Материалы»"
    sources = [source for what, source in rows if what.startswith(("Показатель «", "Показатели «"))]
    assert len(sources) == len(set(sources)) == 10
    assert ("Оценить меры против факторов неуспешности нельзя", "«Факторы»") in rows


def indicator(numerator: int, denominator: int, target: float = 100.0) -> SimpleNamespace:
    actual = 100 * numerator / denominator
    return SimpleNamespace(numerator=numerator, denominator=denominator, actual=actual, target=target, unit="%")


@pytest.mark.parametrize(
    ("row", "decimals", "words"),
    [
        (indicator(56, 81), 0, "69 % (56 из 81)"),
        (indicator(249, 250), 0, "99,6 % (249 из 250)"),
        (indicator(250, 250), 0, "100 % (250 из 250)"),
        (indicator(113, 128), 1, "88,3 % (113 из 128)"),
        (indicator(1, 250, target=0.0), 0, "0,4 % (1 из 250)"),
    ],
)
def test_a_share_is_not_rounded_to_a_target_that_it_misses(row, decimals, words):
    assert share_words(row, decimals).replace("\u00a0", " ") == words


@pytest.mark.parametrize(("wholes", "decimals"), [([7, 128], 0), ([100, 128], 1), ([None], 0)])
def test_shares_of_a_column_have_the_decimals_that_its_smallest_whole_bears(wholes, decimals):
    assert share_decimals(pd.DataFrame({"unit": "%", "denominator": wholes})) == decimals
