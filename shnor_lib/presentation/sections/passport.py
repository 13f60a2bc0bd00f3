"""The passport of the issue: hashes by which anybody can tell that a report is what it says."""

from shnor_lib.edition import Edition
from shnor_lib.presentation.title import IssuePassport
from shnor_lib.presentation.tree import Section


def issue_passport(edition: Edition) -> IssuePassport:
    """Return the place that publication fills from the manifest."""
    return IssuePassport()


SECTION = Section(id="passport", title="Паспорт выпуска", kind="appendix", commented=False, parts=(issue_passport,))
