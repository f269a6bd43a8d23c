"""Ghost text where the cursor merely moves to: the server answers as after a key."""

import sys
from typing import Any

import pytest

from tests.server.conftest import at

PROGRAM = """import java.util.*;

public class Ferry {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
{blank8}
        int[] a = new int[n];
        for (int i = 0; i < n; i++) {
{blank12}
        }
    }
}
"""
PROGRAM = PROGRAM.replace("{blank8}", " " * 8).replace("{blank12}", " " * 12)
INVOKED, AUTOMATIC = 1, 2


@pytest.fixture
def client(client_for: Any) -> Any:
    client = client_for([sys.executable, "-m", "beamcoder", "serve"])
    patient = {"lineDeadlineMs": 50_000, "tokenDeadlineMs": 50_000}
    client.initialize(patient | {"statistics": False})
    client.open(PROGRAM)
    return client


def test_a_blank_line_has_its_ghost_text_without_a_key(client: Any) -> None:
    """Editors that ask when the cursor moves get it, however they say that they ask."""
    for line, column, shown in ((5, 8, "int n = sc.nextInt();"), (8, 12, "a[i] = sc.nextInt();")):
        for kind in (INVOKED, AUTOMATIC):
            place = {"textDocument": {"uri": "file:///A.java"}, "position": at(line, column)}
            asked = place | {"context": {"triggerKind": kind}}
            found = client.ask("textDocument/inlineCompletion", asked)["items"]
            assert [item["insertText"].strip() for item in found][:1] == [shown]
