"""Write the shipped programme's workbook anew by today's form: `python -m tools.renew_programme`.

After a change of `ground/programme.yml` the workbook has other columns and hints; what people wrote in it stays.
"""

from pathlib import Path

from shnor_lib.forms.programme_form import programme_form
from shnor_lib.forms.saving import workbook_bytes
from shnor_lib.ground.project import ROOT
from shnor_lib.ingest.programme.documents import read_programme

SHIPPED = ROOT / "data" / "leninsk-kuznetsky" / "Программа.xlsx"


def renewed(path: Path) -> bytes:
    """Return a programme's workbook with its own content in today's form."""
    return workbook_bytes(programme_form(read_programme(path)))


if __name__ == "__main__":
    SHIPPED.write_bytes(renewed(SHIPPED))
