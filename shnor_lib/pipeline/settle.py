"""An executed notebook as it is issued: the same bytes for the same inputs, and fit to be opened by hand."""

import copy
import json
import re
from typing import Any

from shnor_lib.ground.bounded_output import CUT, bounded_outputs
from shnor_lib.ground.legible import has_half_signs, writable

#: Metadata of a cell that tells when and how it ran.
RUN_METADATA = ("papermill", "execution")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]{6,}")


def settled(executed: dict, source: dict, edition: str, params_file: str = "") -> dict:
    """Return the executed notebook without traces of the run.

    Times, the staging folder and random ids go; the outputs' bundles, the bulk of it, are shared with the executed one,
    and nobody changes them.  The cell that papermill injected sets the edition and an empty run
    folder, so that opening the notebook in JupyterLab runs it "by hand".  The notebook's metadata are the source's.
    """
    notebook: dict[str, Any] = {
        "cells": [_settled_cell(cell, f"cell-{number:02d}") for number, cell in enumerate(executed["cells"], start=1)],
        "metadata": copy.deepcopy(source.get("metadata", {})),
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    for cell in notebook["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell["source"] = parameters_by_hand(edition, params_file)
    return notebook


def parameters_by_hand(edition: str, params_file: str = "") -> str:
    """Return the source of the cell that sets the parameters for a run by hand."""
    values = {"edition_name": edition, "run_folder": ""} | ({"params_file": params_file} if params_file else {})
    # A JSON string is a Python string too.
    assignments = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()]
    return "\n".join(["# Parameters", *assignments])


def notebook_text(notebook: dict) -> str:
    """Return the notebook as its file's text, laid out as nbformat does."""
    text = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return writable(text) if has_half_signs(text) else text


def _settled_cell(cell: dict, cell_id: str) -> dict:
    settled_cell = {name: value for name, value in cell.items() if name != "metadata"}
    metadata = {name: value for name, value in cell["metadata"].items() if name not in RUN_METADATA}
    if not metadata.get("tags", True):
        del metadata["tags"]
    settled_cell |= {"id": cell_id, "metadata": metadata}
    if cell["cell_type"] == "code":
        outputs, cut = bounded_outputs(merged_streams(cell["outputs"]))
        settled_cell["outputs"] = [_settled_output(output) for output in outputs]
        own = metadata.get("shnor")
        if cut or (isinstance(own, dict) and CUT in own):  # what an earlier run has cut is no matter
            kept = {key: value for key, value in own.items() if key != CUT} if isinstance(own, dict) else {}
            metadata["shnor"] = kept | ({CUT: cut} if cut else {})
    return settled_cell


def merged_streams(outputs: list[dict]) -> list[dict]:
    """Merge neighbouring streams: first all of stdout, then all of stderr.

    So a kernel sends them, since it buffers each of the two until the next display; but a kernel also empties its
    buffers by the clock, which would cut the text of a slow cell at random places.
    """
    merged: list[dict] = []
    waiting: dict[str, str] = {}

    def empty() -> None:
        merged.extend(
            {"output_type": "stream", "name": name, "text": waiting.pop(name)}
            for name in ("stdout", "stderr")
            if name in waiting
        )

    for output in outputs:
        if output["output_type"] == "stream":
            waiting[output["name"]] = waiting.get(output["name"], "") + output["text"]
        else:
            empty()
            merged.append(output)
    empty()
    return merged


def _settled_output(output: dict) -> dict:
    """Hide addresses in memory, which differ from run to run, in the plain text of objects."""
    data = output.get("data", {})
    if "text/plain" not in data:
        return dict(output)
    return {**output, "data": {**data, "text/plain": ADDRESS.sub("at 0x…", data["text/plain"])}}
