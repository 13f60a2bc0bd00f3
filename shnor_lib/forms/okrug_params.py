"""The text of a drafted edition's params: what the files tell, with the mark where a person has to say it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from shnor_lib.ground.drafts import to_fill
from shnor_lib.ground.params import DECISION, ExamMinimum
from shnor_lib.ground.school_years import years_looked_at
from shnor_lib.ground.shipped import shipped_yaml
from shnor_lib.ingest.discovery.okrug import COUNTED, SUBJECTS, counted_groups
from shnor_lib.ingest.discovery.seen import Seen

#: Years for which a minimum is taken to hold where its source names none.
FIRST_YEAR, LAST_YEAR = 2000, 2100
TITLE = (
    "Аналитическая справка по итогам реализации Программы методического сопровождения школ с низкими образовательными "
    "результатами (ШНОР)"
)
REASON_OF_YEARS = "Взяты последние учебные годы, за которые есть результаты."


def known_minimums() -> list[ExamMinimum]:
    """Return the minimums of exams in every year, as far as they are known or the last known ones are carried on."""
    return [
        ExamMinimum.model_validate({**one, "from": FIRST_YEAR, "to": LAST_YEAR})
        for one in shipped_yaml("shnor_lib.forms", "exam_minimums.yml")
    ]


@dataclass(frozen=True)
class Folders:
    """The project's root, the folder of results, the programme's workbook, the folder with the region's files."""

    root: Path
    results: Path
    programme: Path
    region: Path | None = None

    def within(self, path: Path) -> str:
        """Return a path as params hold it: relative to the root where it lies below it."""
        resolved = path.resolve()
        below = resolved.is_relative_to(self.root.resolve())
        return (resolved.relative_to(self.root.resolve()) if below else resolved).as_posix()


def okrug_params(name: str, folders: Folders, held: Sequence[int], year: int, seen: Seen) -> str:
    """Return the text of the params.

    Args:
        name: the edition's name.
        folders: where everything lies.
        held: the school years that have results, earliest first.
        year: the edition's year: no later school year is looked at.
        seen: what the files say.
    """
    looked_at = [one for one in held if one <= year] or [year]
    years = {": ".join(key): value for key, value in years_looked_at(looked_at, None).items()}
    return TEMPLATE.format(
        name=name,
        title=TITLE,
        organisation=to_fill("организация, которая выпускает справку"),
        year=year,
        as_of=date(year, 12, 31).isoformat(),
        results=_quoted(folders.within(folders.results)),
        programme=_quoted(folders.within(folders.programme)),
        region=f"\n  region: {_quoted(folders.within(folders.region))}" if folders.region else "",
        counted="\n".join(_counted_lines(seen.schools)),
        minimums="\n".join(_minimum_lines(seen.schools)) or " []",
        decision=DECISION,
        reason=REASON_OF_YEARS,
        previous=years["criteria: years: previous"],
        before_previous=years["criteria: years: before_previous"],
        dynamics_from=years["dynamics: from"],
        dynamics_to=years["dynamics: to"],
    )


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _counted_lines(schools: pd.DataFrame) -> list[str]:
    usual = [(assessment, list(SUBJECTS), list(grades)) for assessment, grades in COUNTED.items()]
    return [
        f"    - {{assessment: {assessment}, subjects: [{', '.join(subjects)}], grades: {grades}}}"
        for assessment, subjects, grades in counted_groups(schools) or usual
    ]


def _minimum_lines(schools: pd.DataFrame) -> list[str]:
    """Return the minimums of the exams that the files hold, for their years; what no source tells waits."""
    lines = []
    for one in shipped_yaml("shnor_lib.forms", "exam_minimums.yml"):
        held = schools.loc[schools["assessment"] == one["assessment"], "school_year"].dropna()
        years = sorted({int(year) for year in held})
        known = [year for year in years if one.get("from", FIRST_YEAR) <= year <= one.get("to", LAST_YEAR)]
        earlier = [year for year in years if year < one.get("from", FIRST_YEAR)]
        later = [year for year in years if year > one.get("to", LAST_YEAR)]
        for own, source in ((earlier, ""), (known, one["source"]), (later, "")):
            if own:
                span = str(own[0]) if own[0] == own[-1] else f"{own[0]}–{own[-1]}"
                waits = to_fill(f"документ, которым установлен минимум за {span}; взят {one['minimum']}, проверьте")
                lines.append(_minimum_line(one, own, source or waits))
    return [""] * bool(lines) + lines


def _minimum_line(one: dict[str, Any], years: Sequence[int], source: str) -> str:
    level = f"level: {one['level']}, " if "level" in one else ""
    subjects = f"subjects: [{', '.join(one['subjects'])}], " if "subjects" in one else ""
    return (
        f"    - {{assessment: {one['assessment']}, {level}{subjects}from: {years[0]}, to: {years[-1]}, "
        f"measure: {one['measure']}, minimum: {one['minimum']}, source: {_quoted(source)}}}"
    )


TEMPLATE = """# Параметры выпуска «{name}»: составлены по файлам командой make new-okrug.
# Строки, которые начинаются с «#», — пояснения: программа их не читает.
# «заполните: …» ждёт человека: замените эти слова вместе с кавычками.  Что ещё ждёт, покажет make check YEAR={name}

report:
  title: {title}
  running_title: Итоги реализации Программы сопровождения ШНОР
  # Например, МБУ «Методический центр».
  organisation: "{organisation}"
  # Округ, название, цель и период Программы — в книге «Программа.xlsx», лист «Паспорт».
  municipality: ""
  year: {year}
  as_of: {as_of}
  # Должность того, кто утверждает справку; пусто — на титуле останется строка для подписи.
  approved_by: ""

data:
  results: {results}
  programme: {programme}{region}

procedures:
  counted:
{counted}
  source: {decision}
  # Наименьшая положительная отметка (mark) или наименьший тестовый балл (score); ниже — экзамен не сдан.
  exam_minimums:{minimums}

criteria:
  low_threshold: {{value: 30, unit: "%", source: "{decision}"}}
  procedures_in_previous_year: {{value: 2, unit: процедуры, source: "{decision}"}}
  procedures_in_each_year: {{value: 1, unit: процедура, source: "{decision}"}}
  min_participants: {{value: 0, unit: участники, source: "0 — без ограничения; {decision}"}}
  excluded_kinds: {{value: [], unit: виды школ, source: "{decision}"}}
  # Год, в котором учебный год заканчивается: 2023 — это 2022/23.  Предыдущими считаются годы до начала Программы: если
  # она началась раньше, исправьте годы, а новейший впишите как alternative_previous.
  years:
    previous: {previous}
    before_previous: {before_previous}
    source: {decision}
    reason: >-
      {reason}

dynamics:
  from: {dynamics_from}
  to: {dynamics_to}
  source: {decision}
  reason: Это последний учебный год, за который есть результаты, и год с результатами перед ним.

# Оформление: можно не заполнять.
look:
  # Картинка SVG или PNG для всех видов отчёта, например data/логотип.svg.
  logo: ""
  # Два цвета: заголовков и низких результатов, например "#134b73" и "#a63a00"; пусто — обычные.
  accent: ""
  warning: ""
  # Должность того, кто составил справку, без фамилии.
  compiled_by: ""
"""
