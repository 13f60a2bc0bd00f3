"""Russian words for numbers, dates and procedures: plurals, decimals, no-break spaces.

Pure functions on the ground floor, since methods word their verdicts with them.  Numbers and dates through Babel.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from shnor_lib.vocabulary import assessment_name, level_name, subject_abbreviation, subject_name

RUSSIAN = Locale("ru")
NBSP = "\u00a0"
MINUS = "−"
MISSING = "–"

#: Short words that must not end a line.
_SHORT_WORDS = "а|в|во|и|к|ко|на|не|ни|о|об|от|по|с|со|у|за|из|до|при|для|или|но|п|пп|№"


def _rounded(value: float, decimals: int) -> Decimal:
    """Round half up, as Russian readers expect: 27.25 → 27.3."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def number(value: float, decimals: int | None = None) -> str:
    """Return the number with a decimal comma; without ``decimals`` at most two places and no trailing zeros."""
    rounded = _rounded(value, 2 if decimals is None else decimals)
    pattern = "#,##0.##" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(abs(rounded), pattern, locale=RUSSIAN)
    return (MINUS if rounded < 0 else "") + text


def percent(value: float, decimals: int | None = 1) -> str:
    """Return e.g. «27,7 %» of a percentage 0–100."""
    return f"{number(value, decimals)}{NBSP}%"


def signed(value: float, decimals: int = 1) -> str:
    """Return the number with its sign, «+11,3» or «−11,3»; zero has none."""
    return ("+" if _rounded(value, decimals) > 0 else "") + number(value, decimals)


def points(value: float, decimals: int = 1) -> str:
    """Return a change in percentage points, e.g. «−11,3 п. п.»."""
    return f"{signed(value, decimals)}{NBSP}п.{NBSP}п."


def change_in_words(value: float, decimals: int = 1) -> str:
    """Return «снизилась на 11,3 п. п.», «выросла на …» or «не изменилась» (of a share)."""
    rounded = _rounded(value, decimals)
    if rounded == 0:
        return "не изменилась"
    return f"{'снизилась' if rounded < 0 else 'выросла'} на {number(abs(rounded), decimals)}{NBSP}п.{NBSP}п."


def form(n: float, one: str, few: str, many: str) -> str:
    """Return the form of a word that goes with the number: школа, школы, школ (fractions take ``few``)."""
    return {"one": one, "few": few, "many": many, "other": few}[RUSSIAN.plural_form(n)]


def plural(n: float, one: str, few: str, many: str) -> str:
    """Return the number with the word, e.g. «3 школы»."""
    return f"{number(n)}{NBSP}{form(n, one, few, many)}"


def join(items: Iterable[str], last: str = "и") -> str:
    """Return «а, б и в»."""
    every = list(items)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def share_of(part: int, whole: int, decimals: int = 1) -> str:
    """Return «4 из 7 (57,1 %)»; without a whole only «0 из 0»."""
    words = f"{part} из{NBSP}{whole}"
    return f"{words} ({percent(100 * part / whole, decimals)})" if whole else words


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def date_words(value: date | str) -> str:
    """Return «31 декабря 2022 года»."""
    return format_date(_as_date(value), "d MMMM y", locale=RUSSIAN).replace(" ", NBSP) + f"{NBSP}года"


def short_date(value: date | str) -> str:
    """Return «31.12.2022»."""
    return format_date(_as_date(value), "dd.MM.y", locale=RUSSIAN)


def school_year_short(year: int) -> str:
    """Return «2020/21» for the school year that ends in 2021."""
    return f"{year - 1}/{year % 100:02d}"


def school_year(year: int) -> str:
    """Return «2020/21 учебный год»."""
    return f"{school_year_short(year)} учебный год"


def sentence_case(text: str) -> str:
    """Return the text with its first letter in upper case, the rest untouched."""
    return text[:1].upper() + text[1:]


def quoted(text: str) -> str:
    """Return the text in Russian quotation marks."""
    return f"«{text}»"


def short_school_name(name: str) -> str:
    """Return «Краснинская СОШ» for «МБОУ «Краснинская СОШ»»."""
    inside = re.search(r"«(.+)»", name)
    return inside.group(1) if inside else re.sub(r"^М[БКА]ОУ\s+", "", name)


def procedure(
    assessment: str,
    level: str | None,
    subject: str,
    grade: int | None = None,
    year: int | None = None,
    *,
    full: bool = False,
) -> str:
    """Return a procedure's name: «ВПР РУ 7» or in full «ВПР, русский язык, 7 класс»; with the year if given.

    The grade is named for ВПР and МКР alone, since the exams have but one.
    """
    level = level if isinstance(level, str) and level else ""
    in_grade = grade is not None and assessment in ("VPR", "MKR")
    if full:
        subject_words = subject_name(subject) + (f" ({level_name(level)})" if level else "")
        parts = [assessment_name(assessment), subject_words, f"{grade}{NBSP}класс" if in_grade else ""]
        return ", ".join([part for part in parts if part] + ([str(year)] if year else []))
    short = [assessment_name(assessment), subject_abbreviation(subject), str(grade) if in_grade else ""]
    if level:
        short.append(level_name(level).split()[0])
    return NBSP.join(part for part in short if part) + (f", {year}" if year else "")


def typeset(text: str) -> str:
    """Put no-break spaces where Russian typography asks for them; code spans and links stay untouched."""
    pieces = re.split(r"(`[^`]*`|\]\([^)]*\)|https?://\S+)", text)
    return "".join(piece if place % 2 else _typeset_prose(piece) for place, piece in enumerate(pieces))


def _typeset_prose(text: str) -> str:
    text = re.sub(rf"(?<![\w-])({_SHORT_WORDS})\.? +(?=\S)", lambda m: m.group().rstrip(" ") + NBSP, text, flags=re.I)
    text = re.sub(r"(?<=\S) +(?=[–—] )", NBSP, text)
    text = re.sub(r"(?<=\d) +(?=%|п\.|школ|процедур|учебн|класс|год|шт\.)", NBSP, text)
    return re.sub(r"\b([А-ЯЁ]\.) ?([А-ЯЁ]\.) ?(?=[А-ЯЁ])", rf"\1{NBSP}\2{NBSP}", text)
