"""What has to be said beside an indicator's number so that it is not misread: one Russian text per indicator."""

import pandas as pd

from shnor_lib.analysis.indicators.members import MEASURES, TEACHERS
from shnor_lib.analysis.programme.help_records import NEEDED
from shnor_lib.analysis.programme.programme_data import ProgrammeData, supported_teachers
from shnor_lib.analysis.programme.records import is_true, listed_schools
from shnor_lib.analysis.programme.teachers import subject_teachers_of
from shnor_lib.ground import wording
from shnor_lib.ground.registers import register_sheet


def remark(code: str, data: ProgrammeData, measured: dict, target: float | None) -> str | None:
    """Return what the reader has to know of an indicator's value, or ``None``.

    Args:
        code: И1 … П5.
        data: what it was measured on.
        measured: its numbers.
        target: the programme's target, if there is one.
    """
    if measured["actual"] is None and not measured["hidden"]:
        return None
    parts = REMARKS[code](data, measured, target) if code in REMARKS else []
    return " ".join(part for part in (*parts, _schools_without_teachers(code, data)) if part) or None


def _schools_without_teachers(code: str, data: ProgrammeData) -> str:
    """Say how many of the schools that an indicator of teachers is about have no teacher in the register."""
    if code not in MEASURES or MEASURES[code].of != TEACHERS:
        return ""
    schools = getattr(data, MEASURES[code].schools)
    silent = int((~schools.isin(data.registers.teachers["school_id"])).sum())
    if not silent:
        return ""
    return f"На листе «Педагоги» нет педагогов {wording.out_of_schools(silent, len(schools))}: доля посчитана без них."


def _target_model(data: ProgrammeData, measured: dict, target) -> list[str]:
    return [_outside_window(data, "target_model")]


def _outside_window(data: ProgrammeData, kind: str) -> str:
    """Say how many documents of a kind do not count: not approved, or not within the window."""
    materials = data.registers.materials
    own = materials[materials["kind"] == kind]
    unapproved = int(own["approved_on"].isna().sum())
    outside = len(own) - unapproved - int(data.window.holds(own["approved_on"]).sum())
    parts = []
    if unapproved:
        parts.append(f"без даты утверждения — {wording.number(unapproved)}")
    if outside:
        parts.append(f"утверждены вне периода Программы — {wording.number(outside)}")
    return f"Не засчитаны документы: {', '.join(parts)}." if parts else ""


def _recommendations(data: ProgrammeData, measured: dict, target) -> list[str]:
    materials = data.registers.materials
    counted = materials[(materials["kind"] == "recommendations") & data.window.holds(materials["approved_on"])]
    named = {code.strip() for text in counted["audience"].dropna() for code in text.split(";")}
    choices = register_sheet("materials").column("audience").choices
    covered = [one.word for one in choices if one.code in named]
    absent = [one.word for one in choices if one.code not in named]
    return [
        f"Адресаты утверждённых рекомендаций: {wording.join(covered)}." if covered else "",
        f"Нет рекомендаций для адресатов: {wording.join(absent)}." if absent else "",
        _outside_window(data, "recommendations"),
    ]


def _participation(data: ProgrammeData, measured: dict, target) -> list[str]:
    start = measured["baseline"]
    if start is None or pd.isna(target) or start <= target:
        return []
    share = wording.percent(target, None)
    if start == 100:
        return [f"Все школы списка участвуют в Программе с её начала: целевое значение {share} ниже исходного уровня."]
    before = f"На начало Программы в ней было {wording.percent(start)} школ списка"
    return [f"{before}: целевое значение {share} ниже исходного уровня."]


def _interaction(data: ProgrammeData, measured: dict, target) -> list[str]:
    return ["Знаменатель — педагоги школ списка, вошедших в Программу; доля по всем школам списка дана рядом."]


def _subject_teachers(data: ProgrammeData, measured: dict, target) -> list[str]:
    people = subject_teachers_of(data.registers.teachers, data.listed, data.window.as_of)
    derived = people.loc[is_true(people["derived"]), "teacher_id"].nunique()
    if not derived:
        return []
    return [
        f"У {_of_teachers(derived)} отметка «учитель-предметник» не заполнена: отнесены к предметникам по предметам."
    ]


def _schools_of_okrug(data: ProgrammeData, measured: dict, target) -> list[str]:
    if len(listed_schools(data.schools)) < len(data.schools):
        return []
    return ["В списке школ только ШНОР: для доли от всех школ округа нужен полный список на листе «Школы»."]


def _system(data: ProgrammeData, measured: dict, target) -> list[str]:
    names = dict.fromkeys(name for needed in NEEDED.values() for name in needed)
    missing = [wording.quoted(register_sheet(name).title) for name in names if data.registers.empty(name)]
    if not missing:
        return []
    sheets = "Не заполнен лист" if len(missing) == 1 else "Не заполнены листы"
    return [f"{sheets} {wording.join(missing)}: доля может быть занижена."]


def _addressed_help(data: ProgrammeData, measured: dict, target) -> list[str]:
    rows = data.registers.consultations
    rows = rows[data.window.holds(rows["held_on"]) & is_true(rows["is_targeted"]) & rows["teacher_id"].isna()]
    if rows.empty:
        return []
    count = wording.plural(len(rows), "консультация", "консультации", "консультаций")
    return [f"Адресные консультации школы в целом ({count}) отдельным педагогам не засчитаны."]


def _quality(data: ProgrammeData, measured: dict, target) -> list[str]:
    system = supported_teachers(data)
    total = system.loc[system["counted"], "member"].nunique() if system is not None else 0
    gain, smallest = data.params.min_gain, data.params.smallest_group.value
    out_of = f"{wording.number(measured['denominator'])} из {_of_teachers(total)} системы сопровождения"
    rise = f"повышением считается прирост не менее {wording.number(gain.value)}{wording.NBSP}{gain.unit}"
    hidden = f"Результаты групп менее {_of_teachers(smallest)} не показываются." if measured["hidden"] else ""
    return [f"Оба измерения есть у {out_of}; {rise}.", hidden]


def _of_teachers(number: int) -> str:
    return wording.plural(number, "педагога", "педагогов", "педагогов")


REMARKS = {
    "И1": _target_model,
    "И2": _participation,
    "И3": _interaction,
    "И4": _subject_teachers,
    "И5": _subject_teachers,
    "И6": _recommendations,
    "П1": _schools_of_okrug,
    "П2": _system,
    "П4": _addressed_help,
    "П5": _quality,
}
