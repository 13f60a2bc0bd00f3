"""pyproject.toml, the locks and environment.yml say the same; no network is needed to see it."""

import re
from importlib import import_module

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from shnor_lib.__main__ import main
from tools.lock import LOCKS, environment_text, fingerprint, newest_python, pins, read_project, requirements

PROJECT = read_project()


def lock_text(root, extra=""):
    return (root / LOCKS[extra]).read_text(encoding="utf-8")


def hashes(text):
    """Return pin → set of hashes."""
    entries = re.findall(r"^([a-z0-9][^\s\\]*)[^\n]*\\\n((?:    --hash=\S+(?: \\)?\n?)+)", text, re.MULTILINE)
    return {pin: set(re.findall(r"--hash=(\S+)", block)) for pin, block in entries}


@pytest.mark.parametrize("extra", LOCKS)
def test_lock_was_compiled_from_this_pyproject(root, extra):
    assert fingerprint(PROJECT, extra) in lock_text(root, extra).splitlines()[0], "run `make lock`"


@pytest.mark.parametrize("extra", LOCKS)
def test_lock_satisfies_every_direct_requirement(root, extra):
    pinned = pins(lock_text(root, extra))
    for requirement in map(Requirement, requirements(PROJECT, extra)):
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), requirement


@pytest.mark.parametrize("extra", LOCKS)
def test_every_pin_has_hashes(root, extra):
    text = lock_text(root, extra)
    assert len(pins(text)) > 20
    assert {pin.partition("==")[0] for pin in hashes(text)} == set(pins(text))


@pytest.mark.parametrize("extra", LOCKS)
def test_lock_names_no_server_and_no_machine(root, extra):
    assert not re.search(r"https?:|file:|index-url|find-links|(^|\s)/\w", lock_text(root, extra))


@pytest.mark.parametrize("extra", ["dev", "lab"])
def test_bigger_locks_hold_the_runtime_lock_unchanged(root, extra):
    runtime, bigger = hashes(lock_text(root)), hashes(lock_text(root, extra))
    assert runtime.items() <= bigger.items()


def test_dev_and_lab_locks_fit_into_one_environment(root):
    dev, lab = (pins(lock_text(root, extra)) for extra in ("dev", "lab"))
    assert {name: dev[name] for name in dev.keys() & lab.keys()} == {
        name: lab[name] for name in dev.keys() & lab.keys()
    }


def test_environment_yml_is_generated(root):
    assert (root / "environment.yml").read_text(encoding="utf-8") == environment_text(PROJECT), "run `make lock`"


def test_environment_yml_gives_conda_python_make_and_every_locked_package(root):
    environment = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))
    *conda, pip = environment["dependencies"]
    assert environment["name"] == "shnor"
    assert conda == [f"python={newest_python(PROJECT)}", "make", "pip"]
    *packages, project = pip["pip"]
    assert project == "--editable ."
    locked = {name: version for extra in LOCKS for name, version in pins(lock_text(root, extra)).items()}
    assert pins("\n".join(packages)) == locked


def test_newest_python_is_compared_as_a_number():
    classifiers = [f"Programming Language :: Python :: {version}" for version in ("3.9", "3.13", "3.11")]
    assert newest_python({"project": {"classifiers": classifiers}}) == "3.13"


def test_changed_requirement_changes_the_fingerprint():
    project = {"requires-python": ">=3.11", "dependencies": ["b>=1"]}
    changed = {"build-system": {"requires": ["a"]}, "project": project}
    before = fingerprint(changed)
    changed["project"]["dependencies"] = ["b>=2"]
    assert fingerprint(changed) != before


@pytest.mark.parametrize(
    "target",
    [target for group in PROJECT["project"]["entry-points"].values() for target in group.values()],
)
def test_entry_points_lead_somewhere(target):
    module, _, name = target.partition(":")
    assert isinstance(getattr(import_module(module), name), type)


def test_the_console_command_is_the_packages_own():
    assert PROJECT["project"]["scripts"] == {"shnor": "shnor_lib.__main__:main"}
    assert callable(main)


def test_pythons_named_as_supported_are_those_on_which_the_suite_was_run(root):
    named = {line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if ":: Python :: 3." in line}
    written = (root / "docs" / "slow.md").read_text(encoding="utf-8")
    assert named == set(
        re.findall(r"^\| \S+ \| \w+ \| (3\.\d+)\.\d+ \| \d+ passed, \d+ skipped", written, re.MULTILINE)
    )
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    assert named == set(workflow["jobs"]["linux"]["strategy"]["matrix"]["python"])
    lowest, newest = (choose(named, key=lambda one: int(one.partition(".")[2])) for choose in (min, max))
    assert PROJECT["project"]["requires-python"] == f">={lowest}"
    assert f"Python {lowest}–{newest}" in (root / "tools/virtual_environment.py").read_text(encoding="utf-8")
