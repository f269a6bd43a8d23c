"""Continuous batching of the steps of many clients on one device.

    runtime = Batching(device, open_spare)           a Runtime, for as many threads as there are
    rows, columns = runtime.forward(step)            blocks until the step has been computed

A search lives in its caller's thread and asks for one step at a time; what is batched is steps,
not searches. So a request joins at the next step, and none waits for the longest. There is no
thread of our own: the thread that finds the device free computes the oldest steps that wait, its
own or others'. A long prefix is cut into chunks; between two of them the short steps have their
turn.

A device that runs out of memory gets smaller batches; one that fails a single step, or is lost,
is given up: the steps that it owed are computed by the spare runtime, and so is all that follows.
That is said once.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final, Protocol

import numpy as np

from beamcoder.errors import DeviceError, DeviceFullError
from beamcoder.model.network.config import ModelConfig
from beamcoder.model.runtime.interface import (
    EncoderMemory,
    FloatArray,
    IntArray,
    KeyValues,
    Runtime,
    Step,
)

log = logging.getLogger(__name__)

MAX_BATCH: Final = 32  # steps
SHORT: Final = 32  # nodes of a step that is batched; more are a prefix
CHUNK: Final = 256  # pieces of a prefix at a time

Found = tuple[FloatArray, KeyValues]


class Device(Protocol):
    """A runtime for several calls at once. DeviceFullError if they are too many, DeviceError."""

    config: ModelConfig

    @property
    def device(self) -> str: ...

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None: ...

    def forward_many(self, calls: Sequence[Step]) -> list[Found]:
        """Of each call what it would be alone. Either one of any size, or several short ones."""
        ...


@dataclass(slots=True)
class PendingCall:
    """A call, and what became of it."""

    call: Step
    found: Found | None = None
    error: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.found is not None or self.error is not None


@dataclass(slots=True)
class _Read:
    """Positions computed so far, as past."""

    keys: FloatArray
    values: FloatArray
    length: int


@dataclass(slots=True)
class Count:
    """What has been computed so far, for tests and the curious."""

    n_batches: int = 0
    n_steps: int = 0
    n_spare: int = 0  # by the spare runtime
    largest: int = 0

    def batch(self, n: int) -> None:
        self.n_batches += 1
        self.n_steps += n
        self.largest = max(self.largest, n)


class Batching:
    """`Runtime` over a device and, should that fail, over a spare one, opened when needed."""

    def __init__(
        self, device: Device, open_spare: Callable[[], Runtime], max_batch: int = MAX_BATCH
    ) -> None:
        self.config = device.config
        self.count = Count()
        self._device: Device | None = device
        self._open_spare = open_spare
        self._spare: Runtime | None = None
        self.max_batch = max_batch
        self._waiting: deque[PendingCall] = deque()
        self._waiting_lock = Lock()
        self._device_lock = Lock()  # its holder computes

    @property
    def device(self) -> str:
        """The kind of what computes now; the spare runtime is the CPU's."""
        return "cpu" if self._device is None else self._device.device

    @property
    def n_waiting(self) -> int:
        """Steps that have not begun."""
        return len(self._waiting)

    def encode(self, after: IntArray, statement: IntArray) -> EncoderMemory | None:
        with self._device_lock:
            if self._device is not None:
                try:
                    return self._device.encode(after, statement)
                except DeviceError as exc:
                    self._give_up(exc)
        return self._in_spare().encode(after, statement)

    def forward(self, step: Step) -> Found:
        if len(step.pieces) > CHUNK and is_causal(step):
            return self._in_chunks(step)
        return self._in_turn(step)

    def _in_chunks(self, call: Step) -> Found:
        """A long prefix, joined from the chunks that it was cut into."""
        n, length = len(call.pieces), call.past.length
        keys, values = (a[:, :, :length] for a in (call.past.keys, call.past.values))
        read = _Read(np.ascontiguousarray(keys), np.ascontiguousarray(values), length)
        rows = np.empty((len(call.rows), self.config.n_pieces), np.float32)
        for start in range(0, n, CHUNK):
            end = min(start + CHUNK, n)
            in_chunk = (call.rows >= start) & (call.rows < end)
            part = slice(start, end)
            mask = call.mask[part, : length + end]
            wanted = call.rows[in_chunk] - start
            chunk = Step(call.pieces[part], call.positions[part], read, mask, wanted, call.memory)
            rows[in_chunk], new = self._in_turn(chunk)
            joined = [
                np.concatenate(p, 2) for p in ((read.keys, new.keys), (read.values, new.values))
            ]
            read = _Read(joined[0], joined[1], length + end)
        return rows, KeyValues(read.keys[:, :, length:], read.values[:, :, length:])

    def _in_turn(self, call: Step) -> Found:
        """Wait for the device; compute what is oldest there until this call is among it."""
        mine = PendingCall(call)
        with self._waiting_lock:
            self._waiting.append(mine)
        while not mine.is_done:
            with self._device_lock:
                if not mine.is_done:
                    self._step()
        if mine.error is not None:
            raise mine.error
        assert mine.found is not None
        return mine.found

    def _step(self) -> None:
        """One batch of the oldest calls, for whom they may be. Under the device's lock."""
        chosen = self._choose()
        calls = [waiting.call for waiting in chosen]
        try:
            found = self._compute(calls)
        except DeviceFullError as exc:
            if len(chosen) == 1:
                self._give_up(exc)
            self.max_batch = max(1, len(chosen) // 2)
            self._put_back(chosen)
        except DeviceError as exc:
            if self._device is None:  # not even the spare one can: that is the callers' affair
                for waiting in chosen:
                    waiting.error = exc
                return
            self._give_up(exc)
            self._put_back(chosen)
        except Exception as exc:
            log.exception("a batch failed")  # a fault of ours, not of the device
            for waiting in chosen:
                waiting.error = exc
        else:
            for waiting, each in zip(chosen, found, strict=True):
                waiting.found = each

    def _choose(self) -> list[PendingCall]:
        """The oldest call, and if it is short, those after it that are short too."""
        with self._waiting_lock:
            first = self._waiting.popleft()
            chosen = [first]
            if is_short(first.call) and self._device is not None:
                others = (each for each in self._waiting if is_short(each.call))
                chosen += [each for each, _ in zip(others, range(self.max_batch - 1), strict=False)]
            taken = set(map(id, chosen))
            self._waiting = deque(each for each in self._waiting if id(each) not in taken)
        return chosen

    def _put_back(self, chosen: Sequence[PendingCall]) -> None:
        with self._waiting_lock:
            self._waiting.extendleft(reversed(chosen))

    def _compute(self, calls: Sequence[Step]) -> list[Found]:
        if self._device is None:
            self.count.n_spare += len(calls)
            return [self._in_spare().forward(call) for call in calls]
        self.count.batch(len(calls))
        return self._device.forward_many(calls)

    def _give_up(self, exc: DeviceError) -> None:
        if self._device is not None:
            self._device = None
            log.warning("%s; going on with the CPU", exc)

    def _in_spare(self) -> Runtime:
        if self._spare is None:
            self._spare = self._open_spare()
        return self._spare


def is_short(call: Step) -> bool:
    return len(call.pieces) <= SHORT


def is_causal(call: Step) -> bool:
    """No chunk reads a later one."""
    length, n = call.past.length, len(call.pieces)
    return not any(call.mask[:cut, length + cut :].any() for cut in range(CHUNK, n, CHUNK))
