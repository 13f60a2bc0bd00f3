"""`make diff`: what changed since an earlier edition, and what each change comes from."""

import itertools
import json
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from shnor_lib.cli import main
from shnor_lib.ground.columns import integer, text
from shnor_lib.ground.tables import Table
from shnor_lib.pipeline import diff
from shnor_lib.pipeline.kept import KEPT, KEPT_FILE, write_kept
from shnor_lib.pipeline.keys import Content
from shnor_lib.pipeline.manifest import Manifest, StageRecord, hashes_in, read_manifest
from shnor_lib.pipeline.versions import clean_commit
from tests.support.built_editions import copy_project, shnor
from tests.support.depth import every, every_case
from tests.support.toy import RecordingProgress, build, open_toy

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

DECLARED = {"twice": Table({"name": text(), "value": integer()}, key=("name",))}
#: What is edited on each axis: file, text, other text.
EDITS = {
    "inputs": ("data/one.txt", "4 6", "5 6"),
    "params": ("params/2022.yml", '"divisor": 2', '"divisor": 3'),
    "code": ("toy_lib/factors.py", "FACTOR = 2", "FACTOR = 7"),
}
WORDS = {"inputs": "исходные данные", "params": "параметры", "code": "программа"}


def parts(root: Path) -> dict[str, int]:
    """Return what an edition made from a project's folder holds: a number of each axis."""
    return {
        "inputs": int((root / "data/one.txt").read_text(encoding="utf-8").split()[0]),
        "params": json.loads((root / "params/2022.yml").read_text(encoding="utf-8"))["criteria"]["divisor"],
        "code": int((root / "toy_lib/factors.py").read_text(encoding="utf-8").split()[-1]),
    }


def lay(root: Path, folder: Path, *, keep: bool = True) -> Path:
    """Lay an edition as the project's state gives it: each axis has a row of its own, and all share one."""
    project = open_toy(root).project
    content = Content(project, "2022", root / "params/2022.yml")
    told = parts(root)
    rows = {**told, "all": sum(told.values())}
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    table = "name,value\n" + "".join(f"{name},{value}\n" for name, value in rows.items())
    (folder / "tables/twice.csv").write_text(table, encoding="utf-8")
    key = {"params criteria": str(told["params"]), "code toy_lib/factors.py": str(told["code"])}
    records = {"twice": StageRecord(key, dict(hashes_in(folder, ["tables/twice.csv"])))}
    if keep:
        write_kept(content, folder)
        records[KEPT] = StageRecord({}, dict(hashes_in(folder, [KEPT_FILE])))
    Manifest("2022", records, content.passport({}), commit=clean_commit(project)).write(folder)
    return folder


def rebuild(root: Path, edition: str) -> None:
    lay(root, root / "output" / edition, keep=False)


def commit(root: Path) -> None:
    (root / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")  # as the project has it
    for words in (["init", "-q"], ["add", "toy_lib", "notebooks", "requirements.lock"], ["commit", "-qm", "one"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=root, check=True)


@pytest.fixture
def toy(tmp_path):
    toy = build(tmp_path / "проект")
    commit(toy.root)
    return toy


def changed(toy, axes, *, keep=True) -> Path:
    """Lay an edition before and one after some axes changed; return the first one's folder."""
    base = lay(toy.root, toy.root.parent / "прежний", keep=keep)
    for axis in axes:
        toy.edit(*EDITS[axis])
    lay(toy.root, toy.issued)
    return base


def differences(toy, base):
    return diff.difference(toy.project, toy.request(), base, RecordingProgress(), rebuild, DECLARED)


@pytest.mark.parametrize(
    "axes", every(3, [axes for number in range(4) for axes in itertools.combinations(WORDS, number)])
)
def test_each_change_has_its_cause_and_the_parts_add_up(toy, axes):
    base = changed(toy, axes)
    before = toy.snapshot()
    found = differences(toy, base)
    told = {change.place.key[0]: change for change in found.found.changes}
    assert {name: change.cause for name, change in told.items() if name != "all"} == {
        axis: WORDS[axis] for axis in axes
    }
    if axes:
        assert [swapped for swapped, _, _ in told["all"].parts] == [(axis,) for axis in axes]
        whole = int(told["all"].after) - int(told["all"].before)
        assert sum(int(after) - int(one) for _, one, after in told["all"].parts) == whole
    assert not found.not_restored
    assert toy.snapshot() == before and not (toy.root / "output/.staging").exists()


def gone(toy, base):
    shutil.rmtree(toy.root / ".git")


def not_kept(toy, base):
    (base / KEPT_FILE).unlink()


def damaged(toy, base):
    (base / KEPT_FILE).write_bytes(b"PK")


def escaping(toy, base):
    with zipfile.ZipFile(base / KEPT_FILE, "w") as kept:
        kept.writestr("параметры/../2022.yml", "{}")


def other_params(toy, base):
    with zipfile.ZipFile(base / KEPT_FILE, "w") as kept:
        kept.writestr("параметры/2022.yml", json.dumps({"criteria": {"divisor": 2}, "a": 1}))


def inputs_gone(toy, base):
    (toy.root / "data/one.txt").unlink()
    (toy.issued / KEPT_FILE).unlink()


@pytest.mark.parametrize(
    ("axes", "break_it", "causes", "words"),
    every_case(
        3,
        [
            (("inputs", "code"), gone, {"причина не восстановлена: исходные данные или программа"}, "в git нет версии"),
            (
                ("inputs", "params"),
                not_kept,
                {"причина не восстановлена: исходные данные или параметры"},
                "без KEEP=да",
            ),
            (
                ("inputs", "params"),
                damaged,
                {"причина не восстановлена: исходные данные или параметры"},
                "повреждён файл",
            ),
            (("inputs", "params"), escaping, {"причина не восстановлена: исходные данные или параметры"}, "параметры"),
            (
                ("inputs", "params"),
                other_params,
                {"причина не восстановлена: исходные данные или параметры"},
                "не сходятся",
            ),
            (
                ("inputs", "params"),
                inputs_gone,
                {"причина не восстановлена: исходные данные или параметры"},
                "исходные",
            ),
            # The params before are lost, the code is not: the last step is known all the same.
            (
                ("inputs", "params", "code"),
                not_kept,
                {"причина не восстановлена: исходные данные или параметры", "программа"},
                "без KEEP=да",
            ),
            # One axis alone needs no rebuild.
            (("code",), gone, {"программа"}, ""),
            (("params",), not_kept, {"параметры"}, ""),
        ],
    ),
)
def test_what_cannot_be_made_again_is_told(toy, axes, break_it, causes, words):
    base = changed(toy, axes)
    break_it(toy, base)
    found = differences(toy, base)
    assert {change.cause for change in found.found.changes if change.place.key != ("all",)} == causes
    assert words in " ".join(found.not_restored) and bool(words) == bool(found.not_restored)
    assert "Причина не восстановлена." in " ".join(diff.difference_lines(found)) or not words


def test_kept_inputs_serve_when_the_project_has_moved_on(toy):
    base = changed(toy, ("inputs", "params"))
    (toy.root / "data/one.txt").write_text("9 9", encoding="utf-8")
    assert {change.cause for change in differences(toy, base).found.changes if len(change.parts) == 1} == {
        "исходные данные",
        "параметры",
    }


def test_a_failed_rebuild_is_a_sentence(toy):
    base = changed(toy, ("inputs", "code"))

    def fail(root, edition):
        raise diff.ReportError("прежняя сборка не удалась (ValueError)")

    found = diff.difference(toy.project, toy.request(), base, RecordingProgress(), fail, DECLARED)
    assert found.not_restored == ("Пересборка (прежнее: программа): прежняя сборка не удалась (ValueError)",)


def no_folder(toy, base):
    shutil.rmtree(base)


def no_manifest(toy, base):
    (base / "manifest.json").unlink()


def later(toy, base):
    (base / "manifest.json").write_text('{"format": 77}', encoding="utf-8")


def edited(toy, base):
    (base / "tables/twice.csv").write_text("name,value\nall,1\n", encoding="utf-8")


def nothing_issued(toy, base):
    shutil.rmtree(toy.issued)


@pytest.mark.parametrize(
    ("break_it", "words"),
    every_case(
        2,
        [
            (no_folder, "Папки прежнего выпуска «../прежний» нет."),
            (no_manifest, "это не выпуск отчёта"),
            (later, "собран более новой версией программы"),
            (edited, "таблица «tables/twice.csv» не такая, как при выпуске"),
            (nothing_issued, "Выпуска «2022» ещё нет."),
        ],
    ),
)
def test_a_base_that_is_none_is_refused_in_russian(toy, capsys, monkeypatch, break_it, words):
    monkeypatch.setattr(diff, "tables_compared", lambda project: DECLARED)
    monkeypatch.chdir(toy.root)
    break_it(toy, changed(toy, ()))
    assert main(["diff", "YEAR=2022", "BASE=../прежний"], toy.project) == 2
    assert words in capsys.readouterr().err


def test_the_command_writes_a_page_and_a_workbook(toy, capsys, monkeypatch):
    monkeypatch.setattr(diff, "tables_compared", lambda project: DECLARED)
    base = changed(toy, ("params",))
    assert main(["diff", "2022", "--base", str(base)], toy.project) == 0
    said = capsys.readouterr().out
    assert "остальных значений и строк — 2" in said and "– параметры: 2" in said
    assert "Параметры: изменились параметры: раздел criteria." in said
    page = (toy.issued / "diff/прежний/diff.html").read_text(encoding="utf-8")
    assert "<td>2</td><td>3</td><td>параметры</td>" in page
    assert (toy.issued / "diff/прежний/diff.xlsx").is_file()
    assert main(["diff", "2022"], toy.project) == 2
    assert main(["diff", "2022", "--base", "2022"], toy.project) == 2
    (toy.root / "data/one.txt").unlink()
    assert main(["diff", "2022", "--base", str(base)], toy.project) == 0
    said = capsys.readouterr()
    assert "Указан тот же выпуск." in said.err and "сначала обновите его командой make report" in said.out


def test_okrugs_without_a_school_in_common_are_not_compared():
    def issue(*schools):
        rows = [{"school_id": "1", "school": name} for name in schools]
        return diff.Issue(Path("x"), Manifest("2022"), {"schools": diff.Stored(("school_id", "school"), rows)}, {})

    with pytest.raises(diff.ReportError, match="разные округа"):
        diff._check_okrugs(issue("А", "Б"), issue("В"))
    diff._check_okrugs(issue("А", "Б"), issue("Б"))


@pytest.mark.slow
@pytest.mark.usefixtures("warm_toys")
def test_what_is_kept_stays_until_it_is_refused(toy):
    def make(keep=None):
        return toy.run(keep=keep)[0].anything_done

    kept = toy.issued / KEPT_FILE
    assert make(keep=True) and not make() and not make(keep=True)
    assert read_manifest(toy.issued).commit == clean_commit(toy.project) != ""
    with zipfile.ZipFile(kept) as parts_of:
        assert parts_of.namelist() == [
            "исходные данные/data/one.txt",
            "параметры/2022.yml",
            "комментарии/2022_comments.md",
        ]
    assert KEPT_FILE in read_manifest(toy.issued).outputs
    assert make(keep=False) and not kept.exists() and not make()


@pytest.mark.slow
@pytest.mark.usefixtures("warm_toys")
def test_what_is_kept_is_of_the_age_of_the_edition(toy):
    kept = toy.issued / KEPT_FILE
    toy.run(keep=True)
    first = kept.read_bytes()
    toy.edit("data/one.txt", "4 6", "4 7")
    toy.make()
    assert kept.read_bytes() != first
    toy.edit("data/one.txt", "4 7", "4 6")
    toy.make()
    assert kept.read_bytes() == first
    kept.write_bytes(b"")
    toy.make()
    assert kept.read_bytes() == first


def test_code_that_is_not_as_committed_has_no_commit(toy):
    assert len(clean_commit(toy.project)) == 40
    (toy.root / "params/2022.yml").write_text("{}", encoding="utf-8")
    assert clean_commit(toy.project)
    (toy.root / "toy_lib/new.py").write_text("", encoding="utf-8")
    assert clean_commit(toy.project) == ""
    shutil.rmtree(toy.root / ".git")
    assert clean_commit(toy.project) == ""


@pytest.mark.slow
def test_an_edition_whose_cell_threshold_and_code_changed_is_explained(tmp_path):
    import openpyxl

    project = copy_project(tmp_path / "проект")
    for words in (["init", "-q"], ["add", "shnor_lib", "notebooks", "requirements.lock"], ["commit", "-qm", "one"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=project, check=True)
    (project / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    assert shnor(project, "report", "2022", "--keep", "да")[0] == 0
    base = Path(shutil.copytree(project / "output/2022", tmp_path / "прежний"))
    source = project / "data/leninsk-kuznetsky/2022/Приложение_1.xlsx"
    book = openpyxl.load_workbook(source)
    assert book.active["B4"].value == 10
    book.active["B4"].value = 40
    book.save(source)
    for path, old, new in (
        ("params/2022.yml", "low_threshold: {value: 30", "low_threshold: {value: 25"),
        ("shnor_lib/analysis/results/dynamics.py", "round(after - before, 9)", "round(after - before, 0)"),
    ):
        file = project / path
        assert old in file.read_text(encoding="utf-8")
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert shnor(project, "report", "2022")[0] == 0
    code, said = shnor(project, "diff", "2022", "--base", os.fspath(base))
    assert code == 0 and "не восстановлена" not in said and "сначала обновите" not in said, said
    page = (project / "output/2022/diff/прежний/diff.html").read_text(encoding="utf-8")
    for row in (
        "<td>Доля «2», %</td><td>10</td><td>40</td><td>исходные данные</td>",
        "<td>Критерий 1 выполнен</td><td>нет</td><td>да</td><td>параметры</td>",
        "<td>Изменение, п. п.</td><td>0,4</td><td>0</td><td>программа</td>",
        "исходные данные: −4,333333 → −14,333333; программа: −14,333333 → −14",
    ):
        assert row in page, row
    code, said = shnor(
        project, "diff", "2022", "--base", os.fspath(Path(shutil.copytree(project / "output/2022", tmp_path / "копия")))
    )
    assert code == 0 and "Значения не изменились" in said


def test_what_ingest_keeps_for_the_next_run_is_no_input(toy):
    """It would make an edition stale after `make clean`, and differ from one rebuild to the next."""
    content = Content(toy.project, "2022", toy.root / "params/2022.yml")
    kept, own = toy.project.output / ".cache/ingest/0.json", toy.root / "own.txt"
    kept.parent.mkdir(parents=True)
    for file in (kept, own):
        file.write_text("1", encoding="utf-8")
    executed = {"cells": [{"metadata": {"papermill": {"opened": [str(kept), str(own)]}}}]}
    assert list(content.own_files_read(executed, toy.project.output / ".staging")) == ["own own.txt"]
    issued = Manifest("2022", {"twice": StageRecord({"own output/.cache/ingest/0.json": "1", "own own.txt": "2"}, {})})
    assert diff._made_from(toy.project, issued)["inputs"] == {"own own.txt": "2"}
