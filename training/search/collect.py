"""Collection of pairs of text and code from repositories, statements and public sets.

    python -m beamcoder.training.search.collect --mirror DIR --corpus corpora/six \
        --reserved reserved_problems.txt --out corpora/search

Writes train, validation and test pairs, one file an origin, and manifest.json with the counts of
each source and its licence. Nothing of a test or validation repository is trained on, nor any
code or text that stands in one too.
"""

import argparse
import csv
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import CorpusError, exit_code_of
from beamcoder.files import make_folder, write_text
from beamcoder.training.corpus.git import GitTree, git_directory
from beamcoder.training.search.contests import read_solutions
from beamcoder.training.search.javadoc import repository_pairs
from beamcoder.training.search.pairs import Pair, without_copies, write_pairs
from beamcoder.training.search.public_sets import concode, deep_code_search, tl_codesum

SOURCES: Final = Path(__file__).parent / "sources.tsv"
MAX_PER_REPOSITORY: Final = 9_000  # so that no one project's words outweigh the others'
CODEXGLUE, TL_CODESUM, DEEP = "microsoft/CodeXGLUE", "xing-hu/TL-CodeSum", "guxd/deep-code-search"


@dataclass(frozen=True, slots=True)
class Library:
    repository: str
    split: str
    licence: str


def read_libraries(table: Path = SOURCES) -> list[Library]:
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines(), delimiter="\t")
    return [Library(row["repository"], row["split"], row["licence"]) for row in rows]


@dataclass
class Collection:
    """What has been written so far; codes and texts that stand in it are not taken again."""

    out: Path
    codes: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, pairs: Iterable[Pair]) -> None:
        kept = list(without_copies(pairs, self.codes, self.texts))
        write_pairs(self.out / f"{name}.jsonl", kept)
        for source, count in Counter(pair.source for pair in kept).most_common():
            self.rows.append({"file": name, "source": source, "pairs": count})
        print(f"{name}: {len(kept):,} pairs", file=sys.stderr, flush=True)


def locate(mirror: Path, repository: str) -> Path | None:
    """The git directory of owner/name, which a mirror keeps as owner+name."""
    folder = mirror / repository.replace("/", "+")
    places = (folder / "repo", folder)
    return next((found for place in places if (found := git_directory(place))), None)


def library_pairs(mirror: Path, libraries: Iterable[Library]) -> Iterable[Pair]:
    for library in libraries:
        place = locate(mirror, library.repository)
        if place is None:
            print(f"{library.repository} is not there", file=sys.stderr)
            continue
        pairs = list(repository_pairs(place, library.repository))
        pairs.sort(key=lambda pair: zlib.crc32(f"{pair.path}:{pair.unit.line}".encode()))
        yield from pairs[:MAX_PER_REPOSITORY]


def collect(mirror: Path, corpus: Path | None, reserved: frozenset[str], out: Path) -> None:
    """Test first, then validation, then training: what stands in an earlier part is not taken."""
    make_folder(out)
    libraries = read_libraries()
    collection = Collection(out)
    parts = {"test-concode": concode(_needed(mirror, CODEXGLUE))}
    for split in ("test", "validation", "train"):
        if split == "train":
            parts["train-tl-codesum"] = tl_codesum(_needed(mirror, TL_CODESUM))
            parts["train-deep-code-search"] = deep_code_search(_needed(mirror, DEEP))
        chosen = [library for library in libraries if library.split == split]
        parts[f"{split}-javadoc"] = iter(library_pairs(mirror, chosen))
    if corpus is not None:
        solutions = read_solutions(corpus, reserved)
        for split in ("test", "validation"):
            collection.add(f"{split}-statement", getattr(solutions, split))
        write_pairs(out / "train-statement.jsonl", solutions.train)  # a text has several programs
        collection.rows.append({"file": "train-statement", "pairs": len(solutions.train)})
    for name, pairs in parts.items():
        collection.add(name, pairs)
    _write_manifest(out, collection.rows, mirror, libraries)


def _needed(mirror: Path, repository: str) -> Path:
    place = locate(mirror, repository)
    if place is None:
        raise CorpusError(f"{mirror} has no git repository of {repository}")
    return place


def _write_manifest(
    out: Path, rows: list[dict[str, Any]], mirror: Path, libraries: list[Library]
) -> None:
    sources = []
    for library in libraries:
        if (place := locate(mirror, library.repository)) is not None:
            with GitTree(place) as tree:
                commit = tree.commit
            sources.append(
                {"repository": library.repository, "split": library.split}
                | {"licence": library.licence, "commit": commit}
            )
    text = json.dumps({"counts": rows, "libraries": sources}, indent=1)
    write_text(out / "manifest.json", text + "\n")


def run(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m beamcoder.training.search.collect")
    parser.add_argument("--mirror", type=Path, required=True, help="git repositories, owner+name")
    parser.add_argument("--corpus", type=Path, help="a corpus of contest solutions, for statements")
    parser.add_argument("--reserved", type=Path, help="problem ids that are never trained on")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    words = args.reserved.read_text(encoding="utf-8").split() if args.reserved else []
    collect(args.mirror, args.corpus, frozenset(words), args.out)


if __name__ == "__main__":
    sys.exit(exit_code_of("search.collect", run))
