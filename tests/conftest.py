"""A model folder with random weights, for tests that go the whole way: nothing is trained here.

Servers that tests start count into a folder of their own, never among what the user's editors did.
"""

import atexit
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # a busy machine is no fault
settings.load_profile("untimed")
os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(prefix="beamcoder-state-")
atexit.register(shutil.rmtree, os.environ["XDG_STATE_HOME"], ignore_errors=True)


@pytest.fixture(scope="session")
def random_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small enough to be quick; what it proposes is nonsense. Tests that break it break a copy."""
    torch = pytest.importorskip("torch")
    from safetensors.torch import save_file

    from beamcoder.model.network.config import ModelConfig
    from beamcoder.model.network.seq2seq import Seq2Seq
    from beamcoder.tokenizer.subword import Subword
    from beamcoder.training.export.command import Checkpoint, export

    torch.set_num_threads(1)
    torch.manual_seed(1)
    checkpoint = tmp_path_factory.mktemp("random-checkpoint")
    config = ModelConfig(depth=2, n_pieces=300, context=192, after_context=32)
    words = [f"{a}{b}{c}" for a in "qwertz" for b in "aeiou" for c in "nmlkj"]
    Subword.train([words] * 3, config.n_pieces, checkpoint / "tokenizer.model")
    network = Seq2Seq(config)
    for matrix in network.parameters():
        torch.nn.init.normal_(matrix, std=matrix.shape[1] ** -0.5)
    save_file(network.state_dict(), checkpoint / "model.safetensors")
    (checkpoint / "config.json").write_text(json.dumps({"model": config.to_json()}))
    folder = tmp_path_factory.mktemp("models") / "random"
    export(Checkpoint.load(checkpoint), folder, "random")
    return folder
