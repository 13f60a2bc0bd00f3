"""Register workbooks read for tests."""

from datetime import date
from pathlib import Path

from shnor_lib.ingest.findings import COMPLAINT
from shnor_lib.ingest.programme import read_programme
from shnor_lib.ingest.registers.books import split_registers
from shnor_lib.ingest.registers.reader import RegisterTables, read_registers
from shnor_lib.project import ROOT
from tests.okrug.registers import AS_OF

PROGRAMME = read_programme(ROOT / "data/leninsk-kuznetsky/programme")


def read(*paths: Path, as_of: date = AS_OF) -> RegisterTables:
    """Read register workbooks together with the shipped programme."""
    parted = split_registers(paths)
    assert not parted.results
    return read_registers(parted.registers, PROGRAMME, as_of)


def complaints(tables: RegisterTables) -> list[tuple[str, str, str, str]]:
    """Return what was complained of: check, severity, sheet, cell."""
    return [(f.check, f.severity, f.sheet, f.cell) for f in tables.findings if f.result == COMPLAINT]
