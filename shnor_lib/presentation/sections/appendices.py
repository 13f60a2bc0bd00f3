"""Appendices: Приложение 1 as read, data-control protocol, corrections, rules."""

import pandas as pd

from shnor_lib.analysis.results.classify import low_results, main_period
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.vocabulary import CHECK_STAGES, SEVERITIES
from shnor_lib.ingest.findings import PASSED, Finding, checks, findings_table
from shnor_lib.presentation.sections.front import findings_words
from shnor_lib.presentation.sections.results import (
    LEGEND,
    PROCEDURE,
    fail_interval,
    in_order,
    interval_words,
    same_procedure,
    share_marks,
    share_text,
)
from shnor_lib.presentation.statements.drafts import rules
from shnor_lib.presentation.statements.facts import (
    IN_QUESTION,
    file_within_data,
    is_true,
    marked_names,
    presented_results,
    schools_in_question,
)
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs

OTHERS_APART = (
    f"{wording.sentence_case(IN_QUESTION)}; результаты остальных школ округа — в таблице results.csv (папка tables)."
)

#: So many places are named for one complaint, and so many notes of one check are printed; the table findings has all.
MOST_PLACES, MOST_NOTES = 8, 4
#: How a reader's complaint begins that speaks of one cell.
OWN_CELL = r"^Ячейка [A-Z]+\d+: "

SEVERITY_MARKS = {"error": "low", "warning": "doubtful", "note": ""}


def source_results(edition: Edition) -> PublicationTable | None:
    """Return both values of every procedure, in the order of the source: Приложение 1 as it was read."""
    results = _with_top_share(main_period(presented_results(edition)))
    if results.empty:
        return None
    low = low_results(results, edition.params.criteria)
    frame = results.drop_duplicates("school_id")[["school_id", "school"]].reset_index(drop=True)
    frame["name"] = [wording.short_school_name(name) for name in frame["school"]]
    columns, texts, marks = [Column("name", "Школа", width=7)], {}, {}
    for place, procedure in enumerate(results[PROCEDURE].drop_duplicates().to_dict("records")):
        chosen = same_procedure(results, procedure)
        own = results[chosen].set_index("school_id").reindex(frame["school_id"])
        group = wording.procedure(
            *(procedure[name] for name in ("assessment", "level", "subject", "grade", "school_year"))
        )
        for name, label in (("fail_pct", "«2», %"), ("top_pct", "выс., %")):
            key = f"{name}_{place}"
            frame[key] = own[name].to_numpy()
            columns.append(Column(key, label, "percent", width=1, group=group, rotated=True))
        texts[f"fail_pct_{place}"] = [share_text(row) for row in own.to_dict("records")]
        marks[f"fail_pct_{place}"] = share_marks(own, low[chosen].set_axis(results.loc[chosen, "school_id"]))
    return PublicationTable.from_frame(
        frame,
        columns,
        "Результаты школ по исходному файлу (порядок столбцов — как в нём)",
        texts=texts,
        marks=marks,
        notes=(
            LEGEND,
            "«Выс.» — вторая колонка исходного файла, прочитана как доля высоких результатов; в выводах не "
            "использована.",
        ),
        landscape=True,
        id="appendix-1",
    )


def _with_top_share(results: pd.DataFrame) -> pd.DataFrame:
    """Return the results of sources that give a second share for a procedure; the others have a table of their own."""
    with_top = results.loc[results["top_pct"].notna(), PROCEDURE].drop_duplicates()
    chosen = pd.Series(False, index=results.index)
    for procedure in with_top.to_dict("records"):
        chosen |= same_procedure(results, procedure)
    return results[chosen]


def measured_results(edition: Edition) -> PublicationTable | None:
    """Return the results with known participants in the years of the criteria: marks, качество, успеваемость, СОУ.

    Only the schools in question have them printed: of a large okrug the rest would fill dozens of pages.
    """
    years = edition.params.criteria.years
    results = main_period(edition.results)
    results = results[
        is_true(results["counted"])
        & (results["n_participants"] > 0).fillna(False)
        & results["school_year"].isin([years.previous, years.before_previous])
        & results["school_id"].isin(schools_in_question(edition))
    ]
    if results.empty or "n_3" not in results:
        return None
    results = in_order(results)
    _, low, high = fail_interval(results)
    frame = results.assign(
        name=marked_names(edition, results),
        procedure=[
            wording.procedure(r.assessment, r.level, r.subject, r.grade, r.school_year) for r in results.itertuples()
        ],
        interval=[interval_words(*ends) for ends in zip(low, high, strict=True)],
    )
    columns = [
        Column("name", "Школа", width=2.4),
        Column("procedure", "Процедура", width=2),
        Column("n_participants", "Участников", "integer", width=1.2),
        *(Column(f"n_{mark}", f"«{mark}»", "integer", width=0.7, group="Отметок") for mark in (2, 3, 4, 5)),
        Column("fail_pct", "%", "percent", 1, width=0.8, group="Доля «2»"),
        Column("interval", "95 %-й интервал", width=1.3, group="Доля «2»"),
        Column("quality_pct", "Качество, %", "percent", 1, width=1),
        Column("success_pct", "Успеваемость, %", "percent", 1, width=1.3),
        Column("sou_pct", "СОУ, %", "percent", 1, width=0.8),
        Column("mean_mark", "Средняя отметка", "number", 2, width=1),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Результаты с числом участников",
        notes=(
            "Качество — доля «4» и «5», успеваемость — доля отметок не ниже «3», СОУ — степень обученности "
            "(100 за «5», 64 за «4», 36 за «3», 16 за «2», в среднем на участника).",
            "Число отметок дано в исходном файле или восстановлено по долям и числу участников и проверено по всем "
            "четырём долям.",
            *(() if len(schools_in_question(edition)) == len(edition.schools) else (OTHERS_APART,)),
        ),
        landscape=True,
        id="measured",
    )


def findings_protocol(edition: Edition) -> PublicationTable | None:
    """Return the complaints of the data-control protocol: each with its place, message and advice.

    Equal complaints share a row; of the notes of one check the first few stand for all.
    """
    findings = pd.concat([_complaints(edition), comment_findings(edition)], ignore_index=True)
    if findings.empty:
        return None
    findings = _few_notes(_equal_together(findings.assign(place=_places_in_files(edition, findings))))
    frame = findings.assign(
        kind=findings["severity"].map(SEVERITIES),
        title=[checks()[code].title for code in findings["check"]],
    )
    columns = [
        Column("kind", "Вид", width=1.5),
        Column("title", "Проверка", width=1.9),
        Column("place", "Место", width=2.4),
        Column("message", "Что обнаружено и что сделано", width=5.2),
        Column("what_to_do", "Что сделать", width=3),
    ]
    marks = {"kind": [SEVERITY_MARKS[severity] for severity in findings["severity"]]}
    return PublicationTable.from_frame(frame, columns, "Протокол контроля данных", marks=marks, id="protocol")


def _places_in_files(edition: Edition, findings: pd.DataFrame) -> list[str]:
    """Return sheet and cell of each finding, after the file's name where there are several files."""
    several = edition.cell_counts["file"].nunique() > 1
    places = []
    for row in findings.itertuples():
        file = file_within_data(edition, row.file) if isinstance(row.file, str) else ""
        place = _place(row)
        places.append(f"{file}: {place}" if several and file and isinstance(row.sheet, str) else place)
    return places


def _equal_together(findings: pd.DataFrame) -> pd.DataFrame:
    """Join complaints that say the same of several places into one row; their cells stand among its places."""
    said = findings["message"].str.replace(OWN_CELL, "", regex=True).map(wording.sentence_case)
    joined = findings.assign(said=said).groupby(["severity", "check", "said", "what_to_do"], sort=False, dropna=False)
    rows = []
    for _, own in joined:
        first = own.iloc[0].to_dict()
        rows.append(first if len(own) == 1 else first | {"message": first["said"], "place": _few_places(own["place"])})
    return pd.DataFrame(rows, columns=findings.columns)


def _few_places(places: pd.Series) -> str:
    by_sheet: dict[str, list[str]] = {}
    for place in places[:MOST_PLACES]:
        sheet, _, cell = place.rpartition(", ")
        by_sheet.setdefault(sheet, []).append(cell)
    named = "; ".join(", ".join([sheet, *cells] if sheet else cells) for sheet, cells in by_sheet.items())
    return named if len(places) <= MOST_PLACES else f"{named} и ещё {len(places) - MOST_PLACES}"


def _few_notes(findings: pd.DataFrame) -> pd.DataFrame:
    """Leave the first notes of each check, with the number of the others in a row of its own."""
    rows = []
    for (severity, check), own in findings.groupby(["severity", "check"], sort=False):
        rest = len(own) - MOST_NOTES
        if severity != "note" or rest < 2:
            rows += own.to_dict("records")
            continue
        more = wording.plural(rest, "примечание", "примечания", "примечаний")
        text = f"Ещё {more} этой проверки: таблица findings.csv (папка tables)."
        rows += own.head(MOST_NOTES).to_dict("records")
        rows.append({"severity": severity, "check": check, "place": wording.MISSING, "message": text})
    return pd.DataFrame(rows, columns=findings.columns)


def passed_checks(edition: Edition) -> PublicationTable | None:
    """Return the checks that found nothing to complain of, stage by stage, and what each of them looked at."""
    findings = edition.findings
    passed = findings[findings["result"] == PASSED]
    if passed.empty:
        return None
    frame = passed.assign(
        stage_title=[wording.sentence_case(CHECK_STAGES[stage]) for stage in passed["stage"]],
        title=[wording.sentence_case(checks()[code].title) for code in passed["check"]],
    )
    columns = [
        Column("stage_title", "Этап контроля", width=2.4),
        Column("title", "Проверка", width=4.2),
        Column("message", "Итог", width=3.4),
    ]
    not_made = _not_made(findings)
    notes = (f"Не проводились, так как в данных нет нужных сведений: {'; '.join(not_made)}.",) if not_made else ()
    return PublicationTable.from_frame(
        frame, columns, "Проверки, выполненные без замечаний", notes=notes, id="passed-checks"
    )


def _not_made(findings: pd.DataFrame) -> list[str]:
    """Return the names of the checks of the law of the field that found nothing to look at."""
    made = set(findings["check"])
    return [
        check.title
        for code, check in checks().items()
        if not check.layouts and check.stage not in ("registers", "report") and code not in made
    ]


def _complaints(edition: Edition) -> pd.DataFrame:
    findings = edition.findings
    return findings[findings["result"] != PASSED]


def _place(row) -> str:
    parts = [part for part in (row.sheet, row.cell) if isinstance(part, str)]
    return ", ".join(parts) or (row.file.rsplit("/", 1)[-1] if isinstance(row.file, str) else wording.MISSING)


def findings_text(edition: Edition) -> Text:
    """Return how many checks were made, how many complaints there are and of what kinds."""
    complaints = _complaints(edition)
    n_passed = len(edition.findings) - len(complaints)
    found = (
        f"К исходным данным: {findings_words(complaints)}." if len(complaints) else "Замечаний к исходным данным нет."
    )
    checked = wording.plural(n_passed, "проверка", "проверки", "проверок")
    return paragraphs(f"{found} Без замечаний выполнено: {checked}." if n_passed else found)


def comment_findings(edition: Edition) -> pd.DataFrame:
    """Return the table `report_findings`: headings of the comments file that no section has, lines with names."""
    comments = edition.comments
    unknown = [
        Finding(
            "warning",
            "comments",
            f"Текст под заголовком, которого нет в отчёте (строка {line}), не напечатан.",
            f"Перенесите его под заголовок отчёта, например «{comments.nearest(heading)}».",
            comments.file,
            "",
            f"строка {line}",
        )
        for heading, line in comments.unknown
    ]
    named = [
        Finding(
            "warning",
            "names_in_file",
            f"Строка {line} комментариев похожа на имя человека: она скрыта и в отчёт не попала.",
            "Назовите должность или код педагога вместо фамилии.",
            comments.file,
            "",
            f"строка {line}",
        )
        for line in comments.named_lines
    ]
    return findings_table([*unknown, *named])


def corrections_table(edition: Edition) -> PublicationTable | None:
    """Return the recorded corrections: what, why, by whom, and whether they were applied."""
    corrections = edition.corrections
    if corrections.empty:
        return None
    frame = corrections.assign(
        name=[wording.short_school_name(name) for name in corrections["school"]],
        place=[_place(row) for row in corrections.itertuples()],
        state=[
            f"{'применено' if done else 'не применено'}; {status}"
            for done, status in zip(is_true(corrections["applied"]), corrections["status"], strict=True)
        ],
    )
    columns = [
        Column("id", "№", "code", width=0.6),
        Column("name", "Школа", width=2),
        Column("place", "Лист и ячейка", width=1.6),
        Column("action", "Что сделано", width=2.4),
        Column("state", "Состояние", width=2.2),
        Column("author", "Кто записал", width=1.6),
        Column("date", "Дата", "date", width=1.3),
    ]
    return PublicationTable.from_frame(frame, columns, "Исправления исходных данных", id="corrections")


def corrections_text(edition: Edition) -> Text:
    """Return what corrections are, or that there are none."""
    if edition.corrections.empty:
        return paragraphs("Исходные данные использованы без исправлений.")
    reasons = [f"**{row.id}.** {row.reason}" for row in edition.corrections.itertuples()]
    judged = edition.classification[edition.classification["readings"] > 1]
    readings = [
        f"{wording.short_school_name(row.school)}: допустимых прочтений строки — {row.readings}, из них критерии "
        f"выполнены при {row.readings_shnor}."
        for row in judged.itertuples()
    ]
    return paragraphs(
        "Исправление не меняет исходный файл: оно записано в параметрах выпуска, применяется только к той строке, "
        "для которой сделано, и отмечено знаком «*» в таблицах и на рисунках.",
        *reasons,
        " ".join(readings),
    )


def rules_table(part: str) -> PublicationTable:
    """Return the rules of one part: problems, recommendations or decisions."""
    frame = pd.DataFrame(
        [{"id": rule.id, "when": wording.sentence_case(rule.when), "text": _pattern(rule.text)} for rule in rules(part)]
    )
    columns = [
        Column("id", "Правило", "code", width=1),
        Column("when", "Когда применяется", width=4),
        Column("text", "Формулировка", width=5),
    ]
    title = {
        "problems": "Правила: проблемы",
        "recommendations": "Правила: рекомендации",
        "decisions": "Правила: решения",
    }[part]
    return PublicationTable.from_frame(frame, columns, title, id=f"rules-{part}")


def _pattern(text: str) -> str:
    """Return the rule's text with dots in place of the names it fills in."""
    return text.format_map(_Places())


class _Places(dict):
    """Dots for every field of a rule's text, whatever its name."""

    def __missing__(self, name: str) -> str:
        words = {"participants_unknown": "Число участников не указано (для всех результатов или части)"}
        words |= {"schools": "… школ", "in_schools": "… школах", "by_vpr": "… школах"}
        return words.get(name, "…")
