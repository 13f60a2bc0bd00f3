"""What CI runs, and that nothing is passed over there in silence."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from tests.support.depth import every_case
from tests.support.skips import OF_THE_SYSTEM

SKIPPING = """
import pytest

@pytest.mark.skipif(True, reason="нет poppler-utils")
def test_marked(): pass

def test_within():
    pytest.importorskip("no_such_module")

@pytest.mark.skipif(True, reason="{of_the_system}")
def test_of_the_system(): pass

@pytest.mark.xfail
def test_expected(): assert 0

def test_passes(): pass
"""


@pytest.mark.parametrize(
    ("ci", "outcomes"),
    every_case(
        2,
        [
            ("", {"passed": 1, "skipped": 3, "xfailed": 1}),
            ("true", {"passed": 1, "skipped": 1, "xfailed": 1, "bad": 2}),
        ],
    ),
)
def test_a_tool_that_is_missing_fails_in_ci_and_is_a_skip_elsewhere(root, tmp_path, ci, outcomes):
    (tmp_path / "test_probe.py").write_text(SKIPPING.format(of_the_system=OF_THE_SYSTEM[0]), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.skips", "-p", "no:cacheprovider"]
    left_out = ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), str(tmp_path)],
        cwd=tmp_path,
        env={**kept, "CI": ci, "PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    counted = {word: int(number) for number, word in re.findall(r"(\d+) (\w+)", done.stdout.splitlines()[-1])}
    bad = sum(counted.pop(word, 0) for word in ("failed", "error", "errors"))
    shown = {name: counted[name] for name in ("passed", "skipped", "xfailed")} | ({"bad": bad} if bad else {})
    assert shown == outcomes
    assert (done.returncode == 1) == bool(ci)
    assert ("skipped in CI, although a test needs it: нет poppler-utils" in done.stdout) == bool(ci)


def test_every_reason_of_the_system_is_one_that_tests_give(root):
    texts = "\n".join(path.read_text(encoding="utf-8") for path in (root / "tests").rglob("test_*.py"))
    assert [reason for reason in OF_THE_SYSTEM if f'"{reason}' not in texts] == []


def test_the_public_ci_calls_what_ours_calls(root):
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    steps = {name: [step.get("run") for step in job["steps"]][-1] for name, job in workflow["jobs"].items()}
    assert steps == {"linux": ".ci/run", "audit": "make audit", "elsewhere": "make test"}
    assert workflow["jobs"]["elsewhere"]["strategy"]["matrix"]["system"] == ["windows-latest", "macos-latest"]


def test_our_ci_lints_and_tests_as_ci_and_measures_coverage(root):
    script = (root / ".ci/run").read_text(encoding="utf-8")
    assert os.access(root / ".ci/run", os.X_OK)
    assert "export CI=" in script
    assert re.findall(r"^((?:\w+=1 )?make [\w-]+)", script, re.MULTILINE) == [
        "make lint",
        "COVERAGE=1 make test",
        "make test-browser",
    ]
    assert subprocess.run(["bash", "-n", root / ".ci/run"], check=False).returncode == 0
