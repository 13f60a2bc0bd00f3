"""The text of each page of a PDF, read with PDFium, and the elements of its structure."""

import pikepdf
import pypdfium2


def page_texts(content: bytes) -> list[str]:
    """Return the text of each page, lines parted by newlines."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def tags(opened: pikepdf.Pdf, name: str) -> list:
    """The structure elements with the tag."""
    found, waiting = [], [opened.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += list(element)
        elif isinstance(element, pikepdf.Dictionary):
            if element.get("/S") == name:
                found.append(element)
            if "/K" in element:
                waiting.append(element.K)
    return found
