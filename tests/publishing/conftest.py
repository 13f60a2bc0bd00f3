"""The full sample published once."""

import pytest

from shnor_lib.publishing.html import ShnorHTMLExporter
from shnor_lib.publishing.pdf import ShnorPDFExporter
from tests.support import sample_notebook


@pytest.fixture(scope="session")
def page() -> str:
    """The sample as HTML."""
    return ShnorHTMLExporter().from_notebook_node(sample_notebook.full_notebook())[0]


@pytest.fixture(scope="session")
def pdf() -> bytes:
    """The sample as PDF."""
    return ShnorPDFExporter().from_notebook_node(sample_notebook.full_notebook())[0]
