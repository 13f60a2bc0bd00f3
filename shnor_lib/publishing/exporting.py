"""What the exporters share: an executed notebook becomes a document, and what could not be shown is said.

An exporter works in two ways: as nbconvert asks it, for one notebook, and for a notebook that was read already, since
the forms of a report are made of one notebook, and reading it takes as long as making some of them.
"""

from collections.abc import Sequence
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
        """Return the content and resources with ``shnor_warnings``; raises ReportError if it cannot be made."""
        from shnor_lib.publishing.executed import read_document

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        metadata = resources.get("metadata", {})
        folder = Path(metadata["path"]) if metadata.get("path") else None
        document = read_document(notebook, folder, metadata.get("name") or NAMELESS, self.form)
        for remark in document.remarks:
            self.log.warning("Ячейка %d: %s", remark.cell, remark.message)
        resources["shnor_warnings"] = _warnings(document)
        return self.rendered(document, folder, ()), resources

    def from_executed(self, executed: "ExecutedNotebook", beside: Sequence[str]) -> tuple[str | bytes, list[dict]]:
        """Return the content and the warnings (``cell``, ``message``); raises ReportError if it cannot be made."""
        document = executed.document(self.form)
        return self.rendered(document, executed.path.parent, beside), _warnings(document)

    def rendered(self, document: "Document", folder: Path | None, beside: Sequence[str]) -> str | bytes:
        """Return the content of the file.

        ``folder`` is what the notebook lies in, its edition's; ``beside`` are the files that will lie there too, which
        a page may link.
        """
        raise NotImplementedError


def _warnings(document: "Document") -> list[dict]:
    return [asdict(remark) for remark in document.remarks]
