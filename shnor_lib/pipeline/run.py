"""Making a report: what is stale is done again in staging, the rest is taken over, then the edition is swapped."""

import shutil
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path

from shnor_lib.engine.fork import can_fork, start_warm_process
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.period_files import TAKEN_ALONG
from shnor_lib.ground.project import TABLE_FOLDERS
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.tables import table_path
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.failures import (
    StageFailed,
)
from shnor_lib.pipeline.kept import KEPT, KEPT_FILE, kept_key, write_kept
from shnor_lib.pipeline.keys import Content, Key, reasons, recorded_periods, take_periods_along
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.machinery import Machinery
from shnor_lib.pipeline.manifest import Manifest, StageRecord, changed_outputs, hashes_in, read_manifest
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.side import SideWork, is_made, maker_of, write_cover
from shnor_lib.pipeline.stages import PUBLISH, PUBLISH_TITLE, SideStage, Stage, writer_of
from shnor_lib.pipeline.versions import clean_commit
from shnor_lib.pipeline.workspace import Kept, Workspace

#: Why a side stage is not there.
NOT_MADE_WORDS = "не собирались: для этого есть команда make {}"


@dataclass(frozen=True)
class Verdict:
    """Why a stage has to be done again: certain reasons, and titles of stages on whose outcome it depends.

    ``waits_for`` names the command by which alone it is done: of a side stage that is not made.
    """

    title: str
    reasons: list[str]
    depends_on: list[str] = field(default_factory=list)
    waits_for: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a run left: the edition's folder and files, whether anything was done, what was kept or warned of.

    ``dropped`` are side stages whose files rested on what has changed, so that they do not stand beside the new report.
    """

    folder: Path
    files: list[str]
    anything_done: bool
    kept: list[Kept]
    warnings: list[dict]
    dropped: tuple[SideStage, ...] = ()


def make_report(
    project: Project, request: Request, progress: Progress, sides: Collection[str] = (), keep: bool | None = None
) -> Outcome:
    """Bring an edition up to date; a run in which nothing is stale touches nothing on disk.

    ``sides`` names the side stages to be made with it.  One that is not named stays as long as all that it rests on
    does, and goes otherwise: an edition never mixes ages.  ``keep``: whether the edition keeps what it was made from;
    ``None`` leaves that as it is.

    Raises:
        ReportError: the params or the input are wrong, a stage failed, or the folder cannot be written.  The issued
            edition is untouched then.
    """
    workspace = Workspace(request.edition, request.issued)
    with fixed_environment(project.root):
        if read_manifest(request.issued) is None and request.engine != "kernel" and can_fork():
            # Everything will have to be done: let the libraries load while params are checked and keys computed.
            start_warm_process(map(project.notebook, project.stages))
        recover_if_needed(workspace)
        workspace.check_ownership()
        content = Content(project, request.edition, request.params_file, request.periods)
        for note in getattr(content.params, "notes", ()):
            progress.line(note)
        issued = read_manifest(request.issued)
        content.documents = documents_to_make(project, request, issued)
        last = issued.stages.get(project.stages[-1].name) if issued else None
        if request.periods_as_recorded and issued is not None and last is not None:
            content.periods = recorded_periods(last.key)
            if not _anything_to_do(content, request.issued, issued, sides, keep):
                content.code.keep_hashes()
                files = _files_of(content, sides)
                return Outcome(request.issued, files, False, workspace.kept, issued.stages[PUBLISH].warnings)
            del content.periods
        if issued is not None and not _anything_to_do(content, request.issued, issued, sides, keep):
            content.code.keep_hashes()
            files = _files_of(content, sides)
            return Outcome(request.issued, files, False, workspace.kept, issued.stages[PUBLISH].warnings)
        with workspace.locked():
            workspace.recover()
            return Run(project, request, content, workspace, progress, sides, keep).make()


def _anything_to_do(
    content: Content, folder: Path, issued: Manifest, sides: Collection[str], keep: bool | None
) -> bool:
    """Tell whether a run would change anything: a side stage that is not made has to be asked for."""
    if _has_to_keep(issued, keep) != (KEPT in issued.stages) or not _is_kept_whole(content, folder, issued):
        return True
    found = verdicts(content, folder, issued)
    return any(verdict.reasons and (not verdict.waits_for or verdict.waits_for in sides) for verdict in found)


def _has_to_keep(manifest: Manifest | None, keep: bool | None) -> bool:
    """Tell whether an edition keeps what it is made from: as asked, and as before where nothing is."""
    return keep if keep is not None else manifest is not None and KEPT in manifest.stages


def _is_kept_whole(content: Content, folder: Path, manifest: Manifest) -> bool:
    record = manifest.stages.get(KEPT)
    return record is None or (record.key == kept_key(content) and hashes_in(folder, record.outputs) == record.outputs)


def _files_of(content: Content, sides: Collection[str]) -> list[str]:
    """Return the files that a command is about: the report's, and the main ones of the side stages that it names."""
    asked = [file for side in content.project.sides if side.name in sides for file in side.main]
    return [*(publication.file for publication in content.publications), *asked]


def documents_to_make(project: Project, request: Request, issued: Manifest | None) -> tuple[str, ...]:
    """Return the files that publication leaves, empty for all: those asked for, and those that stand already."""
    if not request.documents:
        return ()
    record = issued.stages.get(PUBLISH) if issued else None
    wanted = {*request.documents, *(record.outputs if record else ())}
    every = [publication.file for publication in project.publications]
    return () if wanted >= set(every) else tuple(file for file in every if file in wanted)


def why(project: Project, request: Request) -> list[Verdict]:
    """Return why each stage of the edition would be done again; nothing is changed on disk but an unfinished swap."""
    workspace = Workspace(request.edition, request.issued)
    recover_if_needed(workspace)
    workspace.check_ownership()
    content = Content(project, request.edition, request.params_file, request.periods)
    issued = read_manifest(request.issued)
    content.documents = documents_to_make(project, request, issued)
    return verdicts(content, request.issued, issued or Manifest(request.edition))


def recover_if_needed(workspace: Workspace) -> None:
    """Finish a swap that a kill interrupted."""
    if workspace.needs_recovery():
        with workspace.locked():
            workspace.recover()


def verdicts(content: Content, folder: Path, manifest: Manifest) -> list[Verdict]:
    """Judge each stage of an edition, and its publication, against its record."""
    return judged(content, manifest, hashes_in(folder, manifest.outputs))


def judged(content: Content, manifest: Manifest, hashes: Mapping[str, str | None]) -> list[Verdict]:
    """Judge each stage, and the publication, against its record; ``hashes`` are those of the edition's files now."""
    tables = {
        table: manifest.outputs.get(table_path(table), "") for stage in content.project.stages for table in stage.tables
    }
    verdict_of: dict[str, Verdict] = {}
    for stage in content.project.stages:
        above = {writer_of(content.project.stages, table).name for table in content.tables_read(stage)}
        stale_above = [verdict.title for name, verdict in verdict_of.items() if name in above and _may_run(verdict)]
        record = manifest.stages.get(stage.name)
        key = content.stage_key(stage, tables) | (content.own_files_of(record.key) if record else {})
        verdict_of[stage.name] = Verdict(stage.title, _reasons(record, key, hashes), stale_above)
    last = content.project.stages[-1]
    key = content.publishing_key(manifest.outputs.get(last.notebook, ""), content.passport(tables))
    stale = [verdict.title for verdict in verdict_of.values() if _may_run(verdict)]
    published = Verdict(PUBLISH_TITLE, _reasons(manifest.stages.get(PUBLISH), key, hashes), stale)
    sides = [_judged_side(content, side, manifest, tables, hashes, stale) for side in content.project.sides]
    return [*verdict_of.values(), published, *sides]


def _judged_side(
    content: Content,
    side: SideStage,
    manifest: Manifest,
    tables: Mapping[str, str],
    hashes: Mapping[str, str | None],
    stale: list[str],
) -> Verdict:
    record = manifest.stages.get(side.name)
    if record is None or not is_made(record.key):
        damaged = _damages(record, hashes) if record else []
        return Verdict(side.title, damaged or [NOT_MADE_WORDS.format(side.name)], [], "" if damaged else side.name)
    key = content.side_key(side, tables) | content.own_files_of(record.key)
    return Verdict(side.title, _reasons(record, key, hashes), stale)


def _may_run(verdict: Verdict) -> bool:
    return bool(verdict.reasons or verdict.depends_on)


def _reasons(record: StageRecord | None, key: Key, hashes: Mapping[str, str | None]) -> list[str]:
    return reasons(record.key if record else None, key) + (_damages(record, hashes) if record else [])


def _damages(record: StageRecord, hashes: Mapping[str, str | None]) -> list[str]:
    edited, gone = changed_outputs(record, hashes)
    return [
        *(f"результат изменён вручную: {path}" for path in edited),
        *(f"результат удалён: {path}" for path in gone),
    ]


class Run:
    """One run under the lock: builds the edition in staging and swaps it in."""

    def __init__(
        self,
        project: Project,
        request: Request,
        content: Content,
        workspace: Workspace,
        progress: Progress,
        sides: Collection[str] = (),
        keep: bool | None = None,
    ):
        self.sides = sides
        self.keep = keep
        self.dropped: list[SideStage] = []
        self.project = project
        self.request = request
        self.content = content
        self.workspace = workspace
        self.progress = progress
        self._sources = [
            (folder, manifest)
            for folder in (workspace.issued, *workspace.leftovers())
            if (manifest := read_manifest(folder)) is not None
        ]
        self._staging = workspace.open_staging()
        self._manifest = Manifest(request.edition)
        self._recording = threading.Lock()
        self._machinery = Machinery(replace(project, publications=content.publications), request.engine)

    def make(self) -> Outcome:
        """Do every stage and the publication, then issue the edition."""
        try:
            take_periods_along(self.content, self._staging)
            self._do_stages()
            shutil.rmtree(self._staging / TAKEN_ALONG, ignore_errors=True)
            self._check_strays()
            self._publish()
            for side in self.project.sides:
                self._do_side(side)
            self._keep()
            self.content.code.keep_hashes()
        except OSError as error:
            raise refused(
                f"Не удаётся собрать отчёт в папке «{self.workspace.issued.parent}»",
                error,
                "Или укажите другую папку: OUTPUT=путь.",
            ) from None
        finally:
            self._machinery.close()
            self.progress.stopped()
        self.workspace.issue(self._staging)
        self.workspace.discard_leftovers()
        asked = [PUBLISH, *(side.name for side in self.project.sides if side.name in self.sides)]
        warnings = [warning for name in asked for warning in self._manifest.stages[name].warnings]
        files = _files_of(self.content, self.sides)
        return Outcome(self.workspace.issued, files, True, self.workspace.kept, warnings, tuple(self.dropped))

    # --- stages

    def _do_stages(self) -> None:
        """Do the stages as soon as the tables they read are there."""
        waiting = list(self.project.stages)
        done: set[str] = set()
        running: dict[Future, Stage] = {}
        with ThreadPoolExecutor(self._machinery.workers) as pool:
            try:
                while waiting or running:
                    for stage in [stage for stage in waiting if self._writers_above(stage) <= done]:
                        waiting.remove(stage)
                        running[pool.submit(self._do_stage, stage)] = stage
                    self.content.prepare()
                    finished, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in finished:
                        done.add(running.pop(future).name)
                        future.result()
            except BaseException:
                self._machinery.kill()
                pool.shutdown(wait=True, cancel_futures=True)
                raise

    def _writers_above(self, stage: Stage) -> set[str]:
        return {writer_of(self.project.stages, table).name for table in self.content.tables_read(stage)}

    def _do_stage(self, stage: Stage) -> None:
        outputs = self._manifest.outputs
        tables = {table: outputs[table_path(table)] for table in self.content.tables_read(stage)}
        key = self.content.stage_key(stage, tables)
        if self._take_over(stage.name, key):
            self.progress.reused(stage.title)
            return
        self.progress.started(stage.title)
        if stage in self.project.stages[-2:]:
            # The last two notebooks run one by one: the exporters load beside the first of them that is executed.
            self._machinery.start_publisher()
        executed = self._machinery.execute(stage, self._parameters(stage))
        key |= self.content.own_files_read(executed, self._staging.parent)
        self._write_notebook(stage, executed)
        missing = [table for table in stage.tables if not (self._staging / table_path(table)).is_file()]
        if missing:
            raise StageFailed(stage.title, f"Тетрадь {stage.notebook} не сохранила таблицу «{missing[0]}».")
        self._record(stage.name, key, stage.outputs)
        self.progress.done(stage.title)

    def _parameters(self, stage: Stage) -> dict[str, str]:
        """Return papermill's parameters for the stage."""
        return self._common_parameters(stage.title, stage.notebook, self.content.reads[stage.name].parameters)

    def _common_parameters(self, title: str, notebook: str, known: Collection[str]) -> dict[str, str]:
        """Return papermill's parameters of any notebook; papermill would only warn of one that the notebook lacks."""
        parameters = {"edition_name": self.request.edition, "run_folder": self.project.relative(self._staging)}
        if params_file := self.request.params_parameter(self.project):
            parameters["params_file"] = params_file
        lacking = sorted(parameters.keys() - set(known))
        if lacking:
            raise StageFailed(
                title,
                f"В тетради {notebook} ячейка с меткой parameters не задаёт «{lacking[0]}».",
                remedy="Верните эту ячейку из поставки.",
            )
        return parameters

    def _write_notebook(self, stage: Stage, executed: dict) -> None:
        from shnor_lib.pipeline.settle import notebook_text, settled

        source = self.content.notebooks[stage.name]
        notebook = settled(executed, source, self.request.edition, self.request.params_parameter(self.project))
        (self._staging / stage.notebook).write_text(notebook_text(notebook), encoding="utf-8", newline="\n")

    def _check_strays(self) -> None:
        """Every table belongs to a stage; one that belongs to none would never become stale."""
        known = {table_path(table) for stage in self.project.stages for table in stage.tables}
        for path in sorted(path for folder in TABLE_FOLDERS for path in (self._staging / folder).iterdir()):
            if path.relative_to(self._staging).as_posix() not in known:
                raise ReportError(
                    f"Записана таблица «{path.name}», которой нет в перечне этапов.",
                    "Допишите её в shnor_lib/pipeline/stages.py.",
                )

    # --- publication

    def _publish(self) -> None:
        self._manifest.passport = self.content.passport(self._tables())
        self._manifest.write(self._staging)
        notebook = self.project.stages[-1].notebook
        key = self.content.publishing_key(self._manifest.outputs[notebook], self._manifest.passport)
        if self._take_over(PUBLISH, key):
            self.progress.reused(PUBLISH_TITLE)
            return
        self.progress.started(PUBLISH_TITLE)
        published = self._machinery.publisher.publish(self._staging, notebook)
        self._record(PUBLISH, key, published.files, published.warnings)
        self.progress.done(PUBLISH_TITLE)

    def _tables(self) -> dict[str, str]:
        outputs = self._manifest.outputs
        return {table: outputs[table_path(table)] for stage in self.project.stages for table in stage.tables}

    # --- side stages

    def _do_side(self, side: SideStage) -> None:
        """Make a side stage if it is asked for; else keep what stands as long as it rests on the same."""
        asked = side.name in self.sides
        stood = [
            manifest.stages.get(side.name) for folder, manifest in self._sources if folder == self.workspace.issued
        ]
        made_before = any(record is not None and is_made(record.key) for record in stood)
        if asked or made_before:
            key = self.content.side_key(side, self._tables())
            if self._take_over(side.name, key):
                self.progress.reused(side.title)
                return
        if not asked:
            self._record(side.name, *write_cover(side, self._staging, self.request.edition))
            if made_before:
                self.dropped.append(side)
            return
        self.progress.started(side.title)
        parameters = self._common_parameters(side.title, side.notebook, self.content.side_reads[side.name].parameters)
        own = self.request.params_parameter(self.project)
        work = SideWork(side, self._staging, self.content, self._machinery, self.progress, parameters, own)
        made = maker_of(side)(work)
        self._record(side.name, key | made.own_files, made.files, made.warnings)
        self.progress.done(side.title)

    # --- what the edition is made from

    def _keep(self) -> None:
        """Store inputs and params in the edition, if it is to keep them, and note which commit its code is of."""
        if _has_to_keep(read_manifest(self.workspace.issued), self.keep):
            key = kept_key(self.content)
            if not self._take_over(KEPT, key):
                write_kept(self.content, self._staging)
                self._record(KEPT, key, [KEPT_FILE])
        self._manifest.commit = clean_commit(self.project)
        self._manifest.write(self._staging)

    # --- records

    def _take_over(self, name: str, key: Key) -> bool:
        """Copy the outputs of a finished stage with the same key from the issued edition or from an unfinished run."""
        for folder, manifest in self._sources:
            record = manifest.stages.get(name)
            if (
                record is None
                or record.key != key | self.content.own_files_of(record.key)
                or hashes_in(folder, record.outputs) != record.outputs
            ):
                continue
            for path in record.outputs:
                (self._staging / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / path, self._staging / path)
            if hashes_in(self._staging, record.outputs) != record.outputs:
                continue  # Somebody wrote to it after the look.
            self._record(name, record.key, record.outputs, record.warnings)
            return True
        return False

    def _record(self, name: str, key: Key, outputs: Iterable[str], warnings: Sequence[dict] = ()) -> None:
        """Write down that a stage is done, after all it left is on disk."""
        hashes = {path: digest or "" for path, digest in hashes_in(self._staging, outputs).items()}
        record = StageRecord(key, hashes, list(warnings))
        with self._recording:
            self._manifest.stages[name] = record
            self._manifest.write(self._staging)
