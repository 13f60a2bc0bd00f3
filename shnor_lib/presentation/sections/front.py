"""Title page and «Главное»: what the head of the education office reads."""

import pandas as pd

from shnor_lib import wording
from shnor_lib.edition import Edition
from shnor_lib.presentation.facts import edition_facts
from shnor_lib.presentation.rules import drafts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.title import TitlePage
from shnor_lib.vocabulary import INDICATOR_STATUSES

BLANK_DATE = "«___» ______________ 20___ г."

DEMONSTRATION = "Демонстрационные данные: школы и результаты вымышлены"

NOT_A_RANKING = (
    "Результаты ВПР использованы только для определения адресной помощи, не для оценки деятельности школ и педагогов "
    "и не для рейтингов."
)


def title_page(edition: Edition) -> TitlePage:
    """Return the title page with blanks for approval."""
    report = edition.params.report
    return TitlePage(
        organisation=report.organisation,
        title=report.title,
        subtitle=f"{report.municipality}, по состоянию на {wording.date_words(report.as_of)}",
        place_and_year=f"{report.place}, {report.year}",
        date=report.as_of.isoformat(),
        running=report.running_title,
        approvals=(
            ("РАССМОТРЕНО", "на заседании рабочей группы", "протокол", f"от {BLANK_DATE}", "№ ________"),
            ("УТВЕРЖДАЮ", report.approved_by, "______________ / ______________ /", BLANK_DATE),
        ),
        notice=DEMONSTRATION if report.demonstration else "",
    )


def key_figures(edition: Edition) -> PublicationTable:
    """Return the main figures of the edition, each with where it is explained."""
    facts, classification = edition_facts(edition), edition.classification
    listed = int(classification["listed"].sum())
    compared = int((edition.school_dynamics.query("scope == 'all'")["pairs"] > 0).sum())
    findings = edition.findings
    counts = findings.loc[findings["result"] == "complaint", "severity"].value_counts()
    rows = [
        ("Школ в списке ШНОР", str(listed), "2"),
        ("из них критерии по данным выполнены", str(len(facts["confirmed"])), "2"),
        ("критерии по данным не выполнены", str(len(facts["unconfirmed"])), "2"),
        ("вывод сделать нельзя", str(len(facts["undetermined"])), "2"),
        ("Школ, где доля «2» снизилась (все сопоставимые пары)", wording.share_of(len(facts["fell"]), compared), "4"),
        ("из них снижение устойчиво к округлению и прочтению", str(len(facts["fell_firmly"])), "4"),
        ("Показателей без данных", wording.share_of(len(facts["no_data"]), len(edition.indicators)), "5"),
        (
            "Замечаний к исходным данным: ошибок, предупреждений, замечаний",
            ", ".join(str(counts.get(severity, 0)) for severity in ("error", "warning", "note")),
            "прил. Б",
        ),
    ]
    frame = pd.DataFrame(rows, columns=["what", "value", "where"])
    columns = [
        Column("what", "Что", width=5),
        Column("value", "Значение", width=1.6),
        Column("where", "Раздел", width=0.8),
    ]
    return PublicationTable.from_frame(frame, columns, "Главные цифры", id="key-figures")


def indicator_verdicts(edition: Edition) -> PublicationTable:
    """Return a line per indicator of the programme's table: target, value, verdict."""
    indicators = edition.indicators[edition.indicators["id"].str.startswith("И")]
    frame = indicators.assign(
        target_words=[with_unit(row.target, row.unit) for row in indicators.itertuples()],
        actual_words=[with_unit(row.actual, row.unit) for row in indicators.itertuples()],
        verdict=indicators["status"].map(INDICATOR_STATUSES),
    )
    columns = [
        Column("id", "№", "code", width=0.5),
        Column("short_name", "Показатель", width=6),
        Column("target_words", "План", width=1),
        Column("actual_words", "Факт", width=1),
        Column("verdict", "Вывод", width=1.5),
    ]
    marks = {"verdict": [VERDICT_MARKS[status] for status in indicators["status"]]}
    return PublicationTable.from_frame(frame, columns, "Показатели Программы", marks=marks, id="verdicts")


VERDICT_MARKS = {"met": "good", "not_met": "low", "no_data": "muted", "no_target": ""}


def with_unit(value: float, unit: str) -> str:
    """Return e.g. «40 %» or «1 шт.»; a missing value is a dash."""
    return wording.MISSING if pd.isna(value) else f"{wording.number(value, None)}{wording.NBSP}{unit}"


def main_points(edition: Edition) -> Text:
    """Return the conclusions in a few sentences."""
    facts, classification = edition_facts(edition), edition.classification
    if classification.empty:
        return paragraphs("В списке школ нет ни одной школы; выводы сделать нельзя.")
    return paragraphs(_list_sentence(facts, int(classification["listed"].sum())), _dynamics_sentence(edition, facts))


def _list_sentence(facts: dict, listed: int) -> str:
    if not listed:
        opening = "В списке ШНОР нет ни одной школы."
    else:
        opening = (
            f"В списке ШНОР {wording.plural(listed, 'школа', 'школы', 'школ')}. Критерии Программы по представленным "
            "данным "
            f"выполнены в {wording.out_of_schools(len(facts['confirmed']), listed)}"
            + (f" ({facts['confirmed'].fields['names']})." if facts["confirmed"] else ".")
        )
    unlisted = facts["unlisted_met"]
    further = f" Не входят в список, но критерии по данным выполнены: {unlisted.fields['names']}." if unlisted else ""
    opened = facts["undetermined"]
    return opening + further + (f" Вывод сделать нельзя: {opened.fields['names']}." if opened else "")


def _dynamics_sentence(edition: Edition, facts: dict) -> str:
    schools = edition.school_dynamics.query("scope == 'all' and pairs > 0")
    if schools.empty:
        return "Сопоставимых результатов двух лет нет: динамику оценить нельзя."
    years = edition.params.dynamics
    span = f"{wording.school_year_short(years.from_year)} и {wording.school_year_short(years.to_year)}"
    sentence = (
        f"Между {span} учебными годами доля «2» в среднем по сопоставимым процедурам снизилась в "
        f"{wording.out_of_schools(len(facts['fell']), len(schools), share=True)}."
    )
    if facts["vpr_fell_oge_rose"]:
        sentence += " При этом по ВПР она снизилась, а по ОГЭ выросла: эти результаты нельзя заменять общим средним."
    if facts["no_new_results"]:
        sentence += " Это исходный уровень: результатов, полученных после начала Программы, в данных нет."
    return sentence


def needs_decision(edition: Edition) -> Text:
    """Return what the working group has to decide, as a short list; section 12 has terms and responsible."""
    report = edition.params.report
    decisions = drafts("decisions", edition_facts(edition), report.organisation, report.as_of)
    if not decisions:
        return paragraphs("**Решений не требуется.**")
    return paragraphs(
        "**Что требует решения** (сроки и ответственные — в разделе 12)", bullets(d.text for d in decisions)
    )


def analyst_comment(edition: Edition, section: str) -> Text | None:
    """Return the analyst's own text for a section, or nothing."""
    comment = edition.comments.by_section.get(section)
    return paragraphs("**Комментарий аналитика**", comment) if comment else None
