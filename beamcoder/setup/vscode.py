"""Extension in VS Code and the editors made of it, by their own command line."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from beamcoder.errors import SetupError
from beamcoder.setup.clients import Clients
from beamcoder.setup.programs import VSCODES, named, output, the_only, vscodes
from beamcoder.setup.record import Done
from beamcoder.setup.step import SetupPlan, SetupStep, Wish

# Editors whose --version is their own and says nothing of the VS Code that they are made of.
OWN_NUMBERS: Final = ("cursor",)
Version = tuple[int, ...]


def install(wish: Wish, clients: Clients, done: Done) -> SetupPlan:
    """SetupError where there is no editor or it is too old, UsageError where there are two."""
    program = the_only(vscodes(), wish, "VS Code", VSCODES)
    vsix = clients.extension()
    manifest = manifest_of(vsix)
    found = check_version(program, manifest)
    what = f"install the extension {manifest['version']} into {program} (VS Code {found})"
    step = SetupStep(what, partial(output, program, "--install-extension", str(vsix), "--force"))
    programs = {*done.get("programs", []), str(program)}
    name = f"{manifest['publisher']}.{manifest['name']}"
    return SetupPlan((step,), {"programs": sorted(programs), "extension": name})


def remove(wish: Wish, done: Done) -> SetupPlan:
    program = named(wish)
    name = str(done["extension"])
    gone = [Path(each) for each in done["programs"] if program is None or str(program) == each]
    if not gone:
        raise SetupError(f"the extension was not put into {program} by beamcoder setup")
    steps = [
        SetupStep(f"take the extension {name} out of {each}", partial(uninstall, each, name))
        for each in gone
        if each.exists()
    ]
    left = sorted(set(done["programs"]) - set(map(str, gone)))
    return SetupPlan(tuple(steps), {**done, "programs": left} if left else None)


def uninstall(program: Path, name: str) -> None:
    if has(program, name):
        output(program, "--uninstall-extension", name)


def has(program: Path, name: str) -> bool:
    return name.lower() in output(program, "--list-extensions").lower().split()


def fault(done: Done) -> str:
    """What is wrong with what was set up; empty if nothing is."""
    for program in map(Path, done["programs"]):
        if not program.exists():
            return f"{program} is gone"
        if not has(program, str(done["extension"])):
            return f"{program} no longer has the extension {done['extension']}"
    return ""


def manifest_of(vsix: Path) -> dict[str, Any]:
    try:
        with ZipFile(vsix) as archive:
            manifest: dict[str, Any] = json.loads(archive.read("extension/package.json"))
            return manifest
    except (OSError, KeyError, ValueError, BadZipFile) as exc:
        raise SetupError(f"{vsix} is no extension of VS Code: {exc}") from exc


def check_version(program: Path, manifest: dict[str, Any]) -> str:
    """The editor's version; SetupError where the extension wants a newer one."""
    printed = output(program, "--version")
    # code-server prints its own version first: 4.100.3 <commit> with Code 1.100.3
    match = re.search(r"with Code (\d+\.\d+\.\d+)", printed) or re.match(
        r"(\d+\.\d+\.\d+)", printed.strip()
    )
    if match is None:
        first = (printed.strip().splitlines() or ["nothing"])[0]
        raise SetupError(f"{program} is no VS Code: its --version says {first}")
    wanted = str(manifest["engines"]["vscode"]).lstrip("^>=")
    if numbers(match[1]) < numbers(wanted) and program.stem not in OWN_NUMBERS:
        raise SetupError(
            f"{program} is VS Code {match[1]}, and the extension needs {wanted}: update the editor"
        )
    return match[1]


def numbers(version: str) -> Version:
    return tuple(map(int, version.split(".")))
