"""A split of the corpus as pieces on disk: flat arrays, memory-mapped.

`tokenise` makes it from the corpus' JSON lines; `PieceSet` reads it. Pieces are 16-bit numbers.
Vocabulary and pieces are kept next to the corpus, and made again when what they were made of has
changed: `keep_vocabulary`, `keep_pieces`.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import CorpusError
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.statement import statement_words
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.corpus.cleaning import ProgramStyle
from beamcoder.training.corpus.progress import Reporter
from beamcoder.training.data.templates import cut, stretches

# Every n-th text, so many or up to twice as many: BPE finds the frequent words in 20 MB as well.
VOCABULARY_FILES = 12_000
VOCABULARY_STATEMENTS = 1_500
SPLITS = ("train", "validation")
CLASS_SEED = 0  # chooses the files of style `class`, where only a share is taken
STATEMENTS = "statements.jsonl"

Pieces = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class PieceSet:
    """pieces (all,); offsets (files + 1,) into them; is_class (files,), whether a file is of style
    `class`; statement (files,) row or -1, and their own pieces and offsets. A file is bos, its
    pieces, eos."""

    pieces: Pieces
    offsets: NDArray[np.int64]
    is_class: NDArray[np.bool_]
    statement: NDArray[np.int32]
    statement_pieces: Pieces
    statement_offsets: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> "PieceSet":
        """CorpusError unless the folder holds what `save` wrote."""
        try:
            return cls(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in _NAMES))
        except (OSError, ValueError) as exc:
            raise CorpusError(f"{folder} holds no tokenised corpus: {exc}") from exc

    def save(self, folder: Path, made_of: str = "") -> None:
        """Write the folder whole or not at all; `made_of` is a fingerprint of the sources."""
        part = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        try:
            part.mkdir(parents=True)
            for name in _NAMES:
                np.save(part / f"{name}.npy", getattr(self, name))
            (part / _DONE).write_text(made_of, encoding="utf-8")
            if folder.exists():
                shutil.rmtree(folder)
            part.rename(folder)
        except OSError as exc:
            raise CorpusError(f"cannot write {folder}: {exc.strerror or exc}") from exc
        finally:
            shutil.rmtree(part, ignore_errors=True)

    @property
    def n_files(self) -> int:
        return len(self.statement)

    def file(self, i: int) -> Pieces:
        return self.pieces[self.offsets[i] : self.offsets[i + 1]]

    def statement_of(self, i: int) -> Pieces:
        """The pieces of the file's problem statement; empty if unknown."""
        row = self.statement[i]
        if row < 0:
            return self.statement_pieces[:0]
        return self.statement_pieces[self.statement_offsets[row] : self.statement_offsets[row + 1]]


_NAMES = ("pieces", "offsets", "is_class", "statement", "statement_pieces", "statement_offsets")
_FORMAT = "format 3\n"  # of such a folder; in the fingerprint, so that an older one is made again
_DONE = "done"  # in a folder of pieces: the fingerprint of what they were made of


def keep_vocabulary(corpus: Path, n_pieces: int) -> Path:
    """The vocabulary next to the corpus, learned if it is missing or the corpus has changed.

    One that a user put there, without the fingerprint next to it, is taken as it is.
    """
    path = corpus / f"tokenizer-{n_pieces}.model"
    mark = path.with_suffix(".source")
    made_of = fingerprint(corpus / "train.jsonl", corpus / STATEMENTS)
    if not path.exists() or _read(mark) not in (None, made_of):
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            learn_vocabulary(corpus, n_pieces, part)
            path.unlink(missing_ok=True)
            mark.write_text(made_of, encoding="utf-8")
            part.rename(path)
        except OSError as exc:
            raise CorpusError(f"cannot write {path}: {exc.strerror or exc}") from exc
        finally:
            part.unlink(missing_ok=True)
    return path


@dataclass(frozen=True, slots=True)
class Choice:
    """Which files of a corpus become pieces, and how much of them.

    Of the training files of style `class` a share of `class_share` is taken; of all training
    files, template heads and tails are kept in a share of `template_share` (see `templates`).
    """

    styles: tuple[str, ...]
    template_share: float = 1.0
    class_share: float = 1.0

    @property
    def name(self) -> str:
        shares = {"class": self.class_share, "templates": self.template_share}
        parts = [f"{name}-{share:g}" for name, share in shares.items() if share < 1]
        return "-".join([*self.styles, *parts])

    def of_split(self, split: str) -> "Choice":
        """Held-out files are never thinned out, so that losses compare."""
        return self if split == "train" else Choice(self.styles)


def keep_pieces(corpus: Path, vocabulary: Path, choice: Choice) -> list[PieceSet]:
    """The pieces next to the corpus, a set a split, made if missing or made of something else."""
    subword = Subword.load(vocabulary)
    kept = pieces_folder(corpus, subword.n_pieces, choice)
    for split in SPLITS:
        made_of = fingerprint(corpus / f"{split}.jsonl", corpus / STATEMENTS, vocabulary)
        made_of = _FORMAT + made_of
        if _read(kept / split / _DONE) != made_of:
            made = tokenise(corpus, split, subword, choice.of_split(split))
            made.save(kept / split, made_of)
    return [PieceSet.open(kept / split) for split in SPLITS]


def pieces_folder(corpus: Path, n_pieces: int, choice: Choice) -> Path:
    return corpus / f"pieces-{n_pieces}-{choice.name}"


def fingerprint(*paths: Path) -> str:
    """SHA-256 of the files' contents, one line each."""
    sums = []
    for path in paths:
        try:
            with path.open("rb") as file:
                sums.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
        except OSError as exc:
            raise CorpusError(f"cannot read {path}: {exc.strerror}") from exc
    return "".join(sums)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def read_lines(path: Path, *fields: str) -> Iterator[dict[str, Any]]:
    """The records of a JSON-lines file; CorpusError names the line that lacks a field."""
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield _record(line, f"{path}:{number}", fields)
    except OSError as exc:
        raise CorpusError(f"cannot read {path}: {exc.strerror}") from exc


def _record(line: bytes, where: str, fields: Iterable[str]) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except ValueError as exc:
        raise CorpusError(f"{where} is not JSON: {exc}") from exc
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise CorpusError(f"{where} is no record with a text")
    if lacking := [name for name in fields if name not in record]:
        raise CorpusError(f"{where} lacks {', '.join(lacking)}")
    return record


def n_lines(path: Path) -> int:
    try:
        with path.open("rb") as file:
            return sum(1 for _ in file)
    except OSError as exc:
        raise CorpusError(f"cannot read {path}: {exc.strerror}") from exc


def symbols_of(text: str) -> list[str]:
    return [symbol.text for symbol in layout(lex(text))]


def learn_vocabulary(corpus: Path, n_pieces: int, path: Path) -> Subword:
    """One vocabulary from a spread of training files and statements."""
    texts = _spread(corpus / "train.jsonl", VOCABULARY_FILES, symbols_of)
    texts += _spread(corpus / STATEMENTS, VOCABULARY_STATEMENTS, statement_words)
    try:
        return Subword.train(texts, n_pieces, path)
    except RuntimeError as exc:
        raise CorpusError(
            f"{corpus} holds too little text for a vocabulary of {n_pieces:,} pieces"
        ) from exc


def _spread(path: Path, n: int, cut: Callable[[str], Sequence[str]]) -> list[Sequence[str]]:
    """Every so many-th text of a file, n or somewhat more, cut."""
    step = max(1, n_lines(path) // n)
    n_texts = -(-n_lines(path) // step)
    reporter = Reporter()
    reporter.stage(f"reading {path.name} for the vocabulary", n_texts)
    texts = []
    for record in islice(read_lines(path), 0, None, step):
        texts.append(cut(record["text"]))
        reporter.files(1)
    reporter.close()
    return texts


def tokenise(corpus: Path, split: str, subword: Subword, choice: Choice) -> PieceSet:
    """Pieces of the chosen files of one split, in the corpus' order."""
    keys, statement_rows = _statements(corpus, subword)
    path = corpus / f"{split}.jsonl"
    files: list[Pieces] = []
    statement: list[int] = []
    numbers: dict[str, int] = {}
    authors: list[int] = []
    is_class: list[bool] = []
    reporter = Reporter()
    reporter.stage(f"cutting {path.name} into pieces", n_lines(path))
    for record in _chosen(read_lines(path, "style", "statement", "author"), choice, reporter):
        pieces = subword.encode_all(symbols_of(record["text"]))
        files.append(np.concatenate(([subword.bos], pieces, [subword.eos])).astype(np.uint16))
        statement.append(keys.get(record["statement"], -1))
        authors.append(numbers.setdefault(record["author"], len(numbers)))
        is_class.append(record["style"] == ProgramStyle.CLASS)
    reporter.close()
    flat, offsets = _flatten(files)
    owners, is_layout = np.array(authors, np.int64), np.asarray(subword.is_layout)
    flat, offsets = cut(flat, *stretches(flat, offsets, owners, is_layout, choice.template_share))
    stated = np.array(statement, np.int32)
    return PieceSet(flat, offsets, np.array(is_class, np.bool_), stated, *_flatten(statement_rows))


def _chosen(
    records: Iterable[dict[str, Any]], choice: Choice, reporter: Reporter
) -> Iterator[dict[str, Any]]:
    rng = np.random.default_rng(CLASS_SEED)
    for record in records:
        reporter.files(1)
        is_taken = record["style"] != ProgramStyle.CLASS or rng.random() < choice.class_share
        if record["style"] in choice.styles and is_taken:
            yield record


def _statements(corpus: Path, subword: Subword) -> tuple[dict[str, int], list[Pieces]]:
    """Row of each statement's key, and the rows."""
    rows: list[Pieces] = []
    keys: dict[str, int] = {}
    for row, record in enumerate(read_lines(corpus / STATEMENTS, "key")):
        keys[record["key"]] = row
        rows.append(subword.encode_all(statement_words(record["text"])).astype(np.uint16))
    return keys, rows


def _flatten(rows: list[Pieces]) -> tuple[Pieces, NDArray[np.int64]]:
    offsets = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int64)
    return np.concatenate([np.empty(0, np.uint16), *rows]), offsets
