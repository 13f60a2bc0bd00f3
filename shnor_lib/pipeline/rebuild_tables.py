"""Run by a Python of its own in a folder with some version of the project: makes the tables of one edition there.

It is no part of that version and is therefore called by its path: ``python -P rebuild_tables.py edition``, in the
project's folder.  What goes wrong is one Russian sentence and exit code 2.
"""

import os
import sys
import threading
import time
from dataclasses import fields, replace
from pathlib import Path
from typing import Any


def main(edition: str) -> int:
    """Make all tables but those of the last stage, and publish nothing."""
    root = os.getcwd()
    sys.path.insert(0, root)
    try:
        from shnor_lib.ground.import_path import put_in_order
        from shnor_lib.pipeline.editions import Request
        from shnor_lib.pipeline.layout import Project
        from shnor_lib.pipeline.progress import Progress
        from shnor_lib.pipeline.run import make_report

        put_in_order(root)
        project = Project()
        known = {one.name for one in fields(project)}
        parts: dict[str, Any] = {"stages": project.stages[:-1], "publications": (), "sides": ()}
        project = replace(project, **{name: value for name, value in parts.items() if name in known})
        request = Request(edition, project.params / f"{edition}.yml", project.output / edition)
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            make_report(project, request, Progress(nowhere, live=False))
        return 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        told = str(error) if type(error).__name__ in ("ReportError", "StageFailed") else type(error).__name__
        print(told, file=sys.stderr)
        return 2


def end_with_parent() -> None:
    """End this process soon after its parent is gone: a killed command leaves nobody writing."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    sys.exit(main(Path(sys.argv[1]).name))
