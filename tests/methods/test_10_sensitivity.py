"""Which verdicts stand under other rules, years, procedures and readings (METHODS 1, «Robust», and 2)."""

import pandas as pd
import pytest

from shnor_lib.analysis.certainty.sensitivity import Variant, with_criteria
from shnor_lib.analysis.results.classify import classify_schools
from shnor_lib.analysis.results.dynamics import school_dynamics
from tests.support.programme_2022 import of_school, shipped_edition
from tests.support.random_editions import SEEDS, any_okrug, okrug


def verdicts(edition, kind: str, value: str = "") -> list:
    own = edition.sensitivity[(edition.sensitivity["kind"] == kind) & (edition.sensitivity["value"] == value)]
    assert list(own["school_id"]) == list(edition.schools["school_id"]), (kind, value)
    return plain(own["shnor"])


def plain(values) -> list:
    return [None if pd.isna(one) else bool(one) for one in values]


def judged_anew(edition, results, criteria) -> list:
    return plain(classify_schools(results, edition.readings, edition.schools, criteria)["shnor"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_variant_is_the_classification_with_one_thing_changed(seed):
    edition = okrug(seed)
    criteria, results = edition.params.criteria, edition.results
    tried = edition.sensitivity[["kind", "value"]].drop_duplicates().itertuples(index=False, name=None)
    for kind, value in list(tried):
        changed, own = criteria, results
        if kind == "threshold":
            changed = with_criteria(criteria, threshold=float(value))
        elif kind == "years":
            changed = with_criteria(criteria, years=Variant(kind, value).years)
        elif kind == "participants":
            changed = with_criteria(criteria, min_participants=int(value))
        elif kind == "without":
            own = results.assign(counted=results["counted"].astype(bool) & (results["assessment"] != value))
        elif kind != "base":
            continue
        assert verdicts(edition, kind, value) == judged_anew(edition, own, changed), (kind, value)


@pytest.mark.slow
def test_the_edition_itself_stands_first():
    for edition in (shipped_edition(), shipped_edition(corrected=False), any_okrug()):
        assert tuple(edition.sensitivity.iloc[0][["kind", "value"]]) == ("base", "")
        assert verdicts(edition, "base") == plain(edition.classification["shnor"])


def test_podgornovskaya_without_its_correction():
    """METHODS 2: 24 readings, ШНОР under 7, not under 17; the correction alone decides."""
    for corrected in (True, False):
        edition = shipped_edition(corrected=corrected)
        own = of_school(edition.sensitivity, "Подгорновская", kind="readings")
        assert (own["readings"], own["readings_met"], own["readings_unmet"]) == (24, 7, 17)
        assert pd.isna(own["shnor"])
        base = of_school(edition.sensitivity, "Подгорновская", kind="base")["shnor"]
        assert pd.isna(base) != corrected


def test_doubtful_zeros_leave_sverdlovskaya_open():
    assert pd.isna(of_school(shipped_edition().sensitivity, "Свердловская", kind="zeros")["shnor"])


@pytest.mark.parametrize(
    ("kind", "value", "fell", "opened"), [("base", "", 4, 0), ("without", "VPR", 1, 0), ("readings", "", 4, 1)]
)
def test_in_how_many_schools_the_mean_fell_in_2022(kind, value, fell, opened):
    """METHODS 2: 4 of 7 over all pairs, 1 by ОГЭ and ЕГЭ alone; Подгорновская rose under its correction alone."""
    counts = shipped_edition().sensitivity_dynamics
    (own,) = counts[(counts["kind"] == kind) & (counts["value"] == value)].itertuples()
    assert (own.listed, own.listed_fell, own.listed_open) == (7, fell, opened)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_change_is_that_of_the_dynamics_with_other_years_or_procedures(seed):
    edition = okrug(seed)
    listed = edition.schools.loc[edition.schools["listed"], "school_id"]
    for row in edition.sensitivity_dynamics.itertuples():
        years, results = edition.params.dynamics, edition.results
        if row.kind == "compared":
            later, earlier = Variant(row.kind, row.value).years
            years = years.model_copy(update={"from_year": earlier, "to_year": later})
        elif row.kind == "without":
            results = results[results["assessment"] != row.value]
        elif row.kind != "base":
            continue
        anew = school_dynamics(results, edition.readings, edition.schools, years, None)
        anew = anew[(anew["scope"] == "all") & anew["school_id"].isin(listed)]
        fell = int(anew["positive"].astype("boolean").fillna(False).sum())
        assert (row.listed, row.listed_fell) == (len(listed), fell), (row.kind, row.value)
        assert row.listed_open == int(anew["positive"].isna().sum())
