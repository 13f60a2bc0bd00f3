"""When a public edition stands: two of one folder look at each other, and come to rest."""

import json
from pathlib import Path

import pytest

from shnor_lib.pipeline import public
from shnor_lib.pipeline.editions import Request


@pytest.fixture
def request_of_a(tmp_path) -> Request:
    for name in ("а", "б"):
        lay(tmp_path / name)
    return Request("а", tmp_path / "а.yml", tmp_path / "а")


def lay(edition: Path, made_of: str = "1", told: int = 5, table: str = "x", page: str = "y") -> None:
    (edition / public.FOLDER).mkdir(parents=True, exist_ok=True)
    files = {"data/public_results.csv": table, "report.html": page}
    record = {"municipality": "Округ", "printed": told, public.STATED: {"made_of": made_of, "files": files}}
    (edition / public.RECORD).write_text(json.dumps(record), encoding="utf-8")


def test_what_the_other_was_made_of_and_how_its_page_looks_is_no_matter(request_of_a, tmp_path):
    before = public._told_by_others(request_of_a)
    assert before.keys() == {"б"}
    lay(tmp_path / "б", made_of="2", page="z")
    lay(tmp_path / "а", made_of="3", told=7)
    assert public._told_by_others(request_of_a) == before


@pytest.mark.parametrize("change", [{"told": 6}, {"table": "z"}])
def test_what_it_made_known_is(request_of_a, tmp_path, change):
    before = public._told_by_others(request_of_a)
    lay(tmp_path / "б", **change)
    assert public._told_by_others(request_of_a) != before


@pytest.mark.parametrize("content", ["", "{", "[]", '{"stated": 1}', None])
def test_a_record_that_cannot_be_read_counts_as_a_change_and_stops_nothing_here(request_of_a, tmp_path, content):
    before = public._told_by_others(request_of_a)
    path = tmp_path / "б" / public.RECORD
    path.write_text(content, encoding="utf-8") if content is not None else path.unlink()
    assert public._told_by_others(request_of_a) != before
    assert public._standing(request_of_a, "1") is None
