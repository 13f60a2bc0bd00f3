"""nbconvert exporter `shnor-html`: an executed notebook becomes one self-contained HTML page."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.publishing.exporting import DocumentExporter

if TYPE_CHECKING:
    from shnor_lib.publishing.document import Document


class ShnorHTMLExporter(DocumentExporter):
    """Exports a page that loads nothing from elsewhere."""

    export_from_notebook = "ШНОР HTML"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def rendered(
        self, document: "Document", folder: Path | None, beside: Sequence[str], complain: Callable[[str], None]
    ) -> str:
        """Return the page."""
        from shnor_lib.publishing.page import render_page

        return render_page(document, beside)
