"""Models shared by the clients of one server, each opened once.

    models = SharedModels(open_completer)
    completer = models.open(Path("model"), "cpu")      blocks until it is there

A folder may lie on a disk that hangs, so each is opened on a thread of its own and waited for so
long at most; clients of another model are not held up. A model stays while a client has it, and the
ones used last a little longer.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final
from weakref import WeakValueDictionary

from beamcoder.errors import ArtefactError

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer

PATIENCE_S: Final = 120.0  # a folder of 64 MB on a slow disk takes a few
KEPT: Final = 2  # models without a client
Key = tuple[Path | None, str]


class SharedModels:
    """By folder and device. Called from the threads on which clients load."""

    def __init__(
        self, opener: Callable[[Path | None, str], "Completer"], patience_s: float = PATIENCE_S
    ) -> None:
        self._opener, self._patience_s = opener, patience_s
        self._lock = Lock()
        self._models: WeakValueDictionary[Key, Completer] = WeakValueDictionary()
        self._loading: dict[Key, Future[Completer]] = {}
        self._last: deque[Completer] = deque(maxlen=KEPT)

    def open(self, model: Path | None, device: str) -> "Completer":
        """The model; ArtefactError if it takes too long, or what opening it raises."""
        key = model, device
        with self._lock:
            completer = self._models.get(key)
            loading = None if completer else self._loading.get(key) or self._start(key)
        if completer is None and loading is not None:
            try:
                completer = loading.result(self._patience_s)
            except FutureTimeoutError:
                raise ArtefactError(
                    f"{model or 'the default model'} could not be read within "
                    f"{self._patience_s:g} seconds: its disk does not answer"
                ) from None
        assert completer is not None
        self._keep(completer)
        return completer

    def _start(self, key: Key) -> "Future[Completer]":
        """Open it on a thread that is not joined at the end of the process."""
        loading: Future[Completer] = Future()
        self._loading[key] = loading
        Thread(target=self._load, args=(key, loading), daemon=True).start()
        return loading

    def _load(self, key: Key, loading: "Future[Completer]") -> None:
        """The key is free again before any waiter hears of it, so that the next one tries anew."""
        try:
            completer = self._opener(*key)
        except BaseException as exc:  # noqa: BLE001  # raised again where it is waited for
            with self._lock:
                del self._loading[key]
            loading.set_exception(exc)
            return
        with self._lock:
            del self._loading[key]
            self._models[key] = completer
        loading.set_result(completer)

    def _keep(self, completer: "Completer") -> None:
        with self._lock:
            if completer in self._last:
                self._last.remove(completer)
            self._last.append(completer)
