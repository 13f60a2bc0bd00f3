"""Text tables (.csv): a file's text in cells, never larger than a sheet of Excel, no row swallowed by a lone quote."""

import csv
import io
import re
from collections import Counter
from itertools import chain, islice

from shnor_lib.ground.encodings import NoText, text_in
from shnor_lib.ground.wording import number
from shnor_lib.ingest.files.archive import EXCEL_COLUMNS, EXCEL_ROWS
from shnor_lib.ingest.files.glance import MOST_CELLS, MOST_FILLED

#: A text of so many bytes may hold all results of a region; a larger one is none of them.
LARGEST_TEXT_BYTES = 30 * 2**20
LINES_FOR_DELIMITER = 20
DELIMITERS = ";\t,"

#: A cell that holds so many delimiters and a line's end is a swallowed row and no text.
_FEWEST_SWALLOWED = 2
#: A line that no file has: if it comes back as a row of its own, all quotes before it were closed.
_LAST = "\x02"
_LINE_END = re.compile(r"\r\n?|\n")

UNCLOSED = "не читается: в строке {} кавычка в начале ячейки не закрыта, и дальше строки слились в одну ячейку"
ADVICE_UNCLOSED = "Поставьте в этой строке вторую кавычку или уберите первую и повторите команду."
ADVICE_RESAVE = "Откройте файл в Excel или LibreOffice, сохраните как «Книга Excel (.xlsx)» и повторите команду."
ADVICE_SMALLER = "Оставьте в файле одну таблицу с результатами и сохраните её как «Книга Excel (.xlsx)»."


class UnfitText(Exception):
    """The text is no table that can be read: a Russian reason that goes on after the file's name, and the remedy."""

    def __init__(self, reason: str, what_to_do: str = ADVICE_SMALLER):
        super().__init__(reason)
        self.what_to_do = what_to_do


def text_of_table(content: bytes) -> str:
    """Return the text of a table, in whatever encoding.

    Raises:
        UnfitText: it is far too large, or no text.
    """
    if len(content) > LARGEST_TEXT_BYTES:
        raise UnfitText(
            f"занимает {number(len(content) // 2**20)} МБ: текстовая таблица может занимать не больше "
            f"{LARGEST_TEXT_BYTES // 2**20} МБ"
        )
    try:
        return text_in(content)
    except NoText as error:
        raise UnfitText(str(error), ADVICE_RESAVE) from None


def rows_of_text(content: bytes) -> list[list[str]]:
    """Return the rows of a text table; semicolons, tabs or commas part its cells.

    Raises:
        UnfitText: it is no text, has more lines, columns or cells than a sheet, or a quote that swallows rows.
    """
    text = text_of_table(content)
    delimiter = delimiter_of(text)
    refuse_larger_than_a_sheet(text, delimiter)
    rows: list[list[str]] = []
    lines = [0]
    end = "" if text.endswith(("\n", "\r")) else "\n"
    reader = csv.reader(io.StringIO(f"{text}{end}{_LAST}", newline=""), delimiter=delimiter)
    width = 0
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
            width = max(width, len(row))
            refuse_wide(width, len(rows))
    except csv.Error:
        raise _unclosed_or_long(text, lines[-1] + 1) from None
    if rows.pop() != [_LAST]:
        raise UnfitText(UNCLOSED.format(number(lines[-2] + 1)), ADVICE_UNCLOSED)
    _refuse_many(sum(map(bool, chain.from_iterable(rows))), MOST_FILLED)
    _refuse_swallowed(rows, lines, delimiter)
    return rows


def delimiter_of(text: str) -> str:
    """Return what parts the cells: it stands equally often in most of the first lines; of equals, the most frequent."""
    top = list(islice(io.StringIO(text[: 2**20]), LINES_FOR_DELIMITER))

    def regularity(mark: str) -> tuple[int, int]:
        counts = [count for line in top if (count := line.count(mark))]
        return max(Counter(counts).values(), default=0), sum(counts)

    return max(DELIMITERS, key=regularity)


def refuse_larger_than_a_sheet(text: str, delimiter: str) -> None:
    """Refuse, by counting, what would take gigabytes once laid out.

    Raises:
        UnfitText: it has more lines or cells than a table of results.
    """
    lines = max(text.count("\n"), text.count("\r"))
    if lines > EXCEL_ROWS:
        raise UnfitText(f"содержит строк больше, чем бывает на листе Excel: {number(lines)}")
    _refuse_many(lines + text.count(delimiter), MOST_CELLS)


def _refuse_many(cells: int, most: int) -> None:
    if cells > most:
        raise UnfitText(f"слишком велик для таблицы результатов (ячеек: {number(cells)})")


def refuse_wide(columns: int, rows: int) -> None:
    """Refuse a table of so many columns and rows, if that is more than can be laid out.

    Raises:
        UnfitText: it is.
    """
    if columns > EXCEL_COLUMNS:
        raise UnfitText(f"содержит столбцов больше, чем бывает на листе Excel: {number(columns)}")
    _refuse_many(columns * rows, MOST_CELLS)


def _unclosed_or_long(text: str, line: int) -> UnfitText:
    """Return why the reader stopped at a row that begins in a line: it may hold no cell longer than its limit."""
    first = _LINE_END.split(text, maxsplit=line)[line - 1] if line < EXCEL_ROWS else ""
    longest = csv.field_size_limit()
    if '"' in first and len(first) < longest:
        return UnfitText(UNCLOSED.format(number(line)), ADVICE_UNCLOSED)
    return UnfitText(f"не читается: в строке {number(line)} ячейка длиннее {number(longest)} знаков, это не таблица")


def _refuse_swallowed(rows: list[list[str]], lines: list[int], delimiter: str) -> None:
    """Refuse a cell in which a row of the table stands: its quote was opened in one row and closed in another."""
    usual = Counter(map(len, rows)).most_common(1)[0][0] if rows else 0
    fewest = max(_FEWEST_SWALLOWED, usual - 1)
    for place, row in enumerate(rows):
        if lines[place + 1] - lines[place] > 1 and any(
            cell.count(delimiter) >= fewest and _LINE_END.search(cell) for cell in row
        ):
            raise UnfitText(UNCLOSED.format(number(lines[place] + 1)), ADVICE_UNCLOSED)
