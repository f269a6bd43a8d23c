"""The command `beamcoder`: subcommands, imported when they are called.

Such a module has `add_arguments(parser)` and `run(args) -> int`. Knows nothing of what they do.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from beamcoder import __version__
from beamcoder.errors import (
    BeamcoderError,
    MissingModuleError,
    StreamError,
    UsageError,
    sentence_of,
    write_nothing_more,
)

INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE_CLOSED = 141  # 128 + SIGPIPE
NOWHERE = "standard output is closed: there is nowhere to write to"


@dataclass(frozen=True, slots=True)
class Command:
    module: str
    summary: str
    extra: str = ""  # what to install too, in brackets, when a module is missing
    arguments: str = ""  # the module of `add_arguments`, where `module` needs what help does not


COMMANDS = {
    "complete": Command(
        "beamcoder.complete.command", "ranked tokens and lines for a place in a file"
    ),
    "search": Command(
        "beamcoder.search", "functions, classes and library uses, by words and by meaning"
    ),
    "setup": Command("beamcoder.setup.command", "the client that comes along, put into an editor"),
    "serve": Command("beamcoder.server.serve", "language server on stdio, TCP or WebSocket"),
    "token": Command("beamcoder.server.team.token_command", "tokens for people who use a server"),
    "demo": Command("beamcoder.server.playground", "playground in the browser, on this machine"),
    "evaluate": Command(
        "beamcoder.training.evaluation.command", "scoreboard of a model on folders of Java files"
    ),
    "bench": Command("beamcoder.bench.command", "latency through the real server on this machine"),
    "stats": Command(
        "beamcoder.server.offers.stats", "what became of the items that your editors showed"
    ),
    "corpus": Command(
        "beamcoder.training.corpus.command", "a corpus from folders, zips and repositories", "train"
    ),
    "train": Command(
        "beamcoder.training.command",
        "a model from a corpus, resumable",
        "train",
        "beamcoder.training.arguments.train",
    ),
    "adapt": Command(
        "beamcoder.training.adapt",
        "a model fine-tuned on your own files",
        "train",
        "beamcoder.training.arguments.adapt",
    ),
    "export": Command(
        "beamcoder.training.export.command",
        "a model folder from a checkpoint",
        "train",
        "beamcoder.training.arguments.export",
    ),
    "calibrate": Command(
        "beamcoder.training.calibration.command",
        "probabilities that say how often they are right",
        "train",
        "beamcoder.training.arguments.calibrate",
    ),
    "record": Command("beamcoder.sessions.record", "a server that writes down its session"),
    "replay": Command("beamcoder.sessions.replay", "a recorded session against a server of now"),
    "study": Command(
        "beamcoder.study.command", "long trials: random inputs for all that reads strangers' input"
    ),
    "npi": Command("beamcoder.npi", "programs learned from their traces, with a proof"),
    "doctor": Command("beamcoder.setup.doctor", "what is installed, what is wrong, how to mend it"),
}
SERVERS = ("serve", "demo", "record")  # say all that they say elsewhere


class Help(argparse.HelpFormatter):
    """Leaves room for the longest command: argparse forgets that commands are indented."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog)
        self._action_max_length = max(map(len, COMMANDS)) + 4


class CommandHelp(argparse.RawDescriptionHelpFormatter):
    """Says the default of each option that has one, and leaves examples as they are written."""

    def _get_help_string(self, action: argparse.Action) -> str | None:
        text, default = action.help, action.default
        is_plain = default in (None, False, argparse.SUPPRESS) or default in ([], "", float("inf"))
        if text and action.option_strings and not is_plain and "default" not in text:
            shown = ", ".join(map(str, default)) if isinstance(default, list) else "%(default)s"
            return f"{text} (default: {shown})"
        return text


class Parser(argparse.ArgumentParser):
    """Says what it has to say, or raises: argparse passes over a stream that takes nothing."""

    def _print_message(self, message: str, file: Any = None) -> None:
        if file is None and sys.stdout is None:
            raise StreamError(NOWHERE)
        if file is None or file is not sys.stdout:
            super()._print_message(message, file)
        else:
            file.write(message)
            file.flush()


class LazyParser(Parser):
    """A subcommand's parser: asks the command's module for its arguments on first use."""

    command: Command | None = None

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        command, self.command = self.command, None
        if command is not None:
            name = self.prog.split()[-1]
            module = load(name, command, command.arguments or command.module)
            self.set_defaults(run=lambda args: load(name, command, command.module).run(args))
            module.add_arguments(self)
            self.epilog = examples(module.__doc__ or "")
        return super().parse_known_args(args, namespace)


def examples(text: str) -> str | None:
    """The lines of a docstring that call a command, as the end of its help."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("beamcoder ")]
    return "\n  ".join(["examples:", *lines]) if lines else None


def load(name: str, command: Command, module: str) -> Any:
    """A module of the command; MissingModuleError names what to install."""
    try:
        return import_module(module)
    except ModuleNotFoundError as exc:
        raise missing(name, command, exc) from exc


def missing(name: str, command: Command, exc: ModuleNotFoundError) -> MissingModuleError:
    """One sentence that tells how to get the module which `exc` misses."""
    if (exc.name or "").partition(".")[0] == "beamcoder":
        return MissingModuleError(f"this installation has no command {name} ({exc.name})")
    package = f"beamcoder[{command.extra}]" if command.extra else "beamcoder"
    return MissingModuleError(f'{name} needs {exc.name}: run pip install "{package}"')


def build_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="beamcoder",
        description="Neural Java completion on your own machine.",
        formatter_class=Help,
    )
    parser.add_argument("--version", action="version", version=f"beamcoder {__version__}")
    subparsers = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands", parser_class=LazyParser
    )
    for name, command in COMMANDS.items():
        subparser = subparsers.add_parser(
            name,
            help=command.summary,
            description=command.summary,
            formatter_class=CommandHelp,
        )
        subparser.command = command
    return parser


def unknown(word: str) -> str:
    """What to say of a command that does not exist."""
    from difflib import get_close_matches  # a bridge of `serve --shared` does without

    near = get_close_matches(word, COMMANDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(COMMANDS)}"
    return f"there is no command {word!r}; {hint}"


def run(argv: Sequence[str] | None) -> int:
    """Parse and run; may raise what a command raises."""
    parser = build_parser()
    words = list(sys.argv[1:] if argv is None else argv)
    if words and not words[0].startswith("-") and words[0] not in COMMANDS:
        raise UsageError(unknown(words[0]))
    args = parser.parse_args(words)
    if args.command is None:
        parser.print_help(sys.stderr)
        return 2
    if sys.stdout is None and args.command not in SERVERS:
        raise StreamError(NOWHERE)
    try:
        return int(args.run(args))
    except ModuleNotFoundError as exc:
        raise missing(args.command, COMMANDS[args.command], exc) from exc


def main(argv: Sequence[str] | None = None) -> int:
    """The console script: errors become one sentence on standard error and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # never die of a terminal's encoding
    try:
        code = run(argv)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BeamcoderError as exc:
        complain(" ".join(str(exc).split()))
        return exc.exit_code
    except KeyboardInterrupt:
        complain("stopped by Ctrl-C")
        return INTERRUPTED
    except BrokenPipeError:
        write_nothing_more()  # the reader has gone
        return PIPE_CLOSED
    except OSError as exc:  # that is not wrapped: a full disk, a folder that is closed
        write_nothing_more()
        complain(sentence_of(exc))
        return BeamcoderError.exit_code


def complain(sentence: str) -> None:
    if sys.stderr is not None:  # else it would go to standard output
        print(f"beamcoder: {sentence}", file=sys.stderr)
