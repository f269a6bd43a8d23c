"""Progress without a terminal: plain lines now and then, with rate and time left."""

import pytest

from beamcoder.progress import ProgressBar, span, tracked


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands where its one number says."""
    now = [0.0]
    monkeypatch.setattr("beamcoder.progress.time.monotonic", lambda: now[0])
    return now


def test_a_line_says_how_much_is_done_and_what_is_left(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with ProgressBar(1_000, "files", "reading") as bar:
        bar.say("git")
        bar.advance(200)  # too soon for a line
        clock[0] = 20.0
        bar.advance(200)
    assert capsys.readouterr().err.splitlines() == [
        "reading: 1,000 files",
        "reading: 400 of 1,000 files, 20.0 a second, 30 s left (git)",
    ]


def test_what_an_earlier_run_did_does_not_count_as_speed(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    bar = ProgressBar(1_000, "pieces")
    bar.resume(900)
    clock[0] = 50.0
    bar.advance(50)
    assert capsys.readouterr().err == "950 of 1,000 pieces, 1.0 a second, 50 s left\n"


def test_a_quiet_one_writes_nothing(clock: list[float], capsys: pytest.CaptureFixture[str]) -> None:
    bar = ProgressBar(2, "files", "reading", is_quiet=True)
    clock[0] = 100.0
    bar.advance()
    bar.write("a line")
    assert capsys.readouterr() == ("", "")


def test_values_pass_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(tracked(range(3), "files", label="reading")) == [0, 1, 2]
    assert list(tracked(iter("ab"), "files", label="what")) == ["a", "b"]
    assert capsys.readouterr().err == "reading: 3 files\nwhat\n"


@pytest.mark.parametrize(("seconds", "said"), [(5, "5 s"), (600, "10 min"), (9000, "2.5 h")])
def test_spans(seconds: float, said: str) -> None:
    assert span(seconds) == said
