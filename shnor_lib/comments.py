"""The analyst's own text: one Markdown file per edition, a heading per section of the report."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shnor_lib.ground.encodings import NoText, text_in
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import params_path
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name
from shnor_lib.ground.project import shown
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.whole_files import write_new

#: The comments of the longest report take some tens of kilobytes.
LARGEST_COMMENTS_BYTES = 2_000_000

_INTRODUCTION = """\
<!--
Комментарии аналитика к отчёту. Напишите свой текст под нужным заголовком: он будет напечатан в конце этого раздела.
Заголовки менять нельзя; пустые разделы в отчёт не попадают. Программа этот файл не перезаписывает.
Не указывайте фамилий и других персональных данных.
-->
"""


@dataclass(frozen=True)
class Comments:
    """The analyst's Markdown by the headings of the file, as they stand there.

    ``lines`` gives the line of each heading (one that stands twice has both texts under the first); ``stray_line`` is
    the line of text before the first heading, if there is any.  ``named_lines`` are the lines that look like a
    person's name: they are hidden in the texts.  Which section a heading means is the report's to say.
    """

    file: str = ""
    by_heading: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    stray_line: int | None = None
    named_lines: tuple[int, ...] = ()


def comments_path(params_file: Path) -> Path:
    """Return the path of the comments file that belongs to a params file."""
    return params_file.with_name(f"{params_file.stem}_comments.md")


def create_missing(edition_name: str, headings: Iterable[str], params_file: Path | None = None) -> Path:
    """Make the comments file with the report's headings unless there is one; an existing file is never touched."""
    path = comments_path(params_file or params_path(edition_name))
    if not path.exists():
        text = _INTRODUCTION + "".join(f"\n## {heading}\n" for heading in headings)
        try:
            write_new(path, text.encode("utf-8"))
        except FileExistsError:
            pass
        except OSError as error:
            raise refused(f"Не удалось создать файл комментариев «{shown(path)}»", error) from None
    return path


def read_comments(path: Path) -> Comments:
    """Read a comments file; a missing file means that there are no comments.

    A line with what looks like a person's name is reported through ``named_lines`` and copied nowhere.
    """
    if not path.is_file():
        return Comments(shown(path))
    lines = _without_html_comments(_decoded(path)).splitlines()
    named = tuple(number for number, line in enumerate(lines, start=1) if looks_like_name(line))
    for number in named:
        lines[number - 1] = f"## {HIDDEN}" if lines[number - 1].startswith("## ") else HIDDEN
    bodies: dict[str, list[str]] = {}
    places: dict[str, int] = {}
    stray: int | None = None
    current: list[str] | None = None
    for number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            heading = " ".join(line[3:].split())
            places.setdefault(heading, number)
            current = bodies.setdefault(heading, [])
        elif current is not None:
            current.append(line)
        elif line.strip() and stray is None:
            stray = number
    texts = {heading: "\n".join(body).strip() for heading, body in bodies.items()}
    return Comments(shown(path), texts, places, stray, named)


def _without_html_comments(text: str) -> str:
    """Blank out ``<!-- … -->`` and keep the number of lines."""
    parts = text.split("<!--")
    kept = [parts[0]]
    for part in parts[1:]:
        inside, closed, after = part.partition("-->")
        kept.append("\n" * inside.count("\n") + (after if closed else ""))
    return "".join(kept)


def _decoded(path: Path) -> str:
    """Return the text of the file, whatever its encoding.

    Raises:
        ReportError: it is no text, or far longer than anybody's comments.
    """
    with path.open("rb") as handle:
        raw = handle.read(LARGEST_COMMENTS_BYTES + 1)
    if len(raw) > LARGEST_COMMENTS_BYTES:
        raise ReportError(
            f"Файл комментариев «{shown(path)}» больше {LARGEST_COMMENTS_BYTES // 10**6} МБ: это не комментарии.",
            "Оставьте в нём только свой текст.",
        )
    try:
        return text_in(raw)
    except NoText as error:
        raise ReportError(
            f"Файл комментариев «{shown(path)}» {error}.", "Сохраните его в кодировке UTF-8 и повторите команду."
        ) from None
