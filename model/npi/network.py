"""The network in numpy: one step at a time as a policy, or a batch of steps.

    network = Network(alphabet, weights)
    action, state = network.step(network.begin(Call("add")), (1, 2, 0))
    network.probabilities(state, (1, 2, 0))

A perceptron of two layers reads what is seen, the call and the action before, each as a row of one
table; an LSTM remembers; a product with the actions' keys gives a logit each. The action before as
an input is what PHP's program counter is (Fox et al. 2018); the rest is Reed & de Freitas 2016.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from beamcoder.errors import ArtefactError
from beamcoder.model.npi.alphabet import Alphabet
from beamcoder.model.npi.forest import Floats, Ints
from beamcoder.model.npi.frame import Action, Call, Seen
from beamcoder.model.npi.policy import State

# In the torch module's state, too. Shapes: rows (R + 1, A), the last one zero; A, B and H wide.
SHAPES: Final = {
    "rows": ("R", "A"),
    "first_bias": ("A",),
    "second": ("A", "B"),
    "second_bias": ("B",),
    "gates_in": ("B", "4H"),
    "gates_hidden": ("H", "4H"),
    "gates_bias": ("4H",),
    "keys": ("H", "K"),
    "keys_bias": ("K",),
}


class NetworkState(NamedTuple):
    """A call as far as the network remembers it; at its beginning both states are the zeros."""

    entry: Call
    before: Action
    hidden: Floats
    cell: Floats


class Network:
    """Weights by the names of SHAPES, float32. ArtefactError if they do not fit the alphabet."""

    def __init__(self, alphabet: Alphabet, weights: Mapping[str, NDArray[np.float32]]) -> None:
        check_shapes(alphabet, weights)
        self.alphabet, self.weights = alphabet, dict(weights)
        self.size = weights["gates_hidden"].shape[0]
        self.mask = alphabet.mask()
        self._gates = np.concatenate([weights["gates_in"], weights["gates_hidden"]])
        self._table = weights["rows"]
        self._zeros = np.zeros(self.size, np.float32)
        self._single = SingleStep(alphabet, self.weights)

    @property
    def n_parameters(self) -> int:
        return sum(int(array.size) for array in self.weights.values())

    def forward(
        self, rows: Ints, calls: Ints, hidden: Floats, cell: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """A batch of steps; see `forest.Forward`."""
        w = self.weights
        x = np.maximum(self._table[rows].sum(axis=1) + w["first_bias"], 0)  # (n, A)
        x = np.maximum(x @ w["second"] + w["second_bias"], 0)  # (n, B)
        gates = np.concatenate([x, hidden], axis=1) @ self._gates + w["gates_bias"]  # (n, 4H)
        hidden, cell = _remember(gates, cell, self.size)
        return hidden @ w["keys"] + w["keys_bias"] + self.mask[calls], hidden, cell

    def begin(self, entry: Call) -> State:
        return NetworkState(entry, self.alphabet.actions[0], self._zeros, self._zeros)

    def step(self, state: NetworkState, seen: Seen) -> tuple[Action, NetworkState]:
        logits, hidden, cell = self._compute(state, seen)
        action = self.alphabet.actions[int(logits.argmax())]
        return action, NetworkState(state.entry, action, hidden, cell)

    def probabilities(self, state: NetworkState, seen: Seen) -> dict[Action, float]:
        """What the network would do next, the likeliest first."""
        logits = self._compute(state, seen)[0]
        shares = np.exp(logits - logits.max())
        shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return {self.alphabet.actions[at]: float(shares[at]) for at in order}

    def _compute(self, state: NetworkState, seen: Seen) -> tuple[Floats, Floats, Floats]:
        """The same as `forward` for one step, with less around it."""
        alphabet = self.alphabet
        rows = alphabet.rows(state.entry, state.before, seen)
        past = None if state.hidden is self._zeros else (state.hidden, state.cell)
        return self._single.compute(rows, alphabet.entry_ids[state.entry], past)


class SingleStep:
    """One step as few and small array operations: biases and scales are in the weights already.

    numpy takes longer to begin an operation than to do one of these. Constants are whole arrays,
    which it adds sooner than a number.
    """

    def __init__(self, alphabet: Alphabet, weights: Mapping[str, NDArray[np.float32]]) -> None:
        w, size = weights, weights["gates_hidden"].shape[0]
        self._size, self._half = size, np.full(3 * size, 0.5, np.float32)
        scale = np.concatenate([self._half, np.ones(size, np.float32)])  # logistic by tanh
        self._table, self._keys = w["rows"], w["keys"]
        self._first_bias, self._second_bias = w["first_bias"], w["second_bias"]
        self._zeros = np.zeros_like(w["first_bias"]), np.zeros_like(w["second_bias"])
        self._second, self._gates_in = w["second"], w["gates_in"] * scale
        self._gates = np.concatenate([w["gates_in"], w["gates_hidden"]]) * scale
        self._gates_bias = w["gates_bias"] * scale
        self._calls_bias = list(alphabet.mask() + w["keys_bias"])  # by call

    def compute(
        self, rows: Ints, call: int, past: tuple[Floats, Floats] | None
    ) -> tuple[Floats, Floats, Floats]:
        """Logits and both states; without a past, which is zeros then, half of the gates' work."""
        size, zeros = self._size, self._zeros
        x = np.maximum(np.add.reduce(self._table.take(rows, 0), 0) + self._first_bias, zeros[0])
        x = np.maximum(x.dot(self._second) + self._second_bias, zeros[1])
        if past is None:
            gates = np.tanh(x.dot(self._gates_in) + self._gates_bias)
        else:
            gates = np.tanh(np.concatenate((x, past[0])).dot(self._gates) + self._gates_bias)
        shares = gates[: 3 * size] * self._half + self._half
        cell = shares[:size] * gates[3 * size :]
        if past is not None:
            cell += shares[size : 2 * size] * past[1]
        hidden = shares[2 * size :] * np.tanh(cell)
        return hidden.dot(self._keys) + self._calls_bias[call], hidden, cell


def check_shapes(alphabet: Alphabet, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """ArtefactError unless every array is there, fits and is finite."""
    sizes = {"R": alphabet.n_rows + 1, "K": len(alphabet.actions)}
    for name, shape in SHAPES.items():
        array = weights.get(name)
        if array is None or array.ndim != len(shape) or not np.isfinite(array).all():
            raise ArtefactError(f"the model lacks {name}, or it is no array of finite numbers")
        for letter, n in zip(shape, array.shape, strict=True):
            if letter == "4H":
                letter, n = "H", n // 4 if n % 4 == 0 else 0
            if n < 1 or sizes.setdefault(letter, n) != n:
                raise ArtefactError(f"the model's {name} is {array.shape}, which does not fit")


def _remember(gates: Floats, cell: Floats, size: int) -> tuple[Floats, Floats]:
    """LSTM: input, forget and output gates, then the candidate."""
    half = np.float32(0.5)
    shares = half * np.tanh(half * gates[..., : 3 * size]) + half  # logistic, never overflowing
    take, keep, show = shares[..., :size], shares[..., size : 2 * size], shares[..., 2 * size :]
    after: Floats = keep * cell + take * np.tanh(gates[..., 3 * size :])
    return show * np.tanh(after), after
