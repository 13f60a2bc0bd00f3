"""What a section says where its register is not there: which sheet would give the information."""

from shnor_lib.ground import wording
from shnor_lib.ground.registers import WORKBOOK, register_sheet


def sheets_words(*names: str) -> str:
    """Return the registers by their sheets: «лист «План»», «листы «КПК» и «ИОМ»»."""
    titles = [wording.quoted(register_sheet(name).title) for name in names]
    return f"{'лист' if len(titles) == 1 else 'листы'} {wording.join(titles)}"


def not_presented(what: str, *names: str) -> str:
    """Return the sentence that names what is missing and the sheets that would tell it.

    Args:
        what: what is not known, as the sentence's beginning: «Охват школ помощью оценить нельзя».
        names: registers, as in `registers.yml`.
    """
    verb = "не заполнен" if len(names) == 1 else "не заполнены"
    return f"{what}: {verb} {sheets_words(*names)} файла {WORKBOOK}."
