"""A notebook as a file: its cells, the code in them as syntax trees, the modules that it imports."""

import ast
import json
from pathlib import Path

from shnor_lib.ground.content import syntax_tree
from shnor_lib.ground.errors import ReportError

#: The format of notebooks (its first number) that there is.
NOTEBOOK_FORMAT = 4


def load_notebook(path: Path) -> dict:
    """Read a notebook as plain JSON.

    Raises:
        ReportError: the file is missing or is no notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
        if notebook.get("nbformat", NOTEBOOK_FORMAT) > NOTEBOOK_FORMAT:
            raise ReportError(
                f"Тетрадь «{path.name}» записана в формате {notebook['nbformat']}, а программа знает формат 4.",
                "Сохраните её в JupyterLab в прежнем формате или верните из поставки.",
            )
        if isinstance(notebook["cells"], list):
            return notebook
    except FileNotFoundError:
        raise ReportError(f"Нет тетради «{path.name}» в папке notebooks.", "Верните её из поставки.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    raise ReportError(f"Файл «{path.name}» в папке notebooks не читается как тетрадь.", "Верните его из поставки.")


def cell_source(cell: dict) -> str:
    """Return a cell's source, which nbformat allows to be a list of lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else source


def cell_tags(cell: dict) -> list[str]:
    """Return a cell's tags, sorted."""
    return sorted(cell.get("metadata", {}).get("tags", []))


def parsed_cell(source: str) -> ast.Module | None:
    """Parse a cell; line magics and shell lines are blanked out, a cell magic leaves nothing to know."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    if source.lstrip().startswith("%%"):
        return None
    try:
        return syntax_tree("\n".join(lines))
    except SyntaxError:
        return None


def imported_names(node: ast.AST) -> set[str]:
    """Return the dotted names that an import statement may load, modules and what is taken from them alike."""
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return set()


def imported_modules(notebook: dict) -> set[str]:
    """Return the dotted names that the notebook's code cells import."""
    cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    trees = [tree for cell in cells if (tree := parsed_cell(cell_source(cell)))]
    return {name for tree in trees for node in ast.walk(tree) for name in imported_names(node)}
