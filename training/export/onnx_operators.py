"""ONNX operators, constants and weight references, for graphs built by hand.

A `GraphWeights` has the weights: whole, in the graph itself (the agreement tests), or as references
into a packed weight file, so that no number is stored twice. What the network computes is in
`training.export.onnx_network`.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from beamcoder.model.artefact import WeightFile
from beamcoder.model.network.packing import BLOCK, SCALE_SUFFIX, ZERO

OPSET, FUSED_OPSET, IR_VERSION = 21, 1, 10
FUSED_DOMAIN = "com.microsoft"  # ONNX Runtime's own operators
FUSED = {
    "FusedMatMul",
    "GroupQueryAttention",
    "MatMulNBits",
    "MultiHeadAttention",
    "RotaryEmbedding",
    "SkipSimplifiedLayerNormalization",
}
DTYPES = {"F32": TensorProto.FLOAT, "U8": TensorProto.UINT8}
INT8_COMPUTE = 4  # MatMulNBits: round activations to eight bits too

Array = NDArray[np.generic]


class Graph:
    """Collects nodes; `op` appends one and returns the names of its results."""

    def __init__(self, outer: "Graph | None" = None, prefix: str = "") -> None:
        self.prefix = prefix
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {} if outer is None else outer.constants
        self.inputs: list[ValueInfoProto] = []
        self.outputs: list[ValueInfoProto] = []
        self.renamed: dict[str, str] = {}

    def op(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """Append an operator with one result."""
        return self.ops(kind, *inputs, n_results=1, **attributes)[0]

    def ops(self, kind: str, *inputs: str, n_results: int, **attributes: Any) -> list[str]:
        names = [f"{self.prefix}{kind}_{len(self.nodes)}_{i}" for i in range(n_results)]
        domain = FUSED_DOMAIN if kind in FUSED else ""
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, **attributes))
        return names

    def constant(self, name: str, value: Array) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def shape(self, *sizes: int) -> str:
        name = "shape_" + "_".join(map(str, sizes))
        return self.constant(name, np.array(sizes, dtype=np.int64))

    def reshape(self, x: str, *sizes: int) -> str:
        return self.op("Reshape", x, self.shape(*sizes))

    def take(self, name: str, *sizes: int | str, dtype: int = TensorProto.FLOAT) -> str:
        """Declare an input; a size may be the name of what varies."""
        self.inputs.append(helper.make_tensor_value_info(name, dtype, sizes))
        return name

    def give(self, x: str, name: str, *sizes: int | str) -> None:
        """Declare an output: the result `x` under its name outside."""
        self.renamed[x] = name
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes))

    def either(
        self, condition: str, then: "Graph", found: Sequence[str], kept: Sequence[str]
    ) -> list[str]:
        """What the graph `then` has found where the condition holds, else what there was before.

        `then` was made with this graph as its outer one, whose results and constants it may use.
        """
        other = Graph(self, then.prefix + "else_")
        same = [other.op("Identity", x) for x in kept]
        branches = {
            branch: helper.make_graph(
                graph.nodes,
                graph.prefix,
                [],
                [helper.make_empty_tensor_value_info(x) for x in names],
            )
            for branch, graph, names in (("then_branch", then, found), ("else_branch", other, same))
        }
        return self.ops("If", condition, n_results=len(same), **branches)

    def model(self, name: str) -> ModelProto:
        for node in self.nodes:
            for names in (node.input, node.output):
                names[:] = [self.renamed.get(x, x) for x in names]
        graph = helper.make_graph(
            self.nodes, name, self.inputs, self.outputs, list(self.constants.values())
        )
        domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED_DOMAIN, FUSED_OPSET)]
        return helper.make_model(
            graph, opset_imports=domains, ir_version=IR_VERSION, producer_name="beamcoder"
        )


class GraphWeights(Protocol):
    """Where the matrices of a graph come from; names are those of the state dict."""

    def linear(self, graph: Graph, x: str, name: str) -> str:
        """x (n, columns) -> (n, rows) for the matrix (rows, columns) called `name`."""
        ...

    def embed(self, graph: Graph, pieces: str) -> str:
        """pieces (n,) -> (n, width)."""
        ...


class PackedWeights:
    """Eight-bit matrices that stay in a safetensors file next to the graph."""

    def __init__(self, file: WeightFile) -> None:
        self.file = file

    def linear(self, graph: Graph, x: str, name: str) -> str:
        packed, scales = self._refer(graph, name), self._refer(graph, name + SCALE_SUFFIX)
        n_rows, n_blocks, _ = self.file.entries[name]["shape"]
        return graph.op(
            "MatMulNBits", x, packed, scales,
            K=n_blocks * BLOCK, N=n_rows, bits=8, block_size=BLOCK, accuracy_level=INT8_COMPUTE,
        )  # fmt: skip

    def embed(self, graph: Graph, pieces: str) -> str:
        name = "embedding.weight"
        n_blocks = self.file.entries[name]["shape"][1]
        blocks = graph.op("Gather", self._refer(graph, name), pieces)  # (n, blocks, BLOCK)
        scales = graph.op("Gather", self._refer(graph, name + SCALE_SUFFIX), pieces)
        zero = graph.constant("zero", np.array(ZERO, dtype=np.float32))
        centred = graph.op("Sub", graph.op("Cast", blocks, to=TensorProto.FLOAT), zero)
        scaled = graph.op("Mul", centred, graph.reshape(scales, -1, n_blocks, 1))
        return graph.reshape(scaled, -1, n_blocks * BLOCK)

    def _refer(self, graph: Graph, name: str) -> str:
        if name not in graph.constants:
            entry = self.file.entries[name]
            offset, length = self.file.place(name)
            place = {"location": self.file.path.name, "offset": offset, "length": length}
            graph.constants[name] = TensorProto(
                name=name,
                dims=entry["shape"],
                data_type=DTYPES[entry["dtype"]],
                data_location=TensorProto.EXTERNAL,
                external_data=[{"key": key, "value": str(place[key])} for key in place],
            )
        return name
