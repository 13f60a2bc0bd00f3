"""The data-control protocol in a few words."""

from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ingest.findings import COMPLAINT


def findings_words(findings: pd.DataFrame) -> str:
    """Return the numbers of complaints, e.g. «ошибок нет, 4 предупреждения, 7 примечаний»; what passed is none."""
    forms = {
        "error": ("ошибка", "ошибки", "ошибок"),
        "warning": ("предупреждение", "предупреждения", "предупреждений"),
        "note": ("примечание", "примечания", "примечаний"),
    }
    counts = findings.loc[findings["result"] == COMPLAINT, "severity"].value_counts()
    return ", ".join(
        wording.plural(int(counts[severity]), *words) if counts.get(severity, 0) else f"{words[2]} нет"
        for severity, words in forms.items()
    )


def place_words(row: Any) -> str:
    """Return where a finding or a correction stands: sheet and cell; where there is no sheet, after the file's name."""
    file = row.file.rsplit("/", 1)[-1] if isinstance(row.file, str) else ""
    first = row.sheet if isinstance(row.sheet, str) and row.sheet else file
    return ", ".join(part for part in (first, row.cell) if isinstance(part, str) and part) or wording.MISSING
