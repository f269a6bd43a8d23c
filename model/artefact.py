"""Model folders: checks of sums and sizes, and the loading of weights.

    folder = open_folder(None)              # the default model
    runtime = open_runtime(folder, "auto")  # CUDA where torch finds it, else the CPU

A folder holds config.json, tokenizer.model, model.safetensors, decoder.onnx, encoder.onnx,
calibration.json, MODEL_CARD.md and SHA256SUMS. The weights exist once, in eight bits: the graphs
hold no numbers of their own but point into model.safetensors. Nothing is ever unpickled.
"""

import hashlib
import importlib.util
import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError, DeviceError, UsageError
from beamcoder.model.folder_file import (
    MAX_TEXT_BYTES,
    open_regular,
    read_object,
    read_regular,
    sha256_of,
)
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.network.packing import BLOCK, SCALE_SUFFIX, unpack
from beamcoder.model.proposal import ModelInfo
from beamcoder.model.runtime.interface import Runtime

DEFAULT = Path(__file__).parent / "weights" / "default"
CONFIG, TOKENIZER, CALIBRATION = "config.json", "tokenizer.model", "calibration.json"
WEIGHTS, DECODER, ENCODER = "model.safetensors", "decoder.onnx", "encoder.onnx"
CARD, SUMS = "MODEL_CARD.md", "SHA256SUMS"
STATEMENT_TRUST = "statement_trust"  # in config.json; a folder without it believes all
REQUIRED = (CONFIG, TOKENIZER, CALIBRATION, WEIGHTS, DECODER, ENCODER)

# Where Linux, and Windows' Linux, show an NVIDIA driver. Looking costs nothing; importing torch
# to ask costs seconds.
DRIVER_FILES = (Path("/proc/driver/nvidia/version"), Path("/dev/nvidiactl"), Path("/dev/dxg"))

MAX_HEADER_BYTES = 100 << 20  # as safetensors itself allows
LAYER = re.compile(r"decoder\.\d+\.mlp\.up\.weight")  # one of them in each decoder layer
NUMPY_TYPES = {"F32": np.float32, "F16": np.float16, "U8": np.uint8}  # by safetensors' names


class WeightFile:
    """A safetensors file: where each array lies, and the arrays themselves."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with open_regular(path) as file:
                header_len = int.from_bytes(file.read(8), "little")
                header = dict(json.loads(file.read(min(header_len, MAX_HEADER_BYTES))))
        except (OSError, ValueError, TypeError, RecursionError) as exc:
            raise ArtefactError(f"{path} is not a safetensors file") from exc
        header.pop("__metadata__", None)
        self.entries: dict[str, dict[str, Any]] = header
        self._start = 8 + header_len

    def place(self, name: str) -> tuple[int, int]:
        """-> where the array begins in the file and how long it is, in bytes."""
        begin, end = self.entries[name]["data_offsets"]
        return self._start + begin, end - begin

    def array(self, name: str) -> NDArray[Any]:
        begin, _ = self.place(name)
        shape, dtype = self.entries[name]["shape"], NUMPY_TYPES[self.entries[name]["dtype"]]
        count = int(np.prod(shape))
        return np.fromfile(self.path, dtype, count=count, offset=begin).reshape(shape)

    def matrices(self) -> dict[str, NDArray[np.float32]]:
        """Every matrix by its name in the state dict, unpacked."""
        names = [name for name in self.entries if not name.endswith(SCALE_SUFFIX)]
        return {name: unpack(self.array(name), self.array(name + SCALE_SUFFIX)) for name in names}


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder that has been checked. `calibration` is the content of calibration.json;
    `statement_trust` how much of what a problem's statement says is believed, from 0 to 1."""

    path: Path
    config: ModelConfig
    info: ModelInfo
    calibration: dict[str, Any]
    statement_trust: float = 1.0

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def tokenizer_path(self) -> Path:
        return self.path / TOKENIZER

    @property
    def weights_path(self) -> Path:
        return self.path / WEIGHTS

    @property
    def decoder_path(self) -> Path:
        return self.path / DECODER

    @property
    def encoder_path(self) -> Path:
        return self.path / ENCODER


def open_folder(path: Path | None = None) -> ModelFolder:
    """The folder, checked against its sums (20 ms for 26 MB); None is the default model.

    ArtefactError in one sentence if anything is missing, changed or does not fit together.
    """
    folder = DEFAULT if path is None else path
    if not folder.is_dir():
        raise ArtefactError(f"there is no model folder {folder}")
    sha256 = checked_sum(folder)
    config = ModelConfig.load(folder / CONFIG)
    fields = read_object(folder / CONFIG)
    _check_fit(folder, config)
    try:
        info = ModelInfo(str(fields["name"]), int(fields["parameters"]), sha256)
    except (KeyError, TypeError, ValueError) as exc:
        raise ArtefactError(f"{folder / CONFIG} lacks a name or a number of parameters") from exc
    trust = fields.get(STATEMENT_TRUST, 1.0)
    if type(trust) not in (int, float) or not 0 <= trust <= 1:
        raise ArtefactError(f"{folder / CONFIG}: {STATEMENT_TRUST} is no share: {trust!r}")
    return ModelFolder(folder, config, info, read_object(folder / CALIBRATION), float(trust))


def open_runtime(folder: ModelFolder, device: str = "auto") -> Runtime:
    """`device` is "cpu", "cuda", "cuda:N", or "auto": CUDA where it works, else the CPU."""
    if device == "auto" and cuda_seems_present():
        try:
            return _open_torch(folder, "cuda")
        except DeviceError:
            pass
    if device in ("auto", "cpu"):
        return _open_onnx(folder)
    if device.split(":")[0] != "cuda":
        raise UsageError(f"the device is auto, cpu, cuda or cuda:N, not {device!r}")
    return _open_torch(folder, device)


def cuda_seems_present() -> bool:
    """Whether importing torch to look for CUDA is worth its seconds."""
    if importlib.util.find_spec("torch") is None:
        return False
    return any(file.exists() for file in DRIVER_FILES) or shutil.which("nvidia-smi") is not None


def write_sums(folder: Path) -> None:
    """SHA256SUMS over all other files, as `sha256sum --check` reads it."""
    files = sorted(f for f in folder.iterdir() if f.is_file() and f.name != SUMS)
    lines = [f"{sha256_of(file)}  {file.name}\n" for file in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def _open_torch(folder: ModelFolder, device: str) -> Runtime:
    if importlib.util.find_spec("torch") is None:
        raise DeviceError("CUDA needs torch, which is not installed: pip install beamcoder[gpu]")
    from beamcoder.model.runtime.batching import Batching
    from beamcoder.model.runtime.torch import TorchRuntime
    from beamcoder.model.runtime.torch_batch import TorchDevice

    matrices = WeightFile(folder.weights_path).matrices()
    runtime = TorchRuntime(folder.config, matrices, device, folder.statement_trust)
    return Batching(TorchDevice(runtime), lambda: _open_onnx(folder))


def _open_onnx(folder: ModelFolder) -> Runtime:
    from beamcoder.model.runtime.onnx import OnnxRuntime

    paths = folder.decoder_path, folder.encoder_path
    for path in (*paths, folder.weights_path):
        if path.is_symlink():
            raise ArtefactError(
                f"{path} is a link, and ONNX Runtime follows none out of a folder of its own: "
                "copy the model folder with what its links lead to (cp -RL)"
            )
    return OnnxRuntime(folder.config, *paths, statement_trust=folder.statement_trust)


def checked_sum(folder: Path, required: Sequence[str] = REQUIRED) -> str:
    """-> the sum of the sums, which names the whole folder; ArtefactError unless all are right."""
    try:
        text = read_regular(folder / SUMS, MAX_TEXT_BYTES).decode("utf-8")
    except (ArtefactError, UnicodeDecodeError) as exc:
        raise ArtefactError(f"the model folder {folder} has no readable {SUMS}") from exc
    sums = {}
    for line in text.splitlines():
        sha256, _, name = line.partition("  ")
        if len(sha256) != 64 or not name or Path(name).name != name:
            raise ArtefactError(f"{folder / SUMS} has a line that is not a sum: {line[:80]!r}")
        sums[name] = sha256
    for name in (*required, *sums):
        if not (folder / name).is_file():
            raise ArtefactError(f"the model folder {folder} lacks {name}")
        if name not in sums:
            raise ArtefactError(f"{folder / SUMS} has no sum of {name}")
    for name, sha256 in sums.items():
        if sha256_of(folder / name) != sha256:
            raise ArtefactError(f"{folder / name} is damaged or was changed: its SHA-256 is wrong")
    return hashlib.sha256(text.encode()).hexdigest()


def _check_fit(folder: Path, config: ModelConfig) -> None:
    """Vocabulary and weights must be those of the configuration."""
    from beamcoder.tokenizer.subword import Subword

    n_pieces = Subword.load(folder / TOKENIZER).n_pieces
    if n_pieces != config.n_pieces:
        raise ArtefactError(
            f"{folder / TOKENIZER} has {n_pieces} pieces, but the model was trained on another "
            f"vocabulary, of {config.n_pieces}"
        )
    entries = WeightFile(folder / WEIGHTS).entries
    layers = [name for name in entries if LAYER.fullmatch(name)]
    table = entries.get("embedding.weight", {}).get("shape")
    if len(layers) != config.depth or table != [n_pieces, config.width // BLOCK, BLOCK]:
        raise ArtefactError(f"the weights in {folder / WEIGHTS} do not fit {CONFIG}")
