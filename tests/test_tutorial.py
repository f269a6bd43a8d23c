"""docs/tutorial.md, its commands run as they stand there, from nine files to ghost text."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house import ROOT
from tests.server.conftest import Client

TUTORIAL = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    beamcoder (.+)$", TUTORIAL, re.MULTILINE)
HALF = """import java.util.*;

public class A {
    public static void main(String[] args) {
        """

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty home with nine solutions."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "solutions").mkdir()
    for source in (*ROOT.glob("examples/*.java"), *ROOT.glob("tests/e2e/solutions/*.java")):
        shutil.copy(source, folder / "solutions")
    return folder


@pytest.fixture(scope="module")
def followed(home: Path) -> list[subprocess.CompletedProcess[str]]:
    """Each command of the tutorial, in order, in that home."""
    pytest.importorskip("torch")
    environment = os.environ | {"HOME": str(home), "PYTHONPATH": str(ROOT)}
    return [
        subprocess.run(
            [sys.executable, "-m", "beamcoder", *shlex.split(words)],
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
        )
        for words in COMMANDS
    ]


def test_every_command_does_what_is_promised(
    home: Path, followed: list[subprocess.CompletedProcess[str]]
) -> None:
    assert len(followed) == 5
    assert [(done.args, done.stderr) for done in followed if done.returncode] == []
    assert (home / "corpus/report.md").exists()
    assert list((home / "validation-files").rglob("*.java"))
    assert "before" in followed[2].stdout and "after" in followed[2].stdout
    assert (home / "my-model/SHA256SUMS").exists()
    assert re.search(r"^lines$", followed[-1].stdout, re.MULTILINE)


def test_the_model_gives_ghost_text(
    home: Path, followed: list[subprocess.CompletedProcess[str]]
) -> None:
    settings = {"model": str(home / "my-model"), "minimumProbability": 0}
    client = Client([sys.executable, "-m", "beamcoder", "serve"], HOME=str(home))
    try:
        client.initialize(settings)
        client.open(HALF)
        lines = HALF.splitlines()
        place = {"line": len(lines) - 1, "character": len(lines[-1])}
        params = {"textDocument": {"uri": "file:///A.java"}, "position": place}
        found: Any = client.ask(
            "textDocument/inlineCompletion", params | {"context": {"triggerKind": 2}}
        )
        assert found["items"] and found["items"][0]["insertText"].strip()
    finally:
        client.end()


def test_its_settings_can_be_read() -> None:
    (written,) = re.findall(r"```json\n(.*?)```", TUTORIAL, re.DOTALL)
    assert list(json.loads(written)) == ["beamcoder.model"]
