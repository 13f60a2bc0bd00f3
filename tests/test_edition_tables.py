"""Tables as `open_edition` hands them out: what names a row is never NaN, so that no group or pivot loses one."""

import shutil

import pandas as pd
import pandera.errors
import pytest

from shnor_lib.edition import Edition
from shnor_lib.ground.columns import TEXT
from shnor_lib.ground.registers import PREFIX
from shnor_lib.ground.table_files import read_table, write_table
from shnor_lib.ground.tables import DECLARED, PROCEDURE_KEY, table_path
from tests.support.depth import every
from tests.support.report_editions import as_issued

OF_PROCEDURES = [name for name, table in DECLARED.items() if set(PROCEDURE_KEY) <= set(table.columns)]


@pytest.fixture(scope="module", params=["built_2022", "built_demo"])
def issued(request):
    return as_issued(request.getfixturevalue(request.param))


def test_every_text_of_a_computed_key_is_declared_so():
    """Dates and numbers may be missing in a key; registers hold what a sheet's cells hold."""
    for name, table in DECLARED.items():
        texts = [table.columns[column] for column in table.key if table.columns[column].type == TEXT]
        open_texts = [column for column in texts if not (column.required or column.is_date or column.blank)]
        assert name.startswith(PREFIX) or not open_texts, name


def test_the_tables_of_procedures_are_known():
    assert {"results", "readings", "background", "journal"} <= set(OF_PROCEDURES)


@pytest.mark.parametrize("name", every(3, OF_PROCEDURES))
def test_a_group_by_procedure_loses_no_row(issued, name):
    frame = getattr(issued, name)
    assert frame.groupby(list(PROCEDURE_KEY)).size().sum() == len(frame)


def test_a_pivot_of_results_keeps_every_result(issued):
    results = issued.results
    first = results[results["attempt"] == 1]
    pivot = first.assign(one=1).pivot_table(index="school_id", columns=[*PROCEDURE_KEY], values="one", aggfunc="sum")
    assert pivot.sum().sum() == len(first) > 0
    assert pivot.shape[1] == len(first[list(PROCEDURE_KEY)].drop_duplicates())


@pytest.mark.slow
def test_what_names_a_row_is_never_nan(issued):
    for name, table in DECLARED.items():
        frame = getattr(issued, name)
        assert not frame[table.blanks].isna().any(axis=None), name
        named = [column for column in table.key if table.columns[column].blank or table.columns[column].required]
        assert not named or name.startswith(PREFIX) or frame.groupby(named).size().sum() == len(frame), name


def test_on_disk_nothing_but_an_empty_cell_stands_for_it(tmp_path):
    """Missing in memory or empty, the file is the same, byte for byte, and comes back as empty texts."""
    base = {"kind": "same_grade", "assessment": "VPR", "subject": "RU", "grade_from": 5, "year_from": 2021}
    base |= {"grade_to": 5, "year_to": 2022, "schools": 3, "mean_from_pct": 10.0, "mean_to_pct": 5.0, "change_pp": -5.0}
    base |= {"comparability": "full", "limitation": None}
    written = []
    for level in ("", None, float("nan"), pd.NA):
        path = tmp_path / f"{len(written)}" / "pair_means.csv"
        write_table(pd.DataFrame([base | {"level": level}]), path)
        written.append(path.read_bytes())
        assert read_table(path)["level"].tolist() == [""]
        assert read_table(path)["limitation"].isna().all()
    assert len(set(written)) == 1 and b"VPR,,RU" in written[0]


def test_a_code_that_is_none_is_refused_as_before(tmp_path):
    frame = pd.DataFrame({"month": ["2022-03"], "form": [""], "audience": ["nobody"], "events": [1]})
    frame = frame.assign(people=pd.NA, plan_items=None)
    with pytest.raises(pandera.errors.SchemaError):
        write_table(frame, tmp_path / "events_by_month.csv")


def test_a_table_that_this_run_wrote_is_checked_once(issued, tmp_path, monkeypatch):
    """A table as its stage recorded it is typed and no more; edited since, or of the issued edition, it is checked."""
    for name in ("tables", "manifest.json"):
        (tmp_path / name).symlink_to(issued.folder / name)
    seen = []
    monkeypatch.setattr("shnor_lib.edition.read_table", lambda path, checked: seen.append(checked) or pd.DataFrame())
    _ = Edition("2022", tmp_path).classification
    (tmp_path / "tables").unlink()
    shutil.copytree(issued.folder / "tables", tmp_path / "tables")
    with (tmp_path / "tables" / "classification.csv").open("a", encoding="utf-8") as table:
        table.write("\n")
    _ = Edition("2022", tmp_path).classification
    assert seen == [True, False]
    assert not Edition("2022").in_run


@pytest.mark.slow
def test_what_is_typed_alone_equals_what_is_checked(issued):
    for name in issued.tables:
        path = issued.folder / table_path(name)
        pd.testing.assert_frame_equal(read_table(path, checked=True), read_table(path))
