"""Answers of a replay next to those of its record.

report = compare(session, played)      # as `beamcoder replay --json` prints it
"""

from statistics import quantiles
from typing import Any, Final

from beamcoder.sessions.player import PlayedSession
from beamcoder.sessions.session import (
    RecordedSession,
    SessionEntry,
    answers,
    key,
)

COMPLETIONS: Final = ("textDocument/completion", "textDocument/inlineCompletion")
Report = dict[str, Any]


def compare(session: RecordedSession, played: PlayedSession) -> Report:
    pairs = [
        (asked, was)
        for asked, was in answers(session)
        if key(asked) in played.came_at and not is_status(asked)  # which depends on the time
    ]
    completions = [pair for pair in pairs if pair[0].message["method"] in COMPLETIONS]
    found = [difference(asked, was, played.messages[key(asked)]) for asked, was in pairs]
    different = [each for each in found if each is not None]
    model = played.status.get("model")
    return {
        "was": {"version": session.version, "model": model_of(session)},
        "now": {"version": played.status.get("version"), "model": model},
        "answers": len(pairs),
        "completions": len(completions),
        "different": different,
        "latency_ms": {method: latency(method, completions, played) for method in COMPLETIONS},
    }


def difference(asked: SessionEntry, was: SessionEntry, now: dict[str, Any]) -> Report | None:
    """What two answers to one request do not share: items in a completion, else their form."""
    method = asked.message["method"]
    is_completion = method in COMPLETIONS
    before, after = ((items if is_completion else form)(each) for each in (was.message, now))
    if before == after:
        return None
    position = (asked.message.get("params") or {}).get("position", {})
    return {"id": asked.message["id"], "method": method, **position, "was": before, "now": after}


def items(message: dict[str, Any]) -> Any:
    """Of each item the text and what it replaces; of an error its form."""
    result = message.get("result")
    if "error" in message or not isinstance(result, dict | list):
        return form(message)
    found = result.get("items", []) if isinstance(result, dict) else result
    return [text_of(item) for item in found]


def text_of(item: dict[str, Any]) -> Any:
    edit = item.get("textEdit") or {}
    text = edit.get("newText", item.get("insertText", item.get("label")))
    place = edit.get("range", edit.get("replace", item.get("range")))
    start = (place or {}).get("start", {})
    return {"text": text, "from": start.get("character")}


def form(message: dict[str, Any]) -> Any:
    """The kind of an answer: texts, numbers and lengths of lists aside."""
    if "error" in message:
        return {"error": message["error"].get("code")}
    return shape(message.get("result"))


def shape(value: Any) -> Any:
    """A value without what may change from run to run.

    >>> shape({"a": [1, 2], "b": None, "c": {"d": "x"}})
    {'a': 'list', 'b': 'NoneType', 'c': {'d': 'str'}}
    """
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    return "number" if type(value) in (int, float) else type(value).__name__


def model_of(session: RecordedSession) -> Any:
    """What the server last said of its model, if it was asked or said it by itself."""
    said = [entry.message.get("params") or {} for entry in session.entries if is_status(entry)]
    said += [was.message.get("result") or {} for asked, was in answers(session) if is_status(asked)]
    models = [each.get("model") for each in said if isinstance(each, dict)]
    return next((model for model in reversed(models) if model), None)


def is_status(entry: SessionEntry) -> bool:
    return str(entry.message.get("method", "")).startswith("beamcoder/status")


def latency(
    method: str, pairs: list[tuple[SessionEntry, SessionEntry]], played: PlayedSession
) -> Report:
    own = [(asked, was) for asked, was in pairs if asked.message["method"] == method]
    return {
        "was": percentiles([was.ms - asked.ms for asked, was in own]),
        "now": percentiles([played.latency_ms(key(asked)) for asked, _ in own]),
    }


def percentiles(values: list[float]) -> dict[str, float] | None:
    if not values:
        return None
    cuts = quantiles(values, n=100, method="inclusive") if len(values) > 1 else values * 99
    return {name: round(cuts[n - 1], 1) for name, n in (("p50", 50), ("p90", 90), ("p99", 99))}
