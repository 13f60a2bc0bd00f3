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
    their names as in `registers.yml`; ``met`` says of an edition whether they tell anything.  A sheet is called empty
    only if it is: one of which no row could be used is called that, and filled ones are not named.
    """

    what: str
    registers: tuple[str, ...]
    met: Callable[[Any], bool]

    def sentence(self, edition: Any) -> str:
        """Return the sentence that names what is missing and the sheets that would tell it."""
        # Late: the exporters read the declared tree back without the weight of pandas.
        from shnor_lib.analysis.programme.rows_read import filled as filled_registers
        from shnor_lib.analysis.programme.rows_read import refused

        spoilt, told = refused(edition.rows_read), filled_registers(edition.rows_read)
        empty = [name for name in self.registers if name not in spoilt | told]
        parts = []
        if empty:
            verb = "не заполнен" if len(empty) == 1 else "не заполнены"
            parts.append(f"{verb} {sheets_words(*empty)} файла {WORKBOOK}")
        if own := [name for name in self.registers if name in spoilt]:
            ending = "заполнен, но ни одна строка не принята" if len(own) == 1 else "заполнены, но строки не приняты"
            parts.append(f"{sheets_words(*own)} {ending}")
        return f"{self.what}: {'; '.join(parts) or 'записей за период Программы, которых для этого хватило бы, нет'}."

    def text(self, edition: Any) -> Text:
        """Return the sentence as a part of the report."""
        return paragraphs(self.sentence(edition))


def filled(table: str) -> Callable[[Any], bool]:
    """Return the condition that a table of the edition has rows."""
    return lambda edition: not getattr(edition, table).empty


def sheets_words(*names: str) -> str:
    """Return the registers by their sheets: «лист «План»», «листы «КПК» и «ИОМ»»."""
    titles = [wording.quoted(register_sheet(name).title) for name in names]
    return f"{'лист' if len(titles) == 1 else 'листы'} {wording.join(titles)}"
