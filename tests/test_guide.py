"""The methodologist's guide names what there is: commands, checks, sheets, files and pictures."""

import csv
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "руководство.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
NEW_YEAR = (ROOT / "docs" / "new_year.md").read_text(encoding="utf-8")
TEXTS = {"руководство": GUIDE, "README": README, "new_year": NEW_YEAR}


def rows_of_table(text: str, heading: str) -> list[list[str]]:
    """Return the cells of the Markdown table whose first heading is given."""
    lines = text[text.index(f"| {heading} |") :].splitlines()
    body = lines[2 : next(place for place, line in enumerate(lines) if not line.startswith("|"))]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in body]


def test_every_check_is_explained_in_the_protocols_order():
    with (ROOT / "shnor_lib" / "ingest" / "maps" / "checks.csv").open(encoding="utf-8") as handle:
        titles = [row["title"] for row in csv.DictReader(handle)]
    explained = [row for row in rows_of_table(GUIDE, "что проверяется") if not row[0].startswith("**")]
    assert [row[0] for row in explained] == titles
    assert all(len(row) == 3 and all(row) for row in explained)


@pytest.mark.parametrize("name", TEXTS)
def test_every_command_of_make_exists(name):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", TEXTS[name]))
    assert named and named - {"command"} <= targets


def test_the_months_name_sheets_of_the_registers():
    declared = yaml.safe_load((ROOT / "shnor_lib" / "ground" / "registers.yml").read_text(encoding="utf-8"))
    titles = {sheet["title"] for sheet in declared["sheets"]}
    named = {sheet for row in rows_of_table(GUIDE, "когда") for sheet in row[2].split(", ")}
    assert named and named <= titles


@pytest.mark.parametrize("name", TEXTS)
def test_links_and_pictures_lead_somewhere(name):
    folder = ROOT if name == "README" else ROOT / "docs"
    links = re.findall(r"\]\(([^)#\s]+)\)", TEXTS[name])
    assert [link for link in links if "://" not in link and not (folder / link).exists()] == []


def test_the_contents_lead_to_the_chapters():
    anchors = re.findall(r"\]\(#([^)]+)\)", GUIDE)
    chapters = re.findall(r"^## (.+)$", GUIDE, flags=re.MULTILINE)
    assert anchors == [re.sub(r"[^\w -]", "", chapter).lower().replace(" ", "-") for chapter in chapters]
