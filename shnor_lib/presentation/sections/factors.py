"""Factors of failure and measures against them; what help the schools got, and whom it did not reach."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import in_support
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import HELP_KINDS, subject_name
from shnor_lib.presentation.charts.share_map import share_map
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.factor_words import FACTOR_GROUPS, REACH_NOTE, coverage_words
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.needs import Need, filled
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import by_school, with_short_names
from shnor_lib.presentation.statement import Evidence, Statement, worded
from shnor_lib.presentation.statements.fact import Fact, school_names
from shnor_lib.presentation.statements.facts import edition_facts
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, Words, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

LEVEL_WORDS = {one.code: one.word for one in register_sheet("factors").column("level").choices}
#: Headings of the coverage map: kinds of help in few words.
KIND_HEADINGS = {
    "any": "любая помощь",
    "targeted_course": "КПК по целевым программам",
    "course": "другие КПК",
    "seminar_management": "семинары для управленческих команд",
    "seminar_teams": "семинары для педагогических команд",
    "seminar_teachers": "семинары для педагогов",
    "event": "другие мероприятия",
    "consultation_individual": "индивидуальные консультации",
    "consultation_group": "групповые консультации",
    "interaction": "взаимодействие и партнёрство",
    "route": "индивидуальные маршруты",
}


#: Roles of the items of the plan, or measures, whose records a subsection shows.
PARTNERSHIPS, SYSTEMS = ("partnerships",), ("methodical_systems",)


# Factors


FACTORS = Need("Оценить меры против факторов неуспешности нельзя", ("factors",), filled("factors"))


def factors_text(edition: Edition) -> Text:
    """Return how many factors are named, and against which no measure is."""
    own = edition.factors
    silent = [word for code, word in FACTOR_GROUPS.items() if code not in set(own["group"])]
    bare = own[own["with_measure"] < own["schools"]]
    named = Statement(
        "factors.named",
        "Названо факторов: {factors}.",
        {"factors": len(own)},
        (Evidence("factors", "*"),),
        holds=len(own) > 0,
    )
    groups = Statement(
        "factors.silent_groups",
        "О группах без записей сведений нет: {groups:names}.",
        {"groups": silent},
        (Evidence("factors", "group"),),
        holds=len(own) > 0 and bool(silent),
    )
    all_measured = Statement(
        "factors.all_with_measure",
        "Для каждого фактора в каждой школе указана мера.",
        {"factors": len(own)},
        (Evidence("factors", "with_measure"), Evidence("factors", "schools")),
        holds=len(own) > 0 and bare.empty,
    )
    return paragraphs(sentences(named, groups, _without_measures(bare), all_measured))


def _without_measures(rows: pd.DataFrame) -> Statement:
    """Name the factors against which some schools have no measure."""
    parts: list[str] = []
    values: dict[str, Any] = {}
    for place, row in enumerate(rows_of(rows), start=1):
        parts.append(f"{{factor_{place}}} (не указаны в {{missing_{place}:of_schools}})")
        missing = [int(row.schools - row.with_measure), int(row.schools)]
        values |= {f"factor_{place}": wording.quoted(row.factor), f"missing_{place}": missing}
    return Statement(
        "factors.without_measure",
        f"Меры указаны не для всех школ: {'; '.join(parts)}.",
        {"factors": len(rows), **values},
        tuple(Evidence("factors", name, {"factor": list(rows["factor"])}) for name in ("with_measure", "schools")),
        holds=len(rows) > 0,
    )


def factors_table(edition: Edition) -> PublicationTable | None:
    """Return factor – measure – coverage – change; a column of which nothing is known is left out."""
    own = edition.factors
    if own.empty:
        return None
    frame = pd.DataFrame(
        {
            "factor": own["factor"].map(wording.sentence_case),
            "group": own["group"].map(FACTOR_GROUPS),
            "schools": [_schools_by_level(row) for row in rows_of(own)],
            "measure": [row.measures if isinstance(row.measures, str) else "меры не указаны" for row in rows_of(own)],
            "coverage": [coverage_words(row) for row in rows_of(own)],
            "change": [_change_words(row) for row in rows_of(own)],
        }
    )
    is_linked, is_measured = bool(is_true(own["linked"]).any()), bool((own["measured"] > 0).any())
    columns = [
        Column("factor", "Фактор", width=2.6),
        Column("group", "Группа", width=2.2),
        Column("schools", "Школ (по уровню)", width=2.2),
        Column("measure", "Меры", width=3),
        *([Column("coverage", "Охват мерой", width=2)] if is_linked else []),
        *([Column("change", "Доля «2» снизилась", width=1.6)] if is_measured else []),
    ]
    marks = {"measure": ["" if isinstance(text, str) else "muted" for text in own["measures"]]}
    return PublicationTable.from_frame(
        frame.reset_index(drop=True),
        columns,
        "Факторы и меры против них",
        marks=marks,
        notes=(REACH_NOTE if is_linked else "", explained("change_beside_factors") if is_measured else ""),
        id="factors",
    )


def _schools_by_level(row: Any) -> str:
    levels = [f"{word} — {count}" for code, word in LEVEL_WORDS.items() if (count := getattr(row, f"level_{code}"))]
    return f"{row.schools}" + (f" ({', '.join(levels)})" if levels else "")


def _change_words(row: Any) -> str:
    if not row.measured:
        return wording.MISSING
    return f"в {row.improved} из{wording.NBSP}{row.measured}"


# Coverage


def coverage_text(edition: Edition) -> Text:
    """Return how far help reached the schools in support, and whom it has not reached."""
    totals, unreached = edition.help_totals, edition_facts(edition)["unreached"]
    any_help = totals[totals["kind"] == "any"]
    teachers = int(any_help["teachers"].sum())
    named = bool(any_help["reached"].notna().all())
    unknown = [word for code, word in HELP_KINDS.items() if code not in set(totals["kind"]) and code != "event"]
    supported, values = _supported(edition)
    cells = tuple(Evidence("help_totals", name, {"kind": "any"}) for name in ("reached", "teachers"))
    return paragraphs(
        Statement(
            "factors.help",
            f"Хотя бы один вид помощи за период Программы получили {{reached:share}} педагогов школ {supported}; "
            "педагог, работающий в двух школах, учтён один раз.",
            {"reached": [int(any_help["reached"].sum()), teachers], **values},
            cells,
            holds=teachers > 0 and named,
        ),
        Statement(
            "factors.help_unnamed",
            f"Помощь получали только школы {supported} в целом: кто из педагогов её получил, в реестрах не названо.",
            values,
            cells,
            holds=teachers > 0 and not named,
        ),
        Statement(
            "factors.no_teachers",
            f"Педагогов школ {supported} в реестре на отчётную дату нет: сказать, скольких из них охватила помощь, "
            "нельзя.",
            values,
            cells,
            holds=not teachers,
        ),
        Statement(
            "factors.unreached",
            f"Помощь не дошла ни до одного педагога: {_names(unreached.names)}.",
            {"names": unreached.names, "schools": len(unreached.names)},
            unreached.evidence,
            holds=bool(unreached),
            school_ids=unreached.school_ids,
        ),
        Statement(
            "factors.help_unknown",
            "Сведений нет: {kinds:names}.",
            {"kinds": unknown},
            (Evidence("help_totals", "kind"),),
            holds=bool(unknown),
        ),
    )


def coverage_map(edition: Edition) -> PublicationFigure | None:
    """Return the map of the schools in support by kinds of help: which share of a school's teachers each reached."""
    own = edition.help_coverage
    if own.empty:
        return None
    told = own[(own["kind"] != "event") | (own["records"] > 0)]
    kinds = [kind for kind in KIND_HEADINGS if kind in set(told["kind"])]
    schools = by_school(own)["school"].map(wording.short_school_name)
    shares = own.pivot(index="school_id", columns="kind", values="reached_pct").reindex(schools.index)[kinds]
    return share_map(
        shares.set_axis(schools, axis=0).rename(columns=KIND_HEADINGS),
        "Какую долю педагогов каждой школы охватил каждый вид помощи, %",
        of_what="доля педагогов школы, получивших помощь",
    )


UNNAMED = "Прочерк — помощь получали школы в целом: кто из педагогов её получил, в реестре не названо."


def coverage_table(edition: Edition) -> PublicationTable | None:
    """Return what help there was, by kind, and how many teachers and schools it reached; to be looked up."""
    own = edition.help_totals
    if own.empty:
        return None
    frame = own.assign(name=[_help_words(row) for row in rows_of(own)])
    columns = [
        Column("name", "Вид помощи", width=4),
        Column("records", "Сколько", "integer", width=1.2),
        Column("schools", "Школ", "integer", width=1.1),
        Column("reached", "Педагогов", "integer", width=1.2),
        Column("reached_pct", "Доля педагогов, %", "percent", decimals=1, width=1.4),
    ]
    marks = {"name": ["total" if kind == "any" else "" for kind in own["kind"]]}
    notes = (
        f"Педагоги {supported_words(edition)}.",
        "«Сколько» — мероприятия, в которых участвовали педагоги этих школ (каждое один раз, сколько бы школ ни было), "
        "консультации (групповая — один раз), пройденные программы, записи о взаимодействии, шаги маршрутов. Разные "
        "виды не складываются; педагог, который получил помощь нескольких видов, учтён в каждом, в строке «любая "
        "помощь» — один раз.",
        *([UNNAMED] if own["reached"].isna().any() else []),
    )
    return PublicationTable.from_frame(
        frame.reset_index(drop=True), columns, "Помощь по видам", marks=marks, notes=notes, id="coverage", lookup=True
    )


def _help_words(row: Any) -> str:
    """Return a kind of help in words; events by form and audience: «Форум: педагоги»."""
    if row.form:
        audience = AUDIENCES.get(row.audience, "аудитория не указана")
        return f"{wording.sentence_case(row.form)}: {audience}"
    return wording.sentence_case(HELP_KINDS[row.kind])


def supported_words(edition: Edition) -> str:
    """Return whom help is meant for: «школ списка», and those that take part without being listed, if any do."""
    return worded(*_supported(edition, "школ "))


def _supported(edition: Edition, opening: str = "", *, named: bool = True) -> tuple[str, dict[str, Any]]:
    """Return after «школ» whose schools they are, as a template and its values: «списка», «списка и Программы (…)»."""
    supported = edition.schools[in_support(edition.schools, as_of(edition))]
    unlisted = school_names(supported[~is_true(supported["listed"])])
    words = "списка и Программы" if unlisted else "списка"
    who = f" (вне списка — {_names(unlisted, 'unlisted')})" if unlisted and named else ""
    return f"{opening}{words}{who}", {"unlisted": unlisted, "unlisted_schools": len(unlisted)}


#: So many schools are named in a sentence; more are counted, and looked up in the workbook.
MOST_NAMED = 5


def _names(names: Collection[str], field: str = "names") -> str:
    """Return the field of a template for schools: their names, or how many they are; values have both."""
    if len(names) <= MOST_NAMED:
        return f"{{{field}:names}}"
    return f"{{{'schools' if field == 'names' else f'{field}_schools'}:школа|школы|школ}}"


# Requests, partners, what is on offer


def requests_text(edition: Edition) -> Text:
    """Return how many requests of schools were answered, and how fast."""
    own = edition.requests_answered
    total = own[own["school_id"] == ""].iloc[0]
    received, closed, opened, answered = (int(total[name]) for name in ("received", "closed", "open", "answered"))
    median = None if pd.isna(total["median_days"]) else float(total["median_days"])

    def cells(*names: str) -> tuple[Evidence, ...]:
        return tuple(Evidence("requests_answered", name, {"school_id": ""}) for name in names)

    values = {"received": received, "closed": closed, "median_days": median}
    return paragraphs(
        sentences(
            Statement(
                "factors.requests",
                f"За период Программы от школ {wording.form(received, 'поступил', 'поступило', 'поступило')} "
                f"{{received:запрос|запроса|запросов}}, закрыто {{closed}}{_speed(closed, median)}.",
                values if median is None else {**values, "days": int(wording.rounded(median, 0))},
                cells("received", "closed", "median_days"),
            ),
            Statement(
                "factors.requests_open",
                "Не закрыты: {open}, дольше всего — {longest:день|дня|дней}.",
                {"open": opened, "longest": int(total["longest_open_days"]) if opened else None},
                cells("open", "longest_open_days"),
                holds=opened > 0,
            ),
            Statement(
                "factors.requests_told",
                "Вместо даты закрытия стоят слова у {told:запроса|запросов|запросов}: когда они закрыты, не видно.",
                {"told": int(total["told"])},
                cells("told"),
                holds=int(total["told"]) > 0,
            ),
            Statement(
                "factors.requests_answered",
                "Консультация по запросу указана на листе «Консультации» для {answered} из "
                "{received:запроса|запросов|запросов}.",
                {"answered": answered, "received": received},
                cells("answered", "received"),
                holds=answered > 0,
            ),
            Statement(
                "factors.requests_unanswered",
                "Ни у одного запроса консультация по нему не указана.",
                {"answered": answered},
                cells("answered"),
                holds=not answered,
            ),
        )
    )


def _speed(closed: int, median: float | None) -> str:
    """Return how fast requests were closed, after their number."""
    if median is None:
        return ""
    return " — за {days:день|дня|дней}" if closed == 1 else "; половина — не дольше чем за {days:день|дня|дней}"


def requests_table(edition: Edition) -> PublicationTable | None:
    """Return requests by school: received, closed, open, days; to be looked up."""
    own = edition.requests_answered
    own = with_short_names(own[own["school_id"] != ""])
    if own.empty:
        return None
    columns = [
        Column("school", "Школа", width=3.4),
        Column("received", "Поступило", "integer", width=1),
        Column("closed", "Закрыто", "integer", width=1),
        Column("open", "Не закрыто", "integer", width=1),
        Column("answered", "С консультацией", "integer", width=1.2),
        Column("median_days", "Обычный срок, дней", "number", decimals=0, width=1.3),
        Column("longest_open_days", "Дольше всего не закрыт, дней", "integer", width=1.5),
    ]
    marks = {"open": ["low" if number else "" for number in own["open"]]}
    notes = (
        "Обычный срок — медиана по закрытым запросам: половина закрыта быстрее, половина — медленнее. «С "
        "консультацией» — запросы, номер которых указан у проведённой консультации.",
    )
    return PublicationTable.from_frame(
        own.reset_index(drop=True), columns, "Запросы школ", marks=marks, notes=notes, id="requests", lookup=True
    )


def partnerships_text(edition: Edition) -> Text:
    """Return how many schools in support have a partner, which have none, whose agreements end or miss a subject."""
    own, facts = edition.partnerships, edition_facts(edition)
    schools = edition.schools[in_support(edition.schools, as_of(edition))]
    active = schools["school_id"].isin(own.loc[is_true(own["in_force"]), "school_id"])
    supported, values = _supported(edition, named=False)
    ending = facts["partner_ending"]
    return paragraphs(
        sentences(
            Statement(
                "factors.partners",
                f"На отчётную дату действующее партнёрство есть в {{active:of_schools}} {supported}.",
                {"active": [int(active.sum()), len(schools)], **values},
                (
                    Evidence("partnerships", "in_force"),
                    Evidence("schools", "listed"),
                    Evidence("schools", "participant_since"),
                ),
                holds=len(schools) > 0,
            ),
            _of_partners("no_partner", "Без партнёра: {}.", facts["no_partner"], {}),
            _of_partners(
                "partner_ending",
                "К отчётной дате заканчиваются партнёрства ({{until:days}}): {}.",
                ending,
                ending.values,
            ),
            _elsewhere(facts["partner_elsewhere"]),
        )
    )


def _of_partners(name: str, template: str, fact: Fact, values: Mapping[str, Any]) -> Statement:
    """Return what a fact of partnerships says; its schools stand where the template has «{}»."""
    return Statement(
        f"factors.{name}",
        template.format(_names(fact.names)),
        {"names": fact.names, "schools": len(fact.names), **values},
        fact.evidence,
        holds=bool(fact),
        school_ids=fact.school_ids,
    )


def _elsewhere(fact: Fact) -> Statement:
    """Say which subjects partnerships leave out though results are low in them, and in which schools."""
    when, values = fact.values["when"]
    by_subject = fact.values["by_subject"]
    parts = "; ".join(f"{subject_name(code)} — {_names(names, code)}" for code, names in by_subject.items())
    numbers = {f"{code}_schools": len(names) for code, names in by_subject.items()}
    words = f"Партнёрство не касается предметов, по которым результаты низкие ({when}): {parts}."
    return _of_partners(
        "partner_elsewhere", words.replace("{", "{{").replace("}", "}}"), fact, values | by_subject | numbers
    )


def partnerships_table(edition: Edition) -> PublicationTable | None:
    """Return the pairs of schools with agreement and term; to be looked up."""
    own = edition.partnerships
    if own.empty:
        return None
    frame = with_short_names(own, "mentor")
    frame["state"] = ["действует" if force else "завершено" for force in is_true(own["in_force"])]
    columns = [
        Column("school", "Школа", width=2.8),
        Column("mentor", "Школа-наставник", width=2.8),
        Column("subject", "Предмет", width=1.8),
        Column("agreement", "Соглашение", width=2),
        Column("since", "С", "date", width=1.2),
        Column("until", "По", "date", width=1.2),
        Column("state", "Состояние", width=1.4),
    ]
    marks = {"state": ["" if force else "muted" for force in is_true(own["in_force"])]}
    return PublicationTable.from_frame(frame, columns, "Партнёрства школ", marks=marks, id="partnerships", lookup=True)


AUDIENCES = {one.code: one.word for one in register_sheet("events").column("audience").choices}
CATALOGUE_KINDS = {one.code: one.word for one in register_sheet("catalogue").column("kind").choices}


def catalogue_table(edition: Edition) -> PublicationTable | None:
    """Return the list of courses, seminars, forums and monitorings, with how many teachers of the ШНОР took each."""
    own = edition.catalogue
    if own.empty:
        return None
    order = {code: place for place, code in enumerate(CATALOGUE_KINDS)}
    own = own.sort_values("kind", key=lambda kinds: kinds.map(order), kind="stable").reset_index(drop=True)
    supported, values = _supported(edition)
    frame = own.assign(kind_words=own["kind"].map(CATALOGUE_KINDS).map(wording.sentence_case))
    columns = [
        Column("kind_words", "Вид", width=1.3),
        Column("title", "Название", width=5),
        Column("organiser", "Организатор", width=2.6),
        Column("hours", "Часов", "integer", width=0.8),
        Column("subject", "Предмет", width=1.6),
        Column("people", "Прошли педагоги", "integer", width=1.4),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Каталог программ и мероприятий",
        notes=(
            Statement(
                "factors.catalogue_people",
                f"Считаются педагоги школ {supported} по названию программы или мероприятия; прочерк — записей с таким "
                "названием нет, и сколько педагогов прошли, сказать нельзя.",
                values,
                (Evidence("catalogue", "people"), Evidence("schools", "listed")),
            ),
        ),
        id="catalogue",
        lookup=True,
    )


# Methodical systems of schools


def systems_text(edition: Edition) -> Text:
    """Return what the monitoring of methodical systems found."""
    own = edition.methodical_systems
    change = own["change"].dropna()
    values = {"compared": len(change), "rose": int((change > 0).sum()), "fell": int((change < 0).sum())}
    cells = (Evidence("methodical_systems", "change"),)
    return paragraphs(
        sentences(
            Statement(
                "factors.systems",
                "Мониторинг методических систем проведён в {schools:школе|школах|школах}, критериев — {criteria}.",
                {"schools": own["school_id"].nunique(), "criteria": own["criterion"].nunique()},
                (Evidence("methodical_systems", "school_id"), Evidence("methodical_systems", "criterion")),
                holds=len(own) > 0,
            ),
            Statement(
                "factors.systems_compared",
                "Последних оценок, которые можно сравнить с прежними, {compared}: выше прежней — {rose}, ниже — "
                "{fell}.",
                values,
                cells,
                holds=len(change) > 0,
            ),
            Statement(
                "factors.systems_once",
                "Повторных оценок нет, изменение оценить нельзя.",
                values,
                cells,
                holds=len(own) > 0 and change.empty,
            ),
        )
    )


def systems_table(edition: Edition) -> PublicationTable | None:
    """Return the schools' latest marks, a column per criterion: mark, the one before in brackets, conclusion.

    To be looked up.
    """
    own = edition.methodical_systems
    if own.empty:
        return None
    marks = own.assign(text=[_mark_words(row) for row in rows_of(own)])
    criteria = list(dict.fromkeys(marks["criterion"]))
    wide = marks.pivot(index="school_id", columns="criterion", values="text")[criteria]
    names = {criterion: f"criterion_{place}" for place, criterion in enumerate(criteria, start=1)}
    frame = by_school(own).join(wide.rename(columns=names))
    frame["held_on"] = own.groupby("school_id", sort=False)["held_on"].max()
    columns = [
        Column("school", "Школа", width=2.6),
        *(Column(name, wording.sentence_case(criterion), width=2.2) for criterion, name in names.items()),
        Column("held_on", "Последняя оценка", "date", width=1.4),
    ]
    return PublicationTable.from_frame(
        with_short_names(frame.reset_index(drop=True)),
        columns,
        "Методические системы школ",
        notes=_systems_notes(own),
        id="methodical-systems",
        lookup=True,
    )


def _mark_words(row: Any) -> str:
    if pd.isna(row.mark):
        return row.conclusion if isinstance(row.conclusion, str) and row.conclusion else wording.MISSING
    before = "" if pd.isna(row.previous_mark) else f" ({wording.number(row.previous_mark)})"
    conclusion = f": {row.conclusion}" if isinstance(row.conclusion, str) and row.conclusion else ""
    return f"{wording.number(row.mark)}{before}{conclusion}"


def _systems_notes(own: pd.DataFrame) -> tuple[Words, ...]:
    """Say what the marks are: the register gives no scale, so that only what was given is known."""
    marks = own["mark"].dropna()
    given = "; поставлены оценки от {least:number} до {most:number}" if len(marks) else ""
    ends = {"least": float(marks.min()), "most": float(marks.max())} if len(marks) else {}
    scale = Statement(
        "factors.systems_scale",
        f"Шкала мониторинга в реестре не указана{given}. Вывод стоит рядом с оценкой, к которой относится.",
        ends,
        (Evidence("methodical_systems", "mark"),),
    )
    before = ("В скобках — предыдущая оценка по тому же критерию.",) if own["previous_mark"].notna().any() else ()
    return (scale, *before)


SECTION = Section(
    id="factors",
    title="Комплекс мер по преодолению факторов",
    roles=("factors_analysis",),
    parts=(
        Subsection("Факторы и меры против них", (factors_text, factors_table), FACTORS),
        Subsection(
            "Охват помощью",
            (coverage_text, coverage_map, coverage_table),
            Need(
                "Охват школ помощью оценить нельзя",
                ("teachers", "courses", "events", "participation", "consultations"),
                filled("help_coverage"),
            ),
        ),
        Subsection(
            "Запросы школ",
            (requests_text, requests_table),
            Need("Сведений о запросах школ нет", ("requests",), filled("requests_answered")),
        ),
        Subsection(
            "Партнёрство школ",
            (partnerships_text, partnerships_table),
            Need("Сведений о партнёрстве школ нет", ("partnerships",), filled("partnerships")),
            PARTNERSHIPS,
        ),
        Subsection(
            "Методические системы школ",
            (systems_text, systems_table),
            Need(
                "Мониторинг методических систем обучения{items} оценить нельзя",
                ("methodical_systems",),
                filled("methodical_systems"),
                SYSTEMS,
            ),
            SYSTEMS,
        ),
        Subsection(
            "Программы КПК, семинары, форумы и мониторинги",
            (catalogue_table,),
            Need(
                "Каталога программ повышения квалификации и мероприятий нет",
                ("catalogue",),
                filled("catalogue"),
            ),
        ),
    ),
)
