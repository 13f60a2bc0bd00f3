"""Russian words for numbers, dates and procedures: plurals, decimals, no-break spaces.

Pure functions on the ground floor, since methods word their verdicts with them.  Numbers and dates through Babel.
A missing value (``None``, NaN, ``<NA>``) is worded as a dash everywhere.
"""

import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from shnor_lib.ground.vocabulary import assessment_name, level_name, subject_abbreviation, subject_name

RUSSIAN = Locale("ru")
NBSP = "\u00a0"
MINUS = "−"
MISSING = "–"
POINTS = f"п.{NBSP}п."


def is_missing(value: object) -> bool:
    """Tell whether the value is ``None``, NaN, ``NaT`` or ``<NA>``."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:  # <NA> compared with itself is neither true nor false
        return True


# Numbers

#: As many digits as the largest float has: nonsense in a workbook has to be worded as well.
_ANY_FLOAT = Context(prec=400)
#: From here on a number is told by its first digits: it counts nothing in any school.
_BEYOND_COUNTING = 10**15


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Round half up, as Russian readers expect: 27.75 → 27.8, 2.675 → 2.68.

    Nine places are settled first, since a sum of floats may stand a hair below the half that it means.
    """
    settled = Decimal(str(round(value, 9)))
    return settled.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_ANY_FLOAT)


@cache
def _pattern(decimals: int | None) -> str:
    if decimals is None:
        return "#,##0.##"
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """Return the number with a decimal comma; without ``decimals`` at most two places and no trailing zeros."""
    if is_missing(value):
        return MISSING
    exact = rounded(value, 2 if decimals is None else decimals)
    if abs(exact) >= _BEYOND_COUNTING:
        return f"{value:.2e}".replace(".", ",").replace("-", MINUS)
    return (MINUS if exact < 0 else "") + format_decimal(abs(exact), _pattern(decimals), locale=RUSSIAN)


def percent(value: float, decimals: int | None = 1) -> str:
    """Return e.g. «27,7 %» of a percentage 0–100."""
    return MISSING if is_missing(value) else f"{number(value, decimals)}{NBSP}%"


def signed(value: float, decimals: int = 1) -> str:
    """Return the number with its sign, «+11,3» or «−11,3»; zero has none."""
    if is_missing(value):
        return MISSING
    return ("+" if rounded(value, decimals) > 0 else "") + number(value, decimals)


def points(value: float, decimals: int = 1) -> str:
    """Return a change in percentage points, e.g. «−11,3 п. п.»."""
    return MISSING if is_missing(value) else f"{signed(value, decimals)}{NBSP}{POINTS}"


def change_in_words(value: float, decimals: int = 1) -> str:
    """Return «снизилась на 11,3 п. п.», «выросла на …» or «не изменилась» (of a share)."""
    if is_missing(value):
        return "не определена"
    exact = rounded(value, decimals)
    if exact == 0:
        return "не изменилась"
    return f"{'снизилась' if exact < 0 else 'выросла'} на {number(abs(exact), decimals)}{NBSP}{POINTS}"


def form(n: float, one: str, few: str, many: str) -> str:
    """Return the form of a word that goes with the number as printed: школа, школы, школ (fractions take ``few``)."""
    printed = rounded(n, 2)
    whole = int(printed)
    category = RUSSIAN.plural_form(whole if printed == whole else printed)
    return {"one": one, "few": few, "many": many, "other": few}[category]


def plural(n: float, one: str, few: str, many: str) -> str:
    """Return the number with the word, e.g. «3 школы»."""
    return f"{number(n)}{NBSP}{form(n, one, few, many)}"


#: From so many on a tenth of a per cent says something; of 22 pupils it is false precision.
EXACT_FROM = 100


def share_decimals(whole: float) -> int:
    """Return with how many decimals a share of a whole is printed: none under a hundred, one from there on."""
    return 1 if whole >= EXACT_FROM else 0


def share_of(part: int, whole: int, decimals: int | None = None) -> str:
    """Return «4 из 7 (57 %)», by default with as many decimals as the whole bears; without a whole only «0 из 0»."""
    words = f"{number(part)} из{NBSP}{number(whole)}"
    places = share_decimals(whole) if decimals is None else decimals
    return f"{words} ({percent(100 * part / whole, places)})" if whole else words


#: With fewer participants a share is told by pupils: «13 из 22» and not «59,09 %».
FEW_PARTICIPANTS = 100


def pupils_or_share(share_pct: float, failed: float | None, participants: float | None) -> str:
    """Return «13 из 22», from a hundred participants on «12,6 %»; where pupils are not known the share as it is told.

    Args:
        share_pct: 0–100, perhaps missing.
        failed: how many got «2», perhaps missing.
        participants: of how many, perhaps missing.
    """
    if is_missing(share_pct):
        return MISSING
    if failed is None or participants is None or is_missing(failed) or is_missing(participants):
        return percent(share_pct, None)
    if participants >= FEW_PARTICIPANTS:
        return percent(100 * failed / participants)
    return f"{int(failed)} из{NBSP}{int(participants)}"


def out_of_schools(part: int, whole: int, *, share: bool = False) -> str:
    """Return «4 из 7 школ», with ``share`` also «(57 %)»."""
    words = f"{part} из{NBSP}{whole}{NBSP}{form(whole, 'школы', 'школ', 'школ')}"
    return f"{words} ({percent(100 * part / whole, share_decimals(whole))})" if share and whole else words


# Dates


def _as_date(value: date | str) -> date:
    return date.fromisoformat(value[:10]) if isinstance(value, str) else value


def date_words(value: date | str) -> str:
    """Return «31 декабря 2022 года»; a line may break only between the month and the year."""
    if is_missing(value):
        return MISSING
    day = _as_date(value)
    return f"{format_date(day, f'd{NBSP}MMMM', locale=RUSSIAN)} {day.year}{NBSP}года"


def month_words(month: str) -> str:
    """Return «март 2022» of «2022-03»."""
    return format_date(date.fromisoformat(f"{month}-01"), f"LLLL{NBSP}y", locale=RUSSIAN)


def short_date(value: date | str) -> str:
    """Return «31.12.2022»."""
    return MISSING if is_missing(value) else format_date(_as_date(value), "dd.MM.y", locale=RUSSIAN)


def school_year_short(year: int) -> str:
    """Return «2020/21» for the school year that ends in 2021."""
    return MISSING if is_missing(year) else f"{int(year) - 1}/{int(year) % 100:02d}"


_SCHOOL_YEAR_CASES = {
    "name": "учебный год",
    "genitive": "учебного года",
    "dative": "учебному году",
    "prepositional": "учебном году",
}


def school_year(year: int, case: str = "name") -> str:
    """Return «2020/21 учебный год»; cases are ``name``, ``genitive``, ``dative`` and ``prepositional``."""
    return f"{school_year_short(year)}{NBSP}{_SCHOOL_YEAR_CASES[case]}"


# Text


#: A list of more is a wall that nobody reads: its beginning is told, and how many there are besides.
MOST_LISTED, FIRST_LISTED = 40, 10


def join(items: Iterable[str], last: str = "и") -> str:
    """Return «а, б и в»; of very many «а, б, … и ещё 290»: tables have all of them."""
    every = _readable(items)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {last} {every[-1]}"


def join_clauses(items: Iterable[str]) -> str:
    """Return «а; б; в»; of very many the first and how many there are besides."""
    return "; ".join(_readable(items))


def _readable(items: Iterable[str]) -> list[str]:
    every = list(items)
    if len(every) <= MOST_LISTED:
        return every
    return [*every[:FIRST_LISTED], f"ещё{NBSP}{len(every) - FIRST_LISTED}"]


def id_ranges(ids: Iterable[str]) -> str:
    """Return codes with neighbours folded: «И1–И6 и П1–П5», «1–4, 6, 6а и М1.1–М1.6»."""
    runs: list[list[str]] = []
    for code in ids:
        if runs and _follows(runs[-1][-1], code):
            runs[-1].append(code)
        else:
            runs.append([code])
    parts = [[f"{run[0]}–{run[-1]}"] if len(run) > 2 else run for run in runs]
    return join(code for part in parts for code in part)


def _follows(code: str, following: str) -> bool:
    """Tell whether two codes differ only in their last number, by one."""
    first, second = (re.fullmatch(r"(.*?)(\d+)", text) for text in (code, following))
    return bool(first and second and first[1] == second[1] and int(second[2]) == int(first[2]) + 1)


def sentence_case(text: str) -> str:
    """Return the text with its first letter in upper case, the rest untouched; opening signs are skipped."""
    opening = len(text) - len(text.lstrip("«„“\"'(*_ "))
    return text[:opening] + text[opening : opening + 1].upper() + text[opening + 1 :]


_TWO_STOPS = re.compile(r"(?<=[^\W\d_])\.\.(?=\s|$|[»“)\]*|])")


def one_stop(text: str) -> str:
    """Return the text with one full stop where a sentence ends in an abbreviation: «на 10 п. п.», not «п. п..»."""
    return _TWO_STOPS.sub(".", text)


def quoted(text: str) -> str:
    """Return the text in Russian quotation marks; marks within become „лапки“."""
    return f"«{text.replace('«', '„').replace('»', '“')}»"


# Schools and procedures

_LEGAL_FORM = re.compile(
    r"^(?:МБОУ|МКОУ|МАОУ|МБНОУ|МАНОУ|МКСОУ|МОУ|ГБОУ|ГКОУ|ГАОУ|ГБНОУ|ГОУ|ЧОУ|НОУ"
    r"|(?:муниципальное|государственное|частное)\s+(?:(?:бюджетное|казённое|казенное|автономное)\s+)?"
    r"(?:обще)?образовательное\s+учреждение)(?=[\s«])\s*",
    flags=re.IGNORECASE,
)
#: Kinds of schools written out, and the letters that stand for them.
_KIND = re.compile(
    r"\b(?:(?:средняя|основная|начальная)\s+(?:обще)?образовательная\s+школа|сош|оош|нош)\b", flags=re.IGNORECASE
)


def short_school_name(name: str) -> str:
    """Return «Краснинская СОШ» for «МБОУ «Краснинская средняя общеобразовательная школа»».

    The legal form and the marks around the name go, the kind of school is put into its letters.
    """
    text = re.sub(r'"([^"]*)"', r"«\1»", " ".join(name.split()))
    for _ in range(2):  # marks around the whole, then marks around what follows the legal form
        text = _without_leading_quotes(_LEGAL_FORM.sub("", text))
    return _KIND.sub(_letters, text) or name


def _letters(kind: re.Match[str]) -> str:
    """Return «СОШ» for «средняя общеобразовательная школа» and «сош»."""
    words = kind[0].split()
    return f"{words[0][0]}ОШ".upper() if len(words) > 1 else kind[0].upper()


def _without_leading_quotes(text: str) -> str:
    """Drop the mark that opens the text and the one that closes it; «Гимназия «Диалог» closes both with one."""
    if not text.startswith("«"):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "«") - (sign == "»")
        if depth == 0:
            return text[1:place] + text[place + 1 :]
    return text[1:]


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
    grade_word = str(int(grade)) if grade is not None and not is_missing(grade) and assessment in ("VPR", "MKR") else ""
    year_word = "" if year is None or is_missing(year) else str(int(year))
    if full:
        subject_words = subject_name(subject) + (f" ({level_name(level)})" if level else "")
        parts = [assessment_name(assessment), subject_words, grade_word and f"{grade_word}{NBSP}класс", year_word]
        return ", ".join(filter(None, parts))
    level_word = level_name(level).split()[0] if level else ""
    name = NBSP.join(filter(None, [assessment_name(assessment), subject_abbreviation(subject), grade_word, level_word]))
    return ", ".join(filter(None, [name, year_word]))


# No-break spaces

#: What is not prose in Markdown: code, targets and labels of links, definitions of links, addresses, HTML tags.
_NOT_PROSE = re.compile(
    r"(```.*?```|~~~.*?~~~|`[^`\n]+`|\]\([^)\n]*\)|\]\[[^\]\n]*\]|^ {0,3}\[[^\]\n]+\]:.*?$|https?://\S+|</?[a-z][^>]*>)",
    flags=re.DOTALL | re.MULTILINE | re.IGNORECASE,
)

#: Each pattern ends or begins with the spaces that must not break a line.
_NO_BREAK = tuple(
    re.compile(pattern)
    for pattern in (
        # short prepositions, conjunctions and particles must not end a line
        r"(?i:(?<![\w-])(?:а|без|в|во|для|до|за|и|из|или|к|ко|на|над|не|ни|но|о|об|от|по|под|при|про|с|со|у))"
        r" +(?=[^\s|])",
        # particles lean on the word before
        r"(?<=\w) +(?=(?:бы|же|ли)\b)",
        # тире must not begin a line
        r"(?<=[^\s|>]) +(?=[–—](?:\s|$))",
        # «№ 5», «п. 18», «рис. 3», «ст. 2»
        r"(?:№|§|(?<!\w)(?i:гл|п|пп|прил|разд|рис|с|ст|стр|табл)\.) +(?=\d)",
        # «разделе 1», «таблице 3», «рисунок 2», «пункта 18», «приложении Б», «прил. Б»
        r"(?<!\w)(?i:глав|пункт|раздел|рисун[ко]|таблиц)[а-яё]{0,3} +(?=\d)",
        r"(?<!\w)(?i:приложени[а-яё]{1,3}|прил\.) +(?=(?:\d|[А-Я](?!\w)))",
        # «п. п.», «т. д.», «т. е.»
        r"(?<!\w)п\. +(?=п\.)",
        r"(?<!\w)т\. +(?=[дпек]\.)",
        # a number and what it counts
        r"(?<=\d)\*{0,2} +(?=%|‰|п\.|(?i:балл|ведом|дн[еяй]|индикатор|календарн|класс|месяц|мероприят|обучающ"
        r"|минут|мин\.|пар[аыу]?\b|педагог|показател|процедур|процент|раз|результат|руб|сведен|строк|тыс|млн|участник|ученик"
        r"|учебн|учител|час|чел|школ|шт|ячеек|ячейк|год|г\.))",
        # «13 из 22», «31 декабря», «5 000»
        r"(?<=\d) +(?=из[ \u00a0]+\d)",
        r"(?<=\d) +(?=(?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b)",
        r"(?<=\d) (?=\d{3}(?!\d))",
        # initials stay together and with the surname on either side
        r"(?<!\w)[А-ЯЁ]\. +(?=[А-ЯЁ]\.)",
        r"(?<!\w)[А-ЯЁ]\.\s?[А-ЯЁ]\. +(?=[А-ЯЁ][а-яё])",
        r"(?<=[а-яё]) +(?=[А-ЯЁ]\.\s?[А-ЯЁ]\.)",
    )
)


def typeset(text: str) -> str:
    """Turn spaces into no-break ones where Russian typography asks for them.

    Nothing but spaces changes; code, links' targets, addresses and HTML tags stay untouched.
    """
    pieces = _NOT_PROSE.split(text)
    return "".join(piece if place % 2 else _typeset_prose(piece) for place, piece in enumerate(pieces))


def _typeset_prose(text: str) -> str:
    for pattern in _NO_BREAK:
        text = pattern.sub(lambda match: match.group().replace(" ", NBSP), text)
    return text
