"""Blocks as lines of source, with one follow-up where branches meet again.

    lines = BodyPrinter(Java(interface)).body(entry, block)

Where several branches end with the same calls, these are written once, behind the decision. A tail
call of a program by itself is a loop.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from beamcoder.model.npi.frame import Call
from beamcoder.model.npi.source.blocks import (
    Assign,
    CodeBlock,
    Continue,
    Decide,
    Invocation,
    Leave,
    invocation_of,
)
from beamcoder.model.npi.source.conditions import Copy, Test, negated

Lines = list[str]
Item = Invocation | Assign | Leave | Continue  # of a path: calls, then how it ends


class Language(Protocol):
    """How a language writes statements; bodies are indented by the printer."""

    indent: str
    always: str  # the test that always holds

    def call(self, made: Invocation) -> str: ...

    def assign(self, made: Assign) -> list[str]: ...

    def test(self, test: Test) -> str: ...

    def leave(self) -> str: ...

    def again(self) -> str: ...

    def opened(self, word: str, test: str) -> str: ...

    def otherwise(self) -> str: ...

    def chained(self, opened: str) -> str: ...

    def closed(self) -> list[str]: ...


@dataclass(frozen=True)
class BodyPlace:
    """Where lines are written: the program, and what comes after them anyhow."""

    own: Invocation
    follow: tuple[Item, ...]


class BodyPrinter:
    """The body of one program in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def body(self, entry: Call, block: CodeBlock) -> Lines:
        own = invocation_of(entry)
        block = settled(block, own)
        loop_end = Continue(own)
        if not any(path[-1] == loop_end for path in paths(block)):
            return self._block(block, BodyPlace(own, (Leave(),)))
        head, rest = self._loop_head(block)
        inside = self._block(rest, BodyPlace(own, (loop_end,)))
        return [
            self._language.opened("while", head),
            *self._inside(inside),
            *self._language.closed(),
        ]

    def _loop_head(self, block: CodeBlock) -> tuple[str, CodeBlock]:
        """The condition of the loop, if the program begins with a decision to leave."""
        out = CodeBlock((), Leave())
        if not block.calls and isinstance(block.end, Decide):
            if block.end.then == out:
                return self._language.test(negated(block.end.test)), block.end.otherwise
            if block.end.otherwise == out:
                return self._language.test(block.end.test), block.end.then
        return self._language.always, block

    def _block(self, block: CodeBlock, place: BodyPlace) -> Lines:
        """Lines that do the block, but for what follows anyhow where it ends so."""
        if not isinstance(block.end, Decide):
            path: tuple[Item, ...] = (*block.calls, block.end)
            if path[len(path) - len(place.follow) :] == place.follow:
                path = path[: len(path) - len(place.follow)]
            return [line for item in path for line in self._item(item)]
        lines = [line for made in block.calls for line in self._item(made)]
        follow = best_follow(block, place.follow)
        inner = place if follow == place.follow else BodyPlace(place.own, follow)
        lines += self._decide(block.end, inner)
        if inner is not place:
            rest = follow
            if rest[len(rest) - len(place.follow) :] == place.follow:
                rest = rest[: len(rest) - len(place.follow)]
            lines += [line for item in rest for line in self._item(item)]
        return lines

    def _decide(self, decide: Decide, place: BodyPlace) -> Lines:
        test, then, other = decide.test, decide.then, decide.otherwise
        first, second = self._block(then, place), self._block(other, place)
        if not first or (second and never_falls(other, place) and not never_falls(then, place)):
            test, then, other, first, second = negated(test), other, then, second, first
        if not first:
            return []
        language = self._language
        lines = [language.opened("if", language.test(test)), *self._inside(first)]
        if not second or never_falls(then, place):
            return [*lines, *language.closed(), *second]
        if not other.calls and isinstance(other.end, Decide) and starts_chain(second, language):
            return [*lines, language.chained(second[0]), *second[1:]]
        return [*lines, language.otherwise(), *self._inside(second), *language.closed()]

    def _item(self, item: Item) -> Lines:
        match item:
            case Leave():
                return [self._language.leave()]
            case Continue():
                return [self._language.again()]
            case Assign():
                return self._language.assign(item)
            case _:
                return [self._language.call(item)]

    def _inside(self, lines: Lines) -> Lines:
        return [self._language.indent + line for line in lines]


def settled(block: CodeBlock, own: Invocation) -> CodeBlock:
    """Tail calls of other programs are calls, then returns: no language here has them.

    A tail call of the program by itself gives its parameters their next values first.
    """
    match block.end:
        case Continue(to) if to.name == own.name and to != own:
            return CodeBlock((*block.calls, _assignment(to, own)), Continue(own))
        case Continue(to) if to != own:
            return CodeBlock((*block.calls, to), Leave())
        case Decide(test, then, other):
            return CodeBlock(block.calls, Decide(test, settled(then, own), settled(other, own)))
        case _:
            return block


def _assignment(to: Invocation, own: Invocation) -> Assign:
    kept = [each.field for each in own.arguments if isinstance(each, Copy)]
    pairs = zip(kept, to.arguments, strict=True)
    changed = [(field, value) for field, value in pairs if value != Copy(field)]
    return Assign(tuple(field for field, _ in changed), tuple(value for _, value in changed))


def paths(block: CodeBlock) -> Iterator[tuple[Item, ...]]:
    """Each way through a block, without its tests."""
    if isinstance(block.end, Decide):
        for branch in (block.end.then, block.end.otherwise):
            yield from ((*block.calls, *path) for path in paths(branch))
    else:
        yield (*block.calls, block.end)


def best_follow(block: CodeBlock, outer: tuple[Item, ...]) -> tuple[Item, ...]:
    """The longest ending that several branches below the decision share, if it saves lines."""
    assert isinstance(block.end, Decide)
    below = [p for b in (block.end.then, block.end.otherwise) for p in paths(b)]
    counts = Counter(path[at:] for path in below for at in range(len(path)))
    found = max(counts, key=lambda ending: ((counts[ending] - 1) * len(ending), len(ending)))
    is_shared = counts[found] == len(below) or (counts[found] > 1 and len(found) > 1)
    return found if is_shared else outer


def never_falls(block: CodeBlock, place: BodyPlace) -> bool:
    """Whether nothing that is written behind the block is reached from it."""
    n = len(place.follow)
    return all(path[-n:] != place.follow for path in paths(block))


def starts_chain(lines: Lines, language: Language) -> bool:
    """Whether lines are one decision from the first to the last, and nothing behind it."""
    opened = lines[0].startswith("if ")
    outer = [line for line in lines[1:] if not line.startswith(language.indent)]
    closing = [*language.closed(), language.otherwise()]
    return opened and all(line in closing or line == language.chained(line) for line in outer)
