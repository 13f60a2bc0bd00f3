"""A work of the centre (МКР): who wrote it and how, by school and by class, beside ВПР and the work before."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from shnor_lib.analysis.programme.works import rows_of_work
from shnor_lib.ground import wording
from shnor_lib.ground.rows import rows_of
from shnor_lib.presentation.monitoring.changes import BY_CHANCE, FELL, ROSE, change_words, moved, verdict
from shnor_lib.presentation.monitoring.main import attention_table, attention_text
from shnor_lib.presentation.monitoring.overdue import terms_text
from shnor_lib.presentation.monitoring.period import OF_WORKS, MonitoredWork, PeriodSection
from shnor_lib.presentation.procedures import exact_shares, fail_interval, interval_words
from shnor_lib.presentation.references import PLAIN
from shnor_lib.presentation.school_names import with_short_names
from shnor_lib.presentation.statement import Evidence, Statement
from shnor_lib.presentation.tables import Column, PublicationTable
from shnor_lib.presentation.text import Text, bullets, paragraphs, sentences

ROLES = ("municipal_tests",)
#: More «2» is worse: the mark of each verdict.
MARK_OF = {ROSE: "low", FELL: "good", BY_CHANCE: "muted"}


def _cells(*columns: str) -> tuple[Evidence, ...]:
    return tuple(Evidence("results", name, {"assessment": "MKR"}) for name in columns)


def written_text(monitored: MonitoredWork) -> Text:
    """Return how many schools and pupils wrote the work, what became of it, and which results are not known."""
    own = monitored.results
    known = own.dropna(subset=["n_failed", "n_participants"])
    unknown = own[own["fail_pct"].isna()]
    having = monitored.schools[monitored.schools["highest_grade"] >= monitored.period.grade]
    return paragraphs(
        sentences(
            Statement(
                "monitoring.work.written",
                "Работу ({what}, {when}) писали в {schools:of_schools}, где есть такой класс; «2» получили "
                "{part:share} обучающихся.",
                {
                    "what": monitored.period.what,
                    "when": monitored.period.dates,
                    "schools": [len(own), len(having)],
                    "part": [int(known["n_failed"].sum()), int(known["n_participants"].sum())],
                },
                _cells("n_participants", "n_failed"),
                holds=len(known) > 0,
            ),
            Statement(
                "monitoring.work.unknown",
                "Результат не определён (о причине — в замечаниях к данным): {names:names}.",
                {"names": list(unknown["school"])},
                _cells("fail_pct"),
                holds=len(unknown) > 0,
                school_ids=tuple(unknown["school_id"]),
            ),
        ),
        bullets(_compared(monitored)),
        terms_text(monitored, "work", *ROLES),
    )


def _compared(monitored: MonitoredWork) -> Iterator[Statement]:
    """Yield for each base where «2» is more or less than there beyond chance; where there is none, that it is so."""
    cells = _cells("n_failed", "n_participants")
    for number, (words, base) in enumerate(monitored.bases.items()):
        changes = monitored.changes_since(base)
        anything = False
        for sign, word in ((1, "больше"), (-1, "меньше")):
            own = moved(changes, sign)
            anything = anything or len(own) > 0
            yield Statement(
                f"monitoring.work.{'more' if sign > 0 else 'less'}.{number}",
                "«2» {word}, чем {than} ({base}), сверх случайного: {names:names}.",
                {"word": word, "than": base.than, "base": words, "names": list(own["school"])},
                cells,
                holds=len(own) > 0,
                school_ids=tuple(own["school_id"]),
            )
        yield Statement(
            f"monitoring.work.same.{number}",
            "Доля «2» ни в одной школе не отличается больше случайного от той, что была {than}: {base} (сравнили "
            "{schools:школу|школы|школ}).",
            {"than": base.than, "base": words, "schools": len(changes)},
            cells,
            holds=not anything,
        )
    yield Statement(
        "monitoring.work.alone",
        "Сравнить не с чем: результатов ВПР или прошлой работы тех же обучающихся по этому предмету в выпуске нет.",
        {},
        cells,
        holds=not monitored.bases,
    )


def results_table(monitored: MonitoredWork) -> PublicationTable | None:
    """Return the work school by school: «2» of participants, the share's interval, the difference from each base."""
    own = monitored.results
    if own.empty:
        return None
    frame = own.assign(now=_of_pupils(own), share=_shares(own))
    columns = [
        Column("school", "Школа", width=2.4),
        Column("now", "«2» из участников", width=1.2),
        Column("share", "Доля, % (95 %)", width=2.1),
    ]
    marks: dict[str, list[str]] = {}
    for number, (words, base) in enumerate(monitored.bases.items()):
        frame = frame.merge(_beside(monitored.changes_since(base), number), on="school_id", how="left")
        said = frame[f"said_{number}"]
        marks[f"said_{number}"] = ["" if wording.is_missing(one) else MARK_OF[one] for one in said]
        columns += [
            Column(f"was_{number}", "было", group=words, width=1.2),
            Column(f"change_{number}", "разница, п. п. (95 %)", group=words, width=2.1),
            Column(f"said_{number}", "вывод", group=words, width=1.7),
        ]
    return PublicationTable.from_frame(
        frame,
        columns,
        f"Результаты по школам: {monitored.period.words}",
        marks=marks,
        notes=_notes(monitored),
        id="monitoring-work",
    )


def _notes(monitored: MonitoredWork) -> list[str]:
    notes = ["Школы стоят в порядке списка, это не рейтинг. Границы доли — интервал Вильсона, 95 %."]
    if monitored.bases:
        notes.append(
            "Разница с границами — метод Ньюкомба. Работы писали в основном одни и те же обучающиеся, а границы "
            "посчитаны как для разных: они скорее шире, чем нужно. «Сверх случайного» — разница выделяется среди всех "
            "школ сразу (Бенджамини — Хохберг)."
        )
        notes.append("Задания ВПР и работы разные: разница говорит и о детях, и о трудности заданий.")
    return notes


def _of_pupils(own: pd.DataFrame) -> list[str]:
    return [
        wording.MISSING
        if wording.is_missing(row.n_failed) or wording.is_missing(row.n_participants)
        else f"{int(row.n_failed)} из{wording.NBSP}{int(row.n_participants)}"
        for row in rows_of(own)
    ]


def _shares(own: pd.DataFrame) -> list[Any]:
    """Return «14,6 (7,2–27,2)»."""
    lows, highs = fail_interval(own)
    return [
        wording.MISSING
        if wording.is_missing(row.fail_pct)
        else f"{wording.number(share, 1)}" + (f" ({told})" if (told := interval_words(low, high)) else "")
        for row, share, low, high in zip(rows_of(own), exact_shares(own), lows, highs, strict=True)
    ]


def _beside(changes: pd.DataFrame, number: int) -> pd.DataFrame:
    rows = [
        {
            "school_id": row.school_id,
            f"was_{number}": f"{int(row.base_failed)} из{wording.NBSP}{int(row.base_n)}",
            f"change_{number}": change_words(row),
            f"said_{number}": verdict(row),
        }
        for row in rows_of(changes)
    ]
    return pd.DataFrame(rows, columns=["school_id", *(f"{name}_{number}" for name in ("was", "change", "said"))])


def classes_table(monitored: MonitoredWork) -> PublicationTable | None:
    """Return the work class by class, where tables tell of classes."""
    own = rows_of_work(monitored.edition.work_classes, monitored.period)
    names = monitored.schools["school_id"]
    own = with_short_names(own[own["school_id"].isin(names)].reset_index(drop=True))
    if own.empty:
        return None
    places = {school_id: place for place, school_id in enumerate(names)}
    own = own.sort_values(
        ["school_id", "class_letter"], key=lambda column: column.map(places) if column.name == "school_id" else column
    ).reset_index(drop=True)
    frame = own.assign(
        klass=[f"{monitored.period.grade}{row.class_letter}" for row in rows_of(own)],
        now=_of_pupils(own),
        share=_shares(own),
    )
    columns = [
        Column("school", "Школа", width=3),
        Column("klass", "Класс", width=1),
        Column("now", "«2» из участников", width=1.6),
        Column("share", "Доля, % (95 %)", width=2),
    ]
    notes = (
        "Классы — там, где таблица их называет; результат школы — их сумма. В классе мало обучающихся: разница классов "
        "чаще всего в пределах случайного. Таблица — для работы школы, не для публикации.",
    )
    return PublicationTable.from_frame(
        frame, columns, f"Результаты по классам: {monitored.period.words}", notes=notes, id="monitoring-classes"
    )


MAIN = PeriodSection(
    id="monitoring_main",
    title="Главное",
    kind=PLAIN,
    parts=(written_text, attention_text, attention_table),
    kinds=OF_WORKS,
)
SECTION = PeriodSection(
    id="monitoring_work",
    title="Результаты работы",
    roles=ROLES,
    parts=(results_table, classes_table),
    kinds=OF_WORKS,
)
