"""What params say of the input: the rules that every reader of result files is given."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shnor_lib.ground.params import Correction, Procedures


@dataclass(frozen=True)
class IngestRules:
    """The params that ingest obeys.

    ``as_of`` is the reporting date; ``procedures`` tells which procedures count towards the criteria and the minimums
    of exams; ``required`` are the names of the files without which no report is made; ``corrections`` are those
    recorded for single rows of Приложение 1.
    """

    as_of: date
    procedures: Procedures
    required: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def requires(self, path: Path) -> bool:
        """Tell whether no report is made without the file."""
        return any(path.parts[-len(parts) :] == parts for parts in (Path(name).parts for name in self.required))

    def corrects(self, shown_path: str) -> bool:
        """Tell whether a correction is recorded for a row of the file."""
        return any(correction.file_name == shown_path for correction in self.corrections)
