"""Records from sources, in worker processes, kept on disk for a rerun.

    collected, unreadable = collect_all([(source, place), ...], options, reporter)

Every source is listed first (so that a bar knows how much there is), then its files go to the
workers in small batches. What a source gave is written once, whole, under a name made of all that
it depends on. Knows nothing of duplicates or splits.
"""

import hashlib
import io
import json
import multiprocessing
import re
import signal
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from beamcoder.errors import CorpusError
from beamcoder.files import write_atomic
from beamcoder.training.corpus import fingerprint
from beamcoder.training.corpus.cleaning import MAX_FILE_BYTES, DropReason, normal_lines
from beamcoder.training.corpus.problems.cph_notes import addresses, is_helper_file
from beamcoder.training.corpus.progress import Reporter
from beamcoder.training.corpus.reading import open_tree
from beamcoder.training.corpus.records import (
    CorpusRecord,
    Made,
    RecordBatch,
    Signatures,
    make,
    read_records,
)
from beamcoder.training.corpus.sources import Source
from beamcoder.training.corpus.storage import read_json
from beamcoder.training.corpus.tree import Entry, SourceTree

RULES_VERSION: Final = 4  # raise it when cleaning, ids or fingerprints change: caches are remade
SAME_BYTES: Final = "same bytes as another path"
_BATCH_FILES: Final = 100
_WAITING_BATCHES: Final = 4  # per worker: enough to keep it busy, little to hold in memory
_MAX_NAMED: Final = 50  # broken files that a report names per source
_README_NAMES: Final = ("README_EN.md", "readme.md", "README.md", "Readme.md")  # best first
_NAMED_STEPS: Final = (DropReason.UNREADABLE, DropReason.NOT_UTF8, DropReason.BROKEN)


@dataclass(frozen=True, slots=True)
class CollectOptions:
    cache: Path
    history: bool = True
    n_jobs: int = 1


@dataclass(frozen=True, slots=True)
class Collected:
    """A source's records, where their texts and signatures are, and what was dropped."""

    source: Source
    version: str
    records: list[CorpusRecord]
    file: Path
    n_files: int
    drops: dict[str, int]
    broken: list[str]
    readmes: dict[str, str]  # problem -> text next to the code

    def signatures(self) -> Signatures:
        array: Signatures = np.load(self.file.with_suffix(".npy"))
        return array


@dataclass(frozen=True, slots=True)
class _Listed:
    """A source that was opened: all its files, the Java ones to read, and where results go."""

    source: Source
    tree: SourceTree
    file: Path
    entries: list[Entry]
    chosen: list[Entry]
    n_same: int

    @property
    def is_done(self) -> bool:
        return self.file.with_suffix(".json").exists()


def collect_all(
    wanted: Iterable[tuple[Source, Path]], options: CollectOptions, reporter: Reporter
) -> tuple[list[Collected], dict[str, str]]:
    """Every source's records, and for those that cannot be opened, why."""
    unreadable: dict[str, str] = {}
    listed: list[_Listed] = []
    with ExitStack() as stack:
        for source, place in wanted:
            try:
                tree = stack.enter_context(open_tree(place))
                listed.append(_list(source, tree, options))
            except CorpusError as exc:
                unreadable[source.name] = str(exc)
        to_do = [item for item in listed if not item.is_done]
        reporter.stage("reading", sum(len(item.chosen) for item in to_do))
        with _workers(options.n_jobs if to_do else 1) as pool:
            for item in to_do:
                reporter.say(item.source.name)
                _collect(item, pool, options.n_jobs, reporter)
    return [_load(item.source, item.file) for item in listed], unreadable


def _list(source: Source, tree: SourceTree, options: CollectOptions) -> _Listed:
    state = f"{RULES_VERSION}\0{source.name}\0{tree.state}\0{options.history}"
    key = hashlib.sha256(state.encode()).hexdigest()[:16]
    file = options.cache / f"{source.file_name}-{key}.jsonl"
    if file.with_suffix(".json").exists():
        return _Listed(source, tree, file, [], [], 0)
    entries = tree.entries(options.history)
    java = [entry for entry in entries if entry.path.endswith(".java")]
    chosen = {entry.key: entry for entry in reversed(java)}  # of equal keys the first stays
    kept = [entry for entry in java if chosen[entry.key] is entry]
    return _Listed(source, tree, file, entries, kept, len(java) - len(kept))


@contextmanager
def _workers(n_jobs: int) -> Iterator[ProcessPoolExecutor | None]:
    """Processes that leave Ctrl-C to this one; none for a single job."""
    if n_jobs == 1:
        yield None
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(n_jobs, spawn, signal.signal, (signal.SIGINT, signal.SIG_IGN))
    try:
        with _interrupts_ignored():  # what starts now inherits that, so it dies without a trace
            pool.submit(int)
        yield pool
    except BrokenProcessPool as exc:
        raise CorpusError(
            "a worker process ended early (out of memory?); try again with fewer --jobs"
        ) from exc
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # other threads may not set handlers, and get no Ctrl-C
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _made(
    batches: Iterator[RecordBatch], pool: ProcessPoolExecutor | None, n_jobs: int
) -> Iterator[Made]:
    """Results in the order of the batches, a few of them under way at a time."""
    if pool is None:
        yield from map(make, batches)
        return
    waiting: deque[Future[Made]] = deque()
    for batch in batches:
        waiting.append(pool.submit(make, batch))
        if len(waiting) >= _WAITING_BATCHES * n_jobs:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _collect(
    item: _Listed, pool: ProcessPoolExecutor | None, n_jobs: int, reporter: Reporter
) -> None:
    drops: Counter[str] = Counter({SAME_BYTES: item.n_same} if item.n_same else {})
    lines: list[str] = []
    broken: list[str] = []
    readmes: dict[str, str] = {}
    signatures = [np.zeros((0, fingerprint.N_PERMUTATIONS), np.uint32)]
    digest = hashlib.sha256()
    for made in _made(_batches(item, digest.update), pool, n_jobs):
        lines.extend(made.lines)
        signatures.append(made.signatures)
        drops.update(step for _, step in made.drops)
        broken.extend(f"{path}: {step}" for path, step in made.drops if step in _NAMED_STEPS)
        readmes = made.readmes | readmes
        reporter.files(made.n_files)
    summary = {
        "version": item.tree.commit or f"sha256-{digest.hexdigest()}",
        "n_files": len(item.chosen) + item.n_same,
        "drops": dict(sorted(drops.items())),
        "broken": broken[:_MAX_NAMED],
        "readmes": readmes,
    }
    _save(item.file, lines, np.concatenate(signatures), summary)


def _save(file: Path, lines: list[str], signatures: Signatures, summary: dict[str, Any]) -> None:
    buffer = io.BytesIO()
    np.save(buffer, signatures)
    write_atomic(file, "".join(lines).encode("utf-8"))
    write_atomic(file.with_suffix(".npy"), buffer.getvalue())
    # Written last: its presence says that the other two are whole.
    write_atomic(file.with_suffix(".json"), json.dumps(summary).encode("utf-8"))
    _forget_older(file)


def _forget_older(file: Path) -> None:
    """Removes what an earlier version of the source or of the rules left."""
    name = re.escape(file.stem[: -len(file.stem.rpartition("-")[2])])
    for other in file.parent.iterdir():
        is_same = re.fullmatch(rf"{name}[0-9a-f]{{16}}\.(?:jsonl|json|npy)", other.name)
        if is_same and other.stem != file.stem:
            other.unlink(missing_ok=True)


def _load(source: Source, file: Path) -> Collected:
    summary = read_json(file.with_suffix(".json"))
    return Collected(source=source, file=file, records=list(read_records(source, file)), **summary)


def _batches(item: _Listed, digest: Callable[[bytes], None]) -> Iterator[RecordBatch]:
    """Files in small lots, each with the text of the readme in its folder."""
    texts, addresses = _readmes(item), _addresses(item)
    entries: list[Entry] = []
    contents: list[bytes | None] = []
    for entry, content in item.tree.read(item.chosen):
        digest(f"{entry.path}\0{content is None}\0".encode("utf-8", "replace"))
        digest(content or b"")
        entries.append(entry)
        # One byte too many is enough to be dropped for it.
        contents.append(content if content is None else content[: MAX_FILE_BYTES + 1])
        if len(entries) == _BATCH_FILES:
            yield _batch(item, entries, contents, texts, addresses)
            entries, contents = [], []
    yield _batch(item, entries, contents, texts, addresses)


def _batch(
    item: _Listed,
    entries: list[Entry],
    contents: list[bytes | None],
    texts: dict[str, str],
    addresses: dict[str, str],
) -> RecordBatch:
    readmes = [texts.get(_folder(entry), "") for entry in entries]
    urls = [addresses.get(entry.path, "") for entry in entries]
    return RecordBatch(item.source.name, entries, contents, readmes, urls)


def _folder(entry: Entry) -> str:
    return entry.path.rpartition("/")[0]


def _addresses(item: _Listed) -> dict[str, str]:
    """Program's path -> address of its problem, as the author's editor noted it."""
    notes = [entry for entry in item.entries if is_helper_file(entry.path)]
    files = {entry.path: content or b"" for entry, content in item.tree.read(notes)}
    return addresses(files, [entry.path for entry in item.chosen])


def _readmes(item: _Listed) -> dict[str, str]:
    """Folder -> text of its readme, for folders below the root that hold code."""
    folders = {_folder(entry) for entry in item.chosen} - {""}
    found: dict[str, Entry] = {}
    for name in reversed(_README_NAMES):
        for entry in item.entries:
            if entry.path.endswith("/" + name) and _folder(entry) in folders:
                found[_folder(entry)] = entry
    return {
        _folder(entry): normal_lines(content[:MAX_FILE_BYTES].decode("utf-8", "replace"))
        for entry, content in item.tree.read(found.values())
        if content is not None
    }
