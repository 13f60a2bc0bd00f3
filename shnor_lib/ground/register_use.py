"""Which registers a programme's indicators rest on, by the ways in which they are counted."""

from collections.abc import Iterable

from shnor_lib.ground import ways

#: What is counted of schools, or of the teachers of some, rests on the register of schools too.
OF_SCHOOLS = ("schools", "teachers")


def registers_of(way: object) -> tuple[str, ...]:
    """Return the registers that a way of counting rests on; none where there is no way."""
    if not isinstance(way, str) or not way:
        return ()
    declared = ways.way(way)
    return (*(("schools",) if declared.of in OF_SCHOOLS else ()), *declared.registers)


def fed_by(register: str, indicators: Iterable[tuple[str, object]]) -> tuple[str, ...]:
    """Return the codes of the indicators (code and way of each) that rest on a register, in their order."""
    return tuple(code for code, way in indicators if register in registers_of(way))
