"""The declaration of the registers is whole: every column is named, explained, exemplified and becomes a table's."""

import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from shnor_lib.ground import registers
from shnor_lib.ground.notebook_code import load_notebook
from shnor_lib.ground.project import NOTEBOOKS, OFFICIAL_USE, ROOT
from shnor_lib.ground.register_tables import Registers, empty_register
from shnor_lib.ground.registers import register_sheet, register_sheets
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ground.tables import DECLARED, is_official, table_path
from shnor_lib.pipeline.reads import notebook_reads
from shnor_lib.pipeline.stages import STAGES
from tests.support.depth import every

SHEETS = {sheet.name: sheet for sheet in register_sheets()}
COLUMNS = [(sheet, column) for sheet in register_sheets() for column in sheet.columns]
IDS = [f"{sheet.name}-{column.name}" for sheet, column in COLUMNS]


def test_the_workbook_has_the_sheets_that_the_layout_names():
    titles = (
        "Настройки Школы Педагоги КПК Каталог Диагностика Взаимодействие Консультации Мероприятия Участие План "
        "Материалы Протоколы Состав_рабочей_группы Публикации ИОМ Партнёрства Факторы Методические_системы "
        "Программы_развития Контекст "
        "Внеучебные Достижения Запросы Четверти"
    )
    assert [sheet.title.replace(" ", "_") for sheet in register_sheets()] == titles.split()


def test_the_indicators_need_seven_sheets():
    needed = {sheet.title for sheet in register_sheets() if sheet.needed}
    assert needed == {"Школы", "Педагоги", "КПК", "Диагностика", "Взаимодействие", "Материалы", "План"}


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_a_column_is_declared_in_full(sheet, column):
    assert column.kind in registers.KINDS
    assert column.header and column.hint.endswith((".", "!")) and column.width > 5
    assert bool(column.choices) == (column.kind in (registers.CHOICE, registers.CHOICES))
    assert bool(column.to) == (column.kind == registers.REFERENCE)
    assert column.to in ("", registers.PLAN_ITEMS, *SHEETS)
    assert column.suggestions_from in ("", *SHEETS)
    names = {one.name for one in sheet.columns}
    assert {column.not_before, column.not_over} <= {"", *names}
    # Excel shows 255 characters of a hint.
    assert len(column.hint) <= 255


@pytest.mark.parametrize(("sheet", "column"), COLUMNS, ids=IDS)
def test_an_example_is_of_its_kind(sheet, column):
    example = column.example
    if example is None:
        assert not column.required or sheet.name == "settings"
    elif column.kind == registers.DATE:
        assert isinstance(example, date)
    elif column.kind == registers.CHOICE:
        assert example in [choice.word for choice in column.choices]
    elif column.kind in (registers.INTEGER, registers.PERCENT):
        assert isinstance(example, int)
    elif column.kind == registers.YES_NO:
        assert example in ("да", "нет")


@pytest.mark.parametrize("sheet", register_sheets(), ids=lambda sheet: sheet.name)
def test_headers_of_a_sheet_do_not_repeat(sheet):
    headers = [header.casefold() for column in sheet.columns for header in column.headers]
    assert len(headers) == len(set(headers))
    assert {*sheet.key, *sheet.one_of} <= {column.name for column in sheet.stored}
    assert sheet.identity


@pytest.mark.parametrize("sheet", every(3, register_sheets()), ids=lambda sheet: sheet.name)
def test_a_table_has_the_stored_columns_then_the_source(sheet):
    schema = TABLES[sheet.table]
    assert [*schema.columns] == [
        *(column.name for column in sheet.stored),
        *(column.as_typed for column in sheet.stored if column.quoted),
        "source_file",
        "source_sheet",
        "source_cell",
    ]
    schema.validate(pd.DataFrame(columns=list(schema.columns)))


def test_lookups_by_name_and_table():
    assert register_sheet("teachers") is register_sheet("register_teachers")
    with pytest.raises(KeyError):
        register_sheet("unknown")


def test_choices_go_from_code_to_word():
    category = register_sheet("teachers").column("category")
    assert category.word_of("conformity") == "соответствие"
    with pytest.raises(KeyError):
        category.word_of("third")


def test_tables_with_codes_of_people_lie_in_the_folder_for_official_use():
    """Named here once more, since a table that leaves this folder shows people to everybody."""
    registers = ("achievements", "consultations", "courses", "diagnostics", "interaction", "participation", "routes")
    people = {"indicator_people", "route_deficits", "route_steps"}
    official = {f"register_{name}" for name in (*registers, "teachers")} | people
    assert {name for name in DECLARED if table_path(name).startswith(OFFICIAL_USE)} == official
    for sheet in register_sheets():
        refers = any(column.to == "teachers" for column in sheet.stored)
        assert is_official(sheet.table) == (refers or sheet.name == "teachers"), "a code of a person under another name"


def test_registers_are_one_object_that_reads_what_is_asked_for():
    asked = []
    registers = Registers(plan=lambda: asked.append("plan") or empty_register("plan"), events=empty_register("events"))
    assert (registers.empty("events"), asked) == (True, [])
    assert registers.plan is registers.plan
    assert asked == ["plan"]
    assert [*registers.routes.columns] == [*TABLES["register_routes"].columns]
    assert set(Registers.names()) <= set(dir(registers))
    with pytest.raises(AttributeError, match="нет реестра «plans»"):
        _ = registers.plans
    with pytest.raises(KeyError):
        Registers(plans=empty_register("plan"))


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_stage_writes_what_is_declared_for_it_and_its_notebook_saves(stage):
    own = {name for name, table in DECLARED.items() if table.stage == stage.name}
    assert own == set(stage.tables) != set()
    saved = notebook_reads(load_notebook(NOTEBOOKS / stage.notebook)).saves
    assert saved <= own


def test_every_declared_table_belongs_to_a_stage_and_has_a_schema():
    assert {table.stage for table in DECLARED.values()} == {stage.name for stage in STAGES}
    assert list(TABLES) == list(DECLARED)


def test_the_tables_are_named_without_pandas():
    code = "import sys, shnor_lib.pipeline.stages; assert not {'pandas', 'pandera', 'numpy'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
