"""nbconvert exporter `shnor-xlsx`: all tables of an executed notebook, and of its edition, as one Excel workbook."""

from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from shnor_lib.publishing.exporting import folder_of, read_for_export


class ShnorXLSXExporter(Exporter):
    """Exports the tables that the notebook prints, those that are looked up, and the edition's stored tables."""

    export_from_notebook = "ШНОР Excel"
    output_mimetype = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def _file_extension_default(self) -> str:
        return ".xlsx"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the workbook and resources with ``shnor_warnings``."""
        from shnor_lib.publishing.workbook.book import workbook

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_for_export(notebook, resources, self.log)
        return workbook(document, folder_of(resources)), resources
