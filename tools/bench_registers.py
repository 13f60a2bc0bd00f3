"""Measure the reading of a large okrug's registers (`make bench`): `python -m tools.bench_registers`."""

import sys
import tempfile
import time
from pathlib import Path

from shnor_lib.ground.params import load_params, params_path
from shnor_lib.ground.project import ROOT
from shnor_lib.ground.wording import number as whole
from shnor_lib.ingest.contents.folder import read_folder
from shnor_lib.ingest.programme.documents import read_programme
from shnor_lib.ingest.registers.tables import read_registers
from shnor_lib.ingest.rules import IngestRules
from tools.bench import number
from tools.okrug.large_registers import RECORDS, TEACHERS, write_large_registers
from tools.okrug.registers import AS_OF

#: Seconds that the reading may take on two cores.
AIM_SECONDS = 20


def main() -> int:
    """Write the registers, read them once and print the seconds; the exit code is 0 even if the aim is missed."""
    rules = IngestRules(AS_OF, load_params(params_path(2022)).procedures)
    programme = read_programme(ROOT / "data" / "leninsk-kuznetsky" / "Программа.xlsx")
    with tempfile.TemporaryDirectory() as folder:
        path = write_large_registers(Path(folder) / "реестр.xlsx")
        began = time.perf_counter()
        read_registers(read_folder([path], rules).registers, programme, AS_OF)
        seconds = time.perf_counter() - began
    reached = "достигнута" if seconds <= AIM_SECONDS else "не достигнута"
    print(
        f"Реестры: педагогов {whole(TEACHERS)}, записей {whole(RECORDS)}: приём {number(seconds)} с "
        f"(цель: не больше {AIM_SECONDS} с; {reached})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
