"""Side stages: made by a command of their own, kept as long as they rest on the same, gone otherwise (decision 58)."""

import json

import pytest

from shnor_lib.pipeline.failures import StageFailed
from shnor_lib.pipeline.manifest import read_manifest
from shnor_lib.pipeline.summary import outcome_lines, why_lines
from shnor_lib.pipeline.verify import verified
from tests.support.depth import every_case
from tests.support.toy import SIDES, RecordingProgress, build

pytestmark = pytest.mark.usefixtures("warm_toys")

CODE = ("toy_lib/leaves.py", "mkdir", "mkdir ")
NOTEBOOK = ("notebooks/leaf.ipynb", "# Тетрадь", "# Лист")
PARAMS = ("params/2022.yml", '"divisor": 2', '"divisor": 1')
LEAVES = ("leaves/index.txt", "leaves/1.txt", "leaves/2.txt", "leaves/3.txt")


@pytest.fixture(scope="module")
def toy(warm_toys, tmp_path_factory):
    """A toy project with a side stage, made once with it; each test brings it back to that state first."""
    toy = build(tmp_path_factory.mktemp("листы"), SIDES)
    toy.make()
    assert sorted(_leaves(toy)) == ["leaves/index.txt"]
    assert "make leaves YEAR=2022" in (toy.issued / "leaves/index.txt").read_text(encoding="utf-8")
    return toy


def _leaves(toy) -> dict[str, bytes]:
    return {path: content for path, content in toy.snapshot().items() if path.startswith("leaves/")}


def _why(toy) -> list[str]:
    return toy.why()["Листы"]


@pytest.mark.slow
def test_a_report_does_not_ask_for_what_was_never_made(toy):
    assert toy.run()[0].anything_done is False
    assert _why(toy) == ["не собирались: для этого есть команда make leaves"]


def test_a_leaf_for_each_value_in_a_process_of_its_own(toy):
    report = {path: content for path, content in toy.snapshot().items() if path.startswith("report.")}
    outcome, executed = toy.run(sides=["leaves"])
    assert (executed, outcome.files) == (["Листы"], ["report.html", "report.pdf", "leaves/index.txt"])
    assert outcome.warnings[-1] == {"cell": 4, "message": "лист мал"}
    said = {path: content.decode() for path, content in _leaves(toy).items()}
    assert sorted(said) == sorted(LEAVES)
    assert said["leaves/index.txt"] == "1 2 3"
    for leaf in "123":
        assert f"{leaf} ['8', '12'] 2 False" in json.loads(said[f"leaves/{leaf}.txt"])[0]["text"]
    assert {path: content for path, content in toy.snapshot().items() if path.startswith("report.")} == report
    assert toy.run(sides=["leaves"])[0].anything_done is False


@pytest.mark.parametrize(
    ("path", "old", "new", "reason"),
    every_case(
        2,
        [
            ("data/one.txt", "4 6", "4 7", "изменилась таблица twice"),
            pytest.param(*CODE, "изменился код: toy_lib/leaves.py", marks=pytest.mark.slow),
            pytest.param(*NOTEBOOK, "изменилась тетрадь leaf.ipynb", marks=pytest.mark.slow),
            pytest.param(*PARAMS, "изменились параметры: раздел criteria", marks=pytest.mark.slow),
        ],
    ),
)
def test_what_rests_on_a_change_goes_with_the_report_and_is_told_of(toy, path, old, new, reason):
    toy.run(sides=["leaves"])
    before = (toy.root / path).read_text(encoding="utf-8")
    (toy.root / path).write_text(before.replace(old, new, 1), encoding="utf-8")
    try:
        found = _why(toy)
        outcome, executed = toy.run()
        assert reason in found or (path.startswith("data") and not found)
        assert "Листы" not in executed
        assert sorted(_leaves(toy)) == ["leaves/index.txt"]
        assert [side.name for side in outcome.dropped] == ["leaves"]
        assert any("make leaves" in line for line in outcome_lines(toy.project, outcome))
        assert toy.run()[0].anything_done is False
    finally:
        (toy.root / path).write_text(before, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "old", "new"),
    every_case(
        2,
        [
            ("params/2022_comments.md", "", "Слово аналитика. "),
            pytest.param("params/2022.yml", "Отчёт", "Доклад", marks=pytest.mark.slow),
        ],
    ),
)
def test_what_it_does_not_read_leaves_it_as_it_is(toy, path, old, new):
    if path.endswith(".yml"):
        old, new = json.dumps(old)[1:-1], json.dumps(new)[1:-1]
    toy.run(sides=["leaves"])
    before, leaves = (toy.root / path).read_text(encoding="utf-8"), _leaves(toy)
    (toy.root / path).write_text(before.replace(old, new, 1), encoding="utf-8")
    try:
        outcome, executed = toy.run()
        assert "Отчёт" in executed and outcome.dropped == ()
        assert _leaves(toy) == leaves
    finally:
        (toy.root / path).write_text(before, encoding="utf-8")


@pytest.mark.slow
def test_a_deleted_file_is_made_again_by_the_command_and_drops_the_rest_at_a_report(toy):
    toy.run(sides=["leaves"])
    whole = _leaves(toy)
    (toy.issued / "leaves/2.txt").unlink()
    assert _why(toy) == ["результат удалён: leaves/2.txt"]
    assert toy.run(sides=["leaves"])[1] == ["Листы"]
    assert _leaves(toy) == whole
    (toy.issued / "leaves/2.txt").unlink()
    outcome, executed = toy.run()
    assert (executed, [side.name for side in outcome.dropped]) == ([], ["leaves"])
    (toy.issued / "leaves/index.txt").unlink()
    assert toy.run()[0].anything_done is True
    assert sorted(_leaves(toy)) == ["leaves/index.txt"]


@pytest.mark.slow
def test_a_leaf_changed_by_hand_is_kept_beside(toy):
    toy.run(sides=["leaves"])
    (toy.issued / "leaves/1.txt").write_text("моё", encoding="utf-8")
    outcome, _ = toy.run(sides=["leaves"])
    (kept,) = outcome.kept
    assert kept.original == "leaves/1.txt"
    assert (toy.issued / kept.kept_as).read_text(encoding="utf-8") == "моё"
    (toy.issued / kept.kept_as).unlink()


@pytest.mark.slow
def test_a_failure_leaves_the_edition_and_its_leaves_untouched(toy):
    toy.run(sides=["leaves"])
    before = toy.snapshot()
    (toy.issued / "leaves/2.txt").unlink()
    (toy.root / "leaves.txt").write_text("1 wrong 3", encoding="utf-8")
    try:
        with pytest.raises(StageFailed) as failure:
            toy.run(sides=["leaves"])
        assert "Этап «Листы: wrong» не выполнен. Тетрадь leaf.ipynb, ячейка 5" in str(failure.value)
    finally:
        (toy.root / "leaves.txt").write_text("1 2 3", encoding="utf-8")
    after = toy.snapshot()
    assert {path: content for path, content in before.items() if path != "leaves/2.txt"} == after


@pytest.mark.slow
def test_verifying_makes_the_leaves_again(toy):
    toy.run(sides=["leaves"])
    found = verified(toy.project, toy.request(), RecordingProgress())
    assert (found.as_issued, found.why_not_rebuilt) == (True, [])
    (toy.issued / "leaves/3.txt").write_text("x", encoding="utf-8")
    assert verified(toy.project, toy.request(), RecordingProgress()).changed == ["leaves/3.txt"]


@pytest.mark.slow
def test_why_says_that_leaves_wait_for_their_command(toy):
    toy.run(sides=["leaves"])
    assert "Листы: не изменилось" in why_lines_of(toy)
    assert read_manifest(toy.issued).stages["leaves"].outputs.keys() == set(LEAVES)


def why_lines_of(toy) -> list[str]:
    from shnor_lib.pipeline.run import why

    return why_lines(why(toy.project, toy.request()))
