"""The stages as text and as a picture: who writes which tables and who reads them."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from shnor_lib.ground.notebook_code import load_notebook
from shnor_lib.ground.period_files import MONITORING_FOLDER
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.reads import Reads, notebook_reads
from shnor_lib.pipeline.stages import (
    CALENDAR_FILE,
    MONITORING_FORMS,
    MONITORING_STAGE,
    PUBLIC_FOLDER,
    PUBLIC_FORMS,
    PUBLIC_STAGE,
    PUBLISH_TITLE,
    ROUTES_FOLDER,
    ROUTES_FORMS,
    ROUTES_STAGE,
    YEAR_FOLDER,
    YEAR_FORMS,
    YEAR_STAGE,
    SideStage,
    Stage,
    tables_before,
    writer_of,
)
from shnor_lib.presentation import palette

# The picture's measures, in pixels.
WIDTH, LEFT, BOX, LINE, GAP, PAD = 900, 90, 780, 19, 22, 14
#: About as many characters as fit into a line of a box.
CHARACTERS = 96


@dataclass(frozen=True)
class Node:
    """A stage with what it reads and writes, as words; ``above`` are the places in the chain of those it reads from."""

    title: str
    notebook: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    above: tuple[int, ...]


def nodes(project: Project) -> list[Node]:
    """Return the chain: the stages, the publication, and what commands of their own make of the tables."""
    chain = [_node(project, stage) for stage in project.stages]
    last = project.stages[-1]
    files = tuple(publication.file for publication in project.publications)
    published = Node(PUBLISH_TITLE, "", (last.notebook,), files, (len(chain) - 1,))
    return [*chain, published, *_sides(project, len(chain) - 1)]


def _sides(project: Project, last: int) -> list[Node]:
    """Return the side stages and, where the project has their notebooks, what else commands make beside the edition.

    Args:
        project: the project.
        last: the place of the last stage in the chain.
    """
    sides = [_side(project, side, side.main, last) for side in project.sides]
    return [*sides, *(_beside(one, last) for one in _BESIDE if project.notebook(one.stage).is_file())]


@dataclass(frozen=True)
class _Beside:
    """What a command leaves beside the edition: its notebook, the folder, the forms, what it reads in words."""

    stage: Stage
    folder: str
    forms: tuple[str, ...]
    reads: str


_BESIDE = (
    _Beside(PUBLIC_STAGE, PUBLIC_FOLDER, PUBLIC_FORMS, "таблицы выпуска, в которых скрыты малые числа"),
    _Beside(MONITORING_STAGE, f"{MONITORING_FOLDER}/<период>", MONITORING_FORMS, "таблицы выпуска"),
    _Beside(YEAR_STAGE, YEAR_FOLDER, (*YEAR_FORMS, CALENDAR_FILE), "таблицы выпуска"),
    _Beside(ROUTES_STAGE, ROUTES_FOLDER, tuple(ROUTES_FORMS.values()), "таблицы выпуска, с кодами педагогов"),
)


def _beside(one: _Beside, last: int) -> Node:
    files = tuple(f"{one.folder}/{name}" for name in one.forms)
    return Node(_by_command(one.stage.title, one.stage.name), one.stage.notebook, (one.reads,), files, (last,))


def _side(project: Project, side: SideStage, files: tuple[str, ...], last: int) -> Node:
    reads = notebook_reads(load_notebook(project.notebook(side)))
    title = _by_command(side.title, side.name)
    return Node(title, side.notebook, ("таблицы выпуска", *_other_reads(reads)), files, (last,))


def _by_command(title: str, command: str) -> str:
    return f"{title} — командой make {command}"


def _node(project: Project, stage: Stage) -> Node:
    reads = notebook_reads(load_notebook(project.notebook(stage)))
    earlier = tables_before(project.stages, stage)
    tables = [table for table in earlier if reads.everything or table in reads.tables]
    above = sorted({project.stages.index(writer_of(project.stages, table)) for table in tables})
    if reads.everything:
        words = [
            *(["все таблицы прежних этапов"] if tables else []),
            "исходные файлы",
            "параметры",
            "комментарии аналитика",
        ]
    else:
        words = [*tables, *_other_reads(reads)]
    return Node(stage.title, stage.notebook, tuple(words), stage.tables, tuple(above))


def _other_reads(reads: Reads) -> list[str]:
    words = ["исходные файлы"] if reads.sources else []
    if reads.all_params:
        words.append("параметры")
    elif reads.params:
        words.append(f"параметры ({', '.join(sorted(reads.params))})")
    return words + (["комментарии аналитика"] if reads.comments else [])


def as_text(chain: Sequence[Node]) -> list[str]:
    """Return the chain as lines of text."""
    lines = []
    for node in chain:
        lines.append(node.title + (f" ({node.notebook})" if node.notebook else ""))
        lines.append(f"  читает: {', '.join(node.reads) or 'ничего'}")
        lines.append(f"  записывает: {', '.join(node.writes)}")
    return lines


def as_svg(chain: Sequence[Node]) -> str:
    """Return the chain as an SVG picture: boxes from top to bottom, arcs from who writes to who reads."""
    texts = [_box_lines(node) for node in chain]
    heights = [2 * PAD + LINE * len(lines) for lines in texts]
    tops = [GAP + sum(heights[:place]) + GAP * place for place in range(len(chain))]
    parts = [
        _box(node, lines, top, height) for node, lines, top, height in zip(chain, texts, tops, heights, strict=True)
    ]
    for place, node in enumerate(chain):
        for above in node.above:
            parts.append(_arc(tops[above] + heights[above] / 2, tops[place] + heights[place] / 2, place - above))
    total = tops[-1] + heights[-1] + GAP
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" width="{WIDTH}" height="{total}" '
            'font-family="PT Sans, Arial, sans-serif" font-size="14" role="img" lang="ru">',
            "<title>Этапы отчёта и таблицы</title>",
            '<defs><marker id="head" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
            f'<path d="M0 0 L9 4 L0 8 z" fill="{palette.MUTED}"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{total}" fill="{palette.PAPER}"/>',
            *parts,
            "</svg>",
            "",
        ]
    )


def _box_lines(node: Node) -> list[str]:
    reads = _wrapped(f"читает: {', '.join(node.reads) or 'ничего'}")
    return [node.title, *reads, *_wrapped(f"записывает: {', '.join(node.writes)}")]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, CHARACTERS, subsequent_indent="    ")


def _box(node: Node, lines: Sequence[str], top: float, height: float) -> str:
    drawn = f'fill="{palette.PALE}" stroke="{palette.ACCENT}"'
    parts = [f'<rect x="{LEFT}" y="{top}" width="{BOX}" height="{height}" rx="6" {drawn}/>']
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        weight = ' font-weight="bold"' if number == 0 else ""
        place = f'x="{LEFT + PAD + 4 * indent}" y="{top + PAD + LINE * (number + 0.75):g}"'
        parts.append(f"<text {place}{weight}>{escape(line.strip())}</text>")
    if node.notebook:
        place = f'x="{LEFT + BOX - PAD}" y="{top + PAD + LINE * 0.75:g}"'
        parts.append(f'<text {place} text-anchor="end" fill="{palette.MUTED}">{escape(node.notebook)}</text>')
    return "\n".join(parts)


def _arc(start: float, end: float, distance: int) -> str:
    out = LEFT - 8 - 15 * distance
    shift = 4 * distance
    return (
        f'<path d="M{LEFT} {start + shift:g} C{out} {start + shift:g} {out} {end - shift:g} {LEFT} {end - shift:g}" '
        f'fill="none" stroke="{palette.MUTED}" marker-end="url(#head)"/>'
    )
