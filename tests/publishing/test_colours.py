"""The palette: contrasts of WCAG 2, and what is left of its pairs in grey and before the eyes of the colour-blind."""

import itertools
import re

import pytest

from shnor_lib.presentation import palette

TEXT = ("INK", "MUTED", "ACCENT", "LOW")
#: Marks of figures that mean something; rules and the lines of a background only guide the eye.
MARKS = (*TEXT, "CALM")

#: How a dichromat sees linear RGB at full severity (Machado, Oliveira & Fernandes 2009, table 1).
SEEN = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


def linear(colour: str) -> tuple[float, ...]:
    """The colour's linear RGB, each 0-1."""
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)


def luminance(rgb) -> float:
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), rgb, strict=True))


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(linear(first)), luminance(linear(second))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def seen(colour: str, eyes: str) -> tuple[float, ...]:
    """The colour's linear RGB as the eyes see it, cut to what a screen can show."""
    rgb = linear(colour)
    rows = SEEN[eyes]
    return tuple(
        min(max(sum(weight * share for weight, share in zip(row, rgb, strict=True)), 0.0), 1.0) for row in rows
    )


@pytest.mark.parametrize("paper", ["PAPER", "PALE", "LOW_TINT", "BORDER_TINT", "GOOD_TINT"])
@pytest.mark.parametrize("ink", TEXT)
def test_text_is_read_on_every_ground(ink, paper):
    assert contrast(getattr(palette, ink), getattr(palette, paper)) >= 4.5


@pytest.mark.parametrize("tint", ["PALE", "LOW_TINT", "BORDER_TINT", "GOOD_TINT"])
def test_a_tint_leaves_the_ink_as_it_is(tint):
    assert contrast(palette.INK, getattr(palette, tint)) >= 7


@pytest.mark.parametrize("mark", MARKS)
def test_marks_stand_out_from_the_paper(mark):
    assert contrast(getattr(palette, mark), palette.PAPER) >= 3


@pytest.mark.parametrize("eyes", [*SEEN, "grey"])
def test_whoever_looks_marks_stand_out_from_the_lines_behind_them(eyes):
    """A line of the background may never be taken for the school's own, whatever is lost of the colours."""
    for mark, behind in itertools.product(TEXT, ("BACKGROUND", "OKRUG", "GRID")):
        lights = [
            luminance(linear(colour)) if eyes == "grey" else luminance(seen(colour, eyes))
            for colour in (getattr(palette, behind), getattr(palette, mark))
        ]
        assert (lights[0] + 0.05) / (lights[1] + 0.05) >= 3, (mark, behind)


def dark(page: str) -> dict[str, str]:
    """The colours of the dark scheme."""
    scheme = page[page.index("prefers-color-scheme: dark") :]
    return dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", scheme[: scheme.index("}")]))


def test_the_dark_scheme_is_readable_and_knows_every_colour_of_text(page):
    colours = dark(page)
    for ink in ("ink", "muted", "accent", "low"):
        for paper in ("paper", "pale", "good_tint"):
            assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)
    assert set(colours) - {"plate"} <= set(palette.as_dictionary())
