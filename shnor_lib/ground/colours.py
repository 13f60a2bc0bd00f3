"""Colours as people and pages write them, «#134b73», and how well one is read on another."""

import re

HEX = re.compile(r"#[0-9a-fA-F]{6}")

PAPER = "#ffffff"
#: The contrast from which text of the usual size is read (WCAG 2.2, criterion 1.4.3).
READABLE = 4.5


def contrast(first: str, second: str = PAPER) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0-1 (WCAG 2)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
