"""What the results of the demonstration have to say: the programme's sentences applied in plain loops."""

from collections.abc import Sequence

from tools.demonstration.municipality import (
    BEFORE_PREVIOUS,
    COMPARED,
    GAINED,
    NOT_GAINED,
    PREVIOUS,
    Municipality,
    seed_of,
)
from tools.demonstration.region import Neighbour
from tools.okrug.invented import chance_of_two

COUNTED_ASSESSMENTS = {"VPR": (5, 6, 7, 8), "OGE": (9,), "EGE": (11,)}
#: «Не менее 30 % от общего числа участников».
THRESHOLD_PCT = 30


def results_of(municipality: Municipality, school_id: str) -> dict[tuple, tuple[int, int]]:
    """Return {procedure's key: (participants, how many got «2»)} of the procedures that count."""
    found = {}
    for (code, procedure), marks in municipality.okrug.marks.items():
        if code == school_id and procedure.grade in COUNTED_ASSESSMENTS.get(procedure.assessment, ()):
            found[procedure.key] = (marks.n_participants, marks.counts[0])
    return found


def low_in(results: dict[tuple, tuple[int, int]], year: int) -> int:
    """Return how many procedures of the school year were low."""
    low = 0
    for (*_, school_year), (participants, failed) in results.items():
        if school_year == year and 100 * failed >= THRESHOLD_PCT * participants:
            low += 1
    return low


def classification_truths(municipality: Municipality) -> list[dict]:
    """Return a row per school: low procedures of both years, the criteria met, the verdict, list against data."""
    rows = []
    for school in municipality.schools:
        results = results_of(municipality, school.school_id)
        low_previous, low_before = low_in(results, PREVIOUS), low_in(results, BEFORE_PREVIOUS)
        criterion_1 = low_previous >= 2
        criterion_2 = low_previous >= 1 and low_before >= 1
        rows.append(
            {
                "school_id": school.school_id,
                "school": school.school,
                "listed": school.listed,
                "low_previous": low_previous,
                "low_before_previous": low_before,
                "criterion_1": criterion_1,
                "criterion_2": criterion_2,
                "shnor": criterion_1 or criterion_2,
                "standing": standing(school.listed, criterion_1 or criterion_2),
            }
        )
    return rows


def standing(listed: bool, shnor: bool) -> str:
    """Return the code of the list against the data."""
    if listed:
        return "listed_confirmed" if shnor else "listed_unconfirmed"
    return "unlisted_met" if shnor else "unlisted"


def dynamics_truths(municipality: Municipality) -> list[dict]:
    """Return a row per school and scope: same-grade pairs of the two years, weighted means, whether they fell."""
    rows = []
    for school in municipality.schools:
        results = results_of(municipality, school.school_id)
        for scope, assessments in (("all", ("VPR", "OGE", "EGE")), ("VPR", ("VPR",)), ("OGE_EGE", ("OGE", "EGE"))):
            rows.append({"school_id": school.school_id, "scope": scope} | _change(results, assessments))
    return rows


def _change(results: dict[tuple, tuple[int, int]], assessments: tuple[str, ...]) -> dict:
    earlier, later = COMPARED
    pairs, weight, before, after = 0, 0, 0.0, 0.0
    for (assessment, level, subject, grade, year), (n_from, failed_from) in results.items():
        pair = results.get((assessment, level, subject, grade, later))
        if year != earlier or assessment not in assessments or pair is None:
            continue
        n_to, failed_to = pair
        pairs += 1
        weight += n_from + n_to
        before += (n_from + n_to) * 100 * failed_from / n_from
        after += (n_from + n_to) * 100 * failed_to / n_to
    if not pairs:
        return {"pairs": 0, "change_pp": None, "positive": None}
    change = round((after - before) / weight, 9)
    return {"pairs": pairs, "change_pp": round(change, 2), "positive": change < 0}


def effect_truths(municipality: Municipality) -> list[dict]:
    """Return what was planted in each subject: how far the programme lowered the listed schools' expected share of «2».

    A participant's true chance of «2» with the programme's effect less that without it, over all who sat the counted
    procedures of the later year, in points.
    """
    later, rows = COMPARED[1], []
    for subject in (GAINED, NOT_GAINED):
        schools, results, participants, without, having = set(), 0, 0, 0.0, 0.0
        for school in municipality.schools:
            for procedure in municipality.okrug.procedures:
                marks = municipality.okrug.marks.get((school.school_id, procedure))
                is_counted = procedure.grade in COUNTED_ASSESSMENTS.get(procedure.assessment, ())
                if not (school.listed and marks and is_counted):
                    continue
                if procedure.school_year != later or procedure.subject != subject:
                    continue
                gain = municipality.profiles[school.school_id].gain if subject == GAINED else 0.0
                schools.add(school.school_id)
                results += 1
                participants += marks.n_participants
                without += marks.n_participants * (chance_of_two(seed_of(procedure), school, procedure) or 0.0)
                having += marks.n_participants * (chance_of_two(seed_of(procedure), school, procedure, gain) or 0.0)
        rows.append(
            {
                "subject": subject,
                "schools": len(schools),
                "results": results,
                "participants": participants,
                "without_pct": round(100 * without / participants, 2),
                "effect_pp": round(100 * (having - without) / participants, 2),
            }
        )
    return rows


def region_truths(others: Sequence[Neighbour]) -> dict:
    """Return how many schools of other okrugs the region's exports hold, with how many results and participants."""
    marks = [one for neighbour in others for one in neighbour.okrug.marks.values()]
    return {
        "okrugs": len(others),
        "schools": sum(len(neighbour.okrug.schools) for neighbour in others),
        "results": len(marks),
        "participants": sum(one.n_participants for one in marks),
        "failed": sum(one.counts[0] for one in marks),
    }
