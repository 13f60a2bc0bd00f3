"""Members of a zip container that is no .xlsx: unpacked one by one, never more than a table takes."""

import struct
import zipfile
import zlib
from collections.abc import Iterable

from shnor_lib.ingest.files import container
from shnor_lib.ingest.files.archive import DAMAGED, DOUBLED, LARGEST_UNPACKED_BYTES, DamagedArchive, UnfitArchive

ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")


def members(content: bytes, wanted: Iterable[str]) -> dict[str, bytes]:
    """Return those members of the container that are wanted and there, by name.

    Raises:
        UnfitArchive: the container is damaged, or they unpack to more than a table takes.
    """
    names = set(wanted)
    try:
        found = [member for member in container.members(content) if member.name in names]
        if len({member.name for member in found}) < len(found):
            raise DamagedArchive(DOUBLED)
        size = sum(member.size for member in found)
        if size > LARGEST_UNPACKED_BYTES:
            raise UnfitArchive(f"распаковывается в {size // 2**20} МБ: это слишком много для таблицы")
        return {member.name: container.unpacked(content, member) for member in found}
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError):
        raise DamagedArchive(DAMAGED) from None


def without_entities(part: bytes) -> bytes:
    """Return an XML part for a parser that must not unfold entities; no program declares any there.

    Raises:
        UnfitArchive: it declares some, or is written in an encoding that would hide them.
    """
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or any(mark in part for mark in ENTITIES):
        raise DamagedArchive(DAMAGED)
    return part
