"""In a real VS Code: a program is typed, and ghost text taken wherever it is what was meant.

Where pictures are wanted (`BEAMCODER_PICTURES`), it is filmed: docs/pictures/vscode-typing.webp.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser

from tests.e2e.vscode.code_server import ROOT, CodeServer
from tests.e2e.vscode.conftest import ready, system_path
from tests.e2e.vscode.workbench import HOSTS_OWN, Screen

pytestmark = pytest.mark.editors

PROGRAM: Final = """\
import java.util.Scanner;

public class Pebbles {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
        int n = sc.nextInt();
        int k = sc.nextInt();
        int[] w = new int[n];
        for (int i = 0; i < n; i++) {
            w[i] = sc.nextInt();
        }
        int pockets = 0;
        for (int i = 0; i < n; i++) {
            pockets += (w[i] + k - 1) / k;
        }
        System.out.println((pockets + 1) / 2);
    }
}
"""
FILE: Final = "Pebbles.java"
LOOK_MS: Final = 350  # as long as a person looks at what came
WIDTH: Final = 720
MAX_BYTES: Final = 1_000_000


def code(text: str) -> str:
    return re.sub(r"\s", "", text)


@dataclass
class Film:
    """Pictures of the screen, and how long each stands."""

    screen: Screen
    is_wanted: bool
    frames: list[tuple[bytes, int]] = field(default_factory=list)

    def shoot(self, ms: int) -> None:
        if self.is_wanted:
            style = f"{HOSTS_OWN} {{ display: none !important }}"
            self.frames.append((self.screen.page.screenshot(style=style), ms))

    def save(self, file: Path) -> None:
        from PIL import Image

        pictures = [Image.open(BytesIO(data)).convert("RGB") for data, _ in self.frames]
        small = [
            p.resize((WIDTH, WIDTH * p.height // p.width), Image.Resampling.LANCZOS)
            for p in pictures
        ]
        durations = [ms for _, ms in self.frames]
        first, rest = small[0], small[1:]
        first.save(
            file,
            save_all=True,
            append_images=rest,
            duration=durations,
            loop=0,
            quality=55,
            method=4,
        )
        assert file.stat().st_size < MAX_BYTES


class Typist:
    """Types a program, and takes the ghost text that is what comes next."""

    def __init__(self, screen: Screen, film: Film) -> None:
        self.screen, self.film = screen, film
        self.n_keys = self.n_taken = 0

    def write(self, program: str) -> None:
        rest = self.left_of(program)
        while rest:
            ghost = code(self.screen.ghost_text())
            if len(ghost) > 1 and code(rest).startswith(ghost):
                self.film.shoot(900)
                self.press("Tab")
                self.n_taken += 1
                rest = ""
            else:
                keys = self.next_keys(rest)
                self.press(*keys)
                rest = rest[1:] if keys == [rest[0]] else ""
            self.screen.page.wait_for_timeout(LOOK_MS)
            self.film.shoot(160)
            rest = rest or self.left_of(program)
        self.film.shoot(3000)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.n_keys += 1
            if len(key) == 1:
                self.screen.page.keyboard.type(key)
            else:
                self.screen.press(key)

    def left_of(self, program: str) -> str:
        """What is still to be written, by what stands before the cursor."""
        line, column = map(int, re.findall(r"\d+", self.screen.cursor())[:2])
        lines = self.screen.saved(FILE).split("\n")
        left = lines[line - 1][: column - 1]
        text = "\n".join([*lines[: line - 1], left])
        before = code(text)
        assert code(program).startswith(before), before[-80:]
        n, at = len(before), 0
        while n:
            n -= not program[at].isspace()
            at += 1
        rest = program[at:].rstrip()
        blanks = text[len(text.rstrip()) :]
        if not blanks:
            return rest
        for _ in range(min(blanks.count("\n"), rest.count("\n"))):  # line ends that are there
            rest = rest.lstrip(" ").removeprefix("\n")
        return rest if rest.startswith("\n") else rest.lstrip(" ")

    def next_keys(self, rest: str) -> list[str]:
        """Enter where a line ends, down where its bracket stands below, else the next sign."""
        blanks = rest[: len(rest) - len(rest.lstrip())]
        if "\n" not in blanks:
            return [rest[0]]
        line = int(re.findall(r"\d+", self.screen.cursor())[0])
        below = self.screen.saved(FILE).split("\n")[line : line + 1]
        if rest.lstrip()[0] == "}" and below and below[0].strip() == "}":
            return ["ArrowDown", "End"]
        return ["Enter"]


@pytest.fixture
def screen(
    extension: Path, programs: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Screen]:
    folder, data = tmp_path_factory.mktemp("contest"), tmp_path_factory.mktemp("user")
    (folder / FILE).write_text("\n", encoding="utf-8")
    path = system_path(programs)
    with CodeServer(folder, data, [extension], path) as host:
        host.set({"editor.autoClosingBrackets": "never"})  # who films types every bracket
        with Screen(host, browser) as screen:
            yield screen


def test_a_program_is_written_with_ghost_text(screen: Screen) -> None:
    screen.open(FILE)
    ready(screen)
    screen.dismiss_notices()
    pictures = os.environ.get("BEAMCODER_PICTURES")
    film = Film(screen, bool(pictures))
    typist = Typist(screen, film)
    typist.write(PROGRAM)
    assert code(screen.saved(FILE)) == code(PROGRAM)
    print(f"{typist.n_keys} keys for {len(code(PROGRAM))} characters")
    if pictures:
        film.save(ROOT / pictures / "vscode-typing.webp")
    assert typist.n_taken > 5 and typist.n_keys < 0.7 * len(code(PROGRAM))
