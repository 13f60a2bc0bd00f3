"""The tables of a public edition, each declared once: columns, key, and what people read of them.

They are all that a public edition is made from (decision 59), and they are published beside it as CSV.
"""

from dataclasses import dataclass, field

from shnor_lib.ground.columns import Column, integer, iso_date, number, share, text, truth
from shnor_lib.ground.tables import PROCEDURE, PROCEDURE_KEY, Table
from shnor_lib.ground.vocabulary import INDICATOR_STATUSES, PLAN_STATUSES, PUBLIC_SYMBOLS

#: The folder of the tables within a public edition.
DATA = "data"
#: The centre's logo lies beside them under this name, as SVG or PNG.
LOGO = "logo"
#: Shares of fewer participants are printed in whole per cents: more decimals would be false precision.
SHARES_IN_WHOLE_BELOW = 100

#: Groups of schools whose totals are published.
GROUPS = {"all": "все школы округа", "listed": "школы списка ШНОР"}

_COUNTED = {
    "n_participants": integer(required=False, at_least=1),
    "n_failed": integer(required=False, at_least=0),
    "fail_pct": share(),
}
_SYMBOL = {"symbol": text(among=PUBLIC_SYMBOLS, blank=True)}
_PROCEDURE = {name: column for name, column in PROCEDURE.items() if name in PROCEDURE_KEY}


@dataclass(frozen=True)
class PublicTable(Table):
    """A table of the public edition: what it holds, and what each column means, in Russian."""

    title: str = field(default="", kw_only=True)
    words: dict[str, str] = field(default_factory=dict, kw_only=True)


#: What columns mean, whatever their table.
WORDS = {
    "key": "что указано",
    "value": "значение",
    "group": "группа школ: all — все школы округа, listed — школы списка ШНОР",
    "school_id": "код школы в перечне выпуска",
    "school": "название школы",
    "assessment": "процедура: VPR — ВПР, OGE — ОГЭ, EGE — ЕГЭ, MKR — муниципальная контрольная работа",
    "level": "уровень ЕГЭ по математике: base — базовый, profile — профильный",
    "subject": "предмет: MA — математика, RU — русский язык, остальные — по перечню программы",
    "grade": "класс; пусто — несколько классов вместе",
    "school_year": "учебный год, по году его окончания",
    "schools": "число школ, результаты которых сложены",
    "n_participants": "число участников",
    "n_failed": "число участников, получивших «2» или не сдавших экзамен",
    "fail_pct": "доля «2», % участников",
    "symbol": "почему нет числа: c — скрыто, – — не проводилось, x — нет данных; пусто — число есть",
    "confirmed": "критерии ШНОР выполнены по данным",
    "id": "обозначение в Программе",
    "name": "название",
    "unit": "единица",
    "target": "целевое значение",
    "numerator": "числитель доли",
    "denominator": "знаменатель доли",
    "actual": "достигнутое значение",
    "status": "состояние",
    "as_of": "на какую дату",
    "kind": "item — пункт плана, measure — мера",
    "activity": "мероприятие",
    "due": "срок, как он записан в Программе",
}


def _table(title: str, columns: dict[str, Column], key: tuple[str, ...]) -> PublicTable:
    return PublicTable(columns, key=key, title=title, words={name: WORDS[name] for name in columns})


PUBLIC: dict[str, PublicTable] = {
    "public_about": _table("О выпуске", {"key": text(), "value": text(required=False)}, ("key",)),
    "public_okrug": _table(
        "Результаты округа по процедурам",
        {
            "group": text(among=GROUPS),
            **_PROCEDURE,
            "grade": integer(required=False, at_least=1),
            "schools": integer(at_least=1),
            **_COUNTED,
            **_SYMBOL,
        },
        ("group", *PROCEDURE_KEY),
    ),
    "public_schools": _table(
        "Школы списка ШНОР",
        {"school_id": text(), "school": text(), "confirmed": truth(), **_SYMBOL},
        ("school_id",),
    ),
    "public_school_results": _table(
        "Результаты школ списка ШНОР",
        {"school_id": text(), "school": text(), **_PROCEDURE, **_COUNTED, **_SYMBOL},
        ("school_id", *PROCEDURE_KEY),
    ),
    "public_indicators": _table(
        "Показатели Программы",
        {
            "id": text(),
            "name": text(),
            "unit": text(),
            "target": number(),
            "numerator": integer(required=False, at_least=0),
            "denominator": integer(required=False, at_least=0),
            "actual": number(),
            "status": text(required=False, among=INDICATOR_STATUSES),
            "as_of": iso_date(),
            **_SYMBOL,
        },
        ("id",),
    ),
    "public_plan": _table(
        "План мероприятий",
        {
            "id": text(),
            "kind": text(among=("item", "measure")),
            "activity": text(),
            "due": text(required=False),
            "status": text(among=PLAN_STATUSES),
        },
        ("id",),
    ),
}
