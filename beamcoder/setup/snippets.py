"""Snippets in the configuration of Helix, Emacs, Sublime Text and Kate.

A file that is there keeps every byte: the snippet is put behind it, or in JSON behind the bracket
that it belongs to, and the record has its text, so that it can be replaced and taken out. Where it
cannot be put in without changing what somebody wrote, SetupError says what to add by hand.
"""

import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import InputError, SetupError
from beamcoder.files import make_folder, write_atomic, writing
from beamcoder.setup.clients import Clients
from beamcoder.setup.launch import Command
from beamcoder.setup.programs import on_path, the_only
from beamcoder.setup.record import Done
from beamcoder.setup.step import SetupPlan, SetupStep, Wish

# Snippet, text of the file -> the file with it; SetupError where it does not go in.
Insert = Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class SnippetEditor:
    """`file` is where the editor reads, `snippet` the name of ours in `others/`."""

    title: str
    programs: tuple[str, ...]
    snippet: str
    file: Callable[[], Path]
    insert: Insert
    advice: str = ""


def install(wish: Wish, clients: Clients, command: Command, done: Done) -> SetupPlan:
    """SetupError where there is no such editor, or its file has settings that are in the way."""
    editor = EDITORS[wish.editor]
    the_only(on_path(editor.programs)[:1], wish, editor.title, editor.programs)
    file = editor.file()
    ours = rendered(clients.snippets / editor.snippet, [*command, "serve"])
    text, is_new = read(file), not file.exists()
    if done.get("file") == str(file) and done["text"] in text and text:
        is_new = bool(done["isNew"])
        text = without(text, done["text"])
    whole = editor.insert(ours, text) if text.strip() else text + ours
    added = difference(text, whole)
    step = SetupStep(f"write to {file}:\n{indented(added)}", partial(write, file, whole))
    advice = (editor.advice,) if editor.advice else ()
    return SetupPlan((step,), {"file": str(file), "text": added, "isNew": is_new}, advice)


def remove(done: Done) -> SetupPlan:
    file = Path(done["file"])
    text = read(file)
    if done["text"] not in text:
        return SetupPlan(
            (), None, (f"take out of {file} what is left of the snippet: it was changed",)
        )
    left = without(text, done["text"])
    if done["isNew"] and not left.strip():
        return SetupPlan((SetupStep(f"delete {file}", partial(erase, file)),), None)
    step = SetupStep(f"take the snippet out of {file}", partial(write, file, left))
    return SetupPlan((step,), None)


def fault(done: Done) -> str:
    try:
        text = read(Path(done["file"]))
    except InputError as exc:
        return str(exc)
    return "" if done["text"] in text else f"{done['file']} no longer has the snippet"


def read(file: Path) -> str:
    """Empty where there is none; line ends stay as they are."""
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as exc:
        raise InputError(f"{file} is no UTF-8 text") from exc


def write(file: Path, text: str) -> None:
    """Through links, as people keep their configuration elsewhere, and with the mode it has."""
    real = file.resolve()
    make_folder(real.parent)
    mode = real.stat().st_mode if real.exists() else None
    write_atomic(real, text.encode("utf-8"))
    if mode is not None:
        real.chmod(mode)


def erase(file: Path) -> None:
    with writing(file):
        file.unlink(missing_ok=True)


def without(text: str, part: str) -> str:
    before, _, behind = text.rpartition(part)
    return before + behind


def difference(old: str, new: str) -> str:
    """What was put into `old` at one place."""
    pairs = enumerate(zip(old, new, strict=False))
    start = next((i for i, (was, now) in pairs if was != now), len(old))
    # Where the text ahead of the snippet begins as its end does, any of the places is right.
    return new[start : start + len(new) - len(old)]


def indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.strip("\n").splitlines())


def rendered(snippet: Path, command: Command) -> str:
    """Our snippet with the whole command line in place of `beamcoder serve`."""
    text = snippet.read_text(encoding="utf-8")
    words = [json.dumps(word, ensure_ascii=False) for word in command]
    toml = f"command = {words[0]}\nargs = [{', '.join(words[1:])}]"
    text = text.replace('command = "beamcoder"\nargs = ["serve"]', toml)
    text = text.replace('["beamcoder", "serve"]', f"[{', '.join(words)}]")
    text = text.replace('"beamcoder" "serve"', " ".join(words))
    if shutil.which("jdtls") is None:
        text = text.replace('["jdtls", "beamcoder"]', '["beamcoder"]')
    return text


def into_toml(ours: str, text: str) -> str:
    whole = f"{text}{'' if text.endswith(chr(10)) else chr(10)}\n{ours}"
    try:
        languages = [each.get("name") for each in tomllib.loads(text).get("language", [])]
        tomllib.loads(whole)
    except tomllib.TOMLDecodeError as exc:
        raise by_hand(ours, f"its TOML cannot be added to ({exc})") from exc
    if "java" in languages:
        raise by_hand(ours, 'it has a [[language]] of the name "java"')
    return whole


def into_lisp(ours: str, text: str) -> str:
    if "beamcoder" in text:
        raise by_hand(ours, "it speaks of beamcoder already")
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}\n{ours}"


def into_json(ours: str, text: str) -> str:
    """Behind the bracket of the same key, or of the whole."""
    wanted = json.loads(ours)
    ((outer, inner),) = wanted.items()
    ((name, value),) = inner.items()
    try:
        there = json.loads(text)
    except ValueError as exc:
        raise by_hand(ours, "it is not plain JSON") from exc
    if not isinstance(there, dict) or not isinstance(there.get(outer, {}), dict):
        raise by_hand(ours, "it is not of the form that was expected")
    if name in there.get(outer, {}):
        raise by_hand(ours, f"it has {outer} of the name {name}")
    if outer in there:
        opening, entry, rest = rf'"{outer}"\s*:\s*\{{', {name: value}, there[outer]
    else:
        opening, entry, rest = r"\{", wanted, there
    lines = json.dumps(entry, indent=2, ensure_ascii=False)[1:-1].rstrip("\n")
    added = lines + ("," if rest else "\n")
    merged = {**there, outer: {**there.get(outer, {}), name: value}}
    for place in re.finditer(opening, text):  # the first may stand inside of another
        whole = text[: place.end()] + added + text[place.end() :]
        if parsed(whole) == merged:
            return whole
    raise by_hand(ours, "there is no safe place in it")


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def by_hand(ours: str, why: str) -> SetupError:
    return SetupError(f"nothing was written, for {why}: add by hand {' '.join(ours.split())}")


def config() -> Path:
    """The folder of configurations, as programs on this system have it."""
    if os.name == "nt":
        return Path(os.environ.get("APPDATA") or Path.home() / "AppData/Roaming")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def sublime_file() -> Path:
    name = "Packages/User/LSP.sublime-settings"
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support/Sublime Text" / name
    return config() / ("Sublime Text" if os.name == "nt" else "sublime-text") / name


def kate_file() -> Path:
    local = os.environ.get("LOCALAPPDATA") if os.name == "nt" else None
    return (Path(local) if local else config()) / "kate/lspclient/settings.json"


def emacs_file() -> Path:
    """The first that is there, in the order in which Emacs looks."""
    home, folder = Path.home(), config() / "emacs"
    files = (home / ".emacs.el", home / ".emacs", home / ".emacs.d/init.el", folder / "init.el")
    there = [file for file in files if file.exists()]
    new = files[2] if (home / ".emacs.d").is_dir() else files[3]
    return there[0] if there else new


EDITORS: Final = {
    "helix": SnippetEditor(
        "Helix", ("hx", "helix"), "helix.toml", lambda: config() / "helix/languages.toml", into_toml
    ),
    "emacs": SnippetEditor("Emacs", ("emacs",), "emacs.el", emacs_file, into_lisp),
    "sublime": SnippetEditor(
        "Sublime Text",
        ("subl", "sublime_text"),
        "sublime.json",
        sublime_file,
        into_json,
        "Sublime Text needs the package LSP, from its Package Control",
    ),
    "kate": SnippetEditor(
        "Kate",
        ("kate",),
        "kate.json",
        kate_file,
        into_json,
        "Kate's plugin LSP Client has to be on, and asks once whether it may start the server",
    ),
}
