"""Every part of the report stands on every edition, and a new section is tested by being there.

Parts come from the declared tree, so that no list of functions is kept here.
"""

import ast
import re
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import nbformat
import pytest

from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.ground.tables import DECLARED
from shnor_lib.ground.wording import short_school_name
from shnor_lib.presentation.explanations import EXPLANATIONS
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.outline import outline
from shnor_lib.presentation.report import all_sections, is_printed, missing, statements_in
from shnor_lib.presentation.statement import marked_ids, without_marks
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import IssuePassport, TitlePage
from shnor_lib.presentation.tree import Section, SectionHeading, Subsection
from tests.support import second_reading
from tests.support.made_reports import ISSUED, Report

SECTIONS = all_sections()
MISSING = next(section for section in SECTIONS if section.id == "missing")
#: Codes, missing values and places left open never reach a reader.
RAW = re.compile(r"\b(nan|None|NaN|NA|no_data|not_met|no_record|same_grade|lk0\d|VPR|OGE|EGE|True|False)\b|<NA>|\{|\}")

TWINS = re.compile(r"Тихоструйная СОШ(?!»? \()")


def texts(values: list[Any]) -> Iterator[str]:
    """Yield every text that a reader of the values meets."""
    for value in values:
        if isinstance(value, Text):
            yield without_marks(value.markdown)
        elif isinstance(value, PublicationTable):
            yield from (column.label for column in value.columns)
            yield from (cell.text for row in value.rows for cell in row)
            yield from (value.caption or "", *value.notes)
        elif isinstance(value, PublicationFigures):
            yield from texts(list(value))
        elif isinstance(value, PublicationFigure):
            yield from (value.caption or "", value.alt, *value.notes)
        elif isinstance(value, SectionHeading):
            yield value.title
        else:
            assert isinstance(value, TitlePage | IssuePassport), type(value)


#: Words of a verdict: who prints one says something of the data.
VERDICT = re.compile(
    r"выполнен|достигнут|снизил|вырос|неустойчив|просроч|ограничени|низк|не представлен|\bнельзя\b", re.I
)


def paragraphs_that_say_something(edition: Any, values: list[Any]) -> Iterator[str]:
    """Yield each paragraph and item of prose that holds a digit, a school's name or a verdict's word."""
    names = {short_school_name(school) for school in edition.schools["school"]}
    for value in values:
        if isinstance(value, Text) and not value.markdown.startswith("**Комментарий аналитика**"):
            for paragraph in re.split(r"\n\n|\n- |^- ", re.sub(r"⟦\w+\|\w+⟧", "", value.markdown)):
                plain = re.sub(r"«\d»", "", without_marks(paragraph))  # a mark is no number
                if plain.startswith("#") or re.fullmatch(r"\*\*[^*]+\*\*", plain.strip()):  # a heading
                    continue
                if re.search(r"\d", plain) or VERDICT.search(plain) or any(name in plain for name in names):
                    yield paragraph


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_prose_that_says_something_is_a_statement_or_an_explanation(report: Report, section: Section):
    """Of an issued report the executed notebook's own words are taken, and the statements that it saved."""
    values = report.values(section)
    if report.kind in ISSUED:
        ids = [row["id"] for row in report.tables["statements"] if row["section"] == section.id]
    else:
        ids = [statement.id for statement in statements_in(values)]
    assert len(ids) == len(set(ids))
    for paragraph in paragraphs_that_say_something(report.edition, values):
        said = marked_ids(paragraph)
        assert set(said) <= set(ids), paragraph
        free = re.sub(r"⟦=[^⟧]*⟧.*?⟦/⟧", "", paragraph, flags=re.DOTALL)
        for explanation in EXPLANATIONS.values():
            free = free.replace(explanation, "")
        assert said or not free.strip(), f"no statement says it: {paragraph}"
        assert not re.search(r"\d", re.sub(r"«\d»", "", free)), f"a number outside of its statement: {free}"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_evidence_names_cells_that_are_there(report: Report, section: Section):
    for statement in statements_in(report.values(section)):
        for cells in statement.evidence:
            if cells.table == "params":
                attrgetter(cells.column)(report.edition.params)
                continue
            columns = {*DECLARED[cells.table].columns, "*"}
            assert {cells.column, *cells.key} <= columns, (statement.id, cells)


def test_a_second_reading_in_plain_loops_says_the_same(report: Report):
    assert second_reading.disagreements(report.tables) == []


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_every_section_stands_on_every_edition(report: Report, section: Section):
    values = report.values(section)
    assert isinstance(values[0], SectionHeading)
    for text in texts(values):
        plain = re.sub(r"⟦\w+\|\w+⟧", "", text)
        assert not RAW.search(plain), text
        assert not re.search(r"(?<!\d)1[ \u00a0]школ\b", plain), text
        assert not re.search(r"[^\W\d_]\.\.(?![.\w])", plain), "a sentence has one full stop"
        if report.kind == "namesakes" and section.id != "protocol":  # messages quote files as they stand
            assert not TWINS.search(text), text
    for prose in (without_marks(value.markdown) for value in values if isinstance(value, Text) and value):
        assert prose.strip()
        assert ": ." not in prose
        assert not re.search(r": *(\n|$)\n*(?![-0-9*\n])", prose.rstrip() + "\n"), "a colon that announces nothing"


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.id)
def test_no_heading_stands_with_nothing_under_it(report: Report, section: Section):
    values = list(filter(is_printed, report.values(section)))
    levels = [_level(value) for value in values] + [1]
    for value, level, next_level in zip(values, levels, levels[1:], strict=False):
        assert level is None or next_level is None or next_level > level, value


def _level(value: Any) -> int | None:
    """Return the level of a heading, 2 for a section's, or nothing of what stands under headings."""
    if isinstance(value, SectionHeading):
        return 2
    found = re.fullmatch(r"(#+) [^\n]*", value.markdown) if isinstance(value, Text) else None
    return len(found[1]) if found else None


def test_both_namesakes_stand_wherever_schools_have_rows(report: Report):
    if report.kind != "namesakes":
        return
    tables = [value for section in SECTIONS for value in report.values(section) if isinstance(value, PublicationTable)]
    firsts = [
        {row[0].text.split("\n")[0].rstrip("*") for row in table.rows if "Тихоструйная" in row[0].text}
        for table in tables
    ]
    assert sum(len(names) == 2 for names in firsts) >= 10
    # The second namesake has no ЕГЭ and is in fewer tables; none has rows of one of them under the other's name.
    assert {name for names in firsts for name in names} == {
        "Тихоструйная СОШ (edu990001)",
        "Тихоструйная СОШ (edu990002)",
    }


def test_what_the_notebook_shows_is_what_the_matrix_covers():
    """Each section's record is shown once, and the notebook calls nothing of the report beside."""
    notebook = nbformat.read(NOTEBOOKS / "05_report.ipynb", as_version=4)
    calls = [
        ast.unparse(node.func)
        for cell in notebook.cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call)
    ]
    assert calls.count("show") == len(SECTIONS)
    beside = {
        "open_edition",
        "install_formatters",
        "edition.read_periods",
        "edition.save",
        "comment_findings",
        "decisions_drafted",
        "statements_said",
        "rules_in_words",
    }
    assert set(calls) == {"show", *beside}
    assert sorted(entry.id for entry in outline()) == [section.id for section in SECTIONS]


def test_what_is_missing_is_told_once_and_its_part_is_left_out(report: Report):
    """Each unmet need is a row of «Чего не хватает» and no sentence or heading of its own section."""
    unmet = [(section, need.words(report.edition)) for section, need in missing(report.edition)]
    tables = [one for one in report.values(MISSING) if isinstance(one, PublicationTable)]
    cells = [row[0].text for table in tables for row in table.rows]
    for section, what in unmet:
        assert cells.count(what) == 1, what
        assert what not in "\n".join(texts(report.values(section)))
    held = {row["id"] for row in report.tables["statements"] if ".need." in row["id"] and row["holds"] == "true"}
    assert len(held) == len(unmet)
    for section in SECTIONS:
        headings = [v.markdown for v in report.values(section) if isinstance(v, Text) and v.markdown.startswith("### ")]
        for one in section.parts:
            if isinstance(one, Subsection) and one.need is not None and not one.need.met(report.edition):
                assert f"### {one.title_of(report.edition)}" not in headings
