"""Inputs and outputs of the engine: plain values, code-point offsets, no LSP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from beamcoder.errors import UsageError
from beamcoder.tokenizer.live.lines import UnchangedEnds
from beamcoder.tokenizer.style.indentation import Indentation
from beamcoder.tokenizer.token import is_content

# Ghost text: how likely it must be, and what reading a wrong one costs, in keys. The cost is a
# guess; of the probabilities, this one saved the most at that cost (training/LOG.md).
MINIMUM_PROBABILITY: Final = 0.4
READING_KEYS: Final = 2.0
# A beginning of a line that is unsure is shown if it is so likely; the whole line if it promises
# two thirds of the keys that the beginning does, for it spares a second look.
LIKELY_BEGINNING: Final = 0.7
WHOLE_BONUS: Final = 1.5
MINIMUM_BLOCK: Final = 0.4  # of a block to be right as a whole, which is read in its place
# Below this nothing is listed: it is wrong 32 times of 33, and one Enter away from the buffer.
MIN_LISTED: Final = 0.03
# For what is remembered of documents: two contest programs, or one text that fills the window.
MEMORY_MB: Final = 40.0


def never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Request:
    """A place in a text, and what is wanted there.

    `offset` counts code points, 0 to len(text). `count` bounds each list. `deadline_ms` counts
    from the call, or from `requested_at` (of `perf_counter`), and so does that of the tokens, which
    come first; at a deadline the best so far is taken, and the next request goes on where the
    search stopped. `cancelled` is called between two decode steps. `dismissed` holds texts not to
    be offered again here. Without `reuse` the place is searched whatever earlier searches say of
    it. `on_tokens` is called, on the thread that searches, with the answer's tokens before lines
    are searched for; not where both are known.
    `file_name` is the last part of the file's path: a public class has its name. `package` is the
    one that its folder asks for, "" for none, None where that is not known.
    `around` is what the text keeps from edit to edit, where the caller knows it; it must be in the
    text.
    """

    text: str
    offset: int
    statement: str = ""
    count: int = 10
    tokens: bool = True
    lines: bool = True
    deadline_ms: float | None = None
    token_deadline_ms: float | None = None
    cancelled: Callable[[], bool] = never
    dismissed: frozenset[str] = frozenset()
    reuse: bool = True
    on_tokens: Callable[["Answer"], None] | None = None
    around: UnchangedEnds | None = field(default=None, compare=False)
    file_name: str = ""
    package: str | None = None
    requested_at: float | None = field(default=None, compare=False)

    @property
    def wanted(self) -> tuple[object, ...]:
        """What is asked for, wherever in whichever text."""
        lists = self.count, self.tokens, self.lines, self.dismissed
        return *lists, self.statement, self.file_name, self.package

    def without_deadline(self) -> "Request":
        """The same, of which nothing is told before it is answered whole."""
        own = replace(self, deadline_ms=None, token_deadline_ms=None)
        return replace(own, requested_at=None, on_tokens=None)

    def verify(self) -> None:
        """UsageError with the values if they make no sense."""
        if not 0 <= self.offset <= len(self.text):
            raise UsageError(
                f"offset {self.offset} is outside the text of {len(self.text)} code points"
            )
        if not 1 <= self.count <= 100:
            raise UsageError(f"count must lie between 1 and 100, not {self.count}")


@dataclass(frozen=True, slots=True)
class Item:
    """`text` replaces the `replace` code points left of the cursor.

    `probability` is what is shown; the search's own is `model_probability`, which the rules
    multiplied by `weight` before it was calibrated. None and 1 by default. `imports` are the full
    names of classes that it uses and its file does not import.
    """

    text: str
    replace: int
    probability: float
    model_probability: float | None = field(default=None, compare=False)
    weight: float = field(default=1.0, compare=False)
    imports: tuple[str, ...] = field(default=(), compare=False)

    def keys_promised(self, probability: float) -> float:
        """Keys that one may expect to save with it as ghost text of that probability: taking it is
        a key, too, and a wrong one has been read."""
        n_saved = len(self.text) - self.replace - 1
        return probability * n_saved - (1 - probability) * READING_KEYS

    def stands_in(self, left: str) -> bool:
        """Whether it equals what it replaces at the end of `left`: taking it would do nothing."""
        return self.text == left[len(left) - self.replace :]

    def is_glued_to(self, left: str) -> bool:
        """Whether it is punctuation that would stand right after a word."""
        return not (self.replace or self.has_word) and is_content(left[-1:] or " ")

    @property
    def has_word(self) -> bool:
        """More than punctuation: a letter, a digit or a quote."""
        return any(map(is_content, self.text))


class Ranked(NamedTuple):
    """An item of the one list of tokens and lines."""

    item: Item
    is_line: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Both lists best first. `reason` says why both are empty, or is None.

    `ghost_probability` is that of the first line to be wholly right when it is new as ghost text,
    or None where only that of lines in general is known; `traits` are what it was made of besides,
    and `beginnings` what may be shown of that line where the whole is unsure, the shortest first.
    `standing` is what is left of a line that was shown and that the keys since went along.
    `source` says what answered: the "model"; the
    "cache", if the search found all that it asked for computed already; the "reuse" of the last
    search; or the "text" alone, in a comment. On a line of blanks `indentation` says how deep an
    item is to stand: its text begins after those blanks, and replaces none of them. `goes_on` is
    the probability that anything comes there before a `}` that stands below. `blocks` are
    continuations of lines, of several lines each, where they have been grown.
    """

    tokens: tuple[Item, ...] = ()
    lines: tuple[Item, ...] = ()
    reason: str | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    ghost_probability: float | None = None
    source: str = "model"
    indentation: Indentation | None = field(default=None, compare=False)
    standing: Item | None = None
    traits: Mapping[str, float] = field(default_factory=dict, compare=False)
    beginnings: tuple[Item, ...] = ()
    goes_on: float = field(default=1.0, compare=False)
    blocks: tuple[Item, ...] = ()

    def merged(self, left: str, max_items: int) -> list["Ranked"]:
        """The one list that editors show and `evaluate` replays, the most probable item first.

        At most half of it are lines where there are tokens, and nothing is listed below MIN_LISTED.
        A block is one item among the lines; one that begins at a line's end is ghost text alone.
        `left` is the text left of the cursor, at least one character and as far as any item
        replaces it. Left out is what stands there already, a line that is a token, and a token of
        punctuation alone after a word that may still grow: `sum=` is neither a word nor what the
        buffer's spacing would make of it, and quicker typed than found.
        """
        likely = [item for item in self.tokens if item.probability >= MIN_LISTED]
        tokens = [item for item in likely if not (item.stands_in(left) or item.is_glued_to(left))]
        listed = {(item.text, item.replace) for item in self.tokens}
        blocks = [block for block in self.blocks if block.text[:1] not in "\r\n"][:1]
        lines = [
            item
            for item in sorted((*self.lines, *blocks), key=lambda each: -each.probability)
            if item.probability >= MIN_LISTED
            and not item.stands_in(left)
            and (item.text, item.replace) not in listed
        ]
        if tokens:
            lines = lines[: max_items // 2]
        ranked = [
            *(Ranked(item, False) for item in tokens),
            *(Ranked(item, True) for item in lines),
        ]
        return sorted(ranked, key=lambda each: -each.item.probability)[:max_items]

    def ghost_block(self, minimum: float = MINIMUM_PROBABILITY) -> Item | None:
        """The block to show in the place of the ghost line: likely enough to be right as a whole,
        and worth more keys than that line; None where there is none."""
        line = self.ghost(minimum)
        added = "" if line is None else line.text[line.replace :]
        saved = 0.0 if line is None else line.probability * keys_of(added)
        for block in self.blocks[::-1]:
            text = block.text[block.replace :]
            p, is_same = block.probability, text.startswith(added)
            if is_same and p >= max(minimum, MINIMUM_BLOCK) and p * keys_of(text) > saved:
                return block
        return None

    def ghost(self, minimum: float = MINIMUM_PROBABILITY) -> Item | None:
        """What is worth showing of the first line: all of it, or the beginning that promises most.

        Either has to be likely enough and to promise more keys than reading it costs. A minimum of
        0 asks for the line whatever it promises. Never punctuation alone: typing it is quicker than
        reading it, and the list has it. But what was shown stays to its end.
        """
        if self.standing is not None and self.standing.probability >= minimum:
            return self.standing
        if not self.lines or not self.lines[0].has_word:
            return None
        line = self.lines[0]
        if not minimum:
            return line
        p = line.probability if self.ghost_probability is None else self.ghost_probability
        promised = line.keys_promised(p) if p >= minimum else 0.0
        best, most = (line, WHOLE_BONUS * promised) if promised > 0 else (None, 0.0)
        for item in self.beginnings:
            promised = item.keys_promised(item.probability)
            if item.probability >= max(minimum, LIKELY_BEGINNING) and promised > most:
                best, most = item, promised
        return best


def keys_of(text: str) -> int:
    """Keys that typing a text takes where the editor indents: one a line break, none a blank at a
    line's beginning.

    >>> keys_of("if (a) {\\n    b();\\n}")
    15
    """
    lines = text.splitlines()
    return sum(len(line.strip()) for line in lines) + max(0, len(lines) - 1)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    name: str
    parameters: int
    sha256: str
