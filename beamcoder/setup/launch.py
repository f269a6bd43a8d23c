"""Command lines that start this installation's server from an editor.

An editor has neither this shell's PATH nor its virtual environment, so whole paths are written
down. What `uvx` and `pipx run` make lies in a cache and is gone one day: behind its path then
stands the command that makes it again.
"""

import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import unquote, urlsplit

from beamcoder import __version__

NAME = "beamcoder.exe" if os.name == "nt" else "beamcoder"
Command = list[str]


def server_commands() -> list[Command]:
    """The likeliest first, each without `serve`; a path is whole."""
    again = command_from_cache()
    return [own_command(), *([again] if again else [])]


def lasting_command() -> Command:
    """The one for a file that names a single command."""
    return server_commands()[-1]


def own_command() -> Command:
    """The script that pip wrote for this interpreter; else the interpreter itself, with -P, so that
    no file of the folder where an editor starts it is taken for a module."""
    for script in scripts():
        if script.is_file() and os.access(script, os.X_OK):
            return [str(script)]
    return [sys.executable, "-P", "-m", "beamcoder"]


def scripts() -> Iterator[Path]:
    called = Path(sys.argv[0])
    if called.name == NAME:
        yield called.absolute()
    yield Path(sys.executable).parent / NAME
    if sys.prefix == sys.base_prefix:  # no environment: pip may have installed for the user alone
        schemes = (sysconfig.get_default_scheme(), sysconfig.get_preferred_scheme("user"))
        yield from (Path(sysconfig.get_path("scripts", scheme)) / NAME for scheme in schemes)


def command_from_cache() -> Command | None:
    """How `uvx` or `pipx run` makes the environment again that we run in; None if it is to stay."""
    parts = Path(sys.prefix).parts
    if any(part.startswith(("archive-v", "environments-v")) for part in parts):
        program = os.environ.get("UV") or shutil.which("uv")
        return [program, "tool", "run", "--from", source(), "beamcoder"] if program else None
    if "pipx" in parts and ".cache" in parts:
        program = shutil.which("pipx")
        return [program, "run", "--spec", source(), "beamcoder"] if program else None
    return None


def source() -> str:
    """What an installer takes to install the same again: a file, an address or a version."""
    try:
        origin = distribution("beamcoder").read_text("direct_url.json")
    except PackageNotFoundError:
        origin = None
    url = json.loads(origin)["url"] if origin else ""
    if url.startswith("file:"):
        path = unquote(urlsplit(url).path)
        return path.lstrip("/") if os.name == "nt" else path
    return url or f"beamcoder=={__version__}"
