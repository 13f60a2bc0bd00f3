"""The outline read from texts is the tree that runs; numbers, references and old headings follow from it."""

import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.ground.wording import NBSP
from shnor_lib.presentation.outline import commented_sections, nearest_heading, outline, section_of_heading
from shnor_lib.presentation.references import FORMS, KINDS, Place, References, places, reference, resolved
from shnor_lib.presentation.report import all_sections, shown
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import Section, SectionHeading
from shnor_lib.publishing.executed import read_document
from tests.support import sample_notebook as sample

#: The headings of comments files until version 0.2.0.
OLD_HEADINGS = {
    "Главное": "main",
    "1. Основание, цель анализа, источники и ограничения данных": "grounds",
    "2. Состав ШНОР": "composition",
    "3. Результаты ВПР, ОГЭ и ЕГЭ": "results",
    "4. Динамика образовательных результатов (пункт 18 плана)": "dynamics",
    "5. Целевые индикаторы": "indicators",
    "6. План мероприятий и управленческие меры": "plan",
    "7. Комплекс мер по преодолению факторов (пункт 16 плана)": "factors",
    "8. Предметные компетенции педагогов (пункт 19 плана)": "competences",
    "9. Итоги по задачам и результатам (пункт 21 плана)": "outcomes",
    "10. Проблемы и риски": "conclusions",
    "11. Рекомендации по адресатам": "recommendations",
    "12. Проект управленческих решений": "decisions",
}


def test_the_outline_is_the_tree():
    records = {section.id: section for section in all_sections()}
    for entry in outline():
        section = records[entry.id]
        assert (entry.title, entry.place.kind, entry.commented) == (section.title, section.kind, section.commented)
        assert (entry.roles, entry.formerly) == (section.roles, section.formerly)
        assert entry.place.title == section.title


@pytest.mark.parametrize("section", all_sections(), ids=lambda section: section.id)
def test_a_section_is_named_as_its_module(section: Section):
    assert section.all_parts[0].__module__.endswith(f"sections.{section.id}")
    assert section.kind in KINDS


@pytest.mark.parametrize("heading", OLD_HEADINGS)
def test_headings_of_earlier_comments_files_are_known(heading):
    assert section_of_heading(heading) == OLD_HEADINGS[heading]


def test_every_section_with_a_slot_is_known_by_its_heading_whatever_its_number():
    for entry in commented_sections():
        assert section_of_heading(entry.heading) == entry.id
        assert section_of_heading(f"77. {entry.title} (пункт 5 плана)") == entry.id
    assert section_of_heading("Моё мнение") is None
    assert section_of_heading("Приложение Г. Правила") is None
    assert nearest_heading("2 Состав ШНОР") == "2. Состав ШНОР"


def test_a_comment_is_printed_at_the_end_of_its_section(built_2022):
    from shnor_lib.comments import Comments
    from tests.support.report_editions import as_issued

    edition = as_issued(built_2022)
    section = next(one for one in all_sections() if one.id == "conclusions")
    edition.comments = Comments("c.md", {"10. Проблемы и риски": "Обсудили.", "2. Состав ШНОР": "Иное."}, {})
    last = list(shown(section, edition))[-1]
    assert isinstance(last, Text) and last.markdown == "**Комментарий аналитика**\n\nОбсудили."


# Numbers and references

TREE = [
    ("main", "plain", "Главное"),
    ("one", "section", "Первый"),
    ("two", "section", "Второй"),
    ("a", "appendix", "Б"),
]


def test_sections_are_numbered_appendices_lettered():
    where = places(TREE)
    assert [place.heading for place in where.values()] == ["Главное", "1. Первый", "2. Второй", "Приложение А. Б"]
    with pytest.raises(ValueError, match="one"):
        places([*TREE, ("one", "section", "x")])


@pytest.mark.parametrize(
    ("target", "form", "words"),
    [
        ("two", "name", "раздел 2"),
        ("two", "genitive", "раздела 2"),
        ("two", "prepositional", "разделе 2"),
        ("two", "number", "2"),
        ("two", "place", "2"),
        ("a", "name", "приложение А"),
        ("a", "genitive", "приложения А"),
        ("a", "prepositional", "приложении А"),
        ("a", "place", "прил. А"),
        ("main", "prepositional", "разделе «Главное»"),
    ],
)
def test_a_reference_is_worded_by_what_the_section_is(target, form, words):
    worded = resolved(f"см. в {reference(target, form)}.", places(TREE))
    assert worded.replace(NBSP, " ") == f"см. в {words}."
    # A number or a letter never parts from its word.
    assert (NBSP in worded) == (words[-2:-1] == " ")
    assert f"{References():{target}:{form}}" == reference(target, form)


def test_an_unknown_form_or_section_is_told():
    with pytest.raises(ValueError, match="no form"):
        reference("two", "dative")
    missing: list[str] = []

    def elsewhere(section_id: str) -> Place:
        missing.append(section_id)
        return Place("appendix", "", "Утраченное")

    assert resolved(reference("lost"), places(TREE), elsewhere) == "приложение «Утраченное»"
    assert missing == ["lost"]
    assert set(FORMS) == {"name", "genitive", "prepositional", "number", "place"}


def test_references_follow_a_section_that_moves():
    def cell(section_id: str, *values):
        heading = SectionHeading(section_id, "section", section_id)
        return sample.code(*(sample.shown(one._repr_mimebundle_()) for one in (heading, *values)))

    told = Text(f"Подробно — в {reference('b', 'prepositional')}.")
    frame = pd.DataFrame({"x": [reference("b", "place")]})
    table = PublicationTable.from_frame(frame, [Column("x", "Где")], "Таблица", id="t")
    for order, number in ((("a", "b"), "2"), (("b", "a"), "1")):
        cells = {"a": cell("a", told, table), "b": cell("b")}
        document = read_document(sample.notebook(*(cells[one] for one in order)))
        assert [heading.text for heading in document.headings] == [f"{n}. {one}" for n, one in enumerate(order, 1)]
        words = json.dumps([str(block) for block in document.blocks], ensure_ascii=False)
        assert f"разделе {number}" in words.replace("\\\\xa0", " ").replace("\\xa0", " ").replace(NBSP, " ")
        assert f"text='{number}'" in words
        assert "⟦" not in words and not document.remarks


def test_on_a_screen_a_reference_is_the_sections_title():
    bundle = Text(f"полностью — в {reference('decisions', 'prepositional')}")._repr_mimebundle_()
    assert bundle["text/markdown"] == "полностью — в разделе «Проект управленческих решений»"
    assert Place("section", "", "Х").word("name") == "раздел «Х»"


def test_no_module_names_a_section_by_its_number():
    """Numbers in prose would be wrong as soon as a section moves."""
    for path in Path("shnor_lib/presentation").rglob("*.*"):
        if path.suffix in (".py", ".yml"):
            for line in path.read_text(encoding="utf-8").splitlines():
                found = re.search(r"(?:раздел[аеуы]?х?|разделов|приложени[еяию]|прил\.) (?:\d|[А-Я]\b)", line)
                assert not found or "Программы" in line or "«" in line, f"{path}: {line.strip()}"


def test_the_notebook_is_one_cell_a_section():
    report = nbformat.read(NOTEBOOKS / "05_report.ipynb", as_version=4)
    shows = [cell.source for cell in report.cells if "show(" in cell.source]
    assert all(source.count("show(") == 1 for source in shows)
    assert len(shows) == len(all_sections())


def test_a_reference_to_a_section_that_was_taken_out_is_told_by_its_title():
    heading = SectionHeading("main", "plain", "Главное")
    told = Text(f"Подробно — в {reference('decisions', 'prepositional')}.")
    cell = sample.code(*(sample.shown(one._repr_mimebundle_()) for one in (heading, told)))
    document = read_document(sample.notebook(cell))
    words = str(document.blocks).replace("\u00a0", " ").replace("\\xa0", " ")
    assert "разделе «Проект управленческих решений»" in words
    (remark,) = document.remarks
    assert "«Проект управленческих решений» никуда не ведёт" in remark.message


def notebook_of(path: Path, *sources: str) -> Path:
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


def test_whatever_an_analyst_does_to_the_notebook_the_outline_stands(tmp_path):
    show = "from shnor_lib.presentation.sections import {0}\n\nshow({0}.SECTION, edition)"
    folder = tmp_path / "sections"
    folder.mkdir()
    (folder / "whole.py").write_text('SECTION = Section(id="whole", title="Целое", parts=(f,))\n', encoding="utf-8")
    (folder / "broken.py").write_text("def (", encoding="utf-8")
    (folder / "bare.py").write_text("SECTION = make()\n", encoding="utf-8")
    (folder / "odd.py").write_text("SECTION = None\n", encoding="utf-8")
    names = ("whole", "whole", "broken", "bare", "odd", "absent")
    path = notebook_of(tmp_path / "n.ipynb", *(show.format(name) for name in names), "%%time\nshow(", "x = (")
    assert [(entry.id, entry.heading) for entry in outline(path, folder)] == [("whole", "1. Целое")]
    assert outline(notebook_of(tmp_path / "empty.ipynb"), folder) == ()
