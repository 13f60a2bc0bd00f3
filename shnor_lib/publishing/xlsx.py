"""nbconvert exporter `shnor-xlsx`: all tables of an executed notebook, and of its edition, as one Excel workbook."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.publishing.exporting import DocumentExporter

if TYPE_CHECKING:
    from shnor_lib.publishing.document import Document


class ShnorXLSXExporter(DocumentExporter):
    """Exports the tables that the notebook prints, those that are looked up, and the edition's stored tables."""

    export_from_notebook = "ШНОР Excel"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def _file_extension_default(self) -> str:
        return ".xlsx"

    def rendered(
        self, document: "Document", folder: Path | None, beside: Sequence[str], complain: Callable[[str], None]
    ) -> bytes:
        """Return the workbook."""
        from shnor_lib.publishing.workbook.book import workbook

        return workbook(document, folder)
