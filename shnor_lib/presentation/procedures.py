"""Results of procedures as tables print them: their order, their shares with signs and intervals, their background."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.classify import main_period
from shnor_lib.analysis.results.printed_shares import failed, numbers
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import wilson_interval
from shnor_lib.ground.table_words import in_workbook
from shnor_lib.ground.vocabulary import subject_order

ASSESSMENT_ORDER = ("VPR", "OGE", "EGE", "MKR")
PROCEDURE = ["assessment", "level", "subject", "grade", "school_year"]

LEGEND = (
    "Полужирным — низкий результат (не меньше порога); «?» — «0 и 0» без числа участников; «*» — "
    "прочитано по записанному исправлению; «–» — не проводилось; «x» — нет данных или прочтение неоднозначно."
)


#: The sign of a result that the edition before had otherwise.
REVISED = "†"


def revised_note(edition: Edition) -> tuple[str, ...]:
    """Return the note that explains `REVISED`, if the edition before had any result otherwise."""
    if edition.revised_results.empty:
        return ()
    return (f"«{REVISED}» — в выпуске «{edition.params.report.previous}» значение было другим.",)


def shown_years(edition: Edition) -> list[int]:
    """Return the school years that tables print, earliest first: those that params name and the newest of the data."""
    held = _years_held(edition)
    criteria, compared = edition.params.criteria.years, edition.params.dynamics
    named = {criteria.previous, criteria.before_previous, criteria.alternative_previous}
    named |= {compared.from_year, compared.to_year}
    return [year for year in held if year in named or year == held[-1]]


def years_left_out(edition: Edition) -> tuple[str, ...]:
    """Return the note that says which years a table leaves out and where they are, if there are any."""
    shown = shown_years(edition)
    rest = [year for year in _years_held(edition) if year not in shown]
    if not rest:
        return ()
    words = wording.join(wording.school_year_short(year) for year in rest)
    return (f"Результаты за {words} не напечатаны: они {in_workbook('results')}.",)


def _years_held(edition: Edition) -> list[int]:
    """Return the school years with a row of a counted procedure, earliest first."""
    results = edition.results
    return sorted({int(year) for year in results.loc[is_true(results["counted"]), "school_year"]})


def ordered_procedures(results: pd.DataFrame) -> pd.DataFrame:
    """Return the procedures of the results by assessment, subject, grade and year."""
    procedures = results[PROCEDURE].drop_duplicates()
    return procedures.assign(
        _assessment=[ASSESSMENT_ORDER.index(code) for code in procedures["assessment"]],
        _subject=[subject_order(code) for code in procedures["subject"]],
    ).sort_values(["_assessment", "_subject", "level", "grade", "school_year"])[PROCEDURE]


def procedure_keys(results: pd.DataFrame) -> pd.Series:
    """Return the procedure of each result as a tuple of `PROCEDURE`, for `same_procedure`; missing levels are equal."""
    columns = (results[name].astype(object).where(results[name].notna(), "") for name in PROCEDURE)
    return pd.Series(list(zip(*columns, strict=True)), index=results.index, dtype=object)


def same_procedure(keys: pd.Series, procedure: dict) -> pd.Series:
    """Tell which results, given by their `procedure_keys`, belong to a procedure given by the columns `PROCEDURE`."""
    wanted = _procedure_key(procedure)
    return pd.Series([key == wanted for key in keys], index=keys.index, dtype=bool)


def share_words(share: float, threshold: float) -> str:
    """Return the share with one place, with two where rounding to one would carry it across the threshold."""
    short = float(wording.rounded(share, 1))
    return wording.number(share if (short >= threshold) != (share >= threshold) else short)


def share_text(row: dict, threshold: float | None = None) -> str:
    """Return a share as the results tables print it, with its signs: as it was read, or short beside a threshold."""
    if pd.isna(row["fail_pct"]):
        return "x" if row["reading"] in ("missing", "ambiguous") or pd.isna(row["reading"]) else wording.MISSING
    sign = "?" if row["doubtful"] is True else ""
    sign += ("*" if row["reading"] == "repaired" else "") + revised_sign(row)
    share = row["fail_pct"]
    return (wording.number(wording.rounded(share, 2)) if threshold is None else share_words(share, threshold)) + sign


def revised_sign(row: Mapping[str, Any]) -> str:
    """Return the sign of a result that was revised, nothing of others; ``revised`` may be missing."""
    return REVISED if row.get("revised") is True else ""


def share_of_pupils(row: Mapping[str, Any]) -> str:
    """Return a result's share by pupils or in per cents (`wording.pupils_or_share`).

    Args:
        row: ``fail_pct`` (0–100), ``n_failed`` and ``n_participants``, each perhaps missing.
    """
    return wording.pupils_or_share(row["fail_pct"], row.get("n_failed"), row.get("n_participants"))


def share_marks(own: pd.DataFrame, low: pd.Series) -> list[str]:
    """Return the mark of each share: low, repaired, doubtful or none."""
    is_low, repaired = is_true(low.reindex(own.index)), is_true(own["reading"] == "repaired")
    return [
        "low" if low_one else "repaired" if repaired_one else "doubtful" if doubtful is True else ""
        for low_one, repaired_one, doubtful in zip(is_low, repaired, own["doubtful"], strict=True)
    ]


def background_shares(edition: Edition, results: pd.DataFrame, kind: str) -> list[Any]:
    """Return for each result the share of «2» of the region, municipality or whole sample in the same procedure."""
    background = main_period(edition.background)
    own = background[background["kind"] == kind] if "kind" in background else background.iloc[:0]
    own = own.assign(fail_pct=exact_shares(own)) if len(own) else own
    shares = {_procedure_key(row): row["fail_pct"] for row in own.to_dict("records")}
    return [shares.get(_procedure_key(row)) for row in results.to_dict("records")]


def _procedure_key(row: dict) -> tuple:
    return tuple("" if pd.isna(row[name]) else row[name] for name in PROCEDURE)


def known_failed(results: pd.DataFrame) -> pd.Series:
    """Return how many participants got «2» where the number is known: as given, or the one that agrees with a share."""
    return pd.Series(numbers(results, "n_failed"), index=results.index).astype("Int64")


def failed_participants(results: pd.DataFrame) -> pd.Series:
    """Return how many participants got «2»; where it is not known the share of the participants, not a whole number."""
    return pd.Series(failed(results), index=results.index)


def exact_shares(results: pd.DataFrame) -> pd.Series:
    """Return the shares of «2», 0–100, from which printed ones are rounded: of known numbers, else as reported.

    A file prints 1 of 26 as 3.85; rounded once more that is 3.9, and 1 of 26 is 3.8.
    """
    reported = results["fail_pct"].astype(float)
    if "n_failed" not in results:
        return reported
    n = results["n_participants"].astype(float)
    return (100 * results["n_failed"].astype(float) / n.where(n > 0)).fillna(reported).where(reported.notna())


def fail_interval(results: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Return the 95 % interval of the share of «2», in percent; not a number without participants."""
    low, high = wilson_interval(failed(results), numbers(results, "n_participants"))
    return list(100 * low), list(100 * high)


def interval_words(low: float, high: float, decimals: int = 1) -> Any:
    """Return «12,3–34,5», or nothing where there is no interval."""
    return None if pd.isna(low) else f"{wording.number(low, decimals)}–{wording.number(high, decimals)}"


def in_order(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results by school as in the table, then by assessment, subject, grade and year."""
    places = ordered_procedures(results).reset_index(drop=True)
    order = {_procedure_key(row): place for place, row in enumerate(places.to_dict("records"))}
    schools = {school: place for place, school in enumerate(dict.fromkeys(results["school_id"]))}
    key = [(schools[row["school_id"]], order[_procedure_key(row)]) for row in results.to_dict("records")]
    return results.iloc[sorted(range(len(results)), key=key.__getitem__)].reset_index(drop=True)
