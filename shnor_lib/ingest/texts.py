"""Texts as people type them: spaces, quotes, dashes and Latin letters that look Cyrillic."""

import re
import unicodedata

_LOOK_ALIKE = str.maketrans("ABCEHKMOPTXaceopxyY", "АВСЕНКМОРТХасеорхуУ")
_DASHES = "-‐‑‒–—―−"
_LEGAL_FORMS = r"\b(?:м[бка]оу|муниципальн\w+ (?:бюджетн|казенн|автономн)\w+ общеобразовательн\w+ учрежден\w+)\b"


def clean(text: str) -> str:
    """Return the text without control characters, with single ordinary spaces."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\ufeff", "")
    return " ".join("".join(" " if unicodedata.category(char) in ("Zs", "Cc", "Cf") else char for char in text).split())


def cyrillic(text: str) -> str:
    """Replace Latin look-alikes in words that hold Cyrillic letters or nothing but look-alikes."""

    def mended(match: re.Match) -> str:
        word = match.group()
        translated = word.translate(_LOOK_ALIKE)
        return translated if not re.search(r"[A-Za-z]", translated) else word

    return re.sub(r"\w+", mended, text)


def is_dash(text: str) -> bool:
    """Tell whether the text is a lone dash of any kind: «not held»."""
    return clean(text) != "" and clean(text).strip(_DASHES) == ""


def school_key(name: str) -> str:
    """Return what two spellings of one school's name share: no legal form, quotes, case, «ё» or extra spaces."""
    text = cyrillic(clean(name)).casefold().replace("ё", "е")
    text = re.sub(_LEGAL_FORMS, " ", text)
    text = re.sub(r"[«»\"'„“”‘’`]", " ", text)
    text = re.sub(r"№\s*", "№", text)
    return " ".join(re.sub(r"[.,;]", " ", text).split())
