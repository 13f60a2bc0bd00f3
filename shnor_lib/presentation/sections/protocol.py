"""The data-control protocol: what was checked, what was found, what to do."""

import pandas as pd

from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.period_files import MONITORING_FOLDER, PERIOD_FILE
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.table_words import in_workbook
from shnor_lib.ground.vocabulary import CHECK_STAGES, SEVERITIES
from shnor_lib.ingest.findings import PASSED, Finding, checks, findings_table
from shnor_lib.presentation.outline import nearest_heading, section_of_heading
from shnor_lib.presentation.protocol_words import findings_told, place_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.data_limits import contradicted_claims
from shnor_lib.presentation.statements.facts import file_within_data
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
from shnor_lib.presentation.tree import Section

#: So many places are named for one complaint, and so many notes of one check are printed; the table findings has all.
MOST_PLACES, MOST_NOTES = 8, 4
#: How a reader's complaint begins that speaks of one cell.
OWN_CELL = r"^Ячейка [A-Z]+\d+: "

SEVERITY_MARKS = {"error": "low", "warning": "doubtful", "note": ""}


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
    for row in rows_of(findings):
        file = file_within_data(edition, row.file) if isinstance(row.file, str) else ""
        place = place_words(row)
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
        text = f"Ещё {more} этой проверки — {in_workbook('findings')}."
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
    return PublicationTable.from_frame(
        frame, columns, "Проверки, выполненные без замечаний", notes=(_not_made(findings),), id="passed-checks"
    )


def _not_made(findings: pd.DataFrame) -> Statement:
    """Name the checks of the law of the field that found nothing to look at."""
    made = set(findings["check"])
    codes = [
        code
        for code, check in checks().items()
        if not check.layouts and check.stage not in ("registers", "programme", "params", "report") and code not in made
    ]
    return Statement(
        "protocol.not_made",
        "Не проводились, так как в данных нет нужных сведений: {titles}.",
        {"checks": codes, "titles": "; ".join(checks()[code].title for code in codes)},
        (Evidence("findings", "check"),),
        holds=bool(codes),
    )


def _complaints(edition: Edition) -> pd.DataFrame:
    findings = edition.findings
    return findings[findings["result"] != PASSED]


def comment_findings(edition: Edition) -> pd.DataFrame:
    """Return the table `report_findings`: what the report's own stage finds.

    Statements of the programme that the verdicts contradict; headings of the comments file that no section has, lines
    with names; tables of reports of periods that cannot be read.
    """
    comments = edition.comments
    strangers = [(heading, line) for heading, line in comments.lines.items() if section_of_heading(heading) is None]
    if comments.stray_line is not None:
        strangers.insert(0, ("", comments.stray_line))
    unknown = [
        Finding(
            "warning",
            "comments",
            f"Текст под заголовком, которого нет в отчёте (строка {line}), не напечатан.",
            f"Перенесите его под заголовок отчёта, например «{nearest_heading(heading)}».",
            comments.file,
            "",
            f"строка {line}",
        )
        for heading, line in strangers
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
    return findings_table([*contradicted_claims(edition), *unknown, *named, *_damaged_periods(edition)])


def _damaged_periods(edition: Edition) -> list[Finding]:
    """Return which tables of reports of periods cannot be read: the report of the year says nothing of them."""
    return [
        Finding(
            "warning",
            "period_report",
            f"Таблица отчёта о периоде {period} не прочитана, в годовом отчёте его нет: {why}",
            f"Соберите его заново: make monitoring YEAR={edition.name} PERIOD={period}",
            f"{MONITORING_FOLDER}/{period}/{PERIOD_FILE}",
        )
        for period, why in edition.damaged_periods.items()
    ]


def findings_text(edition: Edition) -> Text:
    """Return how many checks were made, how many complaints there are and of what kinds."""
    findings = edition.findings
    passed = int((findings["result"] == PASSED).sum())
    told, counts = findings_told(findings)
    own, own_counts = findings_told(comment_findings(edition))
    cells = tuple(Evidence("findings", name) for name in ("severity", "result"))
    return paragraphs(
        sentences(
            Statement("protocol.complaints", f"К исходным данным: {told}.", counts, cells, holds=any(counts.values())),
            Statement(
                "protocol.no_complaints",
                "Замечаний к исходным данным нет.",
                counts,
                cells,
                holds=not any(counts.values()),
            ),
            Statement(
                "protocol.of_the_report",
                f"К утверждениям Программы и файлу комментариев: {own}.",
                own_counts,
                (Evidence("report_findings", "severity"),),
                holds=any(own_counts.values()),
            ),
            Statement(
                "protocol.passed",
                "Без замечаний выполнено: {passed:проверка|проверки|проверок}.",
                {"passed": passed},
                cells[1:],
                holds=passed > 0,
            ),
        )
    )


SECTION = Section(
    id="protocol",
    title="Протокол контроля данных",
    kind="appendix",
    commented=False,
    parts=(findings_text, findings_protocol, passed_checks),
)
