"""Limits of the data that params show: years without data, newer data, foreign schools, contradicted statements."""

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.params import Claims, RepeatedClaim
from shnor_lib.ground.project import shown
from shnor_lib.ground.vocabulary import subject_name
from shnor_lib.ingest.findings import COMPLAINT, Finding

#: Checks whose errors limit every conclusion of the report.
LIMITING_CHECKS = ("params_year_empty", "params_year_newer", "schools_foreign", "claims_differ")


def limits_of_params(edition: Edition) -> list[str]:
    """Return what stands between params and data, as sentences for «Ограничения данных», in the protocol's order."""
    findings = edition.findings
    own = findings[(findings["result"] == COMPLAINT) & findings["check"].isin(LIMITING_CHECKS)]
    return [*own["message"], *(finding.message for finding in contradicted_claims(edition))]


def contradicted_claims(edition: Edition) -> list[Finding]:
    """Return an error for each of the programme's sentences on repeated low results that no count of schools bears out.

    The programme does not say what it counted: a sentence stands if ВПР alone or all procedures give its number, and
    it is left open where a school's results are not known.
    """
    claims = edition.params.programme.claims
    if claims is None:
        return []
    found = [_contradicted(edition, claims, claim, place) for place, claim in enumerate(claims.repeated, start=1)]
    return [finding for finding in found if finding is not None]


def _contradicted(edition: Edition, claims: Claims, claim: RepeatedClaim, place: int) -> Finding | None:
    repeats = edition.subject_repeats
    own = repeats[repeats["subject"] == claim.subject]
    by_vpr, by_all = (int(is_true(own.loc[own["scope"] == scope, "repeated"]).sum()) for scope in ("VPR", "all"))
    if own.empty or own["repeated"].isna().any() or claim.schools in (by_vpr, by_all):
        return None
    key = f"programme: claims: repeated: {place}: schools"
    return Finding(
        "error",
        "claims_differ",
        f"В Программе ({claims.source}) школ с повторно низкими результатами по предмету "
        f"«{subject_name(claim.subject)}» названо {claim.schools}, а по данным их {by_vpr} (ВПР) и {by_all} (все "
        f"процедуры) из{wording.NBSP}{own['school_id'].nunique()}.",
        f"Проверьте годы критериев (criteria: years) и полноту данных; если в Программе другое число, исправьте {key}.",
        shown(edition.params_file),
        cell=key,
    )
