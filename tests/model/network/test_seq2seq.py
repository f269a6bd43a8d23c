"""The network: what each state may depend on, and what it must not."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from beamcoder.errors import ArtefactError
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import EncoderInput, Seq2Seq

N, M = 10, 12  # pieces of the decoder; of the encoder, the first three a statement
N_STATEMENT = 3


def random_pieces(*shape: int, seed: int = 0) -> Tensor:
    return torch.randint(1, 300, shape, generator=torch.Generator().manual_seed(seed))


def causal(n: int = N) -> Tensor:
    return torch.ones(1, n, n, dtype=torch.bool).tril()


def reading(pieces: Tensor) -> EncoderInput:
    """A statement, read both ways, and code, read from right to left; all in sight."""
    is_statement = (torch.arange(M) < N_STATEMENT)[None]
    mask = torch.ones(1, M, M, dtype=torch.bool).triu()
    mask[:, :N_STATEMENT] = is_statement
    visible = torch.ones(1, N, M, dtype=torch.bool)
    return EncoderInput(
        pieces, torch.arange(M)[None], is_statement, mask, torch.full((1, N), 4), visible
    )


def changed(pieces: Tensor, at: int) -> Tensor:
    other = pieces.clone()
    other[0, at] = other[0, at] % 299 + 1
    return other


@torch.no_grad()
@pytest.mark.parametrize("at", [1, 5, N - 1])
def test_no_logits_know_what_comes(network: Seq2Seq, at: int) -> None:
    pieces, given = random_pieces(1, N), reading(random_pieces(1, M, seed=1))
    before = network(pieces, causal(), given)
    after = network(changed(pieces, at), causal(), given)
    assert torch.equal(before[:, :at], after[:, :at])
    assert not torch.allclose(before[:, at:], after[:, at:])


@torch.no_grad()
def test_files_in_a_row_do_not_see_each_other(network: Seq2Seq) -> None:
    pieces = random_pieces(1, N)
    owner = (torch.arange(N) >= 4)[None]
    mask = causal() & (owner[:, :, None] == owner[:, None, :])
    before, after = network(pieces, mask), network(changed(pieces, 1), mask)
    assert torch.equal(before[:, 4:], after[:, 4:])


@torch.no_grad()
@pytest.mark.parametrize("at", [N_STATEMENT, 7, M - 1])
def test_the_encoder_reads_code_from_right_to_left(network: Seq2Seq, at: int) -> None:
    pieces = random_pieces(1, M)
    before, after = (network.encode(reading(p)) for p in (pieces, changed(pieces, at)))
    same = torch.isclose(before, after, atol=1e-6).all(-1)[0]
    assert same[at + 1 :].all() and same[:N_STATEMENT].all()
    assert not same[N_STATEMENT : at + 1].any()


@torch.no_grad()
def test_a_statement_has_no_place_beside_the_code(network: Seq2Seq) -> None:
    """Where the cursor stands is nothing to a statement; to code after the cursor it is."""
    pieces, given = random_pieces(1, N), reading(random_pieces(1, M, seed=1))
    moved = replace(given, cursor=given.cursor + 3)
    statement_only = given.visible & given.is_statement[:, None]
    near, far = (
        network(pieces, causal(), replace(g, visible=statement_only)) for g in (given, moved)
    )
    assert torch.allclose(near, far, atol=1e-5)
    assert not torch.allclose(
        network(pieces, causal(), given), network(pieces, causal(), moved), atol=1e-5
    )


@torch.no_grad()
def test_cursor_and_code_may_move_together(network: Seq2Seq) -> None:
    """Only the distance from the end of the hole counts."""
    pieces, given = random_pieces(1, N), reading(random_pieces(1, M, seed=1))
    code = torch.where(given.is_statement, 0, 50)
    moved = replace(given, cursor=given.cursor + 50, positions=given.positions + code)
    cursor, there = network(pieces, causal(), given), network(pieces, causal(), moved)
    assert torch.allclose(cursor, there, atol=1e-3)


@torch.no_grad()
def test_nothing_in_sight_is_as_nothing_given(network: Seq2Seq) -> None:
    pieces, given = random_pieces(1, N), reading(random_pieces(1, M, seed=1))
    blind = replace(given, visible=torch.zeros_like(given.visible))
    assert torch.equal(network(pieces, causal(), blind), network(pieces, causal()))


@torch.no_grad()
def test_rows_of_a_batch_do_not_see_each_other(network: Seq2Seq) -> None:
    pieces, read = random_pieces(3, N), random_pieces(3, M, seed=1)
    one = reading(read[:1])
    together = EncoderInput(
        *(getattr(one, name).expand(3, *getattr(one, name).shape[1:]) for name in one.__slots__)
    )
    batch = network(pieces, causal().expand(3, N, N), replace(together, pieces=read))
    for row in range(3):
        alone = network(pieces[row : row + 1], causal(), reading(read[row : row + 1]))
        assert torch.allclose(batch[row : row + 1], alone, atol=1e-4)


def test_a_new_network_knows_nothing() -> None:
    model = Seq2Seq(ModelConfig(depth=1, n_pieces=300))
    assert not model(random_pieces(1, N), causal()).any()


@pytest.mark.parametrize(
    ("depth", "width", "cross"), [(1, 64, ()), (6, 320, (1, 3, 5)), (8, 384, (1, 3, 5, 7))]
)
def test_the_dial_decides_the_shape(depth: int, width: int, cross: tuple[int, ...]) -> None:
    config = ModelConfig(depth=depth)
    assert (config.width, config.cross_layers) == (width, cross)
    assert config.n_heads * 64 == width and config.hidden == 4 * width


@pytest.mark.parametrize("fields", ['{"depth": 0}', '{"depth": 2.5}', '{"deep": 2}', "[]", '"x"'])
def test_a_broken_configuration(tmp_path: Path, fields: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(f'{{"model": {fields}}}', encoding="utf-8")
    with pytest.raises(ArtefactError, match="is not a model configuration"):
        ModelConfig.load(path)
