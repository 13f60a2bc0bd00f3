"""Appendix: routes of teachers, who could learn together, targeted courses, self-assessment, whom help has not reached.

Teachers are numbers here; codes stand in the file for official use that `make routes` leaves (decision 69).
"""

from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.rows_read import filled as sheets_that_tell
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.needs import Need, filled
from shnor_lib.presentation.reporting_date import as_of
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.support_facts import AREAS
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

ALL_SCHOOLS = "Все школы: каждый педагог один раз"
NO_OFFER = "подходящей программы в каталоге нет"


def _whole(table: pd.DataFrame) -> Any:
    """Return the row of all schools together."""
    return next(rows_of(table[table["school_id"] == ""]))


def _cells(table: str, *names: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(table, name, {"school_id": ""}) for name in names)


def _number(value: Any) -> int:
    return 0 if pd.isna(value) else int(value)


# Routes


def routes_text(edition: Edition) -> Text:
    """Return how many have a deficit and no route, how steps stand, how many could learn together."""
    row = _whole(edition.route_schools)
    smallest = edition.params.indicators.smallest_group.value
    tested = not pd.isna(row.diagnosed)
    return paragraphs(
        sentences(
            Statement(
                "routes.deficits",
                "По последней диагностике дефицит есть у {low:of} педагогов, прошедших её в школах, где таких не "
                "меньше {smallest}; ни одного шага маршрута нет у {waiting} из тех, у кого дефицит.",
                {
                    "low": [_number(row.with_deficit), _number(row.diagnosed)],
                    "waiting": _number(row.without_step),
                    "smallest": smallest,
                },
                (
                    Evidence("params", "indicators.deficit_below"),
                    *_cells("route_schools", "with_deficit", "diagnosed", "without_step"),
                ),
                holds=tested,
            ),
            Statement(
                "routes.few_diagnosed",
                "В каждой школе диагностику прошли меньше {smallest:педагога|педагогов|педагогов}: сколько из них с "
                "дефицитами, не показано; её записи — на листе «Диагностика».",
                {"smallest": smallest},
                _cells("route_schools", "diagnosed"),
                holds=not tested,
            ),
        ),
        sentences(*_steps(edition, row), explained("routes_by_code")),
        sentences(*_together(edition)),
    )


def _steps(edition: Edition, row: Any) -> tuple[Statement, ...]:
    """Say how steps of routes stand on the reporting date, or that no sheet tells of them."""
    total = _number(row.steps)
    values = {
        "day": as_of(edition).isoformat(),
        "people": _number(row.with_route),
        "done": [_number(row.done), total],
        "overdue": _number(row.overdue),
        "stuck": _number(row.stuck),
        "days": edition.params.routes.stuck_days.value,
    }
    cells = (
        Evidence("params", "routes.stuck_days"),
        *_cells("route_schools", "with_route", "steps", "done", "overdue", "stuck"),
    )
    return (
        Statement(
            "routes.steps",
            "Маршруты есть у {people:педагога|педагогов|педагогов}. На {day:date} выполнено {done:of} шагов, "
            "просрочено {overdue}; из них застряло, то есть просрочено больше чем на {days:день|дня|дней}, {stuck}.",
            values,
            cells,
            holds=total > 0,
        ),
        Statement(
            "routes.told",
            "Вместо даты выполнения стоят слова у {told:шага|шагов|шагов}: выполнены ли они, не видно.",
            {"told": _number(row.told)},
            _cells("route_schools", "told"),
            holds=_number(row.told) > 0,
        ),
        Statement(
            "routes.unwritten",
            "Шагов маршрутов в реестрах нет: их начинает лист «ИОМ».",
            {"steps": total},
            _cells("route_schools", "steps"),
            holds=not total,
        ),
    )


def _together(edition: Edition) -> tuple[Statement, ...]:
    """Say how many groups could learn together, and how many of them are too small to be shown."""
    own = edition.learning_groups
    shown = own[~is_true(own["hidden"])]
    smallest = edition.params.indicators.smallest_group.value
    return (
        Statement(
            "routes.together",
            "Учиться вместе могли бы педагоги с дефицитом в одной области и одном предмете: таких групп {groups}, не "
            "меньше {smallest:педагога|педагогов|педагогов} — в {shown}.",
            {"groups": len(own), "smallest": smallest, "shown": len(shown)},
            (Evidence("learning_groups", "*"), Evidence("learning_groups", "hidden")),
            holds=len(own) > 0,
        ),
        Statement(
            "routes.apart",
            "Двух педагогов с дефицитом в одной области и одном предмете нет.",
            {"groups": len(own)},
            (Evidence("learning_groups", "*"),),
            holds=own.empty,
        ),
    )


def routes_table(edition: Edition) -> PublicationTable | None:
    """Return deficits, routes and steps by school; what no school tells is left out."""
    own = edition.route_schools
    if own.empty:
        return None
    frame = _named_schools(own)
    columns = [
        Column("school", "Школа", width=2.6),
        Column("teachers", "Педагогов", "integer", width=1.2),
        Column("diagnosed", "прошли", "integer", width=1, group="Диагностика"),
        Column("with_deficit", "с дефицитом", "integer", width=1.1, group="Диагностика"),
        Column("without_step", "из них без маршрута", "integer", width=1.2, group="Диагностика"),
        Column("with_route", "С маршрутом", "integer", width=1.2),
        Column("steps", "всего", "integer", width=0.9, group="Шаги маршрутов"),
        Column("done", "выполнено", "integer", width=1.1, group="Шаги маршрутов"),
        Column("done_late", "из них позже срока", "integer", width=1.1, group="Шаги маршрутов"),
        Column("overdue", "просрочено", "integer", width=1.1, group="Шаги маршрутов"),
        Column("stuck", "из них застряло", "integer", width=1.1, group="Шаги маршрутов"),
    ]
    smallest = edition.params.indicators.smallest_group.value
    is_hidden = bool(own["diagnosed"].isna().any() and own["diagnosed"].notna().any())
    notes = (
        Statement(
            "routes.hidden_schools",
            "Прочерк в столбцах диагностики — её прошли меньше {smallest:педагога|педагогов|педагогов} школы; в строку "
            "«Все школы» они не входят.",
            {"smallest": smallest},
            (Evidence("params", "indicators.smallest_group"), Evidence("route_schools", "diagnosed")),
            holds=is_hidden,
        ),
        "Просроченные шаги — вместе с застрявшими. Школы — в порядке списка, не по результатам.",
    )
    marks = {
        "school": ["total" if code == "" else "" for code in own["school_id"]],
        "stuck": ["low" if _number(number) else "" for number in own["stuck"]],
    }
    return PublicationTable.from_frame(
        frame,
        [column for column in columns if column.key == "school" or not own[column.key].isna().all()],
        "Маршруты педагогов по школам",
        marks=marks,
        notes=notes,
        id="routes",
    )


def _named_schools(own: pd.DataFrame) -> pd.DataFrame:
    """Return the rows under short names of schools; the last one is of all."""
    frame = with_short_names(own.assign(school=own["school"].fillna(ALL_SCHOOLS)))
    return frame.reset_index(drop=True)


def groups_table(edition: Edition) -> PublicationTable | None:
    """Return who could learn together, by subject, with what the catalogue offers; small groups are counted below."""
    own = edition.learning_groups
    shown = own[~is_true(own["hidden"])].reset_index(drop=True)
    if shown.empty:
        return None
    frame = shown.assign(
        subject_words=shown["subject"].replace("", "без предмета").map(wording.sentence_case),
        area_words=shown["area"].map(AREAS).fillna("не указана").map(wording.sentence_case),
        offer=[row.offered if isinstance(row.offered, str) and row.offered else NO_OFFER for row in rows_of(shown)],
    )
    columns = [
        Column("subject_words", "Предмет", width=1.8),
        Column("area_words", "Область компетенций", width=2),
        Column("people", "Педагогов", "integer", width=1),
        Column("schools", "Школ", "integer", width=0.8),
        Column("without_step", "Из них без маршрута", "integer", width=1.2),
        Column("offer", "Что есть в каталоге", width=4),
    ]
    hidden = len(own) - len(shown)
    notes = (
        Statement(
            "routes.hidden_groups",
            "Не показано: {hidden:группа|группы|групп}, в каждой меньше {smallest:педагога|педагогов|педагогов}.",
            {"hidden": hidden, "smallest": edition.params.indicators.smallest_group.value},
            (Evidence("learning_groups", "hidden", {"hidden": True}),),
            holds=hidden > 0,
        ),
    )
    marks = {"offer": ["muted" if text == NO_OFFER else "" for text in frame["offer"]]}
    offered = {"offer": Evidence("learning_groups", "offered")}
    caption = "Кто мог бы учиться вместе: общие дефициты"
    return PublicationTable.from_frame(
        frame, columns, caption, marks=marks, notes=notes, rests_on=offered, id="learning-groups", row_headers=2
    )


# Targeted courses


def targeted_text(edition: Edition) -> Text:
    """Return how many of the targeted programmes are outside the catalogue."""
    own = edition.targeted_programmes
    known = own[own["in_catalogue"].notna()]
    outside = known[~is_true(known["in_catalogue"])]
    cells = (Evidence("targeted_programmes", "in_catalogue"),)
    return paragraphs(
        Statement(
            "routes.outside",
            "Целевых программ, которые педагоги прошли за период Программы, — {programmes}; вне каталога — {outside}.",
            {"programmes": len(own), "outside": len(outside)},
            cells,
            holds=len(known) > 0,
        ),
        Statement(
            "routes.no_catalogue",
            "Целевых программ, которые педагоги прошли за период Программы, — {programmes}. Какие из них вне каталога, "
            "сказать нельзя: его начинает лист «Каталог».",
            {"programmes": len(own)},
            cells,
            holds=known.empty and len(own) > 0,
        ),
    )


def targeted_table(edition: Edition) -> PublicationTable | None:
    """Return the targeted programmes: teachers, hours, whether the catalogue has them."""
    own = edition.targeted_programmes
    if own.empty:
        return None
    known = own["in_catalogue"].notna()
    places = ["" if not told else "да" if inside else "вне каталога" for told, inside in _told(own, known)]
    frame = own.assign(hours=[_hours(row) for row in rows_of(own)], place=places)
    columns = [
        Column("programme", "Программа", width=5),
        Column("hours", "Часов", width=1),
        Column("people", "Педагогов", "integer", width=1.1),
        *([Column("place", "В каталоге", width=1.4)] if known.any() else []),
    ]
    marks = {"place": ["low" if text == "вне каталога" else "" for text in places]} if known.any() else {}
    hours = (Evidence("targeted_programmes", "hours_least"), Evidence("targeted_programmes", "hours_most"))
    return PublicationTable.from_frame(
        frame.reset_index(drop=True),
        columns,
        "Целевые программы, которые прошли педагоги",
        marks=marks,
        rests_on={"hours": hours, "place": Evidence("targeted_programmes", "in_catalogue")},
        id="targeted-programmes",
    )


def _told(own: pd.DataFrame, known: "pd.Series[bool]") -> list[tuple[bool, bool]]:
    return list(zip(known, is_true(own["in_catalogue"]), strict=True))


def _hours(row: Any) -> str:
    if pd.isna(row.hours_least):
        return wording.MISSING
    least, most = int(row.hours_least), int(row.hours_most)
    return f"{least}" if least == most else f"{least}–{most}"


# Self-assessment alone


def profile_text(edition: Edition) -> Text:
    """Return in how many groups teachers told what they think of themselves and nobody tested them."""
    own = edition.self_profile
    shown = own[~is_true(own["hidden"])]
    return paragraphs(
        Statement(
            "routes.profile",
            "Только самооценка, без диагностики, есть в {groups:группе|группах|группах} (область и предмет), из них "
            "показано {shown}. Это мнение педагогов о себе, а не измерение: в дефициты, маршруты и показатели оно не "
            "входит.",
            {"groups": len(own), "shown": len(shown)},
            (Evidence("self_profile", "*"), Evidence("self_profile", "hidden")),
            holds=len(own) > 0,
        ),
        Statement(
            "routes.no_profile",
            "Самооценки без диагностики нет.",
            {"groups": len(own)},
            (Evidence("self_profile", "*"),),
            holds=own.empty,
        ),
    )


def profile_table(edition: Edition) -> PublicationTable | None:
    """Return the mean self-assessment of groups that are large enough, told as such."""
    own = edition.self_profile
    shown = own[~is_true(own["hidden"])].reset_index(drop=True)
    if shown.empty:
        return None
    frame = shown.assign(
        area_words=shown["area"].map(AREAS).fillna("не указана").map(wording.sentence_case),
        subject_words=shown["subject"].replace("", "без предмета").map(wording.sentence_case),
    )
    columns = [
        Column("area_words", "Область компетенций", width=2.4),
        Column("subject_words", "Предмет", width=2),
        Column("people", "Педагогов", "integer", width=1),
        Column("self_pct", "Самооценка, %", "percent", decimals=1, width=1.2),
    ]
    hidden = len(own) - len(shown)
    notes = (
        Statement(
            "routes.hidden_profiles",
            "Не показано: {hidden:группа|группы|групп}, в каждой меньше {smallest:педагога|педагогов|педагогов}.",
            {"hidden": hidden, "smallest": edition.params.indicators.smallest_group.value},
            (Evidence("self_profile", "hidden", {"hidden": True}),),
            holds=hidden > 0,
        ),
    )
    caption = "Самооценка там, где диагностики нет, в среднем"
    return PublicationTable.from_frame(frame, columns, caption, notes=notes, id="self-profile", row_headers=2)


# Whom help has not reached


def unaided_text(edition: Edition) -> Text:
    """Return how many teachers got no help within the year."""
    row = _whole(edition.unaided_teachers)
    known = not pd.isna(row.unaided)
    values = {"since": row.since, "until": as_of(edition).isoformat()}
    cells = _cells("unaided_teachers", "since", "unaided", "teachers")
    return paragraphs(
        Statement(
            "routes.unaided",
            "С {since:date} по {until:date} ни одной записи о помощи нет у {unaided:of} педагогов.",
            values | {"unaided": [_number(row.unaided), _number(row.teachers)]},
            cells,
            holds=known,
        ),
        Statement(
            "routes.unaided_unknown",
            "С {since:date} по {until:date} помощь получали только школы в целом: кто из педагогов её получил, не "
            "названо.",
            values,
            cells,
            holds=not known,
        ),
    )


def unaided_table(edition: Edition) -> PublicationTable | None:
    """Return «5 из 31» by school: teachers without any help within the year; schools of which nothing is known too."""
    own = edition.unaided_teachers
    if own.empty:
        return None
    frame = _named_schools(own).assign(told=[_unaided_words(row) for row in rows_of(own)])
    columns = [
        Column("school", "Школа", width=3.4),
        Column("told", "Без помощи", width=2),
        Column("of_whole", "Консультаций школы в целом", "integer", width=1.6),
    ]
    notes = (
        "Помощь — КПК, мероприятие, консультация, взаимодействие или шаг маршрута, где назван педагог. Консультация "
        "школы в целом стоит рядом: кого она коснулась, не известно.",
    )
    marks = {"school": ["total" if code == "" else "" for code in own["school_id"]]}
    told = {"told": (Evidence("unaided_teachers", "unaided"), Evidence("unaided_teachers", "teachers"))}
    return PublicationTable.from_frame(
        frame, columns, "Педагоги без помощи за год", marks=marks, notes=notes, rests_on=told, id="unaided"
    )


def _unaided_words(row: Any) -> str:
    if not row.teachers:
        return "сведений о педагогах нет"
    if pd.isna(row.unaided):
        return "не известно: помощь получала школа в целом"
    return f"{int(row.unaided)} из{wording.NBSP}{int(row.teachers)}"


def _diagnostics_told(edition: Edition) -> bool:
    return "diagnostics" in sheets_that_tell(edition.rows_read)


SECTION = Section(
    id="routes",
    title="Маршруты и обучение педагогов",
    kind="appendix",
    commented=False,
    parts=(
        Subsection(
            "Индивидуальные маршруты",
            (routes_text, routes_table, groups_table),
            Need(
                "Сказать о маршрутах педагогов нечего",
                ("routes", "diagnostics", "teachers"),
                filled("route_schools"),
            ),
            ("routes",),
        ),
        Subsection(
            "Целевые программы повышения квалификации",
            (targeted_text, targeted_table),
            Need(
                "Целевых программ, которые прошли педагоги, назвать нельзя",
                ("courses", "teachers"),
                filled("targeted_programmes"),
            ),
        ),
        Subsection(
            "Самооценка без диагностики",
            (profile_text, profile_table),
            Need("Профиля самооценки педагогов нет", ("diagnostics",), _diagnostics_told),
        ),
        Subsection(
            "Педагоги без помощи за год",
            (unaided_text, unaided_table),
            Need(
                "Сколько педагогов не получили помощи за год, сказать нельзя",
                ("teachers", "courses", "events", "participation", "consultations"),
                filled("unaided_teachers"),
            ),
        ),
    ),
)
