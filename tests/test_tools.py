"""What `make lint` says of notebooks and of unfinished merges, and what `make bench` runs and prints."""

import json
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from shnor_lib.ground import wording
from tools import bench, bench_ingest, check_notebooks, check_texts
from tools.okrug.invented import invent_okrug

TITLE = new_markdown_cell("# Заголовок\n\nТекст\n\n```\n# не заголовок\n```")
PARAMETERS = new_code_cell('edition_name = "2022"\nrun_folder = ""', metadata={"tags": ["parameters"]})


def written(folder, *cells, name="01_probe.ipynb"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    nbformat.write(new_notebook(cells=[nbformat.from_dict(cell) for cell in cells]), path)
    return path


def faults(path):
    return " | ".join(check_notebooks.complaints(path))


def test_a_narrating_notebook_has_no_faults(tmp_path):
    assert faults(written(tmp_path, TITLE, PARAMETERS, new_code_cell("rows = [name for name in dir()]\nrows"))) == ""


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ([PARAMETERS], "заголовков первого уровня должно быть ровно один, а их 0"),
        ([TITLE, new_markdown_cell("# Ещё"), PARAMETERS], "а их 2"),
        ([TITLE], "меткой parameters должна быть ровно одна, а их 0"),
        (
            [TITLE, PARAMETERS, new_code_cell("", metadata=PARAMETERS.metadata)],
            "меткой parameters должна быть ровно одна, а их 2",
        ),
        ([TITLE, PARAMETERS, new_code_cell("1", outputs=[new_output("stream", text="1")])], "сохранён вывод"),
        ([TITLE, PARAMETERS, new_code_cell("1", execution_count=3)], "номер выполнения"),
        ([TITLE, PARAMETERS, new_code_cell("x = 1\nfor _ in (): pass")], "ячейка 3: строка 2: функциям"),
        ([TITLE, PARAMETERS, new_code_cell("if True:\n    def f(): pass")], "строка 2: функциям"),
        ([TITLE, PARAMETERS, new_code_cell("class A: pass")], "строка 1"),
        ([TITLE, PARAMETERS, new_code_cell("while True: break")], "строка 1"),
        ([TITLE, PARAMETERS, new_code_cell("%matplotlib inline")], "это не код Python"),
        ([TITLE, new_code_cell("a = 1  # YEAR=2022", metadata=PARAMETERS.metadata)], "строка 1: второй знак «=»"),
    ],
)
def test_each_fault_is_found(tmp_path, cells, fault):
    assert fault in faults(written(tmp_path, *cells))


def test_free_analyses_need_no_parameters(tmp_path):
    assert faults(written(tmp_path / "adhoc", TITLE)) == ""


@pytest.mark.parametrize("text", ["", "{", json.dumps({"nbformat": 4, "nbformat_minor": 5, "cells": 3})])
def test_a_broken_file_is_one_fault(tmp_path, text):
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    assert faults(path).startswith("файл не читается как тетрадь Jupyter")


def test_exit_code_tells_of_faults(tmp_path, capsys):
    assert check_notebooks.main([str(written(tmp_path, TITLE, PARAMETERS))]) == 0
    assert check_notebooks.main([str(written(tmp_path, TITLE))]) == 1
    assert "01_probe.ipynb: ячейка" in capsys.readouterr().out


def test_mending_clears_what_a_run_left_and_nothing_else(tmp_path, capsys):
    run = new_code_cell("1 + 1", outputs=[new_output("stream", text="2")], execution_count=3, metadata={"tags": ["a"]})
    path = written(tmp_path, TITLE, PARAMETERS, run)
    assert check_notebooks.main(["--mend", str(path)]) == 0
    assert "01_probe.ipynb: выводы очищены" in capsys.readouterr().out
    cells = nbformat.read(path, as_version=4).cells
    assert [(cell.source, cell.metadata) for cell in cells] == [
        (cell.source, cell.metadata) for cell in (TITLE, PARAMETERS, run)
    ]
    assert (cells[2].outputs, cells[2].execution_count) == ([], None)
    mended = path.read_bytes()
    assert check_notebooks.main(["--mend", str(path)]) == 0
    assert path.read_bytes() == mended and mended.endswith(b"}\n")


def test_mending_leaves_a_clean_or_broken_notebook_to_the_byte(tmp_path):
    clean = written(tmp_path, TITLE, PARAMETERS)
    clean.write_text(json.dumps(json.loads(clean.read_text(encoding="utf-8"))), encoding="utf-8")
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{", encoding="utf-8")
    before = clean.read_bytes(), broken.read_bytes()
    assert check_notebooks.main(["--mend", str(clean), str(broken)]) == 1
    assert (clean.read_bytes(), broken.read_bytes()) == before


@pytest.mark.parametrize("mark", ["<" * 7 + " HEAD", ">" * 7 + " other", "|" * 7, "<" * 7 + " HEAD\r"])
def test_marks_of_a_merge_are_found_at_their_lines(tmp_path, mark, capsys):
    path = tmp_path / "файл"
    path.write_bytes(f"один\n{mark}\nдва\n".encode())
    assert check_texts.main([str(path)]) == 1
    assert "файл: строка 2: след неоконченного слияния" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["=" * 7, "<" * 8, " " + "<" * 7, "<" * 6 + " HEAD", "\0\n" + "<" * 7 + " HEAD"])
def test_what_only_looks_like_a_mark_is_none(tmp_path, line):
    path = tmp_path / "file"
    path.write_bytes(line.encode() + b"\n")
    assert check_texts.main([str(path)]) == 0


def test_plain_script_runs_all_stages_with_the_runs_own_values(tmp_path, monkeypatch):
    written(tmp_path / "notebooks", TITLE, PARAMETERS, new_code_cell("first = edition_name"))
    written(
        tmp_path / "notebooks",
        TITLE,
        PARAMETERS,
        new_code_cell("display(first, edition_name, run_folder)"),
        name="02_last.ipynb",
    )
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    script = bench.script_text("demo", tmp_path / "папка")
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True).stdout
    assert said.split() == ["demo", "demo", str(tmp_path / "папка")]


def test_summary_gives_medians_spread_and_ratios_with_their_aims():
    seconds = dict(zip(bench.WAYS, ([3.0, 1.0, 2.0], [10.0, 8.0, 30.0], [1.0, 1.0, 9.0]), strict=True))
    text = bench.summary(seconds)
    assert "2,00    1,00 – 3,00" in text
    assert "а : б = 0,20 (цель: не больше 0,30; достигнута)" in text
    assert "а : в = 2,00 (цель: не больше 1,30; не достигнута)" in text


def test_failed_run_stops_the_measurement(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bench, "WAYS", {"а": lambda edition, folder: bench._run(["-c", "raise SystemExit('упало')"])})
    monkeypatch.setattr(sys, "argv", ["bench.py", "--rounds", "1"])
    assert bench.main() == 2
    assert "упало" in capsys.readouterr().err


@pytest.mark.slow
def test_reading_is_measured_against_calamine_with_and_without_tables(tmp_path, monkeypatch):
    okrug = invent_okrug(1, n_schools=3, years=(2023, 2024), vpr_grades=(5,), exams=False)
    monkeypatch.setattr(bench_ingest, "region", lambda: okrug)
    monkeypatch.setattr(bench_ingest, "write_protocol", lambda path: None)
    monkeypatch.setattr(bench_ingest, "peak_megabytes", lambda folder, schools: 123)
    said = [line.replace(wording.NBSP, " ") for line in bench_ingest.measure(tmp_path, rounds=1)]
    assert said[0].startswith("Файлы на весь регион (4 файла): calamine 0,")
    assert "чтение : calamine = " in said[0] and "(цель: не больше 2,00; " in said[0]
    assert said[1].startswith("Файлы на одну школу (6 файлов)")
    assert "повторно (файлы не менялись)" in said[2]
    assert said[-1] == "Протокол, строк 30 000: наибольшая память вместе с библиотеками 123 МБ"


@pytest.mark.slow
def test_memory_is_that_of_a_process_that_reads_the_folder(tmp_path):
    okrug = invent_okrug(1, n_schools=3, years=(2024,), vpr_grades=(5,), exams=False)
    bench_ingest.write_large_files(okrug, tmp_path / "файлы")
    bench_ingest.roster(okrug).to_csv(tmp_path / "schools.csv", index=False)
    assert 50 < bench_ingest.peak_megabytes(tmp_path / "файлы", tmp_path / "schools.csv") < 1_000
