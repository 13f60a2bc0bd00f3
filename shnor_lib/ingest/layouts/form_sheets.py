"""Sheets of the project's own forms that hold no data: the guide and the lists of drop-downs."""

from shnor_lib.ground.registers import GUIDE, LISTS
from shnor_lib.ingest.cells.headings import heading_key
from shnor_lib.ingest.cells.sheet import Sheet


def is_of_the_form(sheet: Sheet) -> bool:
    """Tell whether a sheet is the form's guide or its lists, by its title."""
    return heading_key(sheet.name) in _TITLES


_TITLES = frozenset(map(heading_key, (GUIDE, LISTS)))


def leave_unneeded(sheet: Sheet) -> None:
    """Mark all cells of such a sheet as not needed; that it is hidden is our own doing and no finding."""
    sheet.findings = [finding for finding in sheet.findings if finding.check != "hidden"]
    if sheet.last_row:
        sheet.not_needed_block(1, 1, sheet.last_row, sheet.last_column)
