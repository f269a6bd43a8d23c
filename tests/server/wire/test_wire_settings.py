"""Settings as an editor sends them: a real process, JSON in and out, a scripted model."""

from typing import Any


def labels(items: list[dict[str, Any]]) -> list[str]:
    return [item["label"] for item in items]


def test_bad_settings_get_a_message_and_the_default(client: Any) -> None:
    client.initialize({"maxItems": "many", "device": 3, "tokens": False, "unknown": 1})
    client.open("s")
    assert len(client.complete(0, 1)) == 3
    assert client.messages() == [
        "Beamcoder: beamcoder.device must be auto, cpu or cuda, not 3",
        "Beamcoder: beamcoder.maxItems must be a whole number from 1 to 100, not 'many'",
    ]


def test_settings_are_pulled_and_pulled_again_when_they_change(client: Any) -> None:
    client.replies["workspace/configuration"] = [{"maxItems": 2}]
    can = {"configuration": True, "didChangeConfiguration": {"dynamicRegistration": True}}
    client.initialize({"lines": False}, {"workspace": can})
    client.logged("opening None on auto")
    client.open("s")
    assert labels(client.complete(0, 1)) == ["scanner", "sum"]
    client.replies["workspace/configuration"] = [{"maxItems": 1, "model": "other"}]
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.logged("opening other on auto")
    assert labels(client.complete(0, 1)) == ["scanner"]
    methods = [method for method, _ in client.asked]
    assert methods.count("workspace/configuration") == 2
    assert "client/registerCapability" in methods
    assert sum("opening" in line for line in client.log) == 2


def test_settings_are_pushed(client: Any) -> None:
    client.initialize({"lines": False})
    client.open("s")
    settings = {"settings": {"beamcoder": {"maxItems": 1}}}
    client.notify("workspace/didChangeConfiguration", settings)
    assert labels(client.complete(0, 1)) == ["scanner"]
    client.notify("workspace/didChangeConfiguration", {"settings": "nonsense"})
    assert len(client.complete(0, 1)) == 3
    assert len(client.messages()) == 1


def test_trigger_characters_only_when_asked_for(client: Any) -> None:
    provider = client.initialize({"triggerCharacters": [".", "("]})["completionProvider"]
    assert provider["triggerCharacters"] == [".", "("]
