"""Terms and labels: the only place where codes of tables meet Russian words."""

import re
from dataclasses import dataclass

ASSESSMENTS = {"VPR": "ВПР", "OGE": "ОГЭ", "EGE": "ЕГЭ", "MKR": "МКР"}

LEVELS = {"base": "базовый уровень", "profile": "профильный уровень"}

SEASONS = {"spring": "весна", "autumn": "осень"}


@dataclass(frozen=True)
class Subject:
    """A school subject: its name and the abbreviation printed in narrow headings."""

    name: str
    abbreviation: str


SUBJECTS = {
    "RU": Subject("русский язык", "РУ"),
    "MA": Subject("математика", "МА"),
    "WO": Subject("окружающий мир", "ОМ"),
    "HI": Subject("история", "ИС"),
    "SS": Subject("обществознание", "ОБ"),
    "GE": Subject("география", "ГГ"),
    "BI": Subject("биология", "БИ"),
    "PH": Subject("физика", "ФИ"),
    "CH": Subject("химия", "ХИ"),
    "IT": Subject("информатика", "ИНФ"),
    "LI": Subject("литература", "ЛИ"),
    "EN": Subject("английский язык", "АНГ"),
    "DE": Subject("немецкий язык", "НЕМ"),
    "FR": Subject("французский язык", "ФР"),
}

READINGS = {
    "as_read": "прочитано как есть",
    "repaired": "по записанному исправлению",
    "ambiguous": "прочтение неоднозначно",
    "not_held": "не проводилось",
    "missing": "нет данных",
}

STANDINGS = {
    "listed_confirmed": "в списке, критерии по данным выполнены",
    "listed_unconfirmed": "в списке; по представленным данным критерии не выполнены, основание включения уточнить",
    "unlisted_met": "не в списке, критерии по данным выполнены",
    "unlisted": "не в списке",
    "undetermined": "по представленным данным определить нельзя",
}

#: Whose results a row holds: a school's, or those of a group that it is compared with.
RESULT_OWNERS = {
    "school": "школа",
    "municipality": "муниципалитет",
    "region": "регион",
    "sample": "вся выборка",
}

#: In which procedures a subject's low results repeat.
REPEAT_SCOPES = {"VPR": "только ВПР", "all": "все процедуры"}

#: Where it comes from how an indicator is counted.
WAY_SOURCES = {
    "row": "назван в строке Программы",
    "code": "по коду первой Программы",
    "value": "значение внесено вручную",
}

#: What a row of the plan is.
PLAN_ROWS = {"item": "пункт плана", "measure": "мера"}

#: How often an item of the plan is due.
RECURRENCES = {
    "month_named": "в названные месяцы",
    "day_named": "в названные дни",
    "within_year": "в течение года",
    "week": "каждую неделю",
    "month": "каждый месяц",
    "calendar_quarter": "каждый квартал",
    "quarter": "каждую четверть",
    "half_year": "каждое полугодие",
    "year": "каждый год",
    "standing": "постоянно",
    "on_demand": "по мере необходимости",
    "never": "срок не указан",
    "unread": "срок не распознан",
}

#: How a school's share of «2» lies to what schools in such conditions show.
CONTEXT_STANDINGS = {
    "fewer": "меньше ожидаемой",
    "within": "в границах",
    "more": "больше ожидаемой",
}

#: Why a verdict on a school is open, or not robust.
WHY_OPEN = {
    "no_results": "результатов учебного года нет",
    "cells_empty": "ячейки пусты или не прочитаны",
    "row_missing": "строка школы в таблицах не найдена",
    "ambiguous": "значения нельзя прочесть однозначно",
    "readings_disagree": "допустимые прочтения строки дают разные ответы",
    "rounding": "ответ зависит от округления долей",
}

#: Why it is not known how many pupils a school's verdict hangs on.
WHY_NO_MARGIN = {
    "open": "вывод по школе не сделан",
    "excluded": "вид школы исключён из расчёта",
    "no_participants": "нет числа участников",
    "no_counts": "число «2» по долям не восстанавливается",
}

#: What is changed to see whether a verdict stands: the rules, the results looked at, the reading of doubtful cells.
SENSITIVITY = {
    "base": "как в отчёте",
    "threshold": "порог низкого результата",
    "years": "предыдущие учебные годы",
    "without": "без одной из процедур",
    "participants": "наименьшее число участников",
    "readings": "без записанного исправления",
    "rounding": "с учётом округления долей",
    "zeros": "«0 и 0» — не проводилось",
    "compared": "сравниваемые годы",
}

#: What would become of a school's place in the list for the next period.
LIST_CHANGES = {
    "stays": "остаётся",
    "enters": "вошла бы",
    "leaves": "вышла бы",
    "open": "определить нельзя",
}

#: What of a result is held against the edition before.
REVISED_VALUES = {"fail_pct": "доля «2», %", "n_participants": "участников"}

#: What has become of a school's place in the list since the edition before.
LIST_MOVES = {
    "entered": "вошла",
    "left": "вышла",
    "again": "повторно в списке",
    "not_in": "не входила",
}

SCOPES = {"all": "все пары", "VPR": "только ВПР", "OGE_EGE": "только ОГЭ и ЕГЭ", "cohort": "когорты (ВПР)"}

WHY_NOT_FIRM = {
    "readings_disagree": "допустимые прочтения строки расходятся",
    "no_pairs": "нет сопоставимых пар",
    "other_reading": "при другом допустимом прочтении строки знак изменения меняется",
    "results_unknown": "часть результатов неизвестна",
    "later_doubtful": "все поздние значения — «0 и 0» без числа участников",
    "within_rounding": "изменение не больше возможной ошибки округления",
    "within_chance": "изменение может быть случайным",
}

#: What an estimate of a true share rests on.
SHARE_MODELS = {
    "school": "результаты всех школ и другие результаты школы",
    "procedure": "результаты всех школ в той же процедуре",
}

WHY_NO_ESTIMATE = {
    "no_participants": "число участников неизвестно",
    "few_schools": "слишком мало школ с известным числом участников",
}

#: On which side of the widest control limits a school's share of «2» lies.
FUNNEL_SIDES = {"above": "выше верхней границы", "below": "ниже нижней границы"}

#: Whether the listed schools did better than would have come about without the programme.
EXPECTATION_VERDICTS = {
    "better": "снижение больше ожидаемого",
    "undetermined": "определить нельзя: изменение в пределах случайного",
    "worse": "хуже ожидаемого",
    "refused": "определить нельзя",
}

#: Why what would have come about without the programme cannot be told.
WHY_NOT_EXPECTED = {
    "no_list": "нет списка ШНОР",
    "no_results": "нет результатов",
    "no_later_year": "сравниваемый год не позже лет, по которым отобраны школы",
    "no_later_results": "нет результатов, полученных после отбора школ",
    "no_participants": "нет числа участников",
    "few_schools": "школ с числом участников меньше 15",
    "few_of_programme": "школ списка с числом участников меньше 3",
    "few_outside": "школ вне списка с числом участников меньше 6",
}

KINDS = {"same_grade": "одна и та же параллель", "cohort": "одни и те же обучающиеся (когорта)"}

COMPARABILITY = {"full": "полная", "limited": "ограниченная"}

INDICATOR_STATUSES = {
    "met": "достигнут",
    "not_met": "не достигнут",
    "no_data": "нет данных",
    "no_target": "целевое значение не задано",
}

INDICATOR_GROUPS = {"targets": "показатели с целевыми значениями", "passport": "показатели без целевых значений"}

#: What a missing value of an indicator needs where it is no register: results of the programme's period.
RESULTS = "results"
#: What it needs where the programme's row does not say how it is counted, or lacks the value that is kept by hand.
WAY, HAND_VALUE = "way", "value"

#: Kinds of help to teachers; ``any`` is at least one of them.  A seminar is what its form calls so, or a вебинар.
HELP_KINDS = {
    "any": "любая помощь",
    "targeted_course": "КПК по целевым программам",
    "course": "другие КПК",
    "seminar_management": "семинары и вебинары для управленческих команд",
    "seminar_teams": "семинары и вебинары для педагогических команд",
    "seminar_teachers": "семинары и вебинары для педагогов",
    "event": "другие мероприятия",
    "consultation_individual": "индивидуальные консультации",
    "consultation_group": "групповые консультации",
    "interaction": "сетевое и партнёрское взаимодействие",
    "route": "индивидуальные образовательные маршруты",
}

#: How a step of a teacher's route stands on the reporting date; a stuck one is overdue as well.
ROUTE_STATES = {
    "done": "выполнен",
    "done_late": "выполнен позже срока",
    "told": "вместо даты — слова",
    "ahead": "срок не наступил",
    "undated": "срок не указан",
    "overdue": "просрочен",
    "stuck": "застрял",
}

#: What a step of a route is.
ROUTE_STEPS = {
    "course": "КПК",
    "event": "семинар или другое мероприятие",
    "mentor": "наставник, стажировка",
    "consultation": "консультация",
    "other": "другой шаг",
}

#: What is taught in primary classes or is no school subject; «е» stands for «ё».
NOT_TAUGHT_IN_GRADES_5_11 = frozenset(
    {
        "начальные классы",
        "начальное обучение",
        "окружающий мир",
        "литературное чтение",
        "обучение грамоте",
        "основы религиозных культур и светской этики",
        "орксэ",
        "дошкольное образование",
        "группа продленного дня",
        "гпд",
        "внеурочная деятельность",
        "логопедия",
        "психология",
        "дефектология",
    }
)

#: How the position of a teacher of primary classes is known.
PRIMARY_TEACHER = "начальных классов"

PLAN_STATUSES = {
    "done": "выполнено",
    "overdue": "срок прошёл",
    "upcoming": "срок не наступил",
    "no_deadline": "срок не установлен",
    "no_record": "сведения не представлены",
}

#: How a school in support stands with its partner.
PARTNER_STATUSES = {
    "agreement": "действует соглашение",
    "ending": "соглашение скоро заканчивается",
    "proposed": "предложен партнёр",
    "no_low": "низких результатов нет",
    "no_results": "результатов нет",
    "nobody": "подходящей школы нет",
}
#: Conditions of a proposed partner, in the order in which they are asked.
PARTNER_CONDITIONS = {
    "school": "школа не из списка и не из Программы",
    "results": "результаты по тем же предметам",
    "participants": "достаточно участников",
    "share": "низкая доля «2»",
    "capacity": "есть место для ещё одной школы",
}
#: Parts of a pair's cost that may be unknown.
PARTNER_PARTS = {"distance": "расстояние", "index": "разница индекса"}

#: What is said of a term whose words are not understood.
TERM_UNREAD = "срок не распознан"
#: The column of a plan that settles a term which words leave open.
DUE_DATE = "Срок (дата)"

#: What stands in the public edition where there is no number.
PUBLIC_SYMBOLS = {"c": "скрыто", "–": "не проводилось", "x": "нет данных"}

SEVERITIES = {"error": "ошибка", "warning": "предупреждение", "note": "примечание"}

#: The stages of the data control, in the order of the protocol.
CHECK_STAGES = {
    "files": "файлы",
    "layout": "листы и заголовки",
    "schools": "школы",
    "values": "значения",
    "logic": "логика процедур",
    "comparison": "сверка с другими данными",
    "objectivity": "признаки, требующие внимания",
    "registers": "реестры Программы",
    "programme": "книга Программы",
    "params": "параметры выпуска",
    "report": "отчёт",
}

CHECK_RESULTS = {"complaint": "есть замечания", "passed": "выполнено"}


def assessment_name(code: str) -> str:
    """Return «ВПР» for ``VPR`` and so on."""
    return ASSESSMENTS[code]


def level_name(code: str) -> str:
    """Return the level's name, e.g. «профильный уровень»."""
    return LEVELS[code]


def subject_name(code: str) -> str:
    """Return the subject's name, e.g. «русский язык»."""
    return SUBJECTS[code].name


def subject_codes(text: object) -> set[str]:
    """Return the codes of the subjects that a text names: «Математика; русский язык»; others are left out."""
    if not isinstance(text, str):
        return set()
    parts = {" ".join(part.casefold().replace("ё", "е").split()) for part in re.split(r"[;,/]", text)}
    return {code for code, subject in SUBJECTS.items() if subject.name in parts}


def subject_abbreviation(code: str) -> str:
    """Return the abbreviation for narrow headings, e.g. «МА»."""
    return SUBJECTS[code].abbreviation


def subject_order(code: str) -> int:
    """Return the place of the subject in the usual order (Russian first)."""
    return list(SUBJECTS).index(code)
