"""Next year's params: text and comments kept, years moved by rule and told, nothing overwritten."""

import shutil
from datetime import date

import pytest
import yaml

from shnor_lib.cli import main
from shnor_lib.forms.new_year import expected_years, latest_earlier, make_new_year, moved_on, new_year_lines
from shnor_lib.ground.drafts import Waiting
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params, params_path
from shnor_lib.ground.project import ROOT
from shnor_lib.ingest.checks.drafts import findings_to_confirm
from shnor_lib.pipeline.layout import Project
from tests.support.depth import every, every_case
from tests.support.programme_2022 import WORKBOOK


@pytest.fixture
def project(tmp_path):
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "2022.yml").write_bytes(params_path(2022).read_bytes())
    return Project(root=tmp_path)


def made(project, year="2023"):
    return make_new_year(project.params, project.root, year)


def test_years_move_by_rule_and_the_result_loads(project):
    new = made(project)
    params = load_params(new.path)
    assert (params.report.year, params.report.as_of) == (2023, date(2023, 12, 31))
    period = params.programme.period
    assert (period.start, period.end, period.plan_year) == (date(2022, 9, 1), date(2023, 12, 31), 2023)
    years = params.criteria.years
    assert (years.previous, years.before_previous, years.alternative_previous) == (2022, 2021, 2023)
    assert (params.dynamics.from_year, params.dynamics.to_year) == (2022, 2023)
    assert params.data.results.as_posix() == "data/leninsk-kuznetsky/2023" and params.data.required == ()
    assert {one.to_year for one in params.procedures.exam_minimums} == {2023}
    assert params.corrections == ()
    assert (project.root / "data/leninsk-kuznetsky/2023").is_dir()


@pytest.mark.parametrize(
    ("held", "start", "criteria", "dynamics"),
    every_case(
        3,
        [
            # before the programme's start two years, after it the newest: it stands beside and is what И7 needs
            ([2021, 2022, 2023], date(2022, 9, 1), (2022, 2021, 2023), (2022, 2023)),
            ([2020, 2022, 2023, 2024], date(2022, 9, 1), (2022, 2020, 2024), (2023, 2024)),
            # nothing after the start
            ([2019, 2021], date(2021, 9, 1), (2021, 2019, None), (2019, 2021)),
            # a start within a school year: that year had not ended
            ([2022, 2023], date(2023, 1, 9), (2022, 2021, 2023), (2022, 2023)),
            # nothing before the start
            ([2023, 2024], date(2021, 9, 1), (2024, 2023, None), (2023, 2024)),
            # one year alone
            ([2023], date(2022, 9, 1), (2023, 2022, None), (2022, 2023)),
        ],
    ),
)
def test_school_years_are_those_that_the_data_hold(held, start, criteria, dynamics):
    old = load_params(params_path(2022))
    period = old.programme.period.model_copy(update={"start": start.replace(year=start.year - 1)})
    old = old.model_copy(update={"programme": old.programme.model_copy(update={"period": period})})
    text, _ = moved_on(params_path(2022).read_text(encoding="utf-8"), old, 2023, held)
    new = yaml.safe_load(text)
    years = new["criteria"]["years"]
    assert tuple(years[name] for name in ("previous", "before_previous", "alternative_previous")) == criteria
    assert (new["dynamics"]["from"], new["dynamics"]["to"]) == dynamics
    assert held[-1] in (*criteria, *dynamics)


@pytest.mark.parametrize(("as_of", "newest"), [("2023-12-31", 2023), ("2023-07-01", 2023), ("2023-06-30", 2022)])
def test_without_files_the_newest_year_is_the_last_that_ended(as_of, newest):
    assert expected_years(date.fromisoformat(as_of)) == [newest - 2, newest - 1, newest]


def test_files_that_lie_in_the_new_folder_tell_the_years(project):
    """The shipped table holds 2018/19 and 2020/21, and nothing of the two years that the calendar would expect."""
    folder = project.root / "data" / "leninsk-kuznetsky"
    (folder / "2023").mkdir(parents=True)
    shutil.copy(ROOT / "data" / "leninsk-kuznetsky" / "Программа.xlsx", folder)
    shutil.copy(WORKBOOK, folder / "2023")
    new = made(project)
    params = load_params(new.path)
    assert new.years_held == [2019, 2021]
    assert (params.criteria.years.previous, params.criteria.years.before_previous) == (2021, 2019)
    assert (params.dynamics.from_year, params.dynamics.to_year) == (2019, 2021)
    assert "по файлам этой папки: 2018/19 и 2020/21." in "\n".join(new_year_lines(new, project.shown))


@pytest.mark.parametrize("end", every(3, ["\n", "\r\n"]))
def test_the_edition_it_is_made_from_is_the_one_before(project, end):
    path = project.params / "2022.yml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", end).encode("utf-8"))
    new = made(project)
    assert load_params(new.path).report.previous == "2022"
    assert f'  previous: "2022"{end}  year: 2023{end}' in new.path.read_bytes().decode("utf-8")
    assert "report: previous: нет → 2022" in "\n".join(new_year_lines(new, project.shown))
    third = made(project, "2024")
    assert load_params(third.path).report.previous == "2023"
    assert third.path.read_text(encoding="utf-8").count('  previous: "') == 1


@pytest.mark.parametrize("line", every(3, ["previous:", "previous:  # прежнего нет", "previous: 2021  # первый"]))
def test_an_edition_before_that_was_named_already_is_renewed(project, line):
    path = project.params / "2022.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  year: 2022\n", f"  year: 2022\n  {line}\n"), encoding="utf-8")
    new = made(project)
    assert load_params(new.path).report.previous == "2022"
    assert ("#" in line) == ("#" in next(x for x in new.path.read_text("utf-8").splitlines() if 'previous: "' in x))


def test_files_that_cannot_be_read_tell_no_year(project):
    folder = project.root / "data" / "leninsk-kuznetsky" / "2023"
    folder.mkdir(parents=True)
    (folder / "таблица.xlsx").write_text("это не книга", encoding="utf-8")
    new = made(project)
    assert new.is_new and new.years_held == []


def test_text_and_comments_are_kept(project):
    old = (project.params / "2022.yml").read_text(encoding="utf-8").splitlines()
    new = made(project).path.read_text(encoding="utf-8").splitlines()
    comments = [line for line in old if line.lstrip().startswith("#")][1:]
    assert all(line in new for line in comments)
    assert new[0] == old[0].replace("2022", "2023")
    untouched = [line for line in old if "source:" in line and "exam" not in line and "{" not in line]
    assert all(line in new for line in untouched[:3])
    assert "# Исправления выпуска 2022 года (К1) не перенесены: они относились к его файлам." in new


def test_each_move_is_told_with_what_to_confirm(project):
    lines = "\n".join(new_year_lines(made(project), project.shown))
    assert "report: as_of: 2022-12-31 → 2023-12-31" in lines
    assert "criteria: years: before_previous: 2019 → 2021" in lines
    assert "Строки, где остался прежний год" in lines and "декабрь 2022 года" in lines
    assert "учебные годы взяты по календарю" in lines and "make check" in lines
    for word in ("период", "предыдущие учебные годы", "минимальные баллы", "целевые значения", "источники"):
        assert word in lines


@pytest.mark.slow
def test_nothing_is_overwritten(project):
    new = made(project)
    new.path.write_text(new.path.read_text(encoding="utf-8") + "# моё\n", encoding="utf-8")
    again = made(project)
    assert not again.is_new and not again.folder_is_new and again.moved == []
    assert again.path.read_text(encoding="utf-8").endswith("# моё\n")
    assert "не изменён" in new_year_lines(again, project.shown)[0]


def test_a_year_follows_the_latest_earlier_one(project):
    made(project)
    third = made(project, "2025")
    assert third.source.stem == "2023"
    assert load_params(third.path).report.year == 2025
    assert latest_earlier(project.params, "2023").stem == "2022"


def test_notepads_file_is_moved_too(project):
    path = project.params / "2022.yml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_params(made(project).path).report.year == 2023


@pytest.mark.parametrize("year", ["", "двадцать", "23", "2023a"])
def test_what_is_no_year_is_refused(project, year):
    with pytest.raises(ReportError, match="не год"):
        made(project, year)


def test_without_earlier_params_there_is_nothing_to_start_from(project):
    with pytest.raises(ReportError, match="нет параметров"):
        made(project, "2022")


def test_the_command_says_what_it_made(project, capsys):
    arguments = ["new-year", "2023"]
    assert main(arguments, project) == 0
    assert "Создан файл параметров: params/2023.yml" in capsys.readouterr().out


# An edition of any name


@pytest.fixture
def named(project):
    """The project whose only edition has a name that is no year."""
    (project.params / "2022.yml").rename(project.params / "энск.yml")
    return project


@pytest.mark.parametrize("name", every(3, ["2024", "энск-2024", "энск 2024"]))
def test_a_new_year_may_begin_from_an_edition_of_any_name(named, name):
    new = make_new_year(named.params, named.root, name, "энск")
    params = load_params(new.path)
    assert new.path.stem == name and params.report.year == 2024
    assert params.report.previous == "энск"
    assert params.data.results.as_posix() == "data/leninsk-kuznetsky/2024"


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("2024", "нет такого", "Нет выпуска «нет такого». Есть выпуски: энск."),
        ("2024", "../энск", "Нет выпуска «../энск»"),
        ("энск", "энск", "не видно года нового выпуска"),
        ("2023-2024", "энск", "не видно года нового выпуска"),
        ("../2024", "энск", "не видно года нового выпуска"),
        ("энск-2022", "энск", "Выпуск «энск» — за 2022 год, а новый назван 2022 годом"),
        ("2024", "", "Назовите выпуск, с которого начать"),
    ],
)
def test_an_edition_that_nothing_can_begin_is_refused_in_words(named, name, source, words):
    before = sorted(named.params.iterdir())
    with pytest.raises(ReportError) as caught:
        make_new_year(named.params, named.root, name, source)
    assert words in str(caught.value)
    assert sorted(named.params.iterdir()) == before


def test_each_moved_line_is_marked_and_told_until_the_mark_is_removed(project):
    path = made(project).path
    params = load_params(path)
    told = {one.text.split(":")[0] for one in params.to_confirm}
    assert {"as_of", "previous", "before_previous", "from", "to"} <= told
    assert "year" not in told and "results" not in told
    assert "programme" in told  # the same programme: its period, targets and list
    (as_of,) = (one for one in params.to_confirm if one.text.startswith("as_of"))
    assert as_of.text == "as_of: 2023-12-31 (было 2022-12-31)"
    line = int(as_of.place.split()[1])
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[line - 1].strip() == "as_of: 2023-12-31  # подтвердите: было 2022-12-31"
    lines[line - 1] = "  as_of: 2023-12-31"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert len(load_params(path).to_confirm) == len(params.to_confirm) - 1


def test_the_shipped_editions_have_nothing_to_confirm_and_nothing_waits():
    for name in ("2022", "demo"):
        params = load_params(params_path(name))
        assert params.to_confirm == () and params.waiting == ()


def test_lines_to_confirm_are_warnings_of_the_protocol():
    (finding,) = findings_to_confirm([Waiting("params/2023.yml", "строка 7", "as_of: 2023-12-31 (было 2022-12-31)")])
    assert (finding.severity, finding.check, finding.cell) == ("warning", "to_confirm", "строка 7")
    assert "не подтверждено: as_of: 2023-12-31" in finding.message
