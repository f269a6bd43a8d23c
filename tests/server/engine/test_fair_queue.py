"""Turns: everybody gets one reply a search, nobody is starved. Turns are counted, not times."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.model.proposal import Answer, Item
from beamcoder.server.engine.fair_queue import ClientQueue, FairScheduler

PATIENCE_S = 60.0
N_CLIENTS, N_DOCUMENTS = 5, 3


def text_of(future: Future[Answer]) -> str:
    """What was answered; "cancelled" for what was dropped."""
    answer = future.result(PATIENCE_S)
    return answer.reason or answer.tokens[0].text


@dataclass
class Gate:
    """Holds the only thread until all has been asked, so that the order is that of the ring."""

    scheduler: FairScheduler
    opened: threading.Event = field(default_factory=threading.Event)
    begun: list[str] = field(default_factory=list)

    def shut(self) -> None:
        def hold() -> Answer:
            started.set()
            self.opened.wait(PATIENCE_S)
            return Answer()

        started = threading.Event()
        self.scheduler.join().put("gate", hold)
        assert started.wait(PATIENCE_S)

    def work(self, text: str) -> Callable[[], Answer]:
        def search() -> Answer:
            self.begun.append(text)
            return Answer((Item(text, 0, 0.5),))

        return search


@pytest.fixture
def gate() -> Iterator[Gate]:
    scheduler = FairScheduler()
    held = Gate(scheduler)
    held.shut()
    yield held
    held.opened.set()
    scheduler.close()


def test_a_client_that_floods_starves_nobody(gate: Gate) -> None:
    flood, *others = (gate.scheduler.join() for _ in range(4))
    asked = [flood.put(f"F{i}", gate.work("flood")) for i in range(50)]
    for number, queue in enumerate(others):
        asked += [queue.put(f"{i}", gate.work(f"client {number}")) for i in range(2)]
    gate.opened.set()
    wait(asked, PATIENCE_S)
    ring = ["flood", "client 0", "client 1", "client 2"]
    assert gate.begun[:8] == ring * 2
    assert gate.begun[8:] == ["flood"] * 48


def test_a_document_asked_again_and_again_starves_no_other(gate: Gate) -> None:
    queue = gate.scheduler.join()
    other = queue.put("Other", gate.work("other"))
    asked = [queue.put("Busy", gate.work(f"busy {i}")) for i in range(20)]
    gate.opened.set()
    assert text_of(other) == "other"
    assert [text_of(each) for each in asked] == ["cancelled"] * 19 + ["busy 19"]
    assert gate.begun == ["other", "busy 19"]


def test_the_newest_keeps_the_place_of_the_one_that_it_overtakes(gate: Gate) -> None:
    first, second = gate.scheduler.join(), gate.scheduler.join()
    first.put("A", gate.work("old"))
    late = second.put("B", gate.work("second"))
    first.put("A", gate.work("new"))
    gate.opened.set()
    text_of(late)
    assert gate.begun == ["new", "second"]


def test_who_has_left_gets_no_turn(gate: Gate) -> None:
    queue = gate.scheduler.join()
    asked = [queue.put(uri, gate.work(uri)) for uri in "ABC"]
    queue.leave()
    asked.append(queue.put("D", gate.work("D")))
    assert [text_of(each) for each in asked] == ["cancelled"] * 4
    gate.opened.set()
    stays = gate.scheduler.join()
    assert text_of(stays.put("E", gate.work("E"))) == "E"
    assert gate.begun == ["E"]


def test_a_server_that_ends_leaves_nobody_waiting(gate: Gate) -> None:
    asked = [gate.scheduler.join().put("A", gate.work("A")) for _ in range(3)]
    gate.scheduler.close()
    assert [text_of(each) for each in asked] == ["cancelled"] * 3


@pytest.mark.parametrize("limit", [1, 3])
def test_as_many_at_once_as_the_device_takes(limit: int) -> None:
    """Searches that wait for each other end only if they run together."""
    scheduler = FairScheduler()
    scheduler.widen(limit)
    together = threading.Barrier(limit)

    def work() -> Answer:
        together.wait(PATIENCE_S)
        return Answer((Item("met", 0, 0.5),))

    asked = [scheduler.join().put("A", work) for _ in range(2 * limit)]
    assert [text_of(each) for each in asked] == ["met"] * (2 * limit)
    scheduler.close()


@dataclass
class Watch:
    """Sees that no two searches of a document run together."""

    running: set[tuple[int, str]] = field(default_factory=set)
    clashes: int = 0

    def search(self, client: int, uri: str, text: str) -> Callable[[], Answer]:
        def work() -> Answer:
            self.clashes += (client, uri) in self.running
            self.running.add((client, uri))
            answer = Answer((Item(text, 0, 0.5),))
            self.running.discard((client, uri))
            return answer

        return work


@given(st.integers(0, 2**32), st.integers(1, 4))
def test_in_any_order_each_search_has_one_reply_and_its_own(seed: int, n_threads: int) -> None:
    """Clients ask, drop and leave at random; the searches know whose they are."""
    rng, scheduler, watch = random.Random(seed), FairScheduler(n_threads), Watch()
    queues: list[ClientQueue] = [scheduler.join() for _ in range(N_CLIENTS)]
    asked: list[tuple[str, Future[Answer]]] = []
    last: dict[tuple[int, str], tuple[str, Future[Answer]]] = {}
    disturbed: set[tuple[int, str]] = set()
    for number in range(60):
        client, uri = rng.randrange(N_CLIENTS), f"D{rng.randrange(N_DOCUMENTS)}"
        choice = rng.random()
        if choice < 0.8:
            text = f"{client} {uri} {number}"
            put = text, queues[client].put(uri, watch.search(client, uri, text))
            asked.append(put)
            last[client, uri] = put
            disturbed.discard((client, uri))
        elif choice < 0.95:
            queues[client].drop(uri)
            disturbed.add((client, uri))
        else:
            queues[client].leave()
            disturbed |= {(client, f"D{i}") for i in range(N_DOCUMENTS)}
            queues[client] = scheduler.join()
    assert all(text_of(future) in (text, "cancelled") for text, future in asked)
    newest = [put for key, put in last.items() if key not in disturbed]
    assert all(text_of(future) == text for text, future in newest)
    assert watch.clashes == 0 and not any(queue.waiting for queue in queues)
    scheduler.close()


def test_a_client_takes_one_thread_while_others_are_there() -> None:
    """Beside another client its searches run one after the other; alone they run together."""
    scheduler = FairScheduler(3)
    greedy, other = scheduler.join(), scheduler.join()
    released, begun = threading.Event(), threading.Semaphore(0)
    running, most, lock = 0, 0, threading.Lock()

    def work() -> Answer:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        begun.release()
        released.wait(PATIENCE_S)
        with lock:
            running -= 1
        return Answer((Item("done", 0, 0.5),))

    asked = [greedy.put(f"untitled:{i}", work) for i in range(12)]
    assert begun.acquire(timeout=PATIENCE_S)
    served = other.put("untitled:O", lambda: Answer((Item("served", 0, 0.5),)))
    assert text_of(served) == "served"
    assert scheduler.n_waiting == 11
    released.set()
    assert [text_of(each) for each in asked] == ["done"] * 12
    assert most == 1
    other.leave()
    together = threading.Barrier(3)

    def meet() -> Answer:
        together.wait(PATIENCE_S)
        return Answer((Item("met", 0, 0.5),))

    asked = [greedy.put(f"untitled:{i}", meet) for i in range(3)]
    assert [text_of(each) for each in asked] == ["met"] * 3
    scheduler.close()
