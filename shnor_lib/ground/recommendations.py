"""The catalogue of addressed recommendations: factor of risk → measure → who → when; one YAML file that people edit."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params_yaml import complaint, loaded
from shnor_lib.ground.personal_names import looks_like_name
from shnor_lib.ground.signal_kinds import RISK_FACTORS, RISK_LEVELS

#: What messages call it.
CATALOGUE_WORDS = "Каталог рекомендаций"
#: Keys of an entry, all of them needed but the last: from which level of risk on it is meant.
TEXTS = ("id", "factor", "measure", "who", "when")
FROM = "from"
FROM_LEVELS = ("medium", "high")
LONGEST = 400


class Recommendation(BaseModel):
    """An entry: what to do about a factor of risk, by whom (a post), when; ``levels`` are those it is meant for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    factor: str
    measure: str
    who: str
    when: str
    levels: tuple[str, ...] = FROM_LEVELS


class Catalogue(BaseModel):
    """The recommendations of an edition and the file that holds them, relative to the project's root.

    What a dump of params holds is the file alone: its content is an input with a hash of its own (`pipeline/keys.py`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    entries: tuple[Recommendation, ...] = Field(default=(), exclude=True)


@lru_cache(maxsize=8)
def catalogue_of(text: str, file: str) -> Catalogue:
    """Return the catalogue that a text of YAML holds, checked.

    Raises:
        ReportError: it is no YAML, or an entry is wrong; the message names the lines.
    """
    try:
        content, root = loaded(text)
    except yaml.YAMLError as error:
        raise ReportError(
            f"{CATALOGUE_WORDS} «{file}»{complaint(error, text)}.", "Исправьте строку и повторите команду."
        ) from None
    given = content.get("recommendations") if isinstance(content, dict) else None
    if not isinstance(given, list) or set(content) != {"recommendations"} or root is None:
        raise ReportError(
            f"В каталоге рекомендаций «{file}» нет списка recommendations или есть что-то кроме него.",
            "Возьмите за образец params/recommendations.yml.",
        )
    lines = [node.start_mark.line + 1 for node in root.value[0][1].value]
    complaints = [f"строка {line}: {said}" for line, said in _complaints(given, lines)]
    if complaints:
        raise ReportError(
            f"В каталоге рекомендаций «{file}» есть ошибки:\n" + "\n".join(f"  – {line}" for line in complaints),
            "\nИсправьте файл и повторите команду.",
        )
    entries = [
        Recommendation(
            **{name: one[name].strip() for name in TEXTS},
            levels=FROM_LEVELS[FROM_LEVELS.index(one.get(FROM, FROM_LEVELS[0])) :],
        )
        for one in given
    ]
    return Catalogue(file=file, entries=tuple(entries))


def _complaints(given: list[Any], lines: list[int]) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with entries: the line on which each begins, and words."""
    seen: set[str] = set()
    for one, line in zip(given, lines, strict=True):
        if not isinstance(one, dict):
            yield line, f"рекомендация — это ключи {', '.join(TEXTS)}"
            continue
        yield from ((line, said) for said in _wrong_keys(one))
        if one.get("id") in seen:
            yield line, f"номер «{one['id']}» повторяется"
        seen.add(str(one.get("id")))


def _wrong_keys(one: dict[str, Any]) -> Iterator[str]:
    yield from (f"неизвестный ключ «{name[:40]}»" for name in one if name not in (*TEXTS, FROM))
    for name in TEXTS:
        value = one.get(name)
        if not isinstance(value, str) or not value.strip():
            yield f"ключ «{name}» пуст или пропущен: нужен текст (числа возьмите в кавычки)"
        elif len(value) > LONGEST:
            yield f"ключ «{name}» длиннее {LONGEST} знаков"
        elif looks_like_name(value):
            yield f"ключ «{name}» похож на имя человека: назовите должность"
    factor = one.get("factor")
    if isinstance(factor, str) and factor.strip() and factor.strip() not in RISK_FACTORS:
        yield f"неизвестный фактор «{factor[:40]}»; допустимы: {', '.join(RISK_FACTORS)}"
    if one.get(FROM, FROM_LEVELS[0]) not in FROM_LEVELS:
        told = ", ".join(f"{level} ({RISK_LEVELS[level]})" for level in FROM_LEVELS)
        yield f"ключ «{FROM}»: с какого уровня риска нужна рекомендация; допустимы {told}"
