"""Each school before the background of all: what panels show, and the sentence above them."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.results.yearly_shares import FOLLOWED, compared_grades, yearly_shares
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.vocabulary import ASSESSMENTS, assessment_name, level_name, subject_name, subject_order
from shnor_lib.ground.wording import NBSP
from shnor_lib.presentation.charts.figure import in_parts, page_shares
from shnor_lib.presentation.charts.school_panels import (
    MOST_PANELS,
    Panels,
    common_ceiling,
    panel_signs,
    school_panels,
)
from shnor_lib.presentation.figures import PublicationFigure, PublicationFigures
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.facts import IN_QUESTION, correction_note, marked_names, schools_in_question
from shnor_lib.presentation.text import Text, paragraphs

#: Pages of panels that the report has room for.
_PAGES = 2
#: Figures of so few panels stand together on a page.
_SHARES_PAGE = 8
#: Of more schools a sentence gives the number.
_MOST_NAMED = 12


@dataclass(frozen=True)
class Followed:
    """An exam, or ВПР in a subject, that is followed: its grades, and the shares of every school (`yearly_shares`)."""

    assessment: str
    level: str
    subject: str
    grades: tuple[int, ...]
    shares: pd.DataFrame

    @property
    def title(self) -> str:
        """Return «Математика, ВПР, 5–8 классы», «Математика (базовый уровень), ЕГЭ»."""
        level = f" ({level_name(self.level)})" if self.level else ""
        parts = [wording.sentence_case(subject_name(self.subject)) + level, assessment_name(self.assessment)]
        if self.assessment == "VPR":
            grades = wording.id_ranges(map(str, self.grades))
            parts.append(f"{grades}{NBSP}{'класс' if len(self.grades) == 1 else 'классы'}")
        return ", ".join(parts)

    @property
    def years(self) -> list[int]:
        """The school years shown, earliest first."""
        return sorted({int(year) for year in self.shares["school_year"]})

    def at_threshold(self, year: int) -> dict[str, bool]:
        """Return for each school with a result of the year whether its share reaches the threshold."""
        own = self.shares[self.shares["school_year"] == year]
        return dict(zip(own["school_id"], own["at_threshold"].astype(bool), strict=True))


def followed(edition: Edition) -> tuple[Followed, ...]:
    """Return what is followed by school, ВПР before exams: the first two, and more while two pages have room.

    Of the others only what at least half of the schools sit: an exam of a few is told by its results alone.
    """
    return edition.once(_followed)


def followed_of(edition: Edition) -> list[Followed]:
    """Return everything that has results of two years, in the report's order, whatever room it takes."""
    shares = yearly_shares(edition.results, edition.dynamics, edition.params.criteria.low_threshold.value)
    every = []
    for key, grades in compared_grades(edition.dynamics).items():
        own = shares[(shares[FOLLOWED] == list(key)).all(axis=1)]
        if own["school_year"].nunique() > 1:
            every.append(Followed(*key, grades, own))
    every.sort(key=lambda one: (list(ASSESSMENTS).index(one.assessment), subject_order(one.subject), one.level))
    return every


def _followed(edition: Edition) -> tuple[Followed, ...]:
    every = followed_of(edition)
    schools, kept = len(edition.schools), every[:_PAGES]
    room = _PAGES * MOST_PANELS - sum(min(_schools(one), MOST_PANELS) for one in kept)
    for one in every[_PAGES:]:
        if 2 * _schools(one) >= schools and _schools(one) <= room:
            kept.append(one)
            room -= _schools(one)
    return tuple(kept)


def _schools(one: Followed) -> int:
    return int(one.shares["school_id"].nunique())


def each_school_text(edition: Edition) -> Text:
    """Return of everything followed which schools are at the threshold in the last year, and which crossed it."""
    return paragraphs(*(_crossed(edition, one) for one in followed(edition)))


def _crossed(edition: Edition, one: Followed) -> Statement:
    """Say in how many schools the share is at the threshold in the last year, and where it crossed it since."""
    year, before = one.years[-1], one.years[-2]
    now, then = one.at_threshold(year), one.at_threshold(before)
    there = set(one.shares["school_id"])
    own = [school_id for school_id in _named(edition) if school_id in there]
    lists = {
        "over": [school_id for school_id in own if now.get(school_id) and then.get(school_id) is False],
        "still": [school_id for school_id in own if now.get(school_id) and then.get(school_id) is not False],
        "under": [school_id for school_id in own if now.get(school_id) is False and then.get(school_id)],
        "unknown": [school_id for school_id in own if school_id not in now],
    }
    at = len(lists["over"]) + len(lists["still"])
    return Statement(
        f"dynamics.each_school.{'.'.join(filter(None, (one.assessment, one.level, one.subject)))}",
        " ".join(("**{title}.**", *_sentences(lists, at, len(own), "списка" if _listed(edition) else ""))),
        {
            "title": one.title,
            "threshold": edition.params.criteria.low_threshold.value,
            "year": year,
            "before": before,
            "at": [at, len(own) - len(lists["unknown"])],
            **{name: _names(edition, one, codes) for name, codes in lists.items()},
            **{f"{name}_number": len(codes) for name, codes in lists.items()},
        },
        _evidence(one, own, (before, year)),
        holds=bool(own),
        school_ids=tuple(code for code in own if any(code in lists[name] for name in ("over", "still", "under"))),
    )


def _sentences(lists: dict[str, list[str]], at: int, schools: int, whose: str) -> list[str]:
    """Return the sentences' templates; of the schools without a result in the last year nothing else is said."""
    told = []
    if at:
        parts = [
            f"поднялась до черты с {{before:years}} учебного года — {_who('over', lists)}" if lists["over"] else "",
            f"достигала её и раньше — {_who('still', lists)}" if lists["over"] and lists["still"] else "",
            _who("still", lists) if lists["still"] and not lists["over"] else "",
        ]
        told.append(
            f"Доля «2» в {{year:years}} учебном году достигла черты {{threshold:percent*}} в {{at:of_schools}}"
            f"{f' {whose}' if whose else ''}: {'; '.join(filter(None, parts))}."
        )
    elif schools > len(lists["unknown"]):
        told.append(
            "Доля «2» в {year:years} учебном году не достигла черты {threshold:percent*} ни в одной школе"
            f"{f' {whose}' if whose else ''}."
        )
    if lists["under"]:
        told.append(f"Опустилась ниже черты с {{before:years}} учебного года — {_who('under', lists)}.")
    if lists["unknown"]:
        told.append(f"Результатов {{year:years}} учебного года нет — {_who('unknown', lists)}.")
    return told


def _evidence(one: Followed, school_ids: Sequence[str], years: Sequence[int]) -> tuple[Evidence, ...]:
    """Return the results behind the shares, and the list of schools."""
    key = {
        "school_id": list(school_ids),
        "assessment": one.assessment,
        **({"level": one.level} if one.level else {}),
        "subject": one.subject,
        "grade": list(one.grades),
        "school_year": list(years),
    }
    columns = ("n_failed", "n_participants", "fail_pct")
    return (
        *(Evidence("results", column, key) for column in columns),
        Evidence("classification", "listed"),
        Evidence("params", "criteria.low_threshold"),
    )


def _who(name: str, lists: dict[str, list[str]]) -> str:
    """Return the template of the schools of a list: their names, or of many their number."""
    if len(lists[name]) <= _MOST_NAMED:
        return f"{{{name}:names}}"
    return f"{{{name}_number:школа|школы|школ}}"


def _names(edition: Edition, one: Followed, school_ids: Sequence[str]) -> list[str]:
    own = one.shares.drop_duplicates("school_id").set_index("school_id", drop=False)
    return marked_names(edition, own.loc[list(school_ids)])


def _listed(edition: Edition) -> frozenset[str]:
    classification = edition.classification
    return frozenset(classification.loc[is_true(classification["listed"]), "school_id"])


def _named(edition: Edition) -> list[str]:
    """Return the schools that sentences name: the listed ones, or where there are none those in question."""
    listed = _listed(edition)
    return [one for one in edition.classification["school_id"] if one in listed] or schools_in_question(edition)


def each_school_charts(edition: Edition) -> PublicationFigures:
    """Return the panels of everything followed, each school before the background of all."""
    return charts_of(edition, followed(edition))


def charts_of(edition: Edition, shown: Sequence[Followed]) -> PublicationFigures:
    """Return the panels of what is chosen of everything followed, on one scale."""
    if not shown:
        return PublicationFigures()
    threshold = edition.params.criteria.low_threshold.value
    ceiling = common_ceiling(pd.concat([one.shares for one in shown]), threshold)
    said: set[str] = set()
    drawn: list[PublicationFigure] = []
    for one in shown:
        chosen, which = _chosen(edition, one)
        shares = one.shares.assign(school=marked_names(edition, one.shares))
        pages = [
            Panels(tuple(chosen[part]), _listed(edition), threshold, ceiling)
            for part in page_shares(len(chosen), MOST_PANELS)
        ]
        notes = [
            _new_notes([*panel_signs(shares, page), *_notes(one), *correction_note(edition)], said, page)
            for page in pages
        ]
        caption = f"{one.title}: доля «2» каждой школы на фоне всех, %{which}"
        drawn += in_parts([school_panels(shares, *own, caption) for own in zip(pages, notes, strict=True)])
    return PublicationFigures(drawn)


def _new_notes(notes: Sequence[str], said: set[str], page: Panels) -> tuple[str, ...]:
    """Return the notes as one; of a figure that shares its page with others only what those above have not said."""
    if len(page.school_ids) > _SHARES_PAGE:
        said.clear()
    new = [note for note in notes if note not in said]
    said.update(new)
    return (" ".join(new),) if new else ()


def _chosen(edition: Edition, one: Followed) -> tuple[list[str], str]:
    """Return the schools with a panel, in the roster's order, and the words that say which of all they are.

    A page holds all schools of most okrugs; of more, those that the programme is about; of more still, those at the
    threshold in either of the last two years; where even they are too many, nobody.
    """
    there = set(one.shares["school_id"])
    every = [school_id for school_id in edition.classification["school_id"] if school_id in there]
    if len(every) <= MOST_PANELS:
        return every, ""
    question = [school_id for school_id in schools_in_question(edition) if school_id in there]
    if len(question) <= MOST_PANELS:
        return question, f": {IN_QUESTION}"
    now, then = (one.at_threshold(year) for year in one.years[:-3:-1])
    low = [school_id for school_id in question if now.get(school_id) or then.get(school_id)]
    if len(low) > _PAGES * MOST_PANELS:  # the cards of schools have them all
        return [], ""
    return low, f": {IN_QUESTION}, у которых она достигла черты в одном из двух последних лет"


def _notes(one: Followed) -> list[str]:
    notes, unknown = [], one.shares["n_participants"].isna()
    if unknown.any():
        known = "неизвестно" if unknown.all() else "известно не везде"
        mean = ": где его нет, доля за год — простое среднее долей по классам" if len(one.grades) > 1 else ""
        notes.append(f"Число участников {known}{mean}.")
    if (one.shares["grades"] < one.shares["compared"]).any():
        notes.append("Если в какой-то год у школы есть результаты не всех классов, доля посчитана по тем, что есть.")
    return notes
