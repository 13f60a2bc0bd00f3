"""The section «look» of params: colours that are read, a logo that is a picture, a post and no name."""

import base64

import pytest
import yaml

from shnor_lib.ground.colours import contrast
from shnor_lib.ground.errors import ReportError
from shnor_lib.ground.logo import LARGEST_LOGO_BYTES, logo_address, logo_content
from shnor_lib.ground.params import load_params
from shnor_lib.ground.personal_names import HIDDEN
from shnor_lib.ground.project import PARAMS
from tests.support.depth import every
from tests.support.sample_notebook import png

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle r="9" fill="#123456"/></svg>'


def loaded(folder, **look):
    content = yaml.safe_load((PARAMS / "2022.yml").read_text(encoding="utf-8"))
    path = folder / "2030.yml"
    path.write_text(yaml.safe_dump({**content, "look": look}, allow_unicode=True), encoding="utf-8")
    return load_params(path)


def test_nothing_has_to_be_said():
    look = load_params(PARAMS / "2022.yml").look
    assert (look.logo_file, look.accent, look.warning, look.compiled_by) == (None, "", "", "")


@pytest.mark.parametrize("key", every(3, ["accent", "warning"]))
@pytest.mark.parametrize(
    ("colour", "complaint"),
    [
        ("#ffe680", "слишком бледен"),
        ("#767677", None),
        ("#777777", "контраст 4,48, нужен не меньше 4,5"),
        ("синий", "цвет пишется так"),
        ("#12345", "цвет пишется так"),
        (123456, "цвет пишется так"),
        ("", None),
    ],
)
def test_a_colour_is_written_in_six_digits_and_read_on_paper(colour, complaint, key, tmp_path):
    if complaint is None:
        assert getattr(loaded(tmp_path, **{key: colour}).look, key) == colour
    else:
        with pytest.raises(ReportError, match=complaint):
            loaded(tmp_path, **{key: colour})


def test_colours_are_kept_in_one_case(tmp_path):
    assert loaded(tmp_path, accent="#00539F").look.accent == "#00539f"


@pytest.mark.parametrize(("first", "second", "found"), [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0)])
def test_contrast_is_that_of_wcag(first, second, found):
    assert contrast(first, second) == pytest.approx(found)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.svg", None, "не найден"),
        ("a.svg", b"<svg", "повреждён"),
        ("a.svg", b"<html/>", "повреждён"),
        ("a.svg", b"\xff\xfe\x00", "повреждён"),
        ("a.png", b"GIF89a", "повреждён"),
        ("a.jpg", b"\xff\xd8", "не SVG и не PNG"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(LARGEST_LOGO_BYTES), "больше 300 КБ"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(name, content, complaint, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ReportError, match=complaint):
        logo_address(tmp_path / name)


def test_a_folder_is_no_logo(tmp_path):
    (tmp_path / "a.svg").mkdir()
    with pytest.raises(ReportError, match="не читается"):
        logo_address(tmp_path / "a.svg")


@pytest.mark.parametrize(("name", "content"), [("a.SVG", SVG.encode()), ("a.png", base64.b64decode(png()))])
def test_a_picture_comes_through_unchanged(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    assert logo_content(logo_address(tmp_path / name)) == (content, name[-3:].lower())


@pytest.mark.parametrize("address", ["", "data:text/html;base64,PGI+", "http://x/a.svg", "data:image/png;base64,%"])
def test_an_address_that_is_no_picture_is_an_error(address):
    with pytest.raises(ValueError):
        logo_content(address)


def test_a_missing_logo_stops_the_report_before_it_begins(tmp_path):
    with pytest.raises(ReportError, match="look: logo"):
        loaded(tmp_path, logo="data/нет такого.svg").source_files()


def test_the_compiler_is_a_post_and_no_name(tmp_path):
    assert loaded(tmp_path, compiled_by="методист").look.compiled_by == "методист"
    assert loaded(tmp_path, compiled_by="Иванова Мария Петровна").look.compiled_by == HIDDEN
    assert loaded(tmp_path, compiled_by="заполните: должность").waiting
