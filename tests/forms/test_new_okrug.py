"""A new okrug from a folder of files: drafted at once, what waits is marked and listed, nothing is overwritten."""

import csv
import datetime
import hashlib
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from shnor_lib.cli import main
from shnor_lib.forms.new_okrug import NewOkrug, make_new_okrug
from shnor_lib.forms.new_okrug_words import MOST_CODES, new_okrug_lines
from shnor_lib.forms.okrug_params import known_minimums
from shnor_lib.ground.drafts import waits
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params
from shnor_lib.ground.project import ROOT
from shnor_lib.ingest.discovery.schools import DraftedRoster, UntoldCode
from shnor_lib.ingest.programme.workbook import read_programme_book
from shnor_lib.pipeline.layout import Project
from tests.support.built_editions import copy_project, shnor
from tests.test_demo import TRUTHS

TODAY = datetime.date(2026, 11, 26)
HEAD = ["Название ОО", "ВПР МА 6 2022", None, "ВПР МА 6 2023", None, "ОГЭ РУ 2023", None]
SCHOOLS = ["МБОУ «Верхняя СОШ»", "Нижняя школа", "МКОУ «Дальняя ООШ»"]


def appendix(path: Path, names: list[str], head: list[str | None] = HEAD) -> Path:
    """Write a table in the layout of Приложение 1: a row for each name, the same shares in all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    book.active.append(head)
    for name in names:
        book.active.append([name, *([40, 10] * ((len(head) - 1) // 2))])
    book.save(path)
    return path


@pytest.fixture
def downloads(tmp_path) -> Path:
    appendix(tmp_path / "Загрузки" / "2023" / "таблица.xlsx", SCHOOLS)
    return tmp_path / "Загрузки" / "2023"


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "проект" / "params").mkdir(parents=True)
    return tmp_path / "проект"


def bytes_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def made(root: Path, data: Path, name: str = "энск", **more):
    return make_new_okrug(root, name, str(data), today=TODAY, **more)


def schools_of(root: Path, name: str = "энск"):
    return read_programme_book(root / "data" / name / "Программа.xlsx").tables["schools"]


# What is drafted


def test_params_programme_and_registers_are_drafted(root, downloads):
    new = made(root, downloads)
    assert {path.relative_to(root).as_posix() for path in new.made} == {
        "params/энск.yml",
        "data/энск/Программа.xlsx",
        "data/энск/Реестры_программы.xlsx",
    }
    params = load_params(root / "params" / "энск.yml")
    assert (params.report.year, params.report.as_of) == (2023, datetime.date(2023, 12, 31))
    assert (params.criteria.years.previous, params.criteria.years.before_previous) == (2023, 2022)
    assert (params.dynamics.from_year, params.dynamics.to_year) == (2022, 2023)
    assert params.programme.period is None
    assert [(one.assessment, one.subjects, one.grades) for one in params.procedures.counted] == [
        ("VPR", ("MA",), (6,)),
        ("OGE", ("RU",), (9,)),
    ]
    assert [(one.assessment, one.from_year, one.to_year) for one in params.procedures.exam_minimums] == [
        ("OGE", 2023, 2023)
    ]
    assert params.data.results.as_posix() == "data/энск"


@pytest.mark.slow
def test_the_originals_are_copied_and_not_touched(root, downloads):
    before = bytes_of(downloads)
    made(root, downloads)
    assert bytes_of(downloads) == before
    assert bytes_of(root / "data" / "энск" / "2023") == before


@pytest.mark.slow
def test_files_in_the_editions_own_folder_are_named_and_not_copied(root, downloads):
    own = root / "data" / "энск" / "2023"
    shutil.copytree(downloads, own)
    new = made(root, own)
    assert new.copied == []
    assert load_params(new.params).data.results.as_posix() == "data/энск/2023"
    assert (own / "Реестры_программы.xlsx").is_file()


@pytest.mark.slow
def test_the_roster_holds_the_schools_of_the_files_and_nobody_is_listed(root, downloads):
    made(root, downloads)
    schools = schools_of(root)
    assert list(schools["school"]) == SCHOOLS
    assert list(schools["highest_grade"]) == [11, 9, 9]
    assert [waits(kind) for kind in schools["kind"]] == [False, True, False]
    assert not schools["listed"].any()


@pytest.mark.slow
def test_the_registers_hold_the_schools_whose_kind_is_known(root, downloads):
    new = made(root, downloads)
    sheet = openpyxl.load_workbook(new.results / "Реестры_программы.xlsx")["Школы"]
    named = [row[2] for row in sheet.iter_rows(min_row=3, values_only=True) if row[2]]
    assert named == [SCHOOLS[0], SCHOOLS[2]]


@pytest.mark.slow
def test_every_place_that_waits_is_listed_with_file_and_cell(root, downloads):
    new = made(root, downloads)
    lines = new_okrug_lines(new, lambda path: path.relative_to(root).as_posix())
    assert len(new.waiting) <= 10
    for one in new.waiting:
        assert waits(one.text)
        assert sum(one.place in line and one.file in line for line in lines) == 1
    waiting = "\n".join(lines)
    for words in ("вид школы «Нижняя школа»", "первый день Программы", "список ШНОР", "целевые значения"):
        assert words in waiting
    assert lines[-1] == "Отчёт собирается уже сейчас: make report YEAR=энск"


@pytest.mark.slow
def test_the_last_known_minimum_of_an_exam_waits_for_its_source(root, tmp_path):
    head = ["Название ОО", "ЕГЭ РУ 2024", None, "ЕГЭ РУ 2026", None]
    appendix(tmp_path / "ф" / "т.xlsx", ["Верхняя СОШ"], head)
    minimums = load_params(made(root, tmp_path / "ф").params).procedures.exam_minimums
    russian = [one for one in minimums if one.subjects == ("RU",)]
    assert [(one.from_year, one.to_year, one.minimum, waits(one.source)) for one in russian] == [
        (2024, 2024, 24, False),
        (2026, 2026, 24, True),
    ]
    assert {one.minimum for one in known_minimums() if one.subjects == ("RU",)} == {24}


@pytest.mark.slow
def test_the_year_is_the_newest_of_the_files_unless_one_is_given(root, downloads):
    assert load_params(made(root, downloads, "а").params).report.year == 2023
    params = load_params(made(root, downloads, "б", year="2022").params)
    assert (params.report.year, params.criteria.years.previous) == (2022, 2022)


@pytest.mark.slow
def test_a_folder_with_registers_alone_is_an_okrug(root, downloads, tmp_path):
    first = made(root, downloads, "первый")
    book = openpyxl.load_workbook(first.results / "Реестры_программы.xlsx")
    (tmp_path / "реестры").mkdir()
    book.save(tmp_path / "реестры" / "Учёт.xlsx")
    new = made(root, tmp_path / "реестры", "второй")
    assert list(schools_of(root, "второй")["school"]) == [SCHOOLS[0], SCHOOLS[2]]
    assert load_params(new.params).report.year == TODAY.year
    assert not (new.results / "Реестры_программы.xlsx").exists()


def test_a_persons_name_in_place_of_a_school_reaches_nothing(root, tmp_path):
    appendix(tmp_path / "ф" / "т.xlsx", ["Верхняя СОШ", "Петрова Анна Сергеевна"])
    new = made(root, tmp_path / "ф")
    said = "\n".join(new_okrug_lines(new, str))
    assert "похоже на имя человека" in said and "Петрова" not in said
    assert list(schools_of(root)["school"]) == ["Верхняя СОШ"]


# The second call


@pytest.mark.slow
def test_a_second_call_overwrites_nothing(root, downloads):
    made(root, downloads)
    before = bytes_of(root)
    again = made(root, downloads)
    assert bytes_of(root) == before
    assert again.made == [] and again.added == [] and again.copied == []


@pytest.mark.slow
def test_new_files_add_schools_and_touch_no_filled_cell(root, downloads):
    made(root, downloads)
    path = root / "data" / "энск" / "Программа.xlsx"
    book = openpyxl.load_workbook(path)
    book["Школы"]["E4"] = "СОШ"
    book["Паспорт"]["B2"] = "Наша программа"
    book.save(path)
    before = [list(row) for row in book["Школы"].iter_rows(values_only=True)]
    appendix(downloads / "ещё.xlsx", [*SCHOOLS, "МБОУ «Новая СОШ»"])
    again = made(root, downloads)
    assert again.added == ["МБОУ «Новая СОШ»"]
    after = openpyxl.load_workbook(path)
    rows = [list(row) for row in after["Школы"].iter_rows(values_only=True)]
    assert rows[: len(before)] == before and len(rows) == len(before) + 1
    assert after["Паспорт"]["B2"].value == "Наша программа"
    assert list(schools_of(root)["school"]) == [*SCHOOLS, "МБОУ «Новая СОШ»"]
    assert schools_of(root)["school_id"].is_unique


@pytest.mark.slow
def test_a_file_of_the_same_name_and_another_content_is_told(root, downloads):
    made(root, downloads)
    appendix(downloads / "таблица.xlsx", SCHOOLS[:1])
    again = made(root, downloads)
    assert [path.name for path in again.other_copies] == ["таблица.xlsx"]
    assert "новый не скопирован" in "\n".join(new_okrug_lines(again, str))


# Refusals


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["new-okrug", "../энск", "."], "Имя выпуска не годится"),
        (["new-okrug", "", "."], "Имя выпуска не годится"),
        (["new-okrug", "энск", "нет такой"], "Нет папки «нет такой»."),
        (["new-okrug", "энск", ""], "Не указана папка"),
        (["new-okrug", "энск", "пусто"], "В папке «пусто» нет ни одного файла."),
        (["new-okrug", "энск", "чужое"], "не найдено ни одной школы"),
        (["new-okrug", "энск", "чужое", "--year", "двадцать"], "«двадцать» — не год."),
    ],
)
def test_what_cannot_be_an_okrug_is_refused_and_leaves_nothing(root, monkeypatch, capsys, arguments, words):
    monkeypatch.chdir(root)
    (root / "пусто").mkdir()
    (root / "чужое").mkdir()
    (root / "чужое" / "заметки.txt").write_text("ничего", encoding="utf-8")
    before = bytes_of(root)
    assert main(arguments, Project(root=root)) == 2
    assert words in capsys.readouterr().err
    assert bytes_of(root) == before


def test_the_name_of_an_edition_made_elsewhere_is_refused(root, downloads):
    shutil.copy(ROOT / "params" / "2022.yml", root / "params" / "2022.yml")
    before = bytes_of(root)
    with pytest.raises(ReportError, match="Выпуск «2022» уже есть, и его Программа лежит в другом месте"):
        made(root, downloads, "2022")
    assert bytes_of(root) == before


def test_a_file_is_no_folder(root, downloads):
    with pytest.raises(ReportError, match="файл, а нужна папка"):
        made(root, downloads / "таблица.xlsx")


def exports(folder: Path, schools: dict[str, list[str]]) -> Path:
    """Write a sheet of «Статистика по отметкам» with the schools of several municipalities."""
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "МА 5 Статистика по отметкам"
    for row in (
        ["Статистика по отметкам"],
        [],
        ["ВПР 2023 Математика 5 класс"],
        ["Предмет:", "Математика"],
        ["Максимальный первичный балл:", 20],
        ["Дата:", "20.04.2023"],
        [],
        ["Группы участников", "Кол-во ОО", "Кол-во участников", 2, 3, 4, 5],
        ["Вся выборка", 35000, 1400000, 10, 40, 30, 20],
        ["Энская область", 300, 9000, 10, 40, 30, 20],
    ):
        sheet.append(row)
    for place, (municipality, names) in enumerate(schools.items(), start=1):
        sheet.append([f"{municipality}(reg99_m{place:03})", len(names), 100, 10, 40, 30, 20])
        for number, name in enumerate(names):
            sheet.append([f"{name}(edu9900{place}{number})", None, 50, 10, 40, 30, 20])
    book.save(folder / "область.xlsx")
    return folder


@pytest.mark.slow
def test_of_several_okrugs_none_is_guessed_and_one_may_be_chosen(root, tmp_path):
    folder = exports(tmp_path / "ф", {"Первый район": ["СОШ № 1", "СОШ № 2"], "Второй округ": ["СОШ № 3"]})
    new = made(root, folder, "все")
    assert new.okrug.several == ("Первый район", "Второй округ")
    assert any("название округа" in one.text for one in new.waiting)
    said = "\n".join(new_okrug_lines(new, str))
    assert "«Первый район», «Второй округ»" in said and "OKRUG=" in said
    chosen = made(root, folder, "второй", okrug="Второй округ")
    assert list(schools_of(root, "второй")["school"]) == ["СОШ № 3"]
    assert not any("название округа" in one.text for one in chosen.waiting)
    with pytest.raises(ReportError, match=r"Округа «Третий» в файлах нет.+Второй округ, Первый район"):
        made(root, folder, "третий", okrug="Третий")
    assert not (root / "data" / "третий").exists()


@pytest.mark.slow
def test_a_folder_with_files_of_the_whole_region_is_named_as_such(root, downloads, tmp_path):
    exports(downloads / "регион", {"Первый район": ["СОШ № 1"], "Второй округ": ["СОШ № 3"]})
    exports(downloads / "свои", {"Первый район": ["СОШ № 1", "СОШ № 2"]})
    new = made(root, downloads)
    assert new.okrug.name == "Первый район"
    assert load_params(new.params).data.region.as_posix() == "data/энск/2023/регион"
    assert "принята за файлы всего региона" in "\n".join(new_okrug_lines(new, str))


@pytest.mark.slow
def test_new_files_of_the_whole_region_add_no_schools_of_other_okrugs(root, downloads):
    """The drafted programme knows whose edition it is, whether or not the command says it again."""
    files = exports(downloads / "регион", {"Первый район": ["СОШ № 1"], "Второй округ": ["СОШ № 3", "СОШ № 4"]})
    made(root, files, okrug="Первый район")
    again = made(root, files)
    assert again.okrug.name == "Первый район" and again.added == []
    assert list(schools_of(root)["school"]) == ["СОШ № 1"]


@pytest.mark.slow
def test_files_with_other_okrugs_among_the_okrugs_own_are_told(root, downloads):
    exports(downloads / "свои", {"Первый район": ["СОШ № 1", "СОШ № 2"]})
    exports(downloads / "ещё", {"Первый район": ["СОШ № 1"]})
    shutil.move(
        exports(downloads / "регион", {"Первый район": ["СОШ № 1"], "Второй": ["Ш № 3"]}) / "область.xlsx", downloads
    )
    shutil.copytree(downloads, root / "data" / "энск")
    new = made(root, root / "data" / "энск")
    assert load_params(new.params).data.region is None
    assert "Есть школы других округов: «" in "\n".join(new_okrug_lines(new, lambda path: path.name))


def test_an_unknown_year_is_no_year(root, downloads):
    with pytest.raises(ReportError, match="не год"):
        made(root, downloads, year="20233")


# Codes of protocols


def lines_of(**roster) -> str:
    new = NewOkrug("энск", Path("params/энск.yml"), Path("data/энск"), roster=DraftedRoster(pd.DataFrame(), **roster))
    return "\n".join(new_okrug_lines(new, str)).replace("\u00a0", " ")


def test_each_code_that_nothing_ties_is_asked_for_with_its_place():
    codes = (
        UntoldCode("12101", "ГИА/ЕГЭ 2021.xlsx", "Page 1", "W7:W31", 19),
        UntoldCode("12102", "свод.csv", "", "B5", 1),
    )
    said = lines_of(codes=codes)
    assert "2 кода ни один файл не связывает с названием школы" in said and "«Другие названия»" in said
    assert "\n      12101 — ГИА/ЕГЭ 2021.xlsx, лист «Page 1», строки 7–31 (всего 19 результатов)\n" in said
    assert "\n      12102 — свод.csv, B5 (всего 1 результат)" in said
    assert "заполнено" not in said


def test_of_very_many_codes_the_rest_is_counted():
    codes = tuple(UntoldCode(str(12_000 + n), "а.xlsx", "Лист1", f"B{n + 2}", 1) for n in range(MOST_CODES + 7))
    said = lines_of(codes=codes)
    assert "… и ещё 7" in said and said.count("лист «Лист1»") == MOST_CODES


def test_a_code_that_files_tie_and_the_workbook_lacks_is_told_with_its_school():
    said = lines_of(told_codes={"12101": "Верхняя СОШ"})
    assert "код 12101 по файлам — школы «Верхняя СОШ», а на листе «Школы» его нет" in said


def test_without_codes_nothing_is_asked_of_them():
    assert "код" not in lines_of()


# The report


#: What belongs to the shipped sets alone: names of places, schools and organisations, numbers of their documents' items
#: and measures, their years.
FOREIGN = re.compile(
    r"ИМЦ|Ленинск|Кузнецк|Краснинск|Ариничев|Демьянов|Панфилов|Подгорнов|Свердловск|Мирновск|Демонстрацион"
    r"|пункт\w*\s+(?:1[5-9]|2\d)(?!\d)|(?<!\w)М\d\.\d|(?<!\w)6а(?!\w)|(?<!\w)20(?:18|19|20)(?!\w)"
)


def fill(root: Path, name: str) -> int:
    """Write a value into every place that waits, as a person would, and list two schools; return how many waited."""
    path, params = root / "data" / name / "Программа.xlsx", root / "params" / f"{name}.yml"
    days = {"первый день": datetime.date(2023, 9, 1), "последний день": datetime.date(2023, 12, 31)}
    book, filled = openpyxl.load_workbook(path), 0
    for sheet in book:
        for cell in (cell for row in sheet.iter_rows() for cell in row if waits(cell.value) and cell.column < 8):
            if sheet.title == "Памятка":
                continue
            asked, filled = cell.value, filled + 1
            named = next((day for words, day in days.items() if words in asked), None)
            cell.value = named or ("СОШ" if "вид школы" in asked else "да" if "да —" in asked else "впервые вписано")
    for row in (4, 5):
        book["Школы"].cell(row, 8, "да")
    book.save(path)
    text = params.read_text(encoding="utf-8")
    params.write_text(re.sub(r'"заполните: [^"]*"', "МБУ «Центр»", text), encoding="utf-8")
    return filled + len(re.findall(r'"заполните: ', text))


def texts(project: Path, name: str) -> str:
    page = (project / "output" / name / "report.html").read_text(encoding="utf-8")
    body = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", body)


@pytest.mark.slow
def test_a_drafted_okrug_reports_at_once_and_is_finished_when_filled(tmp_path):
    project = copy_project(tmp_path / "проект")
    shutil.rmtree(project / "data", ignore_errors=True)
    appendix(tmp_path / "Загрузки" / "т.xlsx", SCHOOLS)
    code, said = shnor(project, "new-okrug", "энск", str(tmp_path / "Загрузки"))
    assert code == 0, said
    code, said = shnor(project, "report", "энск")
    assert code == 0, said
    text = texts(project, "энск")
    assert "Черновик" in text and "заполните: полное название Программы" in text
    assert not FOREIGN.search(text), FOREIGN.search(text)
    assert "Списка ШНОР нет" in text and "не в списке" not in text and "Не входят в список" not in text
    assert fill(project, "энск") <= 10
    assert shnor(project, "report", "энск")[0] == 0
    text = texts(project, "энск")
    assert "Черновик" not in text and "заполните:" not in text
    assert not FOREIGN.search(text), FOREIGN.search(text)
    assert re.search(r"В\s+списке\s+ШНОР\s+2\s+школы", text)


def fill_codes_and_period(path: Path, codes: dict[str, str]) -> int:
    """Write the schools' codes and the programme's days into the workbook; return how many cells were filled."""
    book, filled = openpyxl.load_workbook(path), 0
    for row in book["Школы"].iter_rows(min_row=3):
        if row[2].value in codes:
            row[3].value, filled = codes[row[2].value], filled + 1
    days = {"первый день": datetime.date(2023, 9, 1), "последний день": datetime.date(2024, 12, 31)}
    for cell in (cell for row in book["Паспорт"].iter_rows() for cell in row if waits(cell.value)):
        for words, day in days.items():
            if words in cell.value:
                cell.value, filled = day, filled + 1
                break
    book.save(path)
    return filled


@pytest.mark.slow
def test_the_demonstrations_federal_files_give_its_verdicts(tmp_path):
    project = copy_project(tmp_path / "проект")
    folder = tmp_path / "Загрузки"
    shutil.copytree(ROOT / "data" / "demo" / "2024", folder, ignore=shutil.ignore_patterns("*Реестры*"))
    code, said = shnor(project, "new-okrug", "энск", str(folder))
    assert code == 0, said
    # No file ties a code of the exam centre to a school, and none tells when the programme began: a person does.
    asked = re.findall(r"^ +(\d{5}) — data/энск/\S.*\.xlsx?, лист «.+», строки \d+–\d+", said, re.MULTILINE)
    codes = {row["school"]: row["school_id"] for row in TRUTHS["classification"]}
    assert sorted(asked) == sorted(codes.values())
    assert fill_codes_and_period(project / "data" / "энск" / "Программа.xlsx", codes) == len(codes) + 2
    said = shnor(project, "check", "энск")[1]
    (years,) = re.findall(
        r"criteria: years: (previous: \d+), (before_previous: \d+), (alternative_previous: \d+)", said
    )
    params = project / "params" / "энск.yml"
    text = params.read_text(encoding="utf-8")
    settings = "".join(f"{setting}\n    " for setting in years)
    params.write_text(re.sub(r"previous: 2024\n    before_previous: 2023\n    ", settings, text), encoding="utf-8")
    code, said = shnor(project, "new-okrug", "энск", str(folder))
    assert code == 0 and "чьи коды" not in said
    assert shnor(project, "report", "энск")[0] == 0
    with (project / "output" / "энск" / "tables" / "classification.csv").open(encoding="utf-8", newline="") as table:
        found = {row["school"]: row for row in csv.DictReader(table)}
    assert found.keys() == codes.keys()
    for truth in TRUTHS["classification"]:
        row = found[truth["school"]]
        for name in ("low_previous", "low_before_previous"):
            assert int(row[name]) == truth[name], (truth["school"], name)
        for name in ("criterion_1", "criterion_2", "shnor"):
            assert row[name] == str(truth[name]).lower(), (truth["school"], name)
