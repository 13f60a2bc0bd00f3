"""Recorded corrections of params: narrow, applied only while the row is the one they were written for."""

from collections.abc import Sequence

from shnor_lib.ingest.appendix.rows import SchoolRow
from shnor_lib.ingest.row_readings import RowReading
from shnor_lib.ingest.schools import School
from shnor_lib.ingest.workbook import Sheet
from shnor_lib.params import Correction


def corrected_reading(rows: list[SchoolRow], corrections: Sequence[Correction]) -> tuple[SchoolRow, RowReading] | None:
    """Return the row and the reading that a recorded correction chooses, if it still fits the file."""
    for correction in corrections:
        for row in rows:
            if _fits(row, correction):
                for reading in row.readings:
                    if reading.drops((correction.drop_value,)):
                        return row, _dropping(row, reading, correction.drop_value)
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


def record_corrections(
    sheet: Sheet,
    school: School,
    corrections: Sequence[Correction],
    chosen: tuple[SchoolRow, RowReading] | None,
    rows: Sequence[SchoolRow],
) -> list[dict]:
    """Return the school's rows of the table `corrections`, applied or not, and leave a finding for each."""
    records = []
    for correction in corrections:
        applied = chosen is not None and _fits(chosen[0], correction) and chosen[1].drops((correction.drop_value,))
        cell = _set_aside_dropped(sheet, school, correction, chosen[0]) if applied else ""
        if not applied:
            _complain_of_misfit(sheet, school, correction, rows)
        records.append(
            {
                "id": correction.id,
                **school.columns(),
                "file": sheet.file,
                "sheet": sheet.name,
                "cell": cell,
                "action": f"исключено значение {_place_in_row(correction)}",
                "applied": applied,
                "status": correction.status,
                "author": correction.author,
                "date": correction.date.isoformat(),
                "reason": correction.reason,
            }
        )
    return records


def _set_aside_dropped(sheet: Sheet, school: School, correction: Correction, row: SchoolRow) -> str:
    """Set the dropped value aside and return its address."""
    dropped = row.shares[correction.drop_value - 1].cell
    sheet.set_aside(
        [dropped],
        sheet.finding(
            "warning",
            "correction",
            f"Исправление {correction.id} ({correction.status}): в строке «{school.school}» исключено значение "
            f"{_place_in_row(correction)}.",
            "Сверьте строку с протоколом и отметьте в исправлении, что оно подтверждено.",
            dropped.address,
        ),
    )
    return dropped.address


def _complain_of_misfit(sheet: Sheet, school: School, correction: Correction, rows: Sequence[SchoolRow]) -> None:
    sheet.complain(
        "warning",
        "correction",
        f"Исправление {correction.id} не применено: строка «{school.school}» уже не та, для которой оно записано "
        f"(ожидалось значений: {correction.values_in_row}, исключить {_place_in_row(correction)}).",
        "Удалите исправление из раздела corrections или запишите его заново.",
        rows[0].span if rows else "",
    )


def _place_in_row(correction: Correction) -> str:
    return f"№ {correction.drop_value} («{correction.value}» перед «{correction.next_value}»)"
