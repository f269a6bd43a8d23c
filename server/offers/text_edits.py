"""Text edits of offered items, where more is replaced than the typed word.

A line of blanks gets the indentation of its block, in the buffer's own blanks, whether it has too
little of it or too much. Inside of a word only what leads up to the rest of that word is offered,
without the rest.
"""

from collections.abc import Sequence
from dataclasses import replace

from beamcoder.server.documents.documents import Document
from beamcoder.server.offers.history import ItemEdit
from beamcoder.tokenizer.style.indentation import Indentation
from beamcoder.tokenizer.token import is_name_part


def fitted(
    document: Document,
    offset: int,
    words: Sequence[ItemEdit],
    indentation: Indentation | None,
    *,
    is_ghost: bool = False,
    is_part: bool = False,
) -> list[ItemEdit]:
    """What fits of items that are to be written at an offset, as it is to be written; on a
    line of blanks by the answer's `indentation`, in place of all of the line if others are to come
    that may need it (`is_part`)."""
    start, end = document.line_span(document.line_at(offset))
    left, right = document.text[start:offset], document.text[offset:end]
    if not (left + right).strip(" \t"):
        if indentation is not None:
            words = indented(words, left, right, indentation, is_part=is_part)
        return [word for word in words if not is_ghost or adds(word, left)]
    if is_word(left[-1:]) and is_word(right[:1]):
        cut = [in_word(word, left, right, is_ghost=is_ghost) for word in words]
        found = {word.text: word for word in reversed(cut) if word is not None}
        return list(found.values())[::-1]
    return [word for word in words if not stands_right(word, right)]


def adds(word: ItemEdit, left: str) -> bool:
    """Whether it leaves what it replaces as it is: editors show no other ghost text."""
    return word.text.startswith(left[len(left) - word.n_replaced :])


def stands_right(word: ItemEdit, right: str) -> bool:
    """Whether the very words that would be added stand there already."""
    added, rest = word.text[word.n_replaced :].strip(), right.lstrip()
    if not any(map(is_word, added)) or not rest.startswith(added):
        return False
    return not (is_word(added[-1]) and is_word(rest[len(added) : len(added) + 1]))


def indented(
    words: Sequence[ItemEdit],
    left: str,
    right: str,
    indentation: Indentation,
    *,
    is_part: bool,
) -> list[ItemEdit]:
    """On a line of blanks, in place of all of it: one range for all."""
    wanted = [indentation.of(word.text) for word in words]
    if not (right or is_part) and all(blanks == left for blanks in wanted):
        return list(words)  # indented well already
    is_deeper = any(not blanks.startswith(left + right) for blanks in wanted)
    if is_deeper and not indentation.is_sure:
        return list(words)  # a statement that goes on: the user's own choice
    n_left, n_right = len(left), len(right)
    return [
        replace(word, text=blanks + word.text, n_replaced=n_left, n_after=n_right)
        for word, blanks in zip(words, wanted, strict=True)
    ]


def is_word(character: str) -> bool:
    return character.isalnum() or is_name_part(character)


def word_before(left: str) -> str:
    """The beginning of a word that a text ends with; empty after anything else."""
    n = next((i for i, character in enumerate(reversed(left)) if not is_word(character)), len(left))
    return left[len(left) - n :]


def in_word(word: ItemEdit, left: str, right: str, *, is_ghost: bool) -> ItemEdit | None:
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
