"""Clients of editors that come along: in a wheel, or in the checkout.

pack(editor_clients, target) is the step that puts them into a wheel; without Node the extension for
VS Code stays out, and a file says why. `python -m beamcoder.setup.clients` says it before.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beamcoder.errors import SetupError
from beamcoder.setup.extension import EXTENSION, built

PACKED: Final = Path(__file__).parent / "clients"
CHECKOUT: Final = Path(__file__).resolve().parents[2] / "editor-clients"
PLUGIN: Final = "neovim"
SNIPPETS: Final = "others"
MISSING: Final = "no-extension.txt"


@dataclass(frozen=True, slots=True)
class Clients:
    """A folder with `neovim/`, `others/` and the extension."""

    folder: Path
    is_checkout: bool

    @property
    def plugin(self) -> Path:
        return self.folder / PLUGIN

    @property
    def snippets(self) -> Path:
        return self.folder / SNIPPETS

    def extension(self) -> Path:
        """Built now where this is a checkout. SetupError where there is none."""
        if self.is_checkout:
            return built(self.folder / "vscode")
        file = self.folder / EXTENSION
        if file.exists():
            return file
        note = self.folder / MISSING
        why = note.read_text(encoding="utf-8").strip() if note.exists() else "it was left out"
        raise SetupError(
            f"the extension for VS Code is not part of this wheel ({why}): build one anew where "
            "Node 20 is, by pip install . or make wheel in a clone"
        )


def the_clients(packed: Path = PACKED, checkout: Path = CHECKOUT) -> Clients:
    """SetupError where an installation has none."""
    if packed.is_dir():
        return Clients(packed, is_checkout=False)
    if (checkout / PLUGIN).is_dir():
        return Clients(checkout, is_checkout=True)
    raise SetupError("the editors' clients are not part of this installation: install it again")


def pack(source: Path, target: Path) -> None:
    """Copy `editor-clients` to where `the_clients` finds them in a wheel."""
    for name in (PLUGIN, SNIPPETS):
        shutil.copytree(source / name, target / name, dirs_exist_ok=True)
    try:
        shutil.copy(built(source / "vscode"), target / EXTENSION)
    except SetupError as exc:
        print(f"beamcoder: this wheel goes without its extension: {exc}", file=sys.stderr)
        (target / MISSING).write_text(f"{exc}\n", encoding="utf-8")


def main() -> None:
    """Build what a wheel of this checkout will take along."""
    try:
        built(CHECKOUT / "vscode")
    except SetupError as exc:
        print(f"beamcoder: the wheel goes without its extension: {exc}", file=sys.stderr)


if __name__ == "__main__":
    main()
