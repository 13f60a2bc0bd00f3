"""Groups of participants as ФИС ОКО and people write them: login, municipality, region, total."""

import pytest

from shnor_lib.ingest.cells.logins import login_digits
from shnor_lib.ingest.layouts.groups import parse_group

NAME = "МБОУ «Заречная СОШ»"


@pytest.mark.parametrize(
    "login",
    [
        "(edu203389)",
        " (sch203389)",
        "(KSH203389)",
        "( edu 203389 )",
        "(\u00a0edu203389)",
        "(еdu203389)",
        "(ЕDU203389)",
        "(sсһ203389)",
        "(ѕсh203389)",
        "(кsh203389)",
    ],
)
def test_a_school_is_its_digits_whatever_the_letters(login):
    group = parse_group(NAME + login)
    assert (group.name, group.code, group.kind) == (NAME, "203389", "school")


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("Энский округ(reg99_m012)", "reg99_m012", "municipality"),
        ("Энский округ (REG99_M012)", "reg99_m012", "municipality"),
        ("Энская область(reg99)", "reg99", "region"),
        ("Энская обл.", "", "region"),
        ("Вся выборка", "", "sample"),
        ("Итого по округу", "", "total"),
        (NAME, "", ""),
        ("МБОУ «СОШ № 1» (бывшая № 203389)", "", ""),
    ],
)
def test_what_a_group_is(text, code, kind):
    assert (parse_group(text).code, parse_group(text).kind) == (code, kind)


@pytest.mark.parametrize(
    ("text", "digits"),
    [("edu203389", "203389"), ("sch203389 edu203389", "203389"), ("edu1111 edu2222", ""), ("edu12", ""), ("мое", "")],
)
def test_one_login_or_none(text, digits):
    assert login_digits(text) == digits
