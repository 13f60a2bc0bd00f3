"""The analyst's own text: one Markdown file per edition, a heading per section of the report."""

import difflib
from dataclasses import dataclass, field
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import params_path
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name
from shnor_lib.ground.project import shown

#: Headings of the report's sections, as they stand in `05_report.ipynb` and in the comments file.
SECTIONS = (
    "Главное",
    "1. Основание, цель анализа, источники и ограничения данных",
    "2. Состав ШНОР",
    "3. Результаты ВПР, ОГЭ и ЕГЭ",
    "4. Динамика образовательных результатов (пункт 18 плана)",
    "5. Целевые индикаторы",
    "6. План мероприятий и управленческие меры",
    "7. Комплекс мер по преодолению факторов (пункт 16 плана)",
    "8. Предметные компетенции педагогов (пункт 19 плана)",
    "9. Итоги по задачам и результатам (пункт 21 плана)",
    "10. Проблемы и риски",
    "11. Рекомендации по адресатам",
    "12. Проект управленческих решений",
)

_INTRODUCTION = """\
<!--
Комментарии аналитика к отчёту. Напишите свой текст под нужным заголовком: он будет напечатан в конце этого раздела.
Заголовки менять нельзя; пустые разделы в отчёт не попадают. Программа этот файл не перезаписывает.
Не указывайте фамилий и других персональных данных.
-->
"""


@dataclass(frozen=True)
class Comments:
    """The analyst's Markdown by section heading; ``unknown`` lists headings that no section has, with their lines.

    ``named_lines`` are the lines that look like a person's name: they are hidden in the text.
    """

    file: str = ""
    by_section: dict[str, str] = field(default_factory=dict)
    unknown: tuple[tuple[str, int], ...] = ()
    named_lines: tuple[int, ...] = ()

    def nearest(self, heading: str) -> str:
        """Return the section's heading that looks most like the unknown one."""
        return difflib.get_close_matches(heading, SECTIONS, n=1, cutoff=0.0)[0]


def comments_path(params_file: Path) -> Path:
    """Return the path of the comments file that belongs to a params file."""
    return params_file.with_name(f"{params_file.stem}_comments.md")


def create_missing(edition_name: str, params_file: Path | None = None) -> Path:
    """Make the comments file with all headings unless there is one; an existing file is never touched."""
    path = comments_path(params_file or params_path(edition_name))
    if not path.exists():
        text = _INTRODUCTION + "".join(f"\n## {heading}\n" for heading in SECTIONS)
        try:
            with path.open("x", encoding="utf-8", newline="\n") as handle:
                handle.write(text)
        except FileExistsError:
            pass
        except OSError as error:
            raise ReportError(
                f"Не удалось создать файл комментариев «{shown(path)}»: {error.strerror}.",
                "Проверьте, что папка params открыта для записи.",
            ) from None
    return path


def read_comments(path: Path) -> Comments:
    """Read a comments file; a missing file means that there are no comments.

    Text before the first heading and under an unknown heading is reported through ``unknown``, never printed elsewhere.
    A line with what looks like a person's name is reported through ``named_lines`` and copied nowhere.
    """
    if not path.is_file():
        return Comments(shown(path))
    lines = _without_html_comments(_decoded(path)).splitlines()
    named = tuple(number for number, line in enumerate(lines, start=1) if looks_like_name(line))
    for number in named:
        lines[number - 1] = f"## {HIDDEN}" if lines[number - 1].startswith("## ") else HIDDEN
    by_section: dict[str, list[str]] = {}
    unknown: list[tuple[str, int]] = []
    current: list[str] | None = None
    for line_number, line in enumerate(lines, start=1):
        if line.startswith("## "):
            heading = " ".join(line[3:].split())
            if heading in SECTIONS:
                current = by_section.setdefault(heading, [])
            else:
                current = None
                unknown.append((heading, line_number))
        elif current is not None:
            current.append(line)
        elif line.strip() and not unknown:
            unknown.append((line.strip()[:60], line_number))
    texts = {heading: "\n".join(body).strip() for heading, body in by_section.items()}
    return Comments(shown(path), {heading: text for heading, text in texts.items() if text}, tuple(unknown), named)


def _without_html_comments(text: str) -> str:
    """Blank out ``<!-- … -->`` and keep the number of lines."""
    parts = text.split("<!--")
    kept = [parts[0]]
    for part in parts[1:]:
        inside, closed, after = part.partition("-->")
        kept.append("\n" * inside.count("\n") + (after if closed else ""))
    return "".join(kept)


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1251", errors="replace")
