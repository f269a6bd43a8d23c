"""Measurement of the search's index over folders, as the tables of docs/search-index.md.

    python -m beamcoder.training.search_speed --in DIR... --peers --kills 20 --points 1000 \
        --points-in SMALL --page PAGE

Without --page the tables are printed alone. Indexing of the first folder is what is killed.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from beamcoder.errors import InputError, exit_code_of
from beamcoder.markdown import write_between
from beamcoder.model.search.bag_encoder import open_encoder
from beamcoder.model.search.files.sources import find_sources
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.queries.query import parse_query
from beamcoder.model.search.records import SourcePlace
from beamcoder.model.search.searcher import Searcher, Wanted
from beamcoder.training.search_speed.kills import survived
from beamcoder.training.search_speed.measure import measure_index, measure_store, query_times
from beamcoder.training.search_speed.names import PLACES, name_shares
from beamcoder.training.search_speed.peers import PeerRow, compare
from beamcoder.training.search_speed.points import survived_points
from beamcoder.training.search_speed.queries import identifiers, sentences

N_QUERIES: Final = 300
_KINDS: Final = {
    "exact": "exact name first",
    "humps": "three letters of each hump, first three",
    "slip": "one letter wrong, first five",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search_speed")
    parser.add_argument("--in", dest="folders", nargs="+", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=0, help="how often indexing is killed")
    parser.add_argument("--points", type=int, default=0, help="points of SQLite's work to kill at")
    parser.add_argument(
        "--points-in", type=Path, help="folder whose indexing is killed at points; a small one"
    )
    parser.add_argument("--peers", action="store_true", help="measure other libraries, too")
    parser.add_argument("--page", type=Path, help="the page that has the tables")
    args = parser.parse_args()
    places = find_sources(args.folders).places
    if not places:
        raise InputError("there is no Java file to measure with")
    with tempfile.TemporaryDirectory() as scratch:
        tables = "\n\n".join(_tables(args, places, Path(scratch)))
    print(tables)
    if args.page:
        write_between(args.page, "speed", f"\n{tables}\n")


def _tables(
    args: argparse.Namespace, places: Sequence[SourcePlace], scratch: Path
) -> Iterator[str]:
    encoder = open_encoder()
    figures, index = measure_index(places, encoder)
    texts = sentences(places, N_QUERIES)
    queries = [query_times(index, texts, each) for each in (None, encoder)]
    words = measure_store(args.folders, places, scratch / "words.index")
    whole = measure_store(args.folders, places, scratch / "store.index", encoder)
    n = figures.n_units
    yield _table(
        ("what", "by words", "by both halves"),
        [
            ("functions, types and API uses", f"{n:,} in {figures.n_files:,} files", ""),
            ("indexed", f"{figures.words_s:.1f} CPU s", f"{figures.cpu_s:.1f} CPU s"),
            ("memory of the process", "", f"{figures.memory_mb:.0f} MB"),
            ("at its peak", "", f"{figures.peak_mb:.0f} MB"),
            ("a query, p50 and p95", *(f"{m:.1f} and {t:.1f} CPU ms" for m, t in queries)),
            ("store", f"{words.size_mb:.0f} MB", f"{whole.size_mb:.0f} MB"),
            ("first search from the store", f"{words.cold_wall_s:.2f} s")
            + (f"{whole.cold_wall_s:.2f} s",),
            ("of it CPU", f"{words.cold_cpu_s:.2f} s", f"{whole.cold_cpu_s:.2f} s"),
        ],
    )
    yield _table(("query", "found", "tried", "share"), list(_name_rows(index, places)))
    if args.peers:
        yield _table(
            ("text index", "build", "query p50", "query p95", "size"),
            [_peer_cells(row) for row in compare(index, texts)],
        )
    if args.kills:
        killed = args.folders[:1]
        n_whole = survived(killed, find_sources(killed).places, scratch, args.kills)
        yield f"Killed {args.kills} times at random moments of indexing: {n_whole} stores whole."
    if args.points:
        done = survived_points(args.points_in or args.folders[0], encoder, scratch, args.points)
        yield (
            f"Killed at {done.n_kills:,} points spread evenly over all that SQLite does, from the "
            f"first table to the last vector: {done.n_whole:,} stores whole."
        )


def _name_rows(index: SearchIndex, places: Sequence[SourcePlace]) -> Iterator[tuple[str, ...]]:
    shares = name_shares(_names_by(index), identifiers(places, N_QUERIES))
    for kind, (n_found, n_tried) in shares.items():
        share = f"{100 * n_found / max(1, n_tried):.1f} %"
        yield _KINDS[kind], str(n_found), str(n_tried), share


def _names_by(index: SearchIndex) -> Callable[[str], list[str]]:
    searcher, wanted = Searcher(), Wanted(20 * max(PLACES.values()))

    def search(query: str) -> list[str]:
        hits = searcher.search(index.snapshot, index.words, parse_query(query), wanted)
        return list(dict.fromkeys(hit.name for hit in hits))

    return search


def _peer_cells(row: PeerRow) -> tuple[str, ...]:
    if row.missing:
        return row.name, row.missing, "", "", ""
    times = f"{row.median_ms:.2f} CPU ms", f"{row.tail_ms:.2f} CPU ms"
    return row.name, f"{row.build_s:.2f} CPU s", *times, f"{row.size_mb:.1f} MB"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    raise SystemExit(exit_code_of("speed", main))
