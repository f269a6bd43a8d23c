"""`beamcoder setup`: puts the client that comes along into an editor, or takes it out.

Examples:
    beamcoder setup vscode
    beamcoder setup vscode --program codium
    beamcoder setup neovim --dry-run
    beamcoder setup helix --remove
"""

import argparse
from functools import partial
from typing import Final

from beamcoder.errors import SetupError
from beamcoder.setup import neovim, snippets, vscode
from beamcoder.setup.clients import the_clients
from beamcoder.setup.launch import lasting_command, server_commands
from beamcoder.setup.record import Done, SetupRecord, read_record, record_path, write_record
from beamcoder.setup.step import SetupPlan, SetupStep, Wish, take

EDITORS: Final = ("vscode", "neovim", *snippets.EDITORS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(EDITORS)
    parser.add_argument("editor", choices=EDITORS, metavar="EDITOR", help=names)
    parser.add_argument("--program", help="the editor's program: a name on PATH, or a path")
    parser.add_argument("--remove", action="store_true", help="take out what set-up put in")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done")


def run(args: argparse.Namespace) -> int:
    wish = Wish(args.editor, args.program)
    record = read_record()
    if args.remove:
        remove(wish, record, dry_run=args.dry_run)
    else:
        install(wish, record, dry_run=args.dry_run)
    return 0


def install(wish: Wish, record: SetupRecord, *, dry_run: bool) -> None:
    plan = install_plan(wish, record)
    assert plan.done is not None
    commands = server_commands()
    # The record is written before the editor is touched: where it cannot be, nothing is done.
    begun = SetupRecord(commands, record.editors)
    whole = SetupRecord(commands, {**record.editors, wish.editor: plan.done})
    where = f"write into {record_path()} that the server is {' '.join(commands[0])}"
    take([SetupStep(where, partial(write_record, begun)), *plan.steps], dry_run=dry_run)
    if not dry_run:
        write_record(whole)
        print(f"Open a Java file and type. To undo: beamcoder setup {wish.editor} --remove")
    advise(plan)


def advise(plan: SetupPlan) -> None:
    for sentence in plan.advice:
        print(f"Left to you: {sentence}")


def install_plan(wish: Wish, record: SetupRecord) -> SetupPlan:
    done = record.editors.get(wish.editor, {})
    clients = the_clients()
    try:
        if wish.editor == "vscode":
            return vscode.install(wish, clients, done)
        if wish.editor == "neovim":
            return neovim.install(wish, clients, done)
        return snippets.install(wish, clients, lasting_command(), done)
    except (KeyError, TypeError) as exc:
        raise damaged() from exc


def fault(editor: str, done: Done) -> str:
    """What is wrong with what was set up in an editor; empty if nothing is."""
    try:
        if editor == "vscode":
            return vscode.fault(done)
        return neovim.fault(done) if editor == "neovim" else snippets.fault(done)
    except (KeyError, TypeError) as exc:
        raise damaged() from exc


def damaged() -> SetupError:
    return SetupError(f"{record_path()} is damaged: delete it, and set up again")


def remove(wish: Wish, record: SetupRecord, *, dry_run: bool) -> None:
    if wish.editor not in record.editors:
        raise SetupError(f"beamcoder setup has put nothing into {wish.editor} here")
    plan = remove_plan(wish, record)
    take(plan.steps, dry_run=dry_run)
    advise(plan)
    if dry_run:
        return
    others = {name: done for name, done in record.editors.items() if name != wish.editor}
    left = {**others, wish.editor: plan.done} if plan.done else others
    write_record(SetupRecord(record.commands if left else [], left))


def remove_plan(wish: Wish, record: SetupRecord) -> SetupPlan:
    done = record.editors[wish.editor]
    try:
        if wish.editor == "vscode":
            return vscode.remove(wish, done)
        return neovim.remove(done) if wish.editor == "neovim" else snippets.remove(done)
    except (KeyError, TypeError) as exc:
        raise damaged() from exc
