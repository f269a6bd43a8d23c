"""Random edits and moves in three documents of one client, answered twice.

walk = Walk(completer, seed)
request, kept, fresh = walk.step()       what the kept session says, and what a new one does
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from beamcoder.model.completer import Completer, Session
from beamcoder.model.decoding.cache_model.index import FixedIndex
from beamcoder.model.proposal import MEMORY_MB, Answer, Request
from beamcoder.server.engine.sessions import MB, Sessions, SessionStore
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from tests.edited import PROGRAM

WORDS = ["int ", "n", "sc", ".", "<", ">>", "{", "}", "(", ")", ";", "\n", "\n        ", "\r\n"]
WORDS += ["//", "/*", "*/", '"', "'", "class A ", "\t", " ", "1", " = ", "i", "for (", "values["]
# Lines longer than a row, and than the window: many alike, numbers, words, a string, a comment.
LONG = [
    "x + " * 400,
    "".join(f"{n * 7919}, " for n in range(300)),
    "values[i] = sc.nextInt(); " * 90,
]
LONG += [
    "a" * 1500,
    f'"{"lorem ipsum " * 150}"',
    f"/* {'lorem ipsum ' * 150} */ ",
    "// " + "x, " * 900,
]
STATEMENTS = ["", "n values", "a map of places, and the number of each of them"]


@dataclass
class Document:
    """A text under edit, what was offered there last, and what it was before."""

    text: str = PROGRAM
    at: int = 300
    statement: str = ""
    wanted: Request = field(default_factory=lambda: Request("", 0, count=3, lines=False))
    offered: list[str] = field(default_factory=list)
    undone: list[tuple[str, int]] = field(default_factory=list)

    def put(self, new: str) -> None:
        self.text = self.text[: self.at] + new + self.text[self.at :]
        self.at += len(new)

    def cut(self, start: int, end: int) -> None:
        self.text, self.at = self.text[:start] + self.text[end:], start


def followed(draw: random.Random, document: Document) -> None:
    """Some keys of what was offered."""
    if document.offered:
        likely = document.offered[:1] * 3 + document.offered[1:4]
        document.put(draw.choice(likely)[: draw.choice([1, 1, 2, 9])])


def typed(draw: random.Random, document: Document) -> None:
    document.put(draw.choice(WORDS))


def deleted(draw: random.Random, document: Document) -> None:
    document.cut(max(0, document.at - draw.choice([1, 1, 1, 2, 30])), document.at)


def pasted(draw: random.Random, document: Document) -> None:
    start = draw.randrange(len(PROGRAM) // 2)
    document.put(PROGRAM[start : start + draw.choice([40, 300])])


def pasted_long(draw: random.Random, document: Document) -> None:
    """A long line, or its end, and back into it."""
    word = draw.choice(LONG)
    document.put(word[draw.randrange(len(word)) :])
    document.at -= draw.randrange(len(word)) if draw.random() < 0.5 else 0
    document.at = max(0, document.at)


def undone(draw: random.Random, document: Document) -> None:
    document.text, document.at = document.undone[-draw.randint(1, min(6, len(document.undone)))]


def moved(draw: random.Random, document: Document) -> None:
    at = document.at + draw.choice([-40, -1, 1, 2, 40])
    document.at = max(0, min(len(document.text), at))


def jumped(draw: random.Random, document: Document) -> None:
    document.at = draw.randrange(len(document.text) + 1)


def changed_below(draw: random.Random, document: Document) -> None:
    at = document.at
    jumped(draw, document)
    if document.at < at:
        document.at = at
    draw.choice([typed, pasted])(draw, document)
    document.at = at


def shortened(draw: random.Random, document: Document) -> None:
    if len(document.text) > 3 * len(PROGRAM):
        jumped(draw, document)
        document.cut(document.at, document.at + 900)


def told(draw: random.Random, document: Document) -> None:
    """Another statement."""
    document.statement = draw.choice(STATEMENTS)


def left_alone(draw: random.Random, document: Document) -> None:
    """Asked again, of another workspace at times."""


EDITS: dict[Callable[[random.Random, Document], None], int] = {
    followed: 50,
    typed: 14,
    deleted: 8,
    pasted: 2,
    pasted_long: 2,
    undone: 5,
    moved: 5,
    jumped: 4,
    changed_below: 4,
    shortened: 3,
    told: 1,
    left_alone: 4,
}


class Walk:
    """Three documents of one client, edited in turn."""

    def __init__(self, completer: Completer, seed: int) -> None:
        self._completer, self._draw = completer, random.Random(seed)
        self._documents = {uri: Document() for uri in "ABC"}
        self._uri = "A"
        self._related: FixedIndex | None = None
        self._store = SessionStore()
        self._sessions, self._limit_mb = Sessions(self._store), MEMORY_MB
        parts = (PROGRAM[200:500], PROGRAM[:300] * 2)
        pieces = [completer.subword.encode_all(s.text for s in layout(lex(p))) for p in parts]
        self._workspaces = [None, *(FixedIndex.build([part]) for part in pieces)]

    def step(self) -> tuple[Request, Answer, Answer]:
        """An edit; what the kept session answers, and what a new one does."""
        draw, completer = self._draw, self._completer
        if draw.random() < 0.05:
            self._uri = draw.choice("ABC")
        document = self._documents[self._uri]
        request = self._edited(document)
        session = self._sessions.of(self._uri, completer)
        session.use_workspace_index(self._related)
        if draw.random() < 0.05:
            self._limit_mb = draw.choice([0.0, 1.5 * session.n_bytes / MB, *[MEMORY_MB] * 6])
        session.limit_mb = self._limit_mb
        self._hurry(request, session)
        told = list[Answer]()
        kept = completer.complete(replace(request, on_tokens=told.append), session)
        assert all(early.tokens == kept.tokens and request.lines for early in told)
        self._sessions.trim(self._uri, session.n_bytes, self._limit_mb)
        assert self._n_bytes() <= self._limit_mb * MB
        fresh = completer.complete(request, completer.new_session(self._related))
        items = (*fresh.tokens, *fresh.lines)
        document.offered = [item.text[item.replace :] for item in items]
        return request, kept, fresh

    def _n_bytes(self) -> int:
        return sum(kept.session.n_bytes for kept in self._store.kept.values())

    def _edited(self, document: Document) -> Request:
        draw = self._draw
        document.undone.append((document.text, document.at))
        del document.undone[:-6]
        edit = draw.choices([*EDITS], [*EDITS.values()])[0]
        edit(draw, document)
        if draw.random() < (0.5 if edit is left_alone else 0.03):
            self._related = draw.choice(self._workspaces)
        if draw.random() < 0.1:
            tokens, lines = draw.choice(((True, False), (True, False), (True, True), (False, True)))
            dismissed = frozenset(document.offered[:1] * (draw.random() < 0.2))
            document.wanted = Request("", 0, "", 3, tokens, lines, dismissed=dismissed)
        text, at, statement = document.text, document.at, document.statement
        return replace(document.wanted, text=text, offset=at, statement=statement)

    def _hurry(self, request: Request, session: Session) -> None:
        """Now and then the place is first asked about in vain, or with no time at all."""
        draw = self._draw
        if draw.random() < 0.02:
            left = iter(range(draw.randint(1, 6)))
            given_up = replace(request, cancelled=lambda: next(left, None) is None, reuse=False)
            self._completer.complete(given_up, session)
        if draw.random() < 0.02:
            self._completer.complete(replace(request, deadline_ms=0.0, reuse=False), session)
