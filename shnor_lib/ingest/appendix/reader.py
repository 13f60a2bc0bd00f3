"""Reading of a sheet: each school's rows become results, or readings among which nobody may choose silently."""

from dataclasses import dataclass, field

from shnor_lib.ground.params import Correction
from shnor_lib.ground.wording import sentence_case
from shnor_lib.ingest.appendix.columns_beside import set_aside_remarks
from shnor_lib.ingest.appendix.corrections import apply_correction, corrected_reading
from shnor_lib.ingest.appendix.layout import Layout, Slot, read_layout
from shnor_lib.ingest.appendix.pairs import ADVICE_SOURCE, Pair, PairValue, complain_of_zeros, pair_value, settle_pair
from shnor_lib.ingest.appendix.row_readings import RowReading
from shnor_lib.ingest.appendix.rows import SchoolRow, school_rows, without_equal_rows
from shnor_lib.ingest.cells.sheet import Sheet, certain
from shnor_lib.ingest.layouts.procedures import Procedure
from shnor_lib.ingest.roster import Roster, School
from shnor_lib.ingest.rules import IngestRules

Reading = tuple[SchoolRow, RowReading]


@dataclass
class AppendixTables:
    """What a sheet gave: rows of the tables `results`, `readings` and `corrections`, and what it is about.

    ``procedures`` are those with usable columns, ``names`` the A1 range of the schools' names, ``spans`` the ranges of
    values of the schools that have rows.
    """

    file: str
    sheet: str
    names: str = ""
    procedures: list[Procedure] = field(default_factory=list)
    spans: dict[str, str] = field(default_factory=dict)
    results: list[dict] = field(default_factory=list)
    readings: list[dict] = field(default_factory=list)
    corrections: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class AppendixReader:
    """A sheet of this layout being read: what stands where, which procedures count, which corrections are recorded."""

    sheet: Sheet
    layout: Layout
    rules: IngestRules
    tables: AppendixTables

    @property
    def slots(self) -> list[tuple[int, Slot]]:
        """The slots that name a procedure, with their places among the pairs."""
        return [(place, slot) for place, slot in enumerate(self.layout.slots) if slot.procedure]

    def read_school(self, school: School, rows: list[SchoolRow]) -> None:
        """Turn a school's rows into results: the only reading, the one a correction chooses, or what all agree on."""
        rows = without_equal_rows(self.sheet, rows)
        if not rows:
            return
        self.tables.spans[school.school_id] = rows[0].span
        readings = [(row, reading) for row in rows for reading in row.readings]
        if not all(row.readings for row in rows):
            self._save_missing(school, rows)
        elif len(readings) == 1:
            self._save_results(school, *readings[0])
            self._complain_of_only_reading(*readings[0])
        else:
            self._read_doubtful(school, rows, readings)

    def _read_doubtful(self, school: School, rows: list[SchoolRow], readings: list[Reading]) -> None:
        """Save all readings, and the results under the correction that fits, else what the readings agree on."""
        self._save_readings(school, readings)
        chosen = corrected_reading(rows[0], self._recorded(school)) if len(rows) == 1 else None
        if chosen is None:
            self._save_agreed_results(school, readings)
        else:
            correction, reading = chosen
            self._save_results(school, rows[0], reading, corrected=True)
            self.tables.corrections.append(apply_correction(self.sheet, rows[0], correction))
        self._complain_of_readings(school, rows, len(readings), chosen is not None)

    def _recorded(self, school: School) -> list[Correction]:
        return [c for c in self.rules.corrections if c.school == school.school_id and c.file_name == self.sheet.file]

    def _save_results(self, school: School, row: SchoolRow, reading: RowReading, *, corrected: bool = False) -> None:
        """Save the results of the reading that stands; what a correction moves or clears is repaired."""
        zeros: list[Pair] = []
        held = 0
        for place, slot in self.slots:
            pair = reading.pairs[place]
            value = pair_value(pair, school, certain(slot.procedure).grade)
            settle_pair(self.sheet, school, slot, pair, value, row.row)
            held += value.fail_pct is not None
            if value.is_doubtful_zero:
                zeros.append(pair)
            if corrected and value.reading != "missing" and pair != row.pair_in_place(place):
                value = PairValue("repaired", value.fail_pct, value.top_pct)
            self._save_result(school, slot, value, _place_of(pair, slot, row), self._cells_of(pair, slot, row))
        complain_of_zeros(self.sheet, school, zeros, held)

    def _save_agreed_results(self, school: School, readings: list[Reading]) -> None:
        """Save what all readings agree on; where they differ the result is ambiguous and empty."""
        for place, slot in self.slots:
            values = {
                pair_value(reading.pairs[place], school, certain(slot.procedure).grade) for _, reading in readings
            }
            if len(values) == 1:
                value, pair = values.pop(), readings[0][1].pairs[place]
                settle_pair(self.sheet, school, slot, pair, value, readings[0][0].row)
                self._save_result(school, slot, value, _place_of(pair, slot, readings[0][0]), readings[0][0].span)
            else:
                self._save_result(school, slot, PairValue("ambiguous", None, None), readings[0][0].span)

    def _save_missing(self, school: School, rows: list[SchoolRow]) -> None:
        """Save missing results for a school one of whose rows cannot be read, so that its verdict stays open."""
        unreadable = next(row for row in rows if not row.readings)
        message = f"Строка не читается: {self._length_words(unreadable)}, ни одно прочтение не складывается в пары."
        if not self.layout.is_whole:
            message += " Часть колонок таблицы не использована, поэтому место лишнего или пропущенного не определить."
        if len(rows) > 1:
            message += f" Не использованы и другие строки школы ({', '.join(str(row.row) for row in rows)})."
        left = [cell for row in rows for cell in row.cells if self.sheet.is_free(cell)]
        self.sheet.set_aside(
            left, self.sheet.finding("error", "surplus_value", message, ADVICE_SOURCE, unreadable.span)
        )
        for _, slot in self.slots:
            self._save_result(school, slot, PairValue("missing", None, None), unreadable.span)

    def _cells_of(self, pair: Pair, slot: Slot, row: SchoolRow) -> str:
        """Return the cells that a result rests on: its two, filled or not; the row where values stand elsewhere."""
        straight = len(row.readings) == 1 and not (row.readings[0].dropped or row.readings[0].inserted)
        cells = [one.cell.address for one in pair if one.cell]
        if not straight:
            return row.span
        return ":".join((cells[0], cells[-1])) if len(cells) == len(pair) else slot.span(row.row)

    def _save_result(self, school: School, slot: Slot, value: PairValue, cell: str, cells: str = "") -> None:
        procedure = certain(slot.procedure)
        self.tables.results.append(
            {
                **school.columns(),
                **procedure.columns(),
                "n_participants": None,
                "fail_pct": value.fail_pct,
                "top_pct": value.top_pct,
                "attempt": 1,
                "counted": self.rules.procedures.counts(procedure.assessment, procedure.subject, procedure.grade),
                "reading": value.reading,
                "doubtful": value.is_doubtful_zero,
                "source_file": self.sheet.file,
                "source_sheet": self.sheet.name,
                "source_cell": cell,
                "source_cells": cells,
            }
        )

    def _save_readings(self, school: School, readings: list[Reading]) -> None:
        """Save every admissible reading of the school's rows."""
        several_rows = len({row.row for row, _ in readings}) > 1
        for variant, (row, reading) in enumerate(readings, start=1):
            place_in_file = f"строка {row.row}: " if several_rows else ""
            for place, slot in self.slots:
                value = pair_value(reading.pairs[place], school, certain(slot.procedure).grade)
                self.tables.readings.append(
                    {
                        **school.columns(),
                        "variant": variant,
                        "description": place_in_file + reading.description,
                        **certain(slot.procedure).columns(),
                        "fail_pct": value.fail_pct,
                        "top_pct": value.top_pct,
                        "reading": value.reading,
                    }
                )

    def _complain_of_only_reading(self, row: SchoolRow, reading: RowReading) -> None:
        """Say that values were moved to make the only possible reading, and set aside what it drops."""
        if not reading.dropped and not reading.inserted:
            return
        self.sheet.set_aside(
            [cell for cell in row.cells if self.sheet.is_free(cell)],
            self.sheet.finding(
                "warning",
                "surplus_value" if reading.dropped else "missing_value",
                f"{sentence_case(self._length_words(row))}. Допустимое прочтение одно, оно и использовано: "
                f"{reading.description}.",
                ADVICE_SOURCE,
                row.span,
            ),
        )

    def _length_words(self, row: SchoolRow) -> str:
        """Say in words how a row's values miss the table's columns."""
        name, expected = f"в строке {row.row} «{row.school.school}»", len(self.layout.columns)
        if len(row.cells) == expected:
            return f"{name} значения стоят не под своими заголовками"
        return f"{name} значений {len(row.cells)} вместо {expected}"

    def _complain_of_readings(self, school: School, rows: list[SchoolRow], readings: int, corrected: bool) -> None:
        """Say how many readings there are, and set aside the cells that no agreed value uses."""
        row = next((row for row in rows if len(row.readings) > 1), rows[0])
        expected = len(self.layout.columns)
        check = "surplus_value" if len(row.shares) > expected else "missing_value"
        doubt = "лишнее" if check == "surplus_value" else "пропущено"
        outcome = (
            ("warning", "Применено записанное исправление.", "подтвердите исправление")
            if corrected
            else (
                "error",
                "Значения, в которых прочтения расходятся, не использованы.",
                "запишите исправление в раздел corrections файла параметров",
            )
        )
        left = [cell for r in rows for cell in r.cells if self.sheet.is_free(cell)]
        if len(rows) == 1:
            message = (
                f"{sentence_case(self._length_words(row))}. Какое {doubt}, по строке не видно; допустимых прочтений: "
                f"{readings}. {outcome[1]}"
            )
        else:
            check = "school_repeated"
            message = f"Строки школы «{school.school}» расходятся; прочтений: {readings}. {outcome[1]}"
        self.sheet.set_aside(
            left,
            self.sheet.finding(outcome[0], check, message, f"Сверьте строку с протоколом и {outcome[2]}.", row.span),
        )


def read_appendix(sheet: Sheet, heading_row: int, roster: Roster, rules: IngestRules) -> AppendixTables:
    """Read a sheet of this layout; every complaint stays in ``sheet.findings``, every cell gets its fate."""
    layout = read_layout(sheet, heading_row, roster)
    rows = school_rows(sheet, layout, roster)
    tables = AppendixTables(sheet.file, sheet.name, _span_of_names(sheet, layout))
    tables.procedures += [slot.procedure for slot in layout.slots if slot.procedure]
    reader = AppendixReader(sheet, layout, rules, tables)
    for school in roster.schools:
        reader.read_school(school, [row for row in rows if row.school == school])
    _set_aside_under_unusable_headings(sheet, layout)
    set_aside_remarks(sheet, layout.remarks)
    return tables


def _span_of_names(sheet: Sheet, layout: Layout) -> str:
    cells = [cell for cell in sheet.column_cells([layout.name_column]) if cell.row >= layout.first_school_row]
    return f"{cells[0].address}:{cells[-1].address}" if cells else ""


def _set_aside_under_unusable_headings(sheet: Sheet, layout: Layout) -> None:
    """Set aside what stands under headings that name no procedure."""
    for slot in layout.slots:
        if slot.procedure is None:
            columns = (slot.heading.column, slot.heading.column + 1)
            left = [c for c in sheet.column_cells(columns) if c.row > layout.heading_row and sheet.is_free(c)]
            if left:
                sheet.set_aside(
                    left,
                    sheet.finding(
                        "error",
                        "header_unknown",
                        f"Значения под заголовком «{slot.title}» не использованы: {len(left)}.",
                        "Исправьте заголовок.",
                        left[0].address,
                    ),
                )


def _place_of(pair: Pair, slot: Slot, row: SchoolRow) -> str:
    """Return the address of the pair's first value; where it is empty, of the place under the heading."""
    return pair[0].cell.address if pair[0].cell else slot.span(row.row)
