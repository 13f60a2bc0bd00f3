"""By what rule the numbers of each stored table are made, in words, with the edition's own thresholds and years.

Shown with «Откуда это?»: a reader of one number has no methodology at hand.
"""

from typing import Any

import pandas as pd

from shnor_lib.ground.params import Params
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.wording import number, plural, school_year_short

_SHARE = "доля «2» — сколько из участников получили «2» или не набрали минимального балла"
_LOW = "низкий результат — «2» у {low} % участников и больше ({low_source})"
_CRITERIA = (
    "критерий 1 — низкие результаты не менее чем по {first} в одном году; критерий 2 — не менее чем по {second} "
    "в каждом из двух лет ({criteria_source})"
)
_YEARS = "взяты {previous} и {before_previous} учебные годы"
_PAIRS = "сравниваются одинаковые процедуры {from_year} и {to_year} учебных лет, изменение — в процентных пунктах"
_FELL = "динамика положительная, если доля «2» в среднем по сопоставимым парам снизилась"
_CHANCE = "«сверх случайного» — изменение выделяется среди всех сравнений, интервал 95 %"
_EXPECTED = "ожидаемое изменение — как менялись школы с такими же исходными результатами"
_INDICATOR = "показатель посчитан на отчётную дату способом, который назван в книге Программы"
_TERMS = "срок — по Программе, выполнение — по листам «План» и «Мероприятия» реестров"
_HELP = "учтены записи реестров с начала Программы по отчётную дату; педагог считается один раз"
_DIAGNOSED = "сравниваются результаты диагностики одних и тех же педагогов; малые группы не показаны"
_DEFICIT = "дефицит — последняя диагностика ниже {deficit} %; маршрут есть, если есть хотя бы один шаг на листе «ИОМ»"
_STEPS = "шаг просрочен, если срок прошёл, и застрял, если он прошёл больше {stuck} дней назад"
_HELP_OF_YEAR = "учтены записи реестров, где назван педагог, за год до отчётной даты, но не раньше начала Программы"

_STRONG = (
    "партнёр — школа не из списка и не из Программы, у которой в последнем году по каждому предмету с низкими "
    "результатами не больше {most_fail} % «2» и не меньше {least_participants} участников"
)
_COST = (
    "стоимость пары — расстояние (вес {distance_weight} за 10 км) плюс разница индекса (вес {index_weight} за "
    "10 единиц) минус запас партнёра до порога низкого результата (вес {strength_weight} за 10 п. п.); сумма по всем "
    "парам наименьшая"
)
_KEPT = "действующее соглашение сохраняется; у одной школы не больше {most_schools} партнёров"

#: By the stored table: the rules that its numbers are made by.
RULES: dict[str, tuple[str, ...]] = {
    "results": (_SHARE, _LOW),
    "background": (_SHARE,),
    "work_classes": (_SHARE,),
    "region_results": (_SHARE,),
    "classification": (_LOW, _CRITERIA, _YEARS),
    "subject_repeats": (_LOW, _YEARS),
    "base_years": (_LOW, _CRITERIA),
    "latest_results": (_SHARE, _LOW, "взят последний год, в котором процедура проведена"),
    "next_list": (_LOW, _CRITERIA, "взяты последние два года, за которые есть результаты"),
    "revised_results": ("результат этого выпуска сопоставлен с тем же результатом прошлого",),
    "list_changes": ("список этого выпуска сопоставлен со списком прошлого",),
    "near_threshold": (_LOW, "запас — у скольких участников результат должен быть другим, чтобы изменился вывод"),
    "verdict_margins": (_LOW, _CRITERIA, "запас — сколько других результатов изменили бы вывод о школе"),
    "sensitivity": (_LOW, _CRITERIA, "в каждой строке изменено одно условие"),
    "sensitivity_dynamics": (_FELL, "в каждой строке изменено одно условие"),
    "true_shares": (_SHARE, "оценка «на самом деле» учитывает число участников и результаты других школ"),
    "true_school_shares": (_SHARE, "оценка «на самом деле» учитывает число участников и результаты других школ"),
    "funnel": ("контрольные границы — какие доли объяснимы случайностью при таком числе участников",),
    "social_columns": ("индекс — взвешенная сумма условий контекстной формы",),
    "social_index": ("индекс — взвешенная сумма условий контекстной формы",),
    "context_expectation": ("ожидаемая доля «2» — как у школ с такими же условиями",),
    "context_fit": ("ожидаемая доля «2» — как у школ с такими же условиями",),
    "dynamics": (_PAIRS,),
    "pair_means": (_PAIRS,),
    "school_dynamics": (_PAIRS, _FELL),
    "school_support": (_PAIRS, _CHANCE),
    "expectation": (_EXPECTED,),
    "school_expectation": (_EXPECTED,),
    "forms_of_dynamics": (_FELL, _CHANCE, _EXPECTED),
    "target_by_itself": (_EXPECTED,),
    "indicators": (_INDICATOR,),
    "indicator_remarks": (_INDICATOR,),
    "indicator_schools": (_INDICATOR,),
    "indicator_quarters": (_INDICATOR,),
    "plan": (_TERMS,),
    "plan_occurrences": (_TERMS,),
    "period_reports": ("сказано в отчёте о периоде, который собрала команда make monitoring на свою отчётную дату",),
    "assignments": ("срок и исполнение — по листу «Протоколы» реестров",),
    "events_by_month": (_HELP,),
    "help_coverage": (_HELP,),
    "help_totals": (_HELP,),
    "factors": ("фактор и его уровень — по листу «Факторы» реестров, помощь — по записям реестров",),
    "factor_groups": ("охват меры — по записям, которые связаны с мерой словами или номером; иначе он не учитывается",),
    "requests_answered": ("ответ — дата закрытия на листе «Запросы» реестров",),
    "partnerships": ("партнёрство действует, если отчётная дата внутри его сроков",),
    "signals": ("сигнал — по правилу с номером и порогом (раздел signals параметров), на отчётную дату",),
    "risk_profiles": ("уровень риска — по порогам раздела risk параметров; чего в данных нет, то «нет данных»",),
    "addressed_recommendations": ("рекомендация — из каталога рекомендаций, по фактору и уровню риска",),
    "partnership_work": ("посчитаны записи листа «Взаимодействие» педагогов обеих школ пары друг с другом",),
    "partner_proposals": (_STRONG, _COST, _KEPT),
    "competences": (_DIAGNOSED,),
    "deficits": (_DIAGNOSED,),
    "self_assessment": (_DIAGNOSED,),
    "route_schools": (_DEFICIT, _STEPS),
    "learning_groups": (_DEFICIT, "вместе учиться могут педагоги с дефицитом в одной области и одном предмете"),
    "targeted_programmes": ("программа узнаётся по названию, кавычки и регистр не важны; педагог считается один раз",),
    "self_profile": ("последняя самооценка педагога там, где диагностики у него нет; малые группы не показаны",),
    "unaided_teachers": (_HELP_OF_YEAR,),
}


def rules_in_words(params: Params) -> pd.DataFrame:
    """Return the table `number_rules`: by which rule the numbers of each stored table are made."""
    fields = _fields(params)
    rows: list[dict[str, Any]] = [
        {"table": table, "rule": rule.format(**fields)} for table, rules in RULES.items() for rule in rules
    ]
    return pd.DataFrame(rows, columns=list(TABLES["number_rules"].columns))


def _fields(params: Params) -> dict[str, str]:
    """Return the thresholds and years that rules name."""
    criteria, dynamics = params.criteria, params.dynamics
    partners = {name: number(one.value) for name, one in params.partners}
    procedures = ("процедуре", "процедурам", "процедурам")
    return partners | {
        "deficit": number(params.indicators.deficit_below.value),
        "stuck": number(params.routes.stuck_days.value),
        "low": number(criteria.low_threshold.value),
        "low_source": criteria.low_threshold.source,
        "first": plural(criteria.procedures_in_previous_year.value, *procedures),
        "second": plural(criteria.procedures_in_each_year.value, *procedures),
        "criteria_source": criteria.procedures_in_each_year.source,
        **{name: school_year_short(getattr(criteria.years, name)) for name in ("previous", "before_previous")},
        **{name: school_year_short(getattr(dynamics, name)) for name in ("from_year", "to_year")},
    }
