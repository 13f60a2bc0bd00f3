"""The report of another okrug's programme reads right: its own codes, numbers and names, none of the shipped set."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from shnor_lib.ground.project import ROOT
from shnor_lib.presentation.plan_items import items_words
from shnor_lib.presentation.report import all_sections, shown
from shnor_lib.presentation.sections import dynamics, grounds, indicator_records, outcomes, plan_records
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.statements.facts import edition_facts
from tests.presentation.test_report_matrix import texts
from tests.support.depth import every, every_case
from tests.support.foreign_programme import EXPECTED, SHIPPED_WORDS, foreign_edition
from tests.support.made_reports import without_charts
from tests.support.programme_2022 import shipped_edition


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    return foreign_edition(tmp_path_factory.mktemp("foreign"))


@pytest.fixture(scope="module")
def said(edition) -> dict[str, str]:
    """What each section says, charts aside, with ordinary spaces."""
    return {section.id: text_of(section, edition) for section in all_sections()}


def text_of(section, edition) -> str:
    values = list(shown(without_charts(section), edition))
    return "\n".join(map(without_marks, texts(values))).replace("\u00a0", " ")


@pytest.mark.slow
def test_each_indicator_is_counted_by_its_own_way(edition):
    rows = edition.indicators.set_index("id")
    assert list(rows.index) == list(EXPECTED)
    for code, (numerator, denominator, actual, status) in EXPECTED.items():
        own = rows.loc[code, ["numerator", "denominator", "actual"]].astype(object)
        values = own.where(own.notna(), None).tolist()
        assert values == [numerator, denominator, pytest.approx(actual) if actual is not None else None], code
        assert rows.loc[code, "status"] == status, code


@pytest.mark.slow
def test_nothing_of_the_shipped_programme_is_said(said):
    for section, text in said.items():
        found = SHIPPED_WORDS.search(text)
        assert found is None, f"{section}: {text[max(0, found.start() - 100) : found.end() + 60]}"


@pytest.mark.slow
def test_the_search_would_find_the_shipped_programme():
    shipped = shipped_edition()
    for section in (indicator_records, dynamics, plan_records, outcomes, grounds):
        assert SHIPPED_WORDS.search(text_of(section.SECTION, shipped)), section.SECTION.id


@pytest.mark.slow
@pytest.mark.parametrize(
    ("section", "words"),
    every_case(
        3,
        [
            ("grounds", ["Муниципальная программа поддержки школ (далее — Программа), пункт 3 плана мероприятий."]),
            (
                "dynamics",
                [
                    "Динамика образовательных результатов (пункт 3 плана)",
                    "### Показатель «Школы с ростом результатов»",
                    "для показателя 1.2",
                ],
            ),
            ("factors", ["### Партнёрство школ (пункт 2 плана)"]),
            ("plan", ["### Результаты по четвертям (мера А)"]),
            (
                "missing",
                ["обучения оценить нельзя", "Слова в колонке «Как считается»", "Значения, которые вписываются"],
            ),
            ("indicators", ["не считается", "Опрос, май (значение внесено вручную)"]),
            ("indicator_records", ["Целевые значения показателей К-10 и К-11 в Программе не заданы."]),
            ("conclusions", ["В Программе не указано, как считать значения показателя «Прозрачность управления»."]),
            ("decisions", ["Определить порядок расчёта показателя «Прозрачность управления» или"]),
            ("recommendations", ["; пункт 2 плана"]),
            ("main", ["не считается", "не более 3 шт."]),
            ("outcomes", ["К-5: 33,3 % при цели 100 % (не достигнут)"]),
        ],
    ),
)
def test_its_own_codes_and_numbers_stand_where_they_belong(said, section, words):
    for expected in words:
        assert expected in said[section], said[section][:3000]


@pytest.mark.slow
def test_what_is_not_counted_is_neither_met_nor_missed(edition):
    facts = edition_facts(edition)
    assert facts["not_counted"].names == ("К-9",)
    assert not {"К-9", "К-8"} & set(facts["not_met"].names)
    assert "К-9" not in facts["no_data"].names and facts["no_data"].names == ("К-8",)


def plan_of(items: dict[str, str], measures: dict[str, str]) -> SimpleNamespace:
    """Return an edition whose plan and measures have these roles."""
    tables = ({"id": list(own), "role": list(own.values())} for own in (items, measures))
    programme_plan, programme_measures = (pd.DataFrame(table, dtype=object) for table in tables)
    return SimpleNamespace(programme_plan=programme_plan, programme_measures=programme_measures)


@pytest.mark.parametrize(
    ("items", "measures", "words"),
    [
        ({"18": "x"}, {}, "пункт 18 плана"),
        ({"4": "x", "5": "x", "6": "y"}, {}, "пункты 4 и 5 плана"),
        ({}, {"М2.1": "x"}, "мера М2.1"),
        ({"3": "x"}, {"А": "x"}, "пункт 3 плана и мера А"),
        ({"3": "y"}, {"А": "y"}, ""),
    ],
)
def test_items_are_named_by_what_they_are(items, measures, words):
    assert items_words(plan_of(items, measures), "x") == words


#: What one okrug's programme is called and numbered by, in code or in words for users.
OF_ONE_PROGRAMME = re.compile(r"ИМЦ|Ленинск|\b[ИП][1-7]\b|\bМ[1-3]\.\d|\bпункт\w* \d|\bitem \d")


#: The usual text of an empty form, marked for change, has codes of its own.
USUAL_TEXT = "programme.yml"


#: Where one string goes on as another below.
_BROKEN_STRING = re.compile(r"[\"']\s*\n\s*f?[\"']")


def words_of(path: Path) -> Iterator[str]:
    """Yield what a file may print: the texts of its code, docstrings aside, or its lines."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield from text.splitlines()
        return
    if not OF_ONE_PROGRAMME.search(_BROKEN_STRING.sub("", text)):
        return  # which a comment or docstring may fail, and then the tree is asked
    tree = ast.parse(text)
    notes = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


@pytest.mark.parametrize("pattern", every(3, ["shnor_lib/**/*.py", "shnor_lib/**/*.yml", "notebooks/**/*.ipynb"]))
def test_the_code_names_no_okrug(pattern):
    """No name, code or number of one programme stands in what the package and its notebooks may print."""
    paths = [path for path in sorted(ROOT.glob(pattern)) if path.name != USUAL_TEXT]
    assert paths
    found = [(path.name, words) for path in paths for words in words_of(path) if OF_ONE_PROGRAMME.search(words)]
    assert not found
