"""What a notebook reads from its edition, derived from the notebook's own text.

A declaration beside the notebook would drift from it; the text cannot.
"""

import ast
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.closure import syntax_tree

#: Attributes of an edition that give the input files; where the files lie is said in the params' section ``data``.
SOURCE_ATTRIBUTES = frozenset({"source_files", "result_files", "programme_folder"})
#: Attributes whose value is settled by the run itself.
NEUTRAL_ATTRIBUTES = frozenset({"name", "params_file", "save_folder", "save", "reading_cache"})
#: Attributes through which anything could be reached.
OPEN_ATTRIBUTES = frozenset({"folder", "tables"})


@dataclass
class Reads:
    """Tables and params sections that a notebook reads, and whether it reads the comments and the input files.

    ``everything`` stands for all tables of earlier stages, all params, the comments and the input files;
    ``all_params`` for all sections.  ``modules`` are the modules it imports, ``saves`` the tables it names when saving,
    ``parameters`` the names that its cell tagged ``parameters`` sets.
    """

    tables: set[str] = field(default_factory=set)
    params: set[str] = field(default_factory=set)
    all_params: bool = False
    comments: bool = False
    sources: bool = False
    everything: bool = False
    modules: set[str] = field(default_factory=set)
    saves: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)


def load_notebook(path: Path) -> dict:
    """Read a notebook as plain JSON.

    Raises:
        ReportError: the file is missing or is no notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
        if isinstance(notebook["cells"], list):
            return notebook
    except FileNotFoundError:
        raise ReportError(f"Нет тетради «{path.name}» в папке notebooks.", "Верните её из поставки.") from None
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise ReportError(f"Файл «{path.name}» в папке notebooks не читается как тетрадь.", "Верните его из поставки.")


def cell_source(cell: dict) -> str:
    """Return a cell's source, which nbformat allows to be a list of lines."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else source


def cell_tags(cell: dict) -> list[str]:
    """Return a cell's tags, sorted."""
    return sorted(cell.get("metadata", {}).get("tags", []))


def notebook_reads(notebook: dict) -> Reads:
    """Derive what the notebook reads from the sources of its code cells."""
    cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    trees = [_parsed(cell_source(cell)) for cell in cells]
    editions = {name for tree in trees if tree for name in _edition_names(tree)}
    reads = Reads()
    for cell, tree in zip(cells, trees, strict=True):
        if tree is None:
            # Not Python (a cell magic, a typing error): nothing is known about it, so it may read anything.
            reads.everything = True
        elif "parameters" in cell_tags(cell):
            reads.parameters |= {name.id for name in ast.walk(tree) if isinstance(name, ast.Name)}
        else:
            _Visitor(reads, editions).visit(tree)
    return reads


def _parsed(source: str) -> ast.Module | None:
    """Parse a cell; line magics and shell lines are blanked out, a cell magic leaves nothing to know."""
    lines = ["" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines()]
    if source.lstrip().startswith("%%"):
        return None
    try:
        return syntax_tree("\n".join(lines))
    except SyntaxError:
        return None


def _is_opening(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open_edition"


def _edition_names(tree: ast.Module) -> Iterable[str]:
    """Yield the variables to which an opened edition is assigned."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_opening(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


class _Visitor(ast.NodeVisitor):
    """Collects uses of the edition: ``edition.results``, ``edition.params.criteria``, the bare name."""

    def __init__(self, reads: Reads, editions: set[str]):
        self.reads = reads
        self.editions = editions

    def visit_Import(self, node: ast.Import) -> None:
        self.reads.modules |= {alias.name for alias in node.names}

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.module and not node.level:
            self.reads.modules |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}

    def visit_Assign(self, node: ast.Assign) -> None:
        if not _is_opening(node.value):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if _is_opening(node):
            self.reads.everything = True
        if isinstance(node.func, ast.Attribute) and node.func.attr == "save" and self._is_edition(node.func.value):
            self.reads.saves |= {keyword.arg for keyword in node.keywords if keyword.arg}
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        chain: list[str] = []
        base: ast.AST = node
        while isinstance(base, ast.Attribute):
            chain.insert(0, base.attr)
            base = base.value
        if self._is_edition(base):
            self._note(*chain)
        else:
            self.visit(base)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load) and (node.id in self.editions or node.id == "run_folder"):
            self.reads.everything = True

    def _is_edition(self, node: ast.AST) -> bool:
        return _is_opening(node) or (isinstance(node, ast.Name) and node.id in self.editions)

    def _note(self, attribute: str, *deeper: str) -> None:
        if attribute in OPEN_ATTRIBUTES:
            self.reads.everything = True
        elif attribute == "params":
            self.reads.params |= set(deeper[:1])
            self.reads.all_params |= not deeper
        elif attribute == "comments":
            self.reads.comments = True
        elif attribute in SOURCE_ATTRIBUTES:
            self.reads.sources = True
            self.reads.params.add("data")
        elif attribute not in NEUTRAL_ATTRIBUTES:
            self.reads.tables.add(attribute)
