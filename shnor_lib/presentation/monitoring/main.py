"""What matters of a period: what changed beyond chance, which schools need attention, what is overdue."""

from collections.abc import Iterator

from shnor_lib.analysis.programme.mark_changes import mark_shares
from shnor_lib.analysis.programme.periods import Kind
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.presentation.monitoring.attention import attention, rules_of
from shnor_lib.presentation.monitoring.changes import MEASURES, changes_since, marks_cells, moved
from shnor_lib.presentation.monitoring.overdue import late_text
from shnor_lib.presentation.monitoring.period import MonitoredPeriod, MonitoredWork, PeriodSection
from shnor_lib.presentation.references import PLAIN
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs


def changed_text(monitored: MonitoredPeriod) -> Text:
    """Return in which schools marks rose or fell beyond chance, or that they did in none."""
    said = list(_changes(monitored))
    return paragraphs(bullets(said), late_text(monitored) if monitored.period.kind is Kind.QUARTER else "")


def _changes(monitored: MonitoredPeriod) -> Iterator[Statement]:
    """Yield for each base what moved beyond chance since then; of a base without marks nothing can be said."""
    has_marks = len(mark_shares(monitored.registers, monitored.schools, monitored.period, "passed")) > 0
    for number, (since, base) in enumerate(monitored.bases.items()):
        compared = {measure: changes_since(monitored, base, measure) for measure in MEASURES}
        cells = tuple(cell for measure in MEASURES for cell in marks_cells(monitored, measure))
        anything = False
        for measure, table in compared.items():
            for sign, word in ((-1, "ниже"), (1, "выше")):
                own = moved(table, sign)
                anything = anything or len(own) > 0
                yield Statement(
                    f"monitoring.main.{measure}.{'fell' if sign < 0 else 'rose'}.{number}",
                    "{what} {word}, чем {since}, больше случайного: {names:names}.",
                    {
                        "what": wording.sentence_case(MEASURES[measure][0]),
                        "word": word,
                        "since": since,
                        "names": list(own["school"]),
                    },
                    cells,
                    holds=len(own) > 0,
                    school_ids=tuple(own["school_id"]),
                )
        schools = compared["passed"]["school_id"].nunique()
        yield Statement(
            f"monitoring.main.none.{number}",
            "От того, что было {since}, успеваемость и качество больше случайного не отличаются ни в одной школе "
            "(сравнили {schools:школу|школы|школ}).",
            {"since": since, "schools": schools},
            cells,
            holds=schools > 0 and not anything,
        )
        yield Statement(
            f"monitoring.main.unknown.{number}",
            "Сравнить с тем, что было {since}, нельзя: на листе «Четверти» нет общих предметов и классов.",
            {"since": since},
            cells,
            holds=schools == 0 and has_marks,
        )


def attention_text(monitored: MonitoredPeriod | MonitoredWork) -> Text:
    """Return how many schools the rules name."""
    own, of = attention(monitored), len(monitored.schools)
    cells = (Evidence("schools", "school_id"),)
    return paragraphs(
        Statement(
            "monitoring.main.attention",
            "Школ, которые требуют внимания: {named:of}; почему и по какому правилу — в таблице.",
            {"named": [len(own), of]},
            cells,
            holds=len(own) > 0,
            school_ids=tuple(own["school_id"]),
        ),
        Statement(
            "monitoring.main.no_attention",
            "Ни одно правило не назвало ни одной школы.",
            {},
            cells,
            holds=own.empty,
        ),
    )


def attention_table(monitored: MonitoredPeriod | MonitoredWork) -> PublicationTable | None:
    """Return the schools that the rules name; the rules stand below."""
    own = attention(monitored)
    if own.empty:
        return None
    rules = "; ".join(f"{number} — {rule.words}" for number, rule in enumerate(rules_of(monitored), start=1))
    columns = [
        Column("school", "Школа", width=2.4),
        Column("why", "Почему", width=6),
        Column("rules", "Правило", width=1),
    ]
    chance = wording.number(100 * (1 - CONFIDENCE), 0)
    notes = (
        f"Правила: {rules}.",
        "«Сверх случайного»: изменение выделяется среди всех школ сразу, случайных среди таких не больше "
        f"{chance}{wording.NBSP}% (Бенджамини — Хохберг).",
    )
    return PublicationTable.from_frame(
        own, columns, "Школы, которые требуют внимания", notes=notes, id="monitoring-attention"
    )


SECTION = PeriodSection(
    id="monitoring_main", title="Главное", kind=PLAIN, parts=(changed_text, attention_text, attention_table)
)
