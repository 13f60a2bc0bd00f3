"""The first function of a notebook's child; it imports nothing, so that the parent can name it for free."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def serve(connection: "Connection", folder: str, environment: dict[str, str], ahead: bool) -> None:
    """Run a notebook's cells that come through the pipe (`engine.shell`), in the given folder and environment."""
    from shnor_lib.engine.shell import serve_notebook

    serve_notebook(connection, folder, environment, ahead)
