"""Rows of the tables that an okrug keeps itself: the long table of results, the context form, the roster."""

from collections.abc import Iterable

from tools.okrug.invented import REGION, InventedOkrug, InventedProcedure

ASSESSMENT_NAMES = {"VPR": "ВПР", "OGE": "ОГЭ", "EGE": "ЕГЭ", "MKR": "МКР"}
LEVEL_NAMES = {"": "", "base": " базовая", "profile": " профильная"}
LONG_HEADINGS = ("Школа", "Процедура", "Предмет", "Класс", "Год", "Участников", "Получили «2»")
FLAT_HEADINGS = ("Год", "Класс", "Предмет", "Муниципалитет", "ОО", "Логин", "Кол-во участников", "2", "3", "4", "5")
FLAT_MUNICIPALITY = "Энский муниципальный округ"

#: Columns of the context form that the method of the social index uses, among many that it does not.
CONTEXT_HEADINGS = (
    "Логин ОО",
    "Наименование ОО",
    "Регион",
    "Тип населённого пункта",
    "Численность обучающихся",
    "Доля родителей с высшим образованием, %",
    "Доля неполных семей, %",
    "Доля обучающихся, состоящих на учёте, %",
    "Доля неработающих родителей, %",
    "Доля обучающихся, для которых русский язык не родной, %",
    "Количество учителей",
    "Наличие столовой",
)

Rows = list[list]


def long_rows(
    okrug: InventedOkrug,
    procedures: Iterable[InventedProcedure],
    *,
    by: str = "school",
    failed_as: str = "count",
) -> Rows:
    """Return the plain long table: one row per school and procedure.

    Args:
        okrug: the okrug.
        procedures: which of its procedures stand in the table.
        by: ``school`` names schools by name, ``school_id`` by roster code.
        failed_as: ``count`` writes how many got «2», ``share`` their share in percent.
    """
    rows: Rows = [["school_id" if by == "school_id" else LONG_HEADINGS[0], *LONG_HEADINGS[1:]]]
    if failed_as == "share":
        rows[0][-1] += ", %"
    for procedure in procedures:
        for school, marks in okrug.taking_part(procedure):
            failed = marks.counts[0] if failed_as == "count" else marks.shares_pct[0]
            rows.append(
                [
                    getattr(school, by),
                    ASSESSMENT_NAMES[procedure.assessment],
                    procedure.subject_name + LEVEL_NAMES[procedure.level],
                    procedure.grade,
                    procedure.school_year,
                    marks.n_participants,
                    failed,
                ]
            )
    return rows


def flat_rows(okrug: InventedOkrug, procedures: Iterable[InventedProcedure]) -> Rows:
    """Return the flat table of a region's dashboard: no column of procedures, the shares of all marks in per cent."""
    rows: Rows = [list(FLAT_HEADINGS)]
    for procedure in procedures:
        for school, marks in okrug.taking_part(procedure):
            rows.append(
                [
                    procedure.school_year,
                    procedure.grade,
                    procedure.subject_name,
                    FLAT_MUNICIPALITY,
                    school.school,
                    school.login(procedure.school_year),
                    marks.n_participants,
                    *marks.shares_pct,
                ]
            )
    return rows


def context_rows(okrug: InventedOkrug, year: int) -> Rows:
    """Return the context form: a row per school."""
    rows: Rows = [list(CONTEXT_HEADINGS)]
    for school in okrug.schools:
        stream = okrug.stream("context", school.school_id, year)
        shares = [round(stream.uniform(low, high), 1) for low, high in ((10, 60), (5, 40), (0, 8), (2, 25), (0, 30))]
        pupils = school.grade_size * school.highest_grade
        rows.append(
            [
                school.login(year),
                school.school,
                REGION,
                stream.choice(("город", "посёлок", "село")),
                pupils,
                *shares,
                max(4, pupils // 12),
                stream.choice(("да", "нет")),
            ]
        )
    return rows


def roster_rows(okrug: InventedOkrug) -> Rows:
    """Return the roster of schools under the column names of `schools.csv`."""
    return [
        ["school_id", "school", "kind", "highest_grade", "listed", "participant_since", "source", "login"],
        *(
            [s.school_id, s.school, s.kind, s.highest_grade, s.listed, None, "демонстрационные данные", s.digits]
            for s in okrug.schools
        ),
    ]
