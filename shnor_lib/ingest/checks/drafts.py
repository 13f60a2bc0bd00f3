"""What waits for a person: each mark «заполните: …» of params and workbooks is a line of the protocol."""

from collections.abc import Iterable

from shnor_lib.ground.drafts import Waiting
from shnor_lib.ingest.findings import Finding, passed

#: The check by which a report is known to be a draft.
TO_FILL = "to_fill"


def waiting_findings(waiting: Iterable[Waiting]) -> list[Finding]:
    """Return a finding for each place that waits, or that none does."""
    found = [
        Finding(
            "warning",
            TO_FILL,
            f"Ждёт заполнения: «{one.text}».",
            "Впишите значение вместо этих слов.",
            one.file,
            one.sheet,
            one.place,
        )
        for one in waiting
    ]
    return found or [passed(TO_FILL, "Значений, которые ждут заполнения, нет.")]
