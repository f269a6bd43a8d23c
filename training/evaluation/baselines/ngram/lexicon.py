"""Symbols of the n-gram models and their numbers.

A symbol is a lexical token or the way a line begins: as deep as the one before, deeper, or some
levels back. A model that completes at a cursor sees that, so the n-grams see it too; as one symbol
a line, that it takes no more room in their short memory than it must.

Known are the tokens that training holds twice or more; each other one is the UNKNOWN. Numbers of
known tokens are those of their sorted order: all that begin with the same letters stand together.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from beamcoder.tokenizer.layout import DEDENT, LAYOUT, layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.training.evaluation.baselines.ngram.counts import MAX_ID, PAD, Ids

END: Final = "<eof>"
MAX_DEDENTS: Final = 4  # distinguished; from so many levels on they are one symbol
DEDENTS: Final = tuple(f"{DEDENT}{n}" for n in range(2, MAX_DEDENTS + 1))
LINE_ENDS: Final = (*LAYOUT, *DEDENTS, END)  # what comes where a line is over
UNKNOWN: Final = PAD + 1
FIRST_TOKEN: Final = UNKNOWN + 1 + len(LINE_ENDS)
LINE_END_IDS: Final = np.arange(UNKNOWN + 1, FIRST_TOKEN)
LAST_PREFIX: Final = chr(0x10FFFF)  # sorts after every character that a name may go on with


def symbols_of(text: str) -> list[str]:
    """The symbols of a whole file."""
    return [*joined(symbol.text for symbol in layout(lex(text))), END]


def joined(symbols: Iterable[str]) -> Iterator[str]:
    """The same with each run of dedents as one symbol."""
    n_dedents = 0
    for symbol in symbols:
        if symbol == DEDENT:
            n_dedents += 1
            continue
        if n_dedents:
            yield _dedents(n_dedents)
            n_dedents = 0
        yield symbol
    if n_dedents:
        yield _dedents(n_dedents)


def _dedents(n: int) -> str:
    return DEDENT if n == 1 else DEDENTS[min(n, MAX_DEDENTS) - 2]


class Lexicon:
    """The numbers of the symbols that training knows."""

    def __init__(self, tokens: Sequence[str]) -> None:
        """`tokens` are the known ones, sorted, each once."""
        self.tokens = tuple(tokens)
        self._ids = {text: UNKNOWN + 1 + i for i, text in enumerate((*LINE_ENDS, *self.tokens))}
        assert len(self) <= MAX_ID

    def __len__(self) -> int:
        """The first number that is free."""
        return FIRST_TOKEN + len(self.tokens)

    def id(self, symbol: str) -> int:
        """UNKNOWN for what has no number."""
        return self._ids.get(symbol, UNKNOWN)

    def ids(self, symbols: Iterable[str]) -> Ids:
        return np.fromiter((self._ids.get(s, UNKNOWN) for s in symbols), np.int64)

    def beginning(self, prefix: str) -> tuple[int, int]:
        """The numbers first:stop of the known tokens that begin with `prefix`."""
        first = bisect_left(self.tokens, prefix)
        stop = bisect_left(self.tokens, prefix + LAST_PREFIX)
        return FIRST_TOKEN + first, FIRST_TOKEN + stop


class NameTable:
    """A lexicon, and numbers for the tokens that only the files in hand have."""

    def __init__(self, lexicon: Lexicon, new: Iterable[str] = ()) -> None:
        self.lexicon = lexicon
        self._new: dict[str, int] = {}
        self._texts: list[str] = []
        self.ids(new)

    def __len__(self) -> int:
        """The first number that is free."""
        return len(self.lexicon) + len(self._texts)

    def ids(self, symbols: Iterable[str]) -> Ids:
        """Every unknown token gets a number of its own, as long as there are any."""
        return np.fromiter((self._id(symbol) for symbol in symbols), np.int64)

    def find(self, symbol: str) -> int:
        """The number of a symbol; UNKNOWN if neither training nor the files in hand have it."""
        new = self._new.get(symbol)
        return self.lexicon.id(symbol) if new is None else new

    def text(self, id: int) -> str:
        """What the number of a token stands for."""
        if id < len(self.lexicon):
            return self.lexicon.tokens[id - FIRST_TOKEN]
        return self._texts[id - len(self.lexicon)]

    def beginning(self, prefix: str) -> Ids:
        """The new numbers of tokens that begin with `prefix`."""
        return np.array([id for text, id in self._new.items() if text.startswith(prefix)], np.int64)

    def copy(self) -> "NameTable":
        return NameTable(self.lexicon, self._texts)

    def _id(self, symbol: str) -> int:
        known = self.find(symbol)
        if known == UNKNOWN and len(self) <= MAX_ID:
            known = self._new[symbol] = len(self)
            self._texts.append(symbol)
        return known
