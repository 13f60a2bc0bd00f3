"""A toy project: four tiny notebooks, a package, params, data and two exporters, in a temporary folder."""

import json
import textwrap
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace

from shnor_lib.pipeline.cards import made_for_each
from shnor_lib.pipeline.editions import Request, request_for
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.progress import Progress
from shnor_lib.pipeline.run import Outcome, make_report, why
from shnor_lib.pipeline.side import SideFiles, SideWork
from shnor_lib.pipeline.stages import Publication, SideStage, Stage

EDITION = """
import csv
import json
from pathlib import Path

from shnor_lib.ground.errors import ReportError

ROOT = Path(__file__).resolve().parents[1]


class Edition:
    def __init__(self, name, run_folder, params_file):
        self.name = name
        params_file = ROOT / params_file if params_file else ROOT / "params" / f"{name}.yml"
        self.folder = ROOT / run_folder if run_folder else ROOT / "output" / name
        self.save_folder = self.folder if run_folder else ROOT / "output" / ".lab" / name
        self.source_files = sorted((ROOT / "data").iterdir())
        self.params = Params(params_file)
        self.comments = params_file.with_name(f"{name}_comments.md").read_text(encoding="utf-8")

    def __getattr__(self, table):
        with (self.folder / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def save(self, **tables):
        for name, rows in tables.items():
            path = self.save_folder / "tables" / f"{name}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as handle:
                writer = csv.DictWriter(handle, list(rows[0]), lineterminator="\\n")
                writer.writeheader()
                writer.writerows(rows)


class Params:
    def __init__(self, file):
        self.content = json.loads(file.read_text(encoding="utf-8"))

    def __getattr__(self, section):
        return self.content[section]


def open_edition(name, run_folder="", params_file=""):
    return Edition(name, run_folder, params_file)
"""

MODULES = {
    "__init__.py": "",
    "edition.py": EDITION,
    "reading.py": """
        def read_values(files):
            return [{"value": line} for file in files for line in file.read_text(encoding="utf-8").split()]


        def findings(rows):
            if any(row["value"] == "boom" for row in rows):
                raise ValueError("secret value boom")
            return [{"severity": "warning", "message": "мало значений"}]
        """,
    "doubling.py": """
        from toy_lib.factors import FACTOR


        def doubled(rows):
            return [{"value": FACTOR * int(row["value"])} for row in rows]
        """,
    "factors.py": "FACTOR = 2\n",
    "halving.py": """
        def halved(rows, criteria):
            return [{"value": int(row["value"]) // criteria["divisor"]} for row in rows]
        """,
    "telling/__init__.py": "",
    "telling/prose.py": """
        from importlib.resources import files


        def tell(edition):
            "Tell all."
            frame = files("toy_lib.telling").joinpath("frame.txt").read_text(encoding="utf-8")
            return frame.format(twice=edition.twice, half=edition.half, comments=edition.comments)
        """,
    "telling/frame.txt": "twice {twice} half {half} {comments}\n",
    "publishing.py": """
        import json
        from pathlib import Path


        class ToyExporter:
            "A toy."

            prefix = "html"

            def from_executed(self, executed, beside):
                notebook = json.loads(executed.path.read_text(encoding="utf-8"))
                passport = json.loads((executed.path.parent / "manifest.json").read_text(encoding="utf-8"))["passport"]
                outputs = [cell.get("outputs") for cell in notebook["cells"]]
                text = json.dumps([self.prefix, outputs, passport], ensure_ascii=False, sort_keys=True)
                return text, [{"cell": 3, "message": "таблица без названия"}]


        class ToyPaperExporter(ToyExporter):
            prefix = "pdf"

            def from_executed(self, executed, beside):
                text, warnings = super().from_executed(executed, beside)
                return text.encode("utf-8"), warnings
        """,
    "leaves.py": """
        import json


        def publish(folder, notebooks):
            (folder / "leaves").mkdir(exist_ok=True)
            said = {name: json.dumps(notebook["cells"][-1]["outputs"]) for name, notebook in notebooks.items()}
            said["index"] = " ".join(notebooks)
            for name, text in said.items():
                (folder / "leaves" / f"{name}.txt").write_text(text, encoding="utf-8")
            files = [f"leaves/{name}.txt" for name in ("index", *notebooks)]
            return files, [{"cell": 4, "message": "лист мал"}]
        """,
}

PARAMETERS = 'edition_name = "2022"\nrun_folder = ""\nparams_file = ""'
OPENING = "from toy_lib.edition import open_edition\n\nedition = open_edition(edition_name, run_folder, params_file)"

NOTEBOOKS = {
    "01_ingest.ipynb": [
        "from toy_lib.reading import findings, read_values",
        "rows = read_values(edition.source_files)\nrows",
        "edition.save(results=rows, findings=findings(rows))",
    ],
    "02_twice.ipynb": ["from toy_lib.doubling import doubled", "edition.save(twice=doubled(edition.results))"],
    "03_half.ipynb": [
        "from toy_lib.halving import halved",
        "edition.save(half=halved(edition.results, edition.params.criteria))",
    ],
    "04_report.ipynb": [
        "from toy_lib.telling.prose import tell",
        "print(tell(edition))",
        'edition.save(report_findings=[{"severity": "note", "message": "всё хорошо"}])',
    ],
}

#: The notebook of the toy's side stage; it fails for the leaf «wrong» and reads a table, a section and a data file.
LEAF = [
    "import os\n\ntwice, divisor = edition.twice, edition.params.criteria['divisor']",
    "assert leaf != 'wrong', 'secret leaf'",
    "print(leaf, [row['value'] for row in twice], divisor, 'LEAF_SEEN' in os.environ)\nos.environ['LEAF_SEEN'] = leaf",
]

STAGES = (
    Stage("ingest", "01_ingest.ipynb", "Приём", ("results", "findings")),
    Stage("twice", "02_twice.ipynb", "Удвоение", ("twice",)),
    Stage("half", "03_half.ipynb", "Деление", ("half",)),
    Stage("report", "04_report.ipynb", "Отчёт", ("report_findings",)),
)
PUBLICATIONS = (
    Publication("report.html", "toy_lib.publishing:ToyExporter"),
    Publication("report.pdf", "toy_lib.publishing:ToyPaperExporter"),
)
SIDES = (
    SideStage(
        "leaves",
        "leaf.ipynb",
        "Листы",
        "tests.support.toy:make_leaves",
        "toy_lib.leaves:publish",
        ("leaves/index.txt",),
    ),
)
PARAMS = {"report": {"title": "Отчёт"}, "criteria": {"divisor": 2}, "data": {"folder": "data"}}


@dataclass(frozen=True)
class ToyParams:
    """Params of the toy project: sections as they stand in the file."""

    root: Path
    content: dict

    @property
    def report(self) -> SimpleNamespace:
        """What commands beside the report ask for: the reporting date."""
        return SimpleNamespace(as_of=date(2024, 5, 31))

    def model_dump(self, mode: str) -> dict:
        return self.content

    def source_files(self) -> list[Path]:
        return sorted((self.root / "data").iterdir())


def create_comments(edition: str, params_file: Path) -> Path:
    path = params_file.with_name(f"{params_file.stem}_comments.md")
    if not path.exists():
        path.write_text("", encoding="utf-8")
    return path


def make_leaves(work: SideWork) -> SideFiles:
    """Make a leaf for each word of the file `leaves.txt`."""
    return made_for_each(work, "leaf", (work.content.project.root / "leaves.txt").read_text().split())


def notebook(cells: list[str], parameters: str = PARAMETERS) -> dict:
    """Return a notebook with a title, the parameters, the opening of the edition and the given code cells."""

    def code(source: str, number: int, **metadata) -> dict:
        return {
            "cell_type": "code",
            "execution_count": None,
            "id": f"c{number}",
            "metadata": metadata,
            "outputs": [],
            "source": source,
        }

    return {
        "cells": [
            {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# Тетрадь"},
            code(parameters, 1, tags=["parameters"]),
            code(OPENING, 2),
            *(code(source, number) for number, source in enumerate(cells, start=3)),
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


@dataclass(frozen=True)
class Toy:
    """A toy project with short words for what tests do to it."""

    project: Project

    @property
    def root(self) -> Path:
        return self.project.root

    @property
    def issued(self) -> Path:
        return self.root / "output" / "2022"

    def request(self, **options) -> Request:
        return request_for(self.project, "2022", **options)

    def make(self, **options) -> list[str]:
        """Make the report; return the titles of what was executed."""
        return self.run(**options)[1]

    def run(self, **options) -> tuple[Outcome, list[str]]:
        progress = RecordingProgress()
        sides, keep = options.pop("sides", ()), options.pop("keep", None)
        return make_report(self.project, self.request(**options), progress, sides, keep), progress.executed

    def why(self) -> dict[str, list[str]]:
        return {verdict.title: verdict.reasons for verdict in why(self.project, self.request())}

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def snapshot(self) -> dict[str, bytes]:
        """Return everything in the issued edition, by its path."""
        return {p.relative_to(self.issued).as_posix(): p.read_bytes() for p in self.issued.rglob("*") if p.is_file()}


class RecordingProgress(Progress):
    """Remembers what was executed and prints nothing."""

    def __init__(self):
        super().__init__(live=False)
        self.executed: list[str] = []

    def done(self, title: str) -> None:
        self.executed.append(title)

    def line(self, text: str) -> None:
        pass


def build(root: Path, sides: tuple[SideStage, ...] = ()) -> Toy:
    """Lay the toy project out in a folder, with side stages if any are given."""
    for name, text in MODULES.items():
        path = root / "toy_lib" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip(), encoding="utf-8")
    for folder in ("notebooks", "params", "data"):
        (root / folder).mkdir()
    for name, cells in NOTEBOOKS.items():
        (root / "notebooks" / name).write_text(json.dumps(notebook(cells), ensure_ascii=False), encoding="utf-8")
    leaf = notebook(LEAF, f'{PARAMETERS}\nleaf = "0"')
    (root / "notebooks" / "leaf.ipynb").write_text(json.dumps(leaf, ensure_ascii=False), encoding="utf-8")
    (root / "leaves.txt").write_text("1 2 3", encoding="utf-8")
    (root / "params" / "2022.yml").write_text(json.dumps(PARAMS), encoding="utf-8")
    (root / "data" / "one.txt").write_text("4 6\n", encoding="utf-8")
    (root / "requirements.lock").write_text("pandas==3\n", encoding="utf-8")
    return open_toy(root, sides)


def open_toy(root: Path, sides: tuple[SideStage, ...] = ()) -> Toy:
    """Open a toy project that lies in a folder."""

    return Toy(Project(root, "toy_lib", STAGES, PUBLICATIONS, partial(load_params, root), create_comments, sides))


def load_params(root: Path, path: Path) -> ToyParams:
    """Return the params of a toy; a function of the module, so that a toy can be handed to another process."""
    return ToyParams(root, json.loads(path.read_text(encoding="utf-8")))
