"""A value of a drop-down list, in the registers and in the programme's workbook alike."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """A value of a list: the code that tables hold, the word of the form, further spellings that are understood."""

    code: str
    word: str
    synonyms: tuple[str, ...] = ()
