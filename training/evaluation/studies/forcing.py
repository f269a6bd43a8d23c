"""Probabilities of all tokens of a program by teacher forcing, one pass a window.

`scoring.log_probability` walks to one place at a time; here the program itself is fed ("teacher
forcing"), and what the network held likely is read off at each token. Same definition: the pieces
of the token, times the probability that it ends after them. Same windows as in the editor. It
is the network alone: neither calibration nor cache model.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from math import log

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.completer import SEARCH_ROOM, Completer
from beamcoder.model.runtime.cache import Cache, window_start
from beamcoder.model.runtime.interface import IntArray, Step
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.statement import statement_words

MIN_PROBABILITY = 1e-30  # as in `scoring`


@dataclass(frozen=True, slots=True)
class Forced:
    """A program's pieces, bos first; token i is spelt by `pieces[begins[i]:ends[i]]`."""

    pieces: IntArray
    begins: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, completer: Completer, text: str) -> "Forced":
        encode, pieces = completer.subword.encode, [completer.subword.bos]
        begins, ends = [], []
        for symbol in layout(lex(text)):
            begin = len(pieces)
            pieces += encode(symbol.text)
            if not symbol.is_layout:
                begins.append(begin)
                ends.append(len(pieces))
        return cls(np.array(pieces, np.int64), tuple(begins), tuple(ends))


def token_bits(completer: Completer, text: str, statement: str = "") -> NDArray[np.float64]:
    """Bits that each lexical token of `text` costs, after what stands before it and a statement."""
    forced = Forced.of(completer, text)
    memory = completer.runtime.encode(np.empty(0, np.int64), _stated(completer, statement))
    bits = np.zeros(len(forced.begins))
    for start, tokens in _windows(completer, forced):
        window = forced.pieces[start : forced.ends[tokens[-1]]]
        n, runtime = len(window), completer.runtime
        mask, at = np.tri(n, dtype=np.bool_), np.arange(n)
        first = forced.begins[tokens[0]] - 1 - start
        rows, _ = runtime.forward(Step(window, at, Cache(runtime.config), mask, at[first:], memory))
        for i in tokens:
            spelt = np.arange(forced.begins[i], forced.ends[i]) - start
            log_p = rows[spelt - 1 - first, window[spelt]].sum(dtype=np.float64)
            ends = float(np.exp(rows[spelt[-1] - first]) @ completer.vocabulary.ends_token)
            bits[i] = -(log_p + log(max(ends, MIN_PROBABILITY))) / log(2)
    return bits


def _stated(completer: Completer, statement: str) -> IntArray:
    pieces = completer.subword.encode_all(statement_words(statement))
    return pieces[: completer.runtime.config.statement_context]


def _windows(completer: Completer, forced: Forced) -> Iterator[tuple[int, list[int]]]:
    """Where a window starts, and the tokens that are completed in it."""
    is_layout = completer.subword.is_layout
    room = completer.runtime.config.context - SEARCH_ROOM

    def start(i: int) -> int:
        return window_start(forced.pieces[: forced.begins[i]], is_layout, room)

    for begin, tokens in groupby(range(len(forced.begins)), start):
        yield begin, list(tokens)
