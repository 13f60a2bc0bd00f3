"""Limits of the data that bear on the conclusions, as statements: what stands under «Ограничения данных»."""

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.rows_read import filled
from shnor_lib.analysis.results.obtained import obtained_in_programme
from shnor_lib.analysis.results.printed_shares import rounding_pp
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.params import Claims, RepeatedClaim
from shnor_lib.ground.programme_params import place_of_claim
from shnor_lib.ground.project import shown
from shnor_lib.ground.vocabulary import WHY_OPEN, subject_name
from shnor_lib.ingest.checks.drafts import TO_FILL
from shnor_lib.ingest.findings import COMPLAINT, Finding
from shnor_lib.presentation.indicator_words import of_indicators
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.statements.facts import edition_facts

#: How far a share printed in whole per cents may be off, in points.
WHOLE_PER_CENTS_PP = 0.5

#: Checks whose complaints limit the conclusions of the report.
LIMITING_CHECKS = (
    "results_absent",
    "params_year_empty",
    "params_year_newer",
    "schools_foreign",
    "claims_differ",
    "same_in_two_procedures",
)


def limits_of_data(edition: Edition) -> list[Statement]:
    """Return every limit of the data, those that do not hold among them, in the order in which they are told."""
    return [
        _draft(edition),
        *_of_params(edition),
        *_participants(edition),
        *_rounding(edition),
        *_verdicts(edition),
        _doubtful_zeros(edition),
        *_new_results(edition),
        _background(edition),
        *_registers(edition),
        _set_aside(edition),
        _errors(edition),
    ]


def waiting_places(edition: Edition) -> int:
    """Return how many places of params and workbooks wait for a person: as long as one does, the report is a draft."""
    findings = edition.findings
    return int(((findings["check"] == TO_FILL) & (findings["result"] == COMPLAINT)).sum())


def _draft(edition: Edition) -> Statement:
    """Say that the report is a draft, and where it stands what waits."""
    places = waiting_places(edition)
    return Statement(
        "grounds.draft",
        "Справка — черновик: {places:значение ждёт|значения ждут|значений ждут} заполнения. Они перечислены в "
        "{section:protocol:prepositional} и командой make check.",
        {"places": places},
        (Evidence("findings", "check", {"check": TO_FILL}),),
        holds=places > 0,
    )


def _of_params(edition: Edition) -> list[Statement]:
    """Return what stands between params and data, in the protocol's order."""
    findings = edition.findings
    own = findings[(findings["result"] == COMPLAINT) & findings["check"].isin(LIMITING_CHECKS)]
    told = [*zip(own["check"], own["message"], strict=True)]
    told += [(finding.check, finding.message) for finding in contradicted_claims(edition)]
    return [
        Statement(
            f"grounds.params.{number}",
            "{message}",
            {"message": message},
            (Evidence("findings" if number <= len(own) else "report_findings", "message", {"check": check}),),
        )
        for number, (check, message) in enumerate(told, start=1)
    ]


def _participants(edition: Edition) -> tuple[Statement, ...]:
    """Say what unknown numbers of participants mean: for all results, or for those of some schools."""
    held = edition.results[edition.results["fail_pct"].notna()]
    unknown = held[held["n_participants"].isna()]
    evidence = (Evidence("results", "n_participants"),)
    values = {"unknown": len(unknown), "held": len(held), "names": school_names(unknown)}
    return (
        Statement(
            "grounds.no_participants",
            "Число участников процедур не указано. Доли нельзя сопроводить доверительными интервалами, все средние — "
            "невзвешенные.",
            values,
            evidence,
            holds=0 < len(held) == len(unknown),
        ),
        Statement(
            "grounds.some_participants",
            "Число участников указано не для всех результатов (нет для {unknown} из {held}; школы: {names:names}). Их "
            "доли не сопровождаются интервалами, а средние этих школ — невзвешенные.",
            values,
            evidence,
            holds=0 < len(unknown) < len(held),
        ),
    )


def _rounding(edition: Edition) -> tuple[Statement, ...]:
    """Say how far printed shares may be off where the number of those who got «2» is not known."""
    held = edition.results[edition.results["fail_pct"].notna()]
    off = rounding_pp(held)
    most = float(off.max()) if len(off) else 0.0
    values = {"shares": int((off > 0).sum()), "held": len(held), "bound": most}
    cells = (Evidence("results", "fail_pct"), Evidence("results", "n_failed"), Evidence("results", "fail_decimals"))
    whole = most == WHOLE_PER_CENTS_PP and bool(held["n_failed"].isna().all())
    marked = "п. п. Выводы, которые от этого зависят, отмечены как неустойчивые."
    return (
        Statement(
            "grounds.whole_percents",
            "Доли напечатаны целыми процентами: каждая может отличаться от точной на {bound:number} " + marked,
            values,
            cells,
            holds=whole,
        ),
        Statement(
            "grounds.rounding",
            "Доли напечатаны с округлением, и число получивших «2» восстанавливается не для всех результатов (нет для "
            "{shares} из {held}): такая доля может отличаться от точной на величину до {bound:number} " + marked,
            values,
            cells,
            holds=most > 0 and not whole,
        ),
    )


def _verdicts(edition: Edition) -> tuple[Statement, ...]:
    """Name the schools whose verdict rests on a correction, and those without a verdict, with the reason."""
    facts = edition_facts(edition)
    corrected = facts["rests_on_correction"]
    opened = edition.classification[edition.classification["standing"] == "undetermined"]
    reasons = {
        code: school_names(own) for code in [*WHY_OPEN, ""] if len(own := opened[opened["why_open"].fillna("") == code])
    }
    told = "; ".join(
        f"{WHY_OPEN.get(code, 'часть результатов неизвестна')} — {{{code or 'other'}:names}}" for code in reasons
    )
    return (
        Statement(
            "grounds.corrected",
            "Применено исправление исходной строки ({section:corrections}): {names:names}.",
            {"names": corrected.names},
            (Evidence("classification", "rests_on_correction"),),
            holds=bool(corrected),
            school_ids=corrected.school_ids,
        ),
        Statement(
            "grounds.undetermined",
            f"Вывод по критериям не сделан: {told}.",
            {code or "other": names for code, names in reasons.items()},
            (Evidence("classification", "standing"), Evidence("classification", "why_open")),
            holds=len(opened) > 0,
            school_ids=tuple(opened["school_id"]),
        ),
    )


def _doubtful_zeros(edition: Edition) -> Statement:
    """Name the schools most of whose results may be those of nobody."""
    fact = edition_facts(edition)["doubtful_zeros"]
    return Statement(
        "grounds.doubtful_zeros",
        "Больше половины результатов — «0 и 0», возможно, без участников: {names:names}.",
        {"names": fact.names},
        (Evidence("results", "doubtful"),),
        holds=bool(fact),
        school_ids=fact.school_ids,
    )


def _new_results(edition: Edition) -> tuple[Statement, ...]:
    """Say what of the programme's own period is known: no result at all, or results that nothing is compared with."""
    period = edition.params.programme.period
    held = edition.results[edition.results["fail_pct"].notna()]
    during = int(obtained_in_programme(held, period).sum())
    pairs = is_true(edition.school_dynamics["in_programme"]).any()
    values = {"results": len(held), "during": during}
    return (
        Statement(
            "grounds.before_the_programme",
            "Все представленные результаты получены до начала Программы: её влияние по ним оценить нельзя, это "
            "исходный уровень.",
            values,
            (Evidence("results", "school_year"), Evidence("results", "season")),
            holds=period is not None and len(held) > 0 and not during,
        ),
        Statement(
            "grounds.no_pairs_in_programme",
            "Результаты, полученные после начала Программы, есть ({during}), но сравнить их не с чем: сопоставимых пар "
            "нет.",
            values,
            (Evidence("school_dynamics", "in_programme"), Evidence("results", "school_year")),
            holds=during > 0 and not pairs,
        ),
    )


def _background(edition: Edition) -> Statement:
    """Say that there is nothing to compare the schools with."""
    return Statement(
        "grounds.no_background",
        "Результатов округа и региона для сравнения в данных нет.",
        {},
        (Evidence("background", "*"),),
        holds=edition.background.empty,
    )


def _registers(edition: Edition) -> tuple[Statement, ...]:
    """Say that no register is filled, or which indicators lack what a register would tell."""
    nobody = not filled(edition.rows_read)
    lacking = edition_facts(edition)["no_data"].names
    values = {"codes": list(lacking), "indicators": of_indicators(edition.indicators, lacking)}
    evidence = (Evidence("indicators", "status", {"status": "no_data"}), Evidence("rows_read", "*"))
    return (
        Statement(
            "grounds.no_registers",
            "Реестры Программы не представлены; листы, которые дадут недостающие сведения, названы в "
            "{section:missing:prepositional}.",
            values,
            evidence,
            holds=nobody and bool(lacking),
        ),
        Statement(
            "grounds.lacking",
            "Нет сведений для {indicators}; чего для них не хватает, сказано в {section:missing:prepositional}.",
            values,
            evidence,
            holds=not nobody and bool(lacking),
        ),
    )


def _set_aside(edition: Edition) -> Statement:
    """Say how many cells were set aside: what they held stands in no number of the report."""
    cells = int(edition.cell_counts["set_aside"].sum())
    return Statement(
        "grounds.set_aside",
        "Отложено с замечанием и не использовано: {cells:ячейка|ячейки|ячеек} ({section:protocol}).",
        {"cells": cells},
        (Evidence("cell_counts", "set_aside"),),
        holds=cells > 0,
    )


def _errors(edition: Edition) -> Statement:
    """Say how many errors the control of the data found."""
    errors = int((edition.findings["severity"] == "error").sum())
    return Statement(
        "grounds.errors",
        "Контроль исходных данных нашёл {errors:ошибку|ошибки|ошибок} ({section:protocol}): выводы, которые от них "
        "зависят, предварительные.",
        {"errors": errors},
        (Evidence("findings", "severity", {"severity": "error"}),),
        holds=errors > 0,
    )


def contradicted_claims(edition: Edition) -> list[Finding]:
    """Return an error for each of the programme's sentences on repeated low results that no count of schools bears out.

    The programme does not say what it counted: a sentence stands if ВПР alone or all procedures give its number, and
    it is left open where a school's results are not known.
    """
    claims = edition.params.programme.claims
    if claims is None:
        return []
    found = [_contradicted(edition, claims, claim, number) for number, claim in enumerate(claims.repeated, start=1)]
    return [finding for finding in found if finding is not None]


def _contradicted(edition: Edition, claims: Claims, claim: RepeatedClaim, number: int) -> Finding | None:
    repeats = edition.subject_repeats
    own = repeats[repeats["subject"] == claim.subject]
    by_vpr, by_all = (int(is_true(own.loc[own["scope"] == scope, "repeated"]).sum()) for scope in ("VPR", "all"))
    if own.empty or own["repeated"].isna().any() or claim.schools in (by_vpr, by_all):
        return None
    key = f"programme: claims: repeated: {number}: schools"
    place = place_of_claim(claim, shown(edition.params_file), key)
    return Finding(
        "error",
        "claims_differ",
        f"В Программе ({claims.source}) школ с повторно низкими результатами по предмету "
        f"«{subject_name(claim.subject)}» названо {claim.schools}, а по данным их {by_vpr} (ВПР) и {by_all} (все "
        f"процедуры) из{wording.NBSP}{own['school_id'].nunique()}.",
        "Проверьте годы критериев (criteria: years) и полноту данных; если в Программе другое число, исправьте его: "
        f"{place.words}.",
        place.file,
        place.sheet,
        place.cell,
    )
