"""What an edition was made from, stored in it for the house alone: input files, params, the analyst's comments.

One ZIP file among the tables for official use, so that names of files stand in no list of the edition.  It is stored
where it is asked for (`make report KEEP=да`) and then at each later run (decision 61).
"""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.pipeline.keys import Content, Key

#: The name of its record in the manifest, and its file within an edition.
KEPT, KEPT_FILE = "kept", f"{OFFICIAL_USE}/исходные.zip"
#: Its folders: files of the project at their paths, files from elsewhere, params, comments.
INPUTS, ELSEWHERE, PARAMS, COMMENTS = "исходные данные", "исходные данные вне проекта", "параметры", "комментарии"
#: The times of its files: the same bytes whenever it is written.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def kept_key(content: Content) -> Key:
    """Return the key of what is kept: the hashes of the passport, comments included."""
    passport = content.passport({})
    return {
        f"{part} {path}": digest for part in ("inputs", "params", "comments") for path, digest in passport[part].items()
    }


def write_kept(content: Content, folder: Path) -> None:
    """Store what the edition in the folder is made from.

    Raises:
        OSError: a file cannot be read, or the ZIP not be written.
    """
    target = folder / KEPT_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as kept:
        for name, path in _entries(content):
            with path.open("rb") as source, kept.open(zipfile.ZipInfo(name, _NO_TIME), "w", force_zip64=True) as copy:
                shutil.copyfileobj(source, copy)


def _entries(content: Content) -> Iterator[tuple[str, Path]]:
    """Yield the names within the ZIP and the files."""
    root = content.project.root.resolve()
    files = [path for path in content.source_files if path.is_file() and not why_no_file(path)]
    for number, path in enumerate(files, start=1):
        place = path.resolve()
        within = place.is_relative_to(root)
        yield (
            f"{INPUTS}/{place.relative_to(root).as_posix()}" if within else f"{ELSEWHERE}/{number} {place.name}",
            path,
        )
    yield f"{PARAMS}/{content.edition}.yml", content.params_file
    if content.comments_file.is_file():
        yield f"{COMMENTS}/{content.comments_file.name}", content.comments_file


def kept_inputs(folder: Path, root: Path) -> None:
    """Lay an edition's kept input files out below a folder, at their paths within the project.

    Raises:
        ReportError: nothing is kept, or not readable; the text says so.
    """
    with _opened(folder) as kept:
        if any(name.startswith(f"{ELSEWHERE}/") for name in kept.namelist()):
            raise ReportError("часть исходных файлов лежала вне папки проекта")
        for name in kept.namelist():
            if name.startswith(f"{INPUTS}/"):
                _lay(kept, name, root, name.removeprefix(f"{INPUTS}/"))


def kept_params(folder: Path, target: Path) -> None:
    """Write an edition's kept params to a file.

    Raises:
        ReportError: nothing is kept, or not readable.
    """
    with _opened(folder) as kept:
        names = [name for name in kept.namelist() if name.startswith(f"{PARAMS}/")]
        if len(names) != 1:
            raise ReportError(f"в «{KEPT_FILE}» нет файла параметров")
        _lay(kept, names[0], target.parent, target.name)


def _opened(folder: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(folder / KEPT_FILE)
    except FileNotFoundError:
        raise ReportError("не сохранены (выпуск собран без KEEP=да)") from None
    except (OSError, zipfile.BadZipFile, NotImplementedError):
        raise ReportError(f"не читаются: повреждён файл «{KEPT_FILE}»") from None


def _lay(kept: zipfile.ZipFile, name: str, root: Path, place: str) -> None:
    if PurePosixPath(place).is_absolute() or ".." in PurePosixPath(place).parts:
        raise ReportError(f"не читаются: в «{KEPT_FILE}» есть путь за пределы проекта")
    target = root / place
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with kept.open(name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        raise ReportError(f"не читаются: повреждён файл «{KEPT_FILE}»") from None
