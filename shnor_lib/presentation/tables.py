"""A publication table as a value: one object that every exporter renders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from html import escape
from typing import TYPE_CHECKING, Any

from shnor_lib.ground import wording
from shnor_lib.presentation.outline import on_screen
from shnor_lib.presentation.statement import Statement, without_marks
from shnor_lib.presentation.text import Words, joined

if TYPE_CHECKING:  # the exporters read tables back without the weight of pandas
    import pandas as pd

TABLE_MIME = "application/vnd.shnor.table.v1+json"

#: What a cell may be marked as; exporters show a mark by more than colour (weight, slope, a sign in the text).
MARKS = ("", "low", "border", "doubtful", "repaired", "good", "total", "muted")

NUMERIC_KINDS = ("number", "integer", "percent", "points")


@dataclass(frozen=True)
class Column:
    r"""One column of a publication table.

    ``kind`` says how values are worded and aligned: text, code (an id: И1, М2), hash (a checksum, in monospace),
    number, integer, percent (0–100, shown without the sign, since the label names the unit), points (a signed change
    in percentage points), date, truth (да/нет).
    ``group`` is the heading above neighbouring columns that share it; ``width`` is a relative width (``None``: as the
    content needs; paper goes by the content alone); ``rotated`` turns the heading by 90°; in a ``noted`` column the
    first line of a text is what a reader quotes, and further lines («\n») say what it is.
    """

    key: str
    label: str
    kind: str = "text"
    decimals: int | None = None
    group: str = ""
    width: float | None = None
    rotated: bool = False
    noted: bool = False

    @property
    def align(self) -> str:
        """Numbers stand to the right, short marks in the middle, text to the left."""
        if self.kind in NUMERIC_KINDS:
            return "right"
        return "center" if self.kind in ("truth", "date") else "left"

    def word(self, value: Any) -> str:
        """Return the value as the reader sees it; a missing value is a dash."""
        if wording.is_missing(value):
            return wording.MISSING
        if self.kind in ("number", "percent"):
            return wording.number(value, self.decimals)
        if self.kind == "integer":
            return wording.number(value, 0)
        if self.kind == "points":
            return wording.signed(value, 1 if self.decimals is None else self.decimals)
        if self.kind == "date":
            return wording.short_date(value)
        if self.kind == "truth":
            return "да" if value else "нет"
        return str(value)


@dataclass(frozen=True)
class Cell:
    """A cell: the plain value (for Excel), the text that readers see, a mark out of `MARKS`, a picture.

    ``picture`` is a small SVG that is drawn in place of the text; the text is then its spoken equivalent.
    """

    value: str | int | float | bool | None
    text: str
    mark: str = ""
    picture: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the cell as plain JSON; few cells have a picture."""
        rest = {"picture": self.picture} if self.picture else {}
        return {"value": self.value, "text": self.text, "mark": self.mark, **rest}


@dataclass(frozen=True)
class PublicationTable:
    """A table with caption, columns, cells and notes; equal values give equal bytes in every format.

    ``lookup``: the table is looked up and not read through; it stands in the workbook alone, where the text points to.
    ``schools`` are the ids of the schools that the rows are about, one a row (empty: of no single school).
    """

    caption: str | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    id: str = ""
    landscape: bool = False
    row_headers: int = 1
    lookup: bool = False
    schools: tuple[str, ...] = ()
    #: What the words of cells come from; not for the exporters.
    statements: tuple[Statement, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def from_frame(
        cls,
        frame: "pd.DataFrame",
        columns: Sequence[Column],
        caption: str | None,
        *,
        marks: Mapping[str, Sequence[str]] | None = None,
        texts: Mapping[str, Sequence[str]] | None = None,
        pictures: Mapping[str, Sequence[str]] | None = None,
        notes: Iterable[Words] = (),
        statements: Iterable[Statement] = (),
        **options: Any,
    ) -> "PublicationTable":
        """Build the table from the frame's columns named in ``columns``, in that order.

        ``marks``, ``texts`` and ``pictures`` map a column's key to one mark, ready text or SVG per row (an empty text:
        the value is worded by the column's kind).  The frame's column ``school_id``, where it has one, says which
        school a row is about.  Notes may be statements, which the table keeps beside ``statements``; an empty one is
        left out.  Other options are the fields of the class.
        """
        marks, texts, pictures = marks or {}, texts or {}, pictures or {}
        if "school_id" in frame.columns:
            options.setdefault("schools", tuple(str(plain(school) or "") for school in frame["school_id"]))
        blank = [""] * len(frame)
        cells_by_column = [
            [
                Cell(plain(value), wording.one_stop(text or column.word(value)), mark, picture)
                for value, text, mark, picture in zip(
                    frame[column.key],
                    texts.get(column.key, blank),
                    marks.get(column.key, blank),
                    pictures.get(column.key, blank),
                    strict=True,
                )
            ]
            for column in columns
        ]
        rows = tuple(zip(*cells_by_column, strict=True))
        told = [joined((note,)) for note in notes]
        said = (*statements, *(statement for note in told for statement in note.statements))
        printed = tuple(without_marks(note.markdown) for note in told if note)
        return cls(caption, tuple(columns), rows, printed, statements=said, **options)

    @classmethod
    def from_json(cls, data: dict) -> "PublicationTable":
        """Read the value back from `as_json`; raises ValueError, KeyError or TypeError if it is something else."""
        names = {field.name for field in fields(Column)}
        columns = tuple(Column(**{key: value for key, value in c.items() if key in names}) for c in data["columns"])
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in data["rows"])
        if not columns or any(len(row) != len(columns) for row in rows):
            raise ValueError("a row has other columns than the table")
        rest = {key: data[key] for key in ("id", "landscape", "row_headers")} | {"lookup": data.get("lookup", False)}
        schools = tuple(map(str, data.get("schools", ())))
        if schools and len(schools) != len(rows):
            raise ValueError("schools are not those of the rows")
        return cls(data["caption"], columns, rows, tuple(data["notes"]), schools=schools, **rest)

    def as_json(self) -> dict:
        """Return the value as plain JSON for the exporters."""
        return {
            "id": self.id,
            "caption": self.caption,
            "columns": [{**asdict(column), "align": column.align} for column in self.columns],
            "rows": [[cell.as_json() for cell in row] for row in self.rows],
            "notes": list(self.notes),
            "landscape": self.landscape,
            "row_headers": self.row_headers,
            "lookup": self.lookup,
            **({"schools": list(self.schools)} if any(self.schools) else {}),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            TABLE_MIME: self.as_json(),
            "text/html": on_screen(self._as_html()),
            "text/plain": self.caption or "Таблица",
        }

    def _as_html(self) -> str:
        """A plain table for the notebook's screen; the report's HTML is made by the exporter."""
        head = "".join(f"<th>{escape(' '.join(filter(None, (c.group, c.label))))}</th>" for c in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f'<td class="{cell.mark}">{cell.picture or escape(cell.text)}</td>' for cell in row)
            + "</tr>"
            for row in self.rows
        )
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        caption = f"<caption>{escape(self.caption or '')}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def plain(value: Any) -> "str | int | float | bool | None":
    """Return a JSON-ready value: missing is ``None``, numpy numbers are Python's, dates are ISO texts."""
    if wording.is_missing(value):
        return None
    if isinstance(value, str | bool | int | float):
        return value
    if hasattr(value, "item"):
        return value.item()
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)
