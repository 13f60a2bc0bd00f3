"""nbconvert exporter `shnor-docx`: an executed notebook becomes a Word file that people go on editing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shnor_lib.publishing.exporting import DocumentExporter

if TYPE_CHECKING:
    from shnor_lib.publishing.document import Document


class ShnorDOCXExporter(DocumentExporter):
    """Exports a Word file with Word's own styles, fields and captions."""

    export_from_notebook = "ШНОР Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def rendered(
        self, document: "Document", folder: Path | None, beside: Sequence[str], complain: Callable[[str], None]
    ) -> bytes:
        """Return the file."""
        from shnor_lib.publishing.word.document import word_document

        return word_document(document)
