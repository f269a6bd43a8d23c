"""Whether the brackets of a text are balanced, with a stack of those that are open."""

from collections.abc import Sequence
from random import Random
from typing import Any

from beamcoder.model.npi.task import Field, Task

CLOSERS = {"(": ")", "[": "]", "{": "}"}
KINDS = ("opening", "closing", "other", "end")


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


task = Task("brackets", BracketText, [Field("kind", KINDS), Field("fits"), Field("empty")])


@task.operation(changes=("fits", "empty"))
def push(text: BracketText) -> None:
    text.wanted.append(CLOSERS[text.text[text.at]])
    text.look()


@task.operation(changes=("fits", "empty"))
def pop(text: BracketText) -> None:
    text.wanted.pop()
    text.look()


@task.operation(changes=("kind", "fits"))
def right(text: BracketText) -> None:
    text.at += 1
    text.look()


@task.operation()
def accept(text: BracketText) -> None:
    text.answer = True


@task.program(sees=("kind", "fits", "empty"))
def brackets(see: Any) -> Any:
    if see.kind == "end":
        if see.empty:
            accept()
        return None
    if see.kind == "opening":
        push()
    elif see.kind == "closing":
        if not see.fits:
            return None
        pop()
    right()
    return brackets()


@task.problems
def draw(size: int, rng: Random) -> str:
    """Balanced, but for one character in half of them."""
    text, wanted = "", list[str]()
    while len(text) + len(wanted) < size:
        opener = rng.choice("([{x")
        wanted += CLOSERS.get(opener, "")
        text += opener + (wanted.pop() if wanted and rng.random() < 0.5 else "")
    text += "".join(reversed(wanted))
    at = rng.randrange(len(text) + 1) if rng.random() < 0.5 else len(text)
    return text[:at] + rng.choice("()[]{}") * (at < len(text)) + text[at + 1 :]


@task.judge
def is_balanced(problem: str, answer: bool) -> bool:
    left = "".join(char for char in problem if char in "()[]{}")
    for _ in range(len(left)):
        left = left.replace("()", "").replace("[]", "").replace("{}", "")
    return answer == (not left)


@task.reader
def read(words: Sequence[str]) -> str:
    return " ".join(words)
