"""Whether the brackets of a text are balanced, with a stack of those that are open."""

from collections.abc import Sequence
from typing import Any

from beamcoder.model.npi.environments.texts import CLOSERS, KINDS, BracketText, random_text
from beamcoder.model.npi.task import Field, Task

task = Task("brackets", BracketText, [Field("kind", KINDS), Field("fits"), Field("empty")])
task.problems(random_text)


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


@task.judge
def is_balanced(problem: str, answer: bool) -> bool:
    left = "".join(char for char in problem if char in "()[]{}")
    for _ in range(len(left)):
        left = left.replace("()", "").replace("[]", "").replace("{}", "")
    return answer == (not left)


@task.reader
def read(words: Sequence[str]) -> str:
    return " ".join(words)
