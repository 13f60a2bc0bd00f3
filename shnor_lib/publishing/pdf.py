"""nbconvert exporter `shnor-pdf`: an executed notebook becomes a PDF for print and archive."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.publishing.exporting import DocumentExporter

if TYPE_CHECKING:
    from shnor_lib.publishing.document import Document


class ShnorPDFExporter(DocumentExporter):
    """Exports PDF/A-3a and PDF/UA-1 through Typst.

    The document carries its tables, and whatever else `attachments` finds beside the notebook.
    """

    export_from_notebook = "ШНОР PDF"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def rendered(
        self, document: "Document", folder: Path | None, beside: Sequence[str], complain: Callable[[str], None]
    ) -> bytes:
        """Return the PDF; raises ReportError if Typst refuses."""
        from shnor_lib.publishing.attachments import attachments_of
        from shnor_lib.publishing.typesetting import typeset

        return typeset(document, attachments_of(document, folder), complain)
