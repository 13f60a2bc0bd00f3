"""The programme's own numbering: which numbers its lists leave out, and which stand twice."""

import re
from collections.abc import Iterable

import pandas as pd

#: A number of a list as documents write it: «3», «3.», «1.2.»; longer ones (years) number nothing.
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")


def missing_numbers(numbers: Iterable[object]) -> list[str]:
    """Return the numbers that a list passes over below its highest, level by level: of 1.1, 1.3 and 3.1 «1.2» and «2».

    Args:
        numbers: the numbers as the document has them; what is no number («6а», nothing) is left out.
    """
    present: dict[tuple[int, ...], set[int]] = {}
    for number in _parsed(numbers):
        for depth, part in enumerate(number):
            present.setdefault(number[:depth], set()).add(part)
    missing = [
        (*above, part) for above, own in present.items() for part in range(1, max(own, default=0)) if part not in own
    ]
    return [".".join(map(str, number)) for number in sorted(missing)]


def repeated_numbers(numbers: Iterable[object]) -> list[str]:
    """Return the numbers that stand more than once in a list, each once, in their order."""
    parsed = _parsed(numbers)
    return [".".join(map(str, number)) for number in sorted({one for one in parsed if parsed.count(one) > 1})]


def without_number(items: pd.DataFrame) -> list[str]:
    """Return the ids of the rows that the document leaves without a number of their own.

    Args:
        items: a list of the programme with ``id`` and ``source_number``.
    """
    return list(items.loc[items["source_number"].isna(), "id"])


def _parsed(numbers: Iterable[object]) -> list[tuple[int, ...]]:
    texts = (number.strip() for number in numbers if isinstance(number, str))
    return [tuple(map(int, text.rstrip(".").split("."))) for text in texts if _NUMBER.fullmatch(text)]
