"""What a part of the report needs: the registers that tell it, and what is said where they tell nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.registers import WORKBOOK, register_sheet
from shnor_lib.presentation.text import Text, paragraphs


@dataclass(frozen=True)
class Need:
    """What is told only by registers.

    ``what`` opens the sentence printed where they tell nothing: «Охват школ помощью оценить нельзя»; ``registers`` are
    their names as in `registers.yml`; ``met`` says of an edition whether they tell anything.
    """

    what: str
    registers: tuple[str, ...]
    met: Callable[[Any], bool]

    @property
    def sentence(self) -> str:
        """The sentence that names what is missing and the sheets that would tell it."""
        verb = "не заполнен" if len(self.registers) == 1 else "не заполнены"
        return f"{self.what}: {verb} {sheets_words(*self.registers)} файла {WORKBOOK}."

    @property
    def text(self) -> Text:
        """The sentence as a part of the report."""
        return paragraphs(self.sentence)


def filled(table: str) -> Callable[[Any], bool]:
    """Return the condition that a table of the edition has rows."""
    return lambda edition: not getattr(edition, table).empty


def sheets_words(*names: str) -> str:
    """Return the registers by their sheets: «лист «План»», «листы «КПК» и «ИОМ»»."""
    titles = [wording.quoted(register_sheet(name).title) for name in names]
    return f"{'лист' if len(titles) == 1 else 'листы'} {wording.join(titles)}"
