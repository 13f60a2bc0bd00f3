"""Which editions a list or folder names, in which order, and what is refused."""

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.fleet.listing import units_of
from shnor_lib.pipeline.layout import Project


@pytest.fixture
def project(tmp_path) -> Project:
    for name in ("params", "data/мал", "data/велик"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "data" / "мал" / "а.csv").write_bytes(b"1")
    (tmp_path / "data" / "велик" / "а.csv").write_bytes(b"1" * 1000)
    for name in ("мал", "велик"):
        params = tmp_path / "params" / f"{name}.yml"
        params.write_text(f"data:\n  results: data/{name}\n  required: [x]\n", encoding="utf-8")
    (tmp_path / "params" / "recommendations.yml").write_text("a: 1\n", encoding="utf-8")
    return Project(tmp_path)


def names(project: Project, named, **options) -> list[str]:
    return [unit.request.edition for unit in units_of(project, str(named), **options)]


def test_a_folder_is_its_params_files_and_the_longest_come_first(project):
    assert names(project, project.params) == ["велик", "мал"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("line", ["params/мал.yml", "мал", "мал.yml", "  мал.yml   # самый малый", "../params/мал.yml"])
def test_a_line_is_a_path_from_the_list_or_the_project_or_a_name(project, line, encoding):
    (project.root / "списки").mkdir()
    listed = project.root / "списки" / "область.txt"
    listed.write_bytes(f"# Список области\n\n{line}\r\n".encode(encoding))
    (unit,) = units_of(project, str(listed))
    assert unit.request.edition == "мал"
    assert unit.request.issued == project.output / "мал"
    assert unit.weight == 1


def test_editions_lie_in_the_folder_that_is_asked_for(project, tmp_path):
    (first, _) = units_of(project, str(project.params), str(tmp_path / "туда"), ("report.html",))
    assert first.request.issued == tmp_path / "туда" / "велик"
    assert first.request.documents == ("report.html",)
    assert "OUTPUT=" in first.request.command and "велик.yml" in first.request.command


def test_what_cannot_be_weighed_comes_last(project):
    (project.params / "кривой.yml").write_text("data: [", encoding="utf-8")
    (project.params / "иной.yml").write_text("- 1\n", encoding="utf-8")
    assert names(project, project.params) == ["велик", "мал", "иной", "кривой"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ("Нет файла или папки", "LIST=")),
        (b"", ("нет ни одного файла параметров",)),
        ("# одни пояснения\n".encode(), ("нет ни одного файла параметров",)),
        ("мал\nнет-такого\n".encode(), ("строка 2", "«нет-такого»")),
        ("мал\nparams/мал.yml\n".encode(), ("два выпуска с именем «мал»", "строка 1 и строка 2")),
        (b"PK\x03\x04\x00\x00\x00\x00", ("не текст",)),
    ],
)
def test_a_list_that_names_nothing_sound_is_refused_in_words(project, tmp_path, content, words):
    listed = tmp_path / "список.txt"
    if content is not None:
        listed.write_bytes(content)
    with pytest.raises(ReportError) as refusal:
        units_of(project, str(listed))
    assert all(word in str(refusal.value) for word in words)


def test_no_list_is_asked_for_and_an_empty_folder_is_told(project, tmp_path):
    with pytest.raises(ReportError, match="LIST="):
        units_of(project, " ")
    (tmp_path / "пусто").mkdir()
    with pytest.raises(ReportError, match=r"В папке .* нет ни одного"):
        units_of(project, str(tmp_path / "пусто"))
