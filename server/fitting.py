"""How an item is written into the line that it will stand in, where that is not simply its text.

A line of blanks gets the indentation of its block, in the buffer's own blanks, if it has too
little of it. Inside of a word only what leads up to the rest of that word is offered, without
the rest.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from beamcoder.server.documents import Document
from beamcoder.server.history import Wording

LINES_LOOKED_AT: Final = 200  # for the line above, and for the buffer's unit of indentation
UNIT: Final = "    "  # where nothing is indented yet
_BLANKS: Final = re.compile(r"[ \t]*")
_OPENS: Final = re.compile(r"\{\s*(?://.*|/\*.*\*/\s*)?$")


def fitted(
    document: Document, offset: int, words: Sequence[Wording], *, is_ghost: bool = False
) -> list[Wording]:
    """What fits of items that are to be written at an offset, as it is to be written."""
    line = document.line_at(offset)
    start, end = document.line_span(line)
    left, right = document.text[start:offset], document.text[offset:end]
    if not (left + right).strip(" \t"):
        return indented(document, line, words, left, right)
    if is_word(left[-1:]) and is_word(right[:1]):
        cut = [in_word(word, left, right, is_ghost=is_ghost) for word in words]
        found = {word.text: word for word in reversed(cut) if word is not None}
        return list(found.values())[::-1]
    return [word for word in words if not stands_right(word, right)]


def stands_right(word: Wording, right: str) -> bool:
    """Whether the very words that would be added stand there already."""
    added, rest = word.text[word.n_replaced :].strip(), right.lstrip()
    if not any(map(is_word, added)) or not rest.startswith(added):
        return False
    return not (is_word(added[-1]) and is_word(rest[len(added) : len(added) + 1]))


def indented(
    document: Document, line: int, words: Sequence[Wording], left: str, right: str
) -> list[Wording]:
    """On a line of blanks, in place of all of it: one range for all, and nothing taken away."""
    above, unit = block_above(document, line), unit_of(document)
    wanted = [above.removesuffix(unit) if word.text.startswith("}") else above for word in words]
    if (left + right) in wanted and not right:
        return list(words)  # indented well already
    if any(not blanks.startswith(left + right) for blanks in wanted):
        return list(words)  # deeper than we would have it: a wish of who writes
    n_left, n_right = len(left), len(right)
    return [
        replace(word, text=blanks + word.text, n_replaced=n_left, n_after=n_right)
        for word, blanks in zip(words, wanted, strict=True)
    ]


def block_above(document: Document, line: int) -> str:
    """The indentation of what follows the last line with text above `line`."""
    for above in range(line - 1, max(-1, line - 1 - LINES_LOOKED_AT), -1):
        text = text_of(document, above)
        if text.strip():
            more = unit_of(document) if _OPENS.search(text) else ""
            return blanks_of(text) + more
    return ""


def unit_of(document: Document) -> str:
    """One step of indentation, as the buffer has it: the least that it has anywhere."""
    n_lines = min(document.n_lines, LINES_LOOKED_AT)
    found = {blanks_of(text) for i in range(n_lines) if (text := text_of(document, i)).strip()}
    return min(found - {"", " "}, key=len, default=UNIT)


def text_of(document: Document, line: int) -> str:
    start, end = document.line_span(line)
    return document.text[start:end]


def blanks_of(text: str) -> str:
    found = _BLANKS.match(text)
    return found[0] if found else ""


def is_word(character: str) -> bool:
    return character.isalnum() or character in ("_", "$")


def in_word(word: Wording, left: str, right: str, *, is_ghost: bool) -> Wording | None:
    """In the middle of a word: a token takes the place of all of it; of a line what leads up to
    the rest of it, which ghost text leaves where it is."""
    n_rest = next((i for i, character in enumerate(right) if not is_word(character)), len(right))
    rest, n_after = right[:n_rest], n_rest
    text = word.text if not word.is_line else leading_to(word.text, right, n_rest)
    if text is None:
        return None
    if word.is_line:
        text, n_after = (text, 0) if is_ghost else (text + rest, n_rest)
    stands = left[len(left) - word.n_replaced :] + right[:n_after]
    return None if text == stands else replace(word, text=text, n_after=n_after)


def leading_to(text: str, right: str, n_rest: int) -> str | None:
    """A text without its end that stands right of the cursor; None if that is not all that is
    left of the word."""
    for n in range(min(len(text), len(right)), n_rest - 1, -1):
        if text.endswith(right[:n]):
            return text[: len(text) - n]
    return None
