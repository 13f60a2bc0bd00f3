"""The data-control protocol in a few words."""

from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ingest.findings import COMPLAINT
from shnor_lib.presentation.statement import worded

#: Complaints by severity, as their numbers are told.
FORMS = {
    "error": ("ошибка", "ошибки", "ошибок"),
    "warning": ("предупреждение", "предупреждения", "предупреждений"),
    "note": ("примечание", "примечания", "примечаний"),
}


def findings_words(findings: pd.DataFrame) -> str:
    """Return the numbers of complaints, e.g. «ошибок нет, 4 предупреждения, 7 примечаний»; what passed is none."""
    return worded(*findings_told(findings))


def findings_told(findings: pd.DataFrame) -> tuple[str, dict[str, int]]:
    """Return the same before it is worded: the template, and the number of complaints by severity."""
    own = findings.loc[findings["result"] == COMPLAINT, "severity"]
    counts = {severity: int((own == severity).sum()) for severity in FORMS}
    parts = [
        f"{{{severity}:{'|'.join(words)}}}" if counts[severity] else f"{words[2]} нет"
        for severity, words in FORMS.items()
    ]
    return ", ".join(parts), counts


def place_words(row: Any) -> str:
    """Return where a finding or a correction stands: sheet and cell; where there is no sheet, after the file's name."""
    file = row.file.rsplit("/", 1)[-1] if isinstance(row.file, str) else ""
    first = row.sheet if isinstance(row.sheet, str) and row.sheet else file
    return ", ".join(part for part in (first, row.cell) if isinstance(part, str) and part) or wording.MISSING
