"""The GRU's training: its rows, its loss, its command."""

from pathlib import Path

import numpy as np
import pytest
import torch

from beamcoder.model.proposal import Request
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.dataset import Choice, PieceSet, keep_pieces, keep_vocabulary
from beamcoder.training.data.holes import IGNORED
from beamcoder.training.evaluation.baselines.gru import train as gru
from beamcoder.training.evaluation.baselines.gru.engine import open_gru
from beamcoder.training.evaluation.baselines.gru.network import Gru, GruConfig
from beamcoder.training.run.device import Placement
from beamcoder.training.run.loop import _fixed_batches
from beamcoder.training.run.recipe import Recipe
from tests.training.evaluation.baselines.gru.recurrent import UNITS, naive

HERE = Placement("cpu", torch.float32)
TINY = gru.GruOptions(minutes=0.01, rows=4, length=16, validation_rows=8, compile=False)


@pytest.fixture(scope="module")
def splits(shared_corpus: Path) -> tuple[list[PieceSet], Subword]:
    vocabulary = keep_vocabulary(shared_corpus, 500)
    return keep_pieces(shared_corpus, vocabulary, Choice(("stdin",))), Subword.load(vocabulary)


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
    """The same rows as the model's; each piece scored after its own file alone."""
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
    trainer = gru.GruTrainer(Gru(GruConfig(subword.n_pieces, UNITS)), TINY, HERE)
    chunk = gru.validation_chunk(validation, subword, 8)
    before = gru.mean_loss(trainer.model, chunk, HERE)
    source, state = gru.chunks(pieces, subword.bos, TINY), torch.zeros(TINY.rows, UNITS)
    for _ in range(30):
        state = trainer.step(next(source), state, 1.0)
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
    inputs = ["train", "--corpus", str(shared_corpus), "--out", str(tmp_path), "--minutes", "0"]
    assert gru.main(inputs) == 2
    assert "--minutes must be positive" in capsys.readouterr().err
