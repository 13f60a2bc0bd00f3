"""Paths as users see them."""

from pathlib import Path

import pytest

from shnor_lib.ground.project import ROOT, shown


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (ROOT / "data" / "2022" / "Ф 3.xlsx", "data/2022/Ф 3.xlsx"),
        (ROOT / "data" / ".." / "params" / "2022.yml", "params/2022.yml"),
        (
            Path("нет/такого.xlsx").absolute(),
            Path("нет/такого.xlsx").absolute().as_posix().removeprefix(f"{ROOT.as_posix()}/"),
        ),
    ],
)
def test_a_path_is_shown_from_the_root(path, words):
    assert shown(path) == words


def test_a_path_elsewhere_is_shown_whole(tmp_path):
    assert shown(tmp_path / "а.xlsx") == (tmp_path / "а.xlsx").as_posix()


def test_a_folder_that_is_a_link_into_the_project_is_shown_where_it_leads(tmp_path):
    link = tmp_path / "ссылка"
    try:
        link.symlink_to(ROOT / "data", target_is_directory=True)
    except OSError:
        pytest.skip("links need rights here")
    assert shown(link / "а.xlsx") == "data/а.xlsx"
