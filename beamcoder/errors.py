"""Exceptions of Beamcoder, sorted by who can react.

A command prints the message as one sentence on standard error and leaves with `exit_code`;
`exit_code_of` does so for those that are run by `python -m`.
"""

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


class StreamError(BeamcoderError):
    """A standard stream is closed, or takes no more."""


class ArtefactError(BeamcoderError):
    """A model folder is missing something, or is not what its sums say."""


class RecipeError(UsageError):
    """A training recipe has an unknown key or a value out of range."""


class CorpusError(BeamcoderError):
    """A corpus folder cannot be read or written."""


class WriteError(BeamcoderError):
    """A disk is full, or a place may not be written to."""


class CheckpointError(BeamcoderError):
    """A checkpoint could not be saved or restored; the last good one stays."""


class DeviceError(BeamcoderError):
    """A device is missing, lost or out of memory."""


class DeviceFullError(DeviceError):
    """A device has no memory left for a request; less may fit."""


def exit_code_of(name: str, job: Callable[[], None]) -> int:
    """Do it -> 0, or the exit code of what went wrong, with one sentence in the command's name."""
    try:
        job()
    except BeamcoderError as exc:
        print(f"{name}: {' '.join(str(exc).split())}", file=sys.stderr)
        return exc.exit_code
    return 0
