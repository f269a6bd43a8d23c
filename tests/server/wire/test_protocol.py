"""PROTOCOL.md against the real server: its blocks are sent, what comes back is compared with it.

Shapes are compared, not values: names, types, and what may be null is null in the document too.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from beamcoder.server.own_methods import METHODS
from beamcoder.server.settings import Settings, read_settings, to_json

ROOT = Path(__file__).resolve().parents[3]
PROTOCOL = (ROOT / "editor-clients/PROTOCOL.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"^\*\*(\w+)\*\*(?: `([\w/]+)`)?\n\n```json\n(.*?)^```", re.MULTILINE | re.DOTALL
)
BLOCKS = {(kind, name): json.loads(body) for kind, name, body in BLOCK.findall(PROTOCOL)}
OPEN_ENDED = ("settings", "timingsMs", "capabilities")  # the document shows some of their names
URI = "file:///A.java"
PLACE = {"textDocument": {"uri": URI}, "position": {"line": 0, "character": 1}}
SERVE = [sys.executable, "-m", "beamcoder", "serve"]
JAVA = "import java.util.*;\n\nclass A {\n    int f(int n) {\n        "
NEEDS_NETWORK = ("beamcoder/beam", "beamcoder/statement")
NEEDS_JAVA = ("beamcoder/search",)
OF_TEACHING = tuple(f"beamcoder/npi/{name}" for name in ("run", "source", "tasks", "teach"))
ELSEWHERE = NEEDS_NETWORK + NEEDS_JAVA + OF_TEACHING  # test_teaching has the last ones
REQUESTS = [name for kind, name in BLOCKS if kind == "asks" and ("gets", name) in BLOCKS]


def differences(wanted: Any, found: Any, path: str = "") -> list[str]:
    """Where a value has not the shape of the document's."""
    if wanted is None or found is None:
        return [] if wanted is found else [f"{path}: {found!r}, documented {wanted!r}"]
    if isinstance(wanted, dict) and isinstance(found, dict):
        is_open = path.rpartition(".")[2] in OPEN_ENDED
        unknown = set() if is_open else found.keys() - wanted.keys()
        names = [f"{path}.{name} is not documented" for name in unknown]
        names += [f"{path}.{name} is missing" for name in wanted.keys() - found.keys()]
        shared = wanted.keys() & found.keys()
        return names + [d for n in shared for d in differences(wanted[n], found[n], f"{path}.{n}")]
    if isinstance(wanted, list) and isinstance(found, list):
        empty = [f"{path} is empty"] if wanted and not found else []
        return empty + [d for each in found for d in differences(wanted[-1], each, path)]
    kinds = [float if type(value) is int else type(value) for value in (wanted, found)]
    return [] if kinds[0] is kinds[1] else [f"{path}: {found!r}, documented {wanted!r}"]


@pytest.mark.parametrize("name", ["textDocument/completion", "textDocument/inlineCompletion"])
def test_items(client: Any, name: str) -> None:
    client.initialize()
    client.open("s")
    asked = PLACE | {"context": {"triggerKind": 1}}
    assert differences(BLOCKS["gets", name], client.ask(name, asked)) == []


def test_our_methods_are_announced(client: Any) -> None:
    capabilities = client.initialize()
    found = {"capabilities": capabilities}
    assert differences(BLOCKS["gets", "initialize"], found) == []
    assert capabilities["experimental"] == {"beamcoder": list(METHODS)}
    documented = BLOCKS["gets", "initialize"]["capabilities"]["experimental"]
    assert documented == capabilities["experimental"]
    documented_methods = {name for _, name in BLOCKS if name.startswith("beamcoder/")}
    assert documented_methods == {*METHODS} - {"beamcoder/statusChanged"}


@pytest.mark.parametrize("name", [n for n in REQUESTS if n not in ELSEWHERE])
def test_requests(client: Any, name: str) -> None:
    wanted = BLOCKS["gets", name]
    client.initialize({"lineDeadlineMs": 60_000})
    client.open("s")
    client.complete(0, 1)
    client.ghosts(0, 1)
    assert differences(wanted, client.ask(name, BLOCKS["asks", name])) == []


def test_search(client: Any) -> None:
    client.initialize()
    java = "class A {\n  Scanner scanner(int n) { return new Scanner(); }\n %% ?? %%\n}\n"
    client.open(f"import java.util.*; {java}")
    found = client.ask("beamcoder/search", BLOCKS["asks", "beamcoder/search"])
    method = found["results"][0]
    api = next(result for result in found["results"] if result["kind"] == "api")
    found["results"] = [method]
    assert differences(BLOCKS["gets", "beamcoder/search"], found) == []
    assert (method["uri"], method["line"], method["name"]) == (URI, 2, "scanner")
    assert method["snippet"] == "Scanner scanner(int n) { return new Scanner(); }"
    assert (api["kind"], api["uses"][0]["uri"]) == ("api", URI)


def test_requests_that_look_into_the_network(random_model: Path, client_for: Any) -> None:
    client = client_for(SERVE)
    client.initialize({"model": str(random_model), "device": "cpu", "lineDeadlineMs": 60_000})
    client.open(JAVA)
    assert client.ask("beamcoder/beam", {"textDocument": {"uri": URI}}) == {"nodes": []}
    client.complete(4, 8)
    beam = client.ask("beamcoder/beam", BLOCKS["asks", "beamcoder/beam"])
    root, *nodes = beam["nodes"]
    documented_root, documented_node = BLOCKS["gets", "beamcoder/beam"]["nodes"]
    assert differences(documented_root, root) == []
    assert nodes and differences([documented_node], nodes) == []
    assert len(beam["nodes"]) <= 100
    name = "beamcoder/statement"
    found = client.ask(name, BLOCKS["asks", name])
    assert differences(BLOCKS["gets", name], found) == []
    assert any(abs(line["change"]) > 0 for line in found["influence"]["lines"])
    assert client.complete(4, 8)
    assert client.shut_down() == 0


def test_an_explanation_of_the_real_engine(random_model: Path, client_for: Any) -> None:
    client = client_for(SERVE)
    client.initialize({"model": str(random_model), "device": "cpu", "lineDeadlineMs": 60_000})
    client.open(JAVA)
    assert client.ask("beamcoder/explain", {"textDocument": {"uri": URI}}) is None
    client.complete(4, 8)
    wanted = BLOCKS["gets", "beamcoder/explain"]
    found = client.ask("beamcoder/explain", BLOCKS["asks", "beamcoder/explain"])
    assert differences(wanted["tokens"], found["tokens"]) == []
    assert set(wanted["timingsMs"]) <= set(found["timingsMs"])
    assert found["device"] == "cpu" and found["model"]["name"] == "random"


def test_feedback_and_the_command_are_taken(client: Any) -> None:
    client.initialize({"logLevel": "info"})
    client.open("s")
    client.ghosts(0, 1)
    client.notify("beamcoder/feedback", BLOCKS["asks", "beamcoder/feedback"])
    assert (
        client.ask("workspace/executeCommand", BLOCKS["asks", "workspace/executeCommand"]) is None
    )
    client.logged("feedback on an item that is forgotten: 2.0.ghost")


def test_the_state_is_told_to_who_listens(client: Any) -> None:
    client.initialize(capabilities=BLOCKS["sends", "initialize"]["capabilities"])
    client.open("s")
    client.complete(0, 1)
    told = [params for method, params in client.log_relay if method == "beamcoder/statusChanged"]
    assert [params["state"] for params in told][:2] == ["loading", "ready"]
    assert differences(BLOCKS["gets", "beamcoder/status"], told[-1]) == []


def test_a_model_that_cannot_be_opened_is_a_state(client: Any) -> None:
    client.initialize({"model": "missing"})
    client.open("s")
    client.complete(0, 1)
    found = client.ask("beamcoder/status", {})
    assert found["state"] == "failed" and "there is no model folder" in found["message"]


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("beamcoder/explain", {}),
        ("beamcoder/beam", {"textDocument": {"uri": URI}, "limit": "many"}),
        ("beamcoder/beam", {"textDocument": {"uri": URI}, "limit": 0}),
        ("beamcoder/statement", {"textDocument": {"uri": "file:///Other.java"}}),
        ("beamcoder/statement", {"textDocument": {"uri": URI}, "statement": 7}),
        ("beamcoder/statistics", {"wipe": "yes"}),
        ("beamcoder/search", {}),
        ("beamcoder/search", {"query": 7}),
        ("beamcoder/search", {"query": "x", "count": 0}),
    ],
)
def test_bad_parameters_are_answered(client: Any, name: str, params: Any) -> None:
    client.initialize()
    client.open("s")
    error = client.response(client.send(name, params))["error"]
    assert error["code"] == -32602 and error["message"].startswith("Beamcoder: ")
    assert client.messages() == []


def test_documented_settings_are_the_defaults() -> None:
    documented = BLOCKS["settings", ""]
    assert {**documented, "triggerCharacters": ()} == to_json(Settings())
    assert read_settings(documented, Settings(max_items=1)) == (Settings(), [])
