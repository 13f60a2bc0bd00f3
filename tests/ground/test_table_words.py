"""Stored tables as people read them: each has a title, each column a head, each code a word."""

import re
from collections import Counter

import pytest

from shnor_lib.ground.table_words import head_of, tables_for_people, tables_for_programs, title_of, words_of
from shnor_lib.ground.tables import DECLARED, is_official
from shnor_lib.publishing.workbook.sheets import LONGEST_NAME


def test_every_table_is_for_people_or_for_programs_and_none_for_official_use():
    shown = [*tables_for_people(), *tables_for_programs()]
    assert sorted(shown) == sorted(name for name in DECLARED if not is_official(name))


@pytest.mark.parametrize("table", tables_for_people())
def test_every_column_has_a_head_of_its_own(table):
    heads = [head_of(table, name) for name in DECLARED[table].columns]
    assert not [head for head in heads if head.isascii()]
    assert not [head for head, times in Counter(heads).items() if times > 1]
    units = {"pct": "%", "pp": "п. п."}
    for name, head in zip(DECLARED[table].columns, heads, strict=True):
        unit = units.get(name.rpartition("_")[2])
        assert unit is None or unit in head or table.startswith("register_"), (name, head)


@pytest.mark.parametrize("table", tables_for_people())
def test_every_code_has_a_word(table):
    for name, column in DECLARED[table].columns.items():
        assert len(column.words) == len(column.among), name
        for code, word in column.words:
            assert words_of(table, name, code) == word and not word.isascii()


def test_titles_are_unlike_each_other_and_fit_a_tab():
    titles = Counter(title_of(table).casefold() for table in tables_for_people())
    assert max(titles.values()) == 1
    assert max(map(len, titles)) <= LONGEST_NAME


def test_no_table_or_column_is_named_twice(root):
    """YAML would take the last of two without a word."""
    text = (root / "shnor_lib/ground/table_words.yml").read_text(encoding="utf-8")
    for part in re.split(r"^(?=tables:|columns:)", text, flags=re.MULTILINE):
        keys = Counter(re.findall(r"^  (\S+?):", part, flags=re.MULTILINE))
        assert not [key for key, times in keys.items() if times > 1]


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("school_year", "2024", "2023/24"),
        ("subject", "MA", "Математика"),
        ("subject", "Шахматы", "Шахматы"),
        ("assessment", "VPR", "ВПР"),
        ("level", "", ""),
        ("school", "VPR", "VPR"),
    ],
)
def test_codes_in_words(column, value, words):
    assert words_of("results", column, value) == words


def test_tables_that_others_name_are_named_in_words():
    assert words_of("number_rules", "table", "results") == title_of("results")
