"""Small tables for charts: the programme's schools in part, and what stands in a drawn figure."""

import re
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from shnor_lib.analysis.results.yearly_shares import yearly_shares
from shnor_lib.ground.terms import term_of
from shnor_lib.ground.wording import NBSP
from shnor_lib.presentation.charts.school_panels import Panels
from shnor_lib.presentation.figures import PublicationFigure

SVG = "{http://www.w3.org/2000/svg}"
THRESHOLD = 30

#: Приложение 1 in part: shares of «2» in ВПР МА 5 2019, ВПР МА 6 2019 and 2021, ВПР МА 7 2021, ОГЭ МА 2019 and 2021.
COLUMNS = [
    ("VPR", "MA", 5, 2019),
    ("VPR", "MA", 6, 2019),
    ("VPR", "MA", 6, 2021),
    ("VPR", "MA", 7, 2021),
    ("OGE", "MA", 9, 2019),
    ("OGE", "MA", 9, 2021),
]
SHARES = {
    "МБОУ «Краснинская СОШ»": (10, 11, 15, 17, 8, 10),
    "МБОУ «Ариничевская СОШ»": (30, 65, 25, 21, 0, 44),
    "МБОУ «Демьяновская СОШ»": (56, 17, 13, 24, 6, 15),
    "МБОУ «Панфиловская СОШ»": (35, 11, 10, 13, 7, 0),
    "МБОУ «Подгорновская СОШ»": (32, 18, 23, 26, 0, 20),
    "МКОУ «Свердловская ООШ»": (0, 33, 0, 0, 0, 0),
    "МБОУ «Мирновская ООШ»": (31, 20, 9, 14, 0, 15),
}

#: Where the two schools of one name lie.
PLACES = ("Верхнее", "Нижнее")

PROCEDURE = ["assessment", "level", "subject", "grade", "school_year"]
RESULTS = ["school_id", "school", *PROCEDURE, "fail_pct", "reading", "doubtful", "counted"]
MEANS = ["mean_from_pct", "mean_to_pct"]


def results_of(shares: dict[str, tuple], columns=COLUMNS) -> pd.DataFrame:
    rows = [
        (f"lk{place:02d}", school, assessment, None, subject, grade, year, share, "as_read", False, True)
        for place, (school, values) in enumerate(shares.items(), start=1)
        for (assessment, subject, grade, year), share in zip(columns, values, strict=True)
    ]
    return pd.DataFrame(rows, columns=RESULTS)


def namesakes(frame: pd.DataFrame, *, told_apart: bool) -> pd.DataFrame:
    """Return the frame of two schools, both of one name; ``told_apart``: with the places that a caller adds."""
    codes = list(frame["school_id"].unique())
    assert len(codes) == 2
    places = {code: f" (с. {place})" if told_apart else "" for code, place in zip(codes, PLACES, strict=True)}
    return frame.assign(school="МБОУ «Заречная СОШ»" + frame["school_id"].map(places))


def pairs_of(results: pd.DataFrame, kind: str, limited: bool = False) -> pd.DataFrame:
    step = 2 if kind == "cohort" else 0
    before = results[results["school_year"] == 2019].assign(grade_to=lambda frame: frame["grade"] + step)
    after = results[results["school_year"] == 2021][["school_id", "assessment", "subject", "grade", "fail_pct"]]
    pairs = before.merge(
        after.rename(columns={"grade": "grade_to", "fail_pct": "fail_to_pct"}),
        on=["school_id", "assessment", "subject", "grade_to"],
    ).rename(columns={"grade": "grade_from", "fail_pct": "fail_from_pct", "school_year": "year_from"})
    return pairs.assign(
        kind=kind,
        year_to=2021,
        change_pp=pairs["fail_to_pct"] - pairs["fail_from_pct"],
        comparability=np.where(limited & (pairs["assessment"] == "OGE"), "limited", "full"),
    )


def panels_of(
    results: pd.DataFrame,
    listed: tuple[str, ...] = (),
    procedure: tuple[str, str] = ("VPR", "MA"),
    ceiling: float = 100,
) -> tuple[pd.DataFrame, Panels]:
    """Return the yearly shares of a procedure and panels of all schools that have any."""
    shares = yearly_shares(results, pairs_of(results, "same_grade"), THRESHOLD)
    own = shares[(shares["assessment"] == procedure[0]) & (shares["subject"] == procedure[1])]
    return own, Panels(tuple(own["school_id"].unique()), frozenset(listed), THRESHOLD, ceiling)


def school_dynamics_of(changes: dict[str, tuple[float, float]], scope: str = "VPR", firm=True) -> pd.DataFrame:
    return pd.DataFrame(
        [
            (f"lk{place:02d}", school, scope, 1, before, after, after - before, after < before, firm)
            for place, (school, (before, after)) in enumerate(changes.items(), start=1)
        ],
        columns=["school_id", "school", "scope", "pairs", *MEANS, "change_pp", "positive", "firm"],
    )


def funnel_frame(outside: str | None = "above") -> pd.DataFrame:
    """Return rows of the table `funnel`: three schools in a subject, the last of them outside."""
    limits = {name: value for kind in ("", "wide_") for name, value in _limits_of(kind).items()}
    rows = [
        (f"lk{place:02d}", f"МБОУ «Школа {place}»", n, share)
        for place, (n, share) in enumerate([(12, 8.0), (40, 12.5), (90, 70.0)], start=1)
    ]
    return (
        pd.DataFrame(rows, columns=["school_id", "school", "n_participants", "fail_pct"])
        .assign(
            assessment="VPR",
            level="",
            subject="RU",
            school_year=2021,
            schools=24,
            centre_pct=14.0,
            spread=0.02,
            **limits,
        )
        .assign(outside=[None, None, outside])
    )


def _limits_of(kind: str) -> dict[str, float]:
    ends = zip(("low_95", "high_95", "low_998", "high_998"), (5.0, 30.0, 1.0, 45.0), strict=True)
    return {f"{kind}{name}_pct": value for name, value in ends}


def indicator(identifier="И7", unit="%", target=40.0, actual=None, status="no_data", **values) -> dict:
    empty = {"baseline": None, "range_low": None, "range_high": None, "hidden": False}
    named = {"id": identifier, "name": "Доля школ с положительной динамикой", "unit": unit, "target": target}
    return {**named, "actual": actual, "status": status, **empty, **values}


def plan_item(identifier="1", due="январь", dates="2022-01-31", status="no_record") -> dict:
    activity = "Создание рабочей группы по разработке целевой модели системы методического сопровождения"
    term = {"due": due, "recurrence": term_of(due or "").every, "occurrence_dates": dates}
    return {"id": identifier, "activity": activity, **term, "status": status}


def texts(figure: PublicationFigure) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(figure.svg).iter(f"{SVG}text")]


def height_mm(figure: PublicationFigure) -> float:
    return float(re.search(r'height="([\d.]+)pt"', figure.svg).group(1)) / 72 * 25.4


def plain(text: str) -> str:
    return text.replace(NBSP, " ")
