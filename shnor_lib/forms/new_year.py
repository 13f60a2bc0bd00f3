"""`make new-year`: next year's params from another edition's, text and comments kept, years moved by rule.

The text is edited where YAML's own marks say a value stands, so that every comment and every quoted source survives.
Each moved value is listed and marked in its line (`shnor_lib.ground.drafts.CONFIRM`): a rule can move a year, only
people can confirm it.  The school years of criteria and dynamics are those of the files in the new folder; while it is
empty, those that the calendar lets expect.
"""

import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from shnor_lib.forms.saving import save_new
from shnor_lib.ground.drafts import CONFIRM
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import EDITION_NAME, Params, Period, data_files, load_params, params_text
from shnor_lib.ground.project import edition_files
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.school_years import expected_years, years_looked_at
from shnor_lib.ground.wording import join, school_year_short

#: The schema of params beside the params files, and the lines by which editors find it.
SCHEMA_FILE = "params.schema.json"
SCHEMA_LINES = (
    "# Для редакторов кода: по этой схеме они подсказывают ключи и проверяют значения.",
    f"# yaml-language-server: $schema={SCHEMA_FILE}",
)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
#: What only people can confirm, whatever was moved.
TO_CONFIRM = (
    "период Программы (programme: period или лист «Паспорт» книги «Программа.xlsx») — по утверждённой Программе;",
    "предыдущие учебные годы для критериев (criteria: years): какие два года считаются и почему (reason);",
    "годы сравнения динамики (dynamics) и их обоснование (reason);",
    "минимальные баллы экзаменов (exam_minimums): действуют ли прежние приказы в новом году;",
    "целевые значения показателей — лист «Показатели» книги Программы (data: programme);",
    "список школ — лист «Школы» той же книги: кто в списке ШНОР и кто участвует в Программе;",
    "утверждения Программы — лист «Утверждения»: относятся ли они к новому году;",
    "источники, где написано «принято при подготовке справки»: утвердила ли их рабочая группа;",
    "исправления (corrections): прежние не перенесены, они относились к прежним файлам.",
)
#: What follows from the command's own words needs no confirming.
NOT_TO_CONFIRM = (("report", "year"), ("data", "results"), ("data", "required"))
#: What is said of the line that names the programme: another year may have another one.
SAME_PROGRAMME = "Программа прежнего выпуска, с её периодом, показателями, планом и списком ШНОР"
#: What comes after.
NEXT_STEPS = (
    "Дальше: make templates YEAR=… положит в папку пустые формы; файлы с результатами положите туда же.",
    "Порядок работы на новый год по шагам: docs/new_year.md",
)


@dataclass(frozen=True)
class Moved:
    """A value that a rule moved: its key in the file, what it was and what it is."""

    key: str
    was: str
    now: str


@dataclass
class NewYear:
    """What was made: the params file, from which one, whether it is new, the data folder, what moved, old years left.

    ``years_held`` are the school years of which the folder has results, empty if it has none yet.  ``old_years`` are
    (line, text) of the new file in which a year of the old edition still stands.
    """

    path: Path
    source: Path
    is_new: bool
    folder: Path
    folder_is_new: bool
    moved: list[Moved] = field(default_factory=list)
    years_held: list[int] = field(default_factory=list)
    old_years: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Edit:
    """A piece of text to put in place of another."""

    start: int
    end: int
    text: str


def make_new_year(folder: Path, root: Path, name: str, source_name: str = "") -> NewYear:
    """Make the params of a year and its folder of results; what exists stays as it is.

    Args:
        folder: the folder of params files.
        root: the project's root, to which paths in params are relative.
        name: the new edition's name, a year or a name with one: «2023», «энск-2025».
        source_name: the edition to begin from; empty: that of the latest earlier year.

    Raises:
        ReportError: the name has no year or one that is not later, there is nothing to begin from, or the files cannot
            be written.
    """
    source = edition_named(folder, source_name) if source_name else latest_earlier(folder, name)
    old = load_params(source)
    year = _later_year(name, old.report.year, source.stem)
    old = _with_period(old, source)
    path = folder / f"{name}.yml"
    moved: list[Moved] = []
    held: list[int] = []
    if path.exists():
        text, is_new = params_text(path), False
    else:
        text, moved, held = _new_text(source, old, year, root)
        is_new = save_new(text.encode("utf-8"), path)
    results = root / load_params(path).data.results
    made = _make_folder(results)
    left = _old_years(text, params_text(source), old.report.year) if is_new else []
    return NewYear(path, source, is_new, results, made, moved, held, left)


def _with_period(old: Params, source: Path) -> Params:
    """Return the params with the period that the programme's workbook tells, where their file leaves it out.

    What is wrong with the programme is told by the commands that need it.
    """
    if old.programme.period is not None:
        return old
    from shnor_lib.ingest.programme.stated import programme_of

    try:
        return programme_of(old, source).params
    except ReportError:
        return old


def _new_text(source: Path, old: Params, year: int, root: Path) -> tuple[str, list[Moved], list[int]]:
    """Return the text of the new params, what was moved, and the years of the files that are there already.

    The files are read by the new params, since the old ones do not know the new year's exams.
    """
    old_text = params_text(source)
    text, moved = moved_on(old_text, old, year)
    params = _read_back(with_schema(text))
    held = years_of_files(root / params.data.results, root / params.data.programme, params)
    if held:
        text, moved = moved_on(old_text, old, year, held)
    text, named = _with_previous(text, source.stem, old.report.previous)
    text = with_schema(text)
    _read_back(text)
    return text, [*moved, named], held


def years_of_files(results: Path, programme: Path, params: Params) -> list[int]:
    """Return the school years, earliest first, of which files in a folder have counted results of the roster's schools.

    Files that cannot be read yet tell no year: `make check` says what is wrong with them.
    """
    if not results.is_dir() or not (files := list(data_files(results))):
        return []
    # A folder is empty as a rule: what reads files takes its time to be imported.
    from shnor_lib.ingest.checks.params_against_data import years_with_results
    from shnor_lib.ingest.programme.documents import read_programme
    from shnor_lib.ingest.rules import IngestRules
    from shnor_lib.ingest.sources import read_sources

    try:
        read = read_sources(files, read_programme(programme), IngestRules(params.report.as_of, params.procedures))
    except ReportError:
        return []
    return years_with_results(read.results.results)


def edition_named(folder: Path, name: str) -> Path:
    """Return the params file of an edition.

    Raises:
        ReportError: there is none of that name; the text names those there are.
    """
    path = folder / f"{name}.yml"
    if not EDITION_NAME.fullmatch(name) or not path.is_file():
        known = [one.stem for one in edition_files(folder)]
        raise ReportError(
            f"Нет выпуска «{name[:60]}».", f"Есть выпуски: {', '.join(known)}." if known else "В папке params их нет."
        )
    return path


def _later_year(name: str, old_year: int, source: str) -> int:
    """Return the year that an edition's name tells.

    Raises:
        ReportError: the name tells none, will not do for a file, or the year is not later than that of the source.
    """
    years = _YEAR.findall(name)
    if len(years) != 1 or not EDITION_NAME.fullmatch(name):
        raise ReportError(
            f"По имени «{name[:60]}» не видно года нового выпуска.",
            f"Укажите год или имя с одним годом, например: make new-year FROM={source} YEAR={source}-{old_year + 1}",
        )
    if int(years[0]) <= old_year:
        raise ReportError(
            f"Выпуск «{source}» — за {old_year} год, а новый назван {years[0]} годом.", "Укажите более поздний год."
        )
    return int(years[0])


def latest_earlier(folder: Path, year: str) -> Path:
    """Return the params file of the latest year before the given one.

    Raises:
        ReportError: the year is no year, or there are no earlier params.
    """
    if not _YEAR.fullmatch(year):
        raise ReportError(
            f"«{year[:40]}» — не год.",
            "Укажите год нового выпуска (make new-year YEAR=2023) или выпуск, с которого начать "
            "(FROM=энск YEAR=энск-2025).",
        )
    earlier = [path for path in folder.glob("*.yml") if _YEAR.fullmatch(path.stem) and path.stem < year]
    if not earlier:
        raise ReportError(
            f"В папке params нет параметров ни одного года раньше {year}.",
            f"Назовите выпуск, с которого начать, например: make new-year FROM=энск YEAR={year}",
        )
    return max(earlier, key=lambda path: path.stem)


def moved_on(text: str, old: Params, year: int, held: Sequence[int] = ()) -> tuple[str, list[Moved]]:
    """Return the text of the new params, and what was moved.

    Args:
        text: the old params file.
        old: the same, read.
        year: the new edition's year.
        held: the school years that the new data hold, earliest first; empty: those that the calendar lets expect.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode), "params that were read are a mapping"
    moved: list[Moved] = []
    edits: list[_Edit] = []
    marks: list[tuple[int, str]] = []
    for key, now in _new_values(old, year, held).items():
        node = _node(root, key)
        if node is None:
            continue
        was = text[node.start_mark.index : node.end_mark.index].strip()
        if was != now:
            moved.append(Moved(": ".join(key), was, now))
            edits.append(_Edit(node.start_mark.index, node.start_mark.index + len(was), now))
            marks += [(node.end_mark.index, f"было {was}")] if key not in NOT_TO_CONFIRM else []
    if (programme := _node(root, ("data", "programme"))) is not None:
        marks.append((programme.end_mark.index, SAME_PROGRAMME))
    minimums = _later_minimums(root, old.report.year, year)
    edits += [edit for edit, _ in minimums]
    moved += [one for _, one in minimums]
    marks += [(edit.end, f"было {one.was}") for edit, one in minimums]
    edits += _marks_of_lines(text, marks)
    if old.corrections:
        edits.append(_without_corrections(root, text, old))
        moved.append(Moved("corrections", join(one.id for one in old.corrections), "нет: отнесены к прежним файлам"))
    return _heading_moved(_applied(text, edits), old.report.year, year), moved


def _marks_of_lines(text: str, moved: Iterable[tuple[int, str]]) -> list[_Edit]:
    """Return the edits that mark lines with «подтвердите» at their end.

    Args:
        text: the old text.
        moved: where each value to be confirmed ends, and what is to be said of it.
    """
    by_line: dict[int, list[str]] = {}
    for index, said in moved:
        end = text.find("\n", index)
        end = len(text) if end < 0 else end - (text[end - 1] == "\r")
        by_line.setdefault(end, []).append(said)
    return [_Edit(end, end, f"  # {CONFIRM}: {', '.join(said)}") for end, said in by_line.items()]


def with_schema(text: str) -> str:
    """Return the text with the lines that lead editors to the schema; params of an earlier version lack them."""
    if SCHEMA_LINES[-1] in text.splitlines():
        return text
    end = _line_end(text)
    return "".join(line + end for line in SCHEMA_LINES) + text


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _new_values(old: Params, year: int, held: Sequence[int]) -> dict[tuple[str, ...], str]:
    """Return the new text of each value that a rule moves, by its key."""
    shift = year - old.report.year
    period, as_of = old.programme.period, _later(old.report.as_of, shift)
    start = _later(period.start, shift) if period else None
    return {
        ("report", "year"): str(year),
        ("report", "as_of"): as_of.isoformat(),
        ("programme", "term"): _YEAR.sub(lambda found: str(int(found.group()) + shift), old.programme.term),
        **(_later_period(period, shift) if period else {}),
        ("data", "results"): _next_folder(old, year),
        # The files named here are those of the old year: none of them would be found.
        ("data", "required"): "[]",
        **years_looked_at(held or expected_years(as_of), start),
    }


def _later_period(period: Period, shift: int) -> dict[tuple[str, ...], str]:
    return {
        ("programme", "period", "start"): _later(period.start, shift).isoformat(),
        ("programme", "period", "end"): _later(period.end, shift).isoformat(),
        ("programme", "period", "plan_year"): str(period.plan_year + shift),
    }


def _later(day: date, years: int) -> date:
    """Return the same day of a later year; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _next_folder(old: Params, year: int) -> str:
    """Return the folder of results of the new year, beside the old one."""
    folder = Path(str(old.data.results).replace("\\", "/"))
    old_year = str(old.report.year)
    name = folder.name.replace(old_year, str(year)) if old_year in folder.name else f"{folder.name}_{year}"
    moved = folder.with_name(name).as_posix()
    return f'"{moved}"' if re.search(r"[:#\[\]{}]|^\W", moved) else moved


def _later_minimums(root: yaml.Node, old_year: int, year: int) -> list[tuple[_Edit, Moved]]:
    """Return the edits by which minimums that hold in the old year hold until the new one."""
    minimums = _node(root, ("procedures", "exam_minimums"))
    found = []
    for place, item in enumerate(minimums.value if minimums else (), start=1):
        node = _node(item, ("to",))
        if node is not None and int(node.value) == old_year:
            edit = _Edit(node.start_mark.index, node.end_mark.index, str(year))
            found.append((edit, Moved(f"procedures: exam_minimums: {place}: to", node.value, str(year))))
    return found


def _without_corrections(root: yaml.MappingNode, text: str, old: Params) -> _Edit:
    key, value = next(pair for pair in root.value if pair[0].value == "corrections")
    ids = join(one.id for one in old.corrections)
    note = f"# Исправления выпуска {old.report.year} года ({ids}) не перенесены: они относились к его файлам.\n"
    # A block ends where the next key begins, so that comments between them are kept only within its last line.
    tail = "" if text[value.start_mark.index : value.start_mark.index + 1] == "[" else "\n"
    return _Edit(key.start_mark.index, value.end_mark.index, f"{note}corrections: []{tail}")


def _with_previous(text: str, name: str, was: str) -> tuple[str, Moved]:
    """Return the text with the edition it was made from as the one before, above the year where no line names one."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode), "params that were read are a mapping"
    report = _node(root, ("report",))
    assert isinstance(report, yaml.MappingNode), "every params file has the section"
    keys = {key.value: (key, value) for key, value in report.value}
    if "previous" in keys:
        key, value = keys["previous"]
        edit = _Edit(key.start_mark.index, value.end_mark.index, f'previous: "{name}"')
    else:
        place = keys["year"][0].start_mark
        between = ", " if report.flow_style else _line_end(text) + " " * place.column
        edit = _Edit(place.index, place.index, f'previous: "{name}"{between}')
    return _applied(text, [edit]), Moved("report: previous", was or "нет", name)


def _node(root: yaml.Node, key: Iterable[str]) -> yaml.Node | None:
    """Return the node of a value by its key, or nothing where the file leaves it out."""
    node: yaml.Node | None = root
    for part in key:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for name, value in pairs if name.value == part), None)
    return node


def _applied(text: str, edits: Iterable[_Edit]) -> str:
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def _heading_moved(text: str, old_year: int, year: int) -> str:
    """Name the new year in the comments above the first key."""
    lines = text.splitlines(keepends=True)
    for place, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            break
        lines[place] = line.replace(str(old_year), str(year))
    return "".join(lines)


def _old_years(text: str, old_text: str, old_year: int) -> list[tuple[int, str]]:
    """Return the lines that came over untouched and name the old year."""
    untouched = set(old_text.splitlines())
    return [
        (number, line.strip())
        for number, line in enumerate(text.splitlines(), start=1)
        if str(old_year) in _YEAR.findall(line) and line in untouched
    ]


def _read_back(text: str) -> Params:
    """Return the new text read as params, before anything is written.

    Raises:
        ReportError: it breaks a rule of params.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "params.yml"
        path.write_text(text, encoding="utf-8", newline="")
        return load_params(path)


def _make_folder(folder: Path) -> bool:
    if folder.is_dir():
        return False
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise refused(f"Не удалось создать папку «{folder.as_posix()}»", error) from None
    return True


def new_year_lines(made: NewYear, shown: Callable[[Path], str]) -> list[str]:
    """Return what was made and what to check, as lines for the screen.

    Args:
        made: what `make_new_year` returned.
        shown: how paths are shown to users.
    """
    folder = "Создана папка для результатов" if made.folder_is_new else "Папка для результатов уже есть"
    if not made.is_new:
        first = f"Файл параметров уже есть, он не изменён: {shown(made.path)}"
        return [first, f"{folder}: {shown(made.folder)}", "", *_confirm_lines()]
    lines = [f"Создан файл параметров: {shown(made.path)} (по образцу {shown(made.source)})"]
    lines += [
        f"{folder}: {shown(made.folder)}",
        _years_line(made.years_held),
        "",
        "Перенесено по правилам, проверьте каждое значение (было → стало):",
    ]
    lines += [f"  – {one.key}: {one.was} → {one.now}" for one in made.moved]
    if made.old_years:
        lines += ["", "Строки, где остался прежний год (проверьте, так ли это должно быть):"]
        lines += [f"  – строка {number}: {_cut(text)}" for number, text in made.old_years]
    return [*lines, "", *_confirm_lines()]


def _years_line(held: Sequence[int]) -> str:
    """Say whence the school years of criteria and dynamics come."""
    if held:
        return f"Учебные годы взяты по файлам этой папки: {join(map(school_year_short, held))}."
    return (
        "Файлов с результатами в папке ещё нет: учебные годы взяты по календарю. Когда положите файлы, сверьте годы с "
        "данными: make check YEAR=…"
    )


def _confirm_lines() -> list[str]:
    return [
        "Подтвердите или исправьте (строки файла с пометкой «подтвердите» покажет и make check):",
        *(f"  – {line}" for line in TO_CONFIRM),
        "",
        *NEXT_STEPS,
    ]


def _cut(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
