"""What each exporter does first: read the notebook as a document and say what could not be shown."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from shnor_lib.publishing.document import Document


def folder_of(resources: dict[str, Any]) -> Path | None:
    """Return the folder that the notebook lies in, if it lies anywhere: its edition's."""
    path = resources.get("metadata", {}).get("path")
    return Path(path) if path else None


def read_for_export(
    notebook: "NotebookNode", resources: dict[str, Any], log: logging.Logger, form: str = "report"
) -> "Document":
    """Return the document of the notebook; remarks go to the log and to ``resources["shnor_warnings"]``."""
    # Imported here, since an exporter whose module fails to import breaks every call of nbconvert.
    from shnor_lib.publishing.executed import read_document

    name = resources.get("metadata", {}).get("name") or "Отчёт"
    document = read_document(notebook, folder_of(resources), name, form)
    resources["shnor_warnings"] = [asdict(remark) for remark in document.remarks]
    for remark in document.remarks:
        log.warning("Ячейка %d: %s", remark.cell, remark.message)
    return document


def warn_in(resources: dict[str, Any], log: logging.Logger) -> Callable[[str], None]:
    """Return what adds a warning of the whole document to those of its cells."""

    def warn(message: str) -> None:
        resources["shnor_warnings"].append({"cell": None, "message": message})
        log.warning("%s", message)

    return warn
