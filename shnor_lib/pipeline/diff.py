"""`make diff`: what changed between an earlier edition and the one that stands, and what each change comes from.

The tables of the new edition are made again with the earlier params or code where these are at hand; what is swapped
at each step is what changes at that step come from (decision 61).
"""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shnor_lib.analysis.results.comparison import AXES, Change, Compared, Step, Stored, compared
from shnor_lib.ground.content import file_hash
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.project import KEPT_CONTENTS, shown
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.table_words import tables_for_people, title_of
from shnor_lib.ground.tables import DECLARED, Table, table_path
from shnor_lib.ground.whole_files import write_over
from shnor_lib.ground.wording import number, plural, sentence_case
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.kept import kept_inputs, kept_params
from shnor_lib.pipeline.keys import OWN_FILE, Content, Key, reasons
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.manifest import Manifest, Trouble, hashes_in, inspect_manifest, read_manifest
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import recover_if_needed, why
from shnor_lib.pipeline.stages import DIFFERENCES
from shnor_lib.pipeline.versions import lay_code, lay_own_code
from shnor_lib.pipeline.workspace import Workspace, sound_manifest

#: The folder of differences within an edition, and the files of one.
FOLDER, PAGE, BOOK = DIFFERENCES, "diff.html", "diff.xlsx"
#: Parts of a stage's key that are code: how they begin.
_CODE = ("notebook", "code", "data", "package", "runner", "lock", "python")
#: What the passport says of the libraries: they cannot be swapped.
LIBRARIES = ("lock", "python")
#: So many reasons are named on the screen.
MOST_REASONS = 3


@dataclass(frozen=True)
class Issue:
    """An issued edition: its folder, its manifest, its tables, and hashes of what these were made from by the axis."""

    folder: Path
    manifest: Manifest
    tables: Mapping[str, Stored]
    made_from: Mapping[str, Key]


@dataclass(frozen=True)
class Difference:
    """Two editions compared: what differs between what they were made from, by the axis; why causes stay open.

    ``is_stale``: the new edition is not of today's inputs, params and code.
    """

    base: Issue
    issue: Issue
    found: Compared
    differing: Mapping[str, tuple[str, ...]]
    not_restored: tuple[str, ...]
    is_stale: bool = False


#: Makes an edition's tables in a project's folder; an error is one sentence.
Rebuild = Callable[[Path, str], None]


def difference(
    project: Project,
    request: Request,
    base: Path,
    progress: Progress,
    rebuild: Rebuild | None = None,
    declared: Mapping[str, Table] | None = None,
) -> Difference:
    """Compare the edition that stands with an earlier one.

    Raises:
        ReportError: there is no such edition, its manifest is damaged, its tables were changed by hand, or the two are
            of different okrugs.
    """
    tables = declared if declared is not None else tables_compared(project)
    workspace = Workspace(request.edition, request.issued)
    recover_if_needed(workspace)
    if workspace.standing() is None:
        raise ReportError(f"Выпуска «{request.edition}» ещё нет.", f"Соберите его: make report YEAR={request.edition}")
    is_stale = _is_stale(project, request)
    with workspace.locked():
        new, old = issue_in(project, request.issued, tables), _base_in(project, base, tables)
        _check_okrugs(old, new)
        differing = {axis: _differing(axis, old, new) for axis in AXES}
        staging = workspace.open_staging()
        try:
            chain = _Chain(project, request, old, new, staging, rebuild or rebuilt_apart, tables, progress)
            steps = chain.steps([axis for axis in AXES if differing[axis]])
        except OSError as error:
            raise refused(f"Не удаётся сравнить выпуски в папке «{request.issued.parent}»", error) from None
        finally:
            progress.stopped()
            shutil.rmtree(staging, ignore_errors=True)
        titles = {name: _title(name) for name in tables}
        found = compared(old.tables, steps, tables, titles)
        return Difference(old, new, found, differing, tuple(chain.not_restored), is_stale)


def _is_stale(project: Project, request: Request) -> bool:
    """Tell whether a stage that makes tables would be done again; an edition whose params are gone cannot be."""
    if not request.params_file.is_file():
        return False
    return any(verdict.reasons for verdict in why(project, request)[: len(project.stages) - 1])


def base_folder(project: Project, request: Request, base: str) -> Path:
    """Return the folder of the edition to compare with, by its path or by its name.

    Raises:
        ReportError: none is named, it is not there, or it is the edition itself.
    """
    if not base:
        raise ReportError(
            "Не указано, с каким выпуском сравнить.", "Например: make diff YEAR=2022 BASE=папка-прежнего-выпуска"
        )
    near = [Path(os.path.abspath(base)), project.output / base]
    folder = next((path for path in near if path.is_dir()), None)
    if folder is None and (file := next((path for path in near if path.exists()), None)):
        raise ReportError(f"«{file}» — файл, а не папка.", "Укажите в BASE= папку прежнего выпуска.")
    if folder is None:
        raise ReportError(
            f"Папки прежнего выпуска «{base}» нет.", "Укажите в BASE= папку, где лежит его manifest.json."
        )
    if request.issued.is_dir() and os.path.samefile(folder, request.issued):
        raise ReportError("Указан тот же выпуск.", "Укажите в BASE= папку с копией прежнего.")
    return folder


def tables_compared(project: Project) -> dict[str, Table]:
    """Return the tables that people read, but for those of the last stage, which are words."""
    ours = {table for stage in project.stages[:-1] for table in stage.tables}
    return {name: DECLARED[name] for name in tables_for_people() if name in ours}


def _title(table: str) -> str:
    return title_of(table) if table in tables_for_people() else table


# What an edition was made from


def issue_in(project: Project, folder: Path, declared: Mapping[str, Table]) -> Issue:
    """Read an issued edition.

    Raises:
        ReportError: it has no sound manifest, or a table is not as issued.
    """
    manifest = sound_manifest(folder)
    paths = {name: table_path(name) for name in declared if table_path(name) in manifest.outputs}
    now = hashes_in(folder, paths.values())
    if changed := sorted(path for path in paths.values() if now[path] != manifest.outputs[path]):
        raise ReportError(
            f"В выпуске «{folder}» таблица «{changed[0]}» не такая, как при выпуске: сравнивать нечего.",
            "Верните её из копии или соберите выпуск заново.",
        )
    tables = {name: stored(folder / path) for name, path in paths.items()}
    return Issue(folder, manifest, tables, _made_from(project, manifest))


def _base_in(project: Project, folder: Path, declared: Mapping[str, Table]) -> Issue:
    """Read the edition to compare with; whatever is wrong with it is no reason to touch it.

    Raises:
        ReportError: it is no edition, a later version of the program made it, a table is not as issued.
    """
    match inspect_manifest(folder):
        case Trouble.ABSENT:
            said = f"В папке «{folder}» нет файла {MANIFEST}: это не выпуск отчёта."
        case Trouble.LATER:
            said = f"Выпуск в папке «{folder}» собран более новой версией программы: обновите программу."
        case Trouble.DAMAGED:
            said = f"В папке «{folder}» повреждён или изменён файл {MANIFEST}: с чем сравнивать, неизвестно."
        case _:
            return issue_in(project, folder, declared)
    raise ReportError(said, "Укажите в BASE= целую копию прежнего выпуска.")


def stored(path: Path) -> Stored:
    """Read a table as it is stored.

    Raises:
        ReportError: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, restval="")
            rows = list(reader)
            return Stored(tuple(reader.fieldnames or ()), rows)
    except (OSError, ValueError, csv.Error):
        raise ReportError(f"Не читается таблица «{path}».", "Верните её из копии выпуска.") from None


def _made_from(project: Project, manifest: Manifest) -> dict[str, Key]:
    """Return hashes of the inputs, the params and the code, by the axis; earlier manifests tell of the inputs alone."""
    stages = [stage.name for stage in project.stages[:-1]]
    key = {
        part: digest for name in stages if name in manifest.stages for part, digest in manifest.stages[name].key.items()
    }
    params = {part: digest for part, digest in key.items() if part.startswith("params ")}
    code = {part: digest for part, digest in key.items() if part.partition(" ")[0] in _CODE}
    # Earlier versions recorded among the files of cells what ingest keeps for the next run.
    kept = f"{OWN_FILE}{project.output.name}/{KEPT_CONTENTS}/"
    own = {part: digest for part, digest in key.items() if part.startswith(OWN_FILE) and not part.startswith(kept)}
    inputs = manifest.passport.get("inputs")
    files = {f"input {path}": digest for path, digest in inputs.items()} if isinstance(inputs, dict) else {}
    return {"inputs": files | own, "params": params, "code": code}


def _params_hash(issue: Issue) -> str:
    params = issue.manifest.passport.get("params")
    return next(iter(params.values()), "") if isinstance(params, dict) else ""


def _differing(axis: str, one: Issue, other: Issue) -> tuple[str, ...]:
    """Return in Russian in what two editions' inputs, params or code differ; empty if they are the same."""
    if axis == "params" and _params_hash(one) and _params_hash(one) == _params_hash(other):
        return ()  # Sections may differ all the same: another code has other defaults.
    told = one.made_from[axis], other.made_from[axis]
    if axis == "code" and not all(told):
        passports = [[issue.manifest.passport.get(name) for name in ("code", *LIBRARIES)] for issue in (one, other)]
        return () if passports[0] == passports[1] else ("изменился код или набор библиотек",)
    if axis == "params" and not all(told):
        return ("изменился файл параметров",)
    return tuple(reasons(*told)) if told[0] != told[1] else ()


def _check_okrugs(old: Issue, new: Issue) -> None:
    """Refuse editions that have no school in common.

    Raises:
        ReportError: they have none.
    """
    lists = [issue.tables.get("schools", Stored((), ())).rows for issue in (old, new)]
    one, other = ({(row.get("school_id"), row.get("school")) for row in rows} for rows in lists)
    if one and other and not one & other:
        raise ReportError(
            "В выпусках нет ни одной общей школы: похоже, это разные округа, и сравнивать их значения нечего.",
            "Укажите в BASE= папку прежнего выпуска того же округа.",
        )


# The states between the two


class _Chain:
    """The tables after each swap, as far as they can be made again; ``not_restored`` says why some cannot."""

    def __init__(
        self,
        project: Project,
        request: Request,
        old: Issue,
        new: Issue,
        staging: Path,
        rebuild: Rebuild,
        declared: Mapping[str, Table],
        progress: Progress,
    ):
        self._project, self._request, self._old, self._new = project, request, old, new
        self._staging, self._rebuild, self._declared, self._progress = staging, rebuild, declared, progress
        self.not_restored: list[str] = []

    def steps(self, axes: list[str]) -> list[Step]:
        """Return the steps from the old edition to the new one along the axes that differ."""
        steps: list[Step] = []
        waiting: tuple[str, ...] = ()
        for place, axis in enumerate(axes, start=1):
            waiting += (axis,)
            still_old = axes[place:]
            tables = self._new.tables if not still_old else self._between(still_old)
            if tables is not None:
                steps.append(Step(waiting, tables))
                waiting = ()
        return steps or [Step((), self._new.tables)]

    def _between(self, still_old: list[str]) -> Mapping[str, Stored] | None:
        """Return the tables that the new inputs give while the axes are still the old ones; ``None`` if unknown."""
        words = " и ".join(AXES[axis] for axis in still_old)
        title = f"Пересборка (прежнее: {words})"
        root = self._staging / f"project-{len(still_old)}"
        try:
            self._progress.started(title)
            self._lay_out(root, still_old)
            self._rebuild(root, self._new.manifest.edition)
            made = issue_in(self._project, root / "output" / self._new.manifest.edition, self._declared)
            self._check(made, still_old)
            self._progress.done(title)
        except (ReportError, OSError) as error:
            self._progress.stopped()
            said = str(error) if isinstance(error, ReportError) else "система отказала в доступе к файлам"
            self.not_restored.append(f"{title}: {said}")
            return None
        return made.tables

    def _lay_out(self, root: Path, still_old: list[str]) -> None:
        root.mkdir()
        params = root / "params" / f"{self._new.manifest.edition}.yml"
        params.parent.mkdir()
        if "code" in still_old:
            passports = [issue.manifest.passport for issue in (self._old, self._new)]
            if sorted(name for name in LIBRARIES if passports[0].get(name) != passports[1].get(name)):
                raise ReportError("с тех пор сменились библиотеки или версия Python")
            lay_code(self._project, self._old.manifest.commit, root)
        else:
            lay_own_code(self._project, root)
        self._lay_params(self._old if "params" in still_old else self._new, params)
        self._lay_inputs(root)

    def _lay_params(self, issue: Issue, target: Path) -> None:
        own = self._request.params_file
        if own.is_file() and file_hash(own) == _params_hash(issue):
            shutil.copyfile(own, target)
            return
        try:
            kept_params(issue.folder, target)
        except ReportError as error:
            raise ReportError(f"параметры выпуска «{issue.folder.name}» {error}") from None
        if file_hash(target) != _params_hash(issue):
            raise ReportError(f"сохранённые параметры выпуска «{issue.folder.name}» не сходятся с его описью")

    def _lay_inputs(self, root: Path) -> None:
        """Lay the new edition's inputs out: those of the project where they are still the same, else the kept ones."""
        files = self._own_inputs()
        if files is None:
            try:
                kept_inputs(self._new.folder, root)
            except ReportError as error:
                raise ReportError(f"исходные данные выпуска «{self._new.folder.name}» {error}") from None
            return
        own = self._project.root.resolve()
        for path in files:
            place = path.resolve()
            if place.is_relative_to(own) and path.is_file():
                target = root / place.relative_to(own)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)

    def _own_inputs(self) -> list[Path] | None:
        if not self._request.params_file.is_file():
            return None
        try:
            content = Content(self._project, self._request.edition, self._request.params_file)
            same = content.inputs == self._new.manifest.passport.get("inputs")
        except ReportError:
            return None
        return content.source_files if same else None

    def _check(self, made: Issue, still_old: list[str]) -> None:
        """Refuse a rebuild that was not made from what it should have been.

        Raises:
            ReportError: it was not.
        """
        for axis in AXES:
            if other := _differing(axis, self._old if axis in still_old else self._new, made):
                raise ReportError(f"пересобрано не из того: {other[0]}")


def rebuilt_apart(root: Path, edition: str) -> None:
    """Make an edition's tables in a project's folder by a Python of its own.

    Raises:
        ReportError: it failed.
    """
    script = Path(__file__).with_name("rebuild_tables.py")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-P", str(script), edition],
        cwd=root,
        env=environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode or read_manifest(root / "output" / edition) is None:
        said = done.stderr.strip().splitlines()
        raise ReportError(f"прежняя сборка не удалась ({said[-1][:300] if said else 'без объяснения'})")


# What is told


def _own_colours(request: Request) -> dict[str, str]:
    """Return the edition's own colours; where its params are gone or cannot be read, there are none."""
    from shnor_lib.ground.params import load_params

    try:
        return load_params(request.params_file).look.colours
    except ReportError:
        return {}


def write_difference(request: Request, found: Difference) -> list[Path]:
    """Write the page and the workbook of a difference below the edition; return them.

    Raises:
        ReportError: the system refuses.
    """
    from shnor_lib.publishing.difference.book import difference_book
    from shnor_lib.publishing.difference.page import difference_page
    from shnor_lib.publishing.difference.told import told

    base = _shown_name(found.base.folder)
    folder = request.issued / FOLDER / base
    summary = difference_lines(found)
    title = f"Что изменилось: «{request.edition}» и прежний выпуск «{base}»"
    rows = list(told(found.found.changes, _school_names(found)))
    count = sum(change.is_verdict for change in found.found.changes)
    verdicts, values = rows[:count], rows[count:]
    open_ends, colours = found.found.not_compared, _own_colours(request)
    try:
        write_over(folder / PAGE, difference_page(title, summary, verdicts, values, open_ends, colours))
        write_over(folder / BOOK, difference_book(verdicts, values, colours))
    except OSError as error:
        raise refused(f"Не удалось записать в папку «{folder}»", error) from None
    return [folder / PAGE, folder / BOOK]


def _shown_name(folder: Path) -> str:
    """Return a folder's name as it can be printed; one that looks like a person's is hidden."""
    return shown(folder).rpartition("/")[2]


def difference_lines(found: Difference) -> list[str]:
    """Return the outcome as lines for the screen."""
    verdicts = [change for change in found.found.changes if change.is_verdict]
    values = len(found.found.changes) - len(verdicts)
    if not found.found.changes:
        lines = [f"Значения не изменились: сверено {plural(found.found.values, 'значение', 'значения', 'значений')}."]
    else:
        lines = [
            f"Изменилось: выводов и статусов — {number(len(verdicts), 0)}, "
            f"остальных значений и строк — {number(values, 0)} "
            f"(сверено {plural(found.found.values, 'значение', 'значения', 'значений')}).",
            *_by_cause(found.found.changes),
        ]
    if found.is_stale:
        lines.append(
            "Этот выпуск собран из прежних данных, параметров или кода: сначала обновите его командой make report."
        )
    for axis, parts in found.differing.items():
        if parts:
            rest = f" и ещё {len(parts) - MOST_REASONS}" if len(parts) > MOST_REASONS else ""
            lines.append(f"{sentence_case(AXES[axis])}: {'; '.join(parts[:MOST_REASONS])}{rest}.")
    lines += [f"Причина не восстановлена. {reason}" for reason in found.not_restored]
    return lines


def _school_names(found: Difference) -> dict[str, str]:
    lists = [issue.tables.get("schools", Stored((), ())).rows for issue in (found.base, found.issue)]
    return {row["school_id"]: row["school"] for rows in lists for row in rows if "school" in row and "school_id" in row}


def _by_cause(changes: tuple[Change, ...]) -> list[str]:
    counts: dict[str, int] = {}
    for change in changes:
        counts[change.cause] = counts.get(change.cause, 0) + 1
    return [f"  – {cause}: {number(count, 0)}" for cause, count in sorted(counts.items(), key=lambda one: -one[1])]
