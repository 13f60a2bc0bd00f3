"""The PDF that Typst makes of sources in memory; signs that it fails at do not cost the report (decision 41)."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any
from xml.etree import ElementTree

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.legible import REPLACEMENT, SOFT_HYPHEN, safe_characters
from shnor_lib.publishing.foreign import SVG, local_name
from shnor_lib.publishing.long_words import BREAK

#: Archival and accessible at once: both are declared, and Typst refuses what it can tell to break them.
STANDARDS = ["a-3a", "ua-1"]

#: PDF/A asks for a date. A notebook without a title page has none, and the clock would make every copy another file.
NO_DATE = 0

#: Files that Typst reads, by name.
Sources = dict[str, bytes]
#: Is told in Russian what the PDF shows otherwise.
Complain = Callable[[str], None]

#: How all words of a figure are set where its own fonts failed.
_ONE_FACE = "font-family: 'PT Sans'; font-weight: 400; font-style: normal; font-variant: normal"

_REFUSED_BY_SYSTEM = (
    "Скорее всего, системе не хватает памяти или числа процессов: закройте другие программы, снимите ограничения "
    "(ulimit) и повторите."
)
_WHAT_TO_DO = "Страница report.html не затронута; сообщите разработчикам текст этой ошибки и приложите тетрадь."


def nobody(_told: str) -> None:
    """Hear nothing: where another form of the same document is told all."""


def compiled(sources: Sources, complain: Complain = nobody) -> bytes:
    """Return the PDF of ``main.typ`` among the files given; nothing outside of them is read.

    Where Typst fails, the figures are set in one font and with its signs alone, then the texts too: other signs are
    shown by their numbers, and ``complain`` is told.

    Raises ReportError if Typst refuses all the same, or lacks a font.
    """
    return _made(_pdf, sources, complain, "PDF не собран")


def drawn(sources: Sources, dots_per_inch: int) -> list[bytes]:
    """Return the pages of ``main.typ`` as PNG; figures that Typst fails at are set as for `compiled`.

    Raises ReportError if Typst refuses all the same.
    """

    def pages(sources: Sources) -> list[bytes]:
        import typst

        made = typst.compile(sources, format="png", ppi=dots_per_inch, font_paths=fonts(), ignore_system_fonts=True)
        return made if isinstance(made, list) else [made]

    return _made(pages, sources, nobody, "Рисунки для Word не нарисованы")


def _made(make: Callable[[Sources], Any], sources: Sources, complain: Complain, not_made: str) -> Any:
    try:
        return _heard(make, sources, not_made)
    except ReportError:
        for plainer in (_with_plain_figures, _with_plain_texts):
            lost: dict[str, None] = {}
            with suppress(ReportError):
                made = _heard(make, plainer(sources, lost), not_made)
                complain(_set_otherwise(lost))
                return made
        raise


def _heard(make: Callable[[Sources], Any], sources: Sources, not_made: str) -> Any:
    """Return what Typst makes; whatever it fails at, or warns of, is a ReportError that begins with ``not_made``."""
    try:
        with _panics_unheard():
            return make(sources)
    except RuntimeError as error:
        raise ReportError(f"{not_made}: {getattr(error, 'message', error)}.", _WHAT_TO_DO) from error
    except BaseException as error:
        # What Rust panics of, such as threads that the system refuses, is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise ReportError(f"{not_made}: {str(error).splitlines()[0]}.", _REFUSED_BY_SYSTEM) from error


def _pdf(sources: Sources) -> bytes:
    import typst

    pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]  # the stub knows no files in memory
        sources, font_paths=fonts(), ignore_system_fonts=True, pdf_standards=STANDARDS, timestamp=NO_DATE
    )
    if warnings:
        raise RuntimeError(warnings[0].message)
    return pdf


@contextmanager
def _panics_unheard() -> Iterator[None]:
    """Keep what Rust writes of a panic, which is no sentence for a user, off the screen; the exception tells of it."""
    try:
        heard = os.dup(2)
    except OSError:
        yield
        return
    try:
        with open(os.devnull, "wb") as nobody:
            sys.stderr.flush()
            os.dup2(nobody.fileno(), 2)
        yield
    finally:
        os.dup2(heard, 2)
        os.close(heard)


@cache
def fonts() -> Any:
    """Return the fonts of the report, read once in a process."""
    import fontpkg
    import typst

    folders = [str(fontpkg.path(family).parent) for family in ("PT Serif", "PT Sans")]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


# Set once more


def _set_otherwise(lost: dict[str, None]) -> str:
    """Say what stands otherwise in the PDF."""
    told = ", ".join(f"«{sign}» ({_number(sign)})" for sign in lost)
    words = f"знаки {told} показаны номерами" if lost else "надписи рисунков набраны одним шрифтом"
    return f"В PDF и на рисунках Word {words}: иначе программа вёрстки Typst их не набирает. На странице всё на месте."


def _with_plain_figures(sources: Sources, lost: dict[str, None]) -> Sources:
    """Return the sources with the words of figures in one font."""
    return {
        name: _plain_figure(content, lost) if name.endswith(".svg") else content for name, content in sources.items()
    }


def _with_plain_texts(sources: Sources, lost: dict[str, None]) -> Sources:
    """Return the sources with the words of figures and of the document in one font each."""
    return {
        name: json.dumps(_plain_values(json.loads(content), lost), ensure_ascii=False).encode()
        if name.endswith(".json")
        else content
        for name, content in _with_plain_figures(sources, lost).items()
    }


def _plain_figure(svg: bytes, lost: dict[str, None]) -> bytes:
    root = ElementTree.fromstring(svg)
    for element in root.iter():
        if local_name(element.tag) == "style":
            continue
        element.text, element.tail = (words and _plain(words, lost) for words in (element.text, element.tail))
        if local_name(element.tag) in ("text", "tspan"):
            own = element.get("style", "")
            element.set("style", f"{own.rstrip('; ')}; {_ONE_FACE}" if own else _ONE_FACE)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="utf-8")


def _plain_values(value: Any, lost: dict[str, None]) -> Any:
    if isinstance(value, str):
        return _plain(value, lost)
    if isinstance(value, dict):
        return {key: _plain_values(one, lost) for key, one in value.items()}
    return [_plain_values(one, lost) for one in value] if isinstance(value, list) else value


def _plain(text: str, lost: dict[str, None]) -> str:
    """Return the text with the numbers of signs that the one font lacks, and note these."""

    def numbered(match: re.Match[str]) -> str:
        if match[0] == REPLACEMENT:  # stands for a sign that was told of already
            return "[?]"
        lost[match[0]] = None
        return f"[{_number(match[0])}]"

    return _rare().sub(numbered, text)


@cache
def _rare() -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(''.join(sorted(safe_characters())))}\n\t{SOFT_HYPHEN}{BREAK}]")


def _number(sign: str) -> str:
    return f"U+{ord(sign):04X}"
