"""A device that is missing or lost is one message to the user, and no answer less."""

from typing import Any

TEXT = "s // @lost"


def test_a_missing_device_is_told_of_and_the_cpu_answers(client: Any) -> None:
    client.initialize({"device": "cuda"})
    client.open("s")
    assert client.complete(0, 1)
    assert client.messages() == ["Beamcoder: there is no GPU here; going on with the CPU"]


def test_what_the_engine_says_reaches_the_user_once(client: Any) -> None:
    client.initialize()
    client.open(TEXT)
    assert client.complete(0, 1)
    client.wait(client.messages)
    client.ask("shutdown")
    assert client.messages() == ["Beamcoder: the GPU is lost"]
