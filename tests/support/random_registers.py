"""Random registers and rosters of three schools, for laws."""

from hypothesis import strategies as st

from tests.support.invented_registers import roster, sources

DAYS = st.sampled_from([None, "2021-08-31", "2021-09-01", "2022-05-05", "2022-12-31", "2023-01-01"])
DATED = st.sampled_from(["2021-08-31", "2021-09-01", "2022-05-05", "2022-12-31", "2023-01-01"])
CODES = [f"t{n}" for n in range(8)]
TEACHER = st.sampled_from(CODES)
TRUTH = st.sampled_from([True, False, None])
SUBJECTS = st.sampled_from([None, "Математика", "Начальные классы", "Начальные классы; Физика"])


def rows(key: tuple[str, ...], most: int = 12, **columns):
    """Return a strategy for rows of a register without repeated keys."""
    made = st.lists(st.fixed_dictionaries(columns), max_size=most)
    return made.map(lambda found: list({tuple(row[name] for name in key): row for row in found}.values()))


REGISTERS = st.fixed_dictionaries(
    {
        "teachers": rows(
            ("teacher_id", "school_id"),
            16,
            teacher_id=TEACHER,
            school_id=st.sampled_from("abc"),
            is_subject_teacher=TRUTH,
            subjects=SUBJECTS,
            hired_on=DAYS,
            left_on=DAYS,
            leave_from=DAYS,
            leave_until=DAYS,
        ),
        "courses": rows(("teacher_id", "finished_on"), teacher_id=TEACHER, is_targeted=TRUTH, finished_on=DATED),
        "diagnostics": rows(
            ("teacher_id", "held_on", "area", "phase", "kind"),
            24,
            teacher_id=TEACHER,
            held_on=DATED,
            area=st.sampled_from(["subject", "methodical"]),
            phase=st.sampled_from(["before", "after"]),
            kind=st.sampled_from(["diagnostics", "self_assessment", None]),
            result_pct=st.sampled_from([None, 40, 50, 60, 70]),
        ),
        "interaction": rows(("teacher_id", "held_on"), teacher_id=TEACHER, held_on=DATED),
        "consultations": rows(
            ("teacher_id", "held_on"), teacher_id=st.none() | TEACHER, held_on=DATED, is_targeted=TRUTH
        ),
        "events": rows(("event_id",), event_id=st.sampled_from("123"), held_on=DATED),
        "participation": rows(("event_id", "teacher_id"), event_id=st.sampled_from("123"), teacher_id=TEACHER),
        "routes": rows(("teacher_id",), teacher_id=TEACHER, done_on=DAYS),
        "materials": rows(
            ("kind", "title"),
            kind=st.sampled_from(["target_model", "recommendations", "handbook"]),
            title=st.sampled_from("xyz"),
            approved_on=DAYS,
        ),
    }
)
SCHOOLS = st.tuples(*(st.fixed_dictionaries({"listed": st.booleans(), "participant_since": DAYS}) for _ in "abc"))


def random_sources(schools, tables):
    made = roster(*({"school_id": code, **row} for code, row in zip("abc", schools, strict=True)), checked=False)
    return sources(made, checked=False, **tables)
