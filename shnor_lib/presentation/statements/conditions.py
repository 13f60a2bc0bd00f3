"""The conditions in which schools work, in words: the model index, and the share of «2» beside what it lets expect."""

import numpy as np
import pandas as pd

from shnor_lib.analysis.certainty.context_expectation import TOLD_AT
from shnor_lib.analysis.programme.records import is_true
from shnor_lib.analysis.programme.roster import in_roster_order
from shnor_lib.analysis.results.classify import counted_results, main_period
from shnor_lib.analysis.statistics.social_index import SCALE_MEAN, SCALE_SD
from shnor_lib.edition import Edition
from shnor_lib.ground import wording
from shnor_lib.ground.intervals import CONFIDENCE
from shnor_lib.ground.registers import register_sheet
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.vocabulary import CONTEXT_STANDINGS, assessment_name
from shnor_lib.presentation.explanations import explained
from shnor_lib.presentation.needs import Need, filled
from shnor_lib.presentation.procedures import interval_words
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.statements.fact import school_names
from shnor_lib.presentation.statements.facts import marked_names
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, paragraphs, sentences

CONDITIONS = Need(
    "Контекстной формы ФИС ОКО нет, и сравнить результаты с условиями работы школ нельзя",
    ("context",),
    filled("social_index"),
)


def conditions_text(edition: Edition) -> Text:
    """Return what the index rests on, and which schools' results are other than schools in such conditions show."""
    return paragraphs(
        sentences(
            *_outside(edition),
            explained("beyond_conditions") if edition.context_expectation["standing"].notna().any() else "",
        ),
        sentences(_not_compared(edition), *_line(edition)),
        sentences(
            *_index(edition),
            explained("model_index") if edition.social_index["index"].notna().any() else "",
            *_component(edition),
        ),
    )


def _titles(columns: pd.Series) -> list[str]:
    """Return the columns' headings as they stand within a sentence."""
    headers = {column.name: column.header for column in register_sheet("context").columns}
    return [headers[name][:1].lower() + headers[name][1:] for name in columns]


def _index(edition: Edition) -> tuple[Statement, ...]:
    """Say how many schools have an index, on what it rests, and why others have none."""
    indices, columns, params = edition.social_index, edition.social_columns, edition.params.context
    used = columns[is_true(columns["used"])]
    with_index = int(indices["index"].notna().sum())
    raising, lowering = (_titles(used.loc[sign * used["weight"] > 0, "column"]) for sign in (1, -1))
    signs = [
        *(["выше индекс там, где больше {raising}"] if raising else []),
        *(["ниже — где больше {lowering}" if raising else "ниже индекс там, где больше {lowering}"] * bool(lowering)),
    ]
    told = indices[indices["index"].notna()]
    years = sorted({int(year) for year in told["school_year"].dropna()})
    of_years = wording.join(f"{{year_{year}:years}}" for year in years)
    dated = (
        f" по сведениям за {of_years} учебный год" if len(years) == 1 else f" по сведениям за {of_years} учебные годы"
    )
    cells = (
        Evidence("social_index", "index"),
        Evidence("social_columns", "used"),
        Evidence("params", "context.weights"),
    )
    return (
        Statement(
            "results.conditions.index",
            f"Модельный индекс условий рассчитан для {{with_index:of_schools}}{dated if years else ''}: среднее — "
            f"{{mean}}, обычный разброс — {{sd}}. {wording.sentence_case('; '.join(signs))}.",
            {
                "with_index": [with_index, len(edition.schools)],
                "raising": "; ".join(raising),
                "lowering": "; ".join(lowering),
                "mean": int(SCALE_MEAN),
                "sd": int(SCALE_SD),
                **{f"year_{year}": year for year in years},
            },
            cells,
            holds=with_index > 0,
        ),
        Statement(
            "results.conditions.unused",
            "Не вошли, потому что неизвестны или у всех школ одинаковы: {unused}.",
            {"unused": "; ".join(_titles(columns.loc[~is_true(columns["used"]) & (columns["weight"] != 0), "column"]))},
            (Evidence("social_columns", "used", {"used": False}),),
            holds=with_index > 0 and bool((~is_true(columns["used"]) & (columns["weight"] != 0)).any()),
        ),
        Statement(
            "results.conditions.little_known",
            "Индекса нет у {without:школы|школ|школ}, о которых известно меньше {least:percent*} этих сведений.",
            {"without": len(edition.schools) - with_index, "least": params.least_known.value},
            (Evidence("social_index", "known"), Evidence("params", "context.least_known")),
            holds=0 < with_index < len(edition.schools),
        ),
        Statement(
            "results.conditions.no_index",
            "Индекс условий не рассчитан: сведения есть о {schools:школе|школах|школах}, а нужны не меньше чем о "
            "{least:школе|школах|школах}, и они должны различаться.",
            {"schools": len(indices), "least": params.schools_for_index.value},
            (Evidence("social_index", "index"), Evidence("params", "context.schools_for_index")),
            holds=len(indices) > 0 and with_index == 0,
        ),
    )


def _component(edition: Edition) -> tuple[Statement, ...]:
    """Say how well the weights that were decided agree with those that the data themselves suggest."""
    both = edition.social_index.dropna(subset=["index", "component"])
    loadings = edition.social_columns["loading"].dropna().astype(float)
    if len(both) < 2:
        return ()
    agree = float(np.corrcoef(both["index"].astype(float), both["component"].astype(float))[0, 1])
    return (
        Statement(
            "results.conditions.component",
            "Проверка весов: первая главная компонента, веса в которой задают сами данные, объясняет "
            "{explained:percent0} различий между школами; корреляция с индексом — {agree:number2} (чем ближе к 1, тем "
            "меньше вывод зависит от выбранных весов).",
            {"explained": 100 * float((loadings**2).mean()), "agree": agree, "schools": len(both)},
            (Evidence("social_columns", "loading"), Evidence("social_index", "component")),
        ),
    )


def _not_compared(edition: Edition) -> Statement:
    """Say why results cannot be held against the index, where there is one."""
    criteria = edition.params.criteria
    with_index = edition.social_index[edition.social_index["index"].notna()]
    counted = counted_results(main_period(edition.results), criteria)
    own = counted[counted["school_id"].isin(with_index["school_id"]) & counted["fail_pct"].notna()]
    known = own[own["n_participants"].notna()]
    if own.empty:
        why = "известных результатов этих школ в данных нет"
    elif known.empty:
        why = "число участников неизвестно"
    else:
        why = "результаты с числом участников за один год есть меньше чем у {least:школы|школ|школ} с индексом"
    return Statement(
        "results.conditions.not_compared",
        f"Сравнить долю «2» с ожидаемой при условиях работы школы нельзя: {why}.",
        {"least": edition.params.context.schools_for_index.value},
        (Evidence("results", "n_participants"), Evidence("social_index", "index")),
        holds=len(with_index) > 0 and edition.context_fit.empty,
    )


def _line(edition: Edition) -> tuple[Statement, ...]:
    """Say what share of «2» is expected below and above the mean index, and whether that is more than chance."""
    rows = list(rows_of(edition.context_fit))
    if not rows:
        return ()
    row, params = rows[0], edition.params.context
    is_told = pd.notna(row.slope_low)
    sure = is_told and (row.slope_low > 0 or row.slope_high < 0)
    verdict = "" if not is_told else ": связь больше случайной" if sure else ": отличить эту связь от случайной нельзя"
    return (
        Statement(
            "results.conditions.line",
            f"{assessment_name(row.assessment)} {{year:years}} учебного года, {{schools:школа|школы|школ}}: "
            "при индексе {below} ожидается доля «2» около {below_pct:percent0}, при индексе {above} — около "
            f"{{above_pct:percent0}}{verdict}.",
            {
                "year": int(row.school_year),
                "schools": int(row.schools),
                "below": int(TOLD_AT[0]),
                "above": int(TOLD_AT[1]),
                "below_pct": float(row.below_pct),
                "above_pct": float(row.above_pct),
            },
            tuple(Evidence("context_fit", name) for name in ("below_pct", "above_pct", "slope_low", "slope_high")),
        ),
        Statement(
            "results.conditions.caution",
            "**Школ меньше {least}: сравнение с условиями ненадёжно,** поэтому границы и вывод по школам не "
            "приводятся.",
            {"least": params.schools_for_verdict.value, "schools": int(row.schools)},
            (Evidence("context_fit", "schools"), Evidence("params", "context.schools_for_verdict")),
            holds=not is_told,
        ),
    )


def _outside(edition: Edition) -> tuple[Statement, ...]:
    """Name the schools beyond the limits, and say how many would be there by chance."""
    table = edition.context_expectation
    told = table[table["standing"].notna()]
    if told.empty:
        return ()
    statements = []
    for code in ("more", "fewer"):
        own = in_roster_order(told[told["standing"] == code], edition.schools, [])
        statements.append(
            Statement(
                f"results.conditions.{code}",
                f"Доля «2» {CONTEXT_STANDINGS[code]} при условиях работы школы: {{names:names}}.",
                {"schools": len(own), "names": school_names(own)},
                (Evidence("context_expectation", "standing", {"standing": code}),),
                holds=len(own) > 0,
                school_ids=tuple(own["school_id"]),
            )
        )
    by_chance = (1 - CONFIDENCE) * len(told)
    return (
        *statements,
        Statement(
            "results.conditions.outside",
            "За границами — {outside:of_schools}; по случайности их оказалось бы около {by_chance:number0}.",
            {"outside": [int((told["standing"] != "within").sum()), len(told)], "by_chance": by_chance},
            (Evidence("context_expectation", "standing"),),
        ),
    )


def conditions_table(edition: Edition) -> PublicationTable | None:
    """Return each school's index and, where there are results, its share of «2» beside the expected one."""
    indices = edition.social_index[edition.social_index["index"].notna()]
    if indices.empty:
        return None
    table = edition.context_expectation.drop(columns=["school", "index"], errors="ignore")
    frame = in_roster_order(
        indices.merge(table, on="school_id", how="left", suffixes=("", "_of_results")), edition.schools, []
    )
    has_limits, compared = frame["standing"].notna().any(), frame["fail_pct"].notna().any()
    frame = frame.assign(
        name=marked_names(edition, frame),
        limits=[interval_words(*ends) for ends in zip(frame["low_pct"], frame["high_pct"], strict=True)],
        words=frame["standing"].map(CONTEXT_STANDINGS),
    )
    group = "Доля «2», %"
    columns = [
        Column("name", "Школа", width=2.8),
        Column("index", "индекс", "number", 0, width=0.9, group="Условия"),
        *(
            [Column("component", "компонента", "number", 0, width=1.2, group="Условия")]
            if frame["component"].notna().any()
            else []
        ),
        *(
            [
                Column("n_participants", "Участников", "integer", width=1.2),
                Column("fail_pct", "факт", "percent", 1, width=0.8, group=group),
                Column("expected_pct", "ожидалось", "percent", 1, width=1.1, group=group),
            ]
            if compared
            else []
        ),
        *(
            [Column("limits", "границы", width=1.2, group=group), Column("words", "Доля «2»", width=2.2)]
            if has_limits
            else []
        ),
    ]
    notes = (
        f"Школы перечислены в порядке списка. Условия — на шкале со средним {SCALE_MEAN:.0f} и обычным разбросом "
        f"{SCALE_SD:.0f}; как считается индекс и ожидание — в описании методики (docs/методика.md), глава об "
        "условиях работы.",
        *(
            (
                "Ожидаемая доля — по результатам остальных школ округа в тех же процедурах; школа не участвует в "
                "собственном ожидании.",
            )
            if compared
            else ()
        ),
        *(
            ("Границы — 95 %-е: случайность отметок и обычные различия школ с одинаковым индексом учтены.",)
            if has_limits
            else ()
        ),
    )
    return PublicationTable.from_frame(
        frame, columns, "Условия работы школ и доля «2»", notes=notes, id="conditions", lookup=True
    )
