"""Appendix: what asks for attention in schools, what stands against them, and what is recommended to each."""

import pandas as pd

from shnor_lib.analysis.programme.roster import in_support
from shnor_lib.analysis.programme.rows_read import filled
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.signal_kinds import RISK_FACTORS, RISK_LEVELS, SIGNAL_SEVERITIES
from shnor_lib.presentation.factor_words import FACTOR_GROUPS, REACH_NOTE, coverage_words
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.signal_words import factors_of_level, kind_words, known_of_none, rules_note, seen_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.tree import Section, Subsection

#: Any of these sheets may raise a signal.
TELLING = ("requests", "consultations", "partnerships", "quarters", "courses", "diagnostics")
IN_ORDER = "Школы — в порядке списка, не по результатам."

SIGNALS = Need("Сигналов о школах дать нельзя", TELLING, lambda edition: bool(filled(edition.rows_read) & set(TELLING)))


def signals_text(edition: Edition) -> Text:
    """Return how many signals there are, of how many schools, and how many are urgent."""
    own = edition.signals
    urgent = int((own["severity"] == "urgent").sum())
    schools = int(own["school_id"].nunique())
    day = as_of(edition).isoformat()
    also = ", из них срочных — {urgent}" if urgent else ""
    cells = (Evidence("signals", "rule"), Evidence("signals", "severity"))
    return paragraphs(
        Statement(
            "signals.raised",
            "На {day:date} внимания требуют {schools:школа|школы|школ}: {signals:сигнал|сигнала|сигналов}" + f"{also}.",
            {"day": day, "schools": schools, "signals": len(own), "urgent": urgent},
            cells,
            holds=len(own) > 0,
        ),
        Statement("signals.none", "На {day:date} сигналов нет.", {"day": day}, cells, holds=own.empty),
    )


def signals_table(edition: Edition) -> PublicationTable | None:
    """Return the signals, school by school in the roster's order."""
    own = edition.signals
    if own.empty:
        return None
    frame = with_short_names(own).assign(
        what=[kind_words(row) for row in rows_of(own)],
        seen=[seen_words(row) for row in rows_of(own)],
        urgency=own["severity"].map(SIGNAL_SEVERITIES),
    )
    columns = [
        Column("school", "Школа", width=2),
        Column("rule", "Правило", "code", width=0.8),
        Column("what", "Сигнал", width=2.4),
        Column("seen", "Что видно", width=4),
        Column("urgency", "Срочность", width=1.3),
    ]
    marks = {"urgency": ["low" if severity == "urgent" else "" for severity in own["severity"]]}
    whole = Evidence("signals", "*")
    notes = (rules_note(edition.params.signals.in_force), IN_ORDER)
    rests_on = {"what": whole, "seen": whole, "urgency": Evidence("signals", "severity")}
    return PublicationTable.from_frame(
        frame, columns, "Сигналы по школам", marks=marks, notes=notes, rests_on=rests_on, id="signals"
    )


def profiles_table(edition: Edition) -> PublicationTable | None:
    """Return each listed school's factors by their level; what no school has data on stands below."""
    own = edition.risk_profiles
    silent = set(known_of_none(own)) if len(own) else set()
    told = own[~own["factor"].map(lambda code: RISK_FACTORS[code].word).isin(silent)] if len(own) else own
    if told.empty:
        return None
    frame = pd.DataFrame(
        [
            {
                "school_id": school_id,
                "school": of_school["school"].iloc[0],
                **{level: factors_of_level(of_school, level) for level in RISK_LEVELS},
            }
            for school_id, of_school in told.groupby("school_id", sort=False)
        ]
    )
    shown = [level for level in RISK_LEVELS if frame[level].any()]
    columns = [
        Column("school", "Школа", width=2),
        *(Column(level, _head(level), width=3 if level in ("high", "medium") else 2.4) for level in shown),
    ]
    notes = (
        f"Нет данных ни об одной школе: {'; '.join(sorted(silent))}." if silent else "",
        "Уровни — по порогам раздела risk параметров; рядом — значение фактора.",
        IN_ORDER,
    )
    cells = (Evidence("risk_profiles", "level"), Evidence("risk_profiles", "value"))
    return PublicationTable.from_frame(
        with_short_names(frame),
        columns,
        "Профили риска школ списка",
        marks={"high": ["low" if text else "" for text in frame["high"]]},
        notes=notes,
        rests_on=dict.fromkeys(shown, cells),
        id="risk-profiles",
    )


def factor_groups_text(edition: Edition) -> Text | None:
    """Name the schools in support of which the register of factors says nothing."""
    if edition.factor_groups.empty:
        return None
    supported = edition.schools[in_support(edition.schools, as_of(edition))]
    silent = supported[~supported["school_id"].isin(edition.register_factors["school_id"])]
    return paragraphs(
        Statement(
            "signals.no_factors",
            "Записей о факторах на листе «Факторы» нет: {schools:школа|школы|школ} — {names:names}.",
            {"schools": len(silent), "names": school_names(silent)},
            (Evidence("register_factors", "school_id"), Evidence("schools", "school_id")),
            holds=len(silent) > 0,
            school_ids=tuple(silent["school_id"]),
        ),
        Statement(
            "signals.all_factors",
            "Факторы записаны для всех школ, которым адресована помощь.",
            {"schools": len(supported)},
            (Evidence("register_factors", "school_id"), Evidence("schools", "school_id")),
            holds=silent.empty,
        ),
    )


def factor_groups_table(edition: Edition) -> PublicationTable | None:
    """Return the programme's groups of factors with the reach of the measures that records are linked with."""
    own = edition.factor_groups
    if own.empty:
        return None
    frame = own.assign(
        name=own["group"].map(FACTOR_GROUPS).map(wording.sentence_case),
        reach=[coverage_words(row) if row.schools else wording.MISSING for row in rows_of(own)],
    )
    columns = [
        Column("name", "Группа факторов", width=3),
        Column("factors", "Факторов", "integer", width=1),
        Column("schools", "Школ", "integer", width=1),
        Column("with_measure", "Школ с мерами", "integer", width=1.2),
        Column("linked", "Школ, где мера видна в записях", "integer", width=1.5),
        Column("reach", "Охват педагогов", width=2.4),
    ]
    cells = (Evidence("factor_groups", "reached"), Evidence("factor_groups", "teachers"))
    return PublicationTable.from_frame(
        frame.reset_index(drop=True),
        columns,
        "Группы факторов Программы и охват мерами",
        notes=(REACH_NOTE,),
        rests_on={"reach": cells},
        id="factor-groups",
    )


def _head(level: str) -> str:
    word = wording.sentence_case(RISK_LEVELS[level])
    return word if level == "no_data" else f"{word} риск"


def recommendations_table(edition: Edition) -> PublicationTable | None:
    """Return what the catalogue recommends to each school: factor, measure, who, when."""
    own = edition.addressed_recommendations
    if own.empty:
        return None
    frame = with_short_names(own).assign(
        risk=[f"{RISK_FACTORS[row.factor].word}: {RISK_LEVELS[row.level]}" for row in rows_of(own)]
    )
    columns = [
        Column("school", "Школа", width=1.8),
        Column("risk", "Фактор и риск", width=2),
        Column("measure", "Что сделать", width=4.6),
        Column("who", "Кто", width=2.2),
        Column("when", "Когда", width=1.8),
    ]
    cells = (Evidence("addressed_recommendations", "factor"), Evidence("addressed_recommendations", "level"))
    return PublicationTable.from_frame(
        frame,
        columns,
        "Адресные рекомендации по школам",
        notes=("Проект: рекомендации — из каталога; решения принимают школа и рабочая группа.", IN_ORDER),
        rests_on={"risk": cells},
        id="addressed-recommendations",
    )


SECTION = Section(
    id="signals",
    title="Сигналы и адресные рекомендации",
    kind="appendix",
    commented=False,
    parts=(
        Subsection("Сигналы", (signals_text, signals_table), SIGNALS),
        Subsection("Профили риска", (profiles_table,)),
        Subsection("Группы факторов", (factor_groups_text, factor_groups_table)),
        Subsection("Адресные рекомендации", (recommendations_table,)),
    ),
)
