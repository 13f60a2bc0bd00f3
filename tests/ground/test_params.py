"""Params: every mistake is a Russian sentence with the line and a remedy."""

import pytest

from shnor_lib.edition import Edition
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params, params_path
from tests.support.depth import every_case

SHIPPED = params_path(2022).read_text(encoding="utf-8")


def load(text: str, tmp_path, encoding="utf-8"):
    path = tmp_path / "2022.yml"
    path.write_bytes(text.encode(encoding))
    return load_params(path)


def test_the_shipped_params_are_right():
    params = load_params(params_path(2022))
    assert params.criteria.low_threshold.value == 30
    assert params.criteria.years.previous == 2021
    assert params.criteria.years.before_previous == 2019


def test_every_threshold_has_a_unit_and_a_source():
    criteria = load_params(params_path(2022)).criteria
    for name in ("low_threshold", "procedures_in_previous_year", "procedures_in_each_year", "min_participants"):
        threshold = getattr(criteria, name)
        assert threshold.unit
        assert threshold.source


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    every_case(
        2,
        [
            ("low_treshold:", "low_threshold:", ["возможно, вы имели в виду «low_threshold»", "строка 46"]),
            ("value: тридцать,", "value: 30,", ["ожидается число", "тридцать"]),
            ("value: 130,", "value: 30,", ["не больше 100"]),
            ("as_of: 31.12.2022", "as_of: 2022-12-31", ["дата вида 2022-12-31"]),
            ("\tfrom: 2019", "  from: 2019", ["табуляцией", "строка 61"]),
            ("  to: 2021\n  to: 2022", "  to: 2021", ["указан дважды"]),
            ("  to: 2018", "  to: 2021", ["должен быть раньше второго"]),
            ("as_of: 2022-13-31", "as_of: 2022-12-31", ["строка 13", "2022-13-31"]),
            ("year: " + "9" * 5000, "year: 2022", ["строка 12", "такого числа нет"]),
            ("? [1, 2]\n: 3\nreport:", "report:", ["ключом может быть только слово"]),
            ("? {a: 1}\n: 3\nreport:", "report:", ["ключом может быть только слово"]),
            ("drop_value: 0", "drop_value: 28", ["drop_value", "от 1 до 34"]),
            ("drop_value: 35", "drop_value: 28", ["drop_value", "от 1 до 34"]),
            ("assessment: ВПР", "assessment: VPR", ["допустимы значения", "ВПР"]),
            ("unused: 1", "plan_year: 2022", ["plan_year", "unused"]),
        ],
    ),
)
def test_a_mistake_is_named(tmp_path, wrong, right, words):
    assert right in SHIPPED
    with pytest.raises(ReportError) as caught:
        load(SHIPPED.replace(right, wrong, 1), tmp_path)
    for word in words:
        assert word in str(caught.value)


def test_a_retired_key_is_accepted_with_a_note(tmp_path):
    assert load(SHIPPED, tmp_path).notes == ()
    old = SHIPPED.replace("  place:", "  municipality_in: в округе\n  place:", 1)
    (note,) = load(old, tmp_path).notes
    assert "«report: municipality_in» больше не используется, удалите строку" in note
    assert load(old, tmp_path).model_dump() == load(SHIPPED, tmp_path).model_dump()


def test_a_retired_key_is_retired_in_its_own_section_alone(tmp_path):
    with pytest.raises(ReportError, match="неизвестный ключ «programme: municipality_in»"):
        load(SHIPPED.replace("programme:", "programme:\n  municipality_in: в округе", 1), tmp_path)


def test_several_mistakes_are_told_at_once(tmp_path):
    text = SHIPPED.replace("as_of: 2022-12-31", "as_of: завтра").replace("year: 2022", "year: 22")
    with pytest.raises(ReportError) as caught:
        load(text, tmp_path)
    assert str(caught.value).count("–") >= 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_files_from_notepad_are_read(tmp_path, encoding):
    text = SHIPPED.replace("−", "-").replace("\n", "\r\n")
    assert load(text, tmp_path, encoding).report.organisation == "МБУ «ИМЦ»"


@pytest.mark.parametrize("text", ["", "# пусто", "- список", "просто текст"])
def test_a_file_without_sections_is_refused(tmp_path, text):
    with pytest.raises(ReportError, match="не содержит разделов"):
        load(text, tmp_path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ReportError, match="Нет файла параметров"):
        load_params(tmp_path / "2031.yml")


def test_a_missing_source_is_named(tmp_path):
    params = load(SHIPPED.replace("[Приложение_1.xlsx]", "[Приложение_7.xlsx]"), tmp_path)
    with pytest.raises(ReportError, match=r"Приложение_7\.xlsx"):
        params.source_files()
    params = load(SHIPPED.replace("results: data/leninsk-kuznetsky/2022", "results: data/нет"), tmp_path)
    with pytest.raises(ReportError, match="Не найден"):
        params.source_files()


@pytest.mark.parametrize(
    ("folder", "words"), [("d" * 3000, "не годится"), ("d" * 5000, "длиннее"), ('"a\\0b"', "недопустимый знак")]
)
def test_a_folder_that_cannot_be_is_refused_in_words(tmp_path, folder, words):
    text = SHIPPED.replace("results: data/leninsk-kuznetsky/2022", f"results: {folder}")
    with pytest.raises(ReportError, match=words) as caught:
        load(text, tmp_path).source_files()
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("results", "programme"),
    [
        ("data", "data/leninsk-kuznetsky"),
        ("data/leninsk-kuznetsky/2022", "data/leninsk-kuznetsky"),
        ("data/leninsk-kuznetsky/2022", "data/../data/leninsk-kuznetsky"),
        ("data/leninsk-kuznetsky/2022", "data/leninsk-kuznetsky/../leninsk-kuznetsky/2022"),
    ],
)
def test_one_folder_within_the_other_is_refused_in_words(tmp_path, results, programme):
    text = SHIPPED.replace("results: data/leninsk-kuznetsky/2022", f"results: {results}")
    text = text.replace("programme: data/leninsk-kuznetsky/Программа.xlsx", f"programme: {programme}")
    text = text.replace("required: [Приложение_1.xlsx]", "required: []")
    with pytest.raises(ReportError, match="одна в другой"):
        load(text, tmp_path).source_files()


def with_region(region, tmp_path):
    key = "  programme: data/leninsk-kuznetsky/Программа.xlsx"
    assert key in SHIPPED
    return load(SHIPPED.replace(key, f"{key}\n  region: {region}"), tmp_path)


def test_the_programmes_workbook_is_a_hashed_source_wherever_it_lies(tmp_path):
    """It may lie among the results, as people keep their files together."""
    own = tmp_path / "округ"
    own.mkdir()
    for name in ("Программа.xlsx", "результаты.xlsx"):
        (own / name).write_bytes(b"x")
    text = SHIPPED.replace("results: data/leninsk-kuznetsky/2022", f"results: {own}").replace(
        "programme: data/leninsk-kuznetsky/Программа.xlsx", f"programme: {own / 'Программа.xlsx'}"
    )
    params = load(text.replace("required: [Приложение_1.xlsx]", "required: []"), tmp_path)
    files = [path.name for path in params.source_files() if path != params.catalogue]
    assert files == ["Программа.xlsx", "результаты.xlsx"]
    edition = Edition("2022", tmp_path / "выпуск", tmp_path / "2022.yml")
    assert [path.name for path in edition.result_files] == ["результаты.xlsx"]


def test_a_programme_that_is_not_there_is_named(tmp_path):
    text = SHIPPED.replace("programme: data/leninsk-kuznetsky/Программа.xlsx", "programme: data/нет.xlsx")
    with pytest.raises(ReportError, match="Не найдена Программа «data/нет"):
        load(text, tmp_path).source_files()


def test_files_of_the_region_are_sources_too(tmp_path):
    params = with_region("data/demo/2024/ГИА", tmp_path)
    exams = [path for path in params.source_files() if path.is_relative_to(params.data.region_folder)]
    assert exams and {path.parent.name for path in exams} == {"ГИА"}
    assert load(SHIPPED, tmp_path).data.region_folder is None


def test_a_missing_folder_of_the_region_is_named(tmp_path):
    with pytest.raises(ReportError, match="регион"):
        with_region("data/регион", tmp_path).source_files()


@pytest.mark.parametrize("region", ["data/leninsk-kuznetsky/2022", "data", "data/leninsk-kuznetsky"])
def test_a_folder_of_the_region_that_holds_the_okrugs_files_is_refused(tmp_path, region):
    with pytest.raises(ReportError, match="файлы региона"):
        with_region(region, tmp_path).source_files()


@pytest.mark.parametrize("results", ["data/../data/leninsk-kuznetsky/2022", "data\\leninsk-kuznetsky\\2022"])
def test_a_folder_may_be_written_another_way(tmp_path, results):
    params = load(SHIPPED.replace("results: data/leninsk-kuznetsky/2022", f"results: {results}"), tmp_path)
    files = params.source_files()
    assert files == load(SHIPPED, tmp_path).source_files()
    assert any(path.is_relative_to(params.data.results_folder) for path in files)


def test_every_exam_has_one_minimum_with_its_source():
    minimums = load_params(params_path(2022)).procedures.exam_minimums
    assert {(m.assessment, m.level, m.measure, m.minimum) for m in minimums} == {
        ("OGE", "", "mark", 3),
        ("EGE", "", "score", 24),
        ("EGE", "profile", "score", 27),
        ("EGE", "base", "mark", 3),
    }
    assert all(m.source for m in minimums)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("score, minimum: 24", "score, minimum: 240", "не больше 100"),
        ("mark, minimum: 3", "mark, minimum: 24", "от 3 до 5"),
        (
            "from: 2019, to: 2022, measure: score, minimum: 24",
            "from: 2022, to: 2019, measure: score, minimum: 24",
            "to",
        ),
        ("{assessment: EGE, level: base, subjects: [MA]", "{assessment: EGE, level: profile", "два минимума"),
    ],
)
def test_a_wrong_minimum_is_named(tmp_path, right, wrong, words):
    assert right in SHIPPED
    with pytest.raises(ReportError) as caught:
        load(SHIPPED.replace(right, wrong, 1), tmp_path)
    assert words in str(caught.value)


def with_previous(previous: str, tmp_path):
    return load(SHIPPED.replace("  year: 2022\n", f"  year: 2022\n  previous:{previous}\n"), tmp_path)


@pytest.mark.parametrize(
    ("written", "name"), [(' "2021"', "2021"), (" 2021", "2021"), ("", ""), (' ""', ""), (" demo", "demo")]
)
def test_the_edition_before_is_named_as_people_write_it(tmp_path, written, name):
    params = with_previous(written, tmp_path)
    assert params.report.previous == name
    assert (params.previous_folder is None) == (not name)
    assert bool(params.previous_files) == bool(name)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (" 2022", ["строка 13", "прежним для самого себя", "уберите строку"]),
        (" ../2021", ["без папок"]),
        (" output\\2021", ["без папок"]),
        (" .lab", ["без папок"]),
        (" " + "г" * 300, ["без папок"]),
        (" [2021]", ["ожидается текст"]),
        (" yes", ["текст возьмите в кавычки"]),
    ],
)
def test_what_is_no_edition_before_is_refused(tmp_path, written, words):
    with pytest.raises(ReportError) as caught:
        with_previous(written, tmp_path)
    assert all(word in str(caught.value) for word in words), caught.value


# What may wait for a person


def test_a_period_of_which_a_day_waits_is_not_known(tmp_path):
    for line in ("start: 2021-09-01", "end: 2022-12-31"):
        assert line in SHIPPED
        key = line.split(":")[0]
        params = load(SHIPPED.replace(line, f'{key}: "заполните: день"'), tmp_path)
        assert params.programme.period is None
    assert load(SHIPPED, tmp_path).programme.period is not None


def test_what_the_title_page_prints_may_wait(tmp_path):
    waiting = load(SHIPPED.replace("organisation: МБУ «ИМЦ»", 'organisation: "заполните: кто выпускает"'), tmp_path)
    assert waiting.report.organisation == "заполните: кто выпускает"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("year: 2022", "report: year"),
        ("as_of: 2022-12-31", "report: as_of"),
        ("results: data/leninsk-kuznetsky/2022", "data: results"),
        ("required: [Приложение_1.xlsx]", "data: required"),
        ("from: 2019\n  to: 2021", "dynamics: from"),
    ],
)
def test_what_no_report_can_do_without_may_not_wait(tmp_path, given, key):
    assert given in SHIPPED
    name, rest = given.split(":", 1)
    waiting = f'{name}: ["заполните"]' if "[" in rest else f'{name}: "заполните: это"'
    with pytest.raises(ReportError, match=f"ключ «{key}.*без этого значения отчёт не собрать"):
        load(SHIPPED.replace(given, waiting + "".join(rest.partition("\n")[1:]), 1), tmp_path)


def test_the_plans_year_is_that_of_the_last_day_where_none_is_named(tmp_path):
    params = load(SHIPPED.replace("    plan_year: 2022\n", ""), tmp_path)
    assert params.programme.period.plan_year == 2022
