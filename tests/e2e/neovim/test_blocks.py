"""Blocks in a real Neovim: shown below the line once they have grown, taken whole or by line."""

import pytest

from tests.e2e.neovim.conftest import ENGINES, SETTINGS, Start, server, setup
from tests.e2e.neovim.terminal import Neovim

pytestmark = pytest.mark.editors

BLANKS = " " * 8
HEADER, BODY = "for (int i = 0; i < n; i++) {", "            a[i] = in.nextInt();"
SOLUTION = f"""\
import java.util.Scanner;

public class Cups {{
    public static void main(String[] args) {{
        Scanner in = new Scanner(System.in);
        int n = in.nextInt();
        int[] a = new int[n];
{BLANKS}{HEADER[:-2]}
    }}
}}
"""
LINE, COLUMN = 8, 1 + len(BLANKS + HEADER[:-2])  # before the brace


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.replace(" ", "-"))
def neovim(request: pytest.FixtureRequest, start: Start) -> Neovim:
    """An editor in which a block stands as ghost text behind the brace that was typed."""
    version, engine = request.param.split()
    settings = {**SETTINGS, "blocks": "auto", "minimumProbability": 0.4}
    options = {"cmd": server(), "settings": settings, "ghost_text": {"engine": engine}}
    neovim = start(setup(options), version)
    neovim.open("Cups.java", SOLUTION, LINE, COLUMN)
    neovim.type(" {")
    neovim.wait(lambda: "a[i]" in neovim.ghost(), "no block has come")
    return neovim


def with_lines(*lines: str) -> list[str]:
    before = SOLUTION.splitlines()
    return [*before[: LINE - 1], *lines, *before[LINE:]]


def test_a_block_is_shown_below_its_line_and_taken_whole(neovim: Neovim) -> None:
    assert BODY in neovim.screen()
    assert neovim.ghost() == f"\n{BODY}\n{BLANKS}}}"
    neovim.keys("C-l")
    wanted = with_lines(BLANKS + HEADER, BODY, f"{BLANKS}}}")
    neovim.wait(lambda: neovim.lines() == wanted, "C-l has not taken the block")
    neovim.keys("Escape")
    neovim.keys("u")
    undone = with_lines(BLANKS + HEADER)
    neovim.wait(lambda: neovim.lines() == undone, "one undo does not take it back")


def test_a_block_is_taken_line_by_line(neovim: Neovim) -> None:
    neovim.keys("M-l")
    first = with_lines(BLANKS + HEADER, BODY)
    neovim.wait(lambda: neovim.lines() == first, "the first line is not taken")
    neovim.wait(lambda: neovim.ghost() == f"\n{BLANKS}}}", "the rest is not shown")
    neovim.keys("M-l")
    whole = with_lines(BLANKS + HEADER, BODY, f"{BLANKS}}}")
    neovim.wait(lambda: neovim.lines() == whole, "the rest is not taken")
