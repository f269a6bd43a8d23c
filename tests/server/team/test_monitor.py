"""What a monitor says of a server, to whom, and that the dashboard shows what there is."""

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from beamcoder.cli import main
from beamcoder.errors import BeamcoderError, TransportError
from beamcoder.model.proposal import Answer
from beamcoder.server.engine.shared_engine import SharedEngine
from beamcoder.server.observer import End, Visit
from tests.server.transport.conftest import PATIENCE_S, TOKEN, Serve

pytest.importorskip("prometheus_client", reason="pip install 'beamcoder[team]' to test it")
from beamcoder.server.team.monitor import Monitor, ask_status, pages

DASHBOARD = Path(__file__).resolve().parents[3] / "docs/grafana.json"


class Completer:
    """Answers when it may."""

    n_at_once = 1

    def __init__(self) -> None:
        self.may, self.fails, self.n_asked = Event(), False, 0
        self.may.set()

    def new_session(self) -> None:
        return None

    def complete(self, request: Any, session: Any) -> Answer:
        self.n_asked += 1
        self.may.wait(PATIENCE_S)
        if self.fails:
            raise RuntimeError("secret words")
        return Answer()


def opening(completer: Completer) -> SharedEngine:
    return SharedEngine(lambda model, device: completer)  # type: ignore[arg-type, return-value]


async def get(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    """Status and body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    fields = {"Host": f"127.0.0.1:{port}"} | headers
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {fields[name]}" for name in fields), "", ""]
    writer.write("\r\n".join(lines).encode())
    async with asyncio.timeout(PATIENCE_S):
        head, _, body = (await reader.read()).decode().partition("\r\n\r\n")
    writer.close()
    return int(head.split()[1]), body


@asynccontextmanager
async def monitored(completer: Completer) -> AsyncIterator[tuple[Monitor, int]]:
    engine = opening(completer)
    monitor = Monitor(engine)
    async with pages(monitor, 0) as port:
        yield monitor, port
    engine.scheduler.close()


def values(page: str) -> dict[str, float]:
    """The samples of Prometheus' text."""
    found = re.findall(r"^([a-z]\S*(?:\{[^}]*\})?) (\S+)$", page, re.MULTILINE)
    return {name: float(value) for name, value in found}


async def test_health_and_readiness() -> None:
    completer = Completer()
    async with monitored(completer) as (_, port):
        assert await get(port, "/readyz") == (200, "ok\n")
        assert await get(port, "/readyz") == (200, "ok\n")
        assert completer.n_asked == 1  # an answer holds for a while
        assert await get(port, "/healthz") == (200, "ok\n")


async def test_a_model_that_fails_is_not_ready_and_says_nothing_of_its_words() -> None:
    completer = Completer()
    completer.fails = True
    async with monitored(completer) as (_, port):
        assert await get(port, "/readyz") == (503, "the model raised RuntimeError\n")
        assert (await get(port, "/healthz"))[0] == 200


def test_a_model_that_is_not_there() -> None:
    def opener(model: Any, device: str) -> Any:
        raise BeamcoderError("no model here")

    assert SharedEngine(opener).answers() == "the model cannot be opened: no model here"


def test_a_model_that_hangs() -> None:
    completer = Completer()
    completer.may.clear()
    engine = opening(completer)
    assert "did not answer in 0.01 s" in engine.answers(0.01)
    completer.may.set()
    assert engine.answers(PATIENCE_S) == ""
    engine.scheduler.close()


@pytest.mark.parametrize("path", ["/metrics", "/status", "/healthz", "/readyz"])
async def test_no_page_of_the_web_reads_it(path: str) -> None:
    async with monitored(Completer()) as (_, port):
        assert (await get(port, path, Host=f"evil.example:{port}"))[0] == 403
        assert (await get(port, path, Origin="https://evil.example"))[0] == 403
        assert (await get(port, path, Origin=f"http://127.0.0.1:{port}"))[0] == 403
        assert (await get(port, path))[0] == 200
        assert (await get(port, f"{path}/more"))[0] == 404


async def test_what_happens_is_counted(serving: Serve) -> None:
    async with monitored(Completer()) as (monitor, port):
        async with serving(observer=monitor) as server:
            welcome, stranger = await server.call(), await server.call()
            await welcome.begin()
            await welcome.ask("no/such/method", {})
            await stranger.begin("a wrong token")
            assert await stranger.hear() is None
            page = values((await get(port, "/metrics"))[1])
            state = await ask_status(port)
        monitor.answered("ghost", "model", 0.04)
        after = (await get(port, "/metrics"))[1]
    assert (page["beamcoder_clients"], page["beamcoder_connections_total"]) == (1, 2)
    assert page['beamcoder_refused_total{why="token"}'] == 1
    assert (page["beamcoder_messages_total"], page["beamcoder_messages_refused_total"]) == (3, 2)
    assert (state["clients"], state["people"], state["why_not_ready"]) == (1, 1, "")
    assert values(after)['beamcoder_answer_seconds_count{kind="ghost",source="model"}'] == 1
    assert TOKEN not in after and "127.0.0.1" not in json.dumps(state)


async def test_a_search_is_counted_by_kind_and_source(serving: Serve) -> None:
    """Through the server: the list's answer is one of a list."""
    seen = list[tuple[str, str]]()
    monitor = Monitor(opening(Completer()))
    monitor.answered = lambda kind, source, took_s: seen.append((kind, source))  # type: ignore[method-assign]
    async with serving(observer=monitor) as server:
        caller = await server.call()
        await caller.begin()
        caller.say(method="initialized", params={})
        item = {"uri": "untitled:A", "languageId": "java", "version": 1, "text": "class A { "}
        caller.say(method="textDocument/didOpen", params={"textDocument": item})
        where = {"line": 0, "character": 10}
        params = {"textDocument": {"uri": "untitled:A"}, "position": where}
        await caller.ask("textDocument/completion", params, 2)
        more = {"context": {"triggerKind": 1}}
        await caller.ask("textDocument/inlineCompletion", params | more, 3)
    assert seen == [("list", "model"), ("ghost", "model")]


async def test_the_queue_is_seen() -> None:
    completer = Completer()
    completer.may.clear()
    engine = opening(completer)
    queues = [engine.scheduler.join() for _ in range(3)]
    for queue in queues:
        for i in range(4):
            queue.put(f"untitled:{i}", lambda: completer.complete(None, None))
    while engine.n_waiting != 11:  # one of twelve runs
        time.sleep(0.001)
    completer.may.set()
    engine.scheduler.close()
    assert engine.n_waiting == 0


def test_no_server_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--status", "--metrics", "1"]) == 1
    assert "--metrics 1" in capsys.readouterr().err
    assert main(["serve", "--status", "--metrics", "65536"]) == 2
    assert main(["serve", "--metrics"]) == 2


async def test_a_port_that_is_taken() -> None:
    async with monitored(Completer()) as (monitor, port):
        with pytest.raises(TransportError, match=f"127.0.0.1:{port}"):
            async with pages(monitor, port):
                pass


def test_the_dashboard_draws_what_is_measured_and_nothing_else() -> None:
    monitor = Monitor(opening(Completer()))
    monitor.answered("list", "model", 0.1)
    monitor.left(Visit(), End.TOKEN)
    page = monitor.metrics.page().decode()
    exposed = {name.partition("{")[0] for name in values(page)}
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    drawn = {
        name
        for panel in panels
        for target in panel["targets"]
        for name in re.findall(r"\b(?:beamcoder|process)_\w+", target["expr"])
    }
    assert drawn - exposed == set()
    own = {name for name in exposed if name.startswith("beamcoder") and "_created" not in name}
    assert own - drawn <= {"beamcoder_answer_seconds_sum"}
