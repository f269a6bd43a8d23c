"""Shape of a model: one dial, `depth`, and what is derived from it.

Knows nothing of torch: the CPU runtime reads it too.
"""

from dataclasses import asdict, dataclass, fields
from pathlib import Path

from beamcoder.errors import ArtefactError
from beamcoder.model.folder_file import read_object

HEAD_DIM = 64  # numbers in a head, as in most Transformers since Vaswani et al. 2017
# Far above what a keyboard can wait for; a folder that asks for more is broken or hostile.
MAX_SIZES = {
    "depth": 64,
    "n_pieces": 1 << 16,
    "context": 1 << 16,
    "after_context": 1 << 16,
    "statement_context": 1 << 16,
}
ROTARY_BASE = 10_000.0  # pieces: the longest wave is 2 pi times this (Su et al. 2021)


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Encoder-decoder over pieces. Widths are in numbers, contexts in pieces."""

    depth: int = 8  # decoder layers: the dial
    n_pieces: int = 6144  # vocabulary, special pieces included
    context: int = 1024  # decoder window
    after_context: int = 256  # encoder window over the code after the cursor
    statement_context: int = 256  # encoder window over the problem statement

    @property
    def width(self) -> int:
        """48 a layer, rounded up to whole heads: 6 -> 320, 8 -> 384, 12 -> 576."""
        return HEAD_DIM * -(-self.depth * 48 // HEAD_DIM)

    @property
    def n_heads(self) -> int:
        return self.width // HEAD_DIM

    @property
    def hidden(self) -> int:
        """Width of the feed-forward layer."""
        return 4 * self.width

    @property
    def encoder_depth(self) -> int:
        return max(1, self.depth // 4)

    @property
    def cross_layers(self) -> tuple[int, ...]:
        """Decoder layers that read the encoder: every second one, counted from the top."""
        return tuple(range(self.depth - 1, 0, -2))[::-1]

    @classmethod
    def load(cls, path: Path) -> "ModelConfig":
        """Read config.json; ArtefactError on unknown keys or sizes that cannot be."""
        sizes = read_object(path).get("model")
        if not isinstance(sizes, dict) or not sizes.keys() <= MAX_SIZES.keys():
            names = ", ".join(field.name for field in fields(cls))
            raise ArtefactError(f'{path} is not a model configuration: "model" has {names}')
        for name, size in sizes.items():
            if type(size) is not int or not 1 <= size <= MAX_SIZES[name]:
                raise ArtefactError(
                    f"{path} is not a model configuration: {name} must be a whole number "
                    f"from 1 to {MAX_SIZES[name]:,}, not {str(size)[:20]}"
                )
        return cls(**sizes)

    def to_json(self) -> dict[str, int]:
        return asdict(self)
