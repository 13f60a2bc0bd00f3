"""An executed notebook with every kind of cell and output that the exporters have to show."""

import base64
import struct
import zlib

import nbformat.v4 as v4

from shnor_lib.presentation.figures import FIGURE_MIME, PublicationFigure
from shnor_lib.presentation.tables import TABLE_MIME, Cell, Column, PublicationTable
from shnor_lib.presentation.title import PASSPORT_MIME, TITLE_MIME, TitlePage

TITLE = TitlePage(
    organisation="МБУ «Информационно-методический центр»",
    title="Аналитическая справка по итогам реализации программы поддержки школ с низкими результатами",
    subtitle="Заречный муниципальный округ, по состоянию на 31 декабря 2022 года",
    place_and_year="г. Заречный, 2022",
    date="2022-12-31",
    running="Итоги реализации программы поддержки ШНОР",
    approvals=(
        ("РАССМОТРЕНО", "на заседании рабочей группы", "протокол", "от «___» ______________ 20___ г.", "№ ________"),
        ("УТВЕРЖДАЮ", "директор центра", "______________ / ______________ /", "«___» ______________ 20___ г."),
    ),
    keywords=("ШНОР", "аналитическая справка"),
)

PROSE = (
    "Настоящая справка подготовлена муниципальным методическим центром по итогам года. В ней сопоставлены "
    "результаты школ за два учебных года, **показано**, где доля неудовлетворительных отметок снизилась на 11,3 п. п., "
    "и *названы* вопросы, требующие решения рабочей группы (см. [](#long), [](#slopes) и [](#нет-такого))."
)

TRICKY = r"""Знаки: #имя, $5, @ссылка, \n, "кавычки", 'апостроф', <b>не тег</b>, [скобки], `#код "с" \ знаками`, 100 %,
~тильда~, ~~зачёркнуто~~, 2 * 3 * 4, стрелка 7 → 8, ≥ 30 %, п. п. — и знак ✅ с иероглифом 学.

- первый пункт, в котором достаточно слов, чтобы строка перенеслась и было видно, как стоит отступ у пункта;
- второй пункт
  1. вложенный первый
  2. вложенный второй
     - третий уровень
- третий пункт

3. с третьего номера
4. четвёртый

> Показатели, рассчитанные по группе менее десяти участников, носят справочный характер
> и не используются для управленческих решений.

| Знак | Что значит | Сколько |
|:-----|:----------:|--------:|
| *    | прочитано по исправлению | 3 |
| x    | нет данных | 12 |

```python
print("код в тексте")
```

Подробнее — [сайт](https://example.org/путь?x=1&y=2). Формула $x_1^2$ остаётся текстом."""


def school(number: int) -> str:
    return f"МБОУ «{'Основная общеобразовательная школа' if number % 3 else 'Лицей имени адмирала Ушакова'} № {number}»"


def long_table(rows: int = 95, **options) -> PublicationTable:
    columns = (
        Column("school", "Школа"),
        Column("from", "было, %", "percent", group="Доля «2»"),
        Column("to", "стало, %", "percent", group="Доля «2»"),
        Column("change", "Изменение, п. п.", "points"),
        Column("verdict", "Вывод"),
    )
    marks = ("", "low", "border", "doubtful", "repaired", "good", "muted", "")
    body = []
    for number in range(1, rows + 1):
        fell = 10 + number * 7 % 40
        rose = 5 + number * 11 % 45
        body.append(
            (
                Cell(school(number), school(number)),
                Cell(fell, f"{fell},0", marks[number % 8]),
                Cell(rose, f"{rose},0"),
                Cell(rose - fell, f"{rose - fell:+d},0".replace("-", "−")),
                Cell("да", "снижение устойчиво" if rose < fell else "снижения нет", marks[(number + 3) % 8]),
            )
        )
    body.append(tuple(Cell(None, text, "total") for text in ("В среднем", "27,7", "16,4", "−11,3", "")))
    notes = ("Полужирным на заливке — низкий результат; «?» — прочтение неоднозначно.", "Второе примечание.")
    return PublicationTable(
        "Доля неудовлетворительных отметок по школам", columns, tuple(body), notes, **{"id": "long", **options}
    )


def wide_table() -> PublicationTable:
    columns = [Column("school", "Школа")]
    subjects = ("русский язык", "математика", "физика", "история", "биология", "обществознание", "география", "химия")
    for number in range(34):
        group = f"ВПР, {subjects[number // 4 % 8]}" if number < 32 else ""
        columns.append(
            Column(f"c{number}", f"{5 + number % 4} класс, {2020 + number % 2}", "percent", group=group, rotated=True)
        )
    rows = [
        (
            Cell(school(n), school(n)),
            *(Cell(n + c, str((n * 7 + c * 5) % 60), "low" if (n + c) % 9 == 0 else "") for c in range(34)),
        )
        for n in range(1, 13)
    ]
    return PublicationTable("Приложение 1 к Программе", tuple(columns), tuple(rows), id="wide", landscape=True)


def small_table(**options) -> PublicationTable:
    columns = (Column("id", "№", "code"), Column("name", "Показатель", width=6), Column("fact", "Факт", width=1))
    rows = ((Cell("И1", "И1"), Cell("a", "Доля школ, перешедших в эффективный режим работы"), Cell(40, "40 %", "good")),
            (Cell("И2", "И2"), Cell("b", "Доля педагогов, прошедших курсы 😀"), Cell(None, "–", "muted")))  # fmt: skip
    return PublicationTable(**{"caption": "Показатели", "columns": columns, "rows": rows, **options})


def empty_table() -> PublicationTable:
    return PublicationTable("Школы, вышедшие из списка", (Column("a", "Школа"), Column("b", "Год", "integer")), ())


SVG = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
 width="482pt" height="200pt" viewBox="0 0 482 200" version="1.1">
 <metadata>junk</metadata>
 <defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style>
 <clipPath id="clip"><rect x="0" y="0" width="482" height="200"/></clipPath></defs>
 <g id="figure_1" clip-path="url(#clip)">
  <path id="line" d="M40 160 L440 40" style="stroke: #1f5f8b; stroke-width: 2; fill: none"/>
  <use xlink:href="#line" y="20"/>
  <text x="40" y="190" style="font-size: 12px; font-family: 'PT Sans'; fill: #1f2429">Краснинская СОШ ✅</text>
  <script>alert(1)</script>
 </g>
</svg>"""


def figure(**options) -> PublicationFigure:
    alt = "Доля «2» снизилась в четырёх школах из семи."
    return PublicationFigure(**{"caption": "Изменение доли «2»", "alt": alt, "svg": SVG, "id": "slopes", **options})


def png(width: int = 320, height: int = 120) -> str:
    """A grey PNG made by hand, base64 as notebooks keep it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines = b"".join(b"\0" + bytes(160 + (x + y) % 60 for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return base64.b64encode(data).decode()


PANDAS_HTML = """<div><style scoped>.dataframe td {color: red}</style><table border="1" class="dataframe">
<thead><tr style="text-align: right;"><th></th><th>школа</th><th>доля</th></tr></thead>
<tbody><tr><th>0</th><td>Лицей</td><td>27.5</td></tr><tr><th>1</th><td>Гимназия</td><td>NaN</td></tr></tbody></table>
<p>2 rows × 2 columns</p></div>"""


def markdown(text: str, **metadata):
    return v4.new_markdown_cell(text, id="m", metadata=metadata)


def code(*outputs, **metadata):
    return v4.new_code_cell(
        "print('исходный код')", id="c", execution_count=1, metadata=metadata, outputs=list(outputs)
    )


def shown(data: dict):
    return v4.new_output("display_data", data=data)


def value(published):
    """The output of a displayed value, with its other renderings as notebooks hold them."""
    mime = TABLE_MIME if isinstance(published, PublicationTable) else FIGURE_MIME
    return shown({mime: published.as_json(), "text/html": "<b>на экране</b>", "text/plain": "на экране"})


def title_page(page: TitlePage = TITLE):
    from dataclasses import asdict

    return shown({TITLE_MIME: asdict(page), "text/markdown": "# x", "text/plain": "x"})


def notebook(*cells):
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return v4.new_notebook(cells=list(cells))


def full_notebook():
    """A report with everything in it."""
    return notebook(
        markdown("# 5. Отчёт"),
        code(v4.new_output("stream", name="stdout", text="не для отчёта"), tags=["not-in-report"]),
        code(title_page()),
        markdown("## Главное\n\n" + PROSE, tags=["new-page"]),
        code(value(small_table(id="key")), value(figure())),
        markdown("## 1. Основание, цель и источники\n\n" + "\n\n".join([PROSE] * 4)),
        markdown("### 1.1. Данные\n\n" + TRICKY),
        markdown("##### Слишком глубокий заголовок\n\nТекст."),
        markdown("## 2. Состав\n\n" + PROSE),
        code(value(long_table())),
        markdown("## 3. Результаты\n\n" + PROSE),
        code(value(empty_table())),
        code(shown({"text/html": PANDAS_HTML, "text/plain": "..."}), caption="Чужая таблица"),
        code(shown({"image/png": png(), "text/plain": "<Figure size 640x480 with 1 Axes>"})),
        code(
            shown(
                {
                    "text/html": "<p>Чужая <b>разметка</b><script>alert(1)</script></p>",
                    "text/plain": "<IPython.HTML object>",
                }
            )
        ),
        code(
            v4.new_output("stream", name="stdout", text="строка первая\n"),
            v4.new_output("stream", name="stdout", text="\x1b[31mстрока\x1b[0m вторая\n"),
            v4.new_output("stream", name="stderr", text="/tmp/x.py: UserWarning"),
            v4.new_output("execute_result", data={"text/plain": "42"}, execution_count=1),
            v4.new_output("execute_result", data={"text/plain": "None"}, execution_count=1),
            v4.new_output("execute_result", data={"text/plain": "<object object at 0x7f00>"}, execution_count=1),
            shown({"application/vnd.plotly.v1+json": {}, "text/plain": "Figure()"}),
            v4.new_output("error", ename="ValueError", evalue="плохо", traceback=["..."]),
        ),
        markdown("## 4. Динамика\n\n" + PROSE),
        code(value(long_table(24, id="short"))),
        markdown("## 5. Показатели\n\n" + "\n\n".join([PROSE] * 3)),
        markdown("## 6. План\n\n" + "\n\n".join([PROSE] * 2)),
        code(value(figure(id="second", caption="Ещё рисунок", notes=("Источник: Приложение 1.",)))),
        markdown("## 7. Меры\n\n" + PROSE + "\n\n### 7.1. Первая\n\n" + PROSE + "\n\n### 7.2. Вторая\n\n" + PROSE),
        markdown("## Приложение 1\n\nТаблица повторяет документ."),
        code(value(wide_table())),
        markdown("## Приложение 2. Паспорт"),
        code(shown({PASSPORT_MIME: {}, "text/plain": "x"})),
    )
