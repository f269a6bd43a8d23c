"""Exceptions of Beamcoder, sorted by who can react.

    BeamcoderError              exit code 1
    ├── UsageError              exit code 2: who asked can ask for something else
    │   ├── InputError
    │   ├── RecipeError
    │   └── TaskError
    ├── StreamError             the machine: streams, disks, devices, ports, libraries
    ├── WriteError
    ├── TransportError
    ├── MissingModuleError
    ├── DeviceError
    │   └── DeviceFullError
    ├── ArtefactError           what lies on the disk: models, corpora, runs, counts, the page
    ├── CorpusError
    ├── CheckpointError
    ├── StatisticsError
    ├── ProofError
    ├── EndlessRunError
    ├── IndexFileError
    ├── SetupError              an editor, its files, or what lies in them
    ├── RecordingError
    ├── PageError
    └── BenchError              a measurement that could not be made
        ├── ServerError
        ├── LimitError
        └── PeerError

A command prints the message as one sentence on standard error and leaves with `exit_code`;
`exit_code_of` does so for those that are run by `python -m`. What ends a search or a reading that
nobody waits for any more is no error, and stands where it is caught.
"""

import os
import sys
from collections.abc import Callable


class BeamcoderError(Exception):
    """Root of everything Beamcoder raises on purpose."""

    exit_code = 1


class UsageError(BeamcoderError):
    """The caller wants something that cannot be: a bad position, an unknown key."""

    exit_code = 2


class InputError(UsageError):
    """The file that was named cannot be read as Java source text."""


class RecipeError(UsageError):
    """A training recipe has an unknown key or a value out of range."""


class TaskError(UsageError):
    """A task to be learned, an input of it or a trace is not what it has to be."""


class StreamError(BeamcoderError):
    """A standard stream is closed, or takes no more."""


class WriteError(BeamcoderError):
    """A disk is full, or a place may not be written to."""


class TransportError(BeamcoderError):
    """A port or a library for a transport cannot be had."""


class MissingModuleError(BeamcoderError):
    """A command needs a library that is not installed."""


class DeviceError(BeamcoderError):
    """A device is missing, lost or out of memory."""


class DeviceFullError(DeviceError):
    """A device has no memory left for a request; less may fit."""


class ArtefactError(BeamcoderError):
    """A model folder is missing something, or is not what its sums say."""


class CorpusError(BeamcoderError):
    """A corpus folder cannot be read or written."""


class CheckpointError(BeamcoderError):
    """A checkpoint could not be saved or restored; the last good one stays."""


class StatisticsError(BeamcoderError):
    """The file of counts cannot be read or deleted."""


class ProofError(BeamcoderError):
    """A learned program is not proved to do what its reference does."""


class EndlessRunError(BeamcoderError):
    """A learned program went on past its limit of steps or of calls that wait."""


class IndexFileError(BeamcoderError):
    """A file is no index of the search, or cannot be used as one."""


class SetupError(BeamcoderError):
    """An editor cannot be set up: it is missing or old, or a file of the user's is in the way."""


class RecordingError(BeamcoderError):
    """A file is no recorded session, or only a part of one."""


class PageError(BeamcoderError):
    """The page has not been built."""


class BenchError(BeamcoderError):
    """A measurement could not be made."""


class ServerError(BenchError):
    """The server answered an error, or ended."""


class LimitError(BenchError):
    """The limit could not be measured."""


class PeerError(BenchError):
    """The comparison could not be made."""


def exit_code_of(name: str, job: Callable[[], None]) -> int:
    """Do it -> 0, or the exit code of what went wrong, with one sentence in the command's name."""
    try:
        job()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BeamcoderError as exc:
        print(f"{name}: {' '.join(str(exc).split())}", file=sys.stderr)
        return exc.exit_code
    except OSError as exc:
        write_nothing_more()
        print(f"{name}: {sentence_of(exc)}", file=sys.stderr)
        return BeamcoderError.exit_code
    return 0


def sentence_of(exc: OSError) -> str:
    """What cannot be used, and why: standard output, if no file is named."""
    what = exc.filename or "standard output"
    return f"cannot use {what}: {(exc.strerror or str(exc)).lower()}"


def write_nothing_more() -> None:
    """What is left for a stream that takes no more may not be flushed at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
