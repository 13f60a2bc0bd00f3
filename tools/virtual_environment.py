"""The project's own `.venv`: made once from a lock, repaired when the folder moves, left alone otherwise.

Standard library only.  The stamp `.venv/.stamp` says what the environment was made from and is written last: whatever
was interrupted has no stamp and is made anew.  Every failure is one Russian sentence with its remedy (exit code 2).
"""

import contextlib
import errno
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"": "requirements.lock", "dev": "requirements-dev.lock", "lab": "requirements-lab.lock"}
ON_WINDOWS = os.name == "nt"
LOG_NAME = "set-up.log"
#: Without leave for more, Windows takes paths of 259 characters; the longest below the root has some 150.
LONGEST_ROOT = 100

#: What pip's log tells (first match wins) and what the user is told.
PIP_TROUBLES = (
    (
        r"No space left on device|Errno 28|not enough space on the disk",
        "На диске не хватает места (нужно около 1 ГБ). Освободите место и повторите команду.",
    ),
    (
        r"407 Proxy|ProxyError|Cannot connect to proxy",
        "Прокси-сервер не пускает к пакетам. Укажите его адрес: export HTTPS_PROXY=http://имя:пароль@адрес:порт "
        "и повторите команду.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "Не удалось проверить сертификат сервера пакетов. Если в сети свой сертификат, укажите его: "
        "export PIP_CERT=путь/к/сертификату.pem и повторите команду.",
    ),
    (
        r"name resolution|NameResolutionError|NewConnectionError|Failed to establish a new connection|ConnectTimeout"
        r"|ReadTimeout|Read timed out|Network is unreachable|Connection refused|Connection reset|Connection aborted"
        r"|RemoteDisconnected|getaddrinfo failed|from versions: none",
        "Нет связи с сервером пакетов. Проверьте подключение к интернету и повторите команду; за прокси-сервером "
        "задайте HTTPS_PROXY, без сети — папку с пакетами: WHEELS=папка (см. README).",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "Скачанный пакет не совпал с контрольной суммой. Повторите команду; если не поможет, сервер пакетов отдаёт "
        "изменённые файлы: обратитесь к администратору сети.",
    ),
    (
        r"Permission denied|Errno 13|WinError 5",
        "Нет прав на запись в папку проекта. Скопируйте проект в свою папку (например, в «Документы») "
        "и повторите команду.",
    ),
)


#: Refusals of the system in Russian (`shnor_lib.ground.refusals` cannot be imported yet).
REFUSALS = {
    number: words
    for name, words in (
        ("ENOSPC", "на диске нет места или исчерпано число файлов"),
        ("EDQUOT", "исчерпана квота на диске"),
        ("EROFS", "диск открыт только для чтения"),
        ("ENAMETOOLONG", "слишком длинное имя или путь"),
        ("EIO", "диск не отвечает"),
        ("ENOTDIR", "часть пути — файл, а не папка"),
    )
    if (number := getattr(errno, name, None)) is not None
}


class SetUpError(Exception):
    """A problem that the user can mend; its text is a Russian sentence with the remedy."""


def main(arguments: list[str]) -> int:
    """Make the environment ready for what the arguments ask and return the exit code."""
    extra = arguments[arguments.index("--with") + 1] if "--with" in arguments[:-1] else ""
    if extra not in LOCKS:
        print(f"Нет набора пакетов «{extra}»; есть: dev, lab.", file=sys.stderr)
        return 2
    try:
        if "--existing" in arguments:
            check_existing(extra)
        elif not is_ready(extra):
            with only_one_at_a_time():
                make_ready(extra)
    except SetUpError as problem:
        print(problem, file=sys.stderr)
        return 2
    except PermissionError as problem:
        print(
            f"Нет прав на запись: «{problem.filename}». Скопируйте проект в свою папку (например, в «Документы») "
            "и повторите команду.",
            file=sys.stderr,
        )
        return 2
    except OSError as problem:
        why = REFUSALS.get(problem.errno or 0, "отказ системы")
        print(
            f"Не удалось подготовить окружение: {why}{f' («{problem.filename}»)' if problem.filename else ''}. "
            "Проверьте место на диске и права на папку и повторите команду.",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print("\nПрервано. Повторите команду: подготовка начнётся заново.", file=sys.stderr)
        return 130
    return 0


# ---------------------------------------------------------------------------------------------------------- the stamp


def venv_folder() -> Path:
    """Return the folder of the environment."""
    return ROOT / ".venv"


def venv_python() -> Path:
    """Return the environment's interpreter."""
    return venv_folder() / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")


def read_stamp() -> dict:
    """Return what the environment was made from; empty if it was never finished."""
    try:
        stamp = json.loads((venv_folder() / ".stamp").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and isinstance(stamp.get("locks"), dict) else {}


def write_stamp(locks: dict[str, str]) -> None:
    """Write the stamp whole or not at all."""
    stamp = {"root": str(ROOT), "project": project_hash(), "locks": locks, **interpreter()}
    draft = venv_folder() / ".stamp.new"
    draft.write_text(json.dumps(stamp, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(venv_folder() / ".stamp")


def lock_hash(extra: str) -> str:
    """Return the hash of a lock file."""
    return hashlib.sha256((ROOT / LOCKS[extra]).read_bytes()).hexdigest()


def project_hash() -> str:
    """Return the hash of pyproject.toml, which holds the entry points."""
    return hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()


def interpreter() -> dict[str, str]:
    """Return the version in `pyvenv.cfg` and the real path of the interpreter behind `.venv`; empty if it is gone."""
    try:
        settings = (venv_folder() / "pyvenv.cfg").read_text(encoding="utf-8")
        real = venv_python().resolve(strict=True)
    except OSError:
        return {}
    # On Windows the environment's interpreter is a file of its own, which stays where the Python behind it is gone.
    home = re.search(r"^home\s*=\s*(.+)", settings, re.MULTILINE)
    if home and not Path(home.group(1).strip()).is_dir():
        return {}
    version = re.search(r"^version\s*=\s*(\S+)", settings, re.MULTILINE)
    return {"python": version.group(1) if version else "", "interpreter": str(real)}


def is_same_python(stamp: dict) -> bool:
    """Tell whether the environment still stands on the Python that it was made with."""
    now = interpreter()
    recorded = (stamp.get("python"), stamp.get("interpreter"))
    if not now or recorded != (now["python"], now["interpreter"]):
        return False
    # The system may have put a newer Python in the same place.  Only that very Python can tell, at no cost, of itself.
    runs_it = os.path.realpath(sys.executable) == now["interpreter"]
    return not runs_it or now["python"] == ".".join(str(part) for part in sys.version_info[:3])


def is_ready(extra: str) -> bool:
    """Tell whether nothing has to be done."""
    stamp = read_stamp()
    return (
        bool(stamp)
        and stamp["locks"].get("") == lock_hash("")
        and stamp["locks"].get(extra) == lock_hash(extra)
        and stamp.get("project") == project_hash()
        and stamp.get("root") == str(ROOT)
        and is_same_python(stamp)
    )


# ---------------------------------------------------------------------------------------------------------- the work


@contextlib.contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold the set-up's lock; the operating system frees it once this process and its pip are gone.

    Raises:
        SetUpError: another set-up went on for more than ten minutes.
    """
    with (ROOT / ".venv.lock").open("a") as handle:
        deadline, told = time.monotonic() + 600, False
        while not _try_lock(handle):
            if time.monotonic() > deadline:
                raise SetUpError("Окружение уже готовит другая команда. Дождитесь её окончания и повторите.")
            if not told:
                print("Окружение готовит другая команда, жду её окончания.", flush=True)
                told = True
            time.sleep(0.3)
        # If this process is killed, the pip that it leaves behind still holds the lock until it ends.
        os.set_inheritable(handle.fileno(), True)
        yield


def _try_lock(handle: TextIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make_ready(extra: str) -> None:
    """Do the least that brings the environment up to date: add, repair or make anew.

    Raises:
        SetUpError: something outside the project is missing.
    """
    if is_ready(extra):  # another set-up did the work while this one waited
        return
    stamp, log = read_stamp(), ROOT / LOG_NAME
    log.write_text("", encoding="utf-8")
    sound = bool(stamp) and stamp["locks"].get("") == lock_hash("") and is_same_python(stamp)
    if sound and stamp.get("root") != str(ROOT) and not ON_WINDOWS:
        print("Папка проекта переехала: поправляю окружение.", flush=True)
        move_here(stamp, log)
    elif not sound or stamp.get("root") != str(ROOT):
        print("Готовлю окружение: это нужно один раз, 1–3 минуты.", flush=True)
        make_anew(extra, log)
    elif stamp.get("project") != project_hash():
        install_project(log)
        write_stamp(stamp["locks"])
    if not is_ready(extra):
        print("Добавляю в окружение пакеты для этой команды: нужно один раз, около минуты.", flush=True)
        install_lock(extra, log)
        write_stamp({**read_stamp()["locks"], extra: lock_hash(extra)})
    log.unlink(missing_ok=True)


def make_anew(extra: str, log: Path) -> None:
    """Make the environment from nothing; the one before is put back if this fails."""
    check_machine()
    before = ROOT / ".venv.before"
    if read_stamp():
        shutil.rmtree(before, ignore_errors=True)
        venv_folder().rename(before)
    elif venv_folder().exists():
        _remove(venv_folder())
    try:
        # Not sys.executable: that may be this very .venv, activated by the user and about to be replaced.
        _run([getattr(sys, "_base_executable", sys.executable), "-m", "venv", str(venv_folder())], log)
        install_lock(extra, log)
        install_project(log)
        write_stamp({"": lock_hash(""), extra: lock_hash(extra)})
    except BaseException:
        if before.exists():
            _remove(venv_folder())
            before.rename(venv_folder())
        raise
    shutil.rmtree(before, ignore_errors=True)


def check_machine() -> None:
    """Find out what no later step could put in words.

    Raises:
        SetUpError: Python lacks venv, or the folder's name cannot hold an environment.
    """
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise SetUpError(
            f"В этом Python ({sys.executable}) нет модуля venv. Установите его (Debian, Ubuntu: "
            f"sudo apt install python{version}-venv) и повторите команду."
        )
    if os.pathsep in str(ROOT):
        raise SetUpError(f"В имени папки «{ROOT}» есть знак «{os.pathsep}». Переименуйте папку и повторите команду.")
    if os.environ.get("WHEELS") and not wheels_folder().is_dir():
        raise SetUpError(f"Нет папки с пакетами «{os.environ['WHEELS']}». Проверьте путь после WHEELS=.")
    if ON_WINDOWS and len(str(ROOT)) > LONGEST_ROOT and not takes_long_paths():
        raise SetUpError(
            f"Путь к папке проекта слишком длинный для Windows ({len(str(ROOT))} знаков, можно до {LONGEST_ROOT}): "
            "перенесите её ближе к началу диска, например в C:\\ШНОР, и повторите команду."
        )


def takes_long_paths() -> bool:
    """Tell whether this Windows lets programs use paths of more than 260 characters."""
    if sys.platform != "win32":
        return True
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except OSError:
        return False


def wheels_folder() -> Path:
    """Return the folder that replaces the package index (`WHEELS=`, relative to the project's root)."""
    return ROOT / os.environ["WHEELS"]


def install_lock(extra: str, log: Path) -> None:
    """Install exactly what a lock names, each file checked by its hash.

    Raises:
        SetUpError: pip failed.
    """
    source = ["--no-index", "--find-links", wheels_folder().as_uri()] if os.environ.get("WHEELS") else []
    _pip(["install", "--require-hashes", *source, "-r", LOCKS[extra]], log)


def install_project(log: Path) -> None:
    """Install the project itself, editable; all that it needs is there already, so that no network is used.

    Raises:
        SetUpError: pip failed.
    """
    _pip(["install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", "."], log)


def _pip(arguments: list[str], log: Path) -> None:
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    _run([*command, "--progress-bar", "off"], log)


def _run(command: list[str], log: Path) -> None:
    """Run a command, its words going to the log; on a terminal count the packages that pip has looked at.

    Raises:
        SetUpError: the command failed; the sentence is made from what it said.
    """
    counter, said = 0, []
    # pip's messages are matched below, so they have to be English; a strange PYTHONPATH or user folder must not matter.
    environment = {**os.environ, "LC_MESSAGES": "C", "PYTHONNOUSERSITE": "1", "PYTHONIOENCODING": "utf-8:replace"}
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"):
        environment.pop(name, None)
    with (
        log.open("a", encoding="utf-8") as record,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            close_fds=False,  # the set-up's lock goes along
        ) as process,
    ):
        for line in process.stdout or ():
            record.write(line)
            said.append(line)
            counter += line.startswith("Collecting ")
            if sys.stdout.isatty() and counter:
                print(f"\r  пакетов: {counter}", end="", flush=True)
        code = process.wait()
        if sys.stdout.isatty() and counter:
            print("\r" + " " * 30 + "\r", end="", flush=True)
    if code:
        raise SetUpError(f"{explanation(''.join(said))} Подробности: {LOG_NAME}.")


def explanation(said: str) -> str:
    """Return the Russian sentence for a failed command's words."""
    missing = re.search(r"No matching distribution found for (\S+)", said)
    if missing and os.environ.get("WHEELS"):
        return (
            f"В папке «{os.environ['WHEELS']}» нет пакета {missing.group(1)} для этого Python. "
            "Скачайте пакеты заново (см. README) и повторите команду."
        )
    for pattern, sentence in PIP_TROUBLES:
        if re.search(pattern, said):
            return sentence
    if missing:
        return (
            f"На сервере пакетов нет {missing.group(1)} для Python {sys.version_info[0]}.{sys.version_info[1]}. "
            "Проверено на Python 3.11–3.13: укажите такой, PYTHON=python3.12, или обновите проект."
        )
    return (
        "Не удалось подготовить окружение. Повторите команду; если не поможет, удалите папку .venv и повторите ещё раз."
    )


def _remove(folder: Path) -> None:
    """Remove an environment; a link in its place is removed as a link."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


# ---------------------------------------------------------------------------------------------------- a moved folder


def move_here(stamp: dict, log: Path) -> None:
    """Repair an environment that came along with a moved or copied folder; needs no network.

    Three things in it know where it lies: the activation scripts, the first lines of the console scripts, and the
    link to the project.
    """
    (venv_folder() / ".stamp").unlink()
    _run([stamp["interpreter"], "-m", "venv", "--without-pip", str(venv_folder())], log)
    for script in venv_python().parent.iterdir():
        if script.is_file() and not script.is_symlink():
            point_here(script)
    install_project(log)
    write_stamp(stamp["locks"])


def point_here(script: Path) -> None:
    """Make a console script start this environment's Python, in the form that survives spaces in a path."""
    head = rb"\A#!(?:/bin/sh\n'''exec' [^\n]*python[^\n]*\n' '''\n|[^\n]*/\.venv/bin/python[^\n]*\n)"
    text = script.read_bytes()
    launcher = f"#!/bin/sh\n'''exec' \"{venv_python()}\" \"$0\" \"$@\"\n' '''\n".encode()
    pointed, changed = re.subn(head, lambda _: launcher, text, count=1)
    if changed:
        script.write_bytes(pointed)


# -------------------------------------------------------------------------------------------- someone else's Python


def check_existing(extra: str) -> None:
    """Check that this Python (`PYTHON=` or the conda environment `shnor`) has all that the project needs.

    Raises:
        SetUpError: something is missing; nothing is installed into an environment that is not ours.
    """
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    missing = [name for name in (re.split(r"[^\w-]", line)[0] for line in wanted) if not _is_installed(name)]
    if missing:
        raise SetUpError(
            f"В этом Python ({sys.executable}) не установлены: {', '.join(missing)}. "
            f'Выполните: "{sys.executable}" -m pip install -r {LOCKS[extra]}'
        )
    if not _is_installed(project["name"]):
        raise SetUpError(
            f"В этом Python ({sys.executable}) не установлен сам проект. "
            f'Выполните: "{sys.executable}" -m pip install --no-deps --no-build-isolation -e .'
        )


def _is_installed(name: str) -> bool:
    from importlib import metadata  # slow to import, and only this rare path needs it

    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
