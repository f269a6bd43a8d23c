"""Scripted networks, and the programs that they know, for tests without weights.

`MemorisingRuntime` is a memory of a few programs: it looks for the longest end of its context in
them and says what followed there. It gets its context by reading the columns that its mask names,
as a network does, so a wrong cache, mask or position shows in its numbers; a little noise from
all that it has read makes sure of it.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.runtime.interface import (
    BoolArray,
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    PastKeyValues,
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


class MemorisingRuntime:
    """Continues a context as the programs did behind its longest end; see above."""

    ORDER = 12  # pieces of context that are looked for, at most

    def __init__(self, subword: Subword, programs: Sequence[str], context: int = 256) -> None:
        self.config = ModelConfig(depth=2, n_pieces=subword.n_pieces, context=context)
        self._counts: dict[tuple[int, ...], Counter[int]] = {}
        self.n_forwards = 0
        self.n_encodes = 0
        for program in programs:
            pieces = [subword.bos, *subword.encode_all(symbols_of(program)), subword.eos]
            for i in range(1, len(pieces)):
                for n in range(min(i, self.ORDER) + 1):
                    counts = self._counts.setdefault(tuple(pieces[i - n : i]), Counter())
                    counts[int(pieces[i])] += 1

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        if not len(after) and not len(statement):
            return None
        self.n_encodes += 1
        sums = [
            float(np.sin(part * np.arange(1, len(part) + 1)).sum()) for part in (after, statement)
        ]
        keys = np.zeros((len(self.config.cross_layers), self.config.n_heads, 2, HEAD_DIM))
        keys[:, :, 1] = sums[0] - 2 * sums[1]  # a slot behind the empty one, however long they are
        return EncoderMemory(keys.astype(np.float32), np.zeros_like(keys, np.float32))

    def forward(
        self,
        pieces: IntArray,
        positions: IntArray,
        past: PastKeyValues,
        mask: BoolArray,
        rows: IntArray,
        memory: EncoderMemory | None = None,
    ) -> tuple[FloatArray, KeyValues]:
        self.n_forwards += 1
        n = len(pieces)
        assert mask.shape == (n, past.length + n) and mask.dtype == np.bool_
        shape = (self.config.depth, self.config.n_heads, n, HEAD_DIM)
        keys, values = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        keys[0, 0, :, 0], keys[0, 0, :, 1] = pieces, positions
        seen = np.concatenate([past.keys[0, 0, : past.length], keys[0, 0]])
        shift = 0.0 if memory is None else float(memory.keys[0, 0, :, 0].sum()) / 2
        ages = positions[:, None] - seen[:, 1]
        reach = np.where(mask, 0.9 ** np.maximum(ages, 0), 0)  # (n, past + n)
        n_read = mask.sum(1)
        gapless = (seen[:, 1] * mask).sum(1) * 2 == n_read * (n_read - 1)
        assert gapless.all() and (positions + 1 == n_read).all(), "a gap in the positions"
        shallow = np.sin(reach @ (seen[:, 0] % 13) + shift)  # what a column holds of what it read
        held = np.concatenate([past.values[1, 0, : past.length, 0], shallow])
        deep = reach @ held
        values[1, 0, :, 0] = shallow
        found = [self._row(seen[mask[r]], float(deep[r])) for r in rows]
        return np.stack(found), KeyValues(keys, values)

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
