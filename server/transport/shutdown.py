"""Shutdown in good order on SIGTERM, SIGHUP and Ctrl-C.

exit_code = run(serve_tcp(...))          what it returns, or 128 + the signal
"""

import asyncio
import logging
import signal
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, Final

log = logging.getLogger(__name__)

SIGNALS: Final = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT")
                  if hasattr(signal, name)]  # fmt: skip
STOPPED: Final = 128  # plus the signal, as shells report it


def run(serving: Coroutine[Any, Any, int]) -> int:
    """The exit code of a server that ends by itself, or that a signal ends."""
    return asyncio.run(_until_signal(serving))


async def _until_signal(serving: Coroutine[Any, Any, int]) -> int:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_log)
    task, caught = asyncio.ensure_future(serving), loop.create_future()
    for number in SIGNALS:
        with suppress(NotImplementedError, RuntimeError):  # Windows; not the main thread
            loop.add_signal_handler(number, _catch, caught, number)
    await asyncio.wait((task, caught), return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        return task.result()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    return STOPPED + int(caught.result())


def _catch(caught: "asyncio.Future[int]", number: int) -> None:
    """A second signal ends the process at once, whatever it is waiting for."""
    if not caught.done():
        caught.set_result(number)
    for each in SIGNALS:
        asyncio.get_running_loop().remove_signal_handler(each)
        signal.signal(each, signal.SIG_DFL)


def _log(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """In one line, such as that no descriptor is free for another client."""
    exc = context.get("exception")
    log.error("%s%s", context.get("message", "an error"), f": {exc}" if exc else "")
