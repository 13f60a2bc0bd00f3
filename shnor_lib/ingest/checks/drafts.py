"""What waits for a person: each mark «заполните: …» of params and workbooks is a line of the protocol."""

from collections.abc import Iterable

from shnor_lib.ground.drafts import Waiting
from shnor_lib.ingest.cells.sheet import ADVICE_NAMES
from shnor_lib.ingest.findings import Finding, passed

#: The check by which a report is known to be a draft.
TO_FILL = "to_fill"
#: The check of lines that were carried over from another edition.
TO_CONFIRM = "to_confirm"


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


def findings_to_confirm(lines: Iterable[Waiting]) -> list[Finding]:
    """Return a finding for each line of params that was carried over and that nobody has confirmed."""
    return [
        Finding(
            "warning",
            TO_CONFIRM,
            f"Перенесено из прежнего выпуска и не подтверждено: {one.text}.",
            "Сверьте значение, исправьте его, если нужно, и удалите пометку «подтвердите» в этой строке.",
            one.file,
            one.sheet,
            one.place,
        )
        for one in lines
    ]


def hidden_findings(keys: Iterable[Waiting]) -> list[Finding]:
    """Return a finding for each key of params whose text looks like a person and was hidden."""
    return [
        Finding(
            "warning",
            "names_in_file",
            "Текст похож на имя человека, телефон или номер документа: он скрыт и в отчёт не попал.",
            ADVICE_NAMES,
            one.file,
            one.sheet,
            one.place,
        )
        for one in keys
    ]
