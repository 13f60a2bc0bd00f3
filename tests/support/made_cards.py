"""Executed notebooks of cards as the publisher of cards takes them."""

import json
from pathlib import Path

from shnor_lib.presentation.tables import Cell, Column, PublicationTable
from shnor_lib.presentation.text import Text
from shnor_lib.presentation.title import TitlePage
from shnor_lib.presentation.tree import SectionHeading

SIGNATURES = (("Руководитель школы",), ("Методист",))
LONG = "Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа имени » " * 2


def table(id_: str, rows: int, words: str) -> PublicationTable:
    columns = (Column("what", "Что", width=3), Column("text", "Сколько", width=2))
    row = (Cell(words, words), Cell(1, "1 из 3", "low"))
    return PublicationTable("Таблица", columns, (row,) * rows, id=id_)


def title_page(name: str = "Заречная СОШ") -> TitlePage:
    """Return what stands around a card of the school."""
    return TitlePage(
        organisation="Центр",
        title=name,
        subtitle=f"Карточка школы: {name[:40]}",
        place_and_year="",
        date="2024-12-31",
        running="Итоги",
        approvals=SIGNATURES,
        description=("Не для рейтингов.",),
        notice="Вымышлено",
    )


def card(name: str = "Заречная СОШ", first: int = 3, second: int = 3, words: str = "математика") -> dict:
    """Return the executed notebook of a card with so many rows on its pages."""
    values = [
        title_page(name),
        Text("**В списке.** Участвует."),
        SectionHeading("card_results", "plain", "Результаты"),
        table("card-results", first, words),
        SectionHeading("card_second", "plain", "Помощь", True),
        SectionHeading("card_partner", "plain", "Партнёрство"),
        Text("Партнёра нет."),
        SectionHeading("card_factors", "plain", "Факторы"),
        table("card-factors", second, words),
        SectionHeading("card_notes", "plain", "Отметки рабочей группы"),
    ]
    return card_of(*values)


def card_of(*values) -> dict:
    """Return an executed notebook that shows the values."""
    bundles = [json.loads(json.dumps(value._repr_mimebundle_())) for value in values]
    outputs = [{"output_type": "display_data", "data": bundle, "metadata": {}} for bundle in bundles]
    cell = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "outputs": outputs, "source": "x"}
    return {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def with_sources(folder: Path) -> Path:
    """Write results of two schools that know their cells as the edition's table; return the folder."""
    (folder / "tables").mkdir()
    rows = "school_id,n_failed,source_file,source_sheet,source_cell,source_cells,reading\n"
    rows += "lk01,7,ВПР.xlsx,МА 5,B4,B4:C4,as_read\nlk02,9,ВПР.xlsx,МА 5,B5,B5:C5,as_read\n"
    (folder / "tables" / "results.csv").write_text(rows, encoding="utf-8")
    return folder
