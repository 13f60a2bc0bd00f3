"""Reading of a sheet: each school's rows become results, or readings among which nobody may choose silently."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shnor_lib.ingest.appendix.corrections import corrected_reading, record_corrections
from shnor_lib.ingest.appendix.layout import Layout, Slot, read_layout
from shnor_lib.ingest.appendix.pairs import ADVICE_SOURCE, Pair, PairValue, complain_of_zeros, pair_value, settle_pair
from shnor_lib.ingest.appendix.rows import SchoolRow, school_rows, without_equal_rows
from shnor_lib.ingest.row_readings import RowReading
from shnor_lib.ingest.schools import Roster, School
from shnor_lib.ingest.workbook import Sheet
from shnor_lib.params import Correction, Procedures

Reading = tuple[SchoolRow, RowReading]


@dataclass
class AppendixTables:
    """Rows of the tables `results`, `readings` and `corrections` that a sheet gave."""

    results: list[dict] = field(default_factory=list)
    readings: list[dict] = field(default_factory=list)
    corrections: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class AppendixReader:
    """A sheet of this layout being read: what stands where, and which procedures count."""

    sheet: Sheet
    layout: Layout
    counted: Procedures
    corrections: tuple[Correction, ...]
    tables: AppendixTables

    @property
    def slots(self) -> list[tuple[int, Slot]]:
        """The slots that name a procedure, with their places among the pairs."""
        return [(place, slot) for place, slot in enumerate(self.layout.slots) if slot.procedure]

    def read_school(self, school: School, rows: list[SchoolRow]) -> None:
        """Turn a school's rows into results: one reading as it stands, several by a correction or not at all."""
        rows = without_equal_rows(self.sheet, rows)
        readings = [(row, reading) for row in rows for reading in row.readings]
        chosen = readings[0] if len(readings) == 1 else corrected_reading(rows, self._recorded(school))
        corrected = chosen is not None and len(readings) > 1
        if len(readings) > 1:
            self._save_readings(school, readings)
        if chosen is not None:
            self._save_results(school, *chosen)
        elif readings:
            self._save_agreed_results(school, readings)
        else:
            self._save_missing(school, rows)
        self.tables.corrections.extend(
            record_corrections(self.sheet, school, self._recorded(school), chosen if corrected else None, rows)
        )
        if len(readings) > 1:
            self._complain_of_readings(school, rows, len(readings), corrected)

    def _recorded(self, school: School) -> list[Correction]:
        file = self.sheet.file
        return [c for c in self.corrections if c.school == school.school_id and c.file.as_posix() == file]

    def _save_results(self, school: School, row: SchoolRow, reading: RowReading) -> None:
        """Save the results of the reading that stands: as it is, or under the recorded correction."""
        zeros: list[Pair] = []
        held = 0
        for place, slot in self.slots:
            pair = reading.pairs[place]
            value = pair_value(pair, school, slot.procedure.grade)
            settle_pair(self.sheet, school, slot, pair, value)
            held += value.fail_pct is not None
            if value.is_doubtful_zero:
                zeros.append(pair)
            if pair != row.pair_in_place(place):
                value = PairValue("repaired", value.fail_pct, value.top_pct)
            self._save_result(school, slot, value, pair[0].cell.address if pair[0].cell else "")
        complain_of_zeros(self.sheet, school, zeros, held)

    def _save_agreed_results(self, school: School, readings: list[Reading]) -> None:
        """Save what all readings agree on; where they differ the result is ambiguous and empty."""
        for place, slot in self.slots:
            values = {pair_value(reading.pairs[place], school, slot.procedure.grade) for _, reading in readings}
            if len(values) == 1:
                value, pair = values.pop(), readings[0][1].pairs[place]
                settle_pair(self.sheet, school, slot, pair, value)
                self._save_result(school, slot, value, pair[0].cell.address if pair[0].cell else "")
            else:
                self._save_result(school, slot, PairValue("ambiguous", None, None), readings[0][0].span)

    def _save_missing(self, school: School, rows: list[SchoolRow]) -> None:
        """Save missing results for a school without a readable row, so that its verdict stays open."""
        if rows:
            self.sheet.set_aside(
                rows[0].cells,
                self.sheet.finding(
                    "error",
                    "surplus_value",
                    f"Строка {rows[0].row} «{school.school}» не читается: значений {len(rows[0].cells)} вместо "
                    f"{len(self.layout.columns)}, и ни одно прочтение не складывается в пары.",
                    ADVICE_SOURCE,
                    rows[0].span,
                ),
            )
        else:
            self.sheet.complain(
                "error",
                "school_absent",
                f"В таблице нет строки школы «{school.school}».",
                "Добавьте строку. До этого выводы по школе не делаются.",
            )
        for _, slot in self.slots:
            self._save_result(school, slot, PairValue("missing", None, None), rows[0].span if rows else "")

    def _save_result(self, school: School, slot: Slot, value: PairValue, cell: str) -> None:
        procedure = slot.procedure
        self.tables.results.append(
            {
                **school.columns(),
                **procedure.columns(),
                "n_participants": None,
                "fail_pct": value.fail_pct,
                "top_pct": value.top_pct,
                "attempt": 1,
                "counted": self.counted.counts(procedure.assessment, procedure.subject, procedure.grade),
                "reading": value.reading,
                "doubtful": value.is_doubtful_zero,
                "source_file": self.sheet.file,
                "source_sheet": self.sheet.name,
                "source_cell": cell,
            }
        )

    def _save_readings(self, school: School, readings: list[Reading]) -> None:
        """Save every admissible reading of the school's rows."""
        several_rows = len({row.row for row, _ in readings}) > 1
        for variant, (row, reading) in enumerate(readings, start=1):
            place_in_file = f"строка {row.row}: " if several_rows else ""
            for place, slot in self.slots:
                value = pair_value(reading.pairs[place], school, slot.procedure.grade)
                self.tables.readings.append(
                    {
                        **school.columns(),
                        "variant": variant,
                        "description": place_in_file + reading.description,
                        **slot.procedure.columns(),
                        "fail_pct": value.fail_pct,
                        "top_pct": value.top_pct,
                        "reading": value.reading,
                    }
                )

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
        left = [c for r in rows for c in r.cells if self.sheet.is_open(c.row, c.column)]
        if len(rows) == 1:
            message = (
                f"В строке {row.row} «{school.school}» значений {len(row.cells)} вместо {expected}. Какое {doubt}, "
                f"по строке не видно; допустимых прочтений: {readings}. {outcome[1]}"
            )
        else:
            check = "school_repeated"
            message = f"Строки школы «{school.school}» расходятся; прочтений: {readings}. {outcome[1]}"
        self.sheet.set_aside(
            left,
            self.sheet.finding(outcome[0], check, message, f"Сверьте строку с протоколом и {outcome[2]}.", row.span),
        )


def read_appendix(
    sheet: Sheet, roster: Roster, counted: Procedures, corrections: Sequence[Correction] = ()
) -> AppendixTables:
    """Read a sheet of this layout; every complaint stays in ``sheet.findings``, every cell gets its fate."""
    layout = read_layout(sheet)
    rows = school_rows(sheet, layout, roster)
    reader = AppendixReader(sheet, layout, counted, tuple(corrections), AppendixTables())
    for school in roster.schools:
        reader.read_school(school, [row for row in rows if row.school == school])
    _set_aside_under_unusable_headings(sheet, layout)
    return reader.tables


def _set_aside_under_unusable_headings(sheet: Sheet, layout: Layout) -> None:
    """Set aside what stands under headings that name no procedure."""
    for slot in layout.slots:
        if slot.procedure is None:
            columns = (slot.heading.column, slot.heading.column + 1)
            left = sheet.open_cells(columns)
            if left:
                sheet.set_aside(
                    left,
                    sheet.finding(
                        "error",
                        "header_unknown",
                        f"Значения под заголовком «{slot.heading.value}» не использованы: {len(left)}.",
                        "Исправьте заголовок.",
                        left[0].address,
                    ),
                )
