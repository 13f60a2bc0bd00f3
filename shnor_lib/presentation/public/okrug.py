"""The okrug's results by procedure and year, of all schools and of the listed ones."""

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.public_tables import GROUPS
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import ASSESSMENTS
from shnor_lib.presentation.charts.okrug_lines import okrug_lines
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.public.edition import PublicEdition
from shnor_lib.presentation.public.numbers import shares_by_year
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.tree import Section

NAME = Column("procedure", "Процедура")


def years_figure(edition: PublicEdition) -> PublicationFigure | None:
    """Draw the printed shares over all grades year by year, of all schools and of the listed ones."""
    groups = [overall(edition.public_okrug, group) for group in GROUPS]
    own = in_order(pd.concat(groups))
    names = [wording.procedure(row.assessment, row.level, row.subject, full=True) for row in rows_of(own)]
    return okrug_lines(own.assign(procedure=names), "Доля «2» по округу")


def all_schools(edition: PublicEdition) -> PublicationTable | None:
    """Return the shares of «2» over all schools."""
    return _of_group(edition.public_okrug, "all", "Результаты всех школ округа")


def listed_schools(edition: PublicEdition) -> PublicationTable | None:
    """Return the shares of «2» over the listed schools."""
    return _of_group(edition.public_okrug, "listed", "Результаты школ списка ШНОР")


def _of_group(okrug: pd.DataFrame, group: str, caption: str) -> PublicationTable | None:
    own = okrug[okrug["group"] == group]
    if own.empty:
        return None
    return shares_by_year(with_names(own), ["procedure"], [NAME], caption, f"public_{group}")


def overall(okrug: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return a group's rows over all grades: grades together, or the only grade of a procedure."""
    own = okrug[okrug["group"] == group]
    together = own["grade"].isna()
    names = ["assessment", "level", "subject", "school_year"]
    in_several = set(own.loc[together, names].itertuples(index=False, name=None))
    alone = [key not in in_several for key in own[names].itertuples(index=False, name=None)]
    return own[together | pd.Series(alone, index=own.index, dtype=bool)]


def in_order(results: pd.DataFrame) -> pd.DataFrame:
    """Return results in the order in which people look for them: by assessment, subject, grade and year."""
    ordered = results.sort_values(["subject", "level", "grade", "school_year"], na_position="last")
    order = {code: place for place, code in enumerate(ASSESSMENTS)}
    return ordered.sort_values("assessment", key=lambda codes: codes.map(order), kind="stable")


def with_names(results: pd.DataFrame) -> pd.DataFrame:
    """Return results in their order with the procedure's name in words."""
    ordered = in_order(results)
    return ordered.assign(procedure=[procedure_name(row) for row in ordered.to_dict("records")])


def procedure_name(row: dict) -> str:
    """Return «ВПР, математика, 5 класс», and «все классы» where several stand together."""
    words = wording.procedure(row["assessment"], row["level"], row["subject"], row["grade"], full=True)
    return f"{words}, все классы" if pd.isna(row["grade"]) else words


SECTION = Section(
    id="public_okrug", title="Результаты округа", commented=False, parts=(years_figure, all_schools, listed_schools)
)
