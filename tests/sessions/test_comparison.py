"""What a replay says of answers that are the same, other, or of another kind."""

from typing import Any, Final

import pytest

from beamcoder.sessions.comparison import compare, percentiles
from beamcoder.sessions.player import PlayedSession, configured, patched
from beamcoder.sessions.replay import text
from beamcoder.sessions.session import read_session
from tests.sessions.conftest import Write

LIST: Final = "textDocument/completion"
ASKED: Final = {"id": 7, "method": LIST, "params": {"position": {"line": 3, "character": 4}}}


def item(text: str, probability: str = "40 %") -> dict[str, Any]:
    place = {"line": 3, "character": 2}
    edit = {"newText": text, "range": {"start": place, "end": place}}
    return {"label": text, "detail": probability, "textEdit": edit}


def answer(*texts: str, **more: str) -> dict[str, Any]:
    return {"id": 7, "result": {"items": [item(text, **more) for text in texts]}}


def report(write: Write, was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    session = read_session(write(("editor", ASKED), ("server", was)))
    played = PlayedSession({"7": now}, {"7": 1.0}, {"7": 1.025}, {"version": "9", "model": None})
    return compare(session, played)


def test_the_same_texts_are_the_same_answer(write: Write) -> None:
    found = report(write, answer("sc", "n"), answer("sc", "n", probability="41 %"))
    assert (found["answers"], found["different"]) == (1, [])
    latency = found["latency_ms"][LIST]
    assert latency == {"was": percentiles([10.0]), "now": percentiles([25.0])}
    assert found["now"] == {"version": "9", "model": None}
    assert "0 of 1 answers differ" in text(found)


def test_other_texts_are_shown_at_their_place(write: Write) -> None:
    found = report(write, answer("sc", "n"), answer("n"))
    (different,) = found["different"]
    assert (different["line"], different["character"], different["id"]) == (3, 4, 7)
    assert [each["text"] for each in different["now"]] == ["n"]
    shown = text(found)
    assert f"{LIST} at 4:5\n  was  sc | n\n  now  n" in shown
    assert "1 of 1 answers differ" in shown


@pytest.mark.parametrize(
    "now", [answer(), {"id": 7, "error": {"code": -1, "message": "x"}}, {"id": 7, "result": None}]
)
def test_nothing_and_an_error_are_differences(write: Write, now: dict[str, Any]) -> None:
    assert len(report(write, answer("sc"), now)["different"]) == 1


def test_other_answers_are_compared_by_their_form(write: Write) -> None:
    asked = {"id": 7, "method": "beamcoder/explain", "params": {}}
    same, other = {"reason": "a", "n": 1.5}, {"reason": None, "n": 2}
    pair = ("editor", asked), ("server", {"id": 7, "result": {"reason": "b", "n": 2}})
    session = read_session(write(*pair))
    for result, n in ((same, 0), (other, 1)):
        played = PlayedSession({"7": {"id": 7, "result": result}}, {"7": 0.0}, {"7": 1.0})
        assert len(compare(session, played)["different"]) == n


def test_a_request_without_an_answer_is_none_of_them(write: Write) -> None:
    session = read_session(write(("editor", ASKED)))
    assert compare(session, PlayedSession())["answers"] == 0


def test_settings_of_a_replay() -> None:
    assert configured(None, None) == {"statistics": False}
    assert configured({"maxItems": 3, "model": "a"}, "b") == {
        "maxItems": 3,
        "model": "b",
        "statistics": False,
    }
    begin = {"method": "initialize", "params": {"processId": 12, "rootUri": None}}
    params = patched(begin, None)["params"]
    assert params["processId"] is None and params["initializationOptions"] == {"statistics": False}
    for settings in ({"maxItems": 3}, {"beamcoder": {"maxItems": 3}}):
        change = {"method": "workspace/didChangeConfiguration", "params": {"settings": settings}}
        found = patched(change, "m")["params"]["settings"]
        assert found.get("beamcoder", found) == {"maxItems": 3, "model": "m", "statistics": False}
    other = {"method": "textDocument/didOpen", "params": {"settings": 1}}
    assert patched(other, "m") is other
