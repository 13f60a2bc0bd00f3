"""Which schools meet the criteria, on what ground, list against data."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.basis import YEARS
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.params import RepeatedClaim
from shnor_lib.ground.rows import groups_of, rows_of
from shnor_lib.ground.vocabulary import LIST_CHANGES, LIST_MOVES, STANDINGS, WHY_NO_MARGIN, WHY_OPEN, subject_name
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.margin_words import WHAT_A_MARGIN_IS, WHAT_TURNS, failed_of, margin_text, turning_words
from shnor_lib.presentation.references import reference
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import Fact, school_names
from shnor_lib.presentation.statements.facts import (
    correction_note,
    edition_facts,
    marked_names,
    schools_in_question,
)
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, joined, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection


def criteria_text(edition: Edition) -> Text:
    """Return the programme's criteria in words, with this edition's thresholds and years."""
    criteria = edition.params.criteria
    years = {"previous": criteria.years.previous, "before_previous": criteria.years.before_previous}
    cells = (Evidence("params", "criteria"),)
    return paragraphs(
        Statement(
            "composition.low_result",
            "Результат процедуры считается низким, если отметку «2» (ВПР) получили или минимальный порог (ОГЭ, ЕГЭ) не "
            "преодолели не менее {threshold:percent*} участников. Школа относится к ШНОР, если выполнен хотя бы один "
            "критерий:",
            {"threshold": criteria.low_threshold.value},
            cells,
        ),
        joined(
            (
                Statement(
                    "composition.criterion_1",
                    "1. низкий результат не менее чем по {least:процедуре|процедурам|процедурам} в предыдущем учебном "
                    "году ({previous:years});",
                    {"least": criteria.procedures_in_previous_year.value, **years},
                    cells,
                ),
                Statement(
                    "composition.criterion_2",
                    "2. низкий результат не менее чем по {least:процедуре|процедурам|процедурам} в каждом из двух "
                    "предыдущих учебных годов ({previous:years} и {before_previous:years}).",
                    {"least": criteria.procedures_in_each_year.value, **years},
                    cells,
                ),
            ),
            "\n",
        ),
    )


#: Standings that the prose names, and the facts that hold their schools.
_NAMED_STANDINGS = {
    "listed_confirmed": "confirmed",
    "listed_unconfirmed": "unconfirmed",
    "unlisted_met": "unlisted_met",
    "undetermined": "undetermined",
}


def list_against_data(edition: Edition) -> Text:
    """Return how the programme's list and the data agree."""
    facts, classification = edition_facts(edition), edition.classification
    empty = Statement(
        "composition.no_schools",
        "Список школ пуст.",
        {},
        (Evidence("classification", "*"),),
        holds=classification.empty,
    )
    if classification.empty:
        return paragraphs(empty)
    return paragraphs(
        empty,
        sentences(*_listed(edition)),
        bullets((*(_of_standing(code, facts[fact]) for code, fact in _NAMED_STANDINGS.items()), _proposed(facts))),
        Statement(
            "composition.what_data_cover",
            "Данные охватывают только процедуры, предметы и годы, названные в {section:grounds:prepositional}; школа "
            "могла быть включена и по другим сведениям. Поэтому исключать школы из списка по этим данным не "
            "предлагается.",
            {},
            (Evidence("classification", "standing", {"standing": "listed_unconfirmed"}),),
            holds=bool(facts["unconfirmed"]),
        ),
    )


def _of_standing(code: str, fact: Fact) -> Statement:
    """Name the schools of one standing, in the words in which the table tells it."""
    return Statement(
        f"composition.standing.{code}",
        f"{wording.sentence_case(STANDINGS[code])}: {{names:names}} ({{schools:школа|школы|школ}}).",
        {"names": fact.names, "schools": len(fact)},
        (Evidence("classification", "standing", {"standing": code}),),
        holds=bool(fact),
        school_ids=fact.school_ids,
    )


def _proposed(facts: Mapping[str, Fact]) -> Statement:
    """Name the schools that meet the criteria where there is no list yet."""
    fact = facts["proposed"]
    return Statement(
        "composition.proposed",
        "Критерии по данным выполнены, школы можно предложить для списка: {names:names} ({schools:школа|школы|школ}).",
        {"names": fact.names, "schools": len(fact)},
        (Evidence("classification", "standing"), Evidence("classification", "listed")),
        holds=bool(fact),
        school_ids=fact.school_ids,
    )


def _listed(edition: Edition) -> tuple[Statement, ...]:
    """Say how many schools are listed, beside the number that the programme names, if params tell one."""
    claims, listed = edition.params.programme.claims, int(is_true(edition.classification["listed"]).sum())
    stated = None if claims is None or claims.listed is None else claims.listed.schools
    same = "столько же школ в списке" if stated == listed else "в списке их {listed}"
    values = {"listed": listed, "stated": stated, "source": None if claims is None else claims.source}
    cells = (Evidence("classification", "listed"),)
    return (
        Statement(
            "composition.listed",
            "В списке ШНОР {listed:школа|школы|школ}.",
            values,
            cells,
            holds=stated is None and listed > 0,
        ),
        Statement(
            "composition.no_list",
            "Списка ШНОР нет: ни одна школа в нём не отмечена. Утверждает его рабочая группа.",
            values,
            cells,
            holds=stated is None and not listed,
        ),
        Statement(
            "composition.listed_and_stated",
            "В Программе ({source}) указано: {stated:школа|школы|школ} с низкими образовательными результатами; "
            f"{same}.",
            values,
            (*cells, Evidence("programme_claims", "schools", {"kind": "listed"})),
            holds=stated is not None,
        ),
    )


def verdicts_table(edition: Edition) -> PublicationTable | None:
    """Return the verdicts on the schools in question: low results of both years, criteria, margin, reliability."""
    own = edition.classification
    own = own[own["school_id"].isin(schools_in_question(edition))].reset_index(drop=True)
    if own.empty:
        return None
    years = edition.params.criteria.years
    margins = edition.verdict_margins.set_index("school_id").reindex(own["school_id"])
    zeros = _doubtful_zeros(edition)
    frame = own.assign(
        name=marked_names(edition, own),
        **{f"of_{year}": [_low_of_counted(row, year) for row in rows_of(own)] for year in YEARS},
        listed_words=["да" if listed else "нет" for listed in is_true(own["listed"])],
        criteria=[_met_criteria(row) for row in rows_of(own)],
        pupils=margins["pupils"].to_numpy(),
        doubt=pd.Series(
            [
                _robust_words(row, zeros.get(row.school_id, "")) if doubtful else None
                for row, doubtful in zip(rows_of(own), ~is_true(own["robust"]), strict=True)
            ],
            dtype=object,
        ),
    )
    columns = [
        Column("name", "Школа", width=2.6),
        Column("listed_words", "В списке", width=0.8),
        Column("of_previous", wording.school_year_short(years.previous), width=1.2, group="Низких результатов"),
        Column(
            "of_before_previous",
            wording.school_year_short(years.before_previous),
            width=1.2,
            group="Низких результатов",
        ),
        Column("criteria", "Критерии выполнены", width=1.6),
        *([Column("pupils", "Запас, чел.", "integer", width=0.9)] if margins["pupils"].notna().any() else []),
        *([Column("doubt", "Почему вывод ненадёжен", width=3)] if frame["doubt"].notna().any() else []),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Выводы по школам списка и Программы",
        texts={"pupils": [margin_text(row) for row in rows_of(margins)]},
        marks={"criteria": ["total" if met else "" for met in is_true(own["shnor"])]},
        notes=(
            "Школы — в порядке списка, не по результатам. Какие результаты низкие — в "
            f"{reference('list_grounds', 'prepositional')}.",
            *correction_note(edition),
            *((WHAT_A_MARGIN_IS,) if margins["pupils"].notna().any() else ()),
        ),
        rests_on={
            **{
                f"of_{year}": [Evidence("classification", f"{name}_{year}") for name in ("low", "counted", "unknown")]
                for year in YEARS
            },
            "listed_words": Evidence("classification", "listed"),
            "criteria": [Evidence("classification", name) for name in ("criterion_1", "criterion_2", "shnor")],
            "pupils": Evidence("verdict_margins", "pupils"),
            "doubt": [Evidence("classification", name) for name in ("robust", "readings")],
        },
        id="list-verdicts",
    )


def _low_of_counted(row: Any, year: str) -> str:
    """Return «7 из 13»: low results among the known counted ones of a year, and how many are unknown."""
    counted, low = getattr(row, f"counted_{year}"), getattr(row, f"low_{year}")
    unknown = getattr(row, f"unknown_{year}", 0)
    unknown = 0 if pd.isna(unknown) else int(unknown)
    if not counted:
        return wording.MISSING
    if pd.isna(low):
        return "неизвестно"
    told = f"{int(low)} из{wording.NBSP}{int(counted) - unknown}"
    return f"{told}, неизвестно {unknown}" if unknown else told


def _met_criteria(row: Any) -> str:
    """Return «1 и 2», «2», «нет» or «неизвестно»."""
    answers = {number: getattr(row, f"criterion_{number}") for number in (1, 2)}
    met = [str(number) for number, answer in answers.items() if not pd.isna(answer) and answer]
    if met:
        return " и ".join(met)
    return "неизвестно" if pd.isna(row.shnor) else "нет"


def grounds_table(edition: Edition) -> PublicationTable:
    """Return each school's verdict with its ground, sorted as in the roster."""
    frame, years = edition.classification.copy(), edition.params.criteria.years
    frame["name"] = marked_names(edition, frame)
    zeros = _doubtful_zeros(edition)
    texts = {name: [open_truth(value) for value in frame[name]] for name in ("criterion_1", "criterion_2")}
    margins = edition.verdict_margins.set_index("school_id").reindex(frame["school_id"])
    on_one = is_true(margins["on_one"])
    frame["pupils"] = margins["pupils"].to_numpy()
    frame["robust_words"] = [
        _robust_words(row, zeros.get(row.school_id, "")) + (", но держится на одном обучающемся" if one else "")
        for row, one in zip(rows_of(frame), on_one, strict=True)
    ]
    with_margins = bool(margins["pupils"].notna().any())
    columns = [
        Column("name", "Школа", width=2.2),
        Column(
            "low_previous", wording.school_year_short(years.previous), "integer", width=1.25, group="Низких результатов"
        ),
        Column(
            "low_before_previous",
            wording.school_year_short(years.before_previous),
            "integer",
            width=1.25,
            group="Низких результатов",
        ),
        Column("criterion_1", "Крит. 1", "truth", width=0.75),
        Column("criterion_2", "Крит. 2", "truth", width=0.75),
        Column("basis", "Основание", width=4.8),
        *([Column("pupils", "Запас, чел.", "integer", width=0.8)] if with_margins else []),
        Column("robust_words", "Надёжность вывода", width=1.9),
    ]
    texts["pupils"] = [margin_text(row) for row in rows_of(margins)]
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
            *((WHAT_A_MARGIN_IS,) if with_margins else ()),
        ),
        id="grounds",
        lookup=True,
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


def _chance_notes(edition: Edition) -> tuple[Statement, ...]:
    """Say what the chance of the criteria is, and of how many procedures it is told."""
    chances, years = edition.verdict_margins, edition.params.criteria.years
    known = bool(chances["chance_pct"].notna().any())
    left_out = int((chances["counted"] - chances["told"]).sum())
    dash = " Прочерк — остальных процедур слишком мало." if chances["chance_pct"].isna().any() else ""
    near, least = edition.near_threshold, edition.params.firmness.false_flag.value
    told = near[near["school_year"].isin((years.previous, years.before_previous)) & near["chance_pct"].notna()]
    return (
        Statement(
            "composition.chance",
            "«По случайности»: как часто школа с такими же группами и с обычной для округа (региона) долей «2» "
            "выполнила бы критерии за {previous:years} и {before_previous:years} учебные годы только из-за малого "
            "числа участников; процедуры считаются независимыми.",
            {"previous": years.previous, "before_previous": years.before_previous},
            (Evidence("verdict_margins", "chance_pct"),),
            holds=known,
        ),
        Statement(
            "composition.chance_left_out",
            f"{wording.form(left_out, 'Не учтена', 'Не учтены', 'Не учтены')} "
            "{procedures:процедура|процедуры|процедур} школ, для которых не указано число участников или "
            f"неизвестна обычная доля: с ними случайных совпадений было бы больше.{dash}",
            {"procedures": left_out},
            (Evidence("verdict_margins", "told"), Evidence("verdict_margins", "counted")),
            holds=known and left_out > 0,
        ),
        Statement(
            "composition.small_procedures",
            "Из {procedures:результата|результатов|результатов} школ за эти годы с известным числом участников {small} "
            "получены в таких малых группах, что при обычной доле «2» низкий результат вышел бы случайно чаще чем в "
            "{least} случаях из 100.",
            {
                "small": int((told["chance_pct"] > least).sum()),
                "procedures": len(told),
                "least": wording.number(least),
                "false_flag_pct": least,
                "years": [years.previous, years.before_previous],
            },
            (Evidence("near_threshold", "chance_pct"), Evidence("params", "firmness.false_flag")),
            holds=len(told) > 0,
        ),
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
    more = (
        "Чем больше процедур учтено, тем легче выполнить критерий 1 случайно; школы с 11 классом учитываются и по ЕГЭ."
    )
    chances = edition.verdict_margins
    if chances["chance_pct"].notna().any():
        frame = frame.join(chances.set_index("school_id")[["chance_pct", "told"]], on="school_id")
        columns += [
            Column("chance_pct", "%", "percent", 1, width=0.9, group="Критерии по случайности"),
            Column("told", "по скольким процедурам", "integer", width=1.2, group="Критерии по случайности"),
        ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Число учтённых процедур по школам и годам",
        texts={f"counted_{year}": _counted_words(frame, year) for year in YEARS},
        notes=(more, *_chance_notes(edition), *correction_note(edition)),
        id="counted",
        lookup=True,
    )


# Near to the threshold


def margins_text(edition: Edition) -> Text:
    """Return which verdicts hang on one pupil, and of which that cannot be told."""
    told = edition.verdict_margins
    known = told["on_one"].notna()
    return paragraphs(
        explained("what_a_margin_is") if len(told) else None,
        sentences(
            _hangs_on_one(edition),
            Statement(
                "composition.on_nobody",
                "Ни в одной из {known:школы|школ|школ}, где это известно, вывод не зависит от результата одного "
                "обучающегося.",
                {"known": int(known.sum())},
                (Evidence("verdict_margins", "on_one"),),
                holds=bool(known.any()) and not is_true(told["on_one"]).any(),
            ),
            *(_no_margin(told, code) for code in WHY_NO_MARGIN),
        ),
        Statement(
            "composition.how_firm",
            "Как выводы меняются при другом пороге, других годах и без одной из процедур, — в "
            "{section:sensitivity:prepositional}.",
            {},
            (Evidence("sensitivity", "shnor"),),
            holds=not edition.sensitivity.empty,
        ),
    )


def _hangs_on_one(edition: Edition) -> Statement:
    """Name the schools whose verdict hangs on one pupil; those neither listed nor meeting the criteria are counted."""
    told = edition.verdict_margins[is_true(edition.verdict_margins["on_one"])]
    listed = edition.classification.loc[is_true(edition.classification["listed"]), "school_id"]
    own = told[told["school_id"].isin(listed) | is_true(told["shnor"])]
    rest = len(told) - len(own)
    names = ": {names:names}" if len(own) else ""
    many = "в список не входят и критериям не отвечают"
    outside = wording.form(rest, "в список не входит и критериям не отвечает", many, many)
    others = f"; ещё {{rest:школа|школы|школ}} {outside}" if len(own) and rest else ""
    return Statement(
        "composition.on_one",
        f"От результата одного обучающегося зависит вывод по {{schools:школе|школам|школам}}{names}{others}.",
        {"schools": len(told), "names": school_names(own), "rest": rest},
        (Evidence("verdict_margins", "on_one", {"on_one": True}), Evidence("classification", "listed")),
        holds=len(told) > 0,
        school_ids=tuple(own["school_id"]),
    )


def _no_margin(told: pd.DataFrame, code: str) -> Statement:
    """Say of how many schools the margin is not known, and why."""
    schools = int((told["unknown"] == code).sum())
    return Statement(
        f"composition.no_margin.{code}",
        f"Запас определить нельзя: {WHY_NO_MARGIN[code]} ({{schools:школа|школы|школ}}).",
        {"schools": schools},
        (Evidence("verdict_margins", "unknown", {"unknown": code}),),
        holds=schools > 0,
    )


def margins_table(edition: Edition) -> PublicationTable | None:
    """Return the verdicts that hang on one pupil, each with the procedures in which he would change it."""
    near = edition.near_threshold
    decisive = near[is_true(near["alone"]) & (near["pupils"] == 1).fillna(False)]
    told = edition.verdict_margins
    told = told[told["school_id"].isin(decisive["school_id"])]
    if told.empty:
        return None
    words = {
        school_id: "; ".join(map(_decisive_words, rows_of(own))) for school_id, own in groups_of(decisive, "school_id")
    }
    frame = told.assign(
        name=marked_names(edition, told),
        now=["критерии выполнены" if met else "критерии не выполнены" for met in is_true(told["shnor"])],
        decides=told["school_id"].map(words),
    )
    columns = [
        Column("name", "Школа", width=2.3),
        Column("now", "Вывод сейчас", width=1.8),
        Column("decides", "Вывод был бы другим при одной другой отметке", width=6),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Выводы, которые зависят от одного обучающегося",
        notes=(WHAT_TURNS, "Школы перечислены в порядке списка Программы, не по результатам."),
        id="margins",
        lookup=True,
    )


def _decisive_words(row: Any) -> str:
    """Return «ВПР МА 6, 2022/23: до порога не хватило одной двойки (5 из 20)»."""
    name = wording.procedure(row.assessment, row.level, row.subject, row.grade)
    return f"{name}, {wording.school_year_short(row.school_year)}: {turning_words(row)} ({failed_of(row)})"


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
    caption = "Низкие результаты по предмету в обоих годах"
    return PublicationTable.from_frame(frame, columns, caption, id="repeats", lookup=True)


def claims_check(edition: Edition) -> Text:
    """Return whether the programme's own sentence about repeated schools holds."""
    claims = edition.params.programme.claims
    repeated = () if claims is None else claims.repeated
    corrected = edition_facts(edition)["rests_on_correction"]
    cells = (Evidence("programme_claims", "*", {"kind": "repeated"}),)
    return paragraphs(
        Statement(
            "composition.claims",
            "**Проверка утверждения Программы** ({source}). Проверено, у скольких школ есть низкий результат по "
            "предмету в обоих годах: так понято слово «повторно».",
            {"source": None if claims is None else claims.source},
            cells,
            holds=bool(repeated),
        ),
        bullets(_claim(edition, claim, place) for place, claim in enumerate(repeated, start=1)),
        Statement(
            "composition.claims_and_correction",
            "Ответ опирается на исправление исходной строки ({names:names}). Если исправление выбрано с учётом этого "
            "утверждения, совпадение не является независимой проверкой; её даст сверка с протоколом.",
            {"names": corrected.names},
            (Evidence("classification", "rests_on_correction", {"rests_on_correction": True}),),
            holds=bool(repeated) and bool(corrected),
            school_ids=corrected.school_ids,
        ),
    )


def _claim(edition: Edition, claim: RepeatedClaim, place: int) -> Statement:
    """Hold a claimed number of schools against ВПР alone and against all procedures."""
    own = edition.subject_repeats[edition.subject_repeats["subject"] == claim.subject]
    values: dict[str, Any] = {"quote": claim.quote, "claimed": claim.schools, "subject": claim.subject}
    for scope in ("VPR", "all"):
        of_scope = own.loc[own["scope"] == scope, "repeated"]
        values[scope], values[f"open_{scope}"] = int(is_true(of_scope).sum()), int(of_scope.isna().sum())
    by_vpr, by_all = (
        f"{{{scope}}} (неизвестно: {{open_{scope}}})" if values[f"open_{scope}"] else f"{{{scope}}}"
        for scope in ("VPR", "all")
    )
    counts = f"{_claim_words(values)}: по ВПР таких школ {by_vpr}, по всем процедурам — {by_all}"
    nothing = "проверить нельзя: учитываемых результатов по этому предмету в данных нет"
    return Statement(
        f"composition.claim.{place}",
        f"«{{quote}}» — {counts if len(own) else nothing}.",
        values,
        (
            Evidence("programme_claims", "schools", {"kind": "repeated", "subject": claim.subject}),
            Evidence("subject_repeats", "repeated", {"subject": claim.subject}),
        ),
    )


def _claim_words(values: Mapping[str, Any]) -> str:
    """Say whether a claimed number of schools is what the data give, as far as unknown results let it be seen."""
    by_vpr, by_all = (_agrees(values["claimed"], values[scope], values[f"open_{scope}"]) for scope in ("VPR", "all"))
    if by_vpr is None:
        return "проверить нельзя, часть результатов неизвестна"
    if by_vpr:
        return "подтверждается по ВПР" + (" и по всем процедурам" if by_all else "")
    return "по ВПР не подтверждается" + (", по всем процедурам подтверждается" if by_all else "")


def _agrees(claimed: int, found: int, unknown: int) -> bool | None:
    """Tell whether so many schools were claimed as were found; nothing where the unknown ones decide."""
    return None if unknown and found <= claimed <= found + unknown else found == claimed


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
        lookup=True,
    )


def base_years_text(edition: Edition) -> Text:
    """Return how the choice of the base year changes the answer."""
    values: dict[str, Any] = {"reason": edition.params.criteria.years.reason}
    clauses = []
    for place, (year, own) in enumerate(groups_of(edition.base_years, "base_year", sort=False), start=1):
        met, known = own[is_true(own["criterion_1"])], int(own["criterion_1"].notna().sum())
        told = {"year": int(year), "met": [len(met), known], "names": school_names(met), "open": len(own) - known}
        values |= {f"{name}_{place}": value for name, value in told.items()}
        clauses.append(f"если предыдущим считать {{year_{place}:year}}, {_criterion_1_words(told, place)}")
    return paragraphs(
        Statement(
            "composition.no_base_years",
            "Данных для проверки другого базового года нет.",
            {},
            (Evidence("base_years", "*"),),
            holds=not clauses,
        ),
        Statement(
            "composition.base_years",
            f"Здесь проверяется только критерий 1: {'; '.join(clauses)}. {{reason}}",
            values,
            (Evidence("base_years", "criterion_1"), Evidence("params", "criteria.years")),
            holds=bool(clauses),
        ),
    )


def _criterion_1_words(told: Mapping[str, Any], place: int) -> str:
    """Return in how many schools criterion 1 is met; those of which it is not known are never among the others."""
    met, known = told["met"]
    if not known:
        return "критерий 1 проверить нельзя: результаты неизвестны"
    judged = f" (ещё в {{open_{place}}} определить нельзя)" if told["open"] else ""
    named = f": {{names_{place}:names}}" if met else ""
    return f"критерий 1 выполнен в {{met_{place}:of_schools}}{judged}{named}"


# The next period


def next_list_text(edition: Edition) -> Text:
    """Return what the two latest school years with data mean for the list, and who decides about it."""
    years = list_years(edition.next_list)
    cell = Evidence("next_list", "years")
    nothing = Statement(
        "composition.no_next_list",
        "Учитываемых результатов в данных нет: сказать о списке на следующий период нельзя.",
        {},
        (cell,),
        holds=not years,
    )
    if not years:
        return paragraphs(nothing)
    told = " и ".join(f"{{year_{place}:years}}" for place in range(1, 1 + len(years)))
    of_years = "последнему учебному году" if len(years) == 1 else "последним учебным годам"
    return paragraphs(
        nothing,
        sentences(
            Statement(
                "composition.next_list",
                f"Те же критерии, применённые к {of_years} с данными ({told}).",
                {f"year_{place}": year for place, year in enumerate(sorted(years), start=1)},
                (cell,),
            ),
            Statement(
                "composition.next_list_of_criteria",
                "Это те же годы, по которым критерии проверены выше; основания — в таблице «Школы и критерии "
                "Программы».",
                {"years": years},
                (cell, Evidence("params", "criteria.years")),
                holds=_years_of_criteria(edition, years),
            ),
            Statement(
                "composition.next_list_of_one_year",
                "Известные результаты есть только за один учебный год: установить, что критерий 2 выполнен, по ним "
                "нельзя.",
                {"years": years},
                (cell,),
                holds=len(years) == 1,
            ),
        ),
        bullets(_changes_of_list(edition.next_list)),
        explained("calculation_of_the_list"),
    )


def _changes_of_list(following: pd.DataFrame) -> tuple[Statement, ...]:
    """Name the schools that would stay, enter, leave or cannot be told; say so if there is none of them."""
    named = []
    for code, words in LIST_CHANGES.items():
        own = following[following["change"] == code]
        named.append(
            Statement(
                f"composition.next_list.{code}",
                f"{wording.sentence_case(words)}: {{names:names}} ({{schools:школа|школы|школ}}).",
                {"names": school_names(own), "schools": len(own)},
                (Evidence("next_list", "change", {"change": code}),),
                holds=len(own) > 0,
                school_ids=tuple(own["school_id"]),
            )
        )
    nobody = Statement(
        "composition.next_list.nobody",
        "Школ в списке нет, и ни одна в него не вошла бы.",
        {},
        (Evidence("next_list", "change"), Evidence("next_list", "listed")),
        holds=not any(statement.holds for statement in named),
    )
    return (*named, nobody)


def _years_of_criteria(edition: Edition, years: Sequence[int]) -> bool:
    own = edition.params.criteria.years
    return list(years) == [own.previous, own.before_previous]


def list_years(following: pd.DataFrame) -> list[int]:
    """Return the school years on which the table `next_list` rests, the later first."""
    stated = following["years"].dropna()
    return [int(year) for year in str(stated.iloc[0]).split("; ")] if len(stated) else []


def list_years_words(years: Sequence[int]) -> str:
    """Return e.g. «2022/23 и 2023/24»."""
    return wording.join(wording.school_year_short(year) for year in sorted(years))


def next_list_table(edition: Edition) -> PublicationTable | None:
    """Return the schools of the present list and those that would enter it, each with its ground.

    Nothing where the years are those of the criteria: the table of grounds says the same.
    """
    following = edition.next_list
    years = list_years(following)
    following = following[following["change"].notna()]
    if following.empty or not years or _years_of_criteria(edition, years):
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
        lookup=True,
    )


# The edition before


def moves_text(edition: Edition) -> Text:
    """Return how the list differs from that of the edition before; none of it holds without that edition's list."""
    changes, previous = edition.list_changes, edition.params.report.previous
    before, now = is_true(changes["before"]), is_true(changes["now"])
    gone = changes[before & ~changes["school_id"].isin(edition.classification["school_id"])]
    return paragraphs(
        Statement(
            "composition.moves",
            "По сравнению с выпуском «{edition}»: школ в списке было {before}, стало {now}. Школы сопоставлены по "
            "кодам.",
            {"edition": previous, "before": int(before.sum()), "now": int(now.sum())},
            (
                Evidence("previous_list", "listed"),
                Evidence("classification", "listed"),
                Evidence("params", "report.previous"),
            ),
            holds=not changes.empty,
        ),
        Statement(
            "composition.moves.same",
            "Состав списка не изменился.",
            {},
            (Evidence("list_changes", "change"),),
            holds=not changes.empty and bool((before == now).all()),
        ),
        bullets(_move(changes, code) for code in ("entered", "left", "again")),
        Statement(
            "composition.moves.gone",
            "Из прежнего списка нет среди школ этого выпуска: {names:names}. Школа, записанная теперь под другим "
            "кодом, сочтена вышедшей.",
            {"names": school_names(gone)},
            (Evidence("list_changes", "before", {"before": True}), Evidence("classification", "school_id")),
            holds=not gone.empty,
            school_ids=tuple(gone["school_id"]),
        ),
    )


#: What is said of several schools where the label is a verb.
_OF_SEVERAL = {"entered": "вошли", "left": "вышли"}


def _move(changes: pd.DataFrame, code: str) -> Statement:
    """Name the schools of which the same has become."""
    own = changes[changes["change"] == code]
    words = _OF_SEVERAL.get(code, LIST_MOVES[code]) if len(own) > 1 else LIST_MOVES[code]
    return Statement(
        f"composition.moves.{code}",
        f"{wording.sentence_case(words)}: {{names:names}} ({{schools:школа|школы|школ}}).",
        {"names": school_names(own), "schools": len(own)},
        (Evidence("list_changes", "change", {"change": code}),),
        holds=not own.empty,
        school_ids=tuple(own["school_id"]),
    )


SECTION = Section(
    id="composition",
    title="Состав ШНОР",
    parts=(
        criteria_text,
        list_against_data,
        verdicts_table,
        grounds_table,
        counted_table,
        claims_check,
        repeats_table,
        Subsection("Запас до порога", (margins_text, margins_table)),
        Subsection("Список на следующий период", (next_list_text, next_list_table)),
        Subsection("Список в прежнем выпуске", (moves_text,)),
    ),
)
