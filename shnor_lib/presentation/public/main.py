"""«Главное» of the public edition: what the programme is for, how the okrug's results moved, what was reached."""

from shnor_lib.ground import wording
from shnor_lib.presentation.public.edition import PublicEdition
from shnor_lib.presentation.public.numbers import share_words
from shnor_lib.presentation.public.okrug import in_order, overall
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.presentation.tree import Section


def programme_text(edition: PublicEdition) -> Text:
    """Return the programme's name, term and goal, as far as they are known."""
    told = edition.about
    cells = (Evidence("public_about", "value"),)
    name, term, goal = told["programme"], told["term"], told["goal"].rstrip(".")
    return paragraphs(
        Statement("public_main.programme", "**{name}.**", {"name": name}, cells, holds=bool(name)),
        Statement("public_main.term", "Срок: {term}.", {"term": term}, cells, holds=bool(term)),
        Statement("public_main.goal", "Цель: {goal}.", {"goal": goal}, cells, holds=bool(goal)),
    )


def results_text(edition: PublicEdition) -> Text:
    """Return the okrug's shares of «2» in the newest two years of each procedure over all its grades."""
    own = in_order(overall(edition.public_okrug, "all"))
    said = []
    names = ["assessment", "level", "subject"]
    for (assessment, level, subject), rows in own.groupby(names, sort=False):
        newest = rows.sort_values("school_year").tail(2)
        words = "; ".join(
            f"{wording.school_year_short(row['school_year'])}{wording.NBSP}— {share_words(row)}"
            for row in newest[newest["symbol"] == ""].to_dict("records")
        )
        name = wording.procedure(str(assessment), str(level), str(subject), full=True)
        key = {"group": "all", "assessment": assessment, "level": level, "subject": subject}
        said.append(
            Statement(
                f"public_main.{assessment}.{subject}{level and f'.{level}'}",
                "{name}: {words}.",
                {"name": name, "words": words},
                (Evidence("public_okrug", "fail_pct", key),),
                holds=bool(words),
            )
        )
    if not any(statement.holds for statement in said):
        return Text("")
    return paragraphs(
        "Доля участников, которые получили «2» или не сдали экзамен, по всем школам округа:", bullets(said)
    )


def indicators_text(edition: PublicEdition) -> Text:
    """Return how many indicators reached their targets, and how many values are hidden or missing."""
    own = edition.public_indicators
    own = own[own["target"].notna()]
    told = own[own["symbol"] == ""]
    cells = (Evidence("public_indicators", "status"),)
    hidden, missing = int((own["symbol"] == "c").sum()), int((own["symbol"] == "x").sum())
    return paragraphs(
        Statement(
            "public_main.met",
            "Показатели Программы, значения которых опубликованы: целевого значения достигли {met:of}.",
            {"met": (int((told["status"] == "met").sum()), len(told))},
            cells,
            holds=bool(len(told)),
        ),
        Statement(
            "public_main.hidden",
            "Скрыты, чтобы не раскрыть результаты малых групп: {n:показатель|показателя|показателей}.",
            {"n": hidden},
            cells,
            holds=hidden > 0,
        ),
        Statement(
            "public_main.missing",
            "Нет данных: {n:показатель|показателя|показателей}.",
            {"n": missing},
            cells,
            holds=missing > 0,
        ),
    )


SECTION = Section(
    id="public_main", title="Главное", commented=False, parts=(programme_text, results_text, indicators_text)
)
