"""What a session has read and recalled changes no answer, whatever was typed, deleted, jumped to.

A session that is kept against a new one: columns, branches, memories, trees, lines, layout, pieces,
windows, what is in sight, what is known of names there, counts of what followed. The trie and kept
answers are left out. Some hundred steps a seed; as many as you like, with the shipped model too:

    BEAMCODER_STEPS=10000 BEAMCODER_SEED=1 pytest tests/model/test_key_path.py
    BEAMCODER_STEPS=300 BEAMCODER_MODEL=model/weights/default pytest tests/model/test_key_path.py
"""

import os
import random
from pathlib import Path

import numpy as np
import pytest

from beamcoder.model.completer import Completer, Session
from beamcoder.model.config import HEAD_DIM, ModelConfig
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.runtime.interface import (
    BoolArray,
    Columns,
    FloatArray,
    IntArray,
    Memory,
    PastColumns,
)
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword

PROGRAM = """import java.util.*;

public class Main {
    static int[] values; // all of them
    static Map<String, List<Integer>> places = new HashMap<>();

    static class Node {
        int left, right;
    }

    static int f(int a, int b) {
        for (int i = 0; i < a; i++) {
            if (i % 2 == 0) {
                b += i >> 1;
            }
        }
        return b;
    }

    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        System.out.println(f(n, "a b".length()));
    }
}
"""
WORDS = ["int ", "n", "sc", ".", "<", ">>", "{", "}", "(", ")", ";", "\n", "\n        ", "\r\n"]
WORDS += ["//", "/*", "*/", '"', "'", "class A ", "\t", " ", "1", " = ", "i", "for (", "values["]
FIRST_SEED = int(os.environ.get("BEAMCODER_SEED", "11"))
OPTIONS = DecodingOptions(
    token_width=4,
    token_steps=2,
    beam_width=2,
    first_width=2,
    line_steps=4,
    n_lines=2,
    spare_lines=0,
    trie=False,
    min_token_probability=0.0,
    min_line_probability=0.0,
)


class Hashing:
    """Says what the columns that it is shown, the pieces and their positions, hash to.

    Any other column, order, mask or memory gives other probabilities; nothing is learned.
    """

    def __init__(self, n_pieces: int) -> None:
        self.config = ModelConfig(
            depth=2, n_pieces=n_pieces, context=160, after_context=24, statement_context=8
        )
        rng = np.random.default_rng(3)
        self._embedded = rng.normal(0, 1, (n_pieces, 8))
        self._out = rng.normal(0, 1.2, (8, n_pieces))

    def encode(self, after: IntArray, statement: IntArray) -> Memory | None:
        if not len(after) and not len(statement):
            return None
        shape = (len(self.config.cross_layers), self.config.n_heads, 1, HEAD_DIM)
        a, b = (
            float(np.sin(part * np.arange(1, len(part) + 1)).sum()) for part in (after, statement)
        )
        return Memory(np.full(shape, a, np.float32), np.full(shape, b, np.float32))

    def forward(
        self,
        pieces: IntArray,
        positions: IntArray,
        past: PastColumns,
        mask: BoolArray,
        rows: IntArray,
        memory: Memory | None = None,
    ) -> tuple[FloatArray, Columns]:
        shape = (self.config.depth, self.config.n_heads, len(pieces), HEAD_DIM)
        keys, values = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        given = 0.0 if memory is None else float(memory.keys.mean() - 2 * memory.values.mean())
        turned = np.cos(positions[:, None] * 0.01 * np.arange(1, 9) + given)
        keys[0, 0, :, :8] = self._embedded[pieces] * turned
        keys[0, 0, :, 8] = positions  # as in a network, the slot of a column says nothing
        seen = np.concatenate([past.keys[0, 0, : past.length, :8], keys[0, 0, :, :8]])
        places = np.concatenate([past.keys[0, 0, : past.length, 8], positions])
        recent = places - positions[rows][:, None]
        reach = mask[rows] * 0.6 ** np.abs(np.minimum(recent, 0))
        logits = (reach @ seen) @ self._out
        logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return logits.astype(np.float32), Columns(keys, values)


def small(folder: Path) -> Completer:
    subword = Subword.train([[s.text for s in layout(lex(PROGRAM))]] * 2, 340, folder / "model")
    return Completer(
        Hashing(subword.n_pieces), subword, ModelInfo("hashing", 0, ""), options=OPTIONS
    )


@pytest.fixture(scope="module")
def completer(tmp_path_factory: pytest.TempPathFactory) -> Completer:
    model = os.environ.get("BEAMCODER_MODEL")
    if model:
        return Completer.open(Path(model), options=DecodingOptions(trie=False))
    return small(tmp_path_factory.mktemp("key-path"))


def edited(draw: random.Random, text: str, at: int) -> tuple[str, int]:
    """The text and the cursor after a key, a deletion, a paste or a move."""
    kind = draw.random()
    if kind < 0.08 or (kind < 0.4 and len(text) > 3 * len(PROGRAM)):
        start = draw.randrange(len(text) + 1)
        return (text, start) if kind < 0.08 else (text[:start] + text[start + 200 :], start)
    if kind < 0.2:
        return text, max(0, min(len(text), at + draw.choice([-1, 1, 2, 40])))
    if kind < 0.4:
        start = max(0, at - draw.choice([1, 1, 1, 2, 30]))
        return text[:start] + text[at:], start
    word = draw.choice(WORDS) if kind < 0.98 else PROGRAM[40:400]
    return text[:at] + word + text[at:], at + len(word)


def shown(items: tuple[Item, ...]) -> dict[tuple[str, int], float]:
    return {(item.text, item.replace): item.probability for item in items}


def assert_same(kept: Answer, fresh: Answer, where: object) -> None:
    assert kept.reason == fresh.reason, where
    for one, other in ((kept.tokens, fresh.tokens), (kept.lines, fresh.lines)):
        assert list(shown(one)) == list(shown(other)), where
        assert shown(one) == pytest.approx(shown(other), abs=1e-4), where


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + 4))
def test_kept_state_changes_no_answer(completer: Completer, seed: int) -> None:
    draw = random.Random(seed)
    text, at, undone = PROGRAM, 300, list[tuple[str, int]]()
    session: Session = completer.new_session()
    for step in range(int(os.environ.get("BEAMCODER_STEPS", "150"))):
        undone.append((text, at))
        text, at = undone[-4] if step % 17 == 9 else edited(draw, text, at)
        statement = "n values" * (step % 50 > 40)
        request = Request(text, at, statement, count=3, lines=step % 4 == 0)
        kept = completer.complete(request, session)
        assert_same(kept, completer.complete(request), (step, at, text))
