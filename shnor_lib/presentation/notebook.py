"""Ordinary DataFrames and matplotlib figures in a notebook get the MIME types that the exporters render."""

import sys
from typing import TYPE_CHECKING, Any

from shnor_lib.ground import wording
from shnor_lib.presentation.figures import PublicationFigure, svg_of
from shnor_lib.presentation.tables import Cell, Column, PublicationTable, plain

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

#: Longer and wider frames are cut, with a note: a report is no place to page through raw data.
MOST_ROWS, MOST_COLUMNS = 60, 40

#: More columns than this are laid out on a landscape page.
UPRIGHT_COLUMNS = 12

#: A figure without a size of its own on paper is at most this wide, in mm.
WIDEST_MM = 170.0

#: Russian typography groups digits from five on, so that years stay whole.
FIRST_GROUPED_INTEGER = 10_000


def install_formatters(shell: Any = None) -> None:
    """Teach the shell (by default the running IPython) to show DataFrames, Series and figures as publication values.

    Does nothing outside of IPython; pandas and matplotlib are not imported for it.
    """
    shell = shell or _running_shell()
    if shell is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    for module in ("pandas", "pandas.core.frame"):
        formatter.for_type_by_name(module, "DataFrame", _frame_bundle)
    for module in ("pandas", "pandas.core.series"):
        formatter.for_type_by_name(module, "Series", _series_bundle)
    formatter.for_type_by_name("matplotlib.figure", "Figure", _figure_bundle)
    _draw_no_second_image(shell)


#: The name until version 0.2.0, kept for one release: analysts' own notebooks call it.
register_formatters = install_formatters


def _running_shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def _draw_no_second_image(shell: Any) -> None:
    """Tell the inline backend, now or when it is loaded, to add no PNG of its own beside our SVG."""
    shell.config.InlineBackend.figure_formats = set()
    inline = sys.modules.get("matplotlib_inline.config")  # importing it would import matplotlib
    if inline and inline.InlineBackend.initialized():
        inline.InlineBackend.instance().figure_formats = set()


def _frame_bundle(frame: "pd.DataFrame") -> dict:
    return {mime: value for mime, value in table_of(frame)._repr_mimebundle_().items() if mime != "text/plain"}


def _series_bundle(series: "pd.Series") -> dict:
    return _frame_bundle(series.to_frame("значение" if series.name is None else series.name))


def _figure_bundle(figure: "Figure") -> dict:
    """Render the figure and close it, so that it is not shown again at the cell's end."""
    bundle = figure_of(figure)._repr_mimebundle_()
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close(figure)
    return bundle


# Figures


def figure_of(figure: "Figure") -> PublicationFigure:
    """Return an ordinary figure as a publication figure without a caption; nothing drawn outside its edge is cut."""
    width = min(figure.get_figwidth() * 25.4, WIDEST_MM)
    return PublicationFigure(None, _description(figure), svg_of(figure, bbox_inches="tight"), width_mm=round(width, 1))


def _description(figure: "Figure") -> str:
    """Return what the figure's own words tell: titles and axes."""
    parts = [figure.get_suptitle()]
    for axes in figure.axes:
        parts += [
            axes.get_title(),
            axes.get_xlabel() and f"по горизонтали — {axes.get_xlabel()}",
            axes.get_ylabel() and f"по вертикали — {axes.get_ylabel()}",
        ]
    words = "; ".join(dict.fromkeys(part for part in parts if part))
    return f"График: {words}" if words else "График без описания"


# Tables


def table_of(frame: "pd.DataFrame") -> PublicationTable:
    """Return an ordinary frame as a publication table without a caption.

    The index is shown when it says something (is not a plain row number); long and wide frames are cut with a note.
    """
    names = _index_names(frame)
    shown = frame.iloc[:MOST_ROWS, :MOST_COLUMNS]
    index_columns = [_Prepared(str(name), "", shown.index.get_level_values(level)) for level, name in enumerate(names)]
    own_columns = [_Prepared(*_labels(name), shown.iloc[:, place]) for place, name in enumerate(shown.columns)]
    prepared = index_columns + own_columns
    if not prepared:
        prepared = [_Prepared("пустая таблица", "", [])]
    columns = tuple(Column(f"column_{n}", p.label, p.kind, p.decimals, p.group) for n, p in enumerate(prepared))
    cells = [
        tuple(Cell(plain(value), p.word(column, value)) for value in p.values)
        for column, p in zip(columns, prepared, strict=True)
    ]
    return PublicationTable(
        caption=None,
        columns=columns,
        rows=tuple(zip(*cells, strict=True)),
        notes=_cut_note(frame),
        landscape=len(columns) > UPRIGHT_COLUMNS,
        row_headers=len(index_columns),
    )


def _index_names(frame: "pd.DataFrame") -> list:
    index = frame.index
    if index.nlevels == 1 and (type(index).__name__ == "RangeIndex" or _is_row_number(index)):
        return []
    return ["" if name is None else name for name in index.names]


def _is_row_number(index: "pd.Index") -> bool:
    """Tell whether a nameless whole-number index is what filtering left of row numbers."""
    return index.name is None and index.dtype.kind in "iu"


def _labels(name: Any) -> tuple[str, str]:
    """Return a column's label and group: of a tuple (as after pivoting) the last part is the label."""
    if isinstance(name, tuple):
        *groups, label = (str(part) for part in name)
        return (label, ", ".join(filter(None, groups))) if label else (groups[-1], ", ".join(groups[:-1]))
    return str(name), ""


def _cut_note(frame: "pd.DataFrame") -> tuple[str, ...]:
    rows, columns = (max(size - most, 0) for size, most in zip(frame.shape, (MOST_ROWS, MOST_COLUMNS), strict=True))
    notes = []
    if rows:
        notes.append(
            f"Показаны первые {wording.plural(MOST_ROWS, 'строка', 'строки', 'строк')}; "
            f"ещё {wording.plural(rows, 'строка', 'строки', 'строк')} в отчёт не вошли."
        )
    if columns:
        notes.append(
            f"Показаны первые {wording.plural(MOST_COLUMNS, 'столбец', 'столбца', 'столбцов')}; "
            f"ещё {wording.plural(columns, 'столбец', 'столбца', 'столбцов')} в отчёт не вошли."
        )
    return tuple(notes)


class _Prepared:
    """A column of an ordinary frame with the kind and the decimals that suit its values."""

    def __init__(self, label: str, group: str, values: Any):
        self.label, self.group, self.values = label, group, list(values)
        self.kind = _kind(values)
        self.decimals = _decimals(self.values) if self.kind == "number" else None

    def word(self, column: Column, value: Any) -> str:
        """Return the value's text."""
        if self.kind == "integer" and not wording.is_missing(value) and abs(value) < FIRST_GROUPED_INTEGER:
            return str(int(value)).replace("-", wording.MINUS)
        return column.word(value)


def _kind(values: Any) -> str:
    dtype = getattr(values, "dtype", None)
    kind = getattr(dtype, "kind", "O")
    present = [value for value in values if not wording.is_missing(value)]
    if kind == "b" or (present and all(isinstance(value, bool) for value in present)):
        return "truth"
    if kind in "iu":
        return "integer"
    if kind == "f":
        return "number"
    return "date" if kind == "M" else "text"


def _decimals(values: list) -> int:
    """Return how many decimals all the numbers need: at most two, or four where all are tiny."""
    numbers = [float(value) for value in values if not wording.is_missing(value)]
    most = 4 if numbers and max(map(abs, numbers)) < 0.1 else 2
    return next((d for d in range(most) if all(abs(n - round(n, d)) < 1e-9 for n in numbers)), most)
