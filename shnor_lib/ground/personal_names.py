"""Texts that look like a person: they are reported by their place and never quoted or kept.

A name is told by its form, not by a list of people: a patronymic beside another word, a surname with initials, a usual
first name beside a surname; in any case of letters and order, in Latin letters, joined by «_» or by characters that
nobody sees.  Telephones, e-mail addresses, numbers of СНИЛС and passports count as well.  What a school, a street or a
prize is named after («имени Героя …») is no person here.  A lone surname cannot be told from a word.

A text is cut into words once and the words are looked over once: the time grows with the text's length and no faster.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from shnor_lib.ground.spelling import cyrillic

#: What tables, messages and names hold in place of such a text; it counts as one itself, so that readers go on hiding.
HIDDEN = "(скрыто: похоже на имя)"
#: Verdicts on longer texts are not remembered.
_LONGEST_KNOWN = 300


def looks_like_name(text: str) -> bool:
    """Tell whether a text holds what looks like a person: a name, a telephone, an address, a number of a document.

    Positions, subjects, places and institutions named after people do not count; nor does a lone word.
    """
    if _SURELY_NOBODY.fullmatch(text):
        return False
    return _known(text) if len(text) <= _LONGEST_KNOWN else _looks(text)


def persons_among(texts: Set[str]) -> set[str]:
    """Return those of a table's texts that look like a person; what was looked at before costs next to nothing."""
    new = texts - _nobody
    found = {text for text in new if looks_like_name(text)}
    if len(_nobody) < _MOST_KNOWN:
        _nobody.update(text for text in new - found if len(text) <= _LONGEST_KNOWN)
    return found


#: Texts of tables that look like nobody: names of schools and heads stand in hundreds of files.
_nobody: set[str] = set()
_MOST_KNOWN = 100_000

#: Most of what tables hold: short numbers and days, fractions of any length, a lone word.
_SURELY_NOBODY = re.compile(r"[\W\d_]{0,10}|[+-]?\d{0,9}[.,]\d*%?|[А-ЯЁA-Z]?[а-яёa-z]+")


def quotable(text: str) -> str:
    """Return a text as tables and messages may hold it: `HIDDEN` in place of one that looks like a person."""
    return HIDDEN if looks_like_name(text) else text


def without_names(message: str) -> str:
    """Return a message with what it quotes in «…» hidden where that looks like a person; its own words stay."""
    if "«" not in message:
        return message
    return _QUOTED.sub(lambda found: HIDDEN if looks_like_name(found.group()) else found.group(), message)


_QUOTED = re.compile(r"(?<=«)[^«»]+(?=[»«])|(?<=«)[^«»]+\Z")


def _looks(text: str) -> bool:
    if HIDDEN in text:
        return True
    if _MARKED.search(text) and _CONTACT.search(_seen(text)):
        return True
    if ":" in text and _LABELLED.search(_seen(text)):
        return True
    return any(_names_someone(spelling) for spelling in dict.fromkeys(_spellings(text)))


_known = lru_cache(maxsize=_MOST_KNOWN)(_looks)


# Telephones, addresses, documents, and words that say that a name follows

_MARKED = re.compile(r"[\d@]")
_LABELLED = re.compile(r"\b(?:[Фф]амилия|ФАМИЛИЯ|[Оо]тчество|ОТЧЕСТВО|Ф\. ?И\. ?О\.|ФИО) ?: ?[A-ZА-ЯЁ]")

_CONTACT = re.compile(
    r"[\w.+-]{1,64}@[\w-]"
    # +7 (384) 123-45-67, 8-913-123-45-67, 89131234567
    r"|(?<![\d.,])(?:\+ ?7|8|7)[ (-]{0,3}[3-9]\d\d[ )-]{0,3}\d{3}[ -]?\d\d[ -]?\d\d(?![\d.,]\d|\d)"
    r"|(?<![\d.,])\+\d{10,14}(?!\d)"
    r"|(?<!\d)\(\d{3,5}\) ?\d{1,3}[ -]?\d\d[ -]?\d\d(?!\d)"
    r"|(?<![\w.,])9\d\d[ -]\d{3}[ -]\d\d[ -]?\d\d(?!\d)"
    r"|\b(?:тел|телефон|моб|факс)\w{0,4}[.:]{0,2} ?(?:# ?)?[+(]?\d[\d ()-]{3,18}\d"
    # СНИЛС 123-456-789 01, 12345678901; a passport 3208 123456, 32 08 123456, 32 08 № 123456
    r"|(?<![\d-])\d{3}-\d{3}-\d{3}[ -]\d\d(?!\d)"
    r"|\bснилс\W{0,3}[\d -]{11,14}"
    r"|(?<![\d.,])\d\d ?\d\d ?(?:# ?|N ?)\d{6}(?![\d.,])|(?<![\d.,])(?!(?:19|20)\d\d )\d\d ?\d\d \d{6}(?![\d.,])"
    r"|\bпаспорт\w{0,3}\W{0,3}(?:сери\w{1,2}\W{0,3})?\d\d ?\d\d\W{0,3}(?:номер|N)?\W{0,2}\d{6}",
    re.IGNORECASE,
)


# How a text may be spelled


def _seen(text: str) -> str:
    """Return the text as it looks: without what nobody sees, with plain spaces and dashes."""
    return _DASHES.sub("-", _shown(text, ""))


def _shown(text: str, unseen: str) -> str:
    """Return the text in composed letters of ordinary width; characters that nobody sees as ``unseen``."""
    if text.isascii():
        return _SPACES.sub(" ", text)
    text = unicodedata.normalize("NFKC", text.replace("№", "#"))
    if _ODD.search(text):
        # Stress marks over a vowel are marks (Mn); what joins words without being seen is a format (Cf).
        text = "".join(
            unseen if (kind := unicodedata.category(char)) == "Cf" or char in _UNSEEN else "" if kind == "Mn" else char
            for char in text
        )
    return _SPACES.sub(" ", text)


_SPACES = re.compile(r"[\s_\x00-\x1f]+")
#: Anything but what most texts are made of: it may be a character that nobody sees.
_ODD = re.compile(r"[^\x20-\x7eА-Яа-яЁё«»—–\s]")
_DASHES = re.compile("[‐‑‒–—―−]")
_UNSEEN = "\u3164\u115f\u1160\u2800"
_HUMP = re.compile(r"(?<=[^\W\d_A-ZА-ЯЁ])(?=[A-ZА-ЯЁ])")
_LATIN_WORD = re.compile(r"[A-Za-z]{2}|\b[A-Za-z]\b")


def _spellings(text: str) -> Iterator[str]:
    """Yield the text, and what else it may stand for: words joined by nothing or by dashes, Latin letters."""
    plain = cyrillic(_seen(text))
    yield plain
    apart = cyrillic(_DASHES.sub("-", _shown(text, " ")))
    yield apart
    for spelled in (plain, apart):
        humps = _HUMP.sub(" ", spelled)
        yield humps
        if "-" in humps:
            yield humps.replace("-", " ")
    if _LATIN_WORD.search(plain):
        for spelled in (plain, _HUMP.sub(" ", plain).replace("-", " ")):
            yield _from_latin(spelled)


_TWO_LETTERS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "iu": "ю", "ju": "ю",
    "ya": "я", "ja": "я", "yo": "е", "jo": "е", "ye": "е", "je": "е",
}  # fmt: skip
_ONE_LETTER = dict(zip("abcdefghijklmnopqrstuvwxyz", "абкдефгхийклмнопкрстуввкйз", strict=True))
_LATIN = re.compile("|".join([*_TWO_LETTERS, "[a-z]"]), re.IGNORECASE)


def _from_latin(text: str) -> str:
    """Return the text with Latin words spelled in Cyrillic letters, as near as one transliteration for all comes."""

    def letter(found: re.Match[str]) -> str:
        latin = found.group()
        other = _TWO_LETTERS.get(latin.lower()) or _ONE_LETTER[latin.lower()]
        return other.upper() if latin[0].isupper() else other

    return _LATIN.sub(letter, text.replace("'", "").replace("’", ""))


# Words


@dataclass(frozen=True)
class _Word:
    """A word of a text: its letters as typed and as compared, and whether a stop follows it.

    ``begins`` tells that something other than spaces, stops and commas stands before it.
    """

    typed: str
    key: str
    stopped: bool
    begins: bool

    @property
    def is_initial(self) -> bool:
        """Tell whether it is one letter, or two as of «Дж.» and «Ю.»."""
        return len(self.typed) == 1

    @property
    def is_capital(self) -> bool:
        """Tell whether it begins with a capital letter."""
        return self.typed[0].isupper()


_WORDS = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)(\.?)([\s,.;:+~'’/\\|]*)")


_ENDS = re.compile(r"[;:]")
_NUMBER_BESIDE = re.compile(r"\d|\D?[^\W\d_]+\d")


def _words(text: str) -> list[_Word]:
    words: list[_Word] = []
    end = 0
    for found in _WORDS.finditer(text):
        typed = found.group(1)
        if len(typed) < 4 and _NUMBER_BESIDE.match(text, max(0, found.start() - 1), found.end(1) + 1):
            continue  # «РУ5» and «5А» are no initials
        apart = found.start() != end or _ENDS.search(text, max(0, found.start() - 3), found.start()) is not None
        words.append(_Word(typed, _key(typed), bool(found.group(2)), apart))
        end = found.end()
    return words


def _key(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def _lists() -> dict[str, frozenset[str]]:
    text = files("shnor_lib.ground").joinpath("personal_names.yml").read_text(encoding="utf-8")
    return {name: frozenset(words.split()) for name, words in yaml.safe_load(text).items()}


@cache
def _first_names() -> dict[str, bool]:
    """Return first names in all cases and in plain transliteration; true for a nominative or genitive."""
    return {form: True for name in _lists()["men"] | _lists()["women"] | _lists()["short"] for form in _forms(name)}


@cache
def _words_too() -> frozenset[str]:
    """Return forms of names that are ordinary words as well."""
    return frozenset(form for name in _lists()["also_words"] for form in _forms(name))


def _forms(name: str) -> Iterator[str]:
    """Yield a first name in its cases, and as it comes out of Latin letters."""
    yield name
    stem, last = name[:-1], name[-1]
    if name.endswith("ия"):
        yield from (stem + end for end in ("и", "ю", "ей", "а"))
    elif last == "я":
        yield from (stem + end for end in ("и", "е", "ю", "ей"))
        yield stem.replace("ь", "") + "я"
    elif last == "а":
        yield from (stem + end for end in ("ы", "и", "е", "у", "ой"))
    elif last in "йь":
        yield from (stem + end for end in ("я", "ю", "ем", "е", "и", ""))
        yield stem + "й"
        if name.endswith("ий"):
            yield from (stem[:-1] + "ий", stem[:-1] + "й", stem[:-1] + "ы")
    elif last not in "еиоуыэю":
        yield from (name + end for end in ("а", "у", "ом", "е"))
    if name in _FLEETING:
        yield from (_FLEETING[name] + end for end in ("", "а", "у", "ом", "е"))
    if "ь" in name:
        yield name.replace("ь", "")
        yield name.replace("ья", "иа")


_FLEETING = {"павел": "павл", "лев": "льв", "лазарь": "лазар"}

_PATRONYMIC = re.compile(
    r"[^\W\d_]{2,}(?:(?:ов|ев|йев|ьев)ич(?:а|у|ем|ом|е)?|(?:ов|ев|иев)н(?:а|ы|е|у|ой|ою))"
    r"|(?:иль|лук|фом|кузьм|кузм|никит|савв|ил)(?:ич(?:а|у|ем|ом|е)?|(?:ин)?ичн(?:а|ы|е|у|ой|ою))"
)
_NOMINATIVE_PATRONYMIC = re.compile(r".*(?:ич|на)\Z")
_TURKIC = frozenset(["оглы", "огли", "кызы", "гызы", "улы", "оглу"])
_SURNAME = re.compile(
    r"[^\W\d_-]*(?:[^\W\d_]+-)?[^\W\d_]+(?:(?:ов|ев|ин|ын)(?:а|у|ым|ой|ых|е)?|[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую|и|ы|иы|ай|ийй|ии|иа|й)"
    r"|енк[оу]|[аеиоу]йко|[аеу]нко|ко|[ую]к(?:а|у|ом|е)?|чик(?:а|у|ом|е)?|ян(?:а|у|ом|е)?|дзе|швили|[иы]х|аго|ман(?:а|у|ом|е)?"
    r"|берг(?:а|у|ом|е)?|штейн(?:а|у|ом|е)?)"
)


@lru_cache(maxsize=50_000)
def _is_patronymic(key: str) -> bool:
    if not _PATRONYMIC.fullmatch(key):
        return False
    return not any(key.startswith(word) for word in _lists()["no_patronymics"])


@lru_cache(maxsize=50_000)
def _is_surname(key: str) -> bool:
    return len(key) > 3 and key not in _lists()["no_surnames"] and _SURNAME.fullmatch(key) is not None


def _is_first_name(key: str) -> bool:
    return key in _first_names()


# What makes a name of words


def _names_someone(text: str) -> bool:
    words = _without_named_things(_words(text))
    return any(
        rule(words, place)
        for place in range(len(words))
        for rule in (_with_patronymic, _with_initials, _initials_first, _with_first_name)
    )


def _beside(words: Sequence[_Word], place: int) -> Iterator[_Word]:
    """Yield the words right before and after a place, with nothing but spaces, stops and commas between."""
    if place and not words[place].begins:
        yield words[place - 1]
    if place + 1 < len(words) and not words[place + 1].begins:
        yield words[place + 1]


def _with_patronymic(words: Sequence[_Word], place: int) -> bool:
    """Tell whether a patronymic stands there beside another word of a name."""
    word = words[place]
    if word.key in _TURKIC:
        return any(len(other.typed) > 2 for other in _beside(words, place))
    parts = word.key.rpartition("-")
    if parts[2] in _TURKIC and len(parts[0]) > 2:
        return any(len(other.typed) > 2 for other in _beside(words, place))
    if not _is_patronymic(word.key):
        return False
    others = [other for other in _beside(words, place) if len(other.typed) > 1 or other.stopped]
    if any(_is_first_name(other.key) for other in others):
        return True
    if _NOMINATIVE_PATRONYMIC.fullmatch(word.key):
        return any(other.is_capital == word.is_capital or other.is_capital for other in others)
    return word.is_capital and any(other.is_capital for other in others)


def _with_initials(words: Sequence[_Word], place: int) -> bool:
    """Tell whether a surname with initials after it stands there."""
    word, after = words[place], words[place + 1 : place + 4]
    if len(word.typed) < 2 or not after or after[0].begins:
        return False
    first = after[0]
    second = after[1] if len(after) > 1 and not after[1].begins else None
    if first.is_initial and second is not None and second.is_initial:
        third = after[2] if len(after) > 2 else None
        if third and third.is_initial and third.stopped and third.is_capital and not third.begins:
            return False  # a list of letters: «Варианты А. Б. В.»
        return _two_initials(word, first, second)
    if first.is_initial:
        ends = second is None or second.begins
        return first.stopped and first.is_capital and word.is_capital and ends and _is_surname(word.key)
    glued = len(first.typed) == 2 and first.typed.isupper() and first.key not in _lists()["short_words"]
    return glued and word.is_capital and not word.typed.isupper() and _is_surname(word.key)


def _two_initials(surname: _Word, first: _Word, second: _Word) -> bool:
    capital = first.is_capital and second.is_capital
    if surname.stopped and not _is_surname(surname.key):
        return False
    if first.stopped and capital and surname.is_capital and not surname.typed.isupper():
        return True
    if first.key + second.key in _lists()["abbreviations"] and not (capital and not surname.typed.isupper()):
        return False
    if not _is_surname(surname.key):
        # A surname in capitals need not end like one.
        return first.stopped and capital and surname.typed.isupper() and len(surname.typed) > 3
    return first.stopped or (capital and surname.is_capital)


def _initials_first(words: Sequence[_Word], place: int) -> bool:
    """Tell whether initials with a surname after them stand there."""
    if place + 1 >= len(words):
        return False
    first, second = words[place], words[place + 1]
    if not first.is_initial or second.begins:
        return False
    third = words[place + 2] if place + 2 < len(words) and not words[place + 2].begins else None
    if second.is_initial:
        if third is None or len(third.typed) < 3:
            return False
        capital = first.is_capital and second.is_capital
        if first.key + second.key in _lists()["abbreviations"] and not (capital and third.is_capital):
            return False
        if first.stopped and first.is_capital and second.is_capital and third.is_capital:
            return True
        if not _is_surname(third.key):
            return False
        return first.stopped or (first.is_capital and second.is_capital and third.is_capital)
    alone = first.stopped and first.is_capital and second.is_capital and not second.typed.isupper()
    return alone and _is_surname(second.key) and not _is_place(second.key)


def _is_place(key: str) -> bool:
    """Tell whether a word ends as names of villages do and not as surnames in the nominative."""
    return key.endswith(("ово", "ево", "ино", "ка", "ое"))


def _with_first_name(words: Sequence[_Word], place: int) -> bool:
    """Tell whether a usual first name stands there beside a surname, or in a text of two words beside any other."""
    word = words[place]
    if not _is_first_name(word.key):
        return False
    others = list(_beside(words, place))
    if len(words) == 2 and others and word.key not in _words_too():
        [other] = others
        if word.is_capital and other.is_capital and len(other.typed) > 2 and other.key not in _lists()["no_surnames"]:
            return not _is_thing(other.key)
    after = place + 1
    for other in others:
        if not _is_surname(other.key):
            continue
        at = after if after < len(words) and words[after] is other else place - 1
        following = words[max(at, place) + 1].key if max(at, place) + 1 < len(words) else ""
        if _ADJECTIVE.search(other.key) and _is_thing(following):
            continue
        if word.key in _words_too():
            if word.is_capital and other.is_capital and (len(words) == 2 or not word.typed.isupper()):
                return True
        elif word.is_capital == other.is_capital or other.is_capital:
            return True
    return False


_ADJECTIVE = re.compile(r"[сц]к(?:ий|ого|ому|им|ом|ая|ой|ую)\Z")
#: Beginnings of what places, institutions and papers are called.
_THING = re.compile(
    r"област|район|округ|город|поселе|поселк|кра[йяюе]|школ|гимнази|лице[йяею]|сельсовет|улиц|республик|центр|клуб|лагер"
    r"|детск|сад|храм|собор|монастыр|фонд|преми|турнир|олимпиад|конкурс|фестивал|чтени|книг|театр|музе|парк|остров|сел"
    r"|дерев|завод|сборник|журнал|учебник|мбоу|мкоу|маоу|мбу|сош|оош|нош|великий|великая|святой|святая|невск"
)


def _is_thing(key: str) -> bool:
    return _THING.match(key) is not None


# What is named after people


def _without_named_things(words: list[_Word]) -> list[_Word]:
    """Return the words without what a school, a street or a prize is named after.

    One name is taken out, in the forms that a name in the genitive has; what follows it is judged as ever.
    """
    kept: list[_Word] = []
    place = 0
    while place < len(words):
        kept.append(words[place])
        place += 1
        if not _says_named_after(kept):
            continue
        place = _after_name(words, place)
        if _names_another(words[place : place + 2]):
            place = _after_name(words, place + 1)
        if place < len(words):
            words[place] = replace(words[place], begins=True)
    return kept


def _says_named_after(words: Sequence[_Word]) -> bool:
    """Tell whether after the last of the words a name follows that is no person's but a thing's."""
    lists, key = _lists(), words[-1].key
    if key in lists["named_after"]:
        return len(words) < 2 or words[-2].key != "от"
    return key in lists["streets"] or (key in lists["honours"] and any(_is_thing(one.key) for one in words[-8:-1]))


def _names_another(words: Sequence[_Word]) -> bool:
    """Tell whether «и» and another name in the genitive begin there: «Л. Н. Толстого и А. С. Пушкина»."""
    if len(words) < 2 or words[0].key != "и":
        return False
    other = words[1]
    is_nominative = other.key in _lists()["men"] | _lists()["women"] | _lists()["short"]
    return other.is_capital and (other.is_initial or (_is_first_name(other.key) and not is_nominative))


def _after_name(words: Sequence[_Word], place: int) -> int:
    """Return the place after the honours and the one name that begin at a place."""
    lists = _lists()
    start = place
    while place < len(words) and words[place].key in lists["honours"]:
        place += 1
    initials = place
    while place < len(words) and place - initials < 2 and words[place].is_initial and words[place].is_capital:
        place += 1
    if place >= len(words) or (words[place].begins and place not in (start, initials)):
        return place
    if place > initials:
        return place + 1
    return place + _length_of_name(words[place : place + 4])


def _length_of_name(words: Sequence[_Word]) -> int:
    """Return how many words a name in the genitive has: «Пушкина», «Пушкина А. С.», «Ивана Ивановича Образцова»."""

    def is_of_it(place: int) -> bool:
        return place < len(words) and not words[place].begins

    if is_of_it(1) and words[1].is_initial and words[1].is_capital and words[1].stopped:
        both = is_of_it(2) and words[2].is_initial and words[2].is_capital
        return 3 if both and not (is_of_it(3) and words[3].is_capital) else 2 if not both else 1
    if is_of_it(1) and _is_genitive_patronymic(words[1].key):
        return 3 if is_of_it(2) and words[2].is_capital else 2
    if is_of_it(2) and _is_genitive_patronymic(words[2].key) and words[1].is_capital:
        return 3
    if _is_first_name(words[0].key) and is_of_it(1) and words[1].is_capital:
        return 2
    if is_of_it(1) and _is_first_name(words[1].key) and words[1].key not in _lists()["men"] | _lists()["women"]:
        return 2
    return 1


def _is_genitive_patronymic(key: str) -> bool:
    return _is_patronymic(key) and key.endswith(("ича", "ны"))
