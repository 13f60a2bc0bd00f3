"""The tables through which stages meet, each declared once: who writes it, its columns, its key.

Nothing here needs pandas: the runner names the tables of a stage, and where they lie, without it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from shnor_lib.ground import programme, registers, ways
from shnor_lib.ground.choices import Choice
from shnor_lib.ground.columns import Column, change, integer, iso_date, number, optional, share, text, truth
from shnor_lib.ground.project import OFFICIAL_USE
from shnor_lib.ground.signal_kinds import RISK_FACTORS, RISK_LEVELS, SIGNAL_KINDS, SIGNAL_SEVERITIES, WHY_NO_LEVEL
from shnor_lib.ground.terms import Every
from shnor_lib.ground.vocabulary import (
    ASSESSMENTS,
    CHECK_RESULTS,
    CHECK_STAGES,
    COMPARABILITY,
    CONTEXT_STANDINGS,
    EXPECTATION_VERDICTS,
    FUNNEL_SIDES,
    HELP_KINDS,
    INDICATOR_GROUPS,
    INDICATOR_STATUSES,
    KINDS,
    LEVELS,
    LIST_CHANGES,
    LIST_MOVES,
    PARTNER_CONDITIONS,
    PARTNER_STATUSES,
    PLAN_ROWS,
    PLAN_STATUSES,
    READINGS,
    RECURRENCES,
    REPEAT_SCOPES,
    RESULT_OWNERS,
    REVISED_VALUES,
    ROUTE_STATES,
    ROUTE_STEPS,
    SCOPES,
    SEASONS,
    SENSITIVITY,
    SEVERITIES,
    SHARE_MODELS,
    STANDINGS,
    WAY_SOURCES,
    WHY_NO_ESTIMATE,
    WHY_NO_MARGIN,
    WHY_NOT_EXPECTED,
    WHY_NOT_FIRM,
    WHY_OPEN,
)

#: A column of this name holds codes of people, so that its table lies apart from the others.
PERSON = "teacher_id"


@dataclass(frozen=True)
class Table:
    """A table's columns, the key that tells its rows apart (empty: rows may repeat), the stage that writes it."""

    columns: dict[str, Column]
    key: tuple[str, ...] = ()
    stage: str = field(default="", kw_only=True)

    @property
    def blanks(self) -> list[str]:
        """The columns in which an empty text stands for what is missing."""
        return [name for name, column in self.columns.items() if column.blank]

    @property
    def is_official(self) -> bool:
        """Whether the table holds codes of people, who can be recognised in a small school."""
        return PERSON in self.columns


#: The columns that name a procedure; grade and school year are those of the programme tested.
PROCEDURE = {
    "assessment": text(among=ASSESSMENTS),
    "level": text(among=LEVELS, blank=True),
    "subject": text(),
    "grade": integer(at_least=1),
    "school_year": integer(at_least=2000),
    "season": text(among=SEASONS, blank=True),
}
PROCEDURE_KEY = ("assessment", "level", "subject", "grade", "school_year")
RESULT_KEY = ("school_id", *PROCEDURE_KEY, "attempt")
#: Groups of participants that are no school: the background of its results.
GROUP_KINDS = {kind: word for kind, word in RESULT_OWNERS.items() if kind != "school"}

SCHOOL = {"school_id": text(), "school": text()}

#: An estimate of a true share of «2», its 95 % interval, the probability that the share reaches the threshold (0–100),
#: and whether the school's other results speak in it.
TRUE_SHARE = {
    **{name: share() for name in ("estimate_pct", "low_pct", "high_pct", "at_least_pct")},
    "model": text(required=False, among=SHARE_MODELS),
}

#: Where a row came from: the cell that tells it, and all cells that it was read from where they are more.
SOURCE = {
    "source_file": text(),
    "source_sheet": text(required=False),
    "source_cell": text(required=False),
    "source_cells": optional(text()),
}

#: Where a row of a register came from; the cell is the first of the row.
REGISTER_SOURCE = {"source_file": text(), "source_sheet": text(), "source_cell": text()}

#: Numbers of marks and what follows from them; empty where only a share of «2» is known.
MARKS = {
    "n_absent": integer(required=False, at_least=0),
    **{f"n_{mark}": integer(required=False, at_least=0) for mark in (2, 3, 4, 5)},
    **{f"pct_{mark}": share() for mark in (2, 3, 4, 5)},
    "quality_pct": share(),
    "success_pct": share(),
    "sou_pct": share(),
    "mean_mark": number(),
    "mean_score": number(),
}

#: ``attempt`` is 1 for the main period; later attempts (reserve days, September) are kept and never counted.  Works of
#: the centre in one subject, grade and year are numbered by it.
SITTING = {"held_on": iso_date(), "attempt": integer(at_least=1)}

#: What is known of the number of those who got «2» or did not pass: `n_failed` where one number alone agrees with the
#: share, the range of the numbers that agree, and the decimals to which the share's column is printed.  Editions of
#: earlier formats lack them.
FAILED_COUNTS = {
    name: optional(integer(at_least=0)) for name in ("n_failed", "failed_least", "failed_most", "fail_decimals")
}

MEASURED = {
    "n_participants": integer(required=False, at_least=0),
    "fail_pct": share(),
    **FAILED_COUNTS,
    "top_pct": share(),
    "counted": truth(required=True),
    "reading": text(among=READINGS),
    "doubtful": truth(required=True),
    **SOURCE,
}

#: What a decision that rules drafted is: its words, who answers for it by when, what it is about.  ``subjects`` is a
#: list in JSON: ids of schools, else codes or words; ``latest_year`` is the last school year with results then.
DECISION = {
    "id": text(),
    "number": integer(at_least=1),
    "rule": text(),
    "basis": text(required=False, among=("grounds", "latest")),
    "text": text(),
    "responsible": text(),
    "due_on": iso_date(),
    "check": text(required=False),
    "subjects": text(),
    "latest_year": integer(required=False),
}

#: What only the register of schools tells of a school.
FROM_REGISTER = {
    "settlement": text(required=False),
    "latitude": number(),
    "longitude": number(),
    "participant_until": iso_date(),
    "listed_from": iso_date(),
    "listed_until": iso_date(),
}


def register_column(column: registers.RegisterColumn) -> Column:
    """Return the table's column of a register's column, by its kind."""
    required = column.required
    if column.kind == registers.DATE:
        return iso_date(required=required)
    if column.kind == registers.PERCENT:
        return share(required=required)
    if column.kind == registers.NUMBER:
        return number()
    if column.kind == registers.INTEGER:
        return integer(required=required, at_least=int(column.lowest or 0))
    if column.kind == registers.SCHOOL_YEAR:
        return integer(required=required, at_least=2000)
    if column.kind == registers.YES_NO:
        return truth(required=required)
    if column.kind == registers.CHOICE:
        return text(required=required, among=_words_of(column.choices))
    return text(required=required)


def register_table(sheet: registers.RegisterSheet) -> Table:
    """Return the table of a register's sheet, derived from its declaration."""
    columns = {column.name: register_column(column) for column in sheet.stored}
    columns |= {column.as_typed: text(required=False) for column in sheet.stored if column.quoted}
    return Table({**columns, **REGISTER_SOURCE}, key=sheet.key)


def choices(register: str, column: str) -> dict[str, str]:
    """Return the codes that a register's column may hold, as its declaration lists them, with their words."""
    return _words_of(registers.register_sheet(register).column(column).choices)


def _words_of(listed: Iterable[Choice]) -> dict[str, str]:
    return {choice.code: choice.word for choice in listed}


#: What is read of the edition before: our table by the table that it was issued as.
OF_PREVIOUS = {"schools": "previous_list", "results": "previous_results", "decisions": "previous_decisions"}

#: The tables that complete the params: what the programme's workbook says of itself.
COMPLETING = ("programme_passport", "programme_claims")

#: What the programme's own sentences say.
CLAIMS = _words_of(programme.programme_sheet("claims").column("kind").choices)

#: A group of teachers by what was diagnosed; groups that are too small show no numbers, not even how many they are.
COMPETENCE = {
    "area": text(among=choices("diagnostics", "area"), blank=True),
    "subject": text(blank=True),
    "people": integer(required=False, at_least=1),
}


#: What `route_schools` counts beside teachers; empty where a register tells nothing, or of too few.
_OF_ROUTES = (
    *("diagnosed", "with_deficit", "without_step"),
    *("with_route", "steps", "done", "done_late", "told", "overdue", "stuck"),
)


def _interval_and_verdict(name: str) -> dict[str, Column]:
    """The interval of a difference in points, and whether it is more than chance; earlier editions lack them."""
    return {f"{name}_{end}_pp": optional(number()) for end in ("low", "high")} | {"supported": optional(truth())}


#: What names a pair of procedures that are compared.
PAIR = {
    "kind": text(among=KINDS),
    "assessment": text(among=ASSESSMENTS),
    "level": text(among=LEVELS, blank=True),
    "subject": text(),
    "grade_from": integer(at_least=1),
    "year_from": integer(),
    "grade_to": integer(at_least=1),
    "year_to": integer(),
}

#: A complaint or a passed check.
FINDING = {
    "severity": text(among=SEVERITIES),
    "check": text(),
    "stage": text(among=CHECK_STAGES),
    "result": text(among=CHECK_RESULTS),
    "file": text(required=False),
    "sheet": text(required=False),
    "cell": text(required=False),
    "message": text(),
    "what_to_do": text(required=False),
}

#: A task or an expected result of the programme, and what it is followed by.
TASK = {"id": text(), "text": text(), "indicators": text(required=False), "plan_items": text(required=False)}

#: Where in the programme's document a row stands.
IN_DOCUMENT = {"source": optional(text())}


#: How an indicator is counted, of whom, which side of its target is meant (`ways.yml`).
COUNTED = {name: optional(text(among=_words_of(ways.LISTS[name]()))) for name in ("way", "over", "goal")}
#: What an item of the plan or a measure is (`roles.yml`).
ROLE = {"role": optional(text(among=_words_of(ways.roles())))}


#: Factors of a school's risk profile with their words.
_FACTORS = {code: factor.word for code, factor in RISK_FACTORS.items()}


#: Stage → what it writes.
_WRITTEN_BY: dict[str, dict[str, Table]] = {
    "ingest": {
        "schools": Table(
            {
                **SCHOOL,
                "kind": text(),
                "highest_grade": integer(at_least=1),
                "login": text(required=False),
                "listed": truth(required=True),
                "participant_since": iso_date(),
                "source": text(required=False),
                "aliases": optional(text()),
                **{name: optional(column) for name, column in FROM_REGISTER.items()},
            },
            key=("school_id",),
        ),
        # The schools of the edition before; empty where none is named or it cannot be read.
        "previous_list": Table({**SCHOOL, "listed": truth(required=True)}, key=("school_id",)),
        # Its results and the decisions that it drafted, as far as it was stored.
        "previous_results": Table(
            {
                "school_id": text(),
                **PROCEDURE,
                "attempt": integer(at_least=1),
                "n_participants": integer(required=False, at_least=0),
                "fail_pct": share(),
            },
            key=RESULT_KEY,
        ),
        "previous_decisions": Table(DECISION, key=("id",)),
        "programme_indicators": Table(
            {
                "id": text(),
                "source_number": text(),
                "name": text(),
                "short_name": text(),
                "unit": text(),
                "target": number(),
                "denominator": text(required=False),
                "evidence": text(),
                "source": text(),
                # A value kept by hand, with its evidence.
                **COUNTED,
                "value": optional(number()),
                "value_evidence": optional(text()),
                # Where the way comes from: the row says it, the first programme's code does, or a value stands alone.
                "way_from": optional(text(among=WAY_SOURCES)),
                **{name: optional(text()) for name in ("source_file", "source_sheet", "source_cell")},
            },
            key=("id",),
        ),
        "programme_plan": Table(
            {
                "id": text(),
                "source_number": text(required=False),
                "activity": text(),
                "due": text(required=False),
                "due_date": optional(iso_date()),
                "responsible": text(),
                **ROLE,
                **IN_DOCUMENT,
            },
            key=("id",),
        ),
        "programme_measures": Table(
            {
                "id": text(),
                "source_number": text(),
                "direction": text(),
                "activity": text(),
                "due": text(),
                "due_date": optional(iso_date()),
                "responsible": text(),
                "expected_result": text(),
                **ROLE,
                **IN_DOCUMENT,
            },
            key=("id",),
        ),
        "programme_tasks": Table({**TASK, **IN_DOCUMENT}, key=("id",)),
        "programme_expected": Table({**TASK, **IN_DOCUMENT}, key=("id",)),
        # What the programme's own sheet «Паспорт» says; empty where params say all of it.
        "programme_passport": Table(
            {
                "name": text(among={row.name: row.header for row in programme.passport_rows()}),
                "value": text(),
                "source": text(required=False),
                **REGISTER_SOURCE,
            },
            key=("name",),
        ),
        # Sentences of the programme: those that are held against the data, and oddities that are quoted.
        "programme_claims": Table(
            {
                "id": text(),
                "kind": text(among=CLAIMS),
                "subject": text(required=False),
                "schools": integer(required=False, at_least=0),
                "quote": text(),
                "note": text(required=False),
                "source": text(),
                **REGISTER_SOURCE,
            },
            key=("id",),
        ),
        "results": Table({**SCHOOL, **PROCEDURE, **SITTING, **MEASURED, **MARKS}, key=RESULT_KEY),
        # What other tables tell of the same result: equal to it and read once, or in conflict, so that it has no value.
        "same_results": Table({"school_id": text(), **PROCEDURE, "attempt": SITTING["attempt"], **SOURCE}),
        # Classes of which a school's result is the sum, where a table tells them; ``attempt`` as in `results`.
        "work_classes": Table(
            {
                **SCHOOL,
                **PROCEDURE,
                **SITTING,
                "class_letter": text(),
                "n_participants": integer(required=False, at_least=0),
                "n_failed": integer(required=False, at_least=0),
                "fail_pct": share(),
                **SOURCE,
            }
        ),
        # Schools outside the roster in the region's files, as comparison: counted procedures of the main period
        # with a share and participants.  No name: a code of the files, or one made of name and municipality.
        "region_results": Table(
            {
                "region_school_id": text(),
                "municipality": text(required=False),
                **PROCEDURE,
                "n_participants": integer(at_least=1),
                "fail_pct": share(required=True),
                **FAILED_COUNTS,
                **SOURCE,
            },
            key=("region_school_id", *PROCEDURE_KEY),
        ),
        "readings": Table(
            {
                **SCHOOL,
                "variant": integer(at_least=1),
                "description": text(),
                **PROCEDURE,
                "fail_pct": share(),
                "top_pct": share(),
                "reading": text(among=READINGS),
            },
            key=("school_id", "variant", *PROCEDURE_KEY),
        ),
        "background": Table(
            {
                "group": text(),
                "kind": text(among=GROUP_KINDS),
                "code": text(required=False),
                **PROCEDURE,
                **SITTING,
                **MEASURED,
                **MARKS,
            },
            key=("group", *PROCEDURE_KEY, "attempt"),
        ),
        "journal": Table(
            {
                "group": text(),
                "kind": text(among=RESULT_OWNERS),
                "school_id": text(required=False),
                "school": text(required=False),
                **PROCEDURE,
                **SITTING,
                "n_participants": integer(required=False, at_least=0),
                **{f"n_{way}": integer(required=False, at_least=0) for way in ("lowered", "confirmed", "raised")},
                **{f"pct_{way}": share() for way in ("lowered", "confirmed", "raised")},
                **SOURCE,
            },
            key=("group", *PROCEDURE_KEY, "attempt"),
        ),
        "context": Table(
            {
                **SCHOOL,
                "school_year": integer(required=False, at_least=2000),
                "settlement": text(required=False),
                "pupils": integer(required=False, at_least=0),
                "teachers": integer(required=False, at_least=0),
                "higher_education_pct": share(),
                "incomplete_families_pct": share(),
                "registered_pct": share(),
                "unemployed_parents_pct": share(),
                "non_native_pct": share(),
                "poor_housing_pct": share(),
                **SOURCE,
            },
            key=("school_id", "school_year"),
        ),
        "corrections": Table(
            {
                "id": text(),
                **SCHOOL,
                "file": text(),
                "sheet": text(required=False),
                "cell": text(required=False),
                "action": text(),
                "applied": truth(required=True),
                "status": text(),
                "author": text(),
                "date": iso_date(),
                "reason": text(),
            },
            key=("id",),
        ),
        "findings": Table(FINDING),
        "cell_counts": Table(
            {
                "file": text(),
                "sheet": text(),
                "used": integer(at_least=0),
                "set_aside": integer(at_least=0),
                "not_needed": integer(at_least=0),
                "empty": integer(at_least=0),
                "total": integer(at_least=0),
            },
            key=("file", "sheet"),
        ),
        "rows_read": Table(
            {
                "register": text(among=[sheet.name for sheet in registers.register_sheets()]),
                "column": text(blank=True),
                "used": integer(at_least=0),
                "lost": integer(at_least=0),
            },
            key=("register", "column"),
        ),
        **{sheet.table: register_table(sheet) for sheet in registers.register_sheets()},
    },
    "classify": {
        "classification": Table(
            {
                **SCHOOL,
                "kind": text(),
                "listed": truth(required=True),
                # The school years of the criteria; editions of earlier formats lack them.
                **{f"year_{year}": optional(integer()) for year in ("previous", "before_previous")},
                "counted_previous": integer(at_least=0),
                "counted_before_previous": integer(at_least=0),
                "unknown_previous": optional(integer(at_least=0)),
                "unknown_before_previous": optional(integer(at_least=0)),
                "low_previous": integer(required=False, at_least=0),
                "low_before_previous": integer(required=False, at_least=0),
                "criterion_1": truth(),
                "criterion_2": truth(),
                "shnor": truth(),
                "standing": text(among=STANDINGS),
                "basis": text(),
                "robust": truth(required=True),
                "why_open": optional(text(among=WHY_OPEN)),
                "rests_on_correction": truth(required=True),
                "readings": integer(at_least=1),
                "readings_shnor": integer(at_least=0),
            },
            key=("school_id",),
        ),
        "subject_repeats": Table(
            {
                **SCHOOL,
                "subject": text(),
                "scope": text(among=REPEAT_SCOPES),
                "low_previous": integer(required=False, at_least=0),
                "low_before_previous": integer(required=False, at_least=0),
                "repeated": truth(),
            },
            key=("school_id", "subject", "scope"),
        ),
        "latest_results": Table(
            {
                **SCHOOL,
                **{name: column for name, column in PROCEDURE.items() if name != "season"},
                "n_participants": integer(required=False, at_least=0),
                "n_failed": integer(required=False, at_least=0),
                "fail_pct": share(),
                "low": truth(),
            },
            key=("school_id", *PROCEDURE_KEY),
        ),
        "true_shares": Table(
            {
                **SCHOOL,
                **{name: column for name, column in PROCEDURE.items() if name != "season"},
                "n_participants": integer(required=False, at_least=0),
                "fail_pct": share(),
                **TRUE_SHARE,
                "peers": integer(required=False, at_least=1),
                "why_not": text(required=False, among=WHY_NO_ESTIMATE),
            },
            key=("school_id", *PROCEDURE_KEY),
        ),
        "true_school_shares": Table(
            {
                **SCHOOL,
                "school_year": integer(at_least=2000),
                "procedures": integer(at_least=1),
                "n_participants": integer(at_least=1),
                "fail_pct": share(required=True),
                **TRUE_SHARE,
            },
            key=("school_id", "school_year"),
        ),
        "funnel": Table(
            {
                **SCHOOL,
                **{name: column for name, column in PROCEDURE.items() if name not in ("season", "grade")},
                "n_participants": integer(at_least=1),
                "fail_pct": share(required=True),
                "schools": integer(at_least=1),
                "centre_pct": share(required=True),
                **{name: share(required=True) for name in ("low_95_pct", "high_95_pct", "low_998_pct", "high_998_pct")},
                "spread": number(),
                **{name: share() for name in ("wide_low_95_pct", "wide_high_95_pct")},
                **{name: share() for name in ("wide_low_998_pct", "wide_high_998_pct")},
                "outside": text(required=False, among=FUNNEL_SIDES),
            },
            key=("school_id", "assessment", "level", "subject"),
        ),
        "base_years": Table(
            {
                **SCHOOL,
                "base_year": integer(),
                "counted": integer(at_least=0),
                "unknown": optional(integer(at_least=0)),
                "low": integer(required=False, at_least=0),
                "criterion_1": truth(),
            },
            key=("school_id", "base_year"),
        ),
        "next_list": Table(
            {
                **SCHOOL,
                "listed": truth(required=True),
                "criterion_1": truth(),
                "criterion_2": truth(),
                "shnor": truth(),
                "years": text(required=False),
                "change": text(required=False, among=LIST_CHANGES),
                "why_open": text(required=False, among=WHY_OPEN),
                "basis": text(),
            },
            key=("school_id",),
        ),
        "list_changes": Table(
            {
                **SCHOOL,
                "before": truth(required=True),
                "now": truth(required=True),
                "change": text(among=LIST_MOVES),
            },
            key=("school_id",),
        ),
        # Values of results that the edition before had otherwise.
        "revised_results": Table(
            {
                **SCHOOL,
                **PROCEDURE,
                "attempt": integer(at_least=1),
                "value": text(among=REVISED_VALUES),
                "before": number(),
                "now": number(),
            },
            key=(*RESULT_KEY, "value"),
        ),
        "social_columns": Table(
            {
                "column": text(),
                "weight": number(),
                "schools": integer(at_least=0),
                "mean_pct": share(),
                "sd_pct": number(),
                "used": truth(required=True),
                "loading": number(),
            },
            key=("column",),
        ),
        "social_index": Table(
            {
                **SCHOOL,
                "school_year": integer(required=False, at_least=2000),
                "known": integer(at_least=0),
                "index": number(),
                "component": number(),
            },
            key=("school_id",),
        ),
        "context_expectation": Table(
            {
                **SCHOOL,
                "assessment": text(among=ASSESSMENTS),
                "school_year": integer(at_least=2000),
                "procedures": integer(at_least=1),
                "n_participants": integer(at_least=1),
                "fail_pct": share(required=True),
                "index": number(),
                "expected_pct": share(),
                "low_pct": share(),
                "high_pct": share(),
                "standing": text(required=False, among=CONTEXT_STANDINGS),
            },
            key=("school_id",),
        ),
        "context_fit": Table(
            {
                "assessment": text(among=ASSESSMENTS),
                "school_year": integer(at_least=2000),
                "schools": integer(at_least=1),
                "slope": number(),
                "slope_low": number(),
                "slope_high": number(),
                "below_pct": share(),
                "above_pct": share(),
            },
            key=("assessment",),
        ),
        # How many pupils' other results would turn a result, and whether it alone would turn the school's verdict.
        "near_threshold": Table(
            {
                **SCHOOL,
                **{name: column for name, column in PROCEDURE.items() if name != "season"},
                "n_participants": integer(at_least=1),
                "n_failed": integer(at_least=0),
                "low": truth(required=True),
                "pupils": integer(required=False, at_least=1),
                "alone": truth(required=True),
                "chance_pct": share(),
            },
            key=("school_id", *PROCEDURE_KEY),
        ),
        "verdict_margins": Table(
            {
                **SCHOOL,
                "shnor": truth(),
                "pupils": integer(required=False, at_least=1),
                "exact": truth(required=True),
                "on_one": truth(),
                "unknown": text(required=False, among=WHY_NO_MARGIN),
                "chance_pct": share(),
                "told": integer(at_least=0),
                "counted": integer(at_least=0),
            },
            key=("school_id",),
        ),
        # Each school's verdict under other rules, years, results and readings; «base» is that of the edition.
        "sensitivity": Table(
            {
                **SCHOOL,
                "listed": truth(required=True),
                "kind": text(among=SENSITIVITY),
                "value": text(blank=True),
                **{f"readings{how}": integer(at_least=0) for how in ("", "_met", "_unmet")},
                "shnor": truth(),
            },
            key=("school_id", "kind", "value"),
        ),
    },
    "dynamics": {
        # Of listed schools, and of those that meet the criteria under the same conditions: in how many the mean fell.
        "sensitivity_dynamics": Table(
            {
                "kind": text(among=SENSITIVITY),
                "value": text(blank=True),
                **{
                    f"{whose}{what}": integer(at_least=0)
                    for whose in ("listed", "met")
                    for what in ("", "_fell", "_open")
                },
            },
            key=("kind", "value"),
        ),
        "dynamics": Table(
            {
                **SCHOOL,
                **PAIR,
                "fail_from_pct": share(required=True),
                "fail_to_pct": share(required=True),
                "change_pp": change(),
                "comparability": text(among=COMPARABILITY),
                "limitation": text(required=False),
                "in_programme": truth(required=True),
                # Only of one grade in two years, where participants are known.
                **{name: optional(change()) for name in ("change_low_pp", "change_high_pp")},
                "p_value": optional(number()),
                "supported": optional(truth()),
            },
            key=("school_id", *PAIR),
        ),
        "pair_means": Table(
            {
                **PAIR,
                "schools": integer(at_least=1),
                "mean_from_pct": share(required=True),
                "mean_to_pct": share(required=True),
                "change_pp": change(),
                "comparability": text(among=COMPARABILITY),
                "limitation": text(required=False),
            }
        ),
        "school_dynamics": Table(
            {
                **SCHOOL,
                "scope": text(among=SCOPES),
                "pairs": integer(at_least=0),
                "mean_from_pct": share(),
                "mean_to_pct": share(),
                "change_pp": change(),
                "positive": truth(),
                "firm": truth(),
                "why_not_firm": text(required=False, among=WHY_NOT_FIRM),
                "readings": integer(at_least=0),
                "readings_positive": integer(at_least=0),
                "in_programme": truth(required=True),
            },
            key=("school_id", "scope"),
        ),
        "school_support": Table(
            {
                **SCHOOL,
                "pairs": integer(at_least=1),
                **{count: integer(at_least=0) for count in ("fell", "rose", "open")},
                "alone": optional(integer(at_least=0)),
                "mean_pp": change(),
                "mean_low_pp": change(),
                "mean_high_pp": change(),
            },
            key=("school_id",),
        ),
        "expectation": Table(
            {
                "group": text(),
                **{name: integer(at_least=0) for name in ("schools", "outside", "of_region", "procedures")},
                "cells": integer(required=False, at_least=0),
                **{name: number() for name in ("excess_pp", "low_pp", "high_pp")},
                **{f"plain{name}": number() for name in ("_pp", "_low_pp", "_high_pp")},
                "slope": number(),
                "detectable_pp": number(),
                "verdict": text(among=EXPECTATION_VERDICTS),
                "reason": text(required=False, among=WHY_NOT_EXPECTED),
            },
            key=("group",),
        ),
        "school_expectation": Table(
            {
                "school_id": text(),
                "school": text(required=False),
                "listed": truth(required=True),
                "of_region": truth(required=True),
                "actual_pct": share(),
                "expected_pct": share(),
                "off_pp": change(),
                "limit_pp": change(),
                "beyond": truth(),
                "start_pct": share(),
                "change_pp": change(),
                "expected_change_pp": number(),
            },
            key=("school_id",),
        ),
        "forms_of_dynamics": Table(
            {
                **SCHOOL,
                "change_pp": change(),
                **{name: truth() for name in ("formal", "beyond_chance", "beyond_expectation", "would_leave")},
            },
            key=("school_id",),
        ),
        "target_by_itself": Table(
            {
                "id": text(),
                "target_pct": number(),
                "listed": integer(at_least=0),
                "needed": integer(at_least=0),
                "chance_pct": share(),
                "chance_shifted_pct": share(),
                "draws": integer(required=False, at_least=1),
                "reason": text(required=False, among=WHY_NOT_EXPECTED),
            },
            key=("id",),
        ),
    },
    "indicators": {
        "indicators": Table(
            {
                "id": text(),
                "source_number": text(),
                "name": text(),
                "short_name": text(),
                "unit": text(),
                "target": number(),
                "numerator": integer(required=False, at_least=0),
                "denominator": integer(required=False, at_least=0),
                "actual": number(),
                "deviation": number(),
                "baseline": number(),
                "range_low": number(),
                "range_high": number(),
                "rows_aside": integer(at_least=0),
                "status_firm": truth(required=True),
                "status": text(among=INDICATOR_STATUSES),
                "as_of": iso_date(),
                "denominator_words": text(required=False),
                "needs": text(required=False),
                "evidence": text(),
                **{
                    f"{over}_{name}": number() if name == "actual" else integer(required=False, at_least=0)
                    for over in ("all_listed", "confirmed")
                    for name in ("numerator", "denominator", "actual")
                },
                "hidden": truth(required=True),
                "group": text(among=INDICATOR_GROUPS),
                **COUNTED,
                "value_evidence": optional(text()),
            },
            key=("id",),
        ),
        "indicator_remarks": Table(
            {
                "id": text(),
                "remark": text(),
                "part": integer(required=False, at_least=0),
                "whole": integer(required=False, at_least=0),
                "codes": text(required=False),
            },
            key=("id", "remark"),
        ),
        "indicator_schools": Table(
            {
                "id": text(),
                **SCHOOL,
                "numerator": integer(required=False, at_least=0),
                "denominator": integer(required=False, at_least=0),
                "value_pct": share(),
                "hidden": truth(required=True),
            },
            key=("id", "school_id"),
        ),
        "indicator_quarters": Table(
            {"id": text(), "on": iso_date(required=True), "value": number(), "target": number()}, key=("id", "on")
        ),
        "plan": Table(
            {
                "id": text(),
                "kind": text(among=PLAN_ROWS),
                "activity": text(),
                "due": text(required=False),
                "due_date": optional(iso_date()),
                "recurrence": text(among={every.value: RECURRENCES[every.value] for every in Every}),
                "due_on": iso_date(),
                "occurrences": integer(at_least=0),
                "occurrence_dates": text(required=False),
                "responsible": text(),
                "status": text(among=PLAN_STATUSES),
                "done_on": iso_date(),
                "evidence": text(required=False),
                **{name: integer(at_least=0) for name in ("occurrences_due", "occurrences_done", "records")},
                "days_late": integer(required=False, at_least=1),
                **{name: integer(at_least=0) for name in ("occurrences_overdue", "done_late")},
                "as_typed": text(required=False),
                "note": text(required=False),
            },
            key=("id",),
        ),
        "plan_occurrences": Table(
            {
                "id": text(),
                "due_on": iso_date(),
                "status": text(among=PLAN_STATUSES),
                "done_on": iso_date(),
                "evidence": text(required=False),
                "days_late": integer(required=False, at_least=1),
            },
            key=("id", "due_on", "done_on"),
        ),
        "assignments": Table(
            {
                "minutes_id": text(),
                "held_on": iso_date(required=True),
                "assignment": text(),
                "responsible": text(required=False),
                "due_on": iso_date(),
                "done_on": iso_date(),
                "as_typed": text(required=False),
                "status": text(among=PLAN_STATUSES),
                "days_late": integer(required=False, at_least=1),
            }
        ),
        "events_by_month": Table(
            {
                "month": text(),
                "form": text(blank=True),
                "audience": text(among=choices("events", "audience"), blank=True),
                "events": integer(at_least=1),
                "people": integer(required=False, at_least=0),
                "plan_items": text(required=False),
            },
            key=("month", "form", "audience"),
        ),
        "help_coverage": Table(
            {
                **SCHOOL,
                "kind": text(among=HELP_KINDS),
                "teachers": integer(at_least=0),
                "reached": integer(required=False, at_least=0),
                "reached_pct": share(),
                "records": integer(at_least=0),
            },
            key=("school_id", "kind"),
        ),
        "help_totals": Table(
            {
                "kind": text(among=HELP_KINDS),
                "form": text(blank=True),
                "audience": text(among=choices("events", "audience"), blank=True),
                "records": integer(required=False, at_least=0),
                **{name: integer(at_least=0) for name in ("schools", "teachers")},
                "reached": integer(required=False, at_least=0),
                "reached_pct": share(),
            },
            key=("kind", "form", "audience"),
        ),
        "factors": Table(
            {
                "group": text(among=choices("factors", "group")),
                "factor": text(),
                "schools": integer(at_least=1),
                **{f"level_{level}": integer(at_least=0) for level in choices("factors", "level")},
                "measures": text(required=False),
                "with_measure": integer(at_least=0),
                "linked": integer(at_least=0),
                "teachers": integer(required=False, at_least=0),
                "reached": integer(required=False, at_least=0),
                "measured": integer(at_least=0),
                "improved": integer(at_least=0),
            },
            key=("group", "factor"),
        ),
        "requests_answered": Table(
            {
                "school_id": text(blank=True),
                "school": text(required=False),
                **{name: integer(at_least=0) for name in ("received", "closed", "open", "told", "answered")},
                "median_days": number(),
                "longest_open_days": integer(required=False, at_least=0),
            },
            key=("school_id",),
        ),
        "partnerships": Table(
            {
                **SCHOOL,
                "mentor_id": text(required=False),
                "mentor": text(),
                "subject": text(required=False),
                "agreement": text(required=False),
                "since": iso_date(),
                "until": iso_date(),
                "in_force": truth(required=True),
            }
        ),
        "partnership_work": Table(
            {
                **SCHOOL,
                "mentor_id": text(required=False),
                "mentor": text(),
                "form": text(blank=True),
                "times": integer(at_least=0),
                "last_on": iso_date(),
            },
            key=("school_id", "mentor", "form"),
        ),
        "partner_proposals": Table(
            {
                **SCHOOL,
                "subjects": text(blank=True),
                "status": text(among=PARTNER_STATUSES),
                "partner_id": text(required=False),
                "partner": text(required=False),
                "outside": truth(),
                "fail_pct": share(),
                "participants": integer(required=False, at_least=0),
                "strength_pp": number(),
                "distance_km": number(),
                "index_difference": number(),
                "left_out": text(required=False),
                "cost": number(),
                "until": iso_date(),
                "unmet": text(required=False, among=PARTNER_CONDITIONS),
            }
        ),
        "catalogue": Table(
            {
                "kind": text(among=choices("catalogue", "kind")),
                "title": text(),
                "organiser": text(required=False),
                "hours": integer(required=False, at_least=0),
                "area": text(required=False, among=choices("catalogue", "area")),
                "subject": text(required=False),
                "people": integer(required=False, at_least=0),
            },
            key=("kind", "title"),
        ),
        "competences": Table(
            {
                **COMPETENCE,
                "before_pct": share(),
                "after_pct": share(),
                "change_pp": change(),
                **_interval_and_verdict("change"),
                **{name: optional(integer(at_least=0)) for name in ("low_before", "low_after", "risen", "fallen")},
                "deficits_supported": optional(truth()),
                "hidden": truth(required=True),
            },
            key=("area", "subject"),
        ),
        "deficits": Table(
            {
                **COMPETENCE,
                "phase": text(among=choices("diagnostics", "phase")),
                "low": integer(required=False, at_least=0),
                "low_pct": share(),
                "hidden": truth(required=True),
            },
            key=("area", "subject", "phase"),
        ),
        "self_assessment": Table(
            {
                **COMPETENCE,
                "self_pct": share(),
                "tested_pct": share(),
                "difference_pp": change(),
                **_interval_and_verdict("difference"),
                "hidden": truth(required=True),
            },
            key=("area", "subject"),
        ),
        # Individual routes, courses as they are, whom help has not reached.
        "route_deficits": Table(
            {
                "teacher_id": text(),
                "area": text(among=choices("diagnostics", "area"), blank=True),
                "subject": text(blank=True),
                "held_on": iso_date(required=True),
                "result_pct": share(),
                "steps": integer(at_least=0),
                "offered": text(required=False),
            },
            key=("teacher_id", "area", "subject"),
        ),
        "route_steps": Table(
            {
                **{name: text() for name in ("teacher_id", "deficit", "step")},
                "kind": text(among=ROUTE_STEPS),
                "due_on": iso_date(),
                "done_on": iso_date(),
                "state": text(among=ROUTE_STATES),
                "as_typed": text(required=False),
                "days_late": integer(required=False, at_least=1),
            },
            key=("teacher_id", "deficit", "step"),
        ),
        "route_schools": Table(
            {
                "school_id": text(blank=True),
                "school": text(required=False),
                "teachers": integer(at_least=0),
                **{name: integer(required=False, at_least=0) for name in _OF_ROUTES},
            },
            key=("school_id",),
        ),
        "learning_groups": Table(
            {
                **COMPETENCE,
                "schools": integer(required=False, at_least=1),
                "without_step": integer(required=False, at_least=0),
                "offered": text(required=False),
                "hidden": truth(required=True),
            },
            key=("area", "subject"),
        ),
        "targeted_programmes": Table(
            {
                "programme": text(),
                "hours_least": integer(required=False, at_least=1),
                "hours_most": integer(required=False, at_least=1),
                "people": integer(at_least=1),
                "in_catalogue": truth(),
            },
            key=("programme",),
        ),
        "self_profile": Table(
            {**COMPETENCE, "self_pct": share(), "hidden": truth(required=True)}, key=("area", "subject")
        ),
        "unaided_teachers": Table(
            {
                "school_id": text(blank=True),
                "school": text(required=False),
                "since": iso_date(required=True),
                "teachers": integer(at_least=0),
                "unaided": integer(required=False, at_least=0),
                "of_whole": integer(at_least=0),
            },
            key=("school_id",),
        ),
        "factor_groups": Table(
            {
                "group": text(among=choices("factors", "group")),
                **{name: integer(at_least=0) for name in ("factors", "schools", "with_measure", "linked")},
                "teachers": integer(required=False, at_least=0),
                "reached": integer(required=False, at_least=0),
            },
            key=("group",),
        ),
        "methodical_systems": Table(
            {
                **SCHOOL,
                "criterion": text(),
                "held_on": iso_date(required=True),
                "mark": number(),
                "previous_on": iso_date(),
                "previous_mark": number(),
                "change": number(),
                "conclusion": text(required=False),
            },
            key=("school_id", "criterion"),
        ),
        "quarters": Table(
            {
                **SCHOOL,
                "school_year": integer(at_least=2000),
                "quarter": integer(at_least=1),
                "quarter_end": iso_date(required=True),
                "subjects": integer(at_least=1),
                "marks": integer(at_least=0),
                "success_pct": share(),
                "quality_pct": share(),
            },
            key=("school_id", "school_year", "quarter"),
        ),
        # What asks for attention, what stands against schools, and what is recommended.
        "signals": Table(
            {
                "rule": text(),
                "kind": text(among={code: kind.word for code, kind in SIGNAL_KINDS.items()}),
                "severity": text(among=SIGNAL_SEVERITIES),
                **SCHOOL,
                "raised_on": iso_date(required=True),
                "subject": text(blank=True),
                **{
                    name: integer(required=False, at_least=0)
                    for name in ("number", "total", "earlier_number", "earlier_total", "unrecorded")
                },
                "school_year": integer(required=False, at_least=2000),
                "quarter": integer(required=False, at_least=1),
                "days": integer(required=False, at_least=0),
                "day": iso_date(),
                "rests_on": text(),
            },
            key=("rule", "school_id", "subject"),
        ),
        "risk_profiles": Table(
            {
                **SCHOOL,
                "factor": text(among=_FACTORS),
                "level": text(among=RISK_LEVELS),
                "value": number(),
                "number": integer(required=False, at_least=0),
                "total": integer(required=False, at_least=0),
                "medium": number(),
                "high": number(),
                "why": text(among=WHY_NO_LEVEL, blank=True),
            },
            key=("school_id", "factor"),
        ),
        "addressed_recommendations": Table(
            {
                **SCHOOL,
                "factor": text(among=_FACTORS),
                "level": text(among=RISK_LEVELS),
                **{name: text() for name in ("recommendation", "measure", "who", "when")},
            },
            key=("school_id", "recommendation"),
        ),
        "indicator_people": Table(
            {"id": text(), "teacher_id": text(), "school_id": text(), "counted": truth(required=True)},
            key=("id", "teacher_id", "school_id"),
        ),
    },
    "report": {
        "report_findings": Table(FINDING),
        # What reports of quarters, half-years and works of the centre said, as far as they were made (decision 68).
        "period_reports": Table(
            {
                "period": text(),
                "name": text(),
                "since": iso_date(),
                "until": iso_date(),
                "as_of": iso_date(required=True),
                # Roles of the plan's items that the report answers, parted by «; ».
                "roles": text(required=False),
                "schools": integer(at_least=0),
                "attention": integer(at_least=0),
                "worse": integer(at_least=0),
                "better": integer(at_least=0),
                "overdue": integer(required=False, at_least=0),
            },
            key=("period",),
        ),
        # The decisions that rules drafted, for the edition after this one.
        "decisions": Table(DECISION, key=("id",)),
        # By which rule the numbers of a stored table are made, in words.
        "number_rules": Table({"table": text(), "rule": text()}, key=("table", "rule")),
        "statements": Table(
            {
                "id": text(),
                "kind": text(among=("sentence", "problem", "recommendation", "decision")),
                "section": text(),
                "rule": text(required=False),
                "basis": text(required=False, among=("grounds", "latest")),
                "school_id": text(required=False),
                "holds": truth(required=True),
                "template": text(),
                "values": text(),
                "evidence": text(),
                "text": text(required=False),
            },
            key=("id",),
        ),
    },
}

DECLARED: dict[str, Table] = {
    name: replace(table, stage=stage) for stage, tables in _WRITTEN_BY.items() for name, table in tables.items()
}


def tables_written_by(stage: str) -> tuple[str, ...]:
    """Return the names of the tables that a stage writes, in the order of their declaration."""
    return tuple(name for name, table in DECLARED.items() if table.stage == stage)


def blanks_of(name: str) -> list[str]:
    """Return the columns of a table that are empty texts, never NaN, where nothing is named."""
    return DECLARED[name].blanks


def table_path(name: str) -> str:
    """Return the path of a table's file within an edition; codes of people lie apart from the other tables."""
    return f"{OFFICIAL_USE if is_official(name) else 'tables'}/{name}.csv"


def is_official(name: str) -> bool:
    """Tell whether a table holds codes of people; a table that is not declared holds none."""
    return name in DECLARED and DECLARED[name].is_official
