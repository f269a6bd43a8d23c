"""Plugin in Neovim's package folder, and the file that calls its setup.

Neovim itself says where its folders are. Nothing is written into an init file: a second package
calls `setup`, unless init.lua has done so. A wheel's plugin is copied, a checkout's is linked.
"""

import json
import os
import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from beamcoder.errors import SetupError
from beamcoder.files import make_folder, write_text, writing
from beamcoder.setup.clients import Clients
from beamcoder.setup.programs import on_path, output, the_only
from beamcoder.setup.record import Done
from beamcoder.setup.step import SetupPlan, SetupStep, Wish

PROGRAMS: Final = ("nvim",)
ASK: Final = (
    "lua io.stdout:write(vim.fn.json_encode({ data = vim.fn.stdpath('data'), "
    "new = vim.fn.has('nvim-0.11'), version = vim.fn.matchstr(vim.fn.execute('version'), "
    "[[\\d\\+\\.\\d\\+\\.\\d\\+]]) }))"
)
CLEAN: Final = ("--headless", "-u", "NONE", "-i", "NONE")
TAGS: Final = "lua vim.cmd('helptags ' .. vim.fn.fnameescape([[{folder}]]))"
PACKAGES: Final = "site/pack/beamcoder/start"
MARK: Final = "written-by-beamcoder-setup.json"  # names the files that are ours to delete
AWAY: Final = "move it away, and set up again"
LOADER: Final = """\
-- Written by `beamcoder setup neovim`; `beamcoder setup neovim --remove` deletes it.
-- Where init.lua calls setup with options of yours, this does nothing.
if vim.fn.has("nvim-0.11") == 1 then
  local found, beamcoder = pcall(require, "beamcoder")
  if found and not beamcoder.options then
    beamcoder.setup({})
  end
end
"""
LAZY: Final = (
    "lazy.nvim reads no packages of Neovim: add to its plugins "
    '{{ dir = "{plugin}", main = "beamcoder", ft = "java", opts = {{}} }}'
)


def install(wish: Wish, clients: Clients, done: Done) -> SetupPlan:
    """SetupError where Neovim is missing or old, or a folder is somebody else's."""
    program = the_only(on_path(PROGRAMS), wish, "Neovim", PROGRAMS)
    found = asked(program)
    packages = Path(found["data"]) / PACKAGES
    plugin, loader = packages / "beamcoder", packages / "beamcoder-setup"
    check_is_ours(plugin, (str(clients.plugin.resolve()), done.get("link")))
    check_is_ours(loader)
    is_link = clients.is_checkout and os.name != "nt"
    put = partial(link, clients.plugin, plugin)
    if not is_link:
        put = partial(copy, clients.plugin, plugin, program)
    how = "link" if is_link else "copy"
    steps = (
        SetupStep(f"{how} the plugin to {plugin} (Neovim {found['version']})", put),
        SetupStep(f"write {loader}, which calls its setup", partial(write_loader, loader)),
    )
    lazy = Path(found["data"]) / "lazy/lazy.nvim"
    advice = (LAZY.format(plugin=plugin),) if lazy.exists() else ()
    target = str(clients.plugin.resolve()) if is_link else None
    return SetupPlan(steps, {"plugin": str(plugin), "loader": str(loader), "link": target}, advice)


def remove(done: Done) -> SetupPlan:
    folders = [Path(done["loader"]), Path(done["plugin"])]
    for folder in folders:
        check_is_ours(folder, (done["link"],))
    steps = [SetupStep(f"delete {folder}", partial(take_out, folder)) for folder in folders]
    return SetupPlan(tuple(steps), None)


def fault(done: Done) -> str:
    plugin, loader = Path(done["plugin"]), Path(done["loader"])
    needed = (plugin / "lua/beamcoder/init.lua", loader / "plugin/beamcoder_setup.lua")
    return next((f"{file} is gone" for file in needed if not file.exists()), "")


def asked(program: Path) -> dict[str, Any]:
    """What Neovim says of itself; SetupError where it is too old."""
    printed = output(program, *CLEAN, "--cmd", ASK, "--cmd", "qa!")
    try:
        found: dict[str, Any] = json.loads(printed[printed.index("{") : printed.rindex("}") + 1])
    except ValueError as exc:
        raise SetupError(f"{program} is no Neovim that can be asked for its folders") from exc
    if not found["new"]:
        raise SetupError(
            f"{program} is Neovim {found['version']}, and the plugin needs 0.11: get a newer one "
            "from https://neovim.io"
        )
    return found


def check_is_ours(folder: Path, links: tuple[str | None, ...] = ()) -> None:
    """SetupError for whatever lies there that set-up did not write; a link may lead to `links`."""
    if folder.is_symlink():
        if str(folder.readlink()) not in links and str(folder.resolve()) not in links:
            raise SetupError(f"{folder} is a link to elsewhere: {AWAY}")
    elif folder.exists() and not (folder / MARK).is_file():
        raise SetupError(f"{folder} was not written by beamcoder setup: {AWAY}")


def link(source: Path, target: Path) -> None:
    delete(target)
    make_folder(target.parent)
    with writing(target):
        target.symlink_to(source.resolve(), target_is_directory=True)


def copy(source: Path, target: Path, program: Path) -> None:
    """And `:help beamcoder` finds its page."""
    delete(target)
    files = [path.relative_to(source) for path in sorted(source.rglob("*")) if path.is_file()]
    write_mark(target, [*files, Path("doc/tags")])
    for file in files:
        make_folder((target / file).parent)
        with writing(target / file):
            shutil.copyfile(source / file, target / file)
    with suppress(SetupError):  # the plugin works without
        output(program, *CLEAN, "--cmd", TAGS.format(folder=target / "doc"), "--cmd", "qa!")


def write_loader(folder: Path) -> None:
    file = Path("plugin/beamcoder_setup.lua")
    delete(folder)
    write_mark(folder, [file])
    make_folder((folder / file).parent)
    write_text(folder / file, LOADER)


def write_mark(folder: Path, files: list[Path]) -> None:
    """First of all, so that what breaks off can be deleted and begun again."""
    make_folder(folder)
    names = [file.as_posix() for file in files]
    write_text(folder / MARK, json.dumps({"files": names}, indent=2) + "\n")


def take_out(folder: Path) -> None:
    """As `delete`, and the folders of packages above it that are empty then."""
    delete(folder)
    for parent in (folder.parent, folder.parent.parent):
        if parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def delete(folder: Path) -> None:
    """What set-up wrote, and folders that are empty then; a file of the user's stays."""
    with writing(folder):
        if folder.is_symlink():
            folder.unlink()
        if not (folder / MARK).is_file():
            return
        files = [*own_files(folder), folder / MARK]
        for file in files:
            file.unlink(missing_ok=True)
        parents = {parent for file in files for parent in file.parents if folder in parent.parents}
        for parent in [*sorted(parents, key=lambda path: -len(path.parts)), folder]:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def own_files(folder: Path) -> list[Path]:
    """Those that the mark names. SetupError where it is damaged or names what lies elsewhere."""
    try:
        names = json.loads((folder / MARK).read_text(encoding="utf-8"))["files"]
        files = [folder / str(name) for name in names]
    except (ValueError, KeyError, TypeError) as exc:
        raise SetupError(f"{folder / MARK} is damaged: delete {folder} by hand") from exc
    if any(".." in file.parts or folder not in file.parents for file in files):
        raise SetupError(f"{folder / MARK} names files of elsewhere: delete {folder} by hand")
    return files
