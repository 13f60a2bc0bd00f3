"""Attack: people in names of sheets, files and folders, in params, comments, errors; nothing may come out."""

import json
import os
import time
from dataclasses import asdict

import pytest

from shnor_lib.comments import read_comments
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params
from shnor_lib.ground.personal_names import HIDDEN
from shnor_lib.ground.project import NAME_HIDDEN, ROOT, printable, shown
from shnor_lib.ingest.checks.drafts import hidden_findings
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files.books import open_book
from shnor_lib.ingest.findings import Finding
from shnor_lib.pipeline.failures import cell_failure, program_error
from shnor_lib.pipeline.layout import Project
from tests.support.depth import every
from tests.support.fuzzing import tables
from tests.support.planted_persons import FORMS, People
from tests.support.programme_2022 import rules_2022
from tools.okrug.workbooks import write_xlsx

LONGEST_SHEET_NAME = 31
#: Keys of the shipped params that hold prose, with a piece of the line in which they stand.
PARAMS_KEYS = ("source", "reason")


def as_file_name(text: str) -> str:
    """Return a text as a file may be called."""
    return text.replace("/", "-")


def plain_folder(content) -> str:
    sheets = [
        (sheet.counts, [asdict(one) for one in sheet.findings], sheet.rows and sheet.rows.columns)
        for one in content.contents
        for sheet in one.sheets
    ]
    said = [asdict(finding) for one in content.contents for finding in one.findings]
    return json.dumps([sheets, said, content.result_files], ensure_ascii=False, default=str)


def test_people_in_names_of_sheets_come_out_nowhere(tmp_path):
    people = People()
    rows = tables()["marks_statistics"]
    path = write_xlsx(
        tmp_path / "книга.xlsx",
        {people.next(LONGEST_SHEET_NAME): rows if number < 3 else [["пусто"]] for number in range(36)},
    )
    book = open_book(path)
    cache = tmp_path / "cache"
    content = read_folder([path], rules_2022(), cache)
    kept = [file.read_text(encoding="utf-8") for file in cache.rglob("*") if file.is_file()]
    assert kept
    assert people.leaked(plain_folder(content), *kept, [sheet.name for sheet in book.sheets]) == []
    assert len({sheet.name for sheet in book.sheets}) == len(book.sheets)
    told = [one for sheet in content.contents[0].sheets for one in sheet.findings if "Имя листа" in one.message]
    assert [one.sheet for one in told] == [f"лист {number} {NAME_HIDDEN}" for number in range(1, 37)]


def test_people_in_names_of_files_and_folders_come_out_nowhere(tmp_path):
    """Tables, files of unknown kinds, damaged and empty ones, copies, in folders called so as well."""
    people, paths = People(), []
    for number in range(36):
        folder = tmp_path / as_file_name(people.next()) if number % 3 == 0 else tmp_path
        folder.mkdir(exist_ok=True)
        path = folder / f"{as_file_name(people.next())}{('.xlsx', '.docx', '.csv', '.xls')[number % 4]}"
        path.write_bytes((b"", b"PK\x03\x04damaged", "Школа;Класс\nа;5".encode(), b"\xd0\xcf\x11\xe0")[number // 4 % 4])
        paths.append(path)
    content = read_folder(sorted(paths), rules_2022(), tmp_path / "cache")
    assert people.leaked(plain_folder(content), list(map(shown, paths))) == []
    told = {one.file for part in content.contents for one in part.findings if one.check == "names_in_file"}
    assert told == set(map(shown, paths))
    assert len(told) == len(paths), "two files have one printed name"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", ["file", "folder", "both"])
def test_a_printed_path_holds_nobody_and_is_found_again(form, place, tmp_path):
    person = FORMS[form](5)
    name = as_file_name(person.text)
    folder = tmp_path / (name if place != "file" else "папка")
    folder.mkdir()
    path = folder / f"{name if place != 'folder' else 'таблица'}.xlsx"
    for other in (path, folder / "аа.xlsx", folder / "яя.xlsx"):
        other.touch()
    printed = printable(path.relative_to(tmp_path).as_posix(), tmp_path)
    assert all(part.lower() not in printed.lower() for part in person.parts)
    assert printed.endswith(".xlsx") and NAME_HIDDEN in printed
    if place == "file":
        place_in_folder = sorted(os.listdir(folder)).index(path.name) + 1
        assert printed == f"папка/файл {place_in_folder} {NAME_HIDDEN}.xlsx"
    assert printable(printed, tmp_path) == printed


@pytest.mark.parametrize("path", ["data/Гимназия им. А. С. Пушкина/ВПР 2022.xlsx", "params/2022.yml", "output/2022"])
def test_other_paths_are_printed_as_they_are(path):
    assert shown(ROOT / path) == path


def test_what_programs_are_given_is_the_true_path(tmp_path):
    project = Project(tmp_path)
    path = tmp_path / "Иванова Мария Ивановна" / "2022.yml"
    assert project.relative(path) == "Иванова Мария Ивановна/2022.yml"
    assert project.shown(path) == f"файл {NAME_HIDDEN}/2022.yml"


@pytest.mark.slow
def test_a_thousand_files_of_people_are_printed_at_once(tmp_path):
    for number in range(1000):
        (tmp_path / f"{FORMS['фамилия, имя, отчество'](number).text}.xlsx").touch()
    began = time.process_time()
    assert len({shown(path) for path in tmp_path.iterdir()}) == 1000
    assert time.process_time() - began < 3


# Params


def with_people(text: str, people: People) -> str:
    """Return the text of a params file with people behind each prose of its keys `PARAMS_KEYS`."""
    lines = []
    for line in text.splitlines():
        key = line.strip().partition(":")[0]
        value = line.partition(":")[2].strip()
        if key in PARAMS_KEYS and value and value[0] not in ">|&*[{" and len(people.planted) < 24:
            line = f"{line[: line.index(':')]}: {json.dumps(people.next(), ensure_ascii=False)}"
        lines.append(line)
    return "\n".join(lines)


def test_people_in_params_are_hidden_and_told_of(tmp_path):
    people = People()
    path = tmp_path / "2022.yml"
    path.write_text(with_people((ROOT / "params/2022.yml").read_text(encoding="utf-8"), people), encoding="utf-8")
    params = load_params(path)
    assert len(people.planted) > 3
    assert people.leaked(params.model_dump(mode="json")) == []
    told = hidden_findings(params.hidden)
    assert len(told) == len(people.planted)
    assert people.leaked([asdict(finding) for finding in told]) == []
    assert all(finding.cell.endswith(")") and "строка" in finding.cell for finding in told)


@pytest.mark.parametrize("key", ["organisation", "approved_by", "place"])
def test_what_stands_on_the_title_page_stays(key, tmp_path):
    text = (ROOT / "params/2022.yml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(f"  {key}:")]
    lines.insert(lines.index("report:") + 1, f"  {key}: Начальник управления И. П. Сидорова")
    path = tmp_path / "2022.yml"
    path.write_text("\n".join(lines), encoding="utf-8")
    params = load_params(path)
    assert getattr(params.report, key) == "Начальник управления И. П. Сидорова"
    assert params.hidden == ()


@pytest.mark.parametrize("form", every(4, FORMS))
@pytest.mark.parametrize("line", ["  year: {}", "  {}: 5", "  as_of: {} # подтвердите: {}", "'{}': 1"])
def test_a_complaint_of_params_quotes_nobody(form, line, tmp_path):
    person = FORMS[form](3)
    text = (ROOT / "params/2022.yml").read_text(encoding="utf-8")
    lines = text.splitlines()
    key = line.split(":")[0]
    kept = [one for one in lines if not one.startswith(f"{key}:")]
    kept.insert(kept.index("report:") + 1 if line[0] == " " else 0, line.replace("{}", person.text))
    path = tmp_path / "2022.yml"
    path.write_text("\n".join(kept), encoding="utf-8")
    with pytest.raises(ReportError) as error:
        load_params(path)
    assert all(part.lower() not in str(error.value).lower() for part in person.parts)


# Comments, findings, errors


def test_people_in_comments_come_out_nowhere(tmp_path):
    people = People()
    lines = [f"{lead}{people.next()}{tail}" for lead in ("", "## ", "- ", "| ", "> **") for tail in ("", ", учитель")]
    lines += [f"Текст {people.next()} и ещё" for _ in range(24)]
    path = tmp_path / "2022_comments.md"
    path.write_text("\n\n".join(["## Вывод", *lines]), encoding="utf-8")
    read = read_comments(path)
    assert len(read.named_lines) == len(lines)
    assert people.leaked(asdict(read)) == []


@pytest.mark.parametrize("form", FORMS)
def test_no_finding_quotes_a_person_whoever_makes_it(form):
    person = FORMS[form](7)
    text = person.text
    finding = Finding("error", "bad_value", f"Значение «{text}» не понято.", f"Исправьте «{text}».", text, text, "A1")
    assert all(part.lower() not in str(asdict(finding)).lower() for part in person.parts)
    assert finding.message == f"Значение «{HIDDEN}» не понято."


@pytest.mark.parametrize("form", FORMS)
def test_no_error_on_the_screen_quotes_a_person(form):
    person = FORMS[form](9)
    text = person.text
    said = [
        str(ReportError(f"Не найден файл «{text}».", f"Проверьте «{text}».")),
        program_error("KeyError", repr(text)),
        program_error("ValueError", f"could not convert string to float: '{text}'"),
        str(cell_failure("Приём данных", "KeyError", text, [f"Cell In[1]\n----> 1 open('x')\nKeyError: {text}"])),
        str(cell_failure("Приём данных", "SystemExit", text, [])),
        str(cell_failure("Приём данных", "ReportError", str(ReportError(f"Нет «{text}».")), [])),
    ]
    assert all(part.lower() not in " ".join(said).lower() for part in person.parts), said
