"""Names, documents and pupils' rows never come out of ingest: planted words are looked for in whatever is kept."""

import json
import logging
import pickle
import random

import pandas as pd
import pytest

from shnor_lib.ingest.cells.sheet import Sheet
from shnor_lib.ingest.layouts.appeals import read_appeals, recognise_appeals
from shnor_lib.ingest.layouts.exam_protocols import read_exam_protocols, recognise_exam_protocols
from shnor_lib.ingest.layouts.individual_results import read_individual_results, recognise_individual_results
from shnor_lib.ingest.layouts.long_table import read_long_table, recognise_long_table
from shnor_lib.ingest.layouts.school_summary import read_school_summary, recognise_school_summary
from tests.support.depth import every
from tests.support.mutations import mutated, random_mutations
from tests.support.programme_2022 import params_2022, results_of
from tools.okrug.exam_centre import OGE_COLUMNS, appeal_rows, planted_names, protocol_rows
from tools.okrug.fis_oko import individual_rows
from tools.okrug.invented import invent_okrug
from tools.okrug.own_tables import long_rows, roster_rows
from tools.okrug.summaries import summary_rows
from tools.okrug.workbooks import write_xlsx

MINIMUMS = params_2022().procedures.exam_minimums
OKRUG = invent_okrug(11, n_schools=4, years=(2022,), vpr_grades=(5,))
WORK = next(p for p in OKRUG.procedures if p.assessment == "VPR")
#: Words that stand in columns of persons; nobody bears these names.
PERSONS = ("Птицеловская Аэлита Изяславовна", "Многоречин Б. Р.", "18.07.2006", "9907 907001", "123-456-789 01")


def with_persons(rows, heading_row, headings=("ФИО", "Дата рождения", "Документ", "СНИЛС")):
    """Return the rows with columns of personal data on the right of the table."""
    width = max(map(len, rows))
    for number, row in enumerate(rows, start=1):
        row += [None] * (width - len(row))
        if number == heading_row:
            row += headings
        elif number > heading_row:
            row += [PERSONS[number % 2], *PERSONS[2:]]
    return rows


def protocol(assessment):
    return protocol_rows(OKRUG, [p for p in OKRUG.procedures if p.assessment == assessment])


def with_director(rows):
    """Return a region's summary with a column of people on the right."""
    width = max(map(len, rows))
    added = {1: "ФИО директора", 2: None}
    return [[*row, *[None] * (width - len(row)), added.get(n, PERSONS[n % 2])] for n, row in enumerate(rows) if n]


SHEETS = {
    "протокол ОГЭ": (protocol("OGE"), recognise_exam_protocols, read_exam_protocols),
    "протокол ЕГЭ": (protocol("EGE"), recognise_exam_protocols, read_exam_protocols),
    "Ф1 с именами": (
        with_persons(individual_rows(OKRUG, WORK), 8),
        recognise_individual_results,
        read_individual_results,
    ),
}
#: Tables whose rows are no pupils' results.
MORE = {
    "апелляции": (
        appeal_rows(OKRUG, [p for p in OKRUG.procedures if p.assessment == "OGE"]),
        recognise_appeals,
        read_appeals,
    ),
    "сводная с именами": (
        with_director(summary_rows(OKRUG, [p for p in OKRUG.procedures if p.assessment == "EGE"])),
        recognise_school_summary,
        read_school_summary,
    ),
}
ALL = SHEETS | MORE
PLANTED = (*planted_names(), *PERSONS)


def kept(rows, recognise, read):
    """Return whatever outlives the reading of a sheet, as text: rows, findings, counts; pickled and as JSON."""
    sheet = Sheet("протокол.xlsx", "Page 1", rows)
    if not recognise(sheet):
        return ""
    found = read(sheet, MINIMUMS)
    sheet.sweep()
    counts = sheet.counts()
    pickled = pickle.dumps((found.columns, sheet.findings, counts), protocol=0).decode("raw_unicode_escape")
    plain = json.dumps((found.columns, [vars(finding) for finding in sheet.findings], counts), ensure_ascii=False)
    return pickled + plain + found.frame().to_csv()


def leaked(text):
    return [word for word in PLANTED if word in text]


@pytest.mark.parametrize("name", ALL)
def test_nothing_personal_is_kept(name, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        text = kept(*ALL[name])
    assert text and leaked(text) == []
    assert leaked(caplog.text + "".join(capfd.readouterr())) == []


def test_the_search_finds_what_is_planted():
    """Were a name kept, the tests here would see it."""
    rows = SHEETS["протокол ОГЭ"][0]
    sheet = Sheet("протокол.xlsx", "Page 1", rows)
    assert leaked(json.dumps(sheet.rows, ensure_ascii=False))
    assert leaked(pickle.dumps(sheet.rows, protocol=0).decode("raw_unicode_escape"))


@pytest.mark.parametrize("name", every(3, SHEETS))
def test_neither_tables_nor_kept_contents_hold_a_name(name, tmp_path, caplog, capfd):
    """The whole way from the file: read, kept in the cache, read from it again."""
    path = write_xlsx(tmp_path / "файлы" / "протокол.xlsx", {"Page 1": SHEETS[name][0]})
    cache = tmp_path / "cache"
    heading, *schools = roster_rows(OKRUG)
    for _ in range(2):
        with caplog.at_level(logging.DEBUG):
            tables = results_of([path], pd.DataFrame(schools, columns=heading), cache=cache)
        assert len(tables.results)
        assert leaked("".join(frame.to_csv() for frame in vars(tables).values())) == []
    contents = [file.read_text(encoding="utf-8") for file in cache.rglob("*") if file.is_file()]
    assert contents and leaked("".join(contents)) == []
    assert leaked(caplog.text + "".join(capfd.readouterr())) == []


@pytest.mark.parametrize("name", SHEETS)
def test_the_reader_warns_without_a_name(name):
    rows, _, read = SHEETS[name]
    sheet = Sheet("протокол.xlsx", "Page 1", rows)
    read(sheet, MINIMUMS)
    [warning] = [finding for finding in sheet.findings if finding.check == "names_in_file"]
    assert warning.severity == "warning" and "отдельно" in warning.what_to_do


@pytest.mark.parametrize("name", SHEETS)
def test_pupils_rows_are_summed_up(name):
    rows, _, read = SHEETS[name]
    found = read(Sheet("протокол.xlsx", "Page 1", rows), MINIMUMS).frame()
    assert not found.duplicated(["group", "subject", "level"]).any()
    assert len(found) < len(rows) / 3


@pytest.mark.parametrize("name", every(3, ALL))
@pytest.mark.parametrize("times", [40, pytest.param(1500, marks=pytest.mark.slow)])
def test_a_damaged_table_keeps_names_no_more_than_a_good_one(name, times):
    rows, recognise, read = ALL[name]
    stream = random.Random(name)
    for _ in range(times):
        mutations = random_mutations(stream)
        assert leaked(kept(mutated(rows, mutations), recognise, read)) == [], mutations


@pytest.mark.parametrize("column", every(3, range(1, max(OGE_COLUMNS.values()) + 1)))
def test_a_row_shifted_to_the_side_lets_no_name_out(column):
    """Each cell of a pupil's row in turn holds a name."""
    rows = mutated(protocol("OGE"), [("put", 8, column - 1, "Птицеловская")])
    assert leaked(kept(rows, recognise_exam_protocols, read_exam_protocols)) == []


@pytest.mark.parametrize("place", range(12))
def test_a_name_above_the_table_is_not_quoted(place):
    row, column = divmod(place, 3)
    rows = mutated(protocol("OGE"), [("put", row + 1, column, "Птицеловская")])
    assert leaked(kept(rows, recognise_exam_protocols, read_exam_protocols)) == []


@pytest.mark.parametrize("login", [None, "edu99000"])
def test_a_name_in_the_schools_column_of_pupils_results_is_quoted_nowhere(login):
    rows = individual_rows(OKRUG, WORK)
    rows[9][0], rows[9][2] = login, "Птицеловская Аэлита"
    assert leaked(kept(rows, recognise_individual_results, read_individual_results)) == []


def test_a_name_in_the_schools_column_beside_columns_of_names_is_quoted_nowhere():
    rows = with_persons(long_rows(OKRUG, [WORK]), 1, ("ФИО",))
    rows[2][0] = "Птицеловская Аэлита Изяславовна"
    sheet = Sheet("таблица.xlsx", "Лист1", [list(row) for row in rows])
    found = read_long_table(sheet, MINIMUMS)
    assert leaked(kept(rows, recognise_long_table, read_long_table)) == []
    assert len(found) == len(rows) - 2
    assert [(f.severity, f.cell[:2]) for f in sheet.findings if f.check == "row_unnamed"] == [("error", "A3")]
