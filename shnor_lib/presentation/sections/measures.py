"""Section 7 (item 16 of the plan): factors, measures against them, coverage and change."""

import pandas as pd

from shnor_lib import wording
from shnor_lib.edition import Edition
from shnor_lib.indicators import REGISTER
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs

#: The programme's four groups of factors, with the sheets of the register that describe each measure against them.
FACTOR_GROUPS = (
    "социально-экономические",
    "территориальные",
    "организационно-управленческие",
    "психолого-педагогические",
)


def factors_table(edition: Edition) -> PublicationTable:
    """Return the four groups of factors with what is known of measures, coverage and change."""
    frame = pd.DataFrame(
        {
            "group": [wording.sentence_case(group) for group in FACTOR_GROUPS],
            "factor": "сведения не представлены",
            "measure": "сведения не представлены",
            "coverage": "сведения не представлены",
            "sheet": [
                "«Факторы», «Контекст»",
                "«Факторы», «Школы»",
                "«Факторы», «Партнёрства», «Протоколы»",
                "«Факторы», «КПК», «Консультации»",
            ],
        }
    )
    columns = [
        Column("group", "Группа факторов", width=2.5),
        Column("factor", "Фактор", width=2),
        Column("measure", "Мера", width=2),
        Column("coverage", "Охват и изменение", width=2),
        Column("sheet", "Листы, которые дадут сведения", width=3),
    ]
    marks = {name: ["muted"] * len(frame) for name in ("factor", "measure", "coverage")}
    return PublicationTable.from_frame(frame, columns, "Фактор – мера – охват – изменение", marks=marks, id="factors")


def factors_text(edition: Edition) -> Text:
    """Return what item 16 asks for and what the data allow."""
    return paragraphs(
        "Пункт 16 плана требует оценить комплекс мер, направленных на преодоление факторов академической "
        f"неуспешности. Программа называет четыре группы факторов: {wording.join(FACTOR_GROUPS)}. Сведения о "
        f"факторах, мерах и охвате школ ведутся в файле {REGISTER}; для этого выпуска они не представлены, поэтому "
        "оценка не дана и ни одно число здесь не предполагается.",
    )
