"""Steps that a backtracking matcher takes, counted, so that no clock has to say what is linear.

    counting = CountingPattern(re.compile("x*y|x"))
    counting.match("xxx", 0), counting.n_steps

Python's own matcher says what matches; a slow one beside it goes the same way over the parsed
pattern, counts every character it looks at and every alternative it tries, and must end at the
same place. It knows the constructs that the lexer uses, and refuses others.
"""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

# Private modules, without types; there is no public way to a parsed pattern.
PARSER: Any = import_module("re._parser")
OP: Any = import_module("re._constants")
Go = Callable[[int], int | None]


class CountingPattern:
    """A compiled pattern that counts the steps of all its matches."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._nodes = list(PARSER.parse(pattern.pattern, pattern.flags))
        self._text = ""
        self.n_steps = 0

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        self._text = text
        found = self._pattern.match(text, start)
        end = self._run(self._nodes, start, lambda at: at)
        assert end == (found.end() if found else None), "the counting matcher went astray"
        return found

    def _run(self, nodes: Any, at: int, go: Go) -> int | None:
        """Where the nodes and what comes after them end, from a place on; None if nowhere."""
        if not nodes:
            return go(at)
        self.n_steps += 1
        (op, argument), rest = nodes[0], nodes[1:]
        if op in REPEATS:
            return self._repeat(op, argument, at, lambda to: self._run(rest, to, go))
        if op is OP.BRANCH:
            ends = (self._run([*branch, *rest], at, go) for branch in argument[1])
            return next((end for end in ends if end is not None), None)
        if op is OP.SUBPATTERN:
            return self._run([*argument[3], *rest], at, go)
        to = self._one(op, argument, at)
        return None if to is None else self._run(rest, to, go)

    def _repeat(self, op: Any, argument: Any, at: int, go: Go) -> int | None:
        """Greedy, lazy or possessive; what is repeated is taken as it first matches."""
        least, most, nodes = argument
        places = self._places(nodes, at, most)
        if op is OP.MIN_REPEAT:
            ends = (go(to) for i, to in enumerate(places) if i >= least)
            return next((end for end in ends if end is not None), None)
        reached = list(places)
        if len(reached) <= least:
            return None
        tried = reached[-1:] if op is OP.POSSESSIVE_REPEAT else reversed(reached[least:])
        return next((end for end in map(go, tried) if end is not None), None)

    def _places(self, nodes: Any, at: int, most: int) -> Iterator[int]:
        """The places after no, one, two... repetitions."""
        yield at
        for _ in range(most):
            to = self._run(list(nodes), at, lambda end: end)
            if to is None or to == at:
                return
            at = to
            yield at

    def _one(self, op: Any, argument: Any, at: int) -> int | None:
        """The place after a character or a look around; None if it does not match."""
        if op in (OP.ASSERT, OP.ASSERT_NOT):
            direction, nodes = argument
            begin = at if direction > 0 else at - 1  # the lexer looks one character back
            seen = begin >= 0 and self._run(list(nodes), begin, lambda end: end) is not None
            return at if seen == (op is OP.ASSERT) else None
        if op is OP.AT:
            assert argument is OP.AT_END_STRING, argument
            return at if at == len(self._text) else None
        if at >= len(self._text):
            return None
        return at + 1 if is_in(ord(self._text[at]), op, argument) else None


REPEATS = (OP.MAX_REPEAT, OP.MIN_REPEAT, OP.POSSESSIVE_REPEAT)


def is_in(code: int, op: Any, argument: Any) -> bool:
    """Whether a character is what a node of one character stands for."""
    if op is OP.IN:
        negated = argument[0][0] is OP.NEGATE
        return any(is_in(code, *each) for each in argument[negated:]) != negated
    if op is OP.RANGE:
        return bool(argument[0] <= code <= argument[1])
    if op is OP.ANY:  # the lexer's dots take line ends, too
        return True
    assert op in (OP.LITERAL, OP.NOT_LITERAL), op
    return bool((code == argument) == (op is OP.LITERAL))
