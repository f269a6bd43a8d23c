"""Scripted networks, and the programs that they know, for tests without weights.

BigramRuntime      what follows depends on the last piece alone; reads nothing else
ReadingRuntime     ... and on how much it has read, and on whether the statement has it
HashingRuntime     what follows is a hash of all that is read: nothing is learned
MemorisingRuntime  a memory of a few programs: what followed the longest end of its context in them

The last two get their context by reading the positions that their mask names, as a network does,
so a wrong cache, mask or position shows in their numbers.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import (
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    Step,
)
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword

PROGRAMS = (
    """import java.util.Scanner;

public class Sum {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int ans = 0;
        for (int i = 0; i < n; i++) {
            int value = sc.nextInt();
            if (value > 0) {
                ans += value;
            } else {
                ans -= value;
            }
        }
        System.out.println(ans);
    }
}
""",
    """import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

public class Words {
    static int count(List<String> words, String wanted) {
        int found = 0;
        for (String word : words) {
            if (word.equals(wanted)) {
                found++;
            }
        }
        return found;
    }

    public static void main(String[] args) {
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        List<String> words = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            words.add(in.next());
        }
        System.out.println(count(words, "yes"));
        System.out.print(n + " " + words.size());
    }
}
""",
    """import java.util.Arrays;
import java.util.Scanner;

public class Pairs {
    static final int MAX_VALUE = 1000;

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int t = sc.nextInt();
        while (t-- > 0) {
            int n = sc.nextInt();
            long[] values = new long[n];
            for (int i = 0; i < n; i++) {
                values[i] = sc.nextLong();
            }
            Arrays.sort(values);
            long best = Long.MAX_VALUE;
            for (int i = 1; i < n; i++) {
                best = Math.min(best, values[i] - values[i - 1]);
            }
            System.out.println(best);
        }
    }
}
""",
)


def symbols_of(text: str) -> list[str]:
    return [symbol.text for symbol in layout(lex(text))]


def log_softmax(logits: NDArray[np.float64]) -> FloatArray:
    logits = logits - logits.max(axis=-1, keepdims=True)
    rows: FloatArray = (logits - np.log(np.exp(logits).sum(-1, keepdims=True))).astype(np.float32)
    return rows


class ScriptedRuntime(ABC):
    """A `Runtime` that says what `predict` says, and keeps what that writes into `new`."""

    device = "cpu"

    def __init__(self, config: ModelConfig) -> None:
        self.config = config
        self.n_forwards = self.n_encodes = 0

    @abstractmethod
    def predict(self, step: Step, new: KeyValues) -> FloatArray:
        """(r, n_pieces), log-probabilities; `new` are the keys and values to fill, all zero."""

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        """Another memory for other pieces or another order of them."""
        if not len(after) and not len(statement):
            return None
        self.n_encodes += 1
        a, b = (
            float(np.sin(part * np.arange(1, len(part) + 1)).sum()) for part in (after, statement)
        )
        keys = np.zeros((len(self.config.cross_layers), self.config.n_heads, 2, HEAD_DIM))
        keys[:, :, 1] = a - 2 * b  # a slot after the empty one, however long they are
        return EncoderMemory(keys.astype(np.float32), np.zeros_like(keys, np.float32))

    def forward(self, step: Step) -> tuple[FloatArray, KeyValues]:
        self.n_forwards += 1
        n = len(step.pieces)
        assert step.mask.shape == (n, step.past.length + n) and step.mask.dtype == np.bool_
        shape = (self.config.depth, self.config.n_heads, n, HEAD_DIM)
        new = KeyValues(np.zeros(shape, np.float32), np.zeros(shape, np.float32))
        return self.predict(step, new), new


class BigramRuntime(ScriptedRuntime):
    """What follows a piece is its row, log-probabilities: (n_pieces, n_pieces)."""

    def __init__(self, rows: FloatArray, config: ModelConfig | None = None) -> None:
        super().__init__(config or ModelConfig(depth=2, n_pieces=len(rows)))
        self.rows = rows

    @staticmethod
    def random_rows(n_pieces: int, spread: float, seed: int = 3) -> FloatArray:
        return log_softmax(np.random.default_rng(seed).normal(0, spread, (n_pieces, n_pieces)))

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        return None

    def predict(self, step: Step, new: KeyValues) -> FloatArray:
        row: FloatArray = self.rows[step.pieces[step.rows]]
        return row


class ReadingRuntime(BigramRuntime):
    """What follows also depends on the length of the window, and on the statement's pieces."""

    def __init__(self, n_pieces: int, context: int) -> None:
        config = ModelConfig(depth=2, n_pieces=n_pieces, context=context, statement_context=9)
        super().__init__(self.random_rows(n_pieces, 1), config)

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        if not len(statement):
            return None
        read = np.bincount(statement[:9], minlength=self.config.n_pieces) > 0
        return EncoderMemory(read.astype(np.float32), read.astype(np.float32))

    def predict(self, step: Step, new: KeyValues) -> FloatArray:
        n_read = step.mask[step.rows].sum(1)
        logits = super().predict(step, new) * (1.0 + n_read[:, None] % 7)
        return log_softmax(logits if step.memory is None else logits + 3 * step.memory.keys)


class HashingRuntime(ScriptedRuntime):
    """Any other position, order, mask or memory gives other probabilities."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config)
        rng = np.random.default_rng(3)
        self._embedded = rng.normal(0, 1, (config.n_pieces, 8))
        self._out = rng.normal(0, 1.2, (8, config.n_pieces))

    def predict(self, step: Step, new: KeyValues) -> FloatArray:
        past, positions, keys = step.past, step.positions, new.keys[0, 0]
        shift = 0.0 if step.memory is None else float(step.memory.keys[0, 0, :, 0].sum())
        turned = np.cos(positions[:, None] * 0.01 * np.arange(1, 9) + shift)
        keys[:, :8] = self._embedded[step.pieces] * turned
        keys[:, 8] = positions  # as in a network, the place in the cache says nothing
        seen = np.concatenate([past.keys[0, 0, : past.length, :8], keys[:, :8]])
        places = np.concatenate([past.keys[0, 0, : past.length, 8], positions])
        recent = places - positions[step.rows][:, None]
        reach = step.mask[step.rows] * 0.6 ** np.abs(np.minimum(recent, 0))
        return log_softmax((reach @ seen) @ self._out)


class MemorisingRuntime(ScriptedRuntime):
    """Continues a context as the programs did after its longest end, with a little noise."""

    ORDER = 12  # pieces of context that are looked for, at most

    def __init__(self, subword: Subword, programs: Sequence[str], context: int = 256) -> None:
        super().__init__(ModelConfig(depth=2, n_pieces=subword.n_pieces, context=context))
        self._counts: dict[tuple[int, ...], Counter[int]] = {}
        for program in programs:
            pieces = [subword.bos, *subword.encode_all(symbols_of(program)), subword.eos]
            for i in range(1, len(pieces)):
                for n in range(min(i, self.ORDER) + 1):
                    counts = self._counts.setdefault(tuple(pieces[i - n : i]), Counter())
                    counts[int(pieces[i])] += 1

    def predict(self, step: Step, new: KeyValues) -> FloatArray:
        past, positions, mask = step.past, step.positions, step.mask
        new.keys[0, 0, :, 0], new.keys[0, 0, :, 1] = step.pieces, positions
        seen = np.concatenate([past.keys[0, 0, : past.length], new.keys[0, 0]])
        shift = 0.0 if step.memory is None else float(step.memory.keys[0, 0, :, 0].sum()) / 2
        ages = positions[:, None] - seen[:, 1]
        reach = np.where(mask, 0.9 ** np.maximum(ages, 0), 0)  # (n, past + n)
        n_read = mask.sum(1)
        gapless = (seen[:, 1] * mask).sum(1) * 2 == n_read * (n_read - 1)
        assert gapless.all() and (positions + 1 == n_read).all(), "a gap in the positions"
        shallow = np.sin(reach @ (seen[:, 0] % 13) + shift)  # what a position holds of what it read
        held = np.concatenate([past.values[1, 0, : past.length, 0], shallow])
        deep = reach @ held
        new.values[1, 0, :, 0] = shallow
        return np.stack([self._row(seen[mask[row]], float(deep[row])) for row in step.rows])

    def _row(self, seen: FloatArray, noise: float) -> FloatArray:
        context = seen[np.argsort(seen[:, 1], kind="stable"), 0].astype(int).tolist()
        p = np.full(self.config.n_pieces, 1 / self.config.n_pieces)
        for n in range(min(len(context), self.ORDER) + 1):
            counts = self._counts.get(tuple(context[len(context) - n :]))
            if counts is not None:
                weight = 0.6
                p *= 1 - weight
                for piece, count in counts.items():
                    p[piece] += weight * count / counts.total()
        p *= 1 + 0.1 * np.sin(noise + np.arange(len(p)))
        row: FloatArray = np.log(p / p.sum()).astype(np.float32)
        return row
