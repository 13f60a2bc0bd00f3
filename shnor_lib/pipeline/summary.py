"""The last lines of a run and the answer to «why», in Russian."""

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from shnor_lib.ground.tables import table_path
from shnor_lib.ground.wording import join, plural
from shnor_lib.pipeline.layout import Project
from shnor_lib.pipeline.run import Outcome, Verdict
from shnor_lib.pipeline.workspace import Workspace

#: Tables that hold findings, each with a column ``severity``.
FINDINGS_TABLES = ("findings", "report_findings")
SEVERITIES = {
    "error": ("ошибка", "ошибки", "ошибок"),
    "warning": ("предупреждение", "предупреждения", "предупреждений"),
    "note": ("примечание", "примечания", "примечаний"),
}


def outcome_lines(project: Project, outcome: Outcome) -> list[str]:
    """Return what was made, where, what was kept, and how many findings there are."""
    made = [project.relative(outcome.folder / file) for file in outcome.files]
    lines = ["" if outcome.anything_done else "Ничего не изменилось, отчёт прежний."]
    lines += [
        f"Файл «{kept.original}» был изменён вручную; ваш вариант сохранён рядом: «{kept.kept_as}»."
        for kept in outcome.kept
    ]
    lines += [
        f"{side.title}: прежние построены по другим данным или прежней программой и убраны. Собрать: make {side.name}."
        for side in outcome.dropped
    ]
    lines += [_warning(warning) for warning in outcome.warnings]
    lines += [f"Отчёт: {join(made)}", f"Замечания: {findings_in_words(outcome.folder)}"]
    return lines if lines[0] else lines[1:]


def standing_in_words(project: Project, workspace: Workspace, before: tuple[int, int] | None) -> str:
    """Say which edition stands after a run that did not end well; ``before`` is what stood when it began."""
    now = workspace.standing()
    if now is None:
        return "Отчёта пока нет." if before is None else "Прежний отчёт цел: следующая команда вернёт его на место."
    if now == before:
        return "Прежний отчёт не изменён."
    return f"Новый отчёт уже на месте: {project.shown(workspace.issued)}."


def _warning(warning: dict) -> str:
    cell = f" (ячейка {warning['cell']})" if warning.get("cell") is not None else ""
    return f"Публикация{cell}: {warning.get('message', '')}"


def findings_in_words(folder: Path) -> str:
    """Return e.g. «1 ошибка, 2 предупреждения и 5 примечаний»."""
    counts = Counter(_severities(folder))
    words = [plural(counts[severity], *forms) for severity, forms in SEVERITIES.items() if counts[severity]]
    return join(words) if words else "нет"


def _severities(folder: Path) -> Iterable[str]:
    for table in FINDINGS_TABLES:
        path = folder / table_path(table)
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as handle:
                rows = csv.DictReader(handle)
                yield from (row.get("severity", "") for row in rows if row.get("result") != "passed")


def why_lines(verdicts: Sequence[Verdict]) -> list[str]:
    """Return the verdicts as lines: a stage, then its reasons."""
    lines = []
    for verdict in verdicts:
        if not verdict.reasons and not verdict.depends_on:
            lines.append(f"{verdict.title}: не изменилось")
        else:
            lines.append(f"{verdict.title}:" if verdict.reasons else f"{verdict.title}: пока не изменилось")
            lines += [f"  – {reason}" for reason in verdict.reasons]
            if verdict.depends_on and not verdict.reasons:
                lines.append(f"  – зависит от того, что получится на прежних этапах ({', '.join(verdict.depends_on)})")
    return lines
