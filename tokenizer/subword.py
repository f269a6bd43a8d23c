"""Sentencepiece pieces of symbols, each token start marked, and back again.

Every symbol is encoded by itself, so pieces never cross a token and the encoding of a text is the
concatenation of its symbols' encodings: an edit changes only the pieces of what it touched.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError
from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, NEWLINE

PAD, BOS, EOS, STATEMENT, AFTER = "<pad>", "<bos>", "<eos>", "<statement>", "<after>"
CONTROLS = (PAD, BOS, EOS, NEWLINE, INDENT, DEDENT, STATEMENT, AFTER)  # ids 1.. (0 is unknown)
MARK = "\u2581"  # sentencepiece's sign for "a token starts here"
MAX_PIECE_CHARACTERS = 24  # room for whole names such as `BufferedReader` and `StringTokenizer`
MAX_LINE_BYTES = 1 << 16  # longer lines (tables of numbers) teach nothing and are left out
MAX_KNOWN = 1 << 16  # symbols whose pieces are remembered: some 15 MB
CHARACTER_COVERAGE = 0.9998  # share of characters with a piece of their own; the rest go as bytes

# White space inside a token (strings, text blocks) travels as visible stand-ins; the stand-ins
# themselves, the mark, and what sentencepiece cannot carry travel after an escape sign.
_ESCAPE = "\u241b"
_STAND_INS = {" ": "\u2423", "\n": "\u2424", "\t": "\u2409"}
_BACK = {stand_in: char for char, stand_in in _STAND_INS.items()}
_ODD = re.compile(f"[{_ESCAPE}{''.join(_BACK)}{MARK}\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ESCAPED = re.compile(f"{_ESCAPE}([0-9a-f]{{4}})|([{''.join(_BACK)}])")
_PLAIN = str.maketrans(_STAND_INS)


def escape(text: str) -> str:
    """Token text as sentencepiece sees it: no white space, nothing it would change."""
    if _ODD.search(text):
        text = _ODD.sub(lambda match: f"{_ESCAPE}{ord(match[0]):04x}", text)
    return text.translate(_PLAIN)


def unescape(text: str) -> str:
    """The inverse of `escape`."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else _BACK[m[2]], text)


def spelling(text: str) -> str:
    """A text as its bytes in UTF-8, each a character below 256: pieces may begin and end inside of
    what is one character to a reader. ASCII stays as it is."""
    return text if text.isascii() else text.encode("utf-8", "surrogatepass").decode("latin-1")


class _ForeignError(ArtefactError):
    """A vocabulary that was not made for Beamcoder."""


class Subword:
    """A vocabulary of pieces.

    Arrays over the vocabulary: `texts` (what a piece adds to its token), `spellings` (the same as
    `spelling` has it, which is exact for bytes of a character too), `starts` (it begins a new
    symbol), `is_layout`, `is_control` (never part of a program's text).
    """

    def __init__(self, processor: sentencepiece.SentencePieceProcessor) -> None:
        self._processor = processor
        self.n_pieces: int = processor.get_piece_size()
        raw = [processor.id_to_piece(i) for i in range(self.n_pieces)]
        self._ids = {piece: i for i, piece in enumerate(raw) if piece in CONTROLS}
        if missing := [name for name in CONTROLS if name not in self._ids]:
            raise _ForeignError(f"the vocabulary lacks the pieces {' '.join(missing)}")
        self._marks = {mark: (self._ids[mark],) for mark in LAYOUT}
        self._memo = self._marks.copy()  # of symbols met so far
        self.is_layout = _flags(piece in LAYOUT for piece in raw)
        self.is_control = _flags(
            i == 0 or (piece in CONTROLS and piece not in LAYOUT) for i, piece in enumerate(raw)
        )
        self.is_byte = _flags(processor.is_byte(i) for i in range(self.n_pieces))
        marked = _flags(piece.startswith(MARK) for piece in raw)
        self.starts = marked | self.is_layout | self.is_control
        self.texts = [self._surface(i, piece) for i, piece in enumerate(raw)]
        self.spellings = [
            chr(int(piece[1:-1], 16)) if self.is_byte[i] else spelling(self.texts[i])
            for i, piece in enumerate(raw)
        ]

    @classmethod
    def load(cls, path: Path) -> "Subword":
        """ArtefactError if the file is not a sentencepiece vocabulary of ours."""
        try:
            content = path.read_bytes()
            if not content:  # the library would take it for no argument at all
                raise ArtefactError(f"{path} is not a sentencepiece vocabulary: it is empty")
            return cls(sentencepiece.SentencePieceProcessor(model_proto=content))
        except OSError as exc:
            raise ArtefactError(f"{path} cannot be read: {exc.strerror}") from exc
        except RuntimeError as exc:
            raise ArtefactError(f"{path} is not a sentencepiece vocabulary") from exc
        except _ForeignError as exc:
            raise ArtefactError(f"{path}: {exc}") from exc

    @classmethod
    def train(cls, symbols: Iterable[Iterable[str]], n_pieces: int, path: Path) -> "Subword":
        """Learn a vocabulary from texts as symbols, and write it to `path`.

        RuntimeError if the texts are too few for so many pieces.
        """
        with path.open("wb") as file:
            sentencepiece.SentencePieceTrainer.train(
                sentence_iterator=_sentences(symbols), model_writer=file, vocab_size=n_pieces,
                model_type="bpe", normalization_rule_name="identity", byte_fallback=True,
                remove_extra_whitespaces=False, split_by_unicode_script=False,
                split_by_number=False, max_sentencepiece_length=MAX_PIECE_CHARACTERS,
                character_coverage=CHARACTER_COVERAGE,
                max_sentence_length=MAX_LINE_BYTES, control_symbols=",".join(CONTROLS),
                bos_id=-1, eos_id=-1, pad_id=-1, unk_id=0, num_threads=2, minloglevel=2,
            )  # fmt: skip
        return cls.load(path)

    @property
    def pad(self) -> int:
        return self._ids[PAD]

    @property
    def bos(self) -> int:
        return self._ids[BOS]

    @property
    def eos(self) -> int:
        return self._ids[EOS]

    @property
    def newline(self) -> int:
        return self._ids[NEWLINE]

    @property
    def indent(self) -> int:
        return self._ids[INDENT]

    @property
    def statement(self) -> int:
        return self._ids[STATEMENT]

    @property
    def after(self) -> int:
        return self._ids[AFTER]

    def encode(self, symbol: str) -> tuple[int, ...]:
        """The pieces of one symbol; the first one is marked as a token start."""
        pieces = self._memo.get(symbol)
        if pieces is None:
            pieces = tuple(self._processor.encode(escape(symbol)))
            if len(self._memo) >= MAX_KNOWN:
                self._memo = self._marks.copy()
            self._memo[symbol] = pieces
        return pieces

    def encode_all(self, symbols: Iterable[str]) -> NDArray[np.int64]:
        """The pieces of symbols in a row."""
        return np.array([piece for symbol in symbols for piece in self.encode(symbol)], np.int64)

    def decode(self, pieces: Iterable[int]) -> list[str]:
        """The symbols that pieces spell; control pieces are passed over."""
        symbols: list[list[int]] = []
        for piece in pieces:
            if self.is_control[piece]:
                continue
            if self.starts[piece] or not symbols:
                symbols.append([])
            symbols[-1].append(int(piece))
        return [self._spell(symbol) for symbol in symbols]

    def _spell(self, pieces: list[int]) -> str:
        if self.is_layout[pieces[0]]:
            return self.texts[pieces[0]]
        return unescape(str(self._processor.decode(pieces)))

    def _surface(self, i: int, piece: str) -> str:
        if self.is_layout[i]:
            return piece
        if self.is_control[i]:
            return ""
        if self.is_byte[i]:
            value = int(piece[1:-1], 16)
            return chr(value) if value < 0x80 else "\ufffd"
        return unescape(piece.removeprefix(MARK))


def _flags(values: Iterable[bool]) -> NDArray[np.bool_]:
    return np.fromiter(values, np.bool_)


def _sentences(texts: Iterable[Iterable[str]]) -> Iterator[str]:
    """One sentence a line of code: symbols separated by blanks, layout marks as breaks."""
    for text in texts:
        line: list[str] = []
        for symbol in text:
            if symbol in LAYOUT:
                if line:
                    yield " ".join(line)
                line = []
            else:
                line.append(escape(symbol))
        if line:
            yield " ".join(line)
