"""A publication table as a value: one object that every exporter renders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from html import escape
from typing import TYPE_CHECKING, Any

from shnor_lib.ground import wording
from shnor_lib.ground.tables import DECLARED, PERSON
from shnor_lib.presentation.outline import on_screen
from shnor_lib.presentation.statement import Evidence, Statement, without_marks
from shnor_lib.presentation.text import Words, joined

if TYPE_CHECKING:  # the exporters read tables back without the weight of pandas
    import pandas as pd

TABLE_MIME = "application/vnd.shnor.table.v1+json"

#: What a cell may be marked as; exporters show a mark by more than colour (weight, slope, a sign in the text).
MARKS = ("", "low", "border", "doubtful", "repaired", "good", "total", "muted")

NUMERIC_KINDS = ("number", "integer", "percent", "points")

#: Columns by which rows of stored tables are told apart; codes of people never travel with a table.
KEYS = {name for table in DECLARED.values() for name in table.key} - {PERSON}


#: So many rows of a table are shown on a notebook's screen; its value travels whole.
ROWS_ON_SCREEN = 200


@dataclass(frozen=True)
class Column:
    """One column of a publication table.

    ``kind`` says how values are worded and aligned: text, code (an id: И1, М2), hash (a checksum, in monospace),
    number, integer, percent (0–100, shown without the sign, since the label names the unit), points (a signed change
    in percentage points), date, truth (да/нет).
    ``group`` is the heading above neighbouring columns that share it; ``width`` is a relative width (``None``: as the
    content needs; paper goes by the content alone); ``rotated`` turns the heading by 90°.
    """

    key: str
    label: str
    kind: str = "text"
    decimals: int | None = None
    group: str = ""
    width: float | None = None
    rotated: bool = False

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
    r"""A cell: the plain value (for Excel), the text that readers see, a mark out of `MARKS`, a picture.

    Of a text of several lines («\n») the first is what a reader quotes, the others say what it is.  ``picture`` is a
    small SVG that is drawn in place of the text; the text is then its spoken equivalent.
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
class Origin:
    """What a table's cells rest on: stored tables, and which of their rows each row of the table speaks of.

    ``tables`` are the stored tables that were read for it; ``keys`` name columns of their keys, and ``rows`` hold the
    values of each row.  A column of which the stored tables know nothing by its key is told of in ``columns``.
    """

    tables: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    columns: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Origin":
        """Read the value back from `as_json`."""
        columns = {
            name: tuple(Evidence(one["table"], one["column"], one["key"]) for one in own)
            for name, own in data["columns"].items()
        }
        return cls(tuple(data["tables"]), tuple(data["keys"]), tuple(map(tuple, data["rows"])), columns)

    def as_json(self) -> dict[str, Any]:
        """Return the value as plain JSON."""
        columns = {name: [one.as_json() for one in own] for name, own in self.columns.items()}
        return {"tables": list(self.tables), "keys": list(self.keys), "rows": list(map(list, self.rows))} | {
            "columns": columns
        }


@dataclass(frozen=True)
class PublicationTable:
    """A table with caption, columns, cells and notes; equal values give equal bytes in every format.

    ``lookup``: the table is looked up and not read through; it stands in the workbook alone, where the text points to.
    ``beside``: where a page is wide enough, the table that follows stands beside it.
    ``in_blocks``: neighbouring rows that share their first cell make a block, of which paper prints that cell once.
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
    beside: bool = False
    in_blocks: bool = False
    schools: tuple[str, ...] = ()
    #: What the words of cells come from; not for the exporters.
    statements: tuple[Statement, ...] = field(default=(), compare=False, repr=False)
    #: What its cells rest on, for «Откуда это?».
    origin: Origin = field(default_factory=Origin, compare=False, repr=False)

    @property
    def blocks(self) -> tuple[int, ...]:
        """For each row the number of rows of the block that begins with it; 0 where the row only goes on with one."""
        sizes = [1] * len(self.rows)
        for place in range(len(self.rows) - 1, 0, -1):
            if self.in_blocks and self.rows[place][0].text == self.rows[place - 1][0].text:
                sizes[place - 1], sizes[place] = sizes[place] + 1, 0
        return tuple(sizes)

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
        rests_on: Mapping[str, Evidence | Iterable[Evidence]] | None = None,
        **options: Any,
    ) -> "PublicationTable":
        """Build the table from the frame's columns named in ``columns``, in that order.

        ``marks``, ``texts`` and ``pictures`` map a column's key to one mark, ready text or SVG per row (an empty text:
        the value is worded by the column's kind).  The frame's column ``school_id``, where it has one, says which
        school a row is about.  Notes may be statements, which the table keeps beside ``statements``; an empty one is
        left out.  ``rests_on`` says by a column's key which cells of stored tables a column shows, where the key does
        not say it itself; the row's own keys (`KEYS` among the frame's columns) narrow it to the row.  Other options
        are the fields of the class.
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
        origin = _origin(frame, rests_on or {})
        return cls(caption, tuple(columns), rows, printed, statements=said, origin=origin, **options)

    @classmethod
    def from_json(cls, data: dict) -> "PublicationTable":
        """Read the value back from `as_json`; raises ValueError, KeyError or TypeError if it is something else."""
        names = {field.name for field in fields(Column)}
        columns = tuple(Column(**{key: value for key, value in c.items() if key in names}) for c in data["columns"])
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in data["rows"])
        if not columns or any(len(row) != len(columns) for row in rows):
            raise ValueError("a row has other columns than the table")
        rest = {key: data[key] for key in ("id", "landscape", "row_headers")}
        rest |= {key: data.get(key, False) for key in ("lookup", "beside", "in_blocks")}
        schools = tuple(map(str, data.get("schools", ())))
        if schools and len(schools) != len(rows):
            raise ValueError("schools are not those of the rows")
        origin = Origin.from_json(data["origin"]) if "origin" in data else Origin()
        return cls(data["caption"], columns, rows, tuple(data["notes"]), schools=schools, origin=origin, **rest)

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
            "beside": self.beside,
            **({"in_blocks": True} if self.in_blocks else {}),
            **({"schools": list(self.schools)} if any(self.schools) else {}),
            **({} if self.origin == Origin() else {"origin": self.origin.as_json()}),
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            TABLE_MIME: self.as_json(),
            "text/html": on_screen(self._as_html()),
            "text/plain": self.caption or "Таблица",
        }

    def _as_html(self) -> str:
        """A plain table for the notebook's screen, of a long one its beginning; the report's HTML is made elsewhere."""
        head = "".join(f"<th>{escape(' '.join(filter(None, (c.group, c.label))))}</th>" for c in self.columns)
        body = "".join(
            "<tr>"
            + "".join(f'<td class="{cell.mark}">{cell.picture or escape(cell.text)}</td>' for cell in row)
            + "</tr>"
            for row in self.rows[:ROWS_ON_SCREEN]
        )
        rest = len(self.rows) - ROWS_ON_SCREEN
        body += f"<tr><td>… ещё строк: {rest}</td></tr>" if rest > 0 else ""
        notes = "".join(f"<p><small>{escape(note)}</small></p>" for note in self.notes)
        caption = f"<caption>{escape(self.caption or '')}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"


def _origin(frame: "pd.DataFrame", rests_on: Mapping[str, Evidence | Iterable[Evidence]]) -> Origin:
    """Return which rows of stored tables the rows of a frame speak of, by the columns of keys that the frame holds."""
    keys = tuple(name for name in frame.columns if name in KEYS)
    rows = tuple(zip(*([plain(value) for value in frame[name]] for name in keys), strict=True)) if keys else ()
    told = {name: (one,) if isinstance(one, Evidence) else tuple(one) for name, one in rests_on.items()}
    return Origin(keys=keys, rows=rows, columns=told)


def plain(value: Any) -> "str | int | float | bool | None":
    """Return a JSON-ready value: missing is ``None``, numpy numbers are Python's, dates are ISO texts."""
    if wording.is_missing(value):
        return None
    if isinstance(value, str | bool | int | float):
        return value
    if hasattr(value, "item"):
        return value.item()
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)
