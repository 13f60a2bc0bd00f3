"""«Что нового»: how a public edition differs from the one before, told from the public tables of both alone."""

from collections.abc import Mapping

import pandas as pd

from shnor_lib.ground import wording
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES

#: What names an okrug's number in both editions.
_RESULT_KEY = ["group", "assessment", "level", "subject", "grade", "school_year"]


def release_notes(now: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame] | None) -> str:
    """Return the notes in Markdown; ``before`` are the tables of the edition before, if there is one."""
    told = _about(now)
    head = f"# Что нового\n\n{told['title']}\n\nСостояние на {wording.date_words(told['as_of'])}.\n"
    if before is None:
        return f"{head}\nПервый публичный выпуск.\n"
    lines = [*_results(now["public_okrug"], before["public_okrug"]), *_indicators(now, before)]
    since = f"По сравнению с выпуском по состоянию на {wording.date_words(_about(before)['as_of'])}"
    if not lines:
        return f"{head}\n{since} числа не изменились.\n"
    return f"{head}\n{since}:\n\n" + "\n".join(f"- {line}" for line in lines) + "\n"


def _about(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    told = tables["public_about"]
    return dict(zip(told["key"], told["value"].fillna(""), strict=True))


def _results(now: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Return what became of the okrug's numbers: new years, numbers revised, hidden or opened since."""
    both = now.merge(before, on=_RESULT_KEY, suffixes=("", "_before"))
    years = sorted(set(now["school_year"]) - set(before["school_year"]))
    numbers = ["n_participants", "n_failed"]
    shown = (both["symbol"] == "") & (both["symbol_before"] == "")
    other = pd.concat([both[name] != both[f"{name}_before"] for name in numbers], axis=1).fillna(False).any(axis=1)
    hidden = int(((both["symbol"] == "c") & (both["symbol_before"] == "")).sum())
    opened = int(((both["symbol"] == "") & (both["symbol_before"] == "c")).sum())
    forms = ("число", "числа", "чисел")
    counts = [
        (int((shown & other).sum()), "исправлено итогов округа: {}"),
        (hidden, "больше не публикуются: {} в итогах округа"),
        (opened, "теперь публикуются: {} в итогах округа"),
    ]
    added = [f"добавлены результаты: {wording.join(map(wording.school_year, years))}"] if years else []
    return [*added, *(words.format(wording.plural(n, *forms)) for n, words in counts if n)]


def _indicators(now: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame]) -> list[str]:
    """Return the indicators whose status is another one."""
    then = before["public_indicators"].set_index("id")["status"]
    lines = []
    for row in now["public_indicators"].to_dict("records"):
        old = then.get(row["id"])
        if isinstance(old, str) and isinstance(row["status"], str) and old != row["status"]:
            words = f"{INDICATOR_STATUSES[old]} → {INDICATOR_STATUSES[row['status']]}"
            lines.append(f"показатель «{row['name']}»: {words}")
    return lines
