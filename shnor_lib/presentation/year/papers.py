"""Materials of the programme with their status, and the log of publications."""

import pandas as pd

from shnor_lib.analysis.programme.documents import BY_APPROVAL, BY_REGISTER
from shnor_lib.ground import wording
from shnor_lib.ground.registers import SEPARATOR, register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.plan_words import typed_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.presentation.year.group import MOST_ROWS
from shnor_lib.presentation.year.programme_year import ProgrammeYear, YearSection, begins_with
from shnor_lib.presentation.year.year_words import MARKS, state_words

MATERIAL_KINDS = {one.code: one.word for one in register_sheet("materials").column("kind").choices}
AUDIENCES = {one.code: one.word for one in register_sheet("materials").column("audience").choices}
MATERIAL_STATES = {"published": "опубликован", "approved": "утверждён, не опубликован", "draft": "не утверждён"}
#: Recommendations are told of by whom they address.
ADDRESSED = "recommendations"
RULES = {BY_REGISTER: "лист «Публикации»", BY_APPROVAL: "от утверждения"}


def materials_text(year: ProgrammeYear) -> Text:
    """Return how far the materials have come and which kinds, and whose recommendations, there are none of."""
    own = year.materials
    counts = {status: int((own["status"] == status).sum()) for status in MATERIAL_STATES}
    plural = {"published": "опубликовано", "approved": "утверждено, но не опубликовано", "draft": "не утверждено"}
    told = ", ".join(f"{words} — {{{status}}}" for status, words in plural.items() if counts[status])
    lacking = _lacking(year)
    cells = (Evidence("register_materials", "kind"), Evidence("register_materials", "audience"))
    return paragraphs(
        Statement(
            "year.papers.materials",
            f"Материалов Программы: {{materials}}; {told}.",
            {"materials": len(own), **counts},
            (Evidence("register_materials", "approved_on"), Evidence("register_publications", "published_on")),
            holds=len(own) > 0,
        ),
        Statement(
            "year.papers.lacking",
            "На листе «Материалы» нет: {lacking:list}.",
            {"lacking": lacking},
            cells,
            holds=len(own) > 0 and len(lacking) > 0,
        ),
        begins_with("materials", "Материалы Программы не представлены", holds=own.empty),
    )


def _lacking(year: ProgrammeYear) -> list[str]:
    """Return the kinds of which the register has no row, and the addressees without recommendations."""
    own = year.materials
    kinds = set(own["kind"])
    told = SEPARATOR.join(own.loc[own["kind"] == ADDRESSED, "audience"].dropna()).split(SEPARATOR)
    missing = [word for code, word in MATERIAL_KINDS.items() if code not in kinds]
    if ADDRESSED in kinds:
        missing += [f"{MATERIAL_KINDS[ADDRESSED]} ({word})" for code, word in AUDIENCES.items() if code not in told]
    return missing


def materials_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return the materials with their addressees, approval and publication."""
    own = year.materials
    if own.empty:
        return None
    order = {kind: place for place, kind in enumerate(MATERIAL_KINDS)}
    own = own.assign(order=own["kind"].map(order)).sort_values("order", kind="stable").reset_index(drop=True)
    frame = own.assign(
        kind=own["kind"].map(MATERIAL_KINDS),
        audience=[_audience_words(codes) for codes in own["audience"]],
        state=own["status"].map(MATERIAL_STATES),
    )
    columns = [
        Column("kind", "Вид", width=1.8),
        Column("title", "Название", width=4.4),
        Column("audience", "Адресат", width=1.8),
        Column("approved_on", "Утверждён", "date", width=1.3),
        Column("minutes_id", "Протокол №", "code", width=1.1),
        Column("published_on", "Опубликован", "date", width=1.4),
        Column("state", "Состояние", width=2),
    ]
    marks = {"state": ["" if status == "published" else "low" for status in own["status"]]}
    return PublicationTable.from_frame(
        frame, columns, "Материалы Программы", marks=marks, id="year-materials", lookup=len(frame) > MOST_ROWS
    )


def _audience_words(codes: object) -> str:
    if not isinstance(codes, str):
        return wording.MISSING
    return ", ".join(AUDIENCES.get(code, code) for code in codes.split(SEPARATOR))


MATERIALS = YearSection(id="year_materials", title="Материалы", parts=(materials_text, materials_table))


# The log of publications


def publications_text(year: ProgrammeYear) -> Text:
    """Return what is published, what is due and not published, and by which rule it is due."""
    own = year.publications
    counts = {status: int((own["status"] == status).sum()) for status in ("done", "overdue", "upcoming")}
    late = own[(own["status"] == "done") & own["days_late"].notna()]
    within = year.edition.params.plan.publish_within
    words = {"done": "размещено", "overdue": "срок прошёл, не размещено", "upcoming": "срок впереди"}
    told = ", ".join(f"{said} — {{{status}}}" for status, said in words.items() if counts[status])
    cells = (Evidence("register_publications", "published_on"), Evidence("register_materials", "published_on"))
    return paragraphs(
        Statement(
            "year.papers.publications",
            "Записей о публикациях: {publications}" + (f"; {told}" if told else "") + ".",
            {"publications": len(own), **counts},
            cells,
            holds=len(own) > 0,
        ),
        Statement(
            "year.papers.late",
            "Размещено позже срока: {late}.",
            {"late": len(late)},
            cells,
            holds=len(late) > 0,
        ),
        Statement(
            "year.papers.rule",
            "Срок назван на листе «Публикации», а где не назван, утверждённый материал размещают за "
            "{days:день|дня|дней} ({source}).",
            {"days": within.value, "source": within.source},
            (Evidence("params", "plan.publish_within"),),
            holds=bool((own["rule"] == BY_APPROVAL).any()),
        ),
        begins_with(
            "publications",
            "Журнала публикаций нет; о размещении известно только с листа «Материалы»"
            if len(own)
            else "Журнала публикаций нет",
            holds=year.registers.empty("publications"),
        ),
    )


def due_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return what is due and not published."""
    own = year.publications
    return _table(own[own["status"].isin(("overdue", "upcoming"))], "Должно быть размещено", "year-due", by_rule=True)


def log_table(year: ProgrammeYear) -> PublicationTable | None:
    """Return what is published, or has words in place of its day or no term."""
    own = year.publications
    return _table(own[~own["status"].isin(("overdue", "upcoming"))], "Журнал публикаций", "year-publications")


def _table(own: pd.DataFrame, caption: str, table_id: str, *, by_rule: bool = False) -> PublicationTable | None:
    own = own.reset_index(drop=True)
    if own.empty:
        return None
    entries = own.assign(kind="publication", done_on=own["published_on"])
    states = [typed_words(row.as_typed) if row.status == "no_record" else state_words(row) for row in rows_of(entries)]
    frame = entries.assign(state=states, rule_words=own["rule"].map(RULES))
    columns = [
        Column("material", "Материал", width=3.8),
        Column("place", "Где", width=2.2),
        Column("due_on", "Срок", "date", width=1.3),
        *([Column("rule_words", "Откуда срок", width=1.6)] if by_rule else [Column("url", "Ссылка", width=2.4)]),
        Column("state", "Состояние", width=2.2),
    ]
    marks = {"state": [MARKS.get(status, "") for status in own["status"]]}
    return PublicationTable.from_frame(frame, columns, caption, marks=marks, id=table_id, lookup=len(frame) > MOST_ROWS)


PUBLICATIONS = YearSection(id="year_publications", title="Публикации", parts=(publications_text, due_table, log_table))
