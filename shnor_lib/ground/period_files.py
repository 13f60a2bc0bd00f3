"""Where the tables lie that reports of periods leave for the report of the year (decision 68)."""

from pathlib import Path

#: The folder of periods within an issued edition, a folder for each, and the table in it.
MONITORING_FOLDER, PERIOD_FILE = "monitoring", "period_reports.csv"
#: Where a run keeps its own copies of these tables, within its staging folder, as long as its notebooks read them.
TAKEN_ALONG = ".periods"


def period_files(folder: Path) -> dict[str, Path]:
    """Return the tables below a folder of periods by the period's name, in the order of names."""
    try:
        found = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return {}
    return {path.name: path / PERIOD_FILE for path in found if (path / PERIOD_FILE).is_file()}
