"""`beamcoder search`: functions, classes and uses of the library in folders of Java files.

    beamcoder search "read a graph and run dijkstra" --in src
    beamcoder search getOrDef --in src --count 3 --json
    beamcoder search "how is PriorityQueue used" --in ~/contests --index ~/contests.index
    beamcoder search --requests queries.jsonl --in src     or - for standard input

Nothing is written unless --index names a file. Knows the index by its doors alone.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TextIO

from beamcoder import strict_json
from beamcoder.complete.command import request_lines
from beamcoder.complete.report import BOLD, DIM, PLAIN, wants_colours
from beamcoder.errors import BeamcoderError, UsageError
from beamcoder.model.search.answers.answer import Hit, SearchAnswer, to_json
from beamcoder.model.search.bag_encoder import find_encoder
from beamcoder.model.search.folder_search import FolderOptions, FolderSearch
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.searcher import Wanted, no_model
from beamcoder.progress import ProgressBar

SHOWN_LINES: Final = 3
MANY_FILES: Final = 200  # from here on there is something to wait for
MANY_UNITS: Final = 5_000
_REQUEST_TYPES: Final = {"query": str, "count": int}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="words, or a name or part of one")
    parser.add_argument(
        "--in",
        dest="folders",
        nargs="+",
        type=Path,
        metavar="DIR",
        help="folders of Java files, or such files (default: the current folder)",
    )
    parser.add_argument("--count", type=int, default=10, metavar="N", help="length of the list")
    parser.add_argument(
        "--index", type=Path, metavar="FILE", help="keep the index there, for the next time"
    )
    halves = parser.add_mutually_exclusive_group()
    halves.add_argument("--words", action="store_true", help="by words alone")
    halves.add_argument("--meaning", action="store_true", help="by meaning alone")
    parser.add_argument(
        "--requests", metavar="FILE", help="JSON lines in, JSON lines out; - for stdin"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    wanted = Wanted(args.count, _halves(args))
    query, folders = _query_and_folders(args)
    if bool(query) == bool(args.requests):
        raise UsageError("give either a query or --requests FILE")
    if not args.requests:
        parse_query(query)  # before anything is read
    search = open_search(args, folders)
    if args.requests:
        return _run_requests(search, args.requests, wanted)
    answer = search.answer(query, wanted)
    if args.json:
        print(json.dumps(to_json(answer)))
    else:
        HitReport(sys.stdout, wants_colours(sys.stdout)).show(answer)
    return 0


def _query_and_folders(args: argparse.Namespace) -> tuple[str, list[Path]]:
    """`--in DIR QUERY` reads as if the query were a folder too: it is the last, if it is none."""
    query, folders = " ".join(args.query), args.folders or [Path()]
    if not args.query and not args.requests and len(folders) > 1 and not folders[-1].exists():
        *folders, last = folders
        query = str(last)
    if args.query and not query.strip():
        parse_query(query)  # says that it is empty
    return query, folders


def _halves(args: argparse.Namespace) -> Any:
    return "words" if args.words else "meaning" if args.meaning else "both"


def open_search(args: argparse.Namespace, folders: Sequence[Path]) -> FolderSearch:
    """An index that is ready, with bars where there is something to wait for."""
    encoder = None if args.words else find_encoder()
    if args.meaning and encoder is None:
        raise no_model()
    search = FolderSearch(folders, FolderOptions(args.index, encoder))
    n_files = search.look()
    with ProgressBar(n_files, "files", "reading", is_quiet=n_files < MANY_FILES) as bar:
        search.read(bar.advance)
    n_units = search.n_unencoded
    with ProgressBar(n_units, "units", "encoding", is_quiet=n_units < MANY_UNITS) as bar:
        while n_made := search.encode_some():
            bar.advance(n_made)
    return search


def _run_requests(search: FolderSearch, name: str, wanted: Wanted) -> int:
    search.settle()
    with request_lines(name) as lines:
        for line in _full(lines):
            print(json.dumps(_answer_line(line, search, wanted)), flush=True)
    return 0


def _full(lines: Iterable[bytes]) -> Iterable[bytes]:
    return (line for line in lines if line.strip())


def _answer_line(line: bytes, search: FolderSearch, wanted: Wanted) -> dict[str, Any]:
    """The answer or the error, with the request's id where it has one."""
    request_id = None
    try:
        fields = strict_json.loads_request(line)
        request_id = fields.pop("id", None)
        query = _checked(fields)
        wanted = replace(wanted, count=fields.get("count", wanted.count))
        return {"id": request_id} | to_json(search.answer(query, wanted))
    except BeamcoderError as exc:
        return {"id": request_id, "error": str(exc)}


def _checked(fields: dict[str, Any]) -> str:
    for name, value in fields.items():
        if (kind := _REQUEST_TYPES.get(name)) is None:
            raise UsageError(f"unknown field {name!r}; known are id, {', '.join(_REQUEST_TYPES)}")
        if type(value) is not kind:
            raise UsageError(f"{name} must be of type {kind.__name__}, not {type(value).__name__}")
    if "query" not in fields:
        raise UsageError("query is missing")
    return str(fields["query"])


@dataclass(frozen=True, slots=True)
class HitReport:
    """An answer for a person's eyes."""

    stream: TextIO
    colours: bool

    def show(self, answer: SearchAnswer) -> None:
        if answer.doubt:
            self._say(f"{answer.doubt.text}\n")
        for hit in answer.hits:
            self._show_hit(hit)
        if not answer.hits and not answer.doubt:
            self._say("nothing found\n")
        indexed = answer.indexed
        how = "words and meaning" if indexed.vectors else "words alone"
        skipped = f"; {len(indexed.skipped)} skipped, --json says why" if indexed.skipped else ""
        text = f"{indexed.units:,} units in {indexed.files:,} files, by {how}{skipped}"
        self._say(self._styled(text, DIM))

    def _show_hit(self, hit: Hit) -> None:
        owner = f"  in {hit.owner}" if hit.owner else ""
        title = f"{self._styled(hit.signature, BOLD)}{self._styled(owner, DIM)}"
        why = f"  {', '.join(hit.rules)}" if hit.rules else ""
        self._say(f"{hit.path}:{hit.line}  {hit.score:.2f}  {hit.kind}{self._styled(why, DIM)}")
        self._say(f"    {title}")
        if hit.kind == "api":
            n = len(hit.uses)
            self._say(f"    used in {n} {'place' if n == 1 else 'places'}, here:")
        for line in hit.snippet(SHOWN_LINES).splitlines():
            self._say(f"      {line}")
        self._say("")

    def _styled(self, text: str, style: str) -> str:
        return f"{style}{text}{PLAIN}" if self.colours and text else text

    def _say(self, line: str) -> None:
        print(line, file=self.stream)
