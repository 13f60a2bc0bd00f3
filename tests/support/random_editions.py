"""Random okrugs from a seed: schools, results of several years, registers of what rules speak of."""

from functools import cache
from random import Random

import pandas as pd
import pytest

from shnor_lib.ground.params import Context
from shnor_lib.ingest.frames import frame_of
from tests.support.invented_registers import INSIDE, registers
from tests.support.made_edition import SettledEdition
from tests.support.measured_edition import edition_of_results, measured
from tests.support.programme_2022 import params_2022, programme_2022

YEARS = range(2018, 2023)
#: Assessment, level, subject, grade.
PROCEDURES = (
    *(("VPR", None, subject, grade) for subject in ("RU", "MA") for grade in (5, 6, 7, 8)),
    *(("OGE", None, subject, 9) for subject in ("RU", "MA")),
    *(("EGE", level, subject, 11) for level, subject in ((None, "RU"), ("base", "MA"), ("profile", "MA"))),
)
SOCIAL_COLUMNS = tuple(Context().weights.value)
DAYS = (None, "2021-09-01", "2022-05-05", "2022-12-31", "2023-02-01")
ENDS = (None, "2022-06-30", "2022-12-31", "2023-06-30")


def random_edition(seed: int, schools: int | None = None, listed: float | None = None) -> SettledEdition:
    """Return the edition of a seed: what is there and what is not differs from seed to seed.

    Args:
        seed: the seed.
        schools: how many schools the okrug has; by default one to nine.
        listed: the share of schools in the list, 0–1; by default any.
    """
    random = Random(seed)
    params = params_2022()
    programme = programme_2022()
    roster = _schools(random, programme["schools"], schools, listed)
    programme["schools"] = roster
    results = pd.DataFrame(_results(random, roster))
    programme["context"] = _context(Random(f"context {seed}"), roster)
    made = registers(**_registers(random, list(roster["school_id"])))
    return SettledEdition(**vars(edition_of_results(params, programme, results, results.iloc[:0], made)))


@cache
def any_okrug() -> SettledEdition:
    """Return one and the same random okrug, for tests that need no certain one; nobody changes it."""
    return random_edition(1)


#: Seeds of okrugs on which a law is held: the one that other tests make anyhow, the others by `make test-slow`.
SEEDS = (1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (4, 11)))


@cache
def okrug(seed: int) -> SettledEdition:
    """Return the random okrug of a seed, made once; nobody changes it."""
    return any_okrug() if seed == 1 else random_edition(seed)


def _schools(random: Random, shipped: pd.DataFrame, asked: int | None, share: float | None) -> pd.DataFrame:
    number, listed, known = random.randint(1, 9), random.random(), random.random() < 0.7
    number, listed = asked or number, listed if share is None else share
    rows = [
        {
            **shipped.iloc[0].to_dict(),
            "school_id": f"r{place}",
            "school": f"МБОУ «Школьная-{place} СОШ»",
            "kind": "СОШ",
            "highest_grade": 11,
            "login": None,
            "listed": random.random() < listed,
            **{
                f"participant_{name}": day
                for name, day in _in_order(
                    random.choice(DAYS) if known else None, random.choice(ENDS) if random.random() < 0.2 else None
                ).items()
            },
        }
        for place in range(number)
    ]
    return pd.DataFrame(rows).astype({"listed": bool})


def _results(random: Random, schools: pd.DataFrame) -> list[dict]:
    """Return results: an assessment has no year, one or several; a share may come with its participants or alone."""
    rows = []
    for assessment, level, subject, grade in PROCEDURES:
        for year in random.sample(YEARS, random.choice((0, 1, 2, 2, 3))):
            for school_id, name in zip(schools["school_id"], schools["school"], strict=True):
                if random.random() < 0.2:
                    continue
                if random.random() < 0.05:
                    rows.append(_unknown(school_id, name, assessment, level, subject, grade, year))
                    continue
                n = random.randint(3, 30)
                failed = random.choice((0, n // 10, n // 3, n // 2, random.randint(0, n)))
                row = measured((failed, n - failed, 0, 0), school_id=school_id, school=name, source_cell="D10")
                row |= {"assessment": assessment, "level": level, "subject": subject, "grade": grade}
                row |= {"school_year": year, "season": "spring"}
                alone = {"n_participants": None, "fail_pct": float(random.choice((0, 20, 29, 30, 31, 60)))}
                rows.append(row | (alone if random.random() < 0.2 else {}))
    if not rows:
        first = measured(
            (1, 9, 0, 0), school_id=schools["school_id"][0], school=schools["school"][0], source_cell="D10"
        )
        kind = {
            "assessment": "VPR",
            "level": None,
            "subject": "RU",
            "grade": 5,
            "school_year": 2021,
            "season": "spring",
        }
        rows = [first | kind]
    return sorted(rows, key=lambda row: int(row["school_id"][1:]))  # school by school, as results are joined


def _context(random: Random, schools: pd.DataFrame) -> pd.DataFrame:
    """Return the context of most schools in one year or two; columns and cells may be unknown, a column equal."""
    columns = [name for name in SOCIAL_COLUMNS if random.random() < 0.9]
    equal = {name for name in columns if random.random() < 0.1}
    rows = [
        {
            "school_id": school_id,
            "school": name,
            "school_year": year,
            "source_file": "data/Контекст.xlsx",
            **{
                column: 20.0 if column in equal else round(random.uniform(0, 60), 1)
                for column in columns
                if random.random() < 0.85
            },
        }
        for school_id, name in zip(schools["school_id"], schools["school"], strict=True)
        for year in random.choice(((), (2021,), (2021,), (2020, 2021), (None,)))
    ]
    return frame_of("context", rows if random.random() < 0.85 else [])


def _in_order(first: str | None, last: str | None) -> dict[str, str | None]:
    """Return the days as ``since`` and ``until``; a last day before the first one would be refused by the reader."""
    return {"since": first, "until": None if first and last and last < first else last}


def _unknown(school_id: str, name: str, *procedure: object) -> dict:
    """Return a result that was to be there and is not."""
    key = dict(zip(("assessment", "level", "subject", "grade", "school_year"), procedure, strict=True))
    result = measured((0, 1, 0, 0), school_id=school_id, school=name, season="spring", reading="missing", **key)
    kept = {"school_id", "school", "season", "reading", "attempt", "counted", "doubtful", *key, "source_file"}
    return {column: value if column in kept else None for column, value in result.items()}


def _registers(random: Random, ids: list[str]) -> dict[str, list[dict]]:
    """Return rows of registers; each register may be empty."""
    rows = {
        "teachers": [{"teacher_id": f"t{n}", "school_id": random.choice(ids)} for n in range(random.randint(0, 12))],
        "partnerships": [
            {
                "school_id": school_id,
                "mentor": "Гимназия",
                "subject": random.choice((None, "Математика", "русский язык", "математика; русский язык", "физика")),
                **_in_order(random.choice(DAYS), random.choice(ENDS)),
            }
            for school_id in ids
            for _ in range(random.choice((0, 1, 1, 2)))
        ],
        "consultations": [{"teacher_id": f"t{random.randint(0, 12)}"} for _ in range(random.randint(0, 6))],
        "plan": [
            {
                "item": random.choice(("1", "3", "4", "8", "М1.3", "М2.1")),
                "done_on": random.choice(DAYS),
                "done_on_as_typed": random.choice((None, "выполнено")),
            }
            for _ in range(random.randint(0, 8))
        ],
        "minutes": [
            {"due_on": random.choice(DAYS), "done_on": random.choice(DAYS)} for _ in range(random.randint(0, 3))
        ],
        "requests": [
            {
                "request_id": str(n),
                "school_id": random.choice(ids),
                "closed_on": _in_order(INSIDE, random.choice(DAYS))["until"],
            }
            for n in range(random.randint(0, 4))
        ],
        "factors": [
            {
                "school_id": school_id,
                "group": "territorial",
                "factor": "удалённость",
                "measure": random.choice((None, "подвоз", "М2.1")),
            }
            for school_id in ids
            if random.random() < 0.5
        ],
    }
    unique = {"plan": ("item", "done_on"), "partnerships": ("school_id", "mentor", "subject")}
    for name, key in unique.items():
        rows[name] = list({tuple(row[part] for part in key): row for row in rows[name]}.values())
    return {name: own for name, own in rows.items() if random.random() < 0.75}
