"""The demonstration municipality: made alike each time, free of real names, and read by the package as planted."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.cell import range_boundaries

from shnor_lib.analysis.programme.documents import publication_log
from shnor_lib.analysis.results import classify, dynamics
from shnor_lib.ground.params import data_files, load_params, params_path
from shnor_lib.ground.project import OFFICIAL_USE, ROOT
from shnor_lib.ground.registers import register_sheets
from shnor_lib.ingest.findings import PASSED
from shnor_lib.ingest.programme.documents import read_programme
from shnor_lib.ingest.rules import IngestRules
from shnor_lib.ingest.sources import read_sources
from tests.support.built_editions import digests
from tests.support.published_bytes import published_texts, texts_of
from tests.support.second_reading import table_of, tables_of
from tests.support.second_reading_signals import signals_again
from tools.demonstration.faults import REPORTED
from tools.demonstration.files import REGISTERS, RESULTS
from tools.demonstration.municipality import AS_OF
from tools.okrug.exam_centre import planted_names

SHIPPED = ROOT / "data" / "demo"
DOCUMENTS = ROOT / "data" / "leninsk-kuznetsky" / "Программа.xlsx"
TRUTHS = json.loads((SHIPPED / "truths.json").read_text(encoding="utf-8"))
#: Three megabytes are much for a folder that everybody downloads.
LARGEST = 3 * 2**20


def contents(folder: Path) -> dict[str, object]:
    """Return the files by path; of a workbook its parts, since compression differs from system to system."""
    found: dict[str, object] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content: object = path.read_bytes()
        if path.suffix == ".xlsx" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content = {name: archive.read(name) for name in archive.namelist()}
        found[path.relative_to(folder).as_posix()] = content
    return found


@pytest.fixture(scope="module")
def tool_run(tmp_path_factory) -> tuple[Path, list[str]]:
    """A copy of the generator and its data, what the tool made there, and what it said: all there, then a file gone."""
    project = tmp_path_factory.mktemp("demo")
    for part in ("tools", "data"):
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__", "demo-*"))
    command, said = [sys.executable, str(project / "tools" / "make_demo.py")], []
    for missing in ((), ("truths.json",)):
        for name in missing:
            (project / "data" / "demo" / name).unlink()
        said.append(subprocess.run(command, cwd=project, check=True, capture_output=True, encoding="utf-8").stdout)
    return project / "data" / "demo", said


@pytest.fixture(scope="module")
def made(tool_run) -> Path:
    return tool_run[0]


# The folder


@pytest.mark.slow
def test_another_process_under_another_hash_seed_writes_the_same_bytes(made, tmp_path):
    program = (
        "import sys; from pathlib import Path; from tools.demonstration.files import write_demonstration;"
        "write_demonstration(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "demo"), str(DOCUMENTS)]
    subprocess.run(command, cwd=ROOT, env={"PYTHONHASHSEED": "77", "PATH": ""}, check=True)
    assert digests(tmp_path / "demo") == digests(made)


def test_what_ships_is_what_the_generator_makes(made):
    shipped, fresh = contents(SHIPPED), contents(made)
    assert shipped.keys() == fresh.keys()
    assert [name for name in shipped if shipped[name] != fresh[name]] == []


def test_the_folder_is_modest():
    assert sum(path.stat().st_size for path in SHIPPED.rglob("*") if path.is_file()) < LARGEST


@pytest.mark.slow
def test_the_tool_makes_the_folder_only_where_something_is_missing(tool_run):
    _, (nothing, something) = tool_run
    assert nothing == ""
    assert "Созданы демонстрационные данные" in something


# Names


def texts(folder: Path):
    """Yield every text of the folder: names of files, cells of workbooks, lines of plain files."""
    import xlrd

    for path in (path for path in folder.rglob("*") if path.is_file()):
        yield path.as_posix()
        if path.suffix == ".xlsx" and not path.name.startswith("~$"):
            book = openpyxl.load_workbook(path, read_only=True)
            yield from (str(v) for sheet in book for row in sheet.iter_rows(values_only=True) for v in row if v)
            book.close()
        elif path.suffix == ".xls":
            for sheet in xlrd.open_workbook(path).sheets():
                yield from (str(value) for row in range(sheet.nrows) for value in sheet.row_values(row) if value)
        elif path.suffix in (".csv", ".json", ".md"):
            yield path.read_text(encoding="utf-8")


def real_names() -> list[str]:
    """Return what would betray the shipped real okrug: its name, its organisation, its schools' places."""
    schools = read_programme(DOCUMENTS)["schools"]["school"]
    places = [re.search(r"«(\S+) ", name)[1] for name in schools]
    return ["Ленинск", "Кузбасс", "Кемеров", "ИМЦ", *places]


@pytest.mark.slow
def test_no_real_place_and_no_personal_name_is_in_it():
    forbidden = [*real_names(), *planted_names()]
    full_name = re.compile(
        r"\b[А-ЯЁ][а-яё]+ (?:[А-ЯЁ]\.\s?){2}|\b[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна)\b"
    )
    whole = "\n".join(texts(SHIPPED))
    assert len(whole) > 100_000
    assert [name for name in forbidden if name in whole] == []
    assert full_name.findall(whole) == []
    params = params_path("demo").read_text(encoding="utf-8")
    assert [name for name in real_names() if name in params] == []


# Registers and truths


def test_the_registers_are_filled_under_the_declared_headings():
    book = openpyxl.load_workbook(SHIPPED / RESULTS / REGISTERS, read_only=True)
    declared = {sheet.title: {column.header for column in sheet.columns} for sheet in register_sheets()}
    headings = {sheet.title: {cell for cell in next(sheet.iter_rows(values_only=True)) if cell} for sheet in book}
    book.close()
    assert headings.keys() == declared.keys()
    unknown = {title: headings[title] - declared[title] for title in declared if headings[title] - declared[title]}
    assert unknown == {}


def test_the_truths_are_worth_comparing():
    """Either answer to each question occurs, and the programme's two criteria part."""
    schools, indicators = TRUTHS["classification"], TRUTHS["indicators"]
    assert len(schools) == 24
    standings = {row["standing"] for row in schools}
    assert standings == {"listed_confirmed", "listed_unconfirmed", "unlisted_met", "unlisted"}
    assert any(row["criterion_1"] and not row["criterion_2"] for row in schools)
    assert any(row["criterion_2"] and not row["criterion_1"] for row in schools)
    assert {row["status"] for row in indicators} == {"met", "not_met", "no_target"}
    assert {row["positive"] for row in TRUTHS["dynamics"]} >= {True, False}
    assert TRUTHS["plan"]["overdue"] and TRUTHS["plan"]["periods_left_out"] and TRUTHS["assignments"]["overdue"]


# The package against the truths


@pytest.fixture(scope="module")
def params():
    return load_params(params_path("demo"))


@pytest.fixture(scope="module")
def sources(params):
    programme = read_programme(params.data.programme_path)
    files = sorted(data_files(params.data.results_folder))
    return read_sources(files, programme, IngestRules(params.report.as_of, params.procedures, params.data.required))


def test_classification_equals_the_truths(sources, params):
    results = sources.results
    found = classify.classify_schools(results.results, results.readings, sources.schools, params.criteria)
    columns = ["school_id", "school", "listed", "low_previous", "low_before_previous", "criterion_1", "criterion_2"]
    columns += ["shnor", "standing"]
    assert found[columns].astype(object).to_dict("records") == TRUTHS["classification"]
    assert found["robust"].astype(bool).all()


def test_dynamics_equals_the_truths(sources, params):
    results = sources.results
    found = dynamics.school_dynamics(
        results.results, results.readings, sources.schools, params.dynamics, params.programme.period
    ).set_index(["school_id", "scope"])
    for truth in TRUTHS["dynamics"]:
        row = found.loc[(truth["school_id"], truth["scope"])]
        assert row["pairs"] == truth["pairs"]
        if truth["pairs"]:
            assert row["positive"] == truth["positive"]
            # Each end is a mean of shares printed with two decimals, and so is the truth.
            assert row["change_pp"] == pytest.approx(truth["change_pp"], abs=0.015)


def of_file(findings: pd.DataFrame, fault: dict) -> pd.DataFrame:
    """Return the complaints about the fault's file, by its file or by the message."""
    file = fault["file"]
    named = findings["file"].fillna("").str.endswith(file) | findings["message"].str.contains(file, regex=False)
    return findings[named & (findings["result"] != PASSED)]


def covers(cell: object, planted: str) -> bool:
    if not planted:
        return True
    if not isinstance(cell, str) or not re.fullmatch(r"[A-Z]+\d+(:[A-Z]+\d+)?", cell):
        return False
    a, b = range_boundaries(cell), range_boundaries(planted)
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


@pytest.mark.parametrize(
    "fault", TRUTHS["faults"], ids=lambda fault: f"{fault['sheet']} {fault['cell']} {fault['what']}"
)
def test_each_fault_is_read_or_reported_at_its_cell(sources, fault):
    own = of_file(sources.findings, fault)
    own = own[own["sheet"].fillna("").eq(fault["sheet"])] if fault["cell"] else own
    at_cell = own[pd.Series([covers(cell, fault["cell"]) for cell in own["cell"]], own.index, dtype=bool)]
    if fault["expected"] == REPORTED:
        assert len(at_cell), own[["check", "cell", "message"]].to_string()
    else:
        assert not at_cell["severity"].isin(["error", "warning"]).any(), at_cell["message"].to_string()


def test_no_error_is_found_that_was_not_planted(sources):
    errors = sources.findings[(sources.findings["severity"] == "error") & (sources.findings["result"] != PASSED)]
    planted = [fault for fault in TRUTHS["faults"] if fault["expected"] == REPORTED and fault["cell"]]
    stray = [
        row.message
        for row in errors.itertuples()
        if not any(row.sheet == fault["sheet"] and covers(row.cell, fault["cell"]) for fault in planted)
    ]
    assert stray == []


# The report


@pytest.fixture(scope="module")
def issued(built_demo) -> Path:
    return built_demo.folder


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="нет poppler-utils")
def test_every_page_says_that_the_data_are_invented(issued):
    text = subprocess.run(
        ["pdftotext", "-layout", str(issued / "report.pdf"), "-"], check=True, capture_output=True, encoding="utf-8"
    ).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 20
    assert [number for number, page in enumerate(pages, start=1) if "Демонстрационные данные" not in page] == []
    assert not re.search(r"\bnan\b|\bNone\b|\bNaN\b|<NA>", text)
    page = (issued / "report.html").read_text(encoding="utf-8")
    assert '<body class="noticed">' in page and 'aria-label="О данных">Демонстрационные данные' in page


@pytest.mark.parametrize("truth", TRUTHS["indicators"], ids=lambda truth: truth["id"])
def test_indicators_of_the_report_equal_the_truths(issued, truth):
    row = pd.read_csv(issued / "tables" / "indicators.csv").set_index("id").loc[truth["id"]]
    assert row["actual"] == pytest.approx(truth["actual"], abs=1e-4)
    assert row["status"] == truth["status"]
    if truth["denominator"] is not None:
        assert (row["numerator"], row["denominator"]) == (truth["numerator"], truth["denominator"])


def table(issued: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(issued / "tables" / f"{name}.csv", dtype={"id": str, "school_id": str})


def test_the_two_planted_subjects_are_told_apart(issued):
    """Both intervals of the subject with an effect lie below zero; that of the other holds it."""
    found = table(issued, "expectation").set_index("group")
    for truth in TRUTHS["effects"]:
        row = found.loc[truth["subject"]]
        assert row["low_pp"] <= truth["effect_pp"] <= row["high_pp"]
        assert (row["schools"], row["cells"]) == (truth["schools"], truth["results"])
        has_effect = truth["effect_pp"] != 0
        assert row["verdict"] == ("better" if has_effect else "undetermined")
        assert (row["high_pp"] < 0 and row["plain_high_pp"] < 0) == has_effect
        assert has_effect or row["low_pp"] < -1 < 1 < row["high_pp"]
    effects = {truth["effect_pp"] for truth in TRUTHS["effects"]}
    assert len(effects) == 2 and 0 in effects and -15 <= min(effects) <= -12


def test_the_regions_schools_equal_the_truths(issued):
    """Those of other okrugs are compared with; the okrug's own, which stand there too, are read once without a word."""
    found, truth = table(issued, "region_results"), TRUTHS["region"]
    assert found["region_school_id"].nunique() == truth["schools"]
    assert (len(found), found["n_participants"].sum(), found["n_failed"].sum()) == tuple(
        truth[name] for name in ("results", "participants", "failed")
    )
    assert set(table(issued, "expectation")["of_region"]) == {truth["schools"]}
    findings = table(issued, "findings")
    said = findings[findings["message"].str.contains("Регион") | findings["file"].fillna("").str.contains("Регион")]
    assert said.empty, said["message"].tolist()
    counts = table(issued, "cell_counts")
    of_region = counts[counts["file"].str.contains("Регион")]
    assert (of_region["set_aside"] == 0).all() and (of_region["not_needed"] > 0).all()
    assert set(table(issued, "background").query("kind == 'municipality'")["group"]) == {
        "Демонстрационный муниципальный округ"
    }


def test_overdue_items_and_assignments_equal_the_truths(issued):
    plan, assignments = table(issued, "plan_occurrences"), table(issued, "assignments")
    overdue = plan[plan["status"] == "overdue"]
    periods = TRUTHS["plan"]["periods_left_out"]
    assert list(overdue.loc[~overdue["id"].isin(list(periods)), "id"]) == TRUTHS["plan"]["overdue"]
    for item, left_out in periods.items():
        assert [day[:7] for day in overdue.loc[overdue["id"] == item, "due_on"]] == left_out, item
    found = assignments.loc[assignments["status"] == "overdue", "assignment"]
    assert sorted(found) == sorted(TRUTHS["assignments"]["overdue"])


def test_overdue_publications_equal_the_truths(issued):
    log = publication_log(table(issued, "register_publications"), table(issued, "register_materials"), 30, AS_OF)
    told = TRUTHS["publications"]
    assert list(log.loc[log["status"] == "overdue", "material"]) == told["overdue"] and told["overdue"]
    late = log[(log["status"] == "done") & log["days_late"].notna()]
    assert list(late["material"]) == told["done_late"] and told["done_late"]


def test_revised_results_are_those_that_were_planted(issued):
    names = ["school_id", "assessment", "subject", "grade", "school_year", "before", "now"]
    found = table(issued, "revised_results").astype({"school_id": str})
    assert set(found["value"]) == {"fail_pct"}
    rows = [tuple(row) for row in found[names].itertuples(index=False)]
    assert sorted(rows) == sorted(tuple(one[name] for name in names) for one in TRUTHS["revised"])


def test_support_of_each_school_equals_the_truths(issued):
    found = table(issued, "indicator_schools")
    found = found[(found["id"] == "П2") & found["numerator"].notna()].set_index("school_id")
    truths = {row["school_id"]: (row["numerator"], row["denominator"]) for row in TRUTHS["support_by_school"]}
    assert len(found) > 5
    assert {code: tuple(found.loc[code, ["numerator", "denominator"]]) for code in found.index} == {
        code: truths[code] for code in found.index
    }


def test_planted_signals_are_found_and_none_else(issued):
    """By the package, and in plain loops over the issued tables, those of people among them."""
    found = table(issued, "signals")
    planted = [(row["school_id"], row["rule"]) for row in TRUTHS["signals"]]
    assert list(zip(found["school_id"], found["rule"], strict=True)) == planted
    assert {rule for _, rule in planted} == {f"С-0{number}" for number in range(1, 7)}
    tables = tables_of(issued) | {path.stem: table_of(path) for path in (issued / OFFICIAL_USE).glob("*.csv")}
    again = signals_again(tables, "2023-09-01", "2024-12-31")
    assert again == set(zip(found["rule"], found["school_id"], found["subject"].fillna(""), strict=True))


AREAS = {"subject": "предметная", "methodical": "методическая", "psychological": "психолого-педагогическая"}


def whole(value: object) -> int | None:
    return None if pd.isna(value) else int(value)


def test_planted_routes_are_found_and_none_else(issued):
    """Steps, deficits, groups, programmes outside the catalogue, teachers without help, self-assessment alone."""
    planted = TRUTHS["routes"]
    of_schools = table(issued, "route_schools").set_index("school_id")
    for row in planted["schools"]:
        found = of_schools.loc[row.pop("school_id")]
        assert {name: whole(found[name]) for name in row} == row
    assert of_schools.drop(index="", errors="ignore").index.notna().sum() == len(planted["schools"])
    groups = table(issued, "learning_groups")
    assert [
        {"subject": row.subject, "area": AREAS[row.area], "people": whole(row.people)} for row in groups.itertuples()
    ] == planted["groups"]
    targeted = table(issued, "targeted_programmes")
    outside = targeted[~targeted["in_catalogue"].astype(bool)]
    assert outside[["programme", "people"]].to_dict("records") == planted["outside_catalogue"]
    unaided = table(issued, "unaided_teachers").dropna(subset="school_id")
    assert unaided[["school_id", "teachers", "unaided"]].to_dict("records") == planted["unaided"]
    alone = table(issued, "self_profile")
    alone = alone[~alone["hidden"].astype(bool)]
    assert [
        {"area": AREAS[row.area], "subject": row.subject, "people": whole(row.people)} for row in alone.itertuples()
    ] == planted["only_self"]
    steps = sum(row["steps"] for row in planted["schools"]), sum(row["stuck"] for row in planted["schools"])
    assert steps[0] > steps[1] > 0 and planted["outside_catalogue"] and planted["only_self"]


def test_codes_of_teachers_stand_in_nothing_but_the_folder_for_official_use(issued):
    """Read byte by byte: pages, PDF with attachments, Word, workbooks, tables, manifest."""
    people = {row["teacher_id"] for row in table_of(issued / OFFICIAL_USE / "register_teachers.csv")}
    assert len(people) > 300
    places = [path for path in issued.iterdir() if path.name != OFFICIAL_USE]
    for path in places:
        told = published_texts(path) if path.is_dir() else texts_of(path.name, path.read_bytes())
        for place, text in told:
            assert not people & set(re.findall(r"П-\d{4}", text)), place


def test_no_code_of_a_teacher_stands_in_what_is_told_of_schools(issued):
    for name in ("signals", "risk_profiles", "addressed_recommendations"):
        assert not re.search(r"П-\d", (issued / "tables" / f"{name}.csv").read_text(encoding="utf-8"))
