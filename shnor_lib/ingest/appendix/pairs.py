"""Pairs of cells: what the share of «2» and the second share beside it mean together."""

from dataclasses import dataclass

from shnor_lib.ingest.appendix.layout import Slot
from shnor_lib.ingest.cells.percentages import BAD, DASH, NUMBER, Share
from shnor_lib.ingest.cells.sheet import Sheet, certain
from shnor_lib.ingest.cells.texts import shortened
from shnor_lib.ingest.roster import School

Pair = tuple[Share, Share]

ADVICE_SOURCE = "Сверьте с протоколом и исправьте файл."


@dataclass(frozen=True)
class PairValue:
    """What a pair of cells means: reading, share of «2» and second share (0–100, ``None``: none)."""

    reading: str
    fail_pct: float | None
    top_pct: float | None

    @property
    def is_doubtful_zero(self) -> bool:
        """Two zeros without a number of participants may mean that nobody sat."""
        return self.fail_pct == 0 and self.top_pct == 0


def pair_value(pair: Pair, school: School, grade: int) -> PairValue:
    """Say what a pair of cells means.

    Two numbers up to 100 together and two dashes mean what they say.  A half-dashed pair means «not held» where the
    school has no such grade; else a number in the first cell stands, and without one the share is missing.
    """
    first, second = pair
    top = second.pct if second.kind == NUMBER else None
    lacks_grade = grade > school.highest_grade
    if first.kind == second.kind == DASH or (lacks_grade and DASH in (first.kind, second.kind)):
        return PairValue("not_held", None, None)
    if first.kind == NUMBER and (top is None or first.number + top <= 100):
        return PairValue("as_read", first.pct, top)
    return PairValue("missing", None, top if first.kind != NUMBER else None)


def settle_pair(sheet: Sheet, school: School, slot: Slot, pair: Pair, value: PairValue, row: int) -> None:
    """Give the pair's cells their fates, with a finding for whatever is odd; ``row`` places what is empty."""
    name = f"«{school.school}», {slot.title}"
    sheet.use(share.cell for share in pair if share.kind != BAD)
    for share in pair:
        if share.kind == BAD:
            _set_aside_bad(sheet, name, share)
    first, second = pair
    if BAD in (first.kind, second.kind):
        return
    if value.reading == "not_held":
        _complain_of_half_dash_without_grade(sheet, name, pair)
    elif first.kind == second.kind == NUMBER and value.reading == "missing":
        sheet.set_aside(
            [first.cell, second.cell],
            sheet.finding(
                "error",
                "pair_over_100",
                f"{name}: доли {first.pct:g} и {second.pct:g} вместе больше 100 %; значения не использованы.",
                ADVICE_SOURCE,
                f"{first.at.address}:{second.at.address}",
            ),
        )
    elif first.kind != second.kind:
        _complain_of_half_pair(sheet, name, pair)
    elif first.kind == NUMBER and certain(slot.procedure).grade > school.highest_grade:
        sheet.complain(
            "warning",
            "grade_absent",
            f"{name}: результаты есть, хотя в школе вида {school.kind} нет {certain(slot.procedure).grade} класса.",
            ADVICE_SOURCE,
            first.at.address,
        )
    elif value.reading == "missing":
        sheet.complain(
            "warning", "missing_value", f"{name}: ячейки пусты, результата нет.", ADVICE_SOURCE, slot.span(row)
        )


def _set_aside_bad(sheet: Sheet, name: str, share: Share) -> None:
    sheet.set_aside(
        [share.cell],
        sheet.finding(
            "error",
            "bad_value",
            f"{name}: {share.problem}; значение не использовано.",
            "Впишите долю в процентах, от 0 до 100, лучше со знаком «%» («33 %»), или поставьте прочерк, если "
            "процедура не проводилась.",
            share.at.address,
        ),
    )


def _complain_of_half_dash_without_grade(sheet: Sheet, name: str, pair: Pair) -> None:
    numbers = [share.at for share in pair if share.kind == NUMBER]
    if numbers:
        sheet.set_aside(
            numbers,
            sheet.finding(
                "warning",
                "half_dashed",
                f"{name}: рядом с прочерком стоит «{shortened(str(numbers[0].value))}», а такого класса в школе нет; "
                "прочитано как «не проводилось».",
                "Поставьте прочерк в обеих ячейках.",
                numbers[0].address,
            ),
        )


def _complain_of_half_pair(sheet: Sheet, name: str, pair: Pair) -> None:
    first, second = pair
    if first.kind == NUMBER:
        sheet.complain(
            "warning",
            "half_dashed",
            f"{name}: доля «2» есть, второй доли нет; доля «2» использована.",
            ADVICE_SOURCE,
            first.at.address,
        )
    else:
        cell = first.cell or second.cell
        sheet.complain(
            "error",
            "half_dashed",
            f"{name}: доли «2» нет, хотя вторая ячейка заполнена; результат считается неизвестным.",
            "Впишите долю «2» или поставьте прочерк в обеих ячейках.",
            cell.address if cell else "",
        )


def complain_of_zeros(sheet: Sheet, school: School, pairs: list[Pair], held: int) -> None:
    """Name the pairs «0 и 0»: without numbers of participants they may mean that nobody sat."""
    if not pairs:
        return
    addresses = ", ".join(pair[0].at.address for pair in pairs)
    sheet.complain(
        "warning" if 2 * len(pairs) > held else "note",
        "doubtful_zeros",
        f"«{school.school}»: «0 и 0» стоит в процедурах: {len(pairs)} из {held} ({addresses}). Число участников не "
        "указано, поэтому нельзя отличить отсутствие «2» от отсутствия участников; выводы по этим значениям "
        "неустойчивы.",
        "Укажите число участников или поставьте прочерки там, где работу никто не писал.",
        pairs[0][0].at.address,
    )
