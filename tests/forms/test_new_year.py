"""Next year's params: text and comments kept, years moved by rule and told, nothing overwritten."""

from datetime import date

import pytest

from shnor_lib.cli import main
from shnor_lib.forms.new_year import latest_earlier, make_new_year, new_year_lines
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.params import load_params, params_path
from shnor_lib.pipeline.layout import Project


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
    assert (years.previous, years.before_previous, years.alternative_previous) == (2022, 2021, None)
    assert (params.dynamics.from_year, params.dynamics.to_year) == (2021, 2022)
    assert params.data.results.as_posix() == "data/leninsk-kuznetsky/2023" and params.data.required == ()
    assert {one.to_year for one in params.procedures.exam_minimums} == {2023}
    assert params.corrections == ()
    assert (project.root / "data/leninsk-kuznetsky/2023").is_dir()


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
    for word in ("период", "предыдущие учебные годы", "минимальные баллы", "целевые значения", "источники"):
        assert word in lines


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
