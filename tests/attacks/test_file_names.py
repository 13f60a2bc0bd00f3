"""Names and kinds of what lies in a data folder: nothing there stops a run, hangs it, or goes unnamed."""

import os
import socket
from pathlib import Path

import pytest

from shnor_lib.cli import main
from shnor_lib.forms.new_okrug import make_new_okrug
from shnor_lib.ground import folders
from shnor_lib.ground.encodings import text_in
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.params import data_files, params_path
from shnor_lib.ground.project import NOT_UTF8, is_odd_name, legible_path, shown
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files import formats
from shnor_lib.ingest.files.formats import file_content
from shnor_lib.pipeline.layout import Project
from tests.support.programme_2022 import rules_2022

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no such names and files")
TABLE = b"a;b\n1;2\n3;4\n"


def put(folder: Path, name: bytes, content: bytes = TABLE) -> Path:
    path = Path(os.fsdecode(os.path.join(os.fsencode(folder), name)))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def named(folder: Path, rules=None) -> dict[str, set[str]]:
    """Return the checks that name each file of a folder; a file of which only cells are counted has none."""
    read = read_folder(list(data_files(folder)), rules or rules_2022())
    said: dict[str, set[str]] = {}
    for content in read.contents:
        for sheet in content.sheets:
            said.setdefault(str(sheet.counts["file"]), set()).update(finding.check for finding in sheet.findings)
        for finding in content.findings:
            said.setdefault(finding.file, set()).add(finding.check)
    return said


# Names


@pytest.mark.parametrize(
    ("name", "as_shown"),
    [
        ("Школа.csv".encode("cp1251"), f"Школа.csv{NOT_UTF8}"),
        ("Школа № 1.csv".encode("cp1251"), f"Школа № 1.csv{NOT_UTF8}"),
        ("Результаты.csv".encode("cp866"), f"Результаты.csv{NOT_UTF8}"),
        ("Результаты".encode("koi8-r"), f"Результаты{NOT_UTF8}"),
        ("Папка с файлами".encode("cp866") + "/т.csv".encode(), f"Папка с файлами{NOT_UTF8}/т.csv"),
        ("а\nб.csv".encode(), "а\\nб.csv"),
        ("а\rб\tв.csv".encode(), "а\\rб\\tв.csv"),
        (b"a\x01\x1b[31mb.csv", "a\\x01\\x1b[31mb.csv"),
        ("имя\u202exslx.csv".encode(), "имя\\u202exslx.csv"),
        ("и\u200bмя\ufeff.csv".encode(), "и\\u200bмя\\ufeff.csv"),
        ("а\u2028б.csv".encode(), "а\\u2028б.csv"),
        ("\U000e0041.csv".encode(), "\\U000e0041.csv"),
        (b"\xf0\x9f\x98.csv", None),
        (b"\xff\xfe\x00".replace(b"\x00", b"") + b".csv", None),
    ],
)
def test_a_name_that_cannot_be_printed_is_shown_so_that_it_can_and_told_of(tmp_path, name, as_shown):
    path = put(tmp_path, name)
    (told,) = named(tmp_path).items()
    assert told[0].isprintable()
    told[0].encode("utf-8")
    assert told[0].endswith(as_shown or NOT_UTF8)
    assert {"file_name", "sheet_unknown"} <= told[1]
    assert Project(root=tmp_path).shown(path) == told[0].removeprefix(f"{tmp_path.resolve().as_posix()}/")


@pytest.mark.parametrize(
    "name",
    [
        "имя. ",
        "имя.",
        " имя.csv",
        "a" * 251 + ".csv",
        "ы" * 125 + ".csv",
        "=1+1.csv",
        "[x](y).csv",
        "<b>.csv",
        "а%20б.csv",
        "-rf.csv",
        "*.csv",
        "?.csv",
        '"кавычки".csv',
        "а'б.csv",
        "а\\б.csv",
        "CON.csv",
        "т.CSV",
        "т.xlsx.csv",
        "имя\xa0файла.csv",
    ],
)
def test_a_name_that_can_be_printed_is_shown_as_it_is(tmp_path, name):
    path = put(tmp_path, name.encode())
    (told,) = named(tmp_path)
    assert told.endswith(f"/{name}")
    assert not is_odd_name(path)


def test_files_of_one_name_in_two_encodings_are_two_files(tmp_path):
    one, other = put(tmp_path, "Школа.csv".encode()), put(tmp_path, "Школа.csv".encode("cp1251"), TABLE + b"5;6\n")
    assert shown(one) != shown(other)
    assert len(named(tmp_path)) == 2


def test_a_name_of_the_system_is_no_trouble_for_the_texts_around_it():
    assert legible_path("а/б.xlsx") == "а/б.xlsx"
    assert text_in(os.fsencode(os.fsdecode("Отчёт".encode("cp1251")))) == "Отчёт"


# What is no file


def make_pipe(path):
    os.mkfifo(path)


def make_socket(path):
    here = Path.cwd()
    os.chdir(path.parent)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(path.name)
    finally:
        os.chdir(here)


def make_dangling(path):
    path.symlink_to("нигде.xlsx")


def make_circle(path):
    path.symlink_to(path.name)


def make_link_to_folder(path):
    path.symlink_to(".")


ODD = {
    make_pipe: "канал",
    make_socket: "сокет",
    make_dangling: "ссылка на файл, которого нет",
    make_circle: "ссылка на файл, которого нет",
    make_link_to_folder: "ссылка на папку",
}


@pytest.mark.parametrize("name", ["ф.xlsx", "ф.csv", "ф", "папка/ф.txt"])
@pytest.mark.parametrize("make", ODD, ids=lambda make: make.__name__)
def test_what_is_no_file_is_named_and_not_waited_for(tmp_path, make, name):
    good = put(tmp_path, "т.csv".encode())
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    make(path)
    said = named(tmp_path)
    assert said == {shown(good): {"sheet_unknown"}, shown(path): {"file_unreadable"}}
    assert ODD[make] in why_no_file(path)
    with pytest.raises(ReportError, match=ODD[make]):
        file_content(path)


def test_a_folder_that_is_closed_is_named(tmp_path, monkeypatch):
    closed = tmp_path / "закрыта"
    put(closed, b"a.csv")
    scandir = os.scandir

    def refusing(place):
        if Path(place) == closed:
            raise PermissionError(13, "Permission denied")
        return scandir(place)

    monkeypatch.setattr(folders.os, "scandir", refusing)
    assert named(tmp_path) == {shown(closed): {"file_unreadable"}}


@pytest.mark.parametrize("error", [PermissionError(13, "no"), OSError(5, "io"), FileNotFoundError(2, "gone")])
@pytest.mark.parametrize("name", ["т.csv", "т.xlsx"])
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path, monkeypatch, error, name):
    good, bad = put(tmp_path, b"a.csv"), put(tmp_path, name.encode(), TABLE + b"1")
    read_bytes = Path.read_bytes

    def refusing(path):
        if path == bad:
            raise error
        return read_bytes(path)

    monkeypatch.setattr(formats.Path, "read_bytes", refusing)
    assert named(tmp_path) == {shown(good): {"sheet_unknown"}, shown(bad): {"file_unreadable"}}


def test_a_file_that_goes_while_the_folder_is_read_is_a_finding(tmp_path):
    files = [put(tmp_path, b"a.csv"), put(tmp_path, b"b.csv", TABLE + b"7;8\n")]
    listed = list(data_files(tmp_path))
    files[0].unlink()
    read = read_folder(listed, rules_2022())
    assert [finding.check for content in read.contents for finding in content.findings] == ["file_unreadable"]


@pytest.mark.parametrize("name", ["п.xlsx", "п.csv", "п.xls", "п.ods"])
def test_an_empty_file_is_said_to_be_empty(tmp_path, name):
    path = put(tmp_path, name.encode(), b"")
    assert named(tmp_path) == {shown(path): {"file_unreadable"}}


def test_folders_with_names_of_files_are_folders(tmp_path):
    path = put(tmp_path, "папка.xlsx/внутри.csv".encode())
    (tmp_path / "пустая.xlsx").mkdir()
    assert list(named(tmp_path)) == [shown(path)]


def test_a_deep_folder_is_read_to_its_bottom(tmp_path):
    path = put(tmp_path, b"d/" * 400 + b"x.csv")
    assert list(named(tmp_path)) == [shown(path)]


def test_what_programs_leave_is_no_data(tmp_path):
    for name in ("~$т.xlsx", ".hidden.csv", "Thumbs.db", "desktop.ini", ".git/x.csv", "~$папка/x.csv"):
        put(tmp_path, name.encode())
    assert list(data_files(tmp_path)) == []


# Whole commands


def test_a_check_of_such_a_folder_ends_in_words(tmp_path, capsys):
    data = tmp_path / "данные"
    put(data, "Школа.csv".encode("cp1251"))
    put(data, b"a\x1b[31m.csv", TABLE + b"5;6\n")
    make_pipe(data / "канал.xlsx")
    make_circle(data / "круг.xlsx")
    text = params_path(2022).read_text(encoding="utf-8")
    text = text.replace("results: data/leninsk-kuznetsky/2022", f"results: {data}").replace("[Приложение_1.xlsx]", "[]")
    params = tmp_path / "2022.yml"
    params.write_text(text[: text.index("corrections:")], encoding="utf-8")
    assert main(["check", "--params", str(params), "--output", str(tmp_path / "2022")]) == 2
    said = capsys.readouterr()
    told = said.out + said.err
    assert "Ошибка программы" not in told
    assert "\x1b" not in told
    assert "Ни в одном файле не найдено таблицы результатов" in told
    assert "канал (FIFO)" in told


def test_a_new_okrug_from_such_a_folder_ends_in_words(tmp_path):
    data = tmp_path / "скачано"
    put(data, "Школа.csv".encode("cp1251"))
    make_pipe(data / "канал.xlsx")
    with pytest.raises(ReportError, match="не найдено ни одной школы"):
        make_new_okrug(tmp_path, "энск", str(data))
