"""What an editor that closes brackets has put right of the cursor and below."""

from beamcoder.tokenizer.lexer import lexical
from beamcoder.training.evaluation.places.auto_closed import AutoClosed
from beamcoder.training.evaluation.places.program import Program

SOURCE = """\
class Main {
  void run(int[] a) {
    for (int i = 0; i < a.length; i++) {
        a[i] = read();
    }
    pool.execute(() -> {
        done();
    });
    int[] b = {f(1), 2};
    if (a == null) {
    }
  }
}
"""
PROGRAM = Program.parse(SOURCE)
EDITOR = AutoClosed(PROGRAM)


def closers_after(part: str) -> tuple[str, str]:
    """At the end of the first line that begins with `part`, all of it typed."""
    line = next(x for x in PROGRAM.lines if SOURCE.startswith(part, PROGRAM.tokens[x.first].start))
    return EDITOR.closers_after(PROGRAM.tokens[line.first].start + len(part), line)


def test_blocks_are_closed_below_as_deep_as_they_were_opened() -> None:
    assert closers_after("a[i]") == ("", "\n    }\n  }\n}")
    assert closers_after("class Main") == ("", "")
    assert closers_after("for (int i = 0") == (")", "\n  }\n}")


def test_what_the_line_has_opened_is_closed_on_it() -> None:
    assert closers_after("for (int i = 0; i < a.length; i++) {") == ("}", "\n  }\n}")
    assert closers_after("int[] b = {f(") == (")}", "\n  }\n}")
    assert closers_after("done();") == ("", "\n    })\n  }\n}")


def test_with_what_stands_there_every_bracket_is_closed_at_each_key() -> None:
    for line in PROGRAM.lines:
        start = PROGRAM.tokens[line.first].start
        for offset in range(start, PROGRAM.tokens[line.stop - 1].end + 1):
            shown = SOURCE[:offset] + "".join(EDITOR.closers_after(offset, line))
            texts = [token.text for token in lexical(shown)]
            assert all(texts.count(a) == texts.count(b) for a, b in ("()", "[]", "{}"))


def test_a_blank_line_stands_above_a_brace_that_ends_a_block() -> None:
    found = [blank for line in PROGRAM.lines if (blank := EDITOR.blank_above(line))]
    assert [blank.left.rpartition("\n")[2] for blank in found] == [
        *(" " * 8, " " * 8, " " * 8),
        *("    ", "  "),
    ]
    assert found[0].left.endswith("a[i] = read();\n        ")
    assert found[0].below == "\n    }\n  }\n}"
    assert found[1].below == "\n    })\n  }\n}"
