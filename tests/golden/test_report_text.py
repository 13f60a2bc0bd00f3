"""The words of both shipped reports, section by section: a change of wording shows in review.

After a change that is meant, renew the texts and look at their diff: `pytest tests/golden --renew-golden`.
"""

import difflib
from pathlib import Path

import pytest

from tests.support.report_text import report_texts

HERE = Path(__file__).parent
RENEW = "pytest tests/golden --renew-golden"
#: Lines of a difference that a failure prints.
MOST_SHOWN = 40


@pytest.fixture(scope="module", params=["2022", "demo"])
def golden(request) -> tuple[Path, dict[str, str]]:
    """The folder of an edition's golden texts, renewed if that is asked for, and the texts of the built edition."""
    built = request.getfixturevalue(f"built_{request.param}")
    folder, texts = HERE / request.param, report_texts(built.folder)
    if request.config.getoption("--renew-golden"):
        renew(folder, texts)
    return folder, texts


def renew(folder: Path, texts: dict[str, str]) -> None:
    """Write the texts in place of those that are there; LF and no-break spaces stay as they are."""
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.txt"):
        path.unlink()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8", newline="\n")


def difference(name: str, before: str, after: str) -> str:
    """Return the lines that differ, empty if none does; no-break spaces are shown as «·», else nobody sees them."""
    lines = difflib.unified_diff(
        before.split("\n"), after.split("\n"), f"{name} (golden)", f"{name} (built)", lineterm=""
    )
    return "\n".join(list(lines)[:MOST_SHOWN]).replace("\u00a0", "·")


def test_every_section_reads_as_before(golden):
    folder, texts = golden
    expected = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.txt")}
    told = [difference(name, expected[name], texts[name]) for name in texts if name in expected]
    told += [
        f"{name}: only {where}"
        for where, names in (("built", texts.keys() - expected), ("golden", expected.keys() - texts))
        for name in sorted(names)
    ]
    assert not any(told), "\n\n".join(filter(None, told)) + f"\n\nIf the change is meant: {RENEW}"


def test_the_texts_hold_what_readers_see(golden):
    """Headings, prose, numbers of tables and the words of figures are there: an empty text would guard nothing."""
    _, texts = golden
    whole = "\n".join(texts.values())
    assert len(texts) > 15 and min(map(len, texts.values())) > 40
    for words in ("# Главное", "Таблица 1. ", "Рис. 1. ", "Описание. ", "Примечание. ", "\n- "):
        assert words in whole, words


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("одно\nдва", "одно\nдва", ""),
        ("одно\nдва", "одно\nтри", "-два\n+три"),
        ("5\u00a0школ", "5 школ", "-5·школ\n+5 школ"),
    ],
)
def test_a_difference_is_shown(before, after, shown):
    assert difference("раздел", before, after).endswith(shown)
    assert bool(difference("раздел", before, after)) == bool(shown)
