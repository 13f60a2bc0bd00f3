"""The code that a piece of work rests on: static import closure within the package, and the package's data files."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from shnor_lib.ground.code_content import CodeHashes
from shnor_lib.ground.content import file_hash, syntax_tree


class CodeBase:
    """Modules and data files of one package; every file is read and parsed once at most.

    An import counts wherever it stands, also inside a function.  Importing ``package.a.b`` counts the ``__init__.py``
    of ``package`` and ``package.a`` too, since Python executes them.  A data file belongs to the nearest package above
    it.
    """

    def __init__(self, package_folder: Path, kept_hashes: Path | None = None):
        self.folder = package_folder
        self.package = package_folder.name
        self._named_in_a_string = re.compile(rf"[\"']{re.escape(self.package)}\.".encode())
        self._imports = cache(self._read_imports)
        self._files = cache(self._files_of)
        self._data = cache(self._data_files)
        self.hash_of = cache(file_hash)
        self._code_hashes = CodeHashes(kept_hashes)
        self._code_of = cache(self._code_hashes.of)
        self.keep_hashes = self._code_hashes.keep

    def key_parts(self, modules: Iterable[str]) -> dict[str, str]:
        """Return ``code <path>`` and ``package data <path>`` with hashes for the closure of the modules.

        Of code the hash is that of what Python runs (`ground.code_content`): a comment changes nothing.
        """
        closure = self.closure(modules)
        parts = {f"code {self._shown(path)}": self._code_of(path) for path in closure}
        packages = {path.parent for path in closure if path.name == "__init__.py"}
        data = (path for package in packages for path in self._data(package))
        return parts | {f"package data {self._shown(path)}": self.hash_of(path) for path in data}

    def closure(self, modules: Iterable[str]) -> set[Path]:
        """Return the files of the modules and of all they import within the package."""
        found: set[Path] = set()
        waiting = {file for module in modules for file in self._files(module)}
        while waiting:
            found |= waiting
            imported = {module for file in waiting for module in self._imports(file)}
            waiting = {file for module in imported for file in self._files(module)} - found
        return found

    def _files_of(self, module: str) -> list[Path]:
        """Return the files that importing the module executes; names that are no modules of the package give none."""
        head, *rest = module.split(".")
        if head != self.package:
            return []
        place, files = self.folder, [self.folder / "__init__.py"]
        for name in rest:
            place = place / name
            files += [place / "__init__.py", place.with_suffix(".py")]
        return [file for file in files if file.is_file()]

    def _read_imports(self, file: Path) -> frozenset[str]:
        """Return the dotted names that a file imports, e.g. ``package.a`` and ``package.a.b``."""
        source = file.read_bytes()
        try:
            # Only a string in an expression can name a module otherwise, and expressions are nine nodes of ten.
            named = self._named_in_a_string.search(source)
            nodes = ast.walk(syntax_tree(source)) if named else import_statements(source)
            return frozenset(name for node in nodes for name in self._imported(node, file))
        except SyntaxError:
            return frozenset()  # The cell that imports it will fail and say so.

    def _imported(self, node: ast.AST, file: Path) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        if isinstance(node, ast.ImportFrom):
            module = ".".join(filter(None, (self._package_above(file, node.level), node.module)))
            return [module, *(f"{module}.{alias.name}" for alias in node.names)]
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(f"{self.package}."):
            # A module named in a string, e.g. for importlib.import_module or as "module:class".
            return [node.value.partition(":")[0]]
        return []

    def _package_above(self, file: Path, level: int) -> str:
        """Return the package a relative import of the given level starts from."""
        if not level:
            return ""
        parts = file.parent.relative_to(self.folder.parent).parts
        return ".".join(parts[: len(parts) - level + 1])

    def _data_files(self, package: Path) -> tuple[Path, ...]:
        found: list[Path] = []
        for path in sorted(package.iterdir()):
            if path.name.startswith(".") or path.name == "__pycache__" or path.name.endswith("~"):
                continue
            if path.is_dir() and not (path / "__init__.py").is_file():
                found += self._data_files(path)
            elif path.is_file() and path.suffix not in (".py", ".pyc"):
                found.append(path)
        return tuple(found)

    def _shown(self, path: Path) -> str:
        return path.relative_to(self.folder.parent).as_posix()


#: A statement that imports, at the beginning of a line or after another one.
_IMPORT = re.compile(
    rb"(?:^|[;:])[ \t\f]*((?:from[ \t]*[^\s;(]+[ \t]*import\b[ \t]*(?:\([^)]*\)|[^\n;(]*)|import[ \t][^\n;]*))",
    re.MULTILINE,
)
#: A line that goes on below.
_CONTINUED = re.compile(rb"\\\r?\n")


def import_statements(source: bytes) -> Iterator[ast.AST]:
    """Yield the statements of a module that import, at any depth, and perhaps such as are quoted in a string.

    They alone are parsed, since parsing all code takes longer than all else that a run with nothing to do does.  Where
    one cannot be parsed by itself, the whole module is.

    Raises:
        SyntaxError: the module is no Python.
    """
    try:
        found = [syntax_tree(match) for match in _IMPORT.findall(_CONTINUED.sub(b" ", source))]
    except SyntaxError:
        found = [syntax_tree(source)]
    for tree in found:
        yield from ast.walk(tree)
