"""The day as of which a report speaks."""

from datetime import date

from shnor_lib.analysis.programme.settings import reporting_date
from shnor_lib.edition import Edition


def as_of(edition: Edition) -> date:
    """Return the edition's reporting date: of the sheet «Настройки», else of the params."""
    return reporting_date(edition.register_settings, edition.params.report.as_of)
