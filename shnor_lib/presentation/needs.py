"""What a part of the report needs: the registers that tell it, and what «Чего не хватает» says where they do not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from shnor_lib.ground import wording
from shnor_lib.ground.registers import WORKBOOK, register_sheet
from shnor_lib.presentation.plan_items import in_brackets
from shnor_lib.presentation.statement import Evidence, Statement


@dataclass(frozen=True)
class Need:
    """What is told only by registers; where they do not, its part of the report is left out.

    ``what`` says what is not told then: «Охват школ помощью оценить нельзя»; ``registers`` are their names as in
    `registers.yml`; ``met`` says of an edition whether they tell anything; «{items}» in ``what`` are the items of the
    plan with one of ``roles``.
    """

    what: str
    registers: tuple[str, ...]
    met: Callable[[Any], bool]
    roles: tuple[str, ...] = ()

    def words(self, edition: Any) -> str:
        """Return the sentence's opening, with the items of the plan that it is about where ``what`` has «{items}»."""
        return self.what.format(items=in_brackets(edition, *self.roles))

    def sheets(self, edition: Any) -> "Sheets":
        """Return how the sheets of its registers stand."""
        return sheets_of(edition, self.registers)

    def statement(self, edition: Any, section_id: str) -> Statement:
        """Return the sentence that names what is not told and why; it holds where the need is not met."""
        template, values = self.sheets(edition).told()
        return Statement(
            f"{section_id}.need.{self.registers[0]}",
            f"{{what}}: {template}.",
            {"what": self.words(edition), **values},
            (Evidence("rows_read", "used", {"register": list(self.registers)}),),
            holds=not self.met(edition),
        )


@dataclass(frozen=True)
class Sheets:
    """Sheets that tell nothing or too little, by the names of their registers.

    A sheet is called empty only if it is: one of which no row could be used is ``spoilt``, and filled ones are named
    only where nothing else could be the reason.
    """

    empty: tuple[str, ...]
    spoilt: tuple[str, ...]
    filled: tuple[str, ...]

    def told(self) -> tuple[str, dict[str, Any]]:
        """Return what is wrong with them within a sentence: template and values."""
        parts = []
        if self.empty:
            verb = "не заполнен лист" if len(self.empty) == 1 else "не заполнены листы"
            parts.append(f"{verb} {{empty_sheets:names}} файла {{workbook}}")
        if self.spoilt:
            sheets = "лист {spoilt_sheets:names} заполнен, но ни одна строка не принята"
            parts.append(
                sheets if len(self.spoilt) == 1 else "листы {spoilt_sheets:names} заполнены, но строки не приняты"
            )
        values = {
            "workbook": WORKBOOK,
            "empty": list(self.empty),
            "empty_sheets": _titles(self.empty),
            "spoilt": list(self.spoilt),
            "spoilt_sheets": _titles(self.spoilt),
        }
        return "; ".join(parts) or "записей за период Программы, которых для этого хватило бы, нет", values

    @property
    def words(self) -> str:
        """The same for a narrow column: «Педагоги», «КПК» (ни одна строка не принята)."""
        empty = ", ".join(_titles(self.empty))
        spoilt = ", ".join(f"{title} (ни одна строка не принята)" for title in _titles(self.spoilt))
        filled_ones = f"{', '.join(_titles(self.filled))} (записей за период Программы не хватило)"
        return ", ".join(filter(None, (empty, spoilt))) or filled_ones


def sheets_of(edition: Any, registers: Iterable[str]) -> Sheets:
    """Return how the sheets of registers stand in an edition, in the given order."""
    # Late: the exporters read the declared tree back without the weight of pandas.
    from shnor_lib.analysis.programme.rows_read import filled as filled_registers
    from shnor_lib.analysis.programme.rows_read import refused

    spoilt, told = refused(edition.rows_read), filled_registers(edition.rows_read)
    names = tuple(registers)
    return Sheets(
        tuple(name for name in names if name not in spoilt | told),
        tuple(name for name in names if name in spoilt),
        tuple(name for name in names if name in told - spoilt),
    )


def filled(table: str) -> Callable[[Any], bool]:
    """Return the condition that a table of the edition has rows."""
    return lambda edition: not getattr(edition, table).empty


def _titles(names: Iterable[str]) -> list[str]:
    """Return the titles of the registers' sheets in quotation marks."""
    return [wording.quoted(register_sheet(name).title) for name in names]
