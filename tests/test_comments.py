"""The analyst's comments: made once, never overwritten, kept by their headings as they stand."""

from shnor_lib.comments import create_missing, read_comments
from shnor_lib.ground.personal_names import HIDDEN
from shnor_lib.presentation.outline import commented_sections

HEADINGS = [entry.heading for entry in commented_sections()]


def test_the_file_is_made_with_all_headings_and_never_overwritten(tmp_path):
    params = tmp_path / "2022.yml"
    path = create_missing("2022", HEADINGS, params)
    assert [line[3:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("## ")] == HEADINGS
    path.write_text("моё", encoding="utf-8")
    create_missing("2022", HEADINGS, params)
    assert path.read_text(encoding="utf-8") == "моё"


def test_the_fresh_file_says_nothing(tmp_path):
    comments = read_comments(create_missing("2022", HEADINGS, tmp_path / "2022.yml"))
    assert list(comments.by_heading) == HEADINGS
    assert not any(comments.by_heading.values())
    assert comments.stray_line is None


def test_text_goes_under_its_heading(tmp_path):
    path = tmp_path / "c.md"
    text = f"## {HEADINGS[2]}\n\nПервый.\n\nВторой.\n\n## Своё\nтекст\n\n## {HEADINGS[3]}\n"
    path.write_text(text, encoding="utf-8")
    comments = read_comments(path)
    assert comments.by_heading == {HEADINGS[2]: "Первый.\n\nВторой.", "Своё": "текст", HEADINGS[3]: ""}
    assert comments.lines == {HEADINGS[2]: 1, "Своё": 7, HEADINGS[3]: 10}


def test_text_before_the_first_heading_is_reported(tmp_path):
    path = tmp_path / "c.md"
    path.write_text("\nзабытый текст\nещё\n", encoding="utf-8")
    assert read_comments(path).stray_line == 2


def test_no_file_no_comments(tmp_path):
    assert read_comments(tmp_path / "нет.md").by_heading == {}


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
    assert comments.by_heading == {"Главное": f"{HIDDEN}\nИтог обсудили.", HIDDEN: "x"}
    assert "Птицеловск" not in repr(comments)
