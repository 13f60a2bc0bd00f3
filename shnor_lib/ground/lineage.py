"""What each stored table rests on, declared once: which rows of which tables stand behind a row, column by column.

Followed from table to table (`publishing.whence`), the links end at rows that know their source cells: a number of the
report answers «откуда это?» without a section having typed anything.  A link may lead to more rows than a number
really needs, never to fewer; where a value is a school's own, it leads to that school's own rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from shnor_lib.ground import ways
from shnor_lib.ground.tables import PROCEDURE_KEY, is_official

#: A table of this name is the edition's file of params.
PARAMS: Final = "params"
#: A table of this name holds the report's own sentences; one that sums up others rests on what they rest on.
STATEMENTS: Final = "statements"


@dataclass(frozen=True)
class Link:
    """Rows of another table: those whose columns hold what own columns hold.

    ``on`` maps own columns to columns of ``table`` (empty: every row).  ``only`` are the own columns that rest on them,
    ``but`` those that do not; ``column`` is the column of ``table`` that is looked at, ``*`` the whole row.
    """

    table: str
    on: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    column: str = "*"

    def feeds(self, column: str) -> bool:
        """Tell whether an own column rests on the link's rows."""
        return column == "*" or (column in self.only if self.only else column not in self.but)


def _on(
    table: str, *same: str, only: tuple[str, ...] = (), but: tuple[str, ...] = (), column: str = "*", **other: str
) -> Link:
    """Return a link by columns of one name in both tables, and by own columns named otherwise in the other."""
    return Link(table, {**{name: name for name in same}, **other}, only, but, column)


_RESULT = ("school_id", *PROCEDURE_KEY)
_OWN = ("n_participants", "fail_pct")
_ROSTER = _on("schools", "school_id")
_PEERS = ("results", "region_results")

#: Of a pair of procedures: each of both results, of one school or of all.
_ENDS = (
    {
        "assessment": "assessment",
        "level": "level",
        "subject": "subject",
        "grade_from": "grade",
        "year_from": "school_year",
    },
    {"assessment": "assessment", "level": "level", "subject": "subject", "grade_to": "grade", "year_to": "school_year"},
)
_PAIR_OF_SCHOOL = tuple(Link("results", {"school_id": "school_id", **end}) for end in _ENDS)
#: What many comparisons at once decide: whether a change stands out among all.
_AMONG_ALL = ("fell", "rose", "open")

_HELP = ("teachers", "courses", "consultations", "events", "participation", "interaction", "routes")


def _registers(*names: str, only: tuple[str, ...] = (), but: tuple[str, ...] = ()) -> tuple[Link, ...]:
    """Return links to whole registers."""
    return tuple(_on(f"register_{name}", only=only, but=but) for name in names)


_DIAGNOSED = (*_registers("diagnostics", "teachers"), _on("schools"))
#: Steps, deficits and what is on offer to teachers; titles of what they took keep it from being offered again.
_ROUTES = (*_registers(*_HELP, "diagnostics", "catalogue", "settings"), _on("schools"))
#: Columns of `plan` that repeat the programme's own row.
_OF_PLAN = ("id", "kind", "activity", "due", "due_date", "recurrence", "responsible")
_PLAN = (
    _on("programme_plan", "id"),
    _on("programme_measures", "id"),
    _on("register_plan", id="item", but=_OF_PLAN),
    _on("register_events", id="plan_item", but=_OF_PLAN),
    *_registers("settings", but=_OF_PLAN),
)

#: Columns of `partner_proposals` that say whom all schools together leave to one.
_OF_PAIR = (
    "partner_id",
    "partner",
    "outside",
    "fail_pct",
    "participants",
    "strength_pp",
    "distance_km",
    "index_difference",
    "left_out",
    "cost",
    "unmet",
    "status",
)


def _of_partner(table: str) -> Link:
    """Return a link to every row of a table: which partner a school gets depends on all the others."""
    return _on(table, only=_OF_PAIR)


_LINKS: dict[str, tuple[Link, ...]] = {
    # Ingest
    "schools": (_on("register_schools", "school_id"),),
    "results": (_on("same_results", *_RESULT),),
    "readings": (_on("results", *_RESULT),),
    "context": (_on("register_context", "school_id"),),
    "programme_claims": (_on("subject_repeats"), _on("classification")),
    # A finding is about its sheet; one that names no file has looked at all of them.
    "findings": (_on("cell_counts", "file", "sheet", only=("message",)), _on("cell_counts", but=("message",))),
    # What was used of one file depends on what the others repeat.
    "cell_counts": (_on("cell_counts", but=("file", "sheet", "empty", "total"), column="total"),),
    "report_findings": (_on("cell_counts"),),
    # A period's report is made by a command of its own, mostly of registers; what it says is kept as it was said.
    "period_reports": _registers("quarters", "extracurricular", "teachers", "development_programmes", "requests"),
    # The criteria
    "classification": (
        _ROSTER,
        _on("results", "school_id", year_previous="school_year", but=("listed", "kind")),
        _on("results", "school_id", year_before_previous="school_year", but=("listed", "kind")),
        _on("results", "school_id", only=("rests_on_correction", "readings", "readings_shnor")),
    ),
    "subject_repeats": (_on("results", "school_id", "subject"),),
    "base_years": (_on("results", "school_id", base_year="school_year"), _ROSTER),
    "latest_results": (
        _on("results", *_RESULT),
        # Whom a statement names depends on the roster as well.
        _on("register_schools", "school_id", only=("low",)),
    ),
    "next_list": (_ROSTER, _on("results", "school_id", but=("listed",))),
    "list_changes": (_on("classification", "school_id"), _on("previous_list")),
    "revised_results": (
        _on("results", "school_id", "assessment", "level", "subject", "grade", "school_year", "attempt"),
    ),
    "near_threshold": (
        _on("results", *_RESULT),
        _on("results", "school_id", only=("alone",)),
        *(_on(table, *PROCEDURE_KEY, only=("chance_pct",)) for table in (*_PEERS, "background")),
    ),
    "verdict_margins": (
        _on("classification", "school_id"),
        *(_on(table, only=("chance_pct", "told")) for table in (*_PEERS, "background")),
    ),
    "sensitivity": (_ROSTER, _on("results", "school_id", but=("listed",))),
    # How surely
    "true_shares": (
        _on("results", *_RESULT),
        _on("results", "school_id", but=_OWN),
        *(_on(table, "assessment", "level", "subject", "school_year", but=_OWN) for table in _PEERS),
        *(_on(table, "school_year", but=_OWN) for table in _PEERS),
    ),
    "true_school_shares": (
        _on("results", "school_id", "school_year"),
        *(_on(table, "school_year", but=("procedures", "n_participants", "fail_pct")) for table in _PEERS),
    ),
    "funnel": (
        _on("results", "school_id", "assessment", "level", "subject", "school_year"),
        *(
            _on(table, "assessment", "level", "subject", "school_year", but=("n_participants", "fail_pct"))
            for table in _PEERS
        ),
    ),
    "social_columns": (_on("context"),),
    "social_index": (_on("context", "school_id"), _on("context", but=("known", "school_year"))),
    "context_expectation": (
        _on("results", "school_id", "assessment", "school_year"),
        _on("results", "assessment", "school_year", only=("expected_pct", "low_pct", "high_pct", "standing")),
        _on("social_index", only=("expected_pct", "low_pct", "high_pct", "standing", "index")),
    ),
    "context_fit": (_on("results", "assessment", "school_year"), _on("social_index")),
    # Dynamics
    "dynamics": (*_PAIR_OF_SCHOOL, _on("results", only=("supported",))),
    "pair_means": tuple(Link("results", end) for end in _ENDS),
    # A result in conflict makes no pair: what took it away stands behind the results alone.
    "school_dynamics": (_on("results", "school_id"),),
    "school_support": (
        _on("results", "school_id"),
        _on("dynamics", "school_id", column="change_pp"),
        _on("dynamics", only=_AMONG_ALL, column="change_pp"),
    ),
    "sensitivity_dynamics": (_on("results"), _on("schools")),
    "expectation": (*map(_on, _PEERS), _on("schools")),
    "school_expectation": (
        _ROSTER,
        _on("results", "school_id", only=("actual_pct", "start_pct", "change_pp")),
        *(
            _on(table, only=("expected_pct", "off_pp", "limit_pp", "beyond", "expected_change_pp", "actual_pct"))
            for table in _PEERS
        ),
    ),
    "forms_of_dynamics": (
        _on("school_dynamics", "school_id"),
        _on("school_support", "school_id", only=("beyond_chance",)),
        _on("school_expectation", "school_id", only=("beyond_expectation",)),
        _on("next_list", "school_id", only=("would_leave",)),
    ),
    "target_by_itself": (*map(_on, _PEERS), _on("schools"), _on("programme_indicators", "id")),
    # Plan and registers
    "plan": _PLAN,
    "plan_occurrences": (_on("plan", "id"),),
    "assignments": (_on("register_minutes", "minutes_id"), *_registers("settings")),
    "events_by_month": _registers("events", "participation", "settings"),
    "help_coverage": (_ROSTER, *_registers(*_HELP, "settings")),
    "help_totals": (_on("schools"), *_registers(*_HELP, "settings")),
    "factors": (_on("register_factors", "group", "factor"), *_registers(*_HELP), _on("school_dynamics")),
    "factor_groups": (_on("register_factors", "group"), *_registers(*_HELP), _on("schools")),
    "requests_answered": _registers("requests", "consultations", "settings"),
    "partnerships": (_on("register_partnerships", "school_id"), *_registers("settings", only=("in_force",))),
    "partnership_work": (
        _on("register_partnerships", "school_id"),
        *_registers("interaction", "teachers", "settings", only=("form", "times", "last_on")),
    ),
    "partner_proposals": (
        _ROSTER,
        _on("latest_results", "school_id", but=("distance_km", "index_difference", "until")),
        _on("partnerships", "school_id"),
        *map(_of_partner, ("schools", "latest_results", "social_index", "partnerships")),
        _of_partner("region_results"),
        _on("social_index", "school_id", only=_OF_PAIR),
    ),
    "catalogue": (_on("register_catalogue", "kind", "title"), *_registers("courses")),
    "competences": _DIAGNOSED,
    "deficits": _DIAGNOSED,
    "self_assessment": _DIAGNOSED,
    "route_deficits": _ROUTES,
    "route_steps": (*_registers("routes", "teachers", "catalogue", "settings"), _on("schools")),
    "route_schools": (_ROSTER, *_ROUTES),
    "learning_groups": _ROUTES,
    "targeted_programmes": (*_registers("courses", "teachers", "catalogue", "settings"), _on("schools")),
    "self_profile": _DIAGNOSED,
    "unaided_teachers": (_ROSTER, _on("schools"), *_registers(*_HELP, "settings")),
    "methodical_systems": (_on("register_methodical_systems", "school_id", "criterion"),),
    "quarters": (_on("register_quarters", "school_id", "school_year", "quarter"),),
    "signals": (
        _ROSTER,
        _on("register_requests", "school_id"),
        _on("register_partnerships", "school_id"),
        # A fall has to stand out among those of all schools.
        *_registers("quarters", "teachers", "courses", "consultations", "diagnostics", "routes", "settings"),
    ),
    "risk_profiles": (
        _ROSTER,
        _on("register_context", "school_id"),
        _on("social_index", "school_id"),
        _on("latest_results", "school_id"),
        _on("help_coverage", "school_id"),
        *_registers("teachers", "courses", "diagnostics", "settings"),
    ),
    "addressed_recommendations": (_on("risk_profiles", "school_id", "factor"),),
    "rows_read": (),
}

#: Columns of `indicators` that repeat the programme's own row.
_OF_PROGRAMME = (
    "id",
    "source_number",
    "name",
    "short_name",
    "unit",
    "denominator_words",
    "evidence",
    "group",
)
#: Tables with a row per indicator, each by ``id``, counted as the indicator's way says.
COUNTED_BY_WAY = ("indicators", "indicator_remarks", "indicator_schools", "indicator_quarters", "indicator_people")
#: The table that a way without registers looks at, where it is not how schools have moved.
_OF_RESULTS = {"schools_leaving_list": "next_list"}
#: Registers that every way looks at: who teaches where, what the day is, which schools take part.
_ALWAYS = ("settings", "schools")


def links_of(table: str, way: str | None = None) -> tuple[Link, ...]:
    """Return what a table's rows rest on; of a table counted by a way, what that way of counting looks at.

    Args:
        table: a table of `ground.tables`, or one that is not declared.
        way: of a table in `COUNTED_BY_WAY` the way of the indicator (`ways.yml`), ``None`` where there is none.
    """
    if table not in COUNTED_BY_WAY:
        return _LINKS.get(table, ())
    return (_on("programme_indicators", "id"), *_of_way(way))


def _of_way(code: str | None) -> tuple[Link, ...]:
    known = {one.code: one for one in ways.ways()}
    if code not in known or code == ways.BY_HAND:
        return ()
    way = known[code]
    if way.registers:
        roster = () if way.of in ("documents", "events") else (_on("schools", but=_OF_PROGRAMME),)
        return (*roster, *_registers(*dict.fromkeys((*_ALWAYS, *way.registers)), but=_OF_PROGRAMME))
    moved = _on(_OF_RESULTS.get(way.code, "school_dynamics"), but=_OF_PROGRAMME)
    return (_on("schools", but=_OF_PROGRAMME), moved, *_registers("settings", but=_OF_PROGRAMME))


def is_whole_sheet(table: str) -> bool:
    """Tell whether a table's rows are never named one by one.

    Registers of people are named by their sheet: rows behind a number would count people whom the report hides.
    """
    return is_official(table)
