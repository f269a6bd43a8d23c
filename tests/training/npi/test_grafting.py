"""A new program under a frozen core: proved, and nothing that was there changes."""

import numpy as np
import torch

from beamcoder.bench.npi import countdown
from beamcoder.model.npi.artefact import open_npi
from beamcoder.model.npi.catalogue import BUILT_IN, find_task
from beamcoder.model.npi.executor import Executor
from beamcoder.training.npi.grafting import action_places, certificate, graft, row_places


def test_a_graft_changes_no_weight_that_was_there() -> None:
    torch.set_num_threads(1)
    old, task = open_npi().network(), countdown.task.complete()
    grafted = graft(old, task, seed=1)
    assert grafted.check.is_proved and grafted.check.task == "countdown"
    new = grafted.network
    rows, actions = (f(old.alphabet, new.alphabet) for f in (row_places, action_places))
    assert np.array_equal(new.weights["rows"][rows], old.weights["rows"][:-1])
    assert np.array_equal(new.weights["keys"][:, actions], old.weights["keys"])
    assert np.array_equal(new.weights["keys_bias"][actions], old.weights["keys_bias"])
    for name in old.weights.keys() - {"rows", "keys", "keys_bias"}:
        assert np.array_equal(new.weights[name], old.weights[name]), name
    n_new = new.n_parameters - old.n_parameters
    assert grafted.n_learned == n_new > 0
    assert certificate(new, BUILT_IN) == certificate(old, BUILT_IN)
    assert Executor(task, new).run([3, 2, 1]).answer is True
    assert Executor(find_task("addition"), new).run(("19", "3")).answer == "22"


def test_earlier_programs_cannot_do_what_only_the_new_task_has() -> None:
    torch.set_num_threads(1)
    old, task = open_npi().network(), countdown.task.complete()
    new = graft(old, task, seed=2).network
    added = [each for each in new.alphabet.actions if each not in old.alphabet.actions]
    assert added
    for entry in old.alphabet.entries:
        mask = new.mask[new.alphabet.entry_ids[entry]]
        assert all(mask[new.alphabet.action_ids[each]] < 0 for each in added)
