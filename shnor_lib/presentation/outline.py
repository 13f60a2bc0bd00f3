"""The report's outline, read from the texts of its notebook and of its sections' modules.

Whoever makes the comments file, or shows a reference on a screen, needs titles and numbers and not what computes the
sections: reading the records from the modules' text loads neither pandas nor charts.  The order is the notebook's.
"""

import ast
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shnor_lib.ground.content import syntax_tree
from shnor_lib.ground.notebook_code import cell_source, load_notebook, parsed_cell
from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.presentation.references import SECTION, UNTITLED, Place, full_title, places, resolved

SECTIONS = Path(__file__).parent / "sections"
REPORT = NOTEBOOKS / "05_report.ipynb"
#: How a module names its record, and what a notebook's cell calls to show it.
RECORD, SHOW = "SECTION", "show"


@dataclass(frozen=True)
class Entry:
    """A section in the outline: what its record says in literals, and where it stands."""

    id: str
    title: str
    place: Place
    commented: bool = True
    plan_items: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading as the report prints it."""
        return self.place.heading


@cache
def outline(notebook: Path = REPORT, folder: Path = SECTIONS) -> tuple[Entry, ...]:
    """Return the sections that a notebook shows, in its order, numbered.

    Raises:
        ReportError: the notebook is missing or is no notebook.
    """
    files = [folder / f"{name}.py" for name in _shown_modules(notebook)]
    records = [_record(file) for file in files if file.is_file()]
    where = places(
        (one["id"], one.get("kind", SECTION), full_title(one["title"], one.get("plan_items", ()))) for one in records
    )
    return tuple(
        Entry(
            one["id"],
            one["title"],
            where[one["id"]],
            one.get("commented", True),
            tuple(one.get("plan_items", ())),
            tuple(one.get("formerly", ())),
        )
        for one in records
    )


def commented_sections(notebook: Path = REPORT) -> tuple[Entry, ...]:
    """Return the sections that have a slot for the analyst."""
    return tuple(entry for entry in outline(notebook) if entry.commented and entry.place.kind != UNTITLED)


def section_of_heading(heading: str) -> str | None:
    """Return the id of the section that a heading of a comments file means, or ``None``.

    The number and the items of the plan in brackets may be those of another report or missing: the title decides, the
    present one or one that the section had before.
    """
    return _ids_by_title().get(_bare(heading))


def nearest_heading(heading: str) -> str:
    """Return the heading of the report that looks most like one that it has not."""
    return difflib.get_close_matches(heading, [entry.heading for entry in commented_sections()], n=1, cutoff=0.0)[0]


@cache
def _ids_by_title() -> dict[str, str]:
    entries = commented_sections()
    former = {_bare(title): entry.id for entry in entries for title in entry.formerly}
    return former | {_bare(entry.title): entry.id for entry in entries}


def _bare(heading: str) -> str:
    """Return a heading without its number and without what stands in brackets at its end."""
    words = " ".join(heading.split())
    words = re.sub(r"^(?:\d+\.|приложение \w\.)\s*", "", words, flags=re.IGNORECASE)
    return re.sub(r"\s*\([^()]*\)$", "", words).casefold()


def on_screen(text: str) -> str:
    """Return a text with its references as a notebook's screen shows them: by the titles of sections."""
    return resolved(text, _unnumbered()) if "⟦" in text else text


@cache
def _unnumbered() -> dict[str, Place]:
    return {entry.id: Place(entry.place.kind, "", entry.title) for entry in outline()}


# The texts


def _shown_modules(notebook: Path) -> Iterator[str]:
    """Yield the modules whose records the notebook's cells show: ``show(dynamics.SECTION, edition)``."""
    for cell in load_notebook(notebook)["cells"]:
        tree = parsed_cell(cell_source(cell)) if cell.get("cell_type") == "code" else None
        for node in tree.body if tree else ():
            if isinstance(node, ast.Expr) and (module := _shown_module(node.value)):
                yield module


def _shown_module(node: ast.expr) -> str | None:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == SHOW and node.args):
        return None
    record = node.args[0]
    if isinstance(record, ast.Attribute) and record.attr == RECORD and isinstance(record.value, ast.Name):
        return record.value.id
    return None


def _record(module: Path) -> dict:
    """Return the literals of a module's record by their names."""
    for node in syntax_tree(module.read_bytes()).body:
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == [RECORD]:
            assert isinstance(node.value, ast.Call)
            return {one.arg: value for one in node.value.keywords if (value := _literal(one.value)) is not None}
    raise LookupError(f"{module.name} has no record {RECORD}")


def _literal(node: ast.expr) -> object:
    """Return the value of a literal; nothing of what is computed."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
