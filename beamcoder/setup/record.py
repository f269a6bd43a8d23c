"""Record of what set-up did on this machine, which editors' clients read.

It is one JSON file in the user's state folder:

    {"commands": [["~/.venv/bin/beamcoder"]], "editors": {"helix": {"file": ..., ...}}}

`commands` start the server, the first one that exists; the clients of VS Code and Neovim look for
it there before they look elsewhere. `editors` says what lies where, so that it can be removed.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beamcoder.errors import SetupError, WriteError
from beamcoder.files import write_atomic, writing
from beamcoder.server.state_folder import make_folder, state_folder

Done = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SetupRecord:
    commands: list[list[str]] = field(default_factory=list)
    editors: dict[str, Done] = field(default_factory=dict)


def record_path() -> Path:
    """SetupError where the user has no home folder."""
    folder = state_folder()
    if folder is None:
        raise SetupError("no home folder is known: set HOME")
    return folder / "setup.json"


def read_record() -> SetupRecord:
    """Empty where nothing was set up; SetupError where the file is not ours."""
    path = record_path()
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SetupRecord()
    except NotADirectoryError:
        raise WriteError(f"cannot write {path}: a folder above it is a file") from None
    except (OSError, ValueError) as exc:
        raise SetupError(f"{path} cannot be read ({exc}): delete it, and set up again") from exc
    if not is_record(found):
        raise SetupError(f"{path} is no record of a set-up: delete it, and set up again")
    return SetupRecord(found["commands"], found["editors"])


def is_record(found: Any) -> bool:
    if not isinstance(found, dict):
        return False
    commands, editors = found.get("commands"), found.get("editors")
    if not isinstance(commands, list) or not isinstance(editors, dict):
        return False
    words = [word for each in commands for word in (each if isinstance(each, list) else [None])]
    return all(isinstance(word, str) for word in words) and all(
        isinstance(done, dict) for done in editors.values()
    )


def write_record(record: SetupRecord) -> None:
    """The file goes with the last editor. WriteError."""
    path = record_path()
    with writing(path):
        if not record.editors and not record.commands:
            path.unlink(missing_ok=True)
            return
        make_folder(path.parent)
    content = {"commands": record.commands, "editors": record.editors}
    write_atomic(path, json.dumps(content, indent=2).encode() + b"\n")
