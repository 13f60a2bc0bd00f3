"""Reports that several modules look at, each edition made once a session."""

import pytest

from tests.support.made_reports import ISSUED, MADE, UNDRAWN, Report, kinds, report_of


@pytest.fixture(scope="session", params=kinds(*MADE, *ISSUED))
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of an edition, with every part of it."""
    return report_of(request.param, request, tmp_path_factory)


@pytest.fixture(scope="session", params=kinds(*UNDRAWN))
def undrawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of an edition of which no chart is drawn."""
    return report_of(request.param, request, tmp_path_factory)
