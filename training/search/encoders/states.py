"""States of the completion network as vectors of texts and code: means over pieces.

    states = CompletionStates("encoder")            or "decoder"
    texts, codes = states.texts(["shortest path"]), states.codes(["int f() { return 1; }"])
    white = Whitening.of(texts, codes)              white.codes(codes): means 0, no correlations
    head = LinearHead.trained(texts, codes, HeadOptions())

The encoder reads a text as a statement and code as what stands below the cursor; the decoder reads
both as what stands before it. What is pooled are the values that attention would read, those of
all layers side by side; the network is not changed.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from beamcoder.model.artefact import open_folder, open_runtime
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import Step
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.statement import statement_words
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.search.network import contrastive_loss

MAX_PIECES: Final = 128  # of a text or of code; the rest is not read
Rows = NDArray[np.float32]
Half = Literal["encoder", "decoder"]


class CompletionStates:
    """One half of the packaged network, on the CPU."""

    def __init__(self, half: Half) -> None:
        folder = open_folder(None)
        self._half, self._runtime = half, open_runtime(folder, "cpu")
        self._subword = Subword.load(folder.tokenizer_path)

    def texts(self, texts: Sequence[str]) -> Rows:
        """-> (texts, e)"""
        pieces = [self._pieces(statement_words(text)) for text in texts]
        if self._half == "encoder":
            return np.stack([self._encoded(each, True) for each in pieces])
        return np.stack([self._decoded(each) for each in pieces])

    def codes(self, codes: Sequence[str]) -> Rows:
        """-> (codes, e)"""
        pieces = [self._pieces([each.text for each in layout(lex(code))]) for code in codes]
        if self._half == "encoder":
            return np.stack([self._encoded(each, False) for each in pieces])
        return np.stack([self._decoded(each) for each in pieces])

    def _pieces(self, symbols: Sequence[str]) -> NDArray[np.int64]:
        return self._subword.encode_all(symbols[:MAX_PIECES])[:MAX_PIECES]

    def _encoded(self, pieces: NDArray[np.int64], is_text: bool) -> Rows:
        nothing = pieces[:0]
        inputs = (nothing, pieces) if is_text else (pieces, nothing)
        memory = self._runtime.encode(*inputs)
        config = self._runtime.config
        if memory is None:
            return np.zeros(len(config.cross_layers) * config.width, np.float32)
        return _pooled(memory.values[:, :, 1:])

    def _decoded(self, pieces: NDArray[np.int64]) -> Rows:
        n, cache = len(pieces), Cache(self._runtime.config)
        if n == 0:
            layers, heads, _, width = cache.values.shape
            return np.zeros(layers * heads * width, np.float32)
        mask, none = np.tri(n, dtype=np.bool_), np.zeros(0, np.int64)
        step = Step(pieces, np.arange(n), cache, mask, none)
        return _pooled(self._runtime.forward(step)[1].values)


def _pooled(values: Rows) -> Rows:
    """(layers, heads, pieces, head's width) -> means over pieces, of all layers side by side."""
    means: Rows = values.mean(2).ravel().astype(np.float32)
    return means


@dataclass(frozen=True, slots=True)
class Whitening:
    """Of rows with many correlated numbers, those in which they differ most, all alike: each
    side's mean is taken off, one matrix serves both, so that they stay comparable."""

    text_mean: Rows
    code_mean: Rows
    matrix: Rows  # (e, d)

    @classmethod
    def of(cls, texts: Rows, codes: Rows, dimensions: int = 192) -> "Whitening":
        means = texts.mean(0), codes.mean(0)
        centred = np.concatenate([texts - means[0], codes - means[1]])
        _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
        spreads = sizes[:dimensions] / np.sqrt(len(centred)) + 1e-6
        return cls(*means, (directions[:dimensions] / spreads[:, None]).T.astype(np.float32))

    def texts(self, rows: Rows) -> Rows:
        result: Rows = ((rows - self.text_mean) @ self.matrix).astype(np.float32)
        return result

    def codes(self, rows: Rows) -> Rows:
        result: Rows = ((rows - self.code_mean) @ self.matrix).astype(np.float32)
        return result


@dataclass(frozen=True, slots=True)
class HeadOptions:
    budget_s: float = 60.0  # of CPU time
    dimensions: int = 192
    batch: int = 512
    rate: float = 1e-3
    seed: int = 0


class LinearHead:
    """A matrix a side, trained contrastively on states that do not change."""

    def __init__(self, text: Rows, code: Rows) -> None:
        self._matrices = {"text": text, "code": code}

    def texts(self, rows: Rows) -> Rows:
        return unit_rows(rows @ self._matrices["text"])

    def codes(self, rows: Rows) -> Rows:
        return unit_rows(rows @ self._matrices["code"])

    @classmethod
    def trained(cls, texts: Rows, codes: Rows, options: HeadOptions) -> "LinearHead":
        """Of pairs, (n, e) of each side, whitened: it begins with the rows as they are."""
        torch.manual_seed(options.seed)
        sides = [torch.from_numpy(rows) for rows in (texts, codes)]
        width = options.dimensions
        matrices = [torch.nn.Parameter(torch.eye(s.shape[1], width)) for s in sides]
        scale = torch.nn.Parameter(torch.tensor(3.0))
        optimiser = torch.optim.AdamW([*matrices, scale], lr=options.rate, weight_decay=0.1)
        started = time.process_time()
        while (spent := (time.process_time() - started) / options.budget_s) < 1:
            some = torch.randperm(len(texts))[: options.batch]
            rows = [F.normalize(s[some] @ m) for s, m in zip(sides, matrices, strict=True)]
            same = torch.zeros(len(some), len(some), dtype=torch.bool)
            loss = contrastive_loss(rows[0], rows[1], scale.exp().clamp(max=60), same)
            optimiser.zero_grad()
            loss.backward()
            optimiser.param_groups[0]["lr"] = options.rate * (1 - spent)
            optimiser.step()
        return cls(*(matrix.detach().numpy() for matrix in matrices))


def unit_rows(rows: Rows) -> Rows:
    result: Rows = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + np.float32(1e-9))
    return result
