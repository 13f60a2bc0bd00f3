"""What `make new-okrug` says: what was made, what the files told, what is doubtful, what only a person knows."""

import re
from collections.abc import Callable
from pathlib import Path

from openpyxl.utils.cell import range_boundaries

from shnor_lib.forms.new_okrug import NewOkrug
from shnor_lib.forms.programme_form import FILE as PROGRAMME_FILE
from shnor_lib.ground.drafts import WAITS
from shnor_lib.ground.personal_names import quotable
from shnor_lib.ground.wording import join, plural, school_year_short
from shnor_lib.ingest.cells.texts import listed_names
from shnor_lib.ingest.discovery.schools import DraftedRoster, UntoldCode

#: So many doubts, and so many codes of schools, stand in the list on the screen.
MOST_DOUBTS, MOST_CODES = 12, 60


def new_okrug_lines(made: NewOkrug, shown: Callable[[Path], str]) -> list[str]:
    """Return what was made, what the files told, and what only a person knows, as lines for the screen.

    Args:
        made: what `make_new_okrug` returned.
        shown: how paths are shown to users.
    """
    lines = [f"Создан файл: {shown(path)}" for path in made.made]
    lines += [f"Файл уже есть, он не изменён: {shown(path)}" for path in made.kept if path.name != PROGRAMME_FILE]
    if made.copied:
        number = plural(len(made.copied), "файл скопирован", "файла скопированы", "файлов скопировано")
        lines.append(f"Исходные файлы: {number} в {shown(made.results)}, сами файлы не тронуты.")
    lines += [
        f"Файл с таким именем уже есть, новый не скопирован: {shown(path)}. Переименуйте новый и повторите команду."
        for path in made.other_copies
    ]
    if made.added:
        number = plural(len(made.added), "школа добавлена", "школы добавлены", "школ добавлено")
        lines.append(f"На лист «Школы» книги «{PROGRAMME_FILE}» {number}: {listed_names(made.added)}.")
    lines += ["", *_told_lines(made)]
    if doubts := [*_stranger_lines(made, shown), *_doubt_lines(made.roster, made.unnamed)]:
        lines += ["", "Проверьте, здесь решает человек:", *(f"  – {line}" for line in doubts)]
    lines += ["", *_waiting_lines(made)]
    return [*lines, "", f"Отчёт собирается уже сейчас: make report YEAR={made.name}"]


def _told_lines(made: NewOkrug) -> list[str]:
    okrug, schools = made.okrug, made.roster.schools
    several = f"не определён, подходят: {listed_names(okrug.several)}; укажите OKRUG=… или впишите название"
    name = okrug.name or (several if okrug.several else "в файлах не назван")
    years = join(map(school_year_short, made.years)) or "результатов учитываемых процедур в файлах нет"
    return [
        "По файлам:",
        f"  – округ: {name}" + (f" ({okrug.region})" if okrug.region and okrug.name else ""),
        f"  – школ: {len(schools)}",
        f"  – учебные годы с результатами: {years}",
    ]


def _stranger_lines(made: NewOkrug, shown: Callable[[Path], str]) -> list[str]:
    """Say in which files schools of other okrugs stand, and what to do."""
    if made.region:
        return [
            f"Папка «{shown(made.region)}» принята за файлы всего региона (data: region): со школами других округов "
            "в ней сравниваются школы списка."
        ]
    if not made.strangers:
        return []
    named = listed_names(shown(path) for path in made.strangers)
    return [
        f"Есть школы других округов: {named}. Положите такие файлы в отдельную папку и назовите её в параметрах (data: "
        "region): с чужими школами в ней сравниваются школы списка."
    ]


def _doubt_lines(roster: DraftedRoster, unnamed: int) -> list[str]:
    lines = [
        f"«{one}» и «{other}»: возможно, одна школа. Если так, удалите одну строку листа «Школы», а её название "
        "впишите в колонку «Другие названия» другой."
        for one, other in roster.alike[:MOST_DOUBTS]
    ]
    for name, near in roster.left_out[:MOST_DOUBTS]:
        like = (
            f"; похоже на {listed_names(near)}: если это она, впишите его в колонку «Другие названия»" if near else ""
        )
        lines.append(f"«{name}» на лист «Школы» не попало: в выгрузках с логинами такой школы нет{like}.")
    shared = "так называются несколько школ, строки без логина не отнесены ни к одной."
    lines += [f"«{name}»: {shared}" for name in roster.shared]
    if unnamed:
        rows = plural(unnamed, "строка", "строки", "строк")
        lines.append(f"Вместо названия школы стоит то, что похоже на имя человека ({rows}): эти строки пропущены.")
    return lines


def _waiting_lines(made: NewOkrug) -> list[str]:
    codes = _code_lines(made.roster)
    if not made.waiting and not codes:
        return ["Всё, что знает только человек, заполнено."]
    lines = ["Что знает только человек (пока осталось хоть одно «заполните», на титуле стоит «Черновик»):"]
    for one in made.waiting:
        place = ", ".join(filter(None, (one.file, f"лист «{one.sheet}»" if one.sheet else "", one.place)))
        lines.append(f"  – {re.sub(rf'^{WAITS}: ?', '', one.text)} — {place}")
    lines.append(
        "  – список ШНОР: «да» в колонке «В списке ШНОР» листа «Школы»; пока никто не отмечен, отчёт сам предлагает "
        "школы"
    )
    lines.append("  – целевые значения: лист «Показатели», колонка «Целевое значение»; пусто — Программа их не задаёт")
    lines.append(
        "  – годы критериев: когда вписан первый день Программы, make check называет учебные годы до её начала, если в "
        "параметрах стоят другие"
    )
    return [*lines, *codes]


def _code_lines(roster: DraftedRoster) -> list[str]:
    """Ask whose the codes of protocols are: each with the place where it stands, in the order of codes."""
    lines = []
    if roster.codes:
        number = plural(len(roster.codes), "код", "кода", "кодов")
        lines.append(
            f"  – чьи коды стоят в протоколах: {number} ни один файл не связывает с названием школы. Впишите каждый в "
            f"«Другие названия» своей школы (лист «Школы» книги «{PROGRAMME_FILE}»), иначе эти результаты не войдут в "
            "отчёт:"
        )
        lines += [f"      {one.code} — {_place_of(one)}" for one in roster.codes[:MOST_CODES]]
        rest = len(roster.codes) - MOST_CODES
        lines += [f"      … и ещё {rest}"] * (rest > 0)
    lines += [
        f"  – код {code} по файлам — школы «{name}», а на листе «Школы» его нет: впишите его в «Другие названия» этой "
        "школы"
        for code, name in roster.told_codes.items()
    ]
    return lines


def _place_of(code: UntoldCode) -> str:
    results = plural(code.results, "результат", "результата", "результатов")
    _, first, _, last = range_boundaries(code.cell) if code.cell else (0, 0, 0, 0)
    where = f"строки {first}–{last}" if first != last else code.cell
    place = ", ".join(filter(None, (code.file, f"лист «{quotable(code.sheet)}»" if code.sheet else "", where)))
    return f"{place} (всего {results})"
