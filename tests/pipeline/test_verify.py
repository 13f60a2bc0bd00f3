"""`make verify`: what it says of an edition's files, and that nothing forged passes where the data are there."""

import json
import os

import pytest

from shnor_lib.cli import main
from shnor_lib.ground.content import text_hash
from shnor_lib.ground.project import READ_ANEW
from shnor_lib.pipeline import verify
from shnor_lib.pipeline.manifest import Manifest, StageRecord, hashes_in, read_manifest
from tests.support.toy import build

FILES = {"report.html": "отчёт", "tables/results.csv": "a\n1\n"}


@pytest.fixture
def toy(tmp_path):
    return build(tmp_path / "toy")


@pytest.fixture
def laid(toy):
    """An edition as an earlier state of the project would have issued it, laid by hand."""
    for name, text in FILES.items():
        path = toy.issued / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    hashes = {name: digest or "" for name, digest in hashes_in(toy.issued, FILES).items()}
    Manifest("2022", {"publish": StageRecord({"runner": "1"}, hashes)}, {"version": "0.1"}).write(toy.issued)
    return toy


@pytest.fixture
def said(capsys):
    def say(toy, *arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["verify", *(arguments or ("2022",))], toy.project)
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out + printed.err

    return say


def test_what_other_commands_made_is_not_called_foreign(laid, said):
    """Differences and the public edition lie in the edition's folder, and its manifest does not name them."""
    for name in (
        "diff/2021/diff.html",
        "diff/2021/diff.xlsx",
        "public/report.html",
        "public-record.json",
        "public.txt",
    ):
        path = laid.issued / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("потом", encoding="utf-8")
    code, text = said(laid)
    assert code == 0
    assert "Создано потом командой make diff, в опись не входит: 2\u00a0файла.\n" in text
    assert "Создано потом командой make public, в опись не входит: 2\u00a0файла.\n" in text
    assert "сверить их не с чем:\n  – public.txt\n" in text


def test_files_as_issued_are_told_and_why_they_cannot_be_made_again(laid, said):
    code, text = said(laid)
    assert code == 0
    assert "Выпуск «2022» в папке output/2022, собран программой версии 0.1." in text
    assert "Как при выпуске: 2\u00a0файла." in text
    assert "Пересобрать и сравнить нельзя:\n  – ещё не выполнялся\n" in text
    assert text.endswith("Итог: все файлы выпуска — как при выпуске.\n")


def change(toy):
    (toy.issued / "report.html").write_text("иное", encoding="utf-8")


def remove(toy):
    (toy.issued / "tables" / "results.csv").unlink()


def turn_into_a_folder(toy):
    (toy.issued / "report.html").unlink()
    (toy.issued / "report.html").mkdir()


def add(toy):
    (toy.issued / "заметки.txt").write_text("моё", encoding="utf-8")
    (toy.issued / "ссылка").symlink_to("/nothing")


def add_a_person(toy):
    (toy.issued / "Петрова Мария Ивановна.txt").write_text("моё", encoding="utf-8")


@pytest.mark.parametrize(
    ("do", "code", "words"),
    [
        (change, 1, "Изменены после выпуска:\n  – report.html\n"),
        (remove, 1, "Пропали:\n  – tables/results.csv\n"),
        (turn_into_a_folder, 1, "Пропали:\n  – report.html\n"),
        (add, 0, "сверить их не с чем:\n  – заметки.txt\n  – ссылка\n"),
        (add_a_person, 0, "сверить их не с чем:\n  – (скрыто: похоже на имя)\n"),
    ],
)
def test_what_became_of_the_files_is_told(laid, said, do, code, words):
    do(laid)
    found, text = said(laid)
    assert found == code and words in text
    assert ("Собрать заново: make report YEAR=2022" in text) == bool(code)


def test_an_edition_whose_params_are_gone_is_verified_all_the_same(laid, said):
    (laid.root / "params" / "2022.yml").unlink()
    code, text = said(laid)
    assert code == 0 and "Как при выпуске: 2\u00a0файла." in text and "Пересобрать и сравнить нельзя:" in text


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ("{", "повреждена или изменена опись выпуска"),
        ('{"format": 77}', "собран более новой версией программы"),
        (None, "это не выпуск отчёта"),
    ],
)
def test_without_a_sound_manifest_there_is_nothing_to_verify_by(laid, said, manifest, words):
    place = laid.issued / "manifest.json"
    place.unlink() if manifest is None else place.write_text(manifest, encoding="utf-8")
    code, text = said(laid)
    assert code == 2 and words in text


def test_what_is_not_there_is_told(toy, said):
    code, text = said(toy)
    assert code == 2 and "Выпуска «2022» ещё нет" in text and "Соберите его: make report YEAR=2022" in text
    assert said(toy, "2021")[0] == 2


def test_an_edition_made_again_otherwise_is_told(laid, said, monkeypatch):
    other = Manifest("2022", {"publish": StageRecord({}, {"report.html": "0", "new.csv": "1"})})
    monkeypatch.setattr(verify, "_made_anew", lambda *_: (other, []))
    code, text = said(laid)
    assert code == 1
    assert "дала другие файлы:\n  – new.csv\n  – report.html\n  – tables/results.csv\n" in text
    assert "опись выпуска не сходится с исходными данными" in text


@pytest.mark.slow
def test_an_edition_is_made_again_without_touching_it(toy, said):
    toy.make()
    before = toy.snapshot()
    code, text = said(toy)
    assert code == 0, text
    assert "Пересборка из исходных данных дала те же файлы до байта." in text
    assert toy.snapshot() == before and READ_ANEW not in os.environ
    (toy.root / "data" / "one.txt").write_text("5 7", encoding="utf-8")
    code, text = said(toy)
    assert code == 0 and "Пересобрать и сравнить нельзя:\n  – изменился файл data/one.txt" in text


@pytest.mark.slow
def test_a_forged_table_with_a_forged_manifest_is_found_out(toy, said):
    """The checksums of a manifest are no secret; that the data give other bytes is what cannot be forged."""
    toy.make()
    manifest = read_manifest(toy.issued)
    table = toy.issued / "tables" / "twice.csv"
    table.write_text("value\n999\n", encoding="utf-8")
    outputs = manifest.stages["twice"].outputs
    outputs["tables/twice.csv"] = hashes_in(toy.issued, ["tables/twice.csv"])["tables/twice.csv"]
    for stage in manifest.stages.values():
        if "table twice" in stage.key:
            stage.key["table twice"] = outputs["tables/twice.csv"]
    manifest.passport["tables"]["twice"] = outputs["tables/twice.csv"]
    manifest.stages["publish"].key["passport"] = text_hash(json.dumps(manifest.passport, sort_keys=True))
    manifest.write(toy.issued)
    code, text = said(toy)
    assert code == 1 and "tables/twice.csv" in text and "опись выпуска не сходится с исходными данными" in text
