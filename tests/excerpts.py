"""Excerpt of a text by itself, without a buffer that is kept for it."""

from beamcoder.tokenizer.live.buffer import Buffer
from beamcoder.tokenizer.live.cursor_line import line_at_cursor
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.excerpt import Excerpt, ExcerptReader


def excerpt_of(text: str, offset: int) -> Excerpt:
    """The excerpt at an offset of a text by itself, without a buffer kept for it."""
    buffer = Buffer(Cutter())
    buffer.follow(text)
    buffer.settle(buffer.live.n_lines)
    return ExcerptReader(buffer).around(line_at_cursor(buffer, offset))
