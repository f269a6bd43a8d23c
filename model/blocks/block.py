"""Block as it was grown: its lines, and what is left of it further along.

    block = GrownBlock(request, base, steps)
    items = block.items_at(request, answer)     the items to offer there, none where it does not fit

The text of a block stands behind the first `base` code points of its request's text. A later place
fits it if what has been added since is how the block begins, by keys or by taking a part of it; the
blanks of the cursor's own line are the editor's, and a `}` that the editor has closed the block
with stands for the block's own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from beamcoder.model.blocks.worth import paying, probability
from beamcoder.model.proposal import Answer, Item, Request, keys_of

BLANKS: Final = " \t"
BREAKS: Final = "\r\n"
CLOSED: Final = " \t\r\n)]}"  # what editors put right of the cursor by themselves


@dataclass(frozen=True, slots=True)
class BlockLine:
    """A line: `text` is what it adds, with the line end and the blanks before it but for the first
    one; `probability` that of being right after the others, `may_end` whether a block may end."""

    text: str
    probability: float
    may_end: bool


@dataclass(frozen=True, slots=True)
class GrownBlock:
    """Lines that follow one another from a place on, the first one maybe empty."""

    request: Request
    base: int
    steps: tuple[BlockLine, ...]

    def items_at(self, request: Request, answer: Answer) -> tuple[Item, ...]:
        """What is left of it, as continuations of one of the answer's lines, the likeliest first.

        One item where going on no longer pays, and one for all of it. Nothing if the place is
        elsewhere, and if the answer does not have the line.
        """
        steps = self._steps_for(request)
        rest = None if steps is None else left_of(steps, self._typed(request))
        if not rest:
            return ()
        first = line_of(rest[0].text, answer)
        return () if first is None else tuple(_items(first, rest))

    def _typed(self, request: Request) -> str:
        return request.text[self.base : request.offset]

    def _steps_for(self, request: Request) -> tuple[BlockLine, ...] | None:
        """The lines, without a `}` that stands right of the cursor since; None elsewhere."""
        old, new = self.request, request
        is_alike = (old.statement, old.file_name) == (new.statement, new.file_name)
        if not is_alike or old.text[: self.base] != new.text[: min(self.base, new.offset)]:
            return None
        after, now = old.text[old.offset :], new.text[new.offset :]
        if not now.endswith(after):
            return None
        added = now[: len(now) - len(after)]
        return without_closers(self.steps, added.count("}")) if not added.strip(CLOSED) else None


def with_block(answer: Answer, request: Request, block: GrownBlock | None) -> Answer:
    """The answer with what is left of a block."""
    if block is None or answer.reason == "cancelled":
        return answer
    return replace(answer, blocks=block.items_at(request, answer))


def without_closers(steps: tuple[BlockLine, ...], n: int) -> tuple[BlockLine, ...] | None:
    """Without so many lines of `}` alone at the end; None if there are fewer."""
    kept = steps[: len(steps) - n]
    if any(step.text.strip() != "}" for step in steps[len(kept) :]):
        return None
    return (*kept[:-1], replace(kept[-1], may_end=True)) if n and kept else kept


def left_of(steps: Sequence[BlockLine], typed: str) -> list[BlockLine] | None:
    """The lines after a text that they begin with, the first one without what is typed of it."""
    n_above = max(typed.rfind(mark) for mark in BREAKS) + 1
    ends = list(accumulate(len(step.text) for step in steps))
    whole = "".join(step.text for step in steps)
    if not whole.startswith(typed[:n_above]):
        return None
    line, ahead = typed[n_above:].lstrip(BLANKS), whole[n_above:].lstrip(BLANKS)
    if not ahead.startswith(line):
        return None
    at = len(whole) - len(ahead) + len(line)
    n = next((i for i, end in enumerate(ends) if end >= at), len(steps) - 1)
    return [replace(steps[n], text=whole[at : ends[n]]), *steps[n + 1 :]]


def line_of(text: str, answer: Answer) -> Item | None:
    """The answer's line that adds just this text; an empty one where that is empty."""
    if not text.strip():
        return Item("", 0, 1.0)
    lines = answer.lines if answer.standing is None else (answer.standing, *answer.lines)
    return next((item for item in lines if item.text[item.replace :].strip() == text.strip()), None)


def _items(first: Item, steps: Sequence[BlockLine]) -> Iterator[Item]:
    own = first.probability if first.text else 1.0
    lines = [own, *(step.probability for step in steps[1:])]
    ends = [i for i in range(1, len(steps)) if steps[i].may_end]
    texts = ["".join(step.text for step in steps[1 : end + 1]) for end in ends]
    ps = [probability(lines[: end + 1], at_end=not first.text) for end in ends]
    added = first.text[first.replace :]
    for i in paying(ps, [keys_of(added + text) for text in texts]):
        yield Item(first.text + texts[i], first.replace, ps[i])
