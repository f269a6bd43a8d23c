"""What people complain of in other products, at the wire: what an item does to the text.

Indentation, brackets, text repeated, encodings, line ends, undo. The scripted model says what is
proposed; where it matters what the engine makes of a place, the default model answers.
"""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server.buffer import Buffer, new_text
from tests.server.conftest import Client

SERVE = [sys.executable, "-m", "beamcoder", "serve"]
PATIENT = {
    "tokenDeadlineMs": 60_000,
    "lineDeadlineMs": 60_000,
    "minimumProbability": 0,
    "statistics": False,
}
BODY = """import java.util.*;

class A {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
"""


@pytest.fixture(scope="module")
def real() -> Iterator[Any]:
    """One server with the default model for all the tests here."""
    client = Client(SERVE)
    client.initialize(PATIENT)
    yield client
    client.end()


def accepted(client: Any, marked: str, *, only_lines: bool = False, **options: Any) -> list[str]:
    """The texts that the list's items and the ghost texts make of a place."""
    found = []
    buffer = Buffer(client, marked, **options)
    listed = [i for i in buffer.items() if i["data"]["isLine"] or not only_lines]
    for item in listed + buffer.ghosts():
        left, right = buffer.left, buffer.right
        buffer.accept(item)
        found.append(buffer.shown)
        buffer.undo()
        assert (buffer.left, buffer.right) == (left, right)
    client.close(uri=buffer.uri)
    return found


@pytest.mark.parametrize("tab", ["    ", "  ", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("blanks", ["|", "{0}|", "{0}{0}|", "{0}|{0}", "|{0}{0}"])
def test_a_line_of_blanks_gets_the_indentation_of_its_block(
    client: Any, tab: str, line_end: str, blanks: str
) -> None:
    client.initialize({"minimumProbability": 0})
    text = "class A {\n{0}void f() {\n{0}{0}int a;\n" + blanks + "\n{0}}\n}\n"
    marked = text.replace("{0}", tab).replace("\n", line_end)
    found = accepted(client, marked)
    assert found
    for shown in found:
        line = shown.split(line_end)[3].removesuffix("|")
        assert line.strip() and line == tab * 2 + line.strip()


def test_a_line_that_opens_a_block_indents_the_next_one(client: Any) -> None:
    client.initialize()
    for text in ("void f() { // begins\n|\n}", "void f() {\n\n|\n}"):
        assert "    sum|" in [shown.split("\n")[-2] for shown in accepted(client, text)]


def test_who_indents_deeper_keeps_it_while_a_statement_goes_on(client: Any) -> None:
    client.initialize()
    assert "a = b\n        + sum|" in accepted(client, "a = b\n        + |")
    assert "f(a,\n        sum|" in accepted(client, "f(a,\n        |")


@pytest.mark.parametrize("blanks", ["        |", "    |    ", "\t|"])
def test_a_line_that_is_indented_too_deep_is_mended(client: Any, blanks: str) -> None:
    client.initialize({"minimumProbability": 0})
    head = "void f() {\n    a;\n"
    found = accepted(client, f"{head}{blanks}\n}}")
    assert f"{head}    sum|\n}}" in found
    assert all(shown.startswith(f"{head}    ") and shown[len(head) + 4] != " " for shown in found)


@pytest.mark.parametrize("blanks", ["|", "        |", "            |", "    |        "])
def test_a_closing_bracket_comes_one_step_less_deep(real: Any, blanks: str) -> None:
    """Where the editor has indented the line for one more statement."""
    head = BODY + "        System.out.println(sc.nextInt());\n"
    buffer = Buffer(real, head + blanks)
    closer = next(item for item in buffer.items() if item["label"] == "}")
    assert 0 < closer["data"]["probability"] <= 1
    assert sum(item["data"]["probability"] for item in buffer.items()) < 2
    buffer.accept(closer)
    assert buffer.shown == head + "    }|"
    buffer.undo()
    for item in buffer.items():
        if item["label"] != "}":
            buffer.accept(item)
            assert buffer.shown == f"{head}        {item['label']}|"
            buffer.undo()
    real.close(uri=buffer.uri)


def test_no_closing_bracket_where_the_editor_has_put_it_already(real: Any) -> None:
    for blanks in ("        |", "    |"):
        buffer = Buffer(real, BODY + "        sc.close();\n" + blanks + "\n    }\n}\n")
        assert "}" not in [item["label"] for item in buffer.items()]
        real.close(uri=buffer.uri)


def test_items_are_single_lines(real: Any) -> None:
    for marked in (BODY + "        |\n    }\n}\n", BODY + "|", BODY + "        int n = |"):
        n_lines = marked.count("\n")
        found = accepted(real, marked)
        assert found and {shown.count("\n") for shown in found} == {n_lines}


@pytest.mark.parametrize(
    ("marked", "wanted"),
    [
        ("        int[] a = new int[|]", "        int[] a = new int[n|]"),
        ("        for (|)", "        for (int i = 0; i < n; i++|)"),
        ("        int m = Math.max(n, |);", None),
        ("        if (n > 0) {|}", None),
        ("        System.out.println(|);", None),
        ('        String s = "|";', None),
    ],
)
def test_brackets_that_the_editor_closed_are_not_doubled(
    real: Any, marked: str, wanted: str | None
) -> None:
    head, tail = BODY + "        int n = sc.nextInt();\n", "\n    }\n}\n"
    lines = [s.split("\n")[6] for s in accepted(real, head + marked + tail, only_lines=True)]
    right = marked.partition("|")[2]
    assert wanted is None or wanted in lines
    for line in lines:
        text = line.replace("|", "")
        assert line.endswith(right)
        assert all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}"))


@pytest.mark.parametrize(
    "marked",
    [
        "        int n = sc.next|Int();",
        "        int n = |sc.nextInt();",
        "        int n = sc|.nextInt();",
        "        i|nt n = sc.nextInt();",
        "        |\n        int n = sc.nextInt();",
    ],
)
def test_what_stands_right_or_below_is_not_repeated(real: Any, marked: str) -> None:
    tail = "\n        System.out.println(n);\n    }\n}\n"
    for shown in accepted(real, BODY + marked + tail):
        text = shown.replace("|", "")
        assert text.count("nextInt();") <= 1 or "int n" not in text.split("\n")[5]
        assert "IntInt" not in text and "scsc" not in text and "intnt" not in text


def test_inside_of_a_word_only_its_beginning_is_offered(client: Any) -> None:
    client.initialize({"minimumProbability": 0})
    found = accepted(client, "s|er.nextInt();")
    assert found == ["scanner|.nextInt();", "sum|.nextInt();", "String|.nextInt();"] + [
        "scann|er.nextInt();"
    ]
    assert accepted(client, "su|m") == []
    assert accepted(client, "x = |scanner.nextInt();")[0] == "x = sum += 1;|scanner.nextInt();"
    assert not any(s.endswith("scanner|scanner.nextInt();") for s in accepted(client, "|scanner"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_emoji_and_cjk_before_the_cursor(client: Any, encoding: str, line_end: str) -> None:
    wanted = {"general": {"positionEncodings": [encoding]}}
    client.initialize({"minimumProbability": 0}, wanted)
    head = f'// 数😀{line_end}\tString 名 = "👩‍👩‍👧 日本" + '
    found = accepted(client, head + 's| + "😀";', encoding=encoding)
    assert found[0] == head + 'scanner.nextInt();| + "😀";'
    assert all(shown.startswith(head) and shown.endswith('| + "😀";') for shown in found)


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "git:/A.java?ref=HEAD", "jdt://x/A.class"])
def test_read_only_and_untitled_buffers(client: Any, uri: str) -> None:
    client.initialize()
    assert "scanner.nextInt();|" in accepted(client, "s|", uri=uri)
    assert client.messages() == []


def test_undo_takes_one_step(client: Any) -> None:
    client.initialize()
    buffer = Buffer(client, "int x = s|")
    for item in buffer.items() + buffer.ghosts():
        assert set(item) & {"additionalTextEdits", "insertText"} <= {"insertText"}
        assert "\n" not in new_text(item)
        buffer.accept(item)
        assert len(buffer.undone) == 1
        buffer.undo()
        assert buffer.shown == "int x = s|"


def test_a_file_of_20_000_lines(client: Any) -> None:
    client.initialize()
    text = "".join(f"    int a{i} = {i}; // 数😀\n" for i in range(20_000))
    at = text.index("    int a12345 ")
    buffer = Buffer(client, text[:at] + "s|\n" + text[at:])
    cursor = {"line": 12_345, "character": 1}
    place = {"textDocument": {"uri": buffer.uri}, "position": cursor}
    items = client.ask("textDocument/completion", place)["items"]
    assert new_text(items[0]) == "scanner.nextInt();"
    before = {"start": {"line": 0, "character": 0}, "end": {"line": 12_345, "character": 0}}
    client.change(
        {"range": {"start": cursor, "end": cursor}, "text": "u"}, {"range": before, "text": ""}
    )
    place["position"] = {"line": 0, "character": 2}
    items = client.ask("textDocument/completion", place)["items"]
    assert [new_text(item) for item in items] == ["sum += 1;", "sum"]
    assert items[0]["textEdit"]["range"]["end"] == {"line": 0, "character": 2}


def test_the_engine_does_not_offer_again_what_was_refused(real: Any) -> None:
    buffer = Buffer(real, BODY + "        |\n        System.out.println(n);\n    }\n}\n")
    ghost, *_ = buffer.ghosts()
    refused = new_text(ghost)
    buffer.tell("dismissed", ghost)
    for key in ("", refused[0], refused[1]):
        buffer.type(key)
        found = [new_text(item) for item in buffer.ghosts() + buffer.items()]
        assert found and refused not in found
    real.close(uri=buffer.uri)
