"""The maker of the side stage «cards»: one notebook run for each school, all side by side, then published at once."""

import csv
import os
from concurrent.futures import ThreadPoolExecutor

from shnor_lib.ground.notebook_code import load_notebook
from shnor_lib.ground.tables import table_path
from shnor_lib.pipeline.keys import Key
from shnor_lib.pipeline.publisher import SidePublisher
from shnor_lib.pipeline.settle import settled
from shnor_lib.pipeline.side import SideFiles, SideWork

#: The parameter of the notebook that names the school.
SCHOOL = "school_id"


def make_cards(work: SideWork) -> SideFiles:
    """Make a card for every school of the roster."""
    schools = school_ids(work)
    work.machinery.warm_up()
    publisher = SidePublisher(work.side.publisher, work.side.title, work.machinery.is_fast)
    try:
        executed = _executed(work, schools) if schools else {}
        source = load_notebook(work.content.project.notebook(work.side))
        notebooks = {
            school_id: settled(notebook, source, work.content.edition, work.params_parameter)
            for school_id, notebook in executed.items()
        }
        published = publisher.publish(work.staging, notebooks)
    finally:
        publisher.close()
    own: Key = {}
    for notebook in executed.values():
        own |= work.content.own_files_read(notebook, work.staging.parent)
    return SideFiles(published.files, published.warnings, own)


def school_ids(work: SideWork) -> list[str]:
    """Return the codes of the edition's schools in the roster's order."""
    with (work.staging / table_path("schools")).open(encoding="utf-8", newline="") as handle:
        return [row["school_id"] for row in csv.DictReader(handle)]


def _executed(work: SideWork, schools: list[str]) -> dict[str, dict]:
    """Return the executed notebook of each school: as many at once as the machine has cores."""

    def execute(school_id: str) -> dict:
        return work.machinery.execute(work.side, {**work.parameters, SCHOOL: school_id}, prepared)

    with work.machinery.prepared(work.side, {**work.parameters, SCHOOL: schools[0]}) as prepared:
        workers = (os.cpu_count() or 1) if prepared is not None else 1
        with ThreadPoolExecutor(workers) as pool:
            try:
                return dict(zip(schools, pool.map(execute, schools), strict=True))
            except BaseException:
                work.machinery.kill()
                pool.shutdown(wait=True, cancel_futures=True)
                raise
