"""An executed notebook, read once for all the forms that are made of it."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from shnor_lib.publishing.document import Document


class ExecutedNotebook:
    """An executed notebook in an edition's folder, and its document of each form, made when first asked for."""

    def __init__(self, path: Path):
        self.path = path
        self._notebook: NotebookNode | None = None
        self._documents: dict[str, Document] = {}

    def document(self, form: str) -> "Document":
        """Return the notebook's document of a form (`presentation.tree.REPORT`, `BRIEF`)."""
        from shnor_lib.publishing.executed import read_document

        if form not in self._documents:
            self._documents[form] = read_document(self._read(), self.path.parent, self.path.stem, form)
        return self._documents[form]

    def _read(self) -> "NotebookNode":
        import nbformat

        if self._notebook is None:
            self._notebook = nbformat.read(self.path, as_version=4)
        return self._notebook
