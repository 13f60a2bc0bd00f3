"""Findings: what was wrong in the input, where, what was done with the value and what to do."""

from dataclasses import asdict, dataclass

import pandas as pd

#: Every check that ingest makes: its code in the tables and its name in the report.
CHECKS = {
    "file_unreadable": "файл читается",
    "file_unknown": "вид файла известен",
    "sheet_unknown": "вид листа известен",
    "sheet_repeated": "лист не повторяет другого",
    "header_unknown": "заголовок процедуры понятен",
    "header_width": "у процедуры две колонки",
    "header_repeated": "процедура указана один раз",
    "header_marks": "колонки подписаны",
    "season_autumn": "программа осенней работы известна",
    "school_unknown": "школа есть в списке",
    "school_doubtful": "название школы узнаётся однозначно",
    "school_repeated": "у школы одна строка",
    "school_absent": "у каждой школы есть строка",
    "row_unnamed": "строка подписана",
    "row_total": "строка относится к школе",
    "surplus_value": "число значений в строке",
    "missing_value": "пропущенные значения",
    "correction": "исправление применимо",
    "half_dashed": "пара заполнена целиком",
    "pair_over_100": "сумма долей не больше 100 %",
    "grade_absent": "параллель есть в школе",
    "doubtful_zeros": "нули без числа участников",
    "bad_value": "значение — доля от 0 до 100",
    "second_column": "смысл второй колонки",
    "not_parsed": "каждая ячейка разобрана",
    "comments": "комментарии аналитика",
}


@dataclass(frozen=True)
class Finding:
    """One complaint: severity (error, warning, note), check (a key of `CHECKS`), place, message, advice."""

    severity: str
    check: str
    message: str
    what_to_do: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __post_init__(self):
        if self.check not in CHECKS:
            raise KeyError(self.check)


def findings_table(findings: list[Finding]) -> pd.DataFrame:
    """Return the findings as the table `findings`: gravest first, else in the order in which they were met."""
    columns = ["severity", "check", "file", "sheet", "cell", "message", "what_to_do"]
    order = {"error": 0, "warning": 1, "note": 2}
    rows = [asdict(finding) for finding in sorted(findings, key=lambda finding: order[finding.severity])]
    return pd.DataFrame(rows, columns=columns).replace("", None)
