"""The model of a server: loaded on the worker's thread, replaceable, maybe missing."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from beamcoder.errors import BeamcoderError, DeviceError
from beamcoder.model.proposal import Request
from beamcoder.server.documents.statements import expanded

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer

log = logging.getLogger(__name__)

# The first call opens what is opened on demand; no key press should wait for that.
WARM_UP: Final = Request("class A {\n\n}\n", 10)

OpenCompleter = Callable[[Path | None, str], "Completer"]
Complain = Callable[[str], None]


def open_completer(model: Path | None, device: str) -> "Completer":
    """The real one. Imported on the worker's thread, so that the server answers at once."""
    from beamcoder.model.completer import Completer

    return Completer.open(model, device)


class EngineLoader:
    """`load` starts, `completer` waits. A model that cannot be opened is complained of once."""

    def __init__(self, opener: OpenCompleter, executor: Executor, complain: Complain) -> None:
        self._opener = opener
        self._executor = executor
        self._complain = complain
        self._started = asyncio.Event()
        self._loading: asyncio.Future[Completer | None]
        self.loaded: tuple[str, str] | None = None  # the model and the device requested last
        self.failure = ""  # what was complained of

    def load(self, model: str, device: str) -> "asyncio.Future[Completer | None]":
        """Begin to open a model in place of any other; the future never raises."""
        self.loaded = model, device
        self.failure = ""
        path = expanded(model) if model else None
        loop = asyncio.get_running_loop()
        self._loading = loop.run_in_executor(self._executor, self._open, loop, path, device)
        self._started.set()
        return self._loading

    @property
    def ready(self) -> "Completer | None":
        """The model, if it is loaded by now."""
        return self._loading.result() if self._started.is_set() and self._loading.done() else None

    @property
    def state(self) -> Literal["loading", "ready", "failed"]:
        if not self._started.is_set() or not self._loading.done():
            return "loading"
        return "failed" if self.ready is None else "ready"

    async def completer(self) -> "Completer | None":
        """The model, waited for until it is loaded; None when it cannot be."""
        await self._started.wait()
        return await asyncio.shield(self._loading)

    def _open(
        self, loop: asyncio.AbstractEventLoop, model: Path | None, device: str
    ) -> "Completer | None":
        try:
            completer = self._opened(loop, model, device)
            completer.complete(WARM_UP)
            return completer
        except BeamcoderError as exc:
            sentence = str(exc)
        except Exception as exc:
            log.exception("the model could not be opened")
            sentence = f"{type(exc).__name__}: {exc}"
        self.failure = f"no completions: {sentence}; {mend(model)}"
        loop.call_soon_threadsafe(self._complain, self.failure)
        return None

    def _opened(
        self, loop: asyncio.AbstractEventLoop, model: Path | None, device: str
    ) -> "Completer":
        """On the CPU when the requested device cannot be had."""
        try:
            return self._opener(model, device)
        except DeviceError as exc:
            if device == "cpu":
                raise
            loop.call_soon_threadsafe(self._complain, f"{exc}; going on with the CPU")
            return self._opener(model, "cpu")


def mend(model: Path | None) -> str:
    """What to do about a model that cannot be opened."""
    if model is None:
        return "beamcoder doctor says more"
    return "set beamcoder.model to a model folder, or to nothing for the default model"
