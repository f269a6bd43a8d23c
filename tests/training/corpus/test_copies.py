"""Fingerprints and the search for copies, against the plain definitions."""

import random

from beamcoder.training.corpus.duplicates import DuplicateFinder
from beamcoder.training.corpus.fingerprint import SHINGLE_TOKENS, exact_key, signature


def jaccard(one: list[str], other: list[str]) -> float:
    a, b = (
        {tuple(tokens[i : i + SHINGLE_TOKENS]) for i in range(len(tokens) - SHINGLE_TOKENS + 1)}
        for tokens in (one, other)
    )
    return len(a & b) / len(a | b)


def changed(tokens: list[str], n_changes: int, chance: random.Random) -> list[str]:
    places = set(chance.sample(range(len(tokens)), n_changes))
    return [f"new{i}" if i in places else token for i, token in enumerate(tokens)]


def test_signatures_estimate_the_jaccard_similarity() -> None:
    chance = random.Random(1)
    tokens = [f"t{chance.randrange(60)}" for _ in range(400)]
    for n_changes in (0, 1, 4, 8, 20, 60):
        other = changed(tokens, n_changes, chance)
        estimate = float((signature(tokens) == signature(other)).mean())
        assert abs(estimate - jaccard(tokens, other)) < 0.13  # three standard errors


def test_signatures_are_the_same_on_every_machine() -> None:
    first = signature([f"t{i}" for i in range(30)])
    assert first.shape == (128,)
    assert first[:3].tolist() == [105727203, 356569283, 97121512]
    assert exact_key(["a", "b"]) == "852635742d6eb30fdccb0e7c1b53d92f"


def test_short_files_have_a_signature() -> None:
    assert (signature(["a", "b"]) == signature(["a", "b"])).all()
    assert not (signature(["a", "b"]) == signature(["a", "c"])).all()


def test_copies_are_found_as_by_comparing_all_pairs() -> None:
    chance = random.Random(2)
    files: list[list[str]] = []
    for _ in range(40):
        tokens = [f"t{chance.randrange(60)}" for _ in range(300)]
        files += [tokens, changed(tokens, 1, chance), changed(tokens, 40, chance)]
    chance.shuffle(files)
    finder = DuplicateFinder(len(files))
    kept: list[int] = []
    for row, tokens in enumerate(files):
        near = [other for other in kept if jaccard(tokens, files[other]) >= 0.8]
        found = finder.add(row, exact_key(tokens), signature(tokens))
        assert (found[0] if found else None) == (near[0] if near else None)
        if found is None:
            kept.append(row)
    assert len(kept) == 80


def test_an_exact_copy_is_told_from_a_near_one() -> None:
    finder = DuplicateFinder(3)
    tokens = [f"t{i}" for i in range(200)]
    near = [*tokens[:-1], "end"]
    assert finder.add(7, exact_key(tokens), signature(tokens)) is None
    assert finder.add(8, exact_key(tokens), signature(tokens)) == (7, True)
    assert finder.add(9, exact_key(near), signature(near)) == (7, False)
    assert finder.add(10, exact_key(near), signature(near)) == (7, True)
