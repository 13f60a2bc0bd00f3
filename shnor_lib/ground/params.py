"""An edition's params: one YAML file as a checked model, every complaint a Russian sentence with the line."""

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from shnor_lib.ground.colours import HEX, READABLE, contrast
from shnor_lib.ground.drafts import Waiting, lines_to_confirm, waits
from shnor_lib.ground.encodings import NoText, text_in
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.folders import entries_of, why_no_file
from shnor_lib.ground.legible import writable
from shnor_lib.ground.logo import logo_address
from shnor_lib.ground.params_yaml import LARGEST_PARAMS_BYTES, LONGEST_QUOTE, complaint, loaded, nodes_of
from shnor_lib.ground.personal_names import HIDDEN, looks_like_name, quotable
from shnor_lib.ground.project import CATALOGUE, OUTPUT, PARAMS, ROOT, shown
from shnor_lib.ground.recommendations import CATALOGUE_WORDS, Catalogue, catalogue_of
from shnor_lib.ground.refusals import refused
from shnor_lib.ground.signal_kinds import SIGNAL_KINDS
from shnor_lib.ground.tables import OF_PREVIOUS, table_path
from shnor_lib.ground.wording import number

T = TypeVar("T")
Percent = Annotated[float, Field(ge=0, le=100)]
Year = Annotated[int, Field(ge=2000, le=2100)]
#: No day of params lies outside these years, and no period is longer than so many years.
FIRST_YEAR, LAST_YEAR, LONGEST_PERIOD_YEARS = 1990, 2100, 20


def _sensible_day(value: Any) -> Any:
    """Refuse what is no day as people write it: a number of seconds, a year of another age."""
    if not isinstance(value, date) and not (isinstance(value, str) and (waits(value) or _ISO_DAY.fullmatch(value))):
        raise ValueError(f"ожидается дата вида 2022-12-31, указано «{str(value)[:LONGEST_QUOTE]}»")
    year = value.year if isinstance(value, date) else int(value[:4]) if value[:4].isdigit() else FIRST_YEAR
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"год даты должен быть от {FIRST_YEAR} до {LAST_YEAR}, указано «{value}»")
    return value


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_sensible_day)]
Assessment = Literal["VPR", "OGE", "EGE", "MKR"]
#: The name of an edition; people write a year without quotes or leave the value empty.
EditionName = Annotated[str, WithJsonSchema({"type": ["string", "integer", "null"]})]
EDITION_NAME = re.compile(r"\w[\w .-]{0,59}")

#: A line of a file of params is quoted up to so many characters.
LONGEST_LINE = 70
#: So many complaints of one file are told at once.
MOST_COMPLAINTS = 30
#: No count of schools, procedures, participants or values is larger.
MOST_OF_ANYTHING = 100_000

#: Keys (section, key) that nothing reads any more → the version from which a file of params may not have them.
RETIRED = {("report", "municipality_in"): "0.3.0", ("criteria", "rounding"): "0.4.0"}


#: Keys whose texts may name a person: what a user writes for the title page and the signature; paths of files.
MAY_NAME = {
    *(("report", name) for name in ("title", "running_title", "organisation", "municipality", "place", "approved_by")),
    ("report", "previous"),
    ("look", "logo"),
    ("data",),
}


class Section(BaseModel):
    """Base of all sections: an unknown key is an error, values cannot be changed after reading.

    ``may_wait`` are the keys that may hold the mark «заполните: …» (`shnor_lib.ground.drafts`): the report is made
    without them.  No other key may.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    may_wait: ClassVar[frozenset[str]] = frozenset({"source", "reason"})

    @field_validator("*", mode="before")
    @classmethod
    def _waits_where_it_may(cls, value: Any, info: ValidationInfo) -> Any:
        given = value if isinstance(value, list) else [value]
        if any(map(waits, given)) and info.field_name not in cls.may_wait:
            raise ValueError("без этого значения отчёт не собрать: впишите его вместо «заполните»")
        field = cls.model_fields[info.field_name or ""]
        if field.annotation is not bool and any(isinstance(one, bool) for one in given):
            raise ValueError("указано «да» или «нет» (true, false): нужно само значение; текст возьмите в кавычки")
        return value


class Sourced(Section, Generic[T]):
    """A threshold: its value, its unit and its source (section of the programme, letter, decision of the centre)."""

    value: T
    unit: str
    source: str = Field(min_length=1)


class Report(Section):
    """Who issues the report, about what and as of which date.

    ``place`` stands on the title page; empty: the municipality.  ``previous`` names the edition with whose list of
    schools the present one is compared; empty: there is none.
    """

    may_wait: ClassVar = frozenset({"title", "running_title", "organisation", "municipality", "place", "approved_by"})

    title: str
    running_title: str
    organisation: str
    municipality: str
    place: str = ""
    year: Year
    as_of: Day
    approved_by: str = ""
    demonstration: bool = False
    previous: EditionName = ""

    @field_validator("previous", mode="before")
    @classmethod
    def _another_edition(cls, value: Any, info: ValidationInfo) -> Any:
        name = "" if value is None else str(value) if type(value) is int else value
        if not isinstance(name, str) or not name:
            return name
        if not EDITION_NAME.fullmatch(name):
            raise ValueError("нужно имя прежнего выпуска без папок, например 2022")
        if name.casefold() == (info.context or {}).get("edition", "").casefold():
            raise ValueError(
                f"выпуск «{name}» назван прежним для самого себя; укажите выпуск прошлого периода или уберите строку"
            )
        return name


class Period(Section):
    """The programme's period; results obtained and actions done outside it do not count for its indicators.

    ``plan_year`` is the calendar year of the plan's months; a file that leaves it out means the year of the last day.
    """

    start: Day
    end: Day
    plan_year: Year = Field(default_factory=lambda known: known["end"].year if "end" in known else 2000)
    source: str
    reason: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError("конец периода (end) раньше его начала (start)")
        if self.end.year - self.start.year > LONGEST_PERIOD_YEARS:
            raise ValueError(f"период (start … end) длиннее {LONGEST_PERIOD_YEARS} лет")
        return self


class Claim(Section):
    """A sentence of the programme that names a number of schools; ``place`` is where the workbook has it."""

    schools: Annotated[int, Field(ge=0, le=MOST_OF_ANYTHING)]
    quote: str
    _place: tuple[str, str, str] | None = PrivateAttr(None)

    @property
    def place(self) -> tuple[str, str, str] | None:
        """File, sheet and cell of the claim; nothing where the params file itself has it."""
        return self._place


class ListedClaim(Claim):
    """What the programme says of the number of listed schools."""


class RepeatedClaim(Claim):
    """What the programme says of schools repeatedly low in a subject."""

    subject: str


class Claims(Section):
    """Sentences of the programme that the report checks against the data."""

    listed: ListedClaim | None = None
    repeated: tuple[RepeatedClaim, ...] = ()
    source: str


#: The keys of a period that may wait for a person; without either day the period is not known.
PERIOD_DAYS = ("start", "end")


class Programme(Section):
    """The programme: name, goal, period and its own statements.

    What the programme's workbook says may be left out here (`shnor_lib.ground.programme_params`).  ``period`` is
    nothing as long as it, or one of its days, waits for a person; ``list_source`` is the document by which the list of
    ШНОР was approved.
    """

    may_wait: ClassVar = frozenset({"name", "goal", "term", "period", "list_source"})

    name: str = ""
    goal: str = ""
    term: str = ""
    period: Period | None = None
    list_source: str = ""
    claims: Claims | None = None

    @field_validator("period", mode="before")
    @classmethod
    def _known_period(cls, value: Any) -> Any:
        days = [value.get(name) for name in PERIOD_DAYS] if isinstance(value, dict) else []
        return None if waits(value) or any(map(waits, days)) else value


class Data(Section):
    """Folders of the input files, relative to the project's root, and the files without which no report is made.

    ``programme`` is the programme's workbook, which may lie anywhere, or the folder that holds it or its CSV tables.
    ``region`` holds files of the whole region: schools of other okrugs there are background and no strangers.  It may
    lie within ``results``.  ``previous`` is the folder of the edition before (`report: previous`), where it does not
    stand among the issued ones.
    """

    results: Path
    programme: Path
    required: tuple[str, ...] = ()
    region: Path | None = None
    previous: Path | None = None

    @property
    def results_folder(self) -> Path:
        """The absolute path of the folder with results."""
        return _folder(self.results)

    @property
    def programme_path(self) -> Path:
        """The absolute path of the programme's workbook, or of the folder with its documents."""
        return _folder(self.programme)

    @property
    def region_folder(self) -> Path | None:
        """The absolute path of the folder with the region's files, if there is one."""
        return _folder(self.region) if self.region else None


class CountedProcedures(Section):
    """Procedures that count towards the criteria: an assessment's subjects in its grades."""

    assessment: Assessment
    subjects: tuple[str, ...]
    grades: tuple[Annotated[int, Field(ge=1, le=11)], ...]


class ExamMinimum(Section):
    """The lowest passing mark or test score of exams in the years ``from`` … ``to``; below it the exam is failed."""

    assessment: Literal["OGE", "EGE"]
    level: Literal["", "base", "profile"] = ""
    subjects: tuple[str, ...] = ()
    from_year: Year = Field(alias="from")
    to_year: Year = Field(alias="to")
    measure: Literal["mark", "score"]
    minimum: Annotated[int, Field(ge=1, le=100)]
    source: str = Field(min_length=1)

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.to_year < self.from_year:
            raise ValueError("последний год (to) раньше первого (from)")
        if self.measure == "mark" and not 3 <= self.minimum <= 5:
            raise ValueError("наименьшая положительная отметка (minimum) должна быть от 3 до 5")
        return self

    def concerns(self, assessment: str, level: str, subject: str, school_year: int) -> bool:
        """Tell whether the minimum is that of the exam; no subjects means all of them."""
        return (
            (assessment, level) == (self.assessment, self.level)
            and (not self.subjects or subject in self.subjects)
            and self.from_year <= school_year <= self.to_year
        )


class Procedures(Section):
    """Which procedures are counted, on what ground, and from which result on an exam is passed."""

    counted: tuple[CountedProcedures, ...]
    source: str
    exam_minimums: tuple[ExamMinimum, ...] = ()

    @model_validator(mode="after")
    def _one_minimum_for_an_exam(self) -> Self:
        for place, one in enumerate(self.exam_minimums):
            for other in self.exam_minimums[place + 1 :]:
                if _overlap(one, other):
                    raise ValueError(
                        f"для одного экзамена заданы два минимума (exam_minimums: {one.minimum} и {other.minimum})"
                    )
        return self

    def counts(self, assessment: str, subject: str, grade: int) -> bool:
        """Tell whether the procedure counts towards the criteria."""
        return any(
            assessment == group.assessment and subject in group.subjects and grade in group.grades
            for group in self.counted
        )


def _overlap(one: ExamMinimum, other: ExamMinimum) -> bool:
    """Tell whether two minimums speak of one exam."""
    subjects = not one.subjects or not other.subjects or set(one.subjects) & set(other.subjects)
    years = one.from_year <= other.to_year and other.from_year <= one.to_year
    return bool((one.assessment, one.level) == (other.assessment, other.level) and subjects and years)


class CriteriaYears(Section):
    """The «previous» school years (the year each ends in) and the alternative shown beside."""

    previous: Year
    before_previous: Year
    alternative_previous: Year | None = None
    source: str
    reason: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.before_previous >= self.previous:
            raise ValueError("предшествующий год (before_previous) должен быть раньше предыдущего (previous)")
        return self


class Criteria(Section):
    """The programme's two criteria with their thresholds."""

    low_threshold: Sourced[Percent]
    procedures_in_previous_year: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]]
    procedures_in_each_year: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]]
    min_participants: Sourced[Annotated[int, Field(ge=0, le=MOST_OF_ANYTHING)]]
    excluded_kinds: Sourced[tuple[str, ...]]
    years: CriteriaYears


class Dynamics(Section):
    """The two school years compared (the year each ends in)."""

    from_year: Year = Field(alias="from")
    to_year: Year = Field(alias="to")
    source: str
    reason: str

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.from_year >= self.to_year:
            raise ValueError("первый год сравнения (from) должен быть раньше второго (to)")
        return self


DECISION = "принято при подготовке справки, подлежит утверждению рабочей группой"


class Plan(Section):
    """How the plan's items recur; a file of params may leave the section out."""

    #: Months (1–12) in which an item «1 раз в месяц» is not expected: holidays.
    months_off: Sourced[tuple[Annotated[int, Field(ge=1, le=12)], ...]] = Sourced[tuple[int, ...]](
        value=(), unit="месяцы", source="Программа не называет месяцев без мероприятий"
    )
    #: An approved material is to be published within so many days, where the register names no other day.
    publish_within: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=30, unit="дни", source=DECISION
    )


class Indicators(Section):
    """What the measures of teachers' competences rest on; a file of params may leave the section out."""

    min_gain: Sourced[Percent] = Sourced[Percent](value=10, unit="п. п.", source=DECISION)
    #: Results of fewer teachers than this are never shown; the number can only be raised.
    smallest_group: Sourced[Annotated[int, Field(ge=5, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=5, unit="педагоги", source="защита персональных данных: результаты малых групп раскрывают человека"
    )
    #: A result of diagnostics below this share is a deficit.
    deficit_below: Sourced[Percent] = Sourced[Percent](value=60, unit="%", source=DECISION)


class Firmness(Section):
    """What is changed to see how firm verdicts are; a file of params may leave the section out."""

    #: The threshold of a low result is tried as much lower and higher.
    threshold_step: Sourced[Percent] = Sourced[Percent](value=5, unit="п. п.", source=DECISION)
    #: Results of fewer participants are left out, one number after the other.
    min_participants: Sourced[tuple[Annotated[int, Field(ge=0, le=MOST_OF_ANYTHING)], ...]] = Sourced[tuple[int, ...]](
        value=(0, 5, 10), unit="участники", source=DECISION
    )
    #: A procedure is too small where a school with the usual share gets a low result by chance more often than this.
    false_flag: Sourced[Percent] = Sourced[Percent](value=5, unit="%", source=DECISION)
    #: A card names the results of the latest year that so few other results of pupils would turn.
    near_pupils: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]] = Sourced[
        Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]
    ](value=2, unit="обучающиеся", source=DECISION)


class Expectation(Section):
    """What is known of shares of «2» elsewhere, for an okrug without schools to compare with; may be left out.

    ``mean`` and ``sd`` are those of one procedure over all schools, in per cent; ``correlation`` is that of two
    neighbouring years of a school, 0–1.
    """

    mean: Percent
    sd: Annotated[float, Field(gt=0, le=100)]
    correlation: Annotated[float, Field(ge=0, le=1)]
    source: str = Field(min_length=1)


#: The columns of the table `context` that the social index may rest on.
SocialColumn = Literal[
    "higher_education_pct",
    "incomplete_families_pct",
    "registered_pct",
    "unemployed_parents_pct",
    "non_native_pct",
    "poor_housing_pct",
]
SignedWeight = Annotated[float, Field(ge=-100, le=100)]


class Context(Section):
    """The social index of schools and what is held against it; a file of params may leave the section out."""

    #: Column → weight; above zero where a larger share means better conditions, below zero where it means worse ones.
    weights: Sourced[dict[SocialColumn, SignedWeight]] = Sourced[dict[SocialColumn, SignedWeight]](
        value={
            "higher_education_pct": 1,
            "incomplete_families_pct": -1,
            "registered_pct": -1,
            "unemployed_parents_pct": -1,
            "non_native_pct": -1,
            "poor_housing_pct": -1,
        },
        unit="вес со знаком",
        source=f"равные веса; {DECISION}",
    )
    #: A school has an index where at least this share of the columns that the okrug tells is known of it.
    least_known: Sourced[Percent] = Sourced[Percent](value=60, unit="%", source=DECISION)
    #: Fewer schools than this have no index: there is nothing to compare with.
    schools_for_index: Sourced[Annotated[int, Field(ge=3, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=5, unit="школы", source=DECISION
    )
    #: From so many schools on an interval is given and a school is called better or worse than expected.
    schools_for_verdict: Sourced[Annotated[int, Field(ge=10, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=20, unit="школы", source=DECISION
    )


def _known_kind(value: Any) -> Any:
    if value not in SIGNAL_KINDS:
        raise ValueError(
            f"нет такого вида сигнала: «{str(value)[:LONGEST_QUOTE]}»; допустимы: {', '.join(SIGNAL_KINDS)}"
        )
    return value


def _numbered_rule(value: Any) -> Any:
    if not isinstance(value, str) or not _RULE_ID.fullmatch(value):
        raise ValueError(f"номер правила пишется так: С-07, указано «{str(value)[:LONGEST_QUOTE]}»")
    return value


_RULE_ID = re.compile(r"С-[0-9]{2}")
SignalKindCode = Annotated[
    str, BeforeValidator(_known_kind), WithJsonSchema({"type": "string", "enum": list(SIGNAL_KINDS)})
]
RuleId = Annotated[
    str, BeforeValidator(_numbered_rule), WithJsonSchema({"type": "string", "pattern": f"^{_RULE_ID.pattern}$"})
]


class SignalRule(Section):
    """A rule by which a school gets a signal; what kinds there are says `ground/signal_kinds.py`.

    ``threshold`` is in the unit of the kind: points, days, years.  ``min_participants`` is of results of quarters: of
    fewer pupils in either year nothing is said.  ``severity`` is the rule's, whatever the school.
    """

    id: RuleId
    kind: SignalKindCode
    threshold: Annotated[int, Field(ge=0, le=MOST_OF_ANYTHING)]
    min_participants: Annotated[int, Field(ge=5, le=MOST_OF_ANYTHING)] = 10
    severity: Literal["urgent", "attention"] = "attention"
    switched_on: bool = True
    source: str = DECISION


#: The law by which a teacher may ask for further training.
_THREE_YEARS = "Федеральный закон от 29.12.2012 № 273-ФЗ, статья 47, часть 5: не реже чем один раз в три года"

#: The rules of an edition whose params say nothing else; one of params that has the same id takes the place of its own.
USUAL_SIGNALS = (
    SignalRule(id="С-01", kind="quarter_below", threshold=0, severity="urgent"),
    SignalRule(id="С-02", kind="no_addressed_help", threshold=60),
    SignalRule(id="С-03", kind="deficit_without_step", threshold=30),
    SignalRule(id="С-04", kind="request_open", threshold=30, severity="urgent"),
    SignalRule(id="С-05", kind="courses_old", threshold=3, source=_THREE_YEARS),
    SignalRule(id="С-06", kind="partnership_ending", threshold=90),
)


class Signals(Section):
    """The rules of signals; a file of params may leave the section out, or name only what is otherwise."""

    rules: tuple[SignalRule, ...] = ()

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) < len(ids):
            raise ValueError("номера правил (rules: id) повторяются")
        return self

    @property
    def in_force(self) -> tuple[SignalRule, ...]:
        """The rules that are switched on: the usual ones, those of params in their place and after them."""
        return tuple(rule for rule in self._every if rule.switched_on)

    @property
    def _every(self) -> list[SignalRule]:
        own = {rule.id: rule for rule in (*USUAL_SIGNALS, *self.rules)}
        return [own[name] for name in sorted(own)]

    @property
    def ending_days(self) -> int:
        """Within so many days an agreement ends soon: the threshold of its rule, switched on or not."""
        return self._threshold_of("partnership_ending")

    @property
    def course_years(self) -> int:
        """A course is recent for so many years: the threshold of its rule, switched on or not."""
        return self._threshold_of("courses_old")

    def _threshold_of(self, kind: str) -> int:
        return next(rule.threshold for rule in self._every if rule.kind == kind)


class RiskBounds(Section):
    """From which value on a factor's risk is medium and high; of the index: to which value down."""

    medium: Annotated[float, Field(ge=0, le=100)]
    high: Annotated[float, Field(ge=0, le=100)]
    source: str = DECISION


class Risk(Section):
    """Thresholds of the schools' risk profile, in the units of the factors; a file of params may leave it out."""

    vacancies: RiskBounds = RiskBounds(medium=5, high=10)
    categories: RiskBounds = RiskBounds(medium=50, high=75)
    courses: RiskBounds = RiskBounds(medium=30, high=60)
    deficits: RiskBounds = RiskBounds(medium=30, high=50)
    index: RiskBounds = RiskBounds(medium=45, high=40)
    participation: RiskBounds = RiskBounds(medium=50, high=75)
    subjects: RiskBounds = RiskBounds(medium=1, high=2)
    #: A course that is older, in years, is none.
    course_years: Annotated[int, Field(ge=1, le=LONGEST_PERIOD_YEARS)] = 3

    @field_validator("*", mode="after")
    @classmethod
    def _ordered(cls, value: Any, info: ValidationInfo) -> Any:
        if isinstance(value, RiskBounds):
            ends = (value.high, value.medium) if info.field_name == "index" else (value.medium, value.high)
            if ends[0] > ends[1]:
                raise ValueError("высокий риск (high) должен быть дальше среднего (medium)")
        return value


def _read_catalogue(value: Any) -> Any:
    """Read the catalogue of recommendations that a path names.

    Raises:
        ReportError: the file is missing, cannot be read, or an entry is wrong.
    """
    if not isinstance(value, str | Path):
        return value
    path = _folder(Path(value))
    within = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
    return catalogue_of(params_text(path, CATALOGUE_WORDS), within)


#: What a step of ten (kilometres, points) adds to the cost of a pair of schools, or takes from it.
Weight = Annotated[float, Field(ge=0, le=100)]


class Partners(Section):
    """How partners are proposed to the ШНОР; a file of params may leave the section out."""

    #: A strong school has at most so many partners, those by agreements included.
    most_schools: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=2, unit="школы", source=DECISION
    )
    #: A strong school has at most this share of «2» in each subject in which its partner's results are low.
    most_fail: Sourced[Percent] = Sourced[Percent](value=10, unit="%", source=DECISION)
    #: A strong school has at least so many participants in each of these subjects.
    least_participants: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=30, unit="участники", source=DECISION
    )
    #: The weights of the cost's three parts.
    distance_weight: Sourced[Weight] = Sourced[Weight](value=1, unit="за каждые 10 км", source=DECISION)
    index_weight: Sourced[Weight] = Sourced[Weight](value=1, unit="за каждые 10 единиц индекса", source=DECISION)
    strength_weight: Sourced[Weight] = Sourced[Weight](value=1, unit="за каждые 10 п. п.", source=DECISION)


class Routes(Section):
    """How routes of teachers are watched; a file of params may leave the section out."""

    #: A step that is overdue for more days than this is stuck: it has to be agreed on anew.
    stuck_days: Sourced[Annotated[int, Field(ge=0, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=90, unit="дни", source=DECISION
    )


class Public(Section):
    """What may leave the house: the rules of the public edition; a file of params may leave the section out."""

    #: A share of fewer participants than this is hidden.
    least_participants: Sourced[Annotated[int, Field(ge=3, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=10, unit="участники", source="защита персональных данных: доля малой группы раскрывает обучающихся"
    )
    #: A hidden number of pupils cannot be told from all that is published more exactly than within so many.
    width: Sourced[Annotated[int, Field(ge=1, le=MOST_OF_ANYTHING)]] = Sourced[int](
        value=3, unit="обучающиеся", source=DECISION
    )
    #: Whether results are published by school, with the schools' names.
    name_schools: bool = False
    #: Where shares without numbers of participants have been published; empty: they are hidden.
    published_in: str = ""


class Correction(Section):
    """One recorded correction: drop a surplus value of one school's row.

    It is narrow: it applies only if the row still has ``values_in_row`` values and the values at ``drop_value``
    (counted from 1) and after it are the ones recorded.
    """

    id: str
    school: str
    file: Path
    values_in_row: Annotated[int, Field(ge=2, le=MOST_OF_ANYTHING)]
    drop_value: Annotated[int, Field(le=MOST_OF_ANYTHING)]
    value: str
    next_value: str
    status: str
    author: str
    date: Day
    reason: str

    @property
    def file_name(self) -> str:
        """The file as tables show it: relative to the project's root, with forward slashes whatever was typed."""
        return shown(ROOT / str(self.file).replace("\\", "/"))

    @model_validator(mode="after")
    def _within_row(self) -> Self:
        if not 1 <= self.drop_value < self.values_in_row:
            raise ValueError(
                f"номер исключаемого значения (drop_value) должен быть от 1 до {self.values_in_row - 1}: за ним в "
                "строке стоит ещё хотя бы одно значение"
            )
        return self


def _readable_colour(value: Any) -> Any:
    """Refuse what is no colour «#134b73», and one in which nobody could read a heading."""
    if value in ("", None):
        return ""
    if not isinstance(value, str) or not HEX.fullmatch(value):
        raise ValueError(f'цвет пишется так: "#134b73" (в кавычках), указано «{str(value)[:LONGEST_QUOTE]}»')
    if (found := contrast(value)) < READABLE:
        raise ValueError(
            f"цвет «{value}» слишком бледен для белой бумаги: контраст {number(found, 2)}, нужен не меньше "
            f"{number(READABLE, 1)}; возьмите темнее"
        )
    return value.lower()


Colour = Annotated[
    str, BeforeValidator(_readable_colour), WithJsonSchema({"type": "string", "pattern": "^(#[0-9a-fA-F]{6})?$"})
]


class Look(Section):
    """How the forms of the report look: the centre's sign, two colours, who compiled it; all may be left out.

    ``accent`` is the colour of headings and of what is met, ``warning`` that of low results; both are read on paper.
    ``logo`` is an SVG or PNG, relative to the project's root.  ``compiled_by`` is a post, without a name.
    """

    may_wait: ClassVar = frozenset({"compiled_by"})

    logo: Path | None = None
    accent: Colour = ""
    warning: Colour = ""
    compiled_by: str = ""

    @field_validator("logo", mode="before")
    @classmethod
    def _named_or_not(cls, value: Any) -> Any:
        return value or None

    @property
    def logo_file(self) -> Path | None:
        """The absolute path of the logo, if there is one."""
        return _folder(self.logo) if self.logo else None

    @property
    def colours(self) -> dict[str, str]:
        """The colours in place of the palette's own, by the palette's names."""
        return {name: colour for name, colour in (("accent", self.accent), ("low", self.warning)) if colour}


class Params(Section):
    """All params of one edition."""

    report: Report
    programme: Programme = Programme()
    data: Data
    procedures: Procedures
    criteria: Criteria
    dynamics: Dynamics
    plan: Plan = Plan()
    indicators: Indicators = Indicators()
    firmness: Firmness = Firmness()
    context: Context = Context()
    partners: Partners = Partners()
    routes: Routes = Routes()
    public: Public = Public()
    signals: Signals = Signals()
    risk: Risk = Risk()
    #: A path in the file; the catalogue that it names once read.
    recommendations: Annotated[
        Catalogue, BeforeValidator(_read_catalogue), WithJsonSchema({"type": "string", "format": "path"})
    ] = Field(default=f"params/{CATALOGUE}", validate_default=True)
    expectation: Expectation | None = None
    corrections: tuple[Correction, ...] = ()
    look: Look = Look()
    _notes: tuple[str, ...] = PrivateAttr(())
    _waiting: tuple[Waiting, ...] = PrivateAttr(())
    _to_confirm: tuple[Waiting, ...] = PrivateAttr(())
    _hidden: tuple[Waiting, ...] = PrivateAttr(())

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of the file, in Russian: keys that are no longer used."""
        return self._notes

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """The keys of the file that wait for a person, in the order of the file."""
        return self._waiting

    @property
    def to_confirm(self) -> tuple[Waiting, ...]:
        """The lines that were carried over from another edition and that nobody has confirmed."""
        return self._to_confirm

    @property
    def hidden(self) -> tuple[Waiting, ...]:
        """The keys whose text looks like a person and is hidden; those of `MAY_NAME` may name one."""
        return self._hidden

    @model_validator(mode="after")
    def _corrections_distinct(self) -> Self:
        ids = [correction.id for correction in self.corrections]
        if len(set(ids)) < len(ids):
            raise ValueError("номера исправлений (corrections: id) повторяются")
        return self

    def source_files(self) -> list[Path]:
        """Return the absolute paths of all input files, sorted.

        Raises:
            ReportError: a folder or a required file is missing, or the logo is no picture.
        """
        logo_address(self.look.logo_file)
        results, programme = self.data.results_folder, self.data.programme_path
        region = self.data.region_folder
        for name in self.data.required:
            path = results / name
            if not path.is_file():
                raise ReportError(
                    f"Не найден обязательный файл «{shown(path)}».",
                    "Положите файл в эту папку или уберите его имя из списка data: required в файле параметров.",
                )
        refuse_lack_of_programme(programme)
        in_folder = not programme.is_file()
        if in_folder and _overlap_of_folders(results, programme):
            raise ReportError(
                f"Папки с результатами («{shown(results)}») и с документами программы («{shown(programme)}») совпадают "
                "или лежат одна в другой: файлы одной попали бы в другую.",
                "Разнесите файлы по двум папкам и исправьте раздел data в файле параметров.",
            )
        if region and (results.is_relative_to(region) or (in_folder and _overlap_of_folders(region, programme))):
            raise ReportError(
                f"Папка с файлами региона («{shown(region)}») содержит папку с результатами или совпадает с другой "
                "папкой данных: файлы округа были бы приняты за файлы региона.",
                "Заведите для файлов региона отдельную папку и исправьте data: region в файле параметров.",
            )
        folders = [results, *([programme] if in_folder else []), *([region] if region else [])]
        single = {programme} if programme.is_file() else set()
        earlier = {path for path in self.previous_files if path.is_file()}
        return sorted({path for folder in folders for path in data_files(folder)} | single | earlier | {self.catalogue})

    @property
    def catalogue(self) -> Path:
        """The absolute path of the catalogue of recommendations."""
        return ROOT / self.recommendations.file

    @property
    def previous_folder(self) -> Path | None:
        """The folder of the edition before, whether it is there or not; nothing where none is named."""
        if not self.report.previous:
            return None
        return _folder(self.data.previous) if self.data.previous else OUTPUT / self.report.previous

    @property
    def previous_files(self) -> list[Path]:
        """The tables that are read of the edition before, whether they are there or not."""
        folder = self.previous_folder
        return [folder / table_path(name) for name in OF_PREVIOUS] if folder else []


def refuse_lack_of_programme(path: Path) -> None:
    """Refuse a path of the programme at which nothing lies.

    Raises:
        ReportError: neither a file nor a folder is there.
    """
    if not path.exists():
        raise ReportError(
            f"Не найдена Программа «{shown(path)}»: ни книги, ни папки с таким именем нет.",
            "Проверьте data: programme в файле параметров; пустую форму книги создаёт make templates.",
        )


def _overlap_of_folders(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def _folder(folder: Path) -> Path:
    """Return a data folder's absolute path.

    Raises:
        ReportError: no system could have a folder of this name.
    """
    path = Path(os.path.normpath(ROOT / str(folder).replace("\\", "/")))
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass  # the check of the files says which one is missing
    except (OSError, ValueError):
        raise ReportError(
            f"Путь к папке с данными не годится: «{str(folder)[:80]}».", "Исправьте раздел data в файле параметров."
        ) from None
    return path


def data_files(folder: Path) -> Iterator[Path]:
    """Yield the files below the folder, at any depth, but for junk and lock files; `why_no_file` tells what is none.

    Raises:
        ReportError: there is no such folder.
    """
    if not folder.is_dir():
        raise ReportError(
            f"Не найдена папка с исходными данными «{shown(folder)}».",
            "Создайте её и положите туда файлы или исправьте раздел data в файле параметров.",
        )
    yield from entries_of(folder)


def params_path(edition_name: str | int) -> Path:
    """Return the path of the params file of an edition named by its stem, e.g. 2022."""
    return PARAMS / f"{edition_name}.yml"


def load_params(path: Path) -> Params:
    """Read and check a params file.

    Raises:
        ReportError: the file is missing, is no YAML, or a key or value is wrong; the text names line and remedy.
    """
    text = params_text(path)
    try:
        content, root = loaded(text)
    except yaml.YAMLError as error:
        raise ReportError(
            f"Файл параметров «{shown(path)}»{complaint(error, text)}.", "Исправьте строку и повторите команду."
        ) from None
    if not isinstance(content, dict):
        raise ReportError(
            f"Файл параметров «{shown(path)}» пуст или не содержит разделов.",
            "Возьмите за образец params/2022.yml.",
        )
    notes = tuple(_without_retired(content, path))
    hidden = tuple(_hide_persons(root, content, shown(path)))
    try:
        params = Params.model_validate(content, context={"edition": path.stem})
    except ValidationError as error:
        problems = error.errors(include_url=False)
        complaints = [_complaint(problem, root) for problem in problems[:MOST_COMPLAINTS]]
        if len(problems) > MOST_COMPLAINTS:
            complaints.append(f"… и ещё {number(len(problems) - MOST_COMPLAINTS)}")
        raise ReportError(
            f"В файле параметров «{shown(path)}» есть ошибки:\n" + "\n".join(f"  – {line}" for line in complaints),
            "\nИсправьте файл и повторите команду.",
        ) from None
    params._notes, params._hidden = notes, hidden
    params._to_confirm = tuple(
        Waiting(shown(path), f"строка {number}", quotable(f"{_cut(line)} ({said})" if said else _cut(line)))
        for number, line, said in lines_to_confirm(text)
    )
    params._waiting = tuple(_waiting_keys(root, shown(path)))
    return params


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1].rstrip()}…"


def _waiting_keys(node: yaml.Node | None, file: str, key: tuple[str, ...] = ()) -> Iterator[Waiting]:
    """Yield the places below a node whose text is the mark «заполните: …»."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _waiting_keys(value, file, (*key, str(name.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value, start=1):
            yield from _waiting_keys(value, file, (*key, str(number)))
    elif isinstance(node, yaml.ScalarNode) and waits(node.value):
        yield Waiting(file, f"{': '.join(key)} (строка {node.start_mark.line + 1})", quotable(writable(node.value)))


def _hide_persons(
    node: yaml.Node | None, content: Any, file: str, key: tuple[str | int, ...] = ()
) -> Iterator[Waiting]:
    """Put `HIDDEN` in place of texts below a node that look like a person, and yield the place of each."""
    if key[:2] in MAY_NAME or key[:1] in MAY_NAME:
        return
    if isinstance(node, yaml.MappingNode) and isinstance(content, dict):
        below: list[tuple[Any, yaml.Node]] = [(name.value, value) for name, value in node.value]
    elif isinstance(node, yaml.SequenceNode) and isinstance(content, list):
        below = list(enumerate(node.value))
    else:
        return
    for name, value in below:
        given = content[name] if isinstance(content, list) else content.get(name)
        if isinstance(given, str) and (*key, name)[:2] not in MAY_NAME and not _is_path(key, name):
            if looks_like_name(given):
                content[name] = HIDDEN
                place = ": ".join(str(part + 1) if isinstance(part, int) else part for part in (*key, name))
                yield Waiting(file, f"{place} (строка {value.start_mark.line + 1})", HIDDEN)
        else:
            yield from _hide_persons(value, given, file, (*key, name))


def _is_path(key: tuple[str | int, ...], name: str | int) -> bool:
    """Tell whether a key of a correction names a file, or who made it."""
    return key[:1] == ("corrections",) and name in ("file", "author")


def _without_retired(content: dict[str, Any], path: Path) -> Iterator[str]:
    """Take the retired keys out of the content, and yield a note for each."""
    for (section, key), version in RETIRED.items():
        own = content.get(section)
        if isinstance(own, dict) and key in own:
            del own[key]
            yield (
                f"Файл параметров «{shown(path)}»: ключ «{section}: {key}» больше не используется, удалите строку. "
                f"С версии {version} он будет считаться ошибкой."
            )


def params_text(path: Path, what: str = "Файл параметров") -> str:
    """Return the text of a params file; Notepad's BOM, CRLF and other encodings are understood.

    Args:
        path: where it lies.
        what: what messages call it.

    Raises:
        ReportError: the file is missing, far too large, or cannot be read.
    """
    if why := why_no_file(path):
        raise ReportError(f"{what} «{shown(path)}» не читается: это {why}.", "Положите на это место сам файл.")
    try:
        with path.open("rb") as handle:
            raw = handle.read(LARGEST_PARAMS_BYTES + 1)
    except FileNotFoundError:
        if what == CATALOGUE_WORDS:
            advice = "Положите файл на место или исправьте строку recommendations в файле параметров."
            raise ReportError(f"{what} «{shown(path)}» не найден.", advice) from None
        raise ReportError(f"Нет файла параметров «{shown(path)}».", "Проверьте имя выпуска.") from None
    except OSError as error:
        raise refused(f"{what} «{shown(path)}» не удалось прочитать", error) from None
    if len(raw) > LARGEST_PARAMS_BYTES:
        raise ReportError(
            f"{what} «{shown(path)}» больше {LARGEST_PARAMS_BYTES // 1000} КБ: это не параметры.",
            "Возьмите за образец params/2022.yml.",
        )
    try:
        return text_in(raw)
    except NoText as error:
        raise ReportError(f"{what} «{shown(path)}» {error}.", "Сохраните его в кодировке UTF-8.") from None


def line_of_key(path: Path, key: Sequence[str]) -> int | None:
    """Return the line (from 1) of a params file in which a key stands, or that of the section that lacks it.

    Raises:
        ReportError: the file is missing or cannot be read.
    """
    return _line_of(list(key), nodes_of(params_text(path)))


def _complaint(problem: ErrorDetails, root: yaml.Node | None) -> str:
    """Word one of pydantic's problems in Russian, with the line of the file."""
    location = [part for part in problem["loc"] if not str(part).startswith("function-")]
    line = _line_of(location, root)
    where = f"строка {line}, " if line else ""
    name = ": ".join(str(part + 1) if isinstance(part, int) else str(part)[:LONGEST_QUOTE] for part in location)
    kind, given = problem["type"], problem.get("input")
    if kind == "extra_forbidden":
        return f"{where}неизвестный ключ «{name}»{_did_you_mean(location)}"
    if kind == "missing":
        return f"{where}не хватает ключа «{name}»"
    return f"{where}ключ «{name}»: {_value_complaint(kind, problem.get('ctx', {}), given)}"


#: pydantic's kinds of complaints of a bound → words, and where the bound stands.
_BOUNDS = {
    "greater_than_equal": ("не меньше", "ge"),
    "less_than_equal": ("не больше", "le"),
    "greater_than": ("больше", "gt"),
}


def _value_complaint(kind: str, context: dict[str, Any], given: Any) -> str:
    """Say what kind of value was expected and what was found."""
    found = (
        f"указано «{quotable(str(given))[:LONGEST_QUOTE]}»"
        if isinstance(given, str | int | float)
        else "указано значение другого вида"
    )
    if kind == "value_error":
        return str(context.get("error", "недопустимое значение"))
    if kind in _BOUNDS:
        bound, name = _BOUNDS[kind]
        return f"нужно число {bound} {context.get(name)}, {found}"
    if kind == "literal_error":
        return f"допустимы значения {context.get('expected', '').replace(' or ', ' и ')}, {found}"
    expected = {
        "int": "целое число",
        "float": "число",
        "date": "дата вида 2022-12-31",
        "bool": "true (да) или false (нет)",
        "string": "текст",
        "tuple": "список",
        "model": "раздел с ключами",
        "path": "путь к файлу или папке",
    }
    wanted = next((words for start, words in expected.items() if kind.startswith(start)), "значение другого вида")
    return f"ожидается {wanted}, {found}"


def _did_you_mean(location: list[int | str]) -> str:
    """Suggest the nearest key of the section in which an unknown key stands."""
    model: Any = Params
    for part in location[:-1]:
        if isinstance(part, int) or not hasattr(model, "model_fields"):
            continue
        field = next((f for n, f in model.model_fields.items() if part in (n, f.alias)), None)
        model = _model_in(field.annotation) if field else None
    names = [f.alias or n for n, f in model.model_fields.items()] if hasattr(model, "model_fields") else []
    near = difflib.get_close_matches(str(location[-1]), names, n=1, cutoff=0.6)
    return f"; возможно, вы имели в виду «{near[0]}»" if near else f"; допустимы: {', '.join(names)}" if names else ""


def _model_in(annotation: Any) -> Any:
    """Return the model inside an annotation such as ``tuple[Model, ...]`` or ``Model | None``."""
    if hasattr(annotation, "model_fields"):
        return annotation
    return next((a for a in getattr(annotation, "__args__", ()) if hasattr(a, "model_fields")), None)


def _line_of(location: list[int | str], node: yaml.Node | None) -> int | None:
    """Return the line (from 1) of the deepest part of the location that the file has."""
    line = None
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
