"""Small pictures of schools for tables: every procedure year by year, and the change with its interval."""

from collections.abc import Sequence

import numpy as np

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.classify import counted_results, low_results, main_period
from shnor_lib.edition import Edition
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import subject_name, subject_order
from shnor_lib.ground.wording import join, percent
from shnor_lib.presentation.charts.drawing import Picture
from shnor_lib.presentation.charts.small import forest as forests
from shnor_lib.presentation.charts.small import strip as strips
from shnor_lib.presentation.charts.values import numbers
from shnor_lib.presentation.procedures import exact_shares, shown_years

#: A strip has room for so many years, and for so many subjects side by side within each.
_MOST_YEARS, _MOST_SUBJECTS = 4, 3
#: Where subjects are too many to stand side by side.
_TOGETHER = ""


def strip_years(edition: Edition) -> list[int]:
    """Return the school years that strips show, earliest first."""
    return shown_years(edition)[-_MOST_YEARS:]


def school_strips(
    edition: Edition, school_ids: Sequence[str], size_mm: tuple[float, float] = strips.SIZE
) -> list[Picture]:
    """Return a strip of every procedure of each school; one without results has an empty strip that says so."""
    criteria = edition.params.criteria
    results = counted_results(main_period(edition.results), criteria)
    results = results[results["fail_pct"].notna() & results["school_id"].isin(list(school_ids))]
    told = results.assign(share=exact_shares(results), low=is_true(low_results(results, criteria)))
    subjects = _subjects(edition)
    ticks: dict[str, list[strips.Tick]] = {}
    for row in rows_of(told):
        subject = row.subject if len(subjects) > 1 else subjects[0]
        ticks.setdefault(row.school_id, []).append(strips.Tick(int(row.school_year), subject, row.share, bool(row.low)))
    years = strip_years(edition)
    threshold = criteria.low_threshold.value
    return [strips.strip(ticks.get(one, []), years, subjects, threshold, *size_mm) for one in school_ids]


def strip_note(edition: Edition) -> str:
    """Return what a strip's signs mean."""
    threshold, subjects = percent(edition.params.criteria.low_threshold.value, None), _subjects(edition)
    sides = f" (слева направо в каждом году: {join(map(subject_name, subjects))})" if len(subjects) > 1 else ""
    return (
        f"Чёрточка — процедура{sides}: толстая — {threshold} и больше (низкий результат), тонкая — меньше; сплошная "
        f"линия — черта {threshold}; вся высота — от 0 до 100\u00a0%."
    )


def _subjects(edition: Edition) -> list[str]:
    """Return the subjects that stand side by side in a year; many are put together."""
    counted = edition.results[is_true(edition.results["counted"]) & edition.results["fail_pct"].notna()]
    subjects = sorted(set(counted["subject"]), key=subject_order)
    return subjects if 0 < len(subjects) <= _MOST_SUBJECTS else [_TOGETHER]


def school_forests(
    edition: Edition, school_ids: Sequence[str], size_mm: tuple[float, float] = forests.SIZE
) -> list[Picture]:
    """Return each school's mean change over all pairs with its interval, on one axis.

    The interval is drawn where the participants of every pair are known; the point alone, hollow, where they are not.
    """
    changes = edition.school_dynamics[edition.school_dynamics["scope"] == "all"].set_index("school_id")
    changes = changes.reindex(list(school_ids))
    support = edition.school_support.set_index("school_id").reindex(list(school_ids))
    is_whole = (support["pairs"] == changes["pairs"]).fillna(False).to_numpy(dtype=bool)
    columns = [numbers(changes["change_pp"])]
    columns += [np.where(is_whole, numbers(support[name]), np.nan) for name in ("mean_low_pp", "mean_high_pp")]
    reach = forests.forest_reach(np.concatenate(columns))
    return [forests.forest(change, low, high, reach, *size_mm) for change, low, high in zip(*columns, strict=True)]
