"""javaCorpus: its rows, its rule, its figures, its command."""

import json
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beamcoder.errors import InputError, UsageError
from beamcoder.model.decoding.cache_model.mixture import DEFAULT
from beamcoder.training.evaluation.public import naive
from beamcoder.training.evaluation.public.javacorpus import (
    main,
    read_shares,
    section,
    spread,
)
from beamcoder.training.evaluation.public.judging import difflib_ratio, evaluate, fuzzy_ratio
from beamcoder.training.evaluation.public.rows import ARCHIVE, FOLDER, Row, cut, read_rows
from tests.training.evaluation.public.forms import INFO, KEPT, LITERALS, tokens, words

SETTINGS = {"n_rows_found": 9, "shares_of_recall": "the model's own"}
ROW = {"input": "<s> class A { int b ( int c ) { return", "gt": "c + <NUM_LIT:1> ;"}
HEADED = {"input": "<s> class A { void b ( ) { if (", "gt": "c == '<CHAR_LIT:a>' ) { return ;"}
OPENED = {"input": "<s> class A", "gt": "{ int b ;"}


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
            (json.dumps(ROW | {"input": "class A"}), "after <s>"),
            (json.dumps(ROW | {"input": "<s>"}), "after <s>"),
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
        with pytest.raises(InputError, match="no weights of the cache model"):
            read_shares(path)


def test_a_wrong_source_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == InputError.exit_code
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "microsoft/CodeBERT" in told
    assert main([str(tmp_path), "--rows", "0"]) == UsageError.exit_code
