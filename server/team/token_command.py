"""`beamcoder token`: tokens for people who use a server.

    beamcoder token add ada --days 30
    beamcoder token list
    beamcoder token revoke ada

A running `beamcoder serve` reads the file anew when it changes, and closes the client of a token
that was revoked.
"""

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from beamcoder.server.team.people import MAX_DAYS, N_DAYS, Person, add, default_path, read, revoke

FILE_HELP: Final = "the file of tokens (default: tokens.json next to the counts of beamcoder stats)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tokens", type=Path, metavar="FILE", help=FILE_HELP)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    adding = verbs.add_parser("add", help="make a token for somebody, and print it once")
    adding.add_argument("name", metavar="NAME")
    days_help = f"days that it is good for, at most {MAX_DAYS} (default: %(default)s)"
    adding.add_argument("--days", type=int, default=N_DAYS, metavar="N", help=days_help)
    listing = verbs.add_parser("list", help="who has a token, and until when")
    listing.add_argument("--json", action="store_true", help="one JSON array")
    revoking = verbs.add_parser("revoke", help="end somebody's token at once")
    revoking.add_argument("name", metavar="NAME")


def run(args: argparse.Namespace) -> int:
    path = args.tokens or default_path()
    if args.verb == "add":
        print(add(path, args.name, date.today(), args.days))
    elif args.verb == "revoke":
        revoke(path, args.name)
    elif args.json:
        print(json.dumps([without_hash(each) for each in read(path)]))
    else:
        print("\n".join(lines(read(path), path)))
    return 0


def without_hash(person: Person) -> dict[str, str]:
    entry: dict[str, str] = asdict(person)
    del entry["sha256"]
    return entry


def lines(people: list[Person], path: Path) -> list[str]:
    """What is shown to people."""
    if not people:
        return [f"nobody has a token in {path}: beamcoder token add NAME makes one"]
    today = date.today()
    width = max(len(each.name) for each in people)
    return [
        f"{each.name:{width}}  {'until' if each.is_current(today) else 'EXPIRED'} {each.expires}"
        for each in people
    ]
