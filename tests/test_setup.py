"""The set-up makes `.venv` once, adds to it, repairs it after a move, and says every trouble in one Russian sentence.

A tiny project with two hand-made wheels stands in for the real one, so that no network is needed.
"""

import ast
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile

import pytest

from tests.support.built_editions import made_once
from tools import set_up, virtual_environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-in project is laid out as on POSIX")

NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_DEFAULT_TIMEOUT": "2"}

BACKEND = """
import os, zipfile

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name, info = "probe_project-1.0-py3-none-any.whl", "probe_project-1.0.dist-info/"
    with zipfile.ZipFile(os.path.join(wheel_directory, name), "w") as wheel:
        wheel.writestr("probe_project.pth", os.getcwd())
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: probe-project\\nVersion: 1.0\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "probe-project"
version = "1.0"
dependencies = ["probe>=1"]
[project.optional-dependencies]
dev = ["probe-dev>=1"]
"""


def write_wheel(folder, name):
    """Write a wheel with one module and one console script, the same bytes each time; return its line for a lock."""
    module = name.replace("-", "_")
    wheel, info = folder / f"{module}-1.0-py3-none-any.whl", f"{module}-1.0.dist-info/"
    members = {
        f"{module}.py": "import sys\ndef main(): print(sys.prefix)\n",
        info + "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        info + "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        info + "entry_points.txt": f"[console_scripts]\n{name} = {module}:main\n",
        info + "RECORD": "",
    }
    with zipfile.ZipFile(wheel, "w") as archive:
        for member, text in members.items():
            archive.writestr(zipfile.ZipInfo(member), text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory):
    folder = tmp_path_factory.mktemp("пакеты без сети")
    return folder, {name: write_wheel(folder, name) for name in ("probe", "probe-dev")}


@pytest.fixture(scope="module")
def bare(root, wheels, tmp_path_factory):
    """The stand-in project as it comes from a checkout."""
    folder = tmp_path_factory.mktemp("checkout") / "отчёт ШНОР"
    (folder / "tools").mkdir(parents=True)
    for name in ("set_up.py", "virtual_environment.py"):
        shutil.copy(root / "tools" / name, folder / "tools")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "project_module.py").write_text("")
    lines = wheels[1]
    (folder / "requirements.lock").write_text(lines["probe"])
    (folder / "requirements-dev.lock").write_text(lines["probe"] + lines["probe-dev"])
    return folder


@pytest.fixture(scope="module")
def made(bare, wheels, tmp_path_factory):
    """The stand-in project with its environment, made once for all workers."""

    def make(place):
        shutil.copytree(bare, place / "отчёт ШНОР")
        done = set_up_in(place / "отчёт ШНОР", WHEELS=str(wheels[0]))
        assert done.returncode == 0, done.stderr
        assert done.stdout == "Готовлю окружение: это нужно один раз, 1–3 минуты.\n"

    return made_once("stand-in", tmp_path_factory, make) / "отчёт ШНОР"


@pytest.fixture
def project(made, tmp_path):
    """A project of the test's own whose environment is ready; it was copied, and its stamp knows only its path."""
    folder = tmp_path / "моя папка"
    shutil.copytree(made, folder, symlinks=True)
    change_stamp(folder, root=str(folder))
    return folder


def set_up_in(folder, *words, **environment):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_") and name != "WHEELS"}
    return subprocess.run(
        [sys.executable, "-E", "-S", "tools/set_up.py", *words],
        cwd=folder,
        env={**kept, "PIP_CONFIG_FILE": os.devnull, **NO_NETWORK, **environment},
        capture_output=True,
        encoding="utf-8",
    )


def spent_by_children():
    """Return seconds of the processor, which no neighbour on the machine makes longer by waiting."""
    times = os.times()
    return times.children_user + times.children_system


def stamp(folder):
    return json.loads((folder / ".venv/.stamp").read_text(encoding="utf-8"))


def change_stamp(folder, **parts):
    (folder / ".venv/.stamp").write_text(json.dumps({**stamp(folder), **parts}), encoding="utf-8")


def append(path, text):
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def in_environment(folder, code):
    """Run code in the environment, from elsewhere, and return what it prints."""
    python = folder / ".venv/bin/python"
    return subprocess.run([python, "-c", code], cwd="/", capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.slow
def test_environment_is_made_from_the_lock_and_holds_the_project(made):
    assert in_environment(made, "import probe, project_module; print(project_module.__file__)").strip() == str(
        made / "project_module.py"
    )
    assert set(stamp(made)) == {"root", "project", "locks", "python", "interpreter"}
    assert not (made / "set-up.log").exists()


@pytest.mark.slow
def test_ready_environment_is_left_alone_quickly_and_silently(project):
    before = (project / ".venv/.stamp").stat().st_mtime_ns
    seconds = []
    for _ in range(3):
        started = spent_by_children()
        done = set_up_in(project)
        seconds.append(spent_by_children() - started)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (project / ".venv/.stamp").stat().st_mtime_ns == before
    assert min(seconds) < 0.3


@pytest.mark.slow
def test_more_packages_come_into_the_same_environment_and_stay(project, wheels):
    marker = project / ".venv/marker"
    marker.touch()
    done = set_up_in(project, "--with", "dev", WHEELS=str(wheels[0]))
    assert done.returncode == 0, done.stderr
    assert marker.exists(), "nothing was rebuilt"
    in_environment(project, "import probe, probe_dev")
    assert set(stamp(project)["locks"]) == {"", "dev"}
    for words in ([], ["--with", "dev"]):
        assert set_up_in(project, *words).stdout == ""


@pytest.mark.slow
def test_failed_addition_leaves_the_report_usable(project):
    done = set_up_in(project, "--with", "dev")
    assert done.returncode == 2
    assert "Нет связи с сервером пакетов" in done.stderr
    assert set_up_in(project).returncode == 0
    in_environment(project, "import probe")


@pytest.mark.slow
def test_moved_folder_repairs_itself_without_network(project, wheels, tmp_path):
    moved = project.rename(tmp_path / "Мои документы новые")
    done = set_up_in(moved)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Папка проекта переехала: поправляю окружение.\n"
    assert stamp(moved)["root"] == str(moved)
    assert in_environment(moved, "import project_module as m; print(m.__file__)").startswith(str(moved))
    script = subprocess.run([moved / ".venv/bin/probe"], capture_output=True, encoding="utf-8", check=True)
    assert script.stdout.strip() == str(moved / ".venv")
    assert set_up_in(moved).stdout == ""


@pytest.mark.slow
def test_changed_pyproject_reinstalls_only_the_project(project):
    marker = project / ".venv/marker"
    marker.touch()
    append(project / "pyproject.toml", "# a comment\n")
    done = set_up_in(project)
    assert done.returncode == 0, done.stderr
    assert marker.exists()
    assert set_up_in(project).stdout == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / ".venv/.stamp").unlink(),
        lambda folder: (folder / ".venv/.stamp").write_text("{"),
        lambda folder: change_stamp(folder, python="3.10.1"),
        lambda folder: change_stamp(folder, interpreter="/usr/bin/python3.10"),
        lambda folder: [
            (folder / ".venv/bin" / name).unlink() for name in os.listdir(folder / ".venv/bin") if "python" in name
        ],
        lambda folder: shutil.rmtree(folder / ".venv"),
        lambda folder: append(folder / "requirements.lock", "# newer\n"),
    ],
    ids=["interrupted", "torn stamp", "other version", "other path", "python gone", "removed", "new lock"],
)
def test_unsound_environment_is_made_anew(project, wheels, harm):
    marker = project / ".venv/marker"
    marker.touch()
    harm(project)
    done = set_up_in(project, WHEELS=str(wheels[0]))
    assert done.returncode == 0, done.stderr
    assert not marker.exists()
    assert not (project / ".venv.before").exists()
    in_environment(project, "import probe, project_module")
    assert set_up_in(project).stdout == ""


@pytest.mark.slow
def test_failed_rebuild_puts_the_environment_back(project):
    append(project / "requirements.lock", "# newer\n")
    done = set_up_in(project)
    assert done.returncode == 2
    assert "Нет связи с сервером пакетов" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Connection" in (project / "set-up.log").read_text(encoding="utf-8")
    in_environment(project, "import probe")


@pytest.mark.slow
def test_two_at_once_make_one_environment(bare, wheels, tmp_path):
    folder = tmp_path / "вдвоём"
    shutil.copytree(bare, folder)
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "WHEELS": str(wheels[0])}
    both = [
        subprocess.Popen(
            [sys.executable, "tools/set_up.py"], cwd=folder, env=environment, stdout=subprocess.PIPE, encoding="utf-8"
        )
        for _ in range(2)
    ]
    said = sorted(process.communicate()[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said[0].startswith("Готовлю окружение")
    assert said[1] == "Окружение готовит другая команда, жду её окончания.\n"
    in_environment(folder, "import probe, project_module")


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.2, 0.8, 1.6])
def test_killed_set_up_is_mended_by_the_next(bare, wheels, tmp_path, seconds):
    folder = tmp_path / "прервано"
    shutil.copytree(bare, folder)
    environment = {**os.environ, "PIP_CONFIG_FILE": os.devnull, "WHEELS": str(wheels[0])}
    with subprocess.Popen(
        [sys.executable, "tools/set_up.py"], cwd=folder, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        time.sleep(seconds)
        process.kill()
    done = set_up_in(folder, WHEELS=str(wheels[0]))
    assert done.returncode == 0, done.stderr
    in_environment(folder, "import probe, project_module")
    assert set_up_in(folder).stdout == ""


@pytest.mark.slow
def test_missing_wheel_is_named(project, tmp_path):
    (tmp_path / "пакеты").mkdir()
    done = set_up_in(project, "--with", "dev", WHEELS=str(tmp_path / "пакеты"))
    assert done.returncode == 2
    assert "нет пакета probe-dev==1.0" in done.stderr
    assert set(stamp(project)["locks"]) == {""}


def test_missing_folder_of_wheels_is_said_at_once(bare, tmp_path):
    folder = tmp_path / "проект"
    shutil.copytree(bare, folder)
    done = set_up_in(folder, WHEELS="нет такой")
    assert (done.returncode, done.stderr) == (
        2,
        "Нет папки с пакетами «нет такой». Проверьте путь после WHEELS=.\n",
    )


@pytest.mark.slow
def test_wrong_hash_is_refused(project, wheels):
    (project / "requirements-dev.lock").write_text(f"probe-dev==1.0 --hash=sha256:{'0' * 64}\n")
    done = set_up_in(project, "--with", "dev", WHEELS=str(wheels[0]))
    assert done.returncode == 2
    assert "не совпал с контрольной суммой" in done.stderr
    assert set(stamp(project)["locks"]) == {""}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "не хватает места"),
        ("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy", "Прокси-сервер"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "сертификат"),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", "Нет связи"),
        ("ReadTimeoutError(\"HTTPSConnectionPool(host='pypi.org', port=443): Read timed out.", "Нет связи"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "контрольной суммой"),
        ("PermissionError: [Errno 13] Permission denied: '/x/.venv'", "Нет прав на запись"),
        ("(from versions: none)\nERROR: No matching distribution found for numpy==2.4.6", "Нет связи"),
        ("(from versions: 1.0)\nERROR: No matching distribution found for numpy==2.4.6", "нет numpy==2.4.6 для Python"),
        ("something quite new", "удалите папку .venv"),
    ],
)
def test_what_pip_says_becomes_a_russian_sentence(monkeypatch, said, sentence):
    monkeypatch.delenv("WHEELS", raising=False)
    assert sentence in virtual_environment.explanation(f"Collecting x\n{said}\nmore")


def test_python_without_venv_is_said_with_the_remedy(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name))
    with pytest.raises(virtual_environment.SetUpError, match=r"нет модуля venv.*sudo apt install python3\.\d+-venv"):
        virtual_environment.check_machine()


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (PermissionError(13, "Permission denied", "/папка/.venv"), "Нет прав на запись: «/папка/.venv»"),
        (OSError(30, "Read-only file system"), "Не удалось подготовить окружение: диск открыт только для чтения."),
        (
            OSError(28, "No space left on device", "/а"),
            "на диске нет места или исчерпано число файлов («/а»). Проверьте",
        ),
        (OSError(9999, "Something else"), "отказ системы. Проверьте место на диске и права"),
        (KeyboardInterrupt(), "Прервано"),
    ],
)
def test_trouble_with_the_disk_is_a_sentence(monkeypatch, capsys, problem, sentence):
    def fail(extra):
        raise problem

    monkeypatch.setattr(virtual_environment, "is_ready", fail)
    assert virtual_environment.main([]) != 0
    assert sentence in capsys.readouterr().err


def test_unknown_set_of_packages_is_refused(capsys):
    assert virtual_environment.main(["--with", "tea"]) == 2
    assert "«tea»" in capsys.readouterr().err


def test_old_python_is_one_russian_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setattr(sys, "argv", ["tools/set_up.py"])
    monkeypatch.setattr(set_up, "is_new_enough", lambda name: False)
    assert set_up.main() == 2
    assert capsys.readouterr().err.startswith("Нужен Python 3.11 или новее, а найден 3.9.18")


def test_old_python_hands_over_to_a_newer_one_beside_it(monkeypatch):
    called = []
    monkeypatch.setattr(sys, "version_info", (3, 9, 18, "final", 0))
    monkeypatch.setattr(sys, "argv", ["tools/set_up.py", "--with", "dev"])
    monkeypatch.setattr(set_up, "is_new_enough", lambda name: name == "python3.12")
    monkeypatch.setattr(set_up.subprocess, "call", lambda command: called.append(command) or 0)
    assert set_up.main() == 0
    assert called == [["python3.12", os.path.abspath(set_up.__file__), "--with", "dev"]]


def test_any_python_can_read_the_entry_to_the_set_up(root):
    """Nothing in it is newer than Python 2.7: no f-strings, annotations, keyword-only or walrus syntax."""
    text = (root / "tools/set_up.py").read_text(encoding="utf-8")
    assert text.startswith("# -*- coding: utf-8 -*-\n")
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef, ast.Await, ast.Starred)
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, newer), ast.dump(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None and not node.args.kwonlyargs
            assert all(argument.annotation is None for argument in node.args.args)


def test_existing_python_is_checked_and_never_changed(monkeypatch, tmp_path):
    (tmp_path / "pyproject.toml").write_text(PYPROJECT.replace("probe>=1", "pytest>=1").replace("probe-dev", "no-such"))
    monkeypatch.setattr(virtual_environment, "ROOT", tmp_path)
    with pytest.raises(virtual_environment.SetUpError, match=r"не установлен сам проект.*pip install --no-deps"):
        virtual_environment.check_existing("")
    with pytest.raises(virtual_environment.SetUpError, match=r"не установлены: no-such.*-r requirements-dev.lock"):
        virtual_environment.check_existing("dev")


@pytest.mark.slow
def test_wheel_carries_maps_templates_and_fonts(root, tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(root / "shnor_lib", copy / "shnor_lib", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(root / name, copy)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, copy],
        check=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("shnor_lib/")}
    files = {path.relative_to(copy).as_posix() for path in (copy / "shnor_lib").rglob("*") if path.is_file()}
    assert packed == files
