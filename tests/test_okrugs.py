"""Random okrugs: what the package says of each school equals a brute-force reading of the same files.

The brute force reads the workbooks with openpyxl in plain loops and applies the programme's sentences as they stand;
it knows nothing of the package.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from shnor_lib.analysis.results.classify import classify_schools
from shnor_lib.ground.params import CriteriaYears, data_files
from tests.support.programme_2022 import params_2022, results_of
from tools.okrug.export_folder import write_export_folder
from tools.okrug.invented import InventedOkrug, invent_okrug
from tools.okrug.own_tables import roster_rows

PREVIOUS, BEFORE_PREVIOUS = 2022, 2021
COUNTED_SUBJECTS = {"Русский язык", "Математика"}
COUNTED_GRADES = {5, 6, 7, 8}


# Brute force: no shnor_lib below this line until the next heading.


def brute_force_marks(folder):
    """Return {(login digits, subject, grade, year): {(participants, share of «2»)}} of all files in the folder."""
    found = defaultdict(set)
    for path in folder.rglob("*.xlsx"):
        book = openpyxl.load_workbook(path, read_only=True)
        for sheet in book:
            rows = list(sheet.iter_rows(values_only=True))
            title = next(str(row[0]) for row in rows[:8] if row and str(row[0]).startswith("ВПР "))
            year, subject, grade = re.fullmatch(r"ВПР (\d{4}) (.+) (\d+) класс", title).groups()
            for row in rows[8:]:
                login = re.search(r"\((?:edu|sch|ksh)(\d+)\)$", str(row[0]))
                if login:
                    share = float(str(row[3]).replace(",", "."))
                    found[login.group(1), subject, int(grade), int(year)].add((int(row[2]), share))
        book.close()
    return found


def brute_force_shnor(marks):
    """Return {login digits: is the school ШНОР}: the programme's two criteria, school by school."""
    low = defaultdict(lambda: defaultdict(int))
    for (digits, subject, grade, year), values in marks.items():
        assert len(values) == 1, "the generator never contradicts itself"
        ((participants, share),) = values
        failed = round(share * participants / 100)
        if subject in COUNTED_SUBJECTS and grade in COUNTED_GRADES and 100 * failed >= 30 * participants:
            low[digits][year] += 1
    verdicts = {}
    for digits, by_year in low.items():
        criterion_1 = by_year[PREVIOUS] >= 2
        criterion_2 = by_year[PREVIOUS] >= 1 and by_year[BEFORE_PREVIOUS] >= 1
        verdicts[digits] = criterion_1 or criterion_2
    return verdicts


# The package against it


@dataclass(frozen=True)
class Written:
    """A random okrug, the folder of its files, and what the brute force reads in them."""

    okrug: InventedOkrug
    folder: Path
    marks: dict


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Random okrugs by their seeds, each written and read by brute force once."""

    @cache
    def of(seed):
        okrug = invent_okrug(
            seed,
            n_schools=3 + seed % 9,
            years=(BEFORE_PREVIOUS, PREVIOUS),
            subjects=("MA", "RU", "BI"),
            vpr_grades=(4, 5, 6, 8),
        )
        folder = tmp_path_factory.mktemp("округ")
        write_export_folder(okrug, folder)
        return Written(okrug, folder, brute_force_marks(folder))

    return of


def read_okrug(okrug, folder):
    heading, *rows = roster_rows(okrug)
    schools = pd.DataFrame(rows, columns=heading)
    params = params_2022()
    years = CriteriaYears(previous=PREVIOUS, before_previous=BEFORE_PREVIOUS, source="проверка", reason="проверка")
    criteria = params.criteria.model_copy(update={"years": years})
    read = results_of(list(data_files(folder)), schools)
    return read, classify_schools(read.results, read.readings, schools, criteria)


def check_okrug(seed, written):
    okrug = written.okrug
    read, classification = read_okrug(okrug, written.folder)
    expected = brute_force_shnor(written.marks)
    verdicts = dict(zip(classification["school_id"], classification["shnor"], strict=True))
    for school in okrug.schools:
        verdict = verdicts[school.school_id]
        assert verdict is not None and not pd.isna(verdict), f"okrug {seed}, {school.school}: undetermined"
        assert bool(verdict) == expected.get(school.digits, False), f"okrug {seed}, {school.school}"
    check_numbers(okrug, read)


def check_numbers(okrug, read):
    """Every number of the results is the one that the generator wrote, and none is missing."""
    held = read.results[read.results["fail_pct"].notna()]
    keys = ["school_id", "assessment", "subject", "grade", "school_year"]
    numbers = ["n_participants", "n_2", "n_3", "n_4", "n_5"]
    found = {tuple(row[:5]): tuple(map(int, row[5:])) for row in held[keys + numbers].itertuples(index=False)}
    written = {
        (school, p.assessment, p.subject, p.grade, p.school_year): (marks.n_participants, *marks.counts)
        for (school, p), marks in okrug.marks.items()
        if p.assessment == "VPR"
    }
    assert found == written


#: Okrugs of three to seven schools; two hundred are compared by `make test-slow`.
SEEDS = range(3)


def test_classification_equals_brute_force(written):
    check_okrug(SEEDS[0], written(SEEDS[0]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(200))
def test_classification_of_200_okrugs_equals_brute_force(seed, written):
    check_okrug(seed, written(seed))


@pytest.mark.slow
def test_the_okrugs_are_worth_classifying(written):
    """The okrugs compared hold schools of either verdict and shares of exactly 30 %, else the comparison is idle."""
    verdicts, on_threshold = [], 0
    for seed in SEEDS:
        marks = written(seed).marks
        verdicts += brute_force_shnor(marks).values()
        on_threshold += sum(
            100 * failed == 30 * participants
            for values in marks.values()
            for participants, share in values
            for failed in [round(share * participants / 100)]
        )
    assert 0.1 < sum(verdicts) / len(verdicts) < 0.95
    assert on_threshold >= 5
