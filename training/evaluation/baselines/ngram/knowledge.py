"""State of the n-gram models after counting, and the file that keeps it.

One .npz file of plain arrays next to the corpus; nothing in it is ever unpickled.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import CorpusError
from beamcoder.training.evaluation.baselines.ngram.counts import Counts
from beamcoder.training.evaluation.baselines.ngram.interpolation import Floats
from beamcoder.training.evaluation.baselines.ngram.lexicon import Lexicon
from beamcoder.training.evaluation.baselines.ngram.spelling import ORDER as SPELLING_ORDER
from beamcoder.training.evaluation.baselines.ngram.spelling import SpellingModel

MODELS: Final = ("plain", "cached", "nested")
PARTING: Final = "\0"  # between tokens; no token that holds it is known


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`weights` has those of each of MODELS; `digest` is of the corpus file that was counted."""

    lexicon: Lexicon
    counts: Counts
    spelling: SpellingModel
    weights: Mapping[str, Floats]
    digest: str

    @property
    def order(self) -> int:
        return self.counts.order

    def save(self, path: Path) -> None:
        """CorpusError if it cannot be written."""
        arrays: dict[str, Any] = {
            "digest": _bytes(self.digest),
            "tokens": _bytes(PARTING.join(self.lexicon.tokens)),
            "order": np.array(self.order),
            "pairs": self.counts.pairs,
            "starts": self.counts.starts,
            "spelling.pairs": self.spelling.counts.pairs,
            "spelling.starts": self.spelling.counts.starts,
            "spelling.weights": self.spelling.weights,
        }
        arrays |= {f"weights.{name}": self.weights[name] for name in MODELS}
        draft = path.with_name(f"{path.stem}.{os.getpid()}.part.npz")
        try:
            np.savez(draft, allow_pickle=False, **arrays)
            draft.replace(path)
        except OSError as exc:
            raise CorpusError(f"{path} cannot be written: {exc.strerror or exc}") from exc
        finally:
            draft.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "Knowledge":
        """CorpusError if `path` is not what `save` has written."""
        try:
            with np.load(path, allow_pickle=False) as file:
                counts = Counts(file["pairs"], file["starts"], int(file["order"]))
                spelt = Counts(file["spelling.pairs"], file["spelling.starts"], SPELLING_ORDER)
                return cls(
                    Lexicon(_text(file["tokens"]).split(PARTING)),
                    counts,
                    SpellingModel(spelt, file["spelling.weights"]),
                    {name: file[f"weights.{name}"] for name in MODELS},
                    _text(file["digest"]),
                )
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as exc:
            raise CorpusError(f"{path} holds no counts of an n-gram: {exc}") from exc


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)


def _text(array: NDArray[np.uint8]) -> str:
    return array.tobytes().decode("utf-8", "surrogatepass")
