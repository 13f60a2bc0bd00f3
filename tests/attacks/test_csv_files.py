"""Text tables made to hurt: odd encodings, zero bytes, quotes that swallow rows, bombs; formulas in what we write."""

import io

import openpyxl
import pandas as pd
import pytest

from shnor_lib.comments import read_comments
from shnor_lib.forms.more_schools import add_schools
from shnor_lib.forms.programme_form import write_programme
from shnor_lib.forms.saving import FORMULA_BEGINNINGS, workbook_bytes
from shnor_lib.ground import encodings
from shnor_lib.ground.encodings import NoText, text_in
from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.files import text_tables
from shnor_lib.ingest.files.formats import read_sheets
from shnor_lib.ingest.files.kinds import is_text_table
from shnor_lib.ingest.files.text_tables import UnfitText, rows_of_text
from shnor_lib.ingest.programme import previous_edition
from shnor_lib.ingest.programme.documents import FILES, read_programme
from tests.support.depth import every

TABLE = "Школа;Класс;Участники\nШкола «Заря»;5;12\nСОШ № 3;6;20\n"
#: The same in signs that encodings of DOS and UNIX have.
PLAIN = TABLE.translate({ord("«"): '"', ord("»"): '"', ord("№"): "N"}).replace('"Заря"', "Заря")
WIDE = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")


def rows(text):
    return [line.split(";") for line in text.splitlines()]


def refusal(content):
    with pytest.raises(UnfitText) as caught:
        rows_of_text(content)
    assert caught.value.what_to_do.endswith(".")
    return str(caught.value)


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", *WIDE])
def test_an_encoding_is_told_by_the_bytes_alone(encoding):
    content = TABLE.encode(encoding)
    assert rows_of_text(content) == rows(TABLE)
    assert is_text_table(content)


@pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "cp1251", "iso8859-5"])
@pytest.mark.parametrize("form", [str, str.upper, str.lower])
def test_letters_of_dos_and_unix_are_read_as_they_were_typed(encoding, form):
    text = form(PLAIN)
    assert rows_of_text(text.encode(encoding)) == rows(text)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_lines_of_any_system_are_lines(line_end):
    assert rows_of_text(TABLE.replace("\n", line_end).encode()) == rows(TABLE)


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("cut", [1, 3])
def test_a_text_cut_within_a_letter_is_damaged(encoding, cut):
    assert "повреждён" in refusal(TABLE.encode(encoding)[:-cut]) or "не текст" in refusal(TABLE.encode(encoding)[:-cut])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a;b\0\n1;2\n", "нулевые байты"),
        (b"\0" * 4_000, "нулевые байты"),
        (b"a;b\n\x011;2\n", "в строке 2 стоит знак с кодом 0001"),
        (b"a;b\n1;2\x1b[31m\n", "в строке 2 стоит знак с кодом 001B"),
        ("a;б\n".encode("utf-16") + b"\x00\xd8", "UTF-16"),
        (b"\xff\xfe\x00\x00\x00\xd8\x00\x00", "UTF-32"),
        (b"\xef\xbb\xbf\xff\xff;a\n", "UTF-8"),
        (bytes(range(128, 256)) * 4, "кодировк"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(content, words):
    assert words in refusal(content)


def test_a_mark_of_dos_at_the_end_is_no_part_of_the_text():
    assert rows_of_text(TABLE.encode() + b"\x1a") == rows(TABLE)


def test_the_beginning_of_a_long_text_in_two_bytes_is_told_wherever_it_is_cut():
    content = ("😀;б\n" * 20_000).encode("utf-16-le")
    for shift in ("", "а"):
        assert is_text_table(b"\xff\xfe" + shift.encode("utf-16-le") + content)


# Quotes


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('а;б;в\n1;"Школа;5\n2;Школа;6\n3;Школа;7\n', 2),
        ('а;б;в\n1;Школа;5\n"2;Школа;6\n3;Школа;7', 3),
        ('"а;б;в\n1;Школа;5\n', 1),
        ('а;б;в\n1;"Школа;5\n2;Школа;6\n3;"Школа";7\n4;Школа;8\n', 2),
        ('а;б;в\n1;Школа;5\n2;"Школа;6\n3;Школа";7\n4;Школа;8\n5;Школа;9\n', 3),
        ('а;б;в\r1;"Школа;5\r2;Школа;6\r', 2),
    ],
)
def test_a_quote_that_swallows_rows_is_named_with_its_line(text, line):
    assert f"в строке {line} кавычка в начале ячейки не закрыта" in refusal(text.encode())


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ('"Доля, %\nв том числе «2»";б\n1;2\n3;4\n', "Доля, %\nв том числе «2»"),
        ('"МБОУ ""Заря""";б\n1;2\n', 'МБОУ "Заря"'),
        ('"а;б";в\n1;2\n', "а;б"),
        ('5" труба;б\n1;2\n', '5" труба'),
        ('"последняя";б\n1;"2"', "последняя"),
    ],
)
def test_a_quote_in_its_place_is_no_fault(text, cell):
    assert rows_of_text(text.encode())[0][0] == cell


def test_a_cell_beyond_all_bounds_is_named_with_its_line():
    assert "в строке 3 ячейка длиннее 131" in refusal(b"a;b\n1;2\n" + b"x" * 140_000 + b";1\n")


# Bombs


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\n" * 1_100_000, "строк больше"),
        (b"\n" * 1_100_000, "строк больше"),
        (b"\r" * 1_100_000, "строк больше"),
        (b"a;" * 20_000 + b"\n", "столбцов больше"),
        (b";" * 6_100_000, "слишком велик"),
        (b";" * 12_000 + b"a\n" + b"a\n" * 40_000, "слишком велик"),
        (b"a" * 200_000, "ячейка длиннее"),
    ],
    ids=["a line", "an empty line", "an old line", "columns", "delimiters", "one wide row", "one cell"],
)
def test_a_bomb_is_refused_with_its_number_before_it_is_laid_out(content, words):
    assert words in refusal(content)


def test_a_text_of_too_many_bytes_or_cells_is_refused(monkeypatch):
    monkeypatch.setattr(text_tables, "LARGEST_TEXT_BYTES", 5)
    assert "занимает 0 МБ" in refusal(b"a;b;c\n")
    monkeypatch.setattr(text_tables, "LARGEST_TEXT_BYTES", 500)
    monkeypatch.setattr(text_tables, "MOST_FILLED", 5)
    assert "ячеек: 6" in refusal(b"a;b\n" * 3)


@pytest.mark.parametrize("name", every(3, ["т.csv", "т.txt", "т.xlsx"]))
def test_a_refusal_names_the_file_and_what_to_do(tmp_path, name):
    content = b"a;b\n" * 1_050_000
    with pytest.raises(ReportError) as caught:
        read_sheets(tmp_path / name, content)
    assert f"{name}» содержит строк больше" in caught.value.message
    assert "Excel" in caught.value.what_to_do


# The programme's tables


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"school_id;b\0\n", "нулевые байты"),
        (b"\n" * 1_100_000, "строк больше"),
        (b"a" * 140_000, "слишком длинная"),
        (b'school_id;school\n1;"a\n', "не закрыты кавычки"),
        (b"school_id;school\n" + b";" * 17_000, "столбцов больше"),
        ("school_id;школа\n".encode("utf-16")[:-1], "UTF-16"),
        (b"", "пуст"),
    ],
)
def test_a_table_of_the_programme_is_bounded_as_well(tmp_path, content, words):
    (tmp_path / FILES["schools"]).write_bytes(content)
    with pytest.raises(ReportError, match=words) as caught:
        read_programme(tmp_path)
    assert "schools.csv" in caught.value.message


# Comments and the list before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "cp1251", "cp866", "koi8-r"])
def test_comments_are_read_in_any_encoding(tmp_path, encoding):
    path = tmp_path / "2022_comments.md"
    path.write_bytes("## Выводы\nСделаны по итогам года\n".encode(encoding))
    assert read_comments(path).by_heading == {"Выводы": "Сделаны по итогам года"}


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"## \0\n", "нулевые"), (b"x" * 2_100_000, "больше 2 МБ"), (b"## a\n\x1b[31m", "с кодом 001B")],
)
def test_comments_that_are_no_text_are_refused_in_words(tmp_path, content, words):
    path = tmp_path / "2022_comments.md"
    path.write_bytes(content)
    with pytest.raises(ReportError, match=words):
        read_comments(path)


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 99, b'"', b"a;b\n", b"\xff\xfe", b"school_id\n" + b"x," * 5_000, b"a" * 200]
)
def test_a_spoilt_list_of_the_edition_before_is_a_finding(tmp_path, monkeypatch, content):
    for name in ("schools", "results", "decisions"):
        path = tmp_path / "tables" / f"{name}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    monkeypatch.setattr(previous_edition, "LARGEST_TEXT_BYTES", 150)
    tables, findings = previous_edition.read_previous_edition("2021", tmp_path)
    assert [(len(table), one.severity) for table, one in zip(tables.values(), findings, strict=True)] == [
        (0, "warning")
    ] * 3


# Formulas

NASTY = [f"{beginning}1+1" for beginning in FORMULA_BEGINNINGS] + [
    '=HYPERLINK("http://x";"МБОУ СОШ № 1")',
    "=cmd|'/c'!A1",
]


def cells_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("text", NASTY)
def test_a_text_of_a_workbook_is_never_a_formula(text):
    book = openpyxl.Workbook()
    book.worksheets[0]["B2"] = text
    (cell,) = cells_of(workbook_bytes(book))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def roster(names):
    columns = {"school_id": [f"s{n}" for n in range(len(names))], "school": names, "login": "", "aliases": ""}
    return pd.DataFrame({**columns, "kind": "СОШ", "listed": True})


def test_names_of_schools_are_texts_in_the_programme_and_where_schools_are_added(tmp_path):
    path = tmp_path / "Программа.xlsx"
    assert write_programme(path, roster(NASTY[:4]), {})
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["Z90"] = "=1+2"
    book.save(path)
    add_schools(path, roster(NASTY[4:]).assign(school_id=[f"n{n}" for n in range(len(NASTY[4:]))]))
    cells = cells_of(path.read_bytes())
    assert {cell.data_type for cell in cells if cell.value in NASTY} == {"s"}
    assert set(NASTY) <= {cell.value for cell in cells}
    assert [cell.value for cell in cells if cell.data_type == "f"] == ["=1+2"]


# Laws


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8_r"])
def test_every_narrow_encoding_is_likelier_than_the_others_for_its_own_text(encoding):
    text = "Муниципальное общеобразовательное учреждение, доля участников, получивших отметку ниже тройки"
    assert encodings.encoding_of(text.encode(encoding)) == encoding


@pytest.mark.parametrize("size", range(1, 40, 3))
def test_whatever_bytes_stand_in_a_file_it_is_text_or_refused(size):
    content = bytes((n * 89 + size * 31) % 256 for n in range(size * 7))
    try:
        assert "\0" not in text_in(content)
    except NoText as error:
        assert str(error)
