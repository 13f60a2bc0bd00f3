"""Thirty faults planted into a good register workbook are told at their cells, and no good row is lost."""

import copy
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter

from shnor_lib.ground.registers import register_sheet, register_sheets
from shnor_lib.ingest.contents.folder import read_folder
from tests.support.depth import every, every_case
from tests.support.programme_2022 import rules_2022
from tests.support.register_books import complaints, read, read_typed
from tools.okrug.registers import AS_OF, ROWS, register_rows, write_registers
from tools.okrug.workbooks import write_xlsx


def cell_of(register: str, row: int, column: str) -> str:
    """Return the A1 address of a column in the row of a place (from 0) of `ROWS`."""
    names = [one.name for one in register_sheet(register).columns]
    return f"{get_column_letter(names.index(column) + 1)}{row + 2}"


#: Register, row (a new one beyond the last), values typed over it, the column complained of, check, severity, row kept.
FAULTS = [
    ("teachers", 8, {"teacher_id": None, "school_id": "d01"}, "teacher_id", "register_required", "error", False),
    ("teachers", 9, {"teacher_id": "П-101", "school_id": "d77"}, "school_id", "register_reference", "error", False),
    ("teachers", 10, {"teacher_id": "п-001", "school_id": "D02"}, "teacher_id", "register_key", "error", False),
    ("teachers", 1, {"category": "третья"}, "category", "register_choice", "error", True),
    ("teachers", 2, {"is_head": "возможно"}, "is_head", "register_choice", "error", True),
    ("teachers", 3, {"hired_on": "осенью"}, "hired_on", "register_value", "error", True),
    ("teachers", 4, {"hired_on": date(1949, 9, 1)}, "hired_on", "register_dates", "error", True),
    ("teachers", 5, {"left_on": date(2001, 1, 1)}, "left_on", "register_dates", "error", True),
    ("teachers", 6, {"position": "Многоречина Аэлита Радимовна"}, "position", "names_in_file", "warning", True),
    ("teachers", 7, {"leave_from": date(2022, 5, 1), "leave_until": date(2022, 4, 1)}, "leave_until",
     "register_dates", "error", True),
    ("courses", 5, {"teacher_id": "П-999", "programme": "Курс", "is_targeted": "да", "finished_on": date(2022, 3, 1)},
     "teacher_id", "register_reference", "error", False),
    ("courses", 6, dict(ROWS["courses"][4]), "teacher_id", "register_key", "warning", False),
    ("courses", 0, {"hours": "семьдесят"}, "hours", "register_value", "error", True),
    ("courses", 1, {"hours": 5000}, "hours", "register_numbers", "error", True),
    ("courses", 2, {"finished_on": date(2023, 5, 1)}, "finished_on", "register_dates", "warning", True),
    ("courses", 3, {"is_targeted": None}, "is_targeted", "register_required", "warning", True),
    ("courses", 7, {"teacher_id": "П-002", "programme": "Без даты", "is_targeted": "да"}, "finished_on",
     "register_required", "error", False),
    ("diagnostics", 0, {"result_pct": 120}, "result_pct", "register_numbers", "error", True),
    ("diagnostics", 1, {"result_pct": 0.85}, "result_pct", "register_value", "error", True),
    ("diagnostics", 2, {"phase": "во время"}, "phase", "register_choice", "error", True),
    ("consultations", 2, {"held_on": date(2022, 4, 1), "kind": "групповая", "is_targeted": "нет"}, "teacher_id",
     "register_required", "error", False),
    ("consultations", 1, {"request_id": "77"}, "request_id", "register_reference", "warning", True),
    ("events", 3, {"event_id": "9", "held_on": date(2022, 5, 1), "title": "Без пункта", "plan_item": "99"},
     "plan_item", "register_reference", "error", False),
    ("participation", 8, {"event_id": "77", "teacher_id": "П-001"}, "event_id", "register_reference", "error", False),
    ("plan", 5, {"item": "4", "done_on": date(2022, 2, 17), "note": "повторно"}, "item",
     "register_key", "error", False),
    ("materials", 1, {"audience": "методисты; родители"}, "audience", "register_choice", "error", True),
    ("requests", 0, {"closed_on": date(2022, 1, 1)}, "closed_on", "register_dates", "error", True),
    ("quarters", 0, {"passed": 60}, "passed", "register_numbers", "error", True),
    ("quarters", 2, {**ROWS["quarters"][0], "quarter": 5}, "quarter", "register_numbers", "error", False),
    ("context", 0, {"pupils": "#ССЫЛКА!"}, "pupils", "register_value", "error", True),
    ("settings", 2, {"name": "Отчотная дата", "value": 1}, "name", "register_setting", "warning", False),
]  # fmt: skip


def planted(faults=FAULTS):
    rows = copy.deepcopy(ROWS)
    for register, place, values, *_ in faults:
        own = rows[register]
        own += [{} for _ in range(place + 1 - len(own))]
        own[place] |= values
    return rows


def expected(faults=FAULTS):
    return sorted(
        (check, severity, register_sheet(register).title, cell_of(register, place, column))
        for register, place, _, column, check, severity, _ in faults
    )


def test_at_least_thirty_faults_of_every_kind():
    assert len(FAULTS) >= 30
    assert len({check for *_, check, _, _ in FAULTS}) >= 9


def test_each_fault_is_told_at_its_cell_and_nothing_else(tmp_path):
    tables = read(write_registers(tmp_path / "реестр.xlsx", planted()))
    assert sorted(complaints(tables)) == expected()
    assert all(f.what_to_do and f.file.endswith("реестр.xlsx") for f in tables.findings if f.result == "complaint")


def test_no_good_row_is_lost(tmp_path):
    tables = read(write_registers(tmp_path / "реестр.xlsx", planted()))
    lost = {register: sum(1 for r, *_, kept in FAULTS if r == register and not kept) for register in ROWS}
    for register, rows in planted().items():
        assert len(tables.tables[f"register_{register}"]) == len(rows) - lost[register], register


def test_every_value_of_a_good_workbook_arrives(tmp_path):
    tables = read(write_registers(tmp_path / "реестр.xlsx"))
    assert complaints(tables) == []
    for register in register_sheets():
        frame = tables.tables[register.table]
        assert len(frame) == len(ROWS[register.name])
        for column in register.stored:
            given = [row.get(column.name) is not None for row in ROWS[register.name]]
            assert frame[column.name].notna().tolist() == given, (register.name, column.name)


@pytest.mark.parametrize("fault", every(3, FAULTS), ids=[f"{f[0]}-{f[3]}-{f[4]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_fault_alone_is_told_alone(fault):
    tables = read_typed(planted([fault]))
    assert sorted(complaints(tables)) == expected([fault])


SPELLINGS = [
    ("teachers", "is_head", True, ("да", "Да ", "+", 1, "1", True, "true", "✓", "ДА")),
    ("teachers", "is_head", False, ("нет", "–", "-", 0, "0", False, "НЕТ")),
    ("teachers", "category", "first", ("первая", "Первая", "ПЕРВАЯ", " первая ", "пeрвaя", "первая категория")),
    ("teachers", "hired_on", "2015-09-01",
     (date(2015, 9, 1), datetime(2015, 9, 1), "01.09.2015", "1.9.2015", "2015-09-01", 42248, "01/09/2015")),
    ("teachers", "hired_on", "1985-08-15", (date(1985, 8, 15), "15.08.1985", 31274)),
    ("teachers", "subjects", "Математика; Физика", ("математика; физика", "Математика,физика", "МАТЕМАТИКА;Физика;")),
    ("teachers", "school_id", "d01", ("d01", "D01", " d01 ", "МБОУ «Верхнеозёрская СОШ»", "Верхнеозерская СОШ")),
    ("diagnostics", "result_pct", 85.0, (85, "85", "85 %", "85%", "85,0", 85.0)),
    ("context", "school_year", 2022, ("2021/2022", "2021-2022", "2021/22", 2022, "2022", "2021–2022")),
    ("events", "plan_item", "6а", ("6а", "6a", "6А", "6а.")),
    ("events", "plan_item", "М1.2", ("М1.2", "M1.2", "м1.2")),
    ("events", "plan_item", "4", (4, "4", 4.0, "4.")),
    ("materials", "audience", "methodists;teachers", ("методисты; учителя", "учителя, методисты", "Учителя;МЕТОДИСТЫ")),
    ("schools", "longitude", 86.1, (86.1, "86,1", "86.1")),
    ("schools", "longitude", -86.1, (-86.1, "-86,1")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("register", "column", "stored", "typed"),
    every_case(
        4, [(register, column, stored, typed) for register, column, stored, many in SPELLINGS for typed in many]
    ),
)
def test_a_value_is_read_however_it_is_typed(register, column, stored, typed):
    rows = copy.deepcopy(ROWS)
    rows[register][0][column] = typed
    tables = read_typed(rows)
    assert complaints(tables) == []
    value = tables.tables[f"register_{register}"][column].iloc[0]
    assert value == stored


def test_a_percentage_by_format_is_read_as_one(tmp_path):
    import openpyxl

    path = write_registers(tmp_path / "реестр.xlsx")
    book = openpyxl.load_workbook(path)
    cell = book["Диагностика"][cell_of("diagnostics", 0, "result_pct")]
    cell.value, cell.number_format = 0.85, "0%"
    book.save(path)
    tables = read(path)
    assert complaints(tables) == []
    assert tables.tables["register_diagnostics"]["result_pct"].iloc[0] == 85


# Sheets and files


def sheets_with(change):
    sheets = register_rows()
    change(sheets)
    return sheets


def test_columns_may_stand_in_any_order(tmp_path):
    sheets = {title: [row[::-1] for row in rows] for title, rows in register_rows().items()}
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    assert complaints(tables) == []
    straight = read(write_registers(tmp_path / "реестр.xlsx"))
    for name, frame in straight.tables.items():
        kept = [column for column in frame if not column.startswith("source")]
        assert frame[kept].equals(tables.tables[name][kept]), name


def test_an_unknown_column_is_told_and_counted(tmp_path):
    sheets = sheets_with(lambda s: [row.append(x) for row, x in zip(s["КПК"], ("Мои пометки", "а"), strict=False)])
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    assert complaints(tables) == [("register_column", "warning", "КПК", "G1:G6")]


def test_a_column_of_persons_is_never_read(tmp_path):
    sheets = sheets_with(
        lambda s: [row.append(x) for row, x in zip(s["Педагоги"], ("ФИО", "Многоречина"), strict=False)]
    )
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    assert complaints(tables) == [("names_in_file", "warning", "Педагоги", "M1")]


def test_a_lost_required_column_sets_the_sheet_aside(tmp_path):
    sheets = sheets_with(lambda s: [row.pop(1) for row in s["КПК"]])
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    assert complaints(tables) == [
        ("register_column", "error", "КПК", "A1:E1"),
        ("register_needed", "warning", "КПК", ""),
    ]
    assert tables.tables["register_courses"].empty


def test_a_workbook_without_its_keys_headers_is_a_register_still(tmp_path):
    sheets = {"Педагоги": register_rows()["Педагоги"]}
    sheets["Педагоги"][0][0] = "Кто"
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    told = [found for found in complaints(tables) if found[0] == "register_column"]
    assert sorted(told) == [
        ("register_column", "error", "Педагоги", "A1:L1"),
        ("register_column", "warning", "Педагоги", "A1:A9"),
    ]


def test_a_context_form_of_that_title_is_no_register(tmp_path):
    headings = ["Логин ОО", "Наименование ОО", "Год", "Численность обучающихся", "Количество учителей", "Вакансии"]
    shares = [column.header for column in register_sheet("context").columns if column.kind == "percent"]
    path = write_xlsx(tmp_path / "форма.xlsx", {"Контекст": [[*headings, *shares]]})
    assert not read_folder([path], rules_2022()).registers


def test_a_repeated_header_is_nobodys_column(tmp_path):
    sheets = sheets_with(lambda s: s["Каталог"][0].__setitem__(2, "Часов"))
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    assert {found[0] for found in complaints(tables)} == {"register_column"}
    assert tables.tables["register_catalogue"]["hours"].isna().all()


def test_an_example_is_passed_over_and_told_if_it_was_typed_over(tmp_path):
    def with_example(sheets):
        columns = register_sheet("courses").columns
        sheets["КПК"].insert(1, [f"Пример: {columns[0].example}", *(column.example for column in columns[1:])])

    assert complaints(read(write_xlsx(tmp_path / "р.xlsx", sheets_with(with_example)))) == []
    sheets = sheets_with(with_example)
    sheets["КПК"][1][3] = 144
    tables = read(write_xlsx(tmp_path / "р2.xlsx", sheets))
    assert complaints(tables) == [("register_example", "warning", "КПК", "A2")]
    assert len(tables.tables["register_courses"]) == len(ROWS["courses"])


def test_a_foreign_sheet_is_told_and_the_guide_is_not(tmp_path):
    sheets = {"Памятка": [["Как заполнять"]], **register_rows(), "Черновик": [["что-то", 1]]}
    tables = read(write_xlsx(tmp_path / "р.xlsx", sheets))
    assert complaints(tables) == [("register_sheet", "warning", "Черновик", "A1:B1")]


def test_two_workbooks_are_joined_and_their_repeated_rows_found(tmp_path):
    first = {name: rows for name, rows in ROWS.items() if name != "courses"}
    second = {"courses": ROWS["courses"], "teachers": [dict(ROWS["teachers"][0], position="методист")]}
    tables = read(write_registers(tmp_path / "а.xlsx", first), write_registers(tmp_path / "б.xlsx", second))
    assert complaints(tables) == [("register_key", "error", "Педагоги", "A2")]
    assert tables.tables["register_courses"]["teacher_id"].tolist() == [row["teacher_id"] for row in ROWS["courses"]]


def test_a_copy_of_a_workbook_is_read_once(tmp_path):
    path = write_registers(tmp_path / "а.xlsx")
    copied = tmp_path / "Копия а.xlsx"
    copied.write_bytes(path.read_bytes())
    folder = read_folder([copied, path], rules_2022())
    assert [book.path for book in folder.registers] == [path]
    said = [finding for content in folder.contents for finding in content.findings]
    assert [(found.check, Path(found.file).name) for found in said] == [("file_repeated", copied.name)]
    assert complaints(read(copied, path)) == []


def test_hidden_sheets_and_rows_are_read(tmp_path):
    import openpyxl

    path = write_registers(tmp_path / "р.xlsx")
    book = openpyxl.load_workbook(path)
    book["КПК"].sheet_state = "hidden"
    book["Педагоги"].row_dimensions[3].hidden = True
    book.save(path)
    tables = read(path)
    assert {check for check, *_ in complaints(tables)} == {"hidden"}
    assert len(tables.tables["register_courses"]) == 5
    assert len(tables.tables["register_teachers"]) == 8


def test_empty_needed_sheets_are_told(tmp_path):
    rows = {name: own for name, own in ROWS.items() if name in ("schools", "teachers", "plan", "materials")}
    tables = read(write_registers(tmp_path / "р.xlsx", rows))
    assert {(check, sheet) for check, _, sheet, _ in complaints(tables)} == {
        ("register_needed", "КПК"),
        ("register_needed", "Диагностика"),
        ("register_needed", "Взаимодействие"),
        ("register_reference", "Материалы"),
    }


def test_a_row_that_points_to_a_row_set_aside_says_so(tmp_path):
    rows = copy.deepcopy(ROWS)
    rows["teachers"][0]["school_id"] = "d77"
    tables = read(write_registers(tmp_path / "р.xlsx", rows))
    told = [f.message for f in tables.findings if f.check == "register_reference" and f.sheet == "КПК"]
    assert told == ["Ячейка A2: «П-001» — строка с этим кодом на листе «Педагоги» отложена; строка не использована."]


def test_the_reporting_date_of_the_settings_counts(tmp_path):
    rows = copy.deepcopy(ROWS)
    rows["settings"][0]["value"] = date(2022, 3, 2)
    tables = read(write_registers(tmp_path / "р.xlsx", rows))
    assert tables.as_of == date(2022, 3, 2)
    assert {check for check, *_ in complaints(tables)} == {"register_dates"}
    assert read(write_registers(tmp_path / "р2.xlsx")).as_of == AS_OF


def test_many_faults_of_a_kind_are_cut_with_their_number(tmp_path):
    rows = copy.deepcopy(ROWS)
    rows["courses"] = [dict(ROWS["courses"][0], programme=f"Курс {n}", hours="много") for n in range(50)]
    tables = read(write_registers(tmp_path / "р.xlsx", rows))
    told = [f.message for f in tables.findings if f.check == "register_value"]
    assert len(told) == 21
    assert told[-1].startswith("То же замечание: ещё 30\u00a0ячеек")


def test_without_registers_the_tables_are_empty():
    from shnor_lib.ground.schemas import TABLES

    tables = read()
    assert tables.findings == [] and tables.cell_counts == []
    for name, frame in tables.tables.items():
        assert TABLES[name].validate(frame).empty
