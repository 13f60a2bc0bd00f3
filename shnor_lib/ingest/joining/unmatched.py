"""What is said of schools that could not be matched with the roster: each of them once, however many rows it has."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name
from shnor_lib.ground.programme import ROSTER_PLACE
from shnor_lib.ingest.cells.texts import MOST_LISTED, listed_names
from shnor_lib.ingest.findings import Finding
from shnor_lib.ingest.frames import groups_of
from shnor_lib.ingest.joining.matching import Matched, row_range
from shnor_lib.ingest.layouts.raw_rows import SCHOOL
from shnor_lib.ingest.roster import Roster, School

LONGEST_NAME = 120
#: What is said of a school that the roster has not, or not for certain.
UNKNOWN_SCHOOLS = ("school_unknown", "school_doubtful")
ADD_NAME = (
    "Если это школа округа, впишите это название в колонку «Другие названия» или её логин в колонку «Логин ФИС ОКО» "
    f"({ROSTER_PLACE}, в нём — aliases и login); если нет, ничего делать не нужно."
)
ADD_SCHOOL = (
    "Если это школа округа, добавьте её в список школ вместе с логином в колонке «Логин ФИС ОКО» "
    f"({ROSTER_PLACE}, в нём — login); если нет, ничего делать не нужно."
)
ADD_LOGIN = (
    "Впишите в список школ логин школы в колонку «Логин ФИС ОКО» или её название вместе с населённым пунктом "
    f"({ROSTER_PLACE}, в нём — login)."
)


def unmatched_findings(tables: Sequence[Matched], roster: Roster, foreign: Collection[str] = ()) -> list[Finding]:
    """Return one finding for each school that was not matched, or whose name gainsays its login.

    Args:
        tables: the matched rows of results, journal and context.
        roster: the schools.
        foreign: files of other schools, of which one finding tells already.
    """
    return [*_strangers(tables, foreign), *_gainsaid(tables, roster), *_elsewhere(tables)]


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings, those on one school of several sheets of Приложение 1 as the first of them."""
    kept: dict[object, Finding] = {}
    again: Counter[object] = Counter()
    for place, finding in enumerate(findings):
        key = (finding.check, finding.message) if finding.check in UNKNOWN_SCHOOLS else place
        again[key] += key in kept
        kept.setdefault(key, finding)
    return [
        replace(finding, message=f"{finding.message} Так же ещё {_rows(again[key])}.") if again[key] else finding
        for key, finding in kept.items()
    ]


def _rows(number: int) -> str:
    return wording.plural(number, "строка", "строки", "строк")


def _strangers(tables: Sequence[Matched], foreign: Collection[str]) -> Iterator[Finding]:
    left = [table.left_out[~table.left_out["source_file"].isin(foreign)] for table in tables]
    rows = pd.concat([frame[_WHERE] for frame in left]) if left else pd.DataFrame(columns=_WHERE)
    if rows.empty:
        return
    known = {file for table in tables for file in table.rows.loc[table.rows["school_id"] != "", "source_file"]}
    unknown = []
    for pair, own in groups_of(rows, ["group", "code"]):
        question = _question(tables, pair, own)
        if question is None:
            unknown.append(own)
        else:
            yield question
    for own in unknown[:MOST_LISTED]:
        yield _unknown(own, known)
    if rest := unknown[MOST_LISTED:]:
        yield _further_unknown(rest, known)


_WHERE = ["group", "code", "source_file", "source_sheet", "source_cell", "n_cells"]


def _question(tables: Sequence[Matched], pair: tuple, own: pd.DataFrame) -> Finding | None:
    """Return the finding on a stranger that may be a school of the roster, or nothing."""
    for table in tables:
        match = table.found.get(pair)
        if name := table.shared.get(pair):
            return _shared_name(own, name)
        if match is not None and match.code_school is not None and match.gainsaid is not None:
            return _code_against_name(own, match.code_school, match.gainsaid)
        if names := table.candidates.get(pair):
            return _doubtful(own, names)
    return None


def _doubtful(rows: pd.DataFrame, names: list[str]) -> Finding:
    return _finding(
        rows,
        "error",
        "school_doubtful",
        f"Школы «{_name(rows)}» под таким названием в списке школ нет. {_lost(rows)}. Похожие "
        f"названия в списке школ: {', '.join(names)}.",
        ADD_NAME,
    )


def _shared_name(rows: pd.DataFrame, name: str) -> Finding:
    return _finding(
        rows,
        "error",
        "school_doubtful",
        f"Название «{name}» носят несколько школ с разными логинами или из разных мест, здесь — «{_name(rows)}». "
        f"{_lost(rows)}.",
        ADD_LOGIN,
    )


def _code_against_name(rows: pd.DataFrame, by_code: School, by_name: School) -> Finding:
    return _finding(
        rows,
        "error",
        "school_doubtful",
        f"«{_name(rows)}»: код — школы «{by_code.school}», а название — школы «{by_name.school}». {_lost(rows)}.",
        "Исправьте код или название школы в файле.",
    )


def _unknown(rows: pd.DataFrame, known: Collection[str]) -> Finding:
    is_among_known = bool(set(rows["source_file"]) & set(known))
    return _finding(
        rows,
        "note" if is_among_known else "warning",
        "school_unknown",
        f"Школы «{_name(rows)}» нет в списке школ. {_lost(rows)}.",
        ADD_SCHOOL,
    )


def _further_unknown(schools: list[pd.DataFrame], known: Collection[str]) -> Finding:
    rows = pd.concat(schools)
    number = wording.plural(len(schools), "школы", "школ", "школ")
    return _finding(
        rows,
        "note" if set(rows["source_file"]) & set(known) else "warning",
        "school_unknown",
        f"В списке школ нет ещё {number}: {listed_names(_name(own) for own in schools)}. {_lost(rows)}.",
        ADD_SCHOOL,
    )


# Names against logins


def _gainsaid(tables: Sequence[Matched], roster: Roster) -> Iterator[Finding]:
    """Name, once for a school and a name, where login or code tells one school and the name another or none like it."""
    told = set()
    for table in tables:
        for pair, match in table.found.items():
            school = match.school
            if school is None or match.by_name or pair in told:
                continue
            if match.gainsaid is None and roster.is_named_alike(school, pair[0]):
                continue
            told.add(pair)
            own = _rows_of(table, pair)
            if len(own):
                yield _gainsaid_name(own, school, match.gainsaid)


def _rows_of(table: Matched, pair: tuple[str, str]) -> pd.DataFrame:
    rows = table.rows
    return rows[(rows["group"] == pair[0]) & (rows["code"] == pair[1]) & (rows["kind"] == SCHOOL)]


def _gainsaid_name(rows: pd.DataFrame, school: School, other: School | None) -> Finding:
    whose = f"а название или код рядом — школы «{other.school}»" if other else "а название на неё не похоже"
    return _finding(
        rows,
        "warning" if other else "note",
        "school_doubtful",
        f"«{_name(rows)}»: логин или код — школы «{school.school}», {whose}. {_many(rows)} отнесены к школе логина.",
        "Проверьте логин." if other else "Если это она, впишите это название в «Другие названия» списка школ.",
    )


def _elsewhere(tables: Sequence[Matched]) -> Iterator[Finding]:
    """Tell of each file how many rows of other municipalities it has."""
    for table in tables:
        for (file,), rows in groups_of(table.elsewhere, ["source_file"]):
            is_all = not ((table.rows["source_file"] == file) & (table.rows["school_id"] != "")).any()
            names = listed_names(dict.fromkeys(rows["municipality"]))
            yield _finding(
                rows,
                "warning" if is_all else "note",
                "school_unknown",
                f"Файл «{file}»: {_many(rows)} — школы других муниципалитетов ({names}); они не использованы"
                + (", школ списка в файле нет." if is_all else "."),
                "Если один из них — ваш, напишите его так же, как в файле параметров (report: municipality)."
                if is_all
                else "Чтобы сравнивать с ними школы списка, перенесите файл в отдельную папку и назовите её в файле "
                "параметров (data: region).",
            )


# Words


def _finding(rows: pd.DataFrame, severity: str, check: str, message: str, what_to_do: str) -> Finding:
    first: Any = rows.iloc[0]
    where = row_range(first["source_cell"])
    return Finding(severity, check, message, what_to_do, first["source_file"], first["source_sheet"], where)


def _name(rows: pd.DataFrame) -> str:
    return shown_name(rows["group"].iloc[0])


def shown_name(group: object) -> str:
    """Return a school's name as messages quote it: cut, and hidden if it may be a person's."""
    text = re.sub(r"\s+", " ", str(group))[:LONGEST_NAME]
    return HIDDEN if looks_like_name(text) else text


def _many(rows: pd.DataFrame) -> str:
    """Return e.g. «12 строк (84 ячейки) в 3 файлах»."""
    cells = wording.plural(int(rows["n_cells"].sum()), "ячейка", "ячейки", "ячеек")
    files = rows["source_file"].nunique()
    where = f" в {wording.plural(files, 'файле', 'файлах', 'файлах')}" if files > 1 else ""
    return f"{_rows(len(rows))} ({cells}){where}"


def _lost(rows: pd.DataFrame) -> str:
    return f"Не использовано: {_many(rows)}"
