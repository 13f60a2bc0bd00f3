"""Free prose of the report: explanations that say nothing of an edition's data, in one list.

All that is said of data is a statement (`presentation.statement`).  What stands here is true whatever the data are; a
test holds that no other paragraph with a digit, a school's name or a verdict's word is printed.
"""

EXPLANATIONS = {
    "positive_dynamics": (
        "Положительной динамикой школы считается снижение средней доли «2» по её парам одной параллели (принято при "
        "подготовке справки). Вместе с этим числом всегда приводятся его составляющие: отдельно по ВПР, по ОГЭ и ЕГЭ "
        "и по когортам."
    ),
    "firm": (
        "Изменение считается устойчивым, если оно больше ошибки округления, не зависит от прочтения строки и, где "
        "известно число участников, больше случайного разброса."
    ),
    "expected_change": (
        "**Ожидаемое изменение без вмешательства.** Школы, отобранные по неудачному году, в следующий раз в среднем "
        "показывают результат лучше, даже если ничего не предпринимать: часть неудачи была случайной. Поэтому "
        "снижение доли «2» само по себе не доказывает действия Программы. Чтобы отделить одно от другого, нужны "
        "результаты школ вне Программы (округа или региона) за те же годы либо опубликованные оценки разброса и "
        "устойчивости результатов."
    ),
}


def explained(name: str) -> str:
    """Return an explanation by its name."""
    return EXPLANATIONS[name]
