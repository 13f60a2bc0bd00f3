"""The title page and the passport of an issue, as values that the exporters lay out."""

from dataclasses import asdict, dataclass
from typing import Any

from shnor_lib.ground.colours import HEX

TITLE_MIME = "application/vnd.shnor.title.v1+json"
PASSPORT_MIME = "application/vnd.shnor.passport.v1+json"


@dataclass(frozen=True)
class TitlePage:
    """What stands on the first page and in the document's properties.

    ``approvals`` are blocks of lines printed at the top (left and right); ``running`` is the running header;
    ``notice`` is printed on every page (demonstration data); ``date`` (ISO) and ``keywords`` go to the document's
    properties.  ``accent`` and ``warning`` are colours of the edition's own («#134b73»; empty: the palette's), ``logo``
    is a picture's data address (SVG or PNG).  ``brief``: it is but the head of the first page, without contents.
    """

    organisation: str
    title: str
    subtitle: str
    place_and_year: str
    date: str
    running: str
    approvals: tuple[tuple[str, ...], ...] = ()
    description: tuple[str, ...] = ()
    notice: str = ""
    keywords: tuple[str, ...] = ()
    accent: str = ""
    warning: str = ""
    logo: str = ""
    brief: bool = False

    @property
    def colours(self) -> dict[str, str]:
        """The colours that the edition puts in place of the palette's own, by the palette's names."""
        own = {"accent": self.accent, "low": self.warning}
        return {name: colour for name, colour in own.items() if HEX.fullmatch(colour)}

    @classmethod
    def from_json(cls, data: dict) -> "TitlePage":
        """Read the value back from its JSON; raises KeyError or TypeError if it is something else."""
        approvals = tuple(tuple(lines) for lines in data["approvals"])
        lists = {key: tuple(data[key]) for key in ("description", "keywords") if key in data}
        return cls(**{**data, "approvals": approvals, **lists})

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {
            TITLE_MIME: asdict(self),
            "text/markdown": f"# {self.title}\n\n{self.subtitle}",
            "text/plain": self.title,
        }


@dataclass(frozen=True)
class IssuePassport:
    """A place that publication fills with the hashes of inputs, params, code and tables from the manifest."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        text = "Паспорт выпуска (хеш-суммы исходных файлов, параметров, кода и таблиц) заполняется при публикации."
        return {PASSPORT_MIME: {}, "text/plain": text}
