"""`make new-okrug`: from a folder of downloaded files to an edition that builds at once, with what waits marked in it.

What the files tell is written; what only a person knows carries the mark «заполните: …».  Files that exist are never
touched but for one thing: schools that new files name are added below the others on the sheet «Школы» of the programme.
"""

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from shnor_lib.forms import registers_form
from shnor_lib.forms.more_schools import add_schools
from shnor_lib.forms.new_year import SCHEMA_LINES
from shnor_lib.forms.okrug_params import Folders, known_minimums, okrug_params
from shnor_lib.forms.programme_form import FILE as PROGRAMME_FILE
from shnor_lib.forms.programme_form import write_programme
from shnor_lib.forms.saving import save_new, workbook_bytes
from shnor_lib.ground.drafts import Waiting, waits
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import why_no_file
from shnor_lib.ground.params import EDITION_NAME, data_files, load_params
from shnor_lib.ground.project import ROOT
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.whole_files import write_new
from shnor_lib.ingest.discovery.okrug import Okrug, counted_groups, whose_files, years_held
from shnor_lib.ingest.discovery.schools import DraftedRoster, draft_roster, new_schools, open_codes
from shnor_lib.ingest.discovery.seen import Seen, look_into
from shnor_lib.ingest.programme.documents import read_programme
from shnor_lib.ingest.programme.workbook import read_programme_book

#: So many complaints stand in a refusal.
MOST_TOLD = 5
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass
class NewOkrug:
    """What was made: paths, which of them are new, what the files told, and what waits for a person.

    ``strangers`` are the files with schools of other municipalities, ``region`` the one folder in which all of them
    lie, if it is one below that of the results.
    """

    name: str
    params: Path
    results: Path
    made: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)
    copied: list[Path] = field(default_factory=list)
    other_copies: list[Path] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    okrug: Okrug = field(default_factory=Okrug)
    roster: DraftedRoster = field(default_factory=lambda: DraftedRoster(pd.DataFrame()))
    years: list[int] = field(default_factory=list)
    region: Path | None = None
    strangers: list[Path] = field(default_factory=list)
    unnamed: int = 0
    has_registers: bool = False
    waiting: list[Waiting] = field(default_factory=list)


def make_new_okrug(
    root: Path, name: str, data: str, year: str = "", okrug: str = "", today: date | None = None
) -> NewOkrug:
    """Draft an edition from a folder of files, or add what new files tell to one that was drafted.

    Args:
        root: the project's root.
        name: the edition's name.
        data: the folder with the downloaded files; one outside ``data/<name>`` is copied there.
        year: the edition's year; empty: the newest school year of the files.
        okrug: the municipality, where the files are those of several.
        today: the day that tells the year where no file does; by default the present one.

    Raises:
        ReportError: the name or the folder will not do, nothing of a school is in the files, or a file cannot be
            written.
    """
    _refuse_name(name)
    if year and not _YEAR.fullmatch(year):
        raise ReportError(f"«{year[:40]}» — не год.", "Укажите год выпуска, например: YEAR=2023")
    _refuse_taken(root, name)
    folder, files = _files_of(data)
    made = NewOkrug(name, root / "params" / f"{name}.yml", _results_folder(root, name, folder))
    _refuse_unreadable(first := look_into(files, known_minimums()), folder)
    _okrug_of(first, okrug)
    _copy(folder, files, made)
    results = [path for path in data_files(made.results) if path.name != PROGRAMME_FILE]
    seen = look_into(results, known_minimums())
    made.unnamed, made.has_registers = seen.unnamed, seen.has_registers
    made.okrug = _okrug_of(seen, okrug or _okrug_drafted(root, name, seen))
    made.roster = draft_roster(seen, [made.okrug.code] if made.okrug.code else ())
    made.strangers = _files_of_strangers(seen, made.okrug)
    made.region = _folder_of(made.strangers, made.results)
    counted = counted_groups(seen.schools)
    made.years = years_held(seen.schools, counted)
    _write(root, made, seen, _edition_year(year, made.years, folder, today or date.today()))
    return made


def _refuse_name(name: str) -> None:
    if not EDITION_NAME.fullmatch(name):
        raise ReportError(
            f"Имя выпуска не годится: «{name[:60]}».",
            "Возьмите слово без папок и знаков препинания, например: make new-okrug NAME=энск DATA=папка",
        )


def _refuse_taken(root: Path, name: str) -> None:
    """Refuse the name of an edition whose programme lies elsewhere: it was not drafted here.

    Raises:
        ReportError: there is such an edition, or its params are wrong.
    """
    path = root / "params" / f"{name}.yml"
    if not path.is_file():
        return
    programme = root / str(load_params(path).data.programme).replace("\\", "/")
    if programme.resolve() != _programme_of(root, name).resolve():
        raise ReportError(
            f"Выпуск «{name}» уже есть, и его Программа лежит в другом месте: {load_params(path).data.programme}.",
            "Возьмите другое имя после NAME=.",
        )


def _programme_of(root: Path, name: str) -> Path:
    return root / "data" / name / PROGRAMME_FILE


def _files_of(data: str) -> tuple[Path, list[Path]]:
    """Return the folder of downloaded files and the files in it.

    Raises:
        ReportError: there is no such folder, or nothing in it.
    """
    folder = Path(data).expanduser().absolute()
    if folder.is_file():
        raise ReportError(f"«{data}» — файл, а нужна папка.", "Положите файлы в папку и укажите её после DATA=.")
    if not data or not folder.is_dir():
        raise ReportError(
            f"Нет папки «{data}»." if data else "Не указана папка со скачанными файлами.",
            "Укажите её после DATA=, например: make new-okrug NAME=энск DATA=data/энск",
        )
    files = list(data_files(folder))
    if not files:
        raise ReportError(
            f"В папке «{data}» нет ни одного файла.",
            "Положите туда выгрузки ФИС ОКО, протоколы или таблицу результатов.",
        )
    return folder, files


def _refuse_unreadable(seen: Seen, folder: Path) -> None:
    """Refuse a folder in which no school is named at all.

    Raises:
        ReportError: with the gravest complaints about the files.
    """
    if len(seen.schools) or len(seen.registered):
        return
    grave = [one for one in seen.findings if one.severity in ("error", "warning")]
    told = [f"\n  – {', '.join(filter(None, (one.file, one.sheet, one.cell)))}: {one.message}" for one in grave]
    rest = f"\n  … и ещё {len(told) - MOST_TOLD}" if len(told) > MOST_TOLD else ""
    raise ReportError(
        f"В файлах папки «{folder.name}» не найдено ни одной школы.{''.join(told[:MOST_TOLD])}{rest}",
        "\nПоложите в папку выгрузки ФИС ОКО, протоколы ОГЭ и ЕГЭ, таблицу в форме Приложения 1 или заполненные "
        "реестры.",
    )


def _results_folder(root: Path, name: str, folder: Path) -> Path:
    """Return the folder that params will name: the given one if it lies in the edition's own, else that one."""
    own = (root / "data" / name).absolute()
    return folder if folder.resolve().is_relative_to(own.resolve()) else own


def _copy(folder: Path, files: Iterable[Path], made: NewOkrug) -> None:
    """Copy files from elsewhere into the edition's folder; a file that lies there already stays as it is."""
    if folder == made.results:
        return
    for path in files:
        if why_no_file(path):
            continue
        target = made.results / folder.name / path.relative_to(folder)
        if target.exists():
            if target.read_bytes() != path.read_bytes():
                made.other_copies.append(target)
            continue
        try:
            write_new(target, path.read_bytes())
        except OSError as error:
            raise refused(f"Не удалось скопировать «{path.name}» в «{made.results}»", error) from None
        made.copied.append(target)


def _okrug_of(seen: Seen, chosen: str) -> Okrug:
    """Return whose files they are.

    Raises:
        ReportError: a municipality was chosen that no file names.
    """
    okrug = whose_files(seen, chosen)
    if chosen and not okrug.code and seen.municipalities:
        raise ReportError(
            f"Округа «{chosen[:80]}» в файлах нет.",
            f"В них названы: {', '.join(sorted(seen.municipalities.values()))}.",
        )
    return okrug


def _okrug_drafted(root: Path, name: str, seen: Seen) -> str:
    """Return the municipality that the edition's programme names, if it was drafted before and the files name it too.

    Else new files of a whole region would add all its schools to the roster.
    """
    programme = _programme_of(root, name)
    if not programme.exists():
        return ""
    passport = read_programme_book(programme).tables["programme_passport"]
    known = passport.loc[passport["name"] == "municipality", "value"].tolist()
    return next((one for one in known if whose_files(seen, one).code), "")


def _files_of_strangers(seen: Seen, okrug: Okrug) -> list[Path]:
    """Return the files that hold schools of other municipalities; none where nobody knows which is the okrug's."""
    if not okrug.code:
        return []
    others = seen.schools[~seen.schools["municipality"].isin(["", okrug.code])]
    return [ROOT / file for file in sorted(set(others["file"]))]


def _folder_of(files: Sequence[Path], results: Path) -> Path | None:
    """Return the one folder in which all files lie, if it is one below that of the results."""
    if not files:
        return None
    folder = Path(os.path.commonpath([path.resolve().parent for path in files]))
    return folder if folder != results.resolve() and folder.is_relative_to(results.resolve()) else None


def _edition_year(year: str, held: Sequence[int], folder: Path, today: date) -> int:
    if year:
        return int(year)
    named = _YEAR.findall(folder.name)
    return held[-1] if held else int(named[-1]) if named else today.year


# What is written


def _write(root: Path, made: NewOkrug, seen: Seen, year: int) -> None:
    programme = _programme_of(root, made.name)
    passport = {"term": "", "plan_year": "", **({"municipality": made.okrug.name} if made.okrug.name else {})}
    if programme.exists():
        made.kept.append(programme)
        fresh = new_schools(read_programme(programme)["schools"], made.roster.schools)
        made.added = add_schools(programme, fresh)
    elif write_programme(programme, made.roster.schools, passport):
        made.made.append(programme)
    tables = read_programme_book(programme).tables
    made.roster = open_codes(made.roster, tables["schools"])
    folders = Folders(root, made.results, programme, made.region)
    text = okrug_params(made.name, folders, made.years, year, seen)
    _save("\n".join((*SCHEMA_LINES, text)).encode("utf-8"), made.params, made)
    if not seen.has_registers:
        known = tables["schools"][[not waits(kind) for kind in tables["schools"]["kind"]]]
        form = registers_form.registers_form({**tables, "schools": known}, year)
        _save(workbook_bytes(form), made.results / registers_form.FILE, made)
    made.waiting = [*load_params(made.params).waiting, *read_programme_book(programme).waiting]


def _save(content: bytes, path: Path, made: NewOkrug) -> None:
    (made.made if save_new(content, path) else made.kept).append(path)
