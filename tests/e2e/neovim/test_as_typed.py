"""In a real Neovim whose menu opens by itself: what somebody types to the end stands there."""

import time

import pytest

from tests.e2e.neovim.conftest import Start, server, setup
from tests.e2e.neovim.terminal import Neovim
from tests.e2e.statements import HEAD, STATEMENTS, stripped, with_braces

pytestmark = pytest.mark.editors


def type_out(neovim: Neovim, text: str, key_s: float) -> None:
    for key in text:
        neovim.type(key)
        time.sleep(key_s)


@pytest.mark.parametrize("key_ms", [0, 60, 200])
def test_enter_behind_a_statement_is_a_new_line(start: Start, key_ms: int) -> None:
    options = {"cmd": server(), "menu": {"autotrigger": True}, "settings": {"statistics": False}}
    neovim = start(setup(options))
    neovim.open("Ferry.java", HEAD + " " * 8 + "\n    }\n}\n", 1 + HEAD.count("\n"), 9)
    neovim.wait(lambda: neovim.evaluate("require('beamcoder').status()") == "beamcoder", "loading")
    lines = with_braces(STATEMENTS)
    for line in lines:
        type_out(neovim, line, key_ms / 1000)
        neovim.keys("Enter")
    found = stripped("\n".join(neovim.lines()))
    assert found == [*stripped(HEAD), *lines, "", "}", "}"]
