"""beamcoder/npi/...: PROTOCOL.md's blocks against the real server, and what is refused."""

from copy import deepcopy
from typing import Any

import pytest

from tests.server.wire.test_protocol import BLOCKS, OF_TEACHING, differences

TEACH = BLOCKS["asks", "beamcoder/npi/teach"]
MANY = "1 " * 25


def one_of_each(name: str, found: dict[str, Any]) -> dict[str, Any]:
    """An answer with as much of its lists as the document shows."""
    if name.endswith("tasks"):
        found["tasks"] = [each for each in found["tasks"] if each["name"] == "bubble_sort"]
    if name.endswith("run"):
        found["steps"] = found["steps"][:1]
    if name.endswith(("run", "teach")):
        for part in (found, found.get("current", {}), *found.get("steps", [])):
            if "picture" in part:
                part["picture"] = part["picture"][:1]
    if name.endswith("teach"):
        documented = BLOCKS["gets", name]
        found["current"]["picture"][0]["pointers"] = []
        assert {*found["question"]} == {*documented["question"]}
        found["question"] = documented["question"]
        looks_at = found["coverage"]["looksAt"]
        found["coverage"]["looksAt"] = {"sweep": looks_at["sweep"]}
    return found


@pytest.mark.parametrize("name", OF_TEACHING)
def test_the_document_is_true(client: Any, name: str) -> None:
    client.initialize()
    found = one_of_each(name, client.ask(name, BLOCKS["asks", name]))
    assert differences(BLOCKS["gets", name], found) == []


def changed(**fields: Any) -> dict[str, Any]:
    return {**deepcopy(TEACH), **fields}


def does(*names: str, text: str = "2 1") -> list[dict[str, Any]]:
    steps = [{"call": name, "arguments": [], "tail": False} for name in names]
    return [{"input": text, "does": steps}]


@pytest.mark.parametrize(
    ("name", "params", "sentence"),
    [
        ("run", {"task": "../x.py", "input": "1"}, "there is no task '../x.py'"),
        ("run", {"task": "bubble_sort", "input": "1 x"}, "'x' is no integer"),
        ("run", {"task": "bubble_sort", "input": MANY}, "at most 24 words"),
        ("run", {"task": "bubble_sort"}, "must be a text of at most 24 words"),
        ("run", {"task": "topological_sort", "input": "2 0:1 1:0"}, "cycle"),
        ("run", {}, "there is no task"),
        ("source", {"task": "bubble_sort", "language": "basic"}, "no 'basic'"),
        ("source", changed(answers=[]), "was never shown"),
        ("teach", changed(demonstrations=7), "demonstrations must be a list of at most 12"),
        ("teach", changed(demonstrations=[7]), "demonstrations must be a list of objects"),
        ("teach", changed(demonstrations=does("fly!")), "'fly!' is no name for a group of steps"),
        ("teach", changed(demonstrations=does("right", "swap")), "the operation swap() fails"),
        ("teach", changed(demonstrations=does("return", "swap")), "goes on after its end"),
        ("teach", changed(demonstrations=does("swap") + does("right")), "contradicts"),
        ("teach", changed(answers=[{"program": "f"}]), "must name a program and have steps"),
        ("teach", changed(answers=[{"program": "f", "steps": [{}]}]), "must say what is seen"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    client: Any, name: str, params: dict[str, Any], sentence: str
) -> None:
    client.initialize()
    error = client.response(client.send(f"beamcoder/npi/{name}", params))["error"]
    assert error["code"] == -32602 and error["message"].startswith("Beamcoder: ")
    assert sentence in error["message"] and "\n" not in error["message"]


def test_two_demonstrations_and_answers_are_a_program(client: Any) -> None:
    """A person who knows bubble sort, over the wire: until no question is left."""
    client.initialize()
    lesson: dict[str, Any] = {"task": "bubble_sort", "demonstrations": [], "answers": []}
    lesson["ask"] = True
    for text in ("3 1 2", "1 1"):
        shown: dict[str, Any] = {"input": text, "does": []}
        lesson["demonstrations"] = [*lesson["demonstrations"], shown]
        while (now := client.ask("beamcoder/npi/teach", lesson)["current"])["waits"]:
            shown["does"].append(step_of(now["waits"]))
    while (found := client.ask("beamcoder/npi/teach", lesson)["question"]) is not None:
        waits = found["waits"]
        steps = [*waits["steps"], {"sees": waits["sees"], **step_of(waits)}]
        lesson["answers"] = [*lesson["answers"], {"program": waits["program"], "steps": steps}]
    assert len(lesson["answers"]) <= 30
    text = client.ask("beamcoder/npi/source", lesson)["text"]
    assert "while (!sorted())" in text and "if (greater())" in text


def step_of(waits: dict[str, Any]) -> dict[str, Any]:
    """What bubble sort does next."""
    sees, n_made = waits["sees"], len(waits["steps"])
    last = waits["steps"][-1]["call"] if n_made else ""
    if waits["program"] == "bubble_sort":
        order = ["sweep", "go_back", "count", "bubble_sort"]
        return step("return") if sees["sorted"] and not n_made else step(order[n_made], n_made == 3)
    if waits["program"] == "sweep":
        if last == "right":
            return step("sweep", is_tail=True)
        name = "return" if sees["end"] else "swap" if sees["greater"] else "right"
        return step("right" if last == "swap" else name)
    if last == "left":
        return step("go_back", is_tail=True)
    return step("return" if sees["start"] else "left")


def step(name: str, is_tail: bool = False) -> dict[str, Any]:
    return {"call": name, "arguments": [], "tail": is_tail}
