"""Development programmes of schools and consultations on them: two listed schools lack what the others have."""

from datetime import date, timedelta

from tools.demonstration.municipality import Municipality

#: A line of the sheet «Программы развития», as in `registers.py`.
Row = dict[str, object]

#: Half-years by their names, with the days between which consultations are held.
HALF_YEARS = {
    "2024-п1": (date(2023, 10, 9), date(2023, 12, 20)),
    "2024-п2": (date(2024, 2, 5), date(2024, 5, 24)),
    "2025-п1": (date(2024, 9, 16), date(2024, 12, 13)),
}
#: Places in the list of ШНОР: the school that has no programme and was never consulted, the one that was left out since
#: the second half-year; the place among all schools of one that is not listed and was consulted once.
NO_PROGRAMME, LEFT_OUT, NOT_LISTED = 2, 5, 18
SINCE = "2024-п2"
KINDS = ("методическая", "нефинансовая", "экспертная", "организационная")
OUTCOMES = ("программа доработана", "план действий составлен", "нужна ещё консультация", None)


def development_rows(municipality: Municipality) -> list[Row]:
    """Return the rows of the sheet, school by school, each from a random stream of its own."""
    rows: list[Row] = []
    for place, school in enumerate(municipality.listed):
        stream = municipality.okrug.stream("development", school)
        if place == NO_PROGRAMME:
            continue
        document = f"Программа развития на 2023–2027 годы, приказ № {stream.randint(40, 190)} от 30.08.2023"
        for half_year, (first, last) in HALF_YEARS.items():
            if place == LEFT_OUT and half_year >= SINCE:
                continue
            day = first + timedelta(days=stream.randint(0, (last - first).days))
            rows.append(_row(school, document, day, stream.choice(KINDS[:2]), stream.choice(OUTCOMES)))
            if place % 4 == 0:
                rows.append(_row(school, document, last, KINDS[2 + place % 2], OUTCOMES[0]))
    other = municipality.schools[NOT_LISTED].school_id
    rows.append(_row(other, "Программа развития на 2022–2026 годы", date(2024, 3, 14), KINDS[0], OUTCOMES[1]))
    rows.append(_row(municipality.schools[0].school_id, "Программа развития на 2021–2025 годы", None, None, None))
    return rows


def development_truths(municipality: Municipality, rows: list[Row]) -> list[dict]:
    """Return by half-year the numbers of consultations of listed schools and of all, and who of the list had none."""
    truths = []
    for half_year, (first, last) in HALF_YEARS.items():
        held = [
            row
            for row in rows
            if isinstance(row["Дата консультации"], date) and first <= row["Дата консультации"] <= last
        ]
        consulted = {row["Код школы"] for row in held}
        truths.append(
            {
                "half_year": half_year,
                "consultations": len(held),
                "without": [school for school in municipality.listed if school not in consulted],
            }
        )
    return truths


def _row(school: str, document: str, day: date | None, kind: str | None, outcome: str | None) -> Row:
    return {
        "Код школы": school,
        "Реквизиты программы": document,
        "Дата консультации": day,
        "Вид поддержки": kind,
        "Итог": outcome,
    }
