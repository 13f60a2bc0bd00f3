"""The machine itself: disks that are full, a second run, and surroundings that must change no byte of a report."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shnor_lib.ground.recorded import recorded_hashes
from shnor_lib.pipeline.manifest import hashes_in, read_manifest
from tests.support.toy import build

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = (
    "import sys; from pathlib import Path; from shnor_lib.cli import main; from tests.support.toy import open_toy;"
    "sys.exit(main(['report', '2022', *sys.argv[2:]], open_toy(Path(sys.argv[1])).project))"
)
pytestmark = pytest.mark.slow
needs_root = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None, reason="only root mounts disks"
)


@pytest.fixture
def toy(tmp_path):
    return build(tmp_path / "toy")


@pytest.fixture
def disk(tmp_path):
    """Mount a small disk with given options; return its folder."""
    place = tmp_path / "диск"
    place.mkdir()

    def mount(options: str) -> Path:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True)
        if done.returncode:
            pytest.skip("no disks may be mounted here")
        return place

    yield mount
    subprocess.run(["umount", str(place)], capture_output=True)


def run(toy, *arguments: str, folder: Path = ROOT) -> tuple[int, str]:
    command = [sys.executable, "-c", PROGRAM, str(toy.root), *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def is_whole(edition: Path) -> bool:
    manifest = read_manifest(edition)
    return manifest is not None and hashes_in(edition, manifest.outputs) == manifest.outputs


@needs_root
@pytest.mark.parametrize(
    "options",
    [
        *(f"size={size}k" for size in (4, 8, 16, 32, 48, 64, 96, 128)),
        *(f"size=9m,nr_inodes={n}" for n in (3, 6, 9, 14)),
    ],
)
def test_a_disk_that_is_too_small_is_told_of_and_one_that_is_made_larger_does(toy, disk, options):
    place = disk(options)
    output = place / "2022"
    code, text = run(toy, "--output", str(output))
    if code:
        assert "на диске нет места или исчерпано число файлов. Освободите место" in text, text
        assert not output.exists() and "Отчёта пока нет." in text
    else:
        assert is_whole(output)
    subprocess.run(["mount", "-o", "remount,size=9m,nr_inodes=9k", str(place)], check=True)
    code, text = run(toy, "--output", str(output))
    assert code == 0 and is_whole(output), text


@needs_root
@pytest.mark.parametrize("spare", [0, 4, 16, 40, 64])
def test_a_disk_that_gets_full_leaves_the_edition_that_stands(toy, disk, spare):
    place = disk("size=4m")
    output = place / "2022"
    assert run(toy, "--output", str(output))[0] == 0
    before = (output / "report.html").read_bytes()
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    (place / "занято").write_bytes(b"\0" * (free - spare * 1024))
    (toy.root / "data" / "one.txt").write_text("10 12", encoding="utf-8")
    code, text = run(toy, "--output", str(output))
    assert is_whole(output)
    if code:
        assert "на диске нет места" in text and (output / "report.html").read_bytes() == before
        assert "Прежний отчёт не изменён." in text
    (place / "занято").unlink()
    assert run(toy, "--output", str(output))[0] == 0 and is_whole(output)


@needs_root
def test_a_disk_that_is_read_only_is_told_of(toy, disk):
    place = disk("size=4m,ro")
    code, text = run(toy, "--output", str(place / "2022"))
    assert code == 2 and "диск открыт только для чтения" in text and "OUTPUT=путь" in text


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_runs_at_once_one_makes_the_edition_and_both_say_so(toy, attempt):
    command = [sys.executable, "-c", PROGRAM, str(toy.root)]
    both = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120)[0] for process in both]
    assert 0 in [process.returncode for process in both]
    for process, text in zip(both, said, strict=True):
        assert process.returncode == 0 or "уже собирается в другом окне" in text, text
    assert is_whole(toy.issued)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("-Sn 20", "Отчёт: "),
        ("-n 20", "Система разрешает открыть 20 файлов сразу"),
        ("-f 4", "файл больше, чем разрешено"),
    ],
)
def test_limits_of_the_shell_are_widened_or_told_of(toy, limit, words):
    command = ["bash", "-c", f'ulimit {limit} && exec "$0" "$@"', sys.executable, "-c", PROGRAM, str(toy.root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120)
    assert words in done.stdout + done.stderr and "Traceback" not in done.stderr


# ---------------------------------------------------------------------------------------------------- surroundings

SHADOWS = ("random", "statistics", "csv", "types", "calendar", "numpy", "tempfile")
SURROUNDINGS = {
    "time zone": {"TZ": "Asia/Kamchatka"},
    "POSIX": {"LC_ALL": "C"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "Turkish": {"LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8"},
    "no home": {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"},
    "no temporary folder": {"TMPDIR": "/nonexistent"},
    "hash seed": {"PYTHONHASHSEED": "4242"},
    "threads": {"OMP_NUM_THREADS": "7", "OPENBLAS_NUM_THREADS": "7"},
    "moment": {"SOURCE_DATE_EPOCH": "2000000000"},
    "wide terminal": {"COLUMNS": "300", "LINES": "9"},
    "warnings": {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2"},
    "backend": {"MPLBACKEND": "svg", "MATPLOTLIBRC": "/nonexistent"},
}


@pytest.fixture(scope="module")
def project(built_2022, tmp_path_factory):
    """A copy of the project whose files were laid in the opposite order, with other modules beside it."""
    folder = tmp_path_factory.mktemp("surroundings") / "Папка с отчётом"
    for path in sorted(built_2022.project.rglob("*"), reverse=True):
        relative = path.relative_to(built_2022.project)
        if path.is_file() and relative.parts[0] != "output" and "__pycache__" not in relative.parts:
            (folder / relative).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / relative)
    return folder


def made(project: Path, output: Path, *before: str, **environment: str) -> dict[str, str]:
    """Make the edition 2022; return the hashes of what was made."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*before, sys.executable, "-m", "shnor_lib", "report", "2022", "--output", str(output)],
        cwd=project,
        env=inherited | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stdout + done.stderr
    return recorded_hashes(output)


@pytest.mark.parametrize("environment", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_no_surroundings_change_a_byte(project, built_2022, tmp_path, environment):
    assert made(project, tmp_path / "2022", **environment) == recorded_hashes(built_2022.folder)


@pytest.mark.parametrize("before", ["umask 077; ", "umask 000; ", "taskset -c 0 ", "env -i "])
def test_no_shell_changes_a_byte(project, built_2022, tmp_path, before):
    if "taskset" in before and shutil.which("taskset") is None:
        pytest.skip("no taskset here")
    shell = ("bash", "-c", re.sub(r"$", '"$0" "$@"', before, count=1))
    assert made(project, tmp_path / "2022", *shell) == recorded_hashes(built_2022.folder)


def test_modules_beside_the_project_and_of_other_programs_change_nothing(project, built_2022, tmp_path):
    foreign = tmp_path / "другая программа"
    for name in ("numpy", "pandas", "yaml", "papermill"):
        (foreign / name).mkdir(parents=True)
        (foreign / name / "__init__.py").write_text("raise ImportError('чужой')", encoding="utf-8")
    beside = [folder / f"{name}.py" for folder in (project, project / "notebooks") for name in SHADOWS]
    for path in beside:
        path.write_text("raise RuntimeError('чужой')", encoding="utf-8")
    try:
        hashes = made(project, tmp_path / "2022", PYTHONPATH=str(foreign))
    finally:
        for path in beside:
            path.unlink()
    assert hashes == recorded_hashes(built_2022.folder)
