"""Appendices: Приложение 1 as read, data-control protocol, corrections, rules."""

import pandas as pd

from shnor_lib import wording
from shnor_lib.classify import low_results
from shnor_lib.edition import Edition
from shnor_lib.ingest.findings import Finding, checks, findings_table
from shnor_lib.presentation.facts import is_true
from shnor_lib.presentation.rules import rules
from shnor_lib.presentation.sections.results import (
    LEGEND,
    PROCEDURE,
    same_procedure,
    share_marks,
    share_text,
)
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.vocabulary import SEVERITIES

SEVERITY_MARKS = {"error": "low", "warning": "doubtful", "note": ""}


def source_results(edition: Edition) -> PublicationTable | None:
    """Return both values of every procedure, in the order of the source: Приложение 1 as it was read."""
    results = edition.results
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


def findings_protocol(edition: Edition) -> PublicationTable | None:
    """Return the data-control protocol: every finding with its place, message and advice."""
    findings = pd.concat([edition.findings, comment_findings(edition)], ignore_index=True)
    if findings.empty:
        return None
    frame = findings.assign(
        kind=findings["severity"].map(SEVERITIES),
        title=[checks()[code].title for code in findings["check"]],
        place=[_place(row) for row in findings.itertuples()],
    )
    columns = [
        Column("kind", "Вид", width=1.5),
        Column("title", "Проверка", width=1.9),
        Column("place", "Лист и ячейка", width=1.7),
        Column("message", "Что обнаружено и что сделано", width=5.2),
        Column("what_to_do", "Что сделать", width=3),
    ]
    marks = {"kind": [SEVERITY_MARKS[severity] for severity in findings["severity"]]}
    return PublicationTable.from_frame(
        frame, columns, "Протокол контроля данных", marks=marks, id="protocol", landscape=True
    )


def _place(row) -> str:
    parts = [part for part in (row.sheet, row.cell) if isinstance(part, str)]
    return ", ".join(parts) or (row.file.rsplit("/", 1)[-1] if isinstance(row.file, str) else wording.MISSING)


def findings_text(edition: Edition) -> Text:
    """Return how many findings there are and where the full protocol lies."""
    counts = edition.findings["severity"].value_counts()
    if edition.findings.empty:
        return paragraphs("Замечаний к исходным данным нет.")
    number = {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}
    return paragraphs(
        f"К исходным данным: {wording.plural(number['error'], 'ошибка', 'ошибки', 'ошибок')}, "
        f"{wording.plural(number['warning'], 'предупреждение', 'предупреждения', 'предупреждений')}, "
        f"{wording.plural(number['note'], 'замечание', 'замечания', 'замечаний')}. Тот же протокол — в таблице "
        "tables/findings.csv."
    )


def comment_findings(edition: Edition) -> pd.DataFrame:
    """Return the table `report_findings`: headings of the comments file that no section has."""
    comments = edition.comments
    return findings_table(
        [
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
    )


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
        Column("state", "Состояние", width=2),
        Column("reason", "Почему", width=5),
        Column("author", "Кто записал", width=1.6),
        Column("date", "Дата", "date", width=1.3),
    ]
    return PublicationTable.from_frame(frame, columns, "Исправления исходных данных", landscape=True, id="corrections")


def corrections_text(edition: Edition) -> Text:
    """Return what corrections are, or that there are none."""
    if edition.corrections.empty:
        return paragraphs("Исходные данные использованы без исправлений.")
    variants = edition.readings.groupby("school")["variant"].nunique()
    words = [
        f"{wording.short_school_name(school)}: допустимых прочтений строки — {count}"
        for school, count in variants.items()
    ]
    return paragraphs(
        "Исправление не меняет исходный файл: оно записано в параметрах выпуска, применяется только к той строке, "
        "для которой "
        "сделано, и отмечено знаком «*» во всех таблицах.",
        f"{'; '.join(words)}." if words else "",
    )


def rules_table(part: str) -> PublicationTable:
    """Return the rules of one part: problems, recommendations or decisions."""
    frame = pd.DataFrame(
        [{"id": rule.id, "when": wording.sentence_case(rule.when), "text": _pattern(rule.text)} for rule in rules(part)]
    )
    columns = [
        Column("id", "Правило", "code", width=1),
        Column("when", "Когда применяется", width=4),
        Column("text", "Что составляет", width=5),
    ]
    title = {
        "problems": "Правила: проблемы",
        "recommendations": "Правила: рекомендации",
        "decisions": "Правила: решения",
    }[part]
    return PublicationTable.from_frame(frame, columns, title, id=f"rules-{part}")


def _pattern(text: str) -> str:
    """Return the rule's text with dots in place of the names it fills in."""
    return text.format_map(
        {"names": "…", "count": "…", "schools": "… школ", "in_schools": "… школах", "organisation": "…"}
    )
