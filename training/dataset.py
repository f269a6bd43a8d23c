"""A split of the corpus as pieces on disk: flat arrays, memory-mapped, no Python objects.

`tokenise` makes it from the corpus' JSON lines; `PieceSet` reads it. Pieces are 16-bit numbers.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from beamcoder.errors import CorpusError
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword

VOCABULARY_FILES = 12_000  # every n-th file, so many at most: 20 MB of text are enough for BPE
VOCABULARY_STATEMENTS = 1_500


@dataclass(frozen=True, slots=True)
class PieceSet:
    """pieces (all,); offsets (files + 1,) into them; statement (files,) row or -1, and their own
    pieces and offsets. A file is bos, its pieces, eos."""

    pieces: NDArray[np.uint16]
    offsets: NDArray[np.int64]
    statement: NDArray[np.int32]
    statement_pieces: NDArray[np.uint16]
    statement_offsets: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> "PieceSet":
        try:
            return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _NAMES))
        except (OSError, ValueError) as exc:
            raise CorpusError(f"{folder} holds no tokenised corpus: {exc}") from exc

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _NAMES:
            np.save(folder / f"{name}.npy", getattr(self, name))

    @property
    def n_files(self) -> int:
        return len(self.statement)

    def file(self, i: int) -> NDArray[np.uint16]:
        return self.pieces[self.offsets[i] : self.offsets[i + 1]]

    def statement_of(self, i: int) -> NDArray[np.uint16]:
        """The pieces of the file's problem statement; empty if unknown."""
        row = self.statement[i]
        if row < 0:
            return self.statement_pieces[:0]
        return self.statement_pieces[self.statement_offsets[row] : self.statement_offsets[row + 1]]


_NAMES = ("pieces", "offsets", "statement", "statement_pieces", "statement_offsets")


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON-lines file; CorpusError names the line that is broken."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield json.loads(line)
                except ValueError as exc:
                    raise CorpusError(f"{path}:{number} is not JSON: {exc}") from exc
    except OSError as exc:
        raise CorpusError(f"cannot read {path}: {exc.strerror}") from exc


def symbols_of(text: str) -> list[str]:
    return [symbol.text for symbol in layout(lex(text))]


def learn_vocabulary(corpus: Path, n_pieces: int, path: Path) -> Subword:
    """One vocabulary from a spread of training files and statements."""
    texts = [record["text"] for record in read_lines(corpus / "train.jsonl")]
    step = max(1, len(texts) // VOCABULARY_FILES)
    statements = [record["text"] for record in read_lines(corpus / "statements.jsonl")]
    step_s = max(1, len(statements) // VOCABULARY_STATEMENTS)
    samples = [symbols_of(text) for text in texts[::step]]
    samples += [text.split() for text in statements[::step_s]]
    return Subword.train(samples, n_pieces, path)


def tokenise(corpus: Path, split: str, subword: Subword, styles: frozenset[str]) -> PieceSet:
    """Pieces of one split, files of the given styles only, in the corpus' order."""
    keys, statement_rows = _statements(corpus, subword)
    files: list[NDArray[np.uint16]] = []
    statement: list[int] = []
    for record in tqdm(
        read_lines(corpus / f"{split}.jsonl"), f"tokenise {split}", unit=" files", disable=None
    ):
        if record["style"] not in styles:
            continue
        pieces = subword.encode_all(symbols_of(record["text"]))
        files.append(np.concatenate(([subword.bos], pieces, [subword.eos])).astype(np.uint16))
        statement.append(keys.get(record["statement"], -1))
    flat, offsets = _flatten(files)
    return PieceSet(flat, offsets, np.array(statement, np.int32), *_flatten(statement_rows))


def _statements(corpus: Path, subword: Subword) -> tuple[dict[str, int], list[NDArray[np.uint16]]]:
    records = list(read_lines(corpus / "statements.jsonl"))
    rows = [subword.encode_all(record["text"].split()).astype(np.uint16) for record in records]
    return {record["key"]: row for row, record in enumerate(records)}, rows


def _flatten(rows: Iterable[NDArray[np.uint16]]) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    rows = list(rows)
    offsets = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
    return np.concatenate([np.empty(0, np.uint16), *rows]), offsets
