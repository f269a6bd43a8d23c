"""CTranslate2 in int8 as a compared engine, with random weights.

Root-mean-square norms, rotary positions, QK norm as ours; it knows no squared ReLU and takes the
plain one. The prompt is its `static_prompt`, whose state it keeps between calls.
"""

import tempfile
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from ctranslate2.specs import Activation, TransformerDecoderModelSpec

from beamcoder.bench.peers.beam import BeamTask, shape_of
from beamcoder.model.network.config import HEAD_DIM


class CTranslateEngine:
    def __init__(self, task: BeamTask) -> None:
        self.version = f"ctranslate2 {ctranslate2.__version__}"
        self.note = f"int8, {shape_of(task.config)}"
        self._task = task
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "peer"
            path.mkdir()
            write_model(path, task)
            self._generator = ctranslate2.Generator(
                str(path), device="cpu", compute_type="int8", intra_threads=task.n_threads
            )
        self._prompt = [f"p{piece}" for piece in task.prompt]
        self.search()  # the prompt is cached from here on

    def search(self) -> list[list[int]]:
        task = self._task
        (found,) = self._generator.generate_batch(
            [self._prompt[-1:]],
            static_prompt=self._prompt[:-1],
            beam_size=task.width,
            num_hypotheses=task.width,
            max_length=task.n_steps,
            min_length=task.n_steps,
            include_prompt_in_result=False,
        )
        return [list(ids) for ids in found.sequences_ids]

    def close(self) -> None:
        self._generator.unload_model()


def write_model(folder: Path, task: BeamTask) -> None:
    config = task.config
    spec = TransformerDecoderModelSpec.from_config(
        config.depth,
        config.n_heads,
        activation=Activation.RELU,
        rms_norm=True,
        rotary_dim=0,  # of each head, all
        rotary_interleave=False,
        qk_norm=True,
    )
    fill(spec.decoder, task)
    spec.register_vocabulary([f"p{i}" for i in range(config.n_pieces)])
    # Pieces that no prompt holds: the end never comes before the last step.
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "p1", "p2", "p0"
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


def fill(decoder: Any, task: BeamTask) -> None:
    config, matrix = task.config, task.matrix
    width, hidden = config.width, config.hidden
    decoder.scale_embeddings = False
    decoder.embeddings.weight = matrix(config.n_pieces, width)
    decoder.projection.weight = matrix(config.n_pieces, width)
    decoder.layer_norm.gamma = np.ones(width, np.float32)
    for layer in decoder.layer:
        attention, feed_forward = layer.self_attention, layer.ffn
        attention.linear[0].weight = matrix(3 * width, width)
        attention.linear[1].weight = matrix(width, width)
        feed_forward.linear_0.weight = matrix(hidden, width)
        feed_forward.linear_1.weight = matrix(width, hidden)
        for norm in (attention.layer_norm, feed_forward.layer_norm):
            norm.gamma = np.ones(width, np.float32)
        for norm in (attention.q_norm, attention.k_norm):
            norm.gamma = np.ones(HEAD_DIM, np.float32)
