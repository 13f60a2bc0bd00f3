"""Cards as documents: two pages whatever the school, files by the school's code, one file of all."""

import json
import re
from dataclasses import replace

import pytest

from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Origin
from shnor_lib.presentation.text import Text, sentences
from shnor_lib.publishing.cards import file_names, publish_cards
from tests.support.conformance import faults
from tests.support.depth import every_case
from tests.support.made_cards import LONG, card, card_of, table, with_sources
from tests.support.pdf_pages import page_texts


def published(tmp_path, **cards: dict) -> dict[str, bytes]:
    files, warnings = publish_cards(tmp_path, cards)
    assert warnings == []
    return {file.removeprefix("cards/"): (tmp_path / file).read_bytes() for file in files}


@pytest.mark.parametrize(
    ("of", "expected"),
    every_case(
        3,
        [
            ({}, 2),
            ({"first": 0, "second": 0}, 2),
            ({"first": 50}, 2),
            ({"second": 38}, 2),
            ({"name": LONG.strip(), "words": LONG}, 2),
        ],
    ),
)
def test_a_card_keeps_to_two_pages(tmp_path, of, expected):
    found = page_texts(published(tmp_path, lk01=card(**of))["lk01.pdf"])
    assert len(found) == expected
    assert [re.search(r"\d из \d$", page.strip())[0] for page in found] == ["1 из 2", "2 из 2"]
    assert all("Вымышлено" in page for page in found)
    assert "Руководитель школы" in found[1] and "Отметки рабочей группы" in found[1]


def test_what_no_size_can_hold_runs_on_and_nothing_is_lost(tmp_path):
    found = page_texts(published(tmp_path, lk01=card(second=200))["lk01.pdf"])
    assert len(found) > 2
    assert " ".join(found).count("1 из 3") == 203
    assert "Руководитель школы" in found[-1]


def test_one_file_holds_all_cards_each_with_its_own_numbers(tmp_path):
    made = published(tmp_path, lk01=card("Первая СОШ"), lk02=card("Вторая СОШ"))
    found = page_texts(made["cards.pdf"])
    assert len(found) == 4 and "Первая СОШ" in found[0] and "Вторая СОШ" in found[2]
    assert [page.strip().split()[-1] for page in found] == ["2"] * 4
    assert made == published(tmp_path, lk01=card("Первая СОШ"), lk02=card("Вторая СОШ"))
    names = re.findall(r'<a href="(lk\d+\.html)">([^<]+)</a>', made["index.html"].decode())
    assert names == [("lk01.html", "Первая СОШ"), ("lk02.html", "Вторая СОШ")]


def test_no_school_is_a_page_that_says_so(tmp_path):
    assert "нет ни одной школы" in published(tmp_path)["index.html"].decode()


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (["12101", "lk01"], ["12101", "lk01"]),
        (["а/б", "а_б"], ["а_б", "а_б-2"]),
        (["Lk", "lK"], ["Lk", "lK-2"]),
        (["cards", "index", "..", ""], ["cards-1", "index-2", "school-3", "school-4"]),
        (["CON.", "a" * 80], ["CON", "a" * 60]),
    ],
)
def test_files_are_named_by_codes_as_every_system_can_have_them(codes, names):
    assert list(file_names(dict.fromkeys(codes)).values()) == names


def test_a_page_needs_nothing_from_elsewhere_and_has_no_script_but_the_reports(tmp_path):
    page = published(tmp_path, lk01=card("Школа <script>alert(1)</script>"))["lk01.html"].decode()
    assert re.findall("<script[^>]*>", page) == ["<script>"] and "alert(1)" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://www.w3.org", "")
    assert '<a href="../report.html">' in page


def test_numbers_of_a_card_answer_where_they_come_from(tmp_path):
    with_sources(tmp_path)
    own = Evidence("results", "n_failed", {"school_id": "lk01"})
    said = replace(sentences(Statement("card.change", "Было {n}.", {"n": 7}, (own,))), carries=True)
    counted = replace(table("card-results", 1, "математика"), origin=Origin(columns={"text": (own,)}))
    made = published(tmp_path, lk01=card_of(said, counted), lk02=card_of(Text("Без чисел.")))
    (data,) = re.findall('id="evidence">(.*?)</script>', made["lk01.html"].decode())
    told = json.loads(data)
    assert told["files"] == ["ВПР.xlsx"] and told["places"] == [[0, "МА 5", "B4:C4"]]
    assert list(told["said"]) == ["card.change"] and told["cells"]["card-results"][0][1] is not None
    assert 'id="evidence"' not in made["lk02.html"].decode()


@pytest.mark.parametrize("profile", ["3a", "ua1"])
def test_cards_are_archival_and_accessible(tmp_path, profile):
    made = published(tmp_path, lk01=card("Первая СОШ"), lk02=card("Вторая СОШ"))
    assert [faults(made[name], profile) for name in ("lk01.pdf", "cards.pdf")] == [[], []]
