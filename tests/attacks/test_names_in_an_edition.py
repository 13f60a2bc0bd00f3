"""Attack: a whole edition with people planted wherever a user can write; every file that was made is searched."""

import io
import json
import random
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from tests.attacks.test_names_around_cells import as_file_name, with_people
from tests.attacks.test_names_in_cells import planted, planted_rows
from tests.support.built_editions import copy_project, shnor
from tests.support.fuzzing import tables
from tests.support.planted_persons import People, is_wordy
from tools.okrug.registers import ROWS, register_rows
from tools.okrug.workbooks import write_xlsx

pytestmark = pytest.mark.slow
DATA = Path("data/leninsk-kuznetsky")
RESULTS = DATA / "2022"


def plant_in_book(path: Path, people: People, share: float) -> None:
    """Put people behind some of the wordy cells of a workbook, and a sheet with people's rows and name beside them."""
    book, stream = openpyxl.load_workbook(path), random.Random(path.name)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=4):
            for cell in row:
                if is_wordy(cell.value) and stream.random() < share:
                    cell.value = people.next()
    own = book.create_sheet(people.next(31))
    for _ in range(24):
        own.append([people.next(), "учитель", people.next()])
    book.save(path)


def an_edition_full_of_people(project: Path, people: People) -> None:
    copy_project(project)
    plant_in_book(project / DATA / "Программа.xlsx", people, 0.05)
    plant_in_book(project / RESULTS / "Приложение_1.xlsx", people, 0)
    folder = project / RESULTS / as_file_name(people.next())
    for name, rows in tables().items():
        for way in ("below", "anywhere"):
            own = {people.next(31): planted(rows, people, way, name), "Лист 2": rows}
            write_xlsx(folder / f"{as_file_name(people.next())}.xlsx", own)
    registers = {name: [*rows, *planted_rows(name, people)] for name, rows in ROWS.items()}
    write_xlsx(folder / f"{as_file_name(people.next())}.xlsx", register_rows(registers))
    (folder / f"{as_file_name(people.next())}.docx").write_bytes(b"no table")
    (folder / f"{as_file_name(people.next())}.xlsx").write_bytes(b"PK\x03\x04 damaged")
    params = project / "params" / "2022.yml"
    params.write_text(with_people(params.read_text(encoding="utf-8"), people), encoding="utf-8")
    comments = [f"## {people.next()}\n\n{people.next()}\n", "## Выводы\n", *(people.next() for _ in range(24))]
    (project / "params" / "2022_comments.md").write_text("\n".join(comments), encoding="utf-8")


def texts_of(folder: Path) -> dict[str, str]:
    """Return all that stands in the files below a folder: texts, members of containers, the text of PDF files."""
    texts = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        raw = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        texts[name] = "\n".join((name, raw.decode("utf-8", errors="replace"), _unescaped(raw)))
        if zipfile.is_zipfile(io.BytesIO(raw)):
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                texts[name] += "\n".join(
                    archive.read(one).decode("utf-8", errors="replace") for one in archive.namelist()
                )
        if path.suffix == ".pdf":
            done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
            texts[name] += done.stdout.decode("utf-8")
    return texts


def _unescaped(raw: bytes) -> str:
    """Return JSON with its escapes read: «\\u0416» is a letter as well."""
    try:
        return json.dumps(json.loads(raw), ensure_ascii=False)
    except ValueError:
        return ""


#: What the report, `cards`, `public` and `diff` leave.
FORMS = {
    *("manifest.json", "report.html", "report.pdf", "report.docx", "brief.pdf", "brief.docx", "tables.xlsx"),
    *("cards/index.html", "cards/cards.pdf", "public/report.html", "public/tables.xlsx", "public/RELEASE_NOTES.md"),
    *("diff/прежний/diff.html", "diff/прежний/diff.xlsx"),
}


def said_beside(project: Path) -> list[str]:
    """Make what other commands make of the edition, and compare it with itself under another threshold."""
    base = shutil.copytree(project / "output" / "2022", project / "прежний")
    params = project / "params" / "2022.yml"
    text = params.read_text(encoding="utf-8")
    assert "low_threshold: {value: 30" in text
    params.write_text(text.replace("low_threshold: {value: 30", "low_threshold: {value: 25"), encoding="utf-8")
    done = [shnor(project, *words) for words in (["cards", "2022"], ["public", "2022"])]
    done.append(shnor(project, "diff", "2022", "--base", str(base)))
    assert [code for code, _ in done] == [0, 0, 0], done
    return [said for _, said in done]


def test_an_edition_full_of_people_leaves_nobody_behind(tmp_path):
    people, project = People(), tmp_path / "проект"
    an_edition_full_of_people(project, people)
    assert len(people.planted) >= 600
    code, said = shnor(project, "report", "2022")
    assert code == 0, said
    checked, said_by_check = shnor(project, "check", "2022")
    assert checked in (0, 1), said_by_check
    _, why = shnor(project, "why", "2022")
    assert people.leaked(said, said_by_check, why, *said_beside(project)) == []
    texts = texts_of(project / "output")
    assert {f"2022/{name}" for name in FORMS} <= texts.keys()
    assert any(name.startswith(".cache") for name in texts)
    leaks = {name: found for name, text in texts.items() if (found := people.leaked(text))}
    assert leaks == {}
    findings = texts["2022/tables/findings.csv"]
    assert "имя скрыто" in findings and "похож на имя" in findings
    assert "имя скрыто" in texts["2022/report.html"]
