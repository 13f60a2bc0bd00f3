"""Kept contents: the same as what is read anew, whatever has become of the folder in which they are kept."""

import json
import os
from pathlib import Path

import pytest

from shnor_lib.ground import project
from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.contents import cache as contents
from shnor_lib.ingest.contents.cache import ContentCache
from tests.support.dirt import full_okrug, procedures_for_faults
from tests.support.programme_2022 import WORKBOOK
from tools.okrug.fis_oko import journal_rows, statistics_rows
from tools.okrug.own_tables import context_rows
from tools.okrug.workbooks import write_csv, write_xlsx

OKRUG = full_okrug()
WORK = procedures_for_faults(OKRUG)[0]
SHEETS = {
    "Отметки": statistics_rows(OKRUG, WORK),
    "Журнал": journal_rows(OKRUG, WORK),
    "Контекст 2022": context_rows(OKRUG, 2022),
    "Прочее": [["записка"], ["о результатах"]],
}


@pytest.fixture
def book(tmp_path):
    return write_xlsx(tmp_path / "книга.xlsx", SHEETS)


@pytest.fixture
def cache(tmp_path):
    return ContentCache(tmp_path / "кэш", ())


@pytest.fixture
def read_anew(monkeypatch):
    """Return the list of files that were really read."""
    files, read = [], contents.read_content
    monkeypatch.setattr(contents, "read_content", lambda path, *rest: files.append(path.name) or read(path, *rest))
    return files


def plain(found):
    return [
        (sheet.counts, sheet.findings, type(sheet.rows), sheet.rows.columns if sheet.rows is not None else None)
        for sheet in found.sheets
    ]


def read(cache, path, shown=None):
    return plain(cache.read(path, path.read_bytes(), shown or project.shown(path)))


def kept(cache):
    return [path for path in cache.folder.rglob("*") if path.is_file()]


def test_a_kept_content_equals_a_new_one(book, cache, read_anew):
    first = read(cache, book)
    assert read(cache, book) == first == read(ContentCache(None, ()), book)
    assert read_anew == ["книга.xlsx", "книга.xlsx"], "once for the folder, once without one"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]x",
        lambda text: "null",
        lambda text: "[null]",
        lambda text: "[{}]",
        lambda text: text.replace('"RawRows"', '"Неизвестные"'),
        lambda text: text.replace('"group":', '"groups":', 1),
        lambda text: text.replace('"n":', '"n":1'),
        lambda text: text.replace('"check":"sheet_unknown"', '"check":"такой_нет"'),
    ],
)
def test_a_damaged_content_is_read_anew(damage, book, cache, read_anew):
    first = read(cache, book)
    (place,) = kept(cache)
    place.write_text(damage(place.read_text(encoding="utf-8")), encoding="utf-8")
    assert read(cache, book) == first
    assert len(read_anew) == 2
    assert read(cache, book) == first and len(read_anew) == 2, "mended by the way"


def test_bytes_that_are_no_text_are_a_damaged_content(book, cache):
    first = read(cache, book)
    kept(cache)[0].write_bytes(b"\xff\xfe\x00")
    assert read(cache, book) == first


def test_another_program_reads_anew(book, cache, read_anew, monkeypatch):
    read(cache, book)
    monkeypatch.setattr(contents, "_code_hash", lambda: "другая версия")
    read(ContentCache(cache.folder, ()), book)
    assert len(read_anew) == 2


def test_other_minimums_read_anew(book, cache, read_anew):
    read(cache, book)
    read(ContentCache(cache.folder, ("другие",)), book)
    assert len(read_anew) == 2


def test_another_name_is_the_same_content_under_its_own_name(book, cache, read_anew):
    read(cache, book)
    other = book.rename(book.with_name("Ведомость Птицеловской.xlsx"))
    found = read(cache, other, "папка/другая.xlsx")
    assert read_anew == ["книга.xlsx"]
    assert {counts["file"] for counts, *_ in found} == {"папка/другая.xlsx"}
    assert "Птицеловск" not in "".join(path.read_text(encoding="utf-8") for path in kept(cache))


def test_another_suffix_is_read_anew(tmp_path, cache, read_anew):
    table = write_csv(tmp_path / "а.csv", SHEETS["Отметки"])
    read(cache, table)
    other = table.rename(table.with_suffix(".txt"))
    with pytest.raises(ReportError):
        read(cache, other)
    assert read_anew == ["а.csv", "а.txt"]


def test_a_renamed_text_table_reads_as_if_it_were_new(tmp_path, cache):
    """A file's name means nothing: not even the year in it."""
    table = write_csv(tmp_path / "Контекст 2021.csv", context_rows(OKRUG, 2022))
    read(cache, table)
    table = table.rename(table.with_name("Контекст 2022.csv"))
    assert read(cache, table) == read(ContentCache(None, ()), table)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_only_costs_time(book, cache, read_anew):
    cache.folder.mkdir()
    cache.folder.chmod(0o500)
    assert read(cache, book) == read(cache, book)
    assert len(read_anew) == 2


@pytest.mark.parametrize("failing", ["mkdir", "write_text"])
def test_a_full_disk_only_costs_time_and_leaves_nothing(failing, book, cache, read_anew, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "нет места")

    monkeypatch.setattr(Path, failing, fail)
    assert read(cache, book) == read(cache, book)
    assert len(read_anew) == 2 and kept(cache) == []


def test_a_file_where_the_folder_should_be_only_costs_time(book, cache):
    cache.folder.write_text("файл")
    assert read(cache, book) == read(cache, book)


def test_sheets_that_wait_for_the_roster_are_not_kept(cache):
    found = cache.read(WORKBOOK, WORKBOOK.read_bytes(), "Приложение_1.xlsx")
    assert found.appendices and not cache.folder.exists()


def test_a_column_that_says_one_thing_is_kept_once(book, cache):
    read(cache, book)
    columns = json.loads(kept(cache)[0].read_text(encoding="utf-8"))[0]["columns"]
    assert columns["assessment"] == "VPR"
    assert isinstance(columns["group"], list)
