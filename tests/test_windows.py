"""What holds on Windows, as far as it can be seen elsewhere: the batch file, and code that needs no POSIX.

Nothing here runs Windows; README says so.
"""

import ast
import re
import subprocess
import sys

import pytest

from shnor_lib.cli import _from_make
from tools import virtual_environment
from tools.lock import read_project

CMD = "Отчёт.cmd"


@pytest.fixture(scope="module")
def batch(root):
    return (root / CMD).read_bytes()


@pytest.fixture(scope="module")
def lines(batch):
    return batch.decode("utf-8").split("\r\n")


# The batch file


def test_each_line_ends_as_windows_needs_it_and_git_keeps_it_so(root, batch):
    assert batch.count(b"\n") == batch.count(b"\r\n") > 50
    assert not batch.startswith(b"\xef\xbb\xbf"), "a mark of UTF-8 would be a part of the first command"
    assert re.search(r"^\*\.cmd -text\b", (root / ".gitattributes").read_text(encoding="utf-8"), re.MULTILINE)


def test_all_but_what_is_said_to_the_user_is_ascii_and_said_after_the_change_of_code_page(lines):
    changed = lines.index("chcp 65001 >nul")
    for number, line in enumerate(lines):
        words = re.fullmatch(r"(?:if .+ )?echo (?P<said>[^&|<>^%!()]+)", line)
        assert line.isascii() or (number > changed and words), line
    last = max(number for number, line in enumerate(lines) if not line.isascii())
    back = next(number for number, line in enumerate(lines) if "chcp %SHNOR_CODE_PAGE%" in line)
    assert last < back, "what is said after the old code page is back would be unreadable"


def test_every_label_exists_and_is_used(lines):
    labels = [line[1:] for line in lines if re.fullmatch(r":\w+", line)]
    used = re.findall(r"(?:goto |call :)(\w+)", "\n".join(lines))
    assert len(labels) == len(set(labels))
    assert set(labels) >= set(used)
    assert set(used) | {"stopped"} == set(labels)


def test_every_path_stands_in_quotes_and_nothing_is_expanded_late(lines):
    code = [line for line in lines if not line.startswith("rem ")]
    assert "setlocal EnableExtensions DisableDelayedExpansion" in code
    for line in code:
        for found in re.finditer(r"%~dp0|tools\\set_up\.py|\.venv\\Scripts", line):
            assert line[: found.start()].count('"') % 2 == 1, line
    assert not any("!" in line for line in code)
    # Within brackets variables are expanded before anything runs: there are none of several lines.
    assert not any(line.rstrip().endswith("(") for line in code)


def test_it_looks_for_every_supported_python_the_newest_first(lines):
    supported = {
        line.rpartition(" ")[2] for line in read_project()["project"]["classifiers"] if ":: Python :: 3." in line
    }
    newest_first = sorted(supported, key=lambda version: -int(version.partition(".")[2]))
    text = "\n".join(lines)
    assert f"for %%V in ({' '.join(newest_first)}) do" in text
    low, high = (version.replace(".", ", ") for version in (newest_first[-1], newest_first[0]))
    assert f"({low}) <= sys.version_info[:2] <= ({high})" in text
    said = next(line for line in lines if line.startswith("echo Не найден Python"))
    assert set(re.findall(r"3\.\d+", said)) == supported
    assert f"Python {newest_first[0]} с https://www.python.org" in said


def test_its_question_to_a_python_is_answered_as_it_expects(lines):
    question = next(re.search(r'-c "([^"]+)"', line)[1] for line in lines if " -c " in line)
    assert subprocess.run([sys.executable, "-E", "-S", "-c", question], check=False).returncode == 7
    assert any('"%ERRORLEVEL%"=="7"' in line for line in lines)


def test_it_calls_what_there_is(root, lines):
    text = "\n".join(lines)
    assert (root / "tools" / "set_up.py").is_file()
    assert str(virtual_environment.venv_python()).endswith("python") or virtual_environment.ON_WINDOWS
    assert text.count('".venv\\Scripts\\python.exe" -m shnor_lib') == 2
    assert "-m shnor_lib report 2022" in text and (root / "params" / "2022.yml").is_file()
    assert "pause" in text and 'if "%~1"=="" set "SHNOR_WAIT=1"' in text


# The words of make, where there is no make


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["report", "2022"], ["report", "2022"]),
        (["report", "YEAR=2022"], ["report", "2022"]),
        (["report", "PARAMS=мои файлы/а=б.yml"], ["report", "--params=мои файлы/а=б.yml"]),
        (["report", "OUTPUT=к ней", "YEAR=энск"], ["report", "энск", "--output=к ней"]),
        (["report", "YEAR=2022", "ENGINE=kernel"], ["report", "2022", "--engine=kernel"]),
        (["new-year", "FROM=энск", "YEAR=2024"], ["new-year", "2024", "--from=энск"]),
        (["new-okrug", "DATA=папка", "NAME=энск"], ["new-okrug", "энск", "папка"]),
        (["new-okrug", "NAME=энск", "DATA=а", "YEAR=2023"], ["new-okrug", "энск", "а", "--year=2023"]),
        (["demo"], ["report", "demo"]),
        (["demo", "OUTPUT=там"], ["report", "demo", "--output=там"]),
        (["--help"], ["--help"]),
        (["report", "2022", "--output", "A=B"], ["report", "2022", "--output", "A=B"]),
        ([], []),
    ],
)
def test_words_of_make_are_understood(typed, meant):
    assert _from_make(typed) == meant


# The environment


def test_an_environment_whose_python_is_gone_is_none(tmp_path, monkeypatch):
    """On Windows its interpreter is a file of its own, which stays where it is."""
    python = tmp_path / ".venv" / ("Scripts/python.exe" if virtual_environment.ON_WINDOWS else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(virtual_environment, "ROOT", tmp_path)
    for home, known in ((tmp_path, True), (tmp_path / "удалён", False)):
        (tmp_path / ".venv" / "pyvenv.cfg").write_text(f"home = {home}\nversion = 3.12.1\n", encoding="utf-8")
        assert bool(virtual_environment.interpreter()) is known


@pytest.mark.parametrize(("long_paths", "refused"), [(False, True), (True, False)])
def test_a_path_too_long_for_windows_is_told_before_anything_is_made(long_paths, refused, tmp_path, monkeypatch):
    monkeypatch.setattr(virtual_environment, "ON_WINDOWS", True)
    monkeypatch.setattr(virtual_environment, "ROOT", tmp_path / ("п" * virtual_environment.LONGEST_ROOT))
    monkeypatch.setattr(virtual_environment, "takes_long_paths", lambda: long_paths)
    if refused:
        with pytest.raises(virtual_environment.SetUpError, match="слишком длинный для Windows"):
            virtual_environment.check_machine()
    else:
        virtual_environment.check_machine()


# Code that needs no POSIX

#: What Windows lacks, and the modules that use it behind a question whether it is there.
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "os": {"fork", "forkpty", "getuid", "geteuid", "getgid", "setsid", "getpgid", "killpg", "mkfifo", "nice", "statvfs"}
    | {"sched_getaffinity", "uname", "waitid", "chown", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK"},
    "signal": {
        "SIGKILL",
        "SIGHUP",
        "SIGALRM",
        "alarm",
        "setitimer",
        "pthread_sigmask",
        "SIGUSR1",
        "SIGSTOP",
        "SIGCHLD",
    },
}
#: `shell` runs in forked children alone, `children` asks first.
GUARDED = {
    "shnor_lib/engine/shell.py",
    "shnor_lib/engine/children.py",
    "shnor_lib/engine/papermill_engine.py",
    "shnor_lib/presentation/aside.py",
}


@pytest.fixture(scope="module")
def code(root):
    """Every module of the package and the tools by its path."""
    return {
        path.relative_to(root).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("shnor_lib", "tools")
        for path in sorted((root / folder).rglob("*.py"))
    }


def test_what_only_posix_has_is_imported_within_functions_and_used_where_it_was_asked_for(code, root):
    found = set()
    told = re.compile("|".join(sorted({*POSIX_MODULES, *(one for names in POSIX_NAMES.values() for one in names)})))
    for name, tree in ((name, tree) for name, tree in code.items() if told.search((root / name).read_text())):
        for node in tree.body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
                assert not POSIX_MODULES & {one.partition(".")[0] for one in names}, f"{name}: {names}"
        for node in ast.walk(tree):
            owner = node.value if isinstance(node, ast.Attribute) else None
            if isinstance(owner, ast.Name) and node.attr in POSIX_NAMES.get(owner.id, ()):
                found.add(name)
    assert found == GUARDED


def test_every_text_is_read_and_written_in_a_named_encoding(code):
    """Elsewhere it is UTF-8 anyway; on Windows it would be that of the system."""
    unnamed = [
        f"{name}:{call.lineno}"
        for name, tree in code.items()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and _is_text(call) and "encoding" not in {word.arg for word in call.keywords}
    ]
    # The set-up's lock and its bin hold no text; members of a ZIP are bytes.
    assert {place.partition(":")[0] for place in unnamed} <= {
        "shnor_lib/pipeline/kept.py",
        "tools/virtual_environment.py",
        "tools/set_up.py",
    }, unnamed


def _is_text(call):
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name in ("read_text", "write_text"):
        return len(call.args) < (2 if name == "write_text" else 1)
    if name == "open":
        values = [
            arg.value for arg in [*call.args, *(word.value for word in call.keywords)] if isinstance(arg, ast.Constant)
        ]
        modes = [value for value in values if isinstance(value, str) and re.fullmatch(r"[rwxab+t]+", value)]
        of_a_path = isinstance(call.func, ast.Name) or (
            isinstance(call.func, ast.Attribute) and not isinstance(call.func.value, ast.Name | ast.Attribute)
        )
        return bool(modes and "b" not in modes[0]) or (of_a_path and not modes and isinstance(call.func, ast.Name))
    return any(word.arg in ("text", "universal_newlines") for word in call.keywords) and name in ("run", "Popen")
