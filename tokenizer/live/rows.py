r"""Rows of a text: its lines, the long ones cut into several.

    split_rows("int a;\nint b;")        the lines, as they are: none is longer than a row
    rows_from(text, 5000)               from the row on that begins there

A key so costs no long line. A line of more than MAX_ROW code points (a table of numbers, a minified
file) is cut where a token ends, or inside of a literal, a comment or a name that is longer than
that. All rows but a line's last one are without a line end. Where a row ends depends on what
follows its beginning alone, REACH code points at most, and on text rather than on counts wherever
there is a choice: so the rows after an edit soon are what they were.
"""

import re
from collections.abc import Iterator
from typing import Final

MIN_ROW: Final = 256  # code points of a row that goes on
MAX_ROW: Final = 512  # no line of the held-out files has more than 473
REACH: Final = MAX_ROW + 2  # code points that say where a row ends

_ANY: Final = r"[^\r\n]"
_DELIMITERS: Final = r"[,; (){}\]]"
_SIGNS: Final = r"(?:[-+*/%&|^=<>?:!~,;(){}\[\]](?=\w)|\.(?=[^\W\d]))"
# Ends of tokens that some of their letters and digits choose: two ways to cut a line meet at the
# next one. Of the patterns that were tried on tables of multiples this one meets soonest.
_EVEN: Final = "[02468acegikmoqsuwyACEGIKMOQSUWY]"
_THIRD: Final = "[0369adgjmpsvyADGJMPSVY]"
_ENDS: Final = "|".join(
    (
        rf"{_ANY}{{0,{MAX_ROW - MIN_ROW - 4}}}?{_EVEN}{_EVEN}{_THIRD}{_DELIMITERS}",
        rf"{_ANY}{{0,{MAX_ROW - MIN_ROW - 3}}}?{_EVEN}{_THIRD}{_DELIMITERS}",
        rf"{_ANY}{{0,{MAX_ROW - MIN_ROW - 2}}}?\w{_DELIMITERS}",
        rf"{_ANY}{{0,{MAX_ROW - MIN_ROW - 1}}}?{_SIGNS}",
        rf"{_ANY}{{1,{MAX_ROW - MIN_ROW}}}(?<=\w)",
        rf"{_ANY}{{{MAX_ROW - MIN_ROW}}}(?!/)",  # no `*/` is cut
        rf"{_ANY}{{{MAX_ROW - MIN_ROW - 1}}}",
    )
)
_ROW: Final = re.compile(
    rf"(?!\Z)(?:{_ANY}{{0,{MAX_ROW}}}+(?:\r\n?|\n|\Z)|{_ANY}{{{MIN_ROW}}}(?:{_ENDS}))"
)


def split_rows(text: str) -> list[str]:
    r"""The rows with their line ends: "a\n" has two, the last one empty. At least one."""
    rows = _ROW.findall(text)
    return rows if rows and not is_ended(rows[-1]) else [*rows, ""]


def rows_from(text: str, start: int) -> Iterator[str]:
    """The rows of a text from one's start on, up to the text's end."""
    row = ""
    while found := _ROW.match(text, start):
        row, start = found[0], found.end()
        yield row
    if not row or is_ended(row):
        yield ""


def is_ended(row: str) -> bool:
    """Whether a row ends with a line end: the next one begins a line."""
    return row.endswith(("\n", "\r"))
