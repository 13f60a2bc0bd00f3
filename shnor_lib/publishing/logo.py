"""The centre's logo as the forms of the report show it: an SVG cleaned like any picture from outside."""

from shnor_lib.ground.legible import legible_in_figures
from shnor_lib.ground.logo import logo_content
from shnor_lib.presentation.title import TitlePage
from shnor_lib.publishing.foreign import clean_svg


def logo_of(page: TitlePage | None) -> tuple[bytes, str] | None:
    """Return the logo's bytes and their kind (svg, png); nothing where the edition has none."""
    if page is None or not page.logo:
        return None
    picture, kind = logo_content(page.logo)
    if kind == "svg":
        picture = clean_svg(picture.decode("utf-8"), lambda words: legible_in_figures(words)[0])
    return picture, kind


def logo_words(page: TitlePage) -> str:
    """Return what is read aloud in place of the logo."""
    return f"Логотип: {page.organisation}"
