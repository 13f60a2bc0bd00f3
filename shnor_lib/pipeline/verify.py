"""`make verify`: which files of an issued edition are as issued, and whether the data give the same bytes again."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.personal_names import quotable
from shnor_lib.ground.project import READ_ANEW
from shnor_lib.ground.wording import plural
from shnor_lib.pipeline.editions import Request, request_for
from shnor_lib.pipeline.kept import KEPT
from shnor_lib.pipeline.keys import Content
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.manifest import Manifest, hashes_in, read_manifest
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import judged, make_report, recover_if_needed
from shnor_lib.pipeline.side import is_made
from shnor_lib.pipeline.stages import MADE_BESIDE, PUBLISH
from shnor_lib.pipeline.workspace import Workspace, foreign_files, sound_manifest

#: So many names of files of one kind are shown on the screen.
MOST_ON_SCREEN = 20


@dataclass(frozen=True)
class Verified:
    """What became of an issued edition's files since: paths relative to its folder.

    ``beside`` are those that another command has made since (`stages.MADE_BESIDE`).  ``why_not_rebuilt`` says why it
    could not be made again for comparison; where it was, ``differing`` are the files that came out otherwise than they
    were issued.
    """

    version: str
    sound: list[str]
    changed: list[str]
    missing: list[str]
    beside: list[str]
    foreign: list[str]
    differing: list[str] = field(default_factory=list)
    why_not_rebuilt: list[str] = field(default_factory=list)

    @property
    def as_issued(self) -> bool:
        """Tell whether every file is as issued, by the manifest and, if it was made again, by its bytes."""
        return not (self.changed or self.missing or self.differing)


def request_to_verify(project: Project, year: str, params: str, output: str) -> Request:
    """Find the edition; one whose params are gone can be verified all the same, if its folder stands.

    Raises:
        ReportError: there is no such edition.
    """
    try:
        return request_for(project, year, params, output)
    except ReportError:
        name = year.removesuffix(".yml")
        issued = Path(output).absolute() if output else project.output / name
        if params or not name or name != Path(name).name or read_manifest(issued) is None:
            raise
        return Request(name, project.params / f"{name}.yml", issued)


def verified(project: Project, request: Request, progress: Progress) -> Verified:
    """Hold an issued edition against its manifest and, where inputs and program are the same, against one made anew.

    Raises:
        ReportError: no edition stands there, or its manifest is damaged or a later version's.
    """
    workspace = Workspace(request.edition, request.issued)
    recover_if_needed(workspace)
    workspace.check_ownership()
    if workspace.standing() is None or not any(request.issued.iterdir()):
        raise ReportError(
            f"Выпуска «{request.edition}» ещё нет: папки «{project.shown(request.issued)}» нет или она пуста.",
            f"Соберите его: {request.command}",
        )
    manifest = sound_manifest(request.issued)
    now = hashes_in(request.issued, manifest.outputs)
    rebuilt, why_not = _made_anew(project, request, manifest, progress)
    others = foreign_files(request.issued, manifest)
    return Verified(
        version=str(manifest.passport.get("version", "")),
        sound=[path for path, digest in manifest.outputs.items() if now[path] == digest],
        changed=sorted(path for path, digest in manifest.outputs.items() if now[path] not in (digest, None)),
        missing=sorted(path for path in manifest.outputs if now[path] is None),
        beside=[path for path in others if _made_beside(path)],
        foreign=[path for path in others if not _made_beside(path)],
        differing=_differing(manifest.outputs, rebuilt.outputs) if rebuilt else [],
        why_not_rebuilt=why_not,
    )


def _made_beside(path: str) -> str:
    """Return the command that makes such a file beside an issued edition; empty if none does."""
    return next((command for place, command in MADE_BESIDE.items() if f"{path}/".startswith(f"{place}/")), "")


def _beside(paths: list[str]) -> list[str]:
    """Return a line for each command that made files beside the edition."""
    by_command = {
        command: [path for path in paths if _made_beside(path) == command] for command in MADE_BESIDE.values()
    }
    return [
        f"Создано потом командой make {command}, в опись не входит: {plural(len(own), 'файл', 'файла', 'файлов')}."
        for command, own in by_command.items()
        if own
    ]


def _differing(one: Mapping[str, str], other: Mapping[str, str]) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def _made_anew(
    project: Project, request: Request, manifest: Manifest, progress: Progress
) -> tuple[Manifest | None, list[str]]:
    """Return the manifest of the edition made once more in a temporary folder, or why that would tell nothing."""
    if not request.params_file.is_file():
        return None, [f"нет файла параметров {project.shown(request.params_file)}"]
    try:
        content = Content(project, request.edition, request.params_file, request.periods)
        content.documents = documents = _documents_of(manifest)
        as_recorded = judged(content, manifest, manifest.outputs)
    except ReportError as error:
        return None, [str(error)]
    here = [verdict for verdict in as_recorded if not verdict.waits_for]
    if changes := list(dict.fromkeys(reason for verdict in here for reason in verdict.reasons)):
        return None, changes
    records = {side.name: manifest.stages.get(side.name) for side in project.sides}
    sides = [name for name, record in records.items() if record is not None and is_made(record.key)]
    with tempfile.TemporaryDirectory(prefix="shnor-verify-") as folder, _read_anew():
        place = Path(folder) / request.edition
        again = replace(request, issued=place, engine="fast", monitored=request.issued, documents=documents)
        progress.line("Пересборка во временной папке, готовый отчёт не меняется:")
        make_report(project, again, progress, sides, keep=KEPT in manifest.stages)
        return read_manifest(again.issued), []


def _documents_of(manifest: Manifest) -> tuple[str, ...]:
    """Return the documents that an edition was asked for; empty: all."""
    record = manifest.stages.get(PUBLISH)
    return tuple(record.outputs) if record is not None and "documents" in record.key else ()


@contextmanager
def _read_anew() -> Iterator[None]:
    os.environ[READ_ANEW] = "1"
    try:
        yield
    finally:
        del os.environ[READ_ANEW]


def verified_lines(project: Project, request: Request, found: Verified) -> list[str]:
    """Return the outcome as lines for the screen."""
    by_version = f", собран программой версии {found.version}" if found.version else ""
    lines = [f"Выпуск «{request.edition}» в папке {project.shown(request.issued)}{by_version}."]
    lines.append(f"Как при выпуске: {plural(len(found.sound), 'файл', 'файла', 'файлов')}.")
    lines += _listed("Изменены после выпуска", found.changed)
    lines += _listed("Пропали", found.missing)
    lines += _beside(found.beside)
    lines += _listed("Посторонние: выпуск их не содержал, сверить их не с чем", found.foreign)
    if found.why_not_rebuilt:
        lines += _listed("Пересобрать и сравнить нельзя", found.why_not_rebuilt)
    elif found.differing:
        lines += _listed("Пересборка из тех же данных дала другие файлы", found.differing)
    else:
        lines.append("Пересборка из исходных данных дала те же файлы до байта.")
    return [*lines, *_verdict(request, found)]


def _verdict(request: Request, found: Verified) -> list[str]:
    if found.changed or found.missing:
        how = f"Собрать заново: {request.command} (ваши правки сохранятся рядом)." if request.command else ""
        return [f"Итог: файлы выпуска не такие, как при выпуске. {how or 'Верните их из копии.'}"]
    if found.differing:
        return [
            "Итог: опись выпуска не сходится с исходными данными: её могли переписать. Сверьте выпуск с копией, "
            "отправленной адресату."
        ]
    return ["Итог: все файлы выпуска — как при выпуске."]


def _listed(title: str, entries: list[str]) -> list[str]:
    if not entries:
        return []
    shown = [f"  – {quotable(entry)}" for entry in entries[:MOST_ON_SCREEN]]
    rest = len(entries) - MOST_ON_SCREEN
    return [f"{title}:", *shown, *([f"  … и ещё {rest}"] if rest > 0 else [])]
