"""The zip container of a workbook, read in one pass: its members, each unpacked once and never further than it says.

`zipfile` does the same at several times the price, and the price of opening is all that a file of one school costs.
What is unusual about a container is left to it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

#: Parts that one program writes into all its workbooks alike are unpacked once, if they are no larger than this.
LARGEST_SHARED_BYTES = 2**16
MOST_SHARED_PARTS = 256
#: What every workbook has of its own.
_OWN = ("xl/worksheets/", "xl/sharedStrings")

#: The end of a container without a comment: signature, disks, members here and in all, size and start of the directory.
_END = struct.Struct("<4s4H2L2x")
_END_SIGNATURE = b"PK\x05\x06"
#: An entry of the directory: version, flags, method, checksum, sizes, lengths of name, rest and comment, disk, start.
_ENTRY = struct.Struct("<4s2xBx2H4x3L4H6xL")
_ENTRY_SIGNATURE = b"PK\x01\x02"
#: What stands before a member: signature, flags, method, lengths of its name and of the rest.
_LOCAL_HEADER = struct.Struct("<4s2xHH16xHH")
_LOCAL_SIGNATURE, ENCRYPTED = b"PK\x03\x04", 1
#: Flags that change nothing for a reader: how hard it was packed, sizes behind the data, names in UTF-8.
_PLAIN_FLAGS = 0x80E
#: From this version on a member may need what only `zipfile` knows.
_PLAIN_VERSION = 45
_OF_ZIP64 = 0xFFFFFFFF


class Member(NamedTuple):
    """A member as the directory names it."""

    name: str
    flags: int
    method: int
    checksum: int
    packed_size: int
    size: int
    start: int


def members(content: bytes) -> list[Member]:
    """Return the container's members in the directory's order.

    Raises:
        zipfile.BadZipFile: the container is damaged; as `zipfile`, it may raise half a dozen other kinds of errors.
    """
    plain = _members_of_a_plain_container(content)
    return plain if plain is not None else list(_members_by_zipfile(content))


def _members_by_zipfile(content: bytes) -> Iterator[Member]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        for one in container.infolist():
            yield Member(
                one.filename,
                one.flag_bits,
                one.compress_type,
                one.CRC,
                one.compress_size,
                one.file_size,
                one.header_offset,
            )


def _members_of_a_plain_container(content: bytes) -> list[Member] | None:
    """Return the members, or nothing if anything is unlike what every program writes."""
    end = len(content) - _END.size
    if end < 0:
        return None
    signature, disk, first_disk, here, count, size, start = _END.unpack_from(content, end)
    if signature != _END_SIGNATURE or disk or first_disk or here != count or start + size != end:
        return None
    found, place = [], start
    for _ in range(count):
        if place + _ENTRY.size > end:
            return None
        entry = _ENTRY.unpack_from(content, place)
        signature, version, flags, method, checksum, packed, size, length, extra, comment, disk, start = entry
        place += _ENTRY.size + length
        name = content[place - length : place]
        if signature != _ENTRY_SIGNATURE or extra or comment or disk or version > _PLAIN_VERSION:
            return None
        if flags & ~_PLAIN_FLAGS or _OF_ZIP64 in (packed, size, start) or not name.isascii():
            return None
        if b"\0" in name or b"\\" in name:
            return None
        found.append(Member(name.decode(), flags, method, checksum, packed, size, start))
    return found if place == end else None


def unpacked(content: bytes, member: Member) -> bytes:
    """Return a member, never more of it than the directory says; what lies about its size or checksum is damaged.

    A small member that was packed into another file alike, byte for byte, is the same object.

    Raises:
        zipfile.BadZipFile: the member is damaged or encrypted; `zlib`, too, complains of what is no packed text.
        NotImplementedError: it is packed in a way that no program uses for workbooks.
    """
    signature, flags, method, name, extra = _LOCAL_HEADER.unpack_from(content, member.start)
    start = member.start + _LOCAL_HEADER.size + name + extra
    if signature != _LOCAL_SIGNATURE or (flags | member.flags) & ENCRYPTED or method != member.method:
        raise zipfile.BadZipFile
    is_small = max(member.size, member.packed_size) <= LARGEST_SHARED_BYTES
    inflated = _inflated_once if is_small and not member.name.startswith(_OWN) else _inflated
    return inflated(content[start : start + member.packed_size], method, member.size, member.checksum)


def _inflated(packed: bytes, method: int, size: int, checksum: int) -> bytes:
    if method == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        part = inflate.decompress(packed, size + 1)
        whole = inflate.eof
    elif method == zipfile.ZIP_STORED:
        part, whole = packed, True
    else:
        raise NotImplementedError
    if not whole or len(part) != size or zlib.crc32(part) != checksum:
        raise zipfile.BadZipFile
    return part


_inflated_once = lru_cache(maxsize=MOST_SHARED_PARTS)(_inflated)
