"""The public edition of every kind of okrug: what its tables hold, and that its sections stand on them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shnor_lib.analysis.disclosure.public_tables import PublicEdition as Masked
from shnor_lib.analysis.disclosure.public_tables import public_edition, told_by
from shnor_lib.ground.params import Public, Sourced
from shnor_lib.ground.public_tables import DATA, PUBLIC
from shnor_lib.ground.table_files import read_table, write_table
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.public import hidden, main, okrug, programme, schools, title
from shnor_lib.presentation.public.edition import PublicEdition, public_values
from shnor_lib.presentation.statement import marked_ids, without_marks
from shnor_lib.presentation.tables import PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import SectionHeading
from tests.support.depth import every
from tests.support.made_edition import MadeEdition
from tests.support.measured_edition import measured_edition
from tests.support.report_editions import nothing, registers_alone, shipped_2022

SECTIONS = [module.SECTION for module in (title, main, okrug, schools, programme, hidden)]
RAW = re.compile(r"\b(nan|None|NaN|NA|no_data|not_met|no_record|True|False|VPR|OGE|EGE)\b|<NA>|\{|\}")
SOURCE = "сайт управления образования"


def with_rules(made: MadeEdition, **rules: Any) -> MadeEdition:
    made.params = made.params.model_copy(update={"public": Public(**rules)})
    return made


def measured() -> MadeEdition:
    """Return three schools, one of them with ten participants in each procedure."""
    return measured_edition()


#: Ten participants are too few.
STRICT = {"least_participants": Sourced[int](value=11, unit="участники", source="проверка"), "name_schools": True}


def issued(made: MadeEdition, folder: Path) -> tuple[Masked, PublicEdition]:
    """Return the public edition of an edition, its tables written and read back."""
    masked = public_edition(made)
    for name, frame in masked.tables.items():
        write_table(frame, folder / DATA / f"{name}.csv")
    return masked, PublicEdition(folder)


def words(values: list[Any]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, Text):
            found.append(without_marks(value.markdown))
        elif isinstance(value, PublicationTable):
            found += [value.caption or "", *value.notes, *(column.label for column in value.columns)]
            found += [cell.text for row in value.rows for cell in row]
        elif isinstance(value, PublicationFigure):
            found += [value.caption or "", value.alt, *value.notes, *re.findall(r"<text[^>]*>([^<]*)", value.svg)]
            found += words([value.data])
        else:
            assert isinstance(value, SectionHeading | TitlePage)
    return found


EDITIONS = [nothing, shipped_2022, measured, pytest.param(registers_alone, marks=pytest.mark.slow)]


@pytest.mark.parametrize("named", every(2, [False, True]), ids=["without names", "with names"])
@pytest.mark.parametrize("made", EDITIONS)
def test_every_section_stands_on_every_public_edition(made: Callable[[], MadeEdition], named: bool, tmp_path: Path):
    _, public = issued(with_rules(made(), name_schools=named, published_in=SOURCE if named else ""), tmp_path)
    for section in SECTIONS:
        for text in words(public_values(section, public)):
            assert not RAW.search(text), text
            assert not re.search(r"(?<!\d)1[ \u00a0](школ|показателей)\b", text), text


@pytest.mark.parametrize("section", every(3, SECTIONS), ids=lambda section: section.id)
def test_numbers_in_prose_are_statements(section, tmp_path: Path):
    _, public = issued(with_rules(measured(), **STRICT), tmp_path)
    for value in public_values(section, public):
        if isinstance(value, Text):
            assert set(marked_ids(value.markdown)) <= {statement.id for statement in value.statements}
            free = re.sub(r"⟦=[^⟧]*⟧.*?⟦/⟧", "", value.markdown, flags=re.DOTALL)
            assert not re.search(r"\d", free.replace("«2»", "")), free


def test_shares_without_participants_are_hidden_until_params_say_where_they_are_public(tmp_path: Path):
    closed, _ = issued(with_rules(shipped_2022(), name_schools=True), tmp_path / "closed")
    assert set(closed.tables["public_school_results"]["symbol"]) == {"c", "–", "x"}
    assert closed.tables["public_school_results"]["fail_pct"].isna().all()
    assert set(closed.tables["public_schools"]["symbol"]) == {"c"}
    opened, _ = issued(with_rules(shipped_2022(), name_schools=True, published_in=SOURCE), tmp_path / "opened")
    results = opened.tables["public_school_results"]
    assert (results["fail_pct"].notna() == (results["symbol"] == "")).all()
    assert set(opened.tables["public_schools"]["symbol"]) == {""}


def test_the_last_guard_finds_a_number_that_was_printed_by_mistake(tmp_path: Path):
    edition = with_rules(measured(), **STRICT)
    issued(edition, tmp_path)
    tables = {name: read_table(tmp_path / DATA / f"{name}.csv") for name in PUBLIC}
    assert told_by(tables, edition) == 0
    results = tables["public_school_results"]
    hidden_rows = results.index[results["symbol"] == "c"]
    assert len(hidden_rows)
    tables["public_school_results"] = results.assign(n_failed=results["n_failed"].fillna(0))
    assert told_by(tables, edition) > 0


def test_an_indicator_of_results_is_hidden_with_any_result_of_a_listed_school(tmp_path: Path):
    masked, _ = issued(with_rules(measured(), **STRICT), tmp_path)
    own = masked.tables["public_indicators"].set_index("id")
    ways = measured().indicators.set_index("id")["way"]
    of_results = ways.index[ways.isin(["schools_improved", "schools_leaving_list"])]
    assert len(of_results)
    assert own.loc[of_results, "actual"].isna().all()
