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
from typing import Any

from shnor_lib.ground.content import syntax_tree
from shnor_lib.ground.notebook_code import cell_source, load_notebook, parsed_cell
from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.presentation.references import SECTION, UNTITLED, Place, places, resolved

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
    roles: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """The heading as the report prints it, but for the items of the plan that it answers."""
        return self.place.heading


@cache
def outline(notebook: Path = REPORT, folder: Path = SECTIONS) -> tuple[Entry, ...]:
    """Return the sections that a notebook shows, in its order, numbered.

    Raises:
        ReportError: the notebook is missing or is no notebook.
    """
    shown = dict.fromkeys(_shown_modules(notebook))  # one that is shown twice counts once
    records = [record for name in shown if (record := _record(folder / f"{name}.py"))]
    where = places((one["id"], one.get("kind", SECTION), one["title"]) for one in records)
    return tuple(
        Entry(
            one["id"],
            one["title"],
            where[one["id"]],
            one.get("commented", True),
            tuple(one.get("roles", ())),
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
    known = [entry.heading for entry in commented_sections()] or [place.title for place in titles().values()]
    return next(iter(difflib.get_close_matches(heading, known, n=1, cutoff=0.0)), "")


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
    return resolved(text, titles()) if "⟦" in text else text


@cache
def titles(folder: Path = SECTIONS) -> dict[str, Place]:
    """Return the place of every section that there is, shown or not, by its title alone."""
    records = filter(None, map(_record, sorted(folder.glob("*.py"))))
    return {one["id"]: Place(one.get("kind", SECTION), "", one["title"]) for one in records}


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


def _record(module: Path) -> dict[str, Any]:
    """Return the literals of a module's record by their names; nothing where there is no record with id and title.

    What is wrong with a module, the cell that imports it will say; nobody who only wants headings has to stop for it.
    """
    try:
        statements = syntax_tree(module.read_bytes()).body
    except (OSError, SyntaxError):
        return {}
    for node in statements:
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == [RECORD]:
            given = node.value.keywords if isinstance(node.value, ast.Call) else []
            literals = {one.arg: value for one in given if one.arg and (value := _literal(one.value)) is not None}
            return literals if {"id", "title"} <= literals.keys() else {}
    return {}


def _literal(node: ast.expr) -> object:
    """Return the value of a literal; nothing of what is computed."""
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
