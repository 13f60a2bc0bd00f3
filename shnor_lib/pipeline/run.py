"""Making a report: what is stale is done again in staging, the rest is taken over, then the edition is swapped."""

import logging
import shutil
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from shnor_lib.engine.fork import can_fork, start_warm_process
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.notebook_code import cell_source, cell_tags, load_notebook
from shnor_lib.ground.project import TABLE_FOLDERS
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.tables import table_path
from shnor_lib.pipeline.editions import Request
from shnor_lib.pipeline.environment import fixed_environment
from shnor_lib.pipeline.failures import (
    StageFailed,
    cell_failure,
    cell_number,
    cell_place,
    frames_of,
    left_cells_out,
    process_died,
    program_error,
)
from shnor_lib.pipeline.keys import Content, Key, reasons
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.manifest import Manifest, StageRecord, changed_outputs, hashes_in, read_manifest
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.stages import PUBLISH, PUBLISH_TITLE, Stage, writer_of
from shnor_lib.pipeline.workspace import Kept, Workspace

#: Stages that do not read each other's tables run side by side, this many at once.
SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class Verdict:
    """Why a stage has to be done again: certain reasons, and titles of stages on whose outcome it depends."""

    title: str
    reasons: list[str]
    depends_on: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outcome:
    """What a run left: the edition's folder and files, whether anything was done, what was kept or warned of."""

    folder: Path
    files: list[str]
    anything_done: bool
    kept: list[Kept]
    warnings: list[dict]


def make_report(project: Project, request: Request, progress: Progress) -> Outcome:
    """Bring an edition up to date; a run in which nothing is stale touches nothing on disk.

    Raises:
        ReportError: the params or the input are wrong, a stage failed, or the folder cannot be written.  The issued
            edition is untouched then.
    """
    workspace = Workspace(request.edition, request.issued)
    with fixed_environment(project.root):
        if read_manifest(request.issued) is None and request.engine != "kernel" and can_fork():
            # Everything will have to be done: let the libraries load while params are checked and keys computed.
            start_warm_process(project.notebooks)
        recover_if_needed(workspace)
        workspace.check_ownership()
        content = Content(project, request.edition, request.params_file)
        for note in getattr(content.params, "notes", ()):
            progress.line(note)
        issued = read_manifest(request.issued)
        if issued is not None and not any(verdict.reasons for verdict in verdicts(content, request.issued, issued)):
            files = [publication.file for publication in project.publications]
            return Outcome(request.issued, files, False, workspace.kept, issued.stages[PUBLISH].warnings)
        with workspace.locked():
            workspace.recover()
            return Run(project, request, content, workspace, progress).make()


def why(project: Project, request: Request) -> list[Verdict]:
    """Return why each stage of the edition would be done again; nothing is changed on disk but an unfinished swap."""
    workspace = Workspace(request.edition, request.issued)
    recover_if_needed(workspace)
    workspace.check_ownership()
    content = Content(project, request.edition, request.params_file)
    return verdicts(content, request.issued, read_manifest(request.issued) or Manifest(request.edition))


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
    return [*verdict_of.values(), published]


def _may_run(verdict: Verdict) -> bool:
    return bool(verdict.reasons or verdict.depends_on)


def _reasons(record: StageRecord | None, key: Key, hashes: Mapping[str, str | None]) -> list[str]:
    why_not = reasons(record.key if record else None, key)
    if record is not None:
        edited, gone = changed_outputs(record, hashes)
        why_not += [f"результат изменён вручную: {path}" for path in edited]
        why_not += [f"результат удалён: {path}" for path in gone]
    return why_not


class Run:
    """One run under the lock: builds the edition in staging and swaps it in."""

    def __init__(self, project: Project, request: Request, content: Content, workspace: Workspace, progress: Progress):
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
        self._machinery = _Machinery(project, request.engine)

    def make(self) -> Outcome:
        """Do every stage and the publication, then issue the edition."""
        try:
            self._do_stages()
            self._check_strays()
            self._publish()
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
        files = [publication.file for publication in self.project.publications]
        warnings = self._manifest.stages[PUBLISH].warnings
        return Outcome(self.workspace.issued, files, True, self.workspace.kept, warnings)

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
        """Return papermill's parameters for the stage; papermill would only warn of one that the notebook lacks."""
        parameters = {"edition_name": self.request.edition, "run_folder": self.project.relative(self._staging)}
        if params_file := self.request.params_parameter(self.project):
            parameters["params_file"] = params_file
        lacking = sorted(parameters.keys() - self.content.reads[stage.name].parameters)
        if lacking:
            raise StageFailed(
                stage.title,
                f"В тетради {stage.notebook} ячейка с меткой parameters не задаёт «{lacking[0]}».",
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


class _Machinery:
    """papermill, the warm process and the publisher: loaded at the first stage that has to be executed."""

    def __init__(self, project: Project, engine: str):
        from shnor_lib.pipeline.publisher import Publisher

        self._project = project
        self._engine = engine
        self._fast = engine != "kernel" and can_fork()
        self._loading = threading.Lock()
        self._loaded = False
        self.publisher = Publisher(project.publications, self._fast)

    @property
    def workers(self) -> int:
        """How many notebooks may run at once; kernels one by one."""
        return SIDE_BY_SIDE if self._fast else 1

    def start_publisher(self) -> None:
        """Start the publishing process, after the warm one from which it is forked."""
        self._warm_up()
        self.publisher.start()

    def _warm_up(self) -> None:
        if self._fast:
            start_warm_process(self._project.notebooks)

    def execute(self, stage: Stage, parameters: dict[str, str]) -> dict:
        """Execute a stage's notebook; return it as JSON.

        Raises:
            StageFailed: a cell failed or the process died.
        """
        self._load()
        from nbclient.exceptions import DeadKernelError
        from papermill import PapermillExecutionError, execute_notebook

        from shnor_lib.engine.papermill_engine import STARTED_AHEAD, PreloadFailed, engine_name

        try:
            executed = execute_notebook(
                str(self._project.notebook(stage)),
                None,
                parameters=parameters,
                engine_name=engine_name(self._engine),
                kernel_name="python3",
                language="python",
                progress_bar=False,
                request_save_on_cell_execute=False,
                resources={
                    "metadata": {"path": str(self._project.notebooks)},
                    STARTED_AHEAD: stage is self._project.stages[-1],
                },
            )
        except PapermillExecutionError as error:
            if error.ename == "KeyboardInterrupt":
                raise KeyboardInterrupt from None
            where = self._place(stage, error.cell_index)
            raise cell_failure(stage.title, error.ename, error.evalue, error.traceback, where) from None
        except DeadKernelError as error:
            where = self._place(stage, getattr(error, "cell_index", None))
            raise process_died(stage.title, where, getattr(error, "exit_code", None)) from None
        except PreloadFailed as error:
            raise StageFailed(
                stage.title,
                f"Не загружаются нужные библиотеки: {error}.",
                remedy="Удалите папку .venv: следующая команда make поставит их заново.",
            ) from None
        except OSError:
            raise
        except Exception as error:
            raise StageFailed(stage.title, program_error(type(error).__name__, str(error)), frames_of(error)) from None
        if (last := _last_before_unexecuted(executed["cells"])) is not None:
            raise left_cells_out(stage.title, self._place(stage, last))
        return executed

    def _place(self, stage: Stage, executed_index: int | None) -> str:
        cells = load_notebook(self._project.notebook(stage))["cells"]
        return cell_place(stage.notebook, cell_number(cells, executed_index))

    def _load(self) -> None:
        with self._loading:
            if self._loaded:
                return
            self._warm_up()
            from shnor_lib.engine.papermill_engine import register_engines, start_ahead

            for name in ("papermill", "nbclient", "traitlets"):
                # What they log goes to nobody; failures come as exceptions and are worded here.
                logging.getLogger(name).addHandler(logging.NullHandler())
            register_engines()
            if self._fast:
                start_ahead(str(self._project.notebooks))
            self._loaded = True

    def kill(self) -> None:
        """End whatever runs."""
        if self._loaded:
            from shnor_lib.engine.papermill_engine import kill_all

            kill_all()

    def close(self) -> None:
        """End the publishing process, and a notebook's child whose turn never came."""
        self.publisher.close()
        if self._loaded:
            from shnor_lib.engine.papermill_engine import discard_ahead

            discard_ahead(str(self._project.notebooks))


def _last_before_unexecuted(cells: Sequence[Mapping]) -> int | None:
    """Return the index of the cell after which a notebook stopped; nothing if all its code was executed."""
    code = [
        place for place, cell in enumerate(cells) if cell["cell_type"] == "code" and cell_source(dict(cell)).strip()
    ]
    wanted = [place for place in code if "skip-execution" not in cell_tags(dict(cells[place]))]
    executed = [place for place in wanted if cells[place].get("execution_count") is not None]
    return executed[-1] if executed and executed[-1] != wanted[-1] else None
