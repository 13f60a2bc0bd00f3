"""The styles of a printed report, named once for Word and for the PDF.

`templates/word/styles.xml` says how each looks in Word and takes its shown name from here; `templates/styles.typ` has
a function of the same name (in Typst's spelling, `Style.in_typst`) that says how it looks in the PDF.  The names that
Word builds in («heading 1») stay its own: it shows them in the reader's language and makes contents of them
(decision 62).
"""

import re
from enum import StrEnum


class Style(StrEnum):
    """A style by its id in Word; `shown` is the name that people choose it by."""

    shown: str

    def __new__(cls, identifier: str, shown: str) -> "Style":
        """Return the member; its value is the id alone."""
        member = str.__new__(cls, identifier)
        member._value_ = identifier
        member.shown = shown
        return member

    BODY_TEXT = "BodyText", "Body Text"
    LABEL = "Label", "Подпись"
    LABELLED = "Labelled", "Текст с подписью"
    HEADING_1 = "Heading1", "heading 1"
    HEADING_2 = "Heading2", "heading 2"
    HEADING_3 = "Heading3", "heading 3"
    HEADING_4 = "Heading4", "heading 4"
    TITLE = "Title", "Title"
    SUBTITLE = "Subtitle", "Subtitle"
    TITLE_LINE = "TitleLine", "Титульный лист"
    APPROVAL = "Approval", "Гриф"
    CAPTION = "Caption", "caption"
    TABLE_CAPTION = "TableCaption", "Название таблицы"
    FIGURE_CAPTION = "FigureCaption", "Название рисунка"
    TABLE_HEAD = "TableHead", "Заголовок таблицы"
    TABLE_CELL = "TableCell", "Текст таблицы"
    NOTE = "Note", "Примечание"
    FIGURE = "Figure", "Рисунок"
    LIST_BULLET = "ListBullet", "List Bullet"
    LIST_NUMBER = "ListNumber", "List Number"
    QUOTE = "Quote", "Quote"
    PREFORMATTED = "Preformatted", "HTML Preformatted"
    TOC_HEADING = "TOCHeading", "TOC Heading"
    TOC_1 = "TOC1", "toc 1"
    TOC_2 = "TOC2", "toc 2"
    HEADER = "Header", "header"
    FOOTER = "Footer", "footer"
    HYPERLINK = "Hyperlink", "Hyperlink"
    CODE = "Code", "HTML Code"
    REPORT_TABLE = "ReportTable", "Таблица отчёта"
    #: An empty line that ends a run of pages: Typst needs none.
    SECTION_END = "SectionEnd", "Конец части"

    @property
    def in_typst(self) -> str:
        """The name of its function in `styles.typ`: «table-caption»."""
        return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z]|[0-9])", "-", self.value).lower()


#: Styles of which one form alone has something to set.
ONLY_IN_WORD = (Style.CAPTION, Style.SECTION_END)
HEADINGS = (Style.HEADING_1, Style.HEADING_2, Style.HEADING_3, Style.HEADING_4)
CONTENTS = (Style.TOC_1, Style.TOC_2)
