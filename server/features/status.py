"""beamcoder/status: state of the model, as request and as notification."""

from functools import partial
from typing import TYPE_CHECKING, Any

from beamcoder import __version__
from beamcoder.model.explanation import device_of
from beamcoder.server.own_methods import STATUS, STATUS_CHANGED

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    @app.feature(STATUS)
    def status(params: Any) -> dict[str, Any]:
        return state_of(app)

    app.on_state_changed.append(partial(announce, app))


def state_of(app: "Beamcoder") -> dict[str, Any]:
    return {
        "state": app.engine.state,
        "message": app.engine.failure,
        **model_in_use(app),
        "lastLatencyMs": app.last_latency_ms,
        "version": __version__,
    }


def model_in_use(app: "Beamcoder") -> dict[str, Any]:
    """The model, null until it is ready, and where it runs or shall run."""
    completer = app.engine.ready
    if completer is None:
        return {"model": None, "device": app.settings.device}
    info = completer.info
    model = {"name": info.name, "parameters": info.parameters, "sha256": info.sha256}
    return {"model": model, "device": device_of(completer)}


def announce(app: "Beamcoder") -> None:
    """Tell a client that has said it listens."""
    if app.listens("statusChanged"):
        app.protocol.notify(STATUS_CHANGED, state_of(app))
