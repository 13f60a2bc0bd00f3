"""The schools of an edition: the programme's list with what the register of schools says of them."""

from datetime import date

import pandas as pd

from shnor_lib.ground.programme import ROSTER_PLACE
from shnor_lib.ground.registers import SEPARATOR
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.spelling import clean, code_key
from shnor_lib.ground.tables import FROM_REGISTER
from shnor_lib.ingest.cells.texts import school_key
from shnor_lib.ingest.registers.sheet import RegisterRows

#: Up to which grade schools of a kind teach.
HIGHEST_GRADES = {"СОШ": 11, "гимназия": 11, "лицей": 11, "вечерняя": 11, "ООШ": 9, "коррекционная": 9, "НОШ": 4}
#: What both sources may tell of a school, with the words of a note about a difference.
COMPARED = {
    "school": "название",
    "kind": "вид",
    "login": "логин",
    "settlement": "населённый пункт",
    "participant_since": "дата вхождения в Программу",
}
SOURCE = "реестр «Школы»"


def schools_of_edition(schools: pd.DataFrame, register: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the table `schools`: the programme's list, then the schools that the register adds.

    Where both name a school, the register wins; what it leaves empty stays as listed.  A school is listed if it was
    put on the list of ШНОР by the reporting date and has not left it; without dates the programme's list decides.

    Args:
        schools: the table `schools` as the programme's folder gives it.
        register: the table `register_schools`.
        as_of: the reporting date.
    """
    columns = list(TABLES["schools"].columns)
    rows = {code_key(row["school_id"]): row for row in _rows(schools.reindex(columns=columns))}
    for told in _rows(register):
        key = code_key(told["school_id"])
        rows[key] = _joined(rows.get(key), told, as_of)
    frame = pd.DataFrame(rows.values(), columns=columns).astype(object)
    return frame.where(frame.notna(), None)


def _rows(frame: pd.DataFrame) -> list[dict]:
    values = frame.to_numpy(dtype=object, copy=True)
    values[pd.isna(values)] = None
    return [dict(zip(frame.columns, row, strict=True)) for row in values.tolist()]


def _joined(listed: dict | None, told: dict, as_of: date) -> dict:
    """Return one school's row: what the register tells over what the list says."""
    base = listed or {"school_id": told["school_id"], "listed": False}
    names = ("school", "kind", "login", "participant_since", *FROM_REGISTER)
    row = {**base, **{name: told.get(name) for name in names if told.get(name) is not None}}
    row["aliases"] = _all_aliases(base.get("aliases"), told.get("aliases"))
    if listed is None or listed["kind"] != row["kind"]:
        row["highest_grade"] = HIGHEST_GRADES[row["kind"]]
    row["listed"] = _is_listed(bool(base["listed"]), row, as_of.isoformat())
    row["source"] = f"{listed['source']}; {SOURCE}" if listed and listed["source"] else SOURCE
    return row


def _all_aliases(*told: str | None) -> str | None:
    """Return the other names of both lists: a name that one of them knows is understood."""
    names = [clean(name) for text in told if text for name in text.split(SEPARATOR)]
    return f"{SEPARATOR} ".join(dict.fromkeys(filter(None, names))) or None


def _is_listed(by_list: bool, row: dict, as_of: str) -> bool:
    """Tell whether a school is on the list of ШНОР at the reporting date; ISO dates compare as texts."""
    begun = row["listed_from"] <= as_of if row.get("listed_from") else by_list
    ended = row["listed_until"] < as_of if row.get("listed_until") else False
    return begun and not ended


def note_differences(rows: RegisterRows, schools: pd.DataFrame) -> None:
    """Note where the register tells another thing of a school than the programme's list."""
    known = {code_key(row["school_id"]): row for row in _rows(schools)}
    for place in range(len(rows.rows)):
        listed = known.get(code_key(rows.value("school_id", place) or "")) if rows.good[place] else None
        if listed is None:
            continue
        for name, words in COMPARED.items():
            told, before = rows.value(name, place), listed.get(name)
            if told is not None and before is not None and school_key(told) != school_key(before):
                problem = f"{words} не совпадает со списком школ Программы; взято из реестра"
                rows.complain(
                    "note",
                    "roster_differs",
                    place,
                    name,
                    problem,
                    f"Сверьте с документом и исправьте: этот лист либо {ROSTER_PLACE}.",
                )


def set_namesakes_aside(rows: RegisterRows, names: dict[str, tuple[str, bool]]) -> None:
    """Give up a school that is named like one of another code, unless both have logins: results could be of either.

    Args:
        rows: rows of the register of schools.
        names: by key of a name, the key of the code that has it and whether it has a login; it is filled on.
    """
    for place in range(len(rows.rows)):
        if not rows.good[place]:
            continue
        key, code = school_key(rows.value("school", place)), code_key(rows.value("school_id", place))
        has_login = rows.value("login", place) is not None
        other, other_login = names.get(key, (code, True))
        if other != code and not (has_login and other_login):
            problem = "школа с таким названием уже есть под другим кодом; строка не использована"
            rows.complain("error", "register_key", place, "school", problem, "Уточните название или впишите логины.")
            rows.set_row_aside(place)
        else:
            names[key] = (code, has_login)
