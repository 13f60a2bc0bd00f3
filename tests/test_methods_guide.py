"""The worked examples of docs/методика.md on the expected change are the numbers of the demonstration."""

from pathlib import Path

import pytest

from shnor_lib.analysis.statistics.formal_target import rounded_to_tens
from shnor_lib.ground import wording
from tests.support.report_editions import as_issued

GUIDE = Path(__file__).parents[1] / "docs" / "методика.md"


@pytest.fixture(scope="module")
def examples():
    """Return the examples of the chapters on the expected change and on the four forms, without line breaks."""
    text = " ".join(GUIDE.read_text(encoding="utf-8").split())
    chapters = text.split("## ")
    return {chapter[0]: chapter.partition("**Пример**")[2] for chapter in chapters if chapter[:2] in ("6.", "7.")}


def test_the_example_of_the_expected_change(examples, built_demo):
    rows = as_issued(built_demo).expectation.set_index("group")
    whole, russian, maths = (rows.loc[group] for group in ("all", "RU", "MA"))
    for words in (
        f"{whole['schools']} школ списка с {whole['outside']} школами вне него, из них {whole['of_region']}",
        f"на {wording.number(abs(whole['excess_pp']), 1)} пункта, интервал {between(whole, 'low_pp', 'high_pp')}",
        f"без поправки — {between(whole, 'plain_low_pp', 'plain_high_pp')}",
        f"отличие {wording.signed(maths['excess_pp'])} ({between(maths, 'low_pp', 'high_pp')})",
        f"по русскому языку {wording.signed(russian['excess_pp'])} ({between(russian, 'low_pp', 'high_pp')})",
        f"{whole['outside'] - whole['of_region']} школ и сказать",
    ):
        assert words in examples["6"]


def between(row, low, high):
    return f"от {wording.signed(row[low])} до {wording.signed(row[high])}"


def test_the_example_of_the_four_forms(examples, built_demo):
    edition = as_issued(built_demo)
    forms, (alone,) = edition.forms_of_dynamics, edition.target_by_itself.to_dict("records")
    counted = {name: int(forms[name].fillna(False).sum()) for name in forms.columns[3:]}
    for words in (
        f"снизилась в {counted['formal']} из {len(forms)} школ при цели 40 %, то есть {alone['needed']} школы",
        f"снижение в {counted['beyond_chance']} школах, больше ожидаемого — в {counted['beyond_expectation']}",
        f"вышли бы {counted['would_leave']}",
        f"примерно в {rounded_to_tens(alone['chance_pct'] / 100)} случаях",
    ):
        assert words in examples["7"]
