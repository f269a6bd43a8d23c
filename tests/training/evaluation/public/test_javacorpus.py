"""javaCorpus: the forms of its tokens, its layout put back, its rule, its figures."""

import json
import math
import subprocess
import zipfile
from heapq import heapify, heappop, heappush
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import InputError, UsageError
from beamcoder.model.completer import Completer
from beamcoder.model.config import HEAD_DIM, ModelConfig
from beamcoder.model.decoding.recall import DEFAULT, Shares, Weights
from beamcoder.model.decoding.tree import Tree
from beamcoder.model.proposal import ModelInfo
from beamcoder.model.runtime.interface import (
    BoolArray,
    Columns,
    FloatArray,
    IntArray,
    Memory,
    PastColumns,
)
from beamcoder.tokenizer.layout import DEDENT, INDENT, LAYOUT, NEWLINE, layout
from beamcoder.tokenizer.lexer import lex, lexical
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.evaluation.public import naive, statement_search
from beamcoder.training.evaluation.public.javacorpus import (
    Asker,
    ask_all,
    main,
    read_shares,
    section,
    spread,
)
from beamcoder.training.evaluation.public.judging import difflib_ratio, evaluate, fuzzy_ratio
from beamcoder.training.evaluation.public.literals import Literals, plain
from beamcoder.training.evaluation.public.reflow import reflow
from beamcoder.training.evaluation.public.rows import ARCHIVE, FOLDER, Row, cut, read_rows
from beamcoder.training.evaluation.public.statement_search import (
    ROOM,
    StatementSearch,
    tree_behind,
)

KEPT = {"str": ["U+0020", "U+002C", "name", "\\n"], "num": ["0", "1", "0x00"], "char": ["a", ":"]}
LITERALS = Literals.parse(json.dumps(KEPT))
INFO = ModelInfo("scripted", 0, "0" * 64)
SETTINGS = {"n_rows_found": 9, "shares_of_recall": "the model's own"}
ROW = {"input": "<s> class A { int b ( int c ) { return", "gt": "c + <NUM_LIT:1> ;"}
HEADED = {"input": "<s> class A { void b ( ) { if (", "gt": "c == '<CHAR_LIT:a>' ) { return ;"}
OPENED = {"input": "<s> class A", "gt": "{ int b ;"}


def words(text: str) -> list[str]:
    return text.split()


FORMS = [
    *('"<STR_LIT>"', '"<STR_LIT:name>"', '"<STR_LIT:U+0020>"', '"<STR_LIT:U+002C>"'),
    *("<NUM_LIT>", "<NUM_LIT:0>", "<NUM_LIT:0x00>", "'<CHAR_LIT>'", "'<CHAR_LIT:a>'"),
    *("'<CHAR_LIT::>'", "'<STR_LIT>'", "'<STR_LIT:\\n>'"),
]
CODE = [
    *words("{ } ( ) [ ] ; , . = + < > >> : ? -> @ if else for while do case default return"),
    *words("class interface int final catch new break a b Override value"),
]
tokens = st.lists(st.sampled_from(FORMS + CODE), max_size=60)


class TestLiterals:
    @pytest.mark.parametrize("form", FORMS)
    def test_a_form_is_one_token_of_java_and_comes_back(self, form: str) -> None:
        java = LITERALS.java(form)
        assert [token.text for token in lexical(java)] == [java]
        assert not lexical(java)[0].flaw
        assert LITERALS.form(java) == form

    @pytest.mark.parametrize(
        ("java", "form"),
        [
            ('"name"', '"<STR_LIT:name>"'),
            ('"another"', '"<STR_LIT>"'),
            ('" "', '"<STR_LIT:U+0020>"'),
            ("0", "<NUM_LIT:0>"),
            ("12.5f", "<NUM_LIT>"),
            (".5", "<NUM_LIT>"),
            ("'a'", "'<CHAR_LIT:a>'"),
            ("'z'", "'<CHAR_LIT>'"),
            ("'\\n'", "'<STR_LIT:\\n>'"),
            ("'\\u0041'", "'<STR_LIT>'"),
            ("name", "name"),
            ("...", "..."),
        ],
    )
    def test_java_is_written_as_the_test_does(self, java: str, form: str) -> None:
        assert LITERALS.form(java) == form

    def test_plain_keeps_contents_and_makes_up_for_the_rest(self) -> None:
        text = """f ( "<STR_LIT>" , "<STR_LIT:name>" , <NUM_LIT> , <NUM_LIT:1> , '<CHAR_LIT>' )"""
        assert plain(text) == """f ( "" , "name" , 0 , 1 , '' )"""

    @pytest.mark.parametrize("text", ["", "[]", '{"str": [], "num": []}', '{"str": 1}'])
    def test_another_file_is_refused(self, text: str) -> None:
        with pytest.raises(InputError, match="lists str, num and char"):
            Literals.parse(text)


class TestReflow:
    @given(tokens)
    def test_the_tokens_stay(self, forms: list[str]) -> None:
        java = [LITERALS.java(form) for form in forms]
        text = reflow(java)
        assert text.split() == " ".join(java).split()

    @given(tokens, st.integers(1, 30))
    def test_the_last_lines_are_those_of_the_whole(self, forms: list[str], n: int) -> None:
        java = [LITERALS.java(form) for form in forms]
        whole, end = reflow(java).split("\n"), reflow(java, n).split("\n")
        assert whole[len(whole) - len(end) :] == end
        assert len(" ".join(end).split()) >= min(n, len(java))

    @pytest.mark.parametrize(
        "text",
        [
            "class A {\n    int b ;\n}",
            "@ Override\npublic void a ( ) { }",
            '@ A ( "b" )\n@ C\nclass D { }',
            "void a ( @ B int c ) { }",
            "@ interface A { }",
            "int [ ] a = { 1 , { 2 } } ;\nint b ;",
            "for ( int i = 0 ; i < n ; i ++ ) {\n    a ( ) ;\n}\nb ( ) ;",
            "if ( a ) {\n    b ;\n} else {\n    c ;\n}",
            "a ( new B ( ) {\n    void c ( ) { }\n} ) ;\nd ;",
            "switch ( a ) {\n    case 1 :\n        b ;\n    default :\n        c ;\n}\nd ;",
            "int a = b ? c : d ;\ne ;",
            "}\n}\na ;",
            "a ) ;\nb ;",
        ],
    )
    def test_lines_break_where_people_break_them(self, text: str) -> None:
        assert reflow(text.split()) == text

    def test_no_depth_is_lost(self) -> None:
        text = reflow(words("class A { void b ( ) { c ( ) ; } int"))
        marks = [symbol.text for symbol in layout(lex(text)) if symbol.text in LAYOUT]
        assert marks == [NEWLINE, INDENT, INDENT, DEDENT, NEWLINE]


class TestRows:
    def test_an_answer_is_cut_before_the_first_brace(self) -> None:
        assert cut(words("if ( a ) { b ;")) == words("if ( a )")
        assert cut(words("a ;")) == ["a", ";"]
        assert cut(words("{ a ;")) == []

    def test_every_kind_of_source_gives_the_same_rows(self, tmp_path: Path) -> None:
        folder = tmp_path / "loose"
        folder.mkdir()
        dev = folder / "dev.json"
        dev.write_text(f"{json.dumps(ROW)}\n{json.dumps(HEADED)}\n", encoding="utf-8")
        (folder / "literals.json").write_text(json.dumps(KEPT), encoding="utf-8")
        checkout = tmp_path / "checkout"
        archive = checkout / ARCHIVE
        archive.parent.mkdir(parents=True)
        with zipfile.ZipFile(archive, "w") as members:
            for name in ("dev.json", "literals.json"):
                members.write(folder / name, f"{FOLDER}/{name}")
        for command in ("init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm a"):
            subprocess.run(["git", *command.split()], cwd=checkout, check=True)
        expected = [Row.parse(json.dumps(row)) for row in (ROW, HEADED)], LITERALS
        mirror = checkout / ".git"
        for source in (dev, archive, checkout, mirror):
            assert read_rows(source) == expected

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ("{}", "must be strings"),
            ("[]", "must be strings"),
            ("nonsense", "row 1"),
            (json.dumps(ROW | {"input": "class A"}), "behind <s>"),
            (json.dumps(ROW | {"input": "<s>"}), "behind <s>"),
            (json.dumps(ROW | {"gt": "a b"}), "must end with"),
            (json.dumps(ROW | {"gt": ""}), "must end with"),
        ],
    )
    def test_another_row_is_named(self, tmp_path: Path, line: str, why: str) -> None:
        dev = tmp_path / "dev.json"
        dev.write_text(line + "\n", encoding="utf-8")
        (tmp_path / "literals.json").write_text(json.dumps(KEPT), encoding="utf-8")
        with pytest.raises(InputError, match=why):
            read_rows(dev)

    def test_another_source_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="microsoft/CodeBERT"):
            read_rows(tmp_path)
        with pytest.raises(InputError, match="cannot read"):
            read_rows(tmp_path / "dev.json")
        wrong = tmp_path / "dataset.zip"
        wrong.write_bytes(b"no zip")
        with pytest.raises(InputError, match=r"dev\.json"):
            read_rows(wrong)
        with zipfile.ZipFile(wrong, "w") as members:
            members.writestr("other.txt", "a")
        with pytest.raises(InputError, match=r"dev\.json"):
            read_rows(wrong)


def naive_subsequence(a: str, b: str) -> int:
    row = [0] * (len(b) + 1)
    for char in a:
        above = row
        row = [0]
        for i, other in enumerate(b):
            row.append(above[i] + 1 if char == other else max(above[i + 1], row[i]))
    return row[-1]


class TestJudging:
    @given(st.text("ab ;(", max_size=12), st.text("ab ;(", max_size=12))
    def test_the_ratio_counts_the_longest_common_subsequence(self, a: str, b: str) -> None:
        if a == b:
            expected = 100
        elif not a or not b:
            expected = 0
        else:
            expected = round(200 * naive_subsequence(a, b) / (len(a) + len(b)))
        assert fuzzy_ratio(a, b) == expected / 100

    # What fuzzywuzzy 0.18 with python-Levenshtein says, then what it says without.
    @pytest.mark.parametrize(
        ("a", "b", "with_levenshtein", "without"),
        [
            ("return a ;", "return b ;", 90, 90),
            ("( i < n )", ") i < n (", 78, 78),
            ("ab cd", "cd ab", 40, 40),
            ("int sum = count ;", "long total = n ;", 48, 48),
            ("i ) + ; i", "y . a ) (", 44, 33),
            (") + = i int", "int i b a b", 36, 27),
            ("x = int n n", "i = n = i", 60, 40),
            ("", "a", 0, 0),
            ("", "", 100, 100),
        ],
    )
    def test_known_pairs(self, a: str, b: str, with_levenshtein: int, without: int) -> None:
        assert fuzzy_ratio(a, b) == with_levenshtein / 100
        assert fuzzy_ratio(a, b, difflib_ratio) == without / 100

    def test_both_rules(self) -> None:
        rows = [Row.parse(json.dumps(row)) for row in (ROW, HEADED, OPENED)]
        answers = [words("c + <NUM_LIT:1> ;"), words("c == '<CHAR_LIT:a>' ) { break ;"), ["{"]]
        metrics = evaluate(rows, answers, INFO, SETTINGS).metrics
        assert (metrics["model.cut.exact"].value, metrics["model.cut.exact"].n) == (1.0, 2)
        assert metrics["model.stored.exact"].value == pytest.approx(1 / 3)
        assert metrics["model.stored.exact"].n == 3
        assert metrics["empty.cut.edit_similarity"].value == 0.0

    def test_answers_are_told_apart_by_what_they_need(self) -> None:
        named, renamed = (
            Row(("int", "a", "="), ("a", ";")),
            Row(("int",), ("b", "=", "c", "+", ";")),
        )
        metrics = evaluate([named, renamed], [["a", ";"], ["a", ";"]], INFO, SETTINGS).metrics
        for kind, value in (("named", 1), ("new_name", 0), ("up_to_3", 1), ("up_to_6", 0)):
            assert (metrics[f"model.{kind}.exact"].value, metrics[f"model.{kind}.exact"].n) == (
                value,
                1,
            )

    def test_a_perfect_answer_and_the_page(self) -> None:
        rows = [Row.parse(json.dumps(row)) for row in (ROW, HEADED)]
        result = evaluate(rows, [row.answer for row in rows], INFO, SETTINGS)
        assert all(
            figure.value == 1.0
            for name, figure in result.metrics.items()
            if name.startswith("model.")
        )
        section(result).verify()
        assert "100.0 [100.0, 100.0]" in section(result).markdown()


class TestNaive:
    def test_the_statement_above(self) -> None:
        assert naive.above(words("a ( ) ; b ( c ) ; }")) == words("b ( c ) ;")
        assert naive.above(words("import a . b ; import")) == words("a . b ;")
        assert naive.above(words("int a ; b")) == words("int a ;")
        assert naive.above(["a"]) == []

    def test_the_longest_repeat_wins_and_then_the_nearest(self) -> None:
        text = "a . b = c ; d . b = e ; x . b = f ; d . b ="
        assert naive.copied(text.split()) == ["e", ";"]
        assert naive.copied(words("b = c ; b = d ; b =")) == ["d", ";"]
        assert naive.copied(words("a b")) == []

    @given(tokens.filter(bool))
    def test_what_is_copied_stands_above(self, forms: list[str]) -> None:
        said = naive.copied(forms)
        assert not said or any(forms[i : i + len(said)] == said for i in range(1, len(forms)))


class Chain:
    """A network that knows what follows each piece: the same with probability 0.9, as a rule."""

    device = "cpu"

    def __init__(self, subword: Subword, follows: dict[int, dict[int, float]]) -> None:
        self.config = ModelConfig(depth=2, n_pieces=subword.n_pieces)
        rows = np.full((subword.n_pieces, subword.n_pieces), 1e-6)
        for piece, choices in follows.items():
            for choice, p in choices.items():
                rows[piece, choice] = p
        self.rows = np.log(rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)

    def encode(self, after: IntArray, statement: IntArray) -> Memory | None:
        return None

    def forward(
        self,
        pieces: IntArray,
        positions: IntArray,
        past: PastColumns,
        mask: BoolArray,
        rows: IntArray,
        memory: Memory | None = None,
    ) -> tuple[FloatArray, Columns]:
        shape = (self.config.depth, self.config.n_heads, len(pieces), HEAD_DIM)
        empty = np.zeros(shape, np.float32)
        return self.rows[pieces[rows]], Columns(empty, empty)


@pytest.fixture(scope="module")
def subword(tmp_path_factory: pytest.TempPathFactory) -> Subword:
    known = words("int sum = count + total ; { } ( ) if 47 a b") * 4
    return Subword.train([known], 320, tmp_path_factory.mktemp("pieces") / "t.model")


def chain(subword: Subword, *texts: tuple[str, float]) -> Completer:
    """A completer that has read texts, each with its weight; layout marks are words here."""
    follows: dict[int, dict[int, float]] = {}
    for text, weight in texts:
        pieces = subword.encode_all(text.split()).tolist()
        for piece, following in pairwise(pieces):
            choices = follows.setdefault(piece, {})
            choices[following] = choices.get(following, 0.0) + weight
    runtime = Chain(subword, follows)
    return Completer(runtime, subword, INFO)


def random_chain(subword: Subword, seed: int) -> Completer:
    rng = np.random.default_rng(seed)
    completer = chain(subword)
    rows = rng.normal(0, 3, (subword.n_pieces, subword.n_pieces))
    rows -= np.log(np.exp(rows).sum(axis=1, keepdims=True))
    completer.runtime.rows = rows.astype(np.float32)  # type: ignore[attr-defined]
    return completer


def best_path(completer: Completer, tree: Tree, ends: set[str]) -> tuple[float, list[str]]:
    """The likeliest path to an end by Dijkstra's search: its log-probability, and its symbols."""
    subword, rows = completer.subword, completer.runtime.rows  # type: ignore[attr-defined]
    first = np.where(subword.starts & ~subword.is_control, tree.rows[Tree.ROOT], -np.inf)
    queue: list[tuple[float, tuple[int, ...]]]
    queue = [(-float(p), (i,)) for i, p in enumerate(first) if np.isfinite(p)]
    heapify(queue)
    done: set[int] = set()
    while queue:
        cost, path = heappop(queue)
        piece = path[-1]
        if subword.starts[piece] and subword.texts[piece] in ends:
            return -cost, [s for s in subword.decode(path) if s and s not in LAYOUT]
        if piece in done:
            continue
        done.add(piece)
        for i in np.flatnonzero(~subword.is_control).tolist():
            heappush(queue, (cost - float(rows[piece, i]), (*path, i)))
    raise AssertionError("no end can be reached")


class TestSearch:
    def test_the_likeliest_way_to_an_end_is_found_through_layout(self, subword: Subword) -> None:
        completer = chain(subword, ("int <nl> sum = <in> count ; } total", 0.9))
        asker = Asker(completer, LITERALS)
        row = Row(("int",), (";",))
        assert asker.answer(row) == words("sum = count ;")

    def test_behind_a_brace_it_goes_on_to_an_end(self, subword: Subword) -> None:
        completer = chain(subword, ("if ( a ) { <in> sum = count ; total", 0.9))
        assert Asker(completer, LITERALS).answer(Row(("if",), (";",))) == (
            words("( a ) { sum = count ;")
        )

    def test_ways_to_say_the_same_add_up(self, subword: Subword) -> None:
        texts = (("int sum ;", 0.4), ("int <nl> count ;", 0.3), ("int <in> count ;", 0.3))
        completer = chain(subword, *texts)
        tree = tree_behind(completer, "int")
        found = StatementSearch(completer, tree, LITERALS.form).run(frozenset(";"))
        assert found.said == ("count", ";")
        assert found.probability == pytest.approx(0.6, abs=0.01)

    def test_literals_come_in_the_form_of_the_test(self, subword: Subword) -> None:
        completer = chain(subword, ("int = 47 ; a", 1.0))
        assert Asker(completer, LITERALS).answer(Row(("int",), (";",))) == words("= <NUM_LIT> ;")

    @pytest.mark.parametrize("seed", range(5))
    def test_a_wide_search_finds_what_an_exact_one_finds(
        self, subword: Subword, seed: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(statement_search, "WIDTH", 64)
        completer = random_chain(subword, seed)
        tree = tree_behind(completer, "int sum")
        log_p, symbols = best_path(completer, tree, {";", "}"})
        found = StatementSearch(completer, tree, form=str).run(frozenset(";}"))
        assert found.said[-1] in (";", "}")
        saved = found.probability * len(" ".join(found.said))
        assert saved >= 0.999 * math.exp(log_p) * len(" ".join(symbols))

    def test_what_saves_more_is_said_though_less_likely(self, subword: Subword) -> None:
        texts = (("int ;", 0.5), ("int = count + total ;", 0.4))
        completer = chain(subword, *texts)
        tree = tree_behind(completer, "int")
        found = StatementSearch(completer, tree, LITERALS.form).run(frozenset(";"))
        assert found.said == ("=", "count", "+", "total", ";")

    def test_a_long_file_leaves_room_for_the_search(self, subword: Subword) -> None:
        completer = chain(subword, ("int sum ;", 1.0))
        text = reflow(words("int sum ; ") * 900)
        assert tree_behind(completer, text).base <= completer.runtime.config.context - ROOM

    def test_workers_do_not_change_the_order(self, subword: Subword) -> None:
        completer = chain(subword, ("int sum ; count ; total", 1.0))
        rows = [Row(("int",), (";",)), Row((";",), (";",)), Row(("int",), (";",))]
        asker = Asker(completer, LITERALS)
        assert ask_all(lambda: asker, rows, 1) == [["sum", ";"], ["count", ";"], ["sum", ";"]]

    def test_what_left_the_window_is_recalled(self, subword: Subword) -> None:
        """The network knows nothing; the file has said this once, long ago."""
        completer = chain(subword)
        said = words("if ( a ) sum = count ; ")
        between = words("int b ;") * (completer.runtime.config.context // 3)
        tokens = [*said, *between, *words("if ( a )")]
        shares = Shares((0.0, 1.0, 3.0, 5.0, 5.0), (0.0, 0.0, 0.0, 0.0))
        completer.of_recall = Weights(buffer=shares, workspace=shares)
        assert Asker(completer, LITERALS).answer(Row(tuple(tokens), (";",))) == said[4:]


@given(st.integers(1, 50), st.integers(1, 60))
def test_rows_are_spread_evenly(n_rows: int, n: int) -> None:
    rows = [Row((str(i),), (";",)) for i in range(n_rows)]
    chosen = [int(row.tokens[0]) for row in spread(rows, n)]
    assert len(chosen) == min(n, n_rows) and chosen[0] == 0
    steps = {b - a for a, b in pairwise(chosen)}
    assert all(step >= 1 for step in steps) and (not steps or max(steps) - min(steps) <= 1)


def test_shares_are_read_from_a_calibration_file(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"recall": DEFAULT.plain()}), encoding="utf-8")
    assert read_shares(path) == DEFAULT
    for wrong in ("{}", "[]", "nonsense"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(InputError, match="no shares of recall"):
            read_shares(path)


def test_a_wrong_source_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == InputError.exit_code
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "microsoft/CodeBERT" in told
    assert main([str(tmp_path), "--rows", "0"]) == UsageError.exit_code
