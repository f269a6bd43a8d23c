"""The tree of exceptions, as its module draws it."""

import re

from beamcoder import errors


def drawn() -> list[tuple[int, str]]:
    """Depth and name of each line of the drawing."""
    lines = re.findall(r"^    ([│├└─ ]*)(\w+Error)\b", errors.__doc__ or "", re.MULTILINE)
    return [(len(indent) // 4, name) for indent, name in lines]


def tree_below(error: type[Exception], depth: int = 0) -> list[tuple[int, str]]:
    """The same, of the classes."""
    below = [each for each in error.__subclasses__() if each.__module__ == errors.__name__]
    parts = [tree_below(each, depth + 1) for each in below]
    return [(depth, error.__name__), *(row for part in parts for row in part)]


def test_the_drawing_shows_every_exception() -> None:
    assert drawn() == tree_below(errors.BeamcoderError)
    assert len(drawn()) > 10
