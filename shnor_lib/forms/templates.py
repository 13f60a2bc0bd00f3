"""`make templates`: the empty forms of an edition, put where its filled ones are read from.

The registers' form is filled in from the programme, so that an edition without one gets the programme's form first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl

from shnor_lib.edition import Edition
from shnor_lib.forms import programme_form, registers_form, results_form
from shnor_lib.forms.saving import save_new, workbook_bytes
from shnor_lib.ingest.programme.documents import place_of_new_programme, read_programme

#: What is said of the programme's form: the others wait for it.
FILL_FIRST = (
    "Заполните в ней лист «Школы» и повторите команду: формы реестров и результатов составляются по этому списку."
)


@dataclass(frozen=True)
class FormMade:
    """A form's path, whether it was written now (one that lay there is left as it is), and what to do with it."""

    path: Path
    is_new: bool
    what_to_do: str = ""


def write_templates(edition: Edition) -> list[FormMade]:
    """Write the forms of the registers and of the results into the edition's folder of results.

    Where the params name no programme that is there, its form is written to that place, and nothing else.

    Raises:
        ReportError: the programme's files are wrong or the folder cannot be written to.
    """
    if place := place_of_new_programme(edition.programme_path):
        return [FormMade(place, programme_form.write_programme(place), FILL_FIRST)]
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
