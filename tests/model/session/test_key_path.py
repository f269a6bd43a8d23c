"""What a session keeps changes no answer, whatever is typed, pasted, deleted, undone, jumped to.

Sessions that are kept, of three documents in turn, against a new session at every step: columns,
branches, memories, trees, lines, layout, pieces, windows, what is in sight, what is known of names
there, counts of what followed; sessions are evicted now and then, requests are cancelled or late,
and the workspace changes. Without reuse every answer must be that of the new session. With it
what it says must begin with the same token in 98 of 100 answers; all others must be the same.

500 steps; 10,000 in CI; as many as you like:

    BEAMCODER_STEPS=1000 pytest tests/model/session/test_key_path.py      a walk; there are ten

The network is a scripted one that computes the same for a piece in whatever company. The shipped
one does not to the last bit: in eight bits a rounding can fall either way, which moves what is
offered by up to 0.003 between a piece read alone and read with others.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.proposal import Answer, Item, ModelInfo
from beamcoder.tokenizer.layout import layout
from beamcoder.tokenizer.lexer import lex
from beamcoder.tokenizer.subword import Subword
from tests.edited import PROGRAM
from tests.fakes import HashingRuntime
from tests.model.session.walk import Walk

N_STEPS = int(os.environ.get("BEAMCODER_STEPS", "50"))
SEEDS = range(int(os.environ.get("BEAMCODER_SEED", "11")), 10**6)[:5]
# Much is recalled, so that counts that are out of date are seen in the answers.
GREEDY = {"bias": [0.0, 1.0, 2.0, 2.0, 2.0], "weights": [0.0] * 4}
OPTIONS = DecodingOptions(
    token_width=8,
    token_steps=3,
    beam_width=4,
    first_width=4,
    line_steps=4,
    n_lines=2,
    spare_lines=0,
    reuse=False,
    min_token_probability=0.0,
    min_line_probability=0.0,
)


def small(folder: Path) -> Completer:
    subword = Subword.train([[s.text for s in layout(lex(PROGRAM))]] * 2, 340, folder / "model")
    greedy = {"recall": {"buffer": GREEDY, "workspace": GREEDY}}
    config = ModelConfig(
        depth=2, n_pieces=subword.n_pieces, context=160, after_context=24, statement_context=8
    )
    info = ModelInfo("hashing", 0, "")
    return Completer(HashingRuntime(config), subword, info, greedy, OPTIONS)


@pytest.fixture(scope="module")
def completer(tmp_path_factory: pytest.TempPathFactory) -> Completer:
    return small(tmp_path_factory.mktemp("key-path"))


def shown(items: tuple[Item, ...]) -> list[tuple[str, int]]:
    return [(item.text, item.replace) for item in items]


def assert_same(kept: Answer, fresh: Answer, where: object) -> None:
    assert kept.reason == fresh.reason, where
    for one, other in ((kept.tokens, fresh.tokens), (kept.lines, fresh.lines)):
        assert shown(one) == shown(other), where
        expected = pytest.approx([item.probability for item in other], abs=1e-4)
        assert [item.probability for item in one] == expected, where


@pytest.mark.parametrize("seed", SEEDS)
def test_kept_state_changes_no_answer(completer: Completer, seed: int) -> None:
    completer = completer.with_options(replace(completer.options, reuse=False))
    walk = Walk(completer, seed)
    for step in range(N_STEPS):
        request, kept, fresh = walk.step()
        assert_same(kept, fresh, (step, request))


def test_kept_searches_begin_alike(completer: Completer) -> None:
    completer = completer.with_options(replace(completer.options, reuse=True))
    alike = list[bool]()
    for seed in SEEDS:
        walk = Walk(completer, seed)
        for step in range(N_STEPS):
            request, kept, fresh = walk.step()
            if kept.source != "reuse":
                assert_same(kept, fresh, (seed, step, request))
            elif request.tokens:
                alike.append(shown(kept.tokens[:1]) == shown(fresh.tokens[:1]))
    n_steps = N_STEPS * len(SEEDS)
    print(f"reuse answered {len(alike)} of {n_steps}; {sum(alike)} began with the same token")
    assert len(alike) > 0.02 * n_steps
    assert len(alike) - sum(alike) <= max(3, 0.02 * len(alike))  # few are too few for a share
