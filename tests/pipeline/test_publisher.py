"""Publications that take up each other: made side by side, but for those that have to wait."""

import subprocess
import sys
import threading
from multiprocessing import Pipe
from pathlib import Path

import pytest

from shnor_lib.engine.fork import can_fork
from shnor_lib.ground.errors import ReportError
from shnor_lib.pipeline.publisher import Publisher
from shnor_lib.pipeline.stages import PUBLICATIONS, Publication


class Threaded(Publisher):
    """A publisher whose processes are two threads; each format notes which files were there when it began."""

    def __init__(self, publications, failing="", dying=""):
        super().__init__(publications, fast=False)
        self.there: dict[str, set[str]] = {}
        self.failing, self.dying = failing, dying

    def start(self):
        for _ in range(2):
            ours, theirs = Pipe()
            self._processes.append((None, ours))
            threading.Thread(target=self.serve, args=(theirs,), daemon=True).start()

    def serve(self, connection):
        while True:
            _, exporter, target, _ = connection.recv()
            file = Path(target).name
            assert exporter == f"exporter of {file}"
            self.there[file] = {path.name for path in Path(target).parent.iterdir()}
            if file == self.dying:
                connection.close()
                return
            if file == self.failing:
                connection.send({"cause": "не вышло"})
            else:
                Path(target).write_text(file)
                connection.send({"warnings": [{"cell": 1, "message": "общее"}, {"cell": 2, "message": file}]})


def publications(files, after):
    return [Publication(file, f"exporter of {file}", after.get(file, ())) for file in files]


@pytest.mark.parametrize(
    ("after", "there"),
    [
        ({}, {}),
        ({"a": ("b",)}, {"a": {"b"}}),
        ({"a": ("b", "c"), "b": ("c",)}, {"a": {"b", "c"}, "b": {"c"}}),
        ({"a": ("none makes it",)}, {}),
    ],
)
def test_a_publication_finds_the_files_that_it_takes_up(after, there, tmp_path):
    publisher = Threaded(publications("abc", after))
    published = publisher.publish(tmp_path, "05.ipynb")
    assert published.files == ["a", "b", "c"]
    assert [warning["message"] for warning in published.warnings] == ["общее", "a", "b", "c"]
    for file, needed in there.items():
        assert needed <= publisher.there[file]


def test_what_failed_is_told_although_others_wait_for_it(tmp_path):
    publisher = Threaded(publications("ab", {"a": ("b",)}), failing="b")
    with pytest.raises(ReportError, match="не вышло"):
        publisher.publish(tmp_path, "05.ipynb")
    assert not publisher.there.keys() & {"a"}


@pytest.mark.parametrize("dying", "abcde")
def test_a_process_that_ends_is_told_of_and_the_other_makes_the_rest(dying, tmp_path):
    publisher = Threaded(publications("abcde", {}), dying=dying)
    with pytest.raises(ReportError, match="Процесс публикации прерван"):
        publisher.publish(tmp_path, "05.ipynb")
    assert {path.name for path in tmp_path.iterdir()} == {*"abcde"} - {dying}


def test_of_several_failures_the_first_of_the_table_is_told(tmp_path):
    publisher = Threaded(publications("abcde", {"b": ("e",)}), failing="d", dying="b")
    with pytest.raises(ReportError) as told:
        publisher.publish(tmp_path, "05.ipynb")
    assert "прерван" in str(told.value)


def test_no_publication_waits_for_itself():
    """A circle would never end."""
    made: set[str] = set()
    waiting = list(PUBLICATIONS)
    files = {one.file for one in PUBLICATIONS}
    while waiting:
        ready = [one for one in waiting if {*one.after} & files <= made]
        assert ready, [one.file for one in waiting]
        made |= {one.file for one in ready}
        waiting = [one for one in waiting if one not in ready]


AFTER_PUBLICATION_ALONE = """
from shnor_lib.engine.papermill_engine import NotebookProcess
from shnor_lib.pipeline.publisher import Publisher
from shnor_lib.pipeline.stages import PUBLICATIONS

publisher = Publisher(PUBLICATIONS[:1], fast=True)
publisher.start()
with NotebookProcess("."):
    print("warm")
publisher.close()
"""


@pytest.mark.slow
@pytest.mark.skipif(not can_fork(), reason="children are forked")
def test_a_publication_alone_leaves_the_warm_process_to_be_started(root):
    """`make year` after a change of what publishes: the report is published anew, then a notebook is run."""
    done = subprocess.run(
        [sys.executable, "-c", AFTER_PUBLICATION_ALONE], cwd=root, capture_output=True, text=True, encoding="utf-8"
    )
    assert (done.returncode, done.stdout.strip()) == (0, "warm"), done.stderr
