"""One answer at one cursor: from the server, from `beamcoder complete`, from the façade.

At random cursors of the example programs, every other one on a line of blanks; what `evaluate`
replays is the façade's list too (`Answer.merged`).
"""

import json
import random
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from beamcoder.complete.command import Defaults, StatementFinder, answer_line
from beamcoder.model.completer import Completer
from beamcoder.model.proposal import Answer, Request
from beamcoder.model.statement import NO_STATEMENT, Sources
from tests.server.buffer import Buffer
from tests.server.conftest import ROOT, Client

PROGRAMS = sorted((ROOT / "examples").glob("*.java"))
N_CURSORS = 16
SHOWN = 10
PATIENT = {
    "tokenDeadlineMs": 60_000,
    "lineDeadlineMs": 60_000,
    "minimumProbability": 0,
    "statistics": False,
    "maxItems": SHOWN,
}


@pytest.fixture(scope="module")
def server() -> Iterator[Client]:
    client = Client([sys.executable, "-m", "beamcoder", "serve"])
    client.initialize(PATIENT)
    yield client
    client.end()


@pytest.fixture(scope="module")
def completer() -> Completer:
    return Completer.open()


def cursors() -> Iterator[tuple[str, str]]:
    """Left and right of a cursor: nothing else on its line, and the lines below at times."""
    rng = random.Random(11)
    for n in range(N_CURSORS):
        text = rng.choice(PROGRAMS).read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        at = rng.choice([i for i, line in enumerate(lines) if line.strip() and i > 2])
        line = lines[at].rstrip("\n")
        column = rng.randint(0, len(line) - len(line.lstrip())) if n % 2 else None
        left = line[: rng.randint(len(line) // 2, len(line)) if column is None else column]
        if column is not None:
            left = left[: len(left) - len(left.lstrip(" "))] if left.strip() else left
        below = "".join(lines[at + 1 :]) if rng.random() < 0.5 else ""
        yield "".join(lines[:at]) + left, "\n" + below


def listed(answer: Answer, left: str) -> list[tuple[str, bool, float]]:
    """What `evaluate` replays, each with what the longest replacement has before it."""
    ranked = answer.merged(left, SHOWN)
    start = len(left) - max((item.replace for item, _ in ranked), default=0)
    return [
        ((left[start : len(left) - item.replace] + item.text).strip(), is_line, item.probability)
        for item, is_line in ranked
    ]


def test_server_command_and_facade_give_the_same_answer(
    server: Client, completer: Completer
) -> None:
    for n, (left, right) in enumerate(cursors()):
        answer = completer.complete(Request(left + right, len(left), count=SHOWN))
        assert of_command(completer, left, right) == of_facade(answer)
        buffer = Buffer(server, f"{left}|{right}", uri=f"file:///Cursor{n}.java")
        items = sorted(buffer.items(), key=lambda item: item["sortText"])
        found = [(i["label"], i["data"]["isLine"], i["data"]["probability"]) for i in items]
        expected = listed(answer, left)
        assert [row[:2] for row in found] == [row[:2] for row in expected], f"{left[-200:]}‸"
        assert [row[2] for row in found] == pytest.approx([row[2] for row in expected], abs=1e-3)
        server.close(uri=buffer.uri)


def of_command(completer: Completer, left: str, right: str) -> dict[str, Any]:
    line = json.dumps({"id": 1, "text": left + right, "offset": len(left), "count": SHOWN})
    defaults = Defaults(SHOWN, StatementFinder(NO_STATEMENT, Sources(None)))
    found = answer_line(line.encode(), completer, completer.new_session(), defaults)
    return {name: found[name] for name in ("tokens", "lines", "reason")}


def of_facade(answer: Answer) -> dict[str, Any]:
    def objects(items: Any) -> list[dict[str, Any]]:
        return [
            {"text": i.text, "replace": i.replace, "probability": round(float(i.probability), 6)}
            | ({"imports": [*i.imports]} if i.imports else {})
            for i in items
        ]

    lists = {"tokens": objects(answer.tokens), "lines": objects(answer.lines)}
    return lists | {"reason": answer.reason}
