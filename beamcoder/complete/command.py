"""`beamcoder complete`: completions at one position, or JSON lines for programs.

    beamcoder complete A.java:12:17
    beamcoder complete A.java:12:17 --json
    beamcoder complete A.java:12:17 --blocks          blocks of several lines too
    beamcoder complete A.java:12:17 --statement problem.txt
    beamcoder complete --requests requests.jsonl      or - for standard input

Knows the model only by its façade, `beamcoder.model.completer`.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, TypeVar

from beamcoder import strict_json
from beamcoder.arguments import add_model_arguments
from beamcoder.complete.place import FilePosition, check_folder, read_text, reason_of
from beamcoder.complete.report import AnswerReport, wants_colours
from beamcoder.errors import BeamcoderError, InputError, UsageError
from beamcoder.model.package_name import package_of
from beamcoder.model.proposal import Answer, Item, Request
from beamcoder.model.statement import NO_STATEMENT, Sources, Statement, find_statement
from beamcoder.tokenizer.live.lines import well_formed

if TYPE_CHECKING:
    from beamcoder.model.completer import Completer, Session

Found = TypeVar("Found")

DEFAULT_COUNT: Final = 10
_TEXTS: Final = ("text", "statement", "file_name", "package")
REQUEST_TYPES: Final = {"offset": int, "count": int} | dict.fromkeys(_TEXTS, str)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "place", nargs="?", metavar="PATH:LINE:COL", help="from 1; COL counts code points"
    )
    parser.add_argument(
        "--requests", metavar="FILE", help="JSON lines in, JSON lines out; - for stdin"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--blocks", action="store_true", help="also blocks of several lines")
    parser.add_argument("--count", type=int, default=DEFAULT_COUNT, help="length of each list")
    add_statement_arguments(parser)
    parser.add_argument(
        "--workspace", type=Path, metavar="DIR", help="a folder of Java files to use as context"
    )
    parser.add_argument("--timings", action="store_true", help="say where the time went")
    add_model_arguments(parser)


def add_statement_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--statement", type=Path, metavar="FILE", help="the problem's text")
    group.add_argument("--no-statement", action="store_true", help="look for none")
    parser.add_argument(
        "--statements", type=Path, metavar="DIR", help="where to look up addresses of problems"
    )


def run(args: argparse.Namespace) -> int:
    if bool(args.place) == bool(args.requests):
        raise UsageError("give either a place, PATH:LINE:COL, or --requests FILE")
    if args.requests and args.workspace:
        raise UsageError("--workspace is what lies around a file: it goes with PATH:LINE:COL")
    if args.workspace:
        check_folder(args.workspace, "Java files")
    finder = StatementFinder.of(args)
    return run_requests(args, finder) if args.requests else run_place(args, finder)


@dataclass(frozen=True, slots=True)
class StatementFinder:
    """The statement that a command names, or the places to look for one."""

    named: Statement | None
    sources: Sources

    @classmethod
    def of(cls, args: argparse.Namespace) -> "StatementFinder":
        """InputError when the file cannot be read."""
        if args.statements:
            check_folder(args.statements, "statements")
        named = NO_STATEMENT if args.no_statement else None
        if args.statement:
            named = Statement(read_text(args.statement), str(args.statement))
        return cls(named, Sources(args.statements))

    def find(self, path: Path | None, text: str) -> Statement:
        return find_statement(path, text, self.sources) if self.named is None else self.named


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a request gets that does not say otherwise."""

    count: int
    finder: StatementFinder
    blocks: bool = False


def run_place(args: argparse.Namespace, finder: StatementFinder) -> int:
    place = FilePosition.parse(args.place)
    text = read_text(place.path)
    offset = place.offset_in(text)
    statement = finder.find(place.path, text)
    request = Request(text, offset, statement.text, count=args.count, file_name=place.path.name)
    request = replace(request, package=package_of(place.path))
    request.verify()
    import_ms, _ = took(lambda: import_module("beamcoder.model.completer"))
    load_ms, completer = took(lambda: open_completer(args))  # with the library that runs it
    session = open_session(completer, place.path, args.workspace)
    answer = answered(completer, session, request, blocks=args.blocks)
    answer.timings_ms.update({"import": import_ms, "load": load_ms})
    if args.json:
        where = {"path": str(place.path), "line": place.line, "column": place.column}
        print(json.dumps(where | to_json(answer, completer, blocks=args.blocks)))
    else:
        report = AnswerReport(sys.stdout, wants_colours(sys.stdout))
        report.show(place, request, answer)
        report.show_statement(statement)
        if args.timings:
            report.show_timings(answer)
    return 0


def run_requests(args: argparse.Namespace, finder: StatementFinder) -> int:
    defaults = Defaults(args.count, finder, args.blocks)
    with request_lines(args.requests) as lines:
        answer_lines(lines, open_completer(args), defaults)
    return 0


def request_lines(path: str) -> BinaryIO:
    """InputError when they cannot be read."""
    if path == "-":
        if sys.stdin is None:
            raise InputError("cannot read requests: standard input is closed")
        return sys.stdin.buffer
    try:
        return open(path, "rb")
    except (OSError, ValueError) as exc:
        raise InputError(f"cannot read {path!r}: {reason_of(exc)}") from exc


def open_completer(args: argparse.Namespace) -> "Completer":
    from beamcoder.model.completer import Completer

    return Completer.open(args.model, args.device)


def open_session(completer: "Completer", path: Path, folder: Path | None) -> "Session":
    """A session with the folder's other files as context, never the file itself."""
    if folder is None:
        return completer.new_session()
    workspace = completer.open_workspace([folder])
    workspace.refresh()
    return completer.new_session(workspace.index(without=path), workspace.types(without=path))


def answer_lines(lines: Iterable[bytes], completer: "Completer", defaults: Defaults) -> None:
    """One answer a line, each flushed; one session, so that near requests share their work."""
    session = completer.new_session()
    for line in lines:
        if line.strip():
            print(json.dumps(answer_line(line, completer, session, defaults)), flush=True)


def answer_line(
    line: bytes, completer: "Completer", session: "Session", defaults: Defaults
) -> dict[str, Any]:
    """The answer or the error, with the request's id where it has one."""
    request_id = None
    try:
        fields = strict_json.loads_request(line)
        request_id = fields.pop("id", None)
        blocks = wants_blocks(fields, defaults)
        request = parse_request(fields, defaults)
        answer = answered(completer, session, request, blocks=blocks)
        return {"id": request_id} | to_json(answer, completer, blocks=blocks)
    except BeamcoderError as exc:
        return {"id": request_id, "error": str(exc)}
    except Exception as exc:  # noqa: BLE001  one that the engine cannot bear must not end the rest
        return {"id": request_id, "error": f"internal error: {type(exc).__name__}: {exc}"}


def wants_blocks(fields: dict[str, Any], defaults: Defaults) -> bool:
    """What a request says of blocks, which is taken out of its fields. UsageError."""
    blocks = fields.pop("blocks", defaults.blocks)
    if not isinstance(blocks, bool):
        raise UsageError(f"blocks must be of type bool, not {type(blocks).__name__}")
    return blocks


def parse_request(fields: dict[str, Any], defaults: Defaults) -> Request:
    """UsageError that names the field which is missing, unknown or of a wrong type."""
    for name in ("text", "offset"):
        if name not in fields:
            raise UsageError(f"{name} is missing")
    for name, value in fields.items():
        wanted = REQUEST_TYPES.get(name)
        if wanted is None:
            known = ", ".join(("id", "blocks", *REQUEST_TYPES))
            raise UsageError(f"unknown field {name!r}; known are {known}")
        if type(value) is not wanted:
            found = type(value).__name__
            raise UsageError(f"{name} must be of type {wanted.__name__}, not {found}")
    for name in _TEXTS:
        if name in fields:
            fields[name] = well_formed(fields[name])
    request = replace(Request("", 0, count=defaults.count, package=""), **fields)
    request.verify()
    if "statement" not in fields:
        request = replace(request, statement=defaults.finder.find(None, request.text).text)
    return request


def answered(
    completer: "Completer", session: "Session", request: Request, *, blocks: bool
) -> Answer:
    """The answer, and where they are wanted its blocks, grown now."""

    def complete(each: Request) -> Answer:
        answer = completer.complete(each, session)
        return completer.grow(each, answer, session) if blocks else answer

    return timed(complete, request)


def timed(complete: Callable[[Request], Answer], request: Request) -> Answer:
    """The answer, its timings completed by the wall-clock time of the call."""
    started = time.perf_counter()
    answer = complete(request)
    total = {"total": milliseconds(started)}
    return replace(answer, timings_ms=dict(answer.timings_ms) | total)


def took(job: Callable[[], Found]) -> tuple[float, Found]:
    """Milliseconds, and what the job gave."""
    started, found = time.perf_counter(), job()
    return milliseconds(started), found


def milliseconds(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)


def to_json(answer: Answer, completer: "Completer", *, blocks: bool = False) -> dict[str, Any]:
    grown = {"blocks": [item_json(item) for item in answer.blocks]} if blocks else {}
    return {
        "tokens": [item_json(item) for item in answer.tokens],
        "lines": [item_json(item) for item in answer.lines],
        **grown,
        "reason": answer.reason,
        "model": asdict(completer.info),
        "timings_ms": {name: round(value, 3) for name, value in answer.timings_ms.items()},
    }


def item_json(item: Item) -> dict[str, Any]:
    return {
        "text": item.text,
        "replace": item.replace,
        "probability": round(float(item.probability), 6),
    } | ({"imports": list(item.imports)} if item.imports else {})
