"""What signals there are and which factors a risk profile has: codes, words, units; thresholds are those of params."""

from dataclasses import dataclass

from shnor_lib.ground.registers import register_sheet

#: How urgent a signal is: its rule says so, whatever the school.
SIGNAL_SEVERITIES = {"urgent": "срочно", "attention": "обратить внимание"}

#: Schools that a kind of signal is about: the listed ones, or those in support.
LISTED, SUPPORTED = "listed", "supported"


@dataclass(frozen=True)
class SignalKind:
    """A kind of signal.

    ``word`` names it; ``unit`` is that of its rules' threshold; ``registers`` are those without which nothing is known;
    ``of`` tells about which schools it is.
    """

    code: str
    word: str
    unit: str
    registers: tuple[str, ...]
    of: str


SIGNAL_KINDS = {
    one.code: one
    for one in (
        SignalKind("quarter_below", "успеваемость четверти ниже прошлогодней", "п. п.", ("quarters",), SUPPORTED),
        SignalKind("no_addressed_help", "адресной помощи не было", "дн.", ("consultations",), LISTED),
        SignalKind(
            "deficit_without_step",
            "дефицит педагога без шага маршрута",
            "дн.",
            ("teachers", "diagnostics", "routes"),
            LISTED,
        ),
        SignalKind("request_open", "запрос не закрыт", "дн.", ("requests",), SUPPORTED),
        SignalKind("courses_old", "давно не было КПК", "лет", ("teachers", "courses"), LISTED),
        SignalKind("partnership_ending", "заканчивается партнёрство", "дн.", ("partnerships",), SUPPORTED),
    )
}

#: Levels of a risk, and what stands where nothing tells it.
RISK_LEVELS = {"high": "высокий", "medium": "средний", "low": "низкий", "no_data": "нет данных"}
#: Why a factor has no level.
WHY_NO_LEVEL = {
    "no_register": "сведений нет ни об одной школе",
    "not_told": "о школе сведений нет",
    "small_group": "группа мала",
}


@dataclass(frozen=True)
class RiskFactor:
    """A factor of risk that the data can show.

    ``word`` names what its value counts, in ``unit``; ``bounds`` is the key of its thresholds in params, and ``falls``
    tells that a lower value is the worse one.
    """

    code: str
    word: str
    unit: str
    bounds: str
    falls: bool = False


#: A factor for each area of competences begins so.
DEFICIT = "deficit_"
SHARE, SCORE, SUBJECTS = "%", "баллы", "предметы"

RISK_FACTORS = {
    one.code: one
    for one in (
        RiskFactor("vacancies", "вакансии", SHARE, "vacancies"),
        RiskFactor("categories", "педагоги без первой и высшей категории", SHARE, "categories"),
        RiskFactor("courses", "педагоги без КПК за последние годы", SHARE, "courses"),
        *(
            RiskFactor(f"{DEFICIT}{area.code}", f"дефициты педагогов, {area.word} область", SHARE, "deficits")
            for area in register_sheet("diagnostics").column("area").choices
        ),
        RiskFactor("index", "условия работы школы", SCORE, "index", falls=True),
        RiskFactor("participation", "педагоги без помощи по Программе", SHARE, "participation"),
        RiskFactor("failing_subjects", "предметы с низкими результатами", SUBJECTS, "subjects"),
    )
}
