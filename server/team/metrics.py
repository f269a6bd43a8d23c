"""Metrics of a server for Prometheus: latency, clients, the queue, memory, what was refused.

    metrics = Metrics(engine)             an `Observer`
    metrics.page()                        bytes of Prometheus' text format

Needs the library `prometheus_client`, of the extra `team`. Numbers alone: no name, no address.
"""

import asyncio
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import generate_latest

from beamcoder.server.engine.shared_engine import SharedEngine
from beamcoder.server.observer import End, Observer, Visit

BUCKETS_S: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)
HARMLESS: Final = (End.LEFT, End.STOPPED, End.IDLE)
LAG_EVERY_S: Final = 1.0


class Metrics(Observer):
    def __init__(self, engine: SharedEngine) -> None:
        own = self._registry = CollectorRegistry()
        ProcessCollector(registry=own)  # memory, CPU and descriptors, where the system tells them
        self._answers = Histogram(
            "beamcoder_answer_seconds",
            "From a request to its answer",
            ["kind", "source"],
            buckets=BUCKETS_S,
            registry=own,
        )
        self._clients = Gauge("beamcoder_clients", "Clients connected", registry=own)
        self._came = Counter("beamcoder_connections", "Connections made", registry=own)
        self._ends = Counter(
            "beamcoder_connections_ended", "Connections that ended, and why", ["why"], registry=own
        )
        self._refused = Counter(
            "beamcoder_refused", "Clients that were not let in or had to go", ["why"], registry=own
        )
        self._messages = Counter("beamcoder_messages", "Messages read", registry=own)
        self._errors = Counter("beamcoder_messages_refused", "Messages refused", registry=own)
        self._lag = Gauge("beamcoder_loop_lag_seconds", "Lateness of the event loop", registry=own)
        queue = Gauge("beamcoder_queue_length", "Searches that wait for their turn", registry=own)
        queue.set_function(lambda: engine.n_waiting)
        kept = Gauge(
            "beamcoder_remembered_bytes", "Cached state of all documents together", registry=own
        )
        kept.set_function(lambda: engine.n_bytes)
        self._visits: dict[int, tuple[Visit, int, int]] = {}  # with what has been counted of it

    def came(self, visit: Visit) -> None:
        self._came.inc()
        self._visits[visit.number] = visit, 0, 0
        self._clients.set(len(self._visits))

    def left(self, visit: Visit, end: End) -> None:
        self._count(visit)
        self._visits.pop(visit.number, None)
        self._clients.set(len(self._visits))
        self._ends.labels(end.value).inc()
        if end not in HARMLESS:
            self._refused.labels(end.value).inc()

    def answered(self, kind: str, source: str, took_s: float) -> None:
        self._answers.labels(kind, source).observe(took_s)

    def page(self) -> bytes:
        for visit, *_ in list(self._visits.values()):
            self._count(visit)
        return generate_latest(self._registry)

    async def watch_the_loop(self) -> None:
        """How much later than it should something runs. Until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_EVERY_S
            await asyncio.sleep(LAG_EVERY_S)
            self._lag.set(max(0.0, loop.time() - due))

    def _count(self, visit: Visit) -> None:
        """What has come since it was counted last."""
        if visit.number in self._visits:
            _, n_messages, n_errors = self._visits[visit.number]
            self._messages.inc(visit.n_messages - n_messages)
            self._errors.inc(visit.n_errors - n_errors)
            self._visits[visit.number] = visit, visit.n_messages, visit.n_errors
