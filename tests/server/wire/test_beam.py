"""The beam that is told is that of the last answer, whatever has been searched since."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.conftest import URI, Client

TEXT = "class A {\n    int a = 1;\n    public static \n}\n"
ASKED = {"textDocument": {"uri": URI}, "limit": 50}
VALUE, MEMBER, TOP = (1, 12), (2, 18), (4, 0)


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client([sys.executable, "-m", "beamcoder", "serve"])
    client.initialize({"lineDeadlineMs": 60_000, "tokenDeadlineMs": 60_000, "statistics": False})
    yield client
    client.end()


def first(beam: Any) -> set[str]:
    """What may come first."""
    return {node["text"] for node in beam["nodes"] if node["parent"] == 0}


def test_a_key_that_comes_while_the_beam_is_asked_for_changes_the_next_one(client: Client) -> None:
    client.open(TEXT)
    client.complete(*MEMBER)
    member = first(client.ask("beamcoder/beam", ASKED))
    client.complete(*VALUE)
    value = first(client.ask("beamcoder/beam", ASKED))
    assert member != value
    client.complete(*MEMBER)  # known by now, so that its beam is searched for when it is asked for
    beam = client.send("beamcoder/beam", ASKED)
    completion = client.send_completion(*TOP)
    client.response(completion)
    client.response(beam)
    assert first(client.ask("beamcoder/beam", ASKED)) not in (member, value)
