"""The folder of an edition: staging beside it, the swap, recovery after a kill, and the files that are not ours.

A folder in staging holds the file `UNFINISHED` as long as nothing in it belongs to the user: it may be thrown away.
That mark alone tells, after a kill at any moment, what is what:

- marked, in staging: an unfinished run; its finished stages can be reused, then it goes.
- unmarked, in staging, with a manifest: an edition that was swapped out.  If nothing stands in its place, it is put
  back (the kill fell between two renames); else its user's files are carried over, then it goes.
- unmarked, in staging, with files and no sound manifest: nobody knows whose they are; it is left alone and told of.
- marked, issued: a new edition just swapped in; the mark is taken off.
"""

import datetime
import glob
import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from shnor_lib.ground.content import file_hash
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import TABLE_FOLDERS
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.ground.refusals import refused
from shnor_lib.pipeline.exchange import exchange_folders, flush, flush_all
from shnor_lib.pipeline.manifest import Manifest, Trouble, inspect_manifest, read_manifest
from shnor_lib.pipeline.signals import held_back

STAGING = ".staging"
UNFINISHED = ".unfinished"
#: What a run itself leaves in a folder besides the outputs named in the manifest.
OWN_FILES = frozenset({MANIFEST, f".{MANIFEST}.tmp", UNFINISHED})


@dataclass(frozen=True)
class Kept:
    """A file of which the user has a version of his own, and the name under which it was kept (both relative)."""

    original: str
    kept_as: str


@dataclass
class Workspace:
    """The issued folder of an edition and the staging folders beside it."""

    edition: str
    issued: Path
    kept: list[Kept] = field(default_factory=list)

    @property
    def staging_root(self) -> Path:
        """The folder of unfinished runs: beside the issued edition, so on the same file system."""
        return self.issued.parent / STAGING

    @property
    def log_file(self) -> Path:
        """The file that gets the traceback of a failed run."""
        return self.issued.parent / ".log" / f"{self.issued.name}.log"

    # --- before a run

    def check_ownership(self) -> None:
        """Refuse a target that is not ours to replace.

        Raises:
            ReportError: it is a file, a non-empty folder that is no edition, or an edition of another name.
        """
        with _complaining(self.issued):
            if self.issued.is_symlink() or (self.issued.exists() and not self.issued.is_dir()):
                raise ReportError(
                    f"«{self.issued}» — не папка, отчёт туда сложить нельзя.", "Укажите другую папку: OUTPUT=путь."
                )
            if not self.issued.is_dir() or not any(self.issued.iterdir()):
                return
        manifest = sound_manifest(self.issued)
        if manifest.edition != self.edition:
            raise ReportError(
                f"В папке «{self.issued}» лежит выпуск «{manifest.edition}», а собирается «{self.edition}».",
                "Укажите другую папку: OUTPUT=путь.",
            )

    def standing(self) -> tuple[int, int] | None:
        """Return what tells one issued folder from the one that takes its place; nothing where none stands."""
        try:
            state = self.issued.stat()
        except OSError:
            return None
        return state.st_dev, state.st_ino

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the edition for one run.

        Raises:
            ReportError: another run holds it, or nothing can be written beside the issued folder.
        """
        from filelock import FileLock, Timeout

        with _complaining(self.issued.parent):
            self.staging_root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.staging_root / f"{self.issued.name}.lock", timeout=0)
            try:
                lock.acquire()
            except Timeout:
                raise ReportError(
                    f"Выпуск «{self.issued.name}» уже собирается в другом окне.",
                    "Дождитесь, пока та сборка закончится, и повторите команду.",
                ) from None
            except NotImplementedError:
                raise ReportError(
                    f"Диск папки «{self.issued.parent}» не умеет блокировать файлы: сборки помешали бы друг другу.",
                    "Укажите папку на другом диске: OUTPUT=путь.",
                ) from None
        try:
            yield
        finally:
            # Removed while still held: filelock looks whether the file it has locked is still there.
            with suppress(OSError):
                Path(lock.lock_file).unlink()
            lock.release()
            self._remove_empty_staging_root()

    def open_staging(self) -> Path:
        """Make a new staging folder."""
        with _complaining(self.issued.parent):
            staging = self.staging_root / f"{self.issued.name}-{uuid.uuid4().hex[:8]}"
            staging.mkdir(parents=True)
            _mark(staging)
            for folder in TABLE_FOLDERS:
                (staging / folder).mkdir()
        return staging

    # --- after a kill

    def needs_recovery(self) -> bool:
        """Tell whether a killed run left its swap unfinished."""
        with _complaining(self.issued):
            return (self.issued / UNFINISHED).is_file() or bool(self._swapped_out())

    def recover(self) -> None:
        """Finish or take back a swap that a kill interrupted; needs the lock."""
        with _complaining(self.issued), held_back():
            for old in self._swapped_out():
                if self.issued.exists():
                    self._retire(old)
                else:
                    os.rename(old, self.issued)
            (self.issued / UNFINISHED).unlink(missing_ok=True)
        for folder in self._staging_folders():
            if _may_hold_users_files(folder):
                raise ReportError(
                    f"Папка «{folder}» осталась от прерванной сборки, а её опись ({MANIFEST}) повреждена.",
                    "Посмотрите, нет ли в ней ваших файлов, удалите её и повторите команду.",
                )

    def leftovers(self) -> list[Path]:
        """Return the folders of unfinished runs."""
        return [folder for folder in self._staging_folders() if not _may_hold_users_files(folder)]

    def discard_leftovers(self) -> None:
        """Remove the folders of unfinished runs."""
        for folder in self.leftovers():
            _remove(folder)

    # --- the swap

    def issue(self, staging: Path) -> None:
        """Put the finished staging folder in the place of the issued edition, with the user's files carried over.

        Raises:
            ReportError: the system refuses, e.g. because a file of the edition is open in another program.
        """
        new = read_manifest(staging)
        old = read_manifest(self.issued) if self.issued.is_dir() else None
        with _complaining(self.issued):
            if old is not None:
                self._carry_over(self.issued, old, staging, new)
            flush_all(staging)
            with held_back():
                if old is None:
                    self._issue_first(staging)
                else:
                    self._retire(self._swap(staging))
                (self.issued / UNFINISHED).unlink(missing_ok=True)
                flush(self.issued.parent)

    def _issue_first(self, staging: Path) -> None:
        if self.issued.is_dir():
            self.issued.rmdir()
        os.rename(staging, self.issued)

    def _swap(self, staging: Path) -> Path:
        """Exchange staging and the issued edition; return where the old edition now lies."""
        if exchange_folders(staging, self.issued):
            return staging
        aside = staging.with_name(f"{self.issued.name}-{uuid.uuid4().hex[:8]}")
        os.rename(self.issued, aside)
        try:
            os.rename(staging, self.issued)
        except OSError:
            os.rename(aside, self.issued)
            raise
        return aside

    def _retire(self, old: Path) -> None:
        """Take over what the user did in the old edition during the run, then remove it."""
        self._carry_over(old, read_manifest(old), self.issued, read_manifest(self.issued))
        _mark(old)
        _remove(old)

    # --- the user's files

    def _carry_over(self, old: Path, manifest: Manifest | None, target: Path, new: Manifest | None) -> None:
        """Bring the files that the old manifest does not name, and generated ones changed by hand, into the target."""
        generated = manifest.outputs if manifest else {}
        made = new.outputs if new else {}
        for path in _files(old):
            name = path.relative_to(old).as_posix()
            if name in OWN_FILES:
                continue
            if name not in generated:
                self._bring(path, name, target)
            elif not path.is_symlink() and (digest := file_hash(path)) not in (generated[name], made.get(name)):
                self._keep_beside(path, name, digest, target)

    def _bring(self, path: Path, name: str, target: Path) -> None:
        """Bring one user's file over; if another file has taken its name, both are kept."""
        if path.is_dir() and not path.is_symlink():
            (target / name).mkdir(parents=True, exist_ok=True)
        elif not os.path.lexists(target / name):
            _link(path, target / name)
        elif not path.is_symlink() and not _same_file(path, target / name):
            self._keep_beside(path, name, file_hash(path), target)

    def _keep_beside(self, path: Path, name: str, digest: str, target: Path) -> None:
        """Keep the user's version of a file under a dated name beside the new one, once."""
        folder = (target / name).parent
        beside = folder.glob(f"{glob.escape(path.stem)} (изменён *{path.suffix}") if folder.is_dir() else ()
        if any(file_hash(other) == digest for other in beside):
            return
        kept_as = self._kept_name(target, path, name)
        _link(path, target / kept_as)
        self.kept.append(Kept(name, kept_as))

    def _kept_name(self, target: Path, path: Path, name: str) -> str:
        """Return a free dated name beside the original, e.g. «report (изменён 2026-11-24).html»."""
        day = datetime.date.fromtimestamp(path.stat().st_mtime).isoformat()
        folder = name.rpartition("/")[0]
        for number in range(1, 1000):
            suffix = f", {number}" if number > 1 else ""
            kept = "/".join(filter(None, (folder, f"{path.stem} (изменён {day}{suffix}){path.suffix}")))
            if not (target / kept).exists() and not (self.issued / kept).exists():
                return kept
        raise ReportError(f"Слишком много сохранённых копий файла «{name}».", "Уберите лишние и повторите команду.")

    # --- staging folders

    def _staging_folders(self) -> list[Path]:
        """Return this edition's folders in staging; another edition's name may begin with this one's."""
        pattern = re.compile(re.escape(self.issued.name) + r"-[0-9a-f]{8}")
        if self.staging_root.is_symlink() or not self.staging_root.is_dir():
            return []
        return sorted(
            path
            for path in self.staging_root.iterdir()
            # What a link leads to was never ours.
            if not path.is_symlink() and path.is_dir() and pattern.fullmatch(path.name)
        )

    def _swapped_out(self) -> list[Path]:
        return [
            folder
            for folder in self._staging_folders()
            if _may_hold_users_files(folder) and read_manifest(folder) is not None
        ]

    def _remove_empty_staging_root(self) -> None:
        with suppress(OSError):
            self.staging_root.rmdir()


def sound_manifest(folder: Path) -> Manifest:
    """Return the manifest of an issued edition.

    Raises:
        ReportError: there is none, it is damaged, or a later version of the program made it.
    """
    found = inspect_manifest(folder)
    if isinstance(found, Manifest):
        return found
    if found is Trouble.LATER:
        raise ReportError(
            f"Выпуск в папке «{folder}» собран более новой версией программы.",
            "Обновите программу или укажите другую папку: OUTPUT=путь.",
        )
    if found is Trouble.DAMAGED:
        raise ReportError(
            f"В папке «{folder}» повреждена или изменена опись выпуска ({MANIFEST}): нет исправного списка файлов.",
            "Чтобы ничего не потерять, программа папку не трогает. Переименуйте её и повторите команду: выпуск "
            "соберётся заново.",
        )
    raise ReportError(
        f"В папке «{folder}» уже лежат файлы, и это не выпуск отчёта (нет исправного {MANIFEST}).",
        "Чтобы ничего не потерять, программа её не трогает. Укажите пустую папку: OUTPUT=путь.",
    )


def _may_hold_users_files(folder: Path) -> bool:
    """Tell whether a folder in staging is more than an unfinished run: without the mark, and not empty."""
    return not (folder / UNFINISHED).is_file() and any(folder.iterdir())


def _mark(folder: Path) -> None:
    (folder / UNFINISHED).write_bytes(b"")


def foreign_files(folder: Path, manifest: Manifest) -> list[str]:
    """Return the paths of files and links in an edition's folder that the manifest does not name."""
    names = (path.relative_to(folder).as_posix() for path in _files(folder) if path.is_symlink() or not path.is_dir())
    return sorted(name for name in names if name not in OWN_FILES and name not in manifest.outputs)


def _files(folder: Path) -> Iterator[Path]:
    """Yield files, links and empty folders below a folder."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        yield from (here / name for name in sorted(files))
        yield from (here / name for name in sorted(folders) if (here / name).is_symlink())
        if not folders and not files and here != folder:
            yield here


def _same_file(one: Path, other: Path) -> bool:
    return other.is_file() and (os.path.samefile(one, other) or file_hash(one) == file_hash(other))


def _link(source: Path, target: Path) -> None:
    """Bring one file over: a hard link, so that it stays one file while both folders exist, else a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)


def _remove(folder: Path) -> None:
    """Remove a marked folder, its mark last, so that a kill leaves no half of an edition without a mark."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name != UNFINISHED:
            path.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _complaining(folder: Path) -> Iterator[None]:
    """Turn the system's refusals into sentences."""
    try:
        yield
    except OSError as error:
        raise refused(
            f"Не удаётся записать в папку «{folder}»", error, "Или укажите другую папку: OUTPUT=путь."
        ) from None
