"""Editions on which every part of the report has to stand: nothing known, one school, namesakes, extremes."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd

from shnor_lib.comments import Comments
from shnor_lib.edition import Edition
from shnor_lib.ground.drafts import Waiting, to_fill
from shnor_lib.ground.schemas import TABLES
from shnor_lib.ingest.checks.drafts import waiting_findings
from shnor_lib.ingest.findings import findings_of, findings_table
from shnor_lib.presentation.figures import FIGURE_MIME, PublicationFigure
from shnor_lib.presentation.tables import TABLE_MIME, PublicationTable
from shnor_lib.presentation.text import TEXT_MIME, Text
from shnor_lib.presentation.title import PASSPORT_MIME, TITLE_MIME, IssuePassport, TitlePage
from shnor_lib.presentation.tree import SECTION_MIME, SectionHeading
from tests.support.built_editions import BuiltEdition
from tests.support.indicator_stage import add_indicator_tables
from tests.support.invented_registers import registers, teachers
from tests.support.made_edition import MadeEdition
from tests.support.previous_lists import (
    another_list,
    compare_with_previous,
    decisions_before,
    other_results,
    same_list,
    same_results,
)
from tests.support.programme_2022 import (
    ROWS,
    WORKBOOK,
    appendix_rows,
    params_2022,
    run_methods,
    shipped_edition,
    write_workbook,
)

#: Of the demonstration: a listed school in the programme, and the one that gets its name.
NAMESAKES = ("12102", "12103")


def everything_missing(rows: list[list]) -> None:
    for row in rows[3:]:
        row[1:35] = ["#REF!"] * 34


def no_low_results(rows: list[list]) -> None:
    for row in rows[3:]:
        row[1:35] = [5, 20] * 17
        del row[35:]


def nothing_held(rows: list[list]) -> None:
    for row in rows[3:]:
        row[1:35] = ["-"] * 34
        del row[35:]


def everything_low(rows: list[list]) -> None:
    for row in rows[3:]:
        row[1:35] = [60, 0] * 17
        del row[35:]


def one_year(rows: list[list]) -> None:
    for place in range(1, 35, 2):
        if "2019" in rows[0][place]:
            for row in rows[3:]:
                row[place : place + 2] = ["-", "-"]


def as_it_is(rows: list[list]) -> None:
    pass


CHANGES: tuple[Callable[[list[list]], None], ...] = (
    as_it_is,
    everything_missing,
    no_low_results,
    nothing_held,
    everything_low,
    one_year,
)


def changed_edition(change: Callable[[list[list]], None], folder: Path) -> MadeEdition:
    """Return the edition 2022 with Приложение 1 changed and no correction recorded."""
    rows = appendix_rows()
    change(rows)
    return run_methods(write_workbook(rows, folder / "Приложение_1.xlsx"))


def one_school(folder: Path) -> MadeEdition:
    """Return an okrug of one school, whose list is that of the edition before; its programme has oddities."""
    rows = appendix_rows()
    path = write_workbook([*rows[:3], rows[ROWS["Демьяновская"]]], folder / "п.xlsx")
    schools = shipped_edition(corrected=False).schools
    made = run_methods(path, schools=schools[schools["school"].str.contains("Демьяновская")].reset_index(drop=True))
    made.programme_claims = with_oddities(made.programme_claims)
    school = json.dumps(list(made.schools["school_id"]))
    taken = [
        decisions_before(id="Д-17", rule="Д-17", number=2, subjects='["И1"]', text="Рассмотреть причины"),
        decisions_before(id="Д-01", rule="Д-01", basis="latest", subjects=school, latest_year=2021),
        decisions_before(id="Д-13", rule="Д-13", number=3, subjects='["правила"]', due_on="2099-01-31"),
    ]
    results, decisions = same_results(made.results), pd.concat(taken, ignore_index=True)
    return compare_with_previous(made, same_list(made.schools), "2021", results, decisions)


def drafted() -> MadeEdition:
    """Return an okrug as it is drafted: nobody is listed, and the period and the organisation wait for a person."""
    params = params_2022()
    params = params.model_copy(
        update={
            "programme": params.programme.model_copy(update={"period": None, "claims": None}),
            "report": params.report.model_copy(update={"organisation": to_fill("организация")}),
        }
    )
    schools = shipped_edition().schools.assign(listed=False)
    made = run_methods(WORKBOOK, schools=schools, params=params)
    waiting = [Waiting("params/э.yml", "report: organisation (строка 7)", to_fill("организация"))]
    made.findings = findings_table([*findings_of(made.findings), *waiting_findings(waiting)])
    return made


def registers_alone() -> MadeEdition:
    """Return an okrug that keeps its registers and has no file with results; a term of its plan is not understood."""
    own = registers(
        plan=[{"item": "1", "done_on": "2022-01-20"}, {"item": "2", "done_on_as_typed": "выполнено"}],
        teachers=teachers(12, "lk01"),
        courses=[{"teacher_id": f"t{n}"} for n in range(1, 7)],
        consultations=[{"teacher_id": "t1"}],
        requests=[
            {"request_id": "1", "school_id": "lk01", "closed_on_as_typed": "закрыт"},
            {"request_id": "2", "school_id": "lk01"},
        ],
    )
    made = run_methods((), registers=own)
    items = made.programme_plan
    made.programme_plan = items.assign(due=items["due"].mask(items["id"] == "3", "когда получится"))
    add_indicator_tables(made, own)
    return made


def with_oddities(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of a programme with two oddities of its document, one of them without a note."""
    said = [("до 31 февраля", "такого дня нет"), ("пункт 7 плана", None)]
    rows = [
        {**claims.iloc[0], "id": f"о{number}", "kind": "oddity", "schools": None, "quote": quote, "note": note}
        for number, (quote, note) in enumerate(said, start=1)
    ]
    return pd.concat([claims, pd.DataFrame(rows).astype(claims.dtypes.to_dict())], ignore_index=True)


def shipped_2022() -> MadeEdition:
    """Return the edition 2022 as it ships, with its correction."""
    return shipped_edition()


def nothing() -> MadeEdition:
    """Return an edition whose every table is empty: no school, no result, no register, no programme."""
    tables = {
        name: pd.DataFrame(
            {column: pd.Series(dtype=str(declared.dtype)) for column, declared in schema.columns.items()}
        )
        for name, schema in TABLES.items()
    }
    return MadeEdition(params=params_2022(), comments=Comments(), **tables)


def namesakes(built: BuiltEdition) -> Any:
    """Return the demonstration with two listed schools of one name in every table, and another list before."""
    edition = as_issued(built)
    first, second = NAMESAKES
    name = edition.schools.set_index("school_id")["school"][first]
    tables = {}
    for table in TABLES:
        frame = getattr(edition, table)
        if {"school_id", "school"} <= set(frame.columns):
            frame = frame.assign(school=frame["school"].mask(frame["school_id"] == second, name))
        tables[table] = frame
    made = MadeEdition(params=edition.params, comments=edition.comments, **tables)
    drafted = edition.decisions.assign(due_on="2024-06-30", latest_year=2023)
    return compare_with_previous(made, another_list(made.schools), "2024", other_results(made.results), drafted)


def as_issued(built: BuiltEdition) -> Edition:
    """Open a built edition as a notebook would."""
    relative = Path("params") / f"{built.name}.yml"
    return Edition(built.name, run_folder=built.folder, params_file=built.project / relative)


def executed_values(built: BuiltEdition) -> dict[str, list[Any]]:
    """Return what the issued report shows, by section, read back from its executed notebook."""
    notebook = nbformat.read(built.folder / "05_report.ipynb", as_version=4)
    found: dict[str, list[Any]] = {}
    own: list[Any] = []
    for output in (output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output):
        value = _value_of(output.data)
        if isinstance(value, SectionHeading):
            own = found.setdefault(value.id, [])
        own.append(value)
    return found


def _value_of(data: Mapping[str, Any]) -> Any:
    readers: dict[str, Callable[[Any], Any]] = {
        SECTION_MIME: SectionHeading.from_json,
        TABLE_MIME: PublicationTable.from_json,
        FIGURE_MIME: PublicationFigure.from_json,
        TITLE_MIME: TitlePage.from_json,
        PASSPORT_MIME: lambda _: IssuePassport(),
        TEXT_MIME: lambda value: Text(value["markdown"]),
        "text/markdown": Text,
    }
    return next(read(data[mime]) for mime, read in readers.items() if mime in data)
