"""What the public edition hides and why, in words for whoever reads it."""

from shnor_lib.presentation.public.edition import PublicEdition
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section


def rules_text(edition: PublicEdition) -> Text:
    """Return the rules of hiding with the edition's thresholds."""
    told = edition.about
    cells = (Evidence("public_about", "value"),)
    return paragraphs(
        "По доле «2» в малой группе можно узнать результат отдельного ученика. Поэтому часть чисел скрыта; "
        "скрытое число — не ноль.",
        bullets(
            [
                Statement(
                    "public_hidden.few",
                    "Скрыты доли, если участников меньше {n}.",
                    {"n": told["least_participants"]},
                    cells,
                ),
                Statement(
                    "public_hidden.others",
                    "Скрыты и некоторые другие числа: без этого скрытое вычислялось бы вычитанием из итогов. Число "
                    "учеников за каждым скрытым значением нельзя узнать точнее чем с разбросом {n}.",
                    {"n": told["width"]},
                    cells,
                ),
                Statement(
                    "public_hidden.unknown",
                    "Доли без числа участников приведены, потому что они уже опубликованы: {where}.",
                    {"where": told["published_in"]},
                    cells,
                    holds=bool(told["published_in"]),
                ),
                "" if told["published_in"] else "Скрыты доли, при которых число участников не известно.",
                "Вывод по школе и показатель по результатам приведены, только если опубликованы все результаты, на "
                "которых они основаны.",
                Statement(
                    "public_hidden.teachers",
                    "Сведения о педагогах приведены только для групп не меньше {n} человек.",
                    {"n": told["smallest_group"]},
                    cells,
                ),
            ]
        ),
        "Те же числа лежат в папке data в виде таблиц CSV; что значит каждая колонка, сказано в файле "
        "datapackage.json.",
    )


SECTION = Section(
    id="public_hidden", title="Что скрыто и почему", kind="appendix", commented=False, parts=(rules_text,)
)
