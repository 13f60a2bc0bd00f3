"""Params completed by the programme's workbook: what «Паспорт» and «Утверждения» say and the params file does not."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from shnor_lib.ground.drafts import to_fill, waits
from shnor_lib.ground.params import Claims, ListedClaim, Params, Period, RepeatedClaim
from shnor_lib.ground.programme import passport_rows
from shnor_lib.ground.rows import rows_of
from shnor_lib.ground.wording import is_missing

#: What a period rests on where the workbook names its days and not the document.
PERIOD_SOURCE = "паспорт Программы"


def with_programme(params: Params, passport: pd.DataFrame, claims: pd.DataFrame) -> Params:
    """Return the params with what the workbook says where they say nothing, or still wait for a person.

    Args:
        params: as their file gives them.
        passport: the table `programme_passport`.
        claims: the table `programme_claims`.
    """
    said = {row.name: row.value for row in rows_of(passport)}
    programme = params.programme
    told = {name: said[name] for name in TEXTS if is_open(getattr(programme, name)) and said.get(name)}
    told |= {name: to_fill(ask) for name, ask in NEEDED.items() if not getattr(programme, name) and not said.get(name)}
    completed = programme.model_copy(
        update={
            **told,
            "period": _with_plan_year(programme.period, said) if programme.period else period_of(said),
            "claims": programme.claims or claims_of(claims),
        }
    )
    report = params.report
    if is_open(report.municipality) and said.get("municipality"):
        report = report.model_copy(update={"municipality": said["municipality"]})
    return params.model_copy(update={"programme": completed, "report": report})


#: The texts that both may hold, under one name.
TEXTS = tuple(row.name for row in passport_rows() if row.key == ("programme", row.name))


#: The texts without which a report is a draft, and what is asked for where neither source has them.
NEEDED = {row.name: row.ask for row in passport_rows() if row.name in ("name", "goal")}


def is_open(value: object) -> bool:
    """Tell whether a value is empty or waits for a person."""
    return value is None or value == "" or waits(value)


def period_of(said: dict[str, str]) -> Period | None:
    """Return the period of a passport; nothing as long as either of its days is missing or waits."""
    days = [_day(said.get(name)) for name in ("period_start", "period_end")]
    start, end = days
    if start is None or end is None or end < start:
        return None
    year = said.get("plan_year")
    return Period(
        start=start,
        end=end,
        **({} if is_open(year) else {"plan_year": int(str(year))}),
        source=said.get("period_source") or PERIOD_SOURCE,
        reason=said.get("period_reason") or "",
    )


def _with_plan_year(period: Period, said: dict[str, str]) -> Period:
    """Return the period of a params file with the plan's year of the passport, where the file leaves it out."""
    year = said.get("plan_year")
    if "plan_year" in period.model_fields_set or year is None or waits(year):
        return period
    return period.model_copy(update={"plan_year": int(year)})


def _day(text: str | None) -> date | None:
    return None if text is None or is_open(text) else date.fromisoformat(text)


def claims_of(table: pd.DataFrame) -> Claims | None:
    """Return the claims of a table that are held against data; nothing where there is none."""
    listed, repeated = None, []
    for row in rows_of(table[table["kind"].isin(["listed", "repeated"])]):
        if row.kind == "listed":
            listed = ListedClaim(schools=int(row.schools), quote=row.quote)
            listed._place = _place(row)
        else:
            claim = RepeatedClaim(subject=row.subject, schools=int(row.schools), quote=row.quote)
            claim._place = _place(row)
            repeated.append(claim)
    if listed is None and not repeated:
        return None
    sources = dict.fromkeys(table.loc[table["kind"] != "oddity", "source"])
    return Claims(listed=listed, repeated=tuple(repeated), source="; ".join(sources))


@dataclass(frozen=True)
class ClaimPlace:
    """Where a claim can be mended: the file as messages show it, the sheet (empty in params), the cell or the key."""

    file: str
    sheet: str
    cell: str

    @property
    def words(self) -> str:
        """The place within the file, for an advice."""
        return f"лист «{self.sheet}», строка {self.cell}" if self.sheet else self.cell


def place_of_claim(claim: ListedClaim | RepeatedClaim, params_file: str, key: str) -> ClaimPlace:
    """Return where a claim stands: in the workbook, or under a key of the params file."""
    file, sheet, cell = claim.place or (params_file, "", key)
    return ClaimPlace(file, sheet, cell if sheet else key)


def _place(row: object) -> tuple[str, str, str]:
    """Return file, sheet and cell of a claim's row."""
    file, sheet, cell = (getattr(row, name) for name in ("source_file", "source_sheet", "source_cell"))
    return file, "" if is_missing(sheet) else sheet, cell


def claims_table(claims: Claims | None, file: str) -> list[dict[str, object]]:
    """Return the claims of a params file as rows of the table `programme_claims`.

    Args:
        claims: what the file says; nothing gives no row.
        file: the file, as messages show it.
    """
    if claims is None:
        return []
    said: list[tuple[str, ListedClaim | RepeatedClaim, str]] = []
    if claims.listed:
        said.append(("listed", claims.listed, "programme: claims: listed"))
    said += [
        ("repeated", claim, f"programme: claims: repeated: {place}")
        for place, claim in enumerate(claims.repeated, start=1)
    ]
    return [
        {
            "id": str(number),
            "kind": kind,
            "subject": getattr(claim, "subject", None),
            "schools": claim.schools,
            "quote": claim.quote,
            "source": claims.source,
            "source_file": file,
            "source_cell": key,
        }
        for number, (kind, claim, key) in enumerate(said, start=1)
    ]
