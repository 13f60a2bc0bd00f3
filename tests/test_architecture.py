"""The floors of docs/architecture.md: no import points upwards, none runs in a circle, names say what they are.

A floor is a room of the package, named by its path.  Rooms stand in `FLOORS` from the ground up; a module may import
its own room and the rooms below.
"""

import ast
import graphlib
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "shnor_lib"

#: Rooms from the ground up.  A room holds what lies in it and in no room of its own.
FLOORS = (
    "ground",
    "comments",
    "edition",
    "ingest/findings",
    "ingest/frames",
    "ingest/rules",
    "ingest/cells",
    "ingest/files",
    "ingest/layouts",
    "ingest/roster",
    "ingest/appendix",
    "ingest/joining",
    "ingest/checks",
    "ingest/registers",
    "ingest/contents",
    "ingest/programme",
    "ingest/discovery",
    "ingest",
    "analysis",
    "analysis/statistics",
    "analysis/disclosure",
    "analysis/results",
    "analysis/certainty",
    "analysis/programme",
    "analysis/indicators",
    "presentation",
    "presentation/charts",
    "presentation/statements",
    "presentation/sections",
    "presentation/cards",
    "presentation/public",
    "presentation/monitoring",
    "presentation/year",
    "presentation/official",
    "presentation/adhoc",
    "forms",
    "publishing",
    "engine",
    "pipeline",
    "cli",
    "__main__",
)
#: Libraries that read, write or draw: none of the methods' business.
NOT_FOR_METHODS = frozenset(
    {
        "os",
        "io",
        "csv",
        "json",
        "pathlib",
        "shutil",
        "tempfile",
        "yaml",
        "importlib",
        "zipfile",
        "openpyxl",
        "matplotlib",
    }
    | {"seaborn", "papermill", "nbconvert", "nbformat", "IPython"}
)
MODULES = sorted(PACKAGE.rglob("*.py"))
METHODS = sorted((PACKAGE / "analysis").rglob("*.py"))
MOST_AT_THE_TOP = 15


def shown(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(path: Path) -> str:
    """Return the floor a module stands on: the longest path in `FLOORS` that leads to it."""
    name = shown(path).removesuffix(".py").removesuffix("/__init__")
    found = [floor for floor in FLOORS if name == floor or name.startswith(f"{floor}/")]
    assert found, f"{name} stands on no floor: add it to docs/architecture.md and here"
    return max(found, key=len)


def module_file(dotted: str) -> Path | None:
    """Return the file of a dotted name that is a module of the package."""
    place = ROOT.joinpath(*dotted.split("."))
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if file.is_file():
            return file
    return None


@cache
def imported(path: Path) -> dict[str, set[str]]:
    """Return every dotted name that a module imports, at any depth of its code, with the names taken from it."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.setdefault(alias.name, set())
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.setdefault(node.module, set()).update(alias.name for alias in node.names)
    return found


def imported_files(path: Path) -> set[Path]:
    """Return the package's modules that a module imports, whether as `import a.b` or as `from a import b`."""
    dotted = {name for base, names in imported(path).items() for name in (base, *(f"{base}.{one}" for one in names))}
    files = {module_file(name) for name in dotted if name.split(".")[0] == "shnor_lib"}
    return {file for file in files if file is not None and file.name != "__init__.py"}


def test_no_import_points_upwards():
    upwards = {
        (shown(path), shown(other))
        for path in MODULES
        for other in imported_files(path)
        if (path.parent == PACKAGE and path.name == "__init__.py")
        or FLOORS.index(room(other)) > FLOORS.index(room(path))
    }
    assert not upwards


def test_no_import_runs_in_a_circle():
    graph = {shown(path): {shown(other) for other in imported_files(path)} for path in MODULES}
    tuple(graphlib.TopologicalSorter(graph).static_order())  # raises CycleError and names the circle


def test_the_guard_sees_both_ways_of_importing(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("from pathlib import Path\nimport os.path\ndef f():\n    from shnor_lib.ground import wording\n")
    assert set(imported(module)) == {"pathlib", "os.path", "shnor_lib.ground"}
    assert imported_files(module) == {PACKAGE / "ground" / "wording.py"}


def test_init_files_re_export_nothing():
    for path in PACKAGE.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in body), path


@pytest.mark.parametrize("path", METHODS, ids=shown)
def test_methods_touch_no_files_and_draw_nothing(path):
    assert not {name.split(".")[0] for name in imported(path)} & NOT_FOR_METHODS
    assert not re.search(r"\bopen\(|\.read_text\(|\.read_csv\(|\.to_csv\(", path.read_text(encoding="utf-8"))


def test_the_top_level_is_small():
    names = [path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"]
    assert len(names) <= MOST_AT_THE_TOP, sorted(names)


def test_no_module_is_a_rag_bag():
    rag_bags = {"utils", "helpers", "misc", "common"}
    assert not [path for path in MODULES if path.stem in rag_bags]


def test_every_floor_is_on_the_page():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for name in FLOORS:
        assert f"`{name}/`" in page or f"`{name}.py`" in page, f"docs/architecture.md does not name {name}"


def test_every_module_says_what_it_is():
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
