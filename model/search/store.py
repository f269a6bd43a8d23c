"""Store of an index on a disk: one SQLite file that any number of processes share.

    index, store = open_index(Path("contests.index"), [Path("src")], places, say=print)
    index.follow(places)                    what is read is kept, a transaction a chunk
    store.close()

A transaction is written whole or not at all, whatever kills the process (write-ahead log); two
processes that write take turns, and numbers of words are given out inside a turn, so that they
mean the same to both. Each file's record carries its sum; one that is damaged is read from its
source again. A file that is no index is never touched.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np

from beamcoder.errors import IndexFileError
from beamcoder.model.search.index import SearchIndex
from beamcoder.model.search.records import FileRecord, Parts, SourcePlace
from beamcoder.model.search.snapshot import Directions
from beamcoder.model.search.words import WordNumbers

APPLICATION: Final = 0x42434958  # "BCIX", in the header of the file
FORMAT: Final = 2
WAIT_S: Final = 60.0  # for another process to end its turn
_HEADER: Final = b"SQLite format 3\0"
_SCHEMA: Final = """
CREATE TABLE words (number INTEGER PRIMARY KEY, word TEXT NOT NULL);
CREATE TABLE apis (number INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE files (
    absolute TEXT PRIMARY KEY, changed_ns INTEGER, n_bytes INTEGER, package TEXT, n_units INTEGER,
    flaw TEXT, columns BLOB, labels BLOB, n_words BLOB, words BLOB, counts BLOB, uses BLOB,
    sum INTEGER
);
CREATE TABLE vectors (
    absolute TEXT PRIMARY KEY, changed_ns INTEGER, model TEXT, rows BLOB, sum INTEGER
);
"""
_FILE: Final = f"INSERT OR REPLACE INTO files VALUES ({', '.join('?' * 13)})"


class DamagedIndexError(IndexFileError):
    """SQLite cannot make sense of the file."""


def open_index(
    path: Path, folders: Sequence[Path], places: Sequence[SourcePlace], say: Callable[[str], object]
) -> tuple[SearchIndex, "Store"]:
    """The index as it was kept; one that is damaged is begun anew, with a sentence."""
    for _ in range(2):
        store = Store.open(path, say)
        try:
            index = SearchIndex(store)
            store.forget_missing(folders, places)
            index.load(store.load(places, index.words, index.apis))
            return index, store
        except DamagedIndexError:
            store.close()
            _begin_anew(path, "is damaged", say)
    raise IndexFileError(f"cannot use the index {path}: it is damaged again and again")


def _begin_anew(path: Path, why: str, say: Callable[[str], object]) -> None:
    say(f"{path} {why}: it is built anew")
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        name.unlink(missing_ok=True)


class Store:
    """Open until `close`; errors of the disk are one IndexFileError each."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path, self._connection = path, connection

    @classmethod
    def open(cls, path: Path, say: Callable[[str], object]) -> "Store":
        """Makes the file where there is none; says so when what is there has to be built anew."""
        why = _unusable(path)
        if why:
            _begin_anew(path, why, say)
        with _told(path):
            connection = sqlite3.connect(
                path, timeout=WAIT_S, isolation_level=None, check_same_thread=False
            )
            _prepare(connection)
        return cls(path, connection)

    def close(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.close()

    def load(
        self, places: Sequence[SourcePlace], words: WordNumbers, apis: WordNumbers
    ) -> list[FileRecord]:
        """Records of those files that have not changed since; both vocabularies are filled."""
        wanted = {place.absolute: place for place in places}
        with _told(self.path), self._turn("BEGIN"):
            self._catch_up(words, apis)
            rows = self._connection.execute("SELECT * FROM files")
            return [record for row in rows if (record := _record(row, wanted)) is not None]

    @contextmanager
    def writing(self, words: WordNumbers, apis: WordNumbers) -> Iterator[None]:
        """A turn: what others have added is known, and what is added inside is written."""
        with _told(self.path):
            n_words, n_apis = len(words), len(apis)
            try:
                with self._turn("BEGIN IMMEDIATE"):
                    self._catch_up(words, apis)
                    n_words, n_apis = len(words), len(apis)
                    yield
                    self._insert("words", words, n_words)
                    self._insert("apis", apis, n_apis)
            except BaseException:
                words.shrink(n_words)  # nobody else will know these numbers
                apis.shrink(n_apis)
                raise

    def keep(self, records: Sequence[FileRecord]) -> None:
        """Inside of `writing`."""
        self._connection.executemany(_FILE, map(_row, records))

    def forget(self, absolutes: Iterable[str]) -> None:
        """Inside of `writing`, or alone."""
        names = [(absolute,) for absolute in absolutes]
        with _told(self.path):
            self._connection.executemany("DELETE FROM files WHERE absolute = ?", names)
            self._connection.executemany("DELETE FROM vectors WHERE absolute = ?", names)

    def forget_missing(self, folders: Sequence[Path], places: Sequence[SourcePlace]) -> None:
        """Files of these folders that are not among the places; those of others stay."""
        there = {place.absolute for place in places}
        tops = tuple(os.path.join(os.path.abspath(folder), "") for folder in folders)
        with _told(self.path):
            names = self._connection.execute("SELECT absolute FROM files").fetchall()
            gone = [name for (name,) in names if name.startswith(tops) and name not in there]
            if gone:
                with self._turn("BEGIN IMMEDIATE"):
                    self.forget(gone)

    def keep_vectors(self, model: str, rows: Mapping[SourcePlace, Directions]) -> None:
        """Of whole files."""
        with _told(self.path), self._turn("BEGIN IMMEDIATE"):
            for place, vectors in rows.items():
                data = vectors.tobytes()
                values = (place.absolute, place.changed_ns, model, data, crc32(data))
                self._connection.execute(
                    "INSERT OR REPLACE INTO vectors VALUES (?, ?, ?, ?, ?)", values
                )

    def vectors(
        self, model: str, dimensions: int, places: Sequence[SourcePlace]
    ) -> tuple[dict[str, Directions], int]:
        """By file, those of this model that are not older than it; and how many are of another."""
        wanted, found, n_others = {p.absolute: p for p in places}, dict[str, Any](), 0
        with _told(self.path):
            query = "SELECT absolute, changed_ns, model, rows, sum FROM vectors"
            for absolute, changed_ns, made_by, data, total in self._connection.execute(query):
                place = wanted.get(absolute)
                if made_by != model:
                    n_others += 1
                elif place and place.changed_ns == changed_ns and crc32(data) == total:
                    found[absolute] = np.frombuffer(data, np.int8).reshape(-1, dimensions)
        return found, n_others

    def _catch_up(self, words: WordNumbers, apis: WordNumbers) -> None:
        for table, column, numbers in (("words", "word", words), ("apis", "name", apis)):
            query = f"SELECT {column} FROM {table} WHERE number >= ? ORDER BY number"
            for (word,) in self._connection.execute(query, (len(numbers),)):
                numbers.add(word)

    def _insert(self, table: str, numbers: WordNumbers, n_before: int) -> None:
        if len(numbers) > n_before:
            rows = list(enumerate(numbers))[n_before:]
            self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)

    @contextmanager
    def _turn(self, begin: str) -> Iterator[None]:
        self._connection.execute(begin)
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection) -> None:
    """A new file gets its tables; two processes that begin one wait for each other."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if _pragma(connection, "user_version") == FORMAT:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _pragma(connection, "user_version") != FORMAT:
            for statement in _SCHEMA.split(";")[:-1]:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _unusable(path: Path) -> str:
    """Why an index has to be built anew, or "". IndexFileError for what is no index of ours."""
    try:
        if not path.exists() or path.stat().st_size == 0:
            return ""
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as exc:
        raise IndexFileError(f"cannot read {path}: {(exc.strerror or '').lower()}") from exc
    if header[:16] != _HEADER or not (_is_ours(header) or _is_begun(header)):
        raise IndexFileError(f"{path} is no index of Beamcoder: name another file, or delete it")
    return _damage(path)


def _is_ours(header: bytes) -> bool:
    return int.from_bytes(header[68:72], "big") == APPLICATION


def _is_begun(header: bytes) -> bool:
    """A file that was made, and whose tables are in the log still, if anywhere."""
    return header[60:64] == header[68:72] == bytes(4)


def _damage(path: Path) -> str:
    try:
        connection = sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)
        try:
            connection.execute("BEGIN")  # another process may begin the file between two looks
            version = _pragma(connection, "user_version")
            ours = _pragma(connection, "application_id") == APPLICATION
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            if version == FORMAT:
                for table in ("words", "apis", "files", "vectors"):
                    connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as exc:
        if isinstance(exc, sqlite3.OperationalError) and "locked" in str(exc):
            raise IndexFileError(f"{path} is in use by another process: {exc}") from exc
        return "is damaged"
    if not ours and tables:
        raise IndexFileError(f"{path} is no index of Beamcoder: name another file, or delete it")
    if version > FORMAT:
        raise IndexFileError(f"{path} was made by a newer Beamcoder: name another file")
    return "is of an older format" if ours and version < FORMAT else ""


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Errors of SQLite are one sentence about the file."""
    try:
        yield
    except sqlite3.OperationalError as exc:
        raise IndexFileError(f"cannot use the index {path}: {exc}") from exc
    except sqlite3.DatabaseError as exc:
        raise DamagedIndexError(f"the index {path} is damaged: {exc}") from exc
    except sqlite3.Error as exc:
        raise IndexFileError(f"cannot use the index {path}: {exc}") from exc


def _row(record: FileRecord) -> tuple[Any, ...]:
    place, p = record.place, record.parts
    head = (place.absolute, *place.stamp, record.package, record.n_units, record.flaw)
    return (*head, p.columns, p.labels, p.n_words, p.words, p.counts, p.uses, p.sum)


def _record(row: tuple[Any, ...], wanted: Mapping[str, SourcePlace]) -> FileRecord | None:
    """None for a file that has changed, is not wanted, or whose record is damaged."""
    absolute, changed_ns, n_bytes, package, n_units, flaw, *blobs, total = row
    place = wanted.get(absolute)
    if place is None or place.stamp != (changed_ns, n_bytes):
        return None
    parts = Parts(*blobs)
    return FileRecord(place, package, n_units, flaw, parts) if parts.sum == total else None
