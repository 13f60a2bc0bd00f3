"""Whom each school in support could have as a partner, why, and what the partners that there are have done."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import PARTNER_STATUSES
from shnor_lib.presentation.charts.partner_map import partner_map
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.figures import PublicationFigure
from shnor_lib.presentation.needs import Need
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

#: Statuses of a school that has a partner by an agreement, or by our proposal.
AGREED, PAIRED = ("agreement", "ending"), ("agreement", "ending", "proposed")
#: What no school meets, in words, with the edition's own conditions.
_UNMET = {
    "school": "других школ в данных нет",
    "results": "ни у одной другой школы нет результатов последнего года по этим предметам",
    "participants": "у других школ по этим предметам меньше {least:участника|участников|участников}",
    "share": "у других школ по этим предметам больше {most:percent*} «2»",
    "capacity": "у каждой подходящей школы уже есть {places:партнёр|партнёра|партнёров}",
}
#: Numbers of a pair that statements rest on.
_CELLS = ("subjects", "partner", "fail_pct", "participants", "distance_km", "index_difference")


def has_strong_schools(edition: Edition) -> bool:
    """Tell whether anything is known of partners, or would be: there are other schools."""
    own = edition.partner_proposals
    return bool(own["status"].isin(PAIRED).any() or not (own["unmet"] == "school").any())


def partner_name(row: Any) -> str:
    """Return a partner's short name; schools of the region have a code alone."""
    if bool(row.outside) and row.partner == row.partner_id:
        return f"школа другого округа с кодом {row.partner_id}"
    return wording.short_school_name(row.partner)


# Proposals


def proposals_text(edition: Edition) -> Text:
    """Return how many schools need a partner and get one, pair by pair, and which condition nobody meets."""
    own = edition.partner_proposals
    proposed, nobody = own[own["status"] == "proposed"], own[own["status"] == "nobody"]
    weak = len(proposed) + len(nobody)
    cells = (Evidence("partner_proposals", "status"),)
    return paragraphs(
        Statement(
            "partners.no_list",
            "Школ, которым предназначена помощь, нет: предлагать партнёров некому.",
            {},
            (Evidence("schools", "listed"), Evidence("schools", "participant_since")),
            holds=own.empty,
        ),
        Statement(
            "partners.all_agreed",
            "Новых партнёрств не предлагается: у каждой школы, которой предназначена помощь, действует соглашение "
            "или нет низких результатов последнего года.",
            {},
            cells,
            holds=len(own) > 0 and not weak,
        ),
        Statement(
            "partners.proposed",
            "Партнёр нужен {weak:школе|школам|школам}: результаты последнего года низкие, а действующего соглашения "
            "нет. "
            + ("Предложен он {proposed:школе|школам|школам}." if len(proposed) else "Предложить никого нельзя."),
            {"weak": weak, "proposed": len(proposed)},
            cells,
            holds=weak > 0,
        ),
        explained("how_partners_are_chosen") if len(proposed) else "",
        bullets([*map(pair_statement, rows_of(proposed)), *_nobody(edition, nobody)]),
        sentences(
            _schools_of("no_low", "Низких результатов нет, партнёр не подбирался: {names:names}.", own),
            _schools_of("no_results", "Результатов нет, подобрать партнёра нельзя: {names:names}.", own),
        ),
    )


def pair_statement(row: Any, opening: str = "", name: str = "") -> Statement:
    """Return why this school is proposed as a partner, in one sentence.

    Args:
        row: of `partner_proposals`, proposed.
        opening: what the sentence begins with instead of the school's name.
        name: of the statement, where it is not that of the report.
    """
    several = ";" in row.subjects
    parts = [
        "расстояние не известно: нет координат" if pd.isna(row.distance_km) else "{km:number0} км по прямой",
        *([] if pd.isna(row.index_difference) else ["индекс условий отличается на {off:number0}"]),
        f"«2» {'по тому предмету, где их больше,' if several else 'у партнёра'} — {{failed}}",
    ]
    if pd.isna(row.index_difference):
        parts.insert(1, "индекс условий не известен")
    failed = float(wording.rounded(row.fail_pct * row.participants / 100, 0))
    return Statement(
        name or f"partners.pair.{row.school_id}",
        f"{opening or '{school}'} ({{subjects}}): {{partner}} — {'; '.join(parts)}.",
        {
            "school": wording.short_school_name(row.school),
            "subjects": row.subjects.replace(";", ","),
            "partner": partner_name(row),
            "partner_id": row.partner_id,
            "km": None if pd.isna(row.distance_km) else float(row.distance_km),
            "off": None if pd.isna(row.index_difference) else float(row.index_difference),
            "failed": wording.pupils_or_share(row.fail_pct, failed, row.participants),
        },
        tuple(Evidence("partner_proposals", column, {"school_id": row.school_id}) for column in _CELLS),
        school_ids=(row.school_id,),
    )


def _nobody(edition: Edition, nobody: pd.DataFrame) -> Iterator[Statement]:
    """Yield for each school without a partner which condition no school meets."""
    params = edition.params.partners
    for row in rows_of(nobody):
        yield Statement(
            f"partners.nobody.{row.school_id}",
            f"{{school}} ({{subjects}}): партнёра нет — {_UNMET[row.unmet]}.",
            {
                "school": wording.short_school_name(row.school),
                "subjects": row.subjects.replace(";", ","),
                "unmet": row.unmet,
                "least": params.least_participants.value,
                "most": params.most_fail.value,
                "places": params.most_schools.value,
            },
            (Evidence("partner_proposals", "unmet", {"school_id": row.school_id}),),
            school_ids=(row.school_id,),
        )


def _schools_of(status: str, template: str, own: pd.DataFrame) -> Statement:
    of_status = own[own["status"] == status]
    return Statement(
        f"partners.{status}",
        template,
        {"names": school_names(of_status), "schools": len(of_status)},
        (Evidence("partner_proposals", "status"), Evidence("latest_results", "low")),
        holds=len(of_status) > 0,
        school_ids=tuple(of_status["school_id"]),
    )


def partners_map(edition: Edition) -> PublicationFigure | None:
    """Return the schools and their partners on a map, by agreements and by proposals."""
    own = edition.partner_proposals
    pairs = own[own["status"].isin(PAIRED)]
    return partner_map(
        edition.schools, pairs, set(own["school_id"]), "Школы, которым помогают, и их партнёры: схема по координатам"
    )


def proposals_table(edition: Edition) -> PublicationTable | None:
    """Return the pairs with the parts of their cost, and why; to be looked up."""
    own = edition.partner_proposals
    own = own[own["status"].isin(PAIRED)].reset_index(drop=True)
    if own.empty:
        return None
    frame = with_short_names(own).assign(
        partner_words=[partner_name(row) for row in rows_of(own)],
        state=own["status"].map(PARTNER_STATUSES),
        why=[pair_statement(row).text if row.status == "proposed" else wording.MISSING for row in rows_of(own)],
    )
    columns = [
        Column("school", "Школа", width=2.6),
        Column("subjects", "Предметы с низкими результатами", width=2),
        Column("partner_words", "Партнёр", width=2.6),
        Column("state", "Состояние", width=1.8),
        Column("distance_km", "Расстояние, км", "number", decimals=1, width=1.2),
        Column("index_difference", "Разница индекса", "number", decimals=1, width=1.2),
        Column("strength_pp", "Запас партнёра до порога, п. п.", "number", decimals=1, width=1.4),
        Column("left_out", "Чего нет в стоимости", width=1.6),
        Column("cost", "Стоимость", "number", decimals=2, width=1.1),
        Column("why", "Почему", width=5),
    ]
    rests_on: dict[str, Evidence | list[Evidence]] = {
        "partner_words": Evidence("partner_proposals", "partner"),
        "state": Evidence("partner_proposals", "status"),
        "why": [Evidence("partner_proposals", name) for name in _CELLS],
    }
    return PublicationTable.from_frame(
        frame, columns, "Пары школ и их стоимость", rests_on=rests_on, id="partner-costs", lookup=True
    )


# Agreements in force


def agreements_text(edition: Edition) -> Text:
    """Return which agreements end soon, and whose partners have no record of work."""
    own = edition.partner_proposals
    agreed, ending = own[own["status"].isin(AGREED)], own[own["status"] == "ending"]
    work = edition.partnership_work
    silent = work[work["form"].fillna("") == ""]
    days = sorted(set(ending["until"].dropna()))
    return paragraphs(
        Statement(
            "partners.ending",
            "В ближайшие {days:день|дня|дней} заканчиваются соглашения ({until:days}): {names:names}.",
            {
                "days": edition.params.signals.ending_days,
                "until": days,
                "names": school_names(ending.drop_duplicates("school_id")),
            },
            (Evidence("partner_proposals", "until", {"status": "ending"}),),
            holds=len(ending) > 0,
            school_ids=tuple(dict.fromkeys(ending["school_id"])),
        ),
        Statement(
            "partners.silent",
            "Записей о совместной работе нет в {silent:паре|парах|парах} из\u00a0{pairs}.",
            {"silent": len(silent), "pairs": len(work.drop_duplicates(["school_id", "mentor"]))},
            (Evidence("partnership_work", "times"), Evidence("partnerships", "in_force")),
            holds=len(agreed) > 0 and len(silent) > 0,
        ),
    )


def work_table(edition: Edition) -> PublicationTable | None:
    """Return what each pair in force has done together: forms with their numbers, and the last day."""
    work = edition.partnership_work
    if work.empty:
        return None
    rows = []
    for _, own in work.groupby(["school_id", "mentor"], sort=False):
        first = own.iloc[0]
        done = [f"{row.form} — {row.times}" for row in rows_of(own) if row.times]
        last = own["last_on"].dropna()
        rows.append(
            {
                **first[["school_id", "school", "mentor"]],
                "done": "; ".join(done) or "записей нет",
                "times": int(own["times"].sum()),
                "last_on": max(last) if len(last) else None,
            }
        )
    frame = with_short_names(pd.DataFrame(rows), "mentor")
    columns = [
        Column("school", "Школа", width=2.4),
        Column("mentor", "Партнёр", width=2.6),
        Column("done", "Что сделано вместе", width=4),
        Column("times", "Всего", "integer", width=0.8),
        Column("last_on", "Последний раз", "date", width=1.3),
    ]
    marks = {"done": ["" if times else "muted" for times in frame["times"]]}
    return PublicationTable.from_frame(
        frame,
        columns,
        "Что сделали действующие партнёрства",
        marks=marks,
        notes=("Одна форма в один день считается один раз, сколько бы педагогов ни участвовало.",),
        rests_on={"done": Evidence("partnership_work", "form")},
        id="partnership-work",
    )


def _work_is_known(edition: Edition) -> bool:
    """Tell whether the register of interaction says anything, or there is nobody of whom it could."""
    return bool(len(edition.partnership_work) or not is_true(edition.partnerships["in_force"]).any())


SECTION = Section(
    id="partners",
    title="Предложение партнёрств",
    kind="appendix",
    commented=False,
    needs=(Need("Предложить школам партнёров нельзя", ("schools",), has_strong_schools, ("partnerships",)),),
    parts=(
        proposals_text,
        partners_map,
        proposals_table,
        Subsection(
            "Действующие соглашения",
            (agreements_text, work_table),
            Need("Что сделали действующие партнёрства, сказать нельзя", ("interaction",), _work_is_known),
        ),
    ),
)
