"""Assembly of the language server: `Beamcoder` with every feature registered."""

from typing import Final

from beamcoder.server.access import LOCAL, Access
from beamcoder.server.app import Beamcoder
from beamcoder.server.engine.fair_queue import FairScheduler
from beamcoder.server.engine.loading import OpenCompleter, open_completer
from beamcoder.server.engine.sessions import SessionStore
from beamcoder.server.features import (
    blocks,
    completion,
    configuration,
    explanation,
    feedback,
    inline_completion,
    progress,
    search,
    statement,
    status,
    teaching,
)

FEATURES: Final = (
    configuration,
    completion,
    inline_completion,
    blocks,
    explanation,
    search,
    statement,
    status,
    progress,
    feedback,
    teaching,
)


def new_application(
    opener: OpenCompleter = open_completer,
    scheduler: FairScheduler | None = None,
    store: SessionStore | None = None,
    access: Access = LOCAL,
) -> Beamcoder:
    """A server for one client; `scheduler` and `store` are shared by the clients of one process."""
    app = Beamcoder(opener, scheduler, store, access)
    for feature in FEATURES:
        feature.register(app)
    return app
