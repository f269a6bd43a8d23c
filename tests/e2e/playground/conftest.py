"""`beamcoder demo` with the default model, and a Chromium to look at it.

Pictures are kept where a folder is named: `BEAMCODER_PICTURES=docs/pictures make e2e`.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import pytest

from tests.e2e.playground.chromium import NAMES, PATIENCE_S, Chromium

ROOT: Final = Path(__file__).resolve().parents[3]
INSTALL: Final = "bash tests/e2e/install_playground.sh"
Keep = Callable[..., None]


class Demo:
    """The command, on a free port unless one is named."""

    def __init__(self, port: int = 0, *arguments: str) -> None:
        command = [sys.executable, "-m", "beamcoder", "demo", "--no-browser", "--port", str(port)]
        command += arguments
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=[\w-]+", line)
        assert found is not None, line
        self.port = int(found[1])
        # Every line is shown, and a busy machine has time: these are tests of the page.
        self.url = f"{found[0]}&minimumProbability=0&lineDeadlineMs=20000&blocks=off"

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_S)
        assert self.process.stderr is not None
        self.process.stderr.close()


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """Skips where there is none; fails where editors are required."""
    binary = next(filter(None, map(shutil.which, NAMES)), None)
    if binary is None:
        sentence = f"no Chromium here: run {INSTALL}"
        if os.environ.get("BEAMCODER_REQUIRE_EDITORS") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    browser = Chromium(binary, tmp_path_factory.mktemp("chromium"))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def demo(chromium: Chromium) -> Iterator[Demo]:
    running = Demo()
    yield running
    running.stop()


@pytest.fixture
def first(chromium: Chromium, demo: Demo) -> Iterator[Chromium]:
    """The page as a browser shows it that has never seen it; no complaint of it at the end."""
    forget(chromium, demo.url)
    chromium.errors.clear()
    chromium.prefer("light")
    chromium.resize(1280, 1000)
    chromium.open(demo.url)
    chromium.wait("document.getElementById('state').dataset.state === 'ready'")
    yield chromium
    assert chromium.errors == []


@pytest.fixture
def page(first: Chromium) -> Chromium:
    """With an empty file, the cursor in it."""
    choose(first, "new")
    first.evaluate("document.querySelector('.cm-content').focus()")
    return first


def forget(chromium: Chromium, url: str) -> None:
    """What this browser keeps of the page, in all of its tabs."""
    chromium.open("about:blank#forget")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    chromium.send("Storage.clearDataForOrigin", origin=origin, storageTypes="all")
    chromium.open(url.replace("/?", "/icon.svg?"))
    chromium.evaluate("sessionStorage.clear()")
    chromium.open("about:blank")


def choose(chromium: Chromium, value: str) -> None:
    """One of the texts above the editor."""
    chromium.evaluate(
        f"program.value = {value!r}; program.dispatchEvent(new Event('change')); program.value"
    )


@pytest.fixture
def start() -> Iterator[Callable[..., Demo]]:
    """Demos of a test's own, stopped at its end."""
    started: list[Demo] = []

    def begin(port: int, *arguments: str) -> Demo:
        started.append(Demo(port, *arguments))
        return started[-1]

    yield begin
    for running in started:
        running.stop()


@pytest.fixture
def keep() -> Keep:
    """Saves a picture under a name, if pictures are wanted."""

    def save(page: Chromium, name: str, *, whole: bool = False) -> None:
        if folder := os.environ.get("BEAMCODER_PICTURES"):
            page.picture(ROOT / folder / f"playground-{name}.png", whole=whole)

    return save
