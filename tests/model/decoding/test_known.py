"""What a tree knows of next tokens, by nodes that were computed and by words that can be seen."""

from itertools import product

import numpy as np
import pytest

from beamcoder.model.decoding.known import KnownTokens
from beamcoder.model.decoding.vocabulary import Vocabulary
from beamcoder.tokenizer.subword import Subword
from tests.fakes import MemorisingRuntime
from tests.model.decoding.test_search import tree_at


def begun_by(subword: Subword) -> tuple[str, str]:
    """A word of one piece, and a longer one whose first piece it is."""
    vocabulary = Vocabulary(subword)
    names = [n for n in (vocabulary.text((i,)) for i in vocabulary.opening) if n.isidentifier()]
    for name, ending in product(names, "zqxk"):
        pieces = subword.encode(name)
        if len(pieces) == 1 and subword.encode(name + ending)[0] == pieces[0]:
            return name, name + ending
    raise AssertionError("no such pair in the vocabulary")


@pytest.mark.parametrize("is_begun", [False, True])
def test_a_word_is_whole_unless_a_longer_one_begins_so(
    runtime: MemorisingRuntime, subword: Subword, is_begun: bool
) -> None:
    word, longer = begun_by(subword)
    tree = tree_at(runtime, subword, "")
    tree.rows[0] = np.full_like(tree.rows[0], -30.0)
    tree.rows[0][subword.encode(word)[0]] = 0.0
    words = {word, longer, "other"} if is_begun else {word, "other"}
    found = KnownTokens(tree, Vocabulary(subword), words).at(0, "")
    assert (word, True) in found.tokens if not is_begun else not found.tokens
    assert found.unsure == pytest.approx(1.0 if is_begun else 0.0, abs=1e-6)
