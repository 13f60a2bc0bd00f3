"""Each spelling of a value is read to the same value in every column of its kind, as `registers.yml` declares them."""

import copy
import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lib.ground import registers
from shnor_lib.ground.programme import programme_sheet
from shnor_lib.ground.registers import register_sheets
from shnor_lib.ingest.cells.sheet import SheetCell
from shnor_lib.ingest.registers.values import read_odd_cell, reader
from tests.support.depth import every, every_case
from tests.support.register_books import complaints, read_typed
from tools.okrug.registers import AS_OF, ROWS

LOOK_ALIKE = str.maketrans("АВСЕНКМОРТХасеорхуУ", "ABCEHKMOPTXaceopxyY")
NBSP, THIN = "\u00a0", "\u202f"


def columns(*kinds):
    """Return the columns of some kinds, of every register, with their names for the reader of the test."""
    found = [
        pytest.param(column, id=f"{sheet.name}.{column.name}")
        for sheet in register_sheets()
        for column in sheet.stored
        if column.kind in kinds
    ]
    assert found
    return found


def value(column, typed):
    read = reader(column, AS_OF)(typed)
    assert not read.problem, (typed, read.problem)
    return read.value


def as_people_type(text: str, seed: int) -> str:
    """Return a text with other case, spaces, dashes and some Latin letters."""
    dice = random.Random(seed)
    typed = dice.choice((text, text.upper(), text.capitalize()))
    typed = "".join(char.translate(LOOK_ALIKE) if dice.random() < 0.4 else char for char in typed)
    typed = typed.replace("-", dice.choice(("-", "–", " - ", "‑"))).replace(" ", dice.choice((" ", "  ", NBSP)))
    return f"{dice.choice(('', ' ', NBSP))}{typed}{dice.choice(('', ' ', '.'))}"


DAYS = (
    "18.03.2022",
    "18.03.22",
    "18.03.2022 г.",
    "18 марта 2022 г.",
    "18/03/2022",
    "18,03,2022",
    "2022-03-18T00:00",
    44638,
)


@pytest.mark.parametrize("column", columns(registers.DATE))
def test_a_day(column):
    assert {value(column, typed) for typed in (*DAYS, date(2022, 3, 18))} == {"2022-03-18"}


@pytest.mark.parametrize("column", columns(registers.PERCENT))
def test_a_share(column):
    typed = (12.5, "12,5", "12.5", "12,5%", "12,5 %", f"12,5{NBSP}%", "12,5 проц.", "12,5 процентов")
    assert {value(column, one) for one in typed} == {12.5}
    assert read_odd_cell(SheetCell(1, 1, 0.125, number_format="0.0%"), column, AS_OF).value == 12.5


@pytest.mark.parametrize("column", columns(registers.INTEGER, registers.NUMBER))
def test_a_number_with_its_unit(column):
    """The unit's own words are read in any case, with a space, a full stop, or without."""
    number = int(column.highest or 4) if column.highest and column.highest < 20 else 72
    plain = {value(column, typed) for typed in (number, float(number), str(number), f" {number} ", f"{number},0")}
    assert plain == {number}
    words = [word for word in registers.unit_words(column.unit) if word.isalpha()]
    typed = [f"{number}{gap}{word}{stop}" for word in words for gap in ("", " ", NBSP) for stop in ("", ".")]
    assert {value(column, one) for one in (*typed, *(one.upper() for one in typed))} <= {number}
    assert not column.unit or words or column.unit == "degrees"


@pytest.mark.parametrize("typed", ["1 200", f"1{NBSP}200", f"1{THIN}200", "1 200 чел.", "1200 человек", 1200.0])
def test_thousands_are_parted_by_any_space(typed):
    assert value(registers.register_sheet("context").column("pupils"), typed) == 1200


@pytest.mark.parametrize(
    ("register", "name", "typed", "stored"),
    [
        *(
            ("quarters", "quarter", typed, 2)
            for typed in ("II", "II четверть", "2-я четверть", "2 четв.", "вторая", "ІІ")
        ),
        *(("quarters", "grade", typed, 6) for typed in ("6 класс", "6-й класс", "6 кл.", "6-е классы")),
        *(
            ("courses", "hours", typed, 36)
            for typed in ("36 ч", "36 час.", "36 часов", "36 ак. ч", "36 академических часов")
        ),
        *(("schools", "longitude", typed, -86.1) for typed in ("-86,1°", "−86.1", "- 86,1 °")),
        *(("context", "school_year", typed, 2022) for typed in ("2021/22 уч. г.", "2021–2022 учебный год", "2022 год")),
        *(("teachers", "category", typed, "first") for typed in ("I", "1", "первая категория", "Первая Категория.")),
        *(
            ("materials", "audience", typed, "methodists;teachers")
            for typed in ("методисты и учителя", "учителя / методисты")
        ),
    ],
)
def test_a_value_of_its_column(register, name, typed, stored):
    assert value(registers.register_sheet(register).column(name), typed) == stored


@pytest.mark.parametrize("column", columns(registers.YES_NO))
def test_yes_and_no(column):
    assert {value(column, typed) for typed in ("да", "ДА", "Да.", "дa", "+", 1, True, "есть", "имеется", "v", "✓")} == {
        True
    }
    assert {value(column, typed) for typed in ("нет", "HET", "Нет.", "-", "–", 0, False, "отсутствует")} == {False}


@pytest.mark.parametrize("column", every(3, columns(registers.CHOICE, registers.CHOICES)))
@given(seed=st.integers(0, 2**20))
def test_a_choice_pasted_over_its_list(column, seed):
    for choice in column.choices:
        for word in (choice.word, *choice.synonyms):
            assert value(column, as_people_type(word, seed)) == choice.code, word


@pytest.mark.parametrize("unit", ["%", "шт."])
def test_a_target_with_its_unit(unit):
    setting = registers.target_setting("И1", unit, is_stated=True)
    assert {value(setting.column, typed) for typed in (40, "40", f"40 {unit}", f"40{unit}")} == {40}


TARGETS = [
    registers.target_setting("И2", "%", is_stated=True).column,
    programme_sheet("indicators").column("target"),
    programme_sheet("indicators").column("value"),
]


@pytest.mark.parametrize("column", TARGETS, ids=["settings", "programme", "by_hand"])
def test_a_target_by_format_is_read_as_a_percentage(column):
    assert read_odd_cell(SheetCell(1, 1, 0.4, number_format="0%"), column, AS_OF).value == 40
    assert {value(column, typed) for typed in (40, "40 %", "40%", "40,0")} == {40}


@pytest.mark.parametrize("typed", [0.7, "0,7", "0.7", " 0,7 ", 0.05])
@pytest.mark.parametrize("column", TARGETS, ids=["settings", "programme", "by_hand"])
def test_a_target_below_one_may_be_a_part_of_one_and_is_none(column, typed):
    """A target of 0,7 % would be met by anybody."""
    read = reader(column, AS_OF)(typed)
    assert read.value is None and "доли единицы" in read.problem


@pytest.mark.parametrize("column", TARGETS, ids=["settings", "programme", "by_hand"])
@pytest.mark.parametrize("typed", ["0,7 %", "0.7%", 1, 0])
def test_a_small_target_with_its_sign_is_read(column, typed):
    assert value(column, typed) == (typed if isinstance(typed, int) else 0.7)


# What can mean more than one thing, or nothing

DOUBTFUL = [
    (registers.DATE, ("март 2022", "2022", "31.02.2022", "00.00.0000", "выполнено", "18-03-22", "18.03.1022", 5)),
    (registers.INTEGER, ("около 72", "72-80", "72/36", "72,5", "семьдесят", "1.200", "72 %", -1)),
    (registers.YES_NO, ("возможно", "да/нет", "х", 2, "частично")),
    (registers.PERCENT, (0.85, "0,85", "12,5 из 40", "101", "-1")),
    (registers.SCHOOL_YEAR, ("21/22", "2021-2023", "01.09.2021")),
]


@pytest.mark.parametrize(
    ("column", "typed"),
    every_case(
        3,
        [
            pytest.param(one.values[0], typed, id=f"{one.id}-{typed}")
            for kind, many in DOUBTFUL
            for one in columns(kind)
            for typed in many
        ],
    ),
)
def test_a_doubtful_value_is_quoted_with_the_reason(column, typed):
    read = reader(column, AS_OF)(typed)
    assert read.value is None
    assert read.check.startswith("register_")
    assert read.told().startswith(f"«{read.typed}» — {read.problem}")
    assert read.typed


@pytest.mark.parametrize(
    "typed", ["Иванова Мария Петровна", "ivanova@example.ru", "8 (384) 565-12-34", "112-233-445 95"]
)
def test_nothing_of_a_person_is_quoted(typed):
    column = registers.register_sheet("courses").column("finished_on")
    assert typed not in reader(column, AS_OF)(typed).told()


def test_no_value_is_lost_and_each_is_told_once():
    rows = copy.deepcopy(ROWS)
    rows["courses"][0] |= {"hours": "72 ч", "finished_on": "18.03.22"}
    rows["courses"][1] |= {"hours": "много", "is_targeted": "Дa."}
    rows["teachers"][0] |= {"hired_on": "март 2015"}
    tables = read_typed(rows)
    assert [check for check, *_ in complaints(tables)] == ["register_value", "register_value"]
    told = [finding.message for finding in tables.findings if finding.check == "register_value"]
    assert told[0].startswith("Ячейка I2: «март 2015» — указан только месяц; нужна дата")
    assert told[1].startswith("Ячейка D3: «много» — нужно целое число")
    courses = tables.tables["register_courses"]
    assert courses["hours"].iloc[0] == 72
    assert courses["finished_on"].iloc[0] == "2022-03-18"
    assert len(courses) == len(ROWS["courses"])
    for counts in tables.cell_counts:
        assert counts["total"] == sum(counts[fate] for fate in ("used", "set_aside", "not_needed", "empty"))
