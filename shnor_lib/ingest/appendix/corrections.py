"""Recorded corrections of params: narrow, applied only while the row is the one they were written for."""

from collections.abc import Sequence

from shnor_lib.ground.params import Correction
from shnor_lib.ingest.appendix.row_readings import RowReading
from shnor_lib.ingest.appendix.rows import SchoolRow
from shnor_lib.ingest.cells.sheet import Sheet


def corrected_reading(row: SchoolRow, corrections: Sequence[Correction]) -> tuple[Correction, RowReading] | None:
    """Return the recorded correction that still fits the row, and the reading that it chooses."""
    for correction in corrections:
        if _fits(row, correction):
            for reading in row.readings:
                if reading.drops((correction.drop_value,)):
                    return correction, _dropping(row, reading, correction.drop_value)
    return None


def _fits(row: SchoolRow, correction: Correction) -> bool:
    """Tell whether the row is still the one that the correction was written for."""
    words = [share.words for share in row.shares]
    place = correction.drop_value - 1
    return (
        len(words) == correction.values_in_row
        and 0 <= place < len(words) - 1
        and words[place] == correction.value
        and words[place + 1] == correction.next_value
    )


def _dropping(row: SchoolRow, reading: RowReading, ordinal: int) -> RowReading:
    """Return the reading with the very cells that stay: equal neighbours give one reading but differ in cells."""
    kept = [share for place, share in enumerate(row.shares, start=1) if place != ordinal]
    return RowReading(tuple(zip(kept[::2], kept[1::2], strict=True)), dropped=((ordinal,),))


def apply_correction(sheet: Sheet, row: SchoolRow, correction: Correction) -> dict:
    """Set the dropped value aside and return the row of the table `corrections`."""
    dropped = row.shares[correction.drop_value - 1].at
    sheet.set_aside(
        [dropped],
        sheet.finding(
            "warning",
            "correction",
            f"Исправление {correction.id} ({correction.status}): в строке «{row.school.school}» исключено значение "
            f"{place_in_row(correction)}.",
            "Сверьте строку с протоколом и отметьте в исправлении, что оно подтверждено.",
            dropped.address,
        ),
    )
    return correction_row(correction, row.school.school, sheet.file, sheet.name, dropped.address, applied=True)


def correction_row(
    correction: Correction, school: str, file: str, sheet: str = "", cell: str = "", *, applied: bool
) -> dict:
    """Return a row of the table `corrections`."""
    return {
        "id": correction.id,
        "school_id": correction.school,
        "school": school,
        "file": file,
        "sheet": sheet,
        "cell": cell,
        "action": f"исключено значение {place_in_row(correction)}",
        "applied": applied,
        "status": correction.status,
        "author": correction.author,
        "date": correction.date.isoformat(),
        "reason": correction.reason,
    }


def place_in_row(correction: Correction) -> str:
    """Return the value that a correction drops in words: its number in the row, itself and its neighbour."""
    return f"№ {correction.drop_value} («{correction.value}» перед «{correction.next_value}»)"
