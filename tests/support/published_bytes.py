"""Everything that a folder tells, file by file, as text: pages with attributes, PDF with properties and attachments,
workbooks part by part, descriptions, notes, tables."""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf

NBSP, NARROW = "\u00a0", "\u202f"


def published_texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of everything below a folder, with ordinary spaces."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for place, text in texts_of(path.name, path.read_bytes()):
            yield place, text.replace(NBSP, " ").replace(NARROW, " ").replace("&nbsp;", " ")


def texts_of(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the texts of one file by its kind."""
    if name.endswith(".pdf"):
        yield from texts_of_pdf(name, content)
    elif name.endswith((".xlsx", ".docx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield f"{name}/{part}", archive.read(part).decode("utf-8", errors="replace")
    else:
        text = re.sub(r"base64,[A-Za-z0-9+/=]+", "", content.decode("utf-8"))
        yield name, re.sub(r"(?m)^ *// .*$", "", text)  # remarks in the page's own script


def texts_of_pdf(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield the words on the pages, what is said for the ear, the properties and the attachments."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    yield f"{name}: pages", done.stdout.decode("utf-8")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield f"{name}: properties", str(dict(pdf.docinfo)) + str(pdf.open_metadata())
        told = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        spoken = [str(one[key]) for one in told for key in ("/Alt", "/ActualText") if key in one]
        yield f"{name}: spoken", "\n".join(spoken)
        for attached, file in pdf.attachments.items():
            for place, text in texts_of(attached, file.get_file().read_bytes()):
                yield f"{name}: attached {place}", text
