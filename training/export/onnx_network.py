"""The network of `model.network.seq2seq` as two ONNX graphs, decoder and encoder.

One decoder graph serves prefill, extension and every step of the beam. Keys and values live in
buffers with room after the positions in use; with the same memory as input and output, the
attention operator writes the new keys and values there, and nothing is copied. Only the `rows` go
through the end of the last layer and the output layer. With nothing to read, cross-attention is
skipped: the empty slot alone (zero key, zero value) would add exactly nothing.
"""

import numpy as np
from onnx import ModelProto, TensorProto

from beamcoder.model.network.config import HEAD_DIM, ModelConfig
from beamcoder.model.network.layers import NORM_EPS
from beamcoder.training.export.onnx_operators import Graph, GraphWeights

SCALE = HEAD_DIM**-0.5


class NetworkGraph:
    """The parts of the network as operators; `decoder_graph` and `encoder_graph` assemble them."""

    def __init__(self, config: ModelConfig, weights: GraphWeights) -> None:
        self.graph = Graph()
        self.config = config
        self.weights = weights

    def linear(self, x: str, name: str) -> str:
        return self.weights.linear(self.graph, x, name + ".weight")

    def norm(self, x: str, size: int) -> str:
        ones = self.graph.constant(f"ones_{size}", np.ones(size, dtype=np.float32))
        return self.graph.op("SimplifiedLayerNormalization", x, ones, axis=-1, epsilon=NORM_EPS)

    def add_norm(self, x: str, change: str) -> tuple[str, str]:
        """-> x + change, and the norm of that."""
        ones = self.graph.constant(
            f"ones_{self.config.width}", np.ones(self.config.width, dtype=np.float32)
        )
        kind = "SkipSimplifiedLayerNormalization"
        normed, _, _, total = self.graph.ops(kind, x, change, ones, n_results=4, epsilon=NORM_EPS)
        return total, normed

    def embed(self, pieces: str) -> tuple[str, str]:
        """-> the residual stream before the first layer, and its norm."""
        x = self.norm(self.weights.embed(self.graph, pieces), self.config.width)
        return x, self.norm(x, self.config.width)

    def norm_heads(self, x: str, n_heads: int) -> str:
        """(n, n_heads * HEAD_DIM) -> the same, each head normed."""
        g = self.graph
        return self.norm(g.reshape(x, -1, n_heads, HEAD_DIM), HEAD_DIM)

    def heads(self, x: str, n_heads: int) -> str:
        """(n, n_heads * HEAD_DIM) in whatever shape -> (n_heads, n, HEAD_DIM)."""
        g = self.graph
        return g.op("Transpose", g.reshape(x, -1, n_heads, HEAD_DIM), perm=[1, 0, 2])

    def merge(self, x: str) -> str:
        """(heads, n, HEAD_DIM) -> (n, width)."""
        g = self.graph
        return g.reshape(g.op("Transpose", x, perm=[1, 0, 2]), -1, self.config.width)

    def rotate(self, x: str, cos: str, sin: str, n_heads: int, rotary_dim: int = 0) -> str:
        """(n, n_heads, HEAD_DIM) rotated, as (1, n, n_heads * HEAD_DIM); all dimensions by 0."""
        g = self.graph
        sequence = g.reshape(x, 1, -1, n_heads * HEAD_DIM)
        first = g.constant("first", np.zeros(1, dtype=np.int64))
        partial = {"num_heads": n_heads, "rotary_embedding_dim": rotary_dim} if rotary_dim else {}
        return g.op("RotaryEmbedding", sequence, first, cos, sin, **partial)

    def project(self, h: str, name: str, cos: str, sin: str) -> tuple[str, str, str]:
        """(n, width) -> query, key, value, each (heads, n, HEAD_DIM)."""
        g, n_heads, width = self.graph, self.config.n_heads, self.config.width
        qkv = self.linear(h, name + ".qkv")
        qk, v = g.ops("Split", qkv, g.shape(2 * width, width), n_results=2, axis=-1)
        qk = self.rotate(self.norm_heads(qk, 2 * n_heads), cos, sin, 2 * n_heads)
        q, k = g.ops(
            "Split", self.heads(qk, 2 * n_heads), g.shape(n_heads, n_heads), n_results=2, axis=0
        )
        return q, k, self.heads(v, n_heads)

    def scores(self, q: str, k: str) -> str:
        """(heads, n, HEAD_DIM) and (heads, m, HEAD_DIM) -> (heads, n, m)."""
        return self.graph.op("FusedMatMul", q, k, transB=1, alpha=SCALE)

    def feed_forward(self, h: str, name: str) -> str:
        g = self.graph
        up = g.op("Relu", self.linear(h, name + ".up"))
        return self.linear(g.op("Mul", up, up), name + ".down")


class DecoderGraph(NetworkGraph):
    """Inputs and outputs are those of `Runtime.forward`, layer by layer; masks are additive.

    States are (1, n, width), as ONNX Runtime's attention operators want them.
    """

    def build(self) -> ModelProto:
        g, config = self.graph, self.config
        pieces = g.take("pieces", "n", dtype=TensorProto.INT64)
        self.cos, self.sin = g.take("cos", "n", HEAD_DIM // 2), g.take("sin", "n", HEAD_DIM // 2)
        self.mask = g.take("mask", 1, 1, "n", "t")
        self.last = g.take("last", 1, dtype=TensorProto.INT32)
        self.total = g.take("total", dtype=TensorProto.INT32)
        self.reads = g.take("reads", dtype=TensorProto.BOOL)
        rows = g.take("rows", "r", dtype=TensorProto.INT64)
        x, h = self.embed(pieces)
        x, h = g.reshape(x, 1, -1, config.width), g.reshape(h, 1, -1, config.width)
        for layer in range(config.depth):
            x, h = self.layer(layer, x, h, rows if layer == config.depth - 1 else None)
        logits = self.linear(g.reshape(h, -1, config.width), "head")
        g.give(g.op("LogSoftmax", logits), "log_probabilities", "r", config.n_pieces)
        return g.model("decoder")

    def layer(self, layer: int, x: str, h: str, rows: str | None) -> tuple[str, str]:
        """-> residual stream and its norm; of `rows` alone, where there are any."""
        name, g = f"decoder.{layer}", self.graph
        read = self.attend(layer, h)
        if rows is not None:
            x, read = g.op("Gather", x, rows, axis=1), g.op("Gather", read, rows, axis=1)
        x, h = self.add_norm(x, self.linear(read, name + ".attention.out"))
        if layer in self.config.cross_layers:
            x, h = self.hear(layer, x, h)
        return self.add_norm(x, self.feed_forward(h, name + ".mlp"))

    def attend(self, layer: int, h: str) -> str:
        """Attention over a buffer of keys and values, to which the new ones are written."""
        g, n_heads, width = self.graph, self.config.n_heads, self.config.width
        qkv = self.linear(h, f"decoder.{layer}.attention.qkv")
        qk, v = g.ops("Split", qkv, g.shape(2 * width, width), n_results=2, axis=-1)
        qk = self.rotate(self.norm_heads(qk, 2 * n_heads), self.cos, self.sin, 2 * n_heads)
        q, k = g.ops("Split", qk, g.shape(width, width), n_results=2, axis=-1)
        sizes = 1, n_heads, "c", HEAD_DIM
        buffers = [g.take(f"past_{kind}.{layer}", *sizes) for kind in ("keys", "values")]
        read, keys, values = g.ops(
            "GroupQueryAttention", q, k, v, *buffers, self.last, self.total, "", "", "", self.mask,
            n_results=3, num_heads=n_heads, kv_num_heads=n_heads,
        )  # fmt: skip
        g.give(keys, f"keys.{layer}", *sizes)
        g.give(values, f"values.{layer}", *sizes)
        return read

    def hear(self, layer: int, x: str, h: str) -> tuple[str, str]:
        """Cross-attention and its norm; left out where there is nothing to read."""
        outer = self.graph
        sizes = 1, self.config.n_heads, "m", HEAD_DIM
        k, v = (outer.take(f"memory_{kind}.{layer}", *sizes) for kind in ("keys", "values"))
        self.graph = Graph(outer, f"cross{layer}_")
        found = self.add_norm(
            x, self.linear(self.read(layer, h, k, v), f"decoder.{layer}.cross.out")
        )
        inner, self.graph = self.graph, outer
        x, h = outer.either(self.reads, inner, found, (x, h))
        return x, h

    def read(self, layer: int, h: str, k: str, v: str) -> str:
        """Cross-attention; queries stand at position 0, which rotates nothing."""
        g, n_heads = self.graph, self.config.n_heads
        q = self.norm_heads(self.linear(h, f"decoder.{layer}.cross.q"), n_heads)
        q = g.reshape(q, 1, -1, self.config.width)
        return g.op("MultiHeadAttention", q, k, v, num_heads=n_heads)


class EncoderGraph(NetworkGraph):
    """Pieces to the keys and values that the decoder's cross-attention layers read.

    `half_cos` and `half_sin` rotate the keys; zeros there blank a statement's rotated half.
    """

    def build(self) -> ModelProto:
        g, config = self.graph, self.config
        pieces = g.take("pieces", "m", dtype=TensorProto.INT64)
        cos, sin = g.take("cos", "m", HEAD_DIM // 2), g.take("sin", "m", HEAD_DIM // 2)
        mask = g.take("mask", "m", "m")
        x, h = self.embed(pieces)
        for layer in range(config.encoder_depth):
            name = f"encoder.{layer}"
            q, k, v = self.project(h, name + ".attention", cos, sin)
            shares = g.op("Softmax", g.op("Add", self.scores(q, k), mask), axis=-1)
            read = self.merge(g.op("MatMul", shares, v))
            x, h = self.add_norm(x, self.linear(read, name + ".attention.out"))
            x, h = self.add_norm(x, self.feed_forward(h, name + ".mlp"))
        self.remember(h)
        return g.model("encoder")

    def remember(self, states: str) -> None:
        g, n_heads, width = self.graph, self.config.n_heads, self.config.width
        half = HEAD_DIM // 2
        cos, sin = g.take("half_cos", "m", half // 2), g.take("half_sin", "m", half // 2)
        slot = g.constant("empty_slot", np.zeros((n_heads, 1, HEAD_DIM), dtype=np.float32))
        for layer in self.config.cross_layers:
            kv = self.linear(states, f"decoder.{layer}.cross.kv")
            k, v = g.ops("Split", kv, g.shape(width, width), n_results=2, axis=-1)
            k = self.rotate(self.norm_heads(k, n_heads), cos, sin, n_heads, half)
            for part, kind in ((k, "keys"), (v, "values")):
                slots = g.op("Concat", slot, self.heads(part, n_heads), axis=1)
                g.give(slots, f"memory_{kind}.{layer}", n_heads, "m+1", HEAD_DIM)
