"""Faults of the machine and of what was kept: full disks, refusals, damaged manifests and caches, links, signals.

Each case is an attack: whatever fails at whatever moment, the issued edition is whole and the user reads a sentence.
"""

import builtins
import errno
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shnor_lib import cli
from shnor_lib.comments import create_missing
from shnor_lib.forms.saving import save_new
from shnor_lib.ground import import_path, whole_files
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.recorded import MANIFEST, recorded_hashes
from shnor_lib.ground.refusals import REFUSALS, is_refusal, reason, refused, remedy
from shnor_lib.ingest.contents import cache
from shnor_lib.ingest.contents.content import FileContent, SheetContent
from shnor_lib.ingest.findings import Finding
from shnor_lib.pipeline import exchange, workspace
from shnor_lib.pipeline.environment import START, fixed_environment
from shnor_lib.pipeline.failures import cell_failure
from shnor_lib.pipeline.keys import reasons
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.manifest import (
    FORMAT,
    Manifest,
    StageRecord,
    Trouble,
    _checksum,
    hashes_in,
    inspect_manifest,
    read_manifest,
)
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.signals import Stopped, exit_code, held_back, stop_in_words, stopping_in_order
from shnor_lib.pipeline.summary import standing_in_words
from shnor_lib.pipeline.tidy import clean
from shnor_lib.pipeline.workspace import UNFINISHED, Workspace
from tests.support.depth import every

FILES = {"report.html": "отчёт", "tables/results.csv": "a\n1\n"}
NOTE = "заметки.txt"


def lay(folder: Path, words: str) -> None:
    """Fill a folder with a small edition's files and its manifest."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text} {words}", encoding="utf-8")
    record = StageRecord({"runner": "1"}, {name: digest or "" for name, digest in hashes_in(folder, FILES).items()})
    Manifest("2022", {"publish": record}, {"version": "1"}).write(folder)


@pytest.fixture
def edition(tmp_path):
    """An issued edition with a file of the user's, and no other thing in the folder."""
    issued = tmp_path / "output" / "2022"
    issued.mkdir(parents=True)
    lay(issued, "прежний")
    (issued / NOTE).write_text("важно", encoding="utf-8")
    return Workspace("2022", issued)


def stands_whole(edition: Workspace) -> str:
    """Hold that the edition is what its manifest says and that the user's file is there; return which one it is."""
    manifest = read_manifest(edition.issued)
    assert manifest is not None and hashes_in(edition.issued, manifest.outputs) == manifest.outputs
    assert (edition.issued / NOTE).read_text(encoding="utf-8") == "важно"
    return (edition.issued / "report.html").read_text(encoding="utf-8").split()[-1]


# ------------------------------------------------------------------------------- a refusal at the n-th step of a swap

STEPS = {os: ("mkdir", "rename", "replace", "link", "unlink", "rmdir", "fsync"), io: ("open",)}


class Refusing:
    """Counts what is asked of the system and refuses the n-th time, and ever after if the disk stays full."""

    def __init__(self, monkeypatch, at: int, number: int = errno.ENOSPC):
        self.asked = 0
        self.at, self.number = at, number
        monkeypatch.setattr(exchange.os, "fsync", lambda handle: None)
        for owner, names in STEPS.items():
            for name in names:
                monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def _counted(self, real):
        def counted(*arguments, **options):
            writes = real is not builtins.open or set(str((*arguments, "r", "r")[1])) & set("wxa")
            self.asked += bool(writes)
            if writes and self.asked == self.at:
                raise OSError(self.number, os.strerror(self.number), str(arguments[0]))
            return real(*arguments, **options)

        return counted


@pytest.mark.parametrize("swap", every(4, ["exchange", "renames"]))
@pytest.mark.parametrize("at", range(1, 25))
def test_whatever_is_refused_while_an_edition_is_swapped_it_stays_whole(edition, monkeypatch, at, swap):
    if swap == "renames":
        monkeypatch.setattr(workspace, "exchange_folders", lambda one, other: False)
    new = edition.open_staging()
    lay(new, "новый")
    with monkeypatch.context() as patch:
        refusing = Refusing(patch, at)
        try:
            edition.issue(new)
        except ReportError as refusal:
            assert refusing.asked >= at
            assert "на диске нет места" in str(refusal) and "Освободите место" in str(refusal)
        else:
            assert refusing.asked < at or stands_whole(edition) == "новый"
    again = Workspace("2022", edition.issued)
    again.recover()
    assert stands_whole(again) in ("прежний", "новый")
    again.discard_leftovers()
    assert again.leftovers() == [] and not (again.issued / UNFINISHED).exists()


def test_the_steps_of_a_swap_are_really_counted(edition, monkeypatch):
    """Else the attack above would attack nothing."""
    new = edition.open_staging()
    lay(new, "новый")
    with monkeypatch.context() as patch:
        refusing = Refusing(patch, 0)
        edition.issue(new)
    assert 8 <= refusing.asked <= 24
    assert stands_whole(edition) == "новый"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT])
def test_a_disk_that_is_full_at_the_last_flush_is_heard_of(edition, monkeypatch, number):
    def lost(handle):
        raise OSError(number, "lost")

    new = edition.open_staging()
    lay(new, "новый")
    monkeypatch.setattr(exchange.os, "fsync", lost)
    with pytest.raises(ReportError, match=re.escape(reason(OSError(number, "")))):
        edition.issue(new)
    assert stands_whole(edition) == "прежний"


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EBADF, errno.EACCES])
def test_a_system_that_cannot_flush_is_no_fault(edition, monkeypatch, number):
    def cannot(handle):
        raise OSError(number, "no")

    new = edition.open_staging()
    lay(new, "новый")
    monkeypatch.setattr(exchange.os, "fsync", cannot)
    edition.issue(new)
    assert stands_whole(edition) == "новый"


# ----------------------------------------------------------------------------------- files written whole or not at all


@pytest.mark.parametrize(
    ("write", "at"),
    [(whole_files.write_new, 1), (whole_files.write_new, 2), (whole_files.write_over, 2), (whole_files.write_over, 3)],
)
def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch, write, at):
    with monkeypatch.context() as patch:
        Refusing(patch, at)
        with pytest.raises(OSError):
            write(tmp_path / "папка" / "новый.txt", b"1")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_write_that_breaks_off_leaves_what_was(tmp_path, monkeypatch, old):
    target = tmp_path / "файл.txt"
    if old:
        target.write_bytes(old)

    def torn(path, content):
        with open(path, "wb") as handle:
            handle.write(content[:1])
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(Path, "write_bytes", torn)
    with pytest.raises(OSError):
        whole_files.write_over(target, b"new")
    monkeypatch.undo()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([old] if old else [])


def test_where_there_are_no_links_a_new_file_is_new_all_the_same(tmp_path, monkeypatch):
    def no_links(*_, **__):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(whole_files.os, "link", no_links)
    whole_files.write_new(tmp_path / "а", b"1")
    with pytest.raises(FileExistsError):
        whole_files.write_new(tmp_path / "а", b"2")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"1"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.ENAMETOOLONG])
@pytest.mark.parametrize(
    "make",
    [
        lambda folder: save_new(b"1", folder / "форма.xlsx"),
        lambda folder: create_missing("2022", ["Вывод"], folder / "2022.yml"),
        lambda folder: cli.graph_command(Project(root=folder), None),
    ],
    ids=["form", "comments", "graph"],
)
def test_what_a_command_writes_beside_the_report_is_refused_in_words(tmp_path, monkeypatch, make, number):
    monkeypatch.setattr("shnor_lib.pipeline.graph.nodes", lambda project: [])
    monkeypatch.setattr("shnor_lib.pipeline.graph.as_svg", lambda chain: "<svg/>")
    with monkeypatch.context() as patch:
        Refusing(patch, 1, number)
        patch.setattr(whole_files.os, "mkdir", lambda *_: None)
        with pytest.raises(ReportError) as refusal:
            make(tmp_path)
    assert reason(OSError(number, "")) in str(refusal.value) and os.strerror(number) not in str(refusal.value)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


# ------------------------------------------------------------------------------------------- the words of a refusal


@pytest.mark.parametrize("number", sorted({*REFUSALS, errno.ENOTTY, errno.ENOSYS, 9999, None}, key=str))
def test_every_refusal_is_a_russian_sentence_with_a_remedy(number):
    error = OSError(number, "in English") if number else OSError("AF_UNIX path too long")
    text = str(refused("Не удалось", error))
    assert re.fullmatch(r"Не удалось: [а-яё].+\. [А-Я].+\.", text), text
    assert "English" not in text and "AF_UNIX" not in text
    assert reason(error) in text and remedy(error) in text


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("OSError", "[Errno 28] No space left on device: '/т/results.csv'", "(файл «results.csv»): на диске нет места"),
        ("OSError", "[Errno 122] Disk quota exceeded", "исчерпана квота"),
        ("PermissionError", "[Errno 13] Permission denied: 'а.csv'", "доступ запрещён"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: 'моё.csv'", "(файл «моё.csv»): такого места нет"),
        ("OSError", "[Errno 24] Too many open files", "ulimit -n"),
        ("OSError", "[Errno 30] Read-only file system: 'x'", "только для чтения"),
        (
            "PermissionError",
            "[WinError 32] Access: 'Иванов Иван Иванович.xlsx'",
            "отказала:",
        ),
        ("OSError", "nothing to read here", "Система отказала: отказ системы."),
        (
            "ModuleNotFoundError",
            "No module named 'sklearn'",
            "Не загружается библиотека «sklearn». Удалите",
        ),
        ("ImportError", "numpy: wrong binary", "Не загружается библиотека. Удалите папку .venv"),
        ("ModuleNotFoundError", "No module named 'shnor_lib.edition'", "Распакуйте программу заново"),
    ],
)
def test_a_cell_that_the_machine_fails_says_so(name, text, words):
    told = str(cell_failure("Отчёт", name, text, []))
    assert words in told and "Errno" not in told and "Ошибка программы" not in told and "Иванов" not in told


@pytest.mark.parametrize("name", ["ValueError", "print", "Exception", "NoSuchError", "KeyError"])
def test_an_error_of_the_program_is_no_refusal(name):
    assert not is_refusal(name)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "на диске нет места"),
        (OSError(errno.EMFILE, "Too many open files"), "открыто слишком много файлов"),
        (OSError(errno.ENAMETOOLONG, "File name too long", "x" * 300), "слишком длинное имя"),
        (ModuleNotFoundError("No module named 'yaml'"), "Не загружается библиотека «yaml»"),
        (ImportError("cannot import name 'x'"), "Не загружается библиотека"),
        (RecursionError("maximum recursion depth exceeded"), "Ошибка программы: RecursionError"),
    ],
)
def test_whatever_a_command_runs_into_is_a_sentence(tmp_path, capsys, error, words):
    def fail(project, options):
        raise error

    assert cli._guarded(fail, Project(root=tmp_path), None) == cli.FATAL
    said = capsys.readouterr().err
    assert words in said and "Traceback" not in said and said.count("\n") == 1


class Broken(io.StringIO):
    """A stream that refuses what is written to it."""

    def __init__(self, error: Exception):
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error

    def isatty(self) -> bool:
        return False


@pytest.mark.parametrize(
    "error",
    [BrokenPipeError(errno.EPIPE, ""), OSError(errno.ENOSPC, ""), OSError(errno.EIO, ""), ValueError("closed file")],
)
def test_a_stream_that_has_gone_or_is_full_stops_no_run(error, monkeypatch):
    progress = Progress(Broken(error))
    progress.started("Приём")
    progress.done("Приём")
    progress.line("Отчёт: …")
    monkeypatch.setattr(sys, "stderr", Broken(error))
    cli._tell("слова")


def test_without_streams_a_command_is_done_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    cli._make_streams_safe()
    print("слова")
    print("слова", file=sys.stderr)
    sys.stdout.close()
    sys.stderr.close()


# --------------------------------------------------------------------------------------------------- the manifest


def manifest_text(issued: Path, changes: dict, *, sealed: bool = True) -> str:
    content = json.loads((issued / MANIFEST).read_text(encoding="utf-8"))
    del content["checksum"]
    content |= changes
    return json.dumps(content | ({"checksum": _checksum(content)} if sealed else {}))


RECORD = {"key": {}, "outputs": {}, "warnings": []}
DAMAGED = {
    "empty": "",
    "no JSON": "{",
    "a list": "[]",
    "a number": "5",
    "null": "null",
    "deep": "[" * 200_000,
    "deep within": '{"format": 2, "stages": ' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "}",
    "bytes": "\udcff\udcfe",
    "another program's": '{"manifest_version": 3, "name": "extension"}',
    "no format": '{"edition": "2022", "stages": {}, "passport": {}}',
    "format a text": '{"edition": "2022", "stages": {}, "passport": {}, "format": "1"}',
    "format a truth": '{"edition": "2022", "stages": {}, "passport": {}, "format": true}',
    "no checksum": '{"edition": "2022", "stages": {}, "passport": {}, "format": 2}',
    "NaN": '{"edition": "2022", "stages": NaN, "passport": {}, "format": 1}',
    "huge number": '{"edition": "2022", "format": 1' + "0" * 5000 + "}",
}
ILL_FORMED = {
    "edition a number": {"edition": 2022},
    "edition null": {"edition": None},
    "stages a list": {"stages": []},
    "a stage a text": {"stages": {"ingest": "done"}},
    "a stage with more": {"stages": {"ingest": RECORD | {"more": 1}}},
    "a stage with less": {"stages": {"ingest": {"key": {}}}},
    "hash a number": {"stages": {"ingest": RECORD | {"outputs": {"a": 1}}}},
    "key a list": {"stages": {"ingest": RECORD | {"key": []}}},
    "warnings texts": {"stages": {"ingest": RECORD | {"warnings": ["a"]}}},
    "passport a text": {"passport": "x"},
    "a way out": {"stages": {"ingest": RECORD | {"outputs": {"../../чужое": "0"}}}},
    "a way out within": {"stages": {"ingest": RECORD | {"outputs": {"tables/../../чужое": "0"}}}},
    "from the root": {"stages": {"ingest": RECORD | {"outputs": {"/etc/passwd": "0"}}}},
    "a drive": {"stages": {"ingest": RECORD | {"outputs": {"C:/чужое": "0"}}}},
    "backslashes": {"stages": {"ingest": RECORD | {"outputs": {"..\\чужое": "0"}}}},
    "NUL": {"stages": {"ingest": RECORD | {"outputs": {"a\0b": "0"}}}},
    "no name": {"stages": {"ingest": RECORD | {"outputs": {"": "0"}}}},
}


def is_refused(edition: Workspace, words: str) -> None:
    before = {path: path.read_bytes() for path in edition.issued.rglob("*") if path.is_file()}
    with pytest.raises(ReportError, match=words):
        edition.check_ownership()
    assert read_manifest(edition.issued) is None
    recorded_hashes(edition.issued)
    assert {path: path.read_bytes() for path in edition.issued.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_or_foreign_manifest_is_refused_in_words(edition, text):
    (edition.issued / MANIFEST).write_bytes(text.encode("utf-8", errors="surrogateescape"))
    is_refused(edition, "повреждена или изменена опись выпуска")


@pytest.mark.parametrize("changes", ILL_FORMED.values(), ids=ILL_FORMED)
def test_an_ill_formed_manifest_is_refused_even_with_its_checksum(edition, changes):
    (edition.issued / MANIFEST).write_text(manifest_text(edition.issued, changes), encoding="utf-8")
    is_refused(edition, "повреждена или изменена опись выпуска")


@pytest.mark.parametrize("number", [FORMAT + 1, 99, 10**30])
def test_an_edition_of_a_later_version_is_named_so(edition, number):
    (edition.issued / MANIFEST).write_text(
        manifest_text(edition.issued, {"format": number}, sealed=False), encoding="utf-8"
    )
    assert inspect_manifest(edition.issued) is Trouble.LATER
    is_refused(edition, "собран более новой версией программы")


def test_of_an_edition_of_an_earlier_version_nothing_is_taken_over(edition):
    (edition.issued / MANIFEST).write_text(manifest_text(edition.issued, {"format": 1}, sealed=False), encoding="utf-8")
    edition.check_ownership()
    manifest = read_manifest(edition.issued)
    assert manifest.outputs.keys() == FILES.keys()
    assert reasons(manifest.stages["publish"].key, {"runner": "1"}) == ["собран прежней версией программы"]


@pytest.mark.parametrize("seed", range(20))
def test_a_manifest_in_which_one_letter_is_another_is_no_manifest(edition, seed):
    place = edition.issued / MANIFEST
    text = place.read_text(encoding="utf-8")
    letters = [at for at, letter in enumerate(text) if letter.isalnum()]
    at = random.Random(seed).choice(letters)
    place.write_text(text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :], encoding="utf-8")
    assert read_manifest(edition.issued) is None
    with pytest.raises(ReportError):
        edition.check_ownership()


@pytest.mark.parametrize("part", ["", "нечто", "нечто иное", "package", "input"])
def test_a_key_with_parts_that_nobody_knows_gives_words(part):
    assert all(reasons({part: "1"}, {part: "2"})) and all(reasons({part: "1"}, {"python": "3"}))


# -------------------------------------------------------------------------------------------------- staging and caches


def folder_in_staging(edition: Workspace, name: str = "2022-0123abcd") -> Path:
    folder = edition.staging_root / name
    folder.mkdir(parents=True)
    return folder


def test_what_nobody_knows_the_owner_of_is_left_alone_and_told_of(edition):
    folder = folder_in_staging(edition)
    (folder / "моё.txt").write_text("важно", encoding="utf-8")
    (folder / MANIFEST).write_text("{", encoding="utf-8")
    assert edition.leftovers() == []
    with pytest.raises(ReportError, match="осталась от прерванной сборки"):
        edition.recover()
    assert (folder / "моё.txt").is_file()


@pytest.mark.parametrize("marked", [True, False])
def test_an_unfinished_run_with_a_damaged_manifest_goes(edition, marked):
    folder = folder_in_staging(edition)
    if marked:
        (folder / UNFINISHED).touch()
        (folder / MANIFEST).write_text("[" * 100_000, encoding="utf-8")
    edition.recover()
    edition.discard_leftovers()
    assert not folder.exists() and stands_whole(edition) == "прежний"


CONTENT = FileContent(
    [SheetContent({"file": "а.csv", "read": 3, "used": 2}, [Finding("note", "sheet_unknown", "Слова.", "", "а.csv")])]
)


@pytest.fixture
def kept(tmp_path):
    place = tmp_path / "ab" / f"{'ab' * 32}.json"
    cache._write(CONTENT, place)
    assert cache._loaded(place, "а.csv") == CONTENT
    return place


@pytest.mark.parametrize("seed", range(30))
def test_a_kept_content_with_one_changed_byte_is_thrown_away(kept, seed):
    content = bytearray(kept.read_bytes())
    content[random.Random(seed).randrange(len(content))] ^= 1 << seed % 8
    kept.write_bytes(content)
    assert cache._loaded(kept, "а.csv") is None and not kept.exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"x" * 65, b"x" * 64 + b"\n[]", b"[" * 100_000, b"\xff" * 200])
def test_a_kept_content_that_is_something_else_is_thrown_away(kept, content):
    kept.write_bytes(content)
    assert cache._loaded(kept, "а.csv") is None and not kept.exists()


@pytest.mark.parametrize("kind", ["folder", "fifo", "link to nothing", "loop"])
def test_what_stands_in_the_place_of_a_kept_content_is_not_read(kept, kind):
    kept.unlink()
    if kind == "folder":
        kept.mkdir()
    elif kind == "fifo":
        if not hasattr(os, "mkfifo"):
            pytest.skip("no fifos here")
        os.mkfifo(kept)
    else:
        kept.symlink_to("nothing" if kind == "link to nothing" else kept.name)
    assert cache._loaded(kept, "а.csv") is None
    cache._write(CONTENT, kept)


# ----------------------------------------------------------------------------------------------------------- make clean


@pytest.mark.parametrize(
    "place",
    [
        "output/.staging",
        "output/.staging/2022-0123abcd",
        "output/.cache",
        ".pytest_cache",
        ".hypothesis",
        "shnor_lib/__pycache__",
        "tools/deep/__pycache__",
    ],
)
def test_clean_takes_a_link_away_and_nothing_that_it_leads_to(tmp_path, place):
    elsewhere = tmp_path / "Документы"
    (elsewhere / "папка").mkdir(parents=True)
    (elsewhere / "папка" / "важное.txt").write_text("важно", encoding="utf-8")
    (elsewhere / "важное.txt").write_text("важно", encoding="utf-8")
    root = tmp_path / "проект"
    link = root / place
    link.parent.mkdir(parents=True)
    link.symlink_to(elsewhere)
    assert place in clean(Project(root=root))
    assert not os.path.lexists(link)
    assert len([path for path in elsewhere.rglob("*") if path.is_file()]) == 2


def test_clean_says_what_it_could_not_remove(tmp_path, monkeypatch):
    (tmp_path / ".pytest_cache").mkdir()

    def refuse(path):
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(shutil, "rmtree", refuse)
    with pytest.raises(ReportError, match=r"Не удалось удалить «\.pytest_cache»: доступ запрещён"):
        clean(Project(root=tmp_path))


# --------------------------------------------------------------------------------------------------- where imports are


def test_nothing_beside_the_project_comes_before_the_library_and_the_packages(tmp_path):
    library = str(Path(os.__file__).parent)
    packages = import_path.site.getsitepackages()[0]
    ordered = import_path.ordered(["", str(tmp_path / "foreign"), packages, library], [str(tmp_path / "project")])
    assert ordered[:2] == [library, packages]
    assert {*ordered[2:]} == {str(Path.cwd()), str(tmp_path / "foreign"), str(tmp_path / "project")}
    assert ordered.index(str(tmp_path / "project")) == 2


@pytest.mark.parametrize("prefix", [sys.prefix, "/another/python", ""])
def test_only_this_python_takes_the_import_path_over(monkeypatch, prefix):
    before = list(sys.path)
    monkeypatch.setattr(sys, "path", before)
    monkeypatch.setenv(import_path.VARIABLE, os.pathsep.join([prefix, "/a", "/b"]))
    hook = START / "sitecustomize.py"
    exec(compile(hook.read_text(encoding="utf-8"), str(hook), "exec"), {})
    assert sys.path == (["/a", "/b"] if prefix == sys.prefix else before)


# ------------------------------------------------------------------------------------------------------------- signals

SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_during_the_swap_waits_for_its_end_and_the_truth_is_told(edition, monkeypatch, number):
    before = edition.standing()
    new = edition.open_staging()
    lay(new, "новый")
    real = exchange.exchange_folders

    def exchanged(one, other):
        signal.raise_signal(number)
        return real(one, other)

    monkeypatch.setattr(workspace, "exchange_folders", exchanged)
    with stopping_in_order(), pytest.raises(KeyboardInterrupt) as stop:
        edition.issue(new)
    assert stands_whole(edition) == "новый" and not (edition.issued / UNFINISHED).exists()
    told = standing_in_words(Project(root=edition.issued.parents[1]), edition, before)
    assert told == "Новый отчёт уже на месте: output/2022."
    assert "Остановлено" in stop_in_words(stop.value) and exit_code(stop.value) == 128 + number


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_before_the_swap_leaves_the_old_edition(edition, monkeypatch, number):
    before = edition.standing()
    new = edition.open_staging()
    lay(new, "новый")
    monkeypatch.setattr(workspace, "flush_all", lambda folder: signal.raise_signal(number))
    with stopping_in_order(), pytest.raises(KeyboardInterrupt):
        edition.issue(new)
    assert stands_whole(edition) == "прежний"
    assert standing_in_words(Project(root=edition.issued), edition, before) == "Прежний отчёт не изменён."


def test_what_stands_where_nothing_stood_or_stands(edition):
    project, before = Project(root=edition.issued), edition.standing()
    edition.issued.rename(edition.issued.with_name("2021"))
    assert standing_in_words(project, edition, None) == "Отчёта пока нет."
    assert "цел" in standing_in_words(project, edition, before)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="no SIGHUP here")
def test_under_nohup_a_closed_window_stops_nothing(monkeypatch):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping_in_order():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_as_they_were_afterwards():
    before = {number: signal.getsignal(number) for number in SIGNALS}
    with stopping_in_order(), held_back():
        pass
    with pytest.raises(Stopped), stopping_in_order():
        signal.raise_signal(signal.SIGTERM)
    assert {number: signal.getsignal(number) for number in SIGNALS} == before


def test_a_users_warnings_reach_no_process_of_a_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "warnoptions", ["error"])
    with fixed_environment(tmp_path):
        assert sys.warnoptions == [] and "-Werror" not in subprocess._args_from_interpreter_flags()
    assert sys.warnoptions == ["error"]
