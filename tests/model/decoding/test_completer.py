"""The façade on a scripted model: what is offered where, and that keeping state changes nothing."""

import random
from typing import Any

import pytest

from beamcoder.errors import UsageError
from beamcoder.model.completer import Completer
from beamcoder.model.decoding.options import DecodingOptions
from beamcoder.model.proposal import Answer, ModelInfo, Request
from beamcoder.model.session.session import Session
from beamcoder.tokenizer.subword import Subword

MAIN = """import java.util.Scanner;

public class Sum {
    public static void main(String[] args) {
        Scanner sc = new Scanner(System.in);
"""
END = "\n    }\n}\n"
INFO = ModelInfo("scripted", 0, "")


def complete(completer: Completer, text: str, session: Session | None = None, **how: Any) -> Answer:
    """The answer at the mark ‸."""
    offset = text.index("‸")
    return completer.complete(Request(text.replace("‸", ""), offset, **how), session)


def texts(answer: Answer) -> tuple[list[str], list[str]]:
    return [item.text for item in answer.tokens], [item.text for item in answer.lines]


# text with ‸, best token, best line (None: no line)
CASES = [
    (MAIN + "        int n = ‸" + END, "sc", "sc.nextInt();"),
    (MAIN.replace("sc", "in") + "        int n = ‸" + END, "in", "in.nextInt();"),
    (MAIN + "        int n =‸", "sc", "= sc.nextInt();"),
    (MAIN.replace(" = ", "=") + "        int n=‸", "sc", "=sc.nextInt();"),
    (MAIN + "        int n = s‸", "sc", "sc.nextInt();"),
    (MAIN + "        int n = sc.nI‸", "nextInt", "nextInt();"),
    (MAIN + "        int n = sc.nextInt();\n        int ans = ‸", "0", "0;"),
    (MAIN + "        for (‸) {" + END, "int", "int i = 0; i < n; i++"),
    (MAIN + "        for (int i = 0; ‸; i++) {" + END, "i", "i < n"),
    (MAIN + "        int n‸" + END, "=", "n = sc.nextInt();"),
    ("‸", "import", "import java.util.Scanner;"),
    ("imp‸", "import", "import java.util.Scanner;"),
    ("IMP‸", "import", "import java.util.Scanner;"),
    (MAIN + "        int n = sc.nextInt();‸" + END, "int", None),
]


@pytest.mark.parametrize(("text", "token", "line"), CASES)
def test_offers(completer: Completer, text: str, token: str, line: str | None) -> None:
    tokens, lines = texts(complete(completer, text))
    assert tokens[0] == token
    assert (lines[0] if lines else None) == line


def test_a_word_that_may_be_whole_is_followed_by_what_comes_next(completer: Completer) -> None:
    answer = complete(completer, MAIN + "        int n‸")
    replaced = {item.text: item.replace for item in answer.tokens}
    assert replaced["="] == 0 and "n" not in replaced
    assert all(item.replace == 1 for item in answer.lines)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("int n = 1; // now ‸", "in_comment"),
        ("/* open ‸", "in_comment"),
        ('String s = "ab‸', "in_string"),
        ("char c = '‸", "in_string"),
    ],
)
def test_nothing_in_comments_and_strings(completer: Completer, text: str, reason: str) -> None:
    answer = complete(completer, text)
    assert (answer.tokens, answer.lines, answer.reason) == ((), (), reason)


def test_the_next_line_is_not_offered_again(completer: Completer) -> None:
    above = MAIN + "        int n = sc.nextInt();\n        ‸"
    assert "int ans = 0;" in texts(complete(completer, above + END))[1]
    below = "\n        int ans = 0;" + END
    assert "int ans = 0;" not in texts(complete(completer, above + below))[1]


def test_what_was_dismissed_stays_away(completer: Completer) -> None:
    text = MAIN + "        int n = ‸" + END
    dismissed = frozenset({"sc.nextInt();", "sc"})
    tokens, lines = texts(complete(completer, text, dismissed=dismissed))
    assert not dismissed & {*tokens, *lines}


def test_lists_and_counts_asked_for(completer: Completer) -> None:
    text = MAIN + "        int n = sc.nextInt();\n        ‸"
    answer = complete(completer, text, count=2, lines=False)
    assert len(answer.tokens) == 2 and not answer.lines
    answer = complete(completer, text, count=1, tokens=False)
    assert not answer.tokens and len(answer.lines) == 1 and answer.reason is None


def test_probabilities_of_tokens_are_shares(completer: Completer) -> None:
    for text, *_ in CASES:
        answer = complete(completer, text)
        assert 0 < sum(item.probability for item in answer.tokens) <= 1.001
        assert all(0 < item.probability < 1 for item in (*answer.tokens, *answer.lines))


def test_calibration_moves_what_is_shown_and_no_order(runtime: Any, subword: Subword) -> None:
    fields = {"tokens": {"temperature": 2.0}, "lines": {"a": 0.5, "b": -1.0}}
    text = MAIN + "        ‸"
    plain = complete(Completer(runtime, subword, INFO), text)
    moved = complete(Completer(runtime, subword, INFO, fields), text)
    assert texts(plain) == texts(moved)
    assert moved.lines[0].probability < plain.lines[0].probability
    assert moved.tokens[0].probability < plain.tokens[0].probability


def test_cancelled_and_late_answers(completer: Completer) -> None:
    text = MAIN + "        int n = ‸"
    answer = complete(completer, text, cancelled=lambda: True)
    assert (answer.tokens, answer.lines, answer.reason) == ((), (), "cancelled")
    late = complete(completer, text, deadline_ms=0.0)
    assert late.tokens and not late.lines


def test_timings_name_the_steps(completer: Completer) -> None:
    timings = complete(completer, MAIN + "        int n = ‸").timings_ms
    assert list(timings) == ["total", "lex", "encode", "extend", "search", "filter"]


def test_a_request_without_sense_is_refused(completer: Completer) -> None:
    with pytest.raises(UsageError, match="offset 5"):
        completer.complete(Request("int", 5))
    with pytest.raises(UsageError, match="beam_width"):
        DecodingOptions(beam_width=0).verify()


# State kept between calls


def near(a: Answer, b: Answer) -> bool:
    """The same lists; probabilities up to the rounding of floats."""
    for one, other in ((a.tokens, b.tokens), (a.lines, b.lines)):
        ours = {item.text: item.probability for item in one}
        if ours != pytest.approx({item.text: item.probability for item in other}, abs=1e-4):
            return False
    return a.reason == b.reason


@pytest.mark.parametrize("reads_from_line", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_kept_state_equals_none_on_random_edits(
    runtime: Any, subword: Subword, seed: int, reads_from_line: bool
) -> None:
    options = DecodingOptions(
        reads_from_line=reads_from_line, beam_width=4, first_width=4, reuse=False
    )
    completer = Completer(runtime, subword, INFO, options=options)
    draw = random.Random(seed)
    text = MAIN * 2 + "        int n = sc.nextInt();\n" + END
    words = ["sc", ".", "next", "int ", "\n    ", "(", ")", ";", "{", "}", "n", " = ", "0", "if ("]
    session = completer.new_session()
    offset = len(MAIN)
    for _ in range(8):
        if draw.random() < 0.25:
            offset = draw.randrange(len(text) + 1)
        if draw.random() < 0.3:
            start = max(0, offset - draw.randrange(1, 6))
            text, offset = text[:start] + text[offset:], start
        else:
            word = draw.choice(words)
            text, offset = text[:offset] + word + text[offset:], offset + len(word)
        request = Request(text, offset, statement=draw.choice(["", "", "sum of n"]))
        kept = completer.complete(request, session)
        assert near(kept, completer.complete(request))


def test_typing_computes_the_new_pieces_only(runtime: Any, subword: Subword) -> None:
    completer = Completer(runtime, subword, INFO)
    session = completer.new_session()
    typed = "int n = sc.nextInt();"
    before, after = MAIN + "        ", "\n        n++;" + END
    complete(completer, before + "‸" + after, session)
    n_first = session.n_computed
    for i in range(len(typed)):
        complete(completer, before + typed[: i + 1] + "‸" + after, session)
    assert session.n_encoded == 1
    assert session.n_computed - n_first <= len(subword.encode_all(typed.split())) + 8


def test_a_suggestion_taken_costs_no_forward(runtime: Any, subword: Subword) -> None:
    completer = Completer(runtime, subword, INFO)
    session = completer.new_session()
    complete(completer, MAIN + "        int n = ‸", session)
    n_computed = session.n_computed
    answer = complete(completer, MAIN + "        int n = sc.‸", session)
    assert session.n_computed == n_computed
    assert texts(answer)[0][0] == "nextInt"
