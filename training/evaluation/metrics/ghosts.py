"""Ghost text metric: what a person sees while typing, and whether it is right.

The program is typed into an editor that closes brackets: below the cursor stands each `}` that is
open (`auto_closed`). At each key the editor asks. The ghost is taken (1 key) if it is right as far
as it goes; never else. Above a `}` of the
program stands a blank line for the time of one key: Enter has been pressed, and nothing more comes
in this block.

    ghost.typed.right       share of the new ghosts that are right to the end of the line
    ghost.typed.beginning   that are right, but end before it
    ghost.typed.wrong       that are not right
    ghost.typed.on_screen   share of the key presses with a wrong one on the screen
    ghost.typed.kept        share of the keys typed along a ghost that leave it there
    ghost.typed.saved       keystrokes saved by taking ghosts, and by nothing else

A ghost that stays while the user types along it is the same one: each line of code counts once
while its place is typed. Every first line that is new, shown or not, goes into the fit of "ghost",
and its beginnings into that of "beginnings" (`calibration`).
"""

from collections.abc import Sequence
from enum import StrEnum

from beamcoder.model.decoding.calibration import beginning_traits
from beamcoder.model.proposal import Answer, Item
from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.metrics.record import FileCounts


class GhostKind(StrEnum):
    """What became of a ghost."""

    RIGHT = "right"
    BEGINNING = "beginning"
    WRONG = "wrong"


class Ghosts:
    """The ghosts of one line that is being typed; `true` are its tokens, none where nothing comes.

    `start` is the offset of the line's first token.
    """

    def __init__(self, true: Sequence[str], start: int, record: FileCounts) -> None:
        self._true, self._start, self._record = tuple(true), start, record
        self._offered: set[tuple[str, ...]] = set()
        self._shown: set[tuple[str, ...]] = set()
        self._last: tuple[int, str] | None = None  # the offset and the text of the one on screen

    def note(self, left: str, answer: Answer, rest: str = "") -> tuple[str, ...] | None:
        """The outcome of a request after `left`, with `rest` on the line's other side.

        The tokens of the line up to the ghost's end, if it is right as far as it can be.
        """
        typed = left[self._start :]
        self._note_first(left, answer, rest)
        ghost = answer.ghost()
        if ghost is not None and not _adds(ghost, left):
            ghost = None  # an editor shows no ghost that changes what is typed
        self._note_kept(left, ghost)
        if ghost is None:
            self._record.add("ghost.typed.on_screen", 0.0)
            return None
        whole = _whole(typed, ghost)
        kind = self._kind(whole, rest)
        self._record.add("ghost.typed.on_screen", kind is GhostKind.WRONG)
        if whole not in self._shown:
            self._shown.add(whole)
            for each in GhostKind:
                self._record.add(f"ghost.typed.{each}", kind is each)
        return None if kind is GhostKind.WRONG else whole

    def _note_first(self, left: str, answer: Answer, rest: str) -> None:
        """Features of the first line for the fit, when it is new."""
        first = answer.lines[0] if answer.lines else None
        if first is None or not _adds(first, left):
            return
        typed = left[self._start :]
        whole = _whole(typed, first)
        if whole not in self._offered:
            self._offered.add(whole)
            p = first.probability if answer.ghost_probability is None else answer.ghost_probability
            is_taken = _is_taken(self._kind(whole, rest), rest)
            if p > 0:  # else a rule says never
                self._record.show("ghost", p, is_taken, dict(answer.traits))
        for item in answer.beginnings:
            self._note_beginning(left, item, answer)

    def _note_beginning(self, left: str, item: Item, answer: Answer) -> None:
        """Features of a beginning of the first line for the fit, when it is new."""
        typed = left[self._start :]
        whole = _whole(typed, item)
        if whole not in self._offered and _adds(item, left):
            self._offered.add(whole)
            traits = beginning_traits(item.text, item.replace, answer.traits)
            is_right = self._kind(whole, "") is not GhostKind.WRONG
            self._record.show("beginnings", item.probability, is_right, dict(traits))

    def _note_kept(self, left: str, ghost: Item | None) -> None:
        """Whether the ghost of the key before is still there, if this key went along it."""
        now = None if ghost is None else ghost.text[ghost.replace :]
        if self._last is not None:
            offset, text = self._last
            typed = left[offset:]
            if typed and text.startswith(typed) and text != typed:
                is_kept = now is not None and text[len(typed) :].startswith(now)
                self._record.add("ghost.typed.kept", is_kept)
        self._last = None if now is None else (len(left), now)

    def _kind(self, whole: tuple[str, ...], rest: str) -> GhostKind:
        closed = (*whole, *(token.text for token in lexical(rest)))
        if self._true and self._true in (whole, closed):
            return GhostKind.RIGHT
        return GhostKind.BEGINNING if whole == self._true[: len(whole)] else GhostKind.WRONG


def _is_taken(kind: GhostKind, rest: str) -> bool:
    """Whether a ghost is right to the line's end, or to what stands there."""
    return kind is GhostKind.RIGHT or (kind is GhostKind.BEGINNING and bool(rest))


def _adds(item: Item, left: str) -> bool:
    return item.text.startswith(left[len(left) - item.replace :])


def _whole(typed: str, item: Item) -> tuple[str, ...]:
    """The tokens of the line up to the item's end, comments left out."""
    return tuple(token.text for token in lexical(typed + item.text[item.replace :]))
