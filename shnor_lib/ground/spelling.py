"""Spelling of typed texts: spaces, invisible characters, Latin letters that look Cyrillic."""

import re
import unicodedata

_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXaceopxyY", "АВСЕНКМОРТХасеорхуУ")


def clean(text: str) -> str:
    """Return the text without control characters, with single ordinary spaces."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():  # the rule: no other space, no control character in it
        return " ".join(text.split())
    text = text.replace("\u00ad", "").replace("\ufeff", "")
    return " ".join("".join(" " if unicodedata.category(char) in ("Zs", "Cc", "Cf") else char for char in text).split())


def cyrillic(text: str) -> str:
    """Replace Latin look-alikes in words that hold Cyrillic letters or nothing but look-alikes."""

    def mended(match: re.Match) -> str:
        word = match.group()
        translated = word.translate(_LOOK_ALIKE)
        return translated if not re.search(r"[A-Za-z]", translated) else word

    return re.sub(r"\w+", mended, text)


def code_key(text: str) -> str:
    """Return what two spellings of one code share: case, spaces, final stops and look-alikes aside («6a.», «6а»)."""
    return spelled_alike(text).replace(" ", "").rstrip(".")


def spelled_alike(text: str) -> str:
    """Return a text in capitals with Latin look-alikes as Cyrillic letters, for codes to be sought in it."""
    return clean(text).upper().translate(_LOOK_ALIKE)
