"""`beamcoder serve`: its options, and the way to a server or to the shared one.

    beamcoder serve --shared
    beamcoder serve --tcp 127.0.0.1:4389
    beamcoder serve --ws 0.0.0.0:4389 --tls --tokens --host team.example --metrics
    beamcoder serve --status

Imports nearly nothing, so that a bridge stays small.
"""

import argparse
from pathlib import Path
from typing import Any, Final

from beamcoder.arguments import LOG_LEVELS, add_model_arguments
from beamcoder.server import limits

METRICS_PORT: Final = 4391
KEEP_S: Final = 300.0
TOKEN_HELP: Final = "a file of mode 0600 with the token that clients show; else one is made"
TOKENS_HELP: Final = "let people in by the tokens of beamcoder token, of its own file or of FILE"
ORIGIN_HELP: Final = "a web page that may connect with --ws, such as https://editor.example"
HOST_HELP: Final = "a name that clients know this machine by, for --ws, such as team.example"
AUDIT_HELP: Final = "append who came, when and how much to FILE, as JSON lines without any text"
MEMORY_HELP: Final = "for the documents of all clients of one server (default %(default)s)"
METRICS_HELP: Final = (
    f"health and metrics at a port of 127.0.0.1, {METRICS_PORT} where none is said"
)
LOG_HELP: Final = "of a server on the network; on a pipe the setting logLevel has a say"
SHARED_HELP: Final = "standard input and output, joined to one server for all editors of the user"
KEEP_HELP: Final = "seconds that a shared server stays when the last editor has left"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_mutually_exclusive_group()
    add = group.add_argument
    add("--stdio", action="store_true", help="standard input and output (default)")
    add("--shared", action="store_true", help=SHARED_HELP)
    add("--tcp", metavar="HOST:PORT", help="listen on TCP; port 0 takes a free one")
    add("--ws", metavar="HOST:PORT", help="listen for WebSockets")
    add("--local", type=Path, help=argparse.SUPPRESS)  # what a bridge starts
    add("--status", action="store_true", help="say how the server with --metrics does, and end")
    add_door_arguments(parser)
    add_encryption_arguments(parser)
    add_engine_arguments(parser)
    limits.add_arguments(parser)


def add_door_arguments(parser: argparse.ArgumentParser) -> None:
    """Who may come in, and what is said of it."""
    add = parser.add_argument
    add_token_argument(parser)
    own_file = Path()  # the one of `beamcoder token`
    add("--tokens", type=Path, nargs="?", const=own_file, metavar="FILE", help=TOKENS_HELP)
    add("--origin", action="append", metavar="ORIGIN", help=ORIGIN_HELP)
    add("--host", action="append", metavar="NAME", help=HOST_HELP)
    add("--audit", type=Path, metavar="FILE", help=AUDIT_HELP)
    add("--metrics", type=int, nargs="?", const=METRICS_PORT, metavar="PORT", help=METRICS_HELP)


def add_token_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--token-file", type=Path, metavar="FILE", help=TOKEN_HELP)


def add_encryption_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("encryption of --tcp and --ws")
    add = group.add_argument
    add("--tls", action="store_true", help="with a self-made certificate, kept for later starts")
    add("--cert", type=Path, metavar="FILE", help="a certificate, with those above it (PEM)")
    add("--key", type=Path, metavar="FILE", help="its private key (PEM)")


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """What no client over a network can set."""
    add_model_arguments(parser, when=", if no setting names one")
    add: Any = parser.add_argument
    add("--log-level", default="warning", choices=LOG_LEVELS, help=LOG_HELP)
    add("--memory", type=float, default=limits.LIMIT_MB, metavar="MB", help=MEMORY_HELP)
    add("--keep", type=float, default=KEEP_S, metavar="S", help=KEEP_HELP)


def run(args: argparse.Namespace) -> int:
    if args.shared:
        from beamcoder.server.team import bridge

        exit_code = bridge.run(args)
        if exit_code is not None:
            return exit_code
    if args.status:
        from beamcoder.server.team.monitor import print_status

        return print_status(METRICS_PORT if args.metrics is None else args.metrics)
    from beamcoder.server import command

    return command.run(args)
