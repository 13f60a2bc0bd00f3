"""Words for what the tables of indicators hold as codes: what is needed for a value, what has to be said beside it."""

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.indicator import RemarkCode
from shnor_lib.ground import wording
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.registers import SEPARATOR, WORKBOOK, register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import RESULTS

NEW_RESULTS = "результаты ВПР, ОГЭ и ЕГЭ, полученные после начала Программы"


def needed_registers(needs: object) -> list[str]:
    """Return the names of the registers that the column ``needs`` of an indicator holds."""
    return needs.split(SEPARATOR) if isinstance(needs, str) and needs != RESULTS else []


def needs_words(needs: object) -> str:
    """Return what would supply an indicator's missing value: sheets of the register workbook, or results."""
    if needs == RESULTS:
        return NEW_RESULTS
    titles = [wording.quoted(register_sheet(name).title) for name in needed_registers(needs)]
    if not titles:
        return ""
    return f"{'листы' if len(titles) > 1 else 'лист'} {', '.join(titles)} файла {WORKBOOK}"


def proof_words(evidence: str, needs: object, refused: Collection[str] = ()) -> str:
    """Return what confirms an indicator's value, and what would supply a missing one unless that is the same.

    Args:
        evidence: what the programme takes as evidence.
        needs: the column of that name of an indicator.
        refused: registers that hold rows of which none could be used.
    """
    proof, missing = wording.sentence_case(evidence), needs_words(needs)
    if not missing or missing == evidence:
        return proof
    verb = "даст" if len(needed_registers(needs)) == 1 else "дадут"
    spoilt = [name for name in needed_registers(needs) if name in refused]
    return f"{proof}. Сведения {verb}: {missing}." + (f" {refused_words(*spoilt)}" if spoilt else "")


def refused_words(*names: str) -> str:
    """Return «Лист «КПК» заполнен, но ни одна строка не принята.»."""
    titles = [wording.quoted(register_sheet(name).title) for name in names]
    if len(titles) == 1:
        return f"Лист {titles[0]} заполнен, но ни одна строка не принята."
    return f"Листы {wording.join(titles)} заполнены, но ни одна строка не принята."


def remarks_by_indicator(indicators: pd.DataFrame, remarks: pd.DataFrame, params: Indicators) -> dict[str, str]:
    """Return what has to be said beside each indicator, by its code; those without a remark are left out.

    Args:
        indicators: the table of that name.
        remarks: the table `indicator_remarks`.
        params: the section of params on which the remarks rest.
    """
    rows = {row.id: row for row in rows_of(indicators)}
    said: dict[str, list[str]] = {}
    for remark in rows_of(remarks):
        said.setdefault(remark.id, []).append(WORDS[RemarkCode(remark.remark)](remark, rows[remark.id], params))
    return {code: " ".join(words) for code, words in said.items()}


def _of_teachers(number: int) -> str:
    return wording.plural(number, "педагога", "педагогов", "педагогов")


def _schools_without_teachers(remark: Any, row: Any, params: Indicators) -> str:
    schools = wording.out_of_schools(remark.part, remark.whole)
    return f"На листе «Педагоги» нет педагогов {schools}: доля посчитана без них."


def _documents_not_counted(remark: Any, row: Any, params: Indicators) -> str:
    parts = []
    if remark.part:
        parts.append(f"без даты утверждения — {wording.number(remark.part)}")
    if remark.whole > remark.part:
        parts.append(f"утверждены вне периода Программы — {wording.number(remark.whole - remark.part)}")
    return f"Не засчитаны документы: {', '.join(parts)}."


def _audiences(remark: Any) -> str:
    column = register_sheet("materials").column("audience")
    return wording.join(column.word_of(code) for code in remark.codes.split(SEPARATOR))


def _audiences_covered(remark: Any, row: Any, params: Indicators) -> str:
    return f"Адресаты утверждённых рекомендаций: {_audiences(remark)}."


def _audiences_absent(remark: Any, row: Any, params: Indicators) -> str:
    return f"Нет рекомендаций для адресатов: {_audiences(remark)}."


def _target_below_start(remark: Any, row: Any, params: Indicators) -> str:
    below = f"целевое значение {wording.percent(row.target, None)} ниже исходного уровня."
    if row.baseline == 100:
        return f"Все школы списка участвуют в Программе с её начала: {below}"
    return f"На начало Программы в ней было {wording.percent(row.baseline)} школ списка: {below}"


def _over_schools_inside(remark: Any, row: Any, params: Indicators) -> str:
    return "Знаменатель — педагоги школ списка, вошедших в Программу; доля по всем школам списка дана рядом."


def _subject_teachers_derived(remark: Any, row: Any, params: Indicators) -> str:
    return (
        f"У {_of_teachers(remark.part)} отметка «учитель-предметник» не заполнена: отнесены к предметникам по "
        "предметам."
    )


def _only_listed_schools(remark: Any, row: Any, params: Indicators) -> str:
    return "В списке школ только ШНОР: для доли от всех школ округа нужен полный список на листе «Школы»."


def _registers_empty(remark: Any, row: Any, params: Indicators) -> str:
    titles = [wording.quoted(register_sheet(name).title) for name in remark.codes.split(SEPARATOR)]
    sheets = "Не заполнен лист" if len(titles) == 1 else "Не заполнены листы"
    return f"{sheets} {wording.join(titles)}: доля может быть занижена."


def _registers_refused(remark: Any, row: Any, params: Indicators) -> str:
    return f"{refused_words(*remark.codes.split(SEPARATOR)).removesuffix('.')}: доля может быть занижена."


def _help_to_whole_schools(remark: Any, row: Any, params: Indicators) -> str:
    count = wording.plural(remark.part, "консультация", "консультации", "консультаций")
    return f"Адресные консультации школы в целом ({count}) отдельным педагогам не засчитаны."


def _both_measurements(remark: Any, row: Any, params: Indicators) -> str:
    gain = params.min_gain
    out_of = f"{wording.number(remark.part)} из {_of_teachers(remark.whole)} системы сопровождения"
    rise = f"повышением считается прирост не менее {wording.number(gain.value)}{wording.NBSP}{gain.unit}"
    return f"Оба измерения есть у {out_of}; {rise}."


def _small_groups_hidden(remark: Any, row: Any, params: Indicators) -> str:
    return f"Результаты групп менее {_of_teachers(params.smallest_group.value)} не показываются."


def _rows_set_aside(remark: Any, row: Any, params: Indicators) -> str:
    possible = f"возможные значения {range_words(row)}"
    return f"Не учтено строк: {wording.number(remark.part)}; {possible}.{_preliminary_words(row)}"


def _range_of_dynamics(remark: Any, row: Any, params: Indicators) -> str:
    out_of = wording.out_of_schools(int(remark.part), int(remark.whole))
    return (
        f"В {out_of} изменение в пределах случайного, ошибки округления или сомнительных значений; возможные значения "
        f"{range_words(row)}.{_preliminary_words(row)}"
    )


def _preliminary_words(row: Any) -> str:
    return "" if row.status_firm else " Вывод предварительный: при другом из возможных значений он изменится."


def range_words(row: Any) -> str:
    """Return an indicator's possible range: «69,1–73,1 %»; bounds that print alike stand once."""
    low, high = (wording.number(value, 0 if row.unit != "%" else 1) for value in (row.range_low, row.range_high))
    return f"{low if low == high else f'{low}–{high}'}{wording.NBSP}{row.unit}"


#: Words of each remark: its row, the indicator's row and the params give the sentence.
WORDS: dict[RemarkCode, Callable[[Any, Any, Indicators], str]] = {
    RemarkCode.SCHOOLS_WITHOUT_TEACHERS: _schools_without_teachers,
    RemarkCode.DOCUMENTS_NOT_COUNTED: _documents_not_counted,
    RemarkCode.AUDIENCES_COVERED: _audiences_covered,
    RemarkCode.AUDIENCES_ABSENT: _audiences_absent,
    RemarkCode.TARGET_BELOW_START: _target_below_start,
    RemarkCode.OVER_SCHOOLS_INSIDE: _over_schools_inside,
    RemarkCode.SUBJECT_TEACHERS_DERIVED: _subject_teachers_derived,
    RemarkCode.ONLY_LISTED_SCHOOLS: _only_listed_schools,
    RemarkCode.REGISTERS_EMPTY: _registers_empty,
    RemarkCode.REGISTERS_REFUSED: _registers_refused,
    RemarkCode.HELP_TO_WHOLE_SCHOOLS: _help_to_whole_schools,
    RemarkCode.BOTH_MEASUREMENTS: _both_measurements,
    RemarkCode.SMALL_GROUPS_HIDDEN: _small_groups_hidden,
    RemarkCode.RANGE_OF_DYNAMICS: _range_of_dynamics,
    RemarkCode.ROWS_SET_ASIDE: _rows_set_aside,
}
