"""Entrance of a server for people: their tokens, encryption and the audit log.

add_arguments(parser)
door = open_door(parser.parse_args())
"""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

from beamcoder.server.observer import Observer, Observers
from beamcoder.server.team.audit import Audit
from beamcoder.server.team.certificate import Tls
from beamcoder.server.team.people import People, default_path
from beamcoder.server.transport.addresses import say
from beamcoder.server.transport.door import Door

DEFAULT: Final = Path()  # the file of `beamcoder token`


def open_door(args: argparse.Namespace, monitor: Observer | None = None) -> Door:
    """Where people have tokens, the server makes none of its own. UsageError,
    MissingModuleError."""
    door, tls = Door.of(args), Tls.of(args)
    if tls is not None:
        door = replace(door, tls=tls.context, fingerprint=tls.fingerprint)
    observers = [] if monitor is None else [monitor]
    if args.audit is not None:
        observers.append(Audit(args.audit))
    if observers:
        door = replace(door, observer=Observers(observers))
    if args.tokens is None:
        return door
    path = default_path() if args.tokens == DEFAULT else args.tokens
    people = People(path)
    if not len(people):
        say(f"nobody has a token in {path} yet: beamcoder token add NAME makes one")
    return replace(door, people=people, token="" if args.token_file is None else door.token)
