"""Which schools meet the criteria, on what ground, list against data."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.basis import YEARS
from shnor_lib.analysis.results.classify import chance_of_criterion_1, counted_results
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.vocabulary import LIST_CHANGES, STANDINGS, WHY_OPEN, subject_name
from shnor_lib.presentation.procedures import ordered_procedures, usual_shares
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statements.fact import Fact, school_names
from shnor_lib.presentation.statements.facts import correction_note, edition_facts, marked_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section, Subsection


def criteria_text(edition: Edition) -> Text:
    """Return the programme's criteria in words, with this edition's thresholds and years."""
    criteria = edition.params.criteria
    years = criteria.years
    previous, before = wording.school_year_short(years.previous), wording.school_year_short(years.before_previous)
    one, each = criteria.procedures_in_previous_year.value, criteria.procedures_in_each_year.value
    return paragraphs(
        "Результат процедуры считается низким, если отметку «2» (ВПР) получили или минимальный порог (ОГЭ, ЕГЭ) не "
        f"преодолели не менее {wording.percent(criteria.low_threshold.value, None)} участников. Школа относится к "
        "ШНОР, если выполнен хотя бы один критерий:",
        f"1. низкий результат не менее чем по {one} {wording.form(one, 'процедуре', 'процедурам', 'процедурам')} в "
        "предыдущем "
        f"учебном году ({previous});\n"
        f"2. низкий результат не менее чем по {each} {wording.form(each, 'процедуре', 'процедурам', 'процедурам')} "
        f"в каждом из двух предыдущих учебных годов ({previous} и {before}).",
    )


def list_against_data(edition: Edition) -> Text:
    """Return how the programme's list and the data agree."""
    facts, classification = edition_facts(edition), edition.classification
    if classification.empty:
        return paragraphs("Список школ пуст.")
    sentences = [
        _standing_sentence(code, facts[fact])
        for code, fact in (
            ("listed_confirmed", "confirmed"),
            ("listed_unconfirmed", "unconfirmed"),
            ("unlisted_met", "unlisted_met"),
            ("undetermined", "undetermined"),
        )
    ]
    stated = _listed_claim(edition)
    sentences = [sentence for sentence in sentences if sentence]
    closing = (
        "Данные охватывают только процедуры, предметы и годы, названные в "
        f"{reference('grounds', 'prepositional')}; школа могла быть включена и по "
        "другим сведениям. Поэтому исключать школы из списка по этим данным не предлагается."
        if facts["unconfirmed"]
        else ""
    )
    return paragraphs(stated, bullets(sentences), closing)


def _standing_sentence(code: str, fact: Fact) -> str:
    """Name the schools of one standing, in the words in which the table tells it."""
    words = wording.sentence_case(STANDINGS[code])
    return f"{words}: {fact.fields['names']} ({fact.fields['schools']})." if fact else ""


def _listed_claim(edition: Edition) -> str:
    claims, listed = edition.params.programme.claims, int(edition.classification["listed"].sum())
    if claims is None:
        return f"В списке ШНОР {wording.plural(listed, 'школа', 'школы', 'школ')}."
    stated = wording.plural(claims.listed.schools, "школа", "школы", "школ")
    same = "столько же школ в списке" if claims.listed.schools == listed else f"в списке их {listed}"
    return f"В Программе ({claims.source}) указано: {stated} с низкими образовательными результатами; {same}."


def grounds_table(edition: Edition) -> PublicationTable:
    """Return each school's verdict with its ground, sorted as in the roster."""
    frame, years = edition.classification.copy(), edition.params.criteria.years
    frame["name"] = marked_names(edition, frame)
    zeros = _doubtful_zeros(edition)
    texts = {name: [open_truth(value) for value in frame[name]] for name in ("criterion_1", "criterion_2")}
    frame["robust_words"] = [_robust_words(row, zeros.get(row.school_id, "")) for row in rows_of(frame)]
    columns = [
        Column("name", "Школа", width=2.3),
        Column(
            "low_previous", wording.school_year_short(years.previous), "integer", width=1.1, group="Низких результатов"
        ),
        Column(
            "low_before_previous",
            wording.school_year_short(years.before_previous),
            "integer",
            width=1.1,
            group="Низких результатов",
        ),
        Column("criterion_1", "Крит. 1", "truth", width=0.8),
        Column("criterion_2", "Крит. 2", "truth", width=0.8),
        Column("basis", "Основание", width=5),
        Column("robust_words", "Надёжность вывода", width=2),
    ]
    marks = {
        "robust_words": ["" if robust else "doubtful" for robust in is_true(frame["robust"])],
        **{name: ["low" if met else "" for met in is_true(frame[name])] for name in ("criterion_1", "criterion_2")},
    }
    return PublicationTable.from_frame(
        frame,
        columns,
        "Школы и критерии Программы",
        marks=marks,
        texts=texts,
        notes=(
            "Школы перечислены в порядке списка Программы, не по результатам.",
            *correction_note(edition),
            "Вывод надёжен, если он не меняется ни при одном допустимом прочтении исходной строки и не зависит от "
            "округления долей.",
        ),
        id="grounds",
    )


def open_truth(value: Any) -> str:
    """Return «да», «нет» or «неизвестно»."""
    return "неизвестно" if pd.isna(value) else "да" if value else "нет"


def _doubtful_zeros(edition: Edition) -> dict[str, str]:
    """Return by school «10 из 13» where most of its known results are zeros that may mean that nobody sat."""
    held = edition.results[edition.results["fail_pct"].notna()]
    counts = {school: (int(is_true(own["doubtful"]).sum()), len(own)) for school, own in groups_of(held, "school_id")}
    return {school: f"{zeros} из {known}" for school, (zeros, known) in counts.items() if 2 * zeros > known}


def _robust_words(row: Any, zeros: str) -> str:
    if row.readings > 1:
        return (
            f"зависит от прочтения строки: ШНОР при {row.readings_shnor} из{wording.NBSP}{row.readings} прочтений"
            + ("; принято записанное исправление" if row.rests_on_correction else "")
        )
    if not row.robust:
        return WHY_OPEN.get(row.why_open, "вывод ненадёжен")
    if zeros:
        return f"не зависит от прочтения и округления, но «0 и 0» стоит в {zeros} процедур"
    return "вывод надёжен"


def _chance_notes(edition: Edition, chances: pd.DataFrame) -> tuple[str, ...]:
    """Say what the chance of criterion 1 is, and of which procedures it cannot be told."""
    criteria = edition.params.criteria
    year = criteria.years.previous
    notes = (
        f"«По случайности» ({wording.school_year_short(year)}): как часто школа такого размера с обычной для округа "
        "(региона) долей «2» выполнила бы критерий 1 из-за малого числа участников; процедуры считаются независимыми.",
    )
    if (chances["told"] == chances["counted"]).all():
        return notes
    counted = counted_results(edition.results, criteria)
    of_year = counted[counted["school_year"] == year]
    usual = usual_shares(edition).loc[of_year.index]
    without_share = ordered_procedures(of_year[usual.isna()])
    unknown = of_year[usual.notna() & ~(of_year["n_participants"] > 0).fillna(False)]
    named = [wording.procedure(r.assessment, r.level, r.subject, r.grade) for r in rows_of(without_share)]
    reasons = [f"нет доли округа и региона ({wording.join(named)})"] if named else []
    reasons += [f"не указано число участников ({wording.join(school_names(unknown))})"] if len(unknown) else []
    return (
        *notes,
        f"Не учтены процедуры, для которых {wording.join(reasons)}: с ними случайных совпадений было бы больше. "
        "Прочерк — остальных процедур меньше, чем требует критерий.",
    )


def counted_table(edition: Edition) -> PublicationTable:
    """Return how many procedures were counted for each school and year."""
    years = edition.params.criteria.years
    frame = edition.classification.assign(name=marked_names(edition, edition.classification))
    columns = [
        Column("name", "Школа", width=3),
        Column(
            "counted_previous", wording.school_year_short(years.previous), "integer", width=1, group="Учтено процедур"
        ),
        Column(
            "counted_before_previous",
            wording.school_year_short(years.before_previous),
            "integer",
            width=1,
            group="Учтено процедур",
        ),
    ]
    notes: tuple[str, ...] = (
        "Чем больше процедур учтено, тем легче выполнить критерий «не менее двух» случайно; школы с 11 классом "
        "учитываются и по ЕГЭ.",
    )
    chances = chance_of_criterion_1(edition.results, usual_shares(edition), edition.params.criteria)
    if chances["chance_pct"].notna().any():
        frame = frame.join(chances[["chance_pct", "told"]], on="school_id")
        columns += [
            Column("chance_pct", "%", "percent", 1, width=0.9, group="Критерий 1 по случайности"),
            Column("told", "по скольким процедурам", "integer", width=1.2, group="Критерий 1 по случайности"),
        ]
        notes += _chance_notes(edition, chances)
    return PublicationTable.from_frame(
        frame,
        columns,
        "Число учтённых процедур по школам и годам",
        texts={f"counted_{year}": _counted_words(frame, year) for year in YEARS},
        notes=(*notes, *correction_note(edition)),
        id="counted",
    )


def _counted_words(frame: pd.DataFrame, year: str) -> list[str]:
    """Return how many results are counted, and of how many of them nothing is known."""
    unknown = frame[f"unknown_{year}"] if f"unknown_{year}" in frame else pd.Series(0, index=frame.index)
    return [
        f"{counted} (неизвестно: {open_ones})" if open_ones else str(counted)
        for counted, open_ones in zip(frame[f"counted_{year}"], unknown.fillna(0).astype(int), strict=True)
    ]


def repeats_table(edition: Edition) -> PublicationTable:
    """Return which schools were low in a subject in both years, by ВПР alone and by all assessments."""
    repeats = edition.subject_repeats
    rows = []
    for subject in dict.fromkeys(repeats["subject"]):
        for scope, words in (("VPR", "только ВПР"), ("all", "ВПР, ОГЭ и ЕГЭ")):
            own = repeats[(repeats["subject"] == subject) & (repeats["scope"] == scope)]
            named = own[is_true(own["repeated"])]
            opened = own[own["repeated"].isna()]
            rows.append(
                {
                    "subject": wording.sentence_case(subject_name(subject)),
                    "scope": words,
                    "count": str(len(named)) + (f" (неизвестно: {len(opened)})" if len(opened) else ""),
                    "names": wording.join(school_names(named)) or ("среди известных нет" if len(opened) else "нет"),
                }
            )
    frame = pd.DataFrame(rows, columns=["subject", "scope", "count", "names"])
    columns = [
        Column("subject", "Предмет", width=2),
        Column("scope", "Процедуры", width=2),
        Column("count", "Школ", width=1),
        Column("names", "Какие", width=5),
    ]
    return PublicationTable.from_frame(frame, columns, "Низкие результаты по предмету в обоих годах", id="repeats")


def claims_check(edition: Edition) -> Text:
    """Return whether the programme's own sentence about repeated schools holds."""
    claims = edition.params.programme.claims
    if claims is None or not claims.repeated:
        return paragraphs("Программа не называет числа школ с повторно низкими результатами.")
    repeats = edition.subject_repeats
    parts = []
    for claim in claims.repeated:
        of_subject = repeats[repeats["subject"] == claim.subject]
        repeated = of_subject.loc[is_true(of_subject["repeated"]), "scope"].value_counts()
        unknown = of_subject.loc[of_subject["repeated"].isna(), "scope"].value_counts()
        by_vpr, by_all = (int(repeated.get(scope, 0)) for scope in ("VPR", "all"))
        open_vpr, open_all = (int(unknown.get(scope, 0)) for scope in ("VPR", "all"))
        agrees = _claim_words(claim.schools, by_vpr, open_vpr)
        agrees += " и по всем процедурам" if by_vpr == claim.schools == by_all and not open_vpr + open_all else ""
        parts.append(
            f"«{claim.quote}» — {agrees}: по ВПР таких школ {_with_unknown(by_vpr, open_vpr)}, по всем процедурам — "
            f"{_with_unknown(by_all, open_all)}."
        )
    depends = edition_facts(edition)["rests_on_correction"]
    note = (
        f"Ответ зависит от исправления исходной строки ({depends.fields['names']}). Если исправление выбрано с учётом "
        "этого утверждения, совпадение не является независимой проверкой; её даст сверка с протоколом."
        if depends
        else ""
    )
    return paragraphs(
        f"**Проверка утверждения Программы** ({claims.source}). Проверено, у скольких школ есть низкий результат по "
        "предмету в обоих годах; Программа не поясняет, что значит «повторно».",
        bullets(parts),
        note,
    )


def _claim_words(claimed: int, found: int, unknown: int) -> str:
    """Say whether a claimed number of schools is what the data give, as far as unknown results let it be seen."""
    if unknown and found <= claimed <= found + unknown:
        return "проверить нельзя, часть результатов неизвестна"
    return "подтверждается по ВПР" if found == claimed else "по ВПР не подтверждается"


def _with_unknown(found: int, unknown: int) -> str:
    return f"{found} (неизвестно: {unknown})" if unknown else str(found)


def base_years_table(edition: Edition) -> PublicationTable:
    """Return criterion 1 under each base year side by side."""
    years = edition.base_years
    frame = years.drop_duplicates("school_id")[["school_id", "school"]].reset_index(drop=True)
    frame["name"] = marked_names(edition, frame)
    columns, texts, marks = [Column("name", "Школа", width=3)], {}, {}
    for year in dict.fromkeys(years["base_year"]):
        own = years[years["base_year"] == year].set_index("school_id").reindex(frame["school_id"])
        group = f"{wording.school_year_short(int(year))}: процедур"
        for name, label in (("counted", "учтено"), ("low", "низких"), ("criterion_1", "крит. 1")):
            key = f"{name}_{year}"
            frame[key] = own[name].to_numpy()
            columns.append(Column(key, label, "truth" if name == "criterion_1" else "integer", width=1, group=group))
        texts[f"criterion_1_{year}"] = [open_truth(value) for value in own["criterion_1"]]
        marks[f"criterion_1_{year}"] = ["low" if met else "" for met in is_true(own["criterion_1"])]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Критерий 1 при разном выборе предыдущего учебного года",
        texts=texts,
        marks=marks,
        notes=correction_note(edition),
        id="base-years",
    )


def criterion_1_words(own: pd.DataFrame) -> str:
    """Return in how many schools criterion 1 is met; those of which it is not known are never among the others.

    Args:
        own: rows of the table `base_years` with one base year.
    """
    met, known = own[is_true(own["criterion_1"])], int(own["criterion_1"].notna().sum())
    if not known:
        return "критерий 1 проверить нельзя: результаты неизвестны"
    named = f": {wording.join(school_names(met))}" if len(met) else ""
    unknown = len(own) - known
    judged = f" (ещё в {unknown} определить нельзя)" if unknown else ""
    return f"критерий 1 выполнен в {wording.out_of_schools(len(met), known)}{judged}{named}"


def base_years_text(edition: Edition) -> Text:
    """Return how the choice of the base year changes the answer."""
    years = edition.base_years
    sentences = []
    for year, own in groups_of(years, "base_year", sort=False):
        sentences.append(f"если предыдущим считать {wording.school_year(int(year))}, {criterion_1_words(own)}")
    if not sentences:
        return paragraphs("Данных для проверки другого базового года нет.")
    reason = edition.params.criteria.years.reason
    return paragraphs(
        f"Здесь проверяется только критерий 1: {'; '.join(sentences)}. {reason}",
    )


# The next period


def next_list_text(edition: Edition) -> Text:
    """Return what the two latest school years with data mean for the list, and who decides about it."""
    following = edition.next_list
    years = list_years(following)
    if not years:
        return paragraphs("Учитываемых результатов в данных нет: сказать о списке на следующий период нельзя.")
    own = edition.params.criteria.years
    same = (
        " Это те же годы, по которым проверены критерии Программы."
        if years == [own.previous, own.before_previous]
        else ""
    )
    only = " Данные есть только за один учебный год, поэтому критерий 2 проверить нельзя." if len(years) == 1 else ""
    counts = [
        f"{words} — {wording.plural(int((following['change'] == code).sum()), 'школа', 'школы', 'школ')}"
        for code, words in LIST_CHANGES.items()
        if (following["change"] == code).any()
    ]
    return paragraphs(
        f"Те же критерии, применённые к последним учебным годам с данными ({list_years_words(years)}).{same}{only}",
        f"{wording.sentence_case('; '.join(counts))}. Это расчёт, а не решение: список утверждает рабочая группа, "
        "исключать школу только по этим данным не предлагается."
        if counts
        else "Ни одна школа не находится в списке и ни одна в него не вошла бы.",
    )


def list_years(following: pd.DataFrame) -> list[int]:
    """Return the school years on which the table `next_list` rests, the later first."""
    stated = following["years"].dropna()
    return [int(year) for year in str(stated.iloc[0]).split("; ")] if len(stated) else []


def list_years_words(years: Sequence[int]) -> str:
    """Return e.g. «2022/23 и 2023/24»."""
    return wording.join(wording.school_year_short(year) for year in sorted(years))


def next_list_table(edition: Edition) -> PublicationTable | None:
    """Return the schools of the present list and those that would enter it, each with its ground."""
    following = edition.next_list
    following = following[following["change"].notna() & following["years"].notna()]
    if following.empty:
        return None
    frame = following.assign(
        name=marked_names(edition, following),
        present=["в списке" if listed else "не в списке" for listed in is_true(following["listed"])],
        outcome=following["change"].map(LIST_CHANGES),
    )
    columns = [
        Column("name", "Школа", width=2.3),
        Column("present", "Сейчас", width=1.1),
        Column("criterion_1", "Крит. 1", "truth", width=0.8),
        Column("criterion_2", "Крит. 2", "truth", width=0.8),
        Column("outcome", "По данным", width=1.2),
        Column("basis", "Основание", width=5.5),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Список на следующий период: что следует из данных",
        texts={name: [open_truth(value) for value in frame[name]] for name in ("criterion_1", "criterion_2")},
        marks={name: ["low" if met else "" for met in is_true(frame[name])] for name in ("criterion_1", "criterion_2")},
        notes=(
            "Решает рабочая группа. Школы перечислены в порядке списка Программы, не по результатам; школы, которые не "
            "входят в список и не вошли бы в него, не показаны.",
            *correction_note(edition),
        ),
        id="next-list",
    )


SECTION = Section(
    id="composition",
    title="Состав ШНОР",
    parts=(
        Subsection("Критерии и вывод", (criteria_text, list_against_data, grounds_table)),
        Subsection("Список на следующий период", (next_list_text, next_list_table)),
        Subsection("Сколько процедур учтено", (counted_table,)),
        Subsection("Повторно низкие результаты по предметам", (repeats_table, claims_check)),
        Subsection("Критерий 1 при другом выборе предыдущего года", (base_years_text, base_years_table)),
    ),
)
