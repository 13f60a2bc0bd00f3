"""Cards: every section on every kind of edition, and the demonstration's values read a second time in plain loops."""

import ast
import csv
import json
import re
from pathlib import Path

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import NOTEBOOKS
from shnor_lib.ground.tables import DECLARED
from shnor_lib.presentation.cards import change, conditions, decisions, grounds, results, standing, support
from shnor_lib.presentation.cards.card import Card, CardSection, open_card, shown
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.report import statements_in
from shnor_lib.presentation.school_names import told_apart
from shnor_lib.presentation.statements.drafts import edition_drafts
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import SectionHeading
from tests.presentation.test_report_matrix import RAW, TWINS, texts
from tests.support import report_editions as editions
from tests.support.depth import every
from tests.support.made_edition import SettledEdition
from tests.support.made_reports import ISSUED, MADE, UNDRAWN

MODULES = (standing, grounds, results, change, support, conditions, decisions)
#: The editions that `make test` looks at; the others are made by `make test-slow` alone.
FAST = ("built_demo",)
KINDS = [
    pytest.param(kind, marks=[] if kind in FAST else [pytest.mark.slow])
    for kind in (*ISSUED, *MADE, *UNDRAWN)
    if kind != "nothing"
]
#: A teacher's code as registers write it: no card has one.
TEACHER = re.compile(r"\bП-\d{3}\b")


def sections() -> list[CardSection]:
    """Return the sections in the order in which the notebook shows them."""
    notebook = json.loads((NOTEBOOKS / "card.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    modules = {module.__name__.rpartition(".")[2]: module for module in MODULES}
    calls = [node for source in cells for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    shows = sorted((call for call in calls if ast.unparse(call.func) == "show"), key=calls.index)
    named = [ast.unparse(call.args[0]).split(".") for call in shows]
    return [getattr(modules[module], name) for module, name in named]


def values_of(card: Card) -> list:
    return [value for section in sections() for value in shown(section, card)]


@pytest.fixture(scope="module", params=KINDS)
def edition(request, tmp_path_factory):
    kind = request.param
    if kind in ISSUED:
        return editions.as_issued(request.getfixturevalue(kind))
    if kind in UNDRAWN:
        return UNDRAWN[kind]()
    return SettledEdition(**vars(MADE[kind](request, tmp_path_factory.mktemp("edition"))))


def of(edition, most: int = 3) -> list[Card]:
    """Return the cards of a few schools: the first, the last, and one in between."""
    codes = list(edition.schools["school_id"])
    return [open_card(edition, code) for code in dict.fromkeys(codes[:: max(1, len(codes) // most)] + codes[-1:])]


def test_every_section_of_every_module_is_shown_by_the_notebook_once():
    declared = [one for module in MODULES for one in vars(module).values() if isinstance(one, CardSection)]
    assert sorted(one.id for one in sections()) == sorted(one.id for one in declared)
    assert len({one.id for one in declared}) == len(declared)


def test_cards_stand_on_every_edition(edition):
    for card in of(edition):
        values = values_of(card)
        words = list(texts(values))
        assert not [text for text in words if RAW.search(text)]
        assert not [text for text in words if TEACHER.search(text)]
        ids = [statement.id for statement in statements_in(values)]
        assert len(set(ids)) == len(ids)
        headings = [value for value in values if isinstance(value, SectionHeading)]
        # A heading has something under it; only the second page's and the one for notes by hand have not.
        empty = [
            one.id
            for one, after in zip(values, [*values[1:], None], strict=True)
            if isinstance(one, SectionHeading) and (after is None or isinstance(after, SectionHeading))
        ]
        assert set(empty) <= {"card_second", "card_notes"}
        assert [one.id for one in headings if one.new_page] == ["card_second"]


#: Tables of a card whose figures are no numbers from data: drafts of rules, measures in words.
IN_WORDS = {"card-decisions", "card-factors"}


def test_every_number_of_a_card_says_what_it_rests_on(edition):
    for card in of(edition):
        values = values_of(card)
        assert all(value.carries for value in values if isinstance(value, Text))
        figures = [value.data for value in values if isinstance(value, PublicationFigure) and value.data]
        for table in [*(value for value in values if isinstance(value, PublicationTable)), *figures]:
            if table.id in IN_WORDS:
                continue
            assert table.origin.tables
            shown = {
                column.key
                for place, column in enumerate(table.columns)
                if place >= table.row_headers and any(re.search(r"\d", row[place].text) for row in table.rows)
            }
            told = {column for name in table.origin.tables for column in DECLARED[name].columns}
            assert shown <= told | table.origin.columns.keys() | {"partners", "settlement", "conclusion"}, table.id


def test_a_card_tells_only_of_its_school(edition):
    for card in of(edition):
        for statement in statements_in(values_of(card)):
            assert set(statement.school_ids) <= {card.school_id}
            for cell in statement.evidence:
                if cell.key.get("school_id") is not None:
                    assert cell.key["school_id"] == card.school_id


def test_an_unknown_school_is_one_sentence(edition):
    with pytest.raises(ReportError, match="Школы с кодом «нет такой» в выпуске нет"):
        open_card(edition, "нет такой")


def test_every_decision_on_schools_has_words_of_one_school(edition):
    drafted = edition_drafts(told_apart(edition), "decisions")
    assert not [draft.rule.id for draft in drafted if draft.fact.school_ids and not draft.rule.card]


# The demonstration, read a second time


def table(folder: Path, name: str) -> list[dict]:
    with (folder / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def demo(built_demo):
    return editions.as_issued(built_demo)


def one_table(section: CardSection, card: Card) -> PublicationTable:
    (found,) = [value for value in shown(section, card) if isinstance(value, PublicationTable)]
    return found


@pytest.mark.parametrize("place", every(3, [0, 1, 2, 5, 23]))
def test_low_results_by_year_are_those_of_the_tables(demo, built_demo, place):
    school = table(built_demo.folder, "schools")[place]["school_id"]
    told = {}
    for row in table(built_demo.folder, "results"):
        if row["school_id"] != school or row["counted"] != "true" or row["attempt"] != "1" or not row["fail_pct"]:
            continue
        known = row["n_failed"] and row["n_participants"]
        low = 100 * int(row["n_failed"]) >= 30 * int(row["n_participants"]) if known else float(row["fail_pct"]) >= 30
        told.setdefault(row["school_year"], []).append((low, row))
    for row in one_table(grounds.SECTION, open_card(demo, school)).rows:
        own = told.get(str(row[0].value), [])
        low = [one for is_low, one in own if is_low]
        assert row[1].text == f"{len(low)} из\u00a0{len(own)}"
        for one in low:
            if one["n_failed"]:
                assert f"{one['n_failed']} из\u00a0{one['n_participants']}" in row[2].text


def test_a_school_in_support_is_told_its_help_partner_and_teachers_by_numbers(demo, built_demo):
    card = open_card(demo, "12116")
    words = " ".join(texts([value for one in (support.SECTION, support.PARTNER) for value in shown(one, card)]))
    partner = next(row for row in table(built_demo.folder, "partnerships") if row["school_id"] == "12116")
    assert partner["in_force"] == "true" and "Краснохолмогорская гимназия" in words
    assert "Предложение партнёра" not in words
    numbers = {row[0].text: row[1].text for row in one_table(support.TEACHERS, card).rows}
    names = {row["id"]: row["short_name"] for row in table(built_demo.folder, "indicators")}
    for row in table(built_demo.folder, "indicator_schools"):
        if row["school_id"] == "12116" and names[row["id"]] in numbers:
            assert numbers[names[row["id"]]] == f"{row['numerator']} из\u00a0{row['denominator']}"
    assert len(numbers) > 3


def test_a_school_whose_agreement_is_over_is_told_the_proposed_partner(demo, built_demo):
    words = " ".join(texts(list(shown(support.PARTNER, open_card(demo, "12102")))))
    (own,) = [row for row in table(built_demo.folder, "partner_proposals") if row["school_id"] == "12102"]
    assert own["status"] == "proposed" and "Действующего соглашения со школой-партнёром нет." in words
    partner = own["partner"].split("«")[1].rstrip("»")
    assert f"Предложение партнёра (русский язык): {partner}" in words


@pytest.mark.slow
def test_decisions_of_a_card_are_those_of_the_report_that_name_the_school(demo, built_demo):
    said = [
        row for row in table(built_demo.folder, "statements") if row["kind"] == "decision" and row["holds"] == "true"
    ]
    for school in ("12101", "12102", "12105", "12124"):
        expected = {row["rule"] for row in said if school in row["school_id"].split()}
        found = statements_in(shown(decisions.SECTION, open_card(demo, school)))
        assert {one.rule for one in found if one.holds and one.rule} == expected
        names = {row["school"] for row in table(built_demo.folder, "schools") if row["school_id"] != school}
        assert not [one.text for one in found for name in names if name.split("«")[1].rstrip("»") in one.text]


@pytest.mark.slow
def test_nothing_known_is_said_once_with_the_sheets_that_would_tell(built_2022):
    card = open_card(editions.as_issued(built_2022), "lk01")
    values = values_of(card)
    (missing,) = [one for one in statements_in(values) if one.id == "card.not_told"]
    assert missing.holds and "«Педагоги»" in missing.text and "Реестры_программы.xlsx" in missing.text
    ids = {value.id for value in values if isinstance(value, SectionHeading)}
    assert not ids & {"card_help", "card_teachers", "card_partner", "card_late", "card_systems", "card_factors"}


@pytest.mark.slow
def test_namesakes_have_names_of_their_own(built_demo, request):
    twins = SettledEdition(**vars(editions.namesakes(built_demo)))
    words = [text for card in of(twins, 24) for text in texts(list(shown(standing.TITLE, card)))]
    assert not [text for text in words if TWINS.search(text)]


def test_tables_alone_are_no_comments_and_no_files(demo):
    alone = demo.tables_alone
    assert len(alone.schools) == 24 and alone.params is demo.params
    for name in ("comments", "source_files", "result_files"):
        with pytest.raises(AttributeError):
            getattr(alone, name)
