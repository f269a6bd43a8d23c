"""Problems come the same from a file, a checkout and a repository without one."""

import os
import subprocess
from pathlib import Path

import pytest

from beamcoder.errors import InputError
from beamcoder.training.evaluation.public.problem import SETS, read_problems

WHO = [f"GIT_{who}_{what}" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")]
GIT = {**os.environ, **dict.fromkeys(WHO, "x@example.org"), "GIT_CONFIG_GLOBAL": os.devnull}


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True, env=GIT)


def test_every_row_with_a_solution_is_a_problem(published: Path) -> None:
    found = [(problem.set_name, problem.id) for problem in read_problems([published])]
    mbjp = [("MBJP", f"MBJP/{n}") for n in (1, 3, 4)]
    assert found == mbjp + [("HumanEval-X", f"Java/{n}") for n in (0, 1, 2)]


def test_where_a_set_lies_makes_no_difference(published: Path, tmp_path: Path) -> None:
    checkout = read_problems([published])
    assert read_problems([published / known.path for known in SETS]) == checkout
    assert read_problems([published, published / SETS[0].path]) == checkout  # no row twice
    git("init", "-q", str(published))
    git("-C", str(published), "add", ".")
    git("-C", str(published), "commit", "-q", "-m", "sets")
    git("clone", "-q", "--bare", str(published), str(tmp_path / "bare"))
    assert read_problems([tmp_path / "bare"]) == checkout
    (published / SETS[1].path).unlink()
    assert read_problems([published]) == checkout  # one from the files, one from the tip


def test_a_program_is_the_text_and_its_tests(published: Path) -> None:
    problem = read_problems([published])[0]
    assert problem.text == problem.head + problem.solution
    assert problem.tested("class A {}").startswith("class A {}\n")
    assert problem.tested("").endswith(problem.test)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no JSON",
        b"\xff",
        b"\x1f\x8bno gzip",
        b"[]",
        b'{"task_id": 1}',
        b'{"task_id": "Python/0", "canonical_solution": "x"}',
        b'{"task_id": "MBJP/1", "canonical_solution": "x"}',
        b'{"task_id": "MBJP/1", "canonical_solution": 1, "prompt": "", "test": ""}',
        b'{"task_id": "MBJP/1", "canonical_solution": null}',
    ],
)
def test_what_is_no_set_is_told_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(data)
    with pytest.raises(InputError, match=r"rows\.jsonl"):
        read_problems([tmp_path / "rows.jsonl"])


def test_a_source_must_be_there_and_hold_a_set(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist"):
        read_problems([tmp_path / "nowhere"])
    with pytest.raises(InputError, match="mbjp_release"):
        read_problems([tmp_path])
