"""The manifest of an edition: what each stage was made from and what it left, written last and by rename."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from shnor_lib.ground.content import file_hash
from shnor_lib.ground.recorded import MANIFEST
from shnor_lib.pipeline.keys import Key

#: The layout of the manifest.
FORMAT = 1


@dataclass(frozen=True)
class StageRecord:
    """A finished stage: its key, the hash of each output by its path, and what the exporters warned of."""

    key: Key
    outputs: dict[str, str]
    warnings: list[dict] = field(default_factory=list)


@dataclass
class Manifest:
    """All records of an edition and the passport of its issue."""

    edition: str
    stages: dict[str, StageRecord] = field(default_factory=dict)
    passport: dict = field(default_factory=dict)
    format: int = FORMAT

    @property
    def outputs(self) -> dict[str, str]:
        """Hash of every generated file by its path."""
        return {path: digest for record in self.stages.values() for path, digest in record.outputs.items()}

    def write(self, folder: Path) -> None:
        """Write the manifest into the folder by a temporary file and a rename, flushed to the disk."""
        temporary = folder / f".{MANIFEST}.tmp"
        with temporary.open("w", encoding="utf-8", newline="\n") as handle:
            json.dump(asdict(self), handle, ensure_ascii=False, indent=1, sort_keys=True)
            handle.write("\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest | None:
    """Return the folder's manifest; ``None`` if there is none, or it is no manifest of an edition."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        stages = {name: StageRecord(**record) for name, record in content["stages"].items()}
        return Manifest(content["edition"], stages, content["passport"], content["format"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def changed_outputs(record: StageRecord, hashes: Mapping[str, str | None]) -> tuple[list[str], list[str]]:
    """Return the outputs whose content is no longer the recorded one, and those that are gone."""
    edited = [path for path, digest in record.outputs.items() if hashes.get(path) not in (digest, None)]
    gone = [path for path in record.outputs if hashes.get(path) is None]
    return edited, gone


def hashes_in(folder: Path, paths: Iterable[str]) -> dict[str, str | None]:
    """Return the hash of each file in the folder by its path; ``None`` if it is missing."""
    return {path: file_hash(folder / path) if (folder / path).is_file() else None for path in paths}
