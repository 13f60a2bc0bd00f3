"""nbconvert exporter `shnor-docx`: an executed notebook becomes a Word file that people go on editing."""

from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from shnor_lib.publishing.exporting import read_for_export


class ShnorDOCXExporter(Exporter):
    """Exports the notebook's text and results, never its code, with Word's own styles, fields and captions."""

    export_from_notebook = "ШНОР Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file and resources with ``shnor_warnings``."""
        from shnor_lib.publishing.word.document import word_document

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_for_export(notebook, resources, self.log)
        return word_document(document), resources
