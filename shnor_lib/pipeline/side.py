"""What a command of its own makes of a finished edition, below its folder: a side stage's part in a run.

Why so: decision 58.
"""

import html
import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from shnor_lib.ground.content import text_hash
from shnor_lib.pipeline.keys import Content, Key
from shnor_lib.pipeline.machinery import Machinery
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.stages import SideStage

#: The part of a record's key by which a side stage that is not made is known.
NOT_MADE = "not made"


@dataclass(frozen=True)
class SideWork:
    """What a side stage's maker is given: its edition in staging, what runs notebooks, and how to tell of progress.

    ``parameters`` are papermill's for any notebook of the run.
    """

    side: SideStage
    staging: Path
    content: Content
    machinery: Machinery
    progress: Progress
    parameters: dict[str, str]
    params_parameter: str


@dataclass(frozen=True)
class SideFiles:
    """What a maker left: files relative to the edition's folder, warnings, and the files that cells opened."""

    files: list[str]
    warnings: list[dict]
    own_files: Key


#: Leaves a side stage's files in staging.
Maker = Callable[[SideWork], SideFiles]


def maker_of(side: SideStage) -> Maker:
    """Return the function that makes a side stage's files."""
    module, _, name = side.maker.partition(":")
    return cast(Maker, getattr(importlib.import_module(module), name))


def is_made(key: Key) -> bool:
    """Tell whether a side stage's record is of files that were made, and not of the page that says they were not."""
    return NOT_MADE not in key


def write_cover(side: SideStage, staging: Path, edition: str) -> tuple[Key, list[str]]:
    """Write the page that stands in the place of a side stage's own; return the record's key and the files."""
    page = cover_page(side, edition)
    path = staging / side.main[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8", newline="\n")
    return {NOT_MADE: text_hash(page)}, [side.main[0]]


def cover_page(side: SideStage, edition: str) -> str:
    """Return the page that says by which command a side stage is made."""
    title, command = html.escape(side.title), html.escape(f"make {side.name} YEAR={edition}")
    return (
        '<!DOCTYPE html>\n<html lang="ru">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n"
        "<style>body { font: 1.05rem/1.5 sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }</style>\n"
        f"</head>\n<body>\n<main>\n<h1>{title}</h1>\n<p>К этому отчёту не собраны. "
        f"Команда: <code>{command}</code></p>\n"
        '<p><a href="../report.html">К отчёту</a></p>\n</main>\n</body>\n</html>\n'
    )
