"""A drafted edition: «Черновик» on the title page as long as one place waits, and nothing said of an unknown period."""

import pytest

from shnor_lib.presentation.sections import dynamics, plan_records, title
from tests.support.report_editions import drafted, shipped_2022


@pytest.fixture(scope="module")
def draft():
    return drafted()


@pytest.mark.slow
def test_the_title_page_of_a_draft_says_so_on_every_page(draft):
    page = title.title_page(draft)
    assert page.notice == "Черновик"
    assert page.description == ("Черновик: 1\u00a0значение ждёт заполнения",)
    assert page.organisation == "заполните: организация"


@pytest.mark.slow
def test_a_demonstration_may_be_a_draft_as_well(draft):
    report = draft.params.report
    draft.params = draft.params.model_copy(update={"report": report.model_copy(update={"demonstration": True})})
    assert title.title_page(draft).notice == f"Черновик. {title.DEMONSTRATION}"
    draft.params = draft.params.model_copy(update={"report": report})


def test_a_finished_edition_is_no_draft():
    page = title.title_page(shipped_2022())
    assert page.notice == "" and page.description == ()


def test_without_an_own_place_the_title_page_names_the_municipality():
    edition = shipped_2022()
    report = edition.params.report.model_copy(update={"place": ""})
    edition.params = edition.params.model_copy(update={"report": report})
    assert title.title_page(edition).place_and_year == f"{report.municipality}, 2022"


@pytest.mark.slow
def test_without_a_period_no_item_is_late_and_no_calendar_is_drawn(draft):
    assert set(draft.plan["status"]) <= {"no_record", "no_deadline"}
    assert (draft.plan["occurrences"] == 0).all() and draft.plan["due_on"].isna().all()
    assert plan_records.calendar(draft) is None


def test_without_a_period_or_a_list_nothing_is_measured(draft):
    assert set(draft.indicators["status"]) == {"no_data"}
    assert draft.indicators["baseline"].isna().all()
    assert not draft.school_dynamics["in_programme"].any()
    assert dynamics.baseline_table(draft) is None
