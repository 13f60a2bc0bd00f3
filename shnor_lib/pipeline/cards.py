"""The maker of the side stage «cards»: one notebook run for each school, all side by side, then published at once."""

import csv
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from shnor_lib.ground.tables import table_path
from shnor_lib.pipeline.keys import Key
from shnor_lib.pipeline.publisher import SidePublisher
from shnor_lib.pipeline.settle import settled
from shnor_lib.pipeline.side import SideFiles, SideWork

#: The parameter of the notebook that names the school.
SCHOOL = "school_id"


def make_cards(work: SideWork) -> SideFiles:
    """Make a card for every school of the roster."""
    return made_for_each(work, SCHOOL, school_ids(work))


def school_ids(work: SideWork) -> list[str]:
    """Return the codes of the edition's schools in the roster's order."""
    with (work.staging / table_path("schools")).open(encoding="utf-8", newline="") as handle:
        return [row["school_id"] for row in csv.DictReader(handle)]


def made_for_each(work: SideWork, parameter: str, values: Sequence[str]) -> SideFiles:
    """Run the side stage's notebook once for each value of a parameter, and publish them all in one process."""
    work.machinery.warm_up(work.side)
    publisher = SidePublisher(work.side.publisher, work.side.title, work.machinery.is_fast)
    try:
        executed = _executed(work, parameter, values) if values else {}
        source = work.content.side_notebooks[work.side.name]
        notebooks = {
            value: settled(notebook, source, work.content.edition, work.params_parameter)
            for value, notebook in executed.items()
        }
        published = publisher.publish(work.staging, notebooks)
    finally:
        publisher.close()
    own: Key = {}
    for notebook in executed.values():
        own |= work.content.own_files_read(notebook, work.staging.parent)
    return SideFiles(published.files, published.warnings, own)


def _executed(work: SideWork, parameter: str, values: Sequence[str]) -> dict[str, dict]:
    """Return the executed notebook of each value: as many at once as the machine has cores."""

    def execute(value: str) -> dict:
        named = replace(work.side, title=f"{work.side.title}: {value}")
        return work.machinery.execute(named, {**work.parameters, parameter: value}, prepared)

    with work.machinery.prepared(work.side, {**work.parameters, parameter: values[0]}) as prepared:
        workers = (os.cpu_count() or 1) if prepared is not None else 1
        with ThreadPoolExecutor(workers) as pool:
            try:
                return dict(zip(values, pool.map(execute, values), strict=True))
            except BaseException:
                work.machinery.kill()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
