"""The centre's sign on the title page: a picture that the params name, checked before anything is made."""

import base64
from pathlib import Path
from xml.etree import ElementTree

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.project import shown
from shnor_lib.ground.refusals import refused

KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
#: A sign of some centimetres needs no more; every form of the report carries it.
LARGEST_LOGO_BYTES = 300_000
_PNG = b"\x89PNG\r\n\x1a\n"
_WHAT_TO_DO = "Положите туда картинку SVG или PNG или уберите строку look: logo из файла параметров."


def logo_address(path: Path | None) -> str:
    """Return the picture as a data address; empty where none is named.

    Raises:
        ReportError: the file is missing, too large, or no SVG and no PNG.
    """
    if path is None:
        return ""
    content = _content(path)
    return f"data:{KINDS[path.suffix.lower()]};base64,{base64.b64encode(content).decode()}"


def logo_content(address: str) -> tuple[bytes, str]:
    """Return the bytes and the kind (svg, png) of a picture by its data address; raises ValueError if it is none."""
    kind, _, data = address.removeprefix("data:").partition(";base64,")
    if kind not in KINDS.values():
        raise ValueError("no picture of a logo")
    return base64.b64decode(data, validate=True), next(end[1:] for end, mime in KINDS.items() if mime == kind)


def _content(path: Path) -> bytes:
    if why := why_no_file(path):
        raise ReportError(f"Логотип «{shown(path)}» (look: logo) не читается: это {why}.", _WHAT_TO_DO)
    if path.suffix.lower() not in KINDS:
        raise ReportError(f"Логотип «{shown(path)}» (look: logo) — не SVG и не PNG.", _WHAT_TO_DO)
    try:
        with path.open("rb") as handle:
            content = handle.read(LARGEST_LOGO_BYTES + 1)
    except FileNotFoundError:
        raise ReportError(f"Логотип «{shown(path)}» (look: logo) не найден.", _WHAT_TO_DO) from None
    except OSError as error:
        raise refused(f"Не удалось прочитать логотип «{shown(path)}»", error) from None
    if len(content) > LARGEST_LOGO_BYTES:
        most = f"{LARGEST_LOGO_BYTES // 1000} КБ"
        raise ReportError(f"Логотип «{shown(path)}» (look: logo) больше {most}.", f"Уменьшите картинку. {_WHAT_TO_DO}")
    if not (content.startswith(_PNG) if path.suffix.lower() == ".png" else _is_svg(content)):
        raise ReportError(f"Логотип «{shown(path)}» (look: logo) повреждён: это не картинка.", _WHAT_TO_DO)
    return content


def _is_svg(content: bytes) -> bool:
    try:
        return ElementTree.fromstring(content).tag.rpartition("}")[2] == "svg"
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
