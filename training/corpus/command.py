"""`beamcoder corpus`: a corpus from repositories, and a split as plain files.

beamcoder corpus build --sources sources.tsv --from mirror --out corpus
beamcoder corpus build --from my-solutions --from more.zip --out corpus
beamcoder corpus files --corpus corpus --split test --out folder
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from beamcoder.training.corpus.build import BuildOptions, build
from beamcoder.training.corpus.cleaning import ProgramStyle
from beamcoder.training.corpus.files import write_files
from beamcoder.training.corpus.progress import Reporter
from beamcoder.training.corpus.splits import DEFAULT_FILE, Split, read_splits

INTERRUPTED: int = 130  # what shells give for Ctrl-C


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The sub-subcommands `build` and `files`."""
    verbs = parser.add_subparsers(dest="corpus_verb", required=True, metavar="VERB")
    _add_build(verbs.add_parser("build", help="build a corpus folder from repositories"))
    files = verbs.add_parser("files", help="write a split as .java files, a folder an author")
    files.add_argument("--corpus", type=Path, required=True, help="a folder that build has made")
    files.add_argument("--split", type=Split, choices=list(Split), default=Split.TEST)
    files.add_argument("--style", type=ProgramStyle, choices=list(ProgramStyle), action="append")
    files.add_argument("--out", type=Path, required=True, help="where the files go")


def _add_build(build_parser: argparse.ArgumentParser) -> None:
    add = build_parser.add_argument
    add(
        "--from",
        dest="places",
        type=Path,
        action="extend",
        nargs="+",
        required=True,
        metavar="DIR",
        help="folders, zip files, git repositories; with --sources: folders that hold them",
    )
    add("--out", type=Path, required=True, help="the corpus folder; a rerun goes on")
    add("--sources", type=Path, help="table of repositories: repository, kind, licence")
    add("--reserved", type=Path, help="problem ids that may be in test only, one a line")
    add(
        "--catalogue",
        type=Path,
        nargs="+",
        default=[],
        help="lists of Codeforces problems and contests, to know problems by title and round",
    )
    add("--splits", type=Path, default=DEFAULT_FILE, help="held-out authors (TOML)")
    add("--licensed-only", action="store_true", help="train on sources with a licence only")
    add(
        "--styles",
        type=ProgramStyle,
        choices=list(ProgramStyle),
        nargs="+",
        default=list(ProgramStyle),
        help="stdin: programs; chelper: solve(n, in, out); class: LeetCode and TopCoder",
    )
    add("--no-history", action="store_true", help="leave out files that git history deleted")
    add("--jobs", type=int, default=0, help="worker processes; 0 is one a core")


def run(args: argparse.Namespace) -> int:
    """Exit code: 0, or 130 after Ctrl-C. What goes wrong is raised as a BeamcoderError."""
    try:
        return _build(args) if args.corpus_verb == "build" else _files(args)
    except KeyboardInterrupt:
        print("stopped; run the same command again to go on", file=sys.stderr)
        return INTERRUPTED


def _build(args: argparse.Namespace) -> int:
    options = BuildOptions(
        out=args.out,
        places=tuple(args.places),
        sources=args.sources,
        reserved=args.reserved,
        catalogue=tuple(args.catalogue),
        splits=read_splits(args.splits),
        licensed_only=args.licensed_only,
        styles=tuple(args.styles),
        history=not args.no_history,
        n_jobs=args.jobs,
    )
    reporter = Reporter()
    try:
        corpus = build(options, reporter)
    finally:
        reporter.close()
    for split, counts in corpus.report()["splits"].items():
        counts = ", ".join(
            f"{name} {counts.get(name, 0):,}" for name in ("files", *ProgramStyle, "tokens")
        )
        print(f"{split}: {counts}")
    if sentence := advice(corpus.report()["splits"]):
        print(sentence, file=sys.stderr)
    for name in corpus.missing:
        print(f"not found: {name}", file=sys.stderr)
    for why in corpus.unreadable.values():
        print(why, file=sys.stderr)
    return 0


def advice(splits: Mapping[str, Mapping[str, int]]) -> str:
    """What stands in the way of training on such a corpus, and what to do; empty if nothing."""
    empty = [str(side) for side in Split if side in splits and not splits[side].get("files", 0)]
    if not empty:
        return ""
    return (
        f"nothing was left for {' and '.join(empty)}, so beamcoder train cannot use this corpus: "
        "it takes files on at least three different problems, whose authors are not all held out "
        "(--splits); copies of one file count once"
    )


def _files(args: argparse.Namespace) -> int:
    n_files = write_files(args.corpus, args.split, args.out, args.style)
    print(f"{n_files:,} files in {args.out}")
    return 0
