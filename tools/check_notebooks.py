"""Check the committed notebooks: they narrate, the package computes (`make lint`); `--mend` clears their outputs.

Each notebook is valid, has one title, one `parameters` cell (free analyses in `notebooks/adhoc` need none), no
outputs, and its code cells neither define nor loop: such code belongs into `shnor_lib`, where tests reach it.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
FREE = "adhoc"
COMPUTING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While)


def complaints(path: Path) -> Iterator[str]:
    """Yield each fault of a notebook as a Russian sentence."""
    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # nbformat raises a dozen unrelated classes on a broken file
        yield f"файл не читается как тетрадь Jupyter: {str(error).splitlines()[0] if str(error) else error!r}"
        return
    titles = [line for cell in notebook.cells if cell.cell_type == "markdown" for line in headings(cell.source)]
    if len(titles) != 1:
        yield f"заголовков первого уровня должно быть ровно один, а их {len(titles)}"
    parameters = sum("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells)
    if parameters != 1 and not (parameters == 0 and path.parent.name == FREE):
        yield f"ячейка с меткой parameters должна быть ровно одна, а их {parameters}"
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            yield from (f"ячейка {number}: {fault}" for fault in cell_faults(cell))
        if "parameters" in cell.metadata.get("tags", []):
            yield from (f"ячейка {number}: {fault}" for fault in parameters_faults(cell.source))


def headings(source: str) -> list[str]:
    """Return the first-level headings of a Markdown cell, fenced code aside."""
    fenced, found = False, []
    for line in source.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith("# "):
            found.append(line)
    return found


def cell_faults(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what is wrong with one code cell."""
    if cell.outputs:
        yield "сохранён вывод; очистите выводы перед сохранением в git"
    if cell.execution_count is not None:
        yield "сохранён номер выполнения; очистите выводы перед сохранением в git"
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield f"это не код Python ({error.msg}, строка {error.lineno})"
        return
    for node in ast.walk(tree):
        if isinstance(node, COMPUTING):
            yield f"строка {node.lineno}: функциям, классам и циклам место в shnor_lib"


def parameters_faults(source: str) -> Iterator[str]:
    """Yield which lines papermill's own reader of parameters, a regular expression, would pass over with a warning."""
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.lstrip().startswith("#") and line.count("=") > 1:
            yield f"строка {number}: второй знак «=» (например, в пояснении) papermill не разбирает"


def mend(path: Path) -> bool:
    """Clear outputs and counts that were saved with a notebook; tell whether there were any.

    A notebook that holds none, or cannot be read, stays as it is to the byte.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception:  # `complaints` says so in words
        return False
    run = [cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)]
    for cell in run:
        cell.outputs, cell.execution_count = [], None
    if run:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return bool(run)


def main(arguments: list[str]) -> int:
    """Print the faults of the named notebooks, or of all, and return the exit code; first mend them, if asked to."""
    named = [name for name in arguments if name != "--mend"]
    paths = [Path(name) for name in named] or sorted(
        path for path in NOTEBOOKS.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
    )
    if "--mend" in arguments:
        print("".join(f"{path}: выводы очищены\n" for path in paths if mend(path)), end="")
    faults = [f"{path}: {fault}" for path in paths for fault in complaints(path)]
    print("\n".join(faults) if faults else f"Тетради в порядке: {len(paths)}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
