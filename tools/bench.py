"""Measure a whole edition from clean against the two obvious ways to make it (`make bench`).

(a) `python -m shnor_lib report`: all stages and forms; (b) the papermill command per notebook and the nbconvert
command to HTML for the last one; (c) the same code cells as one plain Python script, without notebooks or documents.
Rounds go a, b, c, a, b, c …, so that a slow minute of the machine meets all three.  Each run starts from an empty
folder: no staging, no caches, no previous edition.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import nbformat

ROOT = Path(__file__).resolve().parents[1]
#: Aims for the medians' ratios: (a) to (b) and (a) to (c).
AIM_TO_PAPERMILL = 0.3
AIM_TO_SCRIPT = 1.3
#: Aim for the CPU of all cards, published, to that of the December notebook alone.
AIM_OF_CARDS = 1.5
#: Aim for the report in all its forms, cards and the public edition to notebooks, HTML and PDF alone.
AIM_OF_FAMILY = 2.0
#: So many times both are made in turn.
FAMILY_ROUNDS = 2
#: The report without its other forms.
TWO_FORMS = """
import sys
from shnor_lib.pipeline import stages
stages.PUBLICATIONS = tuple(one for one in stages.PUBLICATIONS if one.file in ("report.html", "report.pdf"))
from shnor_lib.cli import main
sys.exit(main(["report", *sys.argv[1:]]))
"""
#: Linux's prctl: processes whose parent has ended become ours, so that what they took is counted.
CHILD_SUBREAPER = 36


class RunFailed(Exception):
    """A measured command failed; carries the end of what it said."""


def stage_notebooks() -> list[Path]:
    """Return the stages' notebooks in the order of their numbers."""
    return sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))


def report(edition: str, folder: Path) -> None:
    """Make the edition as `make report` does."""
    _run(["-m", "shnor_lib", "report", edition, "--output", str(folder)])


def papermill_and_nbconvert(edition: str, folder: Path) -> None:
    """Execute each notebook with the papermill command and convert the last with the nbconvert command."""
    for notebook in stage_notebooks():
        executed = folder / notebook.name
        parameters = ["-r", "edition_name", edition, "-r", "run_folder", str(folder)]
        _run(["-m", "papermill", "--no-progress-bar", *parameters, str(notebook), str(executed)])
    _run(["-m", "nbconvert", "--to", "html", "--log-level", "ERROR", str(executed)])


def plain_script(edition: str, folder: Path) -> None:
    """Run the code cells of all notebooks as one script."""
    script = folder / "stages.py"
    script.write_text(script_text(edition, folder), encoding="utf-8")
    _run([str(script)])


def script_text(edition: str, folder: Path) -> str:
    """Return the notebooks' code cells in order, each `parameters` cell followed by the run's own values."""
    parts = ["from IPython.display import display"]
    for notebook in stage_notebooks():
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "code":
                parts.append(cell.source)
                if "parameters" in cell.metadata.get("tags", []):
                    parts.append(f"edition_name, run_folder = {edition!r}, {str(folder)!r}")
    return "\n\n".join(parts) + "\n"


WAYS: dict[str, Callable[[str, Path], None]] = {
    "а) make report: все формы отчёта": report,
    "б) papermill и nbconvert: HTML": papermill_and_nbconvert,
    "в) один сценарий Python без тетрадей": plain_script,
}


def _run(arguments: list[str]) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise RunFailed(f"python {' '.join(arguments)}\n{done.stdout[-2000:]}")


def measure(way: Callable[[str, Path], None], edition: str) -> float:
    """Return the seconds of one run in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        way(edition, Path(folder))
        return time.perf_counter() - started


def two_forms(edition: str, folder: Path) -> None:
    """Make the edition's notebooks, HTML and PDF."""
    _run(["-c", TWO_FORMS, edition, "--output", str(folder / edition)])


def family(edition: str, folder: Path) -> None:
    """Make all that is made of an edition: the report in its forms, cards, the public edition."""
    _run(["-m", "shnor_lib", "all", edition, "--output", str(folder / edition)])


def cards_to_notebook(edition: str) -> tuple[float, float] | None:
    """Return the CPU seconds of all cards, and of the last notebook run by the same engine; nothing but on Linux."""
    if not sys.platform.startswith("linux"):
        return None
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1, 0, 0, 0)
    notebook = stage_notebooks()[-1]
    with tempfile.TemporaryDirectory() as folder:
        issued, copy = Path(folder) / edition, Path(folder) / "copy"
        report(edition, issued)
        shutil.copytree(issued, copy)
        parameters = ["-r", "edition_name", edition, "-r", "run_folder", str(copy)]
        executed = ["--engine", "shnor", "--no-progress-bar", str(notebook), str(Path(folder) / notebook.name)]
        cards = cpu_of(["-m", "shnor_lib", "cards", edition, "--output", str(issued)])
        return cards, cpu_of(["-m", "papermill", *parameters, *executed])


def cpu_of(arguments: list[str]) -> float:
    """Return the CPU seconds of a Python command and of everything that it started."""
    _wait_for_all()  # what an earlier command left is none of this one's
    before = _cpu_of_children()
    _run(arguments)
    _wait_for_all()
    return _cpu_of_children() - before


def _wait_for_all() -> None:
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _cpu_of_children() -> float:
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def summary(seconds: dict[str, list[float]]) -> str:
    """Return medians, spread and ratios in Russian."""
    width = max(map(len, seconds))
    lines = [f"{'':{width}}  медиана    от – до, с"]
    for name, runs in seconds.items():
        lines.append(f"{name:{width}}  {number(median(runs)):>7}    {number(min(runs))} – {number(max(runs))}")
    ours, papermill, script = (median(runs) for runs in seconds.values())
    lines += [
        "",
        verdict("а : б", ours / papermill, AIM_TO_PAPERMILL),
        verdict("а : в", ours / script, AIM_TO_SCRIPT),
    ]
    return "\n".join(lines)


def verdict(name: str, ratio: float, aim: float) -> str:
    """Return a ratio beside its aim, in Russian."""
    reached = "достигнута" if ratio <= aim else "не достигнута"
    return f"{name} = {number(ratio)} (цель: не больше {number(aim)}; {reached})"


def number(value: float) -> str:
    """Return a number with two decimals and a comma."""
    return f"{value:.2f}".replace(".", ",")


def main() -> int:
    """Run the rounds and print the summary; the exit code is 0 even if an aim is missed."""
    parser = argparse.ArgumentParser(description="Замеры скорости сборки выпуска", add_help=False)
    parser.add_argument("edition", nargs="?", default="2022")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cards", default="demo", help="выпуск, чьи карточки и все формы замеряются; пусто — никакого")
    arguments = parser.parse_args()
    seconds: dict[str, list[float]] = {name: [] for name in WAYS}
    try:
        for place in range(1, arguments.rounds + 1):
            for name, way in WAYS.items():
                seconds[name].append(measure(way, arguments.edition))
                print(f"круг {place} из {arguments.rounds}: {name}: {number(seconds[name][-1])} с", flush=True)
        measured = cards_to_notebook(arguments.cards) if arguments.cards else None
        rounds = FAMILY_ROUNDS if arguments.cards else 0
        forms = [(measure(two_forms, arguments.cards), measure(family, arguments.cards)) for _ in range(rounds)]
    except RunFailed as failure:
        print(f"Замер прерван, команда не выполнилась:\n{failure}", file=sys.stderr)
        return 2
    if seconds and arguments.rounds:
        print(f"\n{summary(seconds)}")
    if measured:
        cards, notebook = measured
        name = f"карточки : тетрадь отчёта ({arguments.cards}), процессорное время"
        print(f"{number(cards)} с и {number(notebook)} с; {verdict(name, cards / notebook, AIM_OF_CARDS)}")
    if forms:
        alone, whole = (median(runs) for runs in zip(*forms, strict=True))
        name = f"отчёт, карточки и публичный выпуск : тетради, HTML и PDF ({arguments.cards})"
        print(f"{number(whole)} с и {number(alone)} с; {verdict(name, whole / alone, AIM_OF_FAMILY)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
