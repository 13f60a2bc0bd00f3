"""Texts that look like a person's full name: they are reported by their place and never quoted or kept.

A name is told by its form, not by a list of people: a patronymic beside another capitalised word, a surname with
initials, a surname with a usual first name and nothing else.  What a school, a street or a prize is named after
(«имени Героя …») is no name of a person here.
"""

import re
from functools import lru_cache

from shnor_lib.ground.spelling import clean, cyrillic

#: What tables hold in place of such a text.
HIDDEN = "(скрыто: похоже на имя)"

_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ]?[а-яё]+)?"
#: Endings of patronymics in the nominative and the oblique cases.
_PATRONYMIC = (
    r"[А-ЯЁ][а-яё]+(?:"
    r"(?:ов|ев|ёв|ьев|ильи|кузьми|фоми|луки|никити|савви)ич(?:а|у|ем|ом|е)?"
    r"|(?:ов|ев|ёв)н(?:а|ы|е|у|ой|ою)|(?:ини|ьини)чн(?:а|ы|е|у|ой|ою)|ичн(?:а|ы|е|у|ой|ою))"
    r"|(?:Ильич|Лукич|Фомич|Кузьмич|Никитич)(?:а|у|[её]м|ом|е)?"
)
_TURKIC = rf"{_WORD}[ -](?:[Оо]глы|[Кк]ызы|[Уу]лы|[Оо]глу)\b"
_SURNAME = r"[А-ЯЁ][а-яё]{1,}(?:-[А-ЯЁ][а-яё]+)?"
_SURNAME_ENDING = r"(?:ов|ев|ёв|ин|ын|ский|цкий|ова|ева|ёва|ина|ына|ская|цкая|енко|ко|ук|юк|чук|ян|дзе|швили|их|ых)"

_FULL = re.compile(rf"(?:\b{_WORD} (?:{_PATRONYMIC})\b)|(?:\b(?:{_PATRONYMIC}) {_WORD}\b)|\b{_TURKIC}")
_INITIALS = re.compile(
    rf"\b{_SURNAME},? ?[А-ЯЁ]\. ?[А-ЯЁ]\.?(?![а-яё])"
    rf"|(?<![А-Яа-яЁё.])[А-ЯЁ]\. ?[А-ЯЁ]\. ?{_SURNAME}\b"
    rf"|\b[А-ЯЁ][а-яё]*{_SURNAME_ENDING} [А-ЯЁ]\.(?! ?[А-Яа-яЁё])"
)
_NO_PATRONYMICS = re.compile(r"\b(?:Царевн|Царевич|Королевн|Королевич|Поповн|Москвич|Кузнечн)\w*", re.IGNORECASE)
#: «имени Героя Советского Союза Ивана Ивановича Образцова»: up to the end of the phrase, seven words at most.
_NAMED_AFTER = re.compile(
    r"\b(?<!от )(?:имени|им\.|памяти) ?(?:[А-ЯЁ]\. ?){0,2}(?:[\w-]+\.?)(?: (?:[А-ЯЁ]\. ?){0,2}[\w-]+){0,6}"
    r"|\b(?:ул\.|улица|улице|пр\.|проспект|пер\.|переулок) ?(?:[А-ЯЁ]\. ?){0,2}[\w-]+",
    re.IGNORECASE,
)

_MEN = (
    "Александр Алексей Анатолий Андрей Антон Аркадий Артём Борис Вадим Валентин Валерий Василий Виктор Виталий "
    "Владимир "
    "Владислав Вячеслав Геннадий Георгий Григорий Данил Даниил Денис Дмитрий Евгений Егор Иван Игорь Илья "
    "Кирилл Константин Леонид Максим Михаил Никита Николай Олег Павел Пётр Петр Руслан Семён "
    "Сергей Станислав Степан Тимур "
    "Фёдор Эдуард Юрий Яков Ярослав"
)
_WOMEN = (
    "Алевтина Александра Алина Алла Анастасия Анжела Анна Антонина Валентина Валерия Варвара Вера Вероника Виктория "
    "Галина Дарья Диана Ева Евгения Екатерина Елена Елизавета Жанна Зинаида Зоя Инна Ирина Клавдия Кристина Ксения "
    "Лариса Лидия Людмила Маргарита Марина Мария Марья Надежда Наталья Наталия Нина Оксана Олеся Ольга Полина Раиса "
    "Римма Светлана София Софья Тамара Татьяна Ульяна Юлия Яна"
)
_FIRST = "|".join((_MEN + " " + _WOMEN).split())
_PAIR = re.compile(
    rf"(?:[А-ЯЁ][а-яё]*{_SURNAME_ENDING} (?:{_FIRST})|(?:{_FIRST}) [А-ЯЁ][а-яё]*{_SURNAME_ENDING})", re.IGNORECASE
)
_UPPER = re.compile(r"\b[А-ЯЁ]{4,}(?:-[А-ЯЁ]{2,})?\b")
_LOWER_PATRONYMIC = re.compile(r"\b(?:[а-яё]+(?:ович|евич)|[а-яё]+(?:овна|евна)|[а-яё]+ичн[аы])\b")
_LOWER_NAME = re.compile(rf"\b(?:{_FIRST})\b", re.IGNORECASE)


@lru_cache(maxsize=200_000)
def looks_like_name(text: str) -> bool:
    """Tell whether a text holds what looks like a person's full name, or a surname with initials.

    Read in any case of letters, with Latin look-alikes and odd spaces.  Positions, subjects, places and schools named
    after people do not count.
    """
    if not _MAY_HOLD_NAME.search(text):
        return False
    plain = _NAMED_AFTER.sub(" ", cyrillic(clean(text)))
    typed = _UPPER.sub(lambda found: found.group().title(), plain)
    known = _NO_PATRONYMICS.sub(" ", typed)
    return bool(
        _FULL.search(known)
        or _INITIALS.search(typed)
        or any(_PAIR.fullmatch(part.strip()) for part in re.split(r"[;,]", typed))
        or _is_lower_name(known)
    )


#: An e-mail address, or figures as many as a telephone, a СНИЛС, a passport have; ISO days and shares have fewer.
_CONTACT = re.compile(r"\w@\w|(?<!\d)(?:\d[ ()+.-]{0,2}){9,}\d(?!\d)")


def quotable(text: str) -> str:
    """Return a text as messages may quote it: `HIDDEN` in place of what looks like a name, a telephone, an address."""
    return HIDDEN if looks_like_name(text) or _CONTACT.search(text) else text


#: A name has two words, or a word and an initial; a lone word or number is told at once.
_MAY_HOLD_NAME = re.compile(r"[^\W\d_][.\s\u00a0-]+\s*[^\W\d_]|[^\W\d_]{2}\s*[^\W\d_]\.")


def _is_lower_name(text: str) -> bool:
    """Tell whether a text without capitals holds a first name beside a patronymic."""
    return bool(
        any(
            _LOWER_NAME.search(text[max(0, found.start() - 25) : found.start()])
            for found in _LOWER_PATRONYMIC.finditer(text)
        )
    )
