"""Hugging Face's `generate` as a compared engine: torch eager, single precision.

The network is `transformers`' Arcee of our shape with random weights: root-mean-square norms,
rotary positions and a squared ReLU without a gate, as ours. The prompt's keys and values go in
repeated for each beam, as `generate` wants them.
"""

import torch
import transformers
from transformers import ArceeConfig, ArceeForCausalLM, DynamicCache

from beamcoder.bench.peers.beam import BeamTask, shape_of
from beamcoder.model.network.config import HEAD_DIM, ROTARY_BASE


class HuggingFaceEngine:
    def __init__(self, task: BeamTask) -> None:
        self.version = f"transformers {transformers.__version__}, torch {torch.__version__}"
        self.note = f"single precision, eager, Arcee, {shape_of(task.config)}"
        self._task = task
        torch.set_num_threads(task.n_threads)
        transformers.logging.set_verbosity_error()
        transformers.logging.disable_progress_bar()
        torch.manual_seed(task.seed)
        self._model = ArceeForCausalLM(arcee_config(task)).eval()
        self._prompt = torch.tensor([task.prompt])
        self._cache = DynamicCache(config=self._model.config)
        with torch.inference_mode():
            self._model(self._prompt[:, :-1], past_key_values=self._cache, logits_to_keep=1)
        self._cache.batch_repeat_interleave(task.width)

    def search(self) -> list[list[int]]:
        task = self._task
        with torch.inference_mode():
            found = self._model.generate(
                self._prompt,
                attention_mask=torch.ones_like(self._prompt),
                past_key_values=self._cache,
                num_beams=task.width,
                num_return_sequences=task.width,
                max_new_tokens=task.n_steps,
                min_new_tokens=task.n_steps,
                do_sample=False,
            )
            self._cache.crop(task.n_cached - self._cache.get_seq_length())
        lines: list[list[int]] = found[:, self._prompt.shape[1] :].tolist()
        return lines

    def close(self) -> None:
        """Python collects it."""


def arcee_config(task: BeamTask) -> ArceeConfig:
    config = task.config
    return ArceeConfig(
        vocab_size=config.n_pieces,
        hidden_size=config.width,
        intermediate_size=config.hidden,
        num_hidden_layers=config.depth,
        num_attention_heads=config.n_heads,
        head_dim=HEAD_DIM,
        max_position_embeddings=config.context,
        rope_parameters={"rope_type": "default", "rope_theta": float(ROTARY_BASE)},
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
        attn_implementation="eager",
    )
