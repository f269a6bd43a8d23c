"""`$/progress` while the model loads."""

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder

log = logging.getLogger(__name__)

TITLE: Final = "Beamcoder: loading the model"


def register(app: "Beamcoder") -> None:
    app.on_loading.append(lambda loading: app.start(announce_loading(app, loading)))


async def announce_loading(app: "Beamcoder", loading: "asyncio.Future[Any]") -> None:
    """Begin and end around `loading`; silent where the editor wants no progress."""
    window = app.client_capabilities.window
    if window is None or not window.work_done_progress:
        return
    token = f"beamcoder/{uuid4()}"
    try:
        await app.work_done_progress.create_async(token)
    except JsonRpcException as exc:
        log.info("the editor refused to show progress: %s", exc)
        return
    app.work_done_progress.begin(token, types.WorkDoneProgressBegin(TITLE, cancellable=False))
    completer = await asyncio.shield(loading)
    ready = "no model" if completer is None else completer.info.name
    app.work_done_progress.end(token, types.WorkDoneProgressEnd(message=ready))
