"""Neovim in a terminal: keys go in through tmux, the screen and the editor's state come out.

    with Neovim(binary, folder, setup) as neovim:
        neovim.open("A.java", text, Cursor(line=3, column=12))
        neovim.keys("i")
        neovim.type("for")
        neovim.wait_for_ghost()

Knows how Neovim is driven, not what Beamcoder says. Lines and columns count from 1, columns in
code points.
"""

import json
import os
import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

ROOT: Final = Path(__file__).resolve().parents[3]
PLUGIN: Final = ROOT / "editor-clients" / "neovim"
PATIENCE_S: Final = float(os.environ.get("BEAMCODER_PATIENCE_S", "60"))  # for a busy machine
WIDTH, HEIGHT = 88, 28
INIT: Final = """
vim.opt.runtimepath:prepend({plugin})
vim.o.swapfile = false
vim.o.termguicolors = true
vim.o.shortmess = vim.o.shortmess .. "I"
vim.o.cmdheight = 4  -- a message of several lines asks for no key
_G.messages = {{}}
local notify = vim.notify
vim.notify = function(message, ...)
  table.insert(_G.messages, message)
  return notify(message, ...)
end
{setup}
"""


class Tmux:
    """A terminal of its own, away from any other tmux."""

    def __init__(self, folder: Path, command: list[str]) -> None:
        self._base = ["tmux", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        size = ["-x", str(WIDTH), "-y", str(HEIGHT)]
        self("new-session", "-d", *size, "-c", str(folder), shlex.join(command))
        self("set", "-s", "escape-time", "0")
        self("set", "-as", "terminal-overrides", ",*:Tc")

    def __call__(self, *arguments: str) -> str:
        environment = {k: v for k, v in os.environ.items() if k != "TMUX"}
        environment["LC_ALL"] = "C.UTF-8"
        done = subprocess.run(
            [*self._base, *arguments],
            capture_output=True,
            text=True,
            env=environment,
            timeout=PATIENCE_S,
            check=True,
        )
        return done.stdout


class Neovim:
    """One editor in one terminal, until the `with` ends."""

    def __init__(self, binary: Path, folder: Path, setup: str) -> None:
        self.folder = folder
        self.binary = binary
        self._socket = folder / "nvim"
        init = folder / "init.lua"
        init.write_text(INIT.format(plugin=lua(str(PLUGIN)), setup=setup), encoding="utf-8")
        start = [*self._options(init), "--listen", str(self._socket)]
        environment = ["env", "LC_ALL=C.UTF-8", "OMP_NUM_THREADS=1", *self._settings()]
        self._tmux = Tmux(folder, [*environment, str(binary), *start])

    def _options(self, init: Path) -> list[str]:
        """--clean: nothing of the machine's own configuration."""
        return ["--clean", "-u", str(init)]

    def _settings(self) -> list[str]:
        """For `env`: folders of its own, so that nothing of the machine's is read or written."""
        names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
        folders = {name: self.folder / name.lower() for name in names}
        for path in folders.values():
            path.mkdir(exist_ok=True)
        return [f"{name}={path}" for name, path in folders.items()]

    def __enter__(self) -> Self:
        self.wait(self._socket.exists, "Neovim has not started")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._tmux("kill-server")

    # what a user does

    def keys(self, *names: str) -> None:
        """By tmux' names: Escape, Enter, C-l, M-w; a single character is itself."""
        self._tmux("send-keys", *names)

    def type(self, text: str) -> None:
        if text.endswith(";"):  # which ends a command of tmux
            text = text[:-1] + "\\;"
        self._tmux("send-keys", "-l", "--", text)

    def command(self, written: str) -> None:
        """An Ex command, from normal mode, through the command line."""
        self.keys("Escape")
        self.wait(lambda: self.mode() == "n", "no normal mode")
        self.type(f":{written}")
        self.keys("Enter")

    def open(self, name: str, text: str, line: int, column: int) -> Path:
        """Write a file, edit it, and stand before `column` of `line` in insert mode."""
        path = self.folder / name
        path.write_bytes(text.encode("utf-8"))
        self.keys("Escape")
        self.wait(lambda: self.mode() == "n", "no normal mode")
        self.evaluate("vim.cmd('silent! %bwipeout! | silent! only')")
        self.evaluate(f"vim.cmd.edit({lua(name)})")
        self.place(line, column)
        return path

    def place(self, line: int, column: int) -> None:
        """Insert mode before `column` of `line`."""
        self.wait(lambda: self.mode() == "n", "no normal mode")
        before = self.line(line)[: column - 1]
        at_end = column > len(self.line(line))
        self.evaluate(f"vim.fn.cursor({line}, {len(before.encode()) + 1})")
        self.keys("A" if at_end else "i")
        self.wait(lambda: self.mode() == "i", "no insert mode")

    # what a user sees

    def screen(self) -> str:
        return self._tmux("capture-pane", "-p")

    def colours(self) -> str:
        """The screen with its escape sequences."""
        return self._tmux("capture-pane", "-p", "-e", "-N")

    def caret(self) -> tuple[int, int]:
        """Where the terminal's cursor stands: cells from the left, rows from the top, from 0."""
        x, y = self._tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(x), int(y)

    # what the editor knows

    def evaluate(self, expression: str) -> Any:
        """A Lua expression, through JSON."""
        wrapped = f"vim.json.encode({{ value = ({expression}), evaluated = true }})"
        vimscript = "luaeval('" + wrapped.replace("'", "''") + "')"
        done = subprocess.run(
            [self.binary, "--server", self._socket, "--remote-expr", vimscript],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        assert done.returncode == 0 and not done.stderr, (expression, done.stderr, self.screen())
        return json.loads(done.stdout).get("value")

    def mode(self) -> str:
        return str(self.evaluate("vim.api.nvim_get_mode().mode"))

    def lines(self) -> list[str]:
        return list(self.evaluate("vim.api.nvim_buf_get_lines(0, 0, -1, true)"))

    def line(self, number: int | None = None) -> str:
        """A line of the buffer; the cursor's unless one is named."""
        which = "'.'" if number is None else number
        return str(self.evaluate(f"vim.fn.getline({which})"))

    def cursor(self) -> tuple[int, int]:
        line, byte = self.evaluate("vim.api.nvim_win_get_cursor(0)")
        return line, len(self.line(line).encode()[:byte].decode()) + 1

    def ghost(self) -> str:
        """What can be taken now; "" if nothing is shown."""
        shown = "(require('beamcoder.ghost').shown(vim.api.nvim_get_current_buf()) or {}).text"
        return self.evaluate(shown) or ""

    def messages(self) -> list[str]:
        """What the user was told, in order."""
        return list(self.evaluate("_G.messages"))

    def wait(self, condition: Callable[[], object], otherwise: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < until, f"{otherwise}; the screen:\n{self.screen()}"
            time.sleep(0.05)

    def wait_for_ghost(self) -> str:
        """The ghost text, once there is some."""
        found: list[str] = []

        def is_there() -> bool:
            found[:] = [self.ghost()]
            return bool(found[0])

        self.wait(is_there, "no ghost text came")
        return found[0]


def lua(text: str) -> str:
    """A Lua literal."""
    return json.dumps(text, ensure_ascii=False)
