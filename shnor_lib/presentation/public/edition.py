"""A public edition as its notebook sees it: the public tables and nothing else."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from shnor_lib.ground.given_parameters import refuse_unknown_in_session
from shnor_lib.ground.logo import logo_address
from shnor_lib.ground.project import OUTPUT, ROOT
from shnor_lib.ground.public_tables import DATA, LOGO, PUBLIC
from shnor_lib.ground.table_files import read_table
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.tree import Section, SectionHeading, Subsection


class PublicEdition:
    """The public tables of an edition by their names; its params, registers and own tables are out of reach."""

    def __init__(self, folder: Path):
        self.folder = folder

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in PUBLIC:
            raise AttributeError(f"нет таблицы «{name}»; таблицы: {', '.join(PUBLIC)}")
        return read_table(self.folder / DATA / f"{name}.csv")

    @cached_property
    def about(self) -> dict[str, str]:
        """What the edition is; an empty text where something is not known."""
        told = self.public_about
        return dict(zip(told["key"], told["value"].fillna(""), strict=True))

    @property
    def logo(self) -> str:
        """The centre's logo, which lies beside the tables, as a data address; empty where there is none."""
        return logo_address(next(iter(sorted(self.folder.glob(f"{LOGO}.*"))), None))

    @property
    def names_schools(self) -> bool:
        """Whether results are published by school."""
        return self.about["names_schools"] == "да"


def open_public(edition: str | int, run_folder: str | Path = "") -> PublicEdition:
    """Open a public edition: the one that is being made, or by hand the issued one of an edition."""
    refuse_unknown_in_session()
    return PublicEdition(ROOT / run_folder if run_folder else OUTPUT / str(edition) / "public")


def show_public(section: Section, edition: PublicEdition) -> None:
    """Show a section of the public report; a section for which there is nothing is left out."""
    from IPython.display import display

    values = list(public_values(section, edition))
    if len(values) > 1 or section.kind != "section":
        for value in values:
            display(value)


def public_values(section: Section, edition: PublicEdition) -> list[Any]:
    """Return the heading of a section and the values of its parts that have something to show."""
    parts = [part for one in section.parts for part in (one.parts if isinstance(one, Subsection) else (one,))]
    made = [value for part in parts if (value := part(edition)) is not None]
    return [SectionHeading.of(section, edition), *(value for value in made if not isinstance(value, Text) or value)]
