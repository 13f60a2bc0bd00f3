"""The programme as editions before version 0.5.0 keep it: six CSV tables in a folder."""

from pathlib import Path

from shnor_lib.ingest.programme.documents import FILES
from tests.support.programme_2022 import programme_2022

#: The columns that these tables had.
COLUMNS = {
    "schools": "school_id school kind highest_grade listed participant_since source",
    "programme_indicators": "id source_number name short_name unit target denominator evidence source",
    "programme_plan": "id source_number activity due responsible",
    "programme_measures": "id source_number direction activity due responsible expected_result",
    "programme_tasks": "id text indicators plan_items",
    "programme_expected": "id text indicators plan_items",
}


def write_csv_programme(folder: Path) -> Path:
    """Write the shipped programme's tables as CSV; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, frame in programme_2022().items():
        if table in FILES:
            own = frame[COLUMNS[table].split()].astype(object)
            if "listed" in own:
                own["listed"] = ["true" if listed else "false" for listed in own["listed"]]
            own.to_csv(folder / FILES[table], index=False, lineterminator="\n")
    return folder
