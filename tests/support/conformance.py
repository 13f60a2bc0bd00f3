"""What page-validation finds in a PDF, less what it is known to be wrong about."""

import re

import page

#: The checker takes the last byte of a stream for a part of the line's end where it happens to be a carriage return:
#: one stream in 256.  Whether `Length` is right is counted here instead.
MISTAKEN = "STREAM-LENGTH-001"
_STREAM = re.compile(rb"/Length (\d+)\b(?:[^<>]|<(?!<)|>(?!>)|<<[^<>]*>>)*>>\s*stream(?:\r\n|\n)")


def faults(pdf: bytes, profile: str) -> list[str]:
    """Return the faults of a PDF against a profile of page-validation («3a», «ua1»)."""
    found = [failure for failure in page.validate_pdf_bytes(pdf, profile=profile).failures]
    if wrong_lengths(pdf):
        return [failure.message for failure in found]
    return [failure.message for failure in found if not failure.rule_id.endswith(MISTAKEN)]


def wrong_lengths(pdf: bytes) -> list[int]:
    """Return where streams begin whose data are not as long as they say."""
    starts = [(match.end(), int(match[1])) for match in _STREAM.finditer(pdf)]
    return [start for start, length in starts if not re.match(rb"\r?\nendstream\b", pdf[start + length :][:12])]
