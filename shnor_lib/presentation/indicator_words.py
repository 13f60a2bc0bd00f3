"""Words for what the tables of indicators hold as codes: what is needed for a value, what has to be said beside it."""

from collections.abc import Callable, Collection
from typing import Any

import pandas as pd

from shnor_lib.analysis.indicators.indicator import RemarkCode
from shnor_lib.ground import wording
from shnor_lib.ground.params import Indicators
from shnor_lib.ground.registers import SEPARATOR, WORKBOOK, register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import HAND_VALUE, RESULTS, WAY
from shnor_lib.presentation.statement import Evidence, Statement, worded

#: Forms of the noun after «у», «из», «менее».
OF_TEACHERS = "педагога|педагогов|педагогов"
#: What the programme's row has to be given before it can be counted.
UNCOUNTED = {
    WAY: "Не считается: заполните «Как считается» у этого показателя Программы.",
    HAND_VALUE: "Значение вписывается вручную в таблицу показателей Программы; оно не указано.",
}
NEW_RESULTS = "результаты ВПР, ОГЭ и ЕГЭ, полученные после начала Программы"


#: So many indicators are named in a sentence; of more it says how many they are.
MOST_NAMED = 3


def of_indicators(indicators: pd.DataFrame, ids: Collection[str]) -> str:
    """Return «показателей «А» и «Б»» (genitive) of codes; of many «всех 12 показателей» or «10 из 12 показателей».

    Args:
        indicators: the table of that name.
        ids: codes out of it, in its order; codes stand in tables, sentences call an indicator by its short name.
    """
    if len(ids) > MOST_NAMED:
        whole = wording.plural(len(indicators), "показателя", "показателей", "показателей")
        return f"всех {whole}" if len(ids) == len(indicators) else f"{len(ids)} из{wording.NBSP}{whole}"
    short = dict(zip(indicators["id"], indicators["short_name"], strict=True))
    noun = "показателя" if len(ids) == 1 else "показателей"
    return f"{noun} {wording.join(wording.quoted(short[code]) for code in ids)}"


def needed_registers(needs: object) -> list[str]:
    """Return the names of the registers that the column ``needs`` of an indicator holds."""
    others = (RESULTS, WAY, HAND_VALUE)
    return needs.split(SEPARATOR) if isinstance(needs, str) and needs not in others else []


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
    if needs in UNCOUNTED:
        return f"{proof}. {UNCOUNTED[str(needs)]}"
    if not missing or missing == evidence:
        return proof
    verb = "даст" if len(needed_registers(needs)) == 1 else "дадут"
    spoilt = [name for name in needed_registers(needs) if name in refused]
    return f"{proof}. Сведения {verb}: {missing}." + (f" {refused_words(*spoilt)}" if spoilt else "")


def refused_words(*names: str) -> str:
    """Return «Лист «КПК» заполнен, но ни одна строка не принята.»."""
    titles = [wording.quoted(register_sheet(name).title) for name in names]
    return f"{worded(_refused(len(titles)), {'sheets': titles})}."


def _refused(sheets: int) -> str:
    """Return the template, without its full stop, that says of so many sheets that no row of them could be used."""
    if sheets == 1:
        return "Лист {sheets:names} заполнен, но ни одна строка не принята"
    return "Листы {sheets:names} заполнены, но ни одна строка не принята"


#: A sentence before its numbers are worded: template and values.
Told = tuple[str, dict[str, Any]]


def remarks_by_indicator(
    indicators: pd.DataFrame, remarks: pd.DataFrame, params: Indicators
) -> dict[str, list[Statement]]:
    """Return what has to be said beside each indicator, by its code; those without a remark are left out.

    Args:
        indicators: the table of that name.
        remarks: the table `indicator_remarks`.
        params: the section of params on which the remarks rest.
    """
    rows = {row.id: row for row in rows_of(indicators)}
    said: dict[str, list[Statement]] = {}
    for remark in rows_of(remarks):
        template, values = WORDS[RemarkCode(remark.remark)](remark, rows[remark.id], params)
        key = {"id": remark.id, "remark": remark.remark}
        cells = tuple(Evidence("indicator_remarks", name, key) for name in ("part", "whole", "codes"))
        of_indicator = tuple(Evidence("indicators", name, {"id": remark.id}) for name in NUMBERS if name in values)
        statement = Statement(f"indicators.remark.{remark.id}.{remark.remark}", template, values, cells + of_indicator)
        said.setdefault(remark.id, []).append(statement)
    return said


#: Columns of the table `indicators` that remarks repeat.
NUMBERS = ("range_low", "range_high", "target", "baseline")
PRELIMINARY = " Вывод предварительный: при другом из возможных значений он изменится."


def _schools_without_teachers(remark: Any, row: Any, params: Indicators) -> Told:
    values = {"schools": [int(remark.part), int(remark.whole)]}
    return "На листе «Педагоги» нет педагогов {schools:of_schools}: доля посчитана без них.", values


def _documents_not_counted(remark: Any, row: Any, params: Indicators) -> Told:
    values = {"unapproved": remark.part, "outside": remark.whole - remark.part}
    words = {
        "unapproved": "без даты утверждения — {unapproved:number}",
        "outside": "утверждены вне периода Программы — {outside:number}",
    }
    return f"Не засчитаны документы: {', '.join(words[name] for name in words if values[name])}.", values


def _audiences(remark: Any) -> dict[str, Any]:
    codes = remark.codes.split(SEPARATOR)
    column = register_sheet("materials").column("audience")
    return {"codes": codes, "audiences": [column.word_of(code) for code in codes]}


def _audiences_covered(remark: Any, row: Any, params: Indicators) -> Told:
    return "Адресаты утверждённых рекомендаций: {audiences:names}.", _audiences(remark)


def _audiences_absent(remark: Any, row: Any, params: Indicators) -> Told:
    return "Нет рекомендаций для адресатов: {audiences:names}.", _audiences(remark)


def _target_below_start(remark: Any, row: Any, params: Indicators) -> Told:
    values = {"target": row.target, "baseline": row.baseline}
    below = "целевое значение {target:percent*} ниже исходного уровня."
    if row.baseline == 100:
        return f"Все школы списка участвуют в Программе с её начала: {below}", values
    return f"На начало Программы в ней было {{baseline:percent}} школ списка: {below}", values


def _over_schools_inside(remark: Any, row: Any, params: Indicators) -> Told:
    return "Знаменатель — педагоги школ списка, вошедших в Программу; доля по всем школам списка дана рядом.", {}


def _subject_teachers_derived(remark: Any, row: Any, params: Indicators) -> Told:
    return (
        f"У {{derived:{OF_TEACHERS}}} отметка «учитель-предметник» не заполнена: отнесены к предметникам по предметам."
    ), {"derived": remark.part}


def _only_listed_schools(remark: Any, row: Any, params: Indicators) -> Told:
    return "В списке школ только ШНОР: для доли от всех школ округа нужен полный список на листе «Школы».", {}


def _sheets(remark: Any) -> dict[str, Any]:
    codes = remark.codes.split(SEPARATOR)
    return {"registers": codes, "sheets": [wording.quoted(register_sheet(name).title) for name in codes]}


def _registers_empty(remark: Any, row: Any, params: Indicators) -> Told:
    values = _sheets(remark)
    sheets = "Не заполнен лист" if len(values["sheets"]) == 1 else "Не заполнены листы"
    return f"{sheets} {{sheets:names}}: доля может быть занижена.", values


def _registers_refused(remark: Any, row: Any, params: Indicators) -> Told:
    values = _sheets(remark)
    return f"{_refused(len(values['sheets']))}: доля может быть занижена.", values


def _help_to_whole_schools(remark: Any, row: Any, params: Indicators) -> Told:
    return (
        "Адресные консультации школы в целом ({count:консультация|консультации|консультаций}) отдельным педагогам не "
        "засчитаны."
    ), {"count": remark.part}


def _both_measurements(remark: Any, row: Any, params: Indicators) -> Told:
    gain = params.min_gain
    return (
        f"Оба измерения есть у {{both:number}} из {{system:{OF_TEACHERS}}} системы сопровождения; повышением считается "
        "прирост не менее {gain:number}\u00a0{unit}."
    ), {"both": remark.part, "system": remark.whole, "gain": gain.value, "unit": gain.unit}


def _small_groups_hidden(remark: Any, row: Any, params: Indicators) -> Told:
    return f"Результаты групп менее {{least:{OF_TEACHERS}}} не показываются.", {"least": params.smallest_group.value}


def _rows_set_aside(remark: Any, row: Any, params: Indicators) -> Told:
    possible, values = _range(row)
    template = f"Не учтено строк: {{rows:number}}; возможные значения {possible}."
    return template + ("" if row.status_firm else PRELIMINARY), {"rows": remark.part, **values}


def _range_of_dynamics(remark: Any, row: Any, params: Indicators) -> Told:
    possible, values = _range(row)
    template = (
        "В {schools:of_schools} изменение в пределах случайного, ошибки округления или сомнительных значений; "
        f"возможные значения {possible}."
    )
    schools = [int(remark.part), int(remark.whole)]
    return template + ("" if row.status_firm else PRELIMINARY), {"schools": schools, **values}


def _range_of_leaving(remark: Any, row: Any, params: Indicators) -> Told:
    possible, values = _range(row)
    template = f"В {{schools:of_schools}} определить это нельзя; возможные значения {possible}."
    schools = [int(remark.part), int(remark.whole)]
    return template + ("" if row.status_firm else PRELIMINARY), {"schools": schools, **values}


def range_words(row: Any) -> str:
    """Return an indicator's possible range: «69,1–73,1 %»; bounds that print alike stand once."""
    return worded(*_range(row))


def _range(row: Any) -> Told:
    spec = "number1" if row.unit == "%" else "number0"
    values = {"range_low": row.range_low, "range_high": row.range_high, "unit": row.unit}
    low, high = f"{{range_low:{spec}}}", f"{{range_high:{spec}}}"
    alike = worded(low, values) == worded(high, values)
    return f"{low if alike else f'{low}–{high}'}\u00a0{{unit}}", values


#: Words of each remark: its row, the indicator's row and the params give the sentence.
WORDS: dict[RemarkCode, Callable[[Any, Any, Indicators], Told]] = {
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
    RemarkCode.RANGE_OF_LEAVING: _range_of_leaving,
    RemarkCode.ROWS_SET_ASIDE: _rows_set_aside,
}
