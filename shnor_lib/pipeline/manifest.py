"""The manifest of an edition: what each stage was made from and what it left, written last and by rename.

It carries a checksum of itself: what was damaged or edited by hand is no manifest (decision 42).
"""

import enum
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from shnor_lib.ground.content import file_hash, text_hash
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.pipeline.keys import Key

#: The layout of the manifest.  The first one had no checksum: it tells which files are the edition's, and no more.
FORMAT = 2
_WITHOUT_CHECKSUM = 1
#: A manifest has some 100 KB; what is larger is none.
_LARGEST_BYTES = 2**26


@dataclass(frozen=True)
class StageRecord:
    """A finished stage: its key, the hash of each output by its path, and what the exporters warned of."""

    key: Key
    outputs: dict[str, str]
    warnings: list[dict] = field(default_factory=list)


@dataclass
class Manifest:
    """All records of an edition, the passport of its issue, the commit of its code (empty where git knew none)."""

    edition: str
    stages: dict[str, StageRecord] = field(default_factory=dict)
    passport: dict = field(default_factory=dict)
    format: int = FORMAT
    commit: str = ""

    @property
    def outputs(self) -> dict[str, str]:
        """Hash of every generated file by its path."""
        return {path: digest for record in self.stages.values() for path, digest in record.outputs.items()}

    def write(self, folder: Path) -> None:
        """Write the manifest into the folder by a temporary file and a rename, flushed to the disk."""
        temporary = folder / f".{MANIFEST}.tmp"
        with temporary.open("w", encoding="utf-8", newline="\n") as handle:
            content = asdict(self) | {"format": FORMAT}
            json.dump(content | {"checksum": _checksum(content)}, handle, ensure_ascii=False, indent=1, sort_keys=True)
            handle.write("\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, folder / MANIFEST)


class Trouble(enum.Enum):
    """Why a folder's manifest cannot be used."""

    ABSENT = "absent"
    DAMAGED = "damaged"
    LATER = "later"


def read_manifest(folder: Path) -> Manifest | None:
    """Return the folder's manifest; ``None`` if there is none, or it is no sound manifest of an edition."""
    found = inspect_manifest(folder)
    return found if isinstance(found, Manifest) else None


def inspect_manifest(folder: Path) -> Manifest | Trouble:
    """Return the folder's manifest, or what is wrong with it.

    Of one made by an earlier version, without a checksum, the keys are left out: nothing of it is taken over.
    """
    place = folder / MANIFEST
    try:
        if place.stat().st_size > _LARGEST_BYTES or not place.is_file():
            return Trouble.DAMAGED
        return _read(json.loads(place.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return Trouble.ABSENT
    except (OSError, ValueError, RecursionError):
        return Trouble.DAMAGED


def _read(content: Any) -> Manifest | Trouble:
    if not isinstance(content, dict) or type(content.get("format")) is not int:
        return Trouble.DAMAGED
    if content["format"] > FORMAT:
        return Trouble.LATER
    sealed = content["format"] > _WITHOUT_CHECKSUM
    if sealed and content.pop("checksum", None) != _checksum(content):
        return Trouble.DAMAGED
    edition, stages, passport = (content.get(name) for name in ("edition", "stages", "passport"))
    if not isinstance(edition, str) or not isinstance(passport, dict) or not isinstance(stages, dict):
        return Trouble.DAMAGED
    if not all(_is_record(record) for record in stages.values()):
        return Trouble.DAMAGED
    records = {
        name: StageRecord(record["key"] if sealed else {}, record["outputs"], record["warnings"])
        for name, record in stages.items()
    }
    commit = content.get("commit", "")
    return Manifest(edition, records, passport, content["format"], commit if isinstance(commit, str) else "")


def _is_record(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and record.keys() == {"key", "outputs", "warnings"}
        and all(_is_of_texts(record[name]) for name in ("key", "outputs"))
        and all(_lies_within(path) for path in record["outputs"])
        and isinstance(record["warnings"], list)
        and all(isinstance(warning, dict) for warning in record["warnings"])
    )


def _is_of_texts(table: Any) -> bool:
    return isinstance(table, dict) and all(isinstance(value, str) for value in table.values())


def _lies_within(path: str) -> bool:
    """Tell whether a path of a manifest stays in the edition's folder."""
    parts = PurePosixPath(path).parts
    return bool(parts) and not {"..", "/"} & {*parts} and not {"\\", ":", "\0"} & {*path}


def _checksum(content: dict[str, Any]) -> str:
    return text_hash(json.dumps(content, sort_keys=True, ensure_ascii=True))


def changed_outputs(record: StageRecord, hashes: Mapping[str, str | None]) -> tuple[list[str], list[str]]:
    """Return the outputs whose content is no longer the recorded one, and those that are gone."""
    edited = [path for path, digest in record.outputs.items() if hashes.get(path) not in (digest, None)]
    gone = [path for path in record.outputs if hashes.get(path) is None]
    return edited, gone


def hashes_in(folder: Path, paths: Iterable[str]) -> dict[str, str | None]:
    """Return the hash of each file in the folder by its path; ``None`` if it is missing."""
    return {path: file_hash(folder / path) if (folder / path).is_file() else None for path in paths}
