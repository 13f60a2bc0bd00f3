"""What a module runs: comments, docstrings and layout change nothing, everything else does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from shnor_lib.ground.code_content import CodeHashes, hash_of_code, kept_in

ROOT = Path(__file__).resolve().parents[2]

MODULE = '''"""Доли."""

from math import floor

WORDS = frozenset({"раз", "два", "три"})
LIMIT = 0.5


class Share:
    """Доля."""

    unit = "%"

    def of(self, part: float, whole: float = 1.0) -> str:
        """Вернуть долю."""
        if "раз" in {"раз", "два", "четыре"} and part > LIMIT:
            return f"{floor(part / whole)} из"
        return (lambda: "нет")()


def untold(x):
    return [y for y in x if y != "а"]
'''


def hash_of(text: str) -> str:
    return hash_of_code(compile(text, "m.py", "exec"))


SAME = {
    "a comment": ("LIMIT = 0.5", "LIMIT = 0.5  # половина"),
    "a comment above": ("class Share:", "# Доля школы.\n\n\nclass Share:"),
    "the module's docstring": ('"""Доли."""', '"""Доли школ.\n\nДвумя строками.\n"""'),
    "the class's docstring": ('"""Доля."""', '"""Доля школы."""'),
    "the function's docstring": ('"""Вернуть долю."""', '"""Вернуть долю словами."""'),
    "blank lines": ("class Share:", "\n\nclass Share:"),
    "a comment within brackets": ('{"раз", "два", "три"})', '{"раз", "два", "три"}  # все\n)'),
    "brackets": ("part > LIMIT", "(part > LIMIT)"),
    "quotes": ('"%"', "'%'"),
}
OTHER = {
    "a constant": ("LIMIT = 0.5", "LIMIT = 0.6"),
    "the type of a constant": ("whole: float = 1.0", "whole: float = 1"),
    "a name": ("LIMIT", "BOUND"),
    "an operator": ("part > LIMIT", "part >= LIMIT"),
    "a default": ("= 1.0", "= 2.0"),
    "a member of a set": ('"четыре"', '"пять"'),
    "a word within a string": ("} из", "} от"),
    "what a lambda returns": ('"нет"', '"да"'),
    "a constant of a comprehension": ('"а"', '"б"'),
    "a value of a class": ('"%"', '"п. п."'),
    "a decorator": ("    def of", "    @staticmethod\n    def of"),
    "a base": ("class Share:", "class Share(dict):"),
    "an import": ("import floor", "import ceil as floor"),
    "a docstring that becomes a value": ('        """Вернуть долю."""', '        text = """Вернуть долю."""'),
}


@pytest.mark.parametrize(("old", "new"), SAME.values(), ids=SAME)
def test_what_nobody_runs_changes_nothing(old, new):
    assert MODULE.count(old) >= 1
    assert hash_of(MODULE.replace(old, new)) == hash_of(MODULE)


@pytest.mark.parametrize(("old", "new"), OTHER.values(), ids=OTHER)
def test_what_runs_counts(old, new):
    assert MODULE.count(old) >= 1
    assert hash_of(MODULE.replace(old, new)) != hash_of(MODULE)


def test_it_depends_on_no_hash_seed(tmp_path):
    (tmp_path / "m.py").write_text(MODULE, encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from shnor_lib.ground.code_content import CodeHashes;"
        "print(CodeHashes().of(Path(sys.argv[1])))"
    )

    def told(seed: str) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", script, str(tmp_path / "m.py")]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.strip()

    assert told("1") == told("2") == hash_of(MODULE)


def test_a_module_that_does_not_compile_is_its_bytes(tmp_path):
    broken = tmp_path / "m.py"
    broken.write_text("def (", encoding="utf-8")
    one = CodeHashes().of(broken)
    broken.write_text("def ((", encoding="utf-8")
    assert CodeHashes().of(broken) != one


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[1]", b'{"a": 1}'])
def test_kept_hashes_are_those_computed_anew_whatever_became_of_the_file(tmp_path, damage):
    module, kept = tmp_path / "m.py", kept_in(tmp_path / "кэш")
    module.write_text(MODULE, encoding="utf-8")
    first = CodeHashes(kept)
    told = first.of(module)
    first.keep()
    assert kept.is_file()
    if damage is not None:
        kept.write_bytes(damage)
    assert CodeHashes(kept).of(module) == told
    module.write_text(MODULE + "MORE = 1\n", encoding="utf-8")
    assert CodeHashes(kept).of(module) != told


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "кэш").write_text("файл", encoding="utf-8")
    module = tmp_path / "m.py"
    module.write_text(MODULE, encoding="utf-8")
    hashes = CodeHashes(kept_in(tmp_path / "кэш"))
    hashes.of(module)
    hashes.keep()


def test_nothing_of_the_package_reads_docstrings():
    for path in (ROOT / "shnor_lib").rglob("*.py"):
        if path.name == "code_content.py":
            continue
        assert not re.search(r"\b(__doc__|getdoc|co_firstlineno|f_lineno)\b", path.read_text(encoding="utf-8")), path
