"""What the exporters share: an executed notebook becomes a document, and what could not be shown is said.

An exporter works in two ways: as nbconvert asks it, for one notebook, and for a notebook that was read already, since
the forms of a report are made of one notebook, and reading it takes as long as making some of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

if TYPE_CHECKING:
    from shnor_lib.publishing.document import Document
    from shnor_lib.publishing.reading import ExecutedNotebook

#: The title of a notebook that has none and no name either.
NAMELESS = "Отчёт"


class DocumentExporter(Exporter):
    """Exports a notebook's text and results, never its code.

    An heir says how a document is `rendered`; what that needs is imported there, since an exporter whose module fails
    to import breaks every call of nbconvert.
    """

    #: The sections that are taken, and how headings look: `presentation.tree.REPORT` or `BRIEF`.
    form: ClassVar[str] = "report"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str | bytes, dict[str, Any]]:
        """Return the content and resources with ``shnor_warnings``; raises ReportError if it cannot be made.

        ``resources["shnor_beside"]`` may name files that will lie beside the page.
        """
        from shnor_lib.publishing.executed import read_document

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        metadata = resources.get("metadata", {})
        folder = Path(metadata["path"]) if metadata.get("path") else None
        document = read_document(notebook, folder, metadata.get("name") or NAMELESS, self.form)
        content, resources["shnor_warnings"] = self._told(document, folder, resources.get("shnor_beside", ()))
        for warning in resources["shnor_warnings"]:
            place = f"Ячейка {warning['cell']}: " if warning["cell"] else ""
            self.log.warning("%s%s", place, warning["message"])
        return content, resources

    def from_executed(self, executed: "ExecutedNotebook", beside: Sequence[str]) -> tuple[str | bytes, list[dict]]:
        """Return the content and the warnings (``cell``, ``message``); raises ReportError if it cannot be made."""
        document = executed.document(self.form)
        return self._told(document, executed.path.parent, beside)

    def _told(self, document: "Document", folder: Path | None, beside: Sequence[str]) -> tuple[str | bytes, list[dict]]:
        """Return the content and the warnings: of cells, then of the whole, whose ``cell`` is ``None``."""
        told: list[str] = []
        content = self.rendered(document, folder, beside, told.append)
        of_cells = [asdict(remark) for remark in document.remarks]
        return content, [*of_cells, *({"cell": None, "message": message} for message in told)]

    def rendered(
        self, document: "Document", folder: Path | None, beside: Sequence[str], complain: Callable[[str], None]
    ) -> str | bytes:
        """Return the content of the file.

        ``folder`` is what the notebook lies in, its edition's; ``beside`` are the files that will lie there too, which
        a page may link; ``complain`` is told in Russian what this form shows otherwise than the document.
        """
        raise NotImplementedError
