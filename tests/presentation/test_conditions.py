"""What the report says of the schools' conditions: of few schools, of many, without participants, without context."""

import numpy as np
import pandas as pd
import pytest

from shnor_lib.ingest.frames import frame_of
from shnor_lib.presentation.sections import results as section
from shnor_lib.presentation.statement import without_marks
from shnor_lib.presentation.statements.conditions import conditions_table, conditions_text
from tests.support.context_tables import add_context_tables
from tests.support.depth import every_case
from tests.support.made_edition import MadeEdition
from tests.support.measured_edition import changed, measured, measured_table
from tests.support.second_reading import tables_in_memory
from tests.support.second_reading_conditions import READERS_OF_CONDITIONS

NBSP = "\u00a0"
NAMES = ("higher_education_pct", "registered_pct", "non_native_pct")


def edition_of(schools: int, *, known: bool = True, gaps: int = 0, far_off: int | None = None) -> MadeEdition:
    """Return an edition of so many schools with a context, the first ``gaps`` of them knowing one column alone."""
    rng = np.random.default_rng(schools)
    ids = [f"s{place}" for place in range(schools)]
    names = [f"МБОУ «Школа № {place}»" for place in range(1, schools + 1)]
    shape = measured_table("schools").head(1)
    roster = pd.concat([shape] * schools, ignore_index=True).assign(school_id=ids, school=names)
    context = [
        {
            "school_id": code,
            "school": name,
            "school_year": 2021,
            "source_file": "data/Контекст.xlsx",
            **{column: round(rng.uniform(0, 60), 1) for column in (NAMES[:1] if place < gaps else NAMES)},
        }
        for place, (code, name) in enumerate(zip(ids, names, strict=True))
    ]
    rows = []
    for place, (code, name) in enumerate(zip(ids, names, strict=True)):
        n = int(rng.integers(30, 60))
        failed = n - 2 if place == far_off else int(rng.binomial(n, 0.12))
        key = {"assessment": "VPR", "level": None, "subject": "RU", "grade": 5, "school_year": 2021, "season": "spring"}
        marks = (failed, n - failed, 0, 0)
        row = measured(marks, school_id=code, school=name, source_cell="A1", **key)
        rows.append(row if known else row | {"n_participants": None, "n_failed": None})
    results = pd.DataFrame(rows).convert_dtypes().replace({np.nan: None}).convert_dtypes()
    made = changed(schools=roster, results=results, context=frame_of("context", context))
    add_context_tables(made)
    return made


def told(edition: MadeEdition) -> str:
    return without_marks(conditions_text(edition).markdown).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("schools", "more", "words", "silent"),
    every_case(
        2,
        [
            (
                1,
                {},
                ["не рассчитан: сведения есть о 1 школе, а нужны не меньше чем о 5 школах"],
                ["ожидается", "Школ меньше"],
            ),
            (4, {}, ["не рассчитан: сведения есть о 4 школах"], ["ожидается"]),
            (
                7,
                {},
                ["для 7 из 7 школ", "при индексе 40 ожидается", "**Школ меньше 20: сравнение"],
                ["границами", "случайн"],
            ),
            (24, {}, ["для 24 из 24 школ", "За границами — ", "компонента"], ["Школ меньше"]),
            (24, {"far_off": 5}, ["Доля «2» больше ожидаемой при условиях работы школы: ", "Школа № 6"], []),
            (24, {"gaps": 3}, ["Индекса нет у 3 школ, о которых известно меньше 60 % этих сведений", "компонента"], []),
            (20, {"gaps": 1}, ["Индекса нет у 1 школы", "**Школ меньше 20"], ["компонента", "случайн"]),
            (24, {"known": False}, ["нельзя: число участников неизвестно"], ["ожидается", "границами", "оценка"]),
        ],
    ),
)
def test_what_is_said_and_what_is_not(schools, more, words, silent):
    edition = edition_of(schools, **more)
    text = told(edition)
    assert [part for part in words if part not in text] == [], text
    assert [part for part in silent if part in text] == [], text
    assert "Не вошли, потому что неизвестны или у всех школ одинаковы: доля неполных семей; " in text or schools < 5
    statements = conditions_text(edition).statements
    rows = [one.row("results") for one in statements]
    tables = tables_in_memory(edition, rows)
    for row in tables["statements"]:
        holds, _ = READERS_OF_CONDITIONS[row["id"]](tables, row)
        assert (row["holds"] == "true") == holds, row


@pytest.mark.parametrize(
    ("schools", "known", "columns"),
    every_case(3, [(4, True, 0), (7, True, 5), (7, False, 2), (24, True, 8)]),
)
def test_a_table_stands_where_there_is_something_to_show(schools, known, columns):
    edition = edition_of(schools, known=known)
    table = conditions_table(edition)
    assert (len(table.columns) if table else 0) == columns
    if table:
        # The roster's order, whatever the results are.
        assert [row[0].text for row in table.rows] == [f"Школа № {place}" for place in range(1, schools + 1)]


def test_without_context_one_sentence_says_what_is_missing():
    edition = changed()
    (subsection,) = [
        one for one in section.SECTION.parts if getattr(one, "title", "") == "Результаты и условия работы школ"
    ]
    assert not subsection.need.met(edition)
    sentence = subsection.need.statement(edition, "results").text.replace("\u00a0", " ")
    assert sentence.startswith("Контекстной формы ФИС ОКО нет, и сравнить результаты с условиями работы школ нельзя: ")
    assert "не заполнен лист «Контекст»" in sentence
