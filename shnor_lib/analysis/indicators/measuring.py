"""The programme's indicators И1–И7 and those its passport adds, П1–П5: numerator, denominator, value, verdict.

What has no source is ``no_data``, never zero.  «ШНОР» in the indicators means the listed schools.  Who stands behind a
number is said in `members`; what has to be said beside it in `remarks`.
"""

from dataclasses import replace
from datetime import date

import pandas as pd

from shnor_lib.analysis.indicators.members import DOCUMENTS, MEASURES, TEACHERS, interacting_of_all_listed
from shnor_lib.analysis.indicators.remarks import remark
from shnor_lib.analysis.programme.help_records import NEEDED, known_kinds
from shnor_lib.analysis.programme.plan import QUARTER_ENDS, days_within
from shnor_lib.analysis.programme.programme_data import Members, ProgrammeData
from shnor_lib.analysis.programme.records import Window, participation_known
from shnor_lib.ground.registers import register_titled

#: The workbook whose sheets feed the indicators.
REGISTER = "Реестры_программы.xlsx"

#: The indicator that results themselves feed.
DYNAMICS_INDICATOR = "И7"

#: Indicators of schools taking part have a start value: the share on the programme's first day.
WITH_START_VALUE = ("И2", "П1")

#: Indicators that are not followed by quarters: results are yearly, and two groups of teachers that differ by one
#: person would show that person's result.
NOT_BY_QUARTERS = (DYNAMICS_INDICATOR, *(code for code, measure in MEASURES.items() if measure.shows_results))

UNKNOWN = dict.fromkeys(("numerator", "denominator", "actual", "baseline", "range_low", "range_high"))


def measure_indicators(
    programme_indicators: pd.DataFrame, data: ProgrammeData, confirmed: pd.Series | None = None
) -> pd.DataFrame:
    """Measure every indicator of the programme as of the reporting date.

    Args:
        programme_indicators: names, units (%, шт.) and targets, the table of that name.
        data: roster, registers, dynamics, window and params.
        confirmed: codes of listed schools that meet the criteria by data; shares over them stand beside.

    Returns:
        The table `indicators`, a row per indicator; shares in percent, ``deviation`` in points or pieces.  Beside the
        contract: ``all_listed_…`` (И3 over all ШНОР), ``confirmed_…`` (over the confirmed schools), ``hidden`` (too few
        teachers to show their results) and ``remark``.
    """
    rows = []
    for indicator in programme_indicators.to_dict("records"):
        code, target = indicator["id"], indicator["target"]
        measured = value_of(code, data)
        verdict = status(measured["actual"], target)
        rows.append(
            {
                **{
                    name: indicator[name]
                    for name in ("id", "source_number", "name", "short_name", "unit", "target", "evidence")
                },
                **measured,
                **_beside(code, data, confirmed),
                "deviation": _deviation(measured["actual"], target),
                "status": verdict,
                "as_of": data.window.as_of.isoformat(),
                "denominator_words": indicator["denominator"],
                "needs": None if measured["hidden"] else _needs(indicator, measured["actual"], data),
                "remark": remark(code, data, measured, target),
            }
        )
    return pd.DataFrame(rows)


def status(actual: float | None, target: float | None) -> str:
    """Return the verdict: a code of `vocabulary.INDICATOR_STATUSES`; ``no_data`` goes before ``no_target``."""
    if actual is None:
        return "no_data"
    if pd.isna(target):
        return "no_target"
    return "met" if actual >= target else "not_met"


def value_of(code: str, data: ProgrammeData) -> dict:
    """Return an indicator's numerator, denominator, value, start value and range, and whether it has to be hidden."""
    if code == DYNAMICS_INDICATOR:
        return UNKNOWN | positive_dynamics(data.school_dynamics, data.listed) | {"hidden": False}
    if code not in MEASURES:
        return UNKNOWN | {"hidden": False}
    measure = MEASURES[code]
    value = counted(measure.members(data), measure.of)
    if code in WITH_START_VALUE:
        at_start = replace(data, window=Window(data.window.start, data.window.start))
        value["baseline"] = counted(measure.members(at_start), measure.of)["actual"]
    people = value["denominator"] or 0
    hidden = measure.shows_results and 0 < people < data.params.smallest_group.value
    if hidden:
        value |= {"numerator": None, "actual": None}
    return UNKNOWN | value | {"hidden": hidden}


def counted(members: Members, of: str) -> dict:
    """Count members: documents in pieces, schools and teachers as a share in percent; each member counts once."""
    if members is None:
        return {"numerator": None, "denominator": None, "actual": None}
    numerator = int(members.loc[members["counted"], "member"].nunique())
    if of == DOCUMENTS:
        return {"numerator": numerator, "denominator": None, "actual": float(numerator)}
    denominator = int(members["member"].nunique())
    if not denominator:
        return {"numerator": None, "denominator": None, "actual": None}
    return {"numerator": numerator, "denominator": denominator, "actual": 100 * numerator / denominator}


def _beside(code: str, data: ProgrammeData, confirmed: pd.Series | None) -> dict:
    """Return the same share over all ШНОР (И3) and over the schools that data confirm."""
    over_all = counted(interacting_of_all_listed(data), TEACHERS) if code == "И3" else counted(None, TEACHERS)
    over_confirmed = counted(None, TEACHERS)
    over_list = code == DYNAMICS_INDICATOR or (code in MEASURES and MEASURES[code].over_list)
    if confirmed is not None and over_list:
        over_confirmed = value_of(code, data.of_schools(confirmed))
    names = ("numerator", "denominator", "actual")
    return {f"all_listed_{name}": over_all[name] for name in names} | {
        f"confirmed_{name}": over_confirmed[name] for name in names
    }


# И7


def positive_dynamics(school_dynamics: pd.DataFrame, listed: pd.Series) -> dict:
    """Return И7: the share of listed schools with positive dynamics, in percent.

    Only pairs whose later result was obtained after the programme's start give the value; earlier pairs give the
    baseline.  The range belongs to whichever of the two there is.
    """
    own = school_dynamics[school_dynamics["scope"] == "all"]
    during = own["in_programme"].astype(bool) & (own["pairs"] > 0)
    if during.any():
        share = share_with_positive_dynamics(own[during | (own["pairs"] == 0)], listed)
        return {
            "numerator": share["numerator"],
            "denominator": share["denominator"],
            "actual": share["value"],
            "range_low": share["range_low"],
            "range_high": share["range_high"],
        }
    share = share_with_positive_dynamics(own, listed)
    return {"baseline": share["value"], "range_low": share["range_low"], "range_high": share["range_high"]}


def share_with_positive_dynamics(school_dynamics: pd.DataFrame, listed: pd.Series) -> dict:
    """Return how many listed schools show positive dynamics, with the range that firmness leaves open.

    Args:
        school_dynamics: rows of one scope of the table `school_dynamics`.
        listed: codes of the listed schools.

    Returns:
        ``numerator``, ``denominator`` (schools), ``value``, ``range_low`` (firm falls only) and ``range_high`` (all but
        firm rises), in percent; values are ``None`` where no listed school has a comparable pair.
    """
    own = school_dynamics[school_dynamics["school_id"].isin(listed)]
    denominator = len(listed)
    if not denominator or not (own["pairs"] > 0).any():
        return {"numerator": None, "denominator": denominator, "value": None, "range_low": None, "range_high": None}
    positive = own["positive"].astype("boolean")
    firm = own["firm"].astype("boolean").fillna(False)
    falls = int(positive.fillna(False).sum())
    firm_falls = int((positive.fillna(False) & firm).sum())
    firm_rises = int((~positive.fillna(True) & firm).sum())
    return {
        "numerator": falls,
        "denominator": denominator,
        "value": 100 * falls / denominator,
        "range_low": 100 * firm_falls / denominator,
        "range_high": 100 * (denominator - firm_rises) / denominator,
    }


def _deviation(actual: float | None, target: float | None) -> float | None:
    return None if actual is None or pd.isna(target) else actual - target


def _needs(indicator: dict, actual: float | None, data: ProgrammeData) -> str | None:
    """Return what would supply the missing value: the sheets of the register that are empty, or results."""
    if actual is not None:
        return None
    if not isinstance(indicator["sheets"], str):
        return "результаты ВПР, ОГЭ и ЕГЭ, полученные после начала Программы"
    sheets = [sheet.strip() for sheet in indicator["sheets"].split(",")]
    enough = indicator["id"] in MEASURES and MEASURES[indicator["id"]].over_system and known_kinds(data.registers)
    missing = [sheet for sheet in sheets if _is_empty(sheet, data) and not (enough and _is_help(sheet))] or sheets
    return f"{'листы' if len(missing) > 1 else 'лист'} {', '.join(f'«{sheet}»' for sheet in missing)} файла {REGISTER}"


def _is_help(sheet: str) -> bool:
    return any(register_titled(sheet).name in names for names in NEEDED.values())


def _is_empty(sheet: str, data: ProgrammeData) -> bool:
    name = register_titled(sheet).name
    return not participation_known(data.schools) if name == "schools" else data.registers.empty(name)


# By school, by quarter, by person


def indicator_schools(programme_indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the table `indicator_schools`: for each indicator the numbers of each school behind it.

    A teacher of two schools counts in both.  Schools stand in the roster's order, never by result.  Results of fewer
    teachers than ``smallest_group`` are empty with ``hidden``; so are further schools' if their sum would show them.

    Returns:
        ``id``, ``school_id``, ``school``, ``numerator``, ``denominator`` (teachers, or 1 for the school itself),
        ``value_pct``, ``hidden``.
    """
    rows = []
    for code in programme_indicators["id"]:
        by_school = _numbers_by_school(code, data)
        hidden = _too_few(code, by_school, data)
        for school in data.schools.itertuples():
            if school.school_id not in by_school.index:
                continue
            numbers = by_school.loc[school.school_id]
            shown = not hidden[school.school_id]
            rows.append(
                {
                    "id": code,
                    "school_id": school.school_id,
                    "school": school.school,
                    "numerator": int(numbers["numerator"]) if shown else None,
                    "denominator": int(numbers["denominator"]) if shown else None,
                    "value_pct": 100 * numbers["numerator"] / numbers["denominator"] if shown else None,
                    "hidden": not shown,
                }
            )
    columns = ["id", "school_id", "school", "numerator", "denominator", "value_pct", "hidden"]
    return pd.DataFrame(rows, columns=columns).astype({"hidden": bool})


def _numbers_by_school(code: str, data: ProgrammeData) -> pd.DataFrame:
    """Return ``numerator`` and ``denominator`` by ``school_id``; no rows for documents and what is unknown."""
    members = _dynamics_members(data) if code == DYNAMICS_INDICATOR else _measured_members(code, data)
    if members is None:
        return pd.DataFrame(columns=["numerator", "denominator"])
    return members.groupby("school_id")["counted"].agg(numerator="sum", denominator="size")


def _measured_members(code: str, data: ProgrammeData) -> Members:
    known = code in MEASURES and MEASURES[code].of != DOCUMENTS
    return MEASURES[code].members(data) if known else None


def _dynamics_members(data: ProgrammeData) -> Members:
    """Return the listed schools; those whose results of the programme's period show positive dynamics count (И7)."""
    own = data.school_dynamics
    own = own[(own["scope"] == "all") & own["school_id"].isin(data.listed) & own["positive"].notna()]
    own = own[own["in_programme"].astype(bool)]
    if own.empty:
        return None
    frame = pd.DataFrame({"member": own["school_id"], "school_id": own["school_id"]})
    return frame.assign(counted=own["positive"].astype(bool)).reset_index(drop=True)


def _too_few(code: str, by_school: pd.DataFrame, data: ProgrammeData) -> pd.Series:
    """Tell which schools to hide: small groups, and as many others as cover them from subtraction."""
    hidden = pd.Series(False, index=by_school.index)
    if code not in MEASURES or not MEASURES[code].shows_results:
        return hidden
    smallest = data.params.smallest_group.value
    people = by_school["denominator"].sort_values(kind="stable")
    hidden = (people < smallest).reindex(by_school.index)
    for school_id in people.index[people >= smallest]:
        if not hidden.any() or (hidden.sum() > 1 and people[hidden.index[hidden]].sum() >= smallest):
            break
        hidden[school_id] = True
    return hidden


def quarter_ends(window: Window) -> list[date]:
    """Return the last days of school quarters within the window, and the reporting date itself."""
    return sorted({*days_within(QUARTER_ENDS, window.start, window.as_of), window.as_of})


def indicator_quarters(programme_indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the table `indicator_quarters`: the indicators as they stood at each quarter's end: a line to the target.

    Schools are those listed on the reporting date.  И7 is left out, since results are yearly, and so is П5, since
    neighbouring values would show the result of a single teacher.

    Returns:
        ``id``, ``on`` (ISO date), ``value``, ``target`` in the indicator's unit; ``value`` is empty where unknown.
    """
    rows = [
        {
            "id": indicator["id"],
            "on": day.isoformat(),
            "value": value_of(indicator["id"], replace(data, window=Window(data.window.start, day)))["actual"],
            "target": indicator["target"],
        }
        for indicator in programme_indicators.to_dict("records")
        if indicator["id"] not in NOT_BY_QUARTERS
        for day in quarter_ends(data.window)
    ]
    return pd.DataFrame(rows, columns=["id", "on", "value", "target"])


def indicator_people(programme_indicators: pd.DataFrame, data: ProgrammeData) -> pd.DataFrame:
    """Return the codes of teachers behind numerators and denominators: for official use only, no table of an edition.

    Returns:
        ``id``, ``teacher_id``, ``school_id``, ``counted`` (bool: belongs to the numerator).
    """
    parts = [
        members.rename(columns={"member": "teacher_id"}).assign(id=code)
        for code in programme_indicators["id"]
        if code in MEASURES and MEASURES[code].of == TEACHERS and (members := MEASURES[code].members(data)) is not None
    ]
    columns = ["id", "teacher_id", "school_id", "counted"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
