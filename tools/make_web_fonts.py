"""Make the ready font files and glyph measures that the exporters ship: `python tools/make_web_fonts.py`.

Run it by hand after an update of the font packages or of Typst (needs fonttools, brotli and typst); its results are
committed, since subsetting takes seconds and publishing has to take tenths of one.  It writes:

- `shnor_lib/publishing/fonts/*.woff2`: PT Serif and PT Sans cut down to Cyrillic, Latin and typographic signs, for the
  HTML page.  Inside they bear other names, because the Open Font License reserves "PT Sans" and "PT Serif" for the
  unchanged fonts;
- `shnor_lib/ground/glyphs.json`: the characters that can be printed (by PT or by a fallback font inside Typst), those
  that figures borrow from Typst's monospaced font, those of PT that figures cannot print beside each borrowed one, and
  the advance widths of PT Sans, from which widths of table columns are computed.  It takes ten minutes.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg
import typst
from fontTools import subset
from fontTools.ttLib import TTFont

PACKAGE = Path(__file__).resolve().parents[1] / "shnor_lib"
FONTS = PACKAGE / "publishing" / "fonts"
MEASURES = PACKAGE / "ground" / "glyphs.json"

#: The font inside Typst that figures borrow signs from: within an SVG Typst falls back once a line, and to one font.
LENDER = "DejaVu Sans Mono"

#: File name, family, weight, style, and the name inside the cut-down file.
FACES = (
    ("serif-regular", "PT Serif", 400, "normal"),
    ("serif-bold", "PT Serif", 700, "normal"),
    ("serif-italic", "PT Serif", 400, "italic"),
    ("serif-bold-italic", "PT Serif", 700, "italic"),
    ("sans-regular", "PT Sans", 400, "normal"),
    ("sans-bold", "PT Sans", 700, "normal"),
    ("sans-italic", "PT Sans", 400, "italic"),
)

#: What a Russian report is written with; rarer signs fall back to the reader's own fonts.
WEB_RANGES = ((0x20, 0x7E), (0xA0, 0xFF), (0x401, 0x45F), (0x490, 0x491), (0x2010, 0x2044), (0x20AC, 0x20BD))
WEB_SIGNS = "№™−×÷±≈≠≤≥∞√∑€₽"

#: Where printable characters are looked for: scripts, punctuation, arrows, mathematics, shapes, signs.
PROBED_RANGES = ((0x20, 0x7E), (0xA0, 0x52F), (0x1E00, 0x1EFF), (0x2000, 0x2BFF), (0x3000, 0x303F), (0xFB00, 0xFB06))


def main() -> None:
    """Write the fonts and the measures."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for name, family, weight, style in FACES:
        write_web_font(fontpkg.path(family, weight=weight, style=style), FONTS / f"{name}.woff2", f"Shnor {name}")
    printable = printable_characters()
    own = advances(fontpkg.path("PT Sans", weight=400))
    lent = {code for code in printable if chr(code) not in own and is_lent(code)}
    measures = {
        "printable": as_ranges(printable),
        "lent": as_ranges(lent),
        "split": as_ranges({code for code in printable if chr(code) in own and is_split(code, lent)}),
        "advances": {str(weight): advances(fontpkg.path("PT Sans", weight=weight)) for weight in (400, 700)},
    }
    MEASURES.write_text(json.dumps(measures, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    for family in ("PT Sans", "PT Serif"):
        licence = fontpkg.path(family).parents[1] / "LICENSE"
        text = licence.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
        text = "\n".join(line.rstrip() for line in text.splitlines()).strip() + "\n"
        (FONTS / f"LICENSE {family}.txt").write_text(text, encoding="utf-8")


def write_web_font(source: Path, target: Path, name: str) -> None:
    """Cut the font down to the web's characters, rename it and save it as WOFF2."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "liga"], notdef_outline=True)
    font = TTFont(source, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    wanted = {code for first, last in WEB_RANGES for code in range(first, last + 1)} | set(map(ord, WEB_SIGNS))
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            record.string = name.replace(" ", "-") if record.nameID == 6 else name
    font.flavor = "woff2"
    font.save(target)


@cache
def fonts() -> "typst.Fonts":
    """Return the report's fonts."""
    folders = [str(fontpkg.path(family).parent) for family in ("PT Serif", "PT Sans")]
    return typst.Fonts(include_system_fonts=False, font_paths=folders)


def printable_characters() -> set[int]:
    """Return the characters that Typst prints with PT or with a fallback of its own, by trying each one."""
    candidates = [code for first, last in PROBED_RANGES for code in range(first, last + 1)]
    return {code for code in candidates if chr(code).isprintable() and is_printed(code)} | {0xA0}


def is_printed(code: int) -> bool:
    """Tell whether PDF/UA-1, which refuses a missing glyph, accepts the character in both of the families."""
    source = '#set document(title: "x")\n#set text(lang: "ru", font: "PT Serif")\n'
    source += f'#"\\u{{{code:x}}}" #text(font: "PT Sans", "\\u{{{code:x}}}")'
    return compiles(source)


def is_lent(code: int) -> bool:
    """Tell whether the lender has the character and no font makes it of several parts."""
    if unicodedata.category(chr(code)).startswith("M") or has_parts(code):
        return False
    source = '#set document(title: "x")\n'
    return compiles(source + f'#set text(lang: "ru", font: "{LENDER}", fallback: false)\n#"\\u{{{code:x}}}"')


def has_parts(code: int) -> bool:
    """Tell whether a font that lacks the character may set it as several: a letter and its marks.

    Typst sets a line of an SVG once in each of its fonts and puts the pieces together sign by sign; where one font
    has one sign and another has two, it loses letters of the line, or panics.
    """
    return unicodedata.normalize("NFD", chr(code)) != chr(code)


def is_split(code: int, lent: set[int]) -> bool:
    """Tell whether the character of PT fails in an SVG beside a borrowed one, whose font may set it as several."""
    if not has_parts(code) or unicodedata.category(chr(code)).startswith("M"):
        return False
    lines = (
        f"<text>{chr(code)}<tspan style=\"font-family: '{LENDER}'\">&#{other};</tspan>{chr(code)}</text>"
        for other in sorted(lent)
    )
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='20' style=\"font-family: 'PT Sans'\">"
    source = '#set document(title: "x")\n#image("x.svg", alt: "x")'
    return not compiles(source, {"x.svg": f"{svg}{''.join(lines)}</svg>".encode()})


def compiles(source: str, files: dict[str, bytes] | None = None) -> bool:
    """Tell whether Typst makes an accessible PDF of the source, which may name the files."""
    try:
        sources: Any = {"main.typ": source.encode(), **(files or {})}  # typst's stub knows no files in memory
        typst.compile(sources, font_paths=fonts(), pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        return False
    return True


def as_ranges(codes: set[int]) -> list[list[int]]:
    """Return the codes as sorted [first, last] pairs."""
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def advances(path: Path) -> dict[str, int]:
    """Return the widths of the font's characters in thousandths of the type size."""
    font = TTFont(path)
    scale = 1000 / font["head"].unitsPerEm
    return {chr(code): round(font["hmtx"][glyph][0] * scale) for code, glyph in sorted(font.getBestCmap().items())}


if __name__ == "__main__":
    main()
