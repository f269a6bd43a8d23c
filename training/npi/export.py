"""A proved network as a model folder: weights, the graph that points into them, certificate, card.

    export(LearnedModel(name, alphabet, weights, situations, checks, provenance), folder)

The folder is written aside and moved into place. Equal networks give equal bytes.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto
from safetensors.numpy import save

from beamcoder.files import make_folder, write_text, writing
from beamcoder.markdown import Cell, markdown_table
from beamcoder.model.artefact import WeightFile
from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.artefact import (
    CARD,
    CERTIFICATE,
    CONFIG,
    FRAMES,
    GRAPH,
    WEIGHTS,
    write_npi_sums,
)
from beamcoder.model.npi.catalogue import BUILT_IN
from beamcoder.model.npi.certificate import Check
from beamcoder.model.npi.frame import write_frame
from beamcoder.model.npi.network import SHAPES
from beamcoder.model.npi.situations import Situation, frames
from beamcoder.training.export.onnx_operators import Graph

CARD_TEXT = """# {name}

Programs learned from their traces by one recurrent network of {parameters:,} parameters, a neural
programmer-interpreter (Reed & de Freitas 2016) with recursion (Cai, Shin & Song 2017).

{table}

*Proved* says: in every situation that can arise, for inputs of every length, the network does what
the reference program does, by a margin of at least 0.5 between the first and the second logit,
given what the operations declare to change. `beamcoder npi verify` enumerates the situations and
compares anew. It does not say that the reference program is right; tests do.

Made by `beamcoder npi train`: {provenance}. No data but the traces of the reference programs, which
come with Beamcoder under its licence.
"""


@dataclass(frozen=True)
class LearnedModel:
    """All that a folder is made of; `provenance` is how it came about, without times."""

    name: str
    alphabet: Alphabet
    weights: Mapping[str, NDArray[np.float32]]
    situations: Mapping[str, Sequence[Situation]]
    checks: Sequence[Check]
    provenance: Mapping[str, Any]


def export(learned: LearnedModel, folder: Path) -> str:
    """Write the folder -> its sum. WriteError."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    make_folder(part)
    with writing(part):
        weights = {name: np.ascontiguousarray(learned.weights[name]) for name in SHAPES}
        (part / WEIGHTS).write_bytes(save(weights))
        graph = step_graph(learned.alphabet, WeightFile(part / WEIGHTS))
        (part / GRAPH).write_bytes(graph.SerializeToString(deterministic=True))
    n_parameters = sum(int(array.size) for array in weights.values())
    config = {"name": learned.name, "parameters": n_parameters, **learned.alphabet.to_json()}
    write_text(part / CONFIG, json.dumps(config, indent=1) + "\n")
    checks = [check.to_json() for check in learned.checks]
    certificate = {"tasks": checks, "training": dict(learned.provenance)}
    write_text(part / CERTIFICATE, json.dumps(certificate, indent=1) + "\n")
    write_text(part / FRAMES, "".join(f"{line}\n" for line in _table_lines(learned)))
    write_text(part / CARD, _card(learned, n_parameters))
    sha256 = write_npi_sums(part)
    with writing(folder):
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    return sha256


def step_graph(alphabet: Alphabet, file: WeightFile) -> ModelProto:
    """The graph of one step of a batch, as `Network.forward` computes it."""
    g, size = Graph(), file.entries["gates_hidden"]["shape"][0]
    w = {name: _refer(g, file, name) for name in SHAPES}
    rows = g.take("read", "n", alphabet.n_slots, dtype=TensorProto.INT64)
    calls = g.take("calls", "n", dtype=TensorProto.INT64)
    hidden, cell = g.take("hidden", "n", size), g.take("cell", "n", size)
    x = g.op("ReduceSum", g.op("Gather", w["rows"], rows), g.shape(1), keepdims=0)
    x = g.op("Relu", g.op("Add", x, w["first_bias"]))
    x = g.op("Relu", g.op("Add", g.op("MatMul", x, w["second"]), w["second_bias"]))
    gates = g.op("Add", g.op("MatMul", x, w["gates_in"]), g.op("MatMul", hidden, w["gates_hidden"]))
    gates = g.op("Add", gates, w["gates_bias"])
    parts = g.ops("Split", gates, g.shape(*[size] * 4), n_results=4, axis=1)
    take, keep, show = (g.op("Sigmoid", part) for part in parts[:3])
    new = g.op("Mul", take, g.op("Tanh", parts[3]))
    cell = g.op("Add", g.op("Mul", keep, cell), new)
    hidden = g.op("Mul", show, g.op("Tanh", cell))
    logits = g.op("Add", g.op("MatMul", hidden, w["keys"]), w["keys_bias"])
    mask = g.op("Gather", g.constant("mask", alphabet.mask()), calls)
    g.give(g.op("Add", logits, mask), "logits", "n", len(alphabet.actions))
    g.give(hidden, "hidden_after", "n", size)
    g.give(cell, "cell_after", "n", size)
    return g.model("step")


def _refer(graph: Graph, file: WeightFile, name: str) -> str:
    """An array that stays in the weights' file."""
    offset, length = file.place(name)
    place = {"location": file.path.name, "offset": offset, "length": length}
    graph.constants[name] = TensorProto(
        name=name,
        dims=file.entries[name]["shape"],
        data_type=TensorProto.FLOAT,
        data_location=TensorProto.EXTERNAL,
        external_data=[{"key": key, "value": str(place[key])} for key in place],
    )
    return name


def _table_lines(learned: LearnedModel) -> list[str]:
    """Programs that are in no installation stand in the folder as tables."""
    lines = []
    for task in learned.alphabet.tasks:
        if task.name not in BUILT_IN:
            found = frames(list(learned.situations[task.name]))
            lines += [write_frame(task.name, task.sees[each.entry.name], each) for each in found]
    return lines


def _card(learned: LearnedModel, n_parameters: int) -> str:
    rows: list[list[Cell]] = [
        [c.task, f"{c.n_situations:,}", len(c.wrong), f"{c.margin:.2f}"] for c in learned.checks
    ]
    table = markdown_table(["task", "situations", "wrong", "margin"], rows)
    provenance = ", ".join(f"{key} {value}" for key, value in learned.provenance.items())
    return CARD_TEXT.format(
        name=learned.name, parameters=n_parameters, table=table, provenance=provenance
    )
