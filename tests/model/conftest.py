"""A small random network, and the folder that is exported from it: nothing is trained here."""

import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.seq2seq import Seq2Seq
from beamcoder.model.runtime.interface import Runtime
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.export.command import Checkpoint, export
from tests.model.forwarding import Runtimes, open_runtimes

torch.set_num_threads(1)  # threads cost more than they bring at this size

N_PIECES = 300
CONFIG = ModelConfig(depth=4, n_pieces=N_PIECES, context=64, after_context=16, statement_context=12)


@pytest.fixture(scope="session")
def network() -> Seq2Seq:
    """Every matrix random: those that training starts at zero would hide what stands before."""
    torch.manual_seed(1)
    model = Seq2Seq(CONFIG)
    for matrix in model.parameters():
        torch.nn.init.normal_(matrix, std=matrix.shape[1] ** -0.5)
    return model.eval()


@pytest.fixture(scope="session")
def tokenizer_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tokenizer") / "tokenizer.model"
    words = [f"{a}{b}{c}" for a in "qwertz" for b in "aeiou" for c in "nmlkj"]
    Subword.train([words] * 3, N_PIECES, path)
    return path


@pytest.fixture(scope="session")
def checkpoint_path(
    network: Seq2Seq, tokenizer_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint")
    save_file(network.state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(f'{{"model": {CONFIG.to_json()}}}'.replace("'", '"'))
    (folder / "tokenizer.model").write_bytes(tokenizer_path.read_bytes())
    return folder


@pytest.fixture(scope="session")
def model_path(checkpoint_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model folder; tests that break one break a copy."""
    folder = tmp_path_factory.mktemp("models") / "small"
    export(Checkpoint.load(checkpoint_path), folder, "small")
    return folder


@pytest.fixture
def folder(model_path: Path, tmp_path: Path) -> Path:
    """A copy to break."""
    return Path(shutil.copytree(model_path, tmp_path / "model"))


@pytest.fixture(scope="session")
def runtimes(network: Seq2Seq, tmp_path_factory: pytest.TempPathFactory) -> Runtimes:
    """In single precision: the same numbers in all of them."""
    return open_runtimes(network, tmp_path_factory.mktemp("graphs"), 1.0)


@pytest.fixture(params=["onnx", "torch"])
def runtime(request: pytest.FixtureRequest, runtimes: Runtimes) -> Runtime:
    return runtimes[request.param]
