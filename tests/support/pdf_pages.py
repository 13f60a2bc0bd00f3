"""The text of each page of a PDF, read with PDFium."""

import pypdfium2


def page_texts(content: bytes) -> list[str]:
    """Return the text of each page, lines parted by newlines."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
