"""Protocols of appeals of the regional exam centre: how many appeals a school made in an exam, how many were granted.

They change no mark: pupils could be matched with the main protocol by their names only.  Of a pupil's row school code,
exam and state of the appeal are looked at; no value of another column is kept, quoted or logged.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.spelling import clean
from shnor_lib.ingest.cells.dates import day_of
from shnor_lib.ingest.cells.headings import HeadingMap, HeadingRow, heading_key, layout_map
from shnor_lib.ingest.cells.numbers import plain_text
from shnor_lib.ingest.cells.sheet import Sheet, certain, is_blank
from shnor_lib.ingest.cells.texts import listed, names_a_school
from shnor_lib.ingest.layouts.exam_protocols import (
    ADVICE_PROTOCOL,
    MOST_ROWS_TO_HEADING,
    SCHOOL_CODE,
    exam_line,
    level_in,
    named_subject,
    warn_of_names,
)
from shnor_lib.ingest.layouts.raw_rows import AppealRows

LAYOUT = "appeals"
TITLE = "Протокол апелляций"
SIGNS = ("Код ОО", "Экзамен", "Состояние апелляции")
#: In a protocol of appeals so many of the pupils' rows say what became of the appeal; elsewhere few do.
STATED = 0.5
_DAY = re.compile(r"\(? ?((?:\d{4}[.\-]\d{2}[.\-]\d{2})|(?:\d{1,2}[.]\d{1,2}[.]\d{4})) ?(?:г\.?)? ?\)?")
_CODE = re.compile(r"^\d{1,2} ?[-–—.] ?")


@dataclass
class Appeals:
    """Appeals of one school in one exam: rows of the sheet by state."""

    rows: dict[str, list[int]] = field(default_factory=lambda: {"granted": [], "rejected": [], "other": []})

    @property
    def all_rows(self) -> list[int]:
        """Every row, from the top."""
        return sorted(row for rows in self.rows.values() for row in rows)


@dataclass(frozen=True)
class AppealedExam:
    """An exam as a row or a line names it: subject's code («»: not known), level, day (ISO or empty)."""

    subject: str = ""
    level: str = ""
    held_on: str = ""


@cache
def _map() -> HeadingMap:
    return HeadingMap.of({"read": layout_map(LAYOUT)["read"], "personal": layout_map("exam_protocols")["personal"]})


def recognise_appeals(sheet: Sheet) -> bool:
    """Tell whether a heading has school code and state of the appeal, and most pupils' rows say what became of it.

    In the main protocol such a column may stand as well, filled for a few.
    """
    heading = _heading(sheet)
    if heading is None:
        return False
    states = [_state(sheet.text(row, heading.read["state"])) for row in _pupils(sheet, heading)]
    return sum(state is not None for state in states) > STATED * len(states) or (not states and _title_tells(sheet))


def _heading(sheet: Sheet) -> HeadingRow | None:
    """Return the heading; of two rows, the lower one says more.  Its row is the last of them."""
    for row, values in enumerate(sheet.rows[:MOST_ROWS_TO_HEADING], start=1):
        if "school" in _map().roles_in(values):
            upper = _map().read(row, values)
            lower = _map().read(row + 1, sheet.rows[row]) if row < len(sheet.rows) else upper
            if not lower.read or "school" in lower.read:
                lower = upper
            read = {**upper.read, **lower.read}
            return replace(upper, row=lower.row, read=read) if read.keys() >= {"school", "state"} else None
    return None


def _title_tells(sheet: Sheet) -> bool:
    top = [value for values in sheet.rows[:MOST_ROWS_TO_HEADING] for value in values if isinstance(value, str)]
    return any(re.search(layout_map(LAYOUT)["title"], heading_key(text)) for text in [*top, sheet.name])


def _pupils(sheet: Sheet, heading: HeadingRow) -> Iterator[int]:
    """Yield the rows below the heading in which a school's code stands."""
    for row in range(heading.row + 1, sheet.last_row + 1):
        if _school(sheet, row, heading):
            yield row


def _school(sheet: Sheet, row: int, heading: HeadingRow) -> str:
    """Return the school's code or name; «» where the cell holds neither, be it a person's name."""
    text = plain_text(sheet.value(row, heading.read["school"]))
    if SCHOOL_CODE.match(text):
        return text.lstrip("0")
    return text if names_a_school(text) and not looks_like_name(text) else ""


def read_appeals(sheet: Sheet, minimums: Sequence[ExamMinimum] = ()) -> AppealRows:
    """Count the appeals; one row per school and exam.  All other cells are not needed and stay unread."""
    heading = certain(_heading(sheet))
    read = sorted(heading.read.values())
    sheet.not_needed_block(1, 1, sheet.last_row, sheet.last_column)
    for column in read:
        sheet.use_block(heading.row, column, sheet.last_row, column)
    if heading.personal:
        warn_of_names(sheet, heading)
    rows = AppealRows()
    for (school, exam), found in _counted(sheet, heading).items():
        rows.add(
            layout=LAYOUT,
            group=school,
            subject=exam.subject,
            level=exam.level,
            held_on=exam.held_on,
            **{f"n_{state}": len(own) for state, own in found.rows.items()},
            source_file=sheet.file,
            source_sheet=sheet.name,
            source_cell=sheet.range(found.all_rows[0], read[0], found.all_rows[-1], read[-1]),
            n_cells=sum(sheet.used_in_row(row, read) for row in found.all_rows),
        )
    return rows


def _counted(sheet: Sheet, heading: HeadingRow) -> dict[tuple[str, AppealedExam], Appeals]:
    """Return the appeals by school and exam; rows of no school are set aside with one finding."""
    found: dict[tuple[str, AppealedExam], Appeals] = {}
    above, nameless = AppealedExam(), []
    place, state_place = heading.read["school"], heading.read["state"]
    for row in range(1, sheet.last_row + 1):
        values = sheet.rows[row - 1]
        if line := exam_line(values):
            above = _exam_of(f"{line[2]} ({line[3]}.{line[4]}.{line[5]})")
        elif row <= heading.row or _map().roles_in(values):
            continue
        elif school := _school(sheet, row, heading):
            exam = _exam_of_row(sheet, heading, row) or above
            own = found.setdefault((school, exam), Appeals())
            own.rows[_state(sheet.text(row, state_place)) or "other"].append(row)
        elif not is_blank(sheet.value(row, state_place)):
            nameless.append(row)
    if nameless:
        sheet.set_aside(
            [sheet.cell(row, column) for row in nameless for column in heading.read.values()],
            sheet.finding(
                "warning",
                "row_unnamed",
                f"Нет кода школы: апелляции не учтены (строки листа: {listed(nameless)}).",
                ADVICE_PROTOCOL,
                sheet.range(nameless[0], place, nameless[-1], place),
            ),
        )
    return found


def _state(text: str) -> str | None:
    """Return ``granted``, ``rejected`` or ``other`` for a text that speaks of an appeal, else nothing."""
    words = heading_key(text)
    return next((state for state, pattern in layout_map(LAYOUT)["states"] if re.search(pattern, words)), None)


def _exam_of_row(sheet: Sheet, heading: HeadingRow, row: int) -> AppealedExam | None:
    """Return the exam that a row names in its own cells, or nothing."""
    texts = [sheet.text(row, heading.read["exam"])] if "exam" in heading.read else []
    day = day_of(sheet.value(row, heading.read["held_on"])) if "held_on" in heading.read else None
    texts += [day.isoformat()] if day else []
    return _exam_of(" ".join(texts)) if any(texts) else None


def _exam_of(text: str) -> AppealedExam:
    """Read «Математика(2026.06.02)» or «02 - Математика 02.06.2026»; of other words nothing is kept."""
    words = clean(text)
    found = _DAY.search(words)
    day: date | None = day_of(found[1].replace("-", ".")) if found else None
    name = heading_key(_CODE.sub("", _DAY.sub(" ", words)))
    return AppealedExam(named_subject(name), level_in(name), day.isoformat() if day else "")
