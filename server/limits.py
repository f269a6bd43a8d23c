"""Limits on what one client may cost a server: sizes, counts and times.

    add_arguments(parser)
    limits = ClientLimits.of(parser.parse_args())

A client beyond one gets one sentence; what then is refused or closed, the field says.
"""

import argparse
from dataclasses import dataclass
from math import inf
from typing import Any, Final

from beamcoder.errors import UsageError

MB: Final = 1_000_000
LIMIT_MB: Final = 1_024  # for what is remembered of the documents of all clients together


@dataclass(frozen=True, slots=True)
class ClientLimits:
    message_bytes: int = 16 * MB  # of one message; over a network the client is closed
    document_characters: int = 4 * MB  # of a statement, or of a document that came over a network
    documents: int = 256  # open at once, of one client; the next one is refused
    waiting: int = 64  # requests of one client without an answer; the oldest is given up
    unsent_bytes: int = 8 * MB  # answers that a client does not read; it is closed
    initialize_s: float = 10.0  # from a connection to `initialize`; it is closed
    idle_s: float = 3600.0  # without a message, of a client over a network; it is closed
    clients: int = 512  # at once; the next one is closed
    messages_per_s: float = 250.0  # of one client over a network; it is read later

    @classmethod
    def of(cls, args: argparse.Namespace) -> "ClientLimits":
        """UsageError for what cannot be a limit."""
        values: dict[str, Any] = {}
        for limit in LIMIT_OPTIONS:
            value = getattr(args, limit.option)
            if not 0 < value < inf:
                name = limit.option.replace("_", "-")
                raise UsageError(f"--{name} must be above 0 and have an end, not {value:g}")
            values[limit.field] = limit.kind(value * limit.unit)
        return cls(**values)


LIMITS: Final = ClientLimits()


@dataclass(frozen=True, slots=True)
class LimitOption:
    """An option that sets a field, whose value is so many units."""

    field: str
    option: str
    metavar: str
    help: str
    kind: type[int] | type[float] = int
    unit: int = 1

    def add_to(self, group: Any) -> None:
        is_whole = self.kind is int and self.unit == 1
        group.add_argument(
            f"--{self.option.replace('_', '-')}",
            type=int if is_whole else float,
            metavar=self.metavar,
            default=getattr(LIMITS, self.field) // self.unit,
            help=f"{self.help} (default %(default)g)",
        )


LIMIT_OPTIONS: Final = (
    LimitOption("message_bytes", "max_message", "MB", "one message", unit=MB),
    LimitOption(
        "document_characters",
        "max_document",
        "M",
        "one document over a network, in 10^6 signs",
        unit=MB,
    ),
    LimitOption("documents", "max_documents", "N", "documents that a client has open"),
    LimitOption("waiting", "max_waiting", "N", "requests of a client that wait for an answer"),
    LimitOption("unsent_bytes", "max_unsent", "MB", "answers that a client does not read", unit=MB),
    LimitOption("clients", "max_clients", "N", "clients at once"),
    LimitOption(
        "messages_per_s", "max_rate", "N", "messages a second that a client is read at", float
    ),
    LimitOption(
        "initialize_s", "max_silence", "S", "seconds over a network until it says initialize", float
    ),
    LimitOption("idle_s", "max_idle", "S", "seconds over a network without a message", float),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("limits")
    for limit in LIMIT_OPTIONS:
        limit.add_to(group)
