"""The GRU baseline: its recurrence, its states as columns, its folder, its training."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch

from beamcoder.errors import ArtefactError
from beamcoder.model.cache import Cache
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import ModelInfo, Request
from beamcoder.model.session import Context, Session
from beamcoder.tokenizer.cursor import look
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.dataset import Choice, PieceSet, keep_pieces, keep_vocabulary
from beamcoder.training.device import Placement
from beamcoder.training.evaluation.baselines import gru
from beamcoder.training.evaluation.baselines.gru_engine import GruCompleter, GruRuntime, open_gru
from beamcoder.training.evaluation.baselines.gru_network import Gru, GruConfig, load, save
from beamcoder.training.evaluation.scoring import scorer
from beamcoder.training.holes import IGNORED
from beamcoder.training.loop import _fixed_batches
from beamcoder.training.recipe import Recipe

UNITS = 64
WORDS = ["int", "sum", "count", "total", ";", "=", "0", "1", "+", "(", ")", "\n"] * 4
HERE = Placement("cpu", torch.float32)
TINY = gru.Options(minutes=0.01, rows=4, length=16, validation_rows=8, compile=False)
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


@pytest.fixture(scope="module")
def splits(shared_corpus: Path) -> tuple[list[PieceSet], Subword]:
    vocabulary = keep_vocabulary(shared_corpus, 500)
    return keep_pieces(shared_corpus, vocabulary, Choice(("stdin",))), Subword.load(vocabulary)


def as_torch(model: Gru, cell: torch.nn.GRU) -> torch.nn.GRU:
    """The same cell, of torch's own making."""
    parts = model.gates.weight, model.recurrent.weight, model.gates.bias, torch.zeros(3 * UNITS)
    for parameter, part in zip(cell.parameters(), parts, strict=True):
        parameter.data = part.data
    return cell


def naive(model: Gru, pieces: Sequence[int]) -> np.ndarray:
    """Log-probabilities behind each piece, by torch's own recurrence from the first piece on."""
    cell = as_torch(model, torch.nn.GRU(UNITS, UNITS))
    with torch.no_grad():
        states, _ = cell(model.embedding(torch.tensor(pieces)))
        rows: np.ndarray = model.logits(states).log_softmax(-1).numpy()
    return rows


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
            pieces[at:end], np.arange(at, end), cache, mask, np.arange(end - at)
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
    # Not at the end of a line, where the token may also come behind layout.
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


# Training


def test_streams_go_on_and_forget_where_a_file_begins(
    splits: tuple[list[PieceSet], Subword],
) -> None:
    (pieces, _), subword = splits
    source = gru.chunks(pieces, subword.bos, TINY)
    first, second = next(source), next(source)
    begins = first.pieces == subword.bos
    assert begins.any() and torch.equal(begins, first.keep == 0)
    joined = torch.cat((first.pieces, second.pieces), 1)
    targets = torch.cat((first.targets, second.targets), 1)[:, :-1]
    is_file_end = joined[:, 1:] == subword.bos
    assert torch.equal(targets[~is_file_end], joined[:, 1:][~is_file_end])
    assert (targets[is_file_end] == IGNORED).all()


def test_the_validation_loss_is_that_of_other_runs(
    splits: tuple[list[PieceSet], Subword], recipe_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rows as the model's; each piece scored behind its own file alone."""
    (_, pieces), subword = splits
    recipe = Recipe.load(str(recipe_path))
    monkeypatch.setattr(gru, "VALIDATION_LENGTH", recipe.model.context)
    chunk = gru.validation_chunk(pieces, subword, recipe.run.validation_rows)
    batches = _fixed_batches(pieces, subword, recipe)["plain"]  # type: ignore[index]
    assert torch.equal(chunk.pieces, torch.cat([batch.pieces for batch in batches]))
    assert torch.equal(chunk.targets, torch.cat([batch.targets for batch in batches]))
    model = Gru(GruConfig(subword.n_pieces, UNITS))
    wanted = torch.arange(chunk.pieces.shape[1]) % 16 == 3
    sampled = torch.where(wanted, chunk.targets, IGNORED)
    mask = torch.cat([batch.mask for batch in batches])
    losses = [
        -naive(model, chunk.pieces[row, mask[row, at]].tolist())[-1][sampled[row, at]]
        for row, at in (sampled != IGNORED).nonzero().tolist()
    ]
    found = gru.mean_loss(model, gru.Chunk(chunk.pieces, sampled, chunk.keep), HERE)
    assert len(losses) > 20 and found == pytest.approx(np.mean(losses), rel=1e-4)


def test_steps_learn(splits: tuple[list[PieceSet], Subword]) -> None:
    (pieces, validation), subword = splits
    torch.manual_seed(0)
    trainer = gru.Trainer(Gru(GruConfig(subword.n_pieces, UNITS)), TINY, HERE)
    chunk = gru.validation_chunk(validation, subword, 8)
    before = gru.mean_loss(trainer.model, chunk, HERE)
    source, state = gru.chunks(pieces, subword.bos, TINY), torch.zeros(TINY.rows, UNITS)
    for _ in range(30):
        state = trainer._step(next(source), state, 1.0)
    assert gru.mean_loss(trainer.model, chunk, HERE) < before * 0.8
    assert trainer.n_pieces == 30 * 64


def test_a_corpus_becomes_an_engine(shared_corpus: Path, tmp_path: Path) -> None:
    gru.train(shared_corpus, tmp_path / "gru", TINY, 500, ("stdin",))
    engine = open_gru(tmp_path / "gru")
    answer = engine.complete(Request("class A { int ", 14), engine.new_session())
    assert answer.tokens and engine.runtime.config.n_pieces == 500


def test_bad_use_is_told(
    shared_corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["train", "--corpus", str(shared_corpus), "--out", str(tmp_path), "--minutes", "0"]
    assert gru.main(given) == 2
    assert "--minutes must be positive" in capsys.readouterr().err
