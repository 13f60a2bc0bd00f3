"""`make templates`: the empty forms of an edition, put where its filled ones are read from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from shnor_lib.edition import Edition
from shnor_lib.forms import registers_form, results_form
from shnor_lib.forms.saving import save_new, workbook_bytes
from shnor_lib.ingest.programme.documents import read_programme


@dataclass(frozen=True)
class FormMade:
    """A form's path, and whether it was written now: one that lay there already is left as it is."""

    path: Path
    is_new: bool


def write_templates(edition: Edition) -> list[FormMade]:
    """Write the forms of the registers and of the results into the edition's folder of results.

    Raises:
        ReportError: the programme's files are wrong or the folder cannot be written to.
    """
    programme = read_programme(edition.programme_path)
    year = edition.params.report.year
    forms: dict[str, Callable[[], openpyxl.Workbook]] = {
        registers_form.FILE: lambda: registers_form.registers_form(programme, year),
        results_form.FILE: lambda: results_form.results_form(programme["schools"], year),
    }
    folder = edition.params.data.results_folder
    made = []
    for name, build in forms.items():
        path = folder / name
        made.append(FormMade(path, not path.exists() and save_new(workbook_bytes(build()), path)))
    return made
