"""How firm the conclusions are: the list and the change under other rules, years, procedures and readings."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.records import is_true
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.table_words import in_workbook
from shnor_lib.ground.vocabulary import SENSITIVITY, assessment_name
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.falls import columns_of_falls
from shnor_lib.presentation.sections.composition import base_years_table, base_years_text
from shnor_lib.presentation.statement import Evidence, Statement, rows_of_schools
from shnor_lib.presentation.statements.facts import correction_note, marked_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences
from shnor_lib.presentation.tree import Section, Subsection

#: Of a larger okrug only the schools in question have rows and lines of their own.
MOST_SHOWN = 40
BASE = "base"
SHNOR = Evidence("sensitivity", "shnor")


def condition(kind: str, value: str) -> str:
    """Return what is changed, in words: «порог 25 %», «без ВПР», «не меньше 5 участников»."""
    if kind == "threshold":
        return f"порог {wording.percent(float(value), None)}"
    if kind in ("years", "compared"):
        earlier, later = sorted(map(int, value.split("; ")))
        what = "годы" if kind == "years" else "сравнить"
        return f"{what} {wording.school_year_short(earlier)} и {wording.school_year_short(later)}"
    if kind == "without":
        return f"без {assessment_name(value)}"
    if kind == "participants":
        return f"не меньше {value} участников" if int(value) else "любое число участников"
    return SENSITIVITY[kind]


def stands_text(edition: Edition) -> Text:
    """Return how many verdicts stand under every condition, which change, and under what."""
    judged = edition.sensitivity
    nothing = Statement(
        "sensitivity.no_schools",
        "Список школ пуст: проверять нечего.",
        {},
        (Evidence("sensitivity", "*"),),
        holds=judged.empty,
    )
    if judged.empty:
        return paragraphs(nothing)
    changed = _changed(judged)
    named = _named(edition, changed)
    return paragraphs(
        nothing,
        explained("what_stands"),
        sentences(*_firm(edition, changed)),
        bullets((*_changes(judged, named), _others(changed, named))),
        sentences(*_readings(edition), *_not_tried(edition)),
    )


def _by_school(judged: pd.DataFrame) -> dict[str, list[Any]]:
    """Return each school's rows, in the roster's order; the first is that of the edition."""
    found: dict[str, list[Any]] = {}
    for row in rows_of(judged):
        found.setdefault(row.school_id, []).append(row)
    return found


def _answer(row: Any) -> bool | None:
    return None if pd.isna(row.shnor) else bool(row.shnor)


def _changed(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the base rows of the schools whose verdict is another under some condition."""
    changed = [ids for ids, own in _by_school(judged).items() if len({_answer(row) for row in own}) > 1]
    return judged[(judged["kind"] == BASE) & judged["school_id"].isin(changed)]


def _is_large(edition: Edition) -> bool:
    return len(edition.schools) > MOST_SHOWN


def _named(edition: Edition, changed: pd.DataFrame) -> pd.DataFrame:
    """Return which of the schools that change are named: of a large okrug those listed or meeting the criteria."""
    if not _is_large(edition):
        return changed
    return changed[is_true(changed["listed"]) | is_true(changed["shnor"])]


def _firm(edition: Edition, changed: pd.DataFrame) -> tuple[Statement, ...]:
    base = edition.sensitivity[edition.sensitivity["kind"] == BASE]
    conditions = len(edition.sensitivity[["kind", "value"]].drop_duplicates()) - 1
    same = base[~base["school_id"].isin(changed["school_id"])]
    counts = {
        "met": int(is_true(same["shnor"]).sum()),
        "unmet": int((~same["shnor"].astype("boolean").fillna(True)).sum()),
        "open": int(same["shnor"].isna().sum()),
    }
    words = {
        "met": "критерии выполнены в {met}",
        "unmet": "критерии не выполнены в {unmet}",
        "open": "определить нельзя в {open}",
    }
    told = [words[name] for name, count in counts.items() if count]
    return (
        Statement(
            "sensitivity.firm",
            "Вывод один и тот же при всех {conditions} проверенных условиях в {firm:of_schools}"
            f"{': ' if told else ''}{', '.join(told)}.",
            {
                "conditions": conditions,
                "firm": [len(same), len(base)],
                **counts,
            },
            (SHNOR,),
        ),
        Statement(
            "sensitivity.changed",
            "Меняется вывод в {changed:of_schools}:",
            {"changed": [len(changed), len(base)]},
            (SHNOR,),
            holds=len(changed) > 0,
        ),
    )


#: Verdict → how it is told of a school, and how after that.
_VERDICTS = {True: "критерии выполнены", False: "критерии не выполнены", None: "определить нельзя"}
_OTHERWISE = {True: "выполнены", False: "не выполнены", None: "определить нельзя"}


def _changes(judged: pd.DataFrame, named: pd.DataFrame) -> Iterator[Statement]:
    """Say of each school what is said of it, and under which conditions something else would be."""
    rows = _by_school(judged[judged["school_id"].isin(named["school_id"])])
    for school_id, (base, *others) in rows.items():
        by_answer = {
            answer: [wording.quoted(condition(row.kind, row.value)) for row in others if _answer(row) is answer]
            for answer in (True, False, None)
            if answer is not _answer(base)
        }
        told = [
            f"{_OTHERWISE[answer]} при {wording.form(len(own), 'условии', 'условиях', 'условиях')} "
            f"{{{_NAMES[answer]}:names}}"
            for answer, own in by_answer.items()
            if own
        ]
        yield Statement(
            f"sensitivity.change.{school_id}",
            f"{{school}}: {_VERDICTS[_answer(base)]}; {'; '.join(told)}.",
            {"school": wording.short_school_name(base.school), **{_NAMES[key]: own for key, own in by_answer.items()}},
            (rows_of_schools("sensitivity", "shnor", [school_id]),),
            school_ids=(school_id,),
        )


_NAMES = {True: "met", False: "unmet", None: "open"}


def _others(changed: pd.DataFrame, named: pd.DataFrame) -> Statement:
    """Count the schools that change and are not named."""
    others = len(changed) - len(named)
    return Statement(
        "sensitivity.others",
        "Ещё {others:школа|школы|школ} не из списка, где критерии сейчас не выполнены: условия — {where}.",
        {"others": others, "where": in_workbook("sensitivity")},
        (SHNOR,),
        holds=others > 0,
    )


def _readings(edition: Edition) -> Iterator[Statement]:
    """Say of each school whose row can be read in several ways what it would be without the correction."""
    judged = edition.sensitivity
    own = judged[(judged["kind"] == "readings") & (judged["readings"] > 1)]
    corrected = set(edition.classification.loc[is_true(edition.classification["rests_on_correction"]), "school_id"])
    columns = ("readings", "readings_met", "readings_unmet")
    for row in rows_of(own):
        settled = _answer(row) is not None
        without = "без записанного исправления " if row.school_id in corrected else ""
        outcome = f"{without}вывод определить нельзя" if not settled else "вывод от прочтения строки не зависит"
        opened = int(row.readings - row.readings_met - row.readings_unmet)
        last = ", при {open} определить нельзя" if opened else ""
        yield Statement(
            f"sensitivity.readings.{row.school_id}",
            f"{{school}}: {outcome}. Допустимых прочтений строки — {{readings}}: критерии выполнены при {{met}}, не "
            f"выполнены при {{unmet}}{last}.",
            {
                "school": wording.short_school_name(row.school),
                "readings": int(row.readings),
                "met": int(row.readings_met),
                "unmet": int(row.readings_unmet),
                "open": opened,
            },
            tuple(Evidence("sensitivity", name, {"school_id": row.school_id, "kind": "readings"}) for name in columns),
            school_ids=(row.school_id,),
        )


def _not_tried(edition: Edition) -> tuple[Statement, ...]:
    """Say which conditions the data do not let be changed."""
    kinds, results = set(edition.sensitivity["kind"]), edition.results
    counted = results[is_true(results["counted"]) & results["fail_pct"].notna()]
    without_number = not (counted["n_participants"] > 0).fillna(False).any()
    return (
        Statement(
            "sensitivity.no_participants",
            "Наименьшее число участников проверить нельзя: оно не указано ни в одном результате.",
            {},
            (Evidence("results", "n_participants"),),
            holds=without_number and len(counted) > 0,
        ),
        Statement(
            "sensitivity.no_other_years",
            "Другие «предыдущие» годы проверить нельзя: результатов других лет в данных нет.",
            {},
            (Evidence("results", "school_year"),),
            holds="years" not in kinds,
        ),
    )


def stands_table(edition: Edition) -> PublicationTable | None:
    """Return schools by conditions: is the criteria's verdict yes, no or open."""
    judged = edition.sensitivity
    if judged.empty:
        return None
    if _is_large(edition):
        asked = judged[is_true(judged["listed"]) | is_true(judged["shnor"])]
        judged = judged[judged["school_id"].isin(asked["school_id"])]
    if judged.empty:
        return None
    base = judged[judged["kind"] == BASE].reset_index(drop=True)
    frame = base[["school_id", "school"]].assign(name=marked_names(edition, base))
    columns, texts, marks = [Column("name", "Школа", width=6)], {}, {}
    of_base = [_answer(row) for row in rows_of(base)]
    conditions = judged[["kind", "value"]].drop_duplicates()
    for place, (kind, value) in enumerate(zip(conditions["kind"], conditions["value"], strict=True)):
        own = judged[(judged["kind"] == kind) & (judged["value"] == value)]
        answers, key = [_answer(row) for row in rows_of(own)], f"variant_{place}"
        frame[key] = own["shnor"].to_numpy()
        columns.append(Column(key, wording.sentence_case(condition(kind, value)), "truth", width=1, rotated=True))
        differs = [one is not usual for one, usual in zip(answers, of_base, strict=True)]
        texts[key] = [_SIGNS[one] + ("!" if other else "") for one, other in zip(answers, differs, strict=True)]
        marks[key] = ["low" if other else "" for other in differs]
    rest = len(edition.schools) - len(base)
    return PublicationTable.from_frame(
        frame,
        columns,
        "Выполнены ли критерии при других условиях",
        texts=texts,
        marks=marks,
        notes=(
            "«да» — критерии выполнены, «нет» — не выполнены, «?» — определить нельзя; «!» и выделение — не так, как в "
            "отчёте. Школы перечислены в порядке списка Программы, не по результатам.",
            Statement(
                "sensitivity.rest",
                "Не показаны {rest:школа|школы|школ} не из списка, где критерии не выполнены ни при одном условии.",
                {"rest": rest},
                (SHNOR,),
                holds=rest > 0,
            ),
            *correction_note(edition),
        ),
        id="sensitivity",
    )


_SIGNS = {True: "да", False: "нет", None: "?"}


def dynamics_text(edition: Edition) -> Text:
    """Return between which numbers of schools the fall of the mean share lies under other conditions."""
    counts = edition.sensitivity_dynamics
    base = counts[counts["kind"] == BASE]
    known = counts[(counts["listed"] > 0) & (counts["listed_open"] < counts["listed"])]
    stands = bool(len(base)) and BASE in set(known["kind"])
    row = base.iloc[0] if len(base) else None
    return paragraphs(
        Statement(
            "sensitivity.dynamics",
            "Среди школ списка доля «2» в среднем снизилась в {base:of_schools}; при других условиях — от {least} до "
            "{most} из\u00a0{listed}. Порог и выбор «предыдущих» лет на это число не влияют: меняется только состав "
            "школ, которые отвечают критериям.",
            {
                "base": [int(row["listed_fell"]), int(row["listed"])] if stands and row is not None else None,
                "least": int(known["listed_fell"].min()) if stands else None,
                "most": int(known["listed_fell"].max()) if stands else None,
                "listed": int(row["listed"]) if row is not None else None,
            },
            (Evidence("sensitivity_dynamics", "listed_fell"), Evidence("sensitivity_dynamics", "listed_open")),
            holds=stands,
        ),
        Statement(
            "sensitivity.no_dynamics",
            "Снизилась ли доля «2» в школах списка, определить нельзя: списка или сопоставимых результатов двух лет "
            "нет.",
            {},
            (Evidence("sensitivity_dynamics", "listed"), Evidence("sensitivity_dynamics", "listed_open")),
            holds=not stands,
        ),
    )


def dynamics_table(edition: Edition) -> PublicationTable | None:
    """Return for each condition in how many schools the mean share fell: of the list, and of those it would name."""
    counts = edition.sensitivity_dynamics
    known = (counts["listed_open"] < counts["listed"]) | (counts["met_open"] < counts["met"])
    if not known.any():
        return None
    frame = counts.assign(
        condition=[wording.sentence_case(condition(row.kind, row.value)) for row in rows_of(counts)],
    )
    columns = [
        Column("condition", "Условие", width=4),
        *columns_of_falls("Школы, где критерии при этом условии выполнены"),
    ]
    return PublicationTable.from_frame(
        frame,
        columns,
        "В скольких школах доля «2» в среднем снизилась при других условиях",
        notes=("Среднее — по всем сопоставимым парам одной параллели, как в показателе динамики.",),
        id="sensitivity-dynamics",
    )


SECTION = Section(
    id="sensitivity",
    title="Насколько устойчивы выводы",
    kind="appendix",
    commented=False,
    parts=(
        stands_text,
        stands_table,
        dynamics_text,
        dynamics_table,
        Subsection("Критерий 1 при другом выборе предыдущего года", (base_years_text, base_years_table)),
    ),
)
