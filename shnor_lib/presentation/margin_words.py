"""How near results and verdicts are to the threshold, in words: pupils instead of per cents."""

from typing import Any

import numpy as np
import pandas as pd

from shnor_lib.ground import wording

#: Small numbers as words, in the genitive and the accusative, feminine and of people.
_GENITIVE = {1: "одной", 2: "двух", 3: "трёх", 4: "четырёх"}
_ACCUSATIVE = {1: "одну", 2: "две", 3: "три", 4: "четыре"}
_PEOPLE = {1: "одного", 2: "двух", 3: "трёх", 4: "четырёх"}

#: What the column of margins means.
WHAT_A_MARGIN_IS = (
    "Запас — наименьшее число обучающихся, при других результатах которых вывод был бы другим; «до» — у части процедур "
    "число «2» неизвестно и запас может быть меньше; «x» — определить нельзя; «–» — никакие результаты этих процедур "
    "вывода не изменят."
)
#: What the words of `turning_words` mean, for a table's note.
WHAT_TURNS = (
    "«Не хватило одной двойки»: будь двоек на одну больше, результат был бы низким; «превышен на одну двойку»: будь "
    "их на одну меньше, он не был бы низким. На экзаменах так же считаются не преодолевшие порог."
)


def turning_words(row: Any) -> str:
    """Return «до порога не хватило двух двоек» or «порог превышен на одну двойку» of a row of `near_threshold`."""
    return _over(row.assessment, int(row.pupils)) if row.low else _short(row.assessment, int(row.pupils))


def _short(assessment: str, pupils: int) -> str:
    if _is_exam(assessment):
        return f"до порога не хватило {_not_passed(pupils)}"
    marks = wording.form(pupils, "двойки", "двоек", "двоек")
    return f"до порога не хватило {_GENITIVE.get(pupils, wording.number(pupils))} {marks}"


def _over(assessment: str, pupils: int) -> str:
    if _is_exam(assessment):
        return f"порог превышен на {_not_passed(pupils)}"
    marks = wording.form(pupils, "двойку", "двойки", "двоек")
    return f"порог превышен на {_ACCUSATIVE.get(pupils, wording.number(pupils))} {marks}"


def _not_passed(pupils: int) -> str:
    """Return «одного не сдавшего», «двух не сдавших»: genitive and accusative are the same."""
    words = wording.form(pupils, "не сдавшего", "не сдавших", "не сдавших")
    return f"{_PEOPLE.get(pupils, wording.number(pupils))} {words}"


def _is_exam(assessment: str) -> bool:
    return assessment in ("OGE", "EGE")


def margin_text(row: Any) -> str:
    """Return a verdict's margin as a cell shows it: «3», «до 3» where it may be fewer, «x» unknown, «–» there is none.

    Args:
        row: a row of `verdict_margins`.
    """
    if pd.isna(row.pupils):
        return "x" if not isinstance(row.exact, bool | np.bool_) or not row.exact else wording.MISSING
    return ("" if row.exact else "до ") + wording.number(int(row.pupils))


def failed_of(row: Any) -> str:
    """Return «5 из 20» of a row of `near_threshold`."""
    return f"{wording.number(row.n_failed)} из{wording.NBSP}{wording.number(row.n_participants)}"
