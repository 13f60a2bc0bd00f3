"""nbconvert exporters `shnor-brief-pdf` and `shnor-brief-docx`: of an executed notebook, what a meeting needs.

The same sections as in the report, those that are declared for the brief, and the draft of the meeting's minutes.
Nothing is attached: the report carries its data.
"""

from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from shnor_lib.publishing.exporting import read_for_export, warn_in

FORM = "brief"


class ShnorBriefPDFExporter(Exporter):
    """Exports the sections of the brief as PDF through Typst."""

    export_from_notebook = "ШНОР: к заседанию, PDF"
    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the PDF and resources with ``shnor_warnings``; raises ReportError if Typst refuses."""
        from shnor_lib.publishing.typesetting import typeset

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_for_export(notebook, resources, self.log, FORM)
        return typeset(document, complain=warn_in(resources, self.log)), resources


class ShnorBriefDOCXExporter(Exporter):
    """Exports the sections of the brief as a Word file: the minutes are written on in it."""

    export_from_notebook = "ШНОР: к заседанию, Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file and resources with ``shnor_warnings``."""
        from shnor_lib.publishing.word.document import word_document

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        return word_document(read_for_export(notebook, resources, self.log, FORM)), resources
