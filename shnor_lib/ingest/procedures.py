"""Procedures named in a heading: assessment, subject, grade, year and season."""

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from shnor_lib.ingest.texts import clean, cyrillic
from shnor_lib.vocabulary import ASSESSMENTS

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


@cache
def _words() -> dict[str, tuple[str, str]]:
    """Return {word: (part of the heading, code)} of the map file."""
    text = files("shnor_lib.ingest").joinpath("maps/procedure_words.csv").read_text(encoding="utf-8")
    return {row["word"]: (row["part"], row["code"]) for row in csv.DictReader(text.splitlines())}


def _bare(text: str) -> str:
    return cyrillic(clean(text)).casefold().replace("ё", "е").rstrip(" .:")


@lru_cache(maxsize=10_000)
def parse_procedure(heading: str) -> Procedure | NotAProcedure:
    """Read a heading such as «ВПР МА 6 2021 весна» or «ОГЭ РУ 2019»."""
    words = _bare(heading)
    parts: dict[str, str] = {}
    for word in sorted(_words(), key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
        part, code = _words()[word]
        if re.search(pattern, words):
            if parts.get(part, code) != code:
                return NotAProcedure(f"указано больше одного значения: {word}", "assessment" in parts)
            parts[part] = code
            words = re.sub(pattern, " ", words)
    if "assessment" not in parts:
        return NotAProcedure("не указана процедура (ВПР, ОГЭ, ЕГЭ)", looks_like=False)
    numbers = re.findall(r"\d+", words)
    rest = re.sub(r"\d+|класс\w*|кл\b|год\w*|уч\b|(?<!\w)г(?!\w)|[.,()\-–—]", " ", words).split()
    if rest:
        return NotAProcedure(f"непонятное слово «{rest[0]}»", looks_like=True)
    if "subject" not in parts:
        return NotAProcedure("не указан предмет", looks_like=True)
    return _with_numbers(parts, [int(number) for number in numbers])


def _with_numbers(parts: dict[str, str], numbers: list[int]) -> Procedure | NotAProcedure:
    """Tell year and grade among the numbers of the heading."""
    years = [number for number in numbers if 2000 <= number <= 2100]
    grades = [number for number in numbers if 1 <= number <= 11]
    if len(years) != 1 or len(years) + len(grades) != len(numbers):
        return NotAProcedure("год не указан или указан не один раз", looks_like=True)
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
