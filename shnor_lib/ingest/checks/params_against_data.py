"""Params against data: the years that the analysis looks at, and the programme's own statements."""

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.params import Claims, ListedClaim, RepeatedClaim
from shnor_lib.ground.programme_params import place_of_claim
from shnor_lib.ground.school_years import ends_before, years_looked_at
from shnor_lib.ground.vocabulary import SUBJECTS
from shnor_lib.ingest.findings import Finding, passed
from shnor_lib.ingest.rules import StatedByParams

#: The keys of criteria that a newer year of data concerns; the alternative is no verdict's ground.
CRITERIA, DYNAMICS = "criteria: years", "dynamics"


def params_against_data(stated: StatedByParams, schools: pd.DataFrame, results: pd.DataFrame) -> list[Finding]:
    """Hold what params state against the data.

    Args:
        stated: years and statements of the params file.
        schools: the table `schools`.
        results: the table `results`.
    """
    held = years_with_results(results)
    return [
        *years_without_data(stated, held),
        *years_behind_data(stated, held),
        *years_within_programme(stated, held),
        *(claims_against_data(stated, stated.claims, schools, results) if stated.claims else ()),
    ]


def years_with_results(results: pd.DataFrame) -> list[int]:
    """Return the school years, earliest first, in which any school has a known result of a counted procedure."""
    return sorted({int(year) for year in _known(results)["school_year"]})


def _known(results: pd.DataFrame) -> pd.DataFrame:
    return results[results["counted"].fillna(False).astype(bool) & results["fail_pct"].notna()]


# Years


def years_without_data(stated: StatedByParams, held: list[int]) -> list[Finding]:
    """Each year that params name has a result of some school; one finding for each year that has none."""
    found = []
    for year in sorted({*stated.years.values()} - set(held)):
        keys = [key for key, named in stated.years.items() if named == year]
        found.append(
            Finding(
                "error",
                "params_year_empty",
                f"Параметры смотрят на {wording.school_year(year)} ({_settings(keys, year)}), а результатов "
                f"учитываемых процедур за этот год нет ни у одной школы. {_held_words(held)}",
                f"Добавьте файлы за {wording.school_year_short(year)} или укажите другой год. {_meaning_of(year)}",
                stated.file,
                cell="; ".join(keys),
            )
        )
    return found or [passed("params_year_empty", f"Проверено: {_count_of_years(set(stated.years.values()))}.")]


def years_behind_data(stated: StatedByParams, held: list[int]) -> list[Finding]:
    """The data have no later year than the latest that params name."""
    if not held:
        return []
    newest, looked_at = held[-1], max(stated.years.values())
    if newest <= looked_at:
        return [passed("params_year_newer", f"Новейший год данных — {wording.school_year_short(newest)}.")]
    unused = [year for year in held if year > looked_at]
    keys = [key for key, year in stated.years.items() if year == looked_at]
    return [
        Finding(
            "error",
            "params_year_newer",
            f"Есть данные за {_short_years(unused)}, а параметры смотрят не дальше "
            f"{wording.school_year(looked_at, 'genitive')} ({_settings(keys, looked_at)}). Более поздние результаты не "
            "учтены ни в критериях, ни в динамике.",
            _newer_advice(newest, held),
            stated.file,
            cell="; ".join(keys),
        )
    ]


def _newer_advice(newest: int, held: list[int]) -> str:
    """Say what to write, so that the newest year is looked at."""
    before = [year for year in held if year < newest]
    dynamics = f"from: {before[-1]}, to: {newest}" if before else f"to: {newest}"
    previous = f"previous: {newest}" + (f", before_previous: {before[-1]}" if before else "")
    return (
        f"Запишите {DYNAMICS}: {dynamics}. Если критерии применяются по новому году, запишите {CRITERIA}: {previous}; "
        f"если по прежним годам — alternative_previous: {newest}. {_meaning_of(newest)}"
    )


def years_within_programme(stated: StatedByParams, held: list[int]) -> list[Finding]:
    """The previous school year of the criteria is one before the programme; where it is not, the years that are.

    Source: METHODS of the project, §1 (criteria, previous school years).
    """
    key = f"{CRITERIA}: previous"
    if stated.start is None or not held or key not in stated.years:
        return []
    previous, began = stated.years[key], f"{stated.start:%d.%m.%Y}"
    if ends_before(previous, stated.start):
        return [passed("params_year_within", f"Программа началась {began}, предыдущий учебный год — до неё.")]
    looked_at = (
        f"Программа началась {began}, а критерии смотрят на {wording.school_year(previous)} ({key}: {previous})."
    )
    years = years_looked_at(held, stated.start)
    proposed = {name[-1]: year for name, year in years.items() if name[:2] == ("criteria", "years")}
    if not ends_before(int(proposed["previous"]), stated.start):
        message = f"{looked_at} Результатов за годы до её начала нет."
        last = stated.start.year - (not ends_before(stated.start.year, stated.start))
        advice = f"Добавьте файлы за {wording.school_year_short(last)} и более ранние годы."
    else:
        own = [int(proposed["previous"]), int(proposed["before_previous"])]
        lacking = [year for year in own if year not in held]
        without = f" За {_short_years(lacking)} результатов нет: добавьте и эти файлы." if lacking else ""
        message = f"{looked_at} Предыдущие учебные годы для неё — {_short_years(own)}.{without}"
        settings = ", ".join(f"{name}: {year}" for name, year in proposed.items())
        advice = (
            f"Запишите {CRITERIA}: {settings}; причину впишите в reason. Если другой год выбран намеренно, ничего "
            f"делать не нужно. {_meaning_of(own[0])}"
        )
    return [Finding("warning", "params_year_within", message, advice, stated.file, cell=key)]


def _meaning_of(year: int) -> str:
    """Say what a year in params means."""
    meant = wording.school_year_short(year)
    return f"В параметрах пишется год, в котором учебный год заканчивается: {year} — это {meant}."


def _settings(keys: list[str], year: int) -> str:
    return wording.join(f"{key}: {year}" for key in keys)


def _held_words(held: list[int]) -> str:
    return f"Данные есть за {_short_years(held)}." if held else "Таких результатов нет ни за один год."


def _short_years(years: list[int]) -> str:
    return wording.join(wording.school_year_short(year) for year in years)


def _count_of_years(years: set[int]) -> str:
    return wording.plural(len(years), "учебный год", "учебных года", "учебных лет")


# Statements of the programme


def claims_against_data(
    stated: StatedByParams, claims: Claims, schools: pd.DataFrame, results: pd.DataFrame
) -> list[Finding]:
    """The programme's numbers agree with the roster, and the data can show what it says of subjects."""
    listed = int(schools["listed"].fillna(False).astype(bool).sum())
    found = []
    if claims.listed and claims.listed.schools != listed:
        found.append(_other_number_listed(stated, claims, claims.listed, listed))
    for place, claim in enumerate(claims.repeated, start=1):
        key = f"programme: claims: repeated: {place}"
        if claim.schools > listed:
            found.append(_more_than_listed(stated, claims, claim, key, listed))
        if missing := _years_without_subject(stated, claim, results):
            found.append(_subject_without_results(stated, claims, claim, key, missing))
    if found:
        return found
    number = wording.plural(bool(claims.listed) + len(claims.repeated), "утверждение", "утверждения", "утверждений")
    return [passed("claims_differ", f"Проверено: {number}.")]


def _other_number_listed(stated: StatedByParams, claims: Claims, claim: ListedClaim, listed: int) -> Finding:
    place = place_of_claim(claim, stated.file, "programme: claims: listed: schools")
    return Finding(
        "error",
        "claims_differ",
        f"В Программе ({claims.source}) названо школ с низкими результатами: {claim.schools}, а в списке школ их "
        f"{listed}.",
        "Сверьте списки школ (книга Программы и реестр «Школы») с документом. Если утверждение относится к прежней "
        f"Программе, исправьте число или удалите утверждение: {place.words}.",
        place.file,
        place.sheet,
        place.cell,
    )


def _more_than_listed(stated: StatedByParams, claims: Claims, claim: RepeatedClaim, key: str, listed: int) -> Finding:
    place = place_of_claim(claim, stated.file, f"{key}: schools")
    return Finding(
        "error",
        "claims_differ",
        f"В Программе ({claims.source}) школ с повторно низкими результатами по предмету «{_subject(claim.subject)}» "
        f"названо {claim.schools}, а в списке школ ШНОР всего {listed}.",
        f"Сверьте список школ с Программой или исправьте число: {place.words}.",
        place.file,
        place.sheet,
        place.cell,
    )


def _subject_without_results(
    stated: StatedByParams, claims: Claims, claim: RepeatedClaim, key: str, years: list[int]
) -> Finding:
    place = place_of_claim(claim, stated.file, f"{key}: subject")
    return Finding(
        "error",
        "claims_differ",
        f"Утверждение Программы ({claims.source}) о повторно низких результатах по предмету "
        f"«{_subject(claim.subject)}» проверить нельзя: за {_short_years(years)} результатов по этому предмету нет.",
        f"Добавьте результаты, проверьте предмет ({place.words}) и годы в {CRITERIA} или удалите утверждение.",
        place.file,
        place.sheet,
        place.cell,
    )


def _years_without_subject(stated: StatedByParams, claim: RepeatedClaim, results: pd.DataFrame) -> list[int]:
    """Return the years of both criteria in which no school has a known result in the subject, earliest first."""
    known = _known(results)
    held = {int(year) for year in known.loc[known["subject"] == claim.subject, "school_year"]}
    of_criteria = {stated.years[f"{CRITERIA}: {name}"] for name in ("before_previous", "previous")}
    return sorted(of_criteria - held)


def _subject(code: str) -> str:
    return SUBJECTS[code].name if code in SUBJECTS else code
