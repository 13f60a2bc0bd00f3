"""Signals and factors of risk in words, for the report and the cards."""

from collections.abc import Iterable
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.params import SignalRule
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.signal_kinds import RISK_FACTORS, SCORE, SHARE, SIGNAL_KINDS

DAYS = ("день", "дня", "дней")

#: When a rule of a kind raises its signal.
_RULES = {
    "quarter_below": "успевающих по предмету меньше, чем в той же четверти прошлого года, и это больше случайного "
    "({bound}не меньше {least} обучающихся в каждом году)",
    "no_addressed_help": "адресной помощи не было больше {days}",
    "deficit_without_step": "у педагога дефицит, а шага индивидуального маршрута нет, и с диагностики прошло больше "
    "{days}",
    "request_open": "запрос не закрыт больше {days}",
    "courses_old": "последнее КПК закончено больше {years} назад",
    "partnership_ending": "соглашение о партнёрстве заканчивается в ближайшие {next}, другого на это время нет",
}


def rule_words(rule: SignalRule) -> str:
    """Return when a rule raises its signal: «С-04 — запрос не закрыт больше 30 дней»."""
    least = rule.threshold
    return f"{rule.id} — " + _RULES[rule.kind].format(
        days=wording.plural(least, "дня", "дней", "дней"),
        next=wording.plural(least, *DAYS),
        years=wording.plural(least, "года", "лет", "лет"),
        bound=f"больше чем на {wording.number(least)} {wording.POINTS}, " if least else "",
        least=wording.number(rule.min_participants),
    )


def kind_words(row: Any) -> str:
    """Return what a signal is about: «Запрос не закрыт»."""
    return wording.sentence_case(SIGNAL_KINDS[row.kind].word)


def seen_words(row: Any) -> str:
    """Return what is seen of a signal, in numbers."""
    return _SEEN[row.kind](row)


def _of(number: Any, total: Any) -> str:
    return f"{wording.number(int(number))} из{wording.NBSP}{wording.number(int(total))}"


def _days(row: Any) -> str:
    return wording.plural(int(row.days), *DAYS)


def _quarter(row: Any) -> str:
    when = f"в {int(row.quarter)}{wording.NBSP}четверти {wording.school_year_short(int(row.school_year))}"
    before = _of(row.earlier_number, row.earlier_total)
    return f"{row.subject.lower()}: {when} успевают {_of(row.number, row.total)}, год назад — {before}"


def _help(row: Any) -> str:
    if wording.is_missing(row.day):
        return f"записей об адресной помощи нет, прошло {_days(row)}"
    return f"последняя — {wording.short_date(row.day)}, прошло {_days(row)}"


def _deficit(row: Any) -> str:
    return f"педагогов без шага маршрута: {_of(row.number, row.total)} прошедших диагностику"


def _request(row: Any) -> str:
    requests = wording.plural(int(row.number), "запрос", "запроса", "запросов")
    return f"{requests}, дольше всего — {_days(row)} (с {wording.short_date(row.day)})"


def _courses(row: Any) -> str:
    none = f"; без записей о КПК — {wording.number(int(row.unrecorded))}" if int(row.unrecorded) else ""
    return f"педагогов: {_of(row.number, row.total)}{none}"


def _agreement(row: Any) -> str:
    left = f"через {_days(row)}" if int(row.days) else "в отчётную дату"
    return f"{wording.short_date(row.day)}, {left}"


_SEEN = {
    "quarter_below": _quarter,
    "no_addressed_help": _help,
    "deficit_without_step": _deficit,
    "request_open": _request,
    "courses_old": _courses,
    "partnership_ending": _agreement,
}


def factor_words(row: Any) -> str:
    """Return a factor of a profile with its value: «вакансии — 16 %»."""
    factor = RISK_FACTORS[row.factor]
    if wording.is_missing(row.value):
        return factor.word
    value = wording.percent(row.value, 0) if factor.unit == SHARE else wording.number(row.value, 0)
    return f"{factor.word} —{wording.NBSP}{f'индекс{wording.NBSP}' if factor.unit == SCORE else ''}{value}"


def factors_of_level(profile: Any, *levels: str) -> str:
    """Return the factors of a school's profile that have one of the levels, in their order."""
    return "; ".join(factor_words(row) for row in rows_of(profile) if row.level in levels)


def known_of_none(profiles: Any) -> list[str]:
    """Return the words of factors that no school of the profiles has a level of."""
    silent = profiles.groupby("factor", sort=False)["level"].apply(lambda own: bool((own == "no_data").all()))
    return [RISK_FACTORS[code].word for code, is_silent in silent.items() if is_silent]


def rules_note(rules: Iterable[SignalRule]) -> str:
    """Return the note that says by which rules signals are raised."""
    return f"Правила: {'; '.join(map(rule_words, rules))}."
