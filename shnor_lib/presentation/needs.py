"""What a part of the report needs: the registers that tell it, and what is said where they tell nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.registers import WORKBOOK, register_sheet
from shnor_lib.presentation.plan_items import in_brackets
from shnor_lib.presentation.statement import Evidence, Statement, worded


@dataclass(frozen=True)
class Need:
    """What is told only by registers.

    ``what`` opens the sentence printed where they tell nothing: «Охват школ помощью оценить нельзя»; ``registers`` are
    their names as in `registers.yml`; ``met`` says of an edition whether they tell anything; «{items}» in ``what`` are
    the items of the plan with one of ``roles``.  A sheet is called empty
    only if it is: one of which no row could be used is called that, and filled ones are not named.
    """

    what: str
    registers: tuple[str, ...]
    met: Callable[[Any], bool]
    roles: tuple[str, ...] = ()

    def words(self, edition: Any) -> str:
        """Return the sentence's opening, with the items of the plan that it is about where ``what`` has «{items}»."""
        return self.what.format(items=in_brackets(edition, *self.roles))

    def sentence(self, edition: Any) -> str:
        """Return the sentence that names what is missing and the sheets that would tell it."""
        return worded(*self._told(edition))

    def statement(self, edition: Any, section_id: str) -> Statement:
        """Return the sentence as a statement of a section; it holds where the need is not met."""
        template, values = self._told(edition)
        return Statement(
            f"{section_id}.need.{self.registers[0]}",
            template,
            values,
            (Evidence("rows_read", "used", {"register": list(self.registers)}),),
            holds=not self.met(edition),
        )

    def _told(self, edition: Any) -> tuple[str, dict[str, Any]]:
        """Return the sentence's template and its values: the registers that are empty, and those that are spoilt."""
        # Late: the exporters read the declared tree back without the weight of pandas.
        from shnor_lib.analysis.programme.rows_read import filled as filled_registers
        from shnor_lib.analysis.programme.rows_read import refused

        spoilt, told = refused(edition.rows_read), filled_registers(edition.rows_read)
        empty = [name for name in self.registers if name not in spoilt | told]
        own = [name for name in self.registers if name in spoilt]
        parts = []
        if empty:
            verb = "не заполнен лист" if len(empty) == 1 else "не заполнены листы"
            parts.append(f"{verb} {{empty_sheets:names}} файла {{workbook}}")
        if own:
            sheets = "лист {spoilt_sheets:names} заполнен, но ни одна строка не принята"
            parts.append(sheets if len(own) == 1 else "листы {spoilt_sheets:names} заполнены, но строки не приняты")
        reason = "; ".join(parts) or "записей за период Программы, которых для этого хватило бы, нет"
        values = {
            "what": self.words(edition),
            "workbook": WORKBOOK,
            "empty": empty,
            "empty_sheets": _titles(empty),
            "spoilt": own,
            "spoilt_sheets": _titles(own),
        }
        return f"{{what}}: {reason}.", values


def filled(table: str) -> Callable[[Any], bool]:
    """Return the condition that a table of the edition has rows."""
    return lambda edition: not getattr(edition, table).empty


def sheets_words(*names: str) -> str:
    """Return the registers by their sheets: «лист «План»», «листы «КПК» и «ИОМ»»."""
    return f"{'лист' if len(names) == 1 else 'листы'} {wording.join(_titles(names))}"


def _titles(names: Iterable[str]) -> list[str]:
    """Return the titles of the registers' sheets in quotation marks."""
    return [wording.quoted(register_sheet(name).title) for name in names]
