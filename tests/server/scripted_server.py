"""The real server process around a scripted model: what the text says is what the model does.

@slow     computes until it is cancelled, or for a minute
@crash    raises
@lost     says that a device is lost, and answers all the same
@next     proposes "(in" behind the word at the cursor, and the word made longer
@echo     proposes what it was asked: offset, length, and how often this session was asked
@around   proposes what lies around: the names of the workspace's files but its own, as one word
@mine     proposes the word behind it, after a moment in which it can be cancelled
@stated   proposes the first word of the statement
@late     tells its tokens, and has its lines once the file BEAMCODER_TEST_GO is there
@retry    comes to its deadline when it is asked for the first time, and answers the second
@block    goes on behind its first line with two more
@endless  grows a block until it is cancelled
@hurried  proposes its deadlines in seconds, for tokens and for all
else      NAMES that begin with the word at the cursor, whatever the case, and LINES
"""

import argparse
import logging
import os
import re
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from beamcoder.errors import ArtefactError, DeviceError
from beamcoder.model.proposal import Answer, Item, ModelInfo, Request
from beamcoder.model.session import blank_lines
from beamcoder.server import command, serve
from beamcoder.server.app import Beamcoder
from beamcoder.server.application import new_application
from beamcoder.server.offers.acceptance import KEPT_AFTER_S, AcceptanceTracker
from beamcoder.tokenizer.live.cut import Cutter
from beamcoder.tokenizer.live.reader import Reader

NAMES = (("scanner", 0.5), ("sum", 0.3), ("String", 0.1), ("return", 0.05), ("(", 0.01))
LINES = (("scanner.nextInt();", 0.6), ("sum += 1;", 0.35), ("String s;", 0.04))


@dataclass
class ScriptedSession:
    n_asked: int = 0
    related: str | None = None
    tree: None = None  # nothing is searched here
    n_bytes: int = 1000

    def use_workspace_index(self, related: str | None, _types: None = None) -> None:
        self.related = related


@dataclass
class ScriptedWorkspace:
    """Its index is a word made of the names of its files."""

    folders: tuple[Path, ...]
    names: tuple[Path, ...] = ()

    def __len__(self) -> int:
        return len(self.names)

    def refresh(self) -> None:
        if any(folder.name == "bad" for folder in self.folders):
            raise OSError("disk on fire")
        self.names = tuple(path for folder in self.folders for path in folder.rglob("*.java"))

    def index(self, without: Path | None = None) -> str:
        return "_".join(sorted(path.stem for path in self.names if path != without))

    def types(self, without: Path | None = None) -> None:
        return None


class ScriptedCompleter:
    info = ModelInfo("scripted", 1, "0" * 64)
    n_at_once = 1

    def new_session(self) -> ScriptedSession:
        return ScriptedSession()

    def grow_worth(
        self, request: Request, answer: Answer, session: ScriptedSession, n_lines: int
    ) -> Answer:
        if "@endless" in request.text:
            return endless(request, answer)
        if "@block" not in request.text or not answer.lines:
            return answer
        first = answer.lines[0]
        lines = (first.text, *("    sum += 1;" for _ in range(min(2, n_lines - 1))))
        return replace(answer, blocks=(Item("\n".join(lines), first.replace, 0.55),))

    def foresee(self, request: Request, answer: Answer, session: ScriptedSession) -> None:
        if "@block" in request.text:
            print("foreseen", file=sys.stderr, flush=True)

    def open_workspace(self, folders: tuple[Path, ...]) -> ScriptedWorkspace:
        return ScriptedWorkspace(folders)

    def complete(self, request: Request, session: ScriptedSession | None = None) -> Answer:
        """As the real one: on a line of blanks as deep as it should be."""
        request.verify()
        search = partial(self._search, session or self.new_session())
        return blank_lines.complete(search, Reader(Cutter()), request)

    def _search(self, session: ScriptedSession, request: Request) -> Answer:
        session.n_asked += 1
        if "@lost" in request.text:
            logging.getLogger("beamcoder.model.runtime").warning("the GPU is lost")
        if "@crash" in request.text:
            raise RuntimeError("crash as asked")
        if "@echo" in request.text:
            word = f"at_{request.offset}_of_{len(request.text)}_asked_{session.n_asked}"
            return Answer(tokens=(Item(word, 0, 0.9),))
        if "@retry" in request.text and session.n_asked == 1:
            return Answer(reason="deadline")
        if "@around" in request.text:
            return Answer(tokens=(Item(str(session.related), 0, 0.9),))
        says = (say for mark, say in SAYS.items() if mark in request.text)
        return next(says, scripted)(request)


def mine(request: Request) -> Answer:
    word = request.text.partition("@mine ")[2].split()[0]
    for _ in range(3):
        if request.cancelled():
            return Answer(reason="cancelled")
        time.sleep(0.001)
    return Answer(tokens=(Item(f"{word}_at_{request.offset}", 0, 0.9),))


def late(request: Request) -> Answer:
    answer = scripted(request)
    if request.on_tokens is not None:
        request.on_tokens(replace(answer, lines=()))
    print("searching for lines", file=sys.stderr, flush=True)
    while not Path(os.environ["BEAMCODER_TEST_GO"]).exists():
        if request.cancelled():
            print("search cancelled", file=sys.stderr, flush=True)
            return Answer(reason="cancelled")
        time.sleep(0.01)
    return answer


def slow(request: Request) -> Answer:
    print("searching", file=sys.stderr, flush=True)
    for _ in range(6000):
        if request.cancelled():
            print("search cancelled", file=sys.stderr, flush=True)
            break
        time.sleep(0.01)
    return scripted(request)


def endless(request: Request, answer: Answer) -> Answer:
    print("growing", file=sys.stderr, flush=True)
    while not request.cancelled():
        time.sleep(0.01)
    print("growth given up", file=sys.stderr, flush=True)
    return replace(answer, reason="cancelled")


def scripted(request: Request) -> Answer:
    found = re.search(r"[A-Za-z]*\Z", request.text[: request.offset])
    typed = found[0] if found else ""

    def items(candidates: tuple[tuple[str, float], ...]) -> tuple[Item, ...]:
        fitting = [c for c in candidates if c[0].lower().startswith(typed.lower())]
        fitting = [c for c in fitting if c[0] not in request.dismissed]
        return tuple(Item(text, len(typed), p, p) for text, p in fitting[: request.count])

    return Answer(
        tokens=items(NAMES) if request.tokens else (),
        lines=items(LINES) if request.lines else (),
        timings_ms=dict.fromkeys(("total", "lex", "encode", "extend", "search", "filter"), 0.1),
    )


def stated(request: Request) -> Answer:
    return Answer(tokens=(Item(request.statement.partition(" ")[0] or "none", 0, 0.9),))


def hurried(request: Request) -> Answer:
    ms = request.token_deadline_ms or 0, request.deadline_ms or 0
    return Answer(tokens=(Item(f"in_{ms[0] / 1000:.0f}_{ms[1] / 1000:.0f}", 0, 0.9),))


def following(request: Request) -> Answer:
    return Answer(tokens=(Item("(in", 0, 0.6), Item("nextLine", 4, 0.3)))


SAYS = {
    "@slow": slow,
    "@mine": mine,
    "@stated": stated,
    "@late": late,
    "@hurried": hurried,
    "@next": following,
}


def open_scripted(model: Path | None, device: str) -> Any:
    print(f"opening {model} on {device}", file=sys.stderr, flush=True)
    if device == "cuda":
        raise DeviceError("there is no GPU here")
    if model == Path("missing"):
        raise ArtefactError("there is no model folder missing")
    if model == Path("broken"):
        raise OSError("disk on fire")
    return ScriptedCompleter()


def new_app(*parts: Any, **others: Any) -> Beamcoder:
    """The real one, which waits as long as a test likes before it says that an item was kept."""
    app = new_application(*parts, **others)
    seconds = float(os.environ.get("BEAMCODER_TEST_KEPT_AFTER_S", KEPT_AFTER_S))
    counted = app.documents, app.history, app.statistics
    app.acceptance = AcceptanceTracker(*counted, kept_after_s=seconds)
    return app


def main() -> int:
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    try:
        return command.run(parser.parse_args(), open_scripted, new_app)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
