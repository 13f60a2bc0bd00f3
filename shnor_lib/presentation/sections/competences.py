"""Section 8 (item 19 of the plan): competences of teachers, for groups only."""

from shnor_lib.edition import Edition
from shnor_lib.indicators import REGISTER
from shnor_lib.presentation.facts import edition_facts
from shnor_lib.presentation.text import Text, bullets, paragraphs
from shnor_lib.vocabulary import subject_name


def competences_text(edition: Edition) -> Text:
    """Return what item 19 asks for, and what results of pupils can and cannot say about it."""
    facts = edition_facts(edition)
    repeated = [
        f"{subject_name(code)}: {facts[f'repeated_{code}'].fields['names']}"
        for code in ("RU", "MA")
        if facts[f"repeated_{code}"]
    ]
    where = (
        paragraphs(
            "Предметы, по которым низкие результаты школ повторяются и диагностика нужна прежде всего:",
            bullets(f"{line}." for line in repeated),
        ).markdown
        if repeated
        else "Предметов, по которым низкие результаты школ повторяются, в данных нет."
    )
    return paragraphs(
        "Пункт 19 плана требует оценить предметные компетенции педагогов. Результаты обучающихся для этого не "
        "используются: по ним нельзя судить о педагогах. Оценка строится по диагностике профессиональных дефицитов "
        "(до и после), по областям и предметам, только для групп не менее чем из пяти педагогов. Листы «Педагоги» и "
        f"«Диагностика» файла {REGISTER} не представлены, оценка не дана.",
        where,
    )
