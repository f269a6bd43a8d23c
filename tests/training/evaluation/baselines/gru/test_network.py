"""The GRU baseline: its recurrence, its states as columns, its folder, its training."""

import math
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from beamcoder.errors import ArtefactError
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import ModelInfo, Request
from beamcoder.model.runtime.cache import Cache
from beamcoder.model.runtime.interface import Step
from beamcoder.model.session.session import Context, Session
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.baselines.gru.engine import GruCompleter, GruRuntime, open_gru
from beamcoder.training.evaluation.baselines.gru.network import Gru, GruConfig, load, save
from beamcoder.training.evaluation.metrics.scoring import scorer
from tests.training.evaluation.baselines.gru.recurrent import UNITS, as_torch, naive

WORDS = ["int", "sum", "count", "total", ";", "=", "0", "1", "+", "(", ")", "\n"] * 4
NOTHING = np.empty(0, np.int64)


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    return Subword.train([WORDS], 300, tmp_path_factory.mktemp("pieces") / "tokenizer.model")


@pytest.fixture(scope="module")
def model(subword: Subword) -> Gru:
    """Random, and sure of itself: some pieces are far likelier than others."""
    torch.manual_seed(1)
    made = Gru(GruConfig(subword.n_pieces, UNITS))
    made.head.weight.data *= 12
    return made.eval()


@pytest.fixture(scope="module")
def completer(model: Gru, subword: Subword) -> Completer:
    options = DecodingOptions(min_token_probability=0.0, undeclared_weight=1.0, token_width=64)
    return GruCompleter(GruRuntime(model), subword, ModelInfo("gru", 0, ""), options=options)


# The network


def test_the_recurrence_is_torchs(subword: Subword) -> None:
    """Values and gradients, in single precision."""
    torch.manual_seed(0)
    mine, cell = Gru(GruConfig(subword.n_pieces, UNITS)), torch.nn.GRU(UNITS, UNITS)
    as_torch(mine, cell)
    pieces = torch.randint(subword.n_pieces, (3, 9))
    start = torch.randn(3, UNITS, requires_grad=True)
    found = mine.states(pieces, torch.ones(3, 9), start)
    expected = cell(mine.embedding(pieces.T), start[None])[0].transpose(0, 1)
    torch.testing.assert_close(found, expected)
    weights = torch.randn_like(found)
    own = [mine.gates.weight, mine.recurrent.weight, mine.gates.bias]
    theirs = list(cell.parameters())[:3]
    shared = [start, mine.embedding.weight]
    mine_grads = torch.autograd.grad((found * weights).sum(), [*shared, *own])
    their_grads = torch.autograd.grad((expected * weights).sum(), [*shared, *theirs])
    torch.testing.assert_close(mine_grads, their_grads, rtol=1e-4, atol=1e-5)


def test_a_forgotten_state_carries_no_gradient_either(model: Gru) -> None:
    start = torch.randn(2, UNITS, requires_grad=True)
    keep = torch.tensor([[1.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0]])
    states = model.states(torch.full((2, 4), 7), keep, start)
    (grad,) = torch.autograd.grad(states[:, 2:].sum(), start)
    assert not grad.any()
    (grad,) = torch.autograd.grad(model.states(torch.full((2, 2), 7), keep, start).sum(), start)
    assert grad[0].any() and not grad[1].any()


def test_chunks_with_the_state_carried_on_equal_one_pass(model: Gru) -> None:
    pieces, keep = torch.randint(300, (2, 12)), torch.ones(2, 12)
    keep[1, 5] = 0
    whole = model.states(pieces, keep, torch.zeros(2, UNITS))
    state, parts = torch.zeros(2, UNITS), []
    for at in range(0, 12, 4):
        parts.append(model.states(pieces[:, at : at + 4], keep[:, at : at + 4], state))
        state = parts[-1][:, -1]
    torch.testing.assert_close(torch.cat(parts, 1), whole)
    alone = model.states(pieces[1:, 5:], keep[1:, 5:], torch.randn(1, UNITS))
    torch.testing.assert_close(whole[1:, 5:], alone)


# States as columns


def test_a_tree_of_hypotheses_equals_one_pass_each(model: Gru) -> None:
    rng = np.random.default_rng(0)
    prefix = rng.integers(0, 300, 11)
    tree = Session().align(GruRuntime(model), Context(prefix, NOTHING, NOTHING))
    for _ in range(5):
        parents = rng.integers(0, len(tree), 6)
        tree.step([(int(parent), int(rng.integers(300))) for parent in parents])
    assert len(tree) > 20
    for node, row in enumerate(tree.rows):
        expected = naive(model, [*prefix.tolist(), *tree.path(node)])[-1]
        np.testing.assert_allclose(row, expected, atol=2e-4)


def test_a_prefix_may_come_at_once_or_in_parts(model: Gru) -> None:
    runtime = GruRuntime(model)
    pieces = np.random.default_rng(1).integers(0, 300, 10)
    cache, rows = Cache(runtime.config), []
    for at, end in pairwise((0, 1, 5, 10)):
        mask = np.tri(end - at, end, at, dtype=np.bool_)
        found, columns = runtime.forward(
            Step(pieces[at:end], np.arange(at, end), cache, mask, np.arange(end - at))
        )
        cache.append(columns)
        rows.append(found)
    np.testing.assert_allclose(np.concatenate(rows), naive(model, pieces.tolist()), atol=2e-4)


def test_nothing_beside_is_read(model: Gru) -> None:
    assert GruRuntime(model).encode(np.array([1, 2]), np.array([3])) is None


# Tokens


def spellings(subword: Subword, text: str, *, is_first: bool = True) -> Iterator[list[int]]:
    """Every way to spell a token by pieces."""
    if not text:
        yield []
    for piece, surface in enumerate(subword.texts):
        fits = surface and text.startswith(surface) and bool(subword.starts[piece]) is is_first
        if fits and not subword.is_control[piece]:
            for rest in spellings(subword, text[len(surface) :], is_first=False):
                yield [piece, *rest]


def brute_force(completer: Completer, model: Gru, request: Request, token: str) -> float:
    """P(the next token is `token`, given that one begins), by one pass for each spelling."""
    context = completer.context(look(request.text, request.offset)).pieces.tolist()
    starts = completer.subword.starts
    total = 0.0
    for pieces in spellings(completer.subword, token):
        rows = naive(model, [*context, *pieces])[len(context) - 1 :]
        log_p = sum(float(row[piece]) for row, piece in zip(rows, pieces, strict=False))
        total += math.exp(log_p) * float(np.exp(rows[-1])[starts].sum())
    begins = float(np.exp(naive(model, context)[-1])[starts].sum())
    return total / begins


@pytest.mark.parametrize("text", ["int sum = ", "total = count + ", "sum (0); count = "])
def test_a_token_is_as_probable_as_all_its_spellings(
    text: str, completer: Completer, model: Gru
) -> None:
    # Not at the end of a line, where the token may also come after layout.
    request = Request(text + " 1;", len(text), lines=False)
    items = completer.complete(request).tokens
    assert len(items) >= 3
    for item in items:
        expected = brute_force(completer, model, request, item.text)
        assert item.probability == pytest.approx(expected, rel=0.05, abs=1e-3)


def test_a_typed_token_fits_what_is_typed(completer: Completer) -> None:
    items = completer.complete(Request("int s", 5, lines=False)).tokens
    assert any(item.replace == 1 for item in items)
    assert all(item.text.lower().startswith("s") for item in items if item.replace)


def test_a_score_is_one_spelling_of_the_brute_force(completer: Completer, model: Gru) -> None:
    score = scorer(completer)
    assert score is not None
    request = Request("sum = ", 6)
    for token in ("count", ";", "unheardOf"):
        found = score(request, token, completer.new_session())
        context = completer.context(look(request.text, request.offset)).pieces.tolist()
        pieces = completer.subword.encode(token)
        rows = naive(model, [*context, *pieces])[len(context) - 1 :]
        expected = sum(float(row[piece]) for row, piece in zip(rows, pieces, strict=False))
        expected += math.log(np.exp(rows[-1])[completer.subword.starts].sum())
        assert found == pytest.approx(expected, abs=1e-3)


# The folder


def test_what_is_saved_is_opened(model: Gru, subword: Subword, tmp_path: Path) -> None:
    vocabulary = tmp_path / "given.model"
    Subword.train([WORDS], 300, vocabulary)
    save(model, vocabulary, tmp_path / "gru", {"steps": 3})
    again = load(tmp_path / "gru")
    assert again.config == model.config
    assert all(
        torch.equal(p, q) for p, q in zip(again.parameters(), model.parameters(), strict=True)
    )
    engine = open_gru(tmp_path / "gru")
    assert (engine.info.name, engine.info.parameters) == (f"gru-{UNITS}", model.n_parameters)
    tree = Session().align(engine.runtime, Context(np.array([5, 9]), NOTHING, NOTHING))
    np.testing.assert_allclose(tree.rows[Tree.ROOT], naive(model, [5, 9])[-1], atol=2e-4)


def test_a_broken_folder_is_one_sentence(model: Gru, tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match="holds no GRU"):
        open_gru(tmp_path)
    other = tmp_path / "other.model"
    Subword.train([WORDS], 310, other)
    save(model, other, tmp_path, {})
    with pytest.raises(ArtefactError, match="another vocabulary"):
        open_gru(tmp_path)
    (tmp_path / "gru.safetensors").write_bytes(b"nothing")
    with pytest.raises(ArtefactError, match="holds no GRU"):
        open_gru(tmp_path)
