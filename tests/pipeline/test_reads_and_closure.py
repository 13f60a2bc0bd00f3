"""What a notebook reads, and which code it rests on, are derived from their text."""

import ast
import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.registers import register_tables
from shnor_lib.ground.tables import COMPLETING
from shnor_lib.pipeline.closure import CodeBase, import_statements
from shnor_lib.pipeline.keys import Content, notebook_hash, reasons
from shnor_lib.pipeline.reads import Reads, notebook_reads
from tests.support.toy import build, notebook


def reads_of(*cells: str) -> Reads:
    return notebook_reads(notebook(list(cells)))


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("edition.results", Reads(tables={"results"})),
        ("f(edition.results.head(), edition.schools['x'])", Reads(tables={"results", "schools"})),
        ("edition.params.criteria.low_threshold", Reads(params={"criteria"})),
        ("params = edition.params", Reads(all_params=True, completing=set(COMPLETING))),
        ("edition.params.programme.period", Reads(params={"programme"}, completing=set(COMPLETING))),
        ("edition.params_of_file", Reads(all_params=True)),
        ("data = f(edition.registers)", Reads(tables=set(register_tables()))),
        ("edition.registers.empty('plan')", Reads(tables=set(register_tables()))),
        ("edition.registers.plan.head()", Reads(tables={"register_plan"})),
        ("edition.comments.by_section", Reads(comments=True)),
        ("edition.source_files", Reads(sources=True, params={"data"})),
        ("edition.result_files", Reads(sources=True, params={"data"})),
        ("edition.programme_path", Reads(sources=True, params={"data"})),
        ("title_page(edition)", Reads(everything=True)),
        ("other = edition", Reads(everything=True)),
        ("getattr(edition, 'results')", Reads(everything=True)),
        ("edition.folder / 'tables'", Reads(everything=True)),
        ("open(run_folder)", Reads(everything=True)),
        ("show(open_edition('2021'))", Reads(everything=True)),
        ("open_edition('2021').results", Reads(tables={"results"})),
        ("%%bash\nls", Reads(everything=True)),
        ("def broken(", Reads(everything=True)),
        ("%matplotlib inline\n!ls\nedition.results", Reads(tables={"results"})),
        ("edition.save(twice=x, **others)", Reads(saves={"twice"})),
        ("[edition.results for _ in range(3)]\nedition.name", Reads(tables={"results"})),
        ("# edition.results\n'edition.results'", Reads()),
        ("import toy_lib.a\nfrom toy_lib.b import c", Reads(modules={"toy_lib.a", "toy_lib.b", "toy_lib.b.c"})),
    ],
)
def test_reads(cell, expected):
    found = reads_of(cell)
    expected.modules |= {"toy_lib.edition", "toy_lib.edition.open_edition"}
    expected.parameters |= {"edition_name", "run_folder", "params_file"}
    assert found == expected


def test_reading_a_table_nobody_writes_is_refused(tmp_path):
    toy = build(tmp_path / "toy")
    toy.edit("notebooks/02_twice.ipynb", "edition.results", "edition.half")
    with pytest.raises(ReportError, match=r"02_twice\.ipynb читает таблицу «half», которую не записывает"):
        toy.make()


def test_saving_a_table_of_another_stage_is_refused(tmp_path):
    toy = build(tmp_path / "toy")
    toy.edit("notebooks/02_twice.ipynb", "edition.save(twice=", "edition.save(half=")
    with pytest.raises(ReportError, match="нет у этапа «Удвоение»"):
        toy.make()


def test_bare_params_of_a_method_count_as_all_sections(tmp_path):
    toy = build(tmp_path / "toy")
    toy.edit("notebooks/02_twice.ipynb", "edition.results", "edition.params.everything()")
    content = Content(toy.project, "2022", toy.request().params_file)
    key = content.stage_key(toy.project.stages[1], {})
    assert {part for part in key if part.startswith("params")} == {"params report", "params criteria", "params data"}


@pytest.fixture
def code(tmp_path):
    files = {
        "pkg/__init__.py": "",
        "pkg/terms.csv": "",
        "pkg/plain.py": "x = 1",
        "pkg/late.py": "def f():\n    from pkg.inner import deep\n    return deep",
        "pkg/inner/__init__.py": "",
        "pkg/inner/deep.py": "from . import sibling\nfrom ..plain import x",
        "pkg/inner/sibling.py": "",
        "pkg/inner/maps/2022.csv": "",
        "pkg/inner/nested/__init__.py": "",
        "pkg/inner/nested/own.txt": "",
        "pkg/named.py": "import importlib\nimportlib.import_module('pkg.plain')",
        "pkg/broken.py": "def (",
        "pkg/loop_a.py": "import pkg.loop_b",
        "pkg/loop_b.py": "import pkg.loop_a\nimport json",
        "pkg/__pycache__/plain.cpython-311.pyc": "",
        "pkg/.hidden": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text), encoding="utf-8")
    return CodeBase(tmp_path / "pkg")


TOP = {"code pkg/__init__.py", "package data pkg/terms.csv"}
INNER = {"code pkg/inner/__init__.py", "package data pkg/inner/maps/2022.csv"}


@pytest.mark.parametrize(
    ("module", "parts"),
    [
        ("pkg.plain", TOP | {"code pkg/plain.py"}),
        ("pkg.inner.sibling", TOP | INNER | {"code pkg/inner/sibling.py"}),
        (
            "pkg.late",
            TOP | INNER | {f"code pkg/{name}.py" for name in ("late", "plain", "inner/deep", "inner/sibling")},
        ),
        ("pkg.named", TOP | {"code pkg/named.py", "code pkg/plain.py"}),
        ("pkg.broken", TOP | {"code pkg/broken.py"}),
        ("pkg.loop_a", TOP | {"code pkg/loop_a.py", "code pkg/loop_b.py"}),
        ("pkg.plain.x", TOP | {"code pkg/plain.py"}),
        (
            "pkg.inner.nested",
            TOP | INNER | {"code pkg/inner/nested/__init__.py", "package data pkg/inner/nested/own.txt"},
        ),
        ("pandas", set()),
    ],
)
def test_closure(code, module, parts):
    assert set(code.key_parts([module])) == parts


@given(st.lists(st.text(max_size=20), max_size=5), st.integers(0, 5), st.text(max_size=10))
def test_the_notebooks_hash_holds_its_sources_and_nothing_of_a_run(sources, count, output):
    clean = notebook(sources)
    run = notebook(sources)
    for cell in run["cells"]:
        cell["id"] += "x"
        if cell["cell_type"] == "code":
            cell |= {"execution_count": count, "outputs": [output]}
    assert notebook_hash(run) == notebook_hash(clean)
    run["cells"][-1]["source"] += "#"
    assert notebook_hash(run) != notebook_hash(clean)


@given(st.dictionaries(st.sampled_from(["code a", "table b", "params c", "input d"]), st.text(max_size=2)))
def test_equal_keys_give_no_reasons_and_different_ones_do(key):
    assert reasons(key, dict(key)) == []
    assert len(reasons(key, {**key, "comments e": "1"})) == 1
    assert len(reasons({**key, "python": "3.11"}, {**key, "python": "3.12"})) == 1


ODD_IMPORTS = (
    "match x:\n case 1:\n  import a\ntry:\n import b\nexcept* E:\n import c\nelse:\n import d\nfinally:\n import e\n",
    "for i in j:\n import f\nelse:\n import g\nasync def h():\n async with k:\n  import l\n",
    "from a import (  # why\n    b,\n    c as d,  # (so)\n)\n",
    "from a import b, \\\n    c\nimport d.e as f, \\\n g\n",
    "if x: import a\ny = 1; from b import c; import d",
    "from . import a\nfrom .b import c\nfrom ..d.e import*\nfrom.f import g",
    "from модуль import имя",
    "if x:\n\timport a\n",
    "import a\r\nfrom b import (\r\n  c,\r\n)\r\n",
)


@pytest.mark.parametrize("source", ODD_IMPORTS)
def test_every_import_is_found_wherever_it_stands(source):
    assert imports(import_statements(source.encode())) == imports(ast.walk(ast.parse(source)))


@pytest.mark.slow
def test_no_import_of_our_own_code_is_missed(root):
    for path in sorted((root / "shnor_lib").rglob("*.py")):
        source = path.read_bytes()
        assert imports(import_statements(source)) >= imports(ast.walk(ast.parse(source))), path


def test_a_quoted_import_is_taken_for_one_and_what_is_no_python_is_refused():
    assert imports(import_statements(b'"""\nimport a\n"""')) == {"Import(names=[alias(name='a')])"}
    assert imports(import_statements(b'"""\nfrom here import what is needed\n"""\nimport b')) == imports(
        ast.walk(ast.parse("import b"))
    )
    with pytest.raises(SyntaxError):
        list(import_statements(b"import a b"))


def imports(nodes):
    return {ast.dump(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))}
