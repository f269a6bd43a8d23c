"""What docs/npi.md compares with: other cores are one network in torch and numpy; loops do grow."""

from itertools import permutations
from random import Random

import numpy as np
import pytest
import torch

from beamcoder.model.npi.catalogue import find_task
from beamcoder.model.npi.executor import Executor
from beamcoder.model.npi.forest import evaluate
from beamcoder.training.npi.core import Core, CoreSize
from beamcoder.training.npi.curriculum import TraceChoice
from beamcoder.training.npi.loop import School, SchoolOptions
from beamcoder.training.npi.loops import (
    LOOPED,
    drawn,
    learned_from,
    n_situations,
    reference_of,
    share_right,
)
from beamcoder.training.npi.other_cores import FeedForwardCore, GruCore

SMALL = CoreSize(32, 16, 16)


@pytest.mark.parametrize("core", [FeedForwardCore, GruCore])
def test_another_core_is_checked_as_it_was_trained(core: type[Core]) -> None:
    torch.set_num_threads(1)
    options = SchoolOptions(size=SMALL, choice=TraceChoice(1, 5), core=core)
    school = School([find_task("quicksort")], options)
    outcome = school.learn(is_quiet=True)
    assert outcome.is_proved
    forest = school.forests["quicksort"]
    logits = evaluate(forest, outcome.network.forward, outcome.network.size)
    with torch.no_grad():
        expected = school.core(forest).numpy()
    is_allowed = outcome.network.mask[forest.calls] == 0
    assert np.abs(logits - expected)[is_allowed].max() < 1e-4


@pytest.mark.parametrize("name", LOOPED)
def test_loops_do_what_recursion_does(name: str) -> None:
    task = find_task(name)
    recursion, loops = (
        Executor(each, reference_of(each)) for each in (task, LOOPED[name].complete())
    )
    for seed in range(20):
        problem = task.draw(1 + seed % 7, Random(seed))
        assert recursion.run(problem).answer == loops.run(problem).answer


def test_situations_of_loops_grow_with_the_input_and_those_of_recursion_do_not() -> None:
    recursive, looped = find_task("bubble_sort"), LOOPED["bubble_sort"]
    counts = {
        task.name: [n_situations(task, map(list, permutations(range(n)))) for n in (3, 4, 5)]
        for task in (recursive, looped)
    }
    assert counts["bubble_sort"] == [20, 20, 20]
    first, second, third = counts["bubble_sort_loops"]
    assert second - first < third - second


@pytest.mark.slow
def test_loops_taught_on_two_numbers_fail_on_more() -> None:
    torch.set_num_threads(1)
    task = LOOPED["bubble_sort"]
    network = learned_from(task, drawn(task, (2, 2), 20, seed=1), seed=1)
    assert share_right(network, task, 2) == 1.0
    assert share_right(network, task, 12) < 0.5
