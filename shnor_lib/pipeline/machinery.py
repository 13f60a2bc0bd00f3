"""What executes notebooks: papermill, the warm process and the publisher, loaded when the first one is asked for."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from shnor_lib.engine.fork import can_fork, start_warm_process
from shnor_lib.ground.notebook_code import cell_source, cell_tags, load_notebook
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
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.stages import SideStage, Stage

#: Stages that do not read each other's tables run side by side, this many at once.
SIDE_BY_SIDE = 2


class Machinery:
    """papermill, the warm process and the publisher: loaded at the first stage that has to be executed."""

    def __init__(self, project: Project, engine: str):
        from shnor_lib.pipeline.publisher import Publisher

        self._project = project
        self._engine = engine
        self._fast = engine != "kernel" and can_fork()
        self._loading = threading.Lock()
        self._loaded = False
        pages = [side.main[0] for side in project.sides]
        self.publisher = Publisher(project.publications, self._fast, pages)

    @property
    def workers(self) -> int:
        """How many notebooks may run at once; kernels one by one."""
        return SIDE_BY_SIDE if self._fast else 1

    def start_publisher(self) -> None:
        """Start the publishing process, after the warm one from which it is forked."""
        self.warm_up()
        self.publisher.start()

    def warm_up(self, side: SideStage | None = None) -> None:
        """Start the warm process, from which all others are forked: for the stages, or for a side stage alone."""
        if self._fast:
            start_warm_process(map(self._project.notebook, [side] if side else self._project.stages))

    @property
    def is_fast(self) -> bool:
        """Whether notebooks run in children of the warm process."""
        return self._fast

    @contextmanager
    def prepared(self, side: SideStage, parameters: dict[str, str]) -> Iterator[Any]:
        """Give what copies that run a side stage's notebook are made of (``None``: each runs by itself).

        Raises:
            StageFailed: a library cannot be loaded, or the process died.
        """
        if not self._fast:
            yield None
            return
        self._load(side)
        from nbclient.exceptions import DeadKernelError
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook

        from shnor_lib.engine.papermill_engine import PreloadFailed, PreparedProcess

        notebook = parameterize_notebook(load_notebook_node(str(self._project.notebook(side))), parameters)
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
        try:
            with PreparedProcess(str(self._project.notebooks), cells) as process:
                yield process
        except PreloadFailed as error:
            raise _preload_failed(side.title, error) from None
        except DeadKernelError as error:
            raise process_died(side.title, side.notebook, getattr(error, "exit_code", None)) from None

    def execute(self, stage: Stage | SideStage, parameters: dict[str, str], prepared: Any = None) -> dict:
        """Execute a notebook, in a copy of a prepared process if there is one; return it as JSON.

        Raises:
            StageFailed: a cell failed or the process died.
        """
        self._load(stage)
        from nbclient.exceptions import DeadKernelError
        from papermill import PapermillExecutionError, execute_notebook

        from shnor_lib.engine.papermill_engine import PREPARED, STARTED_AHEAD, PreloadFailed, engine_name

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
                    PREPARED: prepared,
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
            raise _preload_failed(stage.title, error) from None
        except OSError:
            raise
        except Exception as error:
            raise StageFailed(stage.title, program_error(type(error).__name__, str(error)), frames_of(error)) from None
        if (last := _last_before_unexecuted(executed["cells"])) is not None:
            raise left_cells_out(stage.title, self._place(stage, last))
        return executed

    def _place(self, stage: Stage | SideStage, executed_index: int | None) -> str:
        cells = load_notebook(self._project.notebook(stage))["cells"]
        return cell_place(stage.notebook, cell_number(cells, executed_index))

    def _load(self, wanted: Stage | SideStage) -> None:
        """Load what runs notebooks, for one that is to be run first; with a stage the last one's child is started."""
        with self._loading:
            if self._loaded:
                return
            side = wanted if isinstance(wanted, SideStage) else None
            self.warm_up(side)
            from shnor_lib.engine.papermill_engine import register_engines, start_ahead

            for name in ("papermill", "nbclient", "traitlets"):
                # What they log goes to nobody; failures come as exceptions and are worded here.
                logging.getLogger(name).addHandler(logging.NullHandler())
            register_engines()
            if self._fast and side is None:
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


def _preload_failed(title: str, error: Exception) -> StageFailed:
    return StageFailed(
        title,
        f"Не загружаются нужные библиотеки: {error}.",
        remedy="Удалите папку .venv: следующая команда make поставит их заново.",
    )


def _last_before_unexecuted(cells: Sequence[Mapping]) -> int | None:
    """Return the index of the cell after which a notebook stopped; nothing if all its code was executed."""
    code = [
        place for place, cell in enumerate(cells) if cell["cell_type"] == "code" and cell_source(dict(cell)).strip()
    ]
    wanted = [place for place in code if "skip-execution" not in cell_tags(dict(cells[place]))]
    executed = [place for place in wanted if cells[place].get("execution_count") is not None]
    return executed[-1] if executed and executed[-1] != wanted[-1] else None
