"""Engine that all clients of one server share: models, turns, what is remembered.

engine = SharedEngine(opener, memory_mb=1024)
engine.open(model, device)           for each client, blocks
engine.n_waiting, engine.n_bytes     what a monitor shows
engine.answers()                     whether the model answers now; "" or why not
"""

from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from typing import TYPE_CHECKING, Final

from beamcoder.errors import BeamcoderError
from beamcoder.model.proposal import Answer
from beamcoder.server.engine.fair_queue import FairScheduler
from beamcoder.server.engine.loading import WARM_UP, OpenCompleter
from beamcoder.server.engine.sessions import SessionStore
from beamcoder.server.engine.shared_models import SharedModels
from beamcoder.server.limits import LIMIT_MB

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer

PROBE_S: Final = 5.0  # for an answer to a probe, in its turn among the clients' searches


class SharedEngine:
    def __init__(
        self, opener: OpenCompleter, at_once: int = 1, memory_mb: float = LIMIT_MB
    ) -> None:
        self.scheduler, self.store = FairScheduler(at_once), SessionStore(memory_mb)
        self._models = SharedModels(opener)

    def open(self, model: Path | None, device: str) -> "Completer":
        completer = self._models.open(model, device)
        self.scheduler.widen(completer.n_at_once)
        return completer

    @property
    def n_waiting(self) -> int:
        """Searches that have not begun."""
        return self.scheduler.n_waiting

    @property
    def n_bytes(self) -> int:
        """Of what is remembered of the documents of all clients. For the event loop."""
        return sum(kept.n_bytes for kept in self.store.kept.values())

    def answers(self, patience_s: float = PROBE_S) -> str:
        """Why the model of the server does not answer now, "" where it does. Blocks, and opens the
        model where no client has yet."""
        try:
            completer = self.open(None, "auto")
        except (BeamcoderError, OSError) as exc:
            return f"the model cannot be opened: {exc}"

        failures: list[str] = []

        def work() -> Answer:
            try:
                return completer.complete(WARM_UP, completer.new_session())
            except Exception as exc:  # noqa: BLE001  # whatever the engine raises
                failures.append(type(exc).__name__)
                return Answer()

        probe = self.scheduler.join()
        try:
            probe.put("probe", work).result(patience_s)
        except FutureTimeoutError:
            return f"the model did not answer in {patience_s:g} s"
        finally:
            probe.leave()
        return f"the model raised {failures[0]}" if failures else ""
