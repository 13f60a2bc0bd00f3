"""nbconvert exporter `shnor-html`: an executed notebook becomes one self-contained HTML page."""

from typing import Any

from nbconvert.exporters.exporter import Exporter
from nbformat import NotebookNode

from shnor_lib.publishing.exporting import read_for_export


class ShnorHTMLExporter(Exporter):
    """Exports the notebook's text and results, never its code, as a page that loads nothing from elsewhere."""

    export_from_notebook = "ШНОР HTML"
    output_mimetype = "text/html"

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(  # type: ignore[override]  # the base class is annotated as if it returned a notebook
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and resources with ``shnor_warnings``."""
        from shnor_lib.publishing.page import render_page

        notebook, resources = super().from_notebook_node(nb, resources, **kw)
        document = read_for_export(notebook, resources, self.log)
        return render_page(document, resources.get("shnor_beside", ())), resources
