"""A publication figure as a value: deterministic SVG with caption and alternative text."""

import io
import warnings
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from shnor_lib.ground.legible import writable
from shnor_lib.presentation.tables import PublicationTable

if TYPE_CHECKING:  # the exporters read figures back without the weight of matplotlib
    from matplotlib.figure import Figure

FIGURE_MIME = "application/vnd.shnor.figure.v1+json"


@dataclass(frozen=True)
class PublicationFigure:
    """A figure: SVG text, caption, alternative text (read aloud instead of the picture) and width on paper in mm.

    ``data`` is what it draws, as a table, for those who look up or cannot see: the web page folds it out below the
    picture; it has no number of its own, and its caption is the figure's unless it says another.
    """

    caption: str | None
    alt: str
    svg: str
    id: str = ""
    width_mm: float = 170.0
    notes: tuple[str, ...] = ()
    data: PublicationTable | None = None

    @classmethod
    def from_matplotlib(cls, figure: "Figure", caption: str | None, alt: str, **options: Any) -> "PublicationFigure":
        """Render the figure; its width in inches becomes the width on paper unless given."""
        options.setdefault("width_mm", round(figure.get_figwidth() * 25.4, 1))
        return cls(caption, alt, svg_of(figure), **options)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PublicationFigure":
        """Read the value back from `as_json`; raises KeyError, ValueError or TypeError if it is something else."""
        table = data.get("data")
        read = {"notes": tuple(data["notes"]), "data": PublicationTable.from_json(table) if table else None}
        return cls(**{**data, **read})

    def as_json(self) -> dict[str, Any]:
        """Return the value as plain JSON for the exporters."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**own, "notes": list(self.notes), "data": self.data.as_json() if self.data else None}

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {FIGURE_MIME: self.as_json(), "image/svg+xml": self.svg, "text/plain": self.caption or "Рисунок"}


class PublicationFigures(tuple[PublicationFigure, ...]):
    """Figures that one cell shows one after another, each with a number and a caption of its own."""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for figure in self:
            display(figure)


def svg_of(figure: "Figure", **options: Any) -> str:
    """Return the figure as SVG with identical bytes for identical content: no date, ids salted always alike."""
    import matplotlib as mpl

    _make_writable(figure)
    buffer = io.StringIO()
    salt = mpl.rcParams["svg.hashsalt"]
    mpl.rcParams["svg.hashsalt"] = salt or "shnor"
    try:
        with warnings.catch_warnings():
            # The pages around lend what the font lacks, or say so; matplotlib needs the width only.
            warnings.filterwarnings("ignore", message="Glyph .* missing from")
            figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, **options)
    finally:
        mpl.rcParams["svg.hashsalt"] = salt
    return buffer.getvalue()


def _make_writable(figure: "Figure") -> None:
    """Take from the figure's texts what an SVG cannot hold; signs without a picture stay, and are told of in print."""
    from matplotlib.text import Text

    for text in figure.findobj(Text):
        if (words := writable(text.get_text())) != text.get_text():
            text.set_text(words)
