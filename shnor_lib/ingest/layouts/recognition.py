"""The layouts that ingest knows: how a sheet is recognised by its content, and who reads it."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import cache

from shnor_lib.ground.params import ExamMinimum
from shnor_lib.ingest.cells.headings import MOST_ROWS_ABOVE, heading_key
from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts import (
    appeals,
    context_form,
    exam_protocols,
    individual_results,
    journal_comparison,
    long_table,
    marks_statistics,
    school_summary,
    sister_forms,
    summary_headings,
)
from shnor_lib.ingest.layouts.raw_rows import Rows

#: A sheet is said to resemble a layout if it has at least this share of its signs.
RESEMBLANCE = 0.5


@dataclass(frozen=True)
class Layout:
    """A layout of source sheets.

    ``signs`` are the headings by which people know it, one alternative or more each («Оценка|Тестовый балл»); they
    serve to tell what an unknown sheet resembles.  ``recognise`` tells whether a sheet has the layout; ``read``
    returns its rows (nothing where the layout holds no results), leaves findings in the sheet and gives every cell
    that it takes its fate.
    """

    code: str
    title: str
    signs: tuple[str, ...]
    recognise: Callable[[Sheet], bool]
    read: Callable[[Sheet, Sequence[ExamMinimum]], Rows | None]


@cache
def layouts() -> tuple[Layout, ...]:
    """Return the layouts in the order in which they are tried: the most frequent and the cheapest to tell first."""
    return (
        Layout(
            marks_statistics.LAYOUT,
            marks_statistics.TITLE,
            marks_statistics.SIGNS,
            marks_statistics.recognise_marks_statistics,
            marks_statistics.read_marks_statistics,
        ),
        Layout(
            journal_comparison.LAYOUT,
            journal_comparison.TITLE,
            journal_comparison.SIGNS,
            journal_comparison.recognise_journal_comparison,
            journal_comparison.read_journal_comparison,
        ),
        Layout(
            individual_results.LAYOUT,
            individual_results.TITLE,
            individual_results.signs(),
            individual_results.recognise_individual_results,
            individual_results.read_individual_results,
        ),
        Layout(
            appeals.LAYOUT,
            appeals.TITLE,
            appeals.SIGNS,
            appeals.recognise_appeals,
            appeals.read_appeals,
        ),
        Layout(
            exam_protocols.LAYOUT,
            exam_protocols.TITLE,
            exam_protocols.signs(),
            exam_protocols.recognise_exam_protocols,
            exam_protocols.read_exam_protocols,
        ),
        Layout(
            summary_headings.LAYOUT,
            school_summary.TITLE,
            school_summary.SIGNS,
            school_summary.recognise_school_summary,
            school_summary.read_school_summary,
        ),
        Layout(
            long_table.LAYOUT,
            long_table.TITLE,
            long_table.signs(),
            long_table.recognise_long_table,
            long_table.read_long_table,
        ),
        Layout(
            context_form.LAYOUT,
            context_form.TITLE,
            context_form.signs(),
            context_form.recognise_context_form,
            context_form.read_context_form,
        ),
        Layout(
            sister_forms.LAYOUT,
            sister_forms.TITLE,
            sister_forms.SIGNS,
            sister_forms.recognise_sister_form,
            sister_forms.read_sister_form,
        ),
    )


def recognised(sheet: Sheet) -> Layout | None:
    """Return the layout of a sheet, or nothing."""
    return next((layout for layout in layouts() if layout.recognise(sheet)), None)


def resemblance(sheet: Sheet, known: Iterable[Layout] | None = None) -> str:
    """Say which layout an unknown sheet resembles most and what it lacks; empty if it resembles none."""
    present = {heading_key(value) for row in sheet.rows[:MOST_ROWS_ABOVE] for value in row if value not in ("", None)}
    best, lacking, share = None, [], 0.0
    for layout in layouts() if known is None else known:
        if not _has_a_word(layout, present):
            continue
        absent = [sign for sign in layout.signs if not any(heading_key(way) in present for way in sign.split("|"))]
        found = 1 - len(absent) / len(layout.signs)
        if found > share:
            best, lacking, share = layout, absent, found
    if best is None or share < RESEMBLANCE:
        return ""
    wanted = ", ".join("«" + "» или «".join(sign.split("|")) + "»" for sign in lacking)
    like = f"похож на «{best.title}»"
    return f"{like}, не хватает: {wanted}" if wanted else f"{like}, но заголовки повторяются или стоят в разных строках"


def _has_a_word(layout: Layout, present: Set[str]) -> bool:
    """Tell whether any sign but the bare numbers is there: numbers stand in every table."""
    return any(heading_key(way) in present for sign in layout.signs for way in sign.split("|") if not way.isdigit())
