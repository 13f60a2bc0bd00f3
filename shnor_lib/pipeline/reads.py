"""What a notebook reads from its edition, derived from the notebook's own text.

A declaration beside the notebook would drift from it; the text cannot.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from shnor_lib.ground.notebook_code import cell_source, cell_tags, imported_names, parsed_cell
from shnor_lib.ground.registers import PREFIX, register_tables
from shnor_lib.ground.tables import COMPLETING

#: Attributes of an edition that give the input files; where the files lie is said in the params' section ``data``.
SOURCE_ATTRIBUTES = frozenset({"source_files", "result_files", "programme_path"})
#: Attributes that give what reports of periods left.
PERIOD_ATTRIBUTES = frozenset({"period_files", "read_periods", "damaged_periods"})
#: Attributes whose value is settled by the run itself.
NEUTRAL_ATTRIBUTES = frozenset({"name", "params_file", "save_folder", "save", "content_cache"})
#: Sections of the params that the programme's workbook may complete.
COMPLETED_SECTIONS = frozenset({"programme", "report"})
#: Attributes through which anything could be reached.
OPEN_ATTRIBUTES = frozenset({"folder", "tables"})
#: The attribute that gives an edition as its tables and params, without the analyst's comments and the input files.
TABLES_ALONE = "tables_alone"


@dataclass
class Reads:
    """Tables and params sections that a notebook reads, and whether it reads comments, input files, reports of periods.

    ``completing`` are the tables that complete the params it reads, where an earlier stage writes them.
    ``everything`` stands for all tables of earlier stages, all params, comments, input files, reports of periods;
    ``all_params`` for all sections, ``all_tables`` for all tables of earlier stages.  ``modules`` are the modules it
    imports, ``saves`` the tables it names when saving, ``parameters`` those that its cell of parameters sets.
    """

    tables: set[str] = field(default_factory=set)
    completing: set[str] = field(default_factory=set)
    params: set[str] = field(default_factory=set)
    all_params: bool = False
    comments: bool = False
    sources: bool = False
    periods: bool = False
    everything: bool = False
    all_tables: bool = False
    modules: set[str] = field(default_factory=set)
    saves: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)


def notebook_reads(notebook: dict) -> Reads:
    """Derive what the notebook reads from the sources of its code cells."""
    cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "code"]
    trees = [parsed_cell(cell_source(cell)) for cell in cells]
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
        self.reads.modules |= imported_names(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.reads.modules |= imported_names(node)

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
        elif attribute == TABLES_ALONE:
            self.reads.all_tables = self.reads.all_params = True
        elif attribute in ("params", "params_of_file"):
            self.reads.params |= set(deeper[:1])
            self.reads.all_params |= not deeper
            if attribute == "params" and not {*deeper[:1]} - COMPLETED_SECTIONS:
                self.reads.completing |= set(COMPLETING)
        elif attribute == "comments":
            self.reads.comments = True
        elif attribute == "registers":
            named = [PREFIX + name for name in deeper[:1] if PREFIX + name in register_tables()]
            self.reads.tables |= set(named or register_tables())
        elif attribute in SOURCE_ATTRIBUTES:
            self.reads.sources = True
            self.reads.params.add("data")
        elif attribute in PERIOD_ATTRIBUTES:
            self.reads.periods = True
        elif attribute not in NEUTRAL_ATTRIBUTES:
            self.reads.tables.add(attribute)
