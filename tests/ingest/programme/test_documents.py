"""The programme's own files as people save them: every program's line ends and encodings, mistakes named by line."""

import csv
import io
import tempfile
from functools import cache
from pathlib import Path

import pytest

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.table_files import write_table
from shnor_lib.ingest.programme.documents import FILES, read_programme
from tests.support.csv_programme import write_csv_programme
from tests.support.depth import every


@cache
def shipped() -> dict[str, str]:
    """Return the text of each CSV table by its name."""
    with tempfile.TemporaryDirectory() as folder:
        return {path.name: path.read_text(encoding="utf-8") for path in write_csv_programme(Path(folder)).iterdir()}


SCHOOLS = shipped()["schools.csv"]


@pytest.fixture
def folder(tmp_path):
    for name, text in shipped().items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return tmp_path


def read(folder, content: str | bytes, name: str = "schools.csv"):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_programme(folder)


def refusal(folder, content: str | bytes, name: str = "schools.csv") -> str:
    with pytest.raises(ReportError) as caught:
        read(folder, content, name)
    return str(caught.value)


@pytest.mark.parametrize(
    "content",
    every(
        4,
        [
            SCHOOLS.encode("utf-16"),
            SCHOOLS.encode("utf-8-sig"),
            SCHOOLS.replace(",", ";").encode("cp1251"),
            SCHOOLS.replace(",", "\t").encode(),
            SCHOOLS.replace("\n", "\r").encode(),
            SCHOOLS.replace("\n", "\r\n").encode(),
            SCHOOLS.replace("\n", "\n\n").encode(),
            SCHOOLS.replace("Краснинская", "Краснинская\r").encode(),
        ],
    ),
    ids=["utf-16", "utf-8 with mark", "cp1251", "tabs", "old Mac", "Windows", "blank lines", "stray CR"],
)
def test_the_roster_is_read_whatever_saved_it(folder, content):
    schools = read(folder, content)["schools"]
    assert schools["school_id"].tolist() == [f"lk0{number}" for number in range(1, 8)]
    assert schools["school"].str.startswith("М").all()


def test_what_is_read_keeps_its_schema(folder, tmp_path):
    for table, frame in read_programme(folder).items():
        write_table(frame, tmp_path / "tables" / f"{table}.csv")


def test_a_date_may_be_written_with_the_day_first(folder):
    schools = read(folder, SCHOOLS.replace("true,,", "true,01.09.2021,", 1))["schools"]
    assert schools["participant_since"].iloc[0] == "2021-09-01"


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("СОШ,11", "СОШ,0", ["строка 2", "highest_grade", "«0»"]),
        ("СОШ,11", "СОШ,1_1", ["строка 2", "highest_grade", "целое число"]),
        ("СОШ,11", "СОШ,١١", ["строка 2", "highest_grade", "целое число"]),
        ("true,,", "true,2021-99-99,", ["строка 2", "participant_since", "дату вида"]),
        ("true,,", "true,31.02.2021,", ["строка 2", "participant_since", "дату вида"]),
        ("true,,", "true,20210901,", ["строка 2", "participant_since", "дату вида"]),
        ("true", "ага", ["строка 2", "listed", "да или нет", "ага"]),
        ("lk02", "lk01", ["код «lk01» указан дважды"]),
        ("highest_grade", "grade", ["нет колонки: highest_grade"]),
        ("lk03,МБОУ", "lk03,МБОУ,лишнее,ещё", ["строка 4", "ячеек больше"]),
        ("МБОУ «Демьяновская СОШ»", '"МБОУ «Демьяновская СОШ»', ["кавычки"]),
        ("Краснинская", "я" * 200_000, ["строка 2", "слишком длинная"]),
        ("\nlk04,МБОУ «Панфиловская СОШ»,СОШ,11", "\n\n\n\nlk04,МБОУ «Панфиловская СОШ»,СОШ,x", ["строка 8"]),
    ],
)
def test_a_mistake_is_named(folder, right, wrong, words):
    assert right in SCHOOLS
    text = refusal(folder, SCHOOLS.replace(right, wrong, 1))
    assert "schools.csv" in text
    for word in words:
        assert word in text


@pytest.mark.parametrize("target", ["nan", "inf", "1e400", "abc", "1_0"])
def test_a_target_is_a_finite_number(folder, target):
    rows = list(csv.DictReader(io.StringIO(shipped()["indicators.csv"])))
    rows[0]["target"] = target
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    text = refusal(folder, written.getvalue(), "indicators.csv")
    assert "строка 2, колонка «target»" in text
    assert target in text


@pytest.mark.parametrize("name", every(3, FILES.values()))
def test_a_file_of_headings_alone_is_told_as_such(folder, name):
    heading = shipped()[name].splitlines()[0]
    assert "нет ни одной строки" in refusal(folder, heading + "\n", name)


def test_an_empty_file_is_said_to_be_empty(folder):
    assert "пуст" in refusal(folder, "")
