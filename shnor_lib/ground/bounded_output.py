"""How much of a cell's output goes into the executed notebook and the document; the rest is counted (decision 41)."""

from collections.abc import MutableMapping, Sequence
from copy import copy
from typing import Any, TypeVar

#: Lines of a printed text, signs of a line, outputs of a cell that are kept.
LINES, LINE_LENGTH, OUTPUTS = 200, 1_000, 200
#: Signs of one representation (HTML, Markdown) beyond which it is not kept: reading it takes minutes.
LARGEST_TEXT = 1_000_000

#: Under this key a cell's metadata (``shnor``) tell what its outputs had beyond what is kept: counts by `KINDS`.
CUT = "cut"
KINDS = ("lines", "outputs", "signs")

_TEXTS = ("text/html", "text/markdown", "text/latex", "application/javascript")

Output = TypeVar("Output", bound=MutableMapping[str, Any])


def bounded_lines(text: str) -> tuple[str, int]:
    """Return a text with its first lines, each cut to a length, and their number if some were left out (else 0)."""
    lines = text.split("\n", LINES)
    count = len(lines) if len(lines) <= LINES else LINES + text.count("\n") - (LINES - 1)
    kept = [line if len(line) <= LINE_LENGTH else line[: LINE_LENGTH - 1] + "…" for line in lines[:LINES]]
    left_out = len(lines) > LINES and bool(lines[LINES])
    bounded = "\n".join(kept) + ("\n" if len(lines) > LINES else "")
    return bounded, (count - text.endswith("\n") if left_out else 0)


def bounded_outputs(outputs: Sequence[Output]) -> tuple[list[Output], dict[str, int]]:
    """Return a cell's outputs within bounds, and by `KINDS` how much there was of what was cut."""
    cut: dict[str, int] = {}
    if len(outputs) > OUTPUTS:
        cut["outputs"] = len(outputs)
    return [_bounded(output, cut) for output in outputs[:OUTPUTS]], cut


def _bounded(output: Output, cut: dict[str, int]) -> Output:
    bounded = copy(output)
    if output["output_type"] == "stream":
        bounded["text"] = _lines(output["text"], cut)
    elif "data" in output:
        bounded["data"] = copy(output["data"])
        for mime in [mime for mime, value in output["data"].items() if _is_too_large(mime, value, cut)]:
            del bounded["data"][mime]
        if "text/plain" in bounded["data"]:
            bounded["data"]["text/plain"] = _lines(bounded["data"]["text/plain"], cut)
    return bounded


def _lines(text: str | list[str], cut: dict[str, int]) -> str:
    bounded, count = bounded_lines(_joined(text))
    if count:
        cut["lines"] = max(count, cut.get("lines", 0))
    return bounded


def _is_too_large(mime: str, value: Any, cut: dict[str, int]) -> bool:
    if mime not in _TEXTS or not isinstance(value, str | list) or (length := len(_joined(value))) <= LARGEST_TEXT:
        return False
    cut["signs"] = max(length, cut.get("signs", 0))
    return True


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
