"""Augmentation: another style, other names, the same program."""

from pathlib import Path
from typing import Final

import numpy as np
import pytest

import beamcoder
from beamcoder.model.artefact import DEFAULT
from beamcoder.tokenizer.layout import LAYOUT, NEWLINE
from beamcoder.tokenizer.statement import statement_words
from beamcoder.tokenizer.subword import Subword
from beamcoder.training.data.augmentation.brace_style import BraceStyle
from beamcoder.training.data.augmentation.mixture import Augmentation
from beamcoder.training.data.augmentation.renaming import Renaming
from beamcoder.training.data.dataset import Pieces, PieceSet, symbols_of

SUBWORD: Final = Subword.load(DEFAULT / "tokenizer.model")
JOINED: Final = """import java.util.*;
class Main {
    static int[] rows = {
        1, 2,
    };
    static long solve(int n, String word) throws Exception {
        long sum = 0;
        try {
            for (int i = 0; i < n; i++) {
                if (word.charAt(i) == '{') {
                    sum += i;
                } else if (i > 3) {
                    sum--;
                } else {
                    rows[0] = word.length();
                }
            }
        } catch (RuntimeException e) {
            sum = -1;
        } finally {
            n = 0;
        }
        Runnable later = () -> {
            System.out.println(rows.length);
        };
        switch (n) {
            case 1: {
                return n;
            }
        }
        if (n > 0) { return 1; }
        return sum;
    }
}
"""
APART: Final = """import java.util.*;
class Main
{
    static int[] rows = {
        1, 2,
    };
    static long solve(int n, String word) throws Exception
    {
        long sum = 0;
        try
        {
            for (int i = 0; i < n; i++)
            {
                if (word.charAt(i) == '{')
                {
                    sum += i;
                }
                else if (i > 3)
                {
                    sum--;
                }
                else
                {
                    rows[0] = word.length();
                }
            }
        }
        catch (RuntimeException e)
        {
            sum = -1;
        }
        finally
        {
            n = 0;
        }
        Runnable later = () -> {
            System.out.println(rows.length);
        };
        switch (n)
        {
            case 1: {
                return n;
            }
        }
        if (n > 0) { return 1; }
        return sum;
    }
}
"""
OTHER: Final = "class B { int count; char[] letters; void f(double weight) { String best = s; } }"
NOTHING: Final = np.zeros(0, np.uint16)
EXAMPLES: Final = sorted((Path(beamcoder.__file__).parents[1] / "examples").glob("*.java"))


def file_of(text: str) -> Pieces:
    inner = SUBWORD.encode_all(symbols_of(text))
    return np.concatenate(([SUBWORD.bos], inner, [SUBWORD.eos])).astype(np.uint16)


def tokens(pieces: Pieces) -> list[str]:
    return [symbol for symbol in SUBWORD.decode(pieces) if symbol not in LAYOUT]


def test_braces_turn_into_what_the_other_style_writes() -> None:
    style = BraceStyle.of(SUBWORD)
    assert SUBWORD.decode(style.turned(file_of(JOINED))) == symbols_of(APART)
    assert SUBWORD.decode(style.turned(file_of(APART))) == symbols_of(JOINED)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_turning_moves_new_lines_only(path: Path) -> None:
    before = file_of(path.read_text())
    after = BraceStyle.of(SUBWORD).turned(before)
    new_line = SUBWORD.newline
    assert tokens(after) == tokens(before)
    assert (after[after != new_line] == before[before != new_line]).all()
    assert len(after) != len(before)


@pytest.mark.parametrize("pieces", [file_of(""), file_of("int a;"), file_of("")[:0]])
def test_a_file_without_blocks_stays(pieces: Pieces) -> None:
    assert BraceStyle.of(SUBWORD).turned(pieces).tolist() == pieces.tolist()


@pytest.mark.parametrize("seed", range(5))
def test_a_name_changes_everywhere_or_nowhere(seed: int) -> None:
    before, other = file_of(JOINED), file_of(OTHER)
    after, _ = Renaming.of(SUBWORD).renamed(before, NOTHING, other, np.random.default_rng(seed))
    old, new = SUBWORD.decode(before), SUBWORD.decode(after)
    assert len(old) == len(new)
    names = {a: b for k, (a, b) in enumerate(zip(old, new, strict=True)) if old[k - 1] != "."}
    changed = {a: b for a, b in names.items() if a != b}
    assert set(changed) <= {"n", "word", "sum", "i", "rows", "length"} and changed
    assert set(changed.values()) <= {"count", "letters", "weight", "best", "b"}
    assert len(set(names.values())) == len(names), "two names became one"
    expected = [names[a] if old[k - 1] != "." else a for k, a in enumerate(old)]
    assert new == expected


def test_names_of_a_file_that_declares_none_stay() -> None:
    before = file_of("print(x.length, y);")
    rng = np.random.default_rng(0)
    after, _ = Renaming.of(SUBWORD).renamed(before, NOTHING, file_of(OTHER), rng)
    assert after.tolist() == before.tolist()


def test_a_statement_and_its_program_take_the_same_names() -> None:
    said = "The line holds n. The word is (word)."
    statement = SUBWORD.encode_all(statement_words(said)).astype(np.uint16)
    rng = np.random.default_rng(0)
    renamed = Renaming.of(SUBWORD).renamed(file_of(JOINED), statement, file_of(OTHER), rng)
    file, told = (SUBWORD.decode(pieces) for pieces in renamed)
    names = dict(zip(SUBWORD.decode(file_of(JOINED)), file, strict=True))
    assert names["n"] in ("count", "b") and names["word"] == "best"
    assert all(names[stays] == stays for stays in ("sum", "i"))
    expected = [names.get(word, word) for word in statement_words(said)]
    assert told == expected


def piece_set() -> PieceSet:
    files = [file_of(JOINED), file_of(OTHER)]
    none = np.zeros(0, np.uint16), np.zeros(1, np.int64)
    return PieceSet(
        np.concatenate(files), np.cumsum([0, *map(len, files)]), np.zeros(2, np.bool_),
        np.full(2, -1, np.int32), *none,
    )  # fmt: skip


def test_a_share_of_the_files_is_changed_as_the_generator_says() -> None:
    pieces = piece_set()
    change = Augmentation(brace_share=0.3).over(pieces, SUBWORD)
    turned = BraceStyle.of(SUBWORD).turned(pieces.file(0)).tolist()

    def drawn(seed: int) -> list[list[int]]:
        rng = np.random.default_rng(seed)
        return [change(pieces.file(0), NOTHING, rng)[0].tolist() for _ in range(400)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert 80 < drawn(1).count(turned) < 160


def test_nothing_is_changed_unless_it_is_asked_for() -> None:
    pieces, rng = piece_set(), np.random.default_rng(0)
    change = Augmentation().over(pieces, SUBWORD)
    for _ in range(20):
        assert change(pieces.file(0), NOTHING, rng)[0].tolist() == pieces.file(0).tolist()


def test_both_changes_come_together() -> None:
    pieces, rng = piece_set(), np.random.default_rng(0)
    change = Augmentation(brace_share=1.0, rename_share=1.0).over(pieces, SUBWORD)
    files = [change(pieces.file(0), NOTHING, rng)[0] for _ in range(10)]
    n_lines = SUBWORD.decode(pieces.file(0)).count(NEWLINE)
    assert all(SUBWORD.decode(file).count(NEWLINE) > n_lines for file in files)
    assert any(tokens(file) != tokens(pieces.file(0)) for file in files)
