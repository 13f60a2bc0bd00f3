"""In CI a skipped test is a failure: what is missing there (poppler, xlwt, git) would be missing for good, unnoticed.

Locally a skip is a word to the developer, who may lack a tool that only a few tests need.
"""

import os
from collections.abc import Iterator

import pytest

#: Beginnings of the reasons that no tool would remove: they speak of the system or of the user.
OF_THE_SYSTEM = (
    "root writes everywhere",
    "only Linux exchanges folders",
    "no forkserver on this system",
    "the stand-in project is laid out as on POSIX",
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Turn the report of a skip into that of a failure, in CI."""
    report: pytest.TestReport = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if not reason.startswith(OF_THE_SYSTEM):
            report.outcome, report.longrepr = (
                "failed",
                f"skipped in CI, although a test needs it: {reason}",
            )
    return report
