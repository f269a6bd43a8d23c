"""A text with a pointer at one of its characters, and a stack of closers."""

from random import Random
from typing import Final

CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
KINDS: Final = ("opening", "closing", "other", "end")


class BracketText:
    """A text, a pointer at one of its characters, and the closers that are to come."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.wanted = text, 0, list[str]()
        self.answer = False
        self.look()

    def look(self) -> None:
        here = self.text[self.at : self.at + 1]
        is_closer = here in CLOSERS.values()
        self.kind = "opening" if here in CLOSERS else "closing" if is_closer else "other"
        self.kind = self.kind if here else "end"
        self.empty = not self.wanted
        self.fits = bool(self.wanted) and here == self.wanted[-1]


def random_text(size: int, rng: Random) -> str:
    """Balanced, but for one character in half of them."""
    text, wanted = "", list[str]()
    while len(text) + len(wanted) < size:
        opener = rng.choice("([{x")
        wanted += CLOSERS.get(opener, "")
        text += opener + (wanted.pop() if wanted and rng.random() < 0.5 else "")
    text += "".join(reversed(wanted))
    at = rng.randrange(len(text) + 1) if rng.random() < 0.5 else len(text)
    return text[:at] + rng.choice("()[]{}") * (at < len(text)) + text[at + 1 :]
