"""A page with all that the script of reports works on: long tables, a status, sums, figures with data, evidence."""

import csv
import json
from dataclasses import replace
from pathlib import Path

from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs
from shnor_lib.publishing.document import Document
from shnor_lib.publishing.executed import read_document
from tests.support import sample_notebook as sample

SCHOOLS = ("Берёзовская СОШ", "Алексеевская ООШ", "Хлебодаровская СОШ", "Верхнеозёрская СОШ", "Лицей № 12",
           "Лицей № 2", "Ягодная СОШ", "Гимназия", "Ёлкинская ООШ", "Центральная СОШ")  # fmt: skip
STANDINGS = ("в списке", "не в списке", "в списке", "кандидат", "не в списке")


def schools_table(count: int = len(SCHOOLS), measured: int = 3, **options) -> PublicationTable:
    """Schools with a status and results, in the order of a roster, and a row that sums them up."""
    columns = (
        Column("name", "Школа"),
        Column("standing", "Положение"),
        Column("worst", "Худший результат"),
        *(Column(f"pct_{number}", f"Доля «2» {number}, %", "percent", 1) for number in range(measured)),
        Column("why", "Пояснение"),
    )
    rows = [
        (
            Cell(None, SCHOOLS[number] if number < len(SCHOOLS) else f"Школа № {number}"),
            Cell(None, STANDINGS[number % len(STANDINGS)]),
            Cell(None, f"{number % 7 + 1} из {number % 5 + 12}", "low" if number % 4 == 0 else ""),
            *(Cell(number * 1.5, f"{number * 7 % 60},{place % 10}") for place in range(measured)),
            Cell(None, "Критерии выполнены; основание проверено рабочей группой по протоколу от 1 марта 2024 г."),
        )
        for number in range(count)
    ]
    total = tuple(Cell(None, text, "total") for text in ("Все школы", "", "", *["20,0"] * measured, ""))
    ids = (*(f"lk{number:02}" for number in range(count)), "")
    return PublicationTable(
        "Школы списка и Программы", columns, (*rows, total), **{"id": "schools", "schools": ids, **options}
    )


def document(folder: Path, *tables: PublicationTable) -> Document:
    """A notice, a title, prose with statements and references, the tables, a figure with its data.

    The statements' table is written into the folder, since evidence is read from there.
    """
    cells = (Evidence("classification", "standing", {"school_id": "lk03"}),)
    said: Text = paragraphs(
        Statement(
            "web.one", "В списке {n:школа|школы|школ}, критерий 1 выполнен в {k} из {n}.", {"n": 9, "k": 7}, cells
        ),
        Statement("web.two", "Какая часть снижения – заслуга Программы, определить нельзя.", {}, cells),
    )
    title = replace(sample.TITLE, notice="Демонстрационные данные: школы и результаты вымышлены")
    own = tables or (schools_table(),)
    notebook = sample.notebook(
        sample.code(sample.title_page(title)),
        sample.markdown("## Главное\n\nСм. [](#slopes) и [](#long)."),
        sample.code(sample.shown(said._repr_mimebundle_())),
        *(sample.code(sample.value(table)) for table in own),
        sample.markdown("## Результаты\n\n### По школам\n\nТекст подраздела."),
        sample.code(sample.value(sample.figure(data=sample.small_table(caption="")))),
        sample.markdown("## Приложение\n\n" + sample.TRICKY),
        sample.code(sample.value(sample.long_table(20)), sample.value(sample.wide_table())),
    )
    _write_statements(folder, said)
    return read_document(notebook, folder)


def _write_statements(folder: Path, said: Text) -> None:
    (folder / "tables").mkdir(exist_ok=True)
    with (folder / "tables" / "statements.csv").open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(["id", "rule", "basis", "holds", "evidence"])
        for one in said.statements:
            writer.writerow([one.id, "", "", "true", json.dumps([cells.as_json() for cells in one.evidence])])
