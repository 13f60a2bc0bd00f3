"""What the manifest of an edition records of its files: read below the pipeline that writes it."""

import json
from pathlib import Path

MANIFEST = "manifest.json"


def recorded_hashes(folder: Path) -> dict[str, str]:
    """Return the recorded hash of each generated file by its path; empty where there is no sound manifest."""
    try:
        stages = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["stages"].values()
        return {path: digest for record in stages for path, digest in record["outputs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
