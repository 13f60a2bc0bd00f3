"""The public edition as its users make it; an attacker reads every byte of it."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.support.built_editions import digests, shnor
from tests.support.published_bytes import published_texts

pytestmark = pytest.mark.slow

PAIR = re.compile(r"(\d+(?: \d{3})*) из (\d+(?: \d{3})*)")
SHARE = re.compile(r"(\d+(?:,\d+)?) %")


@dataclass(frozen=True)
class Public:
    """A public edition of the demonstration, and the edition that it was made of."""

    folder: Path
    edition: Path
    said: str

    def table(self, name: str) -> pd.DataFrame:
        path = self.folder / "data" / f"{name}.csv"
        return pd.read_csv(path, dtype={"school_id": str}, keep_default_na=False, na_values=[""])

    def own(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.edition / "tables" / f"{name}.csv", dtype={"school_id": str})


def made_public(project: Path) -> Public:
    code, said = shnor(project, "public", "demo")
    assert code == 0, said
    edition = project / "output" / "demo"
    return Public(edition / "public", edition, said)


@pytest.fixture(scope="module")
def project(built_demo, tmp_path_factory) -> Path:
    return built_demo.copied_to(tmp_path_factory.mktemp("публичный") / "отчёт ШНОР")


@pytest.fixture(scope="module")
def unnamed(project) -> Public:
    """The public edition by default: schools are not named."""
    return made_public(project)


@pytest.fixture(scope="module")
def named(project, unnamed, tmp_path_factory) -> Public:
    """The public edition of an okrug that names its listed schools, in a project of its own."""
    copy = Path(shutil.copytree(project, tmp_path_factory.mktemp("с названиями") / "отчёт ШНОР"))
    shutil.rmtree(copy / "output" / "demo" / "public")
    params = copy / "params" / "demo.yml"
    params.write_text(params.read_text(encoding="utf-8") + "\npublic:\n  name_schools: true\n", encoding="utf-8")
    return made_public(copy)


@pytest.fixture(params=["unnamed", "named"])
def public(request) -> Public:
    return request.getfixturevalue(request.param)


def test_the_folder_holds_every_form_and_its_descriptions(public: Public):
    names = {path.relative_to(public.folder).as_posix() for path in public.folder.rglob("*") if path.is_file()}
    assert {
        "report.html",
        "report.pdf",
        "report.docx",
        "tables.xlsx",
        "RELEASE_NOTES.md",
        "datapackage.json",
        "ro-crate-metadata.json",
    } <= names
    assert not any(name.endswith((".ipynb", "manifest.json")) for name in names)
    page = (public.edition.parent / "index.html").read_text(encoding="utf-8")
    assert 'href="demo/public/report.html"' in page
    assert 'href="demo/public/report.docx"' in page


def test_no_link_of_a_public_page_leads_out_of_the_folder_or_nowhere(public: Public):
    page = (public.folder / "report.html").read_text(encoding="utf-8")
    links = [link for link in re.findall(r'href="([^"#:]+)"', page) if link]
    assert {"report.pdf", "report.docx", "tables.xlsx"} <= set(links)
    assert [link for link in links if "/" in link or not (public.folder / link).is_file()] == []


def test_a_chart_has_a_mark_for_each_printed_share_and_no_other(public: Public):
    page = (public.folder / "report.html").read_text(encoding="utf-8")
    (drawn,) = re.findall(r"<figure>.*?</figure>", page, re.DOTALL)
    okrug = public.table("public_okrug")
    names = ["group", "assessment", "level", "subject", "school_year"]
    over_all_grades = okrug.sort_values("grade", na_position="first").drop_duplicates(names)
    over_all_grades = over_all_grades[over_all_grades["grade"].isna() | ~over_all_grades["assessment"].eq("VPR")]
    assert drawn.count("<circle") == over_all_grades["fail_pct"].notna().sum() > 20


def whole(words: str) -> int:
    return int(words.replace(" ", ""))


def readings(words: str) -> set[int]:
    """Return what «28 113» may be: a number, or the end of the column before and a number."""
    parts = words.split(" ")
    return {int("".join(parts[place:])) for place in range(len(parts))}


def pairs_allowed(public: Public) -> set[tuple[int, int]]:
    """Return «m из n» that the public tables hold: results, indicators, and how many indicators are met."""
    allowed = set()
    for name, part, of in (
        ("public_okrug", "n_failed", "n_participants"),
        ("public_school_results", "n_failed", "n_participants"),
        ("public_indicators", "numerator", "denominator"),
    ):
        rows = public.table(name)[[part, of]].dropna().astype(int)
        allowed |= set(rows.itertuples(index=False, name=None))
    told = public.table("public_indicators")
    told = told[told["target"].notna() & told["symbol"].isna()]
    return allowed | {(int((told["status"] == "met").sum()), len(told))}


def test_no_byte_holds_a_count_that_the_public_tables_do_not(public: Public):
    allowed, found = pairs_allowed(public), 0
    for place, text in published_texts(public.folder):
        for part, of in PAIR.findall(text):
            found += 1
            assert {(one, whole(of)) for one in readings(part)} & allowed, f"{place}: {part} из {of}"
    assert found > 100


def test_no_byte_holds_a_share_that_the_public_tables_do_not(public: Public):
    allowed: set[str] = set()
    columns = [("public_okrug", "fail_pct"), ("public_school_results", "fail_pct")]
    columns += [("public_indicators", "actual"), ("public_indicators", "target")]
    for value in (value for name, column in columns for value in public.table(name)[column].dropna()):
        for decimals in (0, 1, 2):
            step = 10**decimals
            near = [(int(value * step) + shift) / step for shift in (0, 1)]
            printed = [one for one in near if abs(one - value) <= 0.5 / step + 1e-9]
            allowed |= {f"{one:.{decimals}f}".replace(".", ",") for one in printed}
    for place, text in published_texts(public.folder):
        own = re.sub(r"(?s)<style>.*?</style>|style=\"[^\"]*\"", "", text)  # styles speak of per cents as well
        own = own.replace("От 0 до 100 %", "")
        assert set(SHARE.findall(own)) <= allowed, place


def hidden_results(public: Public) -> pd.DataFrame:
    """Return the results whose counts the public tables do not hold, with what they are."""
    results = public.own("results")
    results = results[results["counted"] & (results["attempt"] == 1) & results["n_failed"].notna()]
    key = ["school_id", "assessment", "level", "subject", "grade", "school_year"]
    shown = public.table("public_school_results")
    shown = shown[shown["n_failed"].notna()]
    joined = results.merge(shown[key].assign(shown=True), on=key, how="left")
    return joined[joined["shown"].isna()]


def test_small_groups_are_hidden_wherever_they_are_named(public: Public):
    hidden = hidden_results(public)
    assert (hidden["n_participants"] < 10).any()
    shown = public.table("public_school_results")
    assert not (shown["n_participants"] < 10).any()
    okrug = public.table("public_okrug")
    assert not (okrug["n_participants"] < 10).any()


def test_codes_of_people_and_names_of_other_schools_stand_nowhere(public: Public):
    schools = public.own("schools")
    short = schools["school"].str.extract(r"«([^«»]+)")[0]
    secret = set(short[~schools["listed"]] if len(public.table("public_schools")) else short)
    teachers = pd.read_csv(public.edition / "Для служебного пользования" / "register_teachers.csv", dtype=str)
    people = set(teachers["teacher_id"])
    assert len(people) > 50
    for place, text in published_texts(public.folder):
        assert not [name for name in secret if name in text], place
        assert not set(re.findall(r"[\w-]+", text)) & {code for code in people if not code.isdigit()}, place


def test_a_hidden_cell_is_a_symbol_in_the_page(named: Public):
    hidden = named.table("public_school_results")
    newest = hidden[(hidden["school_year"] == hidden["school_year"].max()) & (hidden["symbol"] == "c")]
    assert len(newest)
    page = (named.folder / "report.html").read_text(encoding="utf-8")
    assert "«c» — скрыто" in page.replace("\u00a0", " ")


def test_the_private_record_stays_in_the_house(public: Public):
    assert (public.edition / "public-record.json").is_file()
    assert not list(public.folder.rglob("public-record.json"))


def test_the_descriptions_name_what_is_there(public: Public):
    package = json.loads((public.folder / "datapackage.json").read_text(encoding="utf-8"))
    crate = json.loads((public.folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    digest = digests(public.folder)
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{digest[resource['path']]}"
        head = (public.folder / resource["path"]).read_text(encoding="utf-8").splitlines()[0]
        assert [field["name"] for field in resource["schema"]["fields"]] == head.split(",")
    graph = {one["@id"]: one for one in crate["@graph"]}
    parts = {one["@id"] for one in graph["./"]["hasPart"]}
    assert parts == digest.keys() - {"ro-crate-metadata.json"}
    assert all(graph[part]["sha256"] == digest[part] for part in parts)
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}


def test_frictionless_finds_the_data_package_valid(public: Public):
    package = public.folder / "datapackage.json"
    command = [sys.executable, "-W", "ignore", "-m", "frictionless", "validate", "--json", str(package)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["valid"]


def test_a_second_run_gives_the_same_bytes_and_a_report_made_anew_keeps_them(project, unnamed):
    before = digests(unnamed.folder)
    made_public(project)
    assert digests(unnamed.folder) == before
    params = project / "params" / "demo.yml"
    text = params.read_text(encoding="utf-8")
    params.write_text(text.replace("place: Демонстрационный", "place: пос. Демонстрационный"), encoding="utf-8")
    code, said = shnor(project, "report", "demo")
    params.write_text(text, encoding="utf-8")
    assert code == 0, said
    assert digests(unnamed.folder) == before


def test_a_public_edition_without_its_record_stops_the_command(named, tmp_path):
    copy = tmp_path / "копия"
    shutil.copytree(named.edition.parent.parent, copy)
    (copy / "output" / "demo" / "public-record.json").unlink()
    code, said = shnor(copy, "public", "demo")
    assert code == 2
    assert "Не читается, что опубликовано в выпуске «demo»" in said


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="нет poppler-utils")
def test_the_title_says_that_it_is_public(public: Public):
    done = subprocess.run(["pdftotext", str(public.folder / "report.pdf"), "-"], check=True, capture_output=True)
    assert "Публичный выпуск" in done.stdout.decode("utf-8")
