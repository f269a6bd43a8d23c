"""docs/commands.md: every command with its options, out of the parsers.

    page()      the text

`make docs` writes it; a test compares.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import beamcoder
from beamcoder.cli import COMMANDS, CommandHelp, examples

HEAD: Final = (
    "# Commands\n\n"
    "Written by `make docs` out of the commands themselves; `beamcoder COMMAND --help` says the "
    "same. An error is one sentence on standard error, with exit code 2 for bad use and 1 for "
    "failure; Ctrl-C ends every command in good order (130). Long jobs (`corpus build`, `train`, "
    "`adapt --work`, `evaluate --resume`) go on where they stopped when they are run again.\n"
)
PATH: Final = Path("docs/commands.md")
PACKAGE: Final = Path(beamcoder.__file__).parent


def page() -> str:
    """The page, a section a command."""
    return "\n".join([HEAD, *(section for name in COMMANDS for section in sections(name))])


def sections(name: str) -> Iterator[str]:
    """The section of a command, and of each of its actions."""
    command = COMMANDS[name]
    module = import_module(command.arguments or command.module)
    parser = argparse.ArgumentParser(f"beamcoder {name}", formatter_class=CommandHelp)
    module.add_arguments(parser)
    extra = f'\n\nNeeds `pip install "beamcoder[{command.extra}]"`.' if command.extra else ""
    yield f"## beamcoder {name}\n\n{sentence(command.summary)}{extra}\n"
    called = examples(module.__doc__ or "")
    if called:
        lines = (re.sub(r"   +(?=\S)", "   # ", line.strip()) for line in called.splitlines()[1:])
        yield "\n".join(f"    {line}" for line in lines) + "\n"
    yield from tables(parser, "###")


def tables(parser: argparse.ArgumentParser, heading: str) -> Iterator[str]:
    """The table of a parser's options, then its actions with theirs."""
    rows = [row(action, parser) for action in parser._actions if is_shown(action)]
    if rows:
        yield "\n".join(["| option | meaning |", "|---|---|", *rows, ""])
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            for name, nested in action.choices.items():
                yield f"{heading} {parser.prog} {name}\n\n{sentence(helps.get(name, ''))}\n"
                yield from tables(nested, f"{heading}#")


def is_shown(action: argparse.Action) -> bool:
    hidden = isinstance(action, argparse._HelpAction | argparse._SubParsersAction)
    return not hidden and action.help != argparse.SUPPRESS


def row(action: argparse.Action, parser: argparse.ArgumentParser) -> str:
    """An option as it is typed, and its help, with its default and its choices."""
    formatter = CommandHelp(parser.prog)
    metavar = formatter._metavar_formatter(action, action.dest.upper())(1)[0]
    values = formatter._format_args(action, metavar) if action.nargs != 0 else ""
    typed = f"{', '.join(action.option_strings)} {values}".strip()
    text = formatter._expand_help(action) if action.help else ""
    text = text.replace(str(PACKAGE), PACKAGE.name)  # a default that comes along
    return f"| `{escaped(typed)}` | {escaped(' '.join(text.split()))} |"


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def escaped(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", text)


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
    print(f"wrote {PATH}", file=sys.stderr)
