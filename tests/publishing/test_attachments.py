"""What the PDF carries along: its tables, the workbook, the passport of its inputs, and nothing that is not for all."""

import csv
import io
import json
from dataclasses import replace

import pikepdf
import pytest

from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.publishing import attachments
from shnor_lib.publishing.attachments import attachments_of, csv_of
from shnor_lib.publishing.document import Document, Table
from shnor_lib.publishing.pdf import ShnorPDFExporter
from tests.support.sample_notebook import code, notebook, small_table, value

DOCUMENT = Document(
    "Отчёт",
    None,
    (Table(small_table(), number=1), Table(replace(small_table(), caption="Ещё"), number=12)),
    lookups=(replace(small_table(), caption="Подробно", lookup=True),),
)
PASSPORT = {"edition": "2022", "inputs": {"data/a.xlsx": "ab12"}, "code": "cd34", "tables": {"results": "ef56"}}


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_printed_tables_go_along_by_number_and_those_only_named_after_them():
    names = [one.name for one in attachments_of(DOCUMENT, None)]
    assert names == ["table-01.csv", "table-12.csv", "lookup-01.csv"]
    assert [one.description for one in attachments_of(DOCUMENT, None)][1:] == ["Таблица 12. Ещё", "Подробно"]


def test_a_table_reads_as_printed():
    rows = read(csv_of(small_table()))
    assert rows[0] == ["№", "Показатель", "Факт"]
    assert rows[1] == ["И1", "Доля школ, перешедших в эффективный режим работы", "40 %"]


@pytest.mark.parametrize("text", ["=1+1", "+7", "-3", "@SUM(A1)"])
def test_no_cell_starts_a_formula(text):
    table = PublicationTable("x", (Column("a", text),), ((Cell(text, text),),))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in read(csv_of(table)) for cell in row)


def test_a_cell_of_two_lines_stays_one_row():
    table = PublicationTable("x", (Column("a", "а"),), ((Cell(None, "5 из 12\nОГЭ"),),))
    assert read(csv_of(table)) == [["а"], ["5 из 12; ОГЭ"]]


def test_the_passport_tells_of_inputs_and_not_of_what_was_made(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"passport": PASSPORT}), encoding="utf-8")
    (passport,) = [one for one in attachments_of(DOCUMENT, tmp_path) if one.name == "passport.json"]
    assert json.loads(passport.content) == {key: words for key, words in PASSPORT.items() if key != "tables"}


def test_the_workbook_beside_the_notebook_comes_first(tmp_path):
    (tmp_path / "tables.xlsx").write_bytes(b"PK")
    first, *_ = attachments_of(DOCUMENT, tmp_path)
    assert (first.name, first.content) == ("tables.xlsx", b"PK")


def test_the_pdf_carries_them_with_their_kind():
    pdf, _ = ShnorPDFExporter().from_notebook_node(notebook(code(value(small_table()))))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert [*opened.attachments] == ["table-01.csv"]
        file = opened.attachments["table-01.csv"]
        assert file.get_file().mime_type == "text/csv"
        assert str(file.obj.AFRelationship) == "/Data"
        assert file.description == "Таблица 1. Показатели"
        assert read(file.get_file().read_bytes())[1][0] == "И1"


@pytest.mark.parametrize("edition", ["2022", "demo"])
def test_an_edition_attaches_every_printed_table_and_nothing_official(edition, request):
    built = request.getfixturevalue(f"built_{edition}")
    with pikepdf.open(built.folder / "report.pdf") as opened:
        held = {name: one.get_file().read_bytes() for name, one in opened.attachments.items()}
    secret = {path.name for path in (built.folder / OFFICIAL_USE).iterdir()}
    passport = json.loads(held["passport.json"])
    assert passport.keys() <= {*attachments.INPUT_KEYS}
    assert passport["inputs"]
    assert len(held) > 10
    assert not any(name.encode() in content for name in secret for content in held.values())
