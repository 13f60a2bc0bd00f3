"""The warm engine does what a kernel does; a failing, dying or asking cell is told in papermill's own way."""

import os
import re
import signal
import threading
import time
from pathlib import Path

import nbformat
import papermill
import psutil
import pytest

from shnor_lib.engine import papermill_engine as engine
from shnor_lib.engine import warm
from shnor_lib.engine.fork import can_fork, start_warm_process
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.settle import merged_streams, settled
from tests.support.depth import every

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(not can_fork(), reason="no forkserver on this system: the kernel engine is used")

MIXED = [
    "import sys\nprint('первое')\nprint('ошибка', file=sys.stderr)\nprint('второе')",
    "from IPython.display import HTML, clear_output, display\n"
    "handle = display(HTML('<b>1</b>'), display_id='named')\nprint('между')\ndisplay({'a': 1}, 'текст')\n3 + 4",
    "handle.update(HTML('<b>2</b>'))",
    "display(HTML('<i>снова</i>'), display_id='named')",
    "class Both:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        data = {'text/html': '<p>', 'application/json': {'n': [1, None]}, 'text/plain': 'p'}\n"
    "        return data, {'text/html': {'x': 1}}\n"
    "Both()",
    "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(2, 2))",
    "axes.plot([1, 2])\nplt.figure(figsize=(1, 1))\nprint('до рисунка')",
    "figure",
    "plt.plot([2, 1])\nplt.show()\nprint('после')",
    "print('x')\nclear_output()\nprint('y')\nclear_output(wait=True)\nprint('z')",
    "1;",
    "import asyncio\nawait asyncio.sleep(0)\nIn[1], Out[2], _2",
    "%pwd?\n!echo shell",
    "import os\nprint('python')",
    "%%capture said\nprint('captured')",
    "said.stdout",
    "import pandas as pd\npd.DataFrame({'доля': [0.5, None], 'a' * 60: ['x', 'y'], 'b' * 60: ['x', 'y']})",
    "for ask in (input, __import__('getpass').getpass):\n    try:\n        ask('?')\n    except Exception as error:\n"
    "        print(type(error).__name__, error)",
    "import warnings\nb'\\x00', float('nan'), object.__name__, __name__, os.path.basename(os.getcwd())",
    "display({'image/png': b'\\x89PNG', 'text/plain': 'png'}, raw=True)",
]


def a_notebook(cells: list[str]) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
    )


def execute(cells: list[str], name: str = "shnor") -> nbformat.NotebookNode:
    engine.register_engines()
    with fixed_environment(ROOT):
        return papermill.execute_notebook(
            a_notebook(cells),
            None,
            engine_name=name,
            language="python",
            progress_bar=False,
            resources={"metadata": {"path": str(ROOT / "notebooks")}},
        )


def outputs_as_issued(cells: list[str], name: str) -> list:
    """Return count and outputs of each cell, without colours (tracebacks are coloured by other means)."""
    executed = settled(execute([*cells], name), a_notebook(cells), "2022")
    text = nbformat.v4.nbjson.writes(nbformat.from_dict(executed))
    plain = nbformat.reads(re.sub(r"\\u001b\[[0-9;]*m", "", text), as_version=4)
    return [(cell.execution_count, cell.outputs) for cell in plain.cells]


@pytest.mark.slow
def test_both_engines_give_the_same_outputs():
    fast, kernel = (outputs_as_issued(MIXED, name) for name in ("shnor", "shnor-kernel"))
    for source, here, there in zip(MIXED, fast, kernel, strict=True):
        assert here == there, source
    assert sum(len(outputs) for _, outputs in fast) > 20


@pytest.mark.parametrize("name", every(2, ["shnor", "shnor-kernel"]))
def test_a_failing_cell_is_papermills_error(name):
    with pytest.raises(papermill.PapermillExecutionError) as caught:
        execute(["print('до')", "def f(a):\n    return a / 0\n\nf(1)", "print('после')"], name)
    assert (caught.value.ename, caught.value.evalue, caught.value.exec_count) == (
        "ZeroDivisionError",
        "division by zero",
        2,
    )
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(caught.value.traceback))
    assert "Cell In[2], line 2, in f(a)" in text


@pytest.mark.parametrize("source", every(2, ["import sys\nsys.exit()", "exit()", "quit"]))
def test_leaving_stops_the_notebook_quietly(source):
    executed = execute([source, "print('не сюда')"])
    assert executed.cells[1].outputs == []
    assert executed.cells[1].execution_count is None


def test_leaving_with_a_code_is_a_failure():
    with pytest.raises(papermill.PapermillExecutionError, match="SystemExit"):
        execute(["import sys\nsys.exit(3)"])


def test_a_dying_child_is_a_clear_error():
    with pytest.raises(engine.NotebookProcessDied) as caught:
        execute(["import os\nos.kill(os.getpid(), 9)"])
    assert caught.value.exit_code == -signal.SIGKILL


def test_what_is_written_past_python_stays_in_the_notebook(capfd):
    # A kernel catches it too, but in a thread of its own, so that its place among the prints is a matter of luck.
    executed = execute(["import os\nprint('python')\nos.system('echo descriptor; echo error >&2')\nNone"])
    assert [output.text for output in executed.cells[0].outputs] == ["descriptor\npython\n", "error\n"]
    assert "descriptor" not in capfd.readouterr().out


def test_tags_are_honoured():
    cells = ["print('пропущено')"]
    notebook = a_notebook(cells)
    notebook.cells[0].metadata["tags"] = ["skip-execution"]
    with fixed_environment(ROOT):
        executed = papermill.execute_notebook(
            notebook, None, engine_name="shnor", language="python", progress_bar=False
        )
    assert executed.cells[0].outputs == []


def test_an_interrupt_stops_a_cell():
    start_warm_process()
    before = {child.pid for child in psutil.Process().children(recursive=True)}

    def interrupt():
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            new = [c for c in psutil.Process().children(recursive=True) if c.pid not in before]
            for child in new:
                if child.is_running() and child.cwd().endswith("notebooks"):
                    time.sleep(0.3)
                    child.send_signal(signal.SIGINT)
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=interrupt)
    thread.start()
    started = time.monotonic()
    with pytest.raises(papermill.PapermillExecutionError, match="KeyboardInterrupt"):
        execute(["import time\ntime.sleep(30)"])
    thread.join()
    assert time.monotonic() - started < 15


def test_children_have_the_libraries_preloaded():
    source = (
        "import json, os, sys\nfrom shnor_lib.engine import warm\n"
        "print('pandas' in sys.modules, warm.LOADED_IN == os.getppid())"
    )
    assert execute([source]).cells[0].outputs[0].text == "True True\n"


def test_a_child_loads_nothing_of_ipython_by_itself():
    """It would do so at every notebook.  What validates is preloaded last: what came after the fork stands behind."""
    source = (
        "import sys\nnames = list(sys.modules)\n"
        "last = max(place for place, name in enumerate(names) if name.startswith('pandera'))\n"
        "print([name for name in names[last:] if name.startswith('IPython')])"
    )
    assert execute([source]).cells[0].outputs[0].text == "[]\n"


LOADED = "import sys\nprint('seaborn' in sys.modules)"


@pytest.mark.slow
def test_the_child_started_ahead_runs_the_last_notebook_alone_with_what_draws_loaded(tmp_path):
    engine.start_ahead(str(tmp_path))
    engine.start_ahead(str(tmp_path))
    said = []
    for resources in ({}, {engine.STARTED_AHEAD: True}, {engine.STARTED_AHEAD: True}):
        with fixed_environment(ROOT):
            done = papermill.execute_notebook(
                a_notebook([LOADED]),
                None,
                engine_name="shnor",
                language="python",
                progress_bar=False,
                resources={"metadata": {"path": str(tmp_path)}, **resources},
            )
        said.append(done.cells[0].outputs[0].text)
    assert said == ["False\n", "True\n", "False\n"], "the first has its own child, the second the one started ahead"


def test_a_child_started_ahead_whose_turn_never_comes_is_ended(tmp_path):
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    engine.start_ahead(str(tmp_path))
    engine.discard_ahead(str(tmp_path))
    engine.discard_ahead(str(tmp_path))
    new = [child for child in psutil.Process().children(recursive=True) if child.pid not in before]
    assert [child for child in new if child.is_running() and child.cwd() == str(tmp_path)] == []


def test_a_failed_preload_is_loud(monkeypatch):
    monkeypatch.setattr(warm, "LIBRARIES", ("json", "no_such_library"))
    assert list(warm.load_libraries(warm.LIBRARIES)) == ["no_such_library"]
    monkeypatch.setattr(warm, "FAILURES", warm.load_libraries(warm.LIBRARIES))
    with pytest.raises(RuntimeError, match="no_such_library"):
        warm.assert_preloaded()
    monkeypatch.setattr(warm, "FAILURES", {})
    monkeypatch.setattr(warm, "LOADED_IN", os.getpid())
    with pytest.raises(RuntimeError):
        warm.assert_preloaded()


@pytest.mark.slow
def test_the_environment_is_fixed_and_restored(monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("COLUMNS", "211")
    before = dict(os.environ)
    source = "import os\nprint(os.environ['PYTHONHASHSEED'], os.environ['COLUMNS'], os.environ.get('PYTHONWARNINGS'))"
    for name in engine.ENGINES:
        assert execute([source], name).cells[0].outputs[0].text == "0 80 None\n"
    assert dict(os.environ) == before


@pytest.mark.slow
def test_the_users_settings_of_ipython_are_left_out(monkeypatch, tmp_path):
    start = tmp_path / ".ipython" / "profile_default" / "startup"
    start.mkdir(parents=True)
    (start / "00.py").write_text("mine = 1", encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / ".ipython"))
    for name in engine.ENGINES:
        assert execute(["print('mine' in globals())"], name).cells[0].outputs[0].text == "False\n"


def test_streams_are_merged_as_a_kernel_buffers_them():
    def stream(name, text):
        return {"output_type": "stream", "name": name, "text": text}

    shown = {"output_type": "display_data", "data": {}, "metadata": {}}
    cut = [stream("stderr", "e"), stream("stdout", "a"), stream("stderr", "f"), shown, stream("stdout", "b")]
    assert merged_streams(cut) == [stream("stdout", "a"), stream("stderr", "ef"), shown, stream("stdout", "b")]


def test_the_warm_process_of_toys_has_what_draws(warm_toys):
    """If it had not, nothing would fail, but dozens of tests would be slow."""
    assert execute([LOADED]).cells[0].outputs[0].text == "True\n"
