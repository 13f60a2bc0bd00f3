"""The demonstration municipality: its schools, who of them takes part in the programme, their results of four years."""

from dataclasses import dataclass
from datetime import date

from tools.okrug.invented import (
    PLACES,
    InventedOkrug,
    InventedProcedure,
    InventedSchool,
    MarkCounts,
    examined,
    procedures_of,
)

SEED = 15
#: Of the later year's marks: a draw neither lucky nor unlucky, in which what was planted can be seen.
LATER_SEED = 17
#: Of the marks in works that repeat a subject and grade, or are of the year after.
WORKS_SEED = 19
YEARS = (2021, 2022, 2023, 2024)
PREVIOUS, BEFORE_PREVIOUS = 2023, 2022
COMPARED = (2023, 2024)
PROGRAMME_START, AS_OF = date(2023, 9, 1), date(2024, 12, 31)

#: Reported to nobody but the okrug: municipal tests never count towards the criteria.
MUNICIPAL_TESTS = (
    InventedProcedure("MKR", "MA", 6, 2024, held_on="2024-02-14"),
    InventedProcedure("MKR", "RU", 8, 2024, held_on="2024-02-21"),
    InventedProcedure("MKR", "MA", 6, 2024, held_on="2024-05-15"),
    InventedProcedure("MKR", "MA", 7, 2025, held_on="2024-11-20"),
)
#: The first day of works with a seed of their own.
REPEATED_SINCE = "2024-03-01"


@dataclass(frozen=True)
class Profile:
    """A school as it is planned: kind, pupils in a grade, strength and what the programme gave it, both in sds.

    ``gain`` is by how much the school is stronger in the last year in `GAINED`, and in nothing else.
    """

    kind: str
    grade_size: int
    strength: float
    gain: float = 0.0
    listed: bool = False
    listed_until: date | None = None
    participant_since: date | None = None
    settlement: str = "село"


JOINED = PROGRAMME_START
#: In this subject the programme has an effect; in `NOT_GAINED` all that changes would have changed by itself.
GAINED, NOT_GAINED = "MA", "RU"

#: In the order of `PLACES`.  Weak schools are small as well as large; strong ones too.
PROFILES = (
    Profile("СОШ", 52, 1.3, settlement="город"),
    Profile("СОШ", 24, -0.5, 1.5, listed=True, participant_since=JOINED),
    Profile("ООШ", 12, -0.3, 1.1, listed=True, participant_since=JOINED),
    Profile("гимназия", 60, 1.9, settlement="город"),
    Profile("СОШ", 26, 1.0),
    Profile("ООШ", 9, 1.2),
    Profile("СОШ", 34, -0.6, 1.0, listed=True, participant_since=JOINED, settlement="посёлок"),
    Profile("СОШ", 44, 1.1, settlement="город"),
    Profile("ООШ", 14, 1.6),
    Profile("СОШ", 21, 1.4, 0.3, listed=True, participant_since=date(2024, 1, 15)),
    Profile("СОШ", 18, -0.4, 0.2, listed=True),
    Profile("ООШ", 10, -0.2, 1.0, listed=True, participant_since=JOINED),
    Profile("лицей", 48, 1.7, settlement="город"),
    Profile("СОШ", 30, 0.9, settlement="посёлок"),
    Profile("ООШ", 8, 1.5),
    Profile("СОШ", 16, -0.7, 1.4, listed=True, participant_since=JOINED),
    Profile("СОШ", 36, 1.2, settlement="посёлок"),
    Profile("ООШ", 13, 1.0, listed=False, listed_until=date(2024, 6, 30)),
    Profile("СОШ", 22, -0.1, participant_since=date(2024, 2, 1)),
    Profile("СОШ", 28, 1.3, 0.2, listed=True, participant_since=date(2025, 1, 15)),
    Profile("ООШ", 11, 1.6),
    Profile("СОШ", 25, 1.1),
    Profile("СОШ", 40, 1.4, settlement="город"),
    Profile("ООШ", 15, -0.5, 1.0, listed=True, participant_since=JOINED),
)


@dataclass(frozen=True)
class Municipality:
    """The okrug with its results, and the plan behind each school by code."""

    okrug: InventedOkrug
    profiles: dict[str, Profile]

    @property
    def schools(self) -> tuple[InventedSchool, ...]:
        """The schools in the roster's order."""
        return self.okrug.schools

    @property
    def listed(self) -> list[str]:
        """Codes of the schools that stand in the list of ШНОР on the reporting date."""
        return [code for code, profile in self.profiles.items() if profile.listed]

    @property
    def participants(self) -> list[str]:
        """Codes of the schools that take part in the programme on the reporting date, listed or not."""
        return [
            code
            for code, profile in self.profiles.items()
            if profile.participant_since and profile.participant_since <= AS_OF
        ]


def demonstration() -> Municipality:
    """Return the demonstration municipality; every call gives the same."""
    schools = tuple(_school(place, profile) for place, profile in enumerate(PROFILES))
    profiles = dict(zip([school.school_id for school in schools], PROFILES, strict=True))
    procedures = tuple(p for year in YEARS for p in procedures_of(year, (GAINED, NOT_GAINED), (5, 6, 7, 8)))
    gains = {(code, GAINED, COMPARED[1]): profile.gain for code, profile in profiles.items()}
    marks: dict[tuple[str, InventedProcedure], MarkCounts] = {}
    for seed in (SEED, LATER_SEED, WORKS_SEED):
        held = tuple(p for p in (*procedures, *MUNICIPAL_TESTS) if seed_of(p) == seed)
        marks |= examined(seed, schools, held, gains).marks
    return Municipality(InventedOkrug(SEED, schools, (*procedures, *MUNICIPAL_TESTS), marks), profiles)


def seed_of(procedure: InventedProcedure) -> int:
    """Return the seed of a procedure's marks."""
    if procedure.assessment == "MKR" and procedure.held_on >= REPEATED_SINCE:
        return WORKS_SEED
    return LATER_SEED if procedure.school_year == COMPARED[1] else SEED


def _school(place: int, profile: Profile) -> InventedSchool:
    return InventedSchool(
        school_id=f"{12_101 + place}",
        school=_name(PLACES[place], profile.kind),
        kind=profile.kind,
        highest_grade=9 if profile.kind == "ООШ" else 11,
        listed=profile.listed,
        digits=f"{990_000 + place:06}",
        grade_size=profile.grade_size,
        strength=profile.strength,
    )


def _name(place: str, kind: str) -> str:
    """Return the school's name; «лицей» alone of all kinds is masculine."""
    if kind == "лицей":
        place = place.removesuffix("ая") + "ий"
    return f"{'МАОУ' if kind in ('гимназия', 'лицей') else 'МБОУ'} «{place} {kind}»"
