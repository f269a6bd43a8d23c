"""Model folders of learned programs: checked when they are opened, and never run.

    folder = open_npi(None)            # the network of the built-in tasks
    folder.network(), folder.certificates["addition"]

A folder holds config.json (name, alphabet), model.safetensors, step.onnx (which points into it),
certificate.json, frames.jsonl (the programs of tasks that are not built in, as tables),
MODEL_CARD.md and SHA256SUMS. All of it is data: environments are code that stands here, or in a
task file that a user names.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from beamcoder.errors import ArtefactError, TaskError
from beamcoder.model.artefact import WeightFile, checked_sum
from beamcoder.model.folder_file import read_object, read_regular, sha256_of
from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.frame import CallFrame, read_frame
from beamcoder.model.npi.network import SHAPES, Network
from beamcoder.model.npi.task import Interface

if TYPE_CHECKING:
    from beamcoder.model.npi.runtime import GraphRuntime

DEFAULT: Final = Path(__file__).parents[1] / "weights" / "npi"
CONFIG, WEIGHTS, GRAPH = "config.json", "model.safetensors", "step.onnx"
CERTIFICATE, FRAMES, CARD, SUMS = "certificate.json", "frames.jsonl", "MODEL_CARD.md", "SHA256SUMS"
REQUIRED: Final = (CONFIG, WEIGHTS, GRAPH, CERTIFICATE, FRAMES, CARD)
MAX_FRAMES_BYTES: Final = 256 << 20


@dataclass(frozen=True)
class NpiFolder:
    """A folder that has been checked; `sha256` names the whole of it."""

    path: Path
    name: str
    sha256: str
    alphabet: Alphabet
    certificates: dict[str, dict[str, Any]]

    @property
    def graph_path(self) -> Path:
        return self.path / GRAPH

    def interface(self, task: str) -> Interface:
        """TaskError if the folder has no such task."""
        for interface in self.alphabet.tasks:
            if interface.name == task:
                return interface
        names = ", ".join(each.name for each in self.alphabet.tasks)
        raise TaskError(f"the model {self.name} has no task {task}: it has {names}")

    def network(self) -> Network:
        """ArtefactError if the weights do not fit."""
        file = WeightFile(self.path / WEIGHTS)
        if set(file.entries) != set(SHAPES):
            raise ArtefactError(f"{file.path} does not have the arrays of a network")
        try:
            weights = {name: file.array(name) for name in SHAPES}
        except (KeyError, TypeError, ValueError, OSError) as exc:
            raise ArtefactError(f"{file.path} is damaged: {exc}") from exc
        return Network(self.alphabet, weights)

    def graph(self, network: Network) -> "GraphRuntime":
        """The same network in ONNX Runtime, which follows no links."""
        from beamcoder.model.npi.runtime import GraphRuntime  # a run does without it

        for path in (self.graph_path, self.path / WEIGHTS):
            if path.is_symlink():
                raise ArtefactError(f"{path} is a link: copy the folder with cp -RL")
        return GraphRuntime(self.graph_path, network.size)

    def frames(self, task: str) -> list[CallFrame]:
        """The program of a task that is not built in, as a table."""
        sees = self.interface(task).sees
        lines = read_regular(self.path / FRAMES, MAX_FRAMES_BYTES).decode("utf-8", "replace")
        try:
            read = [read_frame(line, sees) for line in lines.splitlines() if f'"{task}"' in line]
        except TaskError as exc:
            raise ArtefactError(f"{self.path / FRAMES}: {exc}") from exc
        return [frame for name, frame in read if name == task]


def open_npi(path: Path | None = None) -> NpiFolder:
    """The folder, checked against its sums; None is the built-in one.

    ArtefactError in one sentence if anything is missing, changed or does not fit together.
    """
    folder = DEFAULT if path is None else path
    if not folder.is_dir():
        raise ArtefactError(f"there is no model folder {folder}")
    sha256 = checked_sum(folder, REQUIRED)
    fields, certificate = read_object(folder / CONFIG), read_object(folder / CERTIFICATE)
    alphabet = Alphabet.from_json(fields)
    checks = certificate.get("tasks")
    if not isinstance(checks, list) or not all(isinstance(check, dict) for check in checks):
        raise ArtefactError(f"{folder / CERTIFICATE} is no certificate")
    certificates = {str(check.get("task")): check for check in checks}
    return NpiFolder(folder, str(fields.get("name")), sha256, alphabet, certificates)


def write_npi_sums(folder: Path) -> str:
    """SHA256SUMS over all other files, as `sha256sum --check` reads it -> the sum of those."""
    text = "".join(f"{sha256_of(folder / name)}  {name}\n" for name in sorted(REQUIRED))
    (folder / SUMS).write_text(text, encoding="utf-8", newline="\n")
    return hashlib.sha256(text.encode()).hexdigest()
