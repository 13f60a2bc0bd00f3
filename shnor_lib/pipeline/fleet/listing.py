"""Which editions a fleet makes: a list of params files, or a folder of them; the longest come first."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shnor_lib.ground.encodings import NoText, text_in
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import edition_files
from shnor_lib.ground.wording import join
from shnor_lib.pipeline.editions import Request, request_for
from shnor_lib.pipeline.layout import Project

#: A line of a list that says nothing.
COMMENT = "#"


@dataclass(frozen=True)
class Unit:
    """One edition of a fleet: what is asked for, and the bytes of its input, by which the longest come first."""

    request: Request
    weight: int


def units_of(project: Project, named: str, output: str = "", documents: tuple[str, ...] = ()) -> list[Unit]:
    """Return the editions of a list or folder, the longest first.

    Args:
        project: whose params files may be named by their stems.
        named: a text file with a params file per line (relative to it or to the project; «#» begins a remark), or a
            folder of params files.
        output: where the editions' folders are laid; empty: the project's own folder of outputs.
        documents: the files to publish of each; empty: all.

    Raises:
        ReportError: the list is missing, empty or no text, names what is not there, or two editions of one name.
    """
    if not named.strip():
        raise ReportError(
            "Не указано, какие выпуски собирать.",
            "Укажите файл со списком файлов параметров или папку с ними: make fleet LIST=params/область.txt",
        )
    place = Path(named)
    files = [(path, path.name) for path in edition_files(place)] if place.is_dir() else list(_listed(project, place))
    if not files:
        raise ReportError(
            f"В {'папке' if place.is_dir() else 'списке'} «{named}» нет ни одного файла параметров.",
            "Параметры выпуска — файл .yml; в списке — по одному на строке.",
        )
    _refuse_namesakes(named, files)
    folder = Path(output) if output else project.output
    requests = [request_for(project, params=str(path), output=str(folder / path.stem)) for path, _ in files]
    units = [Unit(replace(request, documents=documents), _weight(project, request.params_file)) for request in requests]
    return sorted(units, key=lambda unit: (-unit.weight, unit.request.edition))


def _listed(project: Project, place: Path) -> Iterator[tuple[Path, str]]:
    """Yield the params files that a list names, each with how its line is called."""
    try:
        text = text_in(place.read_bytes())
    except OSError:
        raise ReportError(f"Нет файла или папки «{place}».", "Проверьте путь после LIST=.") from None
    except NoText as error:
        raise ReportError(f"Файл «{place}» {error}.", "Нужен список: по одному файлу параметров на строке.") from None
    for number, line in enumerate(text.splitlines(), start=1):
        named = line.partition(COMMENT)[0].strip()
        if not named:
            continue
        found = next((path for path in _meant(project, place, named) if path.is_file()), None)
        if found is None:
            raise ReportError(
                f"В списке «{place}», строка {number}: нет файла параметров «{named}».",
                "Укажите путь от папки списка или от папки программы.",
            )
        yield found, f"строка {number}"


def _meant(project: Project, place: Path, named: str) -> Iterator[Path]:
    """Yield where a line of a list may point to: beside the list, in the project, or an edition by its name."""
    yield place.parent / named
    yield project.root / named
    if named == Path(named).name:
        yield project.params / f"{named.removesuffix('.yml')}.yml"


def _refuse_namesakes(named: str, files: list[tuple[Path, str]]) -> None:
    """Refuse two params files of one name: their editions would lie in one folder."""
    lines: dict[str, list[str]] = {}
    for path, line in files:
        lines.setdefault(path.stem, []).append(line)
    for stem, own in lines.items():
        if len(own) > 1:
            raise ReportError(
                f"В списке «{named}» два выпуска с именем «{stem}»: {join(own)}.",
                "Выпуск складывается в папку с именем файла параметров: назовите файлы по-разному.",
            )


def _weight(project: Project, params_file: Path) -> int:
    """Return how many bytes of input an edition has; what cannot be read will be told when its turn comes."""
    import yaml

    try:
        told: Any = yaml.safe_load(text_in(params_file.read_bytes()))
        data = told.get("data", {}).values()
    except (OSError, NoText, yaml.YAMLError, AttributeError):
        return 0
    return sum(_size(project.root / place) for place in data if isinstance(place, str) and place)


def _size(place: Path) -> int:
    try:
        if place.is_dir():
            return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        return place.stat().st_size if place.is_file() else 0
    except OSError:
        return 0
