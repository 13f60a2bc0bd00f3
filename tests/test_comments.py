"""The analyst's comments: made once, never overwritten, printed under their own heading only."""

from pathlib import Path

import nbformat

from shnor_lib.comments import SECTIONS, create_missing, read_comments
from shnor_lib.ground.personal_names import HIDDEN

ROOT = Path(__file__).resolve().parents[1]


def test_the_file_is_made_with_all_headings_and_never_overwritten(tmp_path):
    params = tmp_path / "2022.yml"
    path = create_missing("2022", params)
    assert [line[3:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")] == list(
        SECTIONS
    )
    path.write_text("моё", encoding="utf-8")
    create_missing("2022", params)
    assert path.read_text(encoding="utf-8") == "моё"


def test_the_fresh_file_says_nothing(tmp_path):
    comments = read_comments(create_missing("2022", tmp_path / "2022.yml"))
    assert (comments.by_section, comments.unknown) == ({}, ())


def test_text_goes_under_its_heading(tmp_path):
    path = tmp_path / "c.md"
    path.write_text(f"## {SECTIONS[2]}\n\nПервый.\n\nВторой.\n\n## Своё\nтекст\n\n## {SECTIONS[3]}\n", encoding="utf-8")
    comments = read_comments(path)
    assert comments.by_section == {SECTIONS[2]: "Первый.\n\nВторой."}
    assert comments.unknown == (("Своё", 7),)
    assert comments.nearest("2 Состав ШНОР") == SECTIONS[2]


def test_text_before_the_first_heading_is_reported(tmp_path):
    path = tmp_path / "c.md"
    path.write_text("забытый текст\n", encoding="utf-8")
    assert read_comments(path).unknown == (("забытый текст", 1),)


def test_no_file_no_comments(tmp_path):
    assert read_comments(tmp_path / "нет.md").by_section == {}


def test_the_reports_headings_are_those_of_the_comments():
    notebook = nbformat.read(ROOT / "notebooks" / "05_report.ipynb", as_version=4)
    headings = [c.source[3:] for c in notebook.cells if c.cell_type == "markdown" and c.source.startswith("## ")]
    assert [heading for heading in headings if not heading.startswith("Приложение")] == list(SECTIONS)
    asked = [c.source.split('"')[1] for c in notebook.cells if "analyst_comment" in c.source]
    assert asked == list(SECTIONS)


def test_a_line_with_a_name_is_hidden_and_told_by_its_number(tmp_path):
    path = tmp_path / "2022_comments.md"
    lines = [
        "## Главное",
        "Доклад подготовила Птицеловская А. И.",
        "Итог обсудили.",
        "## Раздел Птицеловской А. И.",
        "x",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    comments = read_comments(path)
    assert comments.named_lines == (2, 4)
    assert comments.by_section == {"Главное": f"{HIDDEN}\nИтог обсудили."}
    assert "Птицеловск" not in repr(comments)
