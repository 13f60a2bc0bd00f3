"""The floors of docs/architecture.md: an import never points upwards, names say what they are."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "shnor_lib"

#: Floors from the ground up; a module may import its own floor and those below.
FLOORS = [
    ("errors", "project", "vocabulary"),
    ("registers", "spelling", "personal_names", "wording", "params", "schemas", "statistics", "marks"),
    ("comments",),
    ("edition",),
    ("ingest",),
    ("classify", "comparability", "records"),
    ("dynamics", "plan", "teachers", "help_records", "competences", "meetings"),
    ("measures",),
    ("indicators", "remarks", "support", "monitoring"),
    ("presentation",),
    ("publishing", "forms"),
    ("pipeline",),
    ("cli", "__main__"),
]
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}
METHODS = (
    *("classify", "comparability", "dynamics", "indicators", "plan", "statistics", "marks", "records", "teachers"),
    *("help_records", "competences", "meetings", "measures", "remarks", "support", "monitoring"),
)
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))


def floor_name(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Return the names of the package's floors that a module imports, at any depth of its code."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = (
                {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "shnor_lib" else {node.module}
            )
            found |= names
    return {name.split(".")[1] for name in found if name.startswith("shnor_lib.")} & set(LEVEL)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_import_points_upwards(path):
    name = floor_name(path)
    if name == "__init__":
        assert not imported(path)
        return
    assert name in LEVEL, f"{name} stands on no floor: add it to docs/architecture.md and here"
    higher = {other for other in imported(path) if LEVEL[other] > LEVEL[name]}
    assert not higher


def test_init_files_re_export_nothing():
    for path in PACKAGE.rglob("__init__.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert not any(isinstance(node, ast.Import | ast.ImportFrom) for node in body), path


@pytest.mark.parametrize("name", METHODS)
def test_methods_touch_no_files_and_draw_nothing(name):
    source = (PACKAGE / f"{name}.py").read_text(encoding="utf-8")
    modules = {n.name for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for n in node.names}
    assert not modules & {"os", "matplotlib", "seaborn", "openpyxl", "pathlib"}
    assert "open(" not in source


def test_no_module_is_a_rag_bag():
    rag_bags = {"utils", "helpers", "misc", "common"}
    assert not [path for path in MODULES if path.stem in rag_bags]


def test_every_floor_is_on_the_page():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for names in FLOORS:
        for name in names:
            assert name in page, f"docs/architecture.md does not name {name}"


def test_every_module_says_what_it_is():
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path
