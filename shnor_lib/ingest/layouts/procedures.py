"""Procedures named in a heading: assessment, subject, grade, year and season."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from shnor_lib.ground.spelling import clean, cyrillic
from shnor_lib.ground.vocabulary import ASSESSMENTS
from shnor_lib.ingest.cells.texts import shortened

#: The grade after which the exam is taken.
EXAM_GRADES = {"OGE": 9, "EGE": 11}


@dataclass(frozen=True)
class Procedure:
    """A procedure (оценочная процедура) of the programme tested; ``school_year`` is the year it ends in."""

    assessment: str
    level: str
    subject: str
    grade: int
    school_year: int
    season: str = ""

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        """What makes two headings the same procedure; the season does not."""
        return self.assessment, self.level, self.subject, self.grade, self.school_year

    def columns(self) -> dict[str, str | int]:
        """Return the columns that name the procedure in tables."""
        return {
            "assessment": self.assessment,
            "level": self.level,
            "subject": self.subject,
            "grade": self.grade,
            "school_year": self.school_year,
            "season": self.season,
        }


@dataclass(frozen=True)
class NotAProcedure:
    """A heading that names no procedure, and why; ``looks_like`` if it names an assessment at all."""

    problem: str
    looks_like: bool


@dataclass(frozen=True)
class _Word:
    """A word of headings: what part of the procedure it names, by which code."""

    word: str
    part: str
    code: str
    pattern: re.Pattern


@cache
def _words() -> tuple[_Word, ...]:
    """Return the words of the map file, the longest first."""
    text = files("shnor_lib.ingest").joinpath("maps/procedure_words.csv").read_text(encoding="utf-8")
    rows = sorted(csv.DictReader(text.splitlines()), key=lambda row: -len(row["word"]))
    return tuple(_Word(**row, pattern=re.compile(rf"(?<!\w){re.escape(row['word'])}(?!\w)")) for row in rows)


def _names_an_assessment(words: str) -> bool:
    """Tell, before any longer look, whether there is a word without which a heading names no procedure."""
    return any(word.word in words and word.pattern.search(words) for word in _words() if word.part == "assessment")


#: A school year by both of its calendar years: 2018/2019, 2018/19, 2018–2019.
_TWO_YEARS = re.compile(r"(?<!\d)(20\d\d) ?[/–—-] ?(?:20)?(\d\d)(?!\d)")
_ORDINAL = re.compile(r"(?<=\d) ?- ?(?:й|е|го|ый|ые|ого|ом|х)(?!\w)")
_STOP_AFTER_LETTERS = re.compile(r"(?<=[а-я])\.")
_LETTER_MEETS_DIGIT = re.compile(r"(?<=[а-я])(?=\d)|(?<=\d)(?=[а-я])")
_FILLING = re.compile(
    r"\d+|класс\w*|кл\b|параллел\w*|уровень|уровня|год\w*|уч(?:ебн\w+)?\b|(?<!\w)г(?!\w)|[.,:()«»\"\-–—]"
)


def _plain(heading: str) -> str:
    """Return a heading in lower case, its words and numbers apart, a school year as the year it ends in."""
    words = cyrillic(clean(heading).replace("_", " ")).casefold().replace("ё", "е")
    words = " ".join(_STOP_AFTER_LETTERS.sub(" ", _TWO_YEARS.sub(_year_of_end, words)).split())
    return _LETTER_MEETS_DIGIT.sub(" ", _ORDINAL.sub("", words))


def _year_of_end(match: re.Match) -> str:
    begin, end = int(match[1]), 2000 + int(match[2])
    return str(end) if end == begin + 1 else match[0]


def assessments_in(text: str) -> set[str]:
    """Return the codes of the assessments that a text names: a title, a sheet's name."""
    words, found = _plain(text), set()
    for word in _words():
        if word.part == "assessment" and word.word in words and word.pattern.search(words):
            found.add(word.code)
    return found


@lru_cache(maxsize=4096)
def parse_procedure(heading: str) -> Procedure | NotAProcedure:
    """Read a heading such as «ВПР МА 6 2021 весна» or «ОГЭ РУ 2019»."""
    words = _plain(heading)
    if not _names_an_assessment(words):
        return NotAProcedure("не указана процедура (ВПР, ОГЭ, ЕГЭ)", looks_like=False)
    parts: dict[str, str] = {}
    for word in _words():
        if word.word in words and word.pattern.search(words):
            if parts.get(word.part, word.code) != word.code:
                return NotAProcedure(f"указано больше одного значения: {word.word}", looks_like=True)
            parts[word.part] = word.code
            words = word.pattern.sub(" ", words)
    numbers = re.findall(r"\d+", words)
    rest = _FILLING.sub(" ", words).split()
    if rest:
        return NotAProcedure(f"непонятное слово «{shortened(rest[0])}»", looks_like=True)
    if "subject" not in parts:
        return NotAProcedure("не указан предмет", looks_like=True)
    if any(len(number) > 4 for number in numbers):
        return NotAProcedure("год не указан или указан не один раз", looks_like=True)
    return _with_numbers(parts, [int(number) for number in numbers])


def _with_numbers(parts: dict[str, str], numbers: list[int]) -> Procedure | NotAProcedure:
    """Tell year and grade among the numbers of the heading."""
    years = [number for number in numbers if 2000 <= number <= 2100]
    grades = [number for number in numbers if 1 <= number <= 11]
    if len(years) != 1:
        return NotAProcedure("год не указан или указан не один раз", looks_like=True)
    if len(years) + len(grades) != len(numbers):
        return NotAProcedure("есть число, которое не может быть ни классом, ни годом", looks_like=True)
    grade = EXAM_GRADES.get(parts["assessment"])
    if grade is None and len(grades) != 1:
        return NotAProcedure("не указан класс", looks_like=True)
    if grade is not None and grades and grades != [grade]:
        return NotAProcedure(f"для {ASSESSMENTS[parts['assessment']]} указан класс {grades[0]}", looks_like=True)
    return Procedure(
        parts["assessment"],
        parts.get("level", ""),
        parts["subject"],
        grade if grade is not None else grades[0],
        years[0],
        parts.get("season", ""),
    )
