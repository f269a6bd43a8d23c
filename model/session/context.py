"""Context of the model at a cursor: decoder window and encoder input, as pieces.

    context = read_context(reader, here, statement, subword, config, options)
    context = context_at(look(text, offset), statement, subword, config, options)

Both say the same: the first at the cost of what changed, the second of a whole text at once. Knows
nothing of what has been computed already: that is the session's business.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import numpy as np

from beamcoder.model.decoding.cache_model.mixture import first_cached
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.runtime.cache import window_start
from beamcoder.model.runtime.interface import BoolArray, IntArray
from beamcoder.tokenizer.cursor import CursorView
from beamcoder.tokenizer.layout import LAYOUT
from beamcoder.tokenizer.live.cursor_line import CursorLine
from beamcoder.tokenizer.live.reader import Reader
from beamcoder.tokenizer.statement import statement_words
from beamcoder.tokenizer.subword import Subword
from beamcoder.tokenizer.token import is_content

SEARCH_ROOM: Final = 64  # positions of the decoder's context that are left to the search
_NOTHING: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Context:
    """The window before the cursor, and what the encoder reads.

    Positions from `split` on attend to the encoder's output; `earlier` are the pieces before the
    window.
    """

    pieces: IntArray
    after: IntArray
    statement: IntArray
    split: int = 0
    earlier: IntArray = field(default_factory=lambda: np.empty(0, np.int64))


def read_context(
    reader: Reader,
    cursor: CursorLine,
    statement: str,
    subword: Subword,
    config: ModelConfig,
    options: DecodingOptions,
) -> Context:
    """The context at a reader's cursor; `earlier` has only what the cache model counts."""
    buffer, left = reader.buffer, reader.left(cursor)
    known = int(buffer.ends[cursor.line])
    n, has_marks = 1 + known + len(left), cursor.width >= 0
    start = buffer.window_start(cursor.line, n, config.context - SEARCH_ROOM, has_marks=has_marks)
    first = min(start, first_cached(n))  # maybe on the cursor's line, if that is a long one
    begun = [subword.bos] if first == 0 else []
    above, left = buffer.pieces[max(0, first - 1) : known], left[max(0, first - 1 - known) :]
    pieces = np.concatenate((begun, above, left)).astype(np.int64)
    earlier, pieces = pieces[: start - first], pieces[start - first :]
    assert len(pieces) <= config.context - SEARCH_ROOM
    after = reader.right(cursor, config.after_context) if options.use_after else _NOTHING
    stated = _stated(subword, statement)[: config.statement_context]
    from_line = options.reads_from_line and len(after) > 0
    split = last_line_start(pieces, subword.is_layout) if from_line else 0
    return Context(pieces, after.astype(np.int64), stated, split, earlier)


@lru_cache(maxsize=16)
def _stated(subword: Subword, statement: str) -> IntArray:
    """The pieces of a statement, which is the same at every key. Do not change the array."""
    return subword.encode_all(statement_words(statement)) if statement else _NOTHING


def context_at(
    view: CursorView,
    statement: str,
    subword: Subword,
    config: ModelConfig,
    options: DecodingOptions,
) -> Context:
    """The context at a cursor."""
    encode, is_layout = subword.encode_all, subword.is_layout
    pieces = encode(symbol.text for symbol in view.before)
    pieces = np.concatenate([np.array([subword.bos]), pieces])
    start = window_start(pieces, is_layout, config.context - SEARCH_ROOM)
    earlier, pieces = pieces[:start], pieces[start:]
    assert len(pieces) <= config.context - SEARCH_ROOM
    after = encode(_after(view)) if options.use_after else _NOTHING
    stated = _stated(subword, statement)
    from_line = options.reads_from_line and len(after) > 0  # a statement is for all lines
    split = last_line_start(pieces, is_layout) if from_line else 0
    after, stated = after[: config.after_context], stated[: config.statement_context]
    return Context(pieces, after, stated, split, earlier)


def _after(view: CursorView) -> list[str]:
    """The symbols that the encoder reads.

    Brackets and the like on the rest of the line are left out, and so are they below where nothing
    else stands: editors put them there by themselves (`Reader.right`).
    """
    texts = [symbol.text for symbol in view.after]
    if not any(map(is_content, texts)):
        return []
    n_rest = next((i for i, text in enumerate(texts) if text in LAYOUT), len(texts))
    return texts if any(map(is_content, texts[:n_rest])) else texts[n_rest:]


def last_line_start(pieces: IntArray, is_layout: BoolArray) -> int:
    """The index of the first layout piece of the last line; 0 without any."""
    marks = np.flatnonzero(is_layout[pieces])
    i = int(marks[-1]) if len(marks) else 0
    while i > 0 and is_layout[pieces[i - 1]]:
        i -= 1
    return i
