"""The README of the demonstration: what is planted in it, in words made from its truths."""

from tools.demonstration.faults import READ
from tools.demonstration.municipality import BEFORE_PREVIOUS, PREVIOUS
from tools.okrug.invented import SUBJECTS

OPENING = """# Демонстрационный муниципальный округ: что здесь заложено

Все школы, места и результаты вымышлены; педагоги обозначены кодами, имён в файлах нет. Данные создаёт программа
`tools/make_demo.py` (каждый раз одинаковые), отчёт по ним собирает команда `make demo`. Править эти файлы вручную не
нужно: `make demo FRESH=1` создаст их заново.

| Что | Где |
|---|---|
| результаты ВПР (статистика по отметкам, сравнение с журналом, индивидуальные результаты) | `2024/ВПР …` |
| протоколы ОГЭ (`.xls`) и ЕГЭ (`.xlsx`) без личных данных | `2024/ГИА` |
| муниципальные контрольные работы, контекстные данные | `2024/МКР.xlsx`, `2024/Контекстная форма 2023.xlsx` |
| реестры Программы | `2024/Реестры_программы.xlsx` |
| ВПР всех округов вымышленного региона за три года: со школами вне списка сравниваются школы списка | `Регион` |
| прежний выпуск: список школ, результаты, проект решений | `Прежний выпуск` |
| документы Программы: название, список школ, показатели, план, меры | `Программа.xlsx` |
| ответы, которые должен дать отчёт (их проверяют тесты) | `truths.json` |

Условности: все ВПР считаются весенними, хотя весной 2022 года их проводили не все школы (об этом отчёт делает
примечание); широта и долгота школ вымышлены; номера школ, экзаменов и соглашений ничего не значат.
"""

SIGNAL_HEADS = ("Правило", "Код школы", "Школа")
STANDINGS = {
    "listed_confirmed": "в списке ШНОР, критерии по данным выполнены",
    "listed_unconfirmed": "в списке ШНОР, критерии по данным не выполнены",
    "unlisted_met": "не в списке, но критерии по данным выполнены",
}
ASSESSMENTS = {"VPR": "ВПР", "OGE": "ОГЭ", "EGE": "ЕГЭ"}
VERDICTS = {"met": "достигнут", "not_met": "не достигнут", "no_target": "целевое значение не задано"}


def readme(truths: dict) -> str:
    """Return the README's text."""
    return "\n".join(
        [
            OPENING,
            *_schools(truths),
            *_effects(truths["effects"], truths["region"]),
            *_indicators(truths["indicators"]),
            *_plan(truths["plan"], truths["assignments"], truths["publications"]),
            *_revised(truths["revised"]),
            *_signals(truths["signals"], truths["classification"]),
            *_monitored(truths),
            *_routes(truths["routes"]),
            *_faults(truths["faults"]),
        ]
    )


def _routes(routes: dict) -> list[str]:
    schools, total = routes["schools"], {"steps": 0, "done": 0, "overdue": 0, "stuck": 0}
    for name in total:
        total[name] = sum(row[name] for row in schools)
    outside = "; ".join(f"«{one['programme']}» — {one['people']}" for one in routes["outside_catalogue"])
    shown = [one for one in routes["groups"] if one["people"]]
    unaided = sum(one["unaided"] for one in routes["unaided"])
    return [
        "## Маршруты и обучение педагогов",
        "",
        f"- Шагов маршрутов по школам (совместитель — в каждой своей школе): {total['steps']}, "
        f"выполнено {total['done']}, просрочено {total['overdue']}, из них застряло {total['stuck']}.",
        f"- Групп с общим дефицитом: {len(routes['groups'])}, из них пять педагогов и больше — в {len(shown)}.",
        f"- Целевые программы, которых нет в каталоге, и сколько педагогов их прошли: {outside}.",
        f"- Без помощи за год (сумма по школам): {unaided}.",
        "- Самооценка без диагностики: "
        + "; ".join(f"{one['area']}, {one['subject']} — {one['people']} педагогов" for one in routes["only_self"])
        + ".",
        "",
    ]


def _signals(signals: list[dict], schools: list[dict]) -> list[str]:
    names = {row["school_id"]: row["school"] for row in schools}
    rows = [(row["rule"], row["school_id"], names[row["school_id"]]) for row in signals]
    rows.sort()
    return ["## Сигналы", "", "Отчёт должен найти эти сигналы и никаких других.", "", *_table(SIGNAL_HEADS, *rows)]


def _monitored(truths: dict) -> list[str]:
    names = {row["school_id"]: row["school"] for row in truths["classification"]}
    quarters, systems = truths["quarters"], truths["methodical_systems"]
    second = next(one for one in truths["works"] if "fell" in one)
    return [
        "## Мониторинги",
        "",
        "Что должны показать отчёты команды `make monitoring`.",
        "",
        f"- {quarters['quarter']}: успеваемость выше, чем годом раньше, больше случайного — {names[quarters['rose']]}; "
        f"ниже — {names[quarters['fell']]}.",
        *(
            f"- {one['half_year']}: консультаций по программам развития — {one['consultations']}; у школ списка их не "
            f"было: {'; '.join(names[code] for code in one['without'])}."
            for one in truths["development"]
        ),
        *(
            f"- МКР-{one['number']}: {SUBJECTS[one['subject']][0].lower()}, {one['grade']} класс, {one['held_on']}; "
            f"школ — {len(one['by_school'])}."
            for one in truths["works"]
        ),
        f"- МКР-{second['number']}: «2» намного больше, чем в прошлой работе и на ВПР, — {names[second['fell']]}; "
        f"из школ списка не писала {names[second['absent']]}.",
        f"- Методические системы, «{systems['criterion']}»: оценка снизилась — {names[systems['fell']]}; повысилась — "
        f"{names[systems['rose']]}.",
        "",
    ]


def _table(*rows: tuple) -> list[str]:
    head, *body = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return [head, f"|{'---|' * len(rows[0])}", *body, ""]


def _schools(truths: dict) -> list[str]:
    classification = truths["classification"]
    names = {row["school_id"]: row["school"] for row in classification}
    listed = [row["school_id"] for row in classification if row["listed"]]
    improved = [r["school_id"] for r in truths["dynamics"] if r["scope"] == "all" and r["positive"]]
    rows = [
        (row["school"], STANDINGS[row["standing"]], _criteria(row), row["low_before_previous"], row["low_previous"])
        for row in classification
        if row["standing"] in STANDINGS
    ]
    head = ("Школа", "Вывод", "Критерий", f"Низких в {BEFORE_PREVIOUS - 1}/{BEFORE_PREVIOUS % 100}")
    return [
        "## Школы",
        "",
        f"В округе {len(classification)} школы, в списке ШНОР — {len(listed)}. Остальные школы в списке не состоят, и "
        "критерии по данным не выполнены.",
        "",
        *_table((*head, f"Низких в {PREVIOUS - 1}/{PREVIOUS % 100}"), *rows),
        "Школы списка, где средняя доля «2» снизилась: " + "; ".join(names[i] for i in listed if i in improved) + ".",
        "",
    ]


def _criteria(row: dict) -> str:
    met = [number for number in (1, 2) if row[f"criterion_{number}"]]
    return " и ".join(map(str, met)) or "нет"


def _effects(effects: list[dict], region: dict) -> list[str]:
    rows = [
        (
            SUBJECTS[one["subject"]][0],
            f"{one['results']} ({one['participants']} участников)",
            _number(one["without_pct"]),
            _number(one["effect_pp"]),
        )
        for one in effects
    ]
    return [
        "## Влияние Программы",
        "",
        "По математике заложено влияние: в последнем году ученики школ списка решают её лучше, чем решали бы без "
        "Программы. По русскому языку влияния нет: всё, что там изменилось, изменилось бы и само. Отчёт этого заранее "
        "не знает и должен различить два предмета. Влияние — на сколько процентных пунктов оно меняет истинную "
        "вероятность получить «2», в среднем по всем участникам.",
        "",
        *_table(("Предмет", "Результаты школ списка", "Ожидаемая доля «2» без Программы, %", "Влияние, п. п."), *rows),
        f"Для сравнения в папке `Регион` стоят ВПР других вымышленных округов, их {region['okrugs']}: школ — "
        f"{region['schools']}, результатов — {region['results']}. Школы самого округа стоят в этих файлах тоже, с теми "
        "же числами, что в его собственных файлах.",
        "",
    ]


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").replace("-", "−")


def _indicators(indicators: list[dict]) -> list[str]:
    rows = [
        (
            row["id"],
            row["numerator"] if row["denominator"] is None else f"{row['numerator']} из {row['denominator']}",
            f"{row['actual']} шт." if row["denominator"] is None else f"{row['actual']:.1f} %".replace(".", ","),
            VERDICTS[row["status"]],
        )
        for row in indicators
    ]
    return [
        "## Показатели",
        "",
        "Педагог считается один раз, сколько бы школ у него ни было; уволенные, ещё не принятые и находящиеся в "
        "длительном отпуске на отчётную дату не считаются. Курсы, законченные до начала Программы, и самооценка вместо "
        "диагностики заложены нарочно: они не засчитываются. П2 по каждой школе — в `truths.json`, "
        "названия показателей — в `Программа.xlsx`.",
        "",
        *_table(("Показатель", "Сколько", "Значение", "Вывод"), *rows),
    ]


def _plan(plan: dict, assignments: dict, publications: dict) -> list[str]:
    missed = "; ".join(f"{item} — {', '.join(periods)}" for item, periods in plan["periods_left_out"].items())
    return [
        "## План, поручения и публикации",
        "",
        f"- Просрочены пункты плана: {', '.join(plan['overdue'])}.",
        f"- Выполнены позже срока: {', '.join(plan['done_late'])}.",
        f"- Пропущены периоды повторяющихся пунктов: {missed}.",
        f"- Просрочены поручения: {'; '.join(assignments['overdue'])}.",
        f"- Исполнены позже срока поручения: {'; '.join(assignments['done_late'])}.",
        f"- Не размещены в срок материалы: {'; '.join(publications['overdue'])}.",
        f"- Размещены позже срока: {'; '.join(publications['done_late'])}.",
        "",
    ]


def _revised(revised: list[dict]) -> list[str]:
    rows = [
        (
            one["school"],
            f"{ASSESSMENTS[one['assessment']]}, {SUBJECTS[one['subject']][0]}, {one['grade']} класс",
            f"{one['before']} %".replace(".", ","),
            f"{one['now']} %".replace(".", ","),
        )
        for one in revised
    ]
    return [
        "## Прежний выпуск",
        "",
        "Так выглядел бы выпуск, собранный на год раньше. С тех пор уточнены результаты 2022/23 учебного года, одна "
        "школа вышла из списка, а с решениями прежнего проекта стало разное: отчёт должен это показать.",
        "",
        *_table(("Школа", "Результат", "Доля «2» была", "Доля «2» стала"), *rows),
    ]


def _faults(faults: list[dict]) -> list[str]:
    rows = [
        (one["file"], one["sheet"], one["cell"], one["what"], "прочитать" if one["expected"] == READ else "сообщить")
        for one in faults
    ]
    return [
        "## Огрехи в файлах",
        "",
        "Настоящие файлы такими и бывают. «Прочитать» — значение должно быть принято без потерь, «сообщить» — отчёт "
        "должен назвать место.",
        "",
        *_table(("Файл", "Лист", "Ячейка", "Что не так", "Что должна сделать программа"), *rows),
    ]
