"""nbconvert exporters `shnor-brief-pdf` and `shnor-brief-docx`: of an executed notebook, what a meeting needs.

The same sections as in the report, those that are declared for the brief, and the draft of the meeting's minutes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from shnor_lib.publishing.docx import ShnorDOCXExporter
from shnor_lib.publishing.pdf import ShnorPDFExporter

if TYPE_CHECKING:
    from shnor_lib.publishing.document import Document


class ShnorBriefPDFExporter(ShnorPDFExporter):
    """Exports the sections of the brief; nothing is attached: the report carries its data."""

    export_from_notebook = "ШНОР: к заседанию, PDF"
    form: ClassVar[str] = "brief"

    def rendered(
        self, document: "Document", folder: Path | None, beside: Sequence[str], complain: Callable[[str], None]
    ) -> bytes:
        """Return the PDF; raises ReportError if Typst refuses."""
        from shnor_lib.publishing.typesetting import typeset

        return typeset(document, complain=complain)


class ShnorBriefDOCXExporter(ShnorDOCXExporter):
    """Exports the sections of the brief as a Word file: the minutes are written on in it."""

    export_from_notebook = "ШНОР: к заседанию, Word"
    form: ClassVar[str] = "brief"
