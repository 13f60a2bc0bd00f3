"""The first functions of notebooks' children; this imports nothing, so that the parent can name them for free."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def serve(connection: "Connection", folder: str, environment: dict[str, str], ahead: bool) -> None:
    """Run a notebook's cells that come through the pipe (`engine.shell`), in the given folder and environment."""
    from shnor_lib.engine.shell import serve_notebook

    serve_notebook(connection, folder, environment, ahead)


def serve_copies(connection: "Connection", folder: str, environment: dict[str, str], cells: list[str]) -> None:
    """Do a notebook's work once and make copies of this process, each of which runs the notebook (`engine.shell`)."""
    from shnor_lib.engine.shell import serve_copies as serve

    serve(connection, folder, environment, cells)
