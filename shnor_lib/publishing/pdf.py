"""nbconvert exporter `shnor-pdf`: an executed notebook becomes a PDF for print and archive."""

from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from shnor_lib.publishing.exporting import folder_of, read_for_export, warn_in


class ShnorPDFExporter(Exporter):
    """Exports the notebook's text and results, never its code, as PDF/A-3a and PDF/UA-1 through Typst.

    The document carries its tables, and whatever else `attachments` finds beside the notebook.
    """

    export_from_notebook = "ШНОР PDF"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF and resources with ``shnor_warnings``; raises ReportError if Typst refuses."""
        from shnor_lib.publishing.attachments import attachments_of
        from shnor_lib.publishing.typesetting import typeset

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_for_export(notebook, resources, self.log)
        attachments = attachments_of(document, folder_of(resources))
        return typeset(document, attachments, warn_in(resources, self.log)), resources
