"""Cells of analysts that leave, ask, die, print without end or read files of their own: words, bounds, staleness."""

import json
import re

import nbformat.v4 as v4
import pytest

from shnor_lib.ground.bounded_output import LINE_LENGTH, LINES, OUTPUTS, bounded_lines, bounded_outputs
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.notebook_code import load_notebook
from shnor_lib.pipeline.failures import cell_failure, cell_number, cell_place, process_died
from shnor_lib.pipeline.settle import settled
from shnor_lib.publishing.document import Preformatted, Table
from shnor_lib.publishing.executed import read_document
from shnor_lib.publishing.typesetting import typeset
from tests.support.sample_notebook import code, notebook, shown
from tests.support.toy import Toy, build
from tests.support.toy import notebook as toy_notebook

WHERE = "Тетрадь 02_twice.ipynb, ячейка 5 (считая и текстовые)"

#: What a cell does, and what is said of it.
CELLS = {
    "exit(0)": "на ней тетрадь остановлена",
    "quit()": "на ней тетрадь остановлена",
    "exit": "на ней тетрадь остановлена",
    "import sys; sys.exit()": "на ней тетрадь остановлена",
    "import sys; sys.exit(3)": "ячейка остановила тетрадь сама (exit, код 3)",
    "import sys; sys.exit('всё')": "ячейка остановила тетрадь сама (exit, код всё)",
    "input('Имя?')": "ячейка ждёт ввода с клавиатуры",
    "import getpass; getpass.getpass()": "ячейка ждёт ввода с клавиатуры",
    "raise MemoryError": "ячейке не хватило памяти",
    "x = bytearray(10**15)": "ячейке не хватило памяти",
    "def f(:\n  pass": "код не читается, в нём опечатка (invalid syntax, строка 1)",
    "if True:\nprint(1)": "в нём опечатка (expected an indented block after 'if' statement on line 1, строка 2)",
    "def f(): return f()\nf()": "функция в ячейке вызывает саму себя без конца",
    "%nothing_such": "такой команды (%…) у него нет",
    "import os; os._exit(0)": "процесс, в котором выполнялась тетрадь, завершился",
    "import os; os._exit(3)": "процесс, в котором выполнялась тетрадь, завершился",
    "import os; os.kill(os.getpid(), 9)": "процесс",
    "import ctypes; ctypes.string_at(0)": "процесс",
    "nothing_such": "Ошибка программы: NameError",
    # a kernel's own protocol does not carry these words
    "raise ValueError('\\ud83d')": "02_twice.ipynb",
}
#: What only the fast engine refuses; a kernel does it.
POOL = "import multiprocessing\nwith multiprocessing.Pool(2) as pool: print(pool.map(abs, [1, 2]))"


@pytest.mark.parametrize(
    ("ename", "evalue", "said", "remedy"),
    [
        ("SystemExit", "", "(exit, код 0)", "Уберите из ячейки exit()"),
        ("StdinNotImplementedError", "raw_input was called", "ждёт ввода с клавиатуры", "Впишите значение"),
        ("MemoryError", "", "не хватило памяти", "Закройте другие программы"),
        ("SyntaxError", "invalid syntax (<ipython-input-5-838>, line 1)", "(invalid syntax, строка 1)", "JupyterLab"),
        ("SyntaxError", "'(' was never closed (1063758517.py, line 7)", "never closed, строка 7)", "JupyterLab"),
        ("AssertionError", "daemonic processes are not allowed to have children", "multiprocessing", "ENGINE=kernel"),
        ("CellExecutionError", "", "такой команды", "JupyterLab"),
    ],
)
def test_failures_of_cells_are_worded(ename, evalue, said, remedy):
    words = str(cell_failure("Приём", ename, evalue, [], WHERE))
    assert WHERE in words and said in words and remedy in words


@pytest.mark.parametrize(("code", "said"), [(-9, "сигнал 9"), (0, "завершился"), (3, "завершился"), (None, "exit()")])
def test_a_died_process_is_worded(code, said):
    assert said in str(process_died("Приём", WHERE, code))


def test_cells_are_numbered_as_in_the_source():
    cells = toy_notebook(["1", "2"])["cells"]
    assert [cell_number(cells, index) for index in (0, 1, 2, 3, 5)] == [1, 2, 2, 3, 5]
    assert cell_number(cells, None) is None and cell_place("a.ipynb", None) == "Тетрадь a.ipynb"


@pytest.mark.parametrize(("number", "said"), [(5, "в формате 5"), ("4", "не читается"), (None, "не читается")])
def test_a_notebook_of_another_format_is_named(tmp_path, number, said):
    path = tmp_path / "05_report.ipynb"
    path.write_text(json.dumps({"cells": [], "nbformat": number}), encoding="utf-8")
    with pytest.raises(ReportError, match=said):
        load_notebook(path)


# Bounds


def printed(text: str):
    return v4.new_output("stream", name="stdout", text=text)


@pytest.mark.parametrize(
    ("lines", "end", "kept", "count"),
    [
        (1, "", 1, 0),
        (LINES, "", LINES, 0),
        (LINES, "\n", LINES, 0),
        (LINES + 1, "", LINES, LINES + 1),
        (LINES + 1, "\n", LINES, LINES + 1),
        (100_000, "\n", LINES, 100_000),
    ],
)
def test_lines_beyond_the_bound_are_counted(lines, end, kept, count):
    bounded, counted = bounded_lines("\n".join(["x"] * lines) + end)
    assert (bounded.count("x"), counted) == (kept, count)
    assert bounded_lines(bounded) == (bounded, 0)


def test_a_runaway_print_is_cut_in_the_notebook_and_in_the_document_with_a_remark():
    cell = code(printed("".join(f"строка {n}\n" for n in range(100_000))))
    source = {"metadata": {}}
    kept = nbformat_of(settled({"cells": [cell]}, source, "2022"))
    assert len(json.dumps(kept)) < 50_000
    for executed in (notebook(cell), kept):
        document = read_document(executed)
        assert "Показаны первые 200\u00a0строк вывода, всего их 100\u00a0000." in words_of(document)
        assert document.blocks[0].text.count("\n") < LINES
        assert [remark.message[:29] for remark in document.remarks] == ["Ячейка вывела строк: 100\u00a0000;"]


def nbformat_of(executed: dict):
    import nbformat

    return nbformat.from_dict(executed)


def words_of(document) -> str:
    from shnor_lib.publishing.prose import plain_text

    return " ".join(
        plain_text(token) for block in document.blocks for token in getattr(block, "tokens", ()) if token.children
    )


@pytest.mark.parametrize(
    ("output", "said"),
    [
        (
            shown({"text/html": "<p>" + "x" * 2_000_000, "text/plain": "<HTML>"}),
            "слишком велик (знаков: 2\u00a0000\u00a0003)",
        ),
        (shown({"text/plain": "[" + "1,\n" * 5_000 + "]"}), "вывела строк: 5\u00a0001"),
    ],
)
def test_large_values_are_left_out_and_told_of(output, said):
    remarks = [remark.message for remark in read_document(notebook(code(output))).remarks]
    assert any(said in message for message in remarks)


def test_a_line_without_end_is_cut():
    (block,) = read_document(notebook(code(printed("а" * 10**6)))).blocks
    assert isinstance(block, Preformatted) and len(block.text) == LINE_LENGTH
    assert typeset(read_document(notebook(code(printed("а" * 10**6))))).startswith(b"%PDF")


@pytest.mark.slow
def test_very_many_outputs_are_cut():
    outputs = [shown({"text/plain": str(n)}) for n in range(300)]
    assert len(bounded_outputs(outputs)[0]) == OUTPUTS
    document = read_document(notebook(code(*outputs)))
    assert len(document.blocks) == OUTPUTS
    assert "показала значений: 300" in document.remarks[0].message


def test_a_foreign_table_of_thousands_of_rows_shows_the_first():
    html = "<table>" + "".join(f"<tr><td>{n}</td><td>б</td></tr>" for n in range(300)) + "</table>"
    (block,) = read_document(notebook(code(shown({"text/html": html})))).blocks
    assert isinstance(block, Table) and len(block.value.rows) == 200
    assert "из 300" in block.value.notes[0]


def test_what_an_earlier_run_cut_is_forgotten():
    cell = code(printed("мало\n"), shnor={"cut": {"lines": 7}, "alt": "x"})
    assert settled({"cells": [cell]}, {}, "2022")["cells"][0]["metadata"]["shnor"] == {"alt": "x"}


# Whole runs


@pytest.fixture
def toy(tmp_path) -> Toy:
    return build(tmp_path / "toy")


def put_before_the_end(toy: Toy, source: str) -> None:
    """Let the second notebook do this in a cell of its own ahead of the one that saves."""
    path = toy.root / "notebooks" / "02_twice.ipynb"
    made = json.loads(path.read_text(encoding="utf-8"))
    made["cells"].insert(4, {**made["cells"][-1], "id": "own", "source": source})
    path.write_text(json.dumps(made), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fast", "kernel"])
@pytest.mark.parametrize("source", CELLS, ids=ascii)
def test_a_cell_that_cannot_end_well_is_a_sentence(toy, source, engine):
    put_before_the_end(toy, source)
    with pytest.raises(ReportError) as caught:
        toy.run(engine=engine)
    words = str(caught.value)
    assert re.search(r"Этап «Удвоение» не выполнен. Тетрадь 02_twice.ipynb, ячейка [56] \(считая и текстовые\)", words)
    assert CELLS[source] in words
    assert not toy.issued.exists()


@pytest.mark.slow
def test_a_pool_is_refused_by_the_fast_engine_and_works_in_a_kernel(toy):
    put_before_the_end(toy, POOL)
    with pytest.raises(ReportError, match="ENGINE=kernel"):
        toy.run(engine="fast")
    assert toy.run(engine="kernel")[1]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fast", "kernel"])
@pytest.mark.parametrize(
    "reading",
    [
        "open({path!r}).read()",
        "import pandas as pd\npd.read_csv({path!r})",
        "from pathlib import Path\nPath({path!r}).read_bytes()",
        "import os\nos.chdir(os.path.dirname({path!r}))\nopen('own.csv', 'rb').close()",
    ],
)
def test_a_file_that_a_cell_opens_makes_its_stage_depend_on_it(toy, tmp_path, reading, engine):
    own = tmp_path / "own.csv"
    own.write_text("a\n1\n", encoding="utf-8")
    put_before_the_end(toy, reading.format(path=str(own)))
    toy.run(engine=engine)
    assert toy.run(engine=engine)[1] == []
    own.write_text("a\n2\n", encoding="utf-8")
    assert toy.why()["Удвоение"] == [f"изменился файл {own.as_posix()}, который читает тетрадь"]
    assert "Удвоение" in toy.run(engine=engine)[1]
    assert toy.run(engine=engine)[1] == []
    own.unlink()
    assert toy.why()["Удвоение"]
