"""Invented people in twelve forms, and the search for any part of them in what a program leaves behind."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: Syllables of which surnames and patronymics are made that nobody bears and that stand in no other text here.
_SYLLABLES = ("жмы", "щупо", "хвое", "гдуво", "цыпле", "фьюло", "шмякло", "чхуро", "зюмбо", "вжико", "тпрузо", "пфано")
_LATIN = ("Zhmy", "Shchupo", "Khvoe", "Gduvo", "Tsyple", "Fyulo", "Shmyaklo", "Chkhuro", "Zyumbo", "Vzhiko")
_FIRST = ("Мария", "Ольга", "Елена", "Ирина", "Татьяна")


@dataclass(frozen=True)
class Person:
    """A person in one form: the text, and the parts by which it is known again wherever it leaks."""

    text: str
    parts: tuple[str, ...]


def _surname(number: int) -> str:
    parts = []
    for _ in range(3):
        number, rest = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[rest])
    return "".join(parts).capitalize() + "рова"


def _patronymic(number: int) -> str:
    return _surname(number * 7 + 3)[:-4] + "ровна"


def _named(words: Callable[[str, str, str, int], str]) -> Callable[[int], Person]:
    def person(number: int) -> Person:
        surname, patronymic = _surname(number), _patronymic(number)
        text = words(surname, _FIRST[number % len(_FIRST)], patronymic, number)
        return Person(text, tuple(part for part in (surname, patronymic) if _found(part, text)))

    return person


def _latin(number: int) -> Person:
    surname = "".join(_LATIN[number // 10**place % 10].lower() for place in range(3)).capitalize() + "rova"
    return Person(f"{surname} Mariya Gduvovna", (surname,))


def _contact(number: int) -> Person:
    tail = f"{number:04}"
    kinds = (
        (f"+7 (913) 555-{tail[:2]}-{tail[2:]}", f"555-{tail[:2]}-{tail[2:]}"),
        (f"zhmykhrova{tail}@example.ru", f"zhmykhrova{tail}"),
        (f"СНИЛС 155-155-{tail[1:]} 01", f"155-155-{tail[1:]}"),
        (f"паспорт 3208 77{tail}", f"3208 77{tail}"),  # hashes hold any six figures,
    )
    text, part = kinds[number % len(kinds)]
    return Person(text, (part,))


FORMS: dict[str, Callable[[int], Person]] = {
    "фамилия, имя, отчество": _named(lambda s, f, p, n: f"{s} {f} {p}"),
    "имя, отчество, фамилия": _named(lambda s, f, p, n: f"{f} {p} {s}"),
    "имя и отчество": _named(lambda s, f, p, n: f"{f} {p}"),
    "прописными": _named(lambda s, f, p, n: f"{s} {f} {p}".upper()),
    "строчными": _named(lambda s, f, p, n: f"{s} {f} {p}".lower()),
    "фамилия с инициалами": _named(lambda s, f, p, n: f"{s} {f[0]}.{' ' * (n % 2)}{p[0]}."),
    "инициалы впереди": _named(lambda s, f, p, n: f"{f[0]}.{' ' * (n % 2)}{p[0]}. {s}"),
    "инициалы без точек": _named(lambda s, f, p, n: f"{s} {f[0]} {p[0]}"),
    "после глагола": _named(lambda s, f, p, n: f"Занятие провела {s} {f} для учителей"),
    "латиницей": _latin,
    "слитно": _named(lambda s, f, p, n: ("_" if n % 2 else "\u200b").join((s, f, p))),
    "телефоны и документы": _contact,
}


class People:
    """People handed out one by one, form after form; ``planted`` are those who were."""

    def __init__(self, first: int = 0) -> None:
        self._numbers = itertools.count(first)
        self._forms: Iterator[Callable[[int], Person]] = itertools.cycle(FORMS.values())
        self.planted: list[Person] = []

    def next(self, longest: int | None = None) -> str:
        """Return the next person's text; ``longest`` is how long it may be."""
        person = next(self._forms)(next(self._numbers))
        while longest is not None and len(person.text) > longest:
            person = next(self._forms)(next(self._numbers))
        self.planted.append(person)
        return person.text

    def leaked(self, *left: object) -> list[str]:
        """Return the parts of planted people that stand in what was left behind, in any case of letters."""
        text = "\n".join(one if isinstance(one, str) else _as_text(one) for one in left).lower()
        return sorted({part for person in self.planted for part in person.parts if part.lower() in text})


def _found(part: str, text: str) -> bool:
    return part.lower() in text.lower()


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda one: getattr(one, "__dict__", str(one)))


def is_wordy(cell: object) -> bool:
    """Tell whether a cell holds words: a number typed as text, a code, a date does not."""
    return isinstance(cell, str) and re.search(r"[А-Яа-яЁё]{3}", cell) is not None
