"""Limits on what one client may cost a server: sizes, counts and times.

    add_arguments(parser)
    limits = ClientLimits.of(parser.parse_args())

A client beyond one gets one sentence; what then is refused or closed, the field says.
"""

import argparse
from dataclasses import dataclass
from typing import Any, Final

from beamcoder.errors import UsageError

MB: Final = 1_000_000


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
        for name in OPTIONS:
            value = getattr(args, name)
            if not value > 0:
                raise UsageError(f"--{name.replace('_', '-')} must be above 0, not {value:g}")
        return cls(
            message_bytes=int(args.max_message * MB),
            document_characters=int(args.max_document * MB),
            documents=args.max_documents,
            clients=args.max_clients,
            messages_per_s=args.max_rate,
        )


LIMITS: Final = ClientLimits()
OPTIONS: Final[dict[str, tuple[Any, str, Any, str]]] = {  # type, metavar, default, help
    "max_message": (float, "MB", LIMITS.message_bytes / MB, "one message"),
    "max_document": (
        float,
        "M",
        LIMITS.document_characters / MB,
        "one document over a network, in 10^6 signs",
    ),
    "max_documents": (int, "N", LIMITS.documents, "documents that a client has open"),
    "max_clients": (int, "N", LIMITS.clients, "clients at once"),
    "max_rate": (float, "N", LIMITS.messages_per_s, "messages a second that a client is read at"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("limits")
    for name, (kind, metavar, default, help_) in OPTIONS.items():
        described = f"{help_} (default %(default)g)"
        option = f"--{name.replace('_', '-')}"
        group.add_argument(option, type=kind, metavar=metavar, default=default, help=described)
