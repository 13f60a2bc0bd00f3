"""Bytes of a text file as text, whatever program wrote it: Unicode, or one of four sets of Cyrillic letters.

An encoding is taken only where the bytes can mean one thing; what no encoding fits is no text.
"""

import codecs
import re

#: Marks at the beginning of a text; the longer ones first, since UTF-32 begins as UTF-16 does.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
#: Of texts in one byte a letter, the usual one first: another has to be likelier by a margin.
_NARROW = ("cp1251", "cp866", "koi8_r", "iso8859_5")
_MARGIN = 3.0
#: So many bytes beyond ASCII tell the encoding of a text; from fewer than these nothing follows.
_SAMPLE, _FEWEST = 4_000, 6
#: Letters of Russian from the most frequent on (Национальный корпус русского языка).
_BY_FREQUENCY = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_RANKS = {letter: rank for rank, letter in enumerate(_BY_FREQUENCY)}
#: Signs beyond ASCII that offices type, and what a sign counts that nobody does.
_SIGNS = frozenset("№«»–—…“”„’°§\u00a0")
_OF_A_SIGN, _OF_A_LETTER_OF_OTHERS, _OF_GARBAGE, _OF_A_WRONG_CASE = 10, 30, 45, 20
#: What no text holds; a table of DOS may end in 1A.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b\x1c-\x1f\ufffe\uffff]")
_WRONG_CASE = re.compile("(?<=[а-яё])[А-ЯЁ]")

CUT = "повреждён или скачан не до конца: это не текст в кодировке {}"
NO_TEXT = "не текст: в нём стоят нулевые байты"
UNSEEN = "не текст: в строке {} стоит знак с кодом {:04X}"
UNKNOWN = "записан в неизвестной кодировке"


class NoText(Exception):
    """The bytes are no text; the message is Russian and goes on after the file's name."""


def text_in(content: bytes) -> str:
    """Return the text of a file without its mark of encoding; line ends stay as they are.

    Raises:
        NoText: the bytes are cut within a letter, fit no encoding, or hold what no text does.
    """
    encoding = encoding_of(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise NoText(CUT.format(encoding.removesuffix("-sig").upper()[:6])) from None
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if unseen := _CONTROL.search(text):
        raise NoText(UNSEEN.format(text.count("\n", 0, unseen.start()) + 1, ord(unseen[0])))
    return text


def beginning_of(content: bytes, size: int) -> str:
    """Return the whole lines among the first bytes of a text.

    Args:
        content: the file's bytes.
        size: so many of them, a multiple of four.

    Raises:
        NoText: as `text_in`.
    """
    if len(content) <= size:
        return text_in(content)
    head = content[:size]
    if b"\0" not in head:
        return text_in(head[: head.rfind(b"\n") + 1])
    try:
        return text_in(head)
    except NoText:
        return text_in(head[:-2])  # the head ended within a letter of four bytes


def encoding_of(content: bytes) -> str:
    """Return the name of the encoding that the bytes can only have.

    Raises:
        NoText: there is none.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if marked:
        return marked
    if b"\0" in content:
        return _wide_encoding(content)
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _narrow_encoding(content)
    return "utf-8"


def _wide_encoding(content: bytes) -> str:
    """Return the encoding in two or four bytes a letter of a text without a mark; lines tell it."""
    fitting = [name for name in _WIDE if _fits(content, name)]
    if len(fitting) != 1:
        raise NoText(NO_TEXT)
    return fitting[0]


def _fits(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    is_usual = all(char.isascii() or char.casefold() in _RANKS or char in _SIGNS for char in text[:_SAMPLE])
    return is_usual and not _CONTROL.search(text)


def _narrow_encoding(content: bytes) -> str:
    """Return the encoding in one byte a letter in which the text looks most like Russian."""
    letters = bytes(byte for byte in content[: _SAMPLE * 20] if byte >= 0x80)[:_SAMPLE]
    sample = content[: _SAMPLE * 20]
    oddness = {name: _oddness(sample, name) for name in _NARROW}
    usual, likeliest = _NARROW[0], min(_NARROW, key=lambda name: oddness[name])
    if len(letters) < _FEWEST or oddness[usual] - oddness[likeliest] < _MARGIN:
        likeliest = usual
    try:
        content.decode(likeliest)
    except UnicodeDecodeError:
        raise NoText(UNKNOWN) from None
    return likeliest


def _oddness(sample: bytes, encoding: str) -> float:
    """Return the mean rank of the letters beyond ASCII among those of Russian; garbage counts more."""
    text = sample.decode(encoding, errors="replace")
    beyond = [char for char in text if not char.isascii()]
    ranks = sum(map(_rank, beyond))
    return (ranks + _OF_A_WRONG_CASE * len(_WRONG_CASE.findall(text))) / max(1, len(beyond))


def _rank(char: str) -> int:
    rank = _RANKS.get(char.casefold())
    if rank is not None:
        return rank
    is_of_others = char.isalpha() and "\u0400" <= char <= "\u04ff"
    return _OF_A_SIGN if char in _SIGNS else _OF_A_LETTER_OF_OTHERS if is_of_others else _OF_GARBAGE
