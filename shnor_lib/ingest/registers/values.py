"""A cell of a register read by the kind of its column: a value, or a check that failed and what is wanted."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import cast

from shnor_lib.ground import registers
from shnor_lib.ground.personal_names import quotable
from shnor_lib.ground.registers import RegisterColumn
from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ground.term_words import marks_of
from shnor_lib.ground.wording import join
from shnor_lib.ingest.cells.dates import day_of, only_school_year, why_no_day
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.numbers import decimal_number, plain_text, whole_number
from shnor_lib.ingest.cells.percentages import BAD, parse_share
from shnor_lib.ingest.cells.sheet import SheetCell, Value
from shnor_lib.ingest.cells.texts import is_dash, shortened

#: Excel's number of 1 January 1930: a smaller number is no day of anybody's career.
FIRST_SERIAL = 10_959
#: No day of a register is earlier; none is later than the reporting date by more years than these.
EARLIEST = date(1950, 1, 1)
MOST_YEARS_AHEAD = 10

YES = ("да", "д", "+", "1", "true", "истина", "есть", "имеется", "да, есть", "yes", "y", "✓", "✔", "√", "☑", "v")
NO = ("нет", "н", "0", "false", "ложь", "отсутствует", "не имеется", "no", "n", "✗", "✘", "☐")

Stored = str | int | float | bool | None


@dataclass(frozen=True)
class ValueRead:
    """What a cell says: the value as tables store it, or the check that failed and the problem in Russian.

    A value may come with a problem of a check that sets nothing aside (``doubtful``).  ``typed`` is what stands in the
    cell, as messages quote it.
    """

    value: Stored = None
    check: str = ""
    problem: str = ""
    doubtful: bool = False
    typed: str = ""

    def told(self, done: str = "") -> str:
        """Return the words of a complaint: the value as it stands, the problem, what was done."""
        quoted = f"«{shortened(self.typed)}» — " if self.typed else ""
        return f"{quoted}{self.problem}" + (f"; {done}" if done else "")


EMPTY = ValueRead()

#: Why a bare number below 1 is no per cent.
DOUBT_OF_FRACTION = "число меньше 1: не видно, проценты это или доли единицы; напишите, например, 85 или 85 %"


def latest_day(as_of: date) -> date:
    """Return the last day that a register may hold."""
    return date(as_of.year + MOST_YEARS_AHEAD, 12, 31)


def reader(column: RegisterColumn, as_of: date) -> Callable[[object], ValueRead]:
    """Return the function that reads plain values of a column; equal values are read once.

    Args:
        column: the declaration.
        as_of: the reporting date, against which days are held.
    """
    read = READERS[column.kind]
    known: dict[tuple[type, object], ValueRead] = {}

    def read_value(value: object) -> ValueRead:
        key = (value.__class__, value)
        found = known.get(key)
        if found is None:
            found = EMPTY if _says_nothing(value, column) else read(value, column, as_of)
            found = known[key] = replace(found, typed=_quoted(value)) if found.problem else found
        return found

    return read_value


def read_odd_cell(cell: SheetCell, column: RegisterColumn, as_of: date) -> ValueRead:
    """Read a cell of which the value alone does not tell what it is: an error, a lost formula, a percentage."""
    if cell.is_error:
        return ValueRead(check="register_value", problem="ошибка Excel вместо значения", typed=_quoted(cell.value))
    if cell.is_lost_formula:
        return ValueRead(check="register_value", problem="формула без сохранённого значения")
    if column.kind == registers.PERCENT:
        return replace(_percent_of(cell), typed=_quoted(cell.value))
    if column.unit == registers.TARGET_UNIT and (share := parse_share(cell)).is_surely_percent:
        return _within(share.number, column)
    return reader(column, as_of)(cell.value)


def _says_nothing(value: object, column: RegisterColumn) -> bool:
    """Tell whether a value stands for an empty cell: spaces, or a lone dash where no «нет» is meant."""
    if value is None or value == "":
        return True
    if not isinstance(value, str):
        return False
    return not clean(value) or (column.kind != registers.YES_NO and is_dash(value))


def _text(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    text = _as_text(value)
    if column.separator:
        parts = [clean(part) for part in text.replace(",", column.separator).split(column.separator)]
        return ValueRead(f"{column.separator} ".join(_word(part, column) for part in parts if part))
    return ValueRead(_word(text, column))


def _quoted(value: object) -> str:
    """Return a value as messages quote it, nothing of a person in it."""
    return quotable(_as_text(value))


def _as_text(value: object) -> str:
    """Return a value of any kind as the text that the cell shows."""
    if isinstance(value, datetime | date):
        return f"{value:%d.%m.%Y}"
    if isinstance(value, bool):
        return "да" if value else "нет"
    return plain_text(value)


def _word(text: str, column: RegisterColumn) -> str:
    """Return a word in the spelling of the suggestions; subjects with a capital letter."""
    word = _suggested(column).get(heading_key(text), text)
    if not column.names_subjects:
        return word
    word = cyrillic(word)
    if word.isupper() and len(word) > 4:
        word = word.lower()
    return word[:1].upper() + word[1:]


@cache
def _suggested(column: RegisterColumn) -> dict[str, str]:
    return {heading_key(word): word for word in column.suggestions}


def _code(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    return ValueRead(_as_text(value))


def _date(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    day = day_of(value, FIRST_SERIAL)
    if day is None:
        return ValueRead(check="register_value", problem=why_no_day(value))
    latest = latest_day(as_of)
    if not EARLIEST <= day <= latest:
        bounds = f"от {EARLIEST.year} до {latest.year} года"
        return ValueRead(check="register_dates", problem=f"дата вне границ ({bounds})")
    if column.past and day > as_of:
        problem = f"дата позже отчётной ({as_of:%d.%m.%Y}), в показателях на эту дату строка не учитывается"
        return ValueRead(day.isoformat(), "register_dates", problem, doubtful=True)
    return ValueRead(day.isoformat())


def _percent(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    return _percent_of(SheetCell(1, 1, cast(Value, value)))


def _percent_of(cell: SheetCell) -> ValueRead:
    share = parse_share(cell)
    if share.kind == BAD:
        check = "register_numbers" if share.problem.startswith("доля вне") else "register_value"
        return ValueRead(check=check, problem=share.problem)
    if not share.is_surely_percent and share.pct is not None and 0 < share.pct < 1:
        return ValueRead(check="register_value", problem=DOUBT_OF_FRACTION)
    return ValueRead(share.pct)


def _integer(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    number = whole_number(without_unit(value, column))
    if number is None:
        return ValueRead(check="register_value", problem="нужно целое число")
    return _within(number, column)


def without_unit(value: object, column: RegisterColumn) -> object:
    """Return a typed number without the word of its column's unit; ordinals and Roman figures of a unit as numbers.

    «72 ч», «48 чел.», «6 класс», «2-я четверть», «II».
    """
    if not isinstance(value, str) or not column.unit:
        return value
    text = clean(value)
    bare = _unit_pattern(column.unit).sub("", text) or text
    if column.unit in registers.ORDINAL_UNITS and (found := re.fullmatch(r"n(\d+)", marks_of(bare))):
        return int(found[1])
    return bare


@cache
def _unit_pattern(unit: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=[\w.,]) ?(?<![^\W\d_])(?:{'|'.join(registers.unit_words(unit))})\.?$", re.IGNORECASE)


def _number(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    bare = without_unit(value, column)
    is_negative, size = _sign_and_size(bare)
    number = decimal_number(size)
    if number is None:
        return ValueRead(check="register_value", problem="нужно число")
    has_unit = isinstance(value, str) and bare != clean(value)
    if column.unit == registers.TARGET_UNIT and not has_unit and 0 < number < 1:
        # Neither pupils nor schools come in parts, and of a share nothing shows which it is.
        return ValueRead(check="register_value", problem=DOUBT_OF_FRACTION)
    return _within(-number if is_negative else number, column)


def _sign_and_size(value: object) -> tuple[bool, object]:
    """Tell whether a value is a negative number, typed or stored, and return it without its sign."""
    if isinstance(value, str):
        text = clean(value)
        return (True, text[1:].strip()) if text.startswith(("-", "−", "–")) else (False, text)
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return True, -value
    return False, value


def _within(number: int | float, column: RegisterColumn) -> ValueRead:
    low, high = column.lowest, column.highest
    if (low is not None and number < low) or (high is not None and number > high):
        return ValueRead(check="register_numbers", problem=f"число вне границ от {low:g} до {high:g}")
    return ValueRead(number)


def _yes_no(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    said = value if isinstance(value, bool) else yes_or_no(plain_text(value))
    return ValueRead(check="register_choice", problem="нужно «да» или «нет»") if said is None else ValueRead(said)


def yes_or_no(text: str) -> bool | None:
    """Return what «да», «+», «есть», «нет», «-» say; ``None`` for any other text."""
    bare = clean(text).rstrip(" .!;,")
    for word in (bare.casefold(), cyrillic(bare).casefold()):
        if word in YES:
            return True
        if word in NO or is_dash(word):
            return False
    return None


def _choice(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    code = choice_codes(column).get(choice_key(plain_text(value)))
    return ValueRead(code) if code else ValueRead(check="register_choice", problem=_wanted(column))


def _choices(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    """Read several choices of one cell; they are stored in the order of the declaration."""
    words = re.split(r"[;,/]| и ", plain_text(value))
    codes = {choice_codes(column).get(choice_key(word)) for word in words if clean(word)}
    if None in codes or not codes:
        return ValueRead(check="register_choice", problem=_wanted(column))
    return ValueRead(registers.SEPARATOR.join(one.code for one in column.choices if one.code in codes))


@cache
def choice_codes(column: RegisterColumn) -> dict[str, str]:
    """Return the codes of a column's choices by the keys of their words and other spellings."""
    return {choice_key(word): one.code for one in column.choices for word in (one.word, *one.synonyms)}


def choice_key(word: str) -> str:
    """Return what spellings of a choice share: those of a heading, and dashes of any kind, with spaces or without."""
    return re.sub(r" ?[-‐‑‒–—―−] ?", "-", heading_key(word))


def _wanted(column: RegisterColumn) -> str:
    words = [f"«{choice.word}»" for choice in column.choices]
    return f"нужно {join(words, 'или')}"


def _school_year(value: object, column: RegisterColumn, as_of: date) -> ValueRead:
    year = only_school_year(plain_text(value))
    if year is None:
        return ValueRead(check="register_value", problem="нужен учебный год, например 2021/2022")
    if year > as_of.year + MOST_YEARS_AHEAD:
        return ValueRead(check="register_dates", problem="год дальше разумного от отчётной даты")
    return ValueRead(year)


READERS: dict[str, Callable[[object, RegisterColumn, date], ValueRead]] = {
    registers.CODE: _code,
    registers.TEXT: _text,
    registers.DATE: _date,
    registers.PERCENT: _percent,
    registers.INTEGER: _integer,
    registers.NUMBER: _number,
    registers.YES_NO: _yes_no,
    registers.CHOICE: _choice,
    registers.CHOICES: _choices,
    registers.REFERENCE: _code,
    registers.SCHOOL_YEAR: _school_year,
}
