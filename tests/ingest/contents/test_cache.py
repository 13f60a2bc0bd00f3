"""Kept contents: the same as what is read anew, whatever has become of the folder in which they are kept."""

import ast
import json
import os
import re
from importlib.resources import files
from pathlib import Path

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ingest.contents import cache as contents
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.files import books
from tests.support.depth import every
from tests.support.dirt import full_okrug, procedures_for_faults
from tests.support.programme_2022 import WORKBOOK, rules_2022
from tools.okrug.fis_oko import journal_rows, statistics_rows
from tools.okrug.own_tables import context_rows
from tools.okrug.registers import write_registers
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
    return tmp_path / "кэш"


@pytest.fixture
def parsed(monkeypatch):
    """Return the list of files whose sheets were really parsed."""
    rules_2022()  # the shipped programme is read once a process, before anybody counts
    names, read = [], books.read_sheets
    monkeypatch.setattr(books, "read_sheets", lambda path, *rest: names.append(path.name) or read(path, *rest))
    return names


def read(cache, *paths, rules=None):
    """Return what is known of the sheets of some files."""
    found = read_folder(paths, rules or rules_2022(), cache)
    return [
        (sheet.counts, sheet.findings, type(sheet.rows), sheet.rows.columns if sheet.rows is not None else None)
        for content in found.contents
        for sheet in content.sheets
    ]


def kept(cache):
    return [path for path in cache.rglob("*") if path.is_file()]


def test_a_kept_content_equals_a_new_one(book, cache, parsed):
    first = read(cache, book)
    assert read(cache, book) == first == read(None, book)
    assert parsed == ["книга.xlsx", "книга.xlsx"], "once for the folder, once without one"


@pytest.mark.slow
def test_every_file_is_parsed_once_and_what_is_unchanged_not_again(book, cache, parsed, tmp_path):
    """Registers and Приложение 1 are never kept: personal data, and rows that wait for the roster."""
    registers = write_registers(tmp_path / "реестр.xlsx")
    lists = write_xlsx(tmp_path / "списки.xlsx", {"Педагоги": [["записка"]]})
    paths = [book, registers, lists, WORKBOOK]
    first = read(cache, *paths)
    assert sorted(parsed) == sorted(path.name for path in paths)
    assert len(kept(cache)) == 2
    parsed.clear()
    assert read(cache, *paths) == first
    assert sorted(parsed) == sorted([registers.name, WORKBOOK.name])


@pytest.mark.parametrize(
    "damage",
    every(
        4,
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
            lambda text: "[" * 100_000,
        ],
    ),
)
@pytest.mark.parametrize("sealed", [False, True], ids=["as it is", "with its checksum"])
def test_a_damaged_content_is_parsed(damage, sealed, book, cache, parsed):
    first = read(cache, book)
    (place,) = kept(cache)
    body = damage(place.read_text(encoding="utf-8")[contents.CHECKSUM_BYTES :]).encode()
    place.write_bytes((contents._checksum(place, body) if sealed else b"") + body)
    assert read(cache, book) == first
    assert len(parsed) == 2
    assert read(cache, book) == first and len(parsed) == 2, "mended by the way"


def test_a_changed_value_is_never_trusted(book, cache, parsed):
    first = read(cache, book)
    (place,) = kept(cache)
    kept_bytes = place.read_bytes()
    changed = re.sub(
        rb'("fail_pct":\[?)(\d)', lambda found: found[1] + (b"8" if found[2] != b"8" else b"7"), kept_bytes
    )
    assert changed != kept_bytes
    place.write_bytes(changed)
    assert read(cache, book) == first and len(parsed) == 2
    assert place.read_bytes() == kept_bytes


def test_a_content_under_the_name_of_another_is_never_trusted(book, cache, parsed, tmp_path):
    first = read(cache, book)
    (place,) = kept(cache)
    kept_bytes = place.read_bytes()
    other = place.with_name(f"{'0' * 64}.json")
    place.rename(other)
    assert contents._loaded(other, book.name) is None and not other.exists()
    place.write_bytes(kept_bytes)
    assert read(cache, book) == first and len(parsed) == 1


def test_bytes_that_are_no_text_are_a_damaged_content(book, cache):
    first = read(cache, book)
    kept(cache)[0].write_bytes(b"\xff\xfe\x00")
    assert read(cache, book) == first


def test_another_program_reads_anew(book, cache, parsed, monkeypatch):
    read(cache, book)
    monkeypatch.setattr(contents, "_code_hash", lambda: "другая версия")
    read(cache, book)
    assert len(parsed) == 2


def test_other_minimums_parsed(book, cache, parsed):
    read(cache, book)
    procedures = rules_2022().procedures
    assert procedures.exam_minimums
    read(cache, book, rules=rules_2022(procedures=procedures.model_copy(update={"exam_minimums": ()})))
    assert len(parsed) == 2


def test_another_name_is_the_same_content_under_its_own_name(book, cache, parsed):
    read(cache, book)
    other = book.rename(book.with_name("Ведомость Птицеловской.xlsx"))
    found = read(cache, other)
    assert parsed == ["книга.xlsx"]
    assert {Path(counts["file"]).name for counts, *_ in found} == {other.name}
    assert "Птицеловск" not in "".join(path.read_text(encoding="utf-8") for path in kept(cache))


def test_another_suffix_is_parsed(tmp_path, cache, parsed):
    table = write_csv(tmp_path / "а.csv", [["Записка"]])  # a table by its name alone
    read(cache, table)
    other = table.rename(table.with_suffix(".txt"))
    with pytest.raises(ReportError):
        read(cache, other, rules=rules_2022(required=(other.name,)))
    assert parsed == ["а.csv", "а.txt"]


def test_a_renamed_text_table_reads_as_if_it_were_new(tmp_path, cache):
    """A file's name means nothing: not even the year in it."""
    table = write_csv(tmp_path / "Контекст 2021.csv", context_rows(OKRUG, 2022))
    read(cache, table)
    table = table.rename(table.with_name("Контекст 2022.csv"))
    assert read(cache, table) == read(None, table)


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_only_costs_time(book, cache, parsed):
    cache.mkdir()
    cache.chmod(0o500)
    assert read(cache, book) == read(cache, book)
    assert len(parsed) == 2


@pytest.mark.parametrize("failing", ["mkdir", "write_bytes"])
def test_a_full_disk_only_costs_time_and_leaves_nothing(failing, book, cache, parsed, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "нет места")

    monkeypatch.setattr(Path, failing, fail)
    assert read(cache, book) == read(cache, book)
    assert len(parsed) == 2 and kept(cache) == []


def test_a_file_where_the_folder_should_be_only_costs_time(book, cache):
    cache.write_text("файл")
    assert read(cache, book) == read(cache, book)


def test_sheets_that_wait_for_the_roster_are_not_kept(cache):
    (content,) = read_folder([WORKBOOK], rules_2022(), cache).contents
    assert content.appendices and not cache.exists()


def test_a_column_that_says_one_thing_is_kept_once(book, cache):
    read(cache, book)
    columns = json.loads(kept(cache)[0].read_text(encoding="utf-8")[contents.CHECKSUM_BYTES :])[0]["columns"]
    assert columns["assessment"] == "VPR"
    assert isinstance(columns["group"], list)


def test_another_line_of_code_or_of_a_map_is_another_program(tmp_path):
    for name in ("a.py", "b.csv", "c.yml", "d.txt"):
        (tmp_path / name).write_text("1")
    before = contents.hash_of_code([tmp_path])
    for name in ("a.py", "b.csv", "c.yml"):
        (tmp_path / name).write_text("2")
        assert contents.hash_of_code([tmp_path]) != before, name
        (tmp_path / name).write_text("1")
    (tmp_path / "d.txt").write_text("2")
    assert contents.hash_of_code([tmp_path]) == before


@pytest.mark.slow
def test_the_hash_covers_all_code_that_ingest_rests_on():
    imported = set()
    for path in Path(str(files("shnor_lib.ingest"))).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("shnor_lib"):
                imported.add(".".join(node.module.split(".")[:2]))
    assert imported <= set(contents.CODE), "what ingest imports decides what it reads"
    assert {"shnor_lib.ground", "shnor_lib.ingest"} <= imported


@pytest.mark.parametrize("package", contents.CODE)
def test_a_change_of_a_package_is_another_program(package, monkeypatch, tmp_path):
    before = contents.hash_of_code(map(files, contents.CODE))
    (tmp_path / "spelling.py").write_text("другая")
    changed = [tmp_path if name == package else files(name) for name in contents.CODE]
    assert contents.hash_of_code(changed) != before
    assert contents._code_hash() == before
