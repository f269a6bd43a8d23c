"""beamcoder/npi/...: programs learned from their traces, run step by step, and taught by showing.

Each request has all that it needs and leaves nothing behind. What a client sends is a task's name,
problems and steps: data, of which nothing is run and no file is named.
"""

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from beamcoder.errors import BeamcoderError
from beamcoder.server.own_methods import (
    NPI_RUN,
    NPI_SOURCE,
    NPI_TASKS,
    NPI_TEACH,
    invalid_params,
)

if TYPE_CHECKING:
    from beamcoder.server.app import Beamcoder


def register(app: "Beamcoder") -> None:
    one_at_a_time = asyncio.Lock()  # of one client

    async def answer(name: str, params: Any) -> dict[str, Any]:
        from beamcoder.model.npi.teaching import desk  # not at the server's start

        call: Callable[..., dict[str, Any]] = getattr(desk, name)
        arguments = () if name == "tasks" else (plain(params),)
        try:
            async with one_at_a_time:
                return await asyncio.to_thread(call, *arguments)
        except BeamcoderError as exc:
            raise invalid_params(str(exc)) from exc

    @app.feature(NPI_TASKS)
    async def tasks(params: Any) -> dict[str, Any]:
        return await answer("tasks", params)

    @app.feature(NPI_RUN)
    async def run(params: Any) -> dict[str, Any]:
        return await answer("run", params)

    @app.feature(NPI_TEACH)
    async def teach(params: Any) -> dict[str, Any]:
        return await answer("teach", params)

    @app.feature(NPI_SOURCE)
    async def source(params: Any) -> dict[str, Any]:
        return await answer("source", params)


def plain(params: Any) -> Any:
    """Parameters as they came: objects of names are dictionaries again."""
    if isinstance(params, SimpleNamespace):
        return {name: plain(value) for name, value in vars(params).items()}
    if isinstance(params, list | tuple):
        return [plain(value) for value in params]
    return params
