"""Build of a corpus folder: collect, divide, drop copies, join statements, write.

    build(BuildOptions(out=Path("corpus"), places=(Path("mirror"),)), reporter) -> Corpus

The same input gives the same bytes: sources in the table's order, files by path, nothing by time.
What each source gave is kept under `out/.cache`, so a rerun goes on where the last one ended.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from beamcoder.errors import CorpusError, UsageError
from beamcoder.files import make_folder
from beamcoder.tokenizer.statement import plain
from beamcoder.training.corpus.cleaning import ProgramStyle
from beamcoder.training.corpus.collect import Collected, CollectOptions, collect_all
from beamcoder.training.corpus.duplicates import DuplicateFinder
from beamcoder.training.corpus.output import Corpus, write_corpus
from beamcoder.training.corpus.problems.catalogue import Catalogue, read_catalogue
from beamcoder.training.corpus.problems.ids import is_codeforces, problem_in_text
from beamcoder.training.corpus.progress import Reporter
from beamcoder.training.corpus.records import CorpusRecord
from beamcoder.training.corpus.sources import (
    SOLUTIONS,
    STATEMENTS,
    Source,
    locate_all,
    read_sources,
    sources_of_places,
)
from beamcoder.training.corpus.splits import (
    HELD_OUT,
    IN_TEST,
    RESERVED,
    Split,
    SplitPlan,
    Splits,
    divide,
    read_reserved,
    read_splits,
)
from beamcoder.training.corpus.statements import read_statements

EXACT: Final = "exact duplicate"
NEAR: Final = "near duplicate"
OF_HELD_OUT: Final = "copy of a held-out or reserved file"
STYLE: Final = "style not requested"
HOME_SHARE: Final = 0.4  # of a source's programs with a Codeforces id or title: the rest are too
UNTOLD: Final = "Codeforces program of an unknown problem"


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Options of `beamcoder corpus build`."""

    out: Path
    places: tuple[Path, ...]
    sources: Path | None = None
    reserved: Path | None = None
    catalogue: tuple[Path, ...] = ()  # lists of Codeforces problems and contests
    splits: Splits = field(default_factory=read_splits)
    licensed_only: bool = False
    styles: tuple[ProgramStyle, ...] = tuple(ProgramStyle)
    history: bool = True
    n_jobs: int = 0  # 0: one a core

    def verify(self) -> None:
        if not self.places:
            raise UsageError("no place to read from: name folders, zip files or repositories")
        for place in self.places:
            if not place.exists():
                raise UsageError(f"there is no {place} to read from")
        if not self.styles:
            raise UsageError("no style is left to keep")
        if self.n_jobs < 0:
            raise UsageError(f"--jobs is {self.n_jobs}, below 0")


def build(options: BuildOptions, reporter: Reporter) -> Corpus:
    """Builds the corpus folder and returns what its report says."""
    options.verify()
    reserved = read_reserved(options.reserved) if options.reserved else frozenset[str]()
    catalogue = read_catalogue(options.catalogue)
    sources = _sources(options)
    places = locate_all(sources, list(options.places))
    wanted = [(source, place) for source in sources if (place := places[source.name])]
    code = [(source, place) for source, place in wanted if source.kind == SOLUTIONS]
    cache = options.out / ".cache"
    make_folder(cache)
    n_jobs = options.n_jobs or os.cpu_count() or 1
    collected, unreadable = collect_all(
        code, CollectOptions(cache, options.history, n_jobs), reporter
    )
    if not any(item.records for item in collected):
        raise CorpusError("no source gave a single Java file to keep; nothing was written")
    corpus = _divided(collected, options, catalogue, reserved, reporter)
    corpus.missing = [source.name for source in sources if places[source.name] is None]
    corpus.unreadable = unreadable
    named = [(source, place) for source, place in wanted if source.kind == STATEMENTS]
    _join_statements(corpus, named, reporter)
    write_corpus(corpus, options.out, _options_written(options))
    return corpus


def _sources(options: BuildOptions) -> list[Source]:
    if options.sources is None:
        return sources_of_places(list(options.places))
    sources = read_sources(options.sources)
    if not options.licensed_only:
        return sources
    return [source for source in sources if source.is_licensed or _is_held_out(source, options)]


def _is_held_out(source: Source, options: BuildOptions) -> bool:
    """What is only measured with, never trained on, needs no licence."""
    is_train = options.splits.split_of(source.author) is Split.TRAIN
    return source.kind == SOLUTIONS and not is_train


def _options_written(options: BuildOptions) -> dict[str, object]:
    """For the manifest: nothing of this machine, nothing that does not change the corpus."""
    return {
        "licensed_only": options.licensed_only,
        "styles": [str(style) for style in options.styles],
        "history": options.history,
        "reserved": options.reserved is not None,
        "catalogue": bool(options.catalogue),
    }


def _divided(
    collected: list[Collected],
    options: BuildOptions,
    catalogue: Catalogue,
    reserved: frozenset[str],
    reporter: Reporter,
) -> Corpus:
    """Splits first, then copies: of equal files a held-out one stays, and its copies go."""
    aliases = _leetcode_numbers(collected)
    records, walls, untold = [], [], []
    homes = _homes(collected, catalogue)
    for record in (record for item in collected for record in item.records):
        problem = aliases.get(record.problem or "", record.problem)
        name = record.source.name
        identity = catalogue.identify(name, record.path, problem, name in homes)
        records.append(replace(record, problem=identity.problem))
        walls.append(identity.walls)
        untold.append(identity.is_untold)
    banned = reserved | {catalogue.canonical(problem) for problem in reserved}
    plan = divide(records, walls, options.splits, banned)
    for row, record in enumerate(records):
        if record.style not in options.styles:
            plan.dropped[row] = STYLE
        elif untold[row] and options.catalogue and reserved and plan.splits[row] is not Split.TEST:
            plan.dropped[row] = plan.dropped[row] or UNTOLD  # it may solve a reserved one
    reporter.stage("looking for copies", len(records))
    _drop_copies(collected, records, plan, reporter)
    is_reserved = [not banned.isdisjoint(wall) for wall in walls]
    return Corpus(collected, records, plan, is_reserved, options.splits)


def _drop_copies(
    collected: list[Collected], records: list[CorpusRecord], plan: SplitPlan, reporter: Reporter
) -> None:
    finder = DuplicateFinder(len(records))
    signatures = {item.source.name: item.signatures() for item in collected}
    for row in _in_order_of_preference(plan):
        record = records[row]
        found = finder.add(row, record.exact, signatures[record.source.name][record.row])
        reporter.files(1)
        if found is None or plan.dropped[row] is not None:
            continue
        other, is_exact = found
        if plan.dropped[other] is not None or plan.splits[other] is not plan.splits[row]:
            plan.dropped[row] = OF_HELD_OUT
        else:
            plan.dropped[row] = EXACT if is_exact else NEAR


def _in_order_of_preference(plan: SplitPlan) -> list[int]:
    """Test; what test and the reserved problems banned; validation; what it banned; training.

    The banned files are no part of the corpus, but what repeats them must go as well. A file of
    a style that was not requested takes no part.
    """

    def rank(row: int) -> int | None:
        reason, split = plan.dropped[row], plan.splits[row]
        if reason is None:
            return {Split.TEST: 0, Split.VALIDATION: 2, Split.TRAIN: 4}[split]
        if reason in (RESERVED, IN_TEST):
            return 1
        return 3 if reason == HELD_OUT else None

    ranked = [(rank(row), row) for row in range(len(plan.dropped))]
    return [row for _, row in sorted((rank, row) for rank, row in ranked if rank is not None)]


def _homes(collected: list[Collected], catalogue: Catalogue) -> frozenset[str]:
    """Sources of Codeforces programs by their files' names, be the source's own what it may."""

    def is_home(records: list[CorpusRecord]) -> bool:
        programs = [one for one in records if one.style == ProgramStyle.STDIN]
        n_named = sum(
            is_codeforces(one.problem) if one.problem else catalogue.is_titled(one.path)
            for one in programs
        )
        return n_named >= HOME_SHARE * max(1, len(programs))

    return frozenset(item.source.name for item in collected if is_home(item.records))


def _leetcode_numbers(collected: list[Collected]) -> dict[str, str]:
    """ "leetcode:two-sum" -> "leetcode:1", learned from readmes that tell both."""
    aliases: dict[str, str] = {}
    for item in collected:
        for problem, text in item.readmes.items():
            named = problem_in_text(text)
            if problem.startswith("leetcode:") and named and named.startswith("leetcode:"):
                aliases.setdefault(named, problem)
    return aliases


def _join_statements(
    corpus: Corpus, sources: list[tuple[Source, Path]], reporter: Reporter
) -> None:
    """Statements of the problems that kept files solve."""
    wanted = {corpus.records[row].problem for row in corpus.kept()}
    reporter.stage("statements", len(sources))
    for source, place in sources:
        reporter.say(source.name)
        try:
            found = read_statements(place)
        except CorpusError as exc:
            corpus.unreadable[source.name] = str(exc)
            continue
        corpus.statement_counts[source.name] = len(found)
        for key in found.keys() & wanted:
            corpus.statements.setdefault(key, found[key])
        reporter.files(1)
    for problem, text in _readmes(corpus.collected):
        if problem in wanted and (cleaned := plain(text)):
            corpus.statements.setdefault(problem, cleaned)


def _readmes(collected: list[Collected]) -> Iterator[tuple[str, str]]:
    """LeetCode statements stand in readmes next to the code; other readmes are summaries."""
    for item in collected:
        for problem, text in item.readmes.items():
            if problem.startswith("leetcode:"):
                yield problem, text
