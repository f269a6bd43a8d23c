"""Ghost text that stays on the screen while the user types along it.

    standing = StandingGhost()
    answer = standing.follow(request, answer)     with `answer.standing`, what is left of the line

A line that was worth showing is so to its last bracket, whatever the next search would make of its
end: keys that go along it only speak for it. Editors close brackets and quotes by themselves when
the opening one is typed, and step over the closing one: the line is then shown as far as to that.
"""

from dataclasses import replace
from typing import Final

from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.session.typed_path import typed_since

_PAIRS: Final = {"(": ")", "[": "]", "{": "}", '"': '"', "'": "'"}
_QUOTES: Final = frozenset("\"'")


class StandingGhost:
    """The line that one document shows, if any: what is still to be typed of it."""

    def __init__(self) -> None:
        self._request: Request | None = None  # the last one that it stood at
        self._ahead, self._probability = "", 0.0

    def follow(self, request: Request, answer: Answer) -> Answer:
        """The answer, and what is left of the line shown before, if the keys since went along."""
        if answer.reason == "cancelled":
            return answer
        typed = self._typed(request)
        if typed is None or not self._ahead.startswith(typed) or typed == self._ahead:
            self._note(request, answer)
            return answer
        self._request, self._ahead = request, self._ahead[len(typed) :]
        shown = _up_to(self._ahead, request.text[request.offset : request.offset + 1])
        return replace(answer, standing=Item(shown, 0, self._probability)) if shown else answer

    def forget(self) -> None:
        self._request = None

    def _note(self, request: Request, answer: Answer) -> None:
        ghost = answer.ghost()
        self._request = None if ghost is None else request
        if ghost is not None:
            self._ahead = ghost.text[ghost.replace :]
            p = answer.ghost_probability if ghost in answer.lines else None
            self._probability = ghost.probability if p is None else p

    def _typed(self, new: Request) -> str | None:
        """What was typed since the line was shown, "" for nothing; None if all else is other."""
        old = self._request
        if old is None or old.wanted != new.wanted:
            return None
        if new.text == old.text:
            steps = old.text[old.offset : new.offset]
            is_over = len(steps) == 1 and steps in _PAIRS.values()
            return steps if is_over or new.offset == old.offset else None
        return typed_since(old, _without_closer(old, new))


def _without_closer(old: Request, new: Request) -> Request:
    """A request as if the editor had not closed the bracket that was typed."""
    n_typed, at = new.offset - old.offset, new.offset
    closer = _PAIRS.get(new.text[at - 1 : at], "")
    if not closer or len(new.text) != len(old.text) + n_typed + 1 or new.text[at] != closer:
        return new
    return replace(new, text=new.text[:at] + new.text[at + 1 :], around=None)


def _up_to(text: str, closer: str) -> str:
    """A text up to the bracket or quote that stands right of the cursor, if it closes that."""
    if not closer or closer not in _PAIRS.values():
        return text
    opened, quote = list[str](), ""
    if closer in _QUOTES:
        end = text.find(closer)
        return text[:end] if end >= 0 else text
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in _QUOTES:
            quote = character
        elif character in _PAIRS:
            opened.append(_PAIRS[character])
        elif opened and character == opened[-1]:
            opened.pop()
        elif not opened and character == closer:
            return text[:at]
    return text
