"""What would have come about anyway, in words: the expectation, the four forms of positive dynamics, the target alone.

The same facts stand in the section on dynamics, beside the indicators and in «Главное»; each place words them through
here, under ids of its own.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.certainty.expected_change import ALL
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.statistics.formal_target import rounded_to_tens
from shnor_lib.analysis.statistics.selection import expected_move_towards_the_mean
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import EXPECTATION_VERDICTS, WHY_NOT_EXPECTED, subject_name
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.statements.facts import marked_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences

#: The four forms of positive dynamics: column of the table → what is said of a school that shows it.
FORMS = {
    "formal": "доля «2» снизилась (формальное правило)",
    "beyond_chance": "снижение больше случайного разброса",
    "beyond_expectation": "снижение больше ожидаемого",
    "would_leave": "по последним результатам вышла бы из списка",
}
#: The same for «Главное», which has one page.
FORMS_IN_BRIEF = {
    "formal": "доля «2» снизилась",
    "beyond_chance": "больше случайного",
    "beyond_expectation": "больше ожидаемого",
    "would_leave": "вышла бы из списка",
}
#: What a verdict says in numbers.
_NUMBERS = ("excess_pp", "low_pp", "high_pp", "plain_low_pp", "plain_high_pp", "detectable_pp")


def expected_text(edition: Edition) -> Text:
    """Return whether the listed schools did better than would have come about anyway, and which of them."""
    whole = edition.expectation[edition.expectation["group"] == ALL]
    refused = [row for row in rows_of(whole) if row.verdict == "refused"]
    told = edition.expectation[edition.expectation["verdict"] != "refused"]
    return paragraphs(
        sentences(explained("expected_change"), *(_refusal(edition, row) for row in refused)),
        sentences(*(_by_published_figures(edition) for _ in refused)),
        sentences(*(_basis(edition, row) for row in rows_of(told) if row.group == ALL)),
        sentences(*(programme_verdict(edition, "dynamics.expected") for _ in range(len(told) > 0))),
        bullets(_of_subject(row) for row in rows_of(told) if row.group != ALL),
        sentences(*(_beyond(edition) for _ in range(len(told) > 0)), explained("own_trend") if len(told) else ""),
    )


def _refusal(edition: Edition, row: Any) -> Statement:
    return Statement(
        "dynamics.expected.refused",
        "**Какая часть изменения связана с Программой, определить нельзя:** {reason}.",
        {"reason": WHY_NOT_EXPECTED[row.reason]},
        (Evidence("expectation", "reason", {"group": ALL}),),
    )


def _by_published_figures(edition: Edition) -> Statement:
    """Say how far chosen schools move by themselves by figures of others, where params give any (Barnett 2005)."""
    known, cut = edition.params.expectation, edition.params.criteria.low_threshold.value
    if known is None:
        return Statement("dynamics.expected.published", "{move}", {"move": None}, holds=False)
    move = expected_move_towards_the_mean(cut, known.mean, known.sd, known.correlation)
    return Statement(
        "dynamics.expected.published",
        "По оценкам, взятым из другого источника (среднее {mean:percent}, разброс между школами {sd:number1} п. п., "
        "связь соседних лет {correlation:number2}; {source}), доля «2» в процедуре, по которой школа отобрана с "
        "порогом {cut:percent*}, снизилась бы сама в среднем на {move:number1} п. п.",
        {
            "mean": known.mean,
            "sd": known.sd,
            "correlation": known.correlation,
            "source": known.source,
            "cut": cut,
            "move": move,
        },
        (Evidence("params", "expectation"), Evidence("params", "criteria.low_threshold")),
    )


def _basis(edition: Edition, row: Any) -> Statement:
    """Say with whom the listed schools are compared, and by what the expectation was made."""
    years = edition.params.criteria.years
    from_region = " (в том числе {of_region} из других округов региона)" if row.of_region else ""
    return Statement(
        "dynamics.expected.basis",
        "По результатам {before:years} и {previous:years} учебных годов рассчитано, чего следовало ждать от каждой из "
        "{schools:школы|школ|школ} списка в {later:years} учебном году, если бы с ней не происходило ничего "
        "особенного. Насколько такие ожидания сбываются и как изменились результаты у всех, показывают "
        f"{{outside:школа|школы|школ}} вне списка{from_region}.",
        {
            "before": years.before_previous,
            "previous": years.previous,
            "later": edition.params.dynamics.to_year,
            "schools": row.schools,
            "outside": row.outside,
            "of_region": row.of_region,
        },
        (*(Evidence("expectation", name, {"group": ALL}) for name in ("schools", "outside", "of_region")),),
    )


def programme_verdict(edition: Edition, statement_id: str, *, brief: bool = False) -> Statement:
    """Return the verdict on all listed schools and all procedures together; it holds where there is one."""
    rows = [row for row in rows_of(edition.expectation) if row.group == ALL]
    row = rows[0] if rows else None
    told = row is not None and row.verdict != "refused"
    return Statement(
        statement_id,
        _verdict_template(row, brief=brief) if told else "{verdict}",
        {"later": edition.params.dynamics.to_year, **(_values(row) if told else {"verdict": None})},
        (Evidence("expectation", "verdict", {"group": ALL}), Evidence("expectation", "excess_pp", {"group": ALL})),
        holds=told,
    )


def _values(row: Any) -> dict[str, Any]:
    return {"off": abs(row.excess_pp), "verdict": row.verdict, **{name: getattr(row, name) for name in _NUMBERS}}


def _verdict_template(row: Any, *, brief: bool) -> str:
    """Return the words of a verdict: how far off, with what interval, and what follows."""
    where = "ниже" if row.excess_pp < 0 else "выше"
    off = f"В школах списка доля «2» в {{later:years}} учебном году {where} ожидаемой на {{off:number1}} п. п."
    interval = "95 %-й интервал — от {low_pp:points} до {high_pp:points}"
    if row.verdict == "better":
        return f"{off} ({interval}): **снижение больше того, которое наступило бы само.**"
    if row.verdict == "worse":
        return f"{off} ({interval}): **результат хуже того, который наступил бы сам.**"
    smallest = (
        "Наименьшее снижение сверх ожидаемого, которое при таком числе школ заметили бы в 80 случаях из 100, — "
        "{detectable_pp:number1} п. п."
    )
    nothing = "**изменилось ли что-нибудь сверх ожидаемого, определить нельзя.**"
    return f"{off}, но {_why_open(row, interval)}: {nothing}" + ("" if brief else f" {smallest}")


def _why_open(row: Any, interval: str) -> str:
    if row.low_pp <= 0 <= row.high_pp:
        return f"{interval} — включает ноль"
    return "при другом допущении расчёта интервал (от {plain_low_pp:points} до {plain_high_pp:points}) включает ноль"


def _of_subject(row: Any) -> Statement:
    return Statement(
        f"dynamics.expected.{row.group}",
        f"{subject_name(row.group)}: {EXPECTATION_VERDICTS[row.verdict]} (отличие {{excess_pp:points}}, интервал от "
        "{low_pp:points} до {high_pp:points}).",
        _values(row),
        (Evidence("expectation", "verdict", {"group": row.group}),),
    )


def _beyond(edition: Edition) -> Statement:
    """Name the listed schools that are beyond their own limit, and how many would be by chance."""
    listed = edition.school_expectation[is_true(edition.school_expectation["listed"])]
    told = listed[listed["beyond"].notna()]
    found = told[is_true(told["beyond"])]
    by_chance = "по одной случайности за такую границу вышло бы в среднем {by_chance:number1} школы"
    words = (
        "Ниже ожидаемого за границей случайного: {names:names}; " + by_chance
        if len(found)
        else "Ни одна школа списка не оказалась ниже ожидаемого за границей случайного (" + by_chance + ")"
    )
    open_words = "; о {open:школе|школах|школах} сказать нельзя" if len(told) < len(listed) else ""
    return Statement(
        "dynamics.expected.schools",
        f"{words}{open_words}.",
        {
            "names": school_names(found) if len(found) else [],
            "by_chance": 0.05 * len(told),
            "open": len(listed) - len(told),
        },
        (Evidence("school_expectation", "beyond", {"listed": True}),),
        holds=len(told) > 0,
        school_ids=tuple(found["school_id"]),
    )


def expectation_table(edition: Edition) -> PublicationTable | None:
    """Return the listed schools against what was expected, all procedures and by subject; none if nothing is told."""
    told = edition.expectation[edition.expectation["verdict"] != "refused"]
    if told.empty:
        return None
    frame = told.assign(
        name=[("Все процедуры" if group == ALL else subject_name(group)) for group in told["group"]],
        interval=[_interval(row.low_pp, row.high_pp) for row in rows_of(told)],
        plain=[_interval(row.plain_low_pp, row.plain_high_pp) for row in rows_of(told)],
        words=told["verdict"].map(EXPECTATION_VERDICTS),
    )
    columns = [
        Column("name", "Процедуры", width=2),
        Column("cells", "Результатов", "integer", width=1.1),
        Column("excess_pp", "от ожидаемого", "points", 1, width=1.2, group="Отличие, п. п."),
        Column("interval", "95 %-й интервал", width=1.8, group="Отличие, п. п."),
        Column("plain", "интервал без поправки", width=1.8, group="Отличие, п. п."),
        Column("detectable_pp", "Наименьшее различимое снижение, п. п.", "number", 1, width=1.6),
        Column("words", "Вывод", width=2.4),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Школы списка: доля «2» против ожидаемой",
        notes=(
            "Минус — доля «2» ниже ожидаемой. Поправка — насколько различия между школами сохраняются от года к году, "
            "по школам вне списка; «без поправки» они считаются сохраняющимися полностью. Вывод о снижении делается, "
            "только если оба интервала целиком ниже нуля.",
        ),
        id="expectation",
    )


def _interval(low: float, high: float) -> str:
    return f"от {wording.signed(low)} до {wording.signed(high)}"


# Four forms


def forms_text(edition: Edition, section: str) -> Text:
    """Return how many listed schools show each form of positive dynamics, for a section."""
    return sentences(forms_statement(edition, section), *by_itself(edition, section))


def forms_statement(edition: Edition, section: str, *, brief: bool = False) -> Statement:
    """Return in one sentence how many listed schools show positive dynamics in each of its four forms."""
    forms = edition.forms_of_dynamics
    told = {name: int(forms[name].notna().sum()) for name in FORMS}
    values = {name: [int(is_true(forms[name]).sum()), told[name]] for name in FORMS}
    words = FORMS_IN_BRIEF if brief else FORMS
    parts = [f"{words[name]} — {{{name}:of}}" for name in FORMS if told[name]]
    open_words = wording.join(words[name] for name in FORMS if not told[name])
    parts += [f"{open_words} — определить нельзя"] if open_words else []
    opening = "Школы списка в четырёх видах" if brief else "Положительная динамика школ списка в четырёх видах"
    return Statement(
        f"{section}.forms",
        f"{opening}: {'; '.join(parts)}.",
        {**values, "listed": len(forms)},
        tuple(Evidence("forms_of_dynamics", name) for name in FORMS),
        holds=len(forms) > 0,
    )


def by_itself(edition: Edition, section: str, *, brief: bool = False) -> Iterator[Statement]:
    """Yield for each indicator how often its target would be met without any influence, or why that is not told.

    In brief only what is told.
    """
    names = edition.indicators.set_index("id")["short_name"].map(wording.quoted)
    for row in rows_of(edition.target_by_itself):
        evidence = tuple(
            Evidence("target_by_itself", name, {"id": row.id})
            for name in ("chance_pct", "chance_shifted_pct", "needed", "reason")
        )
        values = {"id": row.id, "indicator": names[row.id], "target": row.target_pct}
        values |= {"needed": row.needed, "listed": row.listed}
        if not pd.isna(row.reason):
            yield Statement(
                f"{section}.by_itself.{row.id}",
                "Как часто целевое значение {target:percent*} показателя {indicator} достигалось бы само собой, "
                "определить нельзя: {reason}.",
                {**values, "reason": WHY_NOT_EXPECTED[row.reason]},
                evidence,
                holds=not brief,
            )
            continue
        shifted = None if pd.isna(row.chance_shifted_pct) else rounded_to_tens(row.chance_shifted_pct / 100)
        plain = rounded_to_tens(row.chance_pct / 100)
        with_shift = ""
        if shifted is not None:
            said = "столько же" if shifted == plain else _cases(shifted, "shifted")
            with_shift = f", с учётом общего изменения результатов — {said}"
        yield Statement(
            f"{section}.by_itself.{row.id}",
            "Без всякого влияния целевое значение {target:percent*} показателя {indicator} ({needed} из {listed}) было "
            f"бы достигнуто {_cases(plain, 'plain')}{with_shift}.",
            {**values, "plain": plain, "shifted": shifted},
            evidence,
        )


def _cases(tens: int, name: str) -> str:
    """Return «примерно в 90 случаях из 100»; at the ends what is certain of it."""
    return {0: "реже чем в 5 случаях из 100", 100: "чаще чем в 95 случаях из 100"}.get(
        tens, f"примерно в {{{name}}} случаях из 100"
    )


def forms_table(edition: Edition) -> PublicationTable | None:
    """Return each listed school by the four forms; nothing where nobody is listed."""
    forms = edition.forms_of_dynamics
    if forms.empty:
        return None
    own = edition.school_expectation.set_index("school_id").reindex(forms["school_id"])
    frame = forms.assign(
        name=marked_names(edition, forms),
        actual=own["actual_pct"].to_numpy(),
        expected=own["expected_pct"].to_numpy(),
        limit=(own["expected_pct"] + own["limit_pp"]).to_numpy(),
        **{f"{name}_words": [_answer(one) for one in forms[name]] for name in FORMS},
    )
    told = own["actual_pct"].notna().any()
    columns = [
        Column("name", "Школа", width=2.4),
        Column("change_pp", "Изменение, п. п.", "points", 1, width=1.1),
        Column("formal_words", "Снизилась", width=1.1),
        Column("beyond_chance_words", "Больше случайного", width=1.1),
        *(_expected_columns() if told else ()),
        Column("beyond_expectation_words", "Больше ожидаемого", width=1.1),
        Column("would_leave_words", "Вышла бы из списка", width=1.1),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "Положительная динамика школ списка в четырёх видах",
        notes=(
            "«н/о» — определить нельзя. «Снизилась» — среднее по парам одной параллели; «больше случайного» — 95 %-й "
            "интервал этого изменения ниже нуля; «больше ожидаемого» — доля «2» по всем результатам последнего года "
            "ниже границы, за которую по случайности выходит одна школа из двадцати.",
            "Школы перечислены в порядке списка, не по результатам.",
        ),
        id="forms",
    )


def _expected_columns() -> tuple[Column, ...]:
    group = "Доля «2» последнего года, %"
    return (
        Column("actual", "факт", "percent", 1, width=0.9, group=group),
        Column("expected", "ожидалось", "percent", 1, width=1, group=group),
        Column("limit", "граница", "percent", 1, width=0.9, group=group),
    )


def _answer(value: Any) -> str:
    return "н/о" if pd.isna(value) else "да" if value else "нет"
