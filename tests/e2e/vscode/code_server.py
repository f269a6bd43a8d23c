"""The host of a VS Code workbench: code-server on a folder, with settings and a PATH of its own.

Knows what a server of ours looks like among its processes, not what Beamcoder says.
"""

import json
import os
import socket
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from shutil import which
from typing import Any, Final, Self

import psutil

from tests.e2e.vscode.patience import wait_for

ROOT: Final = Path(__file__).resolve().parents[3]
INSTALL: Final = "bash tests/e2e/install_vscode.sh"
EDITORS: Final = ROOT / ".cache/editors"
CHROMIUM: Final = Path("/usr/bin/chromium")
SETTINGS: Final[Mapping[str, Any]] = {
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Light Modern",
    "workbench.activityBar.location": "hidden",
    "workbench.layoutControl.enabled": False,
    "workbench.tips.enabled": False,
    "window.commandCenter": False,
    "window.menuBarVisibility": "hidden",
    "window.dialogStyle": "custom",
    "editor.minimap.enabled": False,
    "editor.fontSize": 15,
    "editor.accessibilitySupport": "off",
    "editor.wordBasedSuggestions": "off",
    "editor.cursorBlinking": "solid",
    "extensions.ignoreRecommendations": True,
    "security.workspace.trust.enabled": False,
    "telemetry.telemetryLevel": "off",
    "files.simpleDialog.enable": True,
    "files.autoSave": "afterDelay",
    "files.autoSaveDelay": 300,
    "files.defaultLanguage": "java",
    "chat.commandCenter.enabled": False,
}

# VS Code takes this one from the machine's settings alone.
MACHINE: Final[Mapping[str, Any]] = {"workbench.welcomePage.walkthroughs.openOnInstall": False}


def installation() -> Path | None:
    """The folder that install_vscode.sh made, or None."""
    folders = sorted(EDITORS.glob("vscode-*"))
    ready = [folder for folder in folders if (folder / "installed").exists()]
    return ready[-1] if ready and CHROMIUM.exists() else None


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class CodeServer:
    """code-server on a folder, with one extension or more, user data of its own."""

    def __init__(self, folder: Path, data: Path, vsix: list[Path], search_path: str) -> None:
        self.folder, self.data = folder, data
        # The extension host gets the environment of the user's login shell, as on any desktop.
        passed = {"PATH": search_path, "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
        exports = "".join(f"export {name}={value}\n" for name, value in passed.items() if value)
        data.joinpath(".profile").write_text(exports, encoding="utf-8")
        self._environment = {
            "PATH": search_path,
            "HOME": str(data),
            "SHELL": "/bin/bash",
            "LANG": "C.UTF-8",
            "OMP_NUM_THREADS": "1",
        }
        self._vsix = vsix
        self._port = free_port()
        self.set({})

    @staticmethod
    def data_options(data: Path) -> list[str]:
        return ["--user-data-dir", str(data), "--extensions-dir", str(data / "ext")]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/?folder={self.folder}"

    def set(self, settings: Mapping[str, Any]) -> None:
        """Ours for tests, and these, of which VS Code wants some set for the machine it is on."""
        for kind, values in (
            ("User", {**SETTINGS, **settings}),
            ("Machine", {**MACHINE, **settings}),
        ):
            file = self.data / kind / "settings.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values, indent=2), encoding="utf-8")

    def __enter__(self) -> Self:
        command = [node(), program(), *self.data_options(self.data)]
        for vsix in self._vsix:
            install = [*command, "--install-extension", str(vsix)]
            subprocess.run(install, check=True, capture_output=True, env=self._environment)
        address = ["--auth", "none", "--bind-addr", f"127.0.0.1:{self._port}"]
        quiet = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"]
        command += [*address, *quiet, str(self.folder)]
        with (self.data / "host.log").open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=log, env=self._environment, start_new_session=True
            )
        wait_for("code-server listens", self._listens)
        return self

    def servers(self) -> list[psutil.Process]:
        """The language servers that run for this host."""
        children = psutil.Process(self._process.pid).children(recursive=True)
        return [child for child in children if is_server(child)]

    def _listens(self) -> bool:
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def __exit__(self, *error: object) -> None:
        os.killpg(self._process.pid, 15)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()


def is_server(process: psutil.Process) -> bool:
    try:
        return bool({"serve", "--shared"} & set(process.cmdline()[-1:]))
    except psutil.Error:  # it has ended meanwhile
        return False


def program() -> str:
    """What Node starts as code-server."""
    installed = installation()
    assert installed is not None, INSTALL
    return str(installed / "node_modules/code-server/out/node/entry.js")


def node() -> str:
    found = which("node")
    assert found is not None, "Node 20 is needed"
    return found
